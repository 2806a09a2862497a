//! Conversions between types, as `go-cty` does them: <https://github.com/zclconf/go-cty/tree/main/cty/convert>

use super::failure::{failed, is_failed};
use super::number::TerraformNumber;
use super::operators;
use super::set_order::as_set;
use super::unify::unify;
use crate::value::{Entry, Form, Kind, Map, MemberType, Shared, Value, ValueType};
use rustc_hash::FxHashMap;

/// Whether a value of one type is, or may be made, one of the other.
pub(in crate::terraform) fn fits(from: &ValueType, to: &ValueType) -> bool {
    from == to || convertible(from, to)
}

/// Whether there is a conversion; of some values it may fail still.
pub(super) fn convertible(from: &ValueType, to: &ValueType) -> bool {
    use ValueType::{Any, Bool, List, Map, Number, Object, Set, Text, Tuple};
    match (from, to) {
        (_, Any) | (Any, _) => true,
        (Number | Bool, Text) | (Text, Number | Bool) => true,
        (Object(_), Object(to)) => to.iter().all(|wanted| match from.member(&wanted.name) {
            Some(member) => fits(&member.of, &wanted.of),
            None => wanted.optional,
        }),
        (Tuple(from), Tuple(to)) => from.len() == to.len() && from.iter().zip(to.iter()).all(|(from, to)| fits(from, to)),
        (List(from) | Set(from), List(to) | Set(to)) | (Map(from), Map(to)) => fits(from, to),
        (Tuple(items), List(to) | Set(to)) => items.is_empty() || unified_element(items, to).is_some(),
        (Object(members), Map(to)) => {
            let types: Vec<ValueType> = members.iter().map(|member| member.of.clone()).collect();
            let element = if **to == Any && !types.is_empty() { unify(&types) } else { Some(ValueType::clone(to)) };
            element.is_some_and(|element| types.iter().all(|of| fits(of, &element)))
        }
        (Map(from), Object(to)) => to.iter().all(|wanted| wanted.optional || fits(from, &wanted.of)),
        _ => false,
    }
}

/// The type of the elements that a tuple of these becomes a list or set of.
fn unified_element(items: &[ValueType], to: &ValueType) -> Option<ValueType> {
    let element = match to {
        ValueType::Any => unify(items).filter(|of| *of != ValueType::Any || items.iter().all(|item| *item == ValueType::Any))?,
        _ => to.clone(),
    };
    items.iter().all(|item| fits(item, &element)).then_some(element)
}

/// The value as one of this type, or why there is none.
pub(in crate::terraform) fn convert(value: &Value, to: &ValueType) -> Result<Value, String> {
    let provenance = &value.provenance;
    match (&value.kind, to) {
        (_, ValueType::Any) | (Kind::Absent, _) | (Kind::Text(_), ValueType::Text) | (Kind::Bool(_), ValueType::Bool) => Ok(value.clone()),
        (Kind::Number(_), ValueType::Number) => Ok(value.clone()),
        (Kind::Alternatives(_), _) => {
            let each = &mut |value: &Value| convert(value, to).unwrap_or_else(|why| failed(&why, value.span));
            Ok(Value { provenance: provenance.clone(), ..value.distribute(each) })
        }
        (Kind::List(items), _) if matches!(value.form, Form::Loose | Form::Blocks) => {
            let (ValueType::List(of) | ValueType::Set(of)) = to else { return Ok(value.clone()) };
            let items = items.iter().map(|item| convert(item, of)).collect::<Result<Vec<_>, _>>()?;
            Ok(Value { kind: Kind::List(Shared::new(items)), ..value.clone() })
        }
        (Kind::Map(map), ValueType::Map(of)) if map.entries.iter().any(|entry| entry.unclear.is_some()) => {
            let entries = map.entries.iter().map(|entry| Ok(Entry { value: convert(&entry.value, of)?, ..entry.clone() }));
            let map = Map { entries: entries.collect::<Result<_, String>>()? };
            Ok(Value { kind: Kind::Map(Shared::new(map)), form: Form::Uniform, ..value.clone() })
        }
        (Kind::Map(map), ValueType::Object(_)) if map.entries.iter().any(|entry| entry.unclear.is_some()) => Ok(value.clone()),
        _ => {
            let from = value.value_type();
            if from == *to {
                return Ok(value.clone());
            }
            if !convertible(&from, to) {
                return Err(misfit(&from, to));
            }
            known(value, &from, to)
        }
    }
}

