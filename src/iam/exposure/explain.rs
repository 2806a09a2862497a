//! Why an outsider gets through: per condition why it does not stop them, per Deny which part of it fails.

use super::scene::{Scene, TargetStatement};
use super::search::Hit;
use super::{Outsider, Reason, Witness, decide};
use crate::iam::condition::{Condition, Family, Quantifier};
use crate::iam::context::{Found, Keys, Request};
use crate::iam::document::{Element, Statement};
use crate::iam::evaluate::{self, Decision, PolicyKind};
use crate::iam::keys;
use crate::iam::pattern::{Part, Pattern};
use crate::iam::principal;
use crate::iam::scalar::AddressBlock;
use crate::truth::Truth;

/// The witness, confirmed by a decision on the request; or why it could not be.
pub(super) fn witness(scene: &Scene<'_>, target: &TargetStatement<'_>, hit: Hit) -> Result<Witness, Vec<Reason>> {
    let evaluation = decide(scene, &hit.request);
    if evaluation.decision != Decision::Allowed {
        let text = "a request was found but the decision on it is not certain".to_owned();
        let mut reasons = vec![Reason { text, span: Some(target.allow.span) }];
        reasons.extend(evaluation.because);
        return Err(reasons);
    }
    let keys = Keys::of(&hit.request.context);
    let mut because: Vec<Reason> = target
        .allow
        .conditions
        .iter()
        .map(|condition| Reason { text: ineffective(condition, &keys, hit.unrealistic), span: Some(condition.span) })
        .collect();
    because.extend(target.denies.iter().map(|deny| escaped(scene, deny, &hit.request, &keys)));
    if because.is_empty() {
        let who = match scene.question.outsider {
            Outsider::Service => "no condition says for whom the service may act",
            _ => "no condition restricts who may call",
        };
        because.push(Reason { text: who.to_owned(), span: Some(target.allow.span) });
    }
    let assumptions = assumptions(scene, target, &hit);
    let is_unusual = hit.unrealistic;
    Ok(Witness { request: hit.request, on_behalf_of: hit.on_behalf_of, statement: target.allow.index, because, assumptions, is_unusual })
}

/// How the assumption begins that somebody outside calls from a network that the policy names.
pub const IN_A_NETWORK: &str = "the outsider's credentials are used in the network";

fn assumptions(scene: &Scene<'_>, target: &TargetStatement<'_>, hit: &Hit) -> Vec<String> {
    let mut assumptions = vec![];
    if !scene.document.unclear.is_empty() {
        assumptions.push("no statement that is not known denies it".to_owned());
    }
    if scene.question.owners.is_empty()
        && scene.question.outsider == Outsider::Account
        && let Some(account) = hit.request.principal.account.as_ref().filter(|account| !account.is_empty())
    {
        let entries = target.allow.principals.iter().flat_map(|listed| &listed.entries);
        if entries.filter_map(|entry| entry.account()).any(|named| named == account) {
            assumptions.push(format!("account {account} is not yours"));
        }
    }
    if hit.unrealistic {
        let service = hit.request.principal.service.as_deref().unwrap_or("the service");
        assumptions
            .push(format!("`{service}` might send an ARN of this form; none is known, but the pattern is not anchored and takes it"));
    }
    for condition in &target.allow.conditions {
        let values =
            hit.request.context.iter().find(|(key, _)| key.eq_ignore_ascii_case(&condition.key)).map(|(_, values)| values.join("`, `"));
        let Some(values) = values else { continue };
        let is_open = |value: &str| value == "*" || AddressBlock::read(value).is_some_and(|block| block.is_broad());
        let open = condition.values.iter().any(|value| value.known().is_some_and(is_open));
        let positive = condition.operator.is_some_and(|operator| !operator.row.negated && operator.row.family != Family::Null);
        if !positive || open {
            continue;
        }
        if keys::holds_network(&condition.key) {
            assumptions.push(format!("{IN_A_NETWORK} that `{}` names (`{values}`)", condition.key_text));
        } else if condition.key.starts_with("s3:dataaccesspoint") {
            assumptions.push(format!("the call comes through an access point (`{values}`) whose own policy lets it in"));
        }
    }
    assumptions
}

