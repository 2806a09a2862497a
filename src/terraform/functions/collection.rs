//! Functions over lists, sets and maps.

use super::{Arguments, Function, FunctionResult, MANY, Sees, Stop, fail, known_text, list_of, map_of, number_of, whole};
use crate::mapped_text::{HoleKind, Text};
use crate::terraform::evaluate::MAX_ITEMS;
use crate::terraform::failure::failed;
use crate::terraform::number::TerraformNumber;
use crate::terraform::operators;
use crate::value::{Entry, Form, Kind, Map, Value};
use smol_str::SmolStr;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "alltrue", least: 1, most: 1, sees: Sees::Decided, run: |a| quantified(a, false) },
    Function { name: "anytrue", least: 1, most: 1, sees: Sees::Decided, run: |a| quantified(a, true) },
    Function { name: "chunklist", least: 2, most: 2, sees: Sees::Decided, run: chunklist },
    Function { name: "coalesce", least: 1, most: MANY, sees: Sees::Unknowns, run: coalesce },
    Function { name: "coalescelist", least: 1, most: MANY, sees: Sees::DecidedUnknowns, run: coalescelist },
    Function { name: "compact", least: 1, most: 1, sees: Sees::Values, run: compact },
    Function { name: "concat", least: 0, most: MANY, sees: Sees::Unknowns, run: concat },
    Function { name: "contains", least: 2, most: 2, sees: Sees::DecidedUnknowns, run: contains },
    Function { name: "element", least: 2, most: 2, sees: Sees::Decided, run: element },
    Function { name: "flatten", least: 1, most: 1, sees: Sees::Values, run: flatten },
    Function { name: "index", least: 2, most: 2, sees: Sees::Decided, run: index },
    Function { name: "keys", least: 1, most: 1, sees: Sees::Decided, run: keys },
    Function { name: "length", least: 1, most: 1, sees: Sees::Decided, run: length },
    Function { name: "list", least: 0, most: MANY, sees: Sees::Unknowns, run: |a| a.ok_list(a.values.to_vec()) },
    Function { name: "lookup", least: 2, most: 3, sees: Sees::Unknowns, run: lookup },
    Function { name: "matchkeys", least: 3, most: 3, sees: Sees::Decided, run: matchkeys },
    Function { name: "merge", least: 0, most: MANY, sees: Sees::Unknowns, run: merge },
    Function { name: "one", least: 1, most: 1, sees: Sees::Decided, run: one },
    Function { name: "range", least: 1, most: 3, sees: Sees::Values, run: range },
    Function { name: "reverse", least: 1, most: 1, sees: Sees::Decided, run: reverse },
    Function { name: "slice", least: 3, most: 3, sees: Sees::Decided, run: slice },
    Function { name: "sum", least: 1, most: 1, sees: Sees::Decided, run: sum },
    Function {
        name: "tolist",
        least: 1,
        most: 1,
        sees: Sees::Values,
        run: |a| Ok(Value::list(super::set::unified(items(a.get(0)?)?), a.get(0)?.span).with_form(Form::Uniform)),
    },
    Function {
        name: "tomap",
        least: 1,
        most: 1,
        sees: Sees::Values,
        run: |a| a.map(0).and_then(|_| Ok(a.get(0)?.clone().with_form(Form::Uniform))),
    },
    Function { name: "transpose", least: 1, most: 1, sees: Sees::Decided, run: transpose },
    Function { name: "values", least: 1, most: 1, sees: Sees::Values, run: values },
    Function { name: "zipmap", least: 2, most: 2, sees: Sees::Decided, run: zipmap },
];

pub(super) fn uniform(a: &Arguments<'_, '_>, items: Vec<Value>) -> FunctionResult {
    Ok(Value::list(items, a.span).with_form(Form::Uniform))
}

fn reverse(a: &Arguments<'_, '_>) -> FunctionResult {
    let list = a.get(0)?;
    let form = if list.form == Form::Set { Form::Uniform } else { list.form };
    Ok(Value::list(list_of(list)?.iter().rev().cloned().collect(), a.span).with_form(form))
}

pub(super) fn items(value: &Value) -> Result<Vec<Value>, Stop> {
    Ok(list_of(value)?.to_vec())
}

