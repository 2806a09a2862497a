//! JUnit XML: every rule is a test of every resource that it finds something in, and passes where it finds nothing.

use super::{Report, escape, reservations, story, summary};
use crate::finding::Finding;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub fn write(report: &Report<'_>) -> String {
    let mut failed: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.analysis.findings {
        failed.entry((&finding.rule, &finding.address)).or_default().push(finding);
    }
    let passed =
        report.rules.iter().filter(|about| failed.range((about.id.as_str(), "")..).next().is_none_or(|((rule, _), _)| *rule != about.id));
    let passed: Vec<String> = passed.map(|about| case(&about.id, &about.title) + "/>\n").collect();
    let lost: Vec<_> = report.analysis.problems.iter().filter(|problem| problem.code.loses_input()).collect();
    let tests = failed.len() + passed.len() + lost.len();
    let counts = format!("tests=\"{tests}\" failures=\"{}\" errors=\"{}\"", failed.len(), lost.len());
    let mut output = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"deputylint\" {counts}>\n  <testsuite name=\"deputylint\" {counts} skipped=\"0\">\n"
    );
    for ((rule, address), findings) in &failed {
        output.push_str(&failure(report, rule, address, findings));
    }
    for problem in lost {
        let (place, message) = (report.place(problem.span).to_string(), attribute(&problem.message));
        let _ = writeln!(
            output,
            "{}>\n      <error type=\"{}\" message=\"{message}\"/>\n    </testcase>",
            case(problem.code.name(), &place),
            problem.code.name()
        );
    }
    output.push_str(&passed.concat());
    let changed: Vec<String> = summary::problems(report)
        .into_iter()
        .filter(|group| group.code.concerns_trust())
        .map(|group| {
            let place = group.places.first().map(|problem| report.place(problem.span).to_string()).unwrap_or_default();
            xml(&format!("{}: {}: {}\n", escape::line(&place), group.code.name(), group.message))
        })
        .collect();
    if !changed.is_empty() {
        let _ = writeln!(output, "    <system-out>changed by the scanned tree:\n{}</system-out>", changed.concat());
    }
    output.push_str("  </testsuite>\n</testsuites>\n");
    escape::no_commands(&output)
}

/// A test that fails, whatever number of times.
fn failure(report: &Report<'_>, rule: &str, address: &str, findings: &[&Finding]) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let told = findings.iter().map(|finding| {
        let lines = [report.place(finding.place).to_string(), finding.message.clone()].into_iter().chain(story(finding));
        let reasons = reservations(finding);
        let remedy = finding.remedy.iter().map(|remedy| format!("fix: {}", remedy.text));
        lines.chain(reasons).chain(remedy).map(|line| escape::line(&line)).collect::<Vec<String>>().join("\n")
    });
    let told: Vec<String> = told.collect();
    let more = if findings.len() > 1 { format!(" (and {} more)", summary::counted(findings.len() - 1, "finding")) } else { String::new() };
    format!(
        "{}>\n      <failure type=\"{}\" message=\"{}{more}\">{}</failure>\n    </testcase>\n",
        case(rule, address),
        first.level.name(),
        attribute(first.headline().0),
        xml(&told.join("\n\n"))
    )
}

/// The beginning of a test case, which is still open.
fn case(class: &str, name: &str) -> String {
    format!("    <testcase classname=\"{}\" name=\"{}\"", attribute(class), attribute(name))
}

fn attribute(text: &str) -> String {
    xml(&escape::line(text))
}

/// Nothing in a text is markup. Controls, which XML has no way to write, are spelled out before.
fn xml(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
