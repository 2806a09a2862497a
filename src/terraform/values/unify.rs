//! The one type that values of several types get. As `go-cty` finds it: <https://github.com/zclconf/go-cty/blob/main/cty/convert/unify.go>

use super::convert::{convertible, fits};
use crate::value::{MemberType, ValueType};
use std::cmp::Ordering;

/// Among more different types than this no one is looked for: it may be any.
const MAX_TYPES: usize = 500;

/// The type that all of these convert to; nothing if there is none.
pub(in crate::terraform) fn unify(types: &[ValueType]) -> Option<ValueType> {
    let (first, rest) = types.split_first()?;
    if !matches!(first, ValueType::Any) && rest.iter().all(|other| other == first) {
        return Some(first.clone());
    }
    let count = |is: fn(&ValueType) -> bool| types.iter().filter(|of| is(of)).count();
    let (maps, objects) = (count(|of| matches!(of, ValueType::Map(_))), count(|of| matches!(of, ValueType::Object(_))));
    let (lists, tuples) = (count(|of| matches!(of, ValueType::List(_))), count(|of| matches!(of, ValueType::Tuple(_))));
    let (sets, open) = (count(|of| matches!(of, ValueType::Set(_))), count(|of| matches!(of, ValueType::Any)));
    let all = types.len();
    if maps > 0 && maps + open == all {
        return collections(types, ValueType::map, open > 0);
    }
    if lists > 0 && lists + open == all {
        return collections(types, ValueType::list, open > 0);
    }
    if sets > 0 && sets + open == all {
        return collections(types, ValueType::set, open > 0);
    }
    if maps > 0 && maps + objects + open == all {
        if let Some(found @ ValueType::Map(_)) = structures_as_collections(types, objects_to_map) {
            return Some(found);
        }
    } else if lists > 0 && lists + tuples + open == all {
        if let Some(found @ ValueType::List(_)) = structures_as_collections(types, tuples_to_list) {
            return Some(found);
        }
    } else if objects > 0 && objects + open == all {
        return if open > 0 { Some(ValueType::Any) } else { one_object(types) };
    } else if tuples > 0 && tuples + open == all {
        return if open > 0 { Some(ValueType::Any) } else { one_tuple(types) };
    } else if objects > 0 && tuples > 0 {
        return None;
    }
    let types = &different(types);
    if types.len() > MAX_TYPES {
        return Some(ValueType::Any);
    }
    let wanted = preferred(types).into_iter().filter_map(|place| types.get(place));
    wanted.into_iter().find(|wanted| types.iter().all(|of| of == *wanted || convertible(of, wanted))).cloned()
}

/// Each type once.
fn different(types: &[ValueType]) -> Vec<ValueType> {
    let mut seen: Vec<ValueType> = vec![];
    for of in types {
        if seen.len() <= MAX_TYPES && !seen.contains(of) {
            seen.push(of.clone());
        }
    }
    seen
}

fn collections(types: &[ValueType], collection: fn(ValueType) -> ValueType, is_open: bool) -> Option<ValueType> {
    if is_open {
        return Some(ValueType::Any);
    }
    let elements: Vec<ValueType> = types.iter().filter_map(ValueType::element).cloned().collect();
    let unified = collection(unify(&elements)?);
    types.iter().all(|of| fits(of, &unified)).then_some(unified)
}

/// Objects as maps beside maps, tuples as lists beside lists.
fn structures_as_collections(types: &[ValueType], one: fn(&[ValueType]) -> Option<ValueType>) -> Option<ValueType> {
    let is_structure = |of: &&ValueType| matches!(of, ValueType::Object(_) | ValueType::Tuple(_));
    let structures: Vec<ValueType> = types.iter().filter(is_structure).cloned().collect();
    let collection = one(&structures)?;
    let types: Vec<ValueType> = types.iter().map(|of| if is_structure(&of) { collection.clone() } else { of.clone() }).collect();
    unify(&types)
}

fn one_object(types: &[ValueType]) -> Option<ValueType> {
    let Some(ValueType::Object(first)) = types.first() else { return None };
    let has_same_names = |of: &ValueType| match of {
        ValueType::Object(members) => members.len() == first.len() && members.iter().zip(first.iter()).all(|(a, b)| a.name == b.name),
        _ => false,
    };
    if !types.iter().all(has_same_names) {
        return objects_to_map(types);
    }
    let members = first.iter().map(|member| {
        let across: Vec<ValueType> = types.iter().filter_map(|of| Some(of.member(&member.name)?.of.clone())).collect();
        Some(MemberType { name: member.name.clone(), of: unify(&across)?, optional: false })
    });
    let unified = ValueType::Object(members.collect::<Option<_>>()?);
    if types.iter().all(|of| fits(of, &unified)) { Some(unified) } else { objects_to_map(types) }
}

