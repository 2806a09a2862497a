//! What a concept comes to for a subject: every value that counts, with where it stands, and whether the setting is on.

use super::graph::Subject;
use super::precedence::{self, PrecedenceCase, Weight};
use super::source::{MissingSource, Source};
use crate::attribute_path::Stands;
use crate::condition::{Assignment, Conditions};
use crate::facts::{self, ConceptAttribute, DefaultScope, DefaultValue, DefaultWhere};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::resource::{Language, Resource};
use crate::source::Span;
use crate::truth::Truth;
use crate::value::{Kind, Value};
use smol_str::SmolStr;

/// A concept of a subject.
#[derive(Debug)]
pub struct Setting<'a> {
    pub concept: &'static str,
    /// What counts under some answers.
    pub said: Vec<SettingValue<'a>>,
    cases: Vec<PrecedenceCase>,
}

/// A value of a setting.
#[derive(Clone, Debug)]
pub struct SettingValue<'a> {
    /// With its place and its trail; that of a default stands at the block that it fills.
    pub value: Value,
    /// Whose word it is: the subject itself, or one of its parts.
    pub resource: &'a Resource,
    /// What that resource is to the subject: `self`, `settings`, `launch_template`, `account_default`, …
    pub part: &'static str,
    pub default: Option<Default>,
    /// It counts under any of these answers; an empty one says: always.
    pub given: Vec<Assignment>,
    /// It counts beside the others: on if either is on.
    pub is_beside: bool,
    /// Why nobody knows whether it is the subject's at all.
    pub unclear: Option<String>,
    /// That is so because it speaks for an account or a Region that may be another one.
    pub is_perhaps_elsewhere: bool,
    /// The values that mean "on" here; none if any value does.
    on: Vec<&'static str>,
}

/// Nobody set it: whose default it is.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// Terraform's or CloudFormation's, for a block that leaves it out.
    Language(&'static ConceptAttribute),
    Service(&'static DefaultValue),
}

/// An answer with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingAnswer {
    pub truth: Truth,
    pub because: String,
}

/// Something that is said, before it is clear whether it counts.
pub(super) struct Candidate<'a> {
    pub(super) said: SettingValue<'a>,
    pub(super) weight: Weight,
    pub(super) given: Assignment,
    /// What it says, where it is not known whether it counts.
    would_be: Option<Value>,
}

impl Candidate<'_> {
    /// Whether it would change nothing if it counted: a guard that is off, or what all others say as well.
    fn is_idle(&self, all: &[Candidate<'_>]) -> bool {
        let Some(text) = self.would_be.as_ref().and_then(text_of).filter(|_| self.said.is_perhaps_elsewhere) else { return false };
        match self.said.is_beside {
            true => !self.said.means_on(Some(&text)),
            false => {
                let others = || all.iter().filter(|other| !other.said.is_perhaps_elsewhere);
                others().next().is_some() && others().all(|other| text_of(&other.said.value).as_deref() == Some(&text))
            }
        }
    }
}

impl<'a> Subject<'a> {
    /// A setting such as `bucket.versioning`; where nothing sets it, with its default.
    pub fn setting(&self, concept: &'static str) -> Setting<'a> {
        let (candidates, conditions) = self.candidates(concept);
        self.settled(concept, candidates, conditions)
    }

    /// The same if what speaks for an account or a Region that may be another one is that of another; with the reason why it may be. Nothing where that
    /// is clear or makes no difference.
    pub fn setting_if_elsewhere(&self, concept: &'static str) -> Option<(Setting<'a>, String)> {
        let (mut candidates, conditions) = self.candidates(concept);
        let why = candidates.iter().find(|candidate| candidate.said.is_perhaps_elsewhere)?.said.unclear.clone()?;
        candidates.retain(|candidate| !candidate.said.is_perhaps_elsewhere);
        Some((self.settled(concept, candidates, conditions), why))
    }

    fn candidates(&self, concept: &'static str) -> (Vec<Candidate<'a>>, Conditions) {
        let mut conditions = Conditions::default();
        let mut candidates = vec![];
        let (sources, missing) = self.sources();
        for source in &sources {
            for place in self.places(concept).filter(|place| place.resource_type == source.resource.kind) {
                candidates.extend(said_at(source, place, &mut conditions));
            }
        }
        candidates.extend(missing.into_iter().filter(|missing| self.could_set(concept, missing.source.part)).map(unheard));
        candidates.extend(self.service_default(concept));
        let idle: Vec<bool> = candidates.iter().map(|candidate| candidate.is_idle(&candidates)).collect();
        let mut idle = idle.into_iter();
        candidates.retain(|_| idle.next() != Some(true));
        (candidates, conditions)
    }

    fn settled(&self, concept: &'static str, candidates: Vec<Candidate<'a>>, conditions: Conditions) -> Setting<'a> {
        let heard: Vec<(Weight, &Assignment)> = candidates.iter().map(|candidate| (candidate.weight, &candidate.given)).collect();
        match precedence::cases(&heard, conditions, &self.resource.presence.under) {
            Ok(cases) => {
                let said = candidates.into_iter().enumerate().map(|(index, candidate)| {
                    let given = precedence::counts_under(&cases, index, &candidate.given, &self.resource.presence.under);
                    SettingValue { given, ..candidate.said }
                });
                Setting { concept, said: said.collect(), cases }.without_silence()
            }
            Err(_) => self.undecided(concept),
        }
    }

