//! A policy as identities hold it: many may hold the same one, and it is read once for all of them.

use crate::condition::{Assignment, Conditions};
use crate::iam::arn_field::ArnField;
use crate::iam::document::{Document, Names};
use crate::iam::evaluate::PolicyKind;
use crate::iam::stand_in;
use crate::kept::Kept;
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::policy::Policy;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// A policy as it is attached to an identity.
#[derive(Clone, Debug)]
pub struct Attached {
    pub policy: PolicyKey,
    /// `Identity`, `Boundary` or `Trust`.
    pub kind: PolicyKind,
    /// Of an identity policy what is known.
    pub document: Document,
    /// What is not known of it.
    pub unknown: Vec<UnknownPart>,
    /// ARNs whose account is taken to be the own one, and why that is only possible.
    pub assumed: Vec<(Span, String)>,
}

/// A part of a policy that is not known, or the whole of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownPart {
    pub span: Span,
    pub why: String,
    /// The same as a doubt about what the identity may do.
    pub doubt: String,
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

    /// Of a policy that stands elsewhere and that a resource attaches here.
    pub(super) fn elsewhere(address: SmolStr, span: Span) -> PolicyKey {
        PolicyKey { address, path: "", span }
    }
}

/// What is known of the policies of a root because somebody holds them. A policy is known by its place in memory, which it keeps as long as the root is judged.
#[derive(Default)]
pub(super) struct ReadPolicies {
    /// The names that go for what only deployment tells.
    pub(super) names: Names,
    /// What the code leaves open in the document of a policy.
    open: Kept<usize, Conditions>,
    documents: Kept<(usize, PolicyKind, Assignment), Option<Arc<Attached>>>,
}

impl ReadPolicies {
    pub(super) fn new(names: &Names) -> ReadPolicies {
        ReadPolicies { names: Names { is_one_partition: true, ..names.clone() }, ..ReadPolicies::default() }
    }

    fn open(&self, policy: &Policy<'_>) -> Arc<Conditions> {
        self.open.get(&place(policy), || {
            let mut conditions = Conditions::default();
            policy.document.conditions(&mut conditions);
            conditions
        })
    }

    /// Whether the document of a policy depends on what the code leaves open.
    pub(super) fn is_open(&self, policy: &Policy<'_>) -> bool {
        !self.open(policy).is_empty()
    }

    /// A policy as it is attached where these answers are given; nothing where it is not there.
    pub(super) fn read(&self, policy: &Policy<'_>, kind: PolicyKind, given: &Assignment) -> Option<Arc<Attached>> {
        // Answers to what it does not ask about make no difference.
        let given = given.about(&self.open(policy));
        let key = (place(policy), kind, given);
        let (_, _, given) = &key;
        self.documents.get(&key, || self.attached(policy, kind, given)).as_ref().clone()
    }

    fn attached(&self, policy: &Policy<'_>, kind: PolicyKind, given: &Assignment) -> Option<Arc<Attached>> {
        let value = policy.document.under(given);
        if matches!(value.kind, Kind::Absent | Kind::Null) {
            return None;
        }
        let mut settling = Settling { names: &self.names, assumes_account: kind != PolicyKind::Trust, assumed: vec![] };
        let mut document = Document::read(&settling.value(&value), &self.names).0;
        let address = &policy.resource.address;
        let doubt = |why: &str| match kind {
            PolicyKind::Boundary => format!("a part of the permissions boundary at `{address}` is not known: {why}"),
            _ => format!("a part of the policy at `{address}` is not known and might deny it: {why}"),
        };
        let parts = document.unclear.iter().map(|(span, why)| UnknownPart { span: *span, why: why.clone(), doubt: doubt(why) });
        let unknown = parts.collect();
        if kind == PolicyKind::Identity {
            document.unclear = vec![];
        }
        Some(Arc::new(Attached { policy: PolicyKey::of(policy), kind, document, unknown, assumed: settling.assumed }))
    }
}

fn place(policy: &Policy<'_>) -> usize {
    std::ptr::from_ref(policy).cast::<()>() as usize
}

/// A value in which names that only deployment or an input tells have become definite.
pub(super) fn settled(value: &Value) -> Value {
    Settling { names: &Names::default(), assumes_account: false, assumed: vec![] }.value(value)
}

/// Makes a document definite where only deployment or an input tells a name, as in the ARNs of roles. A whole value that an input gives stays
/// unknown: it may name anything.
struct Settling<'n> {
    names: &'n Names,
    /// Trust policies name accounts as callers, and these may be anybody's.
    assumes_account: bool,
    /// ARNs whose account is taken to be the own one, and why that is only possible.
    assumed: Vec<(Span, String)>,
}

impl Settling<'_> {
    fn value(&mut self, value: &Value) -> Value {
        let kind = match &value.kind {
            Kind::Text(text) => Kind::Text(Arc::new(self.text(text, value.span))),
            Kind::Unknown(hole) if matches!(hole.kind, HoleKind::Attribute { .. }) => {
                Kind::Text(Arc::new(Text::computed(stand_in::name(&hole.kind), value.span)))
            }
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| self.value(item)).collect())),
            Kind::Map(map) => {
                let entries = map.entries.iter().map(|entry| Entry { value: self.value(&entry.value), ..entry.clone() });
                Kind::Map(Shared::new(Map { entries: entries.collect() }))
            }
            other => other.clone(),
        };
        Value { kind, ..value.clone() }
    }

    fn text(&mut self, text: &Text, span: Span) -> Text {
        let mut settled = Text::default();
        let mut pieces = text.pieces().peekable();
        while let Some(piece) = pieces.next() {
            let hole = match piece {
                Piece::Literal(literal, start) => {
                    settled.push_literal_of(text, start..start + literal.len());
                    continue;
                }
                Piece::Hole(hole) => hole,
            };
            let field = ArnField::filled_by_hole(&settled, pieces.peek());
            match (&hole.kind, field) {
                (HoleKind::OwnAccount | HoleKind::Partition | HoleKind::OwnOrg, _) | (_, Some(ArnField::Partition)) => {
                    settled.push_hole(hole.clone())
                }
                (_, Some(ArnField::Region)) => settled.push_computed(self.names.region.as_deref().unwrap_or(stand_in::REGION), hole.span),
                (kind, Some(ArnField::Account)) if self.assumes_account => {
                    self.assumed.push((span, format!("the account of an ARN might be another than yours: {}", kind.reason())));
                    settled.push_computed(&self.names.own_account, hole.span);
                }
                (kind @ (HoleKind::Attribute { .. } | HoleKind::Input { .. } | HoleKind::Region), _) => {
                    settled.push_computed(&stand_in::name(kind), hole.span);
                }
                _ => settled.push_hole(hole.clone()),
            }
        }
        settled
    }
}
