//! Whose use of a role its trust policy lets in: another identity, or a service for the account's own resources.

use super::evidence::{Doubts, Step};
use super::graph::{PermissionGraph, PrincipalContext};
use super::permission::Query;
use crate::facts;
use crate::iam::context::{Caller, CallerKind, Request};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{Decision, Policy, PolicyKind, verdict};
use crate::iam::principal::{self, Who};
use crate::mapped_text::Text;
use crate::subject::definite;
use crate::truth::Truth;
use smol_str::SmolStr;
use std::collections::BTreeMap;

impl PermissionGraph<'_> {
    /// The steps from one role to another that it may assume, both sides agreeing.
    pub(super) fn assumes(&self, caller: &PrincipalContext<'_>, next: usize, arn: &Text) -> Option<([Step; 2], Doubts)> {
        let assuming = self.caller(caller.holder, caller.account);
        let (trust, trusting) = self.effective(next).iter().find_map(|other| {
            let trust = other.trust.as_ref()?;
            let names = |statement: &&Statement| {
                statement.principals.as_ref().is_some_and(|listed| !principal::matches(listed, &assuming, false).is_empty())
            };
            Some((trust, trust.document.with_effect(Effect::Allow).find(names)?.span))
        })?;
        // What the trust policy asks for, such as an external id, the caller brings along.
        let query = Query { trust: Some(&trust.document), ..Query::new("sts:AssumeRole", definite(arn, caller.account)) };
        let grant = self.is_allowed(caller, &query).filter(|grant| grant.doubts.is_settled())?;
        let text = format!("{} may assume {}", self.name(caller.holder), self.name(next));
        let first = caller.effective.step(grant.by, text)?;
        Some(([first, Step { text: format!("{} trusts it", self.name(next)), span: trusting }], grant.doubts))
    }

    /// Whether a role lets a service use it for its own account, and where it says so.
    pub(super) fn trusts(&self, role: usize, service: &str, account: &SmolStr, resource: &str) -> Option<(Truth, Step)> {
        let asked = facts::canonical_principal(service);
        let is_asked = |who: &Who| matches!(who, Who::Service(name) if facts::canonical_principal(name) == asked);
        self.effective(role).iter().find_map(|effective| {
            let trust = effective.trust.as_ref()?;
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
                resource: resource.to_owned(),
                context: BTreeMap::from([("aws:SourceAccount".to_owned(), vec![account.to_string()])]),
                resource_account: account.clone(),
            };
            let policy = Policy { kind: PolicyKind::Trust, level: SmolStr::default(), document: &trust.document };
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
            Some((truth, Step { text: format!("{} lets `{service}` use it", self.name(role)), span }))
        })
    }
}
