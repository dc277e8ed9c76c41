//! Layer placeholder for `output`; its owner replaces this line.
