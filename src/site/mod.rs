//! Layer placeholder for `site`; its owner replaces this line.
