//! What an identity holds under one set of answers to what the code leaves open: documents, ready to be evaluated.

use super::attached::{Attached, PolicyKey, ReadPolicies, UnknownPart};
use super::statements::KnownStatements;
use crate::condition::{Assignment, Conditions, TooManyAssignments, shortest};
use crate::facts::{self, Escalation};
use crate::iam::document::{Document, Effect, Element, Names, Statement};
use crate::iam::evaluate::{PolicyInForce, PolicyKind, StatementAt};
use crate::json;
use crate::mapped_text::Text;
use crate::policy::Policy;
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::subject::{Identity, Unread};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use smol_str::SmolStr;
use std::sync::{Arc, LazyLock, OnceLock};

/// What an identity holds under some answers.
#[derive(Debug)]
pub struct EffectivePolicies {
    pub given: Assignment,
    /// Identity policies and permissions boundaries.
    pub documents: Vec<Arc<Attached>>,
    /// Who may assume the role.
    pub trust: Option<Arc<Attached>>,
    /// Who changes tags for whoever holds this.
    pub(super) helper: Option<TagHelper>,
    /// Worked out when it is asked.
    pub(super) escalations: OnceLock<Vec<&'static Escalation>>,
    pub(super) known: KnownStatements,
}

/// An identity that changes tags and then acts as another.
#[derive(Clone, Copy, Debug)]
pub(super) struct TagHelper {
    pub(super) holder: usize,
    /// Which of the sets of policies that it may hold.
    pub(super) place: usize,
}

/// All that an identity may hold.
#[derive(Debug)]
pub(super) struct EffectiveOfIdentity {
    pub(super) effective: Vec<EffectivePolicies>,
    pub(super) limit: Option<Problem>,
}

impl EffectivePolicies {
    pub fn statement(&self, at: StatementAt) -> Option<&Statement> {
        self.documents.get(at.policy)?.document.statement(at.statement)
    }

    /// A statement of an identity policy.
    pub(super) fn place(&self, policy: &PolicyKey, statement: usize) -> Option<StatementAt> {
        let is_it = |attached: &Arc<Attached>| attached.kind == PolicyKind::Identity && attached.policy == *policy;
        Some(StatementAt { policy: self.documents.iter().position(is_it)?, statement })
    }

    pub fn of_kind(&self, kind: PolicyKind) -> impl Iterator<Item = &Attached> {
        self.documents.iter().map(Arc::as_ref).filter(move |attached| attached.kind == kind)
    }

    /// The statements by which the identity's own policies allow something.
    pub fn allowing(&self) -> impl Iterator<Item = &Statement> {
        self.of_kind(PolicyKind::Identity).flat_map(|attached| attached.document.with_effect(Effect::Allow))
    }

    /// Whether the identity's own policies allow the action at all.
    pub fn is_about(&self, action: &str) -> bool {
        !self.allowing_action(action).is_empty()
    }

    pub fn is_bounded(&self) -> bool {
        self.of_kind(PolicyKind::Boundary).next().is_some()
    }

    /// What is not known of the identity's own policies, as doubts about what it may do.
    pub fn unread(&self) -> impl Iterator<Item = &String> {
        self.of_kind(PolicyKind::Identity).flat_map(|attached| &attached.unknown).map(|part| &part.doubt)
    }

    /// Why a statement might name nothing of the own account.
    pub(super) fn assumed(&self, at: StatementAt) -> Option<&String> {
        let assumed = &self.documents.get(at.policy)?.assumed;
        let listed = self.statement(at).filter(|_| !assumed.is_empty())?.resources.as_ref()?;
        let of = |element: &Element| assumed.iter().find(|(span, _)| *span == element.span).map(|(_, why)| why);
        listed.entries.iter().map(of).collect::<Option<Vec<_>>>()?.first().copied()
    }

    /// What is not known of its boundaries.
    pub fn unread_boundary(&self) -> impl Iterator<Item = &String> {
        self.of_kind(PolicyKind::Boundary).flat_map(|attached| &attached.unknown).map(|part| &part.doubt)
    }

