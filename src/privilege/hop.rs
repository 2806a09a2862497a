//! One way from an identity to the permissions of another, or to more of its own, by the combinations of `escalations.tsv`.

use super::combination::{Combined, Nameable, Thing};
use super::evidence::PathWeight;
use super::grant::{Administration, Doubts, Grant, PathStep};
use super::graph::{self, IdentityKind, PermissionGraph, PrincipalContext};
use super::permission::{Query, letting_in};
use super::trust::Assumed;
use super::workload::Workload;
use crate::condition::Assignment;
use crate::facts::{Escalation, EscalationAim, EscalationTarget, RowCertainty};
use crate::iam::evaluate::StatementAt;
use crate::mapped_text::Text;
use crate::resource::Resource;
use crate::subject;
use std::cell::OnceCell;

const ANOTHER_USER: &str = "it takes a user whose credentials the holder has";

/// What a combination is aimed at.
pub(super) struct Goal {
    thing: Thing,
    /// Whose permissions are gained: the identity itself, or another one.
    to: usize,
    gain: String,
    /// What runs with the role that is gained.
    runs: Option<PathStep>,
    given: Assignment,
}

impl Goal {
    /// More permissions for whoever it is.
    pub(super) fn own(caller: &PrincipalContext<'_>, gain: impl Into<String>) -> Goal {
        Goal { thing: Thing::default(), to: caller.holder, gain: gain.into(), runs: None, given: Assignment::default() }
    }
}

/// One way from an identity to the permissions of another, or to more of its own.
pub(super) struct Hop {
    pub(super) to: usize,
    pub(super) steps: Vec<PathStep>,
    pub(super) escalation: &'static Escalation,
    /// The grant of the first action, with the doubts about the whole.
    pub(super) grant: Grant,
    /// The grants of the other actions.
    pub(super) rest: Vec<Grant>,
    pub(super) gain: String,
    pub(super) given: Assignment,
    pub(super) weight: PathWeight,
}

impl Hop {
    /// Whether it holds by all that is known of the policies.
    pub(super) fn is_settled(&self) -> bool {
        self.grant.doubts.is_settled()
    }
}

