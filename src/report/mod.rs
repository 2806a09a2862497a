//! Formats in which an analysis is told.
