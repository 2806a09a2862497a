//! The diagnostic format of reviewdog: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Columns count bytes in UTF-8. Messages become comments of
//! a review, which are Markdown.

use super::closing::is_grave;
use super::manner::Amount;
use super::markdown::inline;
use super::{Report, escape, problem_level, story};
use crate::finding::{Finding, Level, Replacement};
use crate::source::Span;
use serde_json::{Value, json};

pub fn write(report: &Report<'_>) -> String {
    let findings = report.analysis.findings.iter().filter_map(|finding| diagnostic(report, finding));
    let verbose = report.manner.amount == Amount::Verbose;
    let problems = report.analysis.problems.iter().filter(|problem| verbose || is_grave(problem)).filter_map(|problem| {
        let (level, location) = (severity(problem_level(problem)), location(report, problem.span)?);
        Some(json!({ "message": inline(&problem.message), "location": location, "severity": level, "code": { "value": problem.code.name() } }))
    });
    let diagnostics: Vec<Value> = findings.chain(problems).collect();
    let source = json!({ "name": "deputylint", "url": super::INFORMATION });
    escape::json(&json!({ "source": source, "diagnostics": diagnostics }).to_string()) + "\n"
}

/// Nothing for a place outside of the repository, which no review shows.
fn diagnostic(report: &Report<'_>, finding: &Finding) -> Option<Value> {
    let remedy = finding.remedy.as_ref().map(|remedy| remedy.text.as_str());
    let story = story(finding);
    let reasons = finding.because.iter().chain(&finding.under).map(String::as_str);
    let parts = std::iter::once(finding.message.as_str()).chain(story.as_deref()).chain(reasons).chain(remedy);
    let parts: Vec<String> = parts.map(inline).collect();
    let mut code = json!({ "value": finding.rule });
    let url = report.about(&finding.rule).and_then(|about| about.references.first()).map(|(_, address)| address);
    code.as_object_mut()?.extend(url.map(|url| ("url".to_owned(), json!(url))));
    let mut told = json!({
        "message": parts.join("\n"),
        "location": location(report, finding.place)?,
        "severity": severity(finding.level),
        "code": code,
    });
    let members = told.as_object_mut()?;
    members.extend(suggestions(report, finding).map(|suggestions| ("suggestions".to_owned(), suggestions)));
    let related = finding
        .provenance
        .iter()
        .chain(&finding.labels)
        .filter_map(|label| Some(json!({ "message": inline(&label.text), "location": location(report, label.span)? })));
    let related: Vec<Value> = related.collect();
    members.extend(Some(related).filter(|related| !related.is_empty()).map(|related| ("related_locations".to_owned(), json!(related))));
    Some(told)
}

/// The remedy, if it is a change of this file alone that nobody has to fill in.
fn suggestions(report: &Report<'_>, finding: &Finding) -> Option<Value> {
    let remedy = finding.remedy.as_ref().filter(|remedy| remedy.to_fill_in.is_empty() && !remedy.edits.is_empty())?;
    let is_here = |edit: &Replacement| edit.place.file == finding.place.file;
    let suggestion = |edit: &Replacement| json!({ "range": range(report, edit.place), "text": edit.text });
    remedy.edits.iter().all(is_here).then(|| remedy.edits.iter().map(suggestion).collect())
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}

fn location(report: &Report<'_>, span: Span) -> Option<Value> {
    let path = report.paths.in_repository(report.workspace.path(span.file))?;
    Some(json!({ "path": path, "range": range(report, span) }))
}

fn range(report: &Report<'_>, span: Span) -> Value {
    let position = |at: u32| {
        let line = report.workspace.position(span.file, at).line;
        json!({ "line": line, "column": at.saturating_sub(report.workspace.line_start(span.file, line)) + 1 })
    };
    json!({ "start": position(span.start), "end": position(span.end) })
}
