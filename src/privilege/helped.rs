//! A role that only a tag holds back, and who may assume it and change that tag: together they gain what neither gains alone.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html>

use super::budget::QuestionBudget;
use super::effective::{EffectivePolicies, TagHelper};
use super::grant::PathStep;
use super::graph::{IdentityKind, PermissionGraph, PrincipalContext, UsedBy};
use super::tagging;
use crate::condition::Assignment;

/// How many statements are looked at for one identity that may help.
const MAX_EFFORT: usize = 1 << 14;

/// How many that may assume a role are asked whether they change tags.
const MAX_HELPERS: usize = 16;

/// Who may assume a role, and may change tags before.
pub(super) struct Helper {
    pub(super) tags: TagHelper,
    /// How they come to the role.
    pub(super) steps: Vec<PathStep>,
    /// The answers under which they do.
    pub(super) under: Assignment,
}

impl PermissionGraph<'_> {
    /// Those who may assume the role that a caller is, and may change tags before; none where nothing that the role holds asks for one.
    pub(super) fn helpers(&self, caller: &PrincipalContext<'_>) -> Vec<Helper> {
        let is_role = self.kind(caller.holder) == IdentityKind::Role && self.used_by(caller.holder) == UsedBy::Anybody;
        if !is_role || !asks_for_a_tag(caller.effective) {
            return vec![];
        }
        let is_other = |other: &usize| *other != caller.holder && matches!(self.kind(*other), IdentityKind::User | IdentityKind::Role);
        let others = (0..self.identities.len()).filter(is_other);
        others.filter_map(|other| self.helper(caller, other)).take(MAX_HELPERS).collect()
    }

    fn helper(&self, caller: &PrincipalContext<'_>, other: usize) -> Option<Helper> {
        // What a service does with its own role is its business.
        if self.used_by(other) != UsedBy::Anybody || !self.in_one_account(other, caller.holder)?.is_empty() {
            return None;
        }
        let budget = QuestionBudget::of(MAX_EFFORT);
        let agreeing = self.effective(other).iter().enumerate();
        agreeing.filter(|(_, effective)| effective.given.agrees_with(&caller.effective.given)).find_map(|(place, effective)| {
            if !tagging::actions().any(|action| effective.is_about(action)) {
                return None;
            }
            let itself = PrincipalContext { holder: other, effective, account: caller.account, budget: &budget };
            // Whoever may do everything gains nothing.
            if self.everything(&itself, None).is_some() {
                return None;
            }
            let assumed = self.assumes(&itself, caller.holder, None)?;
            let under = assumed.under.and(&effective.given)?;
            Some(Helper { tags: TagHelper { holder: other, place }, steps: assumed.steps, under })
        })
    }
}

fn asks_for_a_tag(effective: &EffectivePolicies) -> bool {
    let statements = effective.documents.iter().flat_map(|attached| &attached.document.statements);
    let mut keys = statements.flat_map(|statement| &statement.conditions).map(|condition| &condition.key);
    keys.any(|key| key.contains(":resourcetag/") || key.contains(":principaltag/"))
}
