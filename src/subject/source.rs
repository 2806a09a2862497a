//! Whose word counts for a subject: its own, that of its parts, of what it is launched from, of the account.

use super::graph::{Subject, SubjectPart, in_words};
use super::link::{Link, LinkTarget};
use super::place::counts_for;
use super::precedence::Weight;
use crate::condition::{Assignment, outside};
use crate::facts::{self, ConceptAttribute, Join, Meaning, Precedence};
use crate::resource::Resource;
use crate::source::Span;
use crate::truth::Truth;
use rustc_hash::FxHashSet;

/// A resource whose word counts for a subject.
pub(super) struct Source<'a> {
    pub(super) resource: &'a Resource,
    pub(super) part: &'static str,
    pub(super) weight: Weight,
    pub(super) given: Assignment,
    /// Nobody knows whether it is the subject's.
    pub(super) unclear: Option<String>,
    /// That is so because it speaks for an account or a Region that may be another one.
    pub(super) is_perhaps_elsewhere: bool,
}

/// A part that would speak if its other end were in this code.
pub(super) struct MissingSource<'a> {
    pub(super) why: String,
    pub(super) span: Span,
    pub(super) source: Source<'a>,
}

impl<'a> Source<'a> {
    /// A resource that speaks by a join; nothing if it sets nothing for the subject.
    fn of(resource: &'a Resource, join: &Join, given: Assignment) -> Option<Source<'a>> {
        let weight = match join.precedence() {
            Precedence::Rank(rank @ 0..=1) => Weight::Explicit(rank),
            Precedence::Rank(rank) => Weight::Fallback(rank),
            Precedence::Also => Weight::Also,
            Precedence::None => return None,
        };
        Some(Source { resource, part: join.part, weight, given, unclear: None, is_perhaps_elsewhere: false })
    }

    fn unclear(self, why: &str) -> Source<'a> {
        // A guard counts beside what the subject says itself.
        let weight = if self.weight == Weight::Also { Weight::Also } else { Weight::Perhaps };
        Source { weight, unclear: Some(why.to_owned()), ..self }
    }
}

impl<'a> Subject<'a> {
    /// The resources in the code from which the subject is launched: launch templates and configurations.
    pub fn launched_from(&self) -> Vec<&'a Resource> {
        self.launching().map(|source| source.resource).collect()
    }

    /// Whether there are answers under which it is launched from none of these.
    pub fn may_be_launched_alone(&self) -> bool {
        let given: Vec<Assignment> = self.launching().map(|source| source.given).collect();
        let alone = outside(&given.iter().collect::<Vec<_>>());
        alone.is_ok_and(|alone| alone.iter().any(|given| self.resource.presence.admits(given)))
    }

    fn launching(&self) -> impl Iterator<Item = Source<'a>> {
        let (sources, _) = self.sources();
        sources.into_iter().filter(|source| matches!(source.part, "launch_template" | "launch_configuration"))
    }

    /// All that has a say, the subject itself first; then what would have one.
    pub(super) fn sources(&self) -> (Vec<Source<'a>>, Vec<MissingSource<'a>>) {
        let mut sources = vec![Source {
            resource: self.resource,
            part: "self",
            weight: Weight::Explicit(1),
            given: Assignment::default(),
            unclear: None,
            is_perhaps_elsewhere: false,
        }];
        let mut missing = vec![];
        let mut heard = FxHashSet::default();
        for part in &self.parts {
            let given = part.given.clone();
            let speaks_itself =
                !std::ptr::eq(part.resource, self.resource) && heard.insert((&part.resource.address, part.join.part, given.clone()));
            sources.extend(Source::of(part.resource, part.join, given.clone()).filter(|_| speaks_itself));
            for link in part.links.iter().filter(|_| part.join.precedence().is_fallback()) {
                match launched_from(part, link, &given) {
                    Some(Ok(source)) => sources.push(source),
                    Some(Err(source)) => missing.push(source),
                    None => {}
                }
            }
        }
        for (join, resource) in &self.around.account {
            let counts = counts_for(resource, self.resource, self.around.told_owners);
            let there = resource.presence.cases().iter().filter(|_| counts != Truth::No);
            let said = there.filter_map(|there| Source::of(resource, join, there.clone()));
            let why = || "whether it is of the same account and Region is not known".to_owned();
            sources.extend(said.map(|source| match counts {
                Truth::Yes => source,
                _ => Source { is_perhaps_elsewhere: true, ..source.unclear(&why()) },
            }));
        }
        for unclear in &self.around.unclear {
            let there = unclear.resource.presence.cases().iter();
            let said = there.filter_map(|there| Source::of(unclear.resource, unclear.join, there.clone()));
            sources.extend(said.map(|source| source.unclear(&unclear.why)));
        }
        (sources, missing)
    }

    pub(super) fn places(&self, concept: &str) -> impl Iterator<Item = &'static ConceptAttribute> + use<'a> {
        let language = self.resource.language;
        facts::attributes(concept).iter().filter(move |place| place.language == Some(language))
    }

    /// Whether what this part leads to can set the concept.
    pub(super) fn could_set(&self, concept: &str, part: &str) -> bool {
        let leads_to = facts::part_kind(part).map_or("", |part| part.leads_to);
        let types = || facts::joins(leads_to).iter().filter(|join| join.meaning == Meaning::Itself).map(|join| join.resource_type);
        self.places(concept).any(|place| types().any(|of_type| of_type == place.resource_type))
    }
}

/// What a subject is launched from, if it stands here.
fn launched_from<'a>(part: &SubjectPart<'a>, link: &Link<'a>, given: &Assignment) -> Option<Result<Source<'a>, MissingSource<'a>>> {
    let given = given.and(&link.given)?;
    let name = in_words(part.join.part);
    let why = match &link.to {
        LinkTarget::Here(resource) => return Source::of(resource, part.join, given).map(Ok),
        LinkTarget::Elsewhere(other) => format!("{name} {other} is not in this code"),
        LinkTarget::Unknown(why) => format!("the {name} is not known: {why}"),
    };
    let source = Source::of(part.resource, part.join, given)?;
    Some(Err(MissingSource { why, span: link.span, source }))
}
