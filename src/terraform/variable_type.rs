//! Types of variables: conversions and the defaults of `optional(…)`.

use super::evaluate::Evaluator;
use super::failure::failed;
use super::operators;
use super::tree::{Call, Expr, ExprKind, Key};
use crate::value::{Entry, Form, Kind, Map, Value};
use std::sync::Arc;

/// The value as its declared type makes it; a value that does not fit stays as it is, for Terraform would refuse it.
pub(super) fn convert<'a>(evaluator: &Evaluator<'a>, value: &Value, written: &Expr) -> Value {
    let provenance = value.provenance.clone();
    let converted = value.distribute(&mut |value| convert_one(evaluator, value, written));
    Value { provenance, ..converted }
}

fn convert_one<'a>(evaluator: &Evaluator<'a>, value: &Value, written: &Expr) -> Value {
    if matches!(value.kind, Kind::Null | Kind::Absent | Kind::Unknown(_)) {
        return value.clone();
    }
    match &written.kind {
        ExprKind::Variable(name) => primitive(value, name),
        ExprKind::Call(call) => match (call.name.as_str(), call.arguments.as_slice()) {
            ("list" | "set", [of]) => match value.as_list() {
                Some(items) => {
                    let items: Vec<Value> = items.iter().map(|item| convert(evaluator, item, of)).collect();
                    let items = if call.name == "set" { super::functions::set::as_set(items) } else { items };
                    let form = if call.name == "set" { Form::Set } else { Form::Uniform };
                    Value { kind: Kind::List(Arc::new(items)), form, ..value.clone() }
                }
                None => value.clone(),
            },
            ("map", [of]) => match value.as_map() {
                Some(map) => {
                    let entries = map.entries.iter().map(|entry| Entry { value: convert(evaluator, &entry.value, of), ..entry.clone() });
                    Value { kind: Kind::Map(Arc::new(Map { entries: entries.collect() })), form: Form::Uniform, ..value.clone() }
                }
                None => value.clone(),
            },
            ("object", [Expr { kind: ExprKind::Object(_), .. }]) => object(evaluator, value, call),
            ("tuple", [Expr { kind: ExprKind::Tuple(of), .. }]) => match value.as_list() {
                Some(items) if items.len() == of.len() => {
                    let items = items.iter().zip(of).map(|(item, of)| convert(evaluator, item, of)).collect();
                    Value { kind: Kind::List(Arc::new(items)), form: Form::Plain, ..value.clone() }
                }
                _ => value.clone(),
            },
            ("optional", [of, ..]) => convert(evaluator, value, of),
            _ => value.clone(),
        },
        // The old form `type = "string"`.
        ExprKind::Template(_) => value.clone(),
        _ => value.clone(),
    }
}

fn primitive(value: &Value, name: &str) -> Value {
    let converted = match name {
        "string" if !matches!(value.kind, Kind::Text(_)) => value.to_text().map(|text| Value::text(text, value.span)),
        "number" if matches!(value.kind, Kind::Text(_)) => {
            operators::number_of(value).map(|number| Value::number(number.to_string(), value.span))
        }
        "bool" if matches!(value.kind, Kind::Text(_)) => operators::bool_of(value).map(|answer| Value::bool(answer, value.span)),
        _ => None,
    };
    converted.map_or_else(|| value.clone(), |converted| Value { provenance: value.provenance.clone(), ..converted })
}

/// Only the declared attributes remain, those that are not given take their default.
fn object<'a>(evaluator: &Evaluator<'a>, value: &Value, call: &Call) -> Value {
    let (Some(map), Some(Expr { kind: ExprKind::Object(members), .. })) = (value.as_map(), call.arguments.first()) else {
        return value.clone();
    };
    let mut result = Map::default();
    for member in members {
        let name = match &member.key {
            Key::Name(name) => name.clone(),
            Key::Computed(key) => match super::directory::plain_text(evaluator.workspace, key) {
                Some(name) => name.into(),
                None => continue,
            },
        };
        let given = map.entry(&name).filter(|entry| entry.value.kind != Kind::Null);
        let (key_span, given) = match (given, optional_default(&member.value)) {
            (Some(entry), _) => (entry.key_span, convert(evaluator, &entry.value, &member.value)),
            (None, Some((of, Some(default)))) => {
                let default = evaluator.eval_constant(default);
                (member.key_span, convert(evaluator, &default, of))
            }
            (None, Some((_, None))) => (member.key_span, Value::null(member.key_span)),
            (None, None) => match map.entry(&name) {
                Some(entry) => (entry.key_span, entry.value.clone()),
                None if map.entries.iter().any(|entry| entry.unclear.is_some()) => continue,
                None => (member.key_span, failed(&format!("attribute `{name}` is required"), value.span)),
            },
        };
        result.push(name, key_span, given);
    }
    result.entries.extend(map.entries.iter().filter(|entry| entry.unclear.is_some()).cloned());
    Value { kind: Kind::Map(Arc::new(result)), form: Form::Plain, ..value.clone() }
}

/// The type and the default of `optional(type, default)`.
fn optional_default(written: &Expr) -> Option<(&Expr, Option<&Expr>)> {
    match &written.kind {
        ExprKind::Call(call) if call.name == "optional" => Some((call.arguments.first()?, call.arguments.get(1))),
        _ => None,
    }
}
