//! Functions over maps and objects. <https://github.com/zclconf/go-cty/blob/main/cty/function/stdlib/collection.go>

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::collection::element_type;
use super::fail;
use super::list_of;
use super::map_of;
use crate::mapped_text::Text;
use crate::source::Span;
use crate::terraform::evaluate::MAX_ITEMS;
use crate::terraform::values::convert::{convert, fits};
use crate::terraform::values::failure::failed;
use crate::terraform::values::operators;
use crate::value::{Entry, Form, Kind, Map, Value, ValueType};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("keys", &[Takes::Any], Sees::Decided, keys),
    Function::new("lookup", &[Takes::Any, Takes::Text], Sees::Unknowns, lookup).and_more(Takes::Null),
    Function::new("merge", &[], Sees::Unknowns, merge).and_more(Takes::Null),
    Function::new("transpose", &[Takes::MapOfTexts], Sees::Decided, transpose),
    Function::new("values", &[Takes::Any], Sees::Values, values),
    Function::new("zipmap", &[Takes::Texts, Takes::Any], Sees::Decided, zipmap),
];

/// The entries in the order of their keys; unknown if a key is.
pub(super) fn sorted(map: &Map) -> Result<Vec<&Entry>, Stop> {
    if let Some(hole) = map.entries.iter().find_map(|entry| entry.unclear.as_ref()?.holes().first()) {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    let mut entries: Vec<&Entry> = map.entries.iter().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(entries)
}

fn key(entry: &Entry) -> Value {
    Value::text(Text::computed(entry.key.as_str(), entry.key_span), entry.key_span)
}

fn keys(a: &Arguments<'_, '_>) -> FunctionResult {
    let keys = sorted(a.map(0)?)?.into_iter().map(key).collect();
    match a.get(0)?.form {
        Form::Uniform => a.ok_list(keys, &ValueType::Text),
        form => Ok(Value::list(keys, a.span).with_form(form)),
    }
}

fn values(a: &Arguments<'_, '_>) -> FunctionResult {
    let map = a.get(0)?;
    let values = sorted(a.map(0)?)?.into_iter().map(|entry| entry.value.clone()).collect();
    let list = Value::list(values, map.span);
    Ok(match map.form {
        Form::Uniform => list.with_form(Form::Uniform).declared_as(&ValueType::list(element_type(map))),
        form => list.with_form(form),
    })
}

fn lookup(a: &Arguments<'_, '_>) -> FunctionResult {
    if a.values.len() > 3 {
        return fail("two or three arguments are needed");
    }
    let map = a.map(0)?;
    let element = if a.get(0)?.form == Form::Uniform { element_type(a.get(0)?) } else { ValueType::Any };
    let default = match a.values.get(2).map(|default| convert(default, &element)) {
        None => None,
        Some(Ok(default)) => Some(default),
        Some(Err(_)) => return fail("the default does not have the type of the members"),
    };
    let otherwise = || default.clone().unwrap_or_else(|| failed("`lookup` fails: there is no such key", a.span));
    if map.entries.iter().all(|entry| entry.unclear.is_none()) {
        let keys: Vec<&str> = map.entries.iter().map(|entry| entry.key.as_str()).collect();
        let member = &mut |key: Option<&str>| match key.and_then(|key| map.get(key)) {
            Some(found) => found.where_absent(&otherwise),
            None => otherwise(),
        };
        if let Some(picked) = a.evaluator.pick(a.get(1)?, &keys, a.span, member) {
            return Ok(picked);
        }
    }
    let key = a.known(1)?;
    match (map.get(&key), &default) {
        (Some(found), _) => Ok(found.where_absent(&otherwise)),
        (None, _) if map.entries.iter().any(|entry| entry.unclear.is_some()) => sorted(map).map(|_| Value::null(a.span)),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => fail(format!("there is no key `{key}`")),
    }
}

/// The type that maps have in common, if all have the same.
fn one_type(values: &[Value]) -> Option<ValueType> {
    let mut types = values.iter().map(|value| match value.value_type() {
        ValueType::Object(_) if value.kind == Kind::Null => ValueType::Object(Arc::from([])),
        other => other,
    });
    let first = types.next()?;
    (matches!(first, ValueType::Map(_)) && types.all(|other| other == first)).then_some(first)
}

fn merge(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut merged = Map::default();
    let mut places: rustc_hash::FxHashMap<SmolStr, usize> = rustc_hash::FxHashMap::default();
    // Behind a null without a type Terraform does not look whether there is a map.
    let is_open = |value: &Value| value.kind == Kind::Null && value.value_type() == ValueType::Any;
    let (mut open, mut untyped) = (false, None);
    for value in a.values {
        open |= is_open(value);
        if value.kind == Kind::Absent {
            continue;
        }
        if matches!(value.kind, Kind::Null) && matches!(value.value_type(), ValueType::Any | ValueType::Map(_) | ValueType::Object(_)) {
            continue;
        }
        if let Some(items) = value.as_list().filter(|items| open && (items.is_empty() || value.form == Form::Set)) {
            for item in items {
                let key = item.as_str().ok_or(Stop::Failed("a map is needed".to_owned()))?;
                add(&mut merged, &mut places, &Entry { key: SmolStr::new(key), key_span: item.span, unclear: None, value: item.clone() });
            }
            continue;
        }
        if let Kind::Unknown(hole) = &value.kind {
            // It may have any key.
            a.spend(merged.entries.len())?;
            let hole = a.derived(hole);
            untyped = untyped.or_else(|| (value.value_type() == ValueType::Any).then(|| hole.clone()));
            merged.entries.iter_mut().for_each(|entry| entry.value = Value::new(Kind::Unknown(hole.clone()), entry.value.span));
            let unclear = Some(Arc::new(Text::of_hole(hole.clone())));
            let value = Value { provenance: value.provenance.clone(), ..Value::new(Kind::Unknown(hole), value.span) };
            merged.entries.push(Entry { key: SmolStr::default(), key_span: value.span, unclear, value });
            continue;
        }
        let map = map_of(value).map_err(|stop| match (stop, &untyped) {
            // Behind a value without a type Terraform does not look either, as long as that is not known.
            (Stop::Failed(_), Some(hole)) => Stop::Unknown(hole.clone()),
            (stop, _) => stop,
        })?;
        for entry in &map.entries {
            a.spend(if entry.unclear.is_some() { merged.entries.len() } else { 1 })?;
            add(&mut merged, &mut places, entry);
        }
        if merged.entries.len() > MAX_ITEMS {
            return Err(Stop::Limit("a map has too many entries"));
        }
    }
    let merged = Value::map(merged, a.values.first().filter(|_| a.values.len() == 1).map_or(a.span, |only| only.span));
    Ok(match one_type(a.values) {
        Some(one) => merged.with_form(Form::Uniform).declared_as(&one),
        None => merged,
    })
}

/// A member in the place of an earlier one with its key.
fn add(merged: &mut Map, places: &mut rustc_hash::FxHashMap<SmolStr, usize>, entry: &Entry) {
    if let (Some(unclear), false) = (&entry.unclear, merged.entries.is_empty())
        && let Some(hole) = unclear.holes().first()
    {
        let may_be = |other: &&mut Entry| other.unclear.is_none();
        let unknown = |other: &mut Entry| other.value = operators::unknown(hole.hole.clone(), other.value.span);
        merged.entries.iter_mut().filter(may_be).for_each(unknown);
    }
    let earlier = places.get(&entry.key).filter(|_| entry.unclear.is_none()).and_then(|place| merged.entries.get_mut(*place));
    match earlier {
        Some(earlier) => {
            let before = std::mem::replace(earlier, entry.clone());
            earlier.value = entry.value.where_absent(&|| before.value.clone());
        }
        None => {
            if entry.unclear.is_none() {
                places.insert(entry.key.clone(), merged.entries.len());
            }
            merged.entries.push(entry.clone());
        }
    }
}

fn transpose(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut lists: BTreeMap<SmolStr, (Span, Vec<Value>)> = BTreeMap::new();
    for entry in sorted(a.map(0)?)? {
        for item in list_of(&entry.value)? {
            lists.entry(SmolStr::from(super::known_text(item)?)).or_insert_with(|| (item.span, vec![])).1.push(key(entry));
        }
    }
    let mut result = Map::default();
    // The keys were gone through in their order.
    for (name, (span, list)) in lists {
        result.push(name, span, a.ok_list(list, &ValueType::Text)?);
    }
    Ok(Value::map(result, a.span).with_form(Form::Uniform).declared_as(&ValueType::map(ValueType::list(ValueType::Text))))
}

fn zipmap(a: &Arguments<'_, '_>) -> FunctionResult {
    let (keys, values) = (a.list(0)?, a.list(1)?);
    let form = a.get(1)?.form;
    if form == Form::Set || !fits(&a.get(1)?.value_type(), &ValueType::list(ValueType::Any)) && form == Form::Uniform {
        return fail("the values are not a list");
    }
    if keys.len() != values.len() {
        return fail("there are not as many keys as values");
    }
    let (mut map, mut places) = (Map::default(), rustc_hash::FxHashMap::default());
    for (key, value) in keys.iter().zip(values) {
        match a.evaluator.entry(key, key.span, value.clone()) {
            Some(entry) => {
                a.spend(if entry.unclear.is_some() { map.entries.len() } else { 1 })?;
                add(&mut map, &mut places, &entry);
            }
            None => return fail("a key is not a text"),
        }
    }
    let map = Value::map(map, a.span);
    Ok(match form {
        Form::Plain => map,
        _ => map.with_form(Form::Uniform).declared_as(&ValueType::map(element_type(a.get(1)?))),
    })
}
