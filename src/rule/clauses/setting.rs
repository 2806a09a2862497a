//! `imds_tokens: { is-not: required }`: what a setting of a subject comes to.

use super::user_data;
use crate::facts;
use crate::finding::{Level, Remedy};
use crate::mapped_text::HoleKind;
use crate::resource::Resource;
use crate::rule::answer::{Answer, Aspect, Case, CaseVerdict, Doubt, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::{Context, RootContext, SubjectContext};
use crate::rule::provenance::{WrittenValue, in_resource, replaceable};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, Word, suggestion};
use crate::source::Span;
use crate::subject::{Default, Setting, SettingValue};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "SETTING",
    about: "A setting of the subject, by its name in `attributes.tsv`: `{ is: … }`, `{ is-not: … }` with a value or a list, `{ is-only: … }` (of several values each), `{ is-on: true }`, `{ is-set: true }`, `{ mentions: … }` (a word anywhere in it). A default counts as what is set, except under `{ is-explicitly: … }`.",
    on: |target| matches!(target, Target::Subject(_)),
    schema: r##"{"$ref":"#/$defs/setting"}"##,
    supplies: &["setting", "settings", "value"],
    cost: 1,
    compile,
};

/// The words that may stand in a setting.
const PREDICATES: &[&str] = &["is", "is-explicitly", "is-not", "is-on", "is-only", "is-set", "mentions"];