/// Why there is no conversion; of objects which attribute is at fault.
fn misfit(from: &ValueType, to: &ValueType) -> String {
    use ValueType::{List, Map, Object, Set, Tuple};
    let of_item = |item: &ValueType, to: &ValueType| (!fits(item, to)).then(|| misfit(item, to));
    let inside = match (from, to) {
        (Object(from), Object(to)) => to.iter().find_map(|wanted| match from.iter().find(|member| member.name == wanted.name) {
            Some(member) => of_item(&member.of, &wanted.of).map(|why| format!("attribute `{}`: {why}", wanted.name)),
            None => (!wanted.optional).then(|| format!("attribute `{}` is required", wanted.name)),
        }),
        (Object(from), Map(to)) => from.iter().find_map(|member| Some(format!("member `{}`: {}", member.name, of_item(&member.of, to)?))),
        (List(item) | Set(item), List(to) | Set(to)) => of_item(item, to),
        (Tuple(items), List(to) | Set(to)) => items.iter().find_map(|item| of_item(item, to)),
        _ => None,
    };
    inside.unwrap_or_else(|| format!("a value of type {to} is needed, not {from}"))
}

/// Converts between types of which it is known that they can be.
fn known(value: &Value, from: &ValueType, to: &ValueType) -> Result<Value, String> {
    use ValueType::{List, Map, Object, Set, Tuple};
    match (&value.kind, from, to) {
        (Kind::Null | Kind::Unknown(_), ..) => Ok(value.clone().declared_as(&with_parts_of(from, to))),
        (Kind::List(items), Tuple(_), Tuple(to)) => {
            let items = items.iter().zip(to.iter()).map(|(item, to)| convert(item, to)).collect::<Result<Vec<_>, _>>()?;
            Ok(Value { kind: Kind::List(Shared::new(items)), ..value.clone() })
        }
        (Kind::List(items), _, List(of) | Set(of)) => {
            let element = match from {
                Tuple(types) if !types.is_empty() => unified_element(types, of).unwrap_or(ValueType::Any),
                List(from) | Set(from) if **of == ValueType::Any => ValueType::clone(from),
                _ => ValueType::clone(of),
            };
            let items = items.iter().map(|item| inner(item, &element)).collect::<Result<Vec<_>, _>>()?;
            let (items, element) = of_one_type(items, element, matches!(to, List(_)))?;
            Ok(if matches!(to, Set(_)) { as_set(items, &element, value) } else { list(items, &element, value) })
        }
        (Kind::Map(map), _, Map(of)) => to_map(map, from, of, value),
        (Kind::Map(map), _, Object(to)) => to_object(map, to, value),
        _ => primitive(value, to),
    }
}

/// An item as one of this type. What is not known and becomes a collection is not what it was.
fn inner(item: &Value, element: &ValueType) -> Result<Value, String> {
    match &item.kind {
        Kind::Unknown(hole) if item.declared.is_none() && !element.is_primitive() && *element != ValueType::Any && !is_failed(item) => {
            Ok(operators::unknown(hole.clone(), item.span).declared_as(element).marked(item.marks))
        }
        _ => convert(item, element),
    }
}

/// A list whose items have this type, in the place of a value.
pub(super) fn list(items: Vec<Value>, element: &ValueType, of: &Value) -> Value {
    let list = Value { kind: Kind::List(Shared::new(items)), form: Form::Uniform, ..of.clone() };
    list.declared_as(&ValueType::list(element.clone()))
}

/// Where any type was wanted, the items get one, or must have one.
fn of_one_type(items: Vec<Value>, element: ValueType, is_unified: bool) -> Result<(Vec<Value>, ValueType), String> {
    if !element.is_open() || items.is_empty() {
        return Ok((items, element));
    }
    if !is_unified {
        let is_known = items.iter().all(|item| item.first_unknown().is_none());
        let only = if is_known { only_type(&items)? } else { element };
        return Ok((items, only));
    }
    let types: Vec<ValueType> = items.iter().map(Value::value_type).collect();
    let Some(unified) = unify(&types) else { return Err("the items have no type in common".to_owned()) };
    if unified == ValueType::Any && types.iter().any(|of| *of != ValueType::Any) && items.iter().all(|item| item.first_unknown().is_none())
    {
        return Err("the items have no type in common".to_owned());
    }
    // Further inside, collections with nothing in them have another type than those with something.
    let is_open_inside = unified.element().is_some_and(|inside| *inside != ValueType::Any && inside.is_open());
    let is_mixed = types.iter().any(|of| Some(of) != types.first()) && items.iter().all(|item| item.first_unknown().is_none());
    if is_open_inside && is_mixed {
        return Err("the members of the items have no type in common".to_owned());
    }
    let items = items.iter().map(|item| convert(item, &unified)).collect::<Result<Vec<_>, _>>()?;
    if unified.is_open() && items.iter().all(|item| item.first_unknown().is_none()) {
        let only = only_type(&items)?;
        return Ok((items, only));
    }
    Ok((items, unified))
}

