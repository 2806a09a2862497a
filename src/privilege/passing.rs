//! Paths by `iam:PassRole`: who can hand a role to something that he makes, and what he reaches by it.

use super::effective::StatementAt;
use super::escalation::Use;
use super::permission::{Permission, Query, instance};
use super::power::{ANY_NAME, PASSED_TO, step};
use super::{Answer, Granting, PermissionGraph, PrincipalContext, Step};
use crate::condition::Assignment;
use crate::facts::{self, PassingAction, Power};
use crate::iam::context::Request;
use crate::iam::document::Effect;
use crate::iam::evaluate::{PolicyKind, about_action};
use crate::iam::pattern::{self, Pattern};
use crate::subject::definite;
use crate::truth::Truth;

/// What a role is passed for: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
const ASSOCIATED: &str = "iam:AssociatedResourceArn";

/// A way from an identity to the permissions of a role that it can pass.
#[derive(Clone, Debug)]
pub struct PassRolePath {
    /// "user `dev`".
    pub holder: String,
    pub action: &'static PassingAction,
    /// "role `admin`", or every role that trusts the service.
    pub role: String,
    /// Making the workload, the role's trust, the role's power.
    pub steps: Vec<Step>,
    /// The request that passes the role.
    pub request: Request,
    /// Why it is only possible.
    pub doubts: Vec<String>,
    /// Only a service acts with the passer's permissions, for what it is there for.
    pub is_for_service: bool,
    reach: Reach,
}

/// How far a path leads, the farther the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Reach {
    /// A role of this code that is no administrator, as far as the code shows.
    SomeRole,
    /// Every role of the account that trusts the service.
    EveryRole,
    Administrator,
}

/// An action that takes a role, and the permission for it.
type LaunchAction = (&'static PassingAction, Permission);

/// An identity that can pass roles by one statement.
struct Passer<'q> {
    caller: PrincipalContext<'q>,
    at: StatementAt,
}

