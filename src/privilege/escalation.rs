//! Paths by the combinations of `escalations.tsv`: who can give himself permissions, take over somebody else, or make what runs already run
//! his code.

use super::combination::{Combined, Named, aimed};
use super::effective::StatementAt;
use super::permission::Permission;
use super::power::step;
use super::workload::Workload;
use super::{Answer, Granting, PermissionGraph, PrincipalContext, Step};
use crate::condition::Assignment;
use crate::facts::{self, Certainty, Escalation};
use crate::iam::context::Request;
use crate::iam::document::Effect;
use crate::iam::evaluate::{PolicyKind, about_action};
use crate::iam::principal::Who;
use crate::mapped_text::Text;
use crate::subject;
use crate::truth::Truth;

/// What somebody gains by permissions that he holds.
#[derive(Clone, Debug)]
pub struct EscalationPath {
    /// "user `dev`", "the code that runs as role `worker`".
    pub holder: String,
    pub escalation: &'static Escalation,
    /// "obtain every permission", "act as user `boss` and so administer the account".
    pub gain: String,
    /// The other actions, what is reached, and what that may do.
    pub steps: Vec<Step>,
    /// The request of the first action.
    pub request: Request,
    /// Why it is only possible.
    pub doubts: Vec<String>,
    /// Nobody holds the permissions but code that a service runs.
    pub is_code: bool,
    given: Assignment,
}

/// Who uses the permissions of an identity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    Anybody,
    /// Code that a service runs for its user.
    Code,
    /// A service, for what it is there for.
    Service,
}

const ANOTHER_USER: &str = "it takes a user whose credentials the holder has";

/// What a combination is aimed at.
struct Aim {
    /// How policies may name it.
    arns: Vec<Text>,
    /// Whose permissions are gained: the identity itself, or another one.
    to: usize,
    gain: String,
    /// What runs with the role that is gained.
    runs: Option<Step>,
    given: Assignment,
}

impl Aim {
    /// More permissions for whoever it is.
    fn own(caller: &PrincipalContext<'_>, gain: impl Into<String>) -> Aim {
        Aim { arns: vec![], to: caller.holder, gain: gain.into(), runs: None, given: Assignment::default() }
    }
}

/// One way from an identity to the permissions of another, or to more of its own.
pub(super) struct Hop {
    pub to: usize,
    pub steps: Vec<Step>,
    pub escalation: &'static Escalation,
    pub permission: Permission,
    pub gain: String,
    given: Assignment,
}

impl Hop {
    pub(super) fn is_certain(&self) -> bool {
        self.permission.doubts.is_empty()
    }
}

