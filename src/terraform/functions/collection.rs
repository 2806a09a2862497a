//! Functions over lists. <https://github.com/zclconf/go-cty/blob/main/cty/function/stdlib/collection.go>

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::list_of;
use super::number_of;
use super::whole;
use crate::mapped_text::{Hole, HoleKind, Why, WhyCode};
use crate::terraform::evaluate::MAX_ITEMS;
use crate::terraform::values::convert::convert;
use crate::terraform::values::number::TerraformNumber;
use crate::terraform::values::operators;
use crate::terraform::values::set_order::SeenItems;
use crate::terraform::values::unify::unify;
use crate::value::{Form, Kind, Value, ValueType};
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("alltrue", &[Takes::Truths], Sees::Decided, |a| quantified(a, false)),
    Function::new("anytrue", &[Takes::Truths], Sees::Decided, |a| quantified(a, true)),
    Function::new("chunklist", &[Takes::List, Takes::Number], Sees::Decided, chunklist),
    Function::new("coalesce", &[], Sees::Unknowns, coalesce).and_more(Takes::Null),
    Function::new("coalescelist", &[], Sees::DecidedUnknowns, coalescelist).and_more(Takes::Null),
    Function::new("compact", &[Takes::Texts], Sees::Values, compact),
    Function::new("concat", &[], Sees::Unknowns, concat).and_more(Takes::Any),
    Function::new("contains", &[Takes::Any, Takes::Any], Sees::DecidedUnknowns, contains),
    Function::new("element", &[Takes::Any, Takes::Number], Sees::DecidedUnknowns, element),
    Function::new("flatten", &[Takes::Any], Sees::Values, flatten),
    Function::new("index", &[Takes::Any, Takes::Any], Sees::Decided, index),
    Function::new("length", &[Takes::Any], Sees::Decided, length),
    Function::new("matchkeys", &[Takes::List, Takes::List, Takes::List], Sees::Decided, matchkeys),
    Function::new("one", &[Takes::Any], Sees::Decided, one),
    Function::new("range", &[], Sees::Values, range).and_more(Takes::Number),
    Function::new("reverse", &[Takes::Any], Sees::Decided, reverse),
    Function::new("slice", &[Takes::Any, Takes::Number, Takes::Number], Sees::Decided, slice),
    Function::new("sum", &[Takes::Any], Sees::Decided, sum),
];

fn reverse(a: &Arguments<'_, '_>) -> FunctionResult {
    let list = a.get(0)?;
    let items = list_of(list)?.iter().rev().cloned().collect();
    match list.form {
        Form::Set | Form::Uniform => a.ok_list(items, &element_type(list)),
        form => Ok(Value::list(items, a.span).with_form(form)),
    }
}

/// The type of the items of a list or set.
pub(super) fn element_type(list: &Value) -> ValueType {
    list.value_type().element().cloned().unwrap_or(ValueType::Any)
}