    /// Whether a setting is on: has the value that `attributes.tsv` calls on or, where it names none, any value at all.
    /// Whether this value turns the setting on, with the reason.
    pub fn is_on(&self, concept: &'static str) -> SettingAnswer {
        self.setting(concept).is_on()
    }

    fn service_default(&self, concept: &str) -> Option<Candidate<'a>> {
        let default = self.default_of_image(concept).or_else(|| default_of(concept, self.resource.language))?;
        let span = self.resource.span;
        let value = match (self.absent(), default.value) {
            (Some(why), _) => Value::unknown(WhyCode::Unresolved, why, span),
            (None, "") => Value::unknown(WhyCode::Unresolved, default.note, span),
            (None, value) => plain(value, span),
        };
        let mut on: Vec<&'static str> = self.places(concept).map(|place| place.on).filter(|on| !on.is_empty()).collect();
        on.dedup();
        let said = SettingValue {
            value,
            resource: self.resource,
            part: "self",
            default: Some(Default::Service(default)),
            given: vec![],
            is_beside: false,
            unclear: None,
            is_perhaps_elsewhere: false,
            on,
        };
        Some(Candidate { said, weight: Weight::ServiceDefault, given: Assignment::default(), would_be: None })
    }

    /// The default of instances whose image brings one with it.
    fn default_of_image(&self, concept: &str) -> Option<&'static DefaultValue> {
        let of_images = |default: &&DefaultValue| matches!(default.only_if, DefaultWhere::ImdsSupport(_));
        let default = facts::defaults(concept).iter().find(of_images)?;
        let image = self.setting("instance.image");
        let brings = |said: &SettingValue<'_>| imds_support(&said.value).map(DefaultWhere::ImdsSupport) == Some(default.only_if);
        (!image.is_unset_under_some() && image.said.iter().all(brings)).then_some(default)
    }

    fn undecided(&self, concept: &'static str) -> Setting<'a> {
        let value = Value::unknown(WhyCode::Limit, "this setting depends on too many undecided conditions", self.resource.span);
        let said = SettingValue {
            value,
            resource: self.resource,
            part: "self",
            default: None,
            given: vec![Assignment::default()],
            is_beside: false,
            unclear: None,
            is_perhaps_elsewhere: false,
            on: vec![],
        };
        Setting { concept, said: vec![said], cases: vec![PrecedenceCase { given: Assignment::default(), counts: vec![0] }] }
    }
}

/// How the language or, behind it, the service fills in what nothing sets.
pub(super) fn default_of(concept: &str, language: Language) -> Option<&'static DefaultValue> {
    let is_narrower = |default: &&DefaultValue| matches!(default.only_if, DefaultWhere::Field(_) | DefaultWhere::ImdsSupport(_));
    let of = |scope: DefaultScope| {
        facts::defaults(concept).iter().filter(|default| !is_narrower(default)).find(|default| default.scope == scope)
    };
    of(DefaultScope::Language(language)).or_else(|| of(DefaultScope::Service))
}

/// How the image that a value names wants the metadata service to be used, if it is one of those that are known.
fn imds_support(value: &Value) -> Option<&'static str> {
    let image = match value.first_unknown() {
        Some(hole) => match &hole.kind {
            HoleKind::Unknown(why) if why.code == WhyCode::PublicParameter => facts::image_of_parameter(&why.detail),
            HoleKind::Unknown(why) if why.code == WhyCode::AmazonImage => facts::image_named(&why.detail),
            _ => None,
        },
        // EC2's own way to name a parameter in a launch template.
        None => facts::image_of_parameter(text_of(value)?.strip_prefix("resolve:ssm:")?),
    };
    image.map(|image| image.imds_support)
}