impl PermissionGraph<'_> {
    /// The best of what the holder of this statement gains by it.
    pub fn gain(&self, of: &Granting<'_, '_>) -> Option<(EscalationPath, Assignment)> {
        let begins = |escalation: &&Escalation| escalation.actions.first().is_some_and(|action| of.is_about(action));
        aimed().find(begins)?;
        let (gain, under) = self.best(of, |caller, at| self.gain_of(caller, at))?;
        let under = under.and(&gain.given.beyond(of.given))?;
        Some((gain, under))
    }

    fn gain_of(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<EscalationPath> {
        let used = self.used_by(caller.holder);
        let granted = |escalation: &&&Escalation| {
            let first = escalation.actions.first();
            let statement = caller.world.statement(at);
            first.zip(statement).is_some_and(|(action, statement)| about_action(statement, action) == Truth::Yes)
        };
        // Whoever may do everything gains nothing; what a service does with its own role is its business.
        if used == Use::Service
            || !caller.world.escalations().iter().any(|known| granted(&known))
            || self.everything(caller, None).is_some()
        {
            return None;
        }
        let own = self.writes(caller, Some(at));
        let hop = match own {
            Some(own) if own.is_certain() => own,
            own => match self.others(caller, at) {
                Some(other) if other.is_certain() || own.is_none() => other,
                _ => own?,
            },
        };
        let mut steps = hop.steps;
        if hop.to != caller.holder {
            steps.extend(self.to_administrator(hop.to, caller.account, caller.holder).unwrap_or_default());
        }
        let Permission { request, doubts, .. } = hop.permission;
        let (escalation, gain, given) = (hop.escalation, hop.gain, hop.given);
        let holder = self.name(caller.holder);
        Some(EscalationPath { holder, escalation, gain, steps, request, doubts, is_code: used == Use::Code, given })
    }

    /// The best way to an administrator who is somebody else; none for whoever can make himself one.
    fn others(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        if self.writes(caller, None).is_some_and(|own| own.is_certain()) {
            return None;
        }
        let leads_on = |to: usize| self.leads_to_administrator(to, caller.account, caller.holder);
        let mut possible = None;
        for hop in self.hops(caller, Some(at), &leads_on) {
            if hop.is_certain() {
                return Some(hop);
            }
            possible = possible.or(Some(hop));
        }
        if let Some(any) = self.any_administrator(caller, at)
            && (possible.is_none() || any.is_certain())
        {
            return Some(any);
        }
        possible
    }

    /// The ways from an identity to others that are wanted.
    pub(super) fn hops<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        only: Option<StatementAt>,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Hop> + 'q {
        caller.world.escalations().iter().flat_map(move |escalation| {
            let aims = self.existing(caller, escalation, wanted).chain(self.takeovers(caller, escalation, wanted));
            aims.filter_map(move |aim| self.hop(caller, escalation, aim, only))
        })
    }

    /// What runs already, with a role that is not the holder's own.
    fn existing<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        escalation: &'static Escalation,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Aim> + 'q {
        let named = Named::of(caller, escalation);
        let fitting = move |workload: &&Workload| {
            workload.kind == escalation.aim
                && workload.role != caller.holder
                && workload.given.agrees_with(&caller.world.given)
                && workload.definite(caller.account).iter().any(|arn| named.can_be(arn))
                && wanted(workload.role)
        };
        self.workloads.iter().filter(fitting).map(|workload| {
            let role = self.name(workload.role);
            Aim {
                arns: workload.arns.clone(),
                to: workload.role,
                gain: format!("act as {role}, with which {} runs, and so administer the account", workload.name),
                runs: Some(Step { text: format!("{} runs with {role}", workload.name), span: workload.span }),
                given: workload.given.clone(),
            }
        })
    }

    /// Other identities that one can act as.
    fn takeovers<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        escalation: &'static Escalation,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Aim> + 'q {
        let joined = self.identities.get(caller.holder).map(|identity| identity.groups.as_slice()).unwrap_or_default();
        let named = Named::of(caller, escalation);
        let of_kind = move |(index, identity): &(usize, &subject::Identity<'_>)| {
            escalation.aim == "administrator"
                && identity.kind == escalation.target
                && *index != caller.holder
                && !joined.iter().any(|(group, _)| group == index)
                && identity.resource.exists_under.agrees_with(&caller.world.given)
                && subject::arn(identity.resource).is_some_and(|arn| named.can_be(&subject::definite(&arn, caller.account)))
                && wanted(*index)
        };
        self.identities.iter().enumerate().filter(of_kind).filter_map(|(to, identity)| {
            let name = self.name(to);
            let gain = match identity.kind {
                "group" => format!("join group `{}` and so administer the account", subject::display_name(identity.resource)),
                _ => format!("act as {name} and so administer the account"),
            };
            let given = identity.resource.exists_under.clone();
            Some(Aim { arns: vec![subject::arn(identity.resource)?], to, gain, runs: None, given })
        })
    }

    fn hop(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, aim: Aim, only: Option<StatementAt>) -> Option<Hop> {
        let combined = self.combine(caller, escalation, &aim.arns, only)?;
        let assumes = escalation.target == "role" && escalation.actions.contains(&"iam:UpdateAssumeRolePolicy");
        let arn = subject::definite(aim.arns.first()?, caller.account);
        // A trust policy that names a caller of its own account needs no permission on his side, but a Deny stands:
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-cross-account.html
        if assumes && self.is_denied(caller, "sts:AssumeRole", &arn) {
            return None;
        }
        let mut hop = self.told(caller, escalation, combined, aim)?;
        // What a group gives stays within the boundary of its member.
        if escalation.target == "group" {
            hop.permission.doubts.extend(self.freedom(caller)?);
            hop.permission.doubts.extend(self.is_no_user(caller));
        }
        Some(hop)
    }

    /// A combination as a hop, with all that makes it only possible.
    fn told(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, combined: Combined, aim: Aim) -> Option<Hop> {
        let Combined { mut permission, rest } = combined;
        let holder = self.name(caller.holder);
        let others = rest.iter().filter(|(_, by)| *by != permission.by);
        let others = others.filter_map(|(action, by)| step(caller.world, *by, format!("{holder} may `{action}`")));
        let steps = others.chain(aim.runs).collect();
        if escalation.certainty == Certainty::Unknown {
            permission.doubts.push("that this leads to the role is not documented".to_owned());
        }
        if !escalation.provided.is_empty() {
            permission.doubts.push(escalation.provided.to_owned());
        }
        Some(Hop { to: aim.to, steps, escalation, permission, gain: aim.gain, given: aim.given })
    }

    /// Everybody of a kind, administrators included, where the code shows none.
    fn any_administrator(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        let known = caller.world.escalations().iter().filter(|escalation| escalation.aim == "administrator");
        let mut hops = known.filter_map(|escalation| {
            let combined = self.anywhere(caller, escalation, Some(at))?;
            let verb = if escalation.target == "group" { "join" } else { "act as" };
            let gain = format!("{verb} any {} of the account, administrators included", escalation.target);
            let aim = Aim::own(caller, gain);
            let mut hop = self.told(caller, escalation, combined, aim)?;
            if escalation.target == "group" {
                hop.permission.doubts.extend(self.freedom(caller)?);
                hop.permission.doubts.extend(self.is_no_user(caller));
            }
            Some(hop)
        });
        let first = hops.next()?;
        if first.is_certain() { Some(first) } else { hops.find(Hop::is_certain).or(Some(first)) }
    }

    /// How an identity gives itself every permission.
    pub(super) fn writes(&self, caller: &PrincipalContext<'_>, only: Option<StatementAt>) -> Option<Hop> {
        let mut possible: Option<Hop> = None;
        for escalation in caller.world.escalations() {
            let hop = match escalation.aim {
                "own" => self.writes_own(caller, escalation, only).or_else(|| self.writes_anywhere(caller, escalation, only)),
                "any" => self.writes_other(caller, escalation, only),
                "boundary" => self.unbinds(caller, escalation, only),
                _ => None,
            };
            match hop {
                Some(hop) if hop.is_certain() => return Some(hop),
                hop => possible = possible.or(hop),
            }
        }
        possible
    }

    /// By permissions for what the identity is, belongs to, holds, or may assume.
    fn writes_own(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        let itself = self.own(caller, caller.holder, escalation.target).into_iter().find_map(|arn| {
            let combined = self.combine(caller, escalation, &[arn], only)?;
            let aim = Aim::own(caller, "obtain every permission");
            let mut hop = self.told(caller, escalation, combined, aim)?;
            hop.permission.doubts.extend(self.freedom(caller)?);
            Some(hop)
        });
        if itself.is_some() || !["role", "policy"].contains(&escalation.target) || !caller.world.is_about("sts:AssumeRole") {
            return itself;
        }
        self.assumable().filter(|(role, _)| *role != caller.holder).find_map(|(role, arn)| {
            let other = self.effective(*role).first().map(|world| PrincipalContext { holder: *role, world, ..*caller })?;
            let combined = self.own(&other, *role, escalation.target).into_iter();
            let combined = combined.filter_map(|arn| self.combine(caller, escalation, &[arn], only)).next()?;
            let assumed = self.assumes(caller, *role, arn)?;
            let name = self.name(*role);
            let aim = Aim::own(caller, format!("give {name} every permission and assume it"));
            let mut hop = self.told(caller, escalation, combined, aim)?;
            hop.permission.doubts.extend(self.freedom(&other)?);
            hop.steps.extend(assumed);
            Some(hop)
        })
    }

    /// By permissions for everything of a kind, where the code does not show what of it is the identity's own.
    fn writes_anywhere(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        let combined = self.anywhere(caller, escalation, only)?;
        let kind = self.identities.get(caller.holder).map(|identity| identity.kind).unwrap_or_default();
        let doubt = match (escalation.target, kind) {
            ("user", "user" | "group" | "policy") | ("role", "role" | "policy") if !self.spares_own(caller, escalation) => None,
            ("user", _) => Some(ANOTHER_USER.to_owned()),
            ("role", _) => Some("it takes a role that the holder may assume".to_owned()),
            ("group", _) => Some("it takes a group that the holder belongs to".to_owned()),
            (_, _) => Some("it takes a customer managed policy that the holder has; this code shows none".to_owned()),
        };
        let gain = if doubt.is_some() {
            format!("give every {} every permission", escalation.target)
        } else {
            "obtain every permission".to_owned()
        };
        let aim = Aim::own(caller, gain);
        let mut hop = self.told(caller, escalation, combined, aim)?;
        hop.permission.doubts.extend(self.freedom(caller)?);
        hop.permission.doubts.extend(doubt);
        Some(hop)
    }

    /// Whether an identity is kept from doing to its own what it may do to everybody else's.
    pub(super) fn spares_own(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation) -> bool {
        let own = self.own(caller, caller.holder, escalation.target);
        !own.is_empty() && self.combine(caller, escalation, &own, None).is_none()
    }

    /// By permissions for somebody else whom one can act as.
    fn writes_other(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        if let Some(combined) = self.anywhere(caller, escalation, only) {
            let gain = format!("give any {} every permission and act as it", escalation.target);
            return self.told(caller, escalation, combined, Aim::own(caller, gain));
        }
        let others = self.identities.iter().enumerate().filter(|(_, identity)| identity.kind == escalation.target);
        others.filter(|(other, _)| *other != caller.holder).find_map(|(other, identity)| {
            let combined = self.combine(caller, escalation, &[subject::arn(identity.resource)?], only)?;
            let bound = self.effective(other).iter().any(|world| world.is_bounded());
            let gain = format!("give {} every permission and act as it", self.name(other));
            if bound { None } else { self.told(caller, escalation, combined, Aim::own(caller, gain)) }
        })
    }

    /// By taking off the boundary that keeps the identity from what its policies give it.
    fn unbinds(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        if !caller.world.is_bounded() {
            return None;
        }
        let arns = match escalation.target {
            "policy" => self.boundaries(caller),
            target => self.own(caller, caller.holder, target),
        };
        let combined = arns.into_iter().find_map(|arn| self.combine(caller, escalation, &[arn], only))?;
        let unbound = caller.world.without_boundary();
        self.administers(&PrincipalContext { world: &unbound, ..*caller })?;
        let aim = Aim::own(caller, "remove the permissions boundary that keeps it from every permission");
        self.told(caller, escalation, combined, aim)
    }

    /// What a boundary leaves open of permissions that are added to an identity's own; nothing if it keeps them away.
    fn freedom(&self, caller: &PrincipalContext<'_>) -> Option<Vec<String>> {
        if !caller.world.is_bounded() {
            return Some(vec![]);
        }
        let all = caller.world.with_every_permission();
        self.everything(&PrincipalContext { world: &all, ..*caller }, None).map(|permission| permission.doubts)
    }

    /// What of a kind an identity is, belongs to or holds.
    fn own(&self, caller: &PrincipalContext<'_>, holder: usize, target: &str) -> Vec<Text> {
        let Some(identity) = self.identities.get(holder) else { return vec![] };
        let arn = |index: usize| self.identities.get(index).and_then(|identity| subject::arn(identity.resource));
        let now = |given: &Assignment| given.agrees_with(&caller.world.given);
        match target {
            "policy" => {
                let managed = |held: &&subject::AttachedPolicy<'_>| {
                    !held.is_boundary && !held.policy.is_managed() && held.policy.site.protects == "policy" && now(&held.given)
                };
                identity.held.iter().filter(managed).filter_map(|held| subject::arn(held.policy.resource)).collect()
            }
            "group" if identity.kind == "user" => {
                identity.groups.iter().filter(|(_, given)| now(given)).filter_map(|(group, _)| arn(*group)).collect()
            }
            // Whoever holds what nobody in this code holds, and every member of a group, is some user.
            "user" if ["group", "policy"].contains(&identity.kind) => {
                let somebody = self.caller(holder, caller.account).arn.unwrap_or_default();
                vec![Text::computed(somebody, identity.resource.span)]
            }
            target if target == identity.kind => arn(holder).into_iter().collect(),
            _ => vec![],
        }
    }

    /// The customer managed policies that bound an identity.
    fn boundaries(&self, caller: &PrincipalContext<'_>) -> Vec<Text> {
        let held = self.identities.get(caller.holder).into_iter().flat_map(|identity| &identity.held);
        let bounds = held.filter(|held| held.is_boundary && !held.policy.is_managed() && held.given.agrees_with(&caller.world.given));
        bounds.filter_map(|held| subject::arn(held.policy.resource)).collect()
    }

    fn is_no_user(&self, caller: &PrincipalContext<'_>) -> Option<String> {
        let kind = self.identities.get(caller.holder).map(|identity| identity.kind)?;
        ["role", "permission_set"].contains(&kind).then(|| ANOTHER_USER.to_owned())
    }

    /// Who uses the permissions of an identity, as its trust policy says.
    pub(super) fn used_by(&self, holder: usize) -> Use {
        let Some(identity) = self.identities.get(holder).filter(|identity| identity.kind == "role") else { return Use::Anybody };
        // What runs with a role of its own.
        let own = facts::workloads(&identity.resource.kind).first();
        if let Some(own) = own.filter(|_| identity.trust.is_none()) {
            return if facts::runs_code(own.service) { Use::Code } else { Use::Service };
        }
        let mut used = None;
        for world in self.effective(holder) {
            let trust = world.of_kind(PolicyKind::Trust);
            let allowing = trust.flat_map(|(_, attached)| attached.document.with_effect(Effect::Allow));
            for entry in allowing.flat_map(|statement| &statement.principals).flat_map(|listed| &listed.entries) {
                let Who::Service(name) = &entry.who else { return Use::Anybody };
                let code = facts::runs_code(&facts::canonical_principal(name));
                used = if code || used == Some(Use::Code) { Some(Use::Code) } else { Some(Use::Service) };
            }
        }
        used.unwrap_or(Use::Anybody)
    }
}

impl Answer for EscalationPath {
    fn rank(&self) -> u8 {
        u8::from(self.doubts.is_empty()) * 2 + u8::from(!self.is_code)
    }

    fn tell_of(&mut self, holder: String, _others: usize) {
        self.holder = if self.is_code { format!("the code that runs as {holder}") } else { holder };
    }
}
