//! A finding: what is wrong, where, who gets through, and what to write instead.

mod holding;
mod identity;

pub use holding::{ComparedAnswer, ComparedAnswers, HoldingAnswers};
pub use identity::{
    BY_PROVIDER, BY_ROOT, DENIED_BESIDE, FindingIdentity, LIMIT, NamedArguments, POLICY_VERSION, hash, with_hash, without_hash,
};

use crate::iam::exposure::Witness;
use crate::resource::{Construct, Language};
use crate::secret::{self, KnownMasks, Withheld};
use crate::source::{Span, Workspace, directory_of};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How bad a rule's findings are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Note,
    Warning,
    Error,
}

impl Level {
    /// The worst first.
    pub const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

    /// As in all formats: `error`, `warning`, `note`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// Whether every clause of the rule is answered by yes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Something in a guard or principal is not known; `because` says what.
    Possible,
    Certain,
}

/// What the outsider can do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    Metadata,
    Read,
    Write,
}

/// A place with what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub span: Span,
    pub text: String,
    pub role: LabelRole,
}

/// What a label is for, besides what it says: a report leaves out what it tells in another way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum LabelRole {
    /// What was seen there.
    #[default]
    Seen,
    /// The call of a module around the resource.
    Call,
    /// The resource that takes a document in, and what stands behind its name: "which is not on disk". Empty if that says nothing more.
    Destination(&'static str),
    /// What the finding says under other answers.
    OtherAnswers,
    /// In what it is worse than what was known.
    Worse,
    /// A step of the way of a value.
    Step(ShortStep),
    /// What else must be so, beside the place: a second permission.
    Requirement,
    /// One of several faults that are one attack together: "layer 2 of 4: …", in their order.
    Layer,
}

/// A step as a chain of steps tells it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShortStep {
    pub text: String,
    /// The argument that it arrives at, and the resource.
    pub arrives: Option<(String, SmolStr)>,
    /// Whether it is only the document in which the statement stands.
    pub is_document: bool,
}

impl Label {
    pub fn new(span: Span, text: impl Into<String>) -> Label {
        Label { span, text: text.into(), role: LabelRole::default() }
    }

    /// The same, for something else.
    #[must_use]
    pub fn of(self, role: LabelRole) -> Label {
        Label { role, ..self }
    }

    /// A step of the way of a value.
    pub fn step(span: Span, text: impl Into<String>, in_short: impl Into<String>) -> Label {
        Label::new(span, text).of(LabelRole::Step(ShortStep { text: in_short.into(), ..ShortStep::default() }))
    }

    /// The same with its texts told in another way.
    #[must_use]
    pub fn told(mut self, tell: &dyn Fn(&str) -> String) -> Label {
        self.text = tell(&self.text);
        if let LabelRole::Step(ShortStep { text, .. }) = &mut self.role {
            *text = tell(text);
        }
        self
    }

    fn each_text(&mut self, hide: &dyn Fn(&mut String)) {
        hide(&mut self.text);
        if let LabelRole::Step(ShortStep { text, arrives, .. }) = &mut self.role {
            hide(text);
            // The key of an instance may be a secret.
            if let Some((_, address)) = arrives {
                let mut shown = address.to_string();
                hide(&mut shown);
                *address = shown.into();
            }
        }
    }
}

/// How many ways of a value are told besides the first.
pub const MAX_FURTHER_PROVENANCES: usize = 4;

