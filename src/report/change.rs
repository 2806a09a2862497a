//! A remedy as a change: the lines that go and the lines that come.

use super::{Report, escape};
use crate::finding::{Remedy, Replacement, lines_after};
use crate::secret;
use crate::source::{Span, Workspace};

/// Lines so near to the place of a finding need no other to show where they are.
const NEAR: u32 = 1;

/// Lines that begin with `- ` and `+ `; of a remedy whose place a person has to find, the lines to paste. What is right below the place of the finding is shown
/// there already.
pub(super) fn lines(report: &Report<'_>, remedy: &Remedy, shown: Span) -> Vec<String> {
    let workspace = report.workspace;
    if remedy.edits.is_empty() {
        let code = remedy.code.trim_end();
        return if code.trim().is_empty() { vec![] } else { marked("+", code) };
    }
    let (brought, mut edits): (Vec<&Replacement>, Vec<&Replacement>) = remedy.edits.iter().partition(|edit| is_at_end(workspace, edit));
    edits.sort_by_key(|edit| workspace.order(edit.place));
    let mut lines = vec![];
    let meet = |a: Span, b: Span| a.file == b.file && last_line(workspace, a).abs_diff(first_line(workspace, b)) <= 1;
    for on_a_line in edits.chunk_by(|a, b| meet(a.place, b.place)) {
        lines.extend(of_lines(workspace, on_a_line, shown));
    }
    for block in brought {
        let text = block.text.trim();
        let at_end = format!("# once, at the end of {}", escape::path(&report.paths.shown(workspace.path(block.place.file))));
        match text.contains('\n') {
            true => lines.extend(marked("+", &format!("{at_end}:\n{text}"))),
            false => lines.extend(marked("+", &format!("{text} {at_end}"))),
        }
    }
    lines
}

/// Whether an edit adds a block behind everything else in a file.
fn is_at_end(workspace: &Workspace, edit: &Replacement) -> bool {
    let length = workspace.text(edit.place.file).map_or(0, |text| text.len());
    edit.place.start == edit.place.end && edit.place.start as usize == length
}

/// What edits that touch the same lines make of them.
fn of_lines(workspace: &Workspace, edits: &[&Replacement], shown: Span) -> Vec<String> {
    let is_shown = |place: Span| place.file == shown.file && first_line(workspace, place).abs_diff(first_line(workspace, shown)) <= NEAR;
    if let [only] = edits
        && is_whole_lines(workspace, only)
    {
        let before = workspace.line_span(only.place.file, first_line(workspace, only.place).saturating_sub(1).max(1));
        let context = if is_shown(before) { String::new() } else { secret::shown(workspace, before) };
        return added(&context, only.text.trim_matches('\n'));
    }
    let Some((lines, after)) = lines_after(workspace, edits) else { return vec![] };
    let shown = secret::shown(workspace, lines);
    let (context, before, after) = without_shared(&shown, &after);
    let context = if is_shown(lines) { "" } else { context };
    if before.is_empty() { added(context, &after) } else { [marked("-", &before), marked("+", &after)].concat() }
}

/// Lines that come; one alone below the line before it, which shows where it goes.
fn added(context: &str, text: &str) -> Vec<String> {
    const LONGEST: usize = 100;
    let is_clear = context.trim().is_empty() || context.chars().count() > LONGEST || text.contains('\n');
    if is_clear {
        return marked("+", text);
    }
    let lines = marked("+", &format!("{}\n{text}", context.trim_end()));
    lines.into_iter().enumerate().map(|(number, line)| if number == 0 { line.replacen('+', " ", 1) } else { line }).collect()
}

/// Without the lines that both begin or end with; first the last of those that both begin with.
fn without_shared<'a>(before: &'a str, after: &str) -> (&'a str, String, String) {
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut context = "";
    while !old.is_empty() && old.first() == new.first() {
        context = old.remove(0);
        new.remove(0);
    }
    while !old.is_empty() && old.last() == new.last() {
        old.pop();
        new.pop();
    }
    (context, old.join("\n"), new.join("\n"))
}

/// Whether an edit only puts lines between two others.
fn is_whole_lines(workspace: &Workspace, edit: &Replacement) -> bool {
    let start = workspace.line_start(edit.place.file, first_line(workspace, edit.place));
    edit.place.start == edit.place.end && edit.place.start == start && edit.text.ends_with('\n')
}

fn first_line(workspace: &Workspace, place: Span) -> u32 {
    workspace.position(place.file, place.start).line
}

fn last_line(workspace: &Workspace, place: Span) -> u32 {
    workspace.position(place.file, place.end).line
}

/// Lines behind a mark, moved to the left as far as all of them go.
fn marked(mark: &str, text: &str) -> Vec<String> {
    let text = escape::block(text);
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let margin = filled.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    text.lines().map(|line| format!("{mark} {}", line.get(margin..).unwrap_or_default())).collect()
}

/// The line in green or red.
pub(super) fn in_colour(line: &str, colour: bool) -> String {
    let code = match line.chars().next() {
        Some('+') => "32",
        Some('-') => "31",
        _ => return line.to_owned(),
    };
    if colour { format!("\u{1b}[{code}m{line}\u{1b}[0m") } else { line.to_owned() }
}
