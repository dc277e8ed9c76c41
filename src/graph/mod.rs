//! Layer placeholder for `graph`; its owner replaces this line.
