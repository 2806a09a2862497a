//! Sets: without duplicates, in Terraform's order. <https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go>

use super::number::TerraformNumber;
use super::operators;
use crate::value::{Form, Kind, Value, ValueType};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;
use std::sync::Arc;

/// A set of items that have this type, in the place of a value. If some may be equal to others, how many there are is open.
pub(super) fn as_set(items: Vec<Value>, element: &ValueType, of: &Value) -> Value {
    let mut items = distinct_but(items, is_negative_zero);
    let is_open = items.len() > 1 && items.iter().any(|item| item.first_unknown().is_some());
    items.sort_by(order);
    let set = Value { kind: Kind::List(Arc::new(items)), form: if is_open { Form::Loose } else { Form::Set }, ..of.clone() };
    set.declared_as(&ValueType::set(element.clone()))
}

/// The first of equal items.
pub(super) fn distinct(items: Vec<Value>) -> Vec<Value> {
    distinct_but(items, |_| false)
}

/// In a set, which goes by how values are written, `-0` is not `0`.
fn is_negative_zero(value: &Value) -> bool {
    matches!(&value.kind, Kind::Number(number) if number == "-0")
}

/// The first of equal items; those for which `is_apart` holds are equal to each other only.
fn distinct_but(items: Vec<Value>, is_apart: fn(&Value) -> bool) -> Vec<Value> {
    let mut texts: FxHashSet<String> = FxHashSet::default();
    let mut kept: Vec<Value> = vec![];
    for item in items {
        let is_new = match item.as_str() {
            Some(text) => texts.insert(text.to_owned()),
            None => !kept
                .iter()
                .filter(|other| is_apart(other) == is_apart(&item))
                .any(|other| other.kind == item.kind || operators::equal(other, &item) == Ok(true)),
        };
        if is_new {
            kept.push(item);
        }
    }
    kept
}

/// Texts by their bytes, numbers by size, false before true, null last; others by what Terraform hashes.
fn order(a: &Value, b: &Value) -> Ordering {
    let last = |value: &Value| match value.kind {
        Kind::Unknown(_) => 2,
        Kind::Null => 1,
        _ => 0,
    };
    match (&a.kind, &b.kind) {
        (Kind::Text(a), Kind::Text(b)) => a.literal().cmp(b.literal()),
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(b),
        (Kind::Number(a), Kind::Number(b)) => match (TerraformNumber::parse(a), TerraformNumber::parse(b)) {
            (Some(left), Some(right)) => left.compare(&right).then_with(|| b.starts_with('-').cmp(&a.starts_with('-'))),
            _ => a.cmp(b),
        },
        _ => last(a).cmp(&last(b)).then_with(|| {
            let (mut left, mut right) = (String::new(), String::new());
            hashed(a, &mut left);
            hashed(b, &mut right);
            left.cmp(&right)
        }),
    }
}

fn hashed(value: &Value, into: &mut String) {
    match &value.kind {
        Kind::Unknown(_) | Kind::Alternatives(_) => into.push('?'),
        Kind::Null | Kind::Absent => into.push('~'),
        Kind::Number(number) => into.push_str(&super::go_format::ten_digits(number)),
        Kind::Bool(answer) => into.push(if *answer { 'T' } else { 'F' }),
        Kind::Text(text) => into.push_str(&super::go_format::quoted(text.literal())),
        Kind::List(items) => {
            let (open, close) = if value.form == Form::Plain { ('<', '>') } else { ('[', ']') };
            into.push(open);
            items.iter().for_each(|item| {
                hashed(item, into);
                into.push(';');
            });
            into.push(close);
        }
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            let is_map = value.form == Form::Uniform;
            into.push(if is_map { '{' } else { '<' });
            for entry in entries {
                if is_map {
                    into.push_str(&super::go_format::quoted(&entry.key));
                    into.push(':');
                }
                hashed(&entry.value, into);
                into.push(';');
            }
            into.push(if is_map { '}' } else { '>' });
        }
    }
}
