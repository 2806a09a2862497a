//! Everything there is to know, for scripts. The form is versioned: members are added, never changed, while `schema` stays the same.

use super::{Report, escape, problem_level};
use crate::facts;
use crate::finding::{BaselineComparison, Finding, Label, Level, Remedy, Suppressed, SuppressionPlace};
use crate::iam::exposure::{Reason, Witness};
use crate::problem::Problem;
use crate::rule::About;
use crate::source::Span;
use serde_json::{Value, json};

const SCHEMA: u32 = 1;

pub fn write(report: &Report<'_>) -> String {
    let analysis = report.analysis;
    let (trust, gaps): (Vec<&Problem>, Vec<&Problem>) = analysis.problems.iter().partition(|problem| problem.code.concerns_trust());
    let output = json!({
        "schema": SCHEMA,
        "tool": { "name": "deputylint", "version": env!("CARGO_PKG_VERSION") },
        "summary": summary(report),
        "findings": analysis.findings.iter().map(|found| finding(report, found)).collect::<Vec<Value>>(),
        "suppressed": analysis.suppressed.iter().map(|found| suppressed(report, found)).collect::<Vec<Value>>(),
        "baseline": analysis.baseline.as_ref().map(|found| baseline(report, found)),
        "problems": gaps.into_iter().map(|found| problem(report, found)).collect::<Vec<Value>>(),
        "trust": trust.into_iter().map(|found| problem(report, found)).collect::<Vec<Value>>(),
        "rules": report.rules.iter().map(rule).collect::<Vec<Value>>(),
    });
    escape::json(&output.to_string()) + "\n"
}

fn summary(report: &Report<'_>) -> Value {
    let analysis = report.analysis;
    let count = |level: Level| analysis.findings.iter().filter(|finding| finding.level == level).count();
    let (files, policies) = (analysis.files, analysis.policies);
    json!({
        "findings": { "error": count(Level::Error), "warning": count(Level::Warning), "note": count(Level::Note), "suppressed": analysis.suppressed.len() },
        "files": { "terraform": files.terraform_files, "cloudformation": files.templates, "policy": files.policy_files, "other": files.other_files },
        "policies": { "fully_read": policies.fully_read, "partly_read": policies.partly_read, "unread": policies.unread },
        "complete": !analysis.problems.iter().any(|problem| problem.code.loses_input()),
    })
}

fn finding(report: &Report<'_>, finding: &Finding) -> Value {
    let labels = |labels: &[Label]| {
        labels.iter().map(|label| json!({ "text": label.text, "place": place(report, label.span) })).collect::<Vec<Value>>()
    };
    json!({
        "rule": finding.rule,
        "level": finding.level,
        "certainty": finding.certainty,
        "impact": finding.impact,
        "message": finding.message,
        "place": place(report, finding.place),
        "statement": finding.statement.map(|span| place(report, span)),
        "labels": labels(&finding.labels),
        "trail": labels(&finding.provenance),
        "further_trails": finding.further_provenances.iter().map(|provenance| labels(provenance)).collect::<Vec<_>>(),
        "language": finding.language.name(),
        "address": finding.address,
        "generated_by": finding.generated_by,
        "construct": finding.construct.as_ref().map(|construct| json!({ "path": construct.path, "written": construct.written })),
        "resource_type": finding.resource_type,
        "resource": place(report, finding.resource_span),
        "occurrences": finding.occurrences,
        "witness": finding.witness.as_ref().map(witness),
        "witness_because": finding.witness.as_ref().map(|witness| reasons(report, &witness.because)),
        "assumptions": finding.witness.as_ref().map(|witness| &witness.assumptions),
        "story": finding.story,
        "steps": finding.steps,
        "path": finding.path.iter().map(|stop| json!({ "who": stop.who, "does": stop.does })).collect::<Vec<Value>>(),
        "because": finding.because,
        "under": finding.under,
        "related": finding.related.iter().map(|other| json!({ "rule": other.rule, "fingerprint": other.key, "place": place(report, other.place) })).collect::<Vec<_>>(),
        "remedy": finding.remedy.as_ref().map(|found| remedy(report, found)),
        "fingerprint": finding.identity.key,
        "content_fingerprint": finding.identity.content,
    })
}

