//! Conditions on keys that a call does not have, or need not have.

use crate::facts::{self, ConditionKey, ExceptionRule, Holds, PolicyKind, When};
use crate::finding::Remedy;
use crate::iam::condition::{Condition, Family, Operator, Quantifier};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::about_action;
use crate::iam::keys;
use crate::rule::context::{PrincipalKind, StatementContext};
use crate::truth::Truth;

/// A key that AWS does not have.
pub(super) fn unknown_key(_: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let key = condition.key.as_str();
    let is_written_out = !key.contains(['$', '{', '<', ' ', '*']);
    if !is_written_out || facts::is_known_condition_key(key) {
        return None;
    }
    match meant(key) {
        Some(meant) => Some(format!("AWS has no key `{}`; `{meant}` is probably meant", condition.key_text)),
        None if key.starts_with("aws:") => Some(format!("AWS has no key `{}`", condition.key_text)),
        None => unlisted(key).map(|service| format!("AWS lists no key `{}` of `{service}`", condition.key_text)),
    }
}

/// The service whose keys AWS lists without this one.
fn unlisted(key: &str) -> Option<&str> {
    let (service, _) = key.split_once(':')?;
    // Of the global keys none is missing.
    (service != "aws" && !service.contains('.') && facts::lists_keys_of(service)).then_some(service)
}

/// The key that is probably meant by one that AWS does not have. A claim of an identity provider is none of another's.
fn meant(key: &str) -> Option<&'static str> {
    let (prefix, _) = key.rsplit_once(':').unwrap_or_default();
    let is_near = |meant: &&str| !prefix.contains('.') || meant.to_ascii_lowercase().starts_with(prefix);
    facts::similar_condition_key(key).filter(is_near)
}

/// What to do about a key that AWS does not have: write the one that is meant, if calls of the statement have it. A Deny is not to be left as one that never
/// applies, nor to be widened by taking its condition away.
pub(super) fn instead_of_unknown(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    unknown_key(context, condition)?;
    let statement = context.statement;
    let key = &condition.key_text;
    let checks = [absent_key, absent_for_service, key_of_other_actions, source_of_grant];
    let spelt = meant(&condition.key).map(|meant| {
        let right = Condition { key: meant.to_ascii_lowercase().into(), key_text: meant.into(), ..condition.clone() };
        (meant, checks.iter().find_map(|check| check(context, &right)))
    });
    let is_meant = matches!(spelt, Some((_, None)));
    let of_calls = "a key that the calls of this statement have";
    let (instead, why) = match spelt {
        Some((meant, None)) => (format!("write `{meant}`"), String::new()),
        Some((meant, Some(reason))) => (format!("write {of_calls}"), format!("; `{meant}` would not help: {reason}")),
        None => (format!("write {of_calls}"), String::new()),
    };
    let others = statement.conditions.iter().any(|other| other.key != condition.key);
    Some(match (statement.effect, needs_key(condition)) {
        (Effect::Deny, true) => {
            let or = if is_meant { "" } else { ", or delete the statement if nobody is to be denied anything" };
            format!("{instead} instead of `{key}`{or}: as it stands, this Deny never applies{why}")
        }
        (Effect::Deny, false) => {
            let without = if others { "whatever the other conditions leave" } else { "everything that it names" };
            format!("{instead} instead of `{key}`: as it stands, and without this condition, the Deny refuses {without}{why}")
        }
        _ => format!("{instead} instead of `{key}`{why}"),
    })
}

/// Keys that only the actions of one service have, by their prefix; those of S3 also the actions of its other stores.
const OF_ONE_SERVICE: [&str; 4] = ["iam:", "kms:", "s3:", "sts:"];

/// Keys that only those actions of their service have for which they are listed; of others the lists have gaps.
const LISTED_WHOLE: [&str; 7] =
    ["iam:associatedresourcearn", "iam:awsservicename", "iam:passedtoservice", "iam:policyarn", "s3:delimiter", "s3:max-keys", "s3:prefix"];

