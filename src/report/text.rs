//! For people: the line and a caret, where the value comes from, who gets through, and what to write instead.

use super::window::{Mark, Window, windows};
use super::{Report, escape, story, summary};
use crate::finding::{Certainty, Finding, Label, Level};
use annotate_snippets as snippets;
use snippets::{AnnotationKind, Element, Group, Renderer, Snippet};

/// How long a line of prose gets.
const LINE: usize = 110;
/// As many digits of a fingerprint as people type.
const SHORT_FINGERPRINT: usize = 10;

pub fn write(report: &Report<'_>) -> String {
    let renderer = if report.colour { Renderer::styled() } else { Renderer::plain() };
    let mut output = String::new();
    for finding in &report.analysis.findings {
        let windows = windows(report.workspace, &marks(finding));
        // A second place in the same file is announced by `:::`, which a CI runner would take for a command.
        let rendered = renderer.render(&groups(report, finding, &windows)).replace(" ::: ", " --> ");
        let mut told = escape::no_commands(&rendered);
        for window in &windows {
            // The renderer counts columns in what it is given.
            let at = |column: u32| format!("{}:{}:{column}", path(report, window), window.position.line);
            told = told.replacen(&at(window.shown_column), &at(window.position.column), 1);
        }
        let lines: Vec<&str> = told.trim_end().lines().map(str::trim_end).collect();
        output.push_str(&lines.join("\n"));
        output.push_str("\n\n");
    }
    output.push_str(&escape::no_commands(&closing(report)));
    output
}

fn groups<'a>(report: &Report<'_>, finding: &Finding, windows: &[Window]) -> Vec<Group<'a>> {
    let level = match finding.level {
        Level::Error => snippets::Level::ERROR,
        Level::Warning => snippets::Level::WARNING,
        Level::Note => snippets::Level::NOTE,
    };
    let (headline, rest) = finding.headline();
    let title = level.primary_title(escape::line(headline)).id(finding.rule.to_string());
    let mut main = Group::with_title(title);
    for window in windows {
        main = main.element(shown(report, window));
    }
    for note in notes(report, finding, rest) {
        main = main.element(snippets::Level::NOTE.message(wrapped(&note)));
    }
    let mut groups = vec![main];
    if let Some(remedy) = &finding.remedy {
        let code = if remedy.code.trim().is_empty() { String::new() } else { format!("\n\n{}\n", indented(&remedy.code)) };
        let text = format!("{}{code}", wrapped(&escape::line(&remedy.text)));
        groups.push(Group::with_title(snippets::Level::HELP.secondary_title(text)));
    }
    groups
}

fn marks(finding: &Finding) -> Vec<Mark> {
    let place = Mark { span: finding.place, label: String::new(), primary: true };
    let labels = finding.labels.iter().map(|label| Mark { span: label.span, label: label.text.clone(), primary: false });
    std::iter::once(place).chain(labels).collect()
}

fn path(report: &Report<'_>, window: &Window) -> String {
    escape::path(&report.paths.shown(report.workspace.path(window.file)))
}

fn shown<'a>(report: &Report<'_>, window: &Window) -> Element<'a> {
    let annotations = window.marks.iter().map(|mark| {
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = Some(mark.label.clone()).filter(|label| !label.is_empty());
        kind.span(mark.range.clone()).label(label)
    });
    let source = Snippet::source(window.source.clone()).path(path(report, window));
    Element::from(source.line_start(window.line as usize).annotations(annotations))
}