fn quantified(a: &Arguments<'_, '_>, any: bool) -> FunctionResult {
    let mut unknown = None;
    for item in a.list(0)? {
        match operators::bool_of(item) {
            Some(answer) if answer == any => return a.ok_bool(any),
            Some(_) => {}
            None if matches!(item.kind, Kind::Null) => {
                if !any {
                    return a.ok_bool(false);
                }
            }
            None => unknown = item.first_unknown().or(unknown),
        }
    }
    unknown.map_or_else(|| a.ok_bool(!any), |hole| Err(Stop::Unknown(hole)))
}

fn chunklist(a: &Arguments<'_, '_>) -> FunctionResult {
    let items = a.list(0)?;
    let size = usize::try_from(a.int(1)?).unwrap_or(0);
    if size == 0 {
        return uniform(a, if items.is_empty() { vec![] } else { vec![Value::list(items.to_vec(), a.span)] });
    }
    uniform(a, items.chunks(size).map(|chunk| Value::list(chunk.to_vec(), a.span).with_form(Form::Uniform)).collect())
}

/// Whether a value is neither null nor an empty text, if that is known.
fn is_set(value: &Value) -> Option<bool> {
    match &value.kind {
        Kind::Null | Kind::Absent => Some(false),
        Kind::Text(text) if text.literal().is_empty() && text.holes().is_empty() => Some(false),
        Kind::Unknown(hole) => match hole.kind {
            HoleKind::Input { .. } | HoleKind::Unknown(_) => None,
            _ => Some(true),
        },
        Kind::Text(text) if text.literal().is_empty() => None,
        _ => Some(true),
    }
}

fn coalesce(a: &Arguments<'_, '_>) -> FunctionResult {
    let is_text = a.values.iter().any(|value| matches!(value.kind, Kind::Text(_)));
    for value in a.values {
        match (is_set(value), value.first_unknown(), value.to_text()) {
            (Some(false), ..) => {}
            // Beside a text it is one.
            (Some(true), _, Some(text)) if is_text => {
                return Ok(Value { provenance: value.provenance.clone(), ..Value::text(text, value.span) });
            }
            (None, Some(hole), _) => return Err(Stop::Unknown(hole)),
            _ => return Ok(value.clone()),
        }
    }
    fail("no argument is set")
}

fn coalescelist(a: &Arguments<'_, '_>) -> FunctionResult {
    for value in a.values {
        match &value.kind {
            Kind::Null => {}
            Kind::List(items) if items.is_empty() => {}
            Kind::Map(map) if map.entries.is_empty() => {}
            Kind::List(items) if value.form != Form::Loose || items.iter().any(|item| item.first_unknown().is_none()) => {
                return Ok(value.clone());
            }
            Kind::Map(map) if map.entries.iter().any(|entry| entry.unclear.is_none()) => return Ok(value.clone()),
            _ => return value.first_unknown().map_or_else(|| fail("a list is needed"), |hole| Err(Stop::Unknown(hole))),
        }
    }
    fail("no list has items")
}

fn compact(a: &Arguments<'_, '_>) -> FunctionResult {
    let kept = |item: &Value| {
        item.distribute(&mut |item| if is_set(item) == Some(false) { Value::new(Kind::Absent, item.span) } else { item.clone() })
    };
    let items: Vec<Value> = a.list(0)?.iter().map(kept).filter(|item| item.kind != Kind::Absent).collect();
    let form = if items.iter().any(|item| is_set(item).is_none()) { Form::Loose } else { Form::Uniform };
    Ok(Value::list(items, a.span).with_form(form))
}

fn concat(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut all = vec![];
    let mut form = if a.values.iter().all(|value| value.form == Form::Uniform) { Form::Uniform } else { Form::Plain };
    for value in a.values {
        match &value.kind {
            Kind::Unknown(hole) => {
                // Any number of members.
                form = Form::Loose;
                all.push(Value { provenance: value.provenance.clone(), ..Value::new(Kind::Unknown(a.derived(hole)), value.span) });
            }
            _ if value.form == Form::Set => return fail("a set has no order"),
            _ => all.extend_from_slice(list_of(value)?),
        }
        if all.len() > MAX_ITEMS {
            return Err(Stop::Limit("a list has too many items"));
        }
    }
    let span = a.values.first().map_or(a.span, |first| if a.values.len() == 1 { first.span } else { a.span });
    Ok(Value::list(all, span).with_form(form))
}

