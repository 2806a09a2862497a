//! Links: what a resource names, and whether that is a resource here, something elsewhere, or nobody knows.

use super::reference::{Reference, References};
use crate::attribute_path::Stands;
use crate::condition::{Assignment, Conditions};
use crate::facts::{self, Join, Meaning};
use crate::mapped_text::{HoleKind, WhyCode};
use crate::resource::{Language, Provider, Resource};
use crate::source::Span;
use crate::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::Arc;

/// Several resources may share a name; more than this are not told apart.
const MAX_NAMESAKES: usize = 16;

/// A link of a subject to another one.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    /// `role`, `security_group`, `bucket`, … (`parts.tsv`).
    pub name: &'static str,
    /// The kind of subject that it leads to.
    pub kind: &'static str,
    pub to: LinkTarget<'a>,
    /// Where the other end is named; the resource itself if it makes one of its own.
    pub span: Span,
    /// What names it, with its provenance.
    pub value: &'a Value,
    /// The resource that says so.
    pub by: &'a Resource,
    /// Under these answers.
    pub given: Assignment,
}

/// The other end of a link.
#[derive(Clone, Debug)]
pub enum LinkTarget<'a> {
    Here(&'a Resource),
    /// Not in this code; as the code names it.
    Elsewhere(String),
    /// With the reason.
    Unknown(String),
}

/// What a value names.
#[derive(Clone, Debug)]
pub enum NamedSubject<'a> {
    Here(Vec<Reference<'a>>),
    /// Not in this code; as the code names it. Empty if nothing is named.
    Elsewhere(String),
    /// With the reason.
    Unknown(String),
}

impl<'a> Link<'a> {
    /// The same where these answers hold too; nothing if they can't.
    pub fn under(&self, given: &Assignment) -> Option<Link<'a>> {
        Some(Link { given: self.given.and(given)?, ..self.clone() })
    }
}

/// The names of the subjects of each kind, built once per root.
#[derive(Debug, Default)]
pub(super) struct SubjectNames<'a> {
    kinds: FxHashMap<&'static str, References<'a>>,
}

impl<'a> SubjectNames<'a> {
    pub(super) fn new(language: Language, by_type: &FxHashMap<&str, Vec<&'a Resource>>, own_accounts: &'a [SmolStr]) -> SubjectNames<'a> {
        let of_kind = |kind: &'static str| {
            let joins = facts::joins(kind).iter().filter(|join| join.language == Some(language));
            let has_name = |join: &&Join| join.via.is_empty() && !join.is_account_wide() || join.meaning == Meaning::Alias;
            let mut types: Vec<&str> = joins.filter(has_name).map(|join| join.resource_type).collect();
            types.sort_unstable();
            types.dedup();
            let resources: Vec<&'a Resource> = types.into_iter().filter_map(|of_type| by_type.get(of_type)).flatten().copied().collect();
            (!resources.is_empty()).then(|| (kind, References::to(resources, own_accounts)))
        };
        SubjectNames { kinds: facts::subjects().filter_map(of_kind).collect() }
    }

    fn references(&self, kind: &str, value: &Value, by: Option<&Resource>) -> Vec<Reference<'a>> {
        self.kinds.get(kind).map(|known| known.of_whom(value, by)).unwrap_or_default()
    }

    /// The subjects of a kind that a value of a resource names, by their own name or by that of an alias.
    pub(super) fn of(&self, kind: &str, value: &Value, by: Option<&Resource>) -> NamedSubject<'a> {
        let aliases: Vec<&Join> = facts::joins(kind).iter().filter(|join| join.meaning == Meaning::Alias).collect();
        let why = value.first_unknown().filter(|hole| matches!(hole.kind, HoleKind::Unknown(_) | HoleKind::Input { .. }));
        let mut here = vec![];
        if aliases.is_empty() && self.is_crowd(kind, value, by) {
            return NamedSubject::Unknown(why.map_or_else(too_many_namesakes, |hole| hole.kind.reason()));
        }
        for named in self.references(kind, value, by) {
            match aliases.iter().find(|join| join.resource_type == named.resource.kind) {
                None => here.push(named),
                Some(alias) => {
                    for (given, value) in alias.via.values(&named.resource.attributes) {
                        let meant = self.references(kind, value, by).into_iter().filter(|meant| meant.resource.kind != named.resource.kind);
                        let given = named.given.and(&given);
                        here.extend(meant.filter_map(|meant| Some(Reference { given: meant.given.and(given.as_ref()?)?, ..meant })));
                    }
                }
            }
        }
        if let Some(by) = by.filter(|_| here.len() > 1) {
            here = of_one_account(here, value, by, &|named| &named.resource.provider);
        }
        // One resource whose name differs from answer to answer is one.
        let count = here.iter().map(|named| &named.resource.address).collect::<FxHashSet<_>>().len();
        match (count, why) {
            (0, _) => match (elsewhere(value), self.kinds.get(kind).and_then(References::with_many_names)) {
                (NamedSubject::Elsewhere(name), Some(other)) if !name.is_empty() => {
                    NamedSubject::Unknown(format!("`{}` has more names than are told apart", other.address))
                }
                (named, _) => named,
            },
            (2.., Some(hole)) => NamedSubject::Unknown(hole.kind.reason()),
            (1..=MAX_NAMESAKES, _) => NamedSubject::Here(here),
            _ => NamedSubject::Unknown(too_many_namesakes()),
        }
    }

    /// Whether more resources have a name than are told apart, as their providers tell.
    fn is_crowd(&self, kind: &str, value: &Value, by: Option<&Resource>) -> bool {
        let Some(named) = self.kinds.get(kind).and_then(|known| known.namesakes(value)) else { return false };
        let count = |providers: &[(&Arc<Provider>, usize)]| providers.iter().map(|(_, count)| count).sum::<usize>();
        let is_crowd = |providers: &[(&Arc<Provider>, usize)]| count(providers) > MAX_NAMESAKES;
        is_crowd(&named.providers)
            && by.is_none_or(|by| is_crowd(&of_one_account(named.providers.clone(), value, by, &|(provider, _)| *provider)))
    }

    /// What a resource names as the other end of a part.
    pub(super) fn links(&self, join: &Join, resource: &'a Resource) -> Vec<Link<'a>> {
        let kind = join.leads_to();
        if kind.is_empty() || !join.names_other_end() {
            return vec![];
        }
        let mut links = vec![];
        for answer in join.target.path.answers(&resource.attributes, &mut Conditions::default()) {
            let mut add = |to: LinkTarget<'a>, value: &'a Value, given: Option<Assignment>| {
                links.extend(given.map(|given| Link { name: join.part, kind, to, span: value.span, value, by: resource, given }));
            };
            let value = match answer.stands {
                Stands::Value(value) => value,
                Stands::Nothing(_) if join.target.else_itself => {
                    add(LinkTarget::Here(resource), &resource.attributes, Some(answer.given));
                    continue;
                }
                Stands::Nothing(_) => continue,
            };
            match self.of(kind, value, Some(resource)) {
                NamedSubject::Here(named) => {
                    for Reference { resource: named, given } in named {
                        let Some(given) = answer.given.and(&given) else { continue };
                        named.presence.cases().iter().for_each(|there| add(LinkTarget::Here(named), value, given.and(there)));
                    }
                }
                NamedSubject::Elsewhere(name) if name.is_empty() => {}
                NamedSubject::Elsewhere(name) => add(LinkTarget::Elsewhere(name), value, Some(answer.given)),
                NamedSubject::Unknown(why) => add(LinkTarget::Unknown(why), value, Some(answer.given)),
            }
        }
        links
    }
}

