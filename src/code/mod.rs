//! Layer placeholder for `code`; its owner replaces this line.