/// What is known, and which of the findings are worse than there.
fn baseline(report: &Report<'_>, comparison: &BaselineComparison) -> Value {
    let known = comparison.known.iter().map(|known| finding(report, known));
    let since = comparison.since.as_ref().map(|since| json!({ "revision": since.revision, "commit": since.commit }));
    json!({
        "since": since,
        "known": known.collect::<Vec<Value>>(),
        "worse": comparison.worse,
        "gone": comparison.gone,
        "not_judged": comparison.not_judged.len(),
    })
}

/// The finding, and who says that it does not count.
fn suppressed(report: &Report<'_>, suppressed: &Suppressed) -> Value {
    let mut told = finding(report, &suppressed.finding);
    let written = match suppressed.written {
        SuppressionPlace::InSource => "comment",
        SuppressionPlace::Configuration => "configuration",
    };
    let by = json!({
        "written": written,
        "reason": suppressed.reason,
        "until": suppressed.until,
        "place": suppressed.place.map(|span| place(report, span)),
    });
    if let Value::Object(members) = &mut told {
        members.insert("suppression".to_owned(), by);
    }
    told
}

/// The words, the code for people, and the same as edits: `text` takes the place of what stands at `place`. An edit that stands in several remedies is
/// made once.
fn remedy(report: &Report<'_>, remedy: &Remedy) -> Value {
    let edits = remedy.edits.iter().map(|edit| json!({ "place": place(report, edit.place), "text": edit.text }));
    json!({ "text": remedy.text, "code": remedy.code, "edits": edits.collect::<Vec<Value>>(), "to_fill_in": remedy.to_fill_in })
}

/// The request as `simulate` takes it, and for whom a service sends it.
fn witness(witness: &Witness) -> Value {
    let mut request = serde_json::to_value(&witness.request).unwrap_or_default();
    if let Value::Object(members) = &mut request {
        members.insert("on_behalf_of".to_owned(), json!(witness.on_behalf_of));
    }
    request
}

fn reasons(report: &Report<'_>, reasons: &[Reason]) -> Vec<Value> {
    reasons.iter().map(|reason| json!({ "text": reason.text, "place": reason.span.map(|span| place(report, span)) })).collect()
}

fn problem(report: &Report<'_>, problem: &Problem) -> Value {
    json!({
        "code": problem.code.name(),
        "level": problem_level(problem),
        "lost_input": problem.code.loses_input(),
        "message": problem.message,
        "place": place(report, problem.span),
    })
}

/// Path relative to the repository; lines and columns from 1, columns in UTF-16 code units, the end exclusive.
fn place(report: &Report<'_>, span: Span) -> Value {
    let path = report.workspace.path(span.file);
    let path = report.paths.in_repository(path).unwrap_or_else(|| report.paths.shown(path));
    let (start, end) = (report.workspace.position(span.file, span.start), report.workspace.position(span.file, span.end));
    json!({ "file": path, "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column })
}

fn rule(about: &About) -> Value {
    let references = about.references.iter().map(|(title, address)| json!({ "title": title, "url": address }));
    let controls = facts::controls(&about.id).iter().map(|control| {
        let (standard, version) = (control.standard, Some(control.version).filter(|version| !version.is_empty()));
        json!({ "standard": standard, "version": version, "control": control.control, "title": control.title, "url": control.source })
    });
    json!({
        "id": about.id,
        "pack": about.pack,
        "title": about.title,
        "level": about.level,
        "severity": about.severity,
        "precision": about.precision,
        "cwe": about.cwe,
        "tags": about.tags,
        "controls": controls.collect::<Vec<Value>>(),
        "since": about.since,
        "why": about.why,
        "fix": about.fix,
        "references": references.collect::<Vec<Value>>(),
    })
}
