//! Layer placeholder for `edit`; its owner replaces this line.