impl PermissionGraph<'_> {
    /// The ways from an identity to others that are wanted.
    pub(super) fn hops<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        only: Option<StatementAt>,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Hop> + 'q {
        caller.effective.escalations().iter().flat_map(move |escalation| {
            let goals = self.existing(caller, escalation, wanted).chain(self.takeovers(caller, escalation, wanted));
            goals.filter_map(move |goal| self.hop(caller, escalation, goal, only))
        })
    }

    /// What runs already, with a role that is not the holder's own.
    fn existing<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        escalation: &'static Escalation,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Goal> + 'q {
        let named = OnceCell::new();
        let can_be = move |arn: &str| named.get_or_init(|| Nameable::of(caller, escalation)).can_be(arn);
        let fitting = move |workload: &&Workload<'_>| {
            escalation.aim == Some(EscalationAim::Workload(workload.kind))
                && workload.role != caller.holder
                && workload.given.agrees_with(&caller.effective.given)
                && workload.definite(caller.account).iter().any(|arn| can_be(arn))
                && wanted(workload.role)
        };
        self.workloads.iter().filter(fitting).map(|workload| self.as_role_of(caller, workload, ", and so administer the account"))
    }

    /// To act as the role of what runs, and what that comes to.
    pub(super) fn as_role_of(&self, caller: &PrincipalContext<'_>, workload: &Workload<'_>, so: &str) -> Goal {
        let role = self.name(workload.role);
        Goal {
            thing: Thing {
                arns: workload.arns.clone(),
                tags: self.tags(caller, workload.resource, || workload.name.clone(), &workload.given),
                is_of_statement: false,
            },
            to: workload.role,
            gain: format!("act as {role}, the role of {}{so}", workload.name),
            runs: Some(PathStep { text: format!("{} runs with {role}", workload.name), span: workload.resource.span }),
            given: workload.given.clone(),
        }
    }

    /// Other identities that one can act as.
    fn takeovers<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        escalation: &'static Escalation,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Goal> + 'q {
        let joined = self.identities.get(caller.holder).map(|identity| identity.groups.as_slice()).unwrap_or_default();
        let named = OnceCell::new();
        let can_be = move |arn: &str| named.get_or_init(|| Nameable::of(caller, escalation)).can_be(arn);
        let of_kind = move |(index, identity): &(usize, &subject::Identity<'_>)| {
            escalation.aim == Some(EscalationAim::Administrator)
                && is_target(escalation.target, self.kind(*index))
                && *index != caller.holder
                && !joined.iter().any(|(group, _)| group == index)
                && identity.resource.presence.admits(&caller.effective.given)
                && self.arn(identity.resource).as_ref().as_ref().is_some_and(|arn| can_be(&subject::definite(arn, caller.account)))
                && wanted(*index)
        };
        self.identities.iter().enumerate().filter(of_kind).filter_map(|(to, identity)| {
            let gain = match self.kind(to) {
                IdentityKind::Group => format!("join group `{}` and so administer the account", subject::display_name(identity.resource)),
                _ => format!("act as {} and so administer the account", self.name(to)),
            };
            let given = identity.resource.presence.under.clone();
            Some(Goal { thing: self.identity_as_thing(caller, to)?, to, gain, runs: None, given })
        })
    }

    pub(super) fn hop(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        goal: Goal,
        only: Option<StatementAt>,
    ) -> Option<Hop> {
        let combined = self.combine(caller, escalation, &goal.thing, only)?;
        let assumes = escalation.target == EscalationTarget::Role && escalation.actions.contains(&"iam:UpdateAssumeRolePolicy");
        let arn = subject::definite(goal.thing.arns.first()?, caller.account);
        if assumes && !self.may_assume_if_trusted(caller, &arn) {
            return None;
        }
        let near = self.in_one_account(caller.holder, goal.to)?;
        let mut hop = self.told(caller, escalation, combined, goal)?;
        hop.grant.doubts.and(near);
        Some(hop)
    }

    /// Whether an identity may assume a role of its own account whose trust policy names it. That needs no permission on its own side, but
    /// a Deny stands, and for a role the permissions boundary:
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-cross-account.html
    pub(super) fn may_assume_if_trusted(&self, caller: &PrincipalContext<'_>, role: &str) -> bool {
        let itself = self.caller(caller.holder, caller.account);
        let trust = itself.role_arn.as_ref().or(itself.arn.as_ref()).and_then(|arn| letting_in(caller, arn));
        let query = Query { trust: trust.as_ref(), ..Query::new("sts:AssumeRole", role) };
        self.is_allowed(caller, &query).is_some()
    }

    /// A combination as a hop, with all that makes it only possible.
    pub(super) fn told(
        &self,
        caller: &PrincipalContext<'_>,
        escalation: &'static Escalation,
        combined: Combined,
        goal: Goal,
    ) -> Option<Hop> {
        let Combined { mut grant, rest } = combined;
        let holder = self.name(caller.holder);
        let others = rest.iter().filter(|other| other.by != grant.by);
        let others = others.filter_map(|other| caller.effective.step(other.by, format!("{holder} may `{}`", other.request.action)));
        let steps = others.chain(goal.runs).collect();
        if escalation.certainty == RowCertainty::Unknown {
            grant.doubts.add(["that this leads to the role is not documented".to_owned()]);
        }
        if !escalation.provided.is_empty() {
            grant.doubts.add([escalation.provided.to_owned()]);
        }
        // What a group gives stays within the boundary of its member.
        if escalation.target == EscalationTarget::Group && escalation.aim == Some(EscalationAim::Administrator) {
            grant.doubts.and(self.freedom(caller)?);
            let is_no_user = matches!(self.kind(caller.holder), IdentityKind::Role | IdentityKind::PermissionSet);
            grant.doubts.add(is_no_user.then(|| ANOTHER_USER.to_owned()));
        }
        Some(Hop { to: goal.to, steps, escalation, grant, rest, gain: goal.gain, given: goal.given, weight: PathWeight::Full })
    }

    /// How an identity gives itself every permission.
    pub(super) fn writes(&self, caller: &PrincipalContext<'_>, only: Option<StatementAt>) -> Option<Hop> {
        let mut possible: Option<Hop> = None;
        // What the identity has itself is nearest.
        let (own, others): (Vec<&'static Escalation>, Vec<&'static Escalation>) =
            caller.effective.escalations().iter().copied().partition(|escalation| escalation.aim == Some(EscalationAim::Own));
        for escalation in own.into_iter().chain(others) {
            let hop = match escalation.aim {
                Some(EscalationAim::Own) => {
                    self.writes_own(caller, escalation, only).or_else(|| self.writes_anywhere(caller, escalation, only))
                }
                Some(EscalationAim::Any) => self.writes_other(caller, escalation, only),
                Some(EscalationAim::Boundary) => self.unbinds(caller, escalation, only),
                Some(EscalationAim::Administrator | EscalationAim::Workload(_) | EscalationAim::Assumed | EscalationAim::New) | None => {
                    None
                }
            };
            match hop {
                Some(hop) if hop.is_settled() => return Some(hop),
                hop => possible = possible.or(hop),
            }
        }
        possible
    }

    /// The roles that are wanted and that an identity may assume by this statement.
    pub(super) fn assumptions<'q>(
        &'q self,
        caller: &'q PrincipalContext<'q>,
        at: StatementAt,
        wanted: &'q dyn Fn(usize) -> bool,
    ) -> impl Iterator<Item = Hop> + 'q {
        let known = caller.effective.escalations().iter().filter(|escalation| escalation.aim == Some(EscalationAim::Assumed));
        known.flat_map(move |escalation| {
            let others = self.assumable().filter(move |(role, _)| *role != caller.holder && wanted(*role));
            others.filter_map(move |(role, _)| {
                let Assumed { grant, steps, under } = self.assumes(caller, *role, Some(at))?;
                let gain = format!("act as {} and so administer the account", self.name(*role));
                let goal = Goal { thing: Thing::default(), to: *role, gain, runs: steps.into_iter().next_back(), given: under };
                let mut hop = self.told(caller, escalation, Combined { grant, rest: vec![] }, goal)?;
                hop.grant.doubts.add(self.doubt_about(caller.account));
                let means_all = self.everywhere(caller, "sts:AssumeRole", Some(at)).is_some();
                hop.weight = if means_all { PathWeight::Full } else { PathWeight::Note };
                Some(hop)
            })
        })
    }

    /// By permissions for what the identity is, belongs to, holds, or may assume.
    fn writes_own(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        let itself = self.own(caller, caller.holder, escalation.target).into_iter().find_map(|thing| {
            let combined = self.combine(caller, escalation, &thing, only)?;
            let goal = Goal::own(caller, "obtain every permission");
            let mut hop = self.told(caller, escalation, combined, goal)?;
            hop.grant.doubts.and(self.freedom(caller)?);
            hop.grant.doubts.add(self.doubt_about_holder(caller, escalation));
            Some(hop)
        });
        let of_a_role = matches!(escalation.target, EscalationTarget::Role | EscalationTarget::Policy);
        if itself.is_some() || !of_a_role || !caller.effective.is_about("sts:AssumeRole") {
            return itself;
        }
        self.assumable().filter(|(role, _)| *role != caller.holder).find_map(|(role, _)| {
            let other = self.effective(*role).first().map(|effective| PrincipalContext { holder: *role, effective, ..*caller })?;
            let combined = self.own(&other, *role, escalation.target).into_iter();
            let combined = combined.filter_map(|thing| self.combine(caller, escalation, &thing, only)).next()?;
            let assumed = self.assumes(caller, *role, None)?;
            let name = self.name(*role);
            let goal = Goal::own(caller, format!("give {name} every permission and assume it"));
            let mut hop = self.told(caller, escalation, combined, goal)?;
            hop.grant.doubts.and(self.freedom(&other)?);
            hop.grant.doubts.and(assumed.grant.doubts);
            hop.steps.extend(assumed.steps);
            hop.given = hop.given.and(&assumed.under)?;
            Some(hop)
        })
    }

    /// By permissions for everything of a kind, where the code does not show what of it is the identity's own.
    fn writes_anywhere(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        use IdentityKind::{Group, Policy, Role, User};
        let combined = self.anywhere(caller, escalation, only)?;
        let doubt = match (escalation.target, self.kind(caller.holder)) {
            (EscalationTarget::User, User | Group | Policy) | (EscalationTarget::Role, Role | Policy)
                if !self.spares_own(caller, escalation) =>
            {
                None
            }
            (EscalationTarget::User, _) => Some(ANOTHER_USER),
            (EscalationTarget::Role, _) => Some("it takes a role that the holder may assume"),
            (EscalationTarget::Group, Role) => Some("it takes a user of a group as whom the role can act; a role is in no group itself"),
            (EscalationTarget::Group, _) => Some("it takes a group that the holder belongs to"),
            (_, _) => Some("it takes a customer managed policy that the holder has; this code shows none"),
        };
        let gain = if doubt.is_some() {
            format!("give every {} every permission", escalation.target.name())
        } else {
            "obtain every permission".to_owned()
        };
        let mut hop = self.told(caller, escalation, combined, Goal::own(caller, gain))?;
        hop.grant.doubts.and(self.freedom(caller)?);
        hop.grant.doubts.add(doubt.map(str::to_owned));
        hop.grant.doubts.add(self.doubt_about_holder(caller, escalation));
        Some(hop)
    }

    /// What must be so of whoever is given a policy that nobody in this code holds: users change users, and roles change roles, unless the policy
    /// lets its holder change both or speaks of the holder itself (`${aws:username}`).
    fn doubt_about_holder(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation) -> Option<String> {
        use EscalationTarget::{Role, User};
        let holder = self.identities.get(caller.holder).map(|identity| identity.resource);
        let (other, doubt) = match (self.kind(caller.holder), escalation.target) {
            (IdentityKind::Policy, target) if holder.is_some_and(|holder| graph::is_of_named(holder, target.name())) => return None,
            (IdentityKind::Policy, User) => (Role, "the policy must be given to a user: what it changes is the permissions of users"),
            (IdentityKind::Policy, Role) => (User, "the policy must be given to a role: what it changes is the permissions of roles"),
            _ => return None,
        };
        self.anywhere(caller, escalation, None)?;
        let mut others =
            caller.effective.escalations().iter().filter(|known| known.aim == Some(EscalationAim::Own) && known.target == other);
        let is_either = others.any(|known| self.anywhere(caller, known, None).is_some());
        (!is_either).then(|| doubt.to_owned())
    }

    /// Whether an identity is kept from doing to its own what it may do to everybody else's.
    fn spares_own(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation) -> bool {
        let own = self.own(caller, caller.holder, escalation.target);
        !own.is_empty() && own.iter().all(|thing| self.combine(caller, escalation, thing, None).is_none())
    }

    /// By permissions for somebody else whom one can act as.
    fn writes_other(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        if let Some(combined) = self.anywhere(caller, escalation, only) {
            let gain = format!("give any {} every permission and act as it", escalation.target.name());
            return self.told(caller, escalation, combined, Goal::own(caller, gain));
        }
        let others = self.identities.iter().enumerate().filter(|(other, _)| is_target(escalation.target, self.kind(*other)));
        others.filter(|(other, _)| *other != caller.holder).find_map(|(other, _)| {
            let combined = self.combine(caller, escalation, &self.identity_as_thing(caller, other)?, only)?;
            let near = self.in_one_account(caller.holder, other)?;
            let bound = self.effective(other).iter().any(|effective| effective.is_bounded());
            let gain = format!("give {} every permission and act as it", self.name(other));
            let mut hop = self.told(caller, escalation, combined, Goal::own(caller, gain)).filter(|_| !bound)?;
            hop.grant.doubts.and(near);
            Some(hop)
        })
    }

    /// By taking off the boundary that keeps the identity from what its policies give it.
    fn unbinds(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation, only: Option<StatementAt>) -> Option<Hop> {
        if !caller.effective.is_bounded() {
            return None;
        }
        let things = match escalation.target {
            EscalationTarget::Policy => self.boundaries(caller),
            target => self.own(caller, caller.holder, target),
        };
        let combined = things.into_iter().find_map(|thing| self.combine(caller, escalation, &thing, only))?;
        let unbound = caller.effective.without_boundary();
        let doubts = self.administers(&PrincipalContext { effective: &unbound, ..*caller })?.doubts;
        let goal = Goal::own(caller, "remove the permissions boundary that keeps it from every permission");
        let mut hop = self.told(caller, escalation, combined, goal)?;
        hop.grant.doubts.and(doubts);
        Some(hop)
    }

    /// Whether an identity may do everything, or change permissions so that it may.
    pub(super) fn administers(&self, caller: &PrincipalContext<'_>) -> Option<Administration> {
        self.worked_out(&caller.effective.known.administers, caller.account.clone(), caller, |caller| self.find_administration(caller))
    }

    fn find_administration(&self, caller: &PrincipalContext<'_>) -> Option<Administration> {
        let name = self.name(caller.holder);
        let own = |steps: Vec<PathStep>, doubts: Doubts| Some(Administration { steps, doubts, by_others: false });
        if let Some(grant) = self.everything(caller, None) {
            let step = caller.effective.step(grant.by, format!("{name} may do everything"))?;
            return own(vec![step], grant.doubts);
        }
        if let Some((escalation, grant)) = self.own_escalation(caller) {
            let takes_over = (escalation.aim == Some(EscalationAim::Administrator)).then_some(escalation.target);
            let gain = match (takes_over, escalation.aim) {
                (Some(target), _) => any_of(target),
                (None, Some(EscalationAim::Any)) => format!("give any {} every permission and act as it", escalation.target.name()),
                (None, _) => "give itself every permission".to_owned(),
            };
            let text = format!("{name} may `{}`, and so {gain}", escalation.actions_in_words());
            let steps = vec![caller.effective.step(grant.by, text)?];
            return Some(Administration { steps, doubts: grant.doubts, by_others: takes_over.is_some() });
        }
        if let Some(hop) = self.writes(caller, None).filter(Hop::is_settled) {
            let text = format!("{name} may `{}`, and so {}", hop.escalation.actions_in_words(), hop.gain);
            let first = caller.effective.step(hop.grant.by, text)?;
            return own(std::iter::once(first).chain(hop.steps).collect(), hop.grant.doubts);
        }
        let (step, doubts) = self.passes_every_role(caller)?;
        Some(Administration { steps: vec![step], doubts, by_others: true })
    }

    /// A combination by which an identity gives itself permissions, whatever it is aimed at.
    fn own_escalation(&self, caller: &PrincipalContext<'_>) -> Option<(&'static Escalation, Grant)> {
        let known: Vec<&'static Escalation> = caller.effective.escalations().to_vec();
        let of_aim = |wanted: &[EscalationAim]| {
            let fits = |escalation: &&Escalation| {
                let is_wanted = escalation.aim.is_some_and(|aim| wanted.contains(&aim));
                is_wanted && escalation.provided.is_empty()
            };
            known.iter().copied().filter(fits).collect::<Vec<&'static Escalation>>()
        };
        let own = of_aim(&[EscalationAim::Own, EscalationAim::Any]).into_iter();
        let own = own.filter(|escalation| {
            escalation.aim == Some(EscalationAim::Any) || (self.may_be_own(caller, escalation) && !self.spares_own(caller, escalation))
        });
        let mut reaching = own.chain(of_aim(&[EscalationAim::Administrator]));
        reaching.find_map(|escalation| Some((escalation, self.anywhere(caller, escalation, None)?.grant)))
    }

    /// Whether what a combination is aimed at can be the identity itself, or something that it has: a role is in no group.
    fn may_be_own(&self, caller: &PrincipalContext<'_>, escalation: &'static Escalation) -> bool {
        let is_other = matches!(escalation.target, EscalationTarget::Group | EscalationTarget::User);
        !(is_other && self.kind(caller.holder) == IdentityKind::Role)
    }

    /// What a boundary leaves open of permissions that are added to an identity's own; nothing if it keeps them away.
    fn freedom(&self, caller: &PrincipalContext<'_>) -> Option<Doubts> {
        if !caller.effective.is_bounded() {
            return Some(Doubts::default());
        }
        let all = caller.effective.with_every_permission();
        self.everything(&PrincipalContext { effective: &all, ..*caller }, None).map(|grant| grant.doubts)
    }

    /// A resource, as what a combination is aimed at.
    fn thing(&self, caller: &PrincipalContext<'_>, resource: &Resource, noun: &str) -> Option<Thing> {
        let name = || format!("{noun} `{}`", subject::display_name(resource));
        let tags = self.tags(caller, resource, name, &Assignment::default());
        Some(Thing { arns: vec![self.arn(resource).as_ref().clone()?], tags, is_of_statement: false })
    }

    fn identity_as_thing(&self, caller: &PrincipalContext<'_>, identity: usize) -> Option<Thing> {
        let resource = self.identities.get(identity)?.resource;
        Some(Thing { arns: vec![self.arn(resource).as_ref().clone()?], tags: self.identity_tags(caller, identity), is_of_statement: false })
    }

    /// What of a kind an identity is, belongs to or holds.
    fn own(&self, caller: &PrincipalContext<'_>, holder: usize, target: EscalationTarget) -> Vec<Thing> {
        let Some(identity) = self.identities.get(holder) else { return vec![] };
        let now = |given: &Assignment| given.agrees_with(&caller.effective.given);
        match (target, self.kind(holder)) {
            (EscalationTarget::Policy, _) => {
                let managed = |held: &&subject::AttachedPolicy<'_>| {
                    !held.is_boundary && !held.policy.is_managed() && held.policy.site.protects == "policy" && now(&held.given)
                };
                identity.held.iter().filter(managed).filter_map(|held| self.thing(caller, held.policy.resource, "the policy")).collect()
            }
            (EscalationTarget::Group, IdentityKind::User) => {
                let groups = identity.groups.iter().filter(|(_, given)| now(given));
                groups.filter_map(|(group, _)| self.identity_as_thing(caller, *group)).collect()
            }
            // Whoever holds what nobody in this code holds, and every member of a group, is some user.
            (EscalationTarget::User, IdentityKind::Group | IdentityKind::Policy) => {
                let somebody = self.caller(holder, caller.account).arn.clone().unwrap_or_default();
                vec![Thing { arns: vec![Text::computed(somebody, identity.resource.span)], tags: None, is_of_statement: false }]
            }
            (target, kind) if is_target(target, kind) => self.identity_as_thing(caller, holder).into_iter().collect(),
            _ => vec![],
        }
    }

    /// The customer managed policies that bound an identity.
    fn boundaries(&self, caller: &PrincipalContext<'_>) -> Vec<Thing> {
        let held = self.identities.get(caller.holder).into_iter().flat_map(|identity| &identity.held);
        let bounds = held.filter(|held| held.is_boundary && !held.policy.is_managed() && held.given.agrees_with(&caller.effective.given));
        bounds.filter_map(|held| self.thing(caller, held.policy.resource, "the permissions boundary")).collect()
    }
}

/// What whoever can take over everybody of a kind gains.
pub(super) fn any_of(target: EscalationTarget) -> String {
    let verb = if target == EscalationTarget::Group { "join" } else { "act as" };
    format!("{verb} any {} of the account, administrators included", target.name())
}

/// Whether identities of this kind are what a combination is aimed at.
fn is_target(target: EscalationTarget, kind: IdentityKind) -> bool {
    match kind {
        IdentityKind::User => target == EscalationTarget::User,
        IdentityKind::Group => target == EscalationTarget::Group,
        IdentityKind::Role => target == EscalationTarget::Role,
        IdentityKind::Policy => target == EscalationTarget::Policy,
        IdentityKind::PermissionSet => false,
    }
}
