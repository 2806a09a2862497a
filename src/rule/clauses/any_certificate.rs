//! `any-certificate: true`: IAM Roles Anywhere gets the role for a certificate of another trust anchor and another holder than any that the policy names.

use super::{condition_on, principal};
use crate::iam::condition::Condition;
use crate::iam::context::{Caller, CallerKind, Keys, Request};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::{self, about_action};
use crate::iam::exposure::partition;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, StatementContext};
use crate::rule::guard_keys::GuardFamily;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::truth::Truth;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::BTreeMap;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "any-certificate",
    about: "The statement lets IAM Roles Anywhere assume the role for any certificate of any trust anchor of the account: no condition of it, and no Deny beside it, asks for a trust anchor or for a field of the certificate in a way that others do not meet.",
    on: |target| target == Target::Statement,
    schema: r##"{"const":true}"##,
    supplies: &["reason"],
    cost: 2,
    compile,
};

const SERVICE: &str = "rolesanywhere.amazonaws.com";
const ASSUME: &str = "sts:AssumeRole";

/// How many keys are tried with and without a value.
const MAX_KEYS: usize = 8;

/// How many partitions, Regions and accounts are tried.
const MAX_PLACES: usize = 8;

#[derive(Debug)]
struct AnyCertificate;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, AnyCertificate)
}

impl Question for AnyCertificate {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let statement = context.statement;
        // A condition that is not known may be the guard; that it is not known is told already.
        if about_action(statement, ASSUME) != Truth::Yes || !statement.unclear.is_empty() || !lets_any_in(context) {
            return Answer::no();
        }
        let Some(weak) = statement.conditions.iter().find(|condition| is_guard(condition)) else {
            let reason = "no condition asks for a trust anchor or for a field of the certificate";
            return Answer::yes(Evidence { texts: vec![("reason", reason.to_owned())], ..principal::evidence(context) });
        };
        let reason = format!("any other trust anchor and certificate of the account meets the condition on `{}` too", weak.key_text);
        Answer::yes(principal::evidence(context).and(condition_on::evidence(context, weak, &reason)))
    }
}

fn is_guard(condition: &Condition) -> bool {
    GuardFamily::Source.has(condition) || GuardFamily::Certificate.has(condition)
}

/// Where a certificate is shown: the partition, the Region and the account of the role, which are those of the trust anchor.
struct AnchorPlace<'p> {
    partition: &'p str,
    region: &'p str,
    account: &'p str,
}

/// Whether some certificate of a trust anchor that the policy does not name gets the role.
fn lets_any_in(context: &StatementContext<'_>) -> bool {
    let filled = context.filled();
    let Some(mut allow) = filled.statement(context.statement.index).cloned() else { return false };
    allow.conditions.retain(is_guard);
    let denies: Vec<&Statement> = filled.with_effect(Effect::Deny).collect();
    let conditions: Vec<&Condition> = allow.conditions.iter().chain(denies.iter().flat_map(|deny| &deny.conditions)).collect();
    let mut seen = FxHashSet::default();
    let guards = conditions.iter().filter(|condition| is_guard(condition)).map(|condition| condition.key.as_str());
    let keys: Vec<&str> = guards.filter(|key| seen.insert(*key)).take(MAX_KEYS).collect();
    let places = places(context, &conditions);
    places.iter().any(|place| {
        (0..1usize << keys.len()).any(|left_out| {
            let given = keys.iter().enumerate().filter(|(at, key)| left_out >> at & 1 == 0 || key.starts_with("aws:source"));
            let sent = given.filter_map(|(_, key)| Some(((*key).to_owned(), vec![of_another(key, place)?])));
            let request = request(sent.collect(), place);
            let about = |statement: &Statement| {
                let keys = Keys::of(&request.context);
                evaluate::matches(statement, evaluate::PolicyKind::Trust, &request, &keys, false).truth
            };
            about(&allow) == Truth::Yes && denies.iter().all(|deny| about(deny) == Truth::No)
        })
    })
}

/// The places that the conditions tell apart. A trust anchor is one of the role's own account, so that an account which is named is taken for the own one
/// where that is not known.
fn places<'p>(context: &'p StatementContext<'_>, conditions: &[&'p Condition]) -> Vec<AnchorPlace<'p>> {
    let names = &context.policy.document.names;
    let (mut partitions, mut regions, mut accounts) = (vec![], vec![], vec![]);
    for condition in conditions {
        for value in condition.values.iter().filter_map(Element::known) {
            match condition.key.as_str() {
                "aws:sourcearn" => {
                    let mut parts = value.split(':').skip(1);
                    partitions.extend(parts.next());
                    regions.extend(parts.nth(1));
                    accounts.extend(parts.next());
                }
                "aws:sourceaccount" => accounts.push(value),
                "aws:requestedregion" => regions.push(value),
                _ => {}
            }
        }
    }
    let owners = &context.policy.root.trust.owners;
    if !owners.is_empty() {
        accounts = owners.iter().map(SmolStr::as_str).collect();
    }
    accounts.push(&names.own_account);
    regions.push(names.region.as_ref().unwrap_or(&names.some_region));
    partitions.push(partition(context.policy.document));
    let [partitions, regions, accounts] = [partitions, regions, accounts].map(|mut parts| {
        let mut seen = FxHashSet::default();
        parts.retain(|part| !part.is_empty() && !part.contains(['*', '?', '$']) && seen.insert(*part));
        parts.truncate(MAX_PLACES);
        parts
    });
    let each = |partition| {
        let of_account = |account| regions.iter().map(move |region| AnchorPlace { partition, region, account });
        accounts.iter().flat_map(|account| of_account(*account)).collect::<Vec<_>>()
    };
    partitions.into_iter().flat_map(each).collect()
}

/// What a key holds for a certificate and a trust anchor that nobody has in mind; nothing where it is never sent.
fn of_another(key: &str, place: &AnchorPlace<'_>) -> Option<String> {
    let AnchorPlace { partition, region, account } = place;
    match key {
        "aws:sourceaccount" => Some((*account).to_owned()),
        "aws:sourcearn" => {
            Some(format!("arn:{partition}:rolesanywhere:{region}:{account}:trust-anchor/00000000-0000-4000-8000-000000000000"))
        }
        // No name that somebody has in mind begins or ends so.
        _ if key.starts_with("aws:principaltag/") => Some("\u{e000}\u{e001}".to_owned()),
        _ => None,
    }
}

fn request(mut context: BTreeMap<String, Vec<String>>, place: &AnchorPlace<'_>) -> Request {
    context.insert("aws:PrincipalIsAWSService".to_owned(), vec!["true".to_owned()]);
    context.insert("aws:PrincipalServiceName".to_owned(), vec![SERVICE.to_owned()]);
    context.insert("aws:RequestedRegion".to_owned(), vec![place.region.to_owned()]);
    let service = Some(SERVICE.to_owned());
    Request {
        principal: Caller { kind: CallerKind::Service, service, names: vec![SERVICE.to_owned()], ..Caller::default() },
        action: ASSUME.to_owned(),
        resource: format!("arn:{}:iam::{}:role/the-role", place.partition, place.account),
        context,
        resource_account: place.account.into(),
    }
}
