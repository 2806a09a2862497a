//! Who reaches whose permissions: `testdata/privilege/<name>/` holds the same project in Terraform and CloudFormation. Both must get the same
//! findings along the same way; `expect.txt` has them with their places.

use crate::support::{RULES, entries, folder, golden};
use deputylint::analysis::{Options, analyse, understand};
use deputylint::finding::Finding;
use deputylint::iam::document::{Document, Effect, Names};
use deputylint::privilege::{Everywhere, Granting, PermissionGraph, PrivilegeEvidence};
use deputylint::rule::RuleSet;
use deputylint::source::{Span, Workspace};
use deputylint::subject::{Subjects, managed_policies};
use libtest_mimic::{Failed, Trial};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/privilege")).into_iter().map(|case| {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("privilege::{name}"), move || check(&case))
    });
    cases.collect()
}

fn check(case: &Path) -> Result<(), Failed> {
    let rules = RuleSet { rules: RULES.rules.iter().filter(|rule| rule.about.pack == "permissions").cloned().collect() };
    let options = Options { own_accounts: vec!["111122223333".into()], ..Options::default() };
    let mut told = String::new();
    let mut verdicts: Vec<Vec<String>> = vec![];
    for file in ["main.tf", "template.yaml"] {
        let text = fs::read_to_string(case.join(file))?;
        let workspace = Workspace::in_memory([(file.to_owned(), text)]);
        evidence(&workspace, &options)?;
        let analysis = analyse(&workspace, &rules, &options);
        for problem in &analysis.problems {
            let _ = writeln!(told, "{}: {}: {}", place(&workspace, problem.span), problem.code.name(), problem.message);
        }
        for finding in &analysis.findings {
            tell(&workspace, finding, &mut told);
        }
        let mut verdict: Vec<String> = analysis.findings.iter().map(verdict).collect();
        verdict.sort();
        verdicts.push(verdict);
    }
    if verdicts.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(format!("the twins differ:\n{told}").into());
    }
    golden(&case.join("expect.txt"), if told.is_empty() { "clear\n" } else { &told })
}

/// Whatever is answered about a statement names that statement, the element in it, and requests that fit.
fn evidence(workspace: &Workspace, options: &Options) -> Result<(), Failed> {
    for root in &understand(workspace, options).roots {
        let mut policies = deputylint::policy::policies(root).0;
        policies.extend(managed_policies(root));
        let subjects = Subjects::of(root, &options.own_accounts);
        let graph = PermissionGraph::of(root, &subjects, &policies, &options.own_accounts, &Names::default());
        for policy in &policies {
            for given in policy.document.assignments().unwrap_or_default() {
                let document = Document::read(&policy.document.under(&given), &Names::default()).0;
                for statement in document.with_effect(Effect::Allow) {
                    let of = Granting { policy, document: &document, index: statement.index, given: &given };
                    let holds = |evidence: PrivilegeEvidence<'_>| stands_in(&of, &evidence);
                    let everywhere = [Everywhere::Everything, Everywhere::Action("iam:PassRole".into())];
                    let permissions = everywhere.iter().filter_map(|what| graph.allows_everywhere(&of, what));
                    permissions.map(|(permission, _)| holds(permission.evidence())).collect::<Result<Vec<_>, _>>()?;
                    graph.passed_role(&of).map_or(Ok(()), |(path, _)| holds(path.evidence()))?;
                    graph.gain(&of).map_or(Ok(()), |(path, _)| holds(path.evidence()))?;
                }
            }
        }
    }
    Ok(())
}

fn stands_in(of: &Granting<'_, '_>, evidence: &PrivilegeEvidence<'_>) -> Result<(), Failed> {
    let statement = of.document.statement(of.index).ok_or("no statement")?;
    let first = evidence.granted.first().ok_or("no request")?;
    let is_here = first.by.statement == of.index && first.by.policy.span == of.policy.span && statement.span.covers(first.by.element);
    let who = evidence.granted.iter().all(|granted| granted.request.principal == first.request.principal);
    if is_here && who && !evidence.holder.is_empty() && !first.by.text.is_empty() {
        Ok(())
    } else {
        Err(format!("{evidence:?} does not stand in {:?}", statement.span).into())
    }
}

fn place(workspace: &Workspace, span: Span) -> String {
    let at = workspace.position(span.file, span.start);
    format!("{}:{}:{}", workspace.path(span.file), at.line, at.column)
}

fn tell(workspace: &Workspace, finding: &Finding, told: &mut String) {
    let certainty = format!("{:?}", finding.certainty).to_lowercase();
    let place_of = place(workspace, finding.place);
    let _ = writeln!(told, "{place_of}: {} {} {certainty}: {}", finding.level.name(), finding.rule, finding.message);
    for step in &finding.provenance {
        let _ = writeln!(told, "    {}: {}", place(workspace, step.span), step.text);
    }
    for reason in finding.because.iter().chain(&finding.under) {
        let _ = writeln!(told, "    if {reason}");
    }
}

/// All that must be the same in both languages: not places, nor the names that deployment gives.
fn verdict(finding: &Finding) -> String {
    let request = finding.witness.as_ref().map(|witness| &witness.request);
    let request = request.map(|request| format!("{:?} {} {:?}", request.principal.kind, request.action, request.context.keys()));
    let (level, steps, under) = (finding.level.name(), finding.provenance.len(), finding.under.len());
    format!("{} {level} {:?} {steps} {under} {}", finding.rule, finding.certainty, request.unwrap_or_default())
}
