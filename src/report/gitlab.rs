//! GitLab's Code Quality report: a list of issues, each with a fingerprint of its own.

use super::{Report, escape, problem_level, reservations};
use crate::finding::Level;
use crate::source::Span;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

pub fn write(report: &Report<'_>) -> String {
    let findings = report.with_known().into_iter().map(|finding| {
        let severity = match finding.level {
            Level::Error => "critical",
            Level::Warning => "major",
            Level::Note => "minor",
        };
        let message: Vec<String> =
            std::iter::once(finding.message.clone()).chain(reservations(finding)).map(|text| escape::line(&text)).collect();
        (finding.identity.key.clone(), issue(report, &finding.rule, severity, &message.join(" "), finding.place))
    });
    let problems = report.analysis.problems.iter().map(|problem| {
        let severity = if problem_level(problem) == Level::Warning { "major" } else { "info" };
        let path = report.workspace.path(problem.span.file);
        // Without a line, so that it stays the same when lines move.
        let key = Sha256::digest(format!("{}\0{path}\0{}", problem.code.name(), problem.message));
        let key: String = key.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        (key, issue(report, problem.code.name(), severity, &escape::line(&problem.message), problem.span))
    });
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let issues = findings.chain(problems).map(|(key, mut issue)| {
        // Issues that share a fingerprint are shown as one.
        let count = seen.entry(key.clone()).or_insert(0);
        *count += 1;
        let key = if *count == 1 { key } else { format!("{key}-{count}") };
        if let Value::Object(members) = &mut issue {
            members.insert("fingerprint".to_owned(), json!(key));
        }
        issue
    });
    let issues: Vec<Value> = issues.collect();
    escape::json(&json!(issues).to_string()) + "\n"
}

fn issue(report: &Report<'_>, name: &str, severity: &str, description: &str, span: Span) -> Value {
    let path = report.workspace.path(span.file);
    let path = report.paths.in_repository(path).unwrap_or_else(|| report.paths.shown(path));
    let line = report.workspace.position(span.file, span.start).line;
    json!({ "description": description, "check_name": name, "severity": severity, "location": { "path": path, "lines": { "begin": line } } })
}