    /// The documents as they are evaluated about an action, each at its place; of one that is not about it nothing.
    pub(super) fn evaluated(&self, action: &str) -> Vec<PolicyInForce<'_>> {
        let about = self.action_statements(action);
        let policies = self.documents.iter().zip(self.first_places()).map(|(attached, first)| {
            let mut places = first..first + attached.document.statements.len();
            let says_nothing = attached.document.unclear.is_empty() && places.all(|place| about.leaves_out(place));
            let document = if says_nothing { &*NOTHING } else { &attached.document };
            PolicyInForce { kind: attached.kind, level: SmolStr::default(), document }
        });
        policies.collect()
    }

    /// The parts of the identity's own policies that are not known, as a document.
    pub(super) fn unknown_parts(&self) -> Option<Document> {
        let parts = self.of_kind(PolicyKind::Identity).flat_map(|attached| &attached.unknown);
        let unclear: Vec<(Span, String)> = parts.map(|part| (part.span, part.why.clone())).collect();
        let first = self.documents.first().filter(|_| !unclear.is_empty())?;
        Some(Document { statements: vec![], unclear, ..first.document.clone() })
    }

    /// The same without its boundaries.
    pub(super) fn without_boundary(&self) -> EffectivePolicies {
        let documents = self.documents.iter().map(|attached| match attached.kind {
            // Statements keep their places.
            PolicyKind::Boundary => {
                let document = Document { statements: vec![], unclear: vec![], ..attached.document.clone() };
                Arc::new(Attached {
                    policy: attached.policy.clone(),
                    kind: PolicyKind::Identity,
                    document,
                    unknown: vec![],
                    assumed: vec![],
                })
            }
            _ => attached.clone(),
        });
        EffectivePolicies { documents: documents.collect(), ..self.with_documents(vec![]) }
    }

    /// The same if the identity's own policies allowed everything: what is left is what its boundaries allow.
    pub(super) fn with_every_permission(&self) -> EffectivePolicies {
        let everything = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        let bounds = self.documents.iter().filter(|attached| attached.kind == PolicyKind::Boundary);
        let mut documents: Vec<Arc<Attached>> = bounds.cloned().collect();
        if let Some(some) = self.documents.first() {
            let document = document_of(everything, &some.document);
            documents.push(Arc::new(Attached {
                policy: some.policy.clone(),
                kind: PolicyKind::Identity,
                document,
                unknown: vec![],
                assumed: vec![],
            }));
        }
        self.with_documents(documents)
    }

    /// The same with somebody who changes tags before.
    pub(super) fn helped_by(&self, helper: TagHelper) -> EffectivePolicies {
        EffectivePolicies { helper: Some(helper), ..self.with_documents(self.documents.clone()) }
    }

    fn with_documents(&self, documents: Vec<Arc<Attached>>) -> EffectivePolicies {
        let (given, trust, helper) = (self.given.clone(), self.trust.clone(), self.helper);
        EffectivePolicies { given, documents, trust, helper, escalations: OnceLock::new(), known: KnownStatements::default() }
    }
}

/// A document that says nothing.
static NOTHING: LazyLock<Document> = LazyLock::new(|| {
    let nowhere = Span::new(FileId(0), 0, 0);
    let (value, _) = json::parse(&Text::computed(NO_STATEMENTS, nowhere), nowhere);
    Document::read(&value, &Names::default()).0
});

const NO_STATEMENTS: &str = r#"{"Version":"2012-10-17","Statement":[]}"#;

/// What something needs that holds under `some` of the sets of answers: nothing if it holds under all.
pub(super) fn needed(some: &[&Assignment], all: &[&Assignment]) -> Assignment {
    let common = Assignment::common(some.iter().copied());
    let of_all = all.iter().filter(|given| given.implies(&common)).count();
    if of_all == some.len() { common } else { shortest(all, some).into_iter().next().unwrap_or_default() }
}

/// A document of our own, at the place of another one.
pub(super) fn document_of(text: &str, like: &Document) -> Document {
    let (value, _) = json::parse(&Text::computed(text, like.span), like.span);
    Document::read(&value, &like.names).0
}

