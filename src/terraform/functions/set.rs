//! Functions over sets, and those that order lists or take duplicates away.

use super::collection::{holds, items, uniform};
use super::{Arguments, Function, FunctionResult, MANY, Sees, Stop, known_text, list_of, whole};
use crate::mapped_text::Text;
use crate::terraform::evaluate::MAX_ITEMS;
use crate::terraform::operators;
use crate::value::{Form, Kind, Value};
use smol_str::SmolStr;
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "distinct", least: 1, most: 1, sees: Sees::Decided, run: |a| Ok(counted(a, unique(a.list(0)?.to_vec()))) },
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
    Function { name: "sort", least: 1, most: 1, sees: Sees::Decided, run: sort },
    Function { name: "toset", least: 1, most: 1, sees: Sees::Values, run: toset },
];

fn set(a: &Arguments<'_, '_>, items: Vec<Value>) -> FunctionResult {
    Ok(Value::list(items, a.span).with_form(Form::Set))
}

fn toset(a: &Arguments<'_, '_>) -> FunctionResult {
    let items = as_set(items(a.get(0)?)?);
    let is_open = items.len() > 1 && items.iter().any(|item| item.first_unknown().is_some());
    Ok(Value::list(items, a.get(0)?.span).with_form(if is_open { Form::Loose } else { Form::Set }))
}

/// Without duplicates, in the order of a set of texts.
pub(in crate::terraform) fn as_set(items: Vec<Value>) -> Vec<Value> {
    let mut items = unique(unified(items));
    items.sort_by(order);
    items
}

/// Scalars beside a text are texts.
pub(super) fn unified(items: Vec<Value>) -> Vec<Value> {
    if !items.iter().any(|item| matches!(item.kind, Kind::Text(_))) {
        return items;
    }
    let text = |item: Value| match (&item.kind, item.to_text()) {
        (Kind::Number(_) | Kind::Bool(_), Some(text)) => Value { provenance: item.provenance.clone(), ..Value::text(text, item.span) },
        _ => item,
    };
    items.into_iter().map(text).collect()
}

/// A list made of these; how many they are is open if some of them may be equal to others.
fn counted(a: &Arguments<'_, '_>, items: Vec<Value>) -> Value {
    let is_open = items.len() > 1 && items.iter().any(|item| item.first_unknown().is_some());
    Value::list(items, a.span).with_form(if is_open { Form::Loose } else { Form::Uniform })
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

fn sets(a: &Arguments<'_, '_>, keep: fn(&[&[Value]], &Value) -> bool) -> FunctionResult {
    let all: Vec<&[Value]> = a.values.iter().map(list_of).collect::<Result<_, _>>()?;
    let total: usize = all.iter().map(|set| set.len()).sum();
    if !a.evaluator.spend(total.saturating_mul(all.len())) || total > MAX_ITEMS {
        return Err(Stop::Limit("sets have too many items"));
    }
    let kept = all.iter().flat_map(|set| set.iter()).filter(|item| keep(&all, item)).cloned().collect::<Vec<_>>();
    if all.len() > 1 && a.name == "setunion" && kept.iter().any(|item| item.first_unknown().is_some()) {
        return Ok(counted(a, as_set(kept)));
    }
    all.iter().flat_map(|set| set.iter()).try_for_each(whole)?;
    set(a, as_set(all.iter().flat_map(|set| set.iter()).filter(|item| keep(&all, item)).cloned().collect()))
}

fn setsubtract(a: &Arguments<'_, '_>) -> FunctionResult {
    let (from, take) = (a.list(0)?, a.list(1)?);
    from.iter().chain(take).try_for_each(whole)?;
    set(a, as_set(from.iter().filter(|item| !holds(take, item)).cloned().collect()))
}

fn setproduct(a: &Arguments<'_, '_>) -> FunctionResult {
    let all: Vec<&[Value]> = a.values.iter().map(list_of).collect::<Result<_, _>>()?;
    let total = all.iter().try_fold(1usize, |total, set| total.checked_mul(set.len()));
    if total.is_none_or(|total| total > MAX_ITEMS) || !a.evaluator.spend(total.unwrap_or(0).saturating_mul(all.len())) {
        return Err(Stop::Limit("the product of sets has too many items"));
    }
    let mut product: Vec<Vec<Value>> = vec![vec![]];
    for set in all {
        product = product.iter().flat_map(|tuple| set.iter().map(|item| [tuple.clone(), vec![item.clone()]].concat())).collect();
    }
    let form = if a.values.iter().any(|value| value.form == Form::Set) { Form::Set } else { Form::Uniform };
    Ok(Value::list(product.into_iter().map(|tuple| Value::list(tuple, a.span)).collect(), a.span).with_form(form))
}

fn sort(a: &Arguments<'_, '_>) -> FunctionResult {
    let list = a.list(0)?;
    if list.iter().any(|item| item.first_unknown().is_some()) {
        return Ok(Value::list(unified(list.to_vec()), a.span).with_form(if list.len() > 1 { Form::Loose } else { Form::Uniform }));
    }
    let mut items: Vec<(String, Value)> = list.iter().map(|item| Ok((known_text(item)?, item.clone()))).collect::<Result<_, Stop>>()?;
    items.sort_by(|a, b| a.0.cmp(&b.0));
    let text = |(text, item): (String, Value)| {
        if item.as_str().is_some() { item } else { Value::text(Text::computed(text, item.span), item.span) }
    };
    uniform(a, items.into_iter().map(text).collect())
}
