//! What an identity holds under one set of answers to what the code leaves open: documents, ready to be asked.

use crate::condition::{Assignment, Conditions, TooManyAssignments};
use crate::facts::Escalation;
use crate::iam::document::{Document, Effect, Names, Statement};
use crate::iam::evaluate::{PolicyKind, about_action};
use crate::json;
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::source::Span;
use crate::subject::{Identity, named};
use crate::truth::Truth;
use crate::value::{Entry, Kind, Map, Value};
use smol_str::SmolStr;
use std::sync::{Arc, OnceLock};

/// What an identity holds under some answers.
#[derive(Debug)]
pub struct EffectivePolicies {
    pub given: Assignment,
    pub documents: Vec<Attached>,
    /// Boundaries whose document is not in this code.
    pub unread_boundaries: Vec<String>,
    /// Worked out when it is asked.
    pub(super) escalations: OnceLock<Vec<&'static Escalation>>,
}

/// A policy as it stands in a world.
#[derive(Clone, Debug)]
pub struct Attached {
    pub policy: PolicyKey,
    /// `Identity`, `Boundary` or `Trust`.
    pub kind: PolicyKind,
    pub document: Document,
}

/// A policy by its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PolicyKey {
    address: SmolStr,
    path: &'static str,
    pub span: Span,
}

impl PolicyKey {
    pub(super) fn of(policy: &Policy<'_>) -> PolicyKey {
        PolicyKey { address: policy.resource.address.clone(), path: policy.path, span: policy.span }
    }
}

/// A statement of a world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatementAt {
    pub document: usize,
    pub statement: usize,
}

/// The worlds of an identity.
#[derive(Debug)]
pub(super) struct EffectiveOfIdentity {
    pub effective: Vec<EffectivePolicies>,
    pub limit: Option<Problem>,
}

impl EffectivePolicies {
    pub fn statement(&self, at: StatementAt) -> Option<&Statement> {
        self.documents.get(at.document)?.document.statement(at.statement)
    }

    /// Whether something that the identity holds allows the action at all.
    pub fn is_about(&self, action: &str) -> bool {
        let mut statements = self.of_kind(PolicyKind::Identity).flat_map(|(_, attached)| attached.document.with_effect(Effect::Allow));
        statements.any(|statement| about_action(statement, action) == Truth::Yes)
    }

    pub fn is_bounded(&self) -> bool {
        !self.unread_boundaries.is_empty() || self.of_kind(PolicyKind::Boundary).next().is_some()
    }

    /// This world without its boundaries.
    pub(super) fn without_boundary(&self) -> EffectivePolicies {
        let documents = self.documents.iter().map(|attached| match attached.kind {
            // Statements keep their places.
            PolicyKind::Boundary => Attached {
                document: Document { statements: vec![], ..attached.document.clone() },
                kind: PolicyKind::Identity,
                ..attached.clone()
            },
            _ => attached.clone(),
        });
        EffectivePolicies {
            given: self.given.clone(),
            documents: documents.collect(),
            unread_boundaries: vec![],
            escalations: OnceLock::new(),
        }
    }

    /// This world if the identity's own policies allowed everything: what is left is what its boundaries allow.
    pub(super) fn with_every_permission(&self) -> EffectivePolicies {
        let everything = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        let mut documents: Vec<Attached> =
            self.documents.iter().filter(|attached| attached.kind != PolicyKind::Identity).cloned().collect();
        if let Some(some) = self.documents.first() {
            let (value, _) = json::parse(&Text::computed(everything, some.document.span), some.document.span);
            let (document, _) = Document::read(&value, &some.document.names);
            documents.push(Attached { policy: some.policy.clone(), kind: PolicyKind::Identity, document });
        }
        let unread_boundaries = self.unread_boundaries.clone();
        EffectivePolicies { given: self.given.clone(), documents, unread_boundaries, escalations: OnceLock::new() }
    }

    pub fn of_kind(&self, kind: PolicyKind) -> impl Iterator<Item = (usize, &Attached)> {
        self.documents.iter().enumerate().filter(move |(_, attached)| attached.kind == kind)
    }
}

/// Every consistent world of an identity; none, and a problem, if there are too many.
pub(super) fn effective(identity: &Identity<'_>, names: &Names) -> EffectiveOfIdentity {
    let mut conditions = Conditions::default();
    identity.held.iter().map(|held| held.policy).chain(identity.trust).for_each(|policy| policy.document.conditions(&mut conditions));
    let given = identity.held.iter().map(|held| &held.given).chain(identity.unread.iter().map(|unread| &unread.given));
    given.for_each(|given| conditions.used(given));
    match conditions.assignments(&identity.resource.exists_under) {
        Ok(assignments) => {
            EffectiveOfIdentity { effective: assignments.into_iter().map(|given| world(identity, given, names)).collect(), limit: None }
        }
        Err(TooManyAssignments) => {
            let limit = Problem::limit_reached(identity.resource.span, "what this identity holds depends on too many undecided conditions");
            EffectiveOfIdentity { effective: vec![], limit: Some(limit) }
        }
    }
}

fn world(identity: &Identity<'_>, given: Assignment, names: &Names) -> EffectivePolicies {
    let read = |policy: &Policy<'_>, kind: PolicyKind| {
        let value = policy.document.under(&given);
        if matches!(value.kind, Kind::Absent | Kind::Null) {
            return None;
        }
        let (document, _) = Document::read(&settled(&value), names);
        Some(Attached { policy: PolicyKey::of(policy), kind, document })
    };
    let held = identity.held.iter().filter(|held| held.given.agrees_with(&given));
    let held = held.filter_map(|held| read(held.policy, if held.is_boundary { PolicyKind::Boundary } else { PolicyKind::Identity }));
    let trust = identity.trust.and_then(|policy| read(policy, PolicyKind::Trust));
    let documents = held.chain(trust).collect();
    let unread = identity.unread.iter().filter(|unread| unread.is_boundary && unread.given.agrees_with(&given));
    EffectivePolicies {
        documents,
        unread_boundaries: unread.map(|unread| unread.name.clone()).collect(),
        given,
        escalations: OnceLock::new(),
    }
}

/// A document in which names that only deployment or an input tells have become definite, as in the ARNs of roles. A whole value that an
/// input gives stays unknown: it may name anything.
fn settled(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) => Kind::Text(Arc::new(text_settled(text))),
        Kind::Unknown(hole) if matches!(hole.kind, HoleKind::Attribute { .. }) => {
            Kind::Text(Arc::new(Text::computed(named(&hole.kind), value.span)))
        }
        Kind::List(items) => Kind::List(Arc::new(items.iter().map(settled).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: settled(&entry.value), ..entry.clone() });
            Kind::Map(Arc::new(Map { entries: entries.collect() }))
        }
        other => other.clone(),
    };
    Value { kind, ..value.clone() }
}

fn text_settled(text: &Text) -> Text {
    let mut settled = Text::default();
    for piece in text.pieces() {
        match piece {
            Piece::Literal(literal, start) => settled.push_text(&text.slice(start..start + literal.len()).without_holes()),
            Piece::Hole(hole) => match &hole.kind {
                kind @ (HoleKind::Attribute { .. } | HoleKind::Input { .. }) => settled.push_computed(&named(kind), hole.span),
                HoleKind::Region => settled.push_computed("us-east-1", hole.span),
                _ => settled.push_hole(hole.clone()),
            },
        }
    }
    settled
}