/// Why a condition of the Allow does not stop the request.
fn ineffective(condition: &Condition, keys: &Keys<'_>, is_unusual: bool) -> String {
    let Some(operator) = &condition.operator else { return evaluate::condition_text(condition, keys, Truth::Yes) };
    let name = operator.name();
    let found = keys.get(&condition.key);
    if found == Found::Absent {
        return match operator.quantifier {
            Some(Quantifier::ForAllValues) => format!("`{name}` holds for a call that carries no `{}` at all", condition.key_text),
            _ if operator.row.family == Family::Null => {
                format!("`Null` asks for a call without `{}`, which anybody can make", condition.key_text)
            }
            _ if operator.row.negated => format!("`{name}` holds for a call that carries no `{}`", condition.key_text),
            _ => format!("`{name}`: the call carries no `{}`", condition.key_text),
        };
    }
    let Found::Values(values) = found else { return evaluate::condition_text(condition, keys, Truth::Yes) };
    let value = values.join("`, `");
    if operator.row.negated {
        return format!("`{name}` only excludes what it lists; `{value}` is not listed");
    }
    let names_account = values.iter().any(|sent| sent.split(':').nth(4).is_some_and(|account| !account.is_empty()));
    let takes_any = is_pattern(operator.row.family) && names_account;
    if let Some(open) = condition.values.iter().find(|value| has_open_account(value)).filter(|_| takes_any) {
        return format!("the account in `{}` is a wildcard, so ARNs of every account meet it", open.text);
    }
    let wild = condition.values.iter().map(|element| &element.pattern).find(|pattern| pattern.has_wildcards() && pattern_takes(pattern));
    match (operator.row.family, wild) {
        (Family::Like, Some(pattern)) if keys::holds_arn(&condition.key) && wild_before_account(pattern) => {
            let known = if is_unusual { "; no ARN that the service sends is known to have this form" } else { "" };
            format!("`*` crosses colons in `{name}`, so `{value}` meets it too{known}")
        }
        (Family::Like | Family::Arn, Some(_)) => format!("`{value}` meets the pattern of `{name} {}` too", condition.key_text),
        (Family::Null, _) => format!("`Null` only asks for the presence of `{}`, not for a value", condition.key_text),
        _ if tells_source(&condition.key) => format!("`{name} {}` is met by `{value}`", condition.key_text),
        _ if keys::holds_network(&condition.key) => {
            format!("`{}` tells from where a call comes, not who is behind it", condition.key_text)
        }
        _ if condition.key.starts_with("aws:principaltag/") => {
            format!("whoever is let in, or their account, chooses `{}`: `{value}` meets it", condition.key_text)
        }
        (Family::Date(_), _) => format!("`{}` does not tell who is behind the call", condition.key_text),
        _ if condition.key == "aws:userid" => format!("`{value}` is an id in the caller's own account, for whomever they act"),
        _ => format!("`{}` does not tell who is behind the call: any request can carry `{value}`", condition.key_text),
    }
}

fn is_pattern(family: Family) -> bool {
    matches!(family, Family::Like | Family::Arn)
}

/// Whether an ARN has nothing but a wildcard in the place of the account.
fn has_open_account(value: &Element) -> bool {
    let text = value.text.to_string();
    let mut parts = text.splitn(6, ':');
    let is_arn = parts.next() == Some("arn");
    is_arn && parts.nth(3) == Some("*") && parts.next().is_some()
}

fn pattern_takes(pattern: &Pattern) -> bool {
    pattern.parts().iter().any(|part| matches!(part, Part::Many | Part::One))
}

