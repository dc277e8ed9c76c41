//! Layer 8, **render**: one file per kind of output.

pub mod body;
