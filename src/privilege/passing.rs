//! Paths by `iam:PassRole`: who can hand a role to something that they make, and what they reach by it.

use super::circumstances::instance;
use super::effective::EffectivePolicies;
use super::everywhere::{ANY_NAME, PASSED_TO};
use super::evidence::{GrantedRequest, PathWeight, PrivilegeEvidence};
use super::grant::{Doubts, Grant, LaunchAction, PathStep};
use super::graph::{AdministratorPath, PermissionGraph, PrincipalContext, UsedBy};
use super::holder::{Granting, HolderAnswer};
use super::launch::{HandedOn, resource_of};
use super::permission::Query;
use super::tags::ResourceTags;
use crate::condition::Assignment;
use crate::facts::{PassingAction, Power};
use crate::iam::context::Request;
use crate::iam::document::{Element, Listed, Statement};
use crate::iam::evaluate::StatementAt;
use crate::subject::definite;
use crate::truth::Truth;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What a role is passed for: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
const ASSOCIATED: &str = "iam:AssociatedResourceArn";

/// A way from an identity to the permissions of a role that it can pass.
#[derive(Clone, Debug)]
pub struct PassRolePath {
    /// "user `dev`".
    pub holder: String,
    pub action: &'static PassingAction,
    /// The action that is needed as well, so that anything begins that has the role.
    pub begun_by: Option<String>,
    /// "role `admin`", or any role that trusts the service.
    pub role: String,
    /// Making the workload, the role's trust, the role's power.
    pub steps: Vec<PathStep>,
    /// The request that passes the role.
    pub request: Request,
    /// Why it is only possible.
    pub doubts: Vec<String>,
    /// Only a service acts with the passer's permissions, for what it is there for.
    pub is_for_service: bool,
    granted: [GrantedRequest; 2],
    under: Assignment,
    reach: Reach,
}

impl PassRolePath {
    /// What it rests on.
    pub fn evidence(&self) -> PrivilegeEvidence<'_> {
        let PassRolePath { holder, granted, steps, doubts, under, is_for_service, .. } = self;
        PrivilegeEvidence {
            holder,
            granted,
            steps,
            doubts,
            under,
            weight: if *is_for_service { PathWeight::Lowered } else { PathWeight::Full },
        }
    }
}

/// How far a path leads, the farther the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Reach {
    /// A role of this code that is no administrator, as far as the code shows.
    SomeRole,
    /// Every role of the account that trusts the service.
    EveryRole,
    /// A role of this code that comes to an administrator by others.
    Onward,
    Administrator,
}

/// An identity that can pass roles, by one statement.
struct Passer<'q> {
    caller: PrincipalContext<'q>,
    /// Any, if none is asked about.
    at: Option<StatementAt>,
}

/// What becomes of a role that is passed.
struct Passed<'m> {
    action: &'static PassingAction,
    /// The grant of the action that takes the role.
    making: &'m Grant,
    /// The grant of passing it.
    passing: Grant,
    role: String,
    reach: Reach,
    /// As in [`PermissionGraph::breadth_beyond`].
    gain: usize,
    steps: Vec<PathStep>,
    doubts: Doubts,
    under: Assignment,
}

