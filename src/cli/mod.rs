//! Layer placeholder for `cli`; its owner replaces this line.
