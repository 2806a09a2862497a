//! The vocabulary of rules: questions about a statement, each answered by yes, no or unknown. Implemented once, here.

use super::judge::StatementContext;
use crate::facts::{self, PolicyKind};
use crate::iam::exposure::{Exposure, Outsider};
use crate::privilege::Everywhere;
use crate::truth::Truth;
use schemars::JsonSchema;
use serde::Deserialize;

/// The clauses of a rule as written; every one must hold. The doc comments are the schema's.
#[derive(Deserialize, JsonSchema, Default, Clone, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClausesAsWritten {
    /// The kind of policy: `resource`, `trust`, `permission`, …; one or a list.
    policy: Option<OneOrMore<String>>,
    /// What the policy protects: `lambda`, `s3`, … (the column of `policy_sites.tsv`); one or a list.
    protects: Option<OneOrMore<String>>,
    /// Who the statement names: `service`, `account`, `everyone`, `federated`; one or a list.
    principal: Option<OneOrMore<Named>>,
    /// An outsider gets through this statement: `service` (on behalf of his account) or `account` (from his account).
    exposed_to: Option<Outside>,
    /// The statement has a condition on a key that is meant to tell whose request it is: `source` or `external-id`.
    condition_on: Option<Family>,
    /// No request at all can meet the statement's conditions.
    never_matches: Option<bool>,
    /// Whoever holds the policy may do this by the statement on every resource, and neither a Deny nor a permissions boundary takes it back:
    /// an action such as `iam:PassRole` (of every role, to every service), or `*` for everything.
    allows_everywhere: Option<String>,
    /// Whoever holds the policy can, beginning with this statement, come to permissions that are not his: `passed-role` (he may pass a role and
    /// make something that runs with it), `escalation` (he may obtain every permission, act as an administrator, or make something that
    /// runs with an administrator's role run his code).
    leads_to: Option<Destination>,
    /// At least one of these holds.
    any: Option<Vec<ClausesAsWritten>>,
    /// These do not all hold.
    not: Option<Box<ClausesAsWritten>>,
}

#[derive(Deserialize, JsonSchema, Clone, Debug)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T: Clone> OneOrMore<T> {
    fn list(&self) -> Vec<T> {
        match self {
            OneOrMore::One(one) => vec![one.clone()],
            OneOrMore::More(more) => more.clone(),
        }
    }
}

/// Who a statement names.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Named {
    Service,
    Account,
    Everyone,
    Federated,
}

/// The outsiders that a rule can ask for.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Outside {
    Service,
    Account,
}

/// Where a path through several permissions ends.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    PassedRole,
    Escalation,
}

/// Condition keys that are meant to tell whose request it is.
#[derive(Deserialize, JsonSchema, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    Source,
    ExternalId,
}

impl Family {
    /// The keys of the family, in lower case; one that ends with `:` stands for all that begin so.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html; encryption contexts:
            // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html; event source tokens:
            // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
            Family::Source => &[
                "aws:sourcearn",
                "aws:sourceaccount",
                "aws:sourceorgid",
                "aws:sourceorgpaths",
                "aws:sourceowner",
                "kms:encryptioncontext:",
                "lambda:eventsourcetoken",
            ],
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_externalid
            Family::ExternalId => &["sts:externalid"],
        }
    }
}

/// One question, ready to be asked.
#[derive(Clone, PartialEq, Debug)]
pub enum Clause {
    Policy(Vec<String>),
    Protects(Vec<String>),
    Principal(Vec<Named>),
    ExposedTo(Outside),
    ConditionOn(Family),
    NeverMatches(bool),
    AllowsEverywhere(Everywhere),
    LeadsTo(Destination),
    Any(Vec<Vec<Clause>>),
    Not(Vec<Clause>),
}

/// Checks the clauses of a rule.
///
/// # Errors
/// Names a policy kind or an action that does not exist, or an empty list.
pub fn compile(written: &ClausesAsWritten) -> Result<Vec<Clause>, String> {
    let mut clauses = vec![];
    if let Some(kinds) = &written.policy {
        let kinds = kinds.list();
        if let Some(unknown) = kinds.iter().find(|kind| PolicyKind::read(kind).is_none()) {
            let known: Vec<&str> = PolicyKind::names().collect();
            return Err(format!("there is no policy kind `{unknown}`; there are {}", known.join(", ")));
        }
        clauses.push(Clause::Policy(kinds));
    }
    clauses.extend(written.protects.as_ref().map(|kinds| Clause::Protects(kinds.list())));
    clauses.extend(written.principal.as_ref().map(|named| Clause::Principal(named.list())));
    clauses.extend(written.condition_on.map(Clause::ConditionOn));
    clauses.extend(written.never_matches.map(Clause::NeverMatches));
    if let Some(not) = &written.not {
        clauses.push(Clause::Not(compile(not)?));
    }
    if let Some(any) = &written.any {
        clauses.push(Clause::Any(any.iter().map(compile).collect::<Result<_, _>>()?));
    }
    // The costly questions come last.
    clauses.extend(written.allows_everywhere.as_deref().map(everywhere).transpose()?.map(Clause::AllowsEverywhere));
    clauses.extend(written.leads_to.map(Clause::LeadsTo));
    clauses.extend(written.exposed_to.map(Clause::ExposedTo));
    if clauses.is_empty() {
        return Err("there is no clause".to_owned());
    }
    Ok(clauses)
}