/// Items that have an order: not those of a set.
fn ordered(value: &Value) -> Result<&[Value], Stop> {
    if value.form == Form::Set { fail("a set has no order") } else { list_of(value) }
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

/// What making a list is worth.
const LOOKS_PER_LIST: usize = 64;

fn chunklist(a: &Arguments<'_, '_>) -> FunctionResult {
    let (items, element) = (a.list(0)?, element_type(a.get(0)?));
    let chunk_type = ValueType::list(element.clone());
    let Ok(size) = usize::try_from(a.word(1)?) else { return fail("the size is negative") };
    if items.is_empty() {
        return a.ok_list(vec![], &chunk_type);
    }
    a.spend(items.len() / size.max(1) * LOOKS_PER_LIST)?;
    let chunks = items.chunks(if size == 0 { items.len() } else { size });
    let chunks = chunks.map(|chunk| a.ok_list(chunk.to_vec(), &element)).collect::<Result<_, _>>()?;
    a.ok_list(chunks, &chunk_type)
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
    let types: Vec<ValueType> = a.values.iter().map(Value::value_type).collect();
    let Some(one) = unify(&types) else { return fail("the arguments have no type in common") };
    // Only among texts does an empty one count as not set; what has no type yet may be one.
    let untyped = a.values.iter().zip(&types).find(|(value, of)| **of == ValueType::Any && value.kind != Kind::Null);
    let are_texts =
        a.values.iter().zip(&types).all(|(value, of)| *of == ValueType::Text || *of == ValueType::Any && value.kind != Kind::Null);
    for value in a.values {
        match (is_set(value), value.first_unknown()) {
            (Some(false), _) if value.as_str().is_some() && (one != ValueType::Text || untyped.is_some()) && !are_texts => {
                return match untyped.and_then(|(value, _)| value.first_unknown()) {
                    Some(hole) => Err(Stop::Unknown(hole)),
                    None => Ok(value.clone()),
                };
            }
            (Some(false), _) => {}
            (None, Some(hole)) => return Err(Stop::Unknown(hole)),
            // One that cannot be converted Terraform passes over.
            _ => {
                if let Ok(value) = convert(value, &one) {
                    return Ok(value);
                }
            }
        }
    }
    fail("no argument is set")
}

fn coalescelist(a: &Arguments<'_, '_>) -> FunctionResult {
    let is_list = |value: &Value| match value.value_type() {
        ValueType::List(_) | ValueType::Tuple(_) => true,
        ValueType::Any => value.kind != Kind::Null,
        _ => false,
    };
    // Before the first that is not known all must be lists.
    let known = a.values.iter().take_while(|value| !matches!(value.kind, Kind::Unknown(_)));
    if a.values.is_empty() || !known.into_iter().all(is_list) {
        return fail("the arguments are not lists");
    }
    for value in a.values {
        match &value.kind {
            Kind::Null => {}
            Kind::List(items) if items.is_empty() => {}
            Kind::List(items) if value.form != Form::Loose || items.iter().any(|item| item.first_unknown().is_none()) => {
                return Ok(value.clone());
            }
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
    if items.iter().any(|item| is_set(item).is_none()) {
        return Ok(Value::list(items, a.span).with_form(Form::Loose));
    }
    a.ok_list(items, &ValueType::Text)
}

fn concat(a: &Arguments<'_, '_>) -> FunctionResult {
    if a.values.is_empty() {
        return fail("an argument is needed");
    }
    let mut all = vec![];
    let mut form = Form::Plain;
    let lists: Vec<ValueType> = a.values.iter().map(Value::value_type).filter(|of| matches!(of, ValueType::List(_))).collect();
    let common = if lists.len() == a.values.len() { unify(&lists) } else { None };
    for value in a.values {
        let value = &match &common {
            Some(common) => convert(value, common).map_err(Stop::Failed)?,
            None => value.clone(),
        };
        match &value.kind {
            Kind::Unknown(hole) => {
                // Any number of members.
                form = Form::Loose;
                all.push(Value { provenance: value.provenance.clone(), ..Value::new(Kind::Unknown(a.derived(hole)), value.span) });
            }
            _ => all.extend_from_slice(ordered(value)?),
        }
        if all.len() > MAX_ITEMS {
            return Err(Stop::Limit("a list has too many items"));
        }
    }
    let span = a.values.first().map_or(a.span, |first| if a.values.len() == 1 { first.span } else { a.span });
    match common {
        Some(common) if form == Form::Plain => Ok(Value::list(all, span).with_form(Form::Uniform).declared_as(&common)),
        _ => Ok(Value::list(all, span).with_form(form)),
    }
}

fn contains(a: &Arguments<'_, '_>) -> FunctionResult {
    let (list, wanted) = (a.list(0)?, a.get(1)?);
    let mut unknown = None;
    let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
    if let Some(answer) = texts.and_then(|texts| a.evaluator.is_one_of(wanted, &texts, a.span)) {
        return Ok(answer);
    }
    for item in list {
        match operators::equal(item, wanted) {
            Ok(true) => return a.ok_bool(true),
            Ok(false) => {}
            Err(hole) => unknown = Some(hole),
        }
    }
    unknown.map_or_else(|| a.ok_bool(false), |hole| Err(Stop::Unknown(hole)))
}

fn element(a: &Arguments<'_, '_>) -> FunctionResult {
    let begun = a.evaluator.beginning_of(a.get(0)?);
    if let Some(item) = begun.as_ref().and_then(|items| items.get(usize::try_from(a.word(1).ok()?).ok()?)) {
        return Ok(item.clone());
    }
    let items = ordered(a.get(0)?)?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let index = a.word(1)?;
    if count == 0 {
        return fail("the list is empty");
    }
    if index % count < 0 && a.get(0)?.form == Form::Plain {
        return fail("the index is negative");
    }
    let index = usize::try_from(index.rem_euclid(count)).unwrap_or(0);
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
    for (place, item) in ordered(a.get(0)?)?.iter().enumerate() {
        match operators::equal(item, a.get(1)?) {
            Ok(true) => return a.count(place),
            Ok(false) => {}
            Err(hole) => return Err(Stop::Unknown(hole)),
        }
    }
    fail("the item is not in the list")
}

/// That each item is there: how many there are is not known where one may be absent.
fn certain(items: &[Value]) -> Result<(), Stop> {
    let may_be_absent = |item: &&Value| matches!(&item.kind, Kind::Alternatives(open) if open.branches.iter().any(|(_, branch)| branch.kind == Kind::Absent));
    items.iter().find(may_be_absent).map_or(Ok(()), |item| Err(Stop::Unknown(item.undecided())))
}

fn length(a: &Arguments<'_, '_>) -> FunctionResult {
    match &a.get(0)?.kind {
        Kind::List(items) => certain(items).and_then(|()| a.count(items.len())),
        Kind::Map(map) => super::mapping::sorted(map).and_then(|entries| a.count(entries.len())),
        Kind::Text(_) => a.count(super::string::characters(&a.known(0)?).count()),
        _ => fail("it has no length"),
    }
}

fn matchkeys(a: &Arguments<'_, '_>) -> FunctionResult {
    let (values, keys, search) = (a.list(0)?, a.list(1)?, a.list(2)?);
    let element = element_type(a.get(0)?);
    let Some(one) = unify(&[a.get(1)?.value_type(), a.get(2)?.value_type()]) else { return fail("keys of different types are compared") };
    if values.len() != keys.len() {
        return fail("there are not as many keys as values");
    }
    keys.iter().chain(search).try_for_each(whole)?;
    let (keys, search) = (convert(a.get(1)?, &one).map_err(Stop::Failed)?, convert(a.get(2)?, &one).map_err(Stop::Failed)?);
    let search = SeenItems::of(search.as_list().unwrap_or_default());
    let kept = values.iter().zip(list_of(&keys)?).filter(|(_, key)| search.holds(key));
    a.ok_list(kept.map(|(value, _)| value.clone()).collect(), &element)
}

fn one(a: &Arguments<'_, '_>) -> FunctionResult {
    match a.list(0)? {
        [] => Ok(Value::null(a.span).declared_as(&element_type(a.get(0)?))),
        [only] => Ok(only.clone()),
        several => certain(several).and_then(|()| fail("the list has more than one item")),
    }
}

fn range(a: &Arguments<'_, '_>) -> FunctionResult {
    let zero = TerraformNumber::from_int(0);
    let (start, end) = match a.values.len() {
        1 => (zero.clone(), a.number(0)?),
        2 | 3 => (a.number(0)?, a.number(1)?),
        _ => return fail("one, two or three arguments are needed"),
    };
    let step = match a.values.len() {
        3 => a.number(2)?,
        _ => TerraformNumber::from_int(if end.compare(&start).is_lt() { -1 } else { 1 }),
    };
    let down = step.compare(&zero).is_lt();
    if end.compare(&start) == if down { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less } {
        return fail("the step leads away from the end");
    }
    if a.values.iter().any(operators::is_floating) {
        let why = Why::new(WhyCode::Unresolved, "a range over numbers that were computed in floating point");
        return Err(Stop::Unknown(Arc::new(Hole { kind: HoleKind::Unknown(why), span: a.span })));
    }
    let mut items = vec![];
    let mut at = start;
    while if down { at.compare(&end).is_gt() } else { at.compare(&end).is_lt() } {
        if items.len() >= 1024 {
            return fail("more than 1024 values");
        }
        items.push(match a.get(0)? {
            first if items.is_empty() && a.values.len() > 1 => first.clone(),
            _ if a.values.len() == 1 => operators::counted(&at, a.span),
            _ => Value::number(at.to_string(), a.span),
        });
        let Some(next) = at.add(&step) else { return Err(Stop::Infinite) };
        at = next;
    }
    a.ok_list(items, &ValueType::Number)
}

fn slice(a: &Arguments<'_, '_>) -> FunctionResult {
    let (start, end) = (usize::try_from(a.word(1)?), usize::try_from(a.word(2)?));
    let (Ok(start), Ok(end)) = (start, end) else { return fail("an index is negative") };
    let list = a.get(0)?;
    let Some(items) = ordered(list)?.get(start..end) else { return fail("an index is outside the list") };
    match list.form {
        Form::Uniform => a.ok_list(items.to_vec(), &element_type(list)),
        form => Ok(Value::list(items.to_vec(), a.span).with_form(form)),
    }
}

fn sum(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut total: Option<TerraformNumber> = None;
    for item in a.list(0)? {
        let next = number_of(item)?;
        total = match total {
            None => Some(next),
            Some(total) => Some(total.add(&next).ok_or(Stop::Infinite)?),
        };
    }
    total.map_or_else(|| fail("the list is empty"), |total| a.ok_number(total))
}
