//! Whom the guards of a statement name: a list of accounts or organisations is its author's decision.

use crate::facts::{Holds, account_of_arn};
use crate::iam::condition::Condition;
use crate::iam::document::{Document, Effect, Element, Statement};
use crate::iam::keys::{self, CallerOfKey, Domain};
use crate::iam::principal::is_account;
use smol_str::SmolStr;

/// Who is no outsider to a statement.
#[derive(Default)]
pub(super) struct Trusted {
    pub(super) accounts: Vec<SmolStr>,
    pub(super) orgs: Vec<SmolStr>,
}

/// What is asked about a statement. For whom a service may act says nothing about who may call, so that a Deny on other sources makes no account
/// trusted that a role names; nor the other way round.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GuardQuestion {
    /// For whom a service acts.
    ForWhom,
    /// Who calls; a condition that only repeats a principal tells nobody apart.
    WhoCalls { anybody: bool },
}

/// What stands in the paths of a statement before the account whose logs they are for.
pub(super) const LOGS: &str = "AWSLogs/";

/// The accounts that the paths of a statement name below `AWSLogs/`: whose logs these are for.
pub(super) fn in_paths(statement: &Statement) -> impl Iterator<Item = SmolStr> {
    let paths = statement.resources.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
    let account = |path: &Element| {
        let account = path.written().literal().split(LOGS).nth(1)?.split(|char: char| !char.is_ascii_digit()).next()?;
        is_account(account).then(|| SmolStr::new(account))
    };
    paths.filter_map(account)
}

/// Whom the conditions of a statement let through, and those of the Denies beside it.
pub(super) fn by_guards(statement: &Statement, document: &Document, asked: GuardQuestion) -> Trusted {
    let mut trusted = Trusted::default();
    let of_source = asked == GuardQuestion::ForWhom;
    // What the calls in question carry.
    let carried = |key: &str| match asked {
        GuardQuestion::ForWhom => keys::sent(key, CallerOfKey::Service, service_of(key)).domain,
        GuardQuestion::WhoCalls { anybody: true } => keys::sent(key, CallerOfKey::User, service_of(key)).domain,
        GuardQuestion::WhoCalls { anybody: false } => Domain::Absent,
    };
    let own = statement.conditions.iter().map(|condition| (condition, false));
    let denies = document.with_effect(Effect::Deny);
    let of_denies = denies.flat_map(|deny| &deny.conditions).map(|condition| (condition, true));
    let names = |condition: &Condition, negated: bool| condition.operator.is_some_and(|operator| operator.row.negated == negated);
    for condition in own.chain(of_denies).filter(|(condition, negated)| names(condition, *negated)).map(|(condition, _)| condition) {
        let values = condition.values.iter().filter_map(Element::known).filter(|value| !value.contains('$'));
        match condition.key.as_str() {
            // The owner is in the first organisation, and this one is the owner's.
            "aws:resourceorgid" => trusted.orgs.splice(0..0, values.filter_map(org)).for_each(drop),
            "aws:sourceorgid" | "aws:sourceorgpaths" | "aws:principalorgid" | "aws:principalorgpaths" => {
                trusted.orgs.extend(values.filter_map(org));
            }
            key => match carried(key) {
                Domain::Held(Holds::CallerAccount) => trusted.accounts.extend(values.filter(|value| is_account(value)).map(SmolStr::new)),
                Domain::Held(Holds::CallerOrg) => trusted.orgs.extend(values.filter_map(org)),
                Domain::Held(Holds::SourceArn | Holds::CallerArn | Holds::EncryptionContext) => {
                    trusted.accounts.extend(values.filter_map(account_of_arn).map(SmolStr::new));
                }
                _ => {}
            },
        }
    }
    if of_source {
        let resources = statement.resources.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
        trusted.accounts.extend(resources.filter_map(Element::known).filter_map(account_of_logs));
    }
    trusted
}

/// The service of which a key is, or `aws`.
fn service_of(key: &str) -> &str {
    key.split(':').next().unwrap_or_default()
}

/// The account whose logs a path is for, written out: `AWSLogs/111122223333/`.
fn account_of_logs(resource: &str) -> Option<SmolStr> {
    let (_, behind) = resource.split_once("/AWSLogs/")?;
    behind.split('/').next().filter(|account| is_account(account)).map(SmolStr::new)
}

/// The organisation of an id or path, written out.
pub(super) fn org(value: &str) -> Option<SmolStr> {
    let id = value.split('/').next()?;
    (id.starts_with("o-") && !id.contains(['*', '?'])).then(|| SmolStr::new(id))
}
