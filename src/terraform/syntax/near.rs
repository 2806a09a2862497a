//! Places as they are packed: by how far each is from the one before it, since most stand close together in one file.

use crate::source::{FileId, Span};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;

thread_local! {
    /// The place that was packed or unpacked last.
    static BEFORE: Cell<Span> = const { Cell::new(START) };
}

const START: Span = Span { file: FileId(0), start: 0, end: 0 };

/// Begins with something that was packed by itself.
pub(in crate::terraform) fn begin() {
    BEFORE.set(START);
    super::names::begin();
}

/// The numbers that stand for a place; they are small for one that stands close to the last.
pub(super) fn serialize<S: Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    let before = BEFORE.replace(*span);
    let file = span.file.0.wrapping_sub(before.file.0);
    (file.cast_signed(), span.start.wrapping_sub(before.start).cast_signed(), span.end.wrapping_sub(span.start)).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
    let (file, start, length) = <(i32, i32, u32)>::deserialize(deserializer)?;
    let before = BEFORE.get();
    let start = before.start.wrapping_add_signed(start);
    let span = Span { file: FileId(before.file.0.wrapping_add_signed(file)), start, end: start.wrapping_add(length) };
    BEFORE.set(span);
    Ok(span)
}