/// A key without which the condition does not hold, and that none of the actions has.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub(super) fn key_of_other_actions(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let prefix = OF_ONE_SERVICE.iter().find(|prefix| condition.key.starts_with(*prefix)).filter(|_| needs_key(condition))?;
    let service = prefix.trim_end_matches(':');
    let listed = context.statement.actions.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty())?;
    // The tags of a role that is assumed: the statement for the roles of a bootstrapped CDK has it,
    // <https://docs.aws.amazon.com/cdk/v2/guide/cdk-pipeline.html>.
    let is_about_roles = condition.key.starts_with("iam:resourcetag/");
    if LISTED_WHOLE.contains(&condition.key.as_str()) {
        let having = facts::actions(service).iter().filter(|action| action.lists_key(&condition.key));
        let having: Vec<String> = having.map(|action| format!("{service}:{}", action.name)).collect();
        let first = having.first().filter(|_| having.iter().all(|action| about_action(context.statement, action) == Truth::No))?;
        let others = if having.len() > 1 { " and the like have" } else { " has" };
        return Some(format!("only `{first}`{others} `{}`, and the statement names none", condition.key_text));
    }
    let is_of_others = |action: &Element| {
        let of = action.known().and_then(|text| text.split_once(':')).map(|(of, _)| of.to_ascii_lowercase());
        of.is_some_and(|of| !(of.starts_with(service) || of.contains(['*', '?', '$', '{']) || is_about_roles && of == "sts"))
    };
    let all = listed.entries.iter().all(is_of_others);
    all.then(|| format!("only actions of `{service}` have `{}`, and the statement names none", condition.key_text))
}

/// A private address says nothing without its VPC, since every VPC may have it:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip>.
pub(super) fn unpaired_key(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    const NETWORKS: [&str; 6] =
        ["aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"];
    let names_network = |other: &Condition| NETWORKS.contains(&other.key.as_str());
    let is_alone = condition.key == "aws:vpcsourceip" && !context.statement.conditions.iter().any(names_network);
    is_alone.then(|| format!("every VPC can have these addresses, and nothing beside `{}` says which one is meant", condition.key_text))
}

/// In a policy of users and roles, or in a statement that names none but them, a key that only calls of services have.
pub(super) fn absent_key(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let holds_it = is_of_identities(context);
    let fact = facts::condition_key(&condition.key).filter(|fact| fact.key.starts_with("aws:"))?;
    let of_services = fact.service.when != When::Never && fact.iam.when == When::Never && fact.root.when == When::Never;
    let name = &fact.key;
    match name.as_str() {
        "aws:PrincipalIsAWSService" if holds_it => Some(format!(
            "no service principal holds this policy, so `{name}` is always `false`; `aws:ViaAWSService` tells of calls that a service makes for the holder"
        )),
        _ if of_services && holds_it => Some(format!("only calls of service principals have `{name}`, and none of them holds this policy")),
        _ if of_services && names_users_only(context) && needs_key(condition) => {
            Some(format!("only calls of service principals have `{name}`, and the statement names users and roles"))
        }
        _ => None,
    }
}

/// Whether the policy says what its holder may do.
fn is_of_identities(context: &StatementContext<'_>) -> bool {
    matches!(context.policy.policy.site.kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session)
}

/// Whether the statement names users, roles and accounts and nobody else. Integrations of Glue and Redshift send the source for the user who makes them:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn>.
fn names_users_only(context: &StatementContext<'_>) -> bool {
    let is_resource_policy = matches!(context.policy.policy.site.kind, PolicyKind::Resource | PolicyKind::Trust);
    let listed = context.statement.principals.as_ref().filter(|listed| is_resource_policy && !listed.negated);
    let sends_source = ["glue", "redshift"].contains(&context.policy.policy.site.protects);
    !sends_source && listed.is_some_and(|listed| !listed.entries.is_empty() && listed.entries.iter().all(|entry| entry.account().is_some()))
}

/// Whether the statement names services and nobody else.
fn names_services_only(context: &StatementContext<'_>) -> bool {
    let entries = context.statement.principals.as_ref().filter(|listed| !listed.negated).map(|listed| listed.entries.as_slice());
    entries.is_some_and(|entries| !entries.is_empty() && entries.iter().all(|entry| PrincipalKind::of(entry) == PrincipalKind::Service))
}

/// Whether the condition does not hold without the key.
fn needs_key(condition: &Condition) -> bool {
    let needs = |operator: Operator| !operator.row.negated && !operator.if_exists && operator.row.family != Family::Null;
    condition.operator.is_some_and(|operator| needs(operator) && operator.quantifier != Some(Quantifier::ForAllValues))
}

/// In a Deny that is for services, a key that none of their calls has.
pub(super) fn absent_for_service(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let statement = context.statement;
    let fact = facts::condition_key(&condition.key).filter(|fact| fact.key.starts_with("aws:") && fact.service.when == When::Never)?;
    let asks_for_services = |condition: &Condition| {
        let is_true = condition.values.iter().all(|value| value.known().is_some_and(|text| text.eq_ignore_ascii_case("true")));
        condition.key == "aws:principalisawsservice" && is_true && !condition.values.is_empty() && needs_key(condition)
    };
    let is_meant = context.names(PrincipalKind::Service) || statement.conditions.iter().any(asks_for_services);
    let spares_services = |condition: &Condition| condition.key == "aws:principalisawsservice" && !asks_for_services(condition);
    let is_meant = is_meant && !statement.conditions.iter().any(spares_services);
    let is_null = condition.operator.is_none_or(|operator| operator.row.family == Family::Null);
    // No service holds a policy of an identity.
    if statement.effect != Effect::Deny || !is_meant || is_null || is_of_identities(context) {
        return None;
    }
    let of_source = match fact.key.as_str() {
        "aws:PrincipalOrgID" => "; `aws:SourceOrgID` tells for whose organization it acts",
        "aws:PrincipalOrgPaths" => "; `aws:SourceOrgPaths` tells for whom it acts",
        "aws:PrincipalAccount" => "; `aws:SourceAccount` tells for whom it acts",
        _ => "",
    };
    Some(format!("the statement is for services, and no call of a service principal has `{}`{of_source}", fact.key))
}