/// Of several that have one name those in the account that the name tells, else in the account and the Region of whoever names them, as far as the
/// providers tell.
fn of_one_account<T: Clone>(named: Vec<T>, value: &Value, by: &Resource, provider: &dyn Fn(&T) -> &Provider) -> Vec<T> {
    let told = value.to_text().and_then(|text| Some(text.split(":").get(4)?.known()?.to_owned())).filter(|account| !account.is_empty());
    let told: Vec<SmolStr> = told.map(SmolStr::from).into_iter().collect();
    let accounts = if told.is_empty() { &by.provider.accounts } else { &told };
    let is_there = |named: &T| provider(named).accounts.iter().any(|account| accounts.contains(account));
    let is_near = |named: &T| by.provider.region.is_some() && provider(named).region == by.provider.region;
    let kept = |all: Vec<T>, keep: &dyn Fn(&T) -> bool| {
        let some: Vec<T> = all.iter().filter(|named| keep(named)).cloned().collect();
        if some.is_empty() { all } else { some }
    };
    kept(kept(named, &is_there), &is_near)
}

fn too_many_namesakes() -> String {
    format!("limit reached: more than {MAX_NAMESAKES} resources have this name")
}

/// What people are told of something of a kind that is not in this code: its name, or why it has none here.
pub fn told_elsewhere(kind: &str, name: &str) -> String {
    let is_name = name.starts_with('`') && name.ends_with('`') && name.matches('`').count() == 2;
    if is_name { format!("{kind} {name} is not in this code") } else { format!("the {kind} is not known: {name}") }
}

/// Something that no resource here is called.
fn elsewhere<'a>(value: &Value) -> NamedSubject<'a> {
    let Some(text) = value.to_text() else { return NamedSubject::Unknown("no name stands here".to_owned()) };
    // Data sources, other stacks and modules that are not on disk give what stands elsewhere, as do attributes of resources of another kind.
    let elsewhere = |kind: &HoleKind| match kind {
        HoleKind::Unknown(why) => matches!(
            why.code,
            WhyCode::DataSource | WhyCode::PublicParameter | WhyCode::AmazonImage | WhyCode::RemoteModule | WhyCode::Import
        ),
        HoleKind::Input { .. } | HoleKind::Encoded { .. } => false,
        HoleKind::Attribute { .. } | HoleKind::OwnAccount | HoleKind::Partition | HoleKind::Region | HoleKind::OwnOrg => true,
    };
    match text.holes().iter().find(|hole| !elsewhere(&hole.hole.kind)) {
        Some(hole) => NamedSubject::Unknown(hole.hole.kind.reason()),
        None => match (text.literal().is_empty(), text.holes()) {
            (true, [only]) if !matches!(only.hole.kind, HoleKind::Attribute { .. }) => NamedSubject::Elsewhere(only.hole.kind.reason()),
            (true, [only]) => NamedSubject::Elsewhere(format!("`{}`", only.hole.kind)),
            (true, []) => NamedSubject::Elsewhere(String::new()),
            _ => NamedSubject::Elsewhere(format!("`{text}`")),
        },
    }
}
