//! Paths by the combinations of `escalations.tsv`: who can give themselves permissions, take over somebody else, or make what runs already
//! run their code.

use super::combination::aimed;
use super::evidence::{GrantedRequest, PathWeight, PrivilegeEvidence};
use super::grant::PathStep;
use super::graph::{AdministratorPath, PermissionGraph, PrincipalContext, UsedBy};
use super::holder::{Granting, HolderAnswer};
use super::hop::{Goal, Hop, any_of};
use super::workload::Workload;
use crate::condition::Assignment;
use crate::facts::{Escalation, EscalationAim};
use crate::iam::context::Request;
use crate::iam::evaluate::{PolicyKind, StatementAt, about_action};
use crate::truth::Truth;

/// What somebody gains by permissions that they hold.
#[derive(Clone, Debug)]
pub struct EscalationPath {
    /// "user `dev`", "the code that runs as role `worker`".
    pub holder: String,
    pub escalation: &'static Escalation,
    /// "obtain every permission", "act as user `boss` and so administer the account".
    pub gain: String,
    /// The other actions, what is reached, and what that may do.
    pub steps: Vec<PathStep>,
    /// The request of the first action.
    pub request: Request,
    /// Why it is only possible.
    pub doubts: Vec<String>,
    /// Who changes tags and then acts as the holder: "user `dev`".
    pub(super) helper: Option<String>,
    /// Nobody holds the permissions but code that a service runs.
    pub is_code: bool,
    pub weight: PathWeight,
    pub(super) granted: Vec<GrantedRequest>,
    pub(super) under: Assignment,
}

impl EscalationPath {
    /// What it rests on.
    pub fn evidence(&self) -> PrivilegeEvidence<'_> {
        let EscalationPath { holder, granted, steps, doubts, under, weight, .. } = self;
        PrivilegeEvidence { holder, granted, steps, doubts, under, weight: *weight }
    }
}

