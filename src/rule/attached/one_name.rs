//! One name for the resource of a policy: whatever covers it means it, so that an Allow and a Deny that name it in two ways are about the same.

use super::{AttachedTo, OwnResource, end_of_arn, tokens};
use crate::facts::Protected;
use crate::iam::document::{Document, Effect, Element, Names, Statement};
use crate::iam::pattern::{Pattern, overlap, unresolved};
use crate::mapped_text::{HoleKind, Text};
use crate::truth::Truth;
use std::borrow::Cow;

/// Whether a Deny says of what it is.
pub(super) fn is_wanted(document: &Document) -> bool {
    document.with_effect(Effect::Deny).flat_map(entries).any(|entry| !entry.pattern.is_any())
}

fn entries(statement: &Statement) -> impl Iterator<Item = &Element> {
    statement.resources.iter().flat_map(|listed| &listed.entries)
}

impl AttachedTo<'_> {
    /// The document in which the Allow at this place and all Denies call the resource the same. It is that of a resource with nothing in it that has an
    /// ARN of its own.
    pub(super) fn with_one_name<'d>(&self, own: Option<&OwnResource>, document: Cow<'d, Document>, allow: usize) -> Cow<'d, Document> {
        if !self.is_one_resource || !self.protected.is_some_and(Protected::is_whole) || !is_wanted(&document) {
            return document;
        }
        let is_about = |statement: &&Statement| statement.index == allow || statement.effect == Effect::Deny;
        let covers = |entry: &Element| self.covers(own, entry, &document.names);
        let mut names: Vec<&Element> =
            document.statements.iter().filter(is_about).flat_map(entries).filter(|entry| covers(entry)).collect();
        let is_named = |statement: &Statement| entries(statement).any(covers);
        let allowed = document.statements.iter().any(|statement| statement.index == allow && is_named(statement));
        if !allowed || !document.with_effect(Effect::Deny).any(is_named) {
            return document;
        }
        // What is written out tells most.
        names.sort_by_key(|entry| (entry.pattern.plain().is_none(), entry.text.literal().contains(['*', '?'])));
        let Some(name) = names.first().map(|entry| (*entry).clone()) else { return document };
        // Another Region or account is that of another resource.
        let is_same = |entry: &Element| covers(entry) && is_of_one_place(entry.written(), name.written());
        let mut called = document.clone().into_owned();
        for statement in called.statements.iter_mut().filter(|statement| statement.index == allow || statement.effect == Effect::Deny) {
            for entry in statement.resources.iter_mut().flat_map(|listed| &mut listed.entries).filter(|entry| is_same(entry)) {
                *entry = Element { span: entry.span, ..name.clone() };
            }
        }
        Cow::Owned(called)
    }

    /// Whether an entry of `Resource` surely covers the resource, as far as its Region and account are known.
    fn covers(&self, own: Option<&OwnResource>, entry: &Element, names: &Names) -> bool {
        if entry.pattern.is_any() {
            return true;
        }
        let text = entry.written();
        let Some(end) = end_of_arn(text).filter(|_| !self.is_another(entry, own)) else { return false };
        let parts = text.split(":");
        let is_deployed_to =
            |at: usize, part: &str| parts.get(at).is_some_and(|written| overlap(&tokens(written, true), &super::of_literal(part)));
        if names.region.as_ref().is_some_and(|region| !is_deployed_to(3, region)) {
            return false;
        }
        let is_vague = |text: &Text| text.holes().iter().any(|hole| matches!(hole.hole.kind, HoleKind::Unknown(_)));
        let pattern = Pattern::from_known(&end.to_string(), false);
        match own {
            Some(own) if !is_vague(&end) => {
                let head = if own.name.literal().starts_with(&own.head) { "" } else { own.head.as_str() };
                pattern.matches(&format!("{head}{}", own.name), &unresolved) == Truth::Yes
            }
            Some(_) => false,
            None => end.known().is_some_and(|end| end == "*" || self.heads().any(|head| end.strip_prefix(head) == Some("*"))),
        }
    }

    /// How the ends of the ARNs of such resources begin: `key/`.
    fn heads(&self) -> impl Iterator<Item = &str> {
        let types = self.protected.map(Protected::resource_types).unwrap_or_default();
        types.into_iter().flat_map(|kind| &kind.arns).filter_map(|arn| arn.splitn(6, ':').nth(5)?.split('*').next())
    }
}

/// Whether two ARNs may be of one Region and one account.
fn is_of_one_place(one: &Text, other: &Text) -> bool {
    let (one, other) = (one.split(":"), other.split(":"));
    let may_be_same = |at: usize| match (one.get(at), other.get(at)) {
        (Some(one), Some(other)) => overlap(&tokens(one, true), &tokens(other, true)),
        _ => true,
    };
    may_be_same(3) && may_be_same(4)
}