impl PermissionGraph<'_> {
    /// The farthest path that begins with passing a role by this statement.
    pub fn passed_role(&self, of: &Granting<'_, '_>) -> Option<(PassRolePath, Assignment)> {
        if !of.is_about("iam:PassRole") {
            return None;
        }
        let (mut path, under) = self.best(of, |caller, at| self.farthest(&Passer { caller: *caller, at: Some(at) }))?;
        path.under = under.and(&path.under.beyond(of.given))?;
        let under = path.under.clone();
        Some((path, under))
    }

    fn farthest(&self, passer: &Passer<'_>) -> Option<PassRolePath> {
        let Passer { caller, at } = passer;
        let made = self.launch_actions(caller);
        // Whoever may do everything gains nothing.
        if made.is_empty() || self.everything(caller, None).is_some() || self.is_for_delivery(caller.holder) {
            return None;
        }
        let is_for_service = self.used_by(caller.holder) == UsedBy::Service;
        // A rule that starts a task hands over the role that it was given.
        let known = self.known_role(passer, &made).filter(|passed| passed.reach > Reach::SomeRole || !is_for_service);
        if known.as_ref().is_some_and(|passed| passed.reach > Reach::EveryRole) {
            return self.path(passer, known?);
        }
        let every = || {
            let passing = self.everywhere(caller, "iam:PassRole", *at)?;
            let runs = |(action, _): &&LaunchAction| action.power.runs_code() || action.power == Power::Handed;
            // One of which it is known which roles it takes tells more.
            let (action, making) =
                made.iter().filter(runs).min_by_key(|(action, _)| (!action.power.runs_code(), action.service.is_empty()))?;
            let role = match action.service {
                "" => "every role that may be passed".to_owned(),
                service => format!("any role that trusts `{service}`"),
            };
            Some(Passed {
                action,
                making,
                passing,
                role,
                reach: Reach::EveryRole,
                gain: usize::MAX,
                steps: vec![],
                doubts: Doubts::default(),
                under: Assignment::default(),
            })
        };
        let every = every().map(|mut passed| {
            if passed.action.power == Power::Handed || passed.action.service.is_empty() {
                passed.doubt(Truth::Yes);
            }
            passed
        });
        self.path(passer, every.or(known)?)
    }

    /// The farthest path to a role of this code.
    fn known_role<'m>(&self, passer: &Passer<'_>, made: &'m [LaunchAction]) -> Option<Passed<'m>> {
        let caller = &passer.caller;
        let mut best: Option<Passed<'m>> = None;
        let mut services: Vec<(&str, &[&str])> = vec![];
        for (action, making) in made.iter().filter(|(action, _)| !action.service.is_empty()) {
            if services.contains(&(action.service, &action.passed_to)) {
                continue;
            }
            services.push((action.service, &action.passed_to));
            // A role that is no administrator counts only where every role may be passed to the service.
            let any = ANY_NAME.map(|name| resource_of("iam:PassRole", caller.account, name));
            let passes_any = action.power.runs_code() && any.iter().all(|role| self.passes(passer, role, action, None).is_some());
            for (role, arn) in self.roles.iter().filter(|(role, _)| *role != caller.holder) {
                let tags = || self.identity_tags(caller, *role);
                let (reach, onward) = match self.to_administrator(caller, *role) {
                    Some(path) => (if path.is_direct() { Reach::Administrator } else { Reach::Onward }, path),
                    None if passes_any => (Reach::SomeRole, Arc::default()),
                    None => continue,
                };
                let gain = if reach == Reach::SomeRole { self.breadth_beyond(caller, *role) } else { usize::MAX };
                if gain == 0 || best.as_ref().is_some_and(|best| (best.reach, best.gain) >= (reach, gain)) {
                    continue;
                }
                let Some(trusted) = self.trusts(caller, *role, action.service) else { continue };
                let Some(passing) = self.passes(passer, &definite(arn, caller.account), action, tags().as_ref()) else { continue };
                let Some(near) = self.in_one_account(caller.holder, *role) else { continue };
                let Some(under) = onward.under.and(&trusted.under) else { continue };
                let AdministratorPath { mut steps, doubts, .. } = onward.as_ref().clone();
                let role = self.name(*role);
                steps.insert(0, trusted.step);
                let mut passed = Passed { action, making, passing, role, reach, gain, steps, doubts, under };
                passed.doubt(trusted.truth);
                passed.doubts.and(near);
                best = Some(passed);
                if reach == Reach::Administrator {
                    return best;
                }
            }
        }
        best
    }

    /// How much the policies of a role grant that those of the caller do not: actions, of which a wildcard counts for many. A role of which no policy is
    /// known may hold anything.
    fn breadth_beyond(&self, caller: &PrincipalContext<'_>, role: usize) -> usize {
        let own: FxHashSet<&str> = granted(caller.effective).iter().map(|(meaning, _)| meaning.as_str()).collect();
        let of = |effective: &EffectivePolicies| match granted(effective) {
            grants if grants.is_empty() || effective.documents.iter().any(|attached| !attached.unknown.is_empty()) => 1,
            grants => grants.iter().filter(|(meaning, _)| !own.contains(meaning.as_str())).map(|(_, breadth)| breadth).sum(),
        };
        self.effective(role).iter().map(of).max().unwrap_or(1)
    }

    /// The roles that an identity can hand to something that runs its code, by all that is known.
    pub(super) fn hands_on(&self, caller: &PrincipalContext<'_>, wanted: &dyn Fn(usize) -> bool) -> Vec<HandedOn> {
        let mut found: Vec<HandedOn> = vec![];
        if !caller.effective.is_about("iam:PassRole") {
            return found;
        }
        let passer = Passer { caller: *caller, at: None };
        let mut services: Vec<&str> = vec![];
        let mut reached: FxHashSet<usize> = FxHashSet::default();
        for (action, making) in self.launch_actions(caller) {
            if !action.power.runs_code() || action.service.is_empty() || services.contains(&action.service) || !making.doubts.is_settled() {
                continue;
            }
            services.push(action.service);
            for (to, arn) in self.roles.iter().filter(|(role, _)| *role != caller.holder && wanted(*role)) {
                if reached.contains(to) {
                    continue;
                }
                let Some(trusted) = self.trusts(caller, *to, action.service).filter(|trusted| trusted.truth == Truth::Yes) else {
                    continue;
                };
                let Some(near) = self.in_one_account(caller.holder, *to) else { continue };
                let tags = self.identity_tags(caller, *to);
                let passing = self.passes(&passer, &definite(arn, caller.account), action, tags.as_ref());
                let Some(passing) = passing.filter(|passing| passing.doubts.is_settled()) else { continue };
                let text = format!("{} may pass {} to what it makes with `{}`", self.name(caller.holder), self.name(*to), action.action);
                let steps = caller.effective.step(passing.by, text).into_iter().chain([trusted.step]).collect();
                let mut doubts = passing.doubts;
                doubts.and(making.doubts.clone());
                doubts.and(near);
                reached.insert(*to);
                found.push(HandedOn { to: *to, steps, doubts, under: trusted.under });
            }
        }
        found
    }

    /// How an identity can pass every role of the account to something that runs its code.
    pub(super) fn passes_every_role(&self, caller: &PrincipalContext<'_>) -> Option<(PathStep, Doubts)> {
        if !caller.effective.is_about("iam:PassRole") {
            return None;
        }
        let passing = self.everywhere(caller, "iam:PassRole", None).filter(|passing| passing.doubts.is_settled())?;
        let mut made = self.launch_actions(caller).into_iter();
        let (action, making) =
            made.find(|(action, making)| action.power.runs_code() && !action.service.is_empty() && making.doubts.is_settled())?;
        let text = format!("{} may pass every role of the account to what it makes with `{}`", self.name(caller.holder), action.action);
        let mut doubts = passing.doubts;
        doubts.and(making.doubts);
        Some((caller.effective.step(passing.by, text)?, doubts))
    }

    fn passes(&self, passer: &Passer<'_>, role: &str, action: &PassingAction, tags: Option<&ResourceTags>) -> Option<Grant> {
        action.passed_to.iter().find_map(|service| {
            let context = [(PASSED_TO, (*service).to_owned())];
            let query = Query { context: &context, only: passer.at, tags, ..Query::new("iam:PassRole", role) };
            self.is_allowed(&passer.caller, &query).or_else(|| self.passes_for(passer, &query, action))
        })
    }

    /// Where a role may be passed only for some resources of the service (`iam:AssociatedResourceArn`): the passer makes one of those.
    fn passes_for(&self, passer: &Passer<'_>, query: &Query<'_>, action: &PassingAction) -> Option<Grant> {
        let service = action.action.split(':').next()?;
        let conditions = passer.caller.effective.statement(passer.at?)?.conditions.iter();
        let values = conditions.filter(|condition| condition.key.eq_ignore_ascii_case(ASSOCIATED)).flat_map(|condition| &condition.values);
        let mut made = values.map(instance).filter(|arn| arn.split(':').nth(2) == Some(service));
        let mut grant = made.find_map(|arn| {
            let context: Vec<_> = query.context.iter().cloned().chain([(ASSOCIATED, arn)]).collect();
            self.is_allowed(&passer.caller, &Query { context: &context, is_for_all: false, ..query.clone() })
        })?;
        grant.doubts.add([format!("the service must tell what the role is for (`{ASSOCIATED}`)")]);
        Some(grant)
    }

    fn path(&self, passer: &Passer<'_>, passed: Passed<'_>) -> Option<PassRolePath> {
        let Passed { action, making, passing, role, reach, mut steps, mut doubts, under, .. } = passed;
        let effective = passer.caller.effective;
        let holder = self.name(passer.caller.holder);
        let made = effective.step(making.by, format!("{holder} may also call `{}`, which takes the role that is passed", action.action))?;
        steps.insert(0, made);
        steps.splice(0..0, self.tagging_steps(&passer.caller, [&passing, making].into_iter()));
        doubts.and(passing.doubts);
        doubts.and(making.doubts.clone());
        let granted = [effective.granted(passing.by, passing.request.clone())?, effective.granted(making.by, making.request.clone())?];
        let is_for_service = self.used_by(passer.caller.holder) == UsedBy::Service;
        let (doubts, request) = (doubts.into_texts(), passing.request);
        let begun_by = making.begun_by.clone();
        Some(PassRolePath { holder, action, begun_by, role, steps, request, doubts, is_for_service, granted, under, reach })
    }
}

