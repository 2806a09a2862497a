//! Whether an identity may do all actions of an escalation, on one thing or on everything of its kind.

use super::effective::{EffectivePolicies, StatementAt};
use super::passing::{fits, resource_of};
use super::permission::{Permission, Query, can_be_about, is_denied};
use super::power::ANY_NAME;
use super::{PermissionGraph, PrincipalContext};
use crate::facts::{self, Escalation};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::{PolicyKind, about_action};
use crate::iam::pattern::Part;
use crate::mapped_text::{HoleKind, Text};
use crate::subject;
use crate::truth::Truth;

/// How many regions that policies name are tried.
const MAX_REGIONS: usize = 8;

/// The region of what does not tell its own, as [`subject::definite`] gives it.
const SOME_REGION: &str = "us-east-1";

/// What whoever may attach policies attaches: one of them is enough, where the policies that may be attached are limited.
const ATTACHED: [&str; 2] = ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/IAMFullAccess"];

/// The permissions of a combination: the first one with the doubts of all, and where the others are granted.
pub(super) struct Combined {
    pub permission: Permission,
    pub rest: Vec<(&'static str, StatementAt)>,
}

/// The combinations that are aimed at something.
pub(super) fn aimed() -> impl Iterator<Item = &'static Escalation> {
    facts::escalations().iter().filter(|escalation| !escalation.aim.is_empty())
}

/// What the statements that allow the first action of a combination may name: what none of them can name needs no closer look.
pub(super) struct Named<'w> {
    statements: Vec<&'w Statement>,
    /// What each entry of the statements says literally; nothing of a statement that names what it leaves out.
    literals: Vec<Vec<&'w str>>,
    regions: Vec<String>,
}

impl<'w> Named<'w> {
    pub(super) fn of(caller: &PrincipalContext<'w>, escalation: &Escalation) -> Named<'w> {
        let action = escalation.actions.first().copied().unwrap_or_default();
        let allowing = caller.world.of_kind(PolicyKind::Identity).flat_map(|(_, attached)| attached.document.with_effect(Effect::Allow));
        let statements: Vec<&Statement> = allowing.filter(|statement| about_action(statement, action) == Truth::Yes).collect();
        let mut literals = vec![];
        for listed in statements.iter().filter_map(|statement| statement.resources.as_ref()) {
            let of_entry = |entry: &'w Element| {
                entry.pattern.parts().iter().filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None })
            };
            if listed.negated {
                literals.push(vec![]);
            } else {
                literals.extend(listed.entries.iter().map(|entry| of_entry(entry).collect::<Vec<_>>()));
            }
        }
        Named { statements, literals, regions: caller.world.regions(action) }
    }

    /// `arn` stands in [`SOME_REGION`], or in none.
    pub(super) fn can_be(&self, arn: &str) -> bool {
        let has_literals = |arn: &str| self.literals.iter().any(|literals| literals.iter().all(|literal| arn.contains(literal)));
        let can = |arn: &str| has_literals(arn) && self.statements.iter().any(|statement| can_be_about(statement, arn));
        can(arn) || self.regions.iter().skip(1).any(|region| can(&arn.replacen(SOME_REGION, region, 1)))
    }
}

impl EffectivePolicies {
    /// The combinations whose every action something that the identity holds allows.
    pub(super) fn escalations(&self) -> &[&'static Escalation] {
        self.escalations.get_or_init(|| {
            let all = |escalation: &&'static Escalation| escalation.actions.iter().all(|action| self.is_about(action));
            aimed().filter(all).collect()
        })
    }

    /// The regions that the statements about an action name, and some other one.
    fn regions(&self, action: &str) -> Vec<String> {
        let statements = self.of_kind(PolicyKind::Identity).flat_map(|(_, attached)| &attached.document.statements);
        let about = statements.filter(|statement| about_action(statement, action) == Truth::Yes);
        let entries = about.filter_map(|statement| statement.resources.as_ref()).flat_map(|listed| &listed.entries);
        let mut regions = vec![SOME_REGION.to_owned()];
        for entry in entries {
            let named = entry.text.to_string().split(':').nth(3).map(str::to_owned).unwrap_or_default();
            let is_definite = !named.is_empty() && !named.contains(['*', '?', '$']);
            if is_definite && !regions.contains(&named) && regions.len() < MAX_REGIONS {
                regions.push(named);
            }
        }
        regions
    }
}

impl PermissionGraph<'_> {
    /// Whether all of a combination may be done on one thing, which policies may name in several ways and in any region.
    pub(super) fn combine(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        arns: &[Text],
        only: Option<StatementAt>,
    ) -> Option<Combined> {
        let first = escalation.actions.first()?;
        let mut possible = None;
        for arn in arns {
            let is_anywhere = arn.holes().iter().any(|hole| matches!(hole.hole.kind, HoleKind::Region));
            let regions = if is_anywhere { caller.world.regions(first) } else { vec![SOME_REGION.to_owned()] };
            let definite = subject::definite(arn, caller.account);
            for region in regions {
                let arn = if is_anywhere { definite.replacen(SOME_REGION, &region, 1) } else { definite.clone() };
                match self.combine_on(caller, escalation, &arn, &region, only) {
                    Some(combined) if combined.permission.doubts.is_empty() => return Some(combined),
                    combined => possible = possible.or(combined),
                }
            }
        }
        possible
    }

    /// Whether all of a combination may be done on everything of the kind.
    pub(super) fn anywhere(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        only: Option<StatementAt>,
    ) -> Option<Combined> {
        let first = escalation.actions.first()?;
        let mut on = ANY_NAME.iter().map(|name| {
            let arn = resource_of(first, caller.account, name);
            self.combine_on(caller, escalation, &arn, SOME_REGION, only)
        });
        let (one, other) = (on.next()??, on.next()??);
        Some(Combined { permission: one.permission.and(other.permission), rest: one.rest })
    }

    fn combine_on(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        arn: &str,
        region: &str,
        only: Option<StatementAt>,
    ) -> Option<Combined> {
        let (first, others) = escalation.actions.split_first()?;
        let mut permission = self.aimed_at(caller, first, arn, only)?;
        if !escalation.on.is_empty() {
            let on = escalation.on.replace("{region}", region);
            permission = permission.and(self.aimed_at(caller, first, &on, None)?);
        }
        let mut rest = vec![];
        for action in others {
            let other = if fits(action, arn) { self.aimed_at(caller, action, arn, None) } else { self.makes_by(caller, action) }?;
            rest.push((*action, other.by));
            permission = permission.and(other);
        }
        Some(Combined { permission, rest })
    }

    fn aimed_at(&self, caller: &PrincipalContext<'_>, action: &str, resource: &str, only: Option<StatementAt>) -> Option<Permission> {
        let query = Query { action, resource: resource.to_owned(), context: &[], only };
        if !action.starts_with("iam:Attach") {
            return self.is_allowed(caller, &query);
        }
        ATTACHED.iter().find_map(|policy| {
            let context = [("iam:PolicyARN", (*policy).to_owned())];
            self.is_allowed(caller, &Query { context: &context, ..query.clone() })
        })
    }

    /// Whether a Deny without conditions keeps an identity from something.
    pub(super) fn is_denied(&self, caller: &PrincipalContext<'_>, action: &str, resource: &str) -> bool {
        is_denied(caller.world, &self.request(caller, action, resource, &[]))
    }
}
