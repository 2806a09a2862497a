//! What a decision rests on, as sentences about places.

use super::{Decision, Facts, MatchingStatement, PolicyKind};
use crate::iam::condition::{Condition, Quantifier};
use crate::iam::context::{CallerKind, Found, Keys};
use crate::iam::document::{Effect, Statement};
use crate::iam::principal::{self, Who};
use crate::iam::reason::Reason;
use crate::mapped_text::HoleKind;
use crate::truth::Truth;

/// The reasons for a decision: the statements that decided, and per condition why it held or not.
pub(super) fn reasons(decision: Decision, facts: &Facts<'_>, denies: &[MatchingStatement<'_>], keys: &Keys<'_>) -> Vec<Reason> {
    let mut reasons = vec![];
    match decision {
        Decision::ExplicitDeny => {
            for hit in denies.iter().filter(|hit| hit.matched.truth == Truth::Yes) {
                statement(hit.policy.kind, hit.statement, "denies it", &mut reasons);
                conditions(hit.statement, keys, &mut reasons);
            }
        }
        Decision::Allowed => {
            for hit in facts.allows.iter().filter(|hit| hit.matched.truth == Truth::Yes) {
                statement(hit.policy.kind, hit.statement, "allows it", &mut reasons);
                conditions(hit.statement, keys, &mut reasons);
            }
            if facts.allows.is_empty() {
                let text = match facts.request.principal.kind {
                    CallerKind::Root => "the root user may do anything in its own account",
                    _ => "no permission is needed for it",
                };
                reasons.push(Reason { text: text.to_owned(), span: None });
            }
        }
        Decision::ImplicitDeny => implicit(facts, keys, &mut reasons),
        Decision::Unknown => {
            for hit in denies.iter().chain(&facts.allows).filter(|hit| hit.matched.truth == Truth::Unknown) {
                let verb = if hit.statement.effect == Effect::Deny { "might deny it" } else { "might allow it" };
                statement(hit.policy.kind, hit.statement, verb, &mut reasons);
                unknowns(hit, facts, keys, &mut reasons);
            }
            for policy in &facts.applicable {
                let unclear = policy.document.unclear.iter();
                reasons.extend(unclear.map(|(span, why)| Reason {
                    text: format!("a part of the {} is not known: {why}", policy.kind.text()),
                    span: Some(*span),
                }));
            }
        }
    }
    reasons
}

fn statement(kind: PolicyKind, statement: &Statement, verb: &str, reasons: &mut Vec<Reason>) {
    reasons.push(Reason { text: format!("{} of the {} {verb}", statement.name(), kind.text()), span: Some(statement.span) });
}

fn conditions(statement: &Statement, keys: &Keys<'_>, reasons: &mut Vec<Reason>) {
    for condition in &statement.conditions {
        let truth = condition.holds(keys, statement.effect);
        reasons.push(Reason { text: condition_text(condition, keys, truth), span: Some(condition.span) });
    }
}

/// The first thing in each statement that kept it from allowing.
fn implicit(facts: &Facts<'_>, keys: &Keys<'_>, reasons: &mut Vec<Reason>) {
    let request = facts.request;
    for hit in facts.allows.iter().filter(|hit| hit.matched.truth == Truth::Yes) {
        statement(hit.policy.kind, hit.statement, "allows it, but that does not suffice", reasons);
    }
    let mut close = 0;
    for policy in &facts.applicable {
        let unmatched = policy
            .document
            .with_effect(Effect::Allow)
            .filter(|statement| !facts.allows.iter().any(|hit| std::ptr::eq(hit.statement, *statement) && hit.matched.truth != Truth::No));
        for candidate in unmatched {
            let named = match (&candidate.principals, policy.kind.has_principals()) {
                (Some(listed), true) => !principal::granted(listed, &request.principal).is_empty(),
                (None, true) => false,
                (_, false) => true,
            };
            let resolve = |key: &str| keys.resolve(key);
            let (about, span) = if !named {
                let span = candidate.principals.as_ref().map_or(candidate.span, |listed| listed.key_span);
                (format!("does not name {}", request.principal.name()), span)
            } else if super::matching::about_action(candidate, &request.action) == Truth::No {
                let span = candidate.actions.as_ref().map_or(candidate.span, |listed| listed.key_span);
                (format!("is not about `{}`", request.action), span)
            } else if super::matching::about_resource(candidate, policy.kind, &request.resource, &resolve) == Truth::No {
                let span = candidate.resources.as_ref().map_or(candidate.span, |listed| listed.key_span);
                (format!("is not about `{}`", request.resource), span)
            } else {
                let failed = candidate.conditions.iter().find(|condition| condition.holds(keys, candidate.effect) == Truth::No);
                let Some(condition) = failed else { continue };
                close += 1;
                (format!("has a condition that fails: {}", condition_text(condition, keys, Truth::No)), condition.span)
            };
            let text = format!("{} of the {} {about}", candidate.name(), policy.kind.text());
            reasons.push(Reason { text, span: Some(span) });
        }
    }
    if close == 0 {
        reasons.insert(0, Reason { text: "nothing that applies allows it on every side that must".to_owned(), span: None });
    }
}