impl PermissionGraph<'_> {
    /// The best of what the holder of this statement gains by it.
    pub fn gain(&self, of: &Granting<'_, '_>) -> Option<(EscalationPath, Assignment)> {
        let begins = |escalation: &&Escalation| escalation.actions.first().is_some_and(|action| of.is_about(action));
        aimed().find(begins)?;
        if of.policy.site.kind == PolicyKind::Trust {
            return self.gain_by_trust(of);
        }
        let (mut gain, under) = self.best(of, |caller, at| self.gain_of(caller, at))?;
        gain.under = under.and(&gain.under.beyond(of.given))?;
        let under = gain.under.clone();
        Some((gain, under))
    }

    /// What somebody gains alone; else what they gain with who may assume them and change the tags that hold them back.
    fn gain_of(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<EscalationPath> {
        let alone = self.gain_alone(caller, at);
        let is_little = alone.as_ref().is_none_or(|alone| alone.weight == PathWeight::Note);
        let together = if is_little { self.gain_together(caller, at, alone.is_some()) } else { None };
        together.or(alone)
    }

    fn gain_together(&self, caller: &PrincipalContext<'_>, at: StatementAt, is_more: bool) -> Option<EscalationPath> {
        self.helpers(caller).into_iter().find_map(|helper| {
            let effective = caller.effective.helped_by(helper.tags);
            let helped = PrincipalContext { effective: &effective, ..*caller };
            let mut gain = self.gain_alone(&helped, at).filter(|gain| !is_more || gain.weight > PathWeight::Note)?;
            gain.under = gain.under.and(&helper.under)?;
            gain.steps.splice(0..0, helper.steps);
            gain.helper = Some(self.name(helper.tags.holder));
            Some(gain)
        })
    }

    fn gain_alone(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<EscalationPath> {
        let used = self.used_by(caller.holder);
        let statement = caller.effective.statement(at)?;
        let begins = |action: &&str| about_action(statement, action) == Truth::Yes;
        let mut escalations = caller.effective.escalations().iter();
        // Whoever may do everything gains nothing; what a service does with its own role is its business.
        if used == UsedBy::Service
            || !escalations.any(|escalation| escalation.actions.first().is_some_and(begins))
            || self.everything(caller, None).is_some()
        {
            return None;
        }
        let mut hop = self.surest(caller, at)?;
        if hop.to != caller.holder
            && let Some(path) = self.to_administrator(caller, hop.to)
        {
            // It leads farther than both sides say.
            if !path.is_direct() {
                hop.weight = hop.weight.max(PathWeight::Lowered);
            }
            hop.steps.extend(path.steps.iter().cloned());
            hop.grant.doubts.and(path.doubts.clone());
            hop.given = hop.given.and(&path.under)?;
        }
        let weight = if used == UsedBy::Code { hop.weight.min(PathWeight::Lowered) } else { hop.weight };
        let Hop { mut steps, escalation, grant, rest, gain, given, .. } = hop;
        steps.splice(0..0, self.tagging_steps(caller, std::iter::once(&grant).chain(&rest)));
        let granted = std::iter::once(&grant).chain(&rest).map(|grant| caller.effective.granted(grant.by, grant.request.clone()));
        let granted = granted.collect::<Option<Vec<_>>>()?;
        let (holder, is_code, request) = (self.name(caller.holder), used == UsedBy::Code, grant.request);
        let doubts = grant.doubts.into_texts();
        Some(EscalationPath { holder, escalation, gain, steps, request, doubts, helper: None, is_code, weight, granted, under: given })
    }

    /// What they do to their own permissions, else as somebody else, else as an identity that they make: the first that is settled, else the first.
    fn surest(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        let ways: [&dyn Fn() -> Option<Hop>; 3] =
            [&|| self.writes(caller, Some(at)), &|| self.others(caller, at), &|| self.makes_identity(caller, at)];
        let mut possible: Option<Hop> = None;
        for way in ways {
            match way() {
                Some(hop) if hop.is_settled() => return Some(hop),
                hop => possible = possible.or(hop),
            }
        }
        possible
    }

    /// The best way to an administrator who is somebody else; none for whoever can make themselves one.
    fn others(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        if self.writes(caller, None).is_some_and(|own| own.is_settled()) {
            return None;
        }
        let any = self.any_administrator(caller, at);
        // Whoever may take over everybody of a kind needs nobody who has to go on from there.
        let is_more = |path: &AdministratorPath| any.is_none() || path.is_direct();
        let leads_on = |to: usize| self.to_administrator(caller, to).is_some();
        let mut best: Option<Hop> = None;
        let fits =
            |hop: &Hop| self.to_administrator(caller, hop.to).is_some_and(|path| path.under.agrees_with(&hop.given) && is_more(&path));
        // First those of whom no better can come, in their order: of many others one is as good as the next.
        for direct in [true, false] {
            let wanted = |to: usize| self.may_be_direct(to, caller.account) == direct && leads_on(to);
            let hops = self.hops(caller, Some(at), &wanted).chain(self.assumptions(caller, at, &wanted));
            for hop in hops.filter(fits) {
                let is_near = |hop: &Hop| self.to_administrator(caller, hop.to).is_some_and(|path| path.is_direct());
                let rank = |hop: &Hop| (hop.is_settled(), hop.weight, is_near(hop));
                let own = rank(&hop);
                if own == (true, PathWeight::Full, true) {
                    return Some(hop);
                }
                if best.as_ref().is_none_or(|best| rank(best) < own) {
                    best = Some(hop);
                }
                if own == (true, PathWeight::Full, false) && !direct {
                    break;
                }
            }
        }
        if let Some(any) = any
            && best.as_ref().is_none_or(|best| any.is_settled() || best.weight < PathWeight::Full)
        {
            return Some(any);
        }
        best.or_else(|| self.any_workload(caller, at))
    }

    /// Everybody of a kind, administrators included, where the code shows none.
    fn any_administrator(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        let known = caller.effective.escalations().iter().filter(|escalation| escalation.aim == Some(EscalationAim::Administrator));
        let mut hops = known.filter_map(|escalation| {
            let combined = self.anywhere(caller, escalation, Some(at))?;
            self.told(caller, escalation, combined, Goal::own(caller, any_of(escalation.target)))
        });
        let first = hops.next()?;
        if first.is_settled() { Some(first) } else { hops.find(Hop::is_settled).or(Some(first)) }
    }

    /// Those of a kind that run with a role of this code which is not the caller's own and holds a policy.
    fn shown<'q>(&'q self, caller: &'q PrincipalContext<'q>, kind: &'q str) -> impl Iterator<Item = &'q Workload<'q>> {
        let holds = move |role: usize| self.identities.get(role).is_some_and(|identity| identity.held.iter().any(|held| !held.is_boundary));
        let is_meant = move |workload: &&Workload<'_>| {
            let is_other = workload.kind == kind && workload.role != caller.holder;
            is_other && workload.given.agrees_with(&caller.effective.given) && holds(workload.role)
        };
        self.workloads.iter().filter(is_meant)
    }

    /// Everything of a kind that runs with a role, where none that the code shows is an administrator's.
    fn any_workload(&self, caller: &PrincipalContext<'_>, at: StatementAt) -> Option<Hop> {
        // Code that may do so is ordinary, and nobody is meant to come to it.
        if self.used_by(caller.holder) != UsedBy::Anybody {
            return None;
        }
        let known = caller.effective.escalations().iter().copied();
        let (plain, provided): (Vec<&'static Escalation>, Vec<&'static Escalation>) =
            known.partition(|escalation| escalation.provided.is_empty());
        plain.into_iter().chain(provided).find_map(|escalation| {
            let Some(EscalationAim::Workload(kind)) = escalation.aim else { return None };
            let combined = self.anywhere(caller, escalation, Some(at))?;
            let words = kind.replace('-', " ");
            let (mut hop, doubt) = if self.workload_kinds.contains(&kind) {
                let (shown, hop) = self.shown(caller, kind).find_map(|shown| {
                    let goal = self.as_role_of(caller, shown, "");
                    Some((shown, self.hop(caller, escalation, goal, Some(at))?))
                })?;
                let role = self.name(shown.role);
                (hop, format!("what {role} may do that the holder may not is not compared"))
            } else {
                let gain = format!("act as the role of any {words} of the account");
                let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                let doubt = format!("it takes {article} {words} whose role may do more than the holder; this code shows none");
                (self.told(caller, escalation, combined, Goal::own(caller, gain))?, doubt)
            };
            hop.grant.doubts.add([doubt]);
            hop.weight = PathWeight::Note;
            Some(hop)
        })
    }
}

impl HolderAnswer for EscalationPath {
    const BEST: u8 = PathWeight::Full as u8 * 2 + 1;

    fn rank(&self) -> u8 {
        let weight = if self.doubts.is_empty() { self.weight } else { self.weight.min(PathWeight::Lowered) };
        weight as u8 * 2 + u8::from(self.doubts.is_empty())
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
        self.holder = match &self.helper {
            Some(helper) => format!("{helper} as {holder}"),
            None if self.is_code => format!("the code that runs as {holder}"),
            None => holder,
        };
    }
}
