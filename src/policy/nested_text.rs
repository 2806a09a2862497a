//! Texts that hold documents among other things: `jsonencode({ policy = … })`, YAML, templates that are handed to somebody.

use super::placeholders;
use crate::cloudformation;
use crate::json;
use crate::mapped_text::{Provenance, Text};
use crate::source::Span;
use crate::value::{Kind, Value};

/// No text that any service takes is longer.
const MAX_TEXT: usize = 1 << 20;

/// What the text says, if it is JSON or YAML that may hold a document; each value has its place in the text.
pub(super) fn values(value: &Value) -> Vec<Value> {
    let Kind::Text(text) = &value.kind else { return vec![] };
    let literal = text.literal();
    if literal.len() > MAX_TEXT || !literal.contains("Statement") || !literal.contains("Effect") {
        return vec![];
    }
    let read = match literal.trim_start().starts_with(['{', '[']) {
        true => json(text, value.span).map_or_else(|| cloudformation::documents_in_text(text, value.span), |value| vec![value]),
        false => cloudformation::documents_in_text(text, value.span),
    };
    let way = way(value, text);
    let is_structured = |value: &Value| matches!(value.kind, Kind::Map(_) | Kind::List(_));
    read.into_iter().filter(is_structured).map(|inside| Value { provenance: way.clone(), ..inside }).collect()
}

/// The way of a text, but for that of its parts.
fn way(value: &Value, text: &Text) -> Provenance {
    value.provenance.without(&text.first_provenance())
}

/// A text as it is handed over as a whole.
pub(super) fn as_whole(value: &Value) -> Value {
    match &value.kind {
        Kind::Text(text) => Value { provenance: way(value, text), ..value.clone() },
        _ => value.clone(),
    }
}

fn json(text: &Text, span: Span) -> Option<Value> {
    match json::parse(&placeholders::outside_quotes(text), span) {
        (value, None) => Some(value),
        (_, Some(_)) => None,
    }
}
