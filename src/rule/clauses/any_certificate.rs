//! `any-certificate: true`: IAM Roles Anywhere gets the role for a certificate of another trust anchor and another holder than any that the policy names.

use super::{condition_on, principal};
use crate::iam::condition::Condition;
use crate::iam::context::{Caller, CallerKind, Keys, Request};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{self, about_action};
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

/// Whether some certificate of a trust anchor that the policy does not name gets the role.
fn lets_any_in(context: &StatementContext<'_>) -> bool {
    let mut allow = context.statement.clone();
    allow.conditions.retain(is_guard);
    let denies: Vec<&Statement> = context.policy.document.with_effect(Effect::Deny).collect();
    let conditions: Vec<&Condition> = allow.conditions.iter().chain(denies.iter().flat_map(|deny| &deny.conditions)).collect();
    let mut seen = FxHashSet::default();
    let guards = conditions.iter().filter(|condition| is_guard(condition)).map(|condition| condition.key.as_str());
    let keys: Vec<&str> = guards.filter(|key| seen.insert(*key)).take(MAX_KEYS).collect();
    (0..1usize << keys.len()).any(|left_out| {
        let given = keys.iter().enumerate().filter(|(at, key)| left_out >> at & 1 == 0 || key.starts_with("aws:source"));
        let own = &context.policy.document.names.own_account;
        let sent = given.filter_map(|(_, key)| Some(((*key).to_owned(), vec![of_another(key, &conditions, own)?])));
        let request = request(sent.collect(), own);
        let about = |statement: &Statement| {
            let keys = Keys::of(&request.context);
            evaluate::matches(statement, evaluate::PolicyKind::Trust, &request, &keys, false).truth
        };
        about(&allow) == Truth::Yes && denies.iter().all(|deny| about(deny) == Truth::No)
    })
}

/// What a key holds for a certificate and a trust anchor that nobody has in mind; nothing where it is never sent.
fn of_another(key: &str, conditions: &[&Condition], own: &SmolStr) -> Option<String> {
    match key {
        "aws:sourceaccount" => Some(own.to_string()),
        // The account and the Region are those of the role.
        "aws:sourcearn" => {
            let about = conditions.iter().filter(|condition| condition.key == key);
            let region = about.flat_map(|condition| &condition.values).find_map(|value| {
                value.known()?.split(':').nth(3).filter(|region| !region.is_empty() && !region.contains(['*', '?', '$'])).map(str::to_owned)
            });
            let region = region.unwrap_or_else(|| "us-east-1".to_owned());
            Some(format!("arn:aws:rolesanywhere:{region}:{own}:trust-anchor/00000000-0000-4000-8000-000000000000"))
        }
        _ if key.starts_with("aws:principaltag/") => Some("another-certificate".to_owned()),
        _ => None,
    }
}

fn request(mut context: BTreeMap<String, Vec<String>>, own: &SmolStr) -> Request {
    context.insert("aws:PrincipalIsAWSService".to_owned(), vec!["true".to_owned()]);
    context.insert("aws:PrincipalServiceName".to_owned(), vec![SERVICE.to_owned()]);
    let service = Some(SERVICE.to_owned());
    Request {
        principal: Caller { kind: CallerKind::Service, service, names: vec![SERVICE.to_owned()], ..Caller::default() },
        action: ASSUME.to_owned(),
        resource: format!("arn:aws:iam::{own}:role/the-role"),
        context,
        resource_account: own.clone(),
    }
}
