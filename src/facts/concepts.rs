//! Concepts that rules speak of, and where both languages keep them: attributes, defaults, and which resources make one subject.

use super::table::{Certainty, Index, index, named, rows};
use std::sync::LazyLock;

/// Where a resource type keeps a concept (`attributes.tsv`).
#[derive(Debug)]
pub struct Attribute {
    /// `bucket.versioning`, `trail.is_multi_region`, …
    pub concept: &'static str,
    /// `terraform` or `cloudformation`.
    pub language: &'static str,
    pub resource_type: &'static str,
    /// As in [`super::PolicySite::path`].
    pub path: &'static str,
    /// The value if it is not set on a resource of this type; empty if that is for `defaults.tsv`, or not established.
    pub default: &'static str,
    /// The provider version since (or until) which the attribute is the place; empty if always.
    pub since: &'static str,
    /// The value that means "on"; empty if the value is taken as it is.
    pub on: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// How a concept stands where nothing sets it (`defaults.tsv`).
#[derive(Debug)]
pub struct DefaultValue {
    pub concept: &'static str,
    /// `service`, `terraform` or `cloudformation`: who fills it in.
    pub scope: &'static str,
    pub value: &'static str,
    /// Since when: a month for services, a provider version for languages; empty if always.
    pub since: &'static str,
    pub note: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// How a resource type belongs to a subject (`joins.tsv`).
#[derive(Debug)]
pub struct Join {
    /// `bucket`, `trail`, `instance`, `role`, …
    pub subject: &'static str,
    pub language: &'static str,
    pub resource_type: &'static str,
    /// `self`: the resource is the subject. `account`: it holds for all subjects of the account. Otherwise what it brings: `settings`, `policy`,
    /// `rule`, `attachment`, `boundary`, `membership`, `launch_template`, …
    pub part: &'static str,
    /// The attribute that names the subject; empty if the resource is the subject itself, or an account's.
    pub via: &'static str,
    /// The attribute that names the other end (the policy that is attached, the group, the launch template); empty if the resource itself is what it brings.
    pub target: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

static ATTRIBUTES: LazyLock<Index<Attribute>> = LazyLock::new(|| {
    let attributes = rows(include_str!("../../rules/facts/attributes.tsv")).map(|row| Attribute {
        concept: row.text(0),
        language: row.text(1),
        resource_type: row.text(2),
        path: row.text(3),
        default: row.text(4),
        since: row.text(5),
        on: row.text(6),
        certainty: row.certainty(7),
        source: row.text(8),
    });
    index(attributes, |attribute| attribute.concept)
});

static DEFAULTS: LazyLock<Index<DefaultValue>> = LazyLock::new(|| {
    let defaults = rows(include_str!("../../rules/facts/defaults.tsv")).map(|row| DefaultValue {
        concept: row.text(0),
        scope: row.text(1),
        value: row.text(2),
        since: row.text(3),
        note: row.text(4),
        certainty: row.certainty(5),
        source: row.text(6),
    });
    index(defaults, |default| default.concept)
});

static JOINS: LazyLock<Index<Join>> = LazyLock::new(|| {
    let joins = rows(include_str!("../../rules/facts/joins.tsv")).map(|row| Join {
        subject: row.text(0),
        language: row.text(1),
        resource_type: row.text(2),
        part: row.text(3),
        via: row.text(4),
        target: row.text(5),
        certainty: row.certainty(6),
        source: row.text(7),
    });
    index(joins, |join| join.subject)
});

/// The places of a concept in both languages; none if there is no such concept.
pub fn attributes(concept: &str) -> &'static [Attribute] {
    named(&ATTRIBUTES, concept)
}

/// Every concept, sorted.
pub fn concepts() -> Vec<&'static str> {
    let mut concepts: Vec<_> = ATTRIBUTES.keys().copied().collect();
    concepts.sort_unstable();
    concepts
}

/// How a concept stands where nothing sets it.
pub fn defaults(concept: &str) -> &'static [DefaultValue] {
    named(&DEFAULTS, concept)
}

/// Which resources make a subject; none if there is no such subject.
pub fn joins(subject: &str) -> &'static [Join] {
    named(&JOINS, subject)
}

/// Every subject, sorted.
pub fn subjects() -> Vec<&'static str> {
    let mut subjects: Vec<_> = JOINS.keys().copied().collect();
    subjects.sort_unstable();
    subjects
}
