//! Ways of values: from where they are written to the resource that carries the policy, the same in every format.

use crate::support::{RULES, entries, folder, golden};
use deputylint::analysis::{Options, analyse};
use deputylint::finding::Label;
use deputylint::load;
use deputylint::paths::Paths;
use deputylint::report::manner::{Amount, Manner};
use deputylint::report::{self, FORMATS, Report, sarif};
use deputylint::rule::About;
use deputylint::source::{Span, Workspace};
use libtest_mimic::{Failed, Trial};
use std::fmt::Write as _;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/provenances")).into_iter().map(|case| {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("provenances::{name}"), move || check(&case))
    });
    cases.collect()
}

fn check(case: &Path) -> Result<(), Failed> {
    let loaded = load::load(&[case.to_owned()], &load::LoadOptions::default())?;
    let workspace = &loaded.workspace;
    let analysis = analyse(workspace, &RULES, &Options { own_accounts: vec!["111122223333".into()], ..Options::default() });
    let mut told = String::new();
    for finding in &analysis.findings {
        let _ = writeln!(told, "{}: {} in {}", place(workspace, finding.place), finding.rule, finding.occurrences.join(", "));
        let _ = writeln!(told, "    identity {}", finding.identity.key);
        for (number, provenance) in std::iter::once(&finding.provenance).chain(&finding.further_provenances).enumerate() {
            tell(if number == 0 { "way" } else { "another way" }, provenance, workspace, &mut told);
        }
        tell("see", &finding.labels, workspace, &mut told);
    }
    golden(&case.join("expect.txt"), &told)?;
    let abouts: Vec<About> = RULES.rules.iter().map(|rule| rule.about.clone()).collect();
    let paths = Paths::new(case, case, case);
    let report = Report {
        analysis: &analysis,
        workspace,
        rules: &abouts,
        paths: &paths,
        again: &report::Again::default(),
        manner: Manner { amount: Amount::Verbose, ..Manner::default() },
        sarif: &sarif::SarifOptions { profile: sarif::Profile::Strict, ..Default::default() },
    };
    let levels = same_in_sarif(&report)?;
    golden(&case.join("levels.txt"), &levels)?;
    same_in_prose(&report)
}

fn place(workspace: &Workspace, span: Span) -> String {
    let at = workspace.position(span.file, span.start);
    format!("{}:{}:{}", workspace.path(span.file), at.line, at.column)
}

fn tell(what: &str, labels: &[Label], workspace: &Workspace, told: &mut String) {
    for label in labels {
        let _ = writeln!(told, "    {what} {}: {}", place(workspace, label.span), label.text);
    }
}

/// Every step in order, and each place once.
/// Gives how deep in modules each step is: the place of the finding, and the levels of each flow.
fn same_in_sarif(report: &Report<'_>) -> Result<String, Failed> {
    let mut levels = String::new();
    let log: serde_json::Value = serde_json::from_str(&sarif::write(report))?;
    let results = log.pointer("/runs/0/results").and_then(|results| results.as_array()).ok_or("results")?;
    for (finding, result) in report.analysis.findings.iter().zip(results) {
        let provenances =
            std::iter::once(&finding.provenance).chain(&finding.further_provenances).filter(|provenance| !provenance.is_empty());
        for (number, provenance) in provenances.enumerate() {
            let steps = result.pointer(&format!("/codeFlows/{number}/threadFlows/0/locations")).and_then(|steps| steps.as_array());
            let region = |step: &serde_json::Value| {
                let physical = step.pointer("/location/physicalLocation").cloned().unwrap_or_default();
                let file = physical.pointer("/artifactLocation/uri").and_then(|uri| uri.as_str()).unwrap_or_default().to_owned();
                format!("{file}:{}:{}", physical["region"]["startLine"], physical["region"]["startColumn"])
            };
            let nesting = steps.into_iter().flatten().map(|step| step["nestingLevel"].to_string()).collect::<Vec<_>>().join(" ");
            let _ = writeln!(levels, "{}: {nesting}", place(report.workspace, finding.place));
            let steps: Vec<String> = steps.into_iter().flatten().map(region).collect();
            let expected: Vec<String> = provenance.iter().map(|step| place(report.workspace, step.span)).collect();
            if steps != expected || (1..steps.len()).any(|at| steps[..at].contains(&steps[at])) {
                return Err(format!("the flow is {steps:#?}, the trail {expected:#?}").into());
            }
        }
    }
    Ok(levels)
}

fn same_in_prose(report: &Report<'_>) -> Result<(), Failed> {
    let words = |text: &str| {
        text.split(|char: char| char.is_whitespace() || "\\`=".contains(char))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    for format in FORMATS.iter().filter(|format| ["text", "markdown"].contains(&format.name)) {
        let output = words(&(format.write)(report));
        for step in report.analysis.findings.iter().flat_map(|finding| &finding.provenance) {
            if !output.contains(&words(&format!("({})", place(report.workspace, step.span)))) {
                return Err(format!("{}: `{}` is missing", format.name, step.text).into());
            }
        }
    }
    Ok(())
}
