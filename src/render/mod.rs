//! Layer placeholder for `render`; its owner replaces this line.
