//! Identities that somebody makes, gives every permission and acts as.

use super::combination::{Combined, Thing};
use super::evidence::PathWeight;
use super::graph::{PermissionGraph, PrincipalContext};
use super::hop::{Goal, Hop};
use crate::facts::{Escalation, EscalationAim, EscalationTarget};
use crate::iam::document::Element;
use crate::iam::evaluate::StatementAt;
use crate::iam::pattern::Part;
use crate::mapped_text::Text;

/// The permissions boundary that a call asks for, or that what it changes has:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html>
const BOUNDARY: &str = "iam:permissionsboundary";

impl PermissionGraph<'_> {
    /// By an identity under a name of a kind that is allowed: a new role trusts the holder, of a new user the holder has the keys. Whoever is allowed
    /// to make it only within a boundary gains nothing. Where such names are wide this is how deployments work, so it is no error.
    pub(super) fn makes_identity(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        let known = caller.effective.escalations().iter().filter(|escalation| escalation.aim == Some(EscalationAim::New));
        let mut hops = known.filter_map(|escalation| {
            let thing = self.new_names(caller, escalation, at)?;
            let combined = self.combine(caller, escalation, &thing, Some(at)).filter(|combined| !is_within_boundary(combined))?;
            let role = thing.arns.first()?.to_string();
            if escalation.target == EscalationTarget::Role && !self.may_assume_if_trusted(caller, &role) {
                return None;
            }
            let gain = format!("make a {} with every permission and act as it", escalation.target.name());
            let hop = self.told(caller, escalation, combined, Goal::own(caller, gain))?;
            Some(Hop { weight: PathWeight::Lowered, ..hop })
        });
        let first = hops.next()?;
        if first.is_settled() { Some(first) } else { hops.find(Hop::is_settled).or(Some(first)) }
    }

    /// What the statement leaves open of the names: one that is given in full may be taken.
    fn new_names(&self, caller: &PrincipalContext<'_>, escalation: &Escalation, at: StatementAt) -> Option<Thing> {
        let statement = caller.effective.statement(at)?;
        let is_open = |element: &Element| element.pattern.parts().iter().any(|part| matches!(part, Part::Many | Part::One));
        let names = self.spoken_of(caller, escalation.actions.first()?, [statement], &is_open);
        let arns: Vec<Text> = names.into_iter().map(|name| Text::computed(name, statement.span)).collect();
        (!arns.is_empty()).then_some(Thing { arns, tags: None, is_of_statement: true })
    }
}

fn is_within_boundary(combined: &Combined) -> bool {
    std::iter::once(&combined.grant).chain(&combined.rest).any(|grant| grant.request.context.contains_key(BOUNDARY))
}
