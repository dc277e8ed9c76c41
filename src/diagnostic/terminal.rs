//! The terminal's face of a diagnostic.
