//! What a statement or a role comes to in the end: everything, the right to change permissions, or a way on to another role.

use super::passing::resource_of;
use super::permission::{Permission, Wish};
use super::world::{StatementAt, World};
use super::{Access, Actor, Answer, Granting, Step};
use crate::facts::{self, Escalation};
use crate::iam::context::{Caller, CallerKind, Request};
use crate::iam::document::Effect;
use crate::iam::evaluate::{Decision, Policy as Taking, PolicyKind, evaluate};
use crate::iam::principal::Who;
use crate::mapped_text::Text;
use crate::subject::definite;
use crate::truth::Truth;
use crate::value::Assignment;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// How many roles stand behind one another on a path.
const MAX_CHAIN: usize = 3;

/// A service and an action that no policy names: only what covers everything covers them.
const ANYTHING: (&str, &str) = ("any-service:AnyAction", "arn:aws:any-service:us-east-1:{account}:x");

/// Names that differ in everything: what covers both covers every one.
pub(super) const ANY_NAME: [&str; 2] = ["x", "Y-0/a.b"];

/// A service that no policy names.
const ANY_SERVICE: &str = "any-service.amazonaws.com";

pub(super) const PASSED_TO: &str = "iam:PassedToService";

/// What the holder of a statement may do on every resource: `iam:PassRole`, or everything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Everywhere {
    Action(SmolStr),
    Everything,
}