/// One fault at one place.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// Id of the rule.
    pub rule: SmolStr,
    pub level: Level,
    pub certainty: Certainty,
    pub impact: Impact,
    /// The first sentence stands alone and ends with a period.
    pub message: String,
    /// The message without what tells instances of one block from each other.
    pub without_names: String,
    /// Both as they are told where what others deploy makes the finding only possible; nothing if it is that already, or nobody else deploys its file.
    pub when_possible: Option<Box<[String; 2]>>,
    /// The principal or condition that is at fault; for a module that was installed from elsewhere, what brings it into the user's code.
    pub place: Span,
    /// The statement as a whole, if it is written in one place.
    pub statement: Option<Span>,
    /// Those whom it names, as [`crate::policy::callers`] tells them.
    pub callers: BTreeSet<SmolStr>,
    /// Where secrets are written, which are not to be shown.
    pub secrets: Vec<Span>,
    /// Other places that matter: the guard that does not hold, the Deny that does not reach, the sibling that is right.
    pub labels: Vec<Label>,
    /// The way of the value, from where it is written to where it takes effect.
    pub provenance: Vec<Label>,
    /// The ways in other instances and calls, where they differ: at most [`MAX_FURTHER_TRAILS`].
    pub further_provenances: Vec<Vec<Label>>,
    pub language: Language,
    /// Full address of the resource (the first, if there are several instances).
    pub address: SmolStr,
    /// The resource that it is made for, if the template does not write it.
    pub generated_by: Option<SmolStr>,
    /// The construct of the CDK that a synthesised template has the resource for.
    pub construct: Option<Arc<Construct>>,
    /// Type of the resource.
    pub resource_type: SmolStr,
    /// Where the resource is declared: its header or logical id.
    pub resource_span: Span,
    /// Addresses of all instances and calls for which it holds.
    pub occurrences: Vec<SmolStr>,
    /// For each of them, in no order, the heads of the module calls and nested stacks that lead to it.
    pub calls: Vec<Vec<Span>>,
    pub witness: Option<Witness>,
    /// The witness in words, as a story with the user's names.
    pub story: Option<String>,
    /// The same step by step, for `explain`.
    pub steps: Vec<String>,
    /// The way from whoever begins it to what they reach; empty if the rule draws none.
    pub path: Vec<PathStop>,
    /// Why it is only possible, and what was assumed.
    pub because: Vec<String>,
    /// The undecided conditions under which it holds: "condition `UseOrg` is false".
    pub under: Vec<String>,
    /// Text to paste, in the language of the file.
    pub remedy: Option<Remedy>,
    /// The rules whose findings are related if they are about something that this one rests on.
    pub see_also: Vec<SmolStr>,
    /// The rules beside whose findings at the same place it is a note.
    pub yields_to: Vec<SmolStr>,
    /// What it rests on: resources and elements of policies.
    pub involved: Vec<Span>,
    /// Other findings of the same story.
    pub related: Vec<RelatedFinding>,
    pub identity: FindingIdentity,
}

impl Finding {
    /// The first sentence of the message without its period, and what follows.
    pub fn headline(&self) -> (&str, &str) {
        let (first, rest) = first_sentence(&self.message);
        (first.trim_end_matches('.'), rest)
    }

    /// The directory of the root module that it is in; nothing where it is in several, or in templates.
    pub fn root_directory<'w>(&self, workspace: &'w Workspace) -> Option<&'w str> {
        let outermost = |calls: &Vec<Span>| directory_of(workspace.path(calls.first().unwrap_or(&self.resource_span).file));
        let mut roots = self.calls.iter().map(outermost);
        let first = roots.next().filter(|_| self.language == Language::Terraform)?;
        roots.all(|root| root == first).then_some(first)
    }

    /// What stands above its steps, which are told as if it were certain.
    pub fn how_it_happens(&self) -> &'static str {
        if self.certainty == Certainty::Possible { "How it would happen" } else { "How it happens" }
    }
}

/// A stop on the way of an attack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathStop {
    /// Who or what: an account, a service, a role, a resource.
    pub who: String,
    /// What leads to the next stop; empty for the last.
    pub does: String,
}

/// The first sentence, with its period, and what follows. A period inside of backticks ends nothing.
pub fn first_sentence(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let text = text.trim();
    for (at, char) in text.char_indices() {
        quoted ^= char == '`';
        let behind = text.get(at + 1..).unwrap_or_default();
        if char == '.' && !quoted && behind.starts_with(char::is_whitespace) {
            return (text.get(..=at).unwrap_or(text), behind.trim_start());
        }
    }
    (text, "")
}

/// What comparing with a baseline came to; findings that are new or worse stay among those that count.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BaselineComparison {
    /// The commit whose findings are the baseline; nothing for a file.
    pub since: Option<EarlierCommit>,
    /// Findings of the baseline that are no worse than there.
    pub known: Vec<Finding>,
    /// The keys of those that are worse.
    pub worse: Vec<String>,
    /// The keys that those have in the baseline.
    pub overtaken: Vec<String>,
    /// How many are not found any more.
    pub gone: usize,
    /// The keys of those in the baseline that nobody looked for: their files or rules were not asked for.
    pub not_judged: BTreeSet<String>,
}

/// The commit that a tree is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EarlierCommit {
    /// As it was asked for.
    pub revision: String,
    /// The hash of the commit itself: where what is checked out parted from the revision.
    pub commit: String,
}

