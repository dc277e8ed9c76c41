//! Layer placeholder for `portfolio`; its owner replaces this line.
