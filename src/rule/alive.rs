//! Whether anybody can meet the conditions of a statement: also under another name for the own account or organisation, where nothing tells which they are, and
//! others whom it names.

use super::context::{StatementContext, Trust, about};
use super::trusted::Trusted;
use crate::facts::{self, Holds, PolicyKind};
use crate::iam::condition::Condition;
use crate::iam::document::{Document, Element, Names, Statement};
use crate::iam::exposure::{Assume, Exposure, ExposureQuestion, Guarded, Outsider, Reason};
use crate::iam::principal::is_account;
use crate::resource::{Loose, LooseKind};
use smol_str::SmolStr;

/// How many pairs of an account and an organisation are tried.
const MAX_NAMES: usize = 16;

/// The condition that nobody at all can meet, not even the owner, and why.
pub(super) fn dead<'c, 'a>(context: &'c StatementContext<'a>) -> Option<(&'a Condition, &'c Reason)> {
    let dead = |outsider| dead_for(context, outsider).filter(|_| !under_another_name(context, outsider));
    [Outsider::Service, Outsider::Account].into_iter().find_map(dead)
}

/// The condition that no call that an outsider brings about can meet, nor any of the owner's, and why.
fn dead_for<'c, 'a>(context: &'c StatementContext<'a>, outsider: Outsider) -> Option<(&'a Condition, &'c Reason)> {
    if context.statement.conditions.is_empty() || context.principal.is_none() || is_about_others_resources(context) {
        return None;
    }
    let Exposure::Guarded(guarded) = &context.exposed(outsider).exposure else { return None };
    let reason = guarded.dead.as_ref().filter(|reason| !is_empty_by_default(context, reason))?;
    Some((about(&context.statement.conditions, reason.span?)?, reason))
}

/// Whether a condition may be about resources of other owners: the policy of an endpoint filters calls to whatever resource.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>
fn is_about_others_resources(context: &StatementContext<'_>) -> bool {
    let site = context.policy.policy.site;
    let is_of_owner = |holds: Holds| matches!(holds, Holds::OwnerAccount | Holds::OwnerOrg | Holds::OwnerOrgPath);
    let holds = |condition: &Condition| facts::condition_key(&condition.key).and_then(|fact| fact.holds);
    let is_about_resource = |condition: &Condition| holds(condition).is_some_and(is_of_owner);
    (site.kind == PolicyKind::Vpce || !site.has_row()) && context.statement.conditions.iter().any(is_about_resource)
}

/// Whether an input makes a condition empty: its default is a stand-in for what is given when the code is deployed. Of the root itself it is known what its
/// files of variables and the command line give.
fn is_empty_by_default(context: &StatementContext<'_>, reason: &Reason) -> bool {
    let Some(condition) = reason.span.and_then(|span| about(&context.statement.conditions, span)) else { return false };
    let is_empty = |value: &Element| value.known().is_some_and(|text| text.is_empty() || text.starts_with('/'));
    if !condition.values.iter().all(is_empty) {
        return false;
    }
    let root = &context.policy.root;
    let written = root.workspace.slice(condition.span);
    let steps = condition.values.iter().flat_map(|value| value.origin.provenance.steps()).map(|step| step.name.as_str());
    let words = written.split(|char: char| !(char.is_ascii_alphanumeric() || ['_', '-', '.'].contains(&char)));
    let inputs: Vec<&str> = steps.chain(words).filter(|name| name.starts_with("var.")).collect();
    let given = |input: &&Loose| input.kind == LooseKind::Input && input.resource.attributes.get("given").is_some();
    let is_of_root = context.policy.policy.resource.calls.is_empty();
    let is_given = || root.root.loose.iter().filter(given).any(|input| inputs.contains(&input.resource.address.as_str()));
    let is_given = is_of_root && is_given();
    !inputs.is_empty() && !is_given
}

/// Whether somebody can meet the conditions of a statement if the own account or organisation is one of those that it might be.
fn under_another_name(context: &StatementContext<'_>, outsider: Outsider) -> bool {
    let policy = context.policy;
    // A path of an organisation that is not known may be one of that which another condition names.
    let is_open = |path: &Condition| path.key.ends_with("orgpaths") && path.values.iter().any(|value| !value.text.holes().is_empty());
    if context.statement.conditions.iter().any(is_open) {
        return true;
    }
    let trusted = context.trusted(outsider);
    let question = context.question(outsider, Assume { encryption_context: true, ..Assume::default() }, &trusted);
    let others = others(context.statement, &policy.document.names, policy.root.trust);
    // Too many names to try: none is ruled out.
    if others.len() > MAX_NAMES {
        return true;
    }
    others.into_iter().any(|names| {
        let owners = [names.own_account.clone()];
        let (document, _) = Document::read(&policy.policy.document.under(policy.given), &names);
        let exposure = context.judged(&ExposureQuestion { owners: &owners, ..question.clone() }, &document);
        !matches!(exposure, Exposure::Guarded(Guarded { dead: Some(_), .. }))
    })
}

/// Whether somebody else whom the statement names can meet its conditions.
pub(super) fn for_others(context: &StatementContext<'_>) -> bool {
    let names_others = context.statement.principals.as_ref().is_some_and(|listed| listed.entries.len() > 1);
    let trusted = Trusted::default();
    let lives = |outsider| {
        let exposure = context.judged(&context.question(outsider, Assume::default(), &trusted), context.policy.document);
        !matches!(exposure, Exposure::Guarded(Guarded { dead: Some(_), .. }) | Exposure::NotApplicable(_))
    };
    names_others && [Outsider::Service, Outsider::Account].into_iter().any(lives)
}

/// The names under which a statement may be deployed, besides those under which it was read: of own accounts those that are known, else those that it
/// writes out beside its own; of organisations likewise.
fn others(statement: &Statement, names: &Names, trust: &Trust) -> Vec<Names> {
    let written: Vec<&str> = texts(statement).collect();
    let is_written = |name: &SmolStr| written.iter().any(|text| text.contains(name.as_str()));
    let among = |known: &[SmolStr], own: &SmolStr, is_one: fn(&str) -> bool| {
        let tokens = written.iter().flat_map(|text| text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-')));
        let found = tokens.filter(|token| is_one(token) && known.is_empty()).map(SmolStr::new).chain(known.iter().cloned());
        let mut found: Vec<SmolStr> = found.filter(|name| name != own && is_written(own)).collect();
        found.sort();
        found.dedup();
        found
    };
    let accounts = among(&trust.owners, &names.own_account, is_account);
    let orgs = among(&trust.trusted_orgs, &names.own_org, is_org);
    let all_accounts = || std::iter::once(&names.own_account).chain(&accounts);
    let all = std::iter::once(&names.own_org).chain(&orgs).flat_map(|org| all_accounts().map(move |account| (account, org)));
    all.skip(1)
        .take(MAX_NAMES + 1)
        .map(|(account, org)| Names { own_account: account.clone(), own_org: org.clone(), ..names.clone() })
        .collect()
}

/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
fn is_org(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|id| id.len() >= 10 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn texts(statement: &Statement) -> impl Iterator<Item = &str> {
    let values = statement.conditions.iter().flat_map(|condition| &condition.values);
    let elements = values.chain(statement.resources.iter().flat_map(|listed| &listed.entries));
    let principals = statement.principals.iter().flat_map(|listed| &listed.entries).map(|entry| entry.text.literal());
    elements.map(|element| element.text.literal()).chain(principals)
}
