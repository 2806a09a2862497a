//! Functions over lists, sets and maps.

use super::{Arguments, Function, MANY, Outcome, Sees, Stop, fail, known_text, list_of, map_of, number_of, whole};
use crate::mapped_text::Text;
use crate::terraform::evaluate::MAX_ITEMS;
use crate::terraform::number::Number;
use crate::terraform::operators;
use crate::value::{Entry, Kind, Map, Value};
use smol_str::SmolStr;
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "alltrue", least: 1, most: 1, sees: Sees::Decided, run: |a| quantified(a, false) },
    Function { name: "anytrue", least: 1, most: 1, sees: Sees::Decided, run: |a| quantified(a, true) },
    Function { name: "chunklist", least: 2, most: 2, sees: Sees::Decided, run: chunklist },
    Function { name: "coalesce", least: 1, most: MANY, sees: Sees::Unknowns, run: coalesce },
    Function { name: "coalescelist", least: 1, most: MANY, sees: Sees::DecidedUnknowns, run: coalescelist },
    Function { name: "compact", least: 1, most: 1, sees: Sees::Values, run: compact },
    Function { name: "concat", least: 0, most: MANY, sees: Sees::Unknowns, run: concat },
    Function { name: "contains", least: 2, most: 2, sees: Sees::Decided, run: contains },
    Function { name: "distinct", least: 1, most: 1, sees: Sees::Decided, run: |a| a.ok_list(unique(a.list(0)?.to_vec())) },
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
    Function { name: "reverse", least: 1, most: 1, sees: Sees::Decided, run: |a| a.ok_list(a.list(0)?.iter().rev().cloned().collect()) },
    Function {
        name: "setintersection",
        least: 1,
        most: MANY,
        sees: Sees::Decided,
        run: |a| sets(a, |all, item| all.iter().all(|set| holds(set, item))),
    },
    Function { name: "setproduct", least: 1, most: MANY, sees: Sees::Decided, run: setproduct },
    Function { name: "setsubtract", least: 2, most: 2, sees: Sees::Decided, run: setsubtract },
    Function { name: "setunion", least: 1, most: MANY, sees: Sees::Decided, run: |a| sets(a, |_, _| true) },
    Function { name: "slice", least: 3, most: 3, sees: Sees::Decided, run: slice },
    Function { name: "sort", least: 1, most: 1, sees: Sees::Decided, run: sort },
    Function { name: "sum", least: 1, most: 1, sees: Sees::Decided, run: sum },
    Function {
        name: "tolist",
        least: 1,
        most: 1,
        sees: Sees::Values,
        run: |a| Ok(Value { span: a.get(0)?.span, ..Value::list(items(a.get(0)?)?, a.span) }),
    },
    Function {
        name: "tomap",
        least: 1,
        most: 1,
        sees: Sees::Values,
        run: |a| a.map(0).map(|_| a.values.first().cloned().unwrap_or_else(|| Value::null(a.span))),
    },
    Function { name: "toset", least: 1, most: 1, sees: Sees::Values, run: |a| Ok(Value::list(as_set(items(a.get(0)?)?), a.get(0)?.span)) },
    Function { name: "transpose", least: 1, most: 1, sees: Sees::Decided, run: transpose },
    Function { name: "values", least: 1, most: 1, sees: Sees::Values, run: values },
    Function { name: "zipmap", least: 2, most: 2, sees: Sees::Decided, run: zipmap },
];

fn items(value: &Value) -> Result<Vec<Value>, Stop> {
    Ok(list_of(value)?.to_vec())
}

/// Without duplicates, in the order of a set of texts.
pub(in crate::terraform) fn as_set(items: Vec<Value>) -> Vec<Value> {
    let mut items = unique(items);
    items.sort_by(order);
    items
}

fn order(a: &Value, b: &Value) -> Ordering {
    match (operators::number_of(a), operators::number_of(b)) {
        (Some(a), Some(b)) => a.compare(&b),
        _ => a.as_str().cmp(&b.as_str()),
    }
}

/// The first of equal members.
fn unique(items: Vec<Value>) -> Vec<Value> {
    let mut seen: rustc_hash::FxHashSet<SmolStr> = rustc_hash::FxHashSet::default();
    let mut kept: Vec<Value> = vec![];
    for item in items {
        let is_new = match item.as_str() {
            Some(text) => seen.insert(SmolStr::new(text)),
            None => !kept.iter().any(|other| other.kind == item.kind),
        };
        if is_new {
            kept.push(item);
        }
    }
    kept
}

