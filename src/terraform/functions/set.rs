//! Functions over sets, and those that order lists or take duplicates away.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::collection::element_type;
use super::fail;
use super::known_text;
use super::list_of;
use super::whole;
use crate::mapped_text::Text;
use crate::terraform::evaluate::MAX_ITEMS;
use crate::terraform::values::convert::convert;
use crate::terraform::values::set_order::{SeenItems, as_set, distinct};
use crate::terraform::values::unify::unify;
use crate::value::{Form, Value, ValueType};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("distinct", &[Takes::List], Sees::Decided, unique),
    Function::new("setintersection", &[Takes::Set], Sees::Decided, |a| sets(a, &|sets, item| sets.iter().all(|set| set.holds(item))))
        .and_more(Takes::Set),
    Function::new("setproduct", &[], Sees::Decided, setproduct).and_more(Takes::Any),
    Function::new("setsubtract", &[Takes::Set, Takes::Set], Sees::Decided, |a| {
        sets(a, &|sets, item| sets.first().is_some_and(|set| set.holds(item)) && !sets.iter().skip(1).any(|set| set.holds(item)))
    }),
    Function::new("setunion", &[Takes::Set], Sees::Decided, |a| sets(a, &|_, _| true)).and_more(Takes::Set),
    Function::new("sort", &[Takes::Texts], Sees::Decided, sort),
];

fn unique(a: &Arguments<'_, '_>) -> FunctionResult {
    let items = distinct(a.list(0)?.to_vec());
    if items.len() > 1 && items.iter().any(|item| item.first_unknown().is_some()) {
        // How many there are is open: some may be equal to others.
        return Ok(Value::list(items, a.span).with_form(Form::Loose));
    }
    a.ok_list(items, &element_type(a.get(0)?))
}

/// A set of those members that are kept; all sets get one type before.
fn sets(a: &Arguments<'_, '_>, keep: &dyn Fn(&[SeenItems<'_>], &Value) -> bool) -> FunctionResult {
    let elements: Vec<ValueType> = a.values.iter().map(element_type).filter(|of| *of != ValueType::Any).collect();
    let element = if elements.is_empty() { Some(ValueType::Any) } else { unify(&elements) };
    let Some(element) = element else { return fail("the sets have no type in common") };
    let one = ValueType::set(element.clone());
    let converted: Vec<Value> = a.values.iter().map(|set| convert(set, &one).map_err(Stop::Failed)).collect::<Result<_, _>>()?;
    let all: Vec<&[Value]> = converted.iter().map(list_of).collect::<Result<_, _>>()?;
    let total: usize = all.iter().map(|set| set.len()).sum();
    if total > MAX_ITEMS {
        return Err(Stop::Limit("sets have too many items"));
    }
    a.spend(total.saturating_mul(all.len()).saturating_mul(4))?;
    if a.name != "setunion" {
        all.iter().flat_map(|set| set.iter()).try_for_each(whole)?;
    }
    let seen: Vec<SeenItems<'_>> = all.iter().map(|set| SeenItems::of(set)).collect();
    let kept = all.iter().flat_map(|set| set.iter()).filter(|item| keep(&seen, item)).cloned().collect();
    Ok(as_set(kept, &element, &Value::null(a.span)))
}

fn setproduct(a: &Arguments<'_, '_>) -> FunctionResult {
    if a.values.len() < 2 {
        return fail("two arguments are needed");
    }
    let mut elements = vec![];
    let mut all: Vec<Vec<Value>> = vec![];
    // Where there is nothing of one, the others are not converted.
    let is_empty = a.values.iter().any(|value| value.as_list().is_some_and(<[Value]>::is_empty));
    for value in a.values {
        let list = match value.value_type() {
            ValueType::Map(_) | ValueType::Object(_) => return fail("a list or a set is needed"),
            ValueType::Tuple(items) if is_empty => match unify(&items) {
                Some(element) => Value::list(vec![], value.span).with_form(Form::Uniform).declared_as(&ValueType::list(element)),
                None if items.is_empty() => value.clone(),
                None => return fail("the elements have no type in common"),
            },
            ValueType::Set(_) => convert(value, Takes::Set.value_type()).map_err(Stop::Failed)?,
            _ => convert(value, Takes::List.value_type()).map_err(Stop::Failed)?,
        };
        elements.push(element_type(&list));
        all.push(list_of(&list)?.to_vec());
    }
    let total = all.iter().try_fold(1usize, |total, set| total.checked_mul(set.len()));
    let Some(total) = total.filter(|total| *total <= MAX_ITEMS) else { return Err(Stop::Limit("the product of sets has too many items")) };
    a.spend(total.saturating_mul(all.len()).saturating_mul(16))?;
    let mut product: Vec<Vec<Value>> = vec![vec![]];
    for set in all {
        product = product.iter().flat_map(|tuple| set.iter().map(|item| [tuple.clone(), vec![item.clone()]].concat())).collect();
    }
    let tuples: Vec<Value> = product.into_iter().map(|tuple| Value::list(tuple, a.span)).collect();
    let element = ValueType::Tuple(elements.into());
    if a.values.iter().any(|value| value.form == Form::Set) {
        return Ok(as_set(tuples, &element, &Value::null(a.span)));
    }
    a.ok_list(tuples, &element)
}

fn sort(a: &Arguments<'_, '_>) -> FunctionResult {
    let list = a.list(0)?;
    if list.iter().any(|item| item.first_unknown().is_some()) {
        let form = if list.len() > 1 { Form::Loose } else { Form::Uniform };
        return Ok(Value::list(list.to_vec(), a.span).with_form(form));
    }
    let mut items: Vec<(String, Value)> = list.iter().map(|item| Ok((known_text(item)?, item.clone()))).collect::<Result<_, Stop>>()?;
    items.sort_by(|a, b| a.0.cmp(&b.0));
    let text = |(text, item): (String, Value)| {
        if item.as_str().is_some() { item } else { Value::text(Text::computed(text, item.span), item.span) }
    };
    a.ok_list(items.into_iter().map(text).collect(), &ValueType::Text)
}
