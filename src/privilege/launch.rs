//! What an identity can make that runs with a role, and what an action can be about.

use super::circumstances::instance;
use super::grant::{Doubts, Grant, LaunchAction, PathStep};
use super::graph::{PermissionGraph, PrincipalContext};
use super::permission::Query;
use crate::condition::Assignment;
use crate::facts::{self, PassingAction, Power};
use crate::iam::document::{Element, Statement};
use crate::iam::pattern::{self, Pattern};
use crate::iam::stand_in;
use crate::truth::Truth;

/// How many resources of one action are tried that policies name.
const MAX_RESOURCES: usize = 16;

/// A role that an identity hands to something that it makes.
pub(super) struct HandedOn {
    pub(super) to: usize,
    pub(super) steps: Vec<PathStep>,
    pub(super) doubts: Doubts,
    pub(super) under: Assignment,
}

impl PermissionGraph<'_> {
    /// What an identity can make that runs with a role, the well-trodden ways first.
    pub(super) fn launch_actions(&self, caller: &PrincipalContext<'_>) -> Vec<LaunchAction> {
        self.worked_out(&caller.effective.known.launches, caller.account.clone(), caller, |caller| self.find_launch_actions(caller))
    }

    fn find_launch_actions(&self, caller: &PrincipalContext<'_>) -> Vec<LaunchAction> {
        let may_run = |action: &&PassingAction| match action.power {
            Power::Direct | Power::Attached | Power::Handed => true,
            Power::Unknown => !action.service.is_empty(),
            Power::Indirect | Power::None => false,
        };
        let actions = facts::passing_actions().into_iter().filter(may_run);
        let mut made: Vec<LaunchAction> = actions.filter_map(|action| Some((action, self.launches(caller, action)?))).collect();
        let trodden = |action: &PassingAction| {
            let passes = |known: &&facts::Escalation| known.actions.contains(&"iam:PassRole") && known.actions.contains(&action.action);
            facts::escalations().iter().filter(passes).any(|known| known.certainty != facts::RowCertainty::Unknown)
        };
        made.sort_by_cached_key(|(action, _)| (action.power != Power::Direct, !trodden(action), action.action));
        made
    }

    /// Whether an identity may make what takes a role, and begin what has it then.
    fn launches(&self, caller: &PrincipalContext<'_>, action: &PassingAction) -> Option<Grant> {
        let mut making = self.makes_by(caller, action.action)?;
        if !action.with.is_empty() {
            let mut begun = action.with.iter().filter_map(|with| self.makes_by(caller, with));
            let begun = begun.next()?;
            making.doubts.and(begun.doubts);
            making.begun_by = Some(begun.request.action);
        }
        Some(making)
    }

    /// Whether an identity may do this on any resource: one of those that its statements speak of.
    pub(super) fn makes_by(&self, caller: &PrincipalContext<'_>, action: &str) -> Option<Grant> {
        // Each statement is looked at for each such action.
        if caller.budget.is_spent() || !caller.budget.spend(caller.effective.allowing_count()) {
            return None;
        }
        let resources = self.spoken_of(caller, action, caller.effective.allowing_action(action), &|_| true);
        let mut required = facts::required_types(action).peekable();
        if required.peek().is_some() {
            let grants: Option<Vec<Grant>> = required.map(|kind| self.makes_with(caller, (action, kind), &resources)).collect();
            return grants?.into_iter().reduce(Grant::and);
        }
        let tried = resources.iter().take(MAX_RESOURCES);
        let grant = tried.into_iter().find_map(|resource| self.is_allowed(caller, &Query::new(action, resource)));
        if grant.is_none() && resources.len() > MAX_RESOURCES {
            caller.budget.reach(&format!("{MAX_RESOURCES} resources that policies name for one action"));
        }
        facts::required_types(action)
            .try_fold(grant?, |grant, kind| Some(grant.and(self.makes_with(caller, (action, kind), &resources)?)))
    }

    /// Whether an identity may do this on some resource of a type: one of those that its statements speak of, or any.
    fn makes_with(
        &self,
        caller: &PrincipalContext<'_>,
        (action, kind): (&str, &facts::ResourceType),
        resources: &[String],
    ) -> Option<Grant> {
        let arns: Vec<Pattern> = kind.arns.iter().map(|arn| Pattern::from_known(arn, false)).collect();
        let named = resources.iter().filter(|resource| fits_one_of(&arns, resource)).take(MAX_RESOURCES).cloned();
        let mut tried = resource_of_type(kind, caller.account, NOT_KNOWN).into_iter().chain(named);
        tried.find_map(|resource| self.is_allowed(caller, &Query::new(action, resource)))
    }

    /// A resource for each of the entries of some statements that is meant, as an action can be about it.
    pub(super) fn spoken_of<'s>(
        &self,
        caller: &PrincipalContext<'_>,
        action: &str,
        statements: impl IntoIterator<Item = &'s Statement>,
        is_meant: &dyn Fn(&Element) -> bool,
    ) -> Vec<String> {
        let mut resources: Vec<String> = vec![];
        let mut is_any = false;
        let arns = arns_for(action);
        for listed in statements.into_iter().filter_map(|statement| statement.resources.as_ref()) {
            if listed.negated || listed.entries.iter().any(|entry| entry.pattern.is_any()) {
                is_any = true;
            } else {
                let meant = listed.entries.iter().filter(|entry| is_meant(entry));
                resources.extend(meant.map(instance).filter(|resource| fits_one_of(&arns, resource)));
            }
        }
        resources.extend(is_any.then(|| resource_of(action, caller.account, NOT_KNOWN)));
        resources.sort();
        resources.dedup();
        resources
    }
}

