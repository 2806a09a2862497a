//! Whose use of a role its trust policy lets in: another identity, or a service for the account's own resources.

use super::attached::Attached;
use super::effective::needed;
use super::grant::{Grant, PathStep};
use super::graph::{PermissionGraph, PrincipalContext};
use super::permission::Query;
use crate::condition::Assignment;
use crate::facts;
use crate::iam::context::{Caller, CallerKind, Request};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{Decision, PolicyInForce, PolicyKind, StatementAt, verdict};
use crate::iam::principal::{self, Who};
use crate::subject::definite;
use crate::truth::Truth;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// An identity assumes a role.
pub(super) struct Assumed {
    /// By a statement of the identity, or by the trust policy alone.
    pub(super) grant: Grant,
    pub(super) steps: Vec<PathStep>,
    /// The answers to open conditions under which it can.
    pub(super) under: Assignment,
}

/// A role that a service may use.
#[derive(Clone)]
pub(super) struct ServiceRole {
    pub(super) truth: Truth,
    pub(super) step: PathStep,
    /// The answers to open conditions under which it may.
    pub(super) under: Assignment,
}

impl PermissionGraph<'_> {
    /// From one identity to a role that it may assume, by a statement of its own if one is asked about: both sides agree, or the trust policy
    /// names the identity itself.
    pub(super) fn assumes(&self, caller: &PrincipalContext<'_>, next: usize, only: Option<StatementAt>) -> Option<Assumed> {
        let arn = self.arn(self.identities.get(next)?.resource);
        let arn = arn.as_ref().as_ref()?;
        let assuming = self.caller(caller.holder, caller.account);
        let names = |statement: &&Statement| {
            statement.principals.as_ref().is_some_and(|listed| !principal::matches(listed, &assuming, false).is_empty())
        };
        let (trusts, exists) = self.trust_policies(next, &caller.effective.given);
        let naming = trusts.iter().filter_map(|(given, trust)| {
            let statement = trust.document.with_effect(Effect::Allow).find(names)?;
            Some((*given, (*trust, statement.span)))
        });
        let (given, naming): (Vec<&Assignment>, Vec<_>) = naming.unzip();
        let (trust, trusting) = *naming.first()?;
        // What the trust policy asks for, such as an external id, the caller brings along.
        let tags = self.identity_tags(caller, next);
        let query = Query {
            trust: Some(&trust.document),
            tags: tags.as_ref(),
            only,
            ..Query::new("sts:AssumeRole", definite(arn, caller.account))
        };
        let grant = self.is_allowed(caller, &query).filter(|grant| grant.doubts.is_settled())?;
        let text = format!("{} may assume {}", self.name(caller.holder), self.name(next));
        let first = caller.effective.step(grant.by, text);
        let second = PathStep { text: format!("{} trusts {}", self.name(next), self.name(caller.holder)), span: trusting };
        let under = exists.and(&needed(&given, &all_of(&trusts)))?;
        Some(Assumed { grant, steps: first.into_iter().chain([second]).collect(), under })
    }

    /// Whether the trust policy of a role names an identity, and not only its account.
    pub(super) fn names_itself(&self, caller: &PrincipalContext<'_>, trust: &Attached) -> bool {
        let itself = self.caller(caller.holder, caller.account);
        let allowing = trust.document.with_effect(Effect::Allow);
        let mut listed = allowing.filter_map(|statement| statement.principals.as_ref()).filter(|listed| !listed.negated);
        listed.any(|listed| listed.entries.iter().any(|entry| entry.who.is_exactly(&itself)))
    }

    /// The trust policies that a role may have, where these answers are given, and the answers under which there is such a role.
    fn trust_policies(&self, role: usize, given: &Assignment) -> (Vec<(&Assignment, &Attached)>, &Assignment) {
        let agreeing = self.effective(role).iter().filter(|effective| effective.given.agrees_with(given));
        let trusts = agreeing.filter_map(|effective| Some((&effective.given, effective.trust.as_deref()?)));
        (trusts.collect(), self.exists_under(role))
    }

    /// Whether a role lets a service use it for the account of the caller, and where it says so.
    pub(super) fn trusts(&self, caller: &PrincipalContext<'_>, role: usize, service: &'static str) -> Option<ServiceRole> {
        let (account, given) = (caller.account, &caller.effective.given);
        let about = (role, service, account.clone(), given.clone());
        self.service_roles.get(&about, || self.trusts_service(role, service, account, given)).as_ref().clone()
    }

    fn trusts_service(&self, role: usize, service: &str, account: &SmolStr, given: &Assignment) -> Option<ServiceRole> {
        let asked = facts::canonical_principal(service);
        let is_asked = |who: &Who| matches!(who, Who::Service(name) if facts::canonical_principal(name) == asked);
        let (trusts, exists) = self.trust_policies(role, given);
        let resource = self.roles.iter().find(|(known, _)| *known == role).map(|(_, arn)| definite(arn, account))?;
        let letting = trusts.iter().filter_map(|(given, trust)| {
            let entries = trust.document.statements.iter().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
            let names: Vec<String> = entries
                .filter_map(|entry| match &entry.who {
                    Who::Service(name) if is_asked(&entry.who) => Some(name.to_string()),
                    _ => None,
                })
                .collect();
            let request = Request {
                principal: Caller { kind: CallerKind::Service, service: Some(service.to_owned()), names, ..Caller::default() },
                action: "sts:AssumeRole".to_owned(),
                resource: resource.clone(),
                context: BTreeMap::from([("aws:SourceAccount".to_owned(), vec![account.to_string()])]),
                resource_account: account.clone(),
            };
            let policy = PolicyInForce { kind: PolicyKind::Trust, level: SmolStr::default(), document: &trust.document };
            let truth = match verdict(&request, &[policy], None).decision {
                Decision::Allowed => Truth::Yes,
                // A condition on the source speaks of the workload, which the passer makes.
                _ if !request.principal.names.is_empty() => Truth::Unknown,
                _ => return None,
            };
            let naming = trust.document.statements.iter().find(|statement| {
                let mut listed = statement.principals.iter().flat_map(|listed| &listed.entries);
                listed.any(|entry| is_asked(&entry.who))
            });
            let span = naming.map_or(trust.policy.span, |statement| statement.span);
            Some((*given, (truth, span)))
        });
        let (given, letting): (Vec<&Assignment>, Vec<_>) = letting.unzip();
        let (truth, span) = *letting.first()?;
        let step = PathStep { text: format!("{} lets `{service}` use it", self.name(role)), span };
        Some(ServiceRole { truth, step, under: exists.and(&needed(&given, &all_of(&trusts)))? })
    }
}

/// The answers under which a role has its trust policies.
fn all_of<'a>(trusts: &[(&'a Assignment, &Attached)]) -> Vec<&'a Assignment> {
    trusts.iter().map(|(given, _)| *given).collect()
}