/// All that an identity holds under each consistent set of answers; nothing, and a problem, if there are too many.
pub(super) fn effective(identity: &Identity<'_>, known: &ReadPolicies) -> EffectiveOfIdentity {
    let mut conditions = Conditions::default();
    let policies = identity.held.iter().map(|held| held.policy).chain(identity.trust);
    policies.filter(|policy| known.is_open(policy)).for_each(|policy| policy.document.conditions(&mut conditions));
    let given = || identity.held.iter().map(|held| &held.given).chain(identity.unread.iter().map(|unread| &unread.given));
    given().for_each(|given| conditions.used(given));
    let fixed = &identity.resource.presence.under;
    let needed = || {
        let mut needed: Vec<Assignment> = given().cloned().collect();
        identity.held.iter().for_each(|held| held.policy.document.branch_answers(&held.given, &mut needed));
        identity.trust.iter().for_each(|trust| trust.document.branch_answers(&Assignment::default(), &mut needed));
        needed
    };
    // What a Deny statement leaves out needs answers without it, too.
    let pairs = || {
        if identity.held.iter().any(|held| denies(&held.policy.document)) {
            Err(TooManyAssignments)
        } else {
            conditions.pairs(fixed, &needed())
        }
    };
    const TOO_MANY: &str = "what this identity holds depends on too many undecided conditions";
    let limit = |why: &str| Some(Problem::limit_reached(identity.resource.span, why));
    let (assignments, limit) = match conditions.assignments(fixed).map_err(|TooManyAssignments| pairs()) {
        Ok(all) => (all, None),
        Err(Ok(pairs)) => (pairs, limit(&format!("{TOO_MANY}: each two are looked at together, and no more"))),
        Err(Err(TooManyAssignments)) => (vec![], limit(TOO_MANY)),
    };
    let there = assignments.into_iter().filter(|given| identity.resource.presence.admits(given));
    EffectiveOfIdentity { effective: there.map(|given| under(identity, given, known)).collect(), limit }
}

fn denies(document: &Value) -> bool {
    match &document.kind {
        Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| denies(branch)),
        Kind::List(items) => items.iter().any(denies),
        Kind::Map(map) => {
            map.get("Statement").is_some_and(denies) || map.get("Effect").is_some_and(|effect| effect.as_str() != Some("Allow"))
        }
        _ => false,
    }
}

fn under(identity: &Identity<'_>, given: Assignment, known: &ReadPolicies) -> EffectivePolicies {
    let read = |policy: &Policy<'_>, kind: PolicyKind| known.read(policy, kind, &given);
    let held = identity.held.iter().filter(|held| held.given.agrees_with(&given));
    let held = held.filter_map(|held| read(held.policy, if held.is_boundary { PolicyKind::Boundary } else { PolicyKind::Identity }));
    // What AWS manages and is known to deny nothing takes nothing back.
    let may_matter = |unread: &&Unread| unread.is_boundary || facts::managed_policy_denies(&unread.name) != Truth::No;
    let unread = identity.unread.iter().filter(|unread| unread.given.agrees_with(&given)).filter(may_matter);
    let documents = held.chain(unread.map(|unread| Arc::new(elsewhere(identity, unread, &known.names)))).collect();
    let trust = identity.trust.and_then(|policy| read(policy, PolicyKind::Trust));
    EffectivePolicies { documents, trust, given, helper: None, escalations: OnceLock::new(), known: KnownStatements::default() }
}

/// A policy that the identity has and whose document is not in this code: nothing of it is known.
fn elsewhere(identity: &Identity<'_>, unread: &Unread, names: &Names) -> Attached {
    let span = unread.span;
    let name = if unread.name.is_empty() { "that is named here".to_owned() } else { format!("`{}`", unread.name) };
    let why = format!("the document of the policy {name} is not in this code");
    let (kind, doubt) = match unread.is_boundary {
        true => (PolicyKind::Boundary, format!("what the permissions boundary {name} allows is not in this code")),
        false => (PolicyKind::Identity, format!("the policy {name} is attached as well; whether it denies this is not in this code")),
    };
    let unclear = if unread.is_boundary { vec![(span, why.clone())] } else { vec![] };
    let (value, _) = json::parse(&Text::computed(NO_STATEMENTS, span), span);
    let document = Document { unclear, ..Document::read(&value, names).0 };
    let policy = PolicyKey::elsewhere(identity.resource.address.clone(), span);
    Attached { policy, kind, document, unknown: vec![UnknownPart { span, why, doubt }], assumed: vec![] }
}