impl EarlierCommit {
    /// `origin/main` (commit 0123456789).
    pub fn told(&self) -> String {
        format!("`{}` (commit {})", self.revision, self.commit.get(..10).unwrap_or(&self.commit))
    }
}

/// A finding that somebody has said not to count.
#[derive(Clone, PartialEq, Debug)]
pub struct Suppressed {
    pub finding: Finding,
    /// Empty if none is given.
    pub reason: String,
    /// The last day on which it holds: `2027-01-31`.
    pub until: Option<String>,
    pub written: SuppressionPlace,
    /// Where; nothing outside the workspace.
    pub place: Option<Span>,
}

/// How a suppression is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SuppressionPlace {
    /// A comment in the code.
    InSource,
    Configuration,
}

/// Another finding of the same story: one of what this finding rests on, or that rests on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelatedFinding {
    pub rule: SmolStr,
    /// Its [`FindingIdentity::key`].
    pub key: String,
    pub place: Span,
}

/// What to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remedy {
    /// One sentence: what to do.
    pub text: String,
    /// The code to paste; empty if there is none.
    pub code: String,
    /// What puts the code where it belongs, in no order; empty if there is no code or a person has to find its place.
    pub edits: Vec<Replacement>,
    /// The parts of the code that only a person can fill in, with commas between them; empty if there are none.
    pub to_fill_in: String,
}

/// A text that takes the place of another; of none, where the place is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    pub place: Span,
    pub text: String,
}

/// The lines that edits of one file touch, and how they read afterwards. The edits stand in their order.
pub fn lines_after(workspace: &Workspace, edits: &[&Replacement]) -> Option<(Span, String)> {
    let (first, last) = (edits.first()?.place, edits.last()?.place);
    let line_of = |at| workspace.line_span(first.file, workspace.position(first.file, at).line);
    let lines = Span { file: first.file, start: line_of(first.start).start, end: line_of(last.end).end };
    let part = |start: u32, end: u32| secret::shown(workspace, Span { file: first.file, start, end: end.max(start) });
    let (mut after, mut at) = (String::new(), lines.start);
    for edit in edits {
        after.push_str(&part(at, edit.place.start));
        after.push_str(&edit.text);
        at = edit.place.end;
    }
    after.push_str(&part(at, lines.end));
    Some((lines, after))
}

/// The names of an address that code declares: what stands in quotes is the key of an instance, which anybody may give.
fn declared(address: &str) -> Vec<String> {
    let address = address.replace("\\\"", "");
    let outside = address.split('"').step_by(2);
    let names = outside.flat_map(|part| part.split(|char: char| !char.is_ascii_alphanumeric() && char != '_' && char != '-'));
    names.filter(|name| name.len() >= SHORTEST_RANDOM).map(str::to_owned).collect()
}

/// The text with stars in place of secrets, of which these names are none; nothing if there are none.
fn masked_but(text: &str, names: &[String], masks: &KnownMasks) -> Option<String> {
    let mut masked = masks.of(text).as_ref().clone()?;
    for name in names {
        text.match_indices(name.as_str()).for_each(|(at, _)| masked.replace_range(at..at + name.len(), name));
    }
    Some(masked)
}

impl Finding {
    /// Takes every secret out of what it says.
    pub fn hide_secrets(&mut self, workspace: &Workspace, masks: &KnownMasks) {
        let labels = self.labels.iter().chain(&self.provenance).chain(self.further_provenances.iter().flatten());
        let edits = self.remedy.iter().flat_map(|remedy| &remedy.edits).map(|edit| edit.place);
        let lines = edits.map(|place| workspace.line_span(place.file, workspace.position(place.file, place.start).line));
        let spans = labels.map(|label| label.span).chain([self.place]).chain(self.statement).chain(lines);
        let hidden = secret::hidden_texts(workspace, spans);
        let names: Vec<String> = std::iter::once(&self.address).chain(&self.occurrences).flat_map(|address| declared(address)).collect();
        let hide = |text: &mut String| {
            // Where the secret is the word `password`, stars in place of that word hide nothing and make the text unreadable.
            let is_hidden =
                |secret: &&String| secret.len() >= SHORTEST_SECRET && !secret::is_common_word(secret) && !names.contains(secret);
            for secret in hidden.iter().filter(is_hidden) {
                secret::hide_word(text, secret);
            }
            if let Some(masked) = masked_but(text, &names, masks) {
                *text = masked;
            }
        };
        self.each_text(&hide);
        for address in std::iter::once(&mut self.address).chain(&mut self.occurrences) {
            if let Some(masked) = masked_but(address, &names, masks) {
                *address = SmolStr::from(masked);
            }
        }
    }