impl Access<'_> {
    /// Whether somebody who holds the statement may, by this statement, do this on every resource.
    pub fn allows_everywhere(&self, of: &Granting<'_, '_>, what: &Everywhere) -> Option<(Permission, Assignment)> {
        let first = match what {
            Everywhere::Action(action) => action.as_str(),
            Everywhere::Everything => ANYTHING.0,
        };
        if !of.is_about(first) {
            return None;
        }
        self.best(of, |actor, at| match what {
            Everywhere::Action(action) => self.everywhere(actor, action, Some(at)),
            Everywhere::Everything => self.everything(actor, Some(at)),
        })
    }

    /// Whether an identity may do this on every resource of the action's kind, for any service.
    pub(super) fn everywhere(&self, actor: &Actor<'_>, action: &str, only: Option<StatementAt>) -> Option<Permission> {
        let context = [(PASSED_TO, ANY_SERVICE.to_owned())];
        let context = if action.eq_ignore_ascii_case("iam:PassRole") { &context[..] } else { &[] };
        self.all(actor, &[action], context, only)
    }

    /// Whether an identity may do everything on everything.
    pub(super) fn everything(&self, actor: &Actor<'_>, only: Option<StatementAt>) -> Option<Permission> {
        let resource = ANYTHING.1.replace("{account}", actor.account);
        let anything = self.may(actor, &Wish { action: ANYTHING.0, resource, context: &[], only })?;
        let permissions = self.all(actor, &["iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:CreatePolicyVersion"], &[], only)?;
        Some(anything.and(permissions))
    }

    /// The first permission if all of these may be done on every resource, with the doubts of all.
    fn all(&self, actor: &Actor<'_>, actions: &[&str], context: &[(&str, String)], only: Option<StatementAt>) -> Option<Permission> {
        let mut first: Option<Permission> = None;
        for action in actions {
            for name in ANY_NAME {
                let wish = Wish { action, resource: resource_of(action, actor.account, name), context, only };
                let permission = self.may(actor, &wish)?;
                first = Some(match first {
                    Some(first) => first.and(permission),
                    None => permission,
                });
            }
        }
        first
    }

    /// How a role comes to administer the account, as the code shows it; nothing if it does not.
    pub(super) fn to_administrator(&self, role: usize, asked: &Actor<'_>, seen: &mut Vec<usize>) -> Option<Vec<Step>> {
        seen.push(role);
        let direct = self.worlds(role).iter().find_map(|world| {
            let actor = Actor { holder: role, world, ..*asked };
            if let Some(permission) = self.everything(&actor, None) {
                return Some(vec![step(world, permission.by, format!("{} may do everything", self.name(role)))?]);
            }
            let (escalation, permission) = self.own_escalation(&actor)?;
            let text = format!("{} may `{}`, and so give itself every permission", self.name(role), escalation.actions.join("` and `"));
            Some(vec![step(world, permission.by, text)?])
        });
        let assumes_any = self.worlds(role).iter().any(|world| world.is_about("sts:AssumeRole"));
        if direct.is_some() || !assumes_any || seen.len() > MAX_CHAIN {
            return direct;
        }
        let onward = self.roles.iter().filter(|(next, _)| !seen.contains(next)).collect::<Vec<_>>();
        onward.into_iter().find_map(|(next, arn)| {
            let mut steps = self.assumes(role, *next, arn, asked)?;
            let mut seen = seen.clone();
            steps.extend(self.to_administrator(*next, asked, &mut seen)?);
            Some(steps)
        })
    }

    /// A combination by which an identity gives itself permissions, whatever it is aimed at.
    fn own_escalation(&self, actor: &Actor<'_>) -> Option<(&'static Escalation, Permission)> {
        let aimed = ["role", "user", "group", "policy"];
        let known = |escalation: &&Escalation| aimed.contains(&escalation.target) && escalation.certainty != facts::Certainty::Unknown;
        let mut escalations = facts::escalations().iter().filter(known);
        escalations.find_map(|escalation| Some((escalation, self.all(actor, &escalation.actions, &[], None)?)))
    }

    /// The step from one role to another that it may assume, both sides agreeing.
    fn assumes(&self, role: usize, next: usize, arn: &Text, asked: &Actor<'_>) -> Option<Vec<Step>> {
        let resource = definite(arn, asked.account);
        self.worlds(role).iter().find_map(|world| {
            let actor = Actor { holder: role, world, ..*asked };
            let wish = Wish { action: "sts:AssumeRole", resource: resource.clone(), context: &[], only: None };
            let permission = self.may(&actor, &wish).filter(|permission| permission.doubts.is_empty())?;
            let trusted = self.worlds(next).iter().find_map(|other| {
                let (_, trust) = other.of_kind(PolicyKind::Trust).next()?;
                let own = world.of_kind(PolicyKind::Identity).map(|(_, attached)| Taking {
                    kind: PolicyKind::Identity,
                    level: SmolStr::default(),
                    document: &attached.document,
                });
                let trusting = Taking { kind: PolicyKind::Trust, level: SmolStr::default(), document: &trust.document };
                let policies: Vec<Taking<'_>> = own.chain([trusting]).collect();
                let statement = trust.document.with_effect(Effect::Allow).next()?;
                (evaluate(&permission.request, &policies).decision == Decision::Allowed).then_some(statement.span)
            })?;
            let first = step(world, permission.by, format!("{} may assume {}", self.name(role), self.name(next)))?;
            Some(vec![first, Step { text: format!("{} trusts it", self.name(next)), span: trusted }])
        })
    }

    /// Whether a role lets a service use it for its own account, and where it says so.
    pub(super) fn trusts(&self, role: usize, service: &str, account: &SmolStr, resource: &str) -> Option<(Truth, Step)> {
        let asked = facts::canonical_principal(service);
        self.worlds(role).iter().find_map(|world| {
            let (_, trust) = world.of_kind(PolicyKind::Trust).next()?;
            let entries = trust.document.statements.iter().flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries);
            let names = entries.filter_map(|entry| match &entry.who {
                Who::Service(name) if facts::canonical_principal(name) == asked => Some(name.to_string()),
                _ => None,
            });
            let names: Vec<String> = names.collect();
            let request = Request {
                principal: Caller { kind: CallerKind::Service, service: Some(service.to_owned()), names, ..Caller::default() },
                action: "sts:AssumeRole".to_owned(),
                resource: resource.to_owned(),
                context: BTreeMap::from([("aws:SourceAccount".to_owned(), vec![account.to_string()])]),
                resource_account: account.clone(),
            };
            let policy = Taking { kind: PolicyKind::Trust, level: SmolStr::default(), document: &trust.document };
            let truth = match evaluate(&request, &[policy]).decision {
                Decision::Allowed => Truth::Yes,
                // A condition on the source speaks of the workload, which the passer makes.
                _ if !request.principal.names.is_empty() => Truth::Unknown,
                _ => return None,
            };
            let naming = trust.document.statements.iter().find(|statement| {
                let mut listed = statement.principals.iter().flat_map(|listed| &listed.entries);
                listed.any(|entry| matches!(&entry.who, Who::Service(name) if facts::canonical_principal(name) == asked))
            });
            let span = naming.map_or(trust.policy.span, |statement| statement.span);
            Some((truth, Step { text: format!("{} lets `{service}` use it", self.name(role)), span }))
        })
    }
}

impl Answer for Permission {
    fn rank(&self) -> u8 {
        u8::from(self.doubts.is_empty())
    }
}

impl Permission {
    /// This permission, on condition that the other is given as well.
    fn and(mut self, other: Permission) -> Permission {
        self.doubts.extend(other.doubts);
        self.doubts.sort();
        self.doubts.dedup();
        self
    }
}

/// A step that a statement allows.
pub(super) fn step(world: &World, by: StatementAt, text: String) -> Option<Step> {
    Some(Step { text, span: world.statement(by)?.span })
}
