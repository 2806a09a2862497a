//! Code with its places marked: the lines around them, numbers beside, what is said about them below.

use super::markup::escaped;
use crate::finding::Finding;
use crate::report::Report;
use crate::report::window::{Mark, Shown, Window, windows};
use crate::source::Span;
use std::fmt::Write as _;

/// A statement of more lines is shown in part.
const MOST_LINES: u32 = 30;

/// The windows of a finding: its place, what else matters, and the statement around it.
pub(super) fn code(report: &Report<'_>, finding: &Finding) -> String {
    let place = Mark { span: finding.place, label: String::new(), primary: true };
    let labels = finding.labels.iter().map(|label| Mark { span: label.span, label: label.text.clone(), primary: false });
    let around = finding.statement.map(|statement| lines_of(report, statement)).unwrap_or_default();
    let marks: Vec<Mark> = std::iter::once(place).chain(labels).chain(around).collect();
    windows(report.workspace, &marks).iter().map(|window| shown(report, window)).collect()
}

/// An empty mark on each line, so that the window has them.
fn lines_of(report: &Report<'_>, span: Span) -> Vec<Mark> {
    let line = |offset: u32| report.workspace.position(span.file, offset).line;
    let (first, last) = (line(span.start), line(span.end.saturating_sub(1).max(span.start)));
    if last - first >= MOST_LINES {
        return vec![];
    }
    let at = |line: u32| report.workspace.line_start(span.file, line).max(span.start);
    let empty = |at: u32| Span { file: span.file, start: at, end: at };
    (first..=last).map(|line| Mark { span: empty(at(line)), label: String::new(), primary: false }).collect()
}

fn shown(report: &Report<'_>, window: &Window) -> String {
    let mut output = format!("<figure class=\"code\"><figcaption>{}</figcaption><pre>", escaped(&super::path(report, window.file)));
    let mut start = 0;
    for (index, line) in window.source.split_inclusive('\n').enumerate() {
        let end = start + line.trim_end_matches('\n').len();
        let number = window.line as usize + index;
        let here: Vec<&Shown> = window.marks.iter().filter(|mark| mark.range.start >= start && mark.range.start <= end).collect();
        let class = if here.iter().any(|mark| mark.primary) { " fault" } else { "" };
        let _ =
            write!(output, "<span class=\"line{class}\" data-line=\"{number}\">{}\n</span>", marked(&window.source, (start, end), &here));
        for label in here.iter().map(|mark| &mark.label).filter(|label| !label.is_empty()) {
            let _ = write!(output, "<span class=\"said\">{}\n</span>", super::markup::inline(label));
        }
        start += line.len();
    }
    output + "</pre></figure>\n"
}

/// A line with its marks.
fn marked(source: &str, (start, end): (usize, usize), marks: &[&Shown]) -> String {
    let seen: Vec<&&Shown> = marks.iter().filter(|mark| !mark.range.is_empty()).collect();
    let mut cuts: Vec<usize> = seen.iter().flat_map(|mark| [mark.range.start, mark.range.end]).chain([start, end]).collect();
    cuts.retain(|cut| (start..=end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut output = String::new();
    for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
        let text = escaped(&source.get(*from..*to).unwrap_or_default().replace('\t', "    "));
        let over = seen.iter().filter(|mark| mark.range.start <= *from && mark.range.end >= *to);
        match over.map(|mark| mark.primary).max() {
            Some(true) => output.push_str(&format!("<mark>{text}</mark>")),
            Some(false) => output.push_str(&format!("<mark class=\"other\">{text}</mark>")),
            None => output.push_str(&text),
        }
    }
    output
}