/// A value of a table.
pub(super) fn plain(value: &str, span: Span) -> Value {
    match value {
        "true" | "false" => Value::bool(value == "true", span),
        _ if value.parse::<i64>().is_ok() => Value::number(value, span),
        _ => Value::text(Text::computed(value, span), span),
    }
}

/// What a resource says at one of its places.
fn said_at<'a>(source: &Source<'a>, place: &'static ConceptAttribute, conditions: &mut Conditions) -> Vec<Candidate<'a>> {
    let mut candidates = vec![];
    for answer in place.path.answers(&source.resource.attributes, conditions) {
        let (value, default) = match answer.stands {
            Stands::Value(value) if !place.unset.is_empty() && text_of(value).as_deref() == Some(place.unset) => continue,
            Stands::Value(value) => (answer.value().unwrap_or_else(|| value.clone()), None),
            Stands::Nothing(_) if place.default.is_empty() => continue,
            Stands::Nothing(block) => (plain(place.default, block.span), Some(Default::Language(place))),
        };
        let weight = match (source.weight, default) {
            (Weight::Explicit(rank) | Weight::Fallback(rank), Some(_)) => Weight::LanguageDefault(rank),
            (weight, _) => weight,
        };
        let unclear = source.unclear.as_ref().map(|why| format!("`{}` might belong to it: {why}", source.resource.address));
        let (value, would_be) = match &unclear {
            Some(why) => (Value::unknown(WhyCode::Unresolved, why.clone(), source.resource.span), Some(value)),
            None => (value, None),
        };
        let on = Some(place.on).filter(|on| !on.is_empty()).into_iter().collect();
        let is_beside = source.weight == Weight::Also;
        let said = SettingValue {
            value,
            resource: source.resource,
            part: source.part,
            default,
            given: vec![],
            is_beside,
            unclear,
            is_perhaps_elsewhere: source.is_perhaps_elsewhere,
            on,
        };
        candidates.extend(answer.given.and(&source.given).map(|given| Candidate { said, weight, given, would_be }));
    }
    candidates
}

fn unheard(missing: MissingSource<'_>) -> Candidate<'_> {
    let MissingSource { why, span, source } = missing;
    let value = Value::unknown(WhyCode::Unresolved, why, span);
    let said = SettingValue {
        value,
        resource: source.resource,
        part: source.part,
        default: None,
        given: vec![],
        is_beside: false,
        unclear: None,
        is_perhaps_elsewhere: false,
        on: vec![],
    };
    Candidate { said, weight: source.weight, given: source.given, would_be: None }
}

fn text_of(value: &Value) -> Option<String> {
    value.to_text()?.known().map(str::to_owned)
}

impl<'a> Setting<'a> {
    /// Takes out what counts nowhere.
    fn without_silence(mut self) -> Setting<'a> {
        let mut kept = vec![];
        for (index, said) in std::mem::take(&mut self.said).into_iter().enumerate() {
            if !said.given.is_empty() {
                kept.push(index);
                self.said.push(said);
            }
        }
        for world in &mut self.cases {
            world.counts = world.counts.iter().filter_map(|index| kept.iter().position(|known| known == index)).collect();
        }
        self
    }

    /// Whether the setting is on; unknown if that depends on what the code leaves open.
    pub fn is_on(&self) -> SettingAnswer {
        let answers = self.is_on_under();
        let Some((_, first)) = answers.first() else {
            return SettingAnswer { truth: Truth::Unknown, because: format!("nothing is known of `{}`", self.concept) };
        };
        if answers.iter().all(|(_, answer)| answer.truth == first.truth) {
            return first.clone();
        }
        let because = answers.iter().map(|(given, answer)| format!("{}: {}", given.words().join(" and "), answer.because));
        SettingAnswer { truth: Truth::Unknown, because: because.collect::<Vec<_>>().join("; ") }
    }

    /// Whether the setting is on, under each set of answers to what the code leaves open.
    pub fn is_on_under(&self) -> Vec<(Assignment, SettingAnswer)> {
        self.cases.iter().map(|world| (world.given.clone(), self.answer(world))).collect()
    }

    /// The values that count under each set of answers to what the code leaves open.
    pub fn cases(&self) -> impl Iterator<Item = (&Assignment, Vec<&SettingValue<'a>>)> {
        self.cases.iter().map(|case| (&case.given, case.counts.iter().filter_map(|index| self.said.get(*index)).collect()))
    }

    /// Whether nothing is said under some answers.
    pub fn is_unset_under_some(&self) -> bool {
        self.cases.iter().any(|world| world.counts.is_empty())
    }

    fn answer(&self, world: &PrecedenceCase) -> SettingAnswer {
        let said: Vec<&SettingValue<'a>> = world.counts.iter().filter_map(|index| self.said.get(*index)).collect();
        let beside = said.iter().filter(|said| said.is_beside).map(|said| said.is_on(self.concept));
        // Several values in one resource are several things that it has; several resources that disagree leave the setting open.
        let mut own: Vec<(&SmolStr, SettingAnswer)> = vec![];
        for said in said.iter().filter(|said| !said.is_beside) {
            let answer = said.is_on(self.concept);
            match own.iter_mut().find(|(address, _)| **address == said.resource.address) {
                Some((_, known)) if known.truth < answer.truth => *known = answer,
                Some(_) => {}
                None => own.push((&said.resource.address, answer)),
            }
        }
        let decided = match own.as_slice() {
            [] => self.silence(),
            [(first, answer), rest @ ..] => match rest.iter().find(|(_, other)| other.truth != answer.truth) {
                Some((second, _)) => SettingAnswer {
                    truth: Truth::Unknown,
                    because: format!("`{first}` and `{second}` say different things about `{}`", self.concept),
                },
                None => answer.clone(),
            },
        };
        beside.fold(decided, |known, other| if other.truth > known.truth { other } else { known })
    }

    /// Nobody sets it, and no default is known.
    fn silence(&self) -> SettingAnswer {
        let has_on = facts::attributes(self.concept).iter().any(|place| !place.on.is_empty());
        let truth = if has_on { Truth::Unknown } else { Truth::No };
        let because = if has_on { "is not set, and what holds then is not established" } else { "is not set" };
        SettingAnswer { truth, because: format!("`{}` {because}", self.concept) }
    }
}

