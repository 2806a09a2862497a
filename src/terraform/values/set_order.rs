//! Sets: without duplicates, in Terraform's order. <https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go>

use super::marks;
use super::number::TerraformNumber;
use super::operators;
use crate::value::{Depth, Form, Kind, Shared, Value, ValueType};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A set of items that have this type, in the place of a value. If some may be equal to others, how many there are is open.
pub(in crate::terraform) fn as_set(items: Vec<Value>, element: &ValueType, of: &Value) -> Value {
    let (items, marks) = marks::of_set(items);
    let mut items = distinct_but(items, is_negative_zero);
    let is_open = items.len() > 1 && items.iter().any(|item| item.first_unknown().is_some());
    items.sort_by(order);
    let set = Value { kind: Kind::List(Shared::new(items)), form: if is_open { Form::Loose } else { Form::Set }, ..of.clone() };
    set.declared_as(&ValueType::set(element.clone())).marked(marks)
}

/// Whether two items may be equal under some answers and different under others.
pub(in crate::terraform) fn may_coincide(items: &[Value]) -> bool {
    /// What an item may be; nothing for what has parts.
    fn may_be(item: &Value, into: &mut BTreeSet<String>) -> bool {
        match &item.kind {
            Kind::Alternatives(open) => open.branches.iter().all(|(_, branch)| may_be(branch, into)),
            Kind::Absent | Kind::Unknown(_) => true,
            Kind::List(_) | Kind::Map(_) => false,
            _ => {
                into.insert(item.to_json().to_string());
                true
            }
        }
    }
    let is_open = |item: &Value| item.first_open(Depth::Everywhere).is_some();
    if items.len() < 2 || !items.iter().any(is_open) {
        return false;
    }
    let mut seen: BTreeMap<String, bool> = BTreeMap::new();
    items.iter().any(|item| {
        let (mut own, is_open) = (BTreeSet::new(), is_open(item));
        if !may_be(item, &mut own) {
            return is_open;
        }
        own.into_iter().any(|text| seen.insert(text, is_open).is_some_and(|other| other || is_open))
    })
}

/// The first of equal items.
pub(in crate::terraform) fn distinct(items: Vec<Value>) -> Vec<Value> {
    distinct_but(items, |_| false)
}

/// In a set, which goes by how values are written, `-0` is not `0`.
fn is_negative_zero(value: &Value) -> bool {
    matches!(&value.kind, Kind::Number(number) if number == "-0")
}

/// The first of equal items; those for which `is_apart` holds are equal to each other only.
fn distinct_but(items: Vec<Value>, is_apart: fn(&Value) -> bool) -> Vec<Value> {
    let (mut near, mut apart) = (SeenItems::default(), SeenItems::default());
    let is_new: Vec<bool> = items.iter().map(|item| if is_apart(item) { apart.add(item) } else { near.add(item) }).collect();
    items.into_iter().zip(is_new).filter_map(|(item, is_new)| is_new.then_some(item)).collect()
}

/// Items by what equal ones have in common, so that each is compared with few others.
#[derive(Default)]
pub(in crate::terraform) struct SeenItems<'v> {
    by_mark: FxHashMap<u64, Vec<&'v Value>>,
}

impl<'v> SeenItems<'v> {
    pub(in crate::terraform) fn of(items: &'v [Value]) -> SeenItems<'v> {
        let mut all = SeenItems::default();
        items.iter().for_each(|item| {
            all.add(item);
        });
        all
    }

    /// Adds an item; false if there is one just like it, or one that is certainly equal to it.
    fn add(&mut self, item: &'v Value) -> bool {
        let alike = self.by_mark.entry(mark(item)).or_default();
        let is_new = !alike.iter().any(|other| other.kind == item.kind || operators::equal(other, item) == Ok(true));
        if is_new {
            alike.push(item);
        }
        is_new
    }

    /// Whether an item is certainly equal to one of them.
    pub(in crate::terraform) fn holds(&self, item: &Value) -> bool {
        self.by_mark.get(&mark(item)).is_some_and(|alike| alike.iter().any(|other| operators::equal(other, item) == Ok(true)))
    }
}

/// A number that values have in common if they are equal.
fn mark(value: &Value) -> u64 {
    // Not one whose collisions are easily written.
    let mut hasher = DefaultHasher::new();
    add_mark(value, &mut hasher);
    hasher.finish()
}

fn add_mark(value: &Value, into: &mut DefaultHasher) {
    match &value.kind {
        Kind::Unknown(_) | Kind::Alternatives(_) => 0u8.hash(into),
        Kind::Null | Kind::Absent => 1u8.hash(into),
        Kind::Number(number) => super::go_format::ten_digits(number).hash(into),
        Kind::Bool(answer) => answer.hash(into),
        Kind::Text(text) => text.literal().hash(into),
        Kind::List(items) => items.iter().for_each(|item| add_mark(item, into)),
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            entries.into_iter().for_each(|entry| {
                entry.key.hash(into);
                add_mark(&entry.value, into);
            });
        }
    }
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
