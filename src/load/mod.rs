//! Reads the world: walks directories, reads files, stays inside the root.
