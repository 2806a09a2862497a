//! What every report ends with: how much was found, how much was read, and what was not understood.

use super::{Report, escape, problem_level};
use crate::analysis::Analysis;
use crate::finding::Level;
use crate::problem::{Code, Problem};

/// `2 errors, 1 warning`; `no findings`.
pub fn findings(analysis: &Analysis) -> String {
    let parts = [Level::Error, Level::Warning, Level::Note].iter().filter_map(|level| {
        let count = analysis.findings.iter().filter(|finding| finding.level == *level).count();
        (count > 0).then(|| counted(count, level.name()))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// `3 files: 2 Terraform, 1 CloudFormation (4 other files looked at)`.
pub fn files(analysis: &Analysis) -> String {
    let files = analysis.files;
    let kinds = [(files.terraform_files, "Terraform"), (files.templates, "CloudFormation")];
    let kinds: Vec<String> = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, kind)| format!("{count} {kind}")).collect();
    let total = counted(files.terraform_files + files.templates, "file");
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    let others = if files.other_files > 0 { format!(" ({} looked at)", counted(files.other_files, "other file")) } else { String::new() };
    format!("{total} analysed{kinds}{others}")
}

/// `4 policies: 3 fully read, 1 partly, 0 unread`.
pub fn policies(analysis: &Analysis) -> String {
    let policies = analysis.policies;
    let total = policies.fully_read + policies.partly_read + policies.unread;
    let total = if total == 1 { "1 policy".to_owned() } else { format!("{total} policies") };
    format!("{total} found: {} fully read, {} partly, {} unread", policies.fully_read, policies.partly_read, policies.unread)
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Three lines for standard error where the report itself is for machines.
pub fn lines(analysis: &Analysis) -> String {
    let lost = analysis.problems.iter().filter(|problem| problem.code.loses_input()).count();
    let lost = if lost > 0 { format!("; incomplete: {} lost", counted(lost, "piece") + " of input") } else { String::new() };
    let problems = counted(analysis.problems.len(), "thing");
    format!(
        "deputylint: {}\ndeputylint: {}; {}\ndeputylint: {problems} not understood{lost}\n",
        findings(analysis),
        files(analysis),
        policies(analysis)
    )
}

/// Problems that say the same, told once.
pub struct ProblemGroup<'a> {
    pub code: Code,
    pub level: Level,
    pub message: String,
    /// In order; at least one.
    pub places: Vec<&'a Problem>,
}

/// All problems, lost input first, equal ones together.
pub fn problems<'a>(report: &Report<'a>) -> Vec<ProblemGroup<'a>> {
    let mut sorted: Vec<&Problem> = report.analysis.problems.iter().collect();
    let order = |problem: &Problem| report.workspace.order(problem.span);
    sorted.sort_by(|a, b| {
        let group = (!a.code.loses_input(), a.code, &a.message).cmp(&(!b.code.loses_input(), b.code, &b.message));
        group.then_with(|| order(a).cmp(&order(b)))
    });
    let same = |a: &&Problem, b: &&Problem| a.code == b.code && a.message == b.message;
    let groups = sorted.chunk_by(same).filter_map(|group| {
        let first = group.first()?;
        let message = escape::line(&first.message);
        Some(ProblemGroup { code: first.code, level: problem_level(first), message, places: group.to_vec() })
    });
    groups.collect()
}
