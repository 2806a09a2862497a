//! Concepts that rules speak of, and where both languages keep them: attributes, defaults, and which resources make one subject.

use super::awscc::{NamedCell, with_awscc};
use super::language::Language;
use super::only_if::OnlyIf;
use super::table::{Index, RowCertainty, index, named, rows};
use crate::attribute_path::AttributePath;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Where a resource type keeps a concept (`attributes.tsv`).
#[derive(Debug)]
pub struct ConceptAttribute {
    /// `bucket.versioning`, `trail.is_multi_region`, …
    pub concept: &'static str,
    pub language: Option<Language>,
    pub resource_type: &'static str,
    /// Of a concept that is a collection: the items; empty if the resource itself is the one item,
    /// an attribute with `on` if it is one where that attribute has this value.
    pub path: AttributePath<'static>,
    /// The value if it is not set on a resource of this type; empty if that is for `defaults.tsv`, or not established.
    pub default: &'static str,
    /// The provider version since (or until) which the attribute is the place; empty if always.
    pub since: &'static str,
    /// The value that means "on"; empty if the value is taken as it is.
    pub on: &'static str,
    /// The value that says nothing: others decide; empty if there is none.
    pub unset: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// How a concept stands where nothing sets it (`defaults.tsv`).
#[derive(Debug)]
pub struct DefaultValue {
    pub concept: &'static str,
    /// Who fills it in.
    pub scope: DefaultScope,
    pub only_if: DefaultWhere,
    /// Of a collection: the item that stands there, `field=value;…`, or `none`. Empty if that is not known: the note says why.
    pub value: &'static str,
    /// Since when: a month for services, a provider version for languages; empty if always.
    pub since: &'static str,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

impl DefaultValue {
    /// Of a collection: whether no item stands there.
    pub fn is_no_item(&self) -> bool {
        self.value == "none"
    }
}

/// Who fills in what nothing sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DefaultScope {
    Service,
    Language(Language),
}

/// Where a default holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DefaultWhere {
    /// Where nothing is set.
    NothingIsSet,
    /// For a collection: where this other collection is empty too.
    IsEmpty(&'static str),
    /// Where nothing is set and the image launches with this `imds-support`.
    ImdsSupport(&'static str),
    /// For fields of items: whatever is set, where that other field has one of the values.
    Field(OnlyIf),
}

impl DefaultWhere {
    fn read(cell: &'static str) -> DefaultWhere {
        match cell.split_once('=') {
            None => DefaultWhere::NothingIsSet,
            Some(("image", support)) => DefaultWhere::ImdsSupport(support),
            Some((collection, "none")) => DefaultWhere::IsEmpty(collection),
            Some(_) => DefaultWhere::Field(OnlyIf::new(cell)),
        }
    }
}

/// How a resource type belongs to a subject (`joins.tsv`).
#[derive(Debug)]
pub struct Join {
    /// `bucket`, `trail`, `instance`, `role`, …
    pub subject: &'static str,
    pub language: Option<Language>,
    pub resource_type: &'static str,
    /// `self`: the resource is the subject. Otherwise what it brings: `settings`, `policy`, `rule`, `attachment`, … (`parts.tsv`).
    pub part: &'static str,
    pub meaning: Meaning,
    /// The attribute that names the subject; empty if the resource is the subject itself, or an account's.
    pub via: AttributePath<'static>,
    pub target: JoinTarget,
    pub certainty: RowCertainty,
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
        self.via.is_empty() && !self.names_other_end() && self.meaning != Meaning::Itself
    }

    /// The resource itself says how the subject is set.
    pub fn speaks(&self) -> bool {
        self.meaning == Meaning::Other && !self.names_other_end() && matches!(self.precedence(), Precedence::Rank(_))
    }

    /// Whether it names something else than what the resource itself brings.
    pub fn names_other_end(&self) -> bool {
        !self.target.path.is_empty()
    }
}

/// What a part is to the program; for all others what the tables say is enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Meaning {
    /// The resource is the subject.
    Itself,
    /// Another name of the subject.
    Alias,
    /// A policy of the subject, written in the resource.
    Policy,
    /// A policy that an identity holds, by name.
    Attachment,
    /// A policy that bounds an identity, by name.
    Boundary,
    /// A group that a user belongs to.
    Membership,
    Other,
}

impl Meaning {
    fn read(part: &str) -> Meaning {
        match part {
            "self" => Meaning::Itself,
            "alias" => Meaning::Alias,
            "policy" => Meaning::Policy,
            "attachment" => Meaning::Attachment,
            "boundary" => Meaning::Boundary,
            "membership" => Meaning::Membership,
            _ => Meaning::Other,
        }
    }
}

/// The attribute that names the other end of a join: the policy that is attached, the group, the launch template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JoinTarget {
    /// Empty if the resource itself is what it brings.
    pub path: AttributePath<'static>,
    /// Where it is not set, the resource makes one of its own, and is it too (`Role|self`).
    pub else_itself: bool,
}

impl JoinTarget {
    fn read(cell: &'static str) -> JoinTarget {
        let own = cell.strip_suffix("|self");
        JoinTarget { path: AttributePath::new(own.unwrap_or(cell)), else_itself: own.is_some() }
    }
}

