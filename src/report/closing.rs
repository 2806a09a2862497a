//! The end of the text report: how much was found, by rule, and what was not understood, by kind.

use super::manner::Amount;
use super::{Report, problem_level, prose, summary};
use crate::finding::{Finding, Level};
use crate::problem::{Code, Problem};
use std::collections::BTreeMap;

/// How many kinds of gaps that lose no input are told.
const MAX_KINDS: usize = 3;
/// How many pieces of lost input, or of what the tree changes, are told one by one.
const MAX_LISTED: usize = 10;
const LOST: &str = "input that was lost";

/// How far the rest of a line that is broken moves to the right.
const HANGING: usize = 2;
/// No line is broken for less.
const NARROWEST: usize = 40;

pub(super) fn closing(report: &Report<'_>) -> String {
    let mut output = String::new();
    let (trust, gaps) = groups(report);
    if summary::is_empty(report.analysis) {
        return output;
    }
    if report.manner.amount == Amount::Verbose {
        output.push_str(&listed(report, "not understood", &gaps, usize::MAX));
    } else {
        let (lost, open): (Vec<_>, Vec<_>) = gaps.into_iter().partition(|group| group.code.loses_input());
        output.push_str(&listed(report, LOST, &lost, MAX_LISTED));
        output.push_str(&kinds(report, &open));
    }
    output.push_str(&told_as_changed(report, &trust));
    let analysis = report.analysis;
    output.push_str(&by_rule(report));
    output.push_str(&format!("{}\n{}; {}\n", summary::findings(analysis), summary::files(analysis), summary::policies(analysis)));
    if analysis.problems.iter().any(|problem| problem.code.loses_input()) {
        output.push_str("incomplete: some input was lost\n");
    }
    output
}

/// What nobody can want not to hear of: which input was lost, and what the scanned tree itself changes.
pub(super) fn of_quiet(report: &Report<'_>) -> String {
    let (trust, mut gaps) = groups(report);
    gaps.retain(|group| group.code.loses_input());
    listed(report, LOST, &gaps, MAX_LISTED) + &told_as_changed(report, &trust)
}

fn told_as_changed(report: &Report<'_>, trust: &[summary::ProblemGroup<'_>]) -> String {
    listed(report, "changed by the scanned tree", trust, usize::MAX)
}

/// What the scanned tree changes, and what was not understood.
fn groups<'a>(report: &Report<'a>) -> (Vec<summary::ProblemGroup<'a>>, Vec<summary::ProblemGroup<'a>>) {
    summary::problems(report).into_iter().partition(|group| group.code.concerns_trust())
}

/// How often each rule found something, where several did.
fn by_rule(report: &Report<'_>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    report.analysis.findings.iter().for_each(|finding| *counts.entry(&finding.rule).or_default() += 1);
    if counts.len() < 2 || report.analysis.findings.len() < 4 {
        return String::new();
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    // What fails the run stands first.
    let worst = |rule: &str| report.analysis.findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.level).max();
    counts.sort_by_cached_key(|(rule, count)| (std::cmp::Reverse((worst(rule), *count)), *rule));
    let levels = |rule: &str| {
        let of_rule = || report.analysis.findings.iter().filter(|finding: &&Finding| finding.rule == rule);
        let count = |level: Level| of_rule().filter(|finding| finding.level == level).count();
        let counts = [Level::Error, Level::Warning, Level::Note].map(|level| (count(level), level.name()));
        let told: Vec<String> =
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, level)| summary::counted(count, level)).collect();
        told.join(", ")
    };
    let width = counts.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or_default();
    let lines: Vec<String> = counts.iter().map(|(rule, count)| format!("  {count:>width$} {rule} ({})\n", levels(rule))).collect();
    format!("findings by rule:\n{}\n", lines.concat())
}

/// What was not understood and loses nothing: how often, of which kind, and an example.
fn kinds(report: &Report<'_>, groups: &[summary::ProblemGroup<'_>]) -> String {
    let mut kinds: Vec<(Code, usize, &summary::ProblemGroup<'_>)> = vec![];
    for of_a_kind in groups.chunk_by(|a, b| a.code == b.code) {
        let most = of_a_kind.iter().max_by_key(|group| group.places.len());
        kinds.extend(most.map(|most| (most.code, of_a_kind.iter().map(|group| group.places.len()).sum(), most)));
    }
    kinds.sort_by_key(|(code, count, _)| (std::cmp::Reverse(*count), *code));
    if kinds.is_empty() {
        return String::new();
    }
    let width = kinds.first().map_or(0, |(_, count, _)| count.to_string().len());
    let told = kinds.iter().take(MAX_KINDS).map(|(code, count, group)| {
        // Modules that are missing are told with the command that brings them.
        let said = if *code == Code::UnresolvedModule { group.message.as_str() } else { code.about() };
        // How many there are stands in front.
        let said = said.strip_prefix(&format!("{count} ")).unwrap_or(said);
        folded(report, &format!("  {count:>width$} "), &format!("{}: {said}", code.name()))
    });
    let told: Vec<String> = told.collect();
    let (more, times) = kinds.iter().skip(MAX_KINDS).fold((0, 0), |(kinds, times), (_, count, _)| (kinds + 1, times + count));
    let more = if more > 0 { format!("  {times:>width$} more, of {}\n", summary::counted(more, "other kind")) } else { String::new() };
    let partly = report.analysis.policies.partly_read + report.analysis.policies.unread > 0;
    let inspect = if partly { ", `deputylint inspect` shows what is known of each policy" } else { "" };
    format!("not understood (`--verbose` lists all of it{inspect}):\n{}{more}\n", told.concat())
}

/// A line, broken where it is wider than the report; what follows stands below its text.
fn folded(report: &Report<'_>, margin: &str, text: &str) -> String {
    let room = report.manner.width.saturating_sub(margin.len() + HANGING).max(NARROWEST);
    let mut lines = prose::wrapped(text, room).into_iter();
    let first = format!("{margin}{}\n", lines.next().unwrap_or_default());
    let rest = lines.map(|line| format!("{:1$}{line}\n", "", margin.len() + HANGING));
    std::iter::once(first).chain(rest).collect()
}

/// Problems one by one, with what their kind means.
fn listed(report: &Report<'_>, title: &str, groups: &[summary::ProblemGroup<'_>], limit: usize) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let mut output = format!("{title}:\n\n");
    for of_a_kind in groups.chunk_by(|a, b| a.code == b.code) {
        let Some(first) = of_a_kind.first() else { continue };
        output.push_str(&folded(report, "", &format!("{}[{}]: {}", first.level.name(), first.code.name(), first.code.about())));
        for group in of_a_kind.iter().take(limit) {
            let place = group.places.first().map(|problem| report.place(problem.span).to_string()).unwrap_or_default();
            let more = group.places.len().saturating_sub(1);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            output.push_str(&folded(report, "  ", &format!("{place}{more}: {}", group.message)));
        }
        if of_a_kind.len() > limit {
            output.push_str(&format!("  and {} more (`--verbose` lists all)\n", of_a_kind.len() - limit));
        }
        output.push('\n');
    }
    output
}

/// Whether a problem is told where only findings and what endangers them are: lost input, what was not compared, and what the tree itself changes.
pub(super) fn is_grave(problem: &Problem) -> bool {
    problem.code.concerns_trust() || problem_level(problem) == Level::Warning || problem.code == Code::NotCompared
}
