//! Questions about whoever holds a statement: the best answer of all holders, confirmed by the evaluator.

use super::attached::PolicyKey;
use super::budget::QuestionBudget;
use super::effective::{EffectivePolicies, needed};
use super::evidence::GrantedRequest;
use super::graph::{IdentityKind, PermissionGraph, PrincipalContext};
use crate::condition::Assignment;
use crate::iam::document::{Document, Effect, Statement};
use crate::iam::evaluate::{StatementAt, about_action};
use crate::policy::Policy;
use crate::source::Span;
use crate::truth::Truth;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How many holders of one statement are looked at.
const MAX_HOLDERS: usize = 256;

/// A policy with more statements shares its effort among them.
const MAX_STATEMENTS: usize = 64;

/// A statement of a policy, and the answers under which it stands there.
#[derive(Clone, Copy, Debug)]
pub struct Granting<'s, 'a> {
    pub policy: &'s Policy<'a>,
    pub document: &'s Document,
    pub index: usize,
    pub given: &'s Assignment,
}

impl Granting<'_, '_> {
    fn statement(&self) -> Option<&Statement> {
        self.document.statement(self.index).filter(|statement| statement.effect == Effect::Allow)
    }

    /// Whether the statement, taken alone, is about an action.
    pub(super) fn is_about(&self, action: &str) -> bool {
        self.statement().is_some_and(|statement| about_action(statement, action) == Truth::Yes)
    }
}

/// What is answered about one holder.
pub(super) trait HolderAnswer {
    /// The highest rank.
    const BEST: u8;

    /// The better, the higher.
    fn rank(&self) -> u8;

    fn granted(&self) -> &[GrantedRequest];

    fn is_certain(&self) -> bool;

    /// Under which answers it holds, beside those under which its holder has the policies.
    fn under_mut(&mut self) -> Option<&mut Assignment>;

    /// Who it is about, and how many others there are.
    fn tell_of(&mut self, holder: String, others: usize);
}

/// A question about the holders of a statement, in one account.
struct HolderQuestion<'q, 's, 'a> {
    of: &'q Granting<'s, 'a>,
    account: &'q SmolStr,
    budget: &'q QuestionBudget,
}

impl PermissionGraph<'_> {
    /// The best answer to a question about somebody who holds a statement, and the answers to what the code leaves open under which it
    /// holds. At most [`MAX_HOLDERS`] holders are asked about.
    pub(super) fn best<T: HolderAnswer>(
        &self,
        of: &Granting<'_, '_>,
        ask: impl Fn(&PrincipalContext<'_>, StatementAt) -> Option<T>,
    ) -> Option<(T, Assignment)> {
        let span = of.statement().map(|statement| statement.span);
        let budget = QuestionBudget::shared(self.effort, of.document.statements.len() / MAX_STATEMENTS);
        let holders = self.holders.get(&PolicyKey::of(of.policy)).map_or(&[][..], Vec::as_slice);
        if holders.len() > MAX_HOLDERS {
            self.give_up(span, &format!("{MAX_HOLDERS} holders of one policy"));
        }
        let mut best: Option<(usize, T, Assignment)> = None;
        let mut ranks: FxHashMap<usize, u8> = FxHashMap::default();
        for account in self.accounts(of.statement()?) {
            let question = HolderQuestion { of, account: &account, budget: &budget };
            for holder in holders.iter().take(MAX_HOLDERS).take_while(|_| !budget.is_spent()) {
                // Nothing can come of it: there is no better answer, and a member of the group is not told of.
                if best.as_ref().is_some_and(|(group, known, _)| known.rank() == T::BEST && self.is_member(*group, *holder)) {
                    continue;
                }
                let Some((answer, under)) = self.best_of_holder(&question, *holder, &ask) else { continue };
                let rank = ranks.entry(*holder).or_default();
                *rank = answer.rank().max(*rank);
                if best.as_ref().is_none_or(|(_, known, _)| known.rank() < answer.rank()) {
                    best = Some((*holder, answer, under));
                }
            }
        }
        self.tell_of_budget(&budget, span, best.as_ref().is_some_and(|(_, answer, _)| answer.is_certain()));
        let (holder, mut answer, under) = best?;
        let others =
            ranks.iter().filter(|(other, rank)| **other != holder && !self.is_member(holder, **other) && **rank >= answer.rank()).count();
        answer.tell_of(self.name_with_others(holder, others), others);
        Some((answer, under))
    }

    /// Tells what was given up; bounds that a certain answer did not need are not told.
    fn tell_of_budget(&self, budget: &QuestionBudget, span: Option<Span>, is_certain: bool) {
        if budget.is_spent() {
            self.give_up(span, "steps to find out what the holders of this statement may do");
        }
        if !is_certain {
            budget.reached().iter().for_each(|bound| self.give_up(span, bound));
        }
    }

    /// Whether one holder of a statement is a group, of which the other one is a member: those hold what it holds.
    fn is_member(&self, group: usize, other: usize) -> bool {
        self.kind(group) == IdentityKind::Group && self.kind(other) == IdentityKind::User
    }

    /// The best confirmed answer to a question about one holder of a statement.
    fn best_of_holder<T: HolderAnswer>(
        &self,
        question: &HolderQuestion<'_, '_, '_>,
        holder: usize,
        ask: &impl Fn(&PrincipalContext<'_>, StatementAt) -> Option<T>,
    ) -> Option<(T, Assignment)> {
        let HolderQuestion { of, account, budget } = *question;
        let policy = PolicyKey::of(of.policy);
        let effective: Vec<&EffectivePolicies> =
            self.effective(holder).iter().filter(|effective| effective.given.agrees_with(of.given)).collect();
        let mut yes: Vec<(T, bool, &EffectivePolicies)> = vec![];
        for effective in &effective {
            let Some(at) = effective.place(&policy, of.index) else { continue };
            let caller = PrincipalContext { holder, effective, account, budget };
            let Some(mut answer) = ask(&caller, at).filter(|answer| self.confirms_all(&caller, answer)) else { continue };
            let is_settled = answer.under_mut().is_none_or(|under| {
                *under = under.beyond(&effective.given);
                under.is_always()
            });
            yes.push((answer, is_settled, *effective));
        }
        let all: Vec<&Assignment> = effective.iter().map(|effective| &effective.given).collect();
        let is_best_settled = yes.iter().max_by_key(|(answer, is_settled, _)| (answer.rank(), *is_settled))?.1;
        // Where the best needs no more than the answers of its holder, so do those that count with it.
        let with_it = yes.iter().filter(|(_, is_settled, _)| *is_settled || !is_best_settled);
        let given: Vec<&Assignment> = with_it.map(|(.., effective)| &effective.given).collect();
        // The answers under which it is asked are told anyhow.
        let under = needed(&given, &all).beyond(of.given);
        let (answer, ..) = yes.into_iter().max_by_key(|(answer, is_settled, _)| (answer.rank(), *is_settled))?;
        Some((answer, under))
    }

    fn confirms_all(&self, caller: &PrincipalContext<'_>, answer: &impl HolderAnswer) -> bool {
        answer.granted().iter().all(|granted| {
            let by = caller.effective.place(&granted.by.policy, granted.by.statement);
            by.is_some_and(|by| self.confirms(caller, by, &granted.request, answer.is_certain()))
        })
    }
}