/// The settings of a kind of subject: concepts that are no collections.
pub(super) fn of(subject: &'static str) -> Vec<&'static str> {
    let single = facts::concepts_of(subject).iter().filter(|concept| facts::fields(concept).is_empty());
    single.filter_map(|concept| Some(concept.split_once('.')?.1)).collect()
}

/// The concept of a setting or a collection of a kind of subject.
pub(super) fn concept(subject: &'static str, name: &str) -> Option<&'static str> {
    facts::concepts_of(subject).iter().copied().find(|concept| concept.split_once('.').is_some_and(|(_, known)| known == name))
}

#[derive(Clone, Debug)]
struct SettingIs {
    name: String,
    predicate: Predicate,
}

/// What is asked of a value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Predicate {
    Is(Vec<String>),
    /// As `Is`, where the code says so itself and nothing beside it says otherwise.
    IsExplicitly(Vec<String>),
    IsNot(Vec<String>),
    /// Something is set, and all of it is among these.
    IsOnly(Vec<String>),
    IsOn(bool),
    IsSet(bool),
    /// One of these words stands anywhere in the value.
    Mentions(Vec<String>),
}

impl Predicate {
    pub(super) fn read(value: &Node) -> Result<Predicate, Fault> {
        match Predicate::read_all(value)?.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(value.place.fault("one predicate should stand here; of several, write one clause each")),
        }
    }

    /// Predicates that must all hold.
    pub(super) fn read_all(value: &Node) -> Result<Vec<Predicate>, Fault> {
        value.map("`{ is: … }` or the like")?.iter().map(|(word, value)| Predicate::of(word, value)).collect()
    }

    fn of(word: &Word, value: &Node) -> Result<Predicate, Fault> {
        let texts = |value: &Node| Ok(value.words("a value")?.into_iter().map(|word: Word| word.text).collect());
        match word.text.as_str() {
            "is" => Ok(Predicate::Is(texts(value)?)),
            "is-explicitly" => Ok(Predicate::IsExplicitly(texts(value)?)),
            "is-not" => Ok(Predicate::IsNot(texts(value)?)),
            "is-only" => Ok(Predicate::IsOnly(texts(value)?)),
            "is-on" => Ok(Predicate::IsOn(value.truth()?)),
            "is-set" => Ok(Predicate::IsSet(value.truth()?)),
            "mentions" => Ok(Predicate::Mentions(texts(value)?)),
            other => Err(word.place.fault(format!("a setting cannot be asked for `{other}`{}", suggestion(other, PREDICATES)))),
        }
    }

    /// Whether it holds of the texts that a value comes to; unknown with the reason.
    pub(super) fn holds(&self, value: &Value) -> Result<bool, Doubt> {
        let is_one = |wanted: &[String]| match value.to_text() {
            Some(text) => match (text.known(), text.holes().first()) {
                (Some(known), _) => Ok(wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(known))),
                (None, Some(hole)) => Err(Doubt { span: value.span, why: hole.hole.kind.reason() }),
                (None, None) => Ok(false),
            },
            None => Ok(false),
        };
        match self {
            Predicate::Is(wanted) | Predicate::IsExplicitly(wanted) | Predicate::IsOnly(wanted) => is_one(wanted),
            Predicate::IsNot(wanted) => is_one(wanted).map(|answer| !answer),
            Predicate::IsSet(wanted) => Ok(*wanted),
            Predicate::IsOn(wanted) => is_one(&["true".to_owned()]).map(|answer| answer == *wanted),
            Predicate::Mentions(words) => mentions(value, words),
        }
    }

    /// Whether it holds where nothing is set.
    pub(super) fn holds_unset(&self) -> bool {
        match self {
            Predicate::Is(_) | Predicate::IsExplicitly(_) | Predicate::IsOnly(_) | Predicate::Mentions(_) => false,
            Predicate::IsNot(_) => true,
            Predicate::IsOn(wanted) | Predicate::IsSet(wanted) => !wanted,
        }
    }

    /// Of several values it must hold of all.
    pub(super) fn needs_all(&self) -> bool {
        matches!(self, Predicate::IsNot(_) | Predicate::IsExplicitly(_) | Predicate::IsOnly(_))
    }

    pub(super) fn weaker(&self) -> Vec<(String, Predicate)> {
        match self {
            Predicate::Is(list) => {
                shorter(list).into_iter().map(|(entry, rest)| (format!("without {entry}"), Predicate::Is(rest))).collect()
            }
            Predicate::IsNot(list) => {
                shorter(list).into_iter().map(|(entry, rest)| (format!("without {entry}"), Predicate::IsNot(rest))).collect()
            }
            Predicate::IsOnly(list) => {
                shorter(list).into_iter().map(|(entry, rest)| (format!("without {entry}"), Predicate::IsOnly(rest))).collect()
            }
            Predicate::Mentions(list) => {
                shorter(list).into_iter().map(|(entry, rest)| (format!("without {entry}"), Predicate::Mentions(rest))).collect()
            }
            Predicate::IsExplicitly(_) | Predicate::IsOn(_) | Predicate::IsSet(_) => vec![],
        }
    }
}

/// Whether one of these words stands in a text of the value, also within lists and maps.
fn mentions(value: &Value, words: &[String]) -> Result<bool, Doubt> {
    let mut unknown = None;
    let mut parts = vec![value];
    while let Some(part) = parts.pop() {
        match (&part.kind, part.to_text()) {
            (_, Some(text)) => {
                let literal = text.literal().to_ascii_lowercase();
                if words.iter().any(|word| literal.contains(&word.to_ascii_lowercase())) {
                    return Ok(true);
                }
                // What only deployment tells of a resource is a name or an address, and no word of somebody's.
                let mut holes = text.holes().iter();
                let open = holes.find(|hole| matches!(hole.hole.kind, HoleKind::Unknown(_) | HoleKind::Input { .. }));
                unknown = unknown.or(open.map(|hole| Doubt { span: part.span, why: hole.hole.kind.reason() }));
            }
            (Kind::List(items), None) => parts.extend(items.iter()),
            (Kind::Map(map), None) => parts.extend(map.entries.iter().map(|entry| &entry.value)),
            _ => {}
        }
    }
    unknown.map_or(Ok(false), Err)
}

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let [(name, value)] = value.map("a setting")? else { return Err(value.place.fault("a setting should stand here")) };
    let Target::Subject(subject) = compiler.target else { return Err(name.place.fault("only subjects have settings")) };
    concept(subject, &name.text).ok_or_else(|| name.place.fault(format!("there is no setting `{}`", name.text)))?;
    Compiled::question(SettingIs { name: name.text.clone(), predicate: Predicate::read(value)? })
}