fn quantified(a: &Arguments<'_, '_>, any: bool) -> Outcome {
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

fn chunklist(a: &Arguments<'_, '_>) -> Outcome {
    let items = a.list(0)?;
    let size = usize::try_from(a.int(1)?).unwrap_or(0);
    if size == 0 {
        return a.ok_list(if items.is_empty() { vec![] } else { vec![Value::list(items.to_vec(), a.span)] });
    }
    a.ok_list(items.chunks(size).map(|chunk| Value::list(chunk.to_vec(), a.span)).collect())
}

/// Whether a value is neither null nor an empty text.
fn is_set(value: &Value) -> bool {
    !matches!(value.kind, Kind::Null | Kind::Absent) && value.as_str() != Some("")
}

fn coalesce(a: &Arguments<'_, '_>) -> Outcome {
    match a.values.iter().find(|value| is_set(value)) {
        // What an unknown value is does not matter as long as it may be null or empty.
        Some(value) => Ok(value.clone()),
        None => fail("no argument is set"),
    }
}

fn coalescelist(a: &Arguments<'_, '_>) -> Outcome {
    for value in a.values {
        match &value.kind {
            Kind::Null => {}
            Kind::List(items) if items.is_empty() => {}
            Kind::Map(map) if map.entries.is_empty() => {}
            _ => return Ok(value.clone()),
        }
    }
    fail("no list has items")
}

fn compact(a: &Arguments<'_, '_>) -> Outcome {
    let items = a
        .list(0)?
        .iter()
        .map(|item| item.distribute(&mut |item| if is_set(item) { item.clone() } else { Value::new(Kind::Absent, item.span) }));
    a.ok_list(items.filter(|item| item.kind != Kind::Absent).collect())
}

fn concat(a: &Arguments<'_, '_>) -> Outcome {
    let mut all = vec![];
    for value in a.values {
        all.extend_from_slice(list_of(value)?);
        if all.len() > MAX_ITEMS {
            return Err(Stop::Limit("a list has too many items"));
        }
    }
    Ok(Value::list(all, a.values.first().map_or(a.span, |first| if a.values.len() == 1 { first.span } else { a.span })))
}

fn holds(list: &[Value], item: &Value) -> bool {
    list.iter().any(|other| operators::equal(other, item) == Ok(true))
}

fn contains(a: &Arguments<'_, '_>) -> Outcome {
    let mut unknown = None;
    for item in a.list(0)? {
        match operators::equal(item, a.get(1)?) {
            Ok(true) => return a.ok_bool(true),
            Ok(false) => {}
            Err(hole) => unknown = Some(hole),
        }
    }
    unknown.map_or_else(|| a.ok_bool(false), |hole| Err(Stop::Unknown(hole)))
}

fn element(a: &Arguments<'_, '_>) -> Outcome {
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

fn flatten(a: &Arguments<'_, '_>) -> Outcome {
    fn add(value: &Value, into: &mut Vec<Value>) -> Result<(), Stop> {
        if into.len() > MAX_ITEMS {
            return Err(Stop::Limit("a list has too many items"));
        }
        match &value.kind {
            Kind::List(items) => items.iter().try_for_each(|item| add(item, into)),
            _ => {
                into.push(value.clone());
                Ok(())
            }
        }
    }
    let nests = |item: &Value| match &item.kind {
        Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| matches!(value.kind, Kind::List(_))),
        _ => false,
    };
    let mut all = vec![];
    for item in a.list(0)? {
        if nests(item) {
            // How many members there are depends on the decision.
            let evaluator = a.evaluator;
            return Ok(evaluator.over(std::slice::from_ref(a.get(0)?), a.span, true, &mut |values| {
                let mut all = vec![];
                let done = values.first().map_or(Ok(()), |value| add(value, &mut all));
                match done {
                    Ok(()) => Value::list(all, a.span),
                    Err(_) => evaluator.limit(a.span, "a list has too many items"),
                }
            }));
        }
        // A list inside that is not known leaves the number of members open.
        add(item, &mut all)?;
    }
    a.ok_list(all)
}

fn index(a: &Arguments<'_, '_>) -> Outcome {
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

fn keys(a: &Arguments<'_, '_>) -> Outcome {
    let keys = sorted(a.map(0)?)?.into_iter();
    a.ok_list(keys.map(|entry| Value::text(Text::computed(entry.key.as_str(), entry.key_span), entry.key_span)).collect())
}

fn values(a: &Arguments<'_, '_>) -> Outcome {
    let entries = sorted(a.map(0)?)?.into_iter();
    Ok(Value::list(entries.map(|entry| entry.value.clone()).collect(), a.get(0)?.span))
}

fn length(a: &Arguments<'_, '_>) -> Outcome {
    match &a.get(0)?.kind {
        Kind::List(items) => a.count(items.len()),
        Kind::Map(map) => a.count(map.entries.len()),
        Kind::Text(_) => a.count(a.known(0)?.chars().count()),
        _ => fail("it has no length"),
    }
}

fn lookup(a: &Arguments<'_, '_>) -> Outcome {
    let map = a.map(0)?;
    let key = a.known(1)?;
    match (map.get(&key), a.values.get(2)) {
        (Some(found), _) => Ok(found.clone()),
        (None, _) if map.entries.iter().any(|entry| entry.unclear.is_some()) => sorted(map).map(|_| Value::null(a.span)),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => fail(format!("there is no key `{key}`")),
    }
}

fn matchkeys(a: &Arguments<'_, '_>) -> Outcome {
    let (values, keys, search) = (a.list(0)?, a.list(1)?, a.list(2)?);
    keys.iter().try_for_each(whole)?;
    let kept = values.iter().zip(keys).filter(|(_, key)| holds(search, key));
    a.ok_list(kept.map(|(value, _)| value.clone()).collect())
}

fn merge(a: &Arguments<'_, '_>) -> Outcome {
    let mut merged = Map::default();
    let mut places: rustc_hash::FxHashMap<SmolStr, usize> = rustc_hash::FxHashMap::default();
    for value in a.values.iter().filter(|value| value.kind != Kind::Null) {
        for entry in &map_of(value)?.entries {
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
    Ok(Value::map(merged, a.values.first().filter(|_| a.values.len() == 1).map_or(a.span, |only| only.span)))
}

fn one(a: &Arguments<'_, '_>) -> Outcome {
    match a.get(0)?.kind {
        Kind::Null => Ok(Value::null(a.span)),
        _ => match a.list(0)? {
            [] => Ok(Value::null(a.span)),
            [only] => Ok(only.clone()),
            _ => fail("the list has more than one item"),
        },
    }
}

fn range(a: &Arguments<'_, '_>) -> Outcome {
    let zero = Number::from_int(0);
    let (start, end) = if a.values.len() == 1 { (zero, a.number(0)?) } else { (a.number(0)?, a.number(1)?) };
    let down = start.compare(&end).is_gt();
    let step = if a.values.len() == 3 { a.number(2)? } else { Number::from_int(if down { -1 } else { 1 }) };
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
    a.ok_list(items)
}

fn sets(a: &Arguments<'_, '_>, keep: fn(&[&[Value]], &Value) -> bool) -> Outcome {
    let all: Vec<&[Value]> = a.values.iter().map(list_of).collect::<Result<_, _>>()?;
    all.iter().flat_map(|set| set.iter()).try_for_each(whole)?;
    let total: usize = all.iter().map(|set| set.len()).sum();
    if !a.evaluator.spend(total.saturating_mul(all.len())) || total > MAX_ITEMS {
        return Err(Stop::Limit("sets have too many items"));
    }
    a.ok_list(as_set(all.iter().flat_map(|set| set.iter()).filter(|item| keep(&all, item)).cloned().collect()))
}

fn setsubtract(a: &Arguments<'_, '_>) -> Outcome {
    let (from, take) = (a.list(0)?, a.list(1)?);
    from.iter().chain(take).try_for_each(whole)?;
    a.ok_list(as_set(from.iter().filter(|item| !holds(take, item)).cloned().collect()))
}

fn setproduct(a: &Arguments<'_, '_>) -> Outcome {
    let all: Vec<&[Value]> = a.values.iter().map(list_of).collect::<Result<_, _>>()?;
    let total = all.iter().try_fold(1usize, |total, set| total.checked_mul(set.len()));
    if total.is_none_or(|total| total > MAX_ITEMS) || !a.evaluator.spend(total.unwrap_or(0).saturating_mul(all.len())) {
        return Err(Stop::Limit("the product of sets has too many items"));
    }
    let mut product: Vec<Vec<Value>> = vec![vec![]];
    for set in all {
        product = product.iter().flat_map(|tuple| set.iter().map(|item| [tuple.clone(), vec![item.clone()]].concat())).collect();
    }
    a.ok_list(product.into_iter().map(|tuple| Value::list(tuple, a.span)).collect())
}

fn slice(a: &Arguments<'_, '_>) -> Outcome {
    let (start, end) = (usize::try_from(a.int(1)?), usize::try_from(a.int(2)?));
    let (Ok(start), Ok(end)) = (start, end) else { return fail("an index is negative") };
    match a.list(0)?.get(start..end) {
        Some(items) => a.ok_list(items.to_vec()),
        None => fail("an index is outside the list"),
    }
}

fn sort(a: &Arguments<'_, '_>) -> Outcome {
    let mut items: Vec<(String, Value)> =
        a.list(0)?.iter().map(|item| Ok((known_text(item)?, item.clone()))).collect::<Result<_, Stop>>()?;
    items.sort_by(|a, b| a.0.cmp(&b.0));
    a.ok_list(
        items
            .into_iter()
            .map(|(text, item)| if item.as_str().is_some() { item } else { Value::text(Text::computed(text, item.span), item.span) })
            .collect(),
    )
}

fn sum(a: &Arguments<'_, '_>) -> Outcome {
    let items = a.list(0)?;
    if items.is_empty() {
        return fail("the list is empty");
    }
    let mut total = Number::from_int(0);
    for item in items {
        total = total.add(&number_of(item)?);
    }
    a.ok_number(total)
}

fn transpose(a: &Arguments<'_, '_>) -> Outcome {
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
    Ok(Value::map(result, a.span))
}

fn zipmap(a: &Arguments<'_, '_>) -> Outcome {
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
    Ok(Value::map(map, a.span))
}