fn everywhere(action: &str) -> Result<Everywhere, String> {
    match action {
        "*" => Ok(Everywhere::Everything),
        known if facts::action(known).is_some() => Ok(Everywhere::Action(known.into())),
        unknown => Err(format!("there is no action `{unknown}`")),
    }
}

/// Whether all clauses hold of a statement.
pub fn all(clauses: &[Clause], subject: &StatementContext<'_>) -> Truth {
    let mut answer = Truth::Yes;
    for clause in clauses {
        answer = answer.and(ask(clause, subject));
        if answer == Truth::No {
            break;
        }
    }
    answer
}

fn ask(clause: &Clause, subject: &StatementContext<'_>) -> Truth {
    match clause {
        Clause::Policy(kinds) => kinds.iter().any(|kind| kind == subject.policy.site.kind.name()).into(),
        Clause::Protects(kinds) => kinds.iter().any(|kind| kind == subject.policy.site.protects).into(),
        Clause::Principal(named) => Truth::any(named.iter().map(|named| subject.names(*named))),
        Clause::ExposedTo(Outside::Service) => exposed(subject.exposure(Outsider::Service)),
        Clause::ExposedTo(Outside::Account) => exposed(subject.exposure(Outsider::Account)),
        Clause::ConditionOn(family) => subject.condition_on(*family).is_some().into(),
        Clause::NeverMatches(wanted) => Truth::from(subject.dead().is_some() == *wanted),
        Clause::AllowsEverywhere(what) => subject.allows_everywhere(what).is_some().into(),
        Clause::LeadsTo(Destination::PassedRole) => subject.passed_role().is_some().into(),
        Clause::LeadsTo(Destination::Escalation) => subject.gain().is_some().into(),
        Clause::Any(choices) => Truth::any(choices.iter().map(|choice| all(choice, subject))),
        Clause::Not(clauses) => !all(clauses, subject),
    }
}

fn exposed(exposure: &Exposure) -> Truth {
    match exposure {
        Exposure::Exposed(_) => Truth::Yes,
        Exposure::Guarded(_) | Exposure::NotApplicable(_) => Truth::No,
        Exposure::Unknown(_) => Truth::Unknown,
    }
}

/// Every way to weaken a rule by one clause or one entry of a short list: what its examples must notice.
pub fn weakenings(clauses: &[Clause]) -> Vec<(String, Vec<Clause>)> {
    let mut result = vec![];
    for (index, clause) in clauses.iter().enumerate() {
        let with = |replacement: Option<Clause>| {
            let mut weaker = clauses.to_vec();
            weaker.splice(index..=index, replacement);
            weaker
        };
        result.push((format!("without {clause:?}"), with(None)));
        match clause {
            Clause::Policy(kinds) if kinds.len() > 1 => {
                result.extend(dropped(kinds).map(|(entry, rest)| (format!("without {entry}"), with(Some(Clause::Policy(rest))))));
            }
            Clause::Protects(kinds) if kinds.len() > 1 => {
                result.extend(dropped(kinds).map(|(entry, rest)| (format!("without {entry}"), with(Some(Clause::Protects(rest))))));
            }
            Clause::Principal(named) if named.len() > 1 => {
                result.extend(dropped(named).map(|(entry, rest)| (format!("without {entry:?}"), with(Some(Clause::Principal(rest))))));
            }
            Clause::Not(inner) if inner.len() > 1 => {
                result
                    .extend(weakenings(inner).into_iter().map(|(what, weaker)| (format!("not: {what}"), with(Some(Clause::Not(weaker))))));
            }
            Clause::Any(choices) => {
                result.extend(dropped(choices).map(|(entry, rest)| (format!("any: without {entry:?}"), with(Some(Clause::Any(rest))))));
            }
            _ => {}
        }
    }
    result
}

fn dropped<T: Clone>(list: &[T]) -> impl Iterator<Item = (&T, Vec<T>)> {
    list.iter().enumerate().map(|(index, entry)| {
        let rest = list.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, entry)| entry.clone());
        (entry, rest.collect())
    })
}
