//! Layer placeholder for `value`; its owner replaces this line.
