//! What every report ends with: how much was found, how much was read, and what was not understood.

use super::{Report, escape, problem_level};
use crate::analysis::Analysis;
use crate::finding::Level;
use crate::problem::{Code, Problem};
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// `2 errors, 1 warning`; `no findings`.
pub fn findings(analysis: &Analysis) -> String {
    let parts = [Level::Error, Level::Warning, Level::Note].iter().filter_map(|level| {
        let count = analysis.findings.iter().filter(|finding| finding.level == *level).count();
        (count > 0).then(|| counted(count, level.name()))
    });
    let parts: Vec<String> = parts.collect();
    let counting = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    let suppressed = analysis.suppressed.len();
    let counting = if suppressed > 0 { format!("{counting}; {suppressed} suppressed") } else { counting };
    let Some(comparison) = &analysis.baseline else { return counting };
    let (known, gone) = (comparison.known.len(), comparison.gone);
    match &comparison.since {
        Some(since) => format!("{counting} new since {}; {known} known, {gone} gone", escape::line(&since.told())),
        None => {
            let not_judged = comparison.not_judged.len();
            let not_judged = if not_judged > 0 { format!(", {not_judged} not looked for here") } else { String::new() };
            let counting = if parts.is_empty() { counting.replacen("no findings", "nothing new", 1) } else { counting };
            format!("{counting}; {known} in the baseline, {gone} gone from it{not_judged}")
        }
    }
}

/// Whether there was nothing to scan, and nothing is to be told but that.
pub fn is_empty(analysis: &Analysis) -> bool {
    analysis.files.analysed() == 0 && analysis.problems.is_empty() && analysis.findings.is_empty()
}

/// `3 files: 2 Terraform, 1 CloudFormation (4 other files looked at)`.
pub fn files(analysis: &Analysis) -> String {
    let files = analysis.files;
    let kinds = [(files.terraform_files, "Terraform"), (files.templates, "CloudFormation"), (files.policy_files, "policy")];
    let kinds: Vec<String> = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, kind)| format!("{count} {kind}")).collect();
    let total = counted(files.analysed(), "file");
    let kinds = if kinds.is_empty() { String::new() } else { format!(": {}", kinds.join(", ")) };
    let others = if files.other_files > 0 { format!(" ({} looked at)", counted(files.other_files, "other file")) } else { String::new() };
    format!("{total} analysed{kinds}{others}")
}

/// `4 policies: 3 fully read, 1 partly, 0 unread`.
pub fn policies(analysis: &Analysis) -> String {
    let policies = analysis.policies;
    let total = policies.fully_read + policies.partly_read + policies.unread;
    let total = policies_of(total);
    format!("{total} found: {} fully read, {} partly, {} unread", policies.fully_read, policies.partly_read, policies.unread)
}

/// `1 policy`, `2 policies`.
pub fn policies_of(count: usize) -> String {
    if count == 1 { "1 policy".to_owned() } else { format!("{count} policies") }
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
    let (trust, gaps): (Vec<&Problem>, Vec<&Problem>) = analysis.problems.iter().partition(|problem| problem.code.concerns_trust());
    let gaps = counted(gaps.len(), "thing");
    let trust = changes(&trust);
    let trust = if trust.is_empty() { trust } else { format!("deputylint: changed by the scanned tree: {trust}\n") };
    format!(
        "deputylint: {}\ndeputylint: {}; {}\ndeputylint: {gaps} not understood{lost}\n{trust}",
        findings(analysis),
        files(analysis),
        policies(analysis)
    )
}

/// What the tree changes, in one line.
fn changes(trust: &[&Problem]) -> String {
    // Suppressed findings are counted above.
    let changes = trust.iter().filter(|problem| problem.code != Code::FindingSuppressed);
    let mut told: Vec<(&str, usize)> = vec![];
    for message in changes.map(|problem| problem.message.as_str()) {
        match told.iter_mut().find(|(known, _)| *known == message) {
            Some((_, count)) => *count += 1,
            None => told.push((message, 1)),
        }
    }
    let places = |count: usize| if count > 1 { format!(" ({count} files)") } else { String::new() };
    told.into_iter().map(|(message, count)| escape::line(message) + &places(count)).collect::<Vec<_>>().join("; ")
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
    let missing: FxHashSet<Span> = report.analysis.missing_modules.iter().map(|module| module.place).collect();
    let is_missing = |problem: &Problem| problem.code == Code::UnresolvedModule && missing.contains(&problem.span);
    // Modules that are not on disk are told together, whatever their names.
    let message = |problem: &&'a Problem| if is_missing(problem) { "" } else { problem.message.as_str() };
    let order = |problem: &Problem| report.workspace.order(problem.span);
    sorted.sort_by(|a, b| {
        let group = (!a.code.loses_input(), a.code, message(a)).cmp(&(!b.code.loses_input(), b.code, message(b)));
        group.then_with(|| order(a).cmp(&order(b)))
    });
    let same = |a: &&'a Problem, b: &&'a Problem| a.code == b.code && message(a) == message(b);
    let groups = sorted.chunk_by(same).filter_map(|group| {
        let first = group.first()?;
        let message = if is_missing(first) { missing_modules(report) } else { escape::line(&first.message) };
        Some(ProblemGroup { code: first.code, level: problem_level(first), message, places: group.to_vec() })
    });
    groups.collect()
}

/// How many sources and folders are told by name.
const MAX_NAMED: usize = 3;

/// Which modules are missing, and what brings them, in one sentence.
fn missing_modules(report: &Report<'_>) -> String {
    let missing = &report.analysis.missing_modules;
    let calls: FxHashSet<Span> = missing.iter().map(|module| module.place).collect();
    let mut by_source: BTreeMap<&str, FxHashSet<Span>> = BTreeMap::new();
    missing.iter().for_each(|module| {
        by_source.entry(&module.source).or_default().insert(module.place);
    });
    let mut sources: Vec<(&str, usize)> = by_source.into_iter().map(|(source, calls)| (source, calls.len())).collect();
    sources.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let named = sources.iter().map(|(source, count)| format!("`{}` ({})", escape::line(source), counted(*count, "call"))).collect();
    let (are, they) = if sources.len() == 1 { ("is", "it declares is") } else { ("are", "they declare is") };
    let told = format!(
        "{} of {} {are} not on disk; nothing that {they} seen: {}",
        counted(calls.len(), "call"),
        counted(sources.len(), "module source"),
        first_of(named, "source")
    );
    let roots: BTreeSet<&str> =
        missing.iter().filter(|module| !module.source.starts_with('.')).map(|module| module.root.as_str()).collect();
    let shown = |root: &&str| match report.paths.shown(root).as_str() {
        "" => "`.`".to_owned(),
        path => format!("`{}`", escape::path(path)),
    };
    let folders = first_of(roots.iter().map(shown).collect(), "folder");
    if roots.is_empty() {
        told
    } else {
        format!(
            "{told}; `terraform init` (or `terraform get`) in {folders} brings them, or `[modules]` in deputylint.toml says where they are"
        )
    }
}

/// `a`, `b`, `c` and 2 more.
fn first_of(mut all: Vec<String>, noun: &str) -> String {
    let more = all.len().saturating_sub(MAX_NAMED);
    all.truncate(MAX_NAMED);
    let more = if more > 0 { format!(" and {}", counted(more, &format!("more {noun}"))) } else { String::new() };
    format!("{}{more}", all.join(", "))
}
