//! What lets an identity do something, and why it is only possible.

use crate::facts::PassingAction;
use crate::iam::context::Request;
use crate::iam::evaluate::StatementAt;
use crate::source::Span;

/// One step of a path: what can be done, and where the code says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathStep {
    pub text: String,
    pub span: Span,
}

/// Why something is only possible.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Doubts {
    /// What the code leaves open about it.
    open: Vec<String>,
    /// Policies, or parts of policies, that are not known: each may deny it.
    unread: Vec<String>,
}

impl Doubts {
    pub(super) fn unread(doubts: impl IntoIterator<Item = String>) -> Doubts {
        Doubts { open: vec![], unread: doubts.into_iter().collect() }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.unread.is_empty()
    }

    /// Whether it holds by all that is known of the policies.
    pub(super) fn is_settled(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn add(&mut self, doubts: impl IntoIterator<Item = String>) {
        self.open.extend(doubts);
    }

    pub(super) fn and(&mut self, other: Doubts) {
        self.open.extend(other.open);
        self.unread.extend(other.unread);
    }

    /// All of them, each once.
    pub(super) fn into_texts(self) -> Vec<String> {
        let mut texts = self.open;
        texts.extend(self.unread);
        texts.sort();
        texts.dedup();
        texts
    }
}

/// A request that an identity may make, and the statement of its policies that grants it.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) by: StatementAt,
    pub(super) request: Request,
    /// Why it is only possible.
    pub(super) doubts: Doubts,
    /// The condition keys of tags that the caller takes off before.
    pub(super) without: Vec<String>,
    /// For what takes a role: the action that is needed as well, so that anything begins that has it.
    pub(super) begun_by: Option<String>,
}

impl Grant {
    /// This grant, on condition that the other is given as well.
    pub(super) fn and(mut self, other: Grant) -> Grant {
        self.doubts.and(other.doubts);
        self
    }
}

/// An action that takes a role, and the grant for it.
pub(super) type LaunchAction = (&'static PassingAction, Grant);

/// How an identity administers the account by itself.
#[derive(Clone)]
pub(super) struct Administration {
    pub(super) steps: Vec<PathStep>,
    pub(super) doubts: Doubts,
    /// It has no such permissions of its own: it takes over whoever has them, or passes their role.
    pub(super) by_others: bool,
}
