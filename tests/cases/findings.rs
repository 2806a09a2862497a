//! What is found in a small project, told in one line each: `testdata/findings/<name>/` with `expect.txt`. The own account is known
//! (111122223333) unless the folder's name ends with `own-account-unknown`.

use crate::support::{RULES, entries, folder, golden, project};
use deputylint::analysis::{Options, analyse};
use deputylint::finding::Certainty;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use std::fmt::Write as _;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/findings")).into_iter().map(|case| {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("findings::{name}"), move || check(&case))
    });
    cases.collect()
}

fn check(case: &Path) -> Result<(), Failed> {
    let files = project(case).into_iter().filter(|(path, _)| path != "expect.txt");
    let workspace = Workspace::in_memory(files);
    let is_unknown = case.to_string_lossy().ends_with("own-account-unknown");
    let own_accounts = if is_unknown { vec![] } else { vec!["111122223333".into()] };
    let analysis = analyse(&workspace, &RULES, &Options { own_accounts, ..Options::default() });
    let mut told = String::new();
    let mut keys = std::collections::BTreeSet::new();
    for finding in &analysis.findings {
        let at = workspace.position(finding.place.file, finding.place.start);
        let (path, level) = (workspace.path(finding.place.file), finding.level.name());
        let _ = writeln!(told, "{path}:{}:{}: {level}[{}]: {}", at.line, at.column, finding.rule, finding.message);
        for label in &finding.labels {
            let at = workspace.position(label.span.file, label.span.start);
            let _ = writeln!(told, "    see {}:{}: {}", at.line, at.column, label.text);
        }
        for other in &finding.related {
            let at = workspace.position(other.place.file, other.place.start);
            let _ = writeln!(told, "    see also {} at {}:{}", other.rule, at.line, at.column);
        }
        let with_token = finding.witness.iter().filter(|witness| witness.request.principal.federated.is_some());
        for request in with_token.map(|witness| &witness.request) {
            let claims: Vec<String> = request.context.iter().map(|(key, values)| format!("{key} = {}", values.join(", "))).collect();
            let _ = writeln!(told, "    request {} on {} with {}", request.action, request.resource, claims.join("; "));
        }
        for because in &finding.because {
            let word = if finding.certainty == Certainty::Possible { "possible" } else { "note" };
            let _ = writeln!(told, "    {word}: {because}");
        }
        for under in &finding.under {
            let _ = writeln!(told, "    when {under}");
        }
        let texts = [&finding.message].into_iter().chain(&finding.story).chain(&finding.steps);
        if let Some(text) = texts.into_iter().find(|text| text.contains("``") || text.contains("  ")) {
            return Err(format!("a part of a sentence is missing: {text}").into());
        }
        if !keys.insert(&finding.identity.key) {
            return Err(format!("two findings have the fingerprint {}", finding.identity.key).into());
        }
    }
    for problem in &analysis.problems {
        let at = workspace.position(problem.span.file, problem.span.start);
        let _ = writeln!(told, "{}:{}: {}: {}", at.line, at.column, problem.code.name(), problem.message);
    }
    golden(&case.join("expect.txt"), &told)
}