    /// Takes out of what it says what the configuration keeps back.
    pub fn hide_withheld(&mut self, withheld: &Withheld) {
        if withheld.is_empty() {
            return;
        }
        let address = self.address.to_string();
        let hide = |text: &mut String| withheld.hide(text, &address);
        self.each_text(&hide);
        self.witness = self.witness.take().and_then(|witness| {
            let mut request = serde_json::to_value(&witness.request).ok()?;
            withheld.hide_json(&mut request, &address);
            Some(Witness { request: serde_json::from_value(request).ok()?, ..witness })
        });
    }

    /// Takes these texts out of what it says.
    pub fn hide_texts(&mut self, secrets: &[String]) {
        if secrets.is_empty() {
            return;
        }
        let hide = |text: &mut String| secrets.iter().for_each(|secret| secret::hide_word(text, secret));
        self.each_text(&hide);
        // The keys of instances.
        for address in std::iter::once(&mut self.address).chain(&mut self.occurrences).filter(|address| address.contains('[')) {
            let mut shown = address.to_string();
            hide(&mut shown);
            *address = SmolStr::from(shown);
        }
    }

    /// Changes every text that it says. A remedy that would be another code becomes words alone.
    fn each_text(&mut self, hide: &dyn Fn(&mut String)) {
        hide(&mut self.message);
        let labels = self.labels.iter_mut().chain(&mut self.provenance).chain(self.further_provenances.iter_mut().flatten());
        labels.for_each(|label| label.each_text(hide));
        self.path.iter_mut().flat_map(|stop| [&mut stop.who, &mut stop.does]).for_each(hide);
        self.story.iter_mut().chain(&mut self.steps).chain(&mut self.because).chain(&mut self.under).for_each(hide);
        self.identity.hide(hide);
        if let Some(witness) = &mut self.witness {
            hide(&mut witness.request.resource);
            hide(&mut witness.request.action);
            witness.request.principal.service.iter_mut().for_each(hide);
            witness.request.context.values_mut().flatten().for_each(hide);
            witness.assumptions.iter_mut().for_each(hide);
            witness.because.iter_mut().for_each(|reason| hide(&mut reason.text));
        }
        if let Some(remedy) = &mut self.remedy {
            let before = remedy.clone();
            hide(&mut remedy.text);
            hide(&mut remedy.code);
            remedy.edits.iter_mut().for_each(|edit| hide(&mut edit.text));
            if remedy.code != before.code || remedy.edits != before.edits {
                *remedy = Remedy::advice(std::mem::take(&mut remedy.text));
            }
        }
    }
}

/// Shorter texts stand in others by chance.
const SHORTEST_SECRET: usize = 4;
/// Shorter names never look random.
const SHORTEST_RANDOM: usize = 16;

impl Remedy {
    /// Takes away what one could paste, where others use the text as well, and says why.
    pub fn only_advise(&mut self, why: &str) {
        if !self.edits.is_empty() {
            *self = Remedy::advice(format!("{}; {why}", self.text));
        }
    }

    /// Words alone.
    pub fn advice(text: impl Into<String>) -> Remedy {
        Remedy { text: text.into(), code: String::new(), edits: vec![], to_fill_in: String::new() }
    }
}

/// The resource that a step of a provenance may refer to, and its key: `aws_sns_topic.t` and `["a"]` of `aws_sns_topic.t["a"].arn`, `T` of `GetAtt T.Arn`.
pub fn referred_to(step: &str, language: Language) -> (String, &str) {
    let bare = ["Ref ", "GetAtt "].into_iter().find_map(|word| step.strip_prefix(word)).unwrap_or(step);
    let bare = bare.trim_start_matches("${").trim_end_matches('}');
    let parts = if language == Language::Terraform { 2 } else { 1 };
    let name = bare.split(['.', '[']).take(parts).collect::<Vec<_>>().join(".");
    let key = bare.strip_prefix(name.as_str()).filter(|key| key.starts_with('[') && key.ends_with(']'));
    (name, key.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_period_in_a_name_ends_no_sentence() {
        assert_eq!(first_sentence("The topic `a. b` is open. Mend it. Now."), ("The topic `a. b` is open.", "Mend it. Now."));
        assert_eq!(first_sentence("Nothing ends this"), ("Nothing ends this", ""));
    }
}
