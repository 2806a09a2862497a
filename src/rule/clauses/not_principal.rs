//! `not-principal: services`: the statement names all but some, and what is wrong about whom it lists.

use super::principal;
use crate::iam::principal::{Principal, Who};
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::{Context, StatementContext};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "not-principal",
    about: "The statement has `NotPrincipal`: `anybody`, whoever it lists; or one or a list of what is wrong about them: `service` (it lists services) or `without-account` (it lists a user, role or session without the account that they belong to).",
    on: Target::is_statement,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &["principal", "reason"],
    cost: 0,
    compile,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lists {
    Anybody,
    Service,
    WithoutAccount,
}

const LISTS: [(&str, Lists); 3] = [("anybody", Lists::Anybody), ("service", Lists::Service), ("without-account", Lists::WithoutAccount)];

#[derive(Debug)]
struct NotPrincipal(Vec<Lists>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let lists = value.words("whom it lists")?.into_iter().map(|word| {
        let found = LISTS.iter().find(|(name, _)| *name == word.text).map(|(_, lists)| *lists);
        let names = LISTS.map(|(name, _)| name);
        found.ok_or_else(|| {
            word.place.fault(format!("`NotPrincipal` cannot be asked for `{}`{}", word.text, suggestion(&word.text, &names)))
        })
    });
    Compiled::question(NotPrincipal(lists.collect::<Result<_, _>>()?))
}

impl Question for NotPrincipal {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let Some(listed) = context.statement.principals.as_ref().filter(|listed| listed.negated) else { return Answer::no() };
        self.0
            .iter()
            .find_map(|lists| wrong(context, *lists, &listed.entries))
            .map_or_else(Answer::no, |reason| Answer::yes(evidence(context, reason)))
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let rest = shorter(&self.0).into_iter();
        rest.map(|(lists, rest)| (format!("without {lists:?}"), Arc::new(NotPrincipal(rest)) as Arc<dyn Question>)).collect()
    }
}

/// What is wrong about the list, in words.
fn wrong(context: &StatementContext<'_>, lists: Lists, entries: &[Principal]) -> Option<String> {
    match lists {
        Lists::Anybody => Some("all but some are named".to_owned()),
        Lists::Service => {
            let service = entries.iter().find(|entry| matches!(entry.who, Who::Service(_) | Who::AnyService))?;
            Some(format!(
                "it lists the service `{}`, and whether a call of a service counts as one of the listed principal is not documented",
                service.written()
            ))
        }
        Lists::WithoutAccount => {
            // One of those that are not known may be the account.
            if entries.iter().any(|entry| matches!(entry.who, Who::Unclear | Who::Someone(_) | Who::CanonicalUser(_))) {
                return None;
            }
            // Whose number an account has is not known where the own account is not; any that is listed may be it.
            let stands_for_own =
                |account: &str| context.policy.root.trust.owners.is_empty() && context.policy.document.names.own_account == account;
            let has_account = |account: &str| {
                entries.iter().any(|entry| matches!(&entry.who, Who::Account(known) if known == account || stands_for_own(account)))
            };
            let bare =
                entries.iter().find(|entry| is_within_account(entry) && entry.account().is_some_and(|account| !has_account(account)))?;
            Some(format!(
                "it lists `{}` without the account that they belong to, so that the Deny can hit them all the same",
                bare.written()
            ))
        }
    }
}

fn is_within_account(entry: &Principal) -> bool {
    matches!(entry.who, Who::User { .. } | Who::Role { .. } | Who::Session { .. } | Who::FederatedUser { .. })
}

fn evidence(context: &StatementContext<'_>, reason: String) -> Evidence {
    let mut evidence = principal::evidence(context);
    evidence.texts.push(("reason", reason));
    evidence
}
