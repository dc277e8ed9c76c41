//! Layer placeholder for `config`; its owner replaces this line.