impl PermissionGraph<'_> {
    /// The farthest path that begins with passing a role by this statement.
    pub fn passed_role(&self, of: &Granting<'_, '_>) -> Option<(PassRolePath, Assignment)> {
        if !of.is_about("iam:PassRole") {
            return None;
        }
        self.best(of, |caller, at| self.farthest(&Passer { caller: *caller, at }))
    }

    fn farthest(&self, passer: &Passer<'_>) -> Option<PassRolePath> {
        let Passer { caller, at } = passer;
        let made = self.makes(passer);
        // Whoever may do everything gains nothing.
        if made.is_empty() || self.everything(caller, None).is_some() {
            return None;
        }
        let known = self.known_role(passer, &made);
        // A rule that starts a task hands over the role that it was given.
        let known = known.filter(|path| path.reach > Reach::SomeRole || !path.is_for_service);
        if known.as_ref().is_some_and(|path| path.reach == Reach::Administrator) {
            return known;
        }
        let Some(passing) = self.everywhere(caller, "iam:PassRole", Some(*at)) else { return known };
        let Some((action, making)) = made.first().filter(|(action, _)| action.power == Power::Direct) else { return known };
        let service = if action.service.is_empty() { "the service" } else { action.service };
        let role = format!("every role that trusts `{service}`");
        self.path(passer, (*action, making), (role, Reach::EveryRole), vec![], passing, vec![])
    }

    /// The farthest path to a role of this code.
    fn known_role(&self, passer: &Passer<'_>, made: &[LaunchAction]) -> Option<PassRolePath> {
        let caller = &passer.caller;
        let mut best: Option<PassRolePath> = None;
        let mut services: Vec<(&str, &[&str])> = vec![];
        for (action, making) in made.iter().filter(|(action, _)| !action.service.is_empty()) {
            if services.contains(&(action.service, &action.passed_to)) {
                continue;
            }
            services.push((action.service, &action.passed_to));
            // A role that is no administrator counts only where every role may be passed to the service.
            let is_direct = action.power == Power::Direct;
            let any = ANY_NAME.map(|name| resource_of("iam:PassRole", caller.account, name));
            let passes_any = any.iter().all(|role| self.passes(passer, role, action).is_some());
            for (role, arn) in self.roles.iter().filter(|(role, _)| *role != caller.holder) {
                let (reach, mut steps) = match self.to_administrator(*role, caller.account, caller.holder) {
                    Some(steps) => (Reach::Administrator, steps),
                    None if passes_any && is_direct => (Reach::SomeRole, vec![]),
                    None => continue,
                };
                if best.as_ref().is_some_and(|best| best.reach >= reach) {
                    continue;
                }
                let arn = definite(arn, caller.account);
                let Some((trusts, trust)) = self.trusts(*role, action.service, caller.account, &arn) else { continue };
                let Some(passing) = self.passes(passer, &arn, action) else { continue };
                let trust_is_open =
                    (trusts == Truth::Unknown).then(|| "the conditions of the role's trust policy are not decided".to_owned());
                let harmless =
                    (reach == Reach::SomeRole).then(|| format!("{} is no administrator as far as this code shows", self.name(*role)));
                steps.insert(0, trust);
                let unproven =
                    (!is_direct).then(|| format!("what `{}` lets its caller do with the role is not established", action.action));
                let doubts = trust_is_open.into_iter().chain(harmless).chain(unproven).collect();
                best = self.path(passer, (*action, making), (self.name(*role), reach), steps, passing, doubts);
                if reach == Reach::Administrator {
                    return best;
                }
            }
        }
        best
    }

    fn passes(&self, passer: &Passer<'_>, role: &str, action: &PassingAction) -> Option<Permission> {
        action.passed_to.iter().find_map(|service| {
            let context = [(PASSED_TO, (*service).to_owned())];
            let query = Query { action: "iam:PassRole", resource: role.to_owned(), context: &context, only: Some(passer.at) };
            self.is_allowed(&passer.caller, &query).or_else(|| self.passes_for(passer, &query, action))
        })
    }

    /// Where a role may be passed only for some resources of the service (`iam:AssociatedResourceArn`): the passer makes one of those.
    fn passes_for(&self, passer: &Passer<'_>, query: &Query<'_>, action: &PassingAction) -> Option<Permission> {
        let service = action.action.split(':').next()?;
        let conditions = passer.caller.world.statement(passer.at)?.conditions.iter();
        let values = conditions.filter(|condition| condition.key.eq_ignore_ascii_case(ASSOCIATED)).flat_map(|condition| &condition.values);
        let mut made = values.map(instance).filter(|arn| arn.split(':').nth(2) == Some(service));
        let mut permission = made.find_map(|arn| {
            let context: Vec<_> = query.context.iter().cloned().chain([(ASSOCIATED, arn)]).collect();
            self.is_allowed(&passer.caller, &Query { context: &context, ..query.clone() })
        })?;
        permission.doubts.push(format!("the service must tell what the role is for (`{ASSOCIATED}`)"));
        Some(permission)
    }

    fn path(
        &self,
        passer: &Passer<'_>,
        (action, making): (&'static PassingAction, &Permission),
        (role, reach): (String, Reach),
        mut steps: Vec<Step>,
        passing: Permission,
        mut doubts: Vec<String>,
    ) -> Option<PassRolePath> {
        let holder = self.name(passer.caller.holder);
        let made = step(passer.caller.world, making.by, format!("{holder} may `{}`, which takes the role", action.action))?;
        steps.insert(0, made);
        doubts.extend(passing.doubts.iter().chain(&making.doubts).cloned());
        doubts.sort();
        doubts.dedup();
        let request = passing.request;
        let is_for_service = self.used_by(passer.caller.holder) == Use::Service;
        Some(PassRolePath { holder, action, role, steps, request, doubts, is_for_service, reach })
    }

    /// What the passer can make that runs with a role, the well-trodden ways first.
    fn makes(&self, passer: &Passer<'_>) -> Vec<LaunchAction> {
        let may_run = |action: &&PassingAction| match action.power {
            Power::Direct => true,
            Power::Unknown => !action.service.is_empty(),
            Power::Indirect | Power::None => false,
        };
        let actions = facts::passing_actions().into_iter().filter(may_run);
        let mut made: Vec<LaunchAction> =
            actions.filter_map(|action| Some((action, self.makes_by(&passer.caller, action.action)?))).collect();
        let trodden = |action: &PassingAction| {
            let passes = |known: &&facts::Escalation| known.actions.contains(&"iam:PassRole") && known.actions.contains(&action.action);
            facts::escalations().iter().filter(passes).any(|known| known.certainty != facts::Certainty::Unknown)
        };
        made.sort_by_key(|(action, _)| (action.power != Power::Direct, !trodden(action), action.action));
        made
    }

    /// Whether an identity may do this on any resource: one of those that its statements speak of.
    pub(super) fn makes_by(&self, caller: &PrincipalContext<'_>, action: &str) -> Option<Permission> {
        let statements = caller.world.of_kind(PolicyKind::Identity).flat_map(|(_, attached)| &attached.document.statements);
        let granting = statements.filter(|statement| statement.effect == Effect::Allow && about_action(statement, action) == Truth::Yes);
        let mut resources: Vec<String> = vec![];
        for listed in granting.filter_map(|statement| statement.resources.as_ref()) {
            if listed.negated || listed.entries.iter().any(|entry| entry.pattern.is_any()) {
                resources.push(resource_of(action, caller.account, "x"));
            } else {
                resources.extend(listed.entries.iter().map(instance).filter(|resource| fits(action, resource)));
            }
        }
        resources.sort();
        resources.dedup();
        resources.truncate(16);
        let wishes = resources.into_iter().map(|resource| Query { action, resource, context: &[], only: None });
        wishes.into_iter().find_map(|query| self.is_allowed(caller, &query))
    }
}

/// A resource of this name that an action can be about; `*` if it can be limited to none.
pub(super) fn resource_of(action: &str, account: &str, name: &str) -> String {
    let Some(pattern) = facts::action(action).and_then(|action| action.types.first()?.arns.first()) else { return "*".to_owned() };
    let fields = pattern.splitn(6, ':').enumerate().map(|(at, field)| match (at, field) {
        (1, "*") => "aws".to_owned(),
        (3, "*") => "us-east-1".to_owned(),
        (4, "*") => account.to_owned(),
        (_, field) => field.replace('*', name),
    });
    fields.collect::<Vec<_>>().join(":")
}

/// Whether an action can be limited to such a resource.
pub(super) fn fits(action: &str, resource: &str) -> bool {
    let types = facts::action(action).map(|action| action.types.as_slice()).unwrap_or_default();
    let arns = types.iter().flat_map(|kind| &kind.arns);
    arns.into_iter().any(|arn| Pattern::from_known(arn, false).matches(resource, &pattern::unresolved) == Truth::Yes)
}

impl Answer for PassRolePath {
    fn rank(&self) -> u8 {
        let certain = u8::from(self.doubts.is_empty());
        match self.reach {
            Reach::SomeRole => certain,
            Reach::EveryRole => 2 + certain,
            Reach::Administrator => 4 + certain,
        }
    }

    fn tell_of(&mut self, holder: String, _others: usize) {
        self.holder = holder;
    }
}