/// `aws:ViaAWSService` in a Deny, as if it told of service principals.
pub(super) fn via_service(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let is_meant = context.statement.effect == Effect::Deny && condition.key == "aws:viaawsservice";
    is_meant.then(|| {
        "it is `false` for a call of a service principal, and `true` only where a service calls with the credentials of its caller"
            .to_owned()
    })
}

/// Keys of several values without which a call would not be limited at all.
const GUARDS: [&str; 6] = [
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:vpceorgpaths",
];

/// Whether it is a key of several values without which a call would not be limited at all; how somebody signed in to an identity pool is one, in
/// whatever partition the pool is.
fn is_guard(key: &str) -> bool {
    GUARDS.contains(&key) || key.starts_with("cognito-identity") && key.ends_with(":amr")
}

/// Claims that every token has.
fn is_in_every_token(key: &str) -> bool {
    key.rsplit_once(':').is_some_and(|(provider, claim)| provider.contains('.') && ["aud", "iss", "sub"].contains(&claim))
}

/// Whether there is no request without the key: an owner outside organisations has none.
fn is_in_every_request(fact: &ConditionKey) -> bool {
    let calls = [fact.service, fact.iam, fact.root, fact.anonymous];
    calls.iter().all(|sent| sent.when == When::Always) && !matches!(fact.holds, Some(Holds::OwnerOrg | Holds::OwnerOrgPath))
}

/// Whether no call of an action that has the key can leave it out; other actions never have it.
fn is_always_given(fact: &ConditionKey) -> bool {
    fact.availability.starts_with("every ")
}

/// `ForAllValues:` in an Allow, which also holds for a call without the key.
pub(super) fn empty_set(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let operator = condition.operator.filter(|operator| operator.quantifier == Some(Quantifier::ForAllValues))?;
    let statement = context.statement;
    if statement.effect != Effect::Allow || is_in_every_token(&condition.key) || demands(statement, &condition.key) {
        return None;
    }
    // Whoever excludes some lets in all others, those too who have no such key.
    if operator.row.negated {
        return None;
    }
    let name = operator.name();
    let key = &condition.key_text;
    match facts::condition_key(&condition.key) {
        Some(fact) if is_in_every_request(fact) || fact.service.when == When::Always && names_services_only(context) => None,
        Some(fact) if is_always_given(fact) && statement.writes_out_all() => None,
        // Whoever writes `IfExists` lets a call without the key pass.
        Some(fact) if !fact.multivalued && operator.if_exists => None,
        Some(fact) if !fact.multivalued => {
            Some(format!("`{key}` has one value, and `{name}` also holds for a call that has no `{key}` at all"))
        }
        _ if is_guard(&condition.key) => Some(format!("`{name}` also holds for a call that has no `{key}` at all")),
        _ => None,
    }
}

/// What to write instead: a key with several values needs a set operator.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
pub(super) fn instead_of_empty_set(condition: &Condition) -> Remedy {
    let (name, key) = (condition.operator.map(|operator| operator.name()).unwrap_or_default(), &condition.key_text);
    let bare = name.rsplit(':').next().unwrap_or_default();
    Remedy::advice(match keys::is_multivalued(&condition.key) {
        true => format!("add `Null` with `\"{key}\": \"false\"`, or write `ForAnyValue:{bare}` if one of its values is enough"),
        false => format!("write `{bare}` instead of `{name}`: the key has one value"),
    })
}

