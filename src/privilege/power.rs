//! What a statement or a role comes to in the end: everything, the right to change permissions, or a way on to another role.

use super::effective::{EffectivePolicies, StatementAt};
use super::escalation::Hop;
use super::passing::resource_of;
use super::permission::{Permission, Query, situations};
use super::{AdministratorPath, Answer, Effort, Granting, PermissionGraph, PrincipalContext, Step};
use crate::condition::Assignment;
use crate::facts::{self, Escalation};
use crate::iam::context::{Caller, CallerKind, Request};
use crate::iam::document::{Effect, Statement};
use crate::iam::evaluate::{Decision, Policy as Taking, PolicyKind, evaluate};
use crate::iam::principal::{self, Who};
use crate::mapped_text::Text;
use crate::subject::definite;
use crate::truth::Truth;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// How many statements are looked at to find out what one role leads to.
const MAX_EFFORT_FOR_ROLE: usize = 1 << 17;

/// How many roles stand behind one another on a path.
const MAX_CHAIN: usize = 3;

/// A service and an action that no policy names: only what covers everything covers them.
const ANYTHING: (&str, &str) = ("any-service:AnyAction", "arn:aws:any-service:us-east-1:{account}:x");

/// Names that differ in everything: what covers both covers every one.
pub(super) const ANY_NAME: [&str; 2] = ["x", "Y-0/a.b"];

/// A service that no policy names.
const ANY_SERVICE: &str = "any-service.amazonaws.com";

pub(super) const PASSED_TO: &str = "iam:PassedToService";

/// How a search ended that found nobody.
#[derive(PartialEq, Eq, Debug)]
enum Ended {
    /// There was nowhere further to go.
    Everywhere,
    /// Farther than [`MAX_CHAIN`] nobody looked.
    Far,
}

/// What the holder of a statement may do on every resource: `iam:PassRole`, or everything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Everywhere {
    Action(SmolStr),
    Everything,
}