impl SettingValue<'_> {
    /// Whether this value turns the setting on, with the reason.
    pub fn is_on(&self, concept: &str) -> SettingAnswer {
        let at = &self.resource.address;
        if let Some(hole) = self.value.first_unknown().filter(|_| matches!(self.value.kind, Kind::Unknown(_)) || !self.on.is_empty()) {
            // Whatever deployment gives, something is set.
            let is_set = self.on.is_empty() && matches!(hole.kind, crate::mapped_text::HoleKind::Attribute { .. });
            let truth = if is_set { Truth::Yes } else { Truth::Unknown };
            return SettingAnswer { truth, because: hole.kind.reason() };
        }
        let text = text_of(&self.value);
        let told = text.as_ref().map_or_else(|| "set".to_owned(), |text| format!("`{text}`"));
        let (truth, because) = match self.default {
            None => (self.means_on(text.as_deref()), format!("`{concept}` is {told} in `{at}`")),
            Some(Default::Language(_)) => {
                (self.means_on(text.as_deref()), format!("`{concept}` is left out in `{at}`, where {told} is the default"))
            }
            // A default of the service is nothing that was set.
            Some(Default::Service(default)) => {
                let note = if default.note.is_empty() { String::new() } else { format!(" ({})", default.note) };
                let truth = if self.on.is_empty() { false } else { self.means_on(text.as_deref()) };
                (truth, format!("`{concept}` is not set for `{at}`; the default is {told}{note}"))
            }
        };
        SettingAnswer { truth: truth.into(), because }
    }

    fn means_on(&self, text: Option<&str>) -> bool {
        self.on.is_empty() || text.is_some_and(|text| self.on.iter().any(|on| on.eq_ignore_ascii_case(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::Subjects;
    use super::*;
    use crate::source::Workspace;
    use crate::terraform;

    #[test]
    fn an_answer_has_a_reason() {
        let text = "resource \"aws_s3_bucket\" \"b\" {}";
        let workspace = Workspace::in_memory([("main.tf".to_owned(), text.to_owned())]);
        let graph = terraform::load(&workspace, &terraform::TerraformOptions::default());
        let subjects = Subjects::of(&graph.roots[0], &[]);
        let answer = subjects.all[0].is_on("bucket.versioning");
        let because = "`bucket.versioning` is not set for `aws_s3_bucket.b`; the default is `Disabled` (new buckets are unversioned)";
        assert_eq!(answer, SettingAnswer { truth: Truth::No, because: because.to_owned() });
    }
}