/// What the statements of an identity's own policies grant, and how much.
fn granted(effective: &EffectivePolicies) -> &[(String, usize)] {
    effective.known.granted.get_or_init(|| effective.allowing().map(|statement| (meaning(statement), breadth(statement))).collect())
}

/// What a statement grants, as a text that is the same for the same grant.
fn meaning(statement: &Statement) -> String {
    let listed = |listed: &Option<Listed<Element>>| {
        let mut entries: Vec<String> =
            listed.iter().flat_map(|listed| &listed.entries).map(|entry| entry.text.to_string().to_ascii_lowercase()).collect();
        entries.sort();
        format!("{} {entries:?}", listed.as_ref().is_some_and(|listed| listed.negated))
    };
    let conditions = statement.conditions.iter().map(|condition| {
        let values: Vec<String> = condition.values.iter().map(|value| value.text.to_string()).collect();
        format!("{} {} {values:?}", condition.operator_text, condition.key)
    });
    let conditions: Vec<String> = conditions.collect();
    format!("{} {} {conditions:?}", listed(&statement.actions), listed(&statement.resources))
}

/// How much a statement grants, by the wildcards of its actions.
fn breadth(statement: &Statement) -> usize {
    let of = |action: &Element| match action.text.to_string() {
        text if text == "*" => 10_000,
        text if text.ends_with(":*") => 100,
        text if text.contains('*') => 10,
        _ => 1,
    };
    statement.actions.as_ref().map_or(0, |actions| if actions.negated { 10_000 } else { actions.entries.iter().map(of).sum() })
}