/// Whether the statement asks for the presence of a key by another condition.
fn demands(statement: &Statement, key: &str) -> bool {
    statement.conditions.iter().filter(|condition| condition.key == key).any(|condition| match condition.operator {
        Some(operator) if operator.row.family == Family::Null => {
            condition.values.iter().all(|value| value.known().is_none_or(|text| text.eq_ignore_ascii_case("false")))
        }
        Some(operator) => operator.quantifier != Some(Quantifier::ForAllValues) && !operator.row.negated && !operator.if_exists,
        None => false,
    })
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>
const SOURCES: [&str; 4] = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"];

/// A source key where the service that is named sends none: it works through grants of the key, or is documented not to.
pub(super) fn source_of_grant(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    let operator = condition.operator.filter(|operator| !operator.if_exists && !operator.row.negated)?;
    let is_source = SOURCES.contains(&condition.key.as_str()) && operator.row.family != Family::Null;
    if !is_source || context.statement.effect != Effect::Allow || !context.names(PrincipalKind::Service) {
        return None;
    }
    let service = context.principal.map(|principal| principal.text.to_string())?;
    let documented = exceptions(context, &service);
    if let Some(none) = documented.iter().find(|exception| sends_none(exception)) {
        return Some(format!("`{service}` does not send `{}` here ({})", condition.key_text, none.note));
    }
    let grants = context.policy.policy.site.protects == "kms" && context.statement.writes_out("kms:CreateGrant");
    let of_service = facts::service_exceptions(&service, context.policy.policy.site.protects);
    let sends = of_service.into_iter().any(|exception| exception.rule == ExceptionRule::SourceKeys);
    let is_told = sends || facts::service(&service).is_none();
    (grants && !is_told).then(|| {
        format!("with `kms:CreateGrant` a service uses a key through grants, and does not send `{}` where it does", condition.key_text)
    })
}

/// What is documented of a service here, if it is that source keys work or that they do not, but not both.
fn exceptions(context: &StatementContext<'_>, service: &str) -> Vec<&'static facts::ServiceException> {
    let of_service: Vec<_> = facts::service_exceptions(service, context.policy.policy.site.protects).into_iter().collect();
    let sends = of_service.iter().any(|exception| exception.rule == ExceptionRule::SourceKeys);
    if sends && of_service.iter().any(|exception| sends_none(exception)) { vec![] } else { of_service }
}

/// Whether it is documented of the very service that it sends no source keys.
fn sends_none(exception: &facts::ServiceException) -> bool {
    let rules = [ExceptionRule::NoSourceKeys, ExceptionRule::GrantsOnly];
    exception.principal != "*" && rules.contains(&exception.rule) && exception.supported == Truth::No
}

/// What to do about a source key that is not sent: the condition goes, and where nothing else limits the statement, one on grants takes its place.
pub(super) fn instead_of_source(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    const LIMITS: [&str; 4] = ["kms:grantisforawsresource", "kms:viaservice", "kms:calleraccount", "kms:encryptioncontext:"];
    source_of_grant(context, condition)?;
    let key = &condition.key_text;
    // What is said of services in general may not be so of this one.
    let service = context.principal.map(|principal| principal.text.to_string())?;
    if !exceptions(context, &service).iter().any(|exception| sends_none(exception)) {
        return Some(format!(
            "if calls of `{service}` in CloudTrail are refused for want of `{key}`, guard the statement by another key; else leave the condition"
        ));
    }
    let others = context.statement.conditions.iter().filter(|other| other.key != condition.key);
    let limits =
        others.filter(|other| LIMITS.iter().any(|limit| other.key.starts_with(limit))).map(|other| format!("`{}`", other.key_text));
    let mut limits: Vec<String> = limits.collect();
    limits.dedup();
    // `kms:ViaService` comes with the credentials of a caller, whose statement is for an account:
    // <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service>
    let instead = match (limits.as_slice(), context.policy.policy.site.protects) {
        ([], "kms") if context.statement.writes_out("kms:CreateGrant") => {
            ", and limit `kms:CreateGrant` by `Bool` `\"kms:GrantIsForAWSResource\": \"true\"`".to_owned()
        }
        ([], "kms") if exceptions(context, &service).iter().any(|exception| exception.rule == ExceptionRule::GrantsOnly) => {
            return Some(format!(
                "test whether `{service}` needs this statement, and leave it out if not; if it does, remove the condition on `{key}`"
            ));
        }
        ([], _) => String::new(),
        (limits, _) => format!(
            "; {} {} what the statement allows without it",
            limits.join(" and "),
            if limits.len() == 1 { "limits" } else { "limit" }
        ),
    };
    Some(format!("remove the condition on `{key}`{instead}"))
}

/// Why a misuse is only possible: a service that works through grants may use a key in another way as well, and lists of keys may have gaps.
pub(super) fn doubt(context: &StatementContext<'_>, condition: &Condition) -> Option<String> {
    if unknown_key(context, condition).is_some() {
        let is_unlisted = meant(&condition.key).is_none() && unlisted(&condition.key).is_some();
        return is_unlisted.then(|| "the list of the service's keys may have a gap".to_owned());
    }
    source_of_grant(context, condition)?;
    let service = context.principal.map(|principal| principal.text.to_string())?;
    let is_certain = exceptions(context, &service).iter().any(|exception| exception.rule == ExceptionRule::NoSourceKeys);
    (!is_certain).then(|| format!("`{service}` might use the key in another way too, in which it sends its source"))
}