/// The name of a resource that no policy names: people read its kind, `<role>`.
pub(super) const NOT_KNOWN: &str = "";

/// A resource of this name that an action can be about; `*` if it can be limited to none.
pub(super) fn resource_of(action: &str, account: &str, name: &str) -> String {
    done_on(action).and_then(|kind| resource_of_type(kind, account, name)).unwrap_or_else(|| "*".to_owned())
}

/// A resource of this name and type.
fn resource_of_type(kind: &facts::ResourceType, account: &str, name: &str) -> Option<String> {
    let pattern = kind.arns.first()?;
    let name = if name == NOT_KNOWN { &stand_in::called(kind.name, 1) } else { name };
    let fields = pattern.splitn(6, ':').enumerate().map(|(at, field)| match (at, field) {
        (1, "*") => "aws".to_owned(),
        (3, "*") => stand_in::REGION.to_owned(),
        (4, "*") => account.to_owned(),
        (_, field) => field.replace('*', name),
    });
    Some(fields.collect::<Vec<_>>().join(":"))
}

/// The first type of resource of an action. A bucket for the output of a command is not what the command is run on.
fn done_on(action: &str) -> Option<&'static facts::ResourceType> {
    let types = &facts::action(action)?.types;
    let service = action.split(':').next()?;
    let is_own = |kind: &&&'static facts::ResourceType| kind.arns.first().and_then(|arn| arn.split(':').nth(2)) == Some(service);
    let is_instance = |kind: &&&'static facts::ResourceType| kind.name == "instance";
    let first = types.first()?;
    if is_own(&first) {
        return Some(first);
    }
    types.iter().find(is_instance).or(types.iter().find(is_own)).or(Some(first)).copied()
}

/// Whether an action can be limited to such a resource.
pub(super) fn fits(action: &str, resource: &str) -> bool {
    fits_one_of(&arns_for(action), resource)
}

fn fits_one_of(arns: &[Pattern], resource: &str) -> bool {
    arns.iter().any(|arn| arn.matches(resource, &pattern::unresolved) == Truth::Yes)
}

/// The ARNs of the resources that an action can be limited to.
fn arns_for(action: &str) -> Vec<Pattern> {
    let types = facts::action(action).map(|action| action.types.as_slice()).unwrap_or_default();
    types.iter().flat_map(|kind| &kind.arns).map(|arn| Pattern::from_known(arn, false)).collect()
}
