//! Expressions that fail: only `try` and `can` around them catch it; beyond, the plan fails and the value is not known.

use crate::condition::Assignment;
use crate::mapped_text::{HoleKind, WhyCode};
use crate::source::Span;
use crate::value::{Alternatives, Depth, Entry, Kind, Map, Shared, TypeNote, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// The value of an expression that fails whenever it is evaluated.
pub(in crate::terraform) fn failed(why: &str, span: Span) -> Value {
    Value::unknown(WhyCode::FailedFunction, why, span)
}

/// A collection, or the first failure inside it: what fails there fails the whole expression.
pub(in crate::terraform) fn whole(collection: Value) -> Value {
    let failure = match &collection.kind {
        Kind::List(items) => items.iter().find(|item| is_failed(item)),
        Kind::Map(map) => map.entries.iter().map(|entry| &entry.value).find(|value| is_failed(value)),
        _ => None,
    };
    match failure.cloned() {
        Some(failure) => going_on(&failure, collection),
        None => collection,
    }
}

/// A failure after which Terraform goes on with a value all the same: what is made of that tells the type of the whole, which counts where the
/// other result of a condition is taken.
pub(in crate::terraform) fn going_on(failure: &Value, with: Value) -> Value {
    let kind = failure.kind.clone();
    if is_failed(&with) {
        return Value { kind, span: failure.span, ..with };
    }
    let marks = with.marks;
    Value { marks, declared: Some(Arc::new(TypeNote::GoesOnWith(with))), ..Value::new(kind, failure.span) }
}

/// What Terraform goes on with after a failure; any other value as it is.
pub(in crate::terraform) fn gone_on_with(value: &Value) -> Value {
    if !is_failed(value) {
        return value.clone();
    }
    match value.declared.as_deref() {
        Some(TypeNote::GoesOnWith(with)) => Value { marks: value.marks, ..with.clone() },
        _ => Value::unknown(WhyCode::Unresolved, "Terraform refuses it", value.span).declared_as(&value.value_type()).marked(value.marks),
    }
}

/// Why a value fails the plan, here or where it was told, if it does.
pub(in crate::terraform) fn reason(value: &Value) -> Option<SmolStr> {
    let Kind::Unknown(hole) = &value.kind else { return None };
    match &hole.kind {
        HoleKind::Unknown(why) if matches!(why.code, WhyCode::FailedFunction | WhyCode::FailedPlan) => Some(why.detail.clone()),
        _ => None,
    }
}

/// Whether this value is that of an expression that fails.
pub(in crate::terraform) fn is_failed(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => matches!(&hole.kind, HoleKind::Unknown(why) if why.code == WhyCode::FailedFunction),
        _ => false,
    }
}

/// Whether evaluation failed somewhere inside, whatever is decided.
pub(in crate::terraform) fn fails(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(_) => is_failed(value),
        Kind::Text(text) => text.holes().iter().any(|hole| is_failed(&Value::new(Kind::Unknown(hole.hole.clone()), value.span))),
        Kind::List(items) => items.iter().any(fails),
        Kind::Map(map) => map.entries.iter().any(|entry| fails(&entry.value)),
        _ => false,
    }
}

/// Whether evaluation failed anywhere inside, under any answer.
pub(in crate::terraform) fn fails_anywhere(value: &Value) -> bool {
    if !value.inside().has_holes {
        return false;
    }
    match &value.kind {
        Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| fails_anywhere(value)),
        Kind::List(items) => items.iter().any(fails_anywhere),
        Kind::Map(map) => map.entries.iter().any(|entry| fails_anywhere(&entry.value)),
        _ => fails(value),
    }
}

/// How many decisions inside of a collection are told apart.
const MOST_ASKED: usize = 4;

/// The value with the answers in front under which a member of it fails: the whole fails under them.
pub(in crate::terraform) fn apart_from_failures(value: &Value) -> Value {
    apart(value, MOST_ASKED)
}

fn apart(value: &Value, most: usize) -> Value {
    let Some(open) = failing_inside(value).filter(|_| most > 0) else { return value.clone() };
    let branch = |answer: &SmolStr| {
        let under = value.under(&Assignment::of(open.condition.clone(), answer.clone()));
        let failure = first_failure(&under).cloned();
        failure.unwrap_or_else(|| apart(&under, most - 1))
    };
    let branches = open.branches.iter().map(|(answer, _)| (answer.clone(), branch(answer))).collect();
    Value::alternatives(open.condition.clone(), branches, value.span)
}

/// The alternatives inside of a collection of which one fails.
fn failing_inside(value: &Value) -> Option<&Alternatives> {
    fn of_member(member: &Value) -> Option<&Alternatives> {
        match &member.kind {
            Kind::Alternatives(open) if fails_anywhere(member) => Some(open),
            Kind::Alternatives(_) => None,
            _ => failing_inside(member),
        }
    }
    match &value.kind {
        _ if !value.inside().has_holes => None,
        Kind::List(items) => items.iter().find_map(of_member),
        Kind::Map(map) => map.entries.iter().find_map(|entry| of_member(&entry.value)),
        Kind::Alternatives(open) => open.branches.iter().find_map(|(_, branch)| failing_inside(branch)),
        _ => None,
    }
}

/// A failure inside of a value, whatever is decided.
fn first_failure(value: &Value) -> Option<&Value> {
    match &value.kind {
        _ if !fails(value) => None,
        Kind::List(items) => items.iter().find_map(first_failure),
        Kind::Map(map) => map.entries.iter().find_map(|entry| first_failure(&entry.value)),
        _ => Some(value),
    }
}

/// Drops answers under which Terraform itself would fail: nobody deploys them.
pub(in crate::terraform) fn without_failures(value: Value) -> Value {
    if value.first_open(Depth::Everywhere).is_none() {
        return value;
    }
    let kind = match &value.kind {
        Kind::List(items) => Kind::List(Shared::new(items.iter().cloned().map(without_failures).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: without_failures(entry.value.clone()), ..entry.clone() });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        Kind::Alternatives(open) => {
            let branches = open.branches.iter().map(|(answer, value)| (answer.clone(), without_failures(value.clone())));
            let (failing, kept): (Vec<_>, Vec<(SmolStr, Value)>) = branches.partition(|(_, value)| fails(value));
            return match kept.as_slice() {
                [] => failing.into_iter().next().map_or_else(|| value.clone(), |(_, first)| first),
                [(_, only)] => only.clone(),
                _ => Value { provenance: value.provenance.clone(), ..Value::alternatives(open.condition.clone(), kept, value.span) },
            };
        }
        other => other.clone(),
    };
    Value { kind, ..value }
}
