//! What a finding is about: a statement, a policy or a resource, and what is known around it.

use super::context::{PolicyContext, RootContext};
use crate::facts;
use crate::iam::document::Statement;
use crate::resource::Resource;
use crate::source::Span;

/// What a finding is about.
#[derive(Clone, Copy)]
pub(super) struct Matter<'c> {
    pub(super) root: &'c RootContext<'c>,
    pub(super) resource: &'c Resource,
    /// A noun: `bucket`, `role`, `instance`.
    pub(super) noun: &'c str,
    pub(super) policy: Option<&'c PolicyContext<'c>>,
    pub(super) statement: Option<&'c Statement>,
    /// Tells findings of one rule about one statement apart; empty for the first.
    pub(super) part: &'c str,
}

impl<'c> Matter<'c> {
    pub(super) fn statement(policy: &'c PolicyContext<'c>, statement: &'c Statement, part: &'c str) -> Matter<'c> {
        Matter { statement: Some(statement), part, ..Matter::policy(policy) }
    }

    pub(super) fn policy(policy: &'c PolicyContext<'c>) -> Matter<'c> {
        let noun = facts::protected(policy.policy.site.protects).map_or("resource", |protected| protected.noun);
        Matter { root: &policy.root, resource: policy.policy.resource, noun, policy: Some(policy), statement: None, part: "" }
    }

    pub(super) fn resource(root: &'c RootContext<'c>, resource: &'c Resource, noun: &'c str) -> Matter<'c> {
        Matter { root, resource, noun, policy: None, statement: None, part: "" }
    }

    /// Where it is written as a whole.
    pub(super) fn span(&self) -> Span {
        self.statement.map(|statement| statement.span).or(self.policy.map(|policy| policy.policy.span)).unwrap_or(self.resource.span)
    }
}
