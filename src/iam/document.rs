//! A policy document as it was written: statements whose every element knows its place.

mod read;

use super::condition::Condition;
use super::principal::{Principal, Who};
use crate::problem::Problem;
use crate::source::Span;
use crate::value::{Provenance, Value};
use smol_str::SmolStr;

pub use super::element::{Effect, Element, Listed, Origin};

/// The names that go for what only deployment tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    /// The own account: its number, or a placeholder of twelve digits that stands for it.
    pub own_account: SmolStr,
    /// The own organisation: its id, or a placeholder.
    pub own_org: SmolStr,
    /// The Region that the policy is deployed to, if that is known.
    pub region: Option<SmolStr>,
    /// The Region that stands for it where it is not known.
    pub some_region: SmolStr,
    /// ARNs of every partition count as those of `aws`: identities of one partition reach nothing in another, and their permissions are asked for in `aws`.
    pub is_one_partition: bool,
}

impl Default for Names {
    fn default() -> Names {
        Names {
            own_account: SmolStr::new_static("000000000000"),
            own_org: SmolStr::new_static("o-ownorganization"),
            region: None,
            some_region: SmolStr::new_static("us-east-1"),
            is_one_partition: false,
        }
    }
}

/// A policy document.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    pub span: Span,
    /// The references through which the document came to where it takes effect.
    pub provenance: Provenance,
    pub version: Version,
    pub statements: Vec<Statement>,
    /// Statements, or the list of them, that are not known: place and reason.
    pub unclear: Vec<(Span, String)>,
    pub names: Names,
}

/// The version of the policy language. Only the later one has variables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    V2008,
    V2012,
}

/// A statement of a policy.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// Its place in the document.
    pub index: usize,
    pub span: Span,
    /// The statement as the configuration gives it.
    pub written: Value,
    /// The references through which the statement, or the list that it stands in, came into the document.
    pub provenance: Provenance,
    pub sid: Option<Element>,
    pub effect: Effect,
    pub effect_span: Span,
    /// `Principal` or `NotPrincipal`.
    pub principals: Option<Listed<Principal>>,
    /// `Action` or `NotAction`.
    pub actions: Option<Listed<Element>>,
    /// `Resource` or `NotResource`.
    pub resources: Option<Listed<Element>>,
    pub conditions: Vec<Condition>,
    /// Parts whose very names are not known, such as members that a hole would add.
    pub unclear: Vec<(Span, String)>,
}

impl Statement {
    /// The statement's `Sid`, or its number counted from 1, for messages.
    pub fn name(&self) -> String {
        match self.sid.as_ref().map(|sid| sid.text.to_string()).filter(|sid| !sid.is_empty()) {
            Some(sid) => format!("statement `{sid}`"),
            None => format!("statement {}", self.index + 1),
        }
    }

    /// The first part of which too little is known to say for what the statement holds. What only a value lacks has a name that stands for it.
    fn not_clear(&self) -> Option<(Span, String)> {
        let actions = self.actions.iter().flat_map(|listed| &listed.entries).filter(|action| action.known().is_none());
        let actions = actions.map(|action| (action.span, format!("action `{}`", action.text)));
        let principals = self.principals.iter().flat_map(|listed| &listed.entries);
        let principals = principals.filter(|entry| matches!(entry.who, Who::Unclear));
        let principals = principals.map(|entry| (entry.span, "a principal".to_owned()));
        self.unclear.iter().cloned().chain(actions).chain(principals).next()
    }

    /// What stands at its place where it does not count.
    fn emptied(&self) -> Statement {
        Statement {
            index: self.index,
            span: self.span,
            written: Value::null(self.span),
            provenance: Provenance::default(),
            sid: None,
            effect: Effect::Invalid,
            effect_span: self.effect_span,
            principals: None,
            actions: None,
            resources: None,
            conditions: vec![],
            unclear: vec![],
        }
    }

    /// Whether the statement writes out all of its actions.
    pub fn writes_out_all(&self) -> bool {
        self.actions.as_ref().is_some_and(|listed| {
            let is_written = |entry: &Element| entry.known().is_some() && !entry.pattern.has_wildcards();
            !listed.negated && listed.entries.iter().all(is_written)
        })
    }

    /// Whether the statement writes out this action; one that a wildcard takes in is not meant.
    pub fn writes_out(&self, action: &str) -> bool {
        let entries = self.actions.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
        entries.filter_map(Element::known).any(|written| written.eq_ignore_ascii_case(action))
    }
}

impl Document {
    /// Reads a policy document. Decisions must be resolved already. What AWS would refuse is a problem, and is read as far as it makes sense.
    pub fn read(value: &Value, names: &Names) -> (Document, Vec<Problem>) {
        read::document(value, names)
    }

    /// The statement at a place.
    pub fn statement(&self, index: usize) -> Option<&Statement> {
        self.statements.get(index)
    }

    /// The document without its other Allow statements: they do not matter for what this one grants. The others keep their places.
    #[must_use]
    pub fn alone(&self, index: usize) -> Document {
        let is_kept = |statement: &Statement| statement.effect != Effect::Allow || statement.index == index;
        let statements = self.statements.iter().map(|other| if is_kept(other) { other.clone() } else { other.emptied() });
        Document {
            statements: statements.collect(),
            unclear: self.unclear.clone(),
            names: self.names.clone(),
            provenance: self.provenance.clone(),
            ..*self
        }
    }

    /// The document where a Deny counts as a statement that is not known, if too little of it is known to say what it stops; nothing where there is none.
    pub fn without_unclear_denies(&self) -> Option<Document> {
        // Most documents have none, and nothing of them is copied.
        let unclear = self.with_effect(Effect::Deny).find_map(Statement::not_clear);
        unclear.map(|_| {
            let mut known = self.clone();
            for statement in known.statements.iter_mut().filter(|statement| statement.effect == Effect::Deny) {
                if let Some(place) = statement.not_clear() {
                    known.unclear.push(place);
                    *statement = statement.emptied();
                }
            }
            known
        })
    }

    /// The statements of one effect.
    pub fn with_effect(&self, effect: Effect) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |statement| statement.effect == effect)
    }
}
