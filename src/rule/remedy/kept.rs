//! What a guard that does not hold says already of who is meant. That is its author's decision: a remedy mends the operator, or what leaves it open, and keeps
//! the rest.

use super::guard::GuardChoice;
use super::{PastePlace, guard_for, organisation, paste};
use crate::finding::Remedy;
use crate::iam::condition::{Condition, Family, Operator, Quantifier};
use crate::iam::document::Element;
use crate::iam::exposure::{Exposure, Outsider};
use crate::iam::keys;
use crate::iam::principal::is_account;
use crate::mapped_text::{HoleKind, Text};
use crate::rule::context::StatementContext;

/// The remedy that keeps what the conditions of a statement name, where they name somebody: another operator, or words. Nothing where they name nobody, or the own
/// account alone.
pub(super) fn keeping(outsider: Outsider, context: &StatementContext<'_>, service: Option<&str>) -> Option<Remedy> {
    let sharing = service.and_then(|service| organisation::sharing(context, service));
    let chosen = service.map(|service| guard_for(context, service, sharing.as_ref()));
    // A key that is not documented to be sent here is not to be demanded.
    let is_sent = |condition: &Condition| match chosen.as_ref().map(|chosen| chosen.guard) {
        None => true,
        Some(None) => false,
        Some(Some(guard)) => {
            let is_source = |key: &str| key.to_ascii_lowercase().starts_with("aws:source");
            guard.key.eq_ignore_ascii_case(&condition.key) || is_source(guard.key) && is_source(&condition.key)
        }
    };
    let compared = context.statement.conditions.iter().filter(|condition| tells_who(outsider, condition));
    let naming: Vec<&Condition> = compared.filter(|condition| condition.values.iter().any(|value| names_one(condition, value))).collect();
    let mended = naming.iter().filter(|condition| is_sent(condition)).find_map(|condition| other_operator(outsider, context, condition));
    if mended.is_some() {
        return mended;
    }
    // Nothing is written where nothing is known to be sent.
    if matches!(&chosen, Some(GuardChoice { guard: None, .. })) {
        return None;
    }
    let own = &context.policy.document.names.own_account;
    naming.into_iter().find_map(|condition| {
        let (named, open): (Vec<&Element>, Vec<&Element>) = condition.values.iter().partition(|value| names_one(condition, value));
        let other = named.into_iter().find(|value| !is_own(condition, value, own))?;
        let Some(first) = open.first() else {
            let text = chosen.as_ref().map_or_else(|| "require the whole ID".to_owned(), |chosen| chosen.text.clone());
            return Some(Remedy::advice(format!(
                "{text}; `{}`, which the condition on `{}` names, is to stay",
                other.written(),
                condition.key_text
            )));
        };
        let of = if outsider == Outsider::Account { "give the whole ID" } else { "name whose it is" };
        let (open, kept) = (first.written(), other.written());
        Some(Remedy::advice(format!("{of} in place of `{open}` in the condition on `{}`; `{kept}` beside it stays", condition.key_text)))
    })
}

/// Whether a condition that others pass as well is about whom a service acts for, or which customer a vendor does.
fn tells_who(outsider: Outsider, condition: &Condition) -> bool {
    let key = condition.key.as_str();
    let is_about_it = match outsider {
        Outsider::Account => key == "sts:externalid",
        _ => {
            key.starts_with("aws:source") && (keys::holds_account(key) || keys::holds_arn(key) || keys::holds_org(key))
                || keys::holds_encryption_context(key)
        }
    };
    let families = [Family::Text, Family::TextIgnoreCase, Family::Like, Family::Arn];
    is_about_it && condition.operator.is_some_and(|operator| !operator.row.negated && families.contains(&operator.row.family))
}

/// Whether a value says whose call is meant: nothing in it, or in the account of an ARN, stands for others.
fn names_one(condition: &Condition, value: &Element) -> bool {
    let is_fixed = |text: &Text| {
        let is_empty = text.literal().is_empty() && text.holes().is_empty();
        !is_empty && !text.literal().contains(['*', '?'])
    };
    match keys::holds_arn(&condition.key) {
        true => account(value).is_some_and(|account| is_fixed(&account)),
        false => is_fixed(value.written()) && (!keys::holds_account(&condition.key) || value.known().is_none_or(is_account)),
    }
}

fn account(value: &Element) -> Option<Text> {
    value.written().split(":").into_iter().nth(4)
}

fn is_own(condition: &Condition, value: &Element, own: &str) -> bool {
    let text = if keys::holds_arn(&condition.key) { account(value) } else { Some(value.written().clone()) };
    text.is_some_and(|text| text.known() == Some(own) || text.holes().iter().any(|hole| hole.hole.kind == HoleKind::OwnAccount))
}

/// The operator under which a condition holds for those alone whom it names, if there is one and nothing else is wrong.
fn other_operator(outsider: Outsider, context: &StatementContext<'_>, condition: &Condition) -> Option<Remedy> {
    let operator = condition.operator?;
    let is_arn = keys::holds_arn(&condition.key);
    let is_weak = operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues) || operator.row.family == Family::Like;
    let all = condition.values.iter().all(|value| names_one(condition, value));
    if !is_weak || !all || keys::is_multivalued(&condition.key) {
        return None;
    }
    let name = if is_arn { "ArnLike" } else { "StringEquals" };
    let mut mended = context.statement.clone();
    let place = mended.conditions.iter_mut().find(|other| other.span == condition.span && other.key == condition.key)?;
    place.operator = Operator::read(name);
    place.operands = Default::default();
    if !matches!(context.exposed_with(outsider, &mended), Exposure::Guarded(_)) {
        return None;
    }
    let text = format!("write `{name}` instead of `{}`: the values stay", condition.operator_text);
    let edit = PastePlace::of(context, None)
        .filter(|place| !place.is_permission)
        .and_then(|place| paste::other_operator(context.policy.root.workspace, context.statement, condition, (place.notation, name)));
    let Some(edit) = edit else { return Some(Remedy::advice(text)) };
    let code = paste::lines_of(context.policy.root.workspace, std::slice::from_ref(&edit)).unwrap_or_else(|| name.to_owned());
    Some(Remedy { text, code, edits: vec![edit], to_fill_in: String::new() })
}
