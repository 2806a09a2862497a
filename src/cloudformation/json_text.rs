//! `Fn::ToJsonString`: a value written as JSON, in which each text keeps its places.

use crate::mapped_text::Text;
use crate::source::Span;
use crate::value::{Kind, Value};

/// The value as JSON; what is not known becomes a hole.
pub(super) fn write(value: &Value) -> Text {
    let mut text = Text::default();
    append(value, &mut text);
    text
}

fn append(value: &Value, into: &mut Text) {
    match &value.kind {
        Kind::Text(text) => quoted(text, value.span, into),
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
                    Some(key) => quoted(key, entry.key_span, into),
                    None => quoted(&Text::computed(entry.key.as_str(), entry.key_span), entry.key_span, into),
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

fn quoted(text: &Text, whole: Span, into: &mut Text) {
    into.push_computed("\"", whole);
    let special = |char: char| matches!(char, '"' | '\\' | '\0'..='\x1f');
    let mut next = |literal: &str, from: usize| literal.get(from..)?.find(special).map(|at| from + at..from + at + 1);
    into.push_text(&text.replaced(&mut next, &mut |into, place| {
        let written = text.literal().get(place.clone()).unwrap_or_default();
        let escaped = serde_json::Value::String(written.to_owned()).to_string();
        into.push_computed(escaped.get(1..escaped.len() - 1).unwrap_or_default(), text.span(place).unwrap_or(whole));
    }));
    into.push_computed("\"", whole);
}
