//! Data that has no schema.
