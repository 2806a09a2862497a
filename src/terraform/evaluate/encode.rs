//! `jsonencode`: values as JSON text in which every byte knows its source.

use crate::mapped_text::{Piece, Text};
use crate::source::Span;
use crate::terraform::evaluate::{Evaluator, too_long};
use crate::value::{Kind, Map, Value};
use std::borrow::Cow;

/// How JSON is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::terraform) enum JsonLayout {
    /// Without spaces, members in the order of their keys: as Terraform's `jsonencode` writes it.
    Sorted,
    /// Without spaces, members as they stand.
    Compact,
    /// Members as they stand, on lines of their own: as Go's `MarshalIndent` writes it.
    Indented,
}

/// The JSON of a value. Unknown parts become holes, and each answer to an open decision gives its own text.
pub(in crate::terraform) fn json<'a>(evaluator: &Evaluator<'a>, value: &Value, span: Span) -> Value {
    laid_out(evaluator, value, span, JsonLayout::Sorted)
}

/// The same in another layout.
pub(in crate::terraform) fn laid_out<'a>(evaluator: &Evaluator<'a>, value: &Value, span: Span, layout: JsonLayout) -> Value {
    let provenance = value.provenance.clone();
    let encoded = evaluator.over(std::slice::from_ref(value), span, true, &mut |values| {
        let mut text = Text::default();
        match values.first() {
            Some(value) if push(value, &mut text, 0, layout) => Value::text(text, span),
            _ => evaluator.limit(span, "a text is too long"),
        }
    });
    Value { provenance, ..encoded }
}

/// The JSON of a value without open decisions; nothing if it gets too long.
pub(in crate::terraform) fn text(value: &Value) -> Option<Text> {
    let mut text = Text::default();
    push(value, &mut text, 0, JsonLayout::Sorted).then_some(text)
}

/// Appends the JSON of a value with the references it came through; false if it gets too long.
fn push(value: &Value, into: &mut Text, depth: usize, layout: JsonLayout) -> bool {
    let since = into.literal().len();
    let done = push_kind(value, into, depth, layout);
    // The way of the whole is that of the encoded text itself.
    if depth > 0 {
        into.came_through(since, &value.provenance);
    }
    done
}

fn push_kind(value: &Value, into: &mut Text, depth: usize, layout: JsonLayout) -> bool {
    if too_long(into) || depth > crate::json::MAX_DEPTH {
        return false;
    }
    let span = value.span;
    match &value.kind {
        Kind::Absent | Kind::Null => into.push_computed("null", span),
        Kind::Bool(answer) => into.push_computed(if *answer { "true" } else { "false" }, span),
        Kind::Number(number) => into.push_computed(number, span),
        Kind::Text(text) => push_text(text, span, into),
        Kind::Unknown(hole) => into.push_hole(hole.clone()),
        Kind::Alternatives(_) => into.push_hole(value.undecided()),
        Kind::List(items) => {
            into.push_computed("[", span);
            let items: Vec<&Value> = items.iter().filter(|item| item.kind != Kind::Absent).collect();
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    into.push_computed(",", span);
                }
                push_line(into, depth + 1, layout, span);
                if !push(item, into, depth + 1, layout) {
                    return false;
                }
            }
            if !items.is_empty() {
                push_line(into, depth, layout, span);
            }
            into.push_computed("]", span);
        }
        Kind::Map(map) => return push_map(map, span, into, depth, layout),
    }
    true
}

/// A new line, if the layout has lines.
fn push_line(into: &mut Text, depth: usize, layout: JsonLayout, span: Span) {
    if layout == JsonLayout::Indented {
        into.push_computed(&format!("\n{}", "  ".repeat(depth)), span);
    }
}

fn push_map(map: &Map, span: Span, into: &mut Text, depth: usize, layout: JsonLayout) -> bool {
    into.push_computed("{", span);
    let mut entries: Vec<_> = map.entries.iter().filter(|entry| entry.value.kind != Kind::Absent).collect();
    if layout == JsonLayout::Sorted {
        entries.sort_by(|a, b| a.key.cmp(&b.key));
    }
    let is_empty = entries.is_empty();
    for (index, entry) in entries.into_iter().enumerate() {
        if index > 0 {
            into.push_computed(",", span);
        }
        push_line(into, depth + 1, layout, span);
        match &entry.unclear {
            Some(key) => push_text(key, entry.key_span, into),
            None => push_text(&Text::computed(entry.key.as_str(), entry.key_span), entry.key_span, into),
        }
        into.push_computed(if layout == JsonLayout::Indented { ": " } else { ":" }, span);
        if !push(&entry.value, into, depth + 1, layout) {
            return false;
        }
    }
    if !is_empty {
        push_line(into, depth, layout, span);
    }
    into.push_computed("}", span);
    true
}

/// A string in quotes; characters that JSON or Terraform escape are escaped.
fn push_text(text: &Text, span: Span, into: &mut Text) {
    into.push_computed("\"", span);
    for piece in text.pieces() {
        match piece {
            Piece::Hole(hole) => into.push_hole(hole.clone()),
            Piece::Literal(literal, start) => push_escaped(text, literal, start, into),
        }
    }
    into.push_computed("\"", span);
}

fn push_escaped(text: &Text, literal: &str, start: usize, into: &mut Text) {
    let mut from = 0;
    while let Some(rest) = literal.get(from..).filter(|rest| !rest.is_empty()) {
        let (place, end) = text.run_at(start + from);
        let part = rest.get(..(end - start).saturating_sub(from)).filter(|part| !part.is_empty()).unwrap_or(rest);
        match place {
            // What is one place as a whole is escaped as a whole: an encoded text that is encoded again is little else.
            Some(place) => into.push_computed(&escaped(part), place),
            None => push_escaped_singly(text, part, start + from, into),
        }
        from += part.len();
    }
}

/// Each character from its own place.
fn push_escaped_singly(text: &Text, literal: &str, start: usize, into: &mut Text) {
    let mut kept = 0;
    for (at, char) in literal.char_indices() {
        let Some(escaped) = escape(char) else { continue };
        let end = at + char.len_utf8();
        if kept < at {
            into.push_literal_of(text, start + kept..start + at);
        }
        if let Some(place) = text.span(start + at..start + end) {
            into.push_computed(&escaped, place);
        }
        kept = end;
    }
    if kept < literal.len() {
        into.push_literal_of(text, start + kept..start + literal.len());
    }
}

fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + text.len() / 2);
    for char in text.chars() {
        match escape(char) {
            Some(escaped) => result.push_str(&escaped),
            None => result.push(char),
        }
    }
    result
}

/// What stands for a character that JSON or Terraform escape.
fn escape(char: char) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match char {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => return Some(Cow::Owned(format!("\\u{:04x}", u32::from(char)))),
        _ => return None,
    }))
}

/// A text as JSON.
pub(in crate::terraform) fn quoted(text: &str) -> String {
    let place = Span::new(crate::source::FileId(0), 0, 0);
    let mut quoted = Text::default();
    push_text(&Text::computed(text, place), place, &mut quoted);
    quoted.literal().to_owned()
}
