//! Dates and durations in words, for the languages that the themes speak.
