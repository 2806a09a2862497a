//! The same policy in HCL, YAML and JSON gets the same verdicts, whose witnesses replay.

use crate::support::{RULES, entries, folder, golden};
use deputylint::analysis::{Options, analyse};
use deputylint::facts::PolicyKind;
use deputylint::finding::Finding;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/twins")).into_iter().map(|case| {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("twins::{name}"), move || check(&case))
    });
    cases.collect()
}

fn options(case: &Path) -> Options {
    let text = fs::read_to_string(case.join("options.json")).unwrap_or_else(|_| "{}".to_owned());
    let given: serde_json::Value = serde_json::from_str(&text).expect("options.json");
    let list = |name: &str, default: &[&str]| match given.get(name).and_then(serde_json::Value::as_array) {
        Some(items) => items.iter().filter_map(|item| item.as_str()).map(Into::into).collect(),
        None => default.iter().map(|item| (*item).into()).collect(),
    };
    Options {
        own_accounts: list("accounts", &["111122223333"]),
        trusted_accounts: list("trusted", &[]),
        organizations: list("orgs", &[]),
        ..Options::default()
    }
}

fn check(case: &Path) -> Result<(), Failed> {
    let mut told = String::new();
    let mut verdicts: Vec<Vec<String>> = vec![];
    for file in ["main.tf", "template.yaml", "template.json"] {
        let text = fs::read_to_string(case.join(file))?;
        let workspace = Workspace::in_memory([(file.to_owned(), text)]);
        let analysis = analyse(&workspace, &RULES, &options(case));
        for problem in &analysis.problems {
            let at = workspace.position(problem.span.file, problem.span.start);
            let _ = writeln!(told, "{file}:{}:{}: {}: {}", at.line, at.column, problem.code.name(), problem.message);
        }
        for finding in &analysis.findings {
            let at = workspace.position(finding.place.file, finding.place.start);
            let _ = writeln!(told, "{file}:{}:{}: {}", at.line, at.column, verdict(finding));
            replay(&workspace, finding)?;
        }
        verdicts.push(analysis.findings.iter().map(verdict).collect());
    }
    if verdicts.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(format!("the twins differ:\n{told}").into());
    }
    golden(&case.join("expect.txt"), if told.is_empty() { "clear\n" } else { &told })
}

/// All that must be the same in every notation.
fn verdict(finding: &Finding) -> String {
    let witness = finding.witness.as_ref().map(|witness| {
        let behalf = witness.on_behalf_of.as_deref().map(|account| format!(" for {account}")).unwrap_or_default();
        format!(" | {} {}{behalf}", witness.request.action, witness.request.resource)
    });
    let (level, certainty, impact) = (finding.level.name(), format!("{:?}", finding.certainty), format!("{:?}", finding.impact));
    format!("{level} {} {} {}{}", finding.rule, certainty.to_lowercase(), impact.to_lowercase(), witness.unwrap_or_default())
}

/// The witness is allowed when it is asked about as any request, by the policy as it stands in the file.
fn replay(workspace: &Workspace, finding: &Finding) -> Result<(), Failed> {
    let Some(witness) = &finding.witness else { return Ok(()) };
    let graph = deputylint::analysis::understand(workspace, &Options::default());
    let root = graph.roots.first().ok_or("no root")?;
    let (policies, _) = deputylint::policy::policies(root);
    let policy = policies.iter().find(|policy| policy.resource.address == finding.address).ok_or("no policy")?;
    let kind = if policy.site.kind == PolicyKind::Trust { "trust" } else { "resource" };
    let caller_may = serde_json::json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let line = serde_json::json!({
        "id": "witness",
        "policies": [{"kind": kind, "document": policy.document.to_json()}, {"kind": "identity", "document": caller_may}],
        "request": witness.request,
    });
    let answer = deputylint::questions::jsonl::simulate_line(&line.to_string());
    let answer: serde_json::Value = serde_json::from_str(&answer)?;
    match answer["decision"].as_str() {
        Some("allowed") => Ok(()),
        // A document with holes has no JSON that the request could be replayed against.
        _ if line.to_string().contains("$text") || line.to_string().contains("$unknown") => Ok(()),
        other => Err(format!("the witness is {other:?}: {line}").into()),
    }
}
