//! Why a decision or an answer is what it is.

use crate::source::Span;

/// A sentence about a place in the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    pub text: String,
    pub span: Option<Span>,
}
