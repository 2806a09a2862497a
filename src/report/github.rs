//! Annotations of a GitHub Actions run: workflow commands, the worst first because ten of a kind are shown.

use super::closing::is_grave;
use super::manner::Amount;
use super::{Report, escape, problem_level, reservations, story};
use crate::finding::Level;
use crate::problem::Problem;
use crate::source::Span;

pub fn write(report: &Report<'_>) -> String {
    let mut findings: Vec<_> = report.analysis.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse((finding.level, finding.certainty, finding.impact)));
    let mut output = String::new();
    for finding in findings {
        let title = report.about(&finding.rule).map_or(finding.rule.as_str(), |about| about.title.as_str());
        let told = story(finding);
        let reasons = reservations(finding);
        let lines = std::iter::once(finding.message.as_str()).chain(told.as_deref()).chain(reasons.iter().map(String::as_str));
        let lines: Vec<String> = lines.map(escape::line).collect();
        output += &command(report, finding.level, finding.place, title, &format!("{}\n[{}]", lines.join("\n"), finding.rule));
    }
    // Of a kind ten are shown, so that of the input only what is lost is told, and what the tree itself changes.
    let is_told = |problem: &&Problem| report.manner.amount == Amount::Verbose || is_grave(problem);
    for problem in report.analysis.problems.iter().filter(is_told) {
        output += &command(report, problem_level(problem), problem.span, problem.code.name(), &escape::line(&problem.message));
    }
    output
}

fn command(report: &Report<'_>, level: Level, span: Span, title: &str, message: &str) -> String {
    let name = if level == Level::Note { "notice" } else { level.name() };
    let path = report.workspace.path(span.file);
    let path = report.paths.in_repository(path).unwrap_or_else(|| report.paths.shown(path));
    let (start, end) = (report.workspace.position(span.file, span.start), report.workspace.position(span.file, span.end));
    let mut place = format!("file={},line={},endLine={}", property(&escape::visible(&path)), start.line, end.line);
    // GitHub takes columns only within one line.
    if start.line == end.line {
        place += &format!(",col={},endColumn={}", start.column, end.column);
    }
    format!("::{name} {place},title={}::{}\n", property(&escape::line(title)), data(message))
}

fn data(text: &str) -> String {
    escape::no_inline_commands(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
