//! Layer placeholder for `yaml`; its owner replaces this line.
