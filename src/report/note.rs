//! What stands below the code of a finding: one line for each thing that a reader asks.

use super::manner::Amount;
use super::{Report, change, escape, prose, request, story, summary};
use crate::finding::{Certainty, Finding, Label, LabelRole, first_sentence};
use crate::resource::Language;
use crate::source::{Span, directory_of};

/// As many digits of a fingerprint as people type.
const SHORT_FINGERPRINT: usize = 10;
/// How many places beside the code shown are told.
const MAX_ASIDE: usize = 1;
/// How many steps of the way of a value are told.
const MAX_STEPS: usize = 3;
/// How many conditions under which it holds are told.
const MAX_CONDITIONS: usize = 3;
/// What stands before the key of a note at most, and behind it.
const MARGIN: usize = 9;
/// A name that is shorter tells nobody who or what is meant.
const SHORTEST_NAME: usize = 28;
/// A longer reason is told in part.
const LONG_REASON: usize = 100;
/// How many lines of a change are shown; `explain` shows all.
const MAX_CHANGE: usize = 7;

/// The key of what else must be so.
const NEEDS: &str = "needs";

/// How the sentence begins that only gives the reason.
const REASON: &str = "The reason: ";

/// `= key: text`, and what stands below it as it is.
pub(super) struct Note {
    pub(super) key: &'static str,
    pub(super) text: String,
    /// Lines that are not broken.
    pub(super) below: Vec<String>,
}

impl Note {
    pub(super) fn new(key: &'static str, text: String) -> Note {
        Note { key, text, below: vec![] }
    }

    /// The lines of it, below a margin for line numbers of so many digits.
    pub(super) fn lines(&self, report: &Report<'_>, digits: usize) -> Vec<String> {
        let (margin, colour) = (" ".repeat(digits + 1), report.manner.colour);
        let indent = digits + 5 + self.key.len();
        let mut text = prose::wrapped(&self.text, report.manner.width.saturating_sub(indent).max(40)).into_iter();
        let head = if colour { format!("\u{1b}[1m\u{1b}[94m= \u{1b}[0m\u{1b}[1m{}\u{1b}[0m", self.key) } else { format!("= {}", self.key) };
        let first = format!("{margin}{head}: {}", text.next().unwrap_or_default());
        let further = text.map(|line| format!("{}{line}", " ".repeat(indent)));
        let below = self.below.iter().map(|line| format!("{margin}  {}", change::in_colour(line, colour)));
        std::iter::once(first).chain(further).chain(below).collect()
    }
}

/// Why, who, where from, how sure, what to do; `aside` are the labels outside of the code that is shown. Where there is a request, it says why.
pub(super) fn notes(report: &Report<'_>, finding: &Finding, aside: &[&Label]) -> Vec<Note> {
    let verbose = report.manner.amount == Amount::Verbose;
    let mut notes = vec![];
    let (_, rest) = finding.headline();
    let first = first_sentence(rest).0;
    let reason = first.strip_prefix(REASON).map(|reason| reason.trim_end_matches('.'));
    let is_told = |reason: &str| finding.labels.iter().any(|label| label.text.contains(reason));
    let is_needed = finding.witness.is_none() || reason.is_some_and(|reason| !is_told(reason));
    let why = if verbose { rest } else { Some(first).filter(|_| is_needed).unwrap_or_default() };
    notes.extend(
        Some(why).filter(|why| !why.is_empty()).map(|why| Note::new("why", sentence(&escape::line(why.trim_start_matches(REASON))))),
    );
    notes.extend(request(report, finding));
    if verbose {
        notes.extend(story(finding).map(|story| Note::new("who gets through", escape::block(story.trim()))));
    }
    notes.extend(provenance(report, finding));
    notes.extend(layers(report, finding).filter(|_| !verbose));
    notes.extend(elsewhere(report, finding, aside));
    notes.extend(conditions(report, finding));
    if verbose && !finding.related.is_empty() {
        let others = finding.related.iter().map(|other| format!("`{}` ({})", other.rule, report.place(other.place)));
        notes.push(Note::new("see also", others.collect::<Vec<_>>().join(", ")));
    }
    notes.extend(fix(report, finding));
    notes
}

