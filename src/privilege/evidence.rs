//! What an answer about permissions rests on: statements, requests, steps and doubts.

use super::attached::{Attached, PolicyKey};
use super::effective::EffectivePolicies;
use super::grant::PathStep;
use crate::condition::Assignment;
use crate::iam::context::Request;
use crate::iam::evaluate::{StatementAt, action_matches};
use crate::source::Span;
use crate::truth::Truth;

/// The statement that grants a request, and the element in it that names the action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantedBy {
    pub policy: PolicyKey,
    /// The statement's place in the document.
    pub statement: usize,
    /// The entry of `Action` that covers the action; `NotAction` itself where the statement has that.
    pub element: Span,
    /// The element as written: `iam:*`.
    pub text: String,
}

/// A request that `iam::evaluate` has confirmed.
#[derive(Clone, Debug)]
pub struct GrantedRequest {
    pub request: Request,
    pub by: GrantedBy,
}

/// What an answer rests on.
#[derive(Clone, Copy, Debug)]
pub struct PrivilegeEvidence<'e> {
    /// Whose permissions it is about: "user `dev` and 2 others".
    pub holder: &'e str,
    /// The requests of the holder; the first one is granted by the statement that was asked about.
    pub granted: &'e [GrantedRequest],
    /// What follows from them.
    pub steps: &'e [PathStep],
    /// Why it is only possible; empty if it is certain.
    pub doubts: &'e [String],
    /// The answers to open conditions under which it holds, besides those under which the statement stands there.
    pub under: &'e Assignment,
    pub weight: PathWeight,
}

/// How much a path weighs, the heavier the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PathWeight {
    /// To be told, no more: it is what both sides say, or it needs something that this code does not show.
    Note,
    /// Nobody has the permissions but code that a service runs, or a service for its own work; or the way is one that the roles on it name.
    Lowered,
    /// As the rule says.
    Full,
}

impl EffectivePolicies {
    /// A step that a statement allows.
    pub(super) fn step(&self, by: StatementAt, text: String) -> Option<PathStep> {
        Some(PathStep { text, span: self.statement(by)?.span })
    }

    /// A request with the statement that grants it, and the element in it that names the action.
    pub(super) fn granted(&self, by: StatementAt, request: Request) -> Option<GrantedRequest> {
        self.documents.get(by.policy)?.granted(by.statement, request)
    }
}

impl Attached {
    /// A request with the statement that grants it, and the element in it that names the action.
    pub(super) fn granted(&self, statement: usize, request: Request) -> Option<GrantedRequest> {
        let listed = self.document.statement(statement)?.actions.as_ref()?;
        let covers = listed.entries.iter().find(|entry| action_matches(entry, &request.action) == Truth::Yes);
        let (element, text) = match covers.filter(|_| !listed.negated) {
            Some(entry) => (entry.span, entry.text.to_string()),
            None => (listed.key_span, "NotAction".to_owned()),
        };
        let by = GrantedBy { policy: self.policy.clone(), statement, element, text };
        Some(GrantedRequest { request, by })
    }
}
