//! Findings that were there when somebody began to use the tool: they do not make a run fail until they get worse. What is new does.

mod entry;
mod grant;
mod matching;

use crate::analysis::Analysis;
use crate::finding::{BaselineComparison, EarlierCommit, Label, LabelRole};
use crate::problem::{self, Problem};
use crate::source::Workspace;
use matching::{Matching, Moves};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

pub use entry::BaselineEntry;

/// What a baseline file holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Baseline {
    /// In the order of the file.
    pub entries: Vec<BaselineEntry>,
    /// The commit that has them; nothing for those of a file.
    pub since: Option<EarlierCommit>,
    /// The resources that there were, by scope and name; nothing for a file of an earlier version, which does not tell.
    pub declared: Option<FxHashSet<(SmolStr, SmolStr)>>,
}

impl Baseline {
    /// What is found now, and the findings of an earlier baseline with it.
    pub fn of(workspace: &Workspace, analysis: &Analysis) -> Baseline {
        let known = analysis.baseline.iter().flat_map(|comparison| &comparison.known);
        let mut entries: Vec<BaselineEntry> =
            analysis.findings.iter().chain(known).map(|finding| BaselineEntry::of(workspace, finding)).collect();
        entries.sort_by(|one, other| one.order().cmp(&other.order()));
        Baseline { entries, declared: Some(analysis.declared.iter().cloned().collect()), since: None }
    }

    /// Only what is still found: as it is now, and what is worse as it was; what is accepted now comes to it. What nobody looked for stays.
    pub fn updated(workspace: &Workspace, analysis: &Analysis, earlier: &Baseline, accept: bool) -> Baseline {
        let comparison = analysis.baseline.clone().unwrap_or_default();
        let stays =
            |entry: &&BaselineEntry| comparison.not_judged.contains(&entry.key) || !accept && comparison.overtaken.contains(&entry.key);
        let mut updated = match accept {
            true => Baseline::of(workspace, analysis),
            false => {
                let declared = analysis.declared.clone();
                Baseline::of(workspace, &Analysis { findings: comparison.known.clone(), declared, ..Analysis::default() })
            }
        };
        updated.entries.extend(earlier.entries.iter().filter(stays).cloned());
        updated.entries.sort_by(|one, other| one.order().cmp(&other.order()));
        // Where nothing was read, what was there stays. Addresses of modules are of all roots.
        let read: FxHashSet<&str> = analysis.declared.iter().map(|(scope, _)| scope.as_str()).filter(|scope| !scope.is_empty()).collect();
        let not_read = earlier.declared.iter().flatten().filter(|(scope, _)| !read.contains(scope.as_str())).cloned();
        updated.declared.get_or_insert_default().extend(not_read);
        updated
    }
}

/// Takes the findings that the baseline knows, and that are no worse than there, out of those that count. What it knows under another name is told. An entry that
/// is not found is gone only if it was judged: a run may be about some files and rules alone.
pub fn compare(workspace: &Workspace, analysis: &mut Analysis, baseline: &Baseline, is_judged: &dyn Fn(&BaselineEntry) -> bool) {
    let findings = std::mem::take(&mut analysis.findings);
    let declared: FxHashSet<(SmolStr, SmolStr)> = analysis.declared.iter().cloned().collect();
    let moves = Moves::of(&analysis.moved);
    let matching = Matching { workspace, findings: &findings, baseline, declared: &declared, moves: &moves };
    let matches = matching.matched();
    let not_found = baseline.entries.iter().zip(&matches.entries).filter(|(_, finding)| finding.is_none()).map(|(entry, _)| entry);
    let (gone, not_judged): (Vec<&BaselineEntry>, Vec<&BaselineEntry>) = not_found.partition(|entry| is_judged(entry));
    let mut comparison = BaselineComparison {
        since: baseline.since.clone(),
        gone: gone.len(),
        not_judged: not_judged.into_iter().map(|entry| entry.key.clone()).collect(),
        ..BaselineComparison::default()
    };
    let then = baseline.since.as_ref().map_or_else(|| "in the baseline".to_owned(), |since| format!("at {}", since.told()));
    let entry_of = |matched: &Option<usize>| matched.and_then(|entry| baseline.entries.get(entry));
    let pairs = findings.iter().zip(matches.findings.iter().map(entry_of));
    let judged: Vec<_> = pairs.map(|(finding, entry)| entry.map(|entry| (entry, matching.worse(entry, finding)))).collect();
    let elsewhere = findings.iter().zip(&judged).filter_map(|(finding, judged)| match judged {
        Some((entry, None)) if !matching.is_at_home(entry, finding) => {
            let (now, known) = ((finding.rule.as_str(), finding.address.as_str()), (entry.address.as_str(), entry.file.as_str()));
            Some(Problem::known_elsewhere(finding.place, now, known))
        }
        _ => None,
    });
    analysis.problems.extend(elsewhere);
    let is_part = matching.parts_of_known(&matches);
    for ((mut finding, judged), is_part) in findings.into_iter().zip(judged).zip(is_part) {
        match judged {
            Some((_, None)) => comparison.known.push(finding),
            Some((entry, Some(why))) => {
                comparison.worse.push(finding.identity.key.clone());
                comparison.overtaken.push(entry.key.clone());
                let span = finding.statement.unwrap_or(finding.resource_span);
                finding.labels.push(Label::new(span, format!("worse than {then}: {why}")).of(LabelRole::Worse));
                analysis.findings.push(finding);
            }
            None if is_part => comparison.known.push(finding),
            None => analysis.findings.push(finding),
        }
    }
    analysis.baseline = Some(comparison);
    problem::settle(&mut analysis.problems, workspace);
}
