//! What a finding says to paste is pasted and judged again: the finding is gone, nothing new is found, every file is read as before.
//!
//! `testdata/remedies/<name>/` is a project with `expect.txt`: each finding with the words and the edits of its remedy. The own account is known
//! (111122223333) unless the folder's name ends with `own-account-unknown`. Every example of every rule is tried too, in each notation.

use crate::support::{RULES, entries, folder, golden, project};
use deputylint::analysis::{Analysis, Options, analyse};
use deputylint::finding::{Finding, Replacement};
use deputylint::rule::{OwnAccount, RuleSet};
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

type Files = Vec<(String, String)>;

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![Trial::test("remedies::formatted", formatted).with_ignored_flag(!has_terraform())];
    for case in entries(&folder("testdata/remedies")) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        trials.push(Trial::test(format!("remedies::{name}"), move || told(&case)));
    }
    for rule in &RULES.rules {
        let id = rule.about.id.clone();
        let mut examples: Vec<(bool, String, Files)> = vec![];
        for example in rule.examples.iter() {
            for code in example.codes() {
                let named = format!("{} ({})", example.name, code.notation);
                let files = vec![(code.file.to_owned(), code.unmarked().0)];
                examples.push((matches!(example.own_account, OwnAccount::Known), named, files));
            }
        }
        trials.push(Trial::test(format!("remedies::examples::{id}"), move || {
            let wrong =
                examples.iter().filter_map(|(is_known, name, files)| Some(format!("{name}: {}", wrong(&RULES, files, *is_known).1?)));
            let wrong: Vec<String> = wrong.collect();
            if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
        }));
    }
    trials
}

fn judge(rules: &RuleSet, files: &Files, is_known: bool) -> (Workspace, Analysis) {
    let workspace = Workspace::in_memory(files.clone());
    let own_accounts = if is_known { vec!["111122223333".into()] } else { vec![] };
    let analysis = analyse(&workspace, rules, &Options { own_accounts, ..Options::default() });
    (workspace, analysis)
}

/// The files with some edits made, equal ones once.
fn pasted(workspace: &Workspace, files: &Files, edits: &[Replacement]) -> Files {
    let mut edits: Vec<(&str, std::ops::Range<usize>, &str)> = edits
        .iter()
        .map(|edit| (workspace.path(edit.place.file), edit.place.start as usize..edit.place.end as usize, edit.text.as_str()))
        .collect();
    edits.sort_by_key(|(path, place, text)| (*path, std::cmp::Reverse(place.start), *text));
    edits.dedup();
    let mut files = files.clone();
    for (path, place, text) in edits {
        let (_, old) = files.iter_mut().find(|(name, _)| name == path).expect("the file that is edited");
        old.replace_range(place, text);
    }
    files
}

/// What makes a finding the same when its lines have moved.
fn name(finding: &Finding) -> (String, String, String) {
    (finding.rule.to_string(), finding.address.to_string(), finding.message.clone())
}

/// What was found at first, and what is wrong with the first remedy that does not hold what it promises.
fn wrong(rules: &RuleSet, files: &Files, is_known: bool) -> ((Workspace, Analysis), Option<String>) {
    let (workspace, before) = judge(rules, files, is_known);
    let old: Vec<_> = before.findings.iter().map(name).collect();
    let problems: Vec<&String> = before.problems.iter().map(|problem| &problem.message).collect();
    let mut fault = None;
    for finding in &before.findings {
        let Some(remedy) = &finding.remedy else { continue };
        if remedy.code.is_empty() != remedy.edits.is_empty() {
            fault = fault.or(Some(format!("code without a place: {}", remedy.code)));
        }
        if remedy.edits.is_empty() {
            continue;
        }
        let files = pasted(&workspace, files, &remedy.edits);
        let (_, after) = judge(rules, &files, is_known);
        let shown = || files.iter().map(|(path, text)| format!("{path}:\n{text}")).collect::<String>();
        let count = |names: &[(String, String, String)]| names.iter().filter(|other| **other == name(finding)).count();
        let new: Vec<_> = after.findings.iter().map(name).collect();
        if count(&new) >= count(&old) {
            fault = fault.or(Some(format!("{} stays in\n{}", finding.message, shown())));
        }
        if let Some((rule, ..)) = new.iter().find(|found| !old.contains(found)) {
            fault = fault.or(Some(format!("{rule} is new in\n{}", shown())));
        }
        if let Some(problem) = after.problems.iter().find(|problem| !problems.contains(&&problem.message)) {
            fault = fault.or(Some(format!("{} in\n{}", problem.message, shown())));
        }
    }
    ((workspace, before), fault)
}