impl PermissionGraph<'_> {
    /// Whether somebody who holds the statement may, by this statement, do this on every resource.
    pub fn allows_everywhere(&self, of: &Granting<'_, '_>, what: &Everywhere) -> Option<(Permission, Assignment)> {
        let first = match what {
            Everywhere::Action(action) => action.as_str(),
            Everywhere::Everything => ANYTHING.0,
        };
        if !of.is_about(first) {
            return None;
        }
        self.best(of, |caller, at| match what {
            Everywhere::Action(action) => self.everywhere(caller, action, Some(at)),
            Everywhere::Everything => self.everything(caller, Some(at)),
        })
    }

    /// Whether an identity may do this on every resource of the action's kind, for any service.
    pub(super) fn everywhere(&self, caller: &PrincipalContext<'_>, action: &str, only: Option<StatementAt>) -> Option<Permission> {
        let context = [(PASSED_TO, ANY_SERVICE.to_owned())];
        let context = if action.eq_ignore_ascii_case("iam:PassRole") { &context[..] } else { &[] };
        self.all(caller, &[action], context, only)
    }

    /// Whether an identity may do everything on everything.
    pub(super) fn everything(&self, caller: &PrincipalContext<'_>, only: Option<StatementAt>) -> Option<Permission> {
        let resource = ANYTHING.1.replace("{account}", caller.account);
        let anything = self.is_allowed(caller, &Query { action: ANYTHING.0, resource, context: &[], only })?;
        let permissions = self.all(caller, &["iam:PutRolePolicy", "iam:AttachUserPolicy", "iam:CreatePolicyVersion"], &[], only)?;
        Some(anything.and(permissions))
    }

    /// The first permission if all of these may be done on every resource, with the doubts of all.
    fn all(
        &self,
        caller: &PrincipalContext<'_>,
        actions: &[&str],
        context: &[(&str, String)],
        only: Option<StatementAt>,
    ) -> Option<Permission> {
        let mut first: Option<Permission> = None;
        for action in actions {
            for name in ANY_NAME {
                let query = Query { action, resource: resource_of(action, caller.account, name), context, only };
                let permission = self.is_allowed(caller, &query)?;
                first = Some(match first {
                    Some(first) => first.and(permission),
                    None => permission,
                });
            }
        }
        first
    }

    /// How an identity comes to administer the account, as the code shows it, by itself or by way of others; nothing if it does not, or
    /// only by way of the one that asks.
    pub(super) fn to_administrator(&self, identity: usize, account: &SmolStr, without: usize) -> Option<Vec<Step>> {
        let known = self.administrators.lock().ok().and_then(|known| known.get(&(identity, account.clone())).cloned());
        let way = known.unwrap_or_else(|| {
            let way = self.search_administrator(identity, account, identity);
            if let Ok(mut known) = self.administrators.lock() {
                known.insert((identity, account.clone()), way.clone());
            }
            way
        })?;
        if !way.through.contains(&without) {
            return Some(way.steps);
        }
        self.search_administrator(identity, account, without).map(|way| way.steps)
    }

    fn search_administrator(&self, identity: usize, account: &SmolStr, without: usize) -> Option<AdministratorPath> {
        let effort = Effort::of(MAX_EFFORT_FOR_ROLE);
        let mut seen: FxHashSet<usize> = [identity, without].into_iter().collect();
        let found = self.find_administrator(identity, account, &mut seen, &effort);
        if effort.is_spent() {
            let span = self.identities.get(identity).map(|identity| identity.resource.span);
            self.give_up(span, "steps to find out what this role may do");
        } else if matches!(found, Err(Ended::Everywhere))
            && without == identity
            && let Ok(mut known) = self.administrators.lock()
        {
            // Where this one does not come, none of those comes that it comes by.
            seen.iter().for_each(|none| _ = known.insert((*none, account.clone()), None));
        }
        found.ok()
    }

    /// One after the other, the nearest first.
    fn find_administrator(
        &self,
        first: usize,
        account: &SmolStr,
        seen: &mut FxHashSet<usize>,
        effort: &Effort,
    ) -> Result<AdministratorPath, Ended> {
        let mut near = vec![(first, AdministratorPath { steps: vec![], through: vec![] })];
        for _ in 0..=MAX_CHAIN {
            let mut next: Vec<(usize, AdministratorPath)> = vec![];
            for (identity, way) in near.into_iter().filter(|(identity, _)| !self.leads_nowhere(*identity, account)) {
                let actors = self.effective(identity).iter().map(|world| PrincipalContext { holder: identity, world, account, effort });
                if let Some(last) = actors.clone().find_map(|caller| self.administers(&caller)) {
                    return Ok(AdministratorPath { steps: way.steps.into_iter().chain(last).collect(), ..way });
                }
                for caller in actors {
                    for (to, steps) in self.next(&caller, seen) {
                        if seen.insert(to) {
                            let steps = way.steps.iter().cloned().chain(steps).collect();
                            let through = way.through.iter().copied().chain([identity, to]).collect();
                            next.push((to, AdministratorPath { steps, through }));
                        }
                    }
                }
            }
            near = next;
        }
        Err(if near.is_empty() { Ended::Everywhere } else { Ended::Far })
    }

    /// Whether it is known that an identity comes to no administrator.
    fn leads_nowhere(&self, identity: usize, account: &SmolStr) -> bool {
        self.administrators.lock().is_ok_and(|known| known.get(&(identity, account.clone())).is_some_and(Option::is_none))
    }

    /// The roles that somebody but a service may assume.
    pub(super) fn assumable(&self) -> impl Iterator<Item = &(usize, Text)> {
        let is_open = |role: usize| {
            let trusts = self.effective(role).iter().flat_map(|world| world.of_kind(PolicyKind::Trust));
            let mut listed =
                trusts.flat_map(|(_, trust)| trust.document.with_effect(Effect::Allow)).flat_map(|statement| &statement.principals);
            listed.any(|listed| listed.negated || listed.entries.iter().any(|entry| !matches!(entry.who, Who::Service(_))))
        };
        let places = self.assumable.get_or_init(|| {
            let open = self.roles.iter().enumerate().filter(|(_, (role, _))| is_open(*role));
            open.map(|(place, _)| place).collect()
        });
        places.iter().filter_map(|place| self.roles.get(*place))
    }

    /// Whether an identity comes to administer the account in some way that does not lead through another.
    pub(super) fn leads_to_administrator(&self, identity: usize, account: &SmolStr, without: usize) -> bool {
        let known = self.administrators.lock().ok().and_then(|known| {
            let way = known.get(&(identity, account.clone()))?;
            match way {
                None => Some(false),
                Some(way) => (!way.through.contains(&without)).then_some(true),
            }
        });
        known.unwrap_or_else(|| self.to_administrator(identity, account, without).is_some())
    }

    /// The identities that one surely comes to from another, and how.
    fn next(&self, caller: &PrincipalContext<'_>, seen: &FxHashSet<usize>) -> Vec<(usize, Vec<Step>)> {
        let mut found = vec![];
        if caller.world.is_about("sts:AssumeRole") {
            let others = self.assumable().filter(|(other, _)| !seen.contains(other));
            found.extend(others.filter_map(|(other, arn)| Some((*other, self.assumes(caller, *other, arn)?.into()))));
        }
        let wanted = |to: usize| !seen.contains(&to);
        let hops = self.hops(caller, None, &wanted).filter(Hop::is_certain);
        found.extend(hops.filter_map(|hop| {
            let text = format!("{} may `{}`", self.name(caller.holder), hop.escalation.actions_in_words());
            let first = step(caller.world, hop.permission.by, text)?;
            Some((hop.to, std::iter::once(first).chain(hop.steps).collect()))
        }));
        found
    }

    /// Whether an identity may do everything, or change permissions so that it may.
    pub(super) fn administers(&self, caller: &PrincipalContext<'_>) -> Option<Vec<Step>> {
        let name = self.name(caller.holder);
        if let Some(permission) = self.everything(caller, None) {
            return Some(vec![step(caller.world, permission.by, format!("{name} may do everything"))?]);
        }
        if let Some((escalation, permission)) = self.own_escalation(caller) {
            let text = format!("{name} may `{}`, and so give itself every permission", escalation.actions_in_words());
            return Some(vec![step(caller.world, permission.by, text)?]);
        }
        let own = self.writes(caller, None).filter(Hop::is_certain)?;
        let text = format!("{name} may `{}`, and so {}", own.escalation.actions_in_words(), own.gain);
        let first = step(caller.world, own.permission.by, text)?;
        Some(std::iter::once(first).chain(own.steps).collect())
    }

    /// A combination by which an identity gives itself permissions, whatever it is aimed at.
    fn own_escalation(&self, caller: &PrincipalContext<'_>) -> Option<(&'static Escalation, Permission)> {
        let whichever = ["administrator", "any", "own"];
        let known = |escalation: &&&'static Escalation| whichever.contains(&escalation.aim) && escalation.provided.is_empty();
        let escalations = caller.world.escalations().iter().filter(known);
        let mut reaching = escalations.filter(|escalation| escalation.aim != "own" || !self.spares_own(caller, escalation));
        reaching.find_map(|escalation| Some((*escalation, self.anywhere(caller, escalation, None)?.permission)))
    }

    /// The steps from one role to another that it may assume, both sides agreeing.
    pub(super) fn assumes(&self, caller: &PrincipalContext<'_>, next: usize, arn: &Text) -> Option<[Step; 2]> {
        let assuming = self.caller(caller.holder, caller.account);
        let (trust, trusting) = self.effective(next).iter().find_map(|other| {
            let (_, trust) = other.of_kind(PolicyKind::Trust).next()?;
            let names = |statement: &&Statement| {
                statement.principals.as_ref().is_some_and(|listed| !principal::matches(listed, &assuming, false).is_empty())
            };
            Some((trust, trust.document.with_effect(Effect::Allow).find(names)?.span))
        })?;
        let query = Query { action: "sts:AssumeRole", resource: definite(arn, caller.account), context: &[], only: None };
        let permission = self.is_allowed(caller, &query).filter(|permission| permission.doubts.is_empty())?;
        let taking = |kind, document| Taking { kind, level: SmolStr::default(), document };
        let own = caller.world.of_kind(PolicyKind::Identity).map(|(_, attached)| taking(PolicyKind::Identity, &attached.document));
        let policies: Vec<Taking<'_>> = own.chain([taking(PolicyKind::Trust, &trust.document)]).collect();
        // What the trust policy asks for, such as an external id, the caller brings along.
        let statements: Vec<&Statement> = trust.document.statements.iter().collect();
        let is_let_in = |context| evaluate(&Request { context, ..permission.request.clone() }, &policies).decision == Decision::Allowed;
        if !situations(&statements, &permission.request.context).into_iter().any(is_let_in) {
            return None;
        }
        let first = step(caller.world, permission.by, format!("{} may assume {}", self.name(caller.holder), self.name(next)))?;
        Some([first, Step { text: format!("{} trusts it", self.name(next)), span: trusting }])
    }

    /// Whether a role lets a service use it for its own account, and where it says so.
    pub(super) fn trusts(&self, role: usize, service: &str, account: &SmolStr, resource: &str) -> Option<(Truth, Step)> {
        let asked = facts::canonical_principal(service);
        self.effective(role).iter().find_map(|world| {
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

    fn tell_of(&mut self, _holder: String, others: usize) {
        self.others = others;
    }
}

impl Permission {
    /// This permission, on condition that the other is given as well.
    pub(super) fn and(mut self, other: Permission) -> Permission {
        self.doubts.extend(other.doubts);
        self.doubts.sort();
        self.doubts.dedup();
        self
    }
}

/// A step that a statement allows.
pub(super) fn step(world: &EffectivePolicies, by: StatementAt, text: String) -> Option<Step> {
    Some(Step { text, span: world.statement(by)?.span })
}