/// The one type that values have besides those without any.
fn only_type(values: &[Value]) -> Result<ValueType, String> {
    let mut types = values.iter().map(Value::value_type).filter(|of| *of != ValueType::Any);
    let first = types.next().unwrap_or(ValueType::Any);
    if types.all(|of| of == first) { Ok(first) } else { Err("the members have no type in common".to_owned()) }
}

fn to_map(map: &Map, from: &ValueType, of: &ValueType, value: &Value) -> Result<Value, String> {
    let element = match from {
        ValueType::Object(members) if *of == ValueType::Any && !members.is_empty() => {
            unify(&members.iter().map(|member| member.of.clone()).collect::<Vec<_>>()).unwrap_or(ValueType::Any)
        }
        ValueType::Map(from) if *of == ValueType::Any => ValueType::clone(from),
        _ => of.clone(),
    };
    let values = map.entries.iter().map(|entry| convert(&entry.value, &element)).collect::<Result<Vec<_>, _>>()?;
    let is_unified = matches!(element, ValueType::List(_) | ValueType::Set(_) | ValueType::Map(_) | ValueType::Object(_));
    let (values, element) = of_one_type(values, element, is_unified)?;
    let entries = map.entries.iter().zip(values).map(|(entry, value)| Entry { value, ..entry.clone() }).collect();
    let map = Value { kind: Kind::Map(Shared::new(Map { entries })), form: Form::Uniform, ..value.clone() };
    Ok(map.declared_as(&ValueType::map(element)))
}

/// Only the members of the type remain; optional ones that are not given are null.
fn to_object(map: &Map, to: &[MemberType], value: &Value) -> Result<Value, String> {
    let mut result = Map::default();
    let entries: FxHashMap<&str, &Entry> = map.entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    for wanted in to {
        match entries.get(wanted.name.as_str()) {
            Some(entry) => result.entries.push(Entry { value: convert(&entry.value, &wanted.of)?, ..Entry::clone(entry) }),
            None if wanted.optional => result.push(wanted.name.clone(), value.span, Value::null(value.span).declared_as(&wanted.of)),
            None => return Err(format!("attribute `{}` is required", wanted.name)),
        }
    }
    Ok(Value { kind: Kind::Map(Shared::new(result)), form: Form::Plain, declared: None, ..value.clone() })
}

fn primitive(value: &Value, to: &ValueType) -> Result<Value, String> {
    let converted = match (to, &value.kind) {
        (ValueType::Text, _) => value.to_text().map(|text| Value::text(text, value.span)),
        (_, Kind::Text(text)) if text.known().is_none() => {
            let hole = text.holes().first().map(|hole| operators::unknown(hole.hole.clone(), value.span));
            return hole.map(|hole| hole.declared_as(to).marked(value.marks)).ok_or_else(|| "the text is not known".to_owned());
        }
        (ValueType::Number, Kind::Text(text)) => {
            TerraformNumber::parse(text.literal()).map(|number| Value::number(number.to_string(), value.span))
        }
        (ValueType::Bool, Kind::Text(text)) => operators::truth(text.literal()).map(|answer| Value::bool(answer, value.span)),
        _ => None,
    };
    let Some(converted) = converted else { return Err(format!("a {to} is needed")) };
    Ok(Value { provenance: value.provenance.clone(), marks: value.marks, ..converted })
}

/// A type with the parts of another where it says any.
fn with_parts_of(from: &ValueType, to: &ValueType) -> ValueType {
    use ValueType::{Any, List, Map, Object, Set, Tuple};
    match (from, to) {
        (Any, _) => to.clone(),
        (_, Any) => from.clone(),
        (List(from) | Set(from), List(to)) => ValueType::list(with_parts_of(from, to)),
        (List(from) | Set(from), Set(to)) => ValueType::set(with_parts_of(from, to)),
        (Map(from), Map(to)) => ValueType::map(with_parts_of(from, to)),
        (Tuple(items), List(to)) => ValueType::list(with_parts_of(&unify(items).unwrap_or(Any), to)),
        (Tuple(items), Set(to)) => ValueType::set(with_parts_of(&unify(items).unwrap_or(Any), to)),
        (Tuple(from), Tuple(to)) => ValueType::Tuple(from.iter().zip(to.iter()).map(|(from, to)| with_parts_of(from, to)).collect()),
        (Object(members), Map(to)) => {
            let types: Vec<ValueType> = members.iter().map(|member| member.of.clone()).collect();
            ValueType::map(with_parts_of(&unify(&types).unwrap_or(Any), to))
        }
        (Object(_), Object(to)) => {
            let part = |wanted: &MemberType| {
                let of = from.member(&wanted.name).map_or_else(|| wanted.of.clone(), |member| with_parts_of(&member.of, &wanted.of));
                MemberType { of, optional: false, ..wanted.clone() }
            };
            ValueType::Object(to.iter().map(part).collect())
        }
        _ => to.clone(),
    }
}
