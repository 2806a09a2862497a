//! What a trust policy gives to the identities of the code that it names: it lets them in whatever their own policies say.

use super::attached::PolicyKey;
use super::budget::QuestionBudget;
use super::combination::aimed;
use super::effective::needed;
use super::escalation::EscalationPath;
use super::evidence::PathWeight;
use super::graph::{IdentityKind, PermissionGraph, PrincipalContext, UsedBy, with_others};
use super::holder::{Granting, HolderAnswer};
use crate::condition::Assignment;
use crate::facts::EscalationAim;
use crate::iam::document::Statement;
use smol_str::SmolStr;

/// How many statements are looked at for one identity that a trust policy names.
const MAX_EFFORT: usize = 1 << 14;

impl PermissionGraph<'_> {
    /// What the identities gain that a statement of a trust policy names, if the role comes to an administrator.
    pub(super) fn gain_by_trust(&self, of: &Granting<'_, '_>) -> Option<(EscalationPath, Assignment)> {
        let statement = of.document.statement(of.index)?;
        let key = PolicyKey::of(of.policy);
        let is_of = |role: usize| self.identities.get(role).and_then(|role| role.trust).is_some_and(|trust| PolicyKey::of(trust) == key);
        let (role, _) = self.assumable().find(|(role, _)| is_of(*role))?;
        let account = self.accounts(statement).into_iter().next()?;
        self.path_to_administrator(*role, &account)?;
        let is_someone = |holder: &usize| matches!(self.kind(*holder), IdentityKind::User | IdentityKind::Role) && *holder != *role;
        let named = (0..self.identities.len()).filter(is_someone).filter(|holder| self.is_named(statement, *holder, &account));
        let mut gains: Vec<EscalationPath> = named.filter_map(|holder| self.gain_of_named(of, (holder, *role), &account)).collect();
        let best = gains.iter().map(HolderAnswer::rank).max()?;
        gains.retain(|gain| gain.rank() == best);
        let others = gains.len() - 1;
        let mut gain = gains.swap_remove(0);
        let holder = with_others(gain.holder.clone(), others);
        gain.tell_of(holder, others);
        gain.under = gain.under.beyond(of.given);
        let under = gain.under.clone();
        Some((gain, under))
    }

    /// Whether a statement of a trust policy names an identity, and not only its account.
    fn is_named(&self, statement: &Statement, holder: usize, account: &SmolStr) -> bool {
        let itself = self.caller(holder, account);
        let listed = statement.principals.as_ref().filter(|listed| !listed.negated);
        listed.is_some_and(|listed| listed.entries.iter().any(|entry| entry.who.is_exactly(&itself)))
    }

    fn gain_of_named(&self, of: &Granting<'_, '_>, (holder, role): (usize, usize), account: &SmolStr) -> Option<EscalationPath> {
        let used = self.used_by(holder);
        // What a service does with its own role is its business.
        if used == UsedBy::Service {
            return None;
        }
        let budget = QuestionBudget::of(MAX_EFFORT);
        let agreeing = || self.effective(holder).iter().filter(|effective| effective.given.agrees_with(of.given));
        let found = agreeing().filter_map(|effective| {
            let caller = PrincipalContext { holder, effective, account, budget: &budget };
            // Whoever may do everything gains nothing.
            let gains = self.everything(&caller, None).is_none();
            Some((&effective.given, gains.then(|| self.gain_by(of, &caller, role))??))
        });
        let (given, mut found): (Vec<&Assignment>, Vec<EscalationPath>) = found.unzip();
        let all: Vec<&Assignment> = agreeing().map(|effective| &effective.given).collect();
        let under = needed(&given, &all);
        let mut gain = if found.is_empty() { return None } else { found.swap_remove(0) };
        gain.under = gain.under.and(&under)?;
        gain.weight = if used == UsedBy::Code { gain.weight.min(PathWeight::Lowered) } else { gain.weight };
        gain.is_code = used == UsedBy::Code;
        Some(gain)
    }

    fn gain_by(&self, of: &Granting<'_, '_>, caller: &PrincipalContext<'_>, role: usize) -> Option<EscalationPath> {
        let escalation = aimed().find(|escalation| escalation.aim == Some(EscalationAim::Assumed))?;
        let assumed = self.assumes(caller, role, None)?;
        let path = self.to_administrator(caller, role)?;
        let trusts = self.effective(role).iter().filter(|effective| effective.given.agrees_with(of.given));
        let trust = trusts.filter_map(|effective| effective.trust.as_ref()).next()?;
        let request = assumed.grant.request;
        let granted = vec![trust.granted(of.index, request.clone())?];
        let mut doubts = assumed.grant.doubts;
        let weight = if path.is_direct() { PathWeight::Note } else { PathWeight::Lowered };
        doubts.and(path.doubts.clone());
        Some(EscalationPath {
            holder: self.name(caller.holder),
            escalation,
            gain: format!("act as {} and so administer the account", self.name(role)),
            steps: path.steps.clone(),
            request,
            doubts: doubts.into_texts(),
            helper: None,
            is_code: false,
            weight,
            granted,
            under: assumed.under.and(&path.under)?,
        })
    }
}
