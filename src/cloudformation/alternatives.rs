//! Values that depend on decisions: applying functions to them, narrowing them down.

use crate::mapped_text::WhyCode;
use crate::source::Span;
use crate::value::{Alternatives, Assignment, Entry, Kind, MAX_ASSIGNMENTS, OpenCondition, Value};
use smol_str::SmolStr;
use std::cell::Cell;
use std::sync::Arc;

/// Applies a function for each consistent choice of the alternatives that are arguments, or items of lists that are.
pub(super) fn lift(arguments: &[Value], span: Span, apply: &dyn Fn(&[Value]) -> Value) -> Value {
    let open = |arguments: &[Value]| {
        let own = |value: &Value| match &value.kind {
            Kind::Alternatives(alternatives) => Some(alternatives.clone()),
            _ => None,
        };
        let inside = |value: &Value| value.as_list().unwrap_or_default().iter().find_map(own);
        arguments.iter().find_map(|value| own(value).or_else(|| inside(value)))
    };
    each_choice(arguments, span, &open, &Cell::new(MAX_ASSIGNMENTS), apply)
}

/// Applies a function for each consistent choice of the alternatives anywhere in a value.
pub(super) fn lift_deep(value: &Value, apply: &dyn Fn(&Value) -> Value) -> Value {
    let open = |values: &[Value]| values.iter().find_map(first_open);
    let apply = |values: &[Value]| values.first().map_or_else(|| Value::null(value.span), apply);
    each_choice(std::slice::from_ref(value), value.span, &open, &Cell::new(MAX_ASSIGNMENTS), &apply)
}

fn each_choice(
    values: &[Value],
    span: Span,
    open: &dyn Fn(&[Value]) -> Option<Arc<Alternatives>>,
    left: &Cell<usize>,
    apply: &dyn Fn(&[Value]) -> Value,
) -> Value {
    let too_many = || Value::unknown(WhyCode::Limit, "too many undecided conditions in one function", span);
    let Some(alternatives) = open(values) else {
        if left.get() == 0 {
            return too_many();
        }
        left.set(left.get() - 1);
        return apply(values);
    };
    let mut branches = vec![];
    for (answer, _) in &alternatives.branches {
        if left.get() == 0 {
            return too_many();
        }
        let values: Vec<Value> = values.iter().map(|value| chosen(value, &alternatives.condition, answer)).collect();
        branches.push((answer.clone(), each_choice(&values, span, open, left, apply)));
    }
    Value::alternatives(alternatives.condition.clone(), branches, span)
}

/// `yes` where the condition holds, `no` elsewhere.
pub(super) fn pick(condition: &Value, yes: &Value, no: &Value, span: Span) -> Value {
    match &condition.kind {
        Kind::Bool(true) => yes.clone(),
        Kind::Alternatives(alternatives) => {
            let open = &alternatives.condition;
            let branches = alternatives.branches.iter().map(|(answer, condition)| {
                let picked = pick(condition, &chosen(yes, open, answer), &chosen(no, open, answer), span);
                (answer.clone(), picked)
            });
            Value::alternatives(open.clone(), branches.collect(), span)
        }
        _ => no.clone(),
    }
}

/// The value under one answer; shared if nothing in it is open.
fn chosen(value: &Value, condition: &OpenCondition, answer: &SmolStr) -> Value {
    match first_open(value) {
        Some(_) => value.under(&[(condition.clone(), answer.clone())]),
        None => value.clone(),
    }
}

/// The value without the alternatives that can't be where it stands.
pub(super) fn restricted(value: &Value, possible: &[(OpenCondition, Vec<SmolStr>)]) -> Value {
    if possible.is_empty() || first_open(value).is_none() {
        return value.clone();
    }
    let kind = match &value.kind {
        Kind::List(items) => {
            let items = items.iter().map(|item| restricted(item, possible));
            Kind::List(Arc::new(items.filter(|item| item.kind != Kind::Absent).collect()))
        }
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: restricted(&entry.value, possible), ..entry.clone() });
            let entries = entries.filter(|entry| entry.value.kind != Kind::Absent).collect();
            Kind::Map(Arc::new(crate::value::Map { entries }))
        }
        Kind::Alternatives(alternatives) => {
            let condition = &alternatives.condition;
            let allowed = possible.iter().find(|(other, _)| other.id == condition.id).map(|(_, answers)| answers);
            let branches = alternatives.branches.iter().filter(|(answer, _)| allowed.is_none_or(|allowed| allowed.contains(answer)));
            let branches: Vec<_> = branches.map(|(answer, value)| (answer.clone(), restricted(value, possible))).collect();
            match branches.as_slice() {
                [] => return value.clone(),
                [(_, only)] => return only.clone(),
                _ => return Value::alternatives(condition.clone(), branches, value.span),
            }
        }
        other => other.clone(),
    };
    Value { kind, span: value.span, provenance: value.provenance.clone() }
}

/// The assignments under which a condition holds; nothing if there are too many to look at.
pub(super) fn holding(condition: &Value) -> Option<Vec<Assignment>> {
    let mut assignments = condition.assignments()?;
    assignments.retain(|assignment| condition.under(assignment).kind == Kind::Bool(true));
    Some(assignments)
}

/// The first alternatives in a value.
fn first_open(value: &Value) -> Option<Arc<Alternatives>> {
    match &value.kind {
        Kind::Alternatives(alternatives) => Some(alternatives.clone()),
        Kind::List(items) => items.iter().find_map(first_open),
        Kind::Map(map) => map.entries.iter().find_map(|entry| first_open(&entry.value)),
        _ => None,
    }
}
