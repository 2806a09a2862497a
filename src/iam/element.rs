//! What a statement is made of: its effect, and texts of which each knows its place.

use super::pattern::Pattern;
use crate::mapped_text::Text;
use crate::mapped_text::filled_in::with_requests_open;
use crate::source::Span;
use crate::value::Provenance;
use std::sync::Arc;

/// What a statement does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    Allow,
    Deny,
    /// Not known.
    Unclear,
    /// Neither `Allow` nor `Deny`: AWS refuses it, so it does nothing.
    Invalid,
}

/// The entries of an element, or of its `Not…` form.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed<T> {
    /// The `Not…` form.
    pub negated: bool,
    /// The name of the element.
    pub key_span: Span,
    pub entries: Vec<T>,
}

/// How an entry of a policy came into its statement.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Origin {
    /// The references that it came through, the nearest to the statement first.
    pub provenance: Provenance,
    /// The text as the configuration gives it, where names of one's own were put in for its holes.
    pub written: Option<Arc<Text>>,
}

/// A text in a policy, and its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Element {
    pub text: Text,
    pub span: Span,
    pub origin: Origin,
    pub pattern: Pattern,
}

impl Element {
    /// A text with its pattern; `variables` says whether the version of the policy has variables.
    pub fn new(text: Text, span: Span, variables: bool) -> Element {
        let text = with_requests_open(text);
        let pattern = Pattern::read(&text, variables);
        Element { text, span, origin: Origin::default(), pattern }
    }

    /// The same element with its origin.
    #[must_use]
    pub fn from(self, origin: Origin) -> Element {
        Element { origin, ..self }
    }

    /// The text as the configuration gives it, its holes not filled with names of one's own.
    pub fn written(&self) -> &Text {
        self.origin.written.as_deref().unwrap_or(&self.text)
    }

    /// The text as written if all of it is known.
    pub fn known(&self) -> Option<&str> {
        self.text.known()
    }
}
