//! Layer placeholder for `pipeline`; its owner replaces this line.