fn unknowns(hit: &MatchingStatement<'_>, facts: &Facts<'_>, keys: &Keys<'_>, reasons: &mut Vec<Reason>) {
    let statement = hit.statement;
    let mut push = |text: String, span| reasons.push(Reason { text, span: Some(span) });
    for (span, why) in &statement.unclear {
        push(format!("a part of it is not known: {why}"), *span);
    }
    if let Some(listed) = statement.principals.as_ref().filter(|_| hit.matched.named.iter().any(|(truth, _)| *truth == Truth::Unknown)) {
        let entries = listed.entries.iter().filter(|entry| matches!(entry.who, Who::Unclear | Who::Someone(_)));
        let holes: Vec<_> = entries.flat_map(|entry| entry.text.holes()).collect();
        let told = holes.iter().find(|hole| matches!(hole.hole.kind, HoleKind::Unknown(_))).or(holes.first());
        let why = told.map_or_else(String::new, |hole| format!(": {}", hole.hole.kind.reason()));
        push(format!("whether it names the caller is not known{why}"), listed.key_span);
    }
    if super::matching::about_action(statement, &facts.request.action) == Truth::Unknown
        && let Some(listed) = &statement.actions
    {
        push("which actions it is about is not known".to_owned(), listed.key_span);
    }
    let resolve = |key: &str| keys.resolve(key);
    if super::matching::about_resource(statement, hit.policy.kind, &facts.request.resource, &resolve) == Truth::Unknown
        && let Some(listed) = &statement.resources
    {
        push("which resources it is about is not known, or not documented".to_owned(), listed.key_span);
    }
    for condition in &statement.conditions {
        if condition.holds(keys, statement.effect) == Truth::Unknown {
            push(condition_text(condition, keys, Truth::Unknown), condition.span);
        }
    }
}

/// Why a condition holds or not, in words.
pub fn condition_text(condition: &Condition, keys: &Keys<'_>, truth: Truth) -> String {
    let verdict = match truth {
        Truth::Yes => "holds",
        Truth::No => "does not hold",
        Truth::Unknown => "is not decided",
    };
    let head = format!("`{} {}` {verdict}", condition.operator_text, condition.key_text);
    let Some(operator) = &condition.operator else { return format!("{head}: there is no such operator") };
    let carried = match keys.get(&condition.key) {
        Found::Absent => format!("the call carries no `{}`", condition.key_text),
        Found::Ambiguous => "two tags differ only in case".to_owned(),
        Found::Values([single]) => format!("the call carries `{single}`"),
        Found::Values(values) => {
            format!("the call carries {}", values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "))
        }
    };
    let absent = keys.get(&condition.key) == Found::Absent;
    let rule = match (absent, operator.quantifier, truth) {
        (true, Some(Quantifier::ForAllValues), Truth::Yes) => ", and `ForAllValues` holds for no values at all",
        (true, None, Truth::Yes) if operator.if_exists && !operator.row.negated => ", and `IfExists` then lets it pass",
        (true, None, Truth::Yes) if operator.row.negated => ", and a negated operator then holds",
        (false, None, Truth::No) if super::super::keys::is_multivalued(&condition.key) => {
            ", and a key with several values never matches without `ForAnyValue` or `ForAllValues`"
        }
        _ => "",
    };
    format!("{head}: {carried}{rule}")
}
