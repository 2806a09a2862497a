//! Whether an identity may do all actions of an escalation, on one thing or on everything of its kind.

use super::circumstances::instance;
use super::effective::EffectivePolicies;
use super::everywhere::ANY_NAME;
use super::grant::Grant;
use super::graph::{PermissionGraph, PrincipalContext};
use super::launch::{fits, resource_of};
use super::permission::{Query, can_name};
use super::statements::Regions;
use super::tags::ResourceTags;
use crate::facts::{self, Escalation};
use crate::iam::document::{Element, Statement};
use crate::iam::evaluate::StatementAt;
use crate::iam::pattern::Part;
use crate::mapped_text::{HoleKind, Text};
use crate::subject;
use std::sync::Arc;

/// How many regions that policies name are tried: AWS has fewer.
const MAX_REGIONS: usize = 40;

/// How many names are compared in the time that it takes to look at one statement.
const LITERALS_PER_STATEMENT: usize = 8;

/// The region of what does not tell its own, as [`subject::definite`] gives it.
const SOME_REGION: &str = crate::iam::stand_in::REGION;

/// What whoever may attach policies attaches: one of them is enough, where the policies that may be attached are limited.
const ATTACHED: [&str; 2] = ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/IAMFullAccess"];

/// The grants of a combination: the first one with the doubts of all, and the others.
pub(super) struct Combined {
    pub(super) grant: Grant,
    pub(super) rest: Vec<Grant>,
}

/// The combinations that are aimed at something.
pub(super) fn aimed() -> impl Iterator<Item = &'static Escalation> {
    facts::escalations().iter().filter(|escalation| escalation.aim.is_some())
}

impl Regions {
    /// Those of the statements about an action.
    fn of(effective: &EffectivePolicies, action: &str) -> Arc<Regions> {
        effective.known.regions.get(action, || Regions::find(effective, action))
    }

    fn find(effective: &EffectivePolicies, action: &str) -> Regions {
        let about = effective.allowing_action(action);
        let entries = about.into_iter().filter_map(|statement| statement.resources.as_ref()).flat_map(|listed| &listed.entries);
        let mut regions = Regions { names: vec![SOME_REGION.to_owned()], are_cut: false };
        for entry in entries {
            let named = entry.text.to_string().split(':').nth(3).map(str::to_owned).unwrap_or_default();
            let is_definite = !named.is_empty() && !named.contains(['*', '?', '$']);
            if !is_definite || regions.names.contains(&named) {
                continue;
            }
            if regions.names.len() < MAX_REGIONS {
                regions.names.push(named);
            } else {
                regions.are_cut = true;
            }
        }
        regions
    }

    /// Notes that a question has no certain answer in the regions that were tried, if there are others.
    fn report(&self, caller: &PrincipalContext<'_>) {
        if self.are_cut {
            caller.budget.reach(&format!("{MAX_REGIONS} regions that policies name for one action"));
        }
    }
}

/// What the statements that allow the first action of a combination may name: what none of them can name needs no closer look.
pub(super) struct Nameable<'q> {
    caller: PrincipalContext<'q>,
    statements: Vec<&'q Statement>,
    /// What each entry of the statements says literally; nothing of a statement that names what it leaves out.
    literals: Vec<Vec<&'q str>>,
    regions: Arc<Regions>,
}

impl<'q> Nameable<'q> {
    pub(super) fn of(caller: &PrincipalContext<'q>, escalation: &Escalation) -> Nameable<'q> {
        let action = escalation.actions.first().copied().unwrap_or_default();
        let statements = caller.effective.allowing_action(action);
        let mut literals = vec![];
        for listed in statements.iter().filter_map(|statement| statement.resources.as_ref()) {
            let of_entry = |entry: &'q Element| {
                entry.pattern.parts().iter().filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None })
            };
            if listed.negated {
                literals.push(vec![]);
            } else {
                literals.extend(listed.entries.iter().map(|entry| of_entry(entry).collect::<Vec<_>>()));
            }
        }
        Nameable { caller: *caller, statements, literals, regions: Regions::of(caller.effective, action) }
    }

    /// `arn` stands in [`SOME_REGION`], or in none.
    pub(super) fn can_be(&self, arn: &str) -> bool {
        let has_literals = |arn: &str| self.literals.iter().any(|literals| literals.iter().all(|literal| arn.contains(literal)));
        let can = |arn: &str| has_literals(arn) && self.statements.iter().any(|statement| can_name(statement, arn));
        if !self.caller.budget.spend(self.literals.len() / LITERALS_PER_STATEMENT) {
            return false;
        }
        let answer = can(arn) || self.regions.names.iter().skip(1).any(|region| can(&arn.replacen(SOME_REGION, region, 1)));
        if !answer {
            self.regions.report(&self.caller);
        }
        answer
    }
}

impl EffectivePolicies {
    /// The combinations whose every action the identity's own policies allow.
    pub(super) fn escalations(&self) -> &[&'static Escalation] {
        self.escalations.get_or_init(|| {
            let all = |escalation: &&'static Escalation| escalation.actions.iter().all(|action| self.is_about(action));
            aimed().filter(all).collect()
        })
    }
}

/// One thing that a combination is aimed at.
#[derive(Default)]
pub(super) struct Thing {
    /// How policies may name it.
    pub(super) arns: Vec<Text>,
    pub(super) tags: Option<ResourceTags>,
    /// Only the statement that is asked about names it.
    pub(super) is_of_statement: bool,
}

/// What a combination is tried on.
struct On<'o> {
    arn: &'o str,
    region: &'o str,
    tags: Option<&'o ResourceTags>,
    is_of_statement: bool,
}