fn objects_to_map(types: &[ValueType]) -> Option<ValueType> {
    let members = types.iter().flat_map(|of| match of {
        ValueType::Object(members) => members.iter().map(|member| member.of.clone()).collect(),
        _ => vec![],
    });
    let unified = ValueType::map(unify(&members.collect::<Vec<_>>())?);
    types.iter().all(|of| fits(of, &unified)).then_some(unified)
}

fn one_tuple(types: &[ValueType]) -> Option<ValueType> {
    let Some(ValueType::Tuple(first)) = types.first() else { return None };
    if !types.iter().all(|of| matches!(of, ValueType::Tuple(items) if items.len() == first.len())) {
        return tuples_to_list(types);
    }
    let items = (0..first.len()).map(|place| {
        let item = |of: &ValueType| match of {
            ValueType::Tuple(items) => items.get(place).cloned(),
            _ => None,
        };
        unify(&types.iter().filter_map(item).collect::<Vec<_>>())
    });
    let unified = ValueType::Tuple(items.collect::<Option<_>>()?);
    if types.iter().all(|of| fits(of, &unified)) { Some(unified) } else { tuples_to_list(types) }
}

fn tuples_to_list(types: &[ValueType]) -> Option<ValueType> {
    let items = types.iter().flat_map(|of| match of {
        ValueType::Tuple(items) => items.to_vec(),
        _ => vec![],
    });
    let unified = ValueType::list(unify(&items.collect::<Vec<_>>())?);
    types.iter().all(|of| fits(of, &unified)).then_some(unified)
}

/// The places of types, those that others convert to first; otherwise in the order given.
fn preferred(types: &[ValueType]) -> Vec<usize> {
    let mut before: Vec<Vec<usize>> = vec![vec![]; types.len()];
    for (i, a) in types.iter().enumerate() {
        for (j, b) in types.iter().enumerate().skip(i + 1) {
            let edge = match compare(a, b) {
                Ordering::Less => (i, j),
                Ordering::Greater => (j, i),
                Ordering::Equal => continue,
            };
            before.iter_mut().skip(edge.0).take(1).for_each(|after| after.push(edge.1));
        }
    }
    let mut waiting = vec![0usize; types.len()];
    for place in before.iter().flatten() {
        waiting.iter_mut().skip(*place).take(1).for_each(|count| *count += 1);
    }
    let mut queue: Vec<usize> = waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(place, _)| place).collect();
    let mut next = 0;
    while let Some(place) = queue.get(next).copied() {
        next += 1;
        for after in before.get(place).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*after) {
                *count -= 1;
                if *count == 0 {
                    queue.push(*after);
                }
            }
        }
    }
    queue
}

/// Which of two types is the more general; less means that the first one is.
fn compare(a: &ValueType, b: &ValueType) -> Ordering {
    use ValueType::{Any, List, Map, Object, Set, Text, Tuple};
    match (a, b) {
        (Any, Any) | (Text, Text) => Ordering::Equal,
        (Any, _) => Ordering::Greater,
        (_, Any) => Ordering::Less,
        (Text, other) if other.is_primitive() => Ordering::Less,
        (other, Text) if other.is_primitive() => Ordering::Greater,
        (List(a), List(b)) | (Set(a), Set(b)) | (Map(a), Map(b)) => compare(a, b),
        (Tuple(_) | List(_), Set(_)) | (List(_), Tuple(_)) | (Map(_), Object(_)) => Ordering::Less,
        (Set(_), Tuple(_) | List(_)) | (Tuple(_), List(_)) | (Object(_), Map(_)) => Ordering::Greater,
        (Object(a), Object(b)) if a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.name == b.name) => {
            all_of(a.iter().zip(b.iter()).map(|(a, b)| compare(&a.of, &b.of)))
        }
        (Tuple(a), Tuple(b)) if a.len() == b.len() => all_of(a.iter().zip(b.iter()).map(|(a, b)| compare(a, b))),
        _ => Ordering::Equal,
    }
}

/// The order of wholes whose parts are in these orders, if those agree.
fn all_of(parts: impl Iterator<Item = Ordering>) -> Ordering {
    let mut result = Ordering::Equal;
    for part in parts {
        match (result, part) {
            (Ordering::Less, Ordering::Greater) | (Ordering::Greater, Ordering::Less) => return Ordering::Equal,
            (Ordering::Equal, part) => result = part,
            _ => {}
        }
    }
    result
}
