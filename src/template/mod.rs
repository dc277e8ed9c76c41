//! Layer placeholder for `template`; its owner replaces this line.
