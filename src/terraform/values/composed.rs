//! Terraform keeps every text in Unicode's composed form (NFC): <https://github.com/zclconf/go-cty/blob/main/docs/types.md>

use crate::mapped_text::Text;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use std::ops::Range;
use std::sync::Arc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// The same value with its texts and keys in composed form; nearly all are.
pub(in crate::terraform) fn composed(value: Value) -> Value {
    changed(&value).unwrap_or(value)
}

/// The value if it is another one in composed form.
fn changed(value: &Value) -> Option<Value> {
    let kind = match &value.kind {
        Kind::Text(text) if !is_composed(text.literal()) => Kind::Text(Arc::new(composed_text(text, value.span))),
        Kind::List(items) => {
            let changes = each_changed(items.iter())?;
            Kind::List(Shared::new(items.iter().zip(changes).map(|(item, changed)| changed.unwrap_or_else(|| item.clone())).collect()))
        }
        Kind::Map(map) => {
            let changes = each_changed(map.entries.iter().map(|entry| &entry.value));
            if changes.is_none() && map.entries.iter().all(|entry| is_composed(&entry.key)) {
                return None;
            }
            let changes = changes.unwrap_or_else(|| vec![None; map.entries.len()]);
            let entries = map.entries.iter().zip(changes).map(|(entry, changed)| Entry {
                key: entry.key.nfc().collect::<String>().into(),
                value: changed.unwrap_or_else(|| entry.value.clone()),
                ..entry.clone()
            });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        _ => return None,
    };
    Some(Value { kind, ..value.clone() })
}

fn each_changed<'v>(values: impl Iterator<Item = &'v Value>) -> Option<Vec<Option<Value>>> {
    let changes: Vec<Option<Value>> = values.map(changed).collect();
    changes.iter().any(Option::is_some).then_some(changes)
}

fn is_composed(text: &str) -> bool {
    text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

/// Only those characters change that are not composed; the others keep their places.
fn composed_text(text: &Text, span: Span) -> Text {
    let mut next = |literal: &str, from: usize| {
        let rest = literal.get(from..).unwrap_or_default();
        let (at, found) =
            rest.grapheme_indices(true).find(|(_, character)| !is_composed(character) && !character.nfc().eq(character.chars()))?;
        Some(from + at..from + at + found.len())
    };
    let mut put = |into: &mut Text, part: Range<usize>| {
        let place = text.span(part.clone()).unwrap_or(span);
        into.push_computed(&text.literal().get(part).unwrap_or_default().nfc().collect::<String>(), place);
    };
    text.replaced(&mut next, &mut put)
}
