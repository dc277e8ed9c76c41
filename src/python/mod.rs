//! Layer placeholder for `python`; its owner replaces this line.
