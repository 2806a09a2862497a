//! Concepts that rules speak of, and where both languages keep them: attributes, defaults, and which resources make one subject.

use super::table::{Certainty, Index, index, named, rows};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Where a resource type keeps a concept (`attributes.tsv`).
#[derive(Debug)]
pub struct Attribute {
    /// `bucket.versioning`, `trail.is_multi_region`, …
    pub concept: &'static str,
    /// `terraform` or `cloudformation`.
    pub language: &'static str,
    pub resource_type: &'static str,
    /// As in [`super::PolicySite::path`]. Of a concept that is a collection: the items; empty if the resource itself is the one item,
    /// an attribute with `on` if it is one where that attribute has this value.
    pub path: &'static str,
    /// The value if it is not set on a resource of this type; empty if that is for `defaults.tsv`, or not established.
    pub default: &'static str,
    /// The provider version since (or until) which the attribute is the place; empty if always.
    pub since: &'static str,
    /// The value that means "on"; empty if the value is taken as it is.
    pub on: &'static str,
    /// The value that says nothing: others decide; empty if there is none.
    pub unset: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// How a concept stands where nothing sets it (`defaults.tsv`).
#[derive(Debug)]
pub struct DefaultValue {
    pub concept: &'static str,
    /// `service`, `terraform` or `cloudformation`: who fills it in.
    pub scope: &'static str,
    /// For fields of items: `field=value|value`, and then this is so whatever is set. For collections: `concept=none`, where that other
    /// collection is empty too. Empty if it is so where nothing is set.
    pub only_if: &'static str,
    /// Of a collection: the item that stands there, `field=value;…`, or `none`. Empty if that is not known: the note says why.
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
    /// `self`: the resource is the subject. Otherwise what it brings: `settings`, `policy`, `rule`, `attachment`, … (`parts.tsv`).
    pub part: &'static str,
    /// The attribute that names the subject; empty if the resource is the subject itself, or an account's.
    pub via: &'static str,
    /// The attribute that names the other end (the policy that is attached, the group, the launch template); empty if the resource itself is what it brings.
    pub target: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

impl Join {
    pub fn precedence(&self) -> Precedence {
        part_kind(self.part).map_or(Precedence::None, |part| part.precedence)
    }

    /// The kind of subject at the other end; empty if there is none.
    pub fn leads_to(&self) -> &'static str {
        part_kind(self.part).map_or("", |part| part.leads_to)
    }

    /// It holds for all subjects of the account.
    pub fn is_account_wide(&self) -> bool {
        self.via.is_empty() && self.target.is_empty() && self.part != "self"
    }
}

/// What a part of a subject is (`parts.tsv`).
#[derive(Debug)]
pub struct PartKind {
    /// As in [`Join::part`].
    pub part: &'static str,
    /// The kind of subject at the other end; empty if the part leads to none.
    pub leads_to: &'static str,
    pub precedence: Precedence,
    pub note: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// Whose word counts where several parts set the same concept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Precedence {
    /// The lowest number that says anything decides; 1 is the subject itself.
    Rank(u8),
    /// Counts beside what is decided so: on if either is on.
    Also,
    /// Sets nothing for the subject.
    None,
}

impl Precedence {
    /// It counts only where the subject itself says nothing.
    pub fn is_fallback(self) -> bool {
        matches!(self, Precedence::Rank(rank) if rank > 1)
    }
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
        unset: row.text(7),
        certainty: row.certainty(8),
        source: row.text(9),
    });
    index(attributes, |attribute| attribute.concept)
});

static DEFAULTS: LazyLock<Index<DefaultValue>> = LazyLock::new(|| {
    let defaults = rows(include_str!("../../rules/facts/defaults.tsv")).map(|row| DefaultValue {
        concept: row.text(0),
        scope: row.text(1),
        only_if: row.text(2),
        value: row.text(3),
        since: row.text(4),
        note: row.text(5),
        certainty: row.certainty(6),
        source: row.text(7),
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

static PARTS: LazyLock<Index<PartKind>> = LazyLock::new(|| {
    let parts = rows(include_str!("../../rules/facts/parts.tsv")).map(|row| PartKind {
        part: row.text(0),
        leads_to: row.text(1),
        precedence: match row.text(2) {
            "" => Precedence::None,
            "also" => Precedence::Also,
            rank => rank.parse().map_or(Precedence::None, Precedence::Rank),
        },
        note: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    index(parts, |part| part.part)
});

/// By kind of subject: the concepts of its own name and, for what instances are launched from, those of instances.
static CONCEPTS: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut concepts: FxHashMap<&'static str, Vec<&'static str>> = FxHashMap::default();
    for kind in subjects() {
        concepts.entry(kind).or_default().push(kind);
        for part in joins(kind).iter().filter_map(|join| part_kind(join.part)) {
            if part.precedence.is_fallback() && !part.leads_to.is_empty() {
                concepts.entry(part.leads_to).or_default().push(kind);
            }
        }
    }
    let named = self::concepts();
    for names in concepts.values_mut() {
        let own = |concept: &&&str| concept.split_once('.').is_some_and(|(name, rest)| names.contains(&name) && !rest.contains('.'));
        *names = named.iter().filter(own).copied().collect();
    }
    concepts
});

static FIELDS: LazyLock<Index<&'static str>> = LazyLock::new(|| {
    let below = concepts().into_iter().filter(|concept| concept.matches('.').count() == 2);
    index(below, |concept| concept.rsplit_once('.').map_or("", |(collection, _)| collection))
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

/// What a part of a subject is.
pub fn part_kind(part: &str) -> Option<&'static PartKind> {
    named(&PARTS, part).first()
}

/// Every part, sorted.
pub fn part_kinds() -> Vec<&'static str> {
    let mut parts: Vec<_> = PARTS.keys().copied().collect();
    parts.sort_unstable();
    parts
}

/// The concepts that can be asked of a kind of subject, sorted; fields of items are not among them.
pub fn concepts_of(kind: &str) -> &'static [&'static str] {
    CONCEPTS.get(kind).map_or(&[], Vec::as_slice)
}

/// The concepts that are fields of the items of a collection; none if the concept is a single setting.
pub fn fields(collection: &str) -> &'static [&'static str] {
    named(&FIELDS, collection)
}
