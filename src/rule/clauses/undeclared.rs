//! `names-undeclared: true`: a guard of the statement lets a service act for an account that nobody declared.

use super::condition_on;
use crate::facts;
use crate::iam::condition::{Condition, Family};
use crate::iam::document::Element;
use crate::iam::principal::is_account;
use crate::rule::alive;
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, Trust};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use smol_str::SmolStr;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "names-undeclared",
    about: "A condition on the source names an account or organization that is neither your own nor trusted, where your own ones are known.",
    on: |target| target == Target::Statement,
    schema: r##"{"const":true}"##,
    supplies: &["key", "reason"],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct NamesUndeclared;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, NamesUndeclared)
}

impl Question for NamesUndeclared {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let trust = context.policy.root.trust;
        let names =
            |condition: &Condition| condition.operator.is_some_and(|operator| !operator.row.negated && operator.row.family != Family::Null);
        let guards = context.statement.conditions.iter().filter(|condition| names(condition));
        let mut found = guards.filter_map(|condition| {
            let reason = condition.values.iter().filter_map(Element::known).find_map(|value| undeclared(&condition.key, value, trust))?;
            Some(condition_on::evidence(context, condition, &reason))
        });
        // Whoever is named, nothing comes in by a statement that allows nothing.
        let found = found.next().filter(|_| alive::dead(context).is_none());
        found.map_or_else(Answer::no, |evidence: Evidence| Answer::yes(evidence))
    }
}

/// What a value names that is not declared, in words.
fn undeclared(key: &str, value: &str, trust: &Trust) -> Option<String> {
    match key {
        "aws:sourceaccount" => account(value, trust),
        "aws:sourcearn" => account(facts::account_of_arn(value)?, trust),
        // Of which resource a service uses a key: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
        key if key.starts_with("kms:encryptioncontext:aws:") => account(facts::account_of_arn(value)?, trust),
        "aws:sourceorgid" => org(value, trust),
        "aws:sourceorgpaths" => org(value.split('/').next()?, trust),
        _ => None,
    }
}

fn org(value: &str, trust: &Trust) -> Option<String> {
    let is_known = trust.trusted_orgs.iter().any(|org| org == value) || value.contains(['*', '$']);
    (!is_known && !trust.trusted_orgs.is_empty()).then(|| format!("organization `{value}` is none of yours; `--org` tells which are"))
}

fn account(value: &str, trust: &Trust) -> Option<String> {
    let is_known = |accounts: &[SmolStr]| accounts.iter().any(|account| account == value);
    let is_likely = || trust.likely_own.iter().any(|(account, _)| account == value);
    let is_told = || is_known(&trust.owners) || is_known(&trust.trusted_accounts) || is_likely();
    let is_foreign = || is_account(value) && !is_told() && facts::delivering_account(value).is_none();
    let told = || format!("account {value} is neither your own nor trusted; `--trusted-account` tells whom you trust");
    (!trust.owners.is_empty() && is_foreign()).then(told)
}