impl Question for SettingIs {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let Some(concept) = concept(context.subject.kind, &self.name) else { return Answer::no() };
        let answer = self.answer(context, concept, &context.subject.setting(concept));
        // What may be said elsewhere is a doubt about what holds without it.
        let Some((without, why)) = context.subject.setting_if_elsewhere(concept) else { return answer };
        let otherwise = self.answer(context, concept, &without);
        if otherwise.is_yes_somewhere() { otherwise.with_doubt(Some(why)) } else { answer }
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let weaker = self.predicate.weaker().into_iter();
        weaker.map(|(what, predicate)| (what, Arc::new(SettingIs { predicate, ..self.clone() }) as Arc<dyn Question>)).collect()
    }
}

impl SettingIs {
    fn answer(&self, context: &SubjectContext<'_>, concept: &'static str, setting: &Setting<'_>) -> Answer {
        if let Predicate::IsOn(wanted) = &self.predicate {
            let answers = setting.is_on_under();
            let is_on_under_some = answers.iter().any(|(_, answer)| answer.truth == Truth::Yes);
            let cases = answers.into_iter().map(|(given, answer)| {
                let values = setting.said.iter().find(|said| said.given.iter().any(|under| under.agrees_with(&given)));
                let verdict = match (answer.truth, *wanted) {
                    (Truth::Unknown, _) => CaseVerdict::Unknown(vec![Doubt { span: context.subject.resource.span, why: answer.because }]),
                    // What the author of the code lets people switch on and off is off on purpose.
                    (Truth::No, false) if is_on_under_some => {
                        CaseVerdict::Yes(Box::new(Evidence { most: Some(Level::Warning), ..evidence(context, concept, values) }))
                    }
                    (Truth::Yes, true) | (Truth::No, false) => CaseVerdict::Yes(Box::new(evidence(context, concept, values))),
                    _ => CaseVerdict::No,
                };
                Case { given, verdict }
            });
            return Answer::of_all(cases.collect());
        }
        let cases = setting.cases().map(|(given, values)| Case { given: given.clone(), verdict: self.verdict(context, concept, &values) });
        Answer::of_all(cases.collect())
    }