impl Passed<'_> {
    /// Adds what is open about the role and what is done with it.
    fn doubt(&mut self, trusts: Truth) {
        let open = (trusts == Truth::Unknown).then(|| "the conditions of the role's trust policy are not decided".to_owned());
        let harmless = (self.reach == Reach::SomeRole).then(|| format!("{} is no administrator as far as this code shows", self.role));
        let action = self.action.action;
        let unproven = match self.action.power {
            Power::Direct => self
                .action
                .service
                .is_empty()
                .then(|| format!("which service must be trusted by the role that `{action}` takes is not established")),
            Power::Handed => Some(format!("`{action}` runs no code: {}", self.action.note)),
            Power::Attached => Some(format!("`{action}` runs no code: it takes something running that the caller can get into")),
            _ => Some(format!("what `{action}` lets its caller do with the role is not established")),
        };
        self.doubts.add([open, harmless, unproven].into_iter().flatten());
    }
}

impl HolderAnswer for PassRolePath {
    const BEST: u8 = 7;

    fn rank(&self) -> u8 {
        let certain = u8::from(self.doubts.is_empty());
        match self.reach {
            Reach::SomeRole => certain,
            Reach::EveryRole => 2 + certain,
            Reach::Onward => 4 + certain,
            Reach::Administrator => 6 + certain,
        }
    }

    fn granted(&self) -> &[GrantedRequest] {
        &self.granted
    }

    fn is_certain(&self) -> bool {
        self.doubts.is_empty()
    }

    fn under_mut(&mut self) -> Option<&mut Assignment> {
        Some(&mut self.under)
    }

    fn tell_of(&mut self, holder: String, _others: usize) {
        self.holder = holder;
    }
}
