//! Tells a finding as a story with the user's own names: what stands where, who does what, the request, and what to write instead.

use crate::finding::{Certainty, Finding};
use crate::iam::exposure::Witness;
use crate::rule::{About, pages};
use crate::source::{Span, Workspace};
use std::fmt::Write as _;

/// A finding as a page. `shown` turns a path of the workspace into the one people know, `again` is what to type behind another id.
pub fn finding(finding: &Finding, about: &About, workspace: &Workspace, shown: &dyn Fn(&str) -> String, again: &str) -> String {
    let place = |span: Span| {
        let position = workspace.position(span.file, span.start);
        format!("{}:{}:{}", shown(workspace.path(span.file)), position.line, position.column)
    };
    let mut page = format!("# {}\n\n{}\n\n", about.title, finding.message);
    let _ = writeln!(page, "- resource: `{}`, {}", finding.address, place(finding.place));
    for other in finding.occurrences.iter().filter(|other| **other != finding.address) {
        let _ = writeln!(page, "- also: `{other}`");
    }
    if let Some(construct) = &finding.construct {
        let written = construct.written.as_ref().map(|written| format!(", {written}")).unwrap_or_default();
        let _ = writeln!(page, "- construct: `{}`{written}", construct.path);
    }
    let _ = writeln!(page, "- rule: {}; {}", about.id, pages::in_a_line(about, finding.level));
    for other in &finding.related {
        let _ = writeln!(
            page,
            "- see also: {} at {} (`deputylint explain {}`)",
            other.rule,
            place(other.place),
            [other.key.get(..10).unwrap_or(&other.key), again].join(" ").trim_end()
        );
    }
    let is_possible = finding.certainty == Certainty::Possible;
    for (label, list) in [("when", &finding.under), (if is_possible { "unsure" } else { "note" }, &finding.because)] {
        for line in list {
            let _ = writeln!(page, "- {label}: {line}");
        }
    }
    let steps: String = finding.steps.iter().enumerate().map(|(number, step)| format!("{}. {step}\n", number + 1)).collect();
    let told = finding.story.as_ref().filter(|_| steps.is_empty()).map_or(steps, |story| format!("{story}\n"));
    if !told.is_empty() {
        let _ = write!(page, "\n## {}\n\n{told}", finding.how_it_happens());
    }
    page.push_str(&places(finding, &place));
    if let Some(witness) = &finding.witness {
        page.push_str(&proof(finding, witness, &place));
    }
    if let Some(remedy) = &finding.remedy {
        let code = if remedy.code.is_empty() { String::new() } else { format!("\n```\n{}\n```\n", remedy.code) };
        let _ = write!(page, "\n## What to write\n\n{}\n{code}", remedy.text);
    }
    let _ = write!(page, "\n## Why it matters\n\n{}\n\n## What to do\n\n{}\n", about.why.trim(), about.fix.trim());
    page
}

/// The places that matter, and the way of the value.
fn places(finding: &Finding, place: &dyn Fn(Span) -> String) -> String {
    let mut page = String::new();
    if !finding.labels.is_empty() {
        page.push_str("\n## Where it stands\n\n");
        for label in &finding.labels {
            let _ = writeln!(page, "- {}: {}", place(label.span), label.text);
        }
    }
    if !finding.provenance.is_empty() {
        page.push_str("\n## Where the code says so\n\n");
        for step in &finding.provenance {
            let _ = writeln!(page, "- {}: {}", place(step.span), step.text);
        }
        for provenance in &finding.further_provenances {
            page.push_str("\nAnother way:\n\n");
            for step in provenance {
                let _ = writeln!(page, "- {}: {}", place(step.span), step.text);
            }
        }
    }
    page
}

/// The request, and why nothing in the policy stops it.
fn proof(finding: &Finding, witness: &Witness, place: &dyn Fn(Span) -> String) -> String {
    let request = serde_json::to_string_pretty(&witness.request).unwrap_or_default();
    let gets = if finding.certainty == Certainty::Possible { "would get" } else { "gets" };
    let mut page = format!("\n## The request that {gets} through\n\n```json\n{request}\n```\n");
    if !witness.because.is_empty() {
        page.push('\n');
    }
    for reason in &witness.because {
        let at = reason.span.map(|span| format!("{}: ", place(span))).unwrap_or_default();
        let _ = writeln!(page, "- {at}{}", reason.text);
    }
    page
}
