//! Layer placeholder for `content`; its owner replaces this line.
