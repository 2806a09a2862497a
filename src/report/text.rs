//! For people: the line and a caret, the request that gets through, where the value comes from, and what to write instead.

use super::closing::{closing, of_quiet};
use super::manner::Amount;
use super::note::{self, Note};
use super::window::{Mark, Window, windows};
use super::{Report, alike, escape, prose};
use crate::finding::{Finding, Label, LabelRole, Level};
use crate::source::Span;
use annotate_snippets as snippets;
use snippets::{AnnotationKind, Element, Group, Renderer, Snippet};

/// No label in the code leaves less than this for itself.
const NARROWEST: usize = 40;

/// Shorter names tell nobody who or what is meant.
const READABLE_NAME: usize = 28;

/// Stands where a secret does in what is shown.
const STARS: &str = "***";

/// A label further from the place than this many lines is told in words.
const NEAR: u32 = 2;

pub fn write(report: &Report<'_>) -> String {
    let mut output = String::new();
    for alike in alike::grouped(report) {
        let Some((first, others)) = alike.split_first() else { continue };
        output.push_str(&escape::no_commands(&told(report, first, others)));
        output.push('\n');
    }
    let end = if report.manner.amount > Amount::Quiet { closing(report) } else { of_quiet(report) };
    output.push_str(&escape::no_commands(&end));
    output
}

/// A finding: the code, the notes below it, and where else the same is found.
fn told(report: &Report<'_>, finding: &Finding, others: &[&Finding]) -> String {
    let (mut windows, aside) = shown_windows(report, finding);
    windows.iter_mut().for_each(|window| say_what_is_hidden(report, finding, window));
    let digits = windows.iter().map(|window| window.last_line().to_string().len()).max().unwrap_or(1);
    let mut notes: Vec<Note> = windows.iter_mut().flat_map(|window| labels_that_do_not_fit(report, window, digits)).collect();
    if report.manner.amount < Amount::Verbose {
        windows.iter_mut().for_each(Window::keep_told);
    }
    let mut lines = code(report, finding, &windows);
    // Behind the place, where the line has room for it.
    let place = lines.iter_mut().find(|line| line.contains("--> "));
    let room = |line: &String| report.manner.width.saturating_sub(width(line) + " in ".len());
    let within = place.as_deref().and_then(|line| note::resource_within(finding, room(line)));
    match place.zip(within) {
        Some((line, resource)) => line.push_str(&format!(" in {resource}")),
        None => notes.push(Note::new("in", note::resource(finding))),
    }
    notes.extend(note::notes(report, finding, &aside));
    notes.push(alike::more(report, finding, others));
    lines.extend(notes.iter().flat_map(|note| note.lines(report, digits)));
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n") + "\n"
}

/// How many characters of a line are seen: those of colours are not.
fn width(line: &str) -> usize {
    let shown =
        line.split('\u{1b}').enumerate().map(|(at, part)| if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) });
    shown.map(|part| part.chars().count()).sum()
}

/// The windows of code to be shown, and the labels that stand elsewhere and are told in words.
fn shown_windows<'a>(report: &Report<'_>, finding: &'a Finding) -> (Vec<Window>, Vec<&'a Label>) {
    let mut place = Mark { span: finding.place, label: String::new(), primary: true };
    let told: Vec<&Label> = finding.labels.iter().filter(|label| note::of_destination(label).is_none()).collect();
    let (mut shown, mut aside) = (told, vec![]);
    if report.manner.amount < Amount::Verbose {
        // They stand together below the code.
        shown.retain(|label| label.role != LabelRole::Layer);
        // What is said of the whole statement stands behind the caret.
        if let Some(at) = shown.iter().position(|label| label.span.covers(finding.place)) {
            place.label.clone_from(&shown.remove(at).text);
        }
        let line = |span: Span| report.workspace.position(span.file, span.start).line;
        let is_near = |label: &&Label| label.span.file == finding.place.file && line(label.span).abs_diff(line(finding.place)) <= NEAR;
        (shown, aside) = shown.into_iter().partition(is_near);
        aside.retain(|label| !note::is_told_elsewhere(finding, label));
        // That it got worse is what fails the run.
        aside.sort_by_key(|label| label.role != LabelRole::Worse);
    }
    let labels = shown.iter().map(|label| Mark { span: label.span, label: label.text.clone(), primary: false });
    (windows(report.workspace, &std::iter::once(place).chain(labels).collect::<Vec<Mark>>()), aside)
}

/// Says of stars at the place that they are not what the file has.
fn say_what_is_hidden(report: &Report<'_>, finding: &Finding, window: &mut Window) {
    let Window { source, marks, .. } = window;
    for mark in marks.iter_mut().filter(|mark| mark.primary && mark.label.is_empty()) {
        let is_hidden = source.get(mark.range.clone()).is_some_and(|shown| shown.contains(STARS));
        if is_hidden && !report.workspace.slice(finding.place).contains(STARS) {
            mark.label = "hidden here: the file has the value".to_owned();
        }
    }
}

/// Takes the labels that do not fit behind their carets out of the code.
fn labels_that_do_not_fit(report: &Report<'_>, window: &mut Window, digits: usize) -> Vec<Note> {
    let mut notes = vec![];
    for mark in &mut window.marks {
        let before = window.source.get(..mark.range.end).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).map_or(0, |text| text.chars().map(|char| if char == '\t' { 4 } else { 1 }).sum());
        let room = report.manner.width.saturating_sub(digits + 4 + column).max(NARROWEST);
        if mark.label.chars().count() > room {
            let line = window.line as usize + before.matches('\n').count();
            notes.push(Note::new("here", format!("line {line}: {}", std::mem::take(&mut mark.label))));
        }
    }
    notes
}

/// The headline and the code, as rustc shows them.
fn code(report: &Report<'_>, finding: &Finding, windows: &[Window]) -> Vec<String> {
    let renderer = if report.manner.colour { Renderer::styled() } else { Renderer::plain() };
    let level = match finding.level {
        Level::Error => snippets::Level::ERROR,
        Level::Warning => snippets::Level::WARNING,
        Level::Note => snippets::Level::NOTE,
    };
    let headline = escape::line(finding.headline().0);
    let room = report.manner.width.saturating_sub(finding.level.name().len() + finding.rule.len() + 4).max(NARROWEST);
    // Whole names stand below.
    let headline = Some(&headline)
        .filter(|_| report.manner.amount < Amount::Verbose)
        .and_then(|headline| prose::with_short_names(headline, room, READABLE_NAME))
        .unwrap_or_else(|| prose::wrapped(&headline, room).join("\n"));
    let title = level.primary_title(headline).id(finding.rule.to_string());
    let elements = windows.iter().map(|window| shown(report, window));
    // A second place in the same file is announced by `:::`, which a build server would take for a command.
    let mut told = renderer.render(&[Group::with_title(title).elements(elements)]).replace(" ::: ", " --> ");
    for window in windows {
        // The renderer counts columns in what it is given.
        let at = |column: u32| format!("{}:{}:{column}", path(report, window), window.position.line);
        told = told.replacen(&at(window.shown_column), &at(window.position.column), 1);
    }
    told.trim_end().lines().filter(|line| !is_margin(line)).map(str::to_owned).collect()
}

/// Whether a line holds nothing but the margin.
fn is_margin(line: &str) -> bool {
    let mut parts = line.split('\u{1b}');
    let plain = parts.next().into_iter().chain(parts.map(|part| part.split_once('m').map_or("", |(_, text)| text)));
    plain.collect::<String>().trim() == "|"
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
