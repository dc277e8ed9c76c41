//! Layer placeholder for `source`; its owner replaces this line.