pub(super) fn holds(list: &[Value], item: &Value) -> bool {
    list.iter().any(|other| operators::equal(other, item) == Ok(true))
}

fn contains(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut unknown = None;
    let texts: Option<Vec<&str>> = a.list(0)?.iter().map(Value::as_str).collect();
    if let Some(answer) = texts.and_then(|texts| a.evaluator.is_one_of(a.values.get(1)?, &texts, a.span)) {
        return Ok(answer);
    }
    for item in a.list(0)? {
        match operators::equal(item, a.get(1)?) {
            Ok(true) => return a.ok_bool(true),
            Ok(false) => {}
            Err(hole) => unknown = Some(hole),
        }
    }
    unknown.map_or_else(|| a.ok_bool(false), |hole| Err(Stop::Unknown(hole)))
}

fn element(a: &Arguments<'_, '_>) -> FunctionResult {
    if a.get(0)?.form == Form::Set {
        return fail("a set has no order");
    }
    let items = a.list(0)?;
    let count = i128::try_from(items.len()).unwrap_or(i128::MAX);
    if count == 0 {
        return fail("the list is empty");
    }
    let index = a.int(1)?;
    if index < 0 {
        return fail("the index is negative");
    }
    let index = usize::try_from(index % count).unwrap_or(0);
    items.get(index).cloned().ok_or_else(|| Stop::Failed("the index is outside the list".to_owned()))
}

fn flatten(a: &Arguments<'_, '_>) -> FunctionResult {
    fn is_open(item: &Value) -> bool {
        match &item.kind {
            Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| matches!(value.kind, Kind::List(_) | Kind::Unknown(_))),
            Kind::List(items) => items.iter().any(is_open),
            _ => false,
        }
    }
    if a.list(0)?.iter().any(is_open) {
        // How many members there are depends on the decision.
        let evaluator = a.evaluator;
        return Ok(evaluator.over(std::slice::from_ref(a.get(0)?), a.span, true, &mut |values| {
            values.first().map_or_else(|| Value::null(a.span), |value| flat(a, value))
        }));
    }
    Ok(flat(a, a.get(0)?))
}

/// The members of lists in lists. One that is not known may be a list of any number of members.
fn flat(a: &Arguments<'_, '_>, value: &Value) -> Value {
    fn add(a: &Arguments<'_, '_>, value: &Value, into: &mut Vec<Value>) -> Option<Form> {
        if into.len() > MAX_ITEMS {
            return None;
        }
        match &value.kind {
            Kind::List(items) => {
                let start = if value.form == Form::Loose { Form::Loose } else { Form::Plain };
                items.iter().try_fold(start, |form, item| add(a, item, into).map(|inner| if form == Form::Loose { form } else { inner }))
            }
            Kind::Unknown(hole) if matches!(hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_)) => {
                into.push(Value { provenance: value.provenance.clone(), ..Value::new(Kind::Unknown(a.derived(hole)), value.span) });
                Some(Form::Loose)
            }
            _ => {
                into.push(value.clone());
                Some(Form::Plain)
            }
        }
    }
    let mut all = vec![];
    match add(a, value, &mut all) {
        Some(form) => Value::list(all, a.span).with_form(form),
        None => a.evaluator.limit(a.span, "a list has too many items"),
    }
}

fn index(a: &Arguments<'_, '_>) -> FunctionResult {
    for (place, item) in a.list(0)?.iter().enumerate() {
        match operators::equal(item, a.get(1)?) {
            Ok(true) => return a.count(place),
            Ok(false) => {}
            Err(hole) => return Err(Stop::Unknown(hole)),
        }
    }
    fail("the item is not in the list")
}

