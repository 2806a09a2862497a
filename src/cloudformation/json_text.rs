//! `Fn::ToJsonString`: a value written as JSON, in which each text keeps its places.

use crate::mapped_text::{Piece, Text};
use crate::value::{Alternatives, Kind, Value};

/// The value as JSON; what is not known becomes a hole.
pub(super) fn write(value: &Value) -> Text {
    let mut text = Text::default();
    append(value, &mut text);
    text
}

/// The text for each choice of the alternatives anywhere in the value.
pub(super) fn for_each_choice(value: &Value, apply: &dyn Fn(&Value) -> Value) -> Value {
    let Some(open) = first_open(value) else { return apply(value) };
    let branches = open.branches.iter().map(|(answer, _)| {
        let chosen = [(open.decision.clone(), answer.clone())];
        (answer.clone(), for_each_choice(&value.under(&chosen), apply))
    });
    Value::alternatives(open.decision.clone(), branches.collect(), value.span)
}

/// The first alternatives in a value.
pub(super) fn first_open(value: &Value) -> Option<&Alternatives> {
    match &value.kind {
        Kind::Alternatives(alternatives) => Some(alternatives),
        Kind::List(items) => items.iter().find_map(first_open),
        Kind::Map(map) => map.entries.iter().find_map(|entry| first_open(&entry.value)),
        _ => None,
    }
}

fn append(value: &Value, into: &mut Text) {
    match &value.kind {
        Kind::Text(text) => quoted(text, value, into),
        Kind::List(items) => {
            into.push_computed("[", value.span);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    into.push_computed(",", value.span);
                }
                append(item, into);
            }
            into.push_computed("]", value.span);
        }
        Kind::Map(map) => {
            into.push_computed("{", value.span);
            for (index, entry) in map.entries.iter().enumerate() {
                if index > 0 {
                    into.push_computed(",", value.span);
                }
                match &entry.unclear {
                    Some(key) => quoted(key, value, into),
                    None => quoted(&Text::computed(entry.key.as_str(), entry.key_span), value, into),
                }
                into.push_computed(":", entry.key_span);
                append(&entry.value, into);
            }
            into.push_computed("}", value.span);
        }
        Kind::Number(_) | Kind::Bool(_) | Kind::Unknown(_) => into.push_text(&value.to_text().unwrap_or_default()),
        Kind::Absent | Kind::Null | Kind::Alternatives(_) => into.push_computed("null", value.span),
    }
}

fn quoted(text: &Text, value: &Value, into: &mut Text) {
    into.push_computed("\"", value.span);
    for piece in text.pieces() {
        let (literal, base) = match piece {
            Piece::Hole(hole) => {
                into.push_hole(hole.clone());
                continue;
            }
            Piece::Literal(literal, base) => (literal, base),
        };
        let mut from = 0;
        for (at, char) in literal.char_indices().filter(|(_, char)| matches!(char, '"' | '\\' | '\0'..='\x1f')) {
            into.push_text(&text.slice(base + from..base + at).without_holes());
            let escaped = serde_json::Value::String(char.to_string()).to_string();
            let span = text.span(base + at..base + at + 1).unwrap_or(value.span);
            into.push_computed(escaped.get(1..escaped.len() - 1).unwrap_or_default(), span);
            from = at + char.len_utf8();
        }
        into.push_text(&text.slice(base + from..base + literal.len()).without_holes());
    }
    into.push_computed("\"", value.span);
}