    /// Of several values one that is wanted is enough; where none may be there, all must differ.
    fn verdict(&self, context: &SubjectContext<'_>, concept: &'static str, values: &[&SettingValue<'_>]) -> CaseVerdict {
        let explicit = matches!(self.predicate, Predicate::IsSet(_) | Predicate::IsExplicitly(_));
        let counts = |value: &&&SettingValue<'_>| !explicit || value.default.is_none();
        let values: Vec<&SettingValue<'_>> = values.iter().filter(counts).copied().collect();
        let Some(first) = values.first() else {
            return if self.predicate.holds_unset() {
                CaseVerdict::Yes(Box::new(evidence(context, concept, None)))
            } else {
                CaseVerdict::No
            };
        };
        let answers: Vec<_> = values.iter().map(|value| (*value, self.predicate.holds(&value.value))).collect();
        let needs_all = self.predicate.needs_all();
        let doubts: Vec<Doubt> = answers.iter().filter_map(|(_, answer)| answer.clone().err()).collect();
        let holds = answers.iter().find(|(_, answer)| *answer == Ok(true)).map(|(value, _)| *value);
        let fails = answers.iter().any(|(_, answer)| *answer == Ok(false));
        match (needs_all, holds, fails) {
            (true, _, true) | (false, None, _) if doubts.is_empty() || needs_all => CaseVerdict::No,
            (false, Some(value), _) => CaseVerdict::Yes(Box::new(evidence(context, concept, Some(value)))),
            _ if !doubts.is_empty() => CaseVerdict::Unknown(doubts),
            _ => CaseVerdict::Yes(Box::new(evidence(context, concept, Some(first)))),
        }
    }
}

/// Where a setting is written: its value, or the resource that leaves it out.
fn evidence(context: &SubjectContext<'_>, concept: &'static str, value: Option<&SettingValue<'_>>) -> Evidence {
    let written = value.filter(|value| value.default.is_none());
    let fault = match written {
        Some(value) => at_fault(context.root, value.resource, &value.value),
        None => {
            // A block of its own that leaves the setting out says so by that.
            let place = match value.map(|value| (value.default, value.resource)) {
                Some((Some(Default::Language(_)), resource)) if is_part(context, resource) => resource.span,
                _ => context.subject.resource.span,
            };
            FaultyElement { aspect: Aspect::Setting, place, provenance: vec![], element: String::new(), replaceable: None }
        }
    };
    let shown = value.and_then(|value| value.value.to_text()).map_or_else(|| "not set".to_owned(), |text| text.to_string());
    let name = written_name(value.map_or(context.subject.resource, |value| value.resource), concept);
    let doubts = value.and_then(doubt_about_default).into_iter().collect();
    let remedy = concept.ends_with(".imds_tokens").then(|| user_data::before_tokens(context, &name)).flatten().map(Remedy::advice);
    Evidence {
        remedy,
        fault: Some(fault),
        doubts,
        at_fault: std::iter::once(format!("{name} = {shown}")).chain(off_beside(context, concept)).collect(),
        texts: vec![("value", shown), ("settings", with_effect(&name, concept)), ("setting", name)],
        ..Evidence::default()
    }
}

/// What S3 lets through where a setting of a public access block is off:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.
const LET_THROUGH: &[(&str, &str)] = &[
    ("block_public_acls", "new public access control lists are accepted"),
    ("ignore_public_acls", "public access control lists take effect"),
    ("block_public_policy", "a public policy is accepted"),
    ("restrict_public_buckets", "a public policy lets everybody in"),
];

/// The settings beside one of a public access block that are off, also where the block leaves them out.
fn off_beside(context: &SubjectContext<'_>, concept: &str) -> Vec<String> {
    let Some((kind, _)) = concept.rsplit_once('.').filter(|(_, name)| LET_THROUGH.iter().any(|(known, _)| known == name)) else {
        return vec![];
    };
    let concepts = facts::concepts_of(context.subject.kind).iter();
    let beside = concepts
        .filter(|other| other.strip_prefix(kind).is_some_and(|name| LET_THROUGH.iter().any(|(known, _)| name == format!(".{known}"))));
    let is_off = |other: &&&'static str| context.subject.setting(other).is_on_under().iter().any(|(_, answer)| answer.truth == Truth::No);
    beside.filter(is_off).map(|other| format!("{} = false", written_name(context.subject.resource, other))).collect()
}

/// A setting by its name, with what it lets through.
fn with_effect(name: &str, concept: &str) -> String {
    let effect = LET_THROUGH.iter().find(|(setting, _)| concept.ends_with(setting)).map(|(_, effect)| format!(" ({effect})"));
    format!("`{name}`{}", effect.unwrap_or_default())
}

/// What a setting is called in this resource; where it has no place of its own there, in others of the language.
fn written_name(resource: &Resource, concept: &str) -> String {
    let places = || facts::attributes(concept).iter().filter(|place| place.language == Some(resource.language));
    let place = places().find(|place| place.resource_type == resource.kind).or_else(|| places().next());
    let path = place.map(|place| place.path.as_str()).unwrap_or_default();
    path.rsplit('.').next().unwrap_or_default().to_owned()
}

fn is_part(context: &SubjectContext<'_>, resource: &crate::resource::Resource) -> bool {
    context.subject.parts.iter().any(|part| !part.join.precedence().is_fallback() && std::ptr::eq(part.resource, resource))
}

/// A default that something outside the code may replace, as its note says.
fn doubt_about_default(value: &SettingValue<'_>) -> Option<String> {
    match value.default {
        Some(Default::Service(default)) if default.note.starts_with("unless ") => {
            Some(format!("`{}` is the default {}", default.value, default.note))
        }
        _ => None,
    }
}

/// A value of a resource, where it shows in it.
pub(super) fn at(resource: &Resource, value: &Value) -> FaultyElement {
    let text = value.to_text();
    let written = WrittenValue { text: text.as_ref(), span: value.span, provenance: &value.provenance };
    let place: Span = written.inside(resource.span, resource.block);
    FaultyElement {
        aspect: Aspect::Setting,
        place,
        provenance: in_resource(resource, value, place),
        element: text.as_ref().map(ToString::to_string).unwrap_or_default(),
        replaceable: None,
    }
}

/// The same of a value that is at fault, which somebody may replace.
pub(super) fn at_fault(root: RootContext<'_>, resource: &Resource, value: &Value) -> FaultyElement {
    let text = value.to_text();
    let written = WrittenValue { text: text.as_ref(), span: value.span, provenance: &value.provenance };
    FaultyElement { replaceable: replaceable(root, resource, &written), ..at(resource, value) }
}

/// Yes unless a setting surely is one of these values, whoever sets it; with a doubt where only a default of the service is, where two resources
/// say different things, and where what may be somebody else's says so.
pub(super) fn unless(context: &SubjectContext<'_>, concept: &'static str, wanted: &[&str], doubt: &str) -> Answer {
    let predicate = Predicate::Is(wanted.iter().map(|value| (*value).to_owned()).collect());
    let setting = context.subject.setting(concept);
    let cases = setting.cases().map(|(given, values)| {
        let (explicit, defaults): (Vec<_>, Vec<_>) = values.into_iter().partition(|value| value.default.is_none());
        let (strange, explicit): (Vec<_>, Vec<_>) = explicit.into_iter().partition(|value| value.is_beside && value.unclear.is_some());
        let answers: Vec<_> = explicit.iter().map(|value| (*value, predicate.holds(&value.value))).collect();
        let mut doubts: Vec<String> = strange.iter().filter_map(|value| value.unclear.clone()).collect();
        if answers.is_empty() && defaults.iter().any(|value| predicate.holds(&value.value) == Ok(true)) {
            doubts.push(doubt.to_owned());
        }
        if answers.is_empty() {
            doubts.extend(context.subject.absent());
        }
        let verdict = match answers.iter().find(|(_, answer)| *answer == Ok(true)) {
            Some((one, _)) => match answers.iter().find(|(other, answer)| contradicts(one, other) && *answer == Ok(false)) {
                Some((other, _)) if !answers.iter().any(|(value, answer)| value.is_beside && *answer == Ok(true)) => {
                    let name = written_name(one.resource, concept);
                    doubts.push(format!("`{}` and `{}` say different things about `{name}`", one.resource.address, other.resource.address));
                    CaseVerdict::Yes(Box::new(Evidence { doubts, ..Evidence::default() }))
                }
                _ => CaseVerdict::No,
            },
            None => match answers.into_iter().find_map(|(_, answer)| answer.err()) {
                Some(doubt) => CaseVerdict::Unknown(vec![doubt]),
                None => CaseVerdict::Yes(Box::new(Evidence { doubts, ..Evidence::default() })),
            },
        };
        Case { given: given.clone(), verdict }
    });
    Answer::of_all(cases.collect())
}

/// Whether what two values say cannot both be so: they are those of two resources that say the same thing of the subject.
fn contradicts(one: &SettingValue<'_>, other: &SettingValue<'_>) -> bool {
    !one.is_beside && !other.is_beside && one.resource.address != other.resource.address
}
