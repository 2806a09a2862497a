//! What a statement or a role comes to in the end: everything, the right to change permissions, or a way on to another role.

use super::permission::{Permission, Wish};
use super::world::{StatementAt, World};
use super::{Access, Answer, Granting, Holding, Step};
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

/// Resources that differ in everything but their kind: what covers both covers every one.
const ANY_ROLE: &[&str] = &["arn:aws:iam::{account}:role/x", "arn:aws:iam::{account}:role/Y-0/a.b"];
const ANY_USER: &[&str] = &["arn:aws:iam::{account}:user/x", "arn:aws:iam::{account}:user/Y-0/a.b"];
const ANY_GROUP: &[&str] = &["arn:aws:iam::{account}:group/x", "arn:aws:iam::{account}:group/Y-0/a.b"];
const ANY_POLICY: &[&str] = &["arn:aws:iam::{account}:policy/x", "arn:aws:iam::{account}:policy/Y-0/a.b"];

/// A service and an action that no policy names: only what covers everything covers them.
const ANYTHING: (&str, &str) = ("any-service:AnyAction", "arn:aws:any-service:us-east-1:{account}:x");

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
        self.best(of, |account, Holding { holder, world, at }| match what {
            Everywhere::Action(action) => self.everywhere(*holder, world, account, action, Some(*at)),
            Everywhere::Everything => self.everything(*holder, world, account, Some(*at)),
        })
    }

    /// Whether an identity may do this on every resource of the action's kind, for any service.
    pub(super) fn everywhere(
        &self,
        holder: usize,
        world: &World,
        account: &SmolStr,
        action: &str,
        only: Option<StatementAt>,
    ) -> Option<Permission> {
        let context = [(PASSED_TO, ANY_SERVICE.to_owned())];
        let context = if action.eq_ignore_ascii_case("iam:PassRole") { &context[..] } else { &[] };
        self.all(holder, world, account, any_of(action).iter().map(|resource| (action, *resource)), context, only)
    }

    /// Whether an identity may do everything on everything.
    pub(super) fn everything(&self, holder: usize, world: &World, account: &SmolStr, only: Option<StatementAt>) -> Option<Permission> {
        let permissions = ["iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:CreatePolicyVersion"];
        let permissions = permissions.into_iter().flat_map(|action| any_of(action).iter().map(move |resource| (action, *resource)));
        self.all(holder, world, account, std::iter::once(ANYTHING).chain(permissions), &[], only)
    }

    /// The first permission if all are given, with the doubts of all.
    fn all<'q>(
        &self,
        holder: usize,
        world: &World,
        account: &SmolStr,
        wishes: impl Iterator<Item = (&'q str, &'q str)>,
        context: &[(&str, String)],
        only: Option<StatementAt>,
    ) -> Option<Permission> {
        let mut first: Option<Permission> = None;
        for (action, resource) in wishes {
            let wish = Wish { action, resource: resource.replace("{account}", account), context, only };
            let permission = self.may(holder, world, account, &wish)?;
            match &mut first {
                Some(first) => first.doubts.extend(permission.doubts),
                None => first = Some(permission),
            }
        }
        if let Some(first) = &mut first {
            first.doubts.sort();
            first.doubts.dedup();
        }
        first
    }

    /// How a role comes to administer the account, as the code shows it; nothing if it does not.
    pub(super) fn to_administrator(&self, role: usize, account: &SmolStr, seen: &mut Vec<usize>) -> Option<Vec<Step>> {
        seen.push(role);
        let direct = self.worlds(role).iter().find_map(|world| {
            if let Some(permission) = self.everything(role, world, account, None) {
                return Some(vec![step(world, permission.by, format!("{} may do everything", self.name(role)))?]);
            }
            let (escalation, permission) = self.own_escalation(role, world, account)?;
            let text = format!("{} may `{}`, and so give itself every permission", self.name(role), escalation.actions.join("` and `"));
            Some(vec![step(world, permission.by, text)?])
        });
        if direct.is_some() || seen.len() > MAX_CHAIN {
            return direct;
        }
        let onward = self.roles.iter().filter(|(next, _)| !seen.contains(next)).collect::<Vec<_>>();
        onward.into_iter().find_map(|(next, arn)| {
            let mut steps = self.assumes(role, *next, arn, account)?;
            let mut seen = seen.clone();
            steps.extend(self.to_administrator(*next, account, &mut seen)?);
            Some(steps)
        })
    }

    /// A combination by which an identity gives itself permissions, whatever it is aimed at.
    fn own_escalation(&self, holder: usize, world: &World, account: &SmolStr) -> Option<(&'static Escalation, Permission)> {
        let aimed = ["role", "user", "group", "policy"];
        let known = |escalation: &&Escalation| aimed.contains(&escalation.target) && escalation.certainty != facts::Certainty::Unknown;
        facts::escalations().iter().filter(known).find_map(|escalation| {
            let wishes = escalation.actions.iter().flat_map(|action| any_of(action).iter().map(move |resource| (*action, *resource)));
            Some((escalation, self.all(holder, world, account, wishes, &[], None)?))
        })
    }

    /// The step from one role to another that it may assume, both sides agreeing.
    fn assumes(&self, role: usize, next: usize, arn: &Text, account: &SmolStr) -> Option<Vec<Step>> {
        let resource = definite(arn, account);
        self.worlds(role).iter().find_map(|world| {
            let wish = Wish { action: "sts:AssumeRole", resource: resource.clone(), context: &[], only: None };
            let permission = self.may(role, world, account, &wish).filter(|permission| permission.doubts.is_empty())?;
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

/// A step that a statement allows.
pub(super) fn step(world: &World, by: StatementAt, text: String) -> Option<Step> {
    Some(Step { text, span: world.statement(by)?.span })
}

/// Resources that stand for every one of the kind that an action is about.
fn any_of(action: &str) -> &'static [&'static str] {
    let Some(found) = facts::action(action) else { return ANY_ROLE };
    let kinds = [("user", ANY_USER), ("group", ANY_GROUP), ("policy", ANY_POLICY)];
    let of_kind = |kind: &str| found.types.iter().any(|known| known.name == kind);
    kinds.into_iter().find(|(kind, _)| of_kind(kind)).map_or(ANY_ROLE, |(_, resources)| resources)
}
