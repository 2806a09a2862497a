//! Values that depend on decisions: applying functions to them, narrowing them down.

use crate::condition::{Assignment, OpenCondition};
use crate::mapped_text::WhyCode;
use crate::source::Span;
use crate::value::{Depth, Entry, Kind, Shared, Value, each_choice};
use smol_str::SmolStr;

/// Applies a function for each consistent choice of the alternatives that are arguments, or items of lists that are.
pub(super) fn lift(arguments: &[Value], span: Span, apply: &dyn Fn(&[Value]) -> Value) -> Value {
    let each = each_choice(arguments, Depth::Items, span, &mut |_, arguments| apply(arguments));
    each.unwrap_or_else(|_| too_many(span))
}

/// Applies a function for each consistent choice of the alternatives anywhere in a value.
pub(super) fn lift_deep(value: &Value, apply: &dyn Fn(&Value) -> Value) -> Value {
    let each = each_choice(std::slice::from_ref(value), Depth::Everywhere, value.span, &mut |_, values| {
        values.first().map_or_else(|| Value::null(value.span), apply)
    });
    each.unwrap_or_else(|_| too_many(value.span))
}

fn too_many(span: Span) -> Value {
    Value::unknown(WhyCode::Limit, "too many undecided conditions in one function", span)
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
    match value.first_open(Depth::Everywhere) {
        Some(_) => value.under(&Assignment::of(condition.clone(), answer.clone())),
        None => value.clone(),
    }
}

/// The value without the alternatives that none of these assignments has; without assignments it is as it was.
pub(super) fn restricted(value: &Value, possible: &[Assignment]) -> Value {
    if possible.is_empty() || value.first_open(Depth::Everywhere).is_none() {
        return value.clone();
    }
    let kind = match &value.kind {
        Kind::List(items) => {
            let items = items.iter().map(|item| restricted(item, possible));
            Kind::List(Shared::new(items.filter(|item| item.kind != Kind::Absent).collect()))
        }
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: restricted(&entry.value, possible), ..entry.clone() });
            let entries = entries.filter(|entry| entry.value.kind != Kind::Absent).collect();
            Kind::Map(Shared::new(crate::value::Map { entries }))
        }
        Kind::Alternatives(alternatives) => {
            let condition = &alternatives.condition;
            let branches = alternatives.branches.iter().filter_map(|(answer, value)| {
                let under = Assignment::of(condition.clone(), answer.clone());
                let possible: Vec<Assignment> = possible.iter().filter(|possible| possible.agrees_with(&under)).cloned().collect();
                (!possible.is_empty()).then(|| (answer.clone(), restricted(value, &possible)))
            });
            let branches: Vec<_> = branches.collect();
            match branches.as_slice() {
                [] => return value.clone(),
                [(_, only)] => return only.clone(),
                _ => return Value::alternatives(condition.clone(), branches, value.span),
            }
        }
        other => other.clone(),
    };
    Value { kind, ..value.clone() }
}

/// All assignments of a condition and those under which it holds; nothing if there are too many to look at.
pub(super) fn holding(condition: &Value) -> Option<(Vec<Assignment>, Vec<Assignment>)> {
    let all = condition.assignments().ok()?;
    let holds = |assignment: &&Assignment| condition.under(assignment).kind == Kind::Bool(true);
    let holding = all.iter().filter(holds).cloned().collect();
    Some((all, holding))
}