/// What a part of a subject is (`parts.tsv`).
#[derive(Debug)]
pub struct PartKind {
    /// As in [`Join::part`].
    pub part: &'static str,
    /// The kind of subject at the other end; empty if the part leads to none.
    pub leads_to: &'static str,
    /// A subject without such a link has that of what these links lead to: an instance has the role of its instance profile.
    pub through: Vec<&'static str>,
    pub precedence: Precedence,
    /// Of a part that speaks for a whole account, where.
    pub holds_in: Option<Extent>,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// Where a setting of an account holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// In all Regions.
    Account,
    /// In the Region in which it is made.
    Region,
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

static ATTRIBUTES: LazyLock<Index<ConceptAttribute>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../rules/facts/attributes.tsv"));
    let attributes = with_awscc(rows, (Some(1), 2), &[NamedCell::Path(3)]).map(|row| ConceptAttribute {
        concept: row.text(0),
        language: row.language(1),
        resource_type: row.text(2),
        path: AttributePath::new(row.text(3)),
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
        scope: Language::read(row.text(1)).map_or(DefaultScope::Service, DefaultScope::Language),
        only_if: DefaultWhere::read(row.text(2)),
        value: row.text(3),
        since: row.text(4),
        note: row.text(5),
        certainty: row.certainty(6),
        source: row.text(7),
    });
    index(defaults, |default| default.concept)
});

static JOINS: LazyLock<Index<Join>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../rules/facts/joins.tsv"));
    let joins = with_awscc(rows, (Some(1), 2), &[NamedCell::Path(4), NamedCell::Path(5)]).map(|row| Join {
        subject: row.text(0),
        language: row.language(1),
        resource_type: row.text(2),
        part: row.text(3),
        meaning: Meaning::read(row.text(3)),
        via: AttributePath::new(row.text(4)),
        target: JoinTarget::read(row.text(5)),
        certainty: row.certainty(6),
        source: row.text(7),
    });
    index(joins, |join| join.subject)
});

static JOINS_OF_TYPES: LazyLock<FxHashMap<&'static str, Vec<&'static Join>>> = LazyLock::new(|| {
    let mut found: FxHashMap<&'static str, Vec<&'static Join>> = FxHashMap::default();
    for join in subjects().flat_map(joins) {
        found.entry(join.resource_type).or_default().push(join);
    }
    found
});

static SUBJECTS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut subjects: Vec<_> = JOINS.keys().copied().collect();
    subjects.sort_unstable();
    subjects
});

static PARTS: LazyLock<Index<PartKind>> = LazyLock::new(|| {
    let parts = rows(include_str!("../../rules/facts/parts.tsv")).map(|row| PartKind {
        part: row.text(0),
        leads_to: row.text(1),
        through: row.list(2),
        precedence: match row.text(3) {
            "" => Precedence::None,
            "also" => Precedence::Also,
            rank => rank.parse().map_or(Precedence::None, Precedence::Rank),
        },
        holds_in: match row.text(4) {
            "account" => Some(Extent::Account),
            "region" => Some(Extent::Region),
            _ => None,
        },
        note: row.text(5),
        certainty: row.certainty(6),
        source: row.text(7),
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

/// By kind of subject: the links that it has itself, by what it is launched from, and through what its links lead to.
static LINKS: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut links: FxHashMap<&'static str, BTreeSet<&'static str>> = FxHashMap::default();
    for kind in subjects() {
        let own = joins(kind).iter().filter(|join| !join.leads_to().is_empty() && join.names_other_end()).map(|join| join.part);
        links.insert(kind, own.collect());
    }
    loop {
        let mut more: Vec<(&'static str, &'static str)> = vec![];
        for (kind, names) in &links {
            let templates = joins(kind).iter().filter(|join| join.precedence().is_fallback());
            let launched = templates.filter_map(|join| links.get(join.leads_to())).flatten().copied();
            let through = PARTS.values().flatten().filter(|part| part.through.iter().any(|through| names.contains(through)));
            more.extend(launched.chain(through.map(|part| part.part)).filter(|name| !names.contains(name)).map(|name| (*kind, name)));
        }
        if more.is_empty() {
            return links.into_iter().map(|(kind, names)| (kind, names.into_iter().collect())).collect();
        }
        for (kind, name) in more {
            links.entry(kind).or_default().insert(name);
        }
    }
});

static FIELDS: LazyLock<Index<&'static str>> = LazyLock::new(|| {
    let below = concepts().into_iter().filter(|concept| concept.matches('.').count() == 2);
    index(below, |concept| concept.rsplit_once('.').map_or("", |(collection, _)| collection))
});

/// The places of a concept in both languages; none if there is no such concept.
pub fn attributes(concept: &str) -> &'static [ConceptAttribute] {
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

/// The subjects that resources of a type belong to, and how.
pub fn joins_of(resource_type: &str) -> &'static [&'static Join] {
    JOINS_OF_TYPES.get(resource_type).map_or(&[], Vec::as_slice)
}

/// Whether what a resource of this type says of an account holds in all Regions.
pub fn holds_in_all_regions(resource_type: &str) -> bool {
    joins_of(resource_type).iter().any(|join| part_kind(join.part).and_then(|part| part.holds_in) == Some(Extent::Account))
}

/// Whether a data source of this type is a subject.
pub fn is_lookup(data_type: &str) -> bool {
    static LOOKUPS: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| JOINS.values().flatten().filter_map(|join| join.resource_type.strip_prefix("data.")).collect());
    LOOKUPS.contains(data_type)
}

/// Every subject, sorted.
pub fn subjects() -> impl Iterator<Item = &'static str> + Clone {
    SUBJECTS.iter().copied()
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

/// The links that a kind of subject can have, sorted: `role`, `security_group`, `bucket`, …
pub fn links_of(kind: &str) -> &'static [&'static str] {
    LINKS.get(kind).map_or(&[], Vec::as_slice)
}

/// The concepts that are fields of the items of a collection; none if the concept is a single setting.
pub fn fields(collection: &str) -> &'static [&'static str] {
    named(&FIELDS, collection)
}
