//! The other ends of what a subject names: a resource here, something elsewhere, or nobody knows.

use super::reference::References;
use crate::condition::Assignment;
use crate::facts::{self, Join};
use crate::mapped_text::{HoleKind, WhyCode};
use crate::policy::leaves;
use crate::resource::{Language, Resource};
use crate::source::Span;
use crate::value::Value;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Several resources may share a name; more than this are not told apart.
const MAX_NAMESAKES: usize = 16;

/// What a part leads to.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    pub to: Target<'a>,
    /// Where it is named.
    pub span: Span,
    /// Under these answers.
    pub given: Assignment,
}

/// The other end of a reference.
#[derive(Clone, Debug)]
pub enum Target<'a> {
    Here(&'a Resource),
    /// Not in this code; as the code names it.
    Elsewhere(String),
    /// With the reason.
    Unknown(String),
}

impl<'a> Link<'a> {
    /// The same where these answers hold too; nothing if they can't.
    pub(super) fn under(&self, given: &Assignment) -> Option<Link<'a>> {
        Some(Link { given: self.given.and(given)?, ..self.clone() })
    }
}

/// What a value names.
pub(super) enum Found<'a> {
    Here(Vec<&'a Resource>),
    Elsewhere(String),
    Unknown(String),
}

/// The names of the subjects of each kind, collected when a kind is first asked for.
pub(super) struct Names<'a, 't> {
    language: Language,
    by_type: &'t FxHashMap<&'t str, Vec<&'a Resource>>,
    own_accounts: &'a [SmolStr],
    kinds: FxHashMap<&'static str, References<'a>>,
}

impl<'a, 't> Names<'a, 't> {
    pub(super) fn new(
        language: Language,
        by_type: &'t FxHashMap<&'t str, Vec<&'a Resource>>,
        own_accounts: &'a [SmolStr],
    ) -> Names<'a, 't> {
        Names { language, by_type, own_accounts, kinds: FxHashMap::default() }
    }

    /// The subjects of a kind that a value names, by their own name or by that of an alias.
    pub(super) fn of(&mut self, kind: &'static str, value: &Value) -> Found<'a> {
        let named = self.references(kind).of(value);
        let mut here = vec![];
        for resource in named {
            match facts::joins(kind).iter().find(|join| join.part == "alias" && join.resource_type == resource.kind) {
                None => here.push(resource),
                Some(alias) => {
                    let named = leaves(&resource.attributes, alias.via).into_iter().flat_map(|(_, value)| self.references(kind).of(value));
                    here.extend(named.filter(|named| named.kind != resource.kind));
                }
            }
        }
        match (here.len(), value.first_unknown().filter(|hole| matches!(hole.kind, HoleKind::Unknown(_) | HoleKind::Input { .. }))) {
            (0, _) => elsewhere(value),
            (2.., Some(hole)) => Found::Unknown(hole.kind.reason()),
            (1..=MAX_NAMESAKES, _) => Found::Here(here),
            _ => Found::Unknown(format!("more than {MAX_NAMESAKES} resources have this name")),
        }
    }

    /// What a resource names as the other end of a part.
    pub(super) fn links(&mut self, join: &Join, resource: &'a Resource) -> Vec<Link<'a>> {
        let leads_to = join.leads_to();
        if leads_to.is_empty() {
            return vec![];
        }
        let mut links = vec![];
        for (given, value) in leaves(&resource.attributes, join.target) {
            let span = value.span;
            let end = |to: Target<'a>| Link { to, span, given: given.clone() };
            match self.of(leads_to, value) {
                Found::Here(resources) => links.extend(resources.into_iter().filter_map(|resource| {
                    let end = end(Target::Here(resource));
                    end.under(&resource.exists_under)
                })),
                Found::Elsewhere(name) if name.is_empty() => {}
                Found::Elsewhere(name) => links.push(end(Target::Elsewhere(name))),
                Found::Unknown(why) => links.push(end(Target::Unknown(why))),
            }
        }
        links
    }

    fn references(&mut self, kind: &'static str) -> &References<'a> {
        let (by_type, language) = (self.by_type, self.language.name());
        self.kinds.entry(kind).or_insert_with(|| {
            let joins = facts::joins(kind).iter().filter(|join| join.language == language);
            let mut types: Vec<&str> = joins
                .filter(|join| join.via.is_empty() && !join.is_account_wide() || join.part == "alias")
                .map(|join| join.resource_type)
                .collect();
            types.sort_unstable();
            types.dedup();
            let resources = types.into_iter().filter_map(|of_type| by_type.get(of_type)).flatten().copied();
            References::to(resources, self.own_accounts)
        })
    }
}

/// Something that no resource here is called.
fn elsewhere<'a>(value: &Value) -> Found<'a> {
    let Some(text) = value.to_text() else { return Found::Unknown("no name stands here".to_owned()) };
    // Data sources, other stacks and modules that are not on disk give what stands elsewhere, as do attributes of resources of another kind.
    let elsewhere = |kind: &HoleKind| match kind {
        HoleKind::Unknown(why) => matches!(why.code, WhyCode::DataSource | WhyCode::RemoteModule | WhyCode::Import),
        HoleKind::Input { .. } => false,
        HoleKind::Attribute { .. } | HoleKind::OwnAccount | HoleKind::Partition | HoleKind::Region | HoleKind::OwnOrg => true,
    };
    match text.holes().iter().find(|hole| !elsewhere(&hole.hole.kind)) {
        Some(hole) => Found::Unknown(hole.hole.kind.reason()),
        None => match (text.literal().is_empty(), text.holes()) {
            (true, [only]) if !matches!(only.hole.kind, HoleKind::Attribute { .. }) => Found::Elsewhere(only.hole.kind.reason()),
            (true, [only]) => Found::Elsewhere(format!("`{}`", only.hole.kind)),
            (true, []) => Found::Elsewhere(String::new()),
            _ => Found::Elsewhere(format!("`{text}`")),
        },
    }
}