fn wild_before_account(pattern: &Pattern) -> bool {
    let before = pattern.parts().iter().take_while(|part| !matches!(part, Part::Many | Part::One));
    let colons: usize = before.map(|part| if let Part::Text(text) = part { text.matches(':').count() } else { 0 }).sum();
    colons < 5
}

fn tells_source(key: &str) -> bool {
    keys::holds_account(key) || keys::holds_arn(key) || keys::holds_org(key) || key == "sts:externalid"
}

/// Which part of a Deny fails for the request.
fn escaped(scene: &Scene<'_>, deny: &Statement, request: &Request, keys: &Keys<'_>) -> Reason {
    let kind = if scene.is_role() { PolicyKind::Trust } else { PolicyKind::Resource };
    let resolve = |key: &str| keys.resolve(key);
    let listed = |span: Option<crate::source::Span>| span.or(Some(deny.span));
    let name = format!("the Deny ({})", deny.name());
    let names_caller = deny.principals.as_ref().is_some_and(|listed| !principal::matches(listed, &request.principal, false).is_empty());
    if !names_caller {
        let span = listed(deny.principals.as_ref().map(|listed| listed.key_span));
        return Reason { text: format!("{name} does not name {}", request.principal.name()), span };
    }
    if evaluate::about_action(deny, &request.action) == Truth::No {
        let span = listed(deny.actions.as_ref().map(|listed| listed.key_span));
        return Reason { text: format!("{name} is not about `{}`", request.action), span };
    }
    if evaluate::about_resource(deny, kind, &request.resource, &resolve) == Truth::No {
        let span = listed(deny.resources.as_ref().map(|listed| listed.key_span));
        return Reason { text: format!("{name} is not about `{}`", request.resource), span };
    }
    match deny.conditions.iter().find(|condition| condition.holds(keys, deny.effect) == Truth::No) {
        Some(condition) => Reason {
            text: format!("{name} does not apply: {}", evaluate::condition_text(condition, keys, Truth::No)),
            span: Some(condition.span),
        },
        None => Reason { text: format!("{name} does not apply"), span: Some(deny.span) },
    }
}

/// What is not known about a request that may get through.
pub(super) fn doubts(scene: &Scene<'_>, target: &TargetStatement<'_>, hit: &Hit) -> Vec<Reason> {
    let mut reasons = principal_doubts(target.allow);
    let evaluation = decide(scene, &hit.request);
    if evaluation.decision == Decision::Unknown {
        reasons.extend(evaluation.because);
    }
    if reasons.is_empty() {
        let doubtful = target.denies.iter().find(|deny| super::callers::spares_services_only(deny));
        let (text, span) = match doubtful {
            Some(deny) => ("whether a Deny for all but some services stops IAM callers is not certain".to_owned(), deny.span),
            None => ("a request was found but the decision on it is not certain".to_owned(), target.allow.span),
        };
        reasons.push(Reason { text, span: Some(span) });
    }
    reasons
}

/// Entries of a principal of which too little is known.
fn principal_doubts(statement: &Statement) -> Vec<Reason> {
    use principal::Who;
    let entries = statement.principals.iter().flat_map(|listed| &listed.entries);
    let doubtful = entries.filter_map(|entry| {
        let text = match &entry.who {
            Who::Unclear | Who::Someone(_) => {
                let why = entry.text.holes().first().map(|hole| hole.hole.kind.reason());
                let why = why.unwrap_or_else(|| "it cannot be read".to_owned());
                format!("who is named is not known: {why}")
            }
            Who::CanonicalUser(_) => {
                "which account a canonical user id or an origin access identity belongs to cannot be told from it".to_owned()
            }
            _ => return None,
        };
        Some(Reason { text, span: Some(entry.span) })
    });
    doubtful.collect()
}

/// Why the question does not arise.
pub(super) fn nobody(scene: &Scene<'_>) -> String {
    match scene.question.outsider {
        Outsider::Service => "no Allow names a service".to_owned(),
        _ => "no Allow names anybody but the owner and whom they trust".to_owned(),
    }
}