/// What is said below the source, in this order: the rest of the message, how sure it is, the way of the value, the story, where to read on.
fn notes(report: &Report<'_>, finding: &Finding, rest: &str) -> Vec<String> {
    let mut notes = vec![];
    if !rest.is_empty() {
        notes.push(escape::line(rest));
    }
    let instances = finding.occurrences.len();
    let others = if instances > 1 { format!(" and {}", summary::counted(instances - 1, "other instance")) } else { String::new() };
    let maker = finding.generated_by.as_ref().map(|maker| format!(", which SAM makes for `{}`", escape::line(maker)));
    notes.push(format!("in `{}`{}{others}", escape::line(&finding.address), maker.unwrap_or_default()));
    let step = |step: &Label| format!("{} ({})", escape::line(&step.text), report.place(step.span));
    notes.extend(finding.provenance.iter().map(step));
    let further = finding.further_provenances.iter().map(|provenance| provenance.iter().map(step).collect::<Vec<_>>().join(", "));
    notes.extend(further.map(|steps| format!("another way: {steps}")));
    if let Some(story) = story(finding) {
        notes.push(format!("who gets through: {}", escape::block(story.trim())));
    }
    let possible = if finding.certainty == Certainty::Possible { "this is possible, not certain" } else { "assuming" };
    if !finding.because.is_empty() {
        let because: Vec<String> = finding.because.iter().map(|reason| escape::line(reason)).collect();
        notes.push(format!("{possible}: {}", because.join("; ")));
    }
    if !finding.under.is_empty() {
        let under: Vec<String> = finding.under.iter().map(|condition| escape::line(condition)).collect();
        notes.push(format!("holds when {}", under.join(" and ")));
    }
    if !finding.related.is_empty() {
        let others = finding.related.iter().map(|other| format!("`{}` ({})", other.rule, report.place(other.place)));
        notes.push(format!("see also {}", others.collect::<Vec<_>>().join(", ")));
    }
    let short = finding.identity.key.get(..SHORT_FINGERPRINT).unwrap_or(&finding.identity.key);
    let again = report.again();
    // Rules of the user are looked for where they were.
    let where_rules = if again.contains("--rules=") { again.as_str() } else { "" };
    let rule = format!("{}{where_rules}", finding.rule);
    notes.push(format!("`deputylint explain {short}{again}` tells it step by step, `deputylint explain {rule}` why it matters"));
    notes
}

/// Lines of a length that is read with ease, broken between words.
fn wrapped(text: &str) -> String {
    let mut lines: Vec<String> = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn indented(code: &str) -> String {
    let lines: Vec<String> = escape::block(code.trim_end()).lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    lines.join("\n")
}

fn closing(report: &Report<'_>) -> String {
    let mut output = String::new();
    let (trust, gaps): (Vec<_>, Vec<_>) = summary::problems(report).into_iter().partition(|group| group.code.concerns_trust());
    for (title, groups) in [("not understood", gaps), ("changed by the scanned tree", trust)] {
        if !groups.is_empty() {
            output.push_str(&format!("{title}:\n\n{}", listed(report, &groups)));
        }
    }
    let analysis = report.analysis;
    output.push_str(&format!("{}\n{}; {}\n", summary::findings(analysis), summary::files(analysis), summary::policies(analysis)));
    if analysis.problems.iter().any(|problem| problem.code.loses_input()) {
        output.push_str("incomplete: some input was lost, see what was not understood\n");
    }
    if analysis.policies.partly_read + analysis.policies.unread > 0 {
        output.push_str("next: `deputylint inspect` shows what is known of each policy, and why the rest is not\n");
    }
    output
}

fn listed(report: &Report<'_>, groups: &[summary::ProblemGroup<'_>]) -> String {
    let mut output = String::new();
    for of_a_kind in groups.chunk_by(|a, b| a.code == b.code) {
        let Some(first) = of_a_kind.first() else { continue };
        output.push_str(&format!("{}[{}]: {}\n", first.level.name(), first.code.name(), first.code.about()));
        for group in of_a_kind {
            let place = group.places.first().map(|problem| report.place(problem.span).to_string()).unwrap_or_default();
            let more = group.places.len().saturating_sub(1);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            output.push_str(&format!("  {place}{more}: {}\n", group.message));
        }
        output.push('\n');
    }
    output
}