impl PermissionGraph<'_> {
    /// Whether all of a combination may be done on one thing, which policies may name in several ways and in any region.
    pub(super) fn combine(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        thing: &Thing,
        only: Option<StatementAt>,
    ) -> Option<Combined> {
        let regions = Regions::of(caller.effective, escalation.actions.first()?);
        let mut possible = None;
        for arn in &thing.arns {
            let is_anywhere = arn.holes().iter().any(|hole| matches!(hole.hole.kind, HoleKind::Region));
            let definite = subject::definite(arn, caller.account);
            for region in regions.names.iter().take(if is_anywhere { MAX_REGIONS } else { 1 }) {
                let arn = if is_anywhere { definite.replacen(SOME_REGION, region, 1) } else { definite.clone() };
                match self.combine_on(
                    caller,
                    escalation,
                    &On { arn: &arn, region, tags: thing.tags.as_ref(), is_of_statement: thing.is_of_statement },
                    only,
                ) {
                    Some(combined) if combined.grant.doubts.is_settled() => return Some(combined),
                    combined => possible = possible.or(combined),
                }
            }
            if is_anywhere {
                regions.report(caller);
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
        let on = ANY_NAME.iter().map(|name| {
            let arn = resource_of(first, caller.account, name);
            self.combine_on(caller, escalation, &On { arn: &arn, region: SOME_REGION, tags: None, is_of_statement: false }, only)
        });
        let all: Option<Vec<Combined>> = on.collect();
        all?.into_iter().reduce(|first, other| Combined { grant: first.grant.and(other.grant), rest: first.rest })
    }

    fn combine_on(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        on: &On<'_>,
        only: Option<StatementAt>,
    ) -> Option<Combined> {
        let (first, others) = escalation.actions.split_first()?;
        let aimed = |action: &'static str| Query { tags: on.tags, is_for_all: !on.is_of_statement, ..Query::new(action, on.arn) };
        let mut rest = vec![];
        let mut grant = self.aimed_at(caller, &Query { only, ..aimed(first) }, &mut rest)?;
        if !escalation.on.is_empty() {
            let on = escalation.on.replace("{region}", on.region);
            grant = grant.and(self.aimed_at(caller, &Query::new(first, on), &mut rest)?);
        }
        for action in others {
            let other =
                if fits(action, on.arn) { self.aimed_at(caller, &aimed(action), &mut rest) } else { self.makes_by(caller, action) }?;
            rest.push(other.clone());
            grant = grant.and(other);
        }
        Some(Combined { grant, rest })
    }

    /// What comes with it goes to the rest.
    fn aimed_at(&self, caller: &PrincipalContext<'_>, query: &Query<'_>, rest: &mut Vec<Grant>) -> Option<Grant> {
        if !query.action.starts_with("iam:Attach") {
            return self.is_allowed(caller, query);
        }
        let attaches = |policy: &str| {
            let context = [(POLICY_ARN, policy.to_owned())];
            self.is_allowed(caller, &Query { context: &context, ..query.clone() })
        };
        ATTACHED.iter().find_map(|policy| attaches(policy)).or_else(|| {
            let (mut grant, made, doubt) = own_policies(caller, query.action).into_iter().find_map(|(policy, action, doubt)| {
                let made = self.is_allowed(caller, &Query::new(action, policy.as_str()))?;
                Some((attaches(&policy)?, made, doubt))
            })?;
            grant = grant.and(made.clone());
            grant.doubts.add(doubt.map(str::to_owned));
            rest.push(made);
            Some(grant)
        })
    }
}

/// The key that limits which policies may be attached.
const POLICY_ARN: &str = "iam:PolicyARN";

/// How an identity gives a policy of its own account any content, and what that takes.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html>
const WRITES: [(&str, Option<&str>); 2] = [
    ("iam:CreatePolicy", None),
    ("iam:CreatePolicyVersion", Some("it takes a policy of a name that the condition on `iam:PolicyARN` lets through")),
];

/// More ARNs than these are not tried for one action.
const MAX_OWN: usize = 8;

/// Policies of the own account that an identity may perhaps write and attach by an action that is limited to some, each with what writes it.
fn own_policies(caller: &PrincipalContext<'_>, attaching: &str) -> Vec<(String, &'static str, Option<&'static str>)> {
    let statements = caller.effective.allowing_action(attaching);
    let conditions = statements.iter().flat_map(|statement| &statement.conditions);
    let limits = conditions.filter(|condition| condition.key.eq_ignore_ascii_case(POLICY_ARN)).flat_map(|condition| &condition.values);
    let attached: Vec<String> = limits.map(|value| own_arn(caller, &instance(value))).collect();
    if attached.is_empty() {
        return vec![];
    }
    let mut found = vec![];
    for (action, doubt) in WRITES {
        let statements = caller.effective.allowing_action(action);
        let named = statements.into_iter().filter_map(|statement| statement.resources.as_ref()).filter(|listed| !listed.negated);
        let written = named.flat_map(|listed| &listed.entries).filter(|entry| !entry.pattern.is_any());
        let written = written.map(|entry| own_arn(caller, &instance(entry)));
        found.extend(written.chain(attached.iter().cloned()).take(MAX_OWN).map(|policy| (policy, action, doubt)));
    }
    found
}

/// The ARN of a policy of the own account, of a text that a pattern lets through.
fn own_arn(caller: &PrincipalContext<'_>, text: &str) -> String {
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    match fields.as_slice() {
        ["arn", partition, "iam", region, _, name] => format!("arn:{partition}:iam:{region}:{}:{name}", caller.account),
        _ => format!("arn:aws:iam::{}:policy/{text}", caller.account),
    }
}