fn terraform() -> Command {
    let mut command = Command::new("terraform");
    command.env("TF_CLI_CONFIG_FILE", "/dev/null").env("CHECKPOINT_DISABLE", "1").stderr(Stdio::null());
    command
}

fn has_terraform() -> bool {
    terraform().arg("version").stdout(Stdio::null()).status().is_ok()
}

/// `terraform fmt` leaves what it has formatted as it is, also where a remedy was pasted.
fn formatted() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the folder")).and_then(|()| std::fs::write(path, text)).expect("written");
    };
    let format = || terraform().args(["fmt", "-recursive", "-list=true"]).arg(folder.path()).output();
    let mut projects: Vec<(bool, Files)> = vec![];
    for case in entries(&self::folder("testdata/remedies")) {
        projects.push((!case.to_string_lossy().ends_with("own-account-unknown"), project(&case)));
    }
    let examples = RULES.rules.iter().flat_map(|rule| rule.examples.iter());
    for example in examples {
        let is_known = matches!(example.own_account, OwnAccount::Known);
        projects.extend(example.codes().into_iter().map(|code| (is_known, vec![(code.file.to_owned(), code.unmarked().0)])));
    }
    for (_, files) in &mut projects {
        files.retain(|(path, _)| path.ends_with(".tf"));
    }
    for (number, (_, files)) in projects.iter().enumerate() {
        files.iter().for_each(|(path, text)| write(&format!("before/{number}/{path}"), text));
    }
    format()?;
    let mut shown = BTreeMap::new();
    for (number, (is_known, files)) in projects.iter_mut().enumerate() {
        for (path, text) in files.iter_mut() {
            *text = std::fs::read_to_string(folder.path().join(format!("before/{number}/{path}")))?;
        }
        let (workspace, analysis) = judge(&RULES, files, *is_known);
        for finding in &analysis.findings {
            for (path, text) in pasted(&workspace, files, finding.remedy.as_ref().map_or(&[], |remedy| &remedy.edits)) {
                let name = format!("after/{}/{path}", shown.len());
                write(&name, &text);
                shown.insert(name, text);
            }
        }
    }
    assert!(shown.len() > 300, "{} files are pasted into", shown.len());
    let changed = String::from_utf8_lossy(&format()?.stdout).into_owned();
    let changed: Vec<&String> =
        shown.iter().filter(|(name, _)| changed.lines().any(|line| line.ends_with(*name))).map(|(_, text)| text).collect();
    match changed.first() {
        Some(first) => Err(format!("{} of {} files are formatted otherwise, such as\n{first}", changed.len(), shown.len()).into()),
        None => Ok(()),
    }
}

fn told(case: &Path) -> Result<(), Failed> {
    let files: Files = project(case).into_iter().filter(|(path, _)| path != "expect.txt").collect();
    let is_known = !case.to_string_lossy().ends_with("own-account-unknown");
    let ((workspace, analysis), fault) = wrong(&RULES, &files, is_known);
    let mut told = String::new();
    for finding in &analysis.findings {
        let at = workspace.position(finding.place.file, finding.place.start);
        let path = workspace.path(finding.place.file);
        let Some(remedy) = &finding.remedy else { continue };
        let _ = writeln!(told, "{path}:{}:{}: {}: {}", at.line, at.column, finding.rule, remedy.text);
        for edit in &remedy.edits {
            let (from, to) = (workspace.position(edit.place.file, edit.place.start), workspace.position(edit.place.file, edit.place.end));
            let path = workspace.path(edit.place.file);
            let _ = writeln!(told, "  {path}:{}:{}-{}:{}", from.line, from.column, to.line, to.column);
            for line in edit.text.lines() {
                let _ = writeln!(told, "{}", format!("    | {line}").trim_end());
            }
        }
    }
    match fault {
        Some(fault) => Err(format!("{fault}\n{told}").into()),
        None => golden(&case.join("expect.txt"), &told),
    }
}