/// A text that begins with a capital, as sentences do.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The request that gets through, where the headline does not say all of it.
fn request(report: &Report<'_>, finding: &Finding) -> Option<Note> {
    let witness = finding.witness.as_ref()?;
    let line = request::line(witness);
    if report.manner.amount == Amount::Verbose {
        return Some(Note::new("request", escape::line(&line)));
    }
    let headline = finding.headline().0;
    let short = request::short(&line, headline);
    let is_told = short != line && prose::names(&short).iter().all(|name| headline.contains(&format!("`{name}`")));
    let is_said = is_told || request::is_on_itself(witness, headline);
    let told = request::beside(witness, headline).unwrap_or(short);
    (!is_said).then(|| Note::new("request", on_a_line(report, "request", &told)))
}

/// The digits of a fingerprint that people type.
pub(super) fn short(finding: &Finding) -> &str {
    finding.identity.key.get(..SHORT_FINGERPRINT).unwrap_or(&finding.identity.key)
}

/// The resource, and how many others are made like it; as much of it as there is room for, if all of it has to be told elsewhere.
pub(super) fn resource_within(finding: &Finding, room: usize) -> Option<String> {
    let all = resource(finding);
    let address = format!("`{}`", escape::line(&finding.address));
    let is_only_address = all.strip_prefix(&address).is_some_and(|rest| rest.is_empty() || rest.ends_with(" is not on disk"));
    let short = || prose::end_of_name(&address, room).filter(|end| is_only_address && end.chars().count() >= SHORTEST_NAME);
    Some(all).filter(|all| all.chars().count() <= room).or_else(short)
}

/// The resource, and how many others are made like it.
pub(super) fn resource(finding: &Finding) -> String {
    let instances = finding.occurrences.len();
    let others = if instances > 1 { format!(" and {}", summary::counted(instances - 1, "other instance")) } else { String::new() };
    let maker = finding.generated_by.as_ref().map(|maker| format!(", which SAM makes for `{}`", escape::line(maker)));
    let construct = finding.construct.as_ref().map(|construct| {
        let written = construct.written.as_ref().filter(|_| construct.place.is_none());
        let written = written.map(|written| format!(" ({})", escape::line(written)));
        format!(", construct `{}`{}", escape::line(&construct.path), written.unwrap_or_default())
    });
    let destination = finding.labels.iter().find_map(of_destination).map(|what| format!(", {what}"));
    let address = escape::line(&finding.address);
    [format!("`{address}`"), maker.unwrap_or_default(), construct.unwrap_or_default(), destination.unwrap_or_default(), others].concat()
}

/// What a label says of the resource, if it says only that: that it is not on disk.
pub(super) fn of_destination(label: &Label) -> Option<&'static str> {
    match label.role {
        LabelRole::Destination(what) if !what.is_empty() => Some(what),
        _ => None,
    }
}

/// Whether the address, a reason or a condition of the finding says what a label says: where its module is called, why it is not certain, when it holds.
pub(super) fn is_told_elsewhere(finding: &Finding, label: &Label) -> bool {
    let is_condition = !finding.under.is_empty() && label.role == LabelRole::OtherAnswers;
    is_condition || label.role == LabelRole::Call || finding.because.iter().any(|reason| reason.contains(&label.text))
}

/// The faults that are one attack together, each with its place.
fn layers<'a>(report: &'a Report<'_>, finding: &'a Finding) -> impl Iterator<Item = Note> + 'a {
    let layers = finding.labels.iter().filter(|label| label.role == LabelRole::Layer);
    layers.map(|label| {
        let text = escape::line(label.text.strip_prefix("layer ").unwrap_or(&label.text));
        Note::new("layer", format!("{text} ({})", place(report, finding, label)))
    })
}