fn sorted(map: &Map) -> Result<Vec<&Entry>, Stop> {
    if let Some(hole) = map.entries.iter().find_map(|entry| entry.unclear.as_ref()?.holes().first()) {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    let mut entries: Vec<&Entry> = map.entries.iter().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(entries)
}

fn keys(a: &Arguments<'_, '_>) -> FunctionResult {
    let keys = sorted(a.map(0)?)?.into_iter();
    let keys = keys.map(|entry| Value::text(Text::computed(entry.key.as_str(), entry.key_span), entry.key_span));
    Ok(Value::list(keys.collect(), a.span).with_form(a.get(0)?.form))
}

fn values(a: &Arguments<'_, '_>) -> FunctionResult {
    let entries = sorted(a.map(0)?)?.into_iter();
    Ok(Value::list(entries.map(|entry| entry.value.clone()).collect(), a.get(0)?.span).with_form(a.get(0)?.form))
}

fn length(a: &Arguments<'_, '_>) -> FunctionResult {
    match &a.get(0)?.kind {
        Kind::List(items) => a.count(items.len()),
        Kind::Map(map) => sorted(map).and_then(|entries| a.count(entries.len())),
        Kind::Text(_) => a.count(a.known(0)?.chars().count()),
        _ => fail("it has no length"),
    }
}

fn lookup(a: &Arguments<'_, '_>) -> FunctionResult {
    let map = a.map(0)?;
    if map.entries.iter().all(|entry| entry.unclear.is_none()) {
        let keys: Vec<&str> = map.entries.iter().map(|entry| entry.key.as_str()).collect();
        let member = &mut |key: Option<&str>| match (key.and_then(|key| map.get(key)), a.values.get(2)) {
            (Some(found), _) | (None, Some(found)) => found.clone(),
            (None, None) => failed("`lookup` fails: there is no such key", a.span),
        };
        if let Some(picked) = a.evaluator.pick(a.get(1)?, &keys, a.span, member) {
            return Ok(picked);
        }
    }
    let key = a.known(1)?;
    match (map.get(&key), a.values.get(2)) {
        (Some(found), _) => Ok(found.clone()),
        (None, _) if map.entries.iter().any(|entry| entry.unclear.is_some()) => sorted(map).map(|_| Value::null(a.span)),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => fail(format!("there is no key `{key}`")),
    }
}

fn matchkeys(a: &Arguments<'_, '_>) -> FunctionResult {
    let (values, keys, search) = (a.list(0)?, a.list(1)?, a.list(2)?);
    keys.iter().chain(search).try_for_each(whole)?;
    let kept = values.iter().zip(keys).filter(|(_, key)| holds(search, key));
    uniform(a, kept.map(|(value, _)| value.clone()).collect())
}

fn merge(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut merged = Map::default();
    let mut form = if a.values.iter().all(|value| value.form == Form::Uniform) { Form::Uniform } else { Form::Plain };
    form = if a.values.is_empty() { Form::Plain } else { form };
    let mut places: rustc_hash::FxHashMap<SmolStr, usize> = rustc_hash::FxHashMap::default();
    for value in a.values.iter().filter(|value| value.kind != Kind::Null) {
        if let Kind::Unknown(hole) = &value.kind {
            // It may have any key.
            let hole = a.derived(hole);
            merged.entries.iter_mut().for_each(|entry| entry.value = Value::new(Kind::Unknown(hole.clone()), entry.value.span));
            let unclear = Some(Arc::new(Text::of_hole(hole.clone())));
            let value = Value { provenance: value.provenance.clone(), ..Value::new(Kind::Unknown(hole), value.span) };
            merged.entries.push(Entry { key: SmolStr::default(), key_span: value.span, unclear, value });
            continue;
        }
        for entry in &map_of(value)?.entries {
            if let (Some(unclear), false) = (&entry.unclear, merged.entries.is_empty())
                && let Some(hole) = unclear.holes().first()
            {
                let may_be = |other: &&mut Entry| other.unclear.is_none();
                let unknown = |other: &mut Entry| other.value = Value::new(Kind::Unknown(hole.hole.clone()), other.value.span);
                merged.entries.iter_mut().filter(may_be).for_each(unknown);
            }
            let earlier = places.get(&entry.key).filter(|_| entry.unclear.is_none()).and_then(|place| merged.entries.get_mut(*place));
            match earlier {
                Some(earlier) => *earlier = entry.clone(),
                None => {
                    if entry.unclear.is_none() {
                        places.insert(entry.key.clone(), merged.entries.len());
                    }
                    merged.entries.push(entry.clone());
                }
            }
        }
        if merged.entries.len() > MAX_ITEMS {
            return Err(Stop::Limit("a map has too many entries"));
        }
    }
    Ok(Value::map(merged, a.values.first().filter(|_| a.values.len() == 1).map_or(a.span, |only| only.span)).with_form(form))
}

fn one(a: &Arguments<'_, '_>) -> FunctionResult {
    match a.get(0)?.kind {
        Kind::Null => Ok(Value::null(a.span)),
        _ => match a.list(0)? {
            [] => Ok(Value::null(a.span)),
            [only] => Ok(only.clone()),
            _ => fail("the list has more than one item"),
        },
    }
}

fn range(a: &Arguments<'_, '_>) -> FunctionResult {
    let zero = TerraformNumber::from_int(0);
    let (start, end) = if a.values.len() == 1 { (zero, a.number(0)?) } else { (a.number(0)?, a.number(1)?) };
    let down = start.compare(&end).is_gt();
    let step = if a.values.len() == 3 { a.number(2)? } else { TerraformNumber::from_int(if down { -1 } else { 1 }) };
    if step.compare(&zero).is_eq() || step.compare(&zero).is_lt() != down && start.compare(&end).is_ne() {
        return fail("the step leads away from the end");
    }
    let mut items = vec![];
    let mut at = start;
    while if down { at.compare(&end).is_gt() } else { at.compare(&end).is_lt() } {
        if items.len() >= 1024 {
            return fail("more than 1024 values");
        }
        items.push(Value::number(at.to_string(), a.span));
        at = at.add(&step);
    }
    uniform(a, items)
}

fn slice(a: &Arguments<'_, '_>) -> FunctionResult {
    let (start, end) = (usize::try_from(a.int(1)?), usize::try_from(a.int(2)?));
    let (Ok(start), Ok(end)) = (start, end) else { return fail("an index is negative") };
    match a.list(0)?.get(start..end) {
        Some(items) => Ok(Value::list(items.to_vec(), a.span).with_form(a.get(0)?.form)),
        None => fail("an index is outside the list"),
    }
}

fn sum(a: &Arguments<'_, '_>) -> FunctionResult {
    let items = a.list(0)?;
    if items.is_empty() {
        return fail("the list is empty");
    }
    let mut total = TerraformNumber::from_int(0);
    for item in items {
        total = total.add(&number_of(item)?);
    }
    a.ok_number(total)
}

fn transpose(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut result = Map::default();
    for entry in sorted(a.map(0)?)? {
        for item in list_of(&entry.value)? {
            let key = known_text(item)?;
            let value = Value::text(Text::computed(entry.key.as_str(), entry.key_span), entry.key_span);
            match result.entries.iter_mut().find(|other| other.key == key) {
                Some(other) => {
                    let mut items = other.value.as_list().unwrap_or_default().to_vec();
                    items.push(value);
                    other.value = Value::list(items, a.span);
                }
                None => result.push(SmolStr::from(key), item.span, Value::list(vec![value], a.span)),
            }
        }
    }
    result.entries.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(Value::map(result, a.span).with_form(Form::Uniform))
}

fn zipmap(a: &Arguments<'_, '_>) -> FunctionResult {
    let (keys, values) = (a.list(0)?, a.list(1)?);
    if keys.len() != values.len() {
        return fail("there are not as many keys as values");
    }
    let mut map = Map::default();
    for (key, value) in keys.iter().zip(values) {
        match a.evaluator.entry(key, key.span, value.clone()) {
            Some(entry) => {
                map.entries.retain(|other| other.unclear.is_some() || entry.unclear.is_some() || other.key != entry.key);
                map.entries.push(entry);
            }
            None => return fail("a key is not a text"),
        }
    }
    let form = if a.get(1)?.form == Form::Plain { Form::Plain } else { Form::Uniform };
    Ok(Value::map(map, a.span).with_form(form))
}