/// What is to be said of other places.
fn elsewhere(report: &Report<'_>, finding: &Finding, aside: &[&Label]) -> Option<Note> {
    let verbose = report.manner.amount == Amount::Verbose;
    let limit = if verbose { usize::MAX } else { MAX_ASIDE };
    // What holds under other answers is told whole.
    let text = |label: &Label| escape::line(if verbose || label.role == LabelRole::OtherAnswers { &label.text } else { head(&label.text) });
    let told = aside.iter().map(|label| format!("{} ({})", text(label), place(report, finding, label)));
    let told: Vec<String> = told.collect();
    let text = || first_of(told.clone(), limit, "; ");
    (!told.is_empty()).then(|| Note::new("also", if verbose { text() } else { on_a_line(report, "also", &text()) }))
}

/// As many as there may be, and how many more there are.
fn first_of(mut all: Vec<String>, limit: usize, between: &str) -> String {
    let more = all.len().saturating_sub(limit);
    all.truncate(limit);
    let more = if more > 0 { format!("{between}{more} more") } else { String::new() };
    all.join(between) + &more
}

/// The way of the value as one chain: what the caret shows is left out, and of a long one the middle.
fn provenance(report: &Report<'_>, finding: &Finding) -> Vec<Note> {
    let verbose = report.manner.amount == Amount::Verbose;
    let chain = |steps: &[Label], (key, between): (&'static str, &str)| {
        let line = |span: Span| (span.file, report.workspace.position(span.file, span.start).line);
        let is_at_caret = |step: &&Label| line(step.span) == line(finding.place);
        // The caret stands in the document, and the resource is told beside it.
        let is_document = |step: &&Label| matches!(&step.role, LabelRole::Step(short) if short.is_document);
        let told = steps
            .iter()
            .filter(|step| (step.role == LabelRole::Requirement) == (key == NEEDS))
            .filter(|step| verbose || !is_at_caret(step) && !is_document(step))
            .map(|step| {
                let text = if verbose { step.text.clone() } else { in_short(finding, step) };
                format!("{} ({})", escape::line(&text), place(report, finding, step))
            });
        let mut told: Vec<String> = told.collect();
        if !verbose && told.len() > MAX_STEPS {
            told.splice(MAX_STEPS - 2..told.len() - 1, [format!("{} more", summary::counted(told.len() - MAX_STEPS + 1, "step"))]);
        }
        let told = told.join(between);
        (key, if verbose { told } else { on_a_line(report, key, &told) })
    };
    let further = finding.further_provenances.iter().filter(|_| verbose).map(|steps| chain(steps, ("or from", " → ")));
    let first = [("from", " → "), (NEEDS, "; ")].map(|said| chain(&finding.provenance, said));
    let all = first.into_iter().chain(further);
    all.filter(|(_, chain)| !chain.is_empty()).map(|(key, chain)| Note::new(key, chain)).collect()
}

/// A step without what the line of the place and the arrows say already.
fn in_short(finding: &Finding, step: &Label) -> String {
    let LabelRole::Step(short) = &step.role else { return step.text.clone() };
    match &short.arrives {
        Some((argument, address)) if *address != finding.address => format!("{} for `{argument}` of `{address}`", short.text),
        _ => short.text.clone(),
    }
}

/// In the file of the finding the line is enough, in its directory the name of the file.
fn place(report: &Report<'_>, finding: &Finding, label: &Label) -> String {
    let place = report.place(label.span);
    let directory = |file| directory_of(report.workspace.path(file));
    let (file, own) = (label.span.file, finding.place.file);
    if report.manner.amount == Amount::Verbose {
        place.to_string()
    } else if file == own {
        format!("line {}", place.position.line)
    } else if directory(file) == directory(own) {
        let name = report.workspace.path(file).rsplit('/').next().unwrap_or_default();
        format!("{}:{}", escape::path(name), place.position.line)
    } else {
        place.to_string()
    }
}

/// How sure it is, and under which inputs it holds.
fn conditions(report: &Report<'_>, finding: &Finding) -> Vec<Note> {
    let limit = if report.manner.amount == Amount::Verbose { usize::MAX } else { MAX_CONDITIONS };
    let listed = |items: &[String], between: &str| {
        let told = |item: &String| escape::line(if limit == MAX_CONDITIONS { head(item) } else { item });
        let mut all: Vec<String> = items.iter().map(told).collect();
        all.dedup();
        // The same of several is told of the first.
        let mut known: Vec<String> = vec![];
        all.retain(|item| {
            let said = prose::with_names(item, |_| String::new());
            let is_new = limit == usize::MAX || between == " and " || !known.contains(&said);
            known.push(said);
            is_new
        });
        first_of(all, limit, between)
    };
    let key = if finding.certainty == Certainty::Possible { "unsure" } else { "assuming" };
    // Where it is handed to is told with the resource.
    let is_told = |reason: &String| {
        limit == MAX_CONDITIONS && finding.labels.iter().any(|label| label.text == *reason && of_destination(label).is_some())
    };
    let because: Vec<String> = finding.because.iter().filter(|reason| !is_told(reason)).cloned().collect();
    let because = (!because.is_empty()).then(|| Note::new(key, listed(&because, "; ")));
    let under = (!finding.under.is_empty()).then(|| Note::new("when", listed(&finding.under, " and ")));
    because.into_iter().chain(under).collect()
}

/// A text that fits on the line of a note, where shorter names make it so.
fn on_a_line(report: &Report<'_>, key: &str, text: &str) -> String {
    let text = escape::line(text);
    let room = report.manner.width.saturating_sub(key.len() + MARGIN);
    prose::with_short_names(&text, room, SHORTEST_NAME).unwrap_or(text)
}

/// What a long reason begins with; its details are `explain`'s.
fn head(reason: &str) -> &str {
    let end = [": ", "; "].iter().filter_map(|sign| reason.find(sign)).min();
    end.filter(|_| reason.chars().count() > LONG_REASON).and_then(|end| reason.get(..end)).unwrap_or(reason)
}

/// The remedy with its change; of a finding without one, what the rule says.
fn fix(report: &Report<'_>, finding: &Finding) -> Option<Note> {
    let Some(remedy) = &finding.remedy else {
        let about = report.about(&finding.rule)?;
        let paragraph = about.fix.trim().split("\n\n").next().unwrap_or_default();
        let text = first_sentence(paragraph).0.replace("**", "").replace('\n', " ");
        let text = in_language(&text, finding.language);
        return (!text.is_empty()).then(|| Note::new("fix", escape::line(&text)));
    };
    let mut below = change::lines(report, remedy, finding.place);
    let is_cut = report.manner.amount < Amount::Verbose && below.len() > MAX_CHANGE;
    if is_cut {
        // What comes says more than what goes.
        let all = below.len();
        below.retain(|line| !line.starts_with('-'));
        below.truncate(MAX_CHANGE - 1);
        below.push(format!("… {} more lines", all - below.len()));
    }
    let text = escape::line(&in_language(&remedy.text, finding.language));
    // What is better still is `explain`'s.
    let is_said = !is_cut && report.manner.amount < Amount::Verbose && !remedy.edits.is_empty();
    let told = text.split("; ").filter(|part| !(is_said && part.starts_with("narrower still")));
    Some(Note { below, ..Note::new("fix", told.collect::<Vec<_>>().join("; ")) })
}

/// The text for one language, of two that are told so: "`http_tokens = "required"` (CloudFormation: `HttpTokens: required`)".
fn in_language(text: &str, language: Language) -> String {
    let Some((before, rest)) = text.split_once("` (CloudFormation: `") else { return text.to_owned() };
    let (Some((lead, terraform)), Some((cloudformation, behind))) = (before.rsplit_once('`'), rest.split_once("`)")) else {
        return text.to_owned();
    };
    let chosen = if language == Language::Terraform { terraform } else { cloudformation };
    format!("{lead}`{chosen}`{}", in_language(behind, language))
}
