//! Findings that were there when somebody began to use the tool: they do not make a run fail until they get worse. What is new does.

mod entry;
mod grant;

use crate::analysis::Analysis;
use crate::finding::{BaselineComparison, EarlierCommit, Finding, Label, without_keys};
use crate::source::Workspace;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub use entry::BaselineEntry;

/// What a baseline file holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Baseline {
    /// In the order of the file.
    pub entries: Vec<BaselineEntry>,
    /// The commit that has them; nothing for those of a file.
    pub since: Option<EarlierCommit>,
}

/// Which finding an entry stands for.
struct Matches {
    /// By the place of the entry: that of the finding.
    entries: Vec<Option<usize>>,
    findings: Vec<Option<usize>>,
}

impl Matches {
    /// Pairs what is still free.
    fn pair(&mut self, entry: usize, finding: usize) {
        if let (Some(of_entry @ None), Some(of_finding @ None)) = (self.entries.get_mut(entry), self.findings.get_mut(finding)) {
            *of_entry = Some(finding);
            *of_finding = Some(entry);
        }
    }

    fn is_free(&self, finding: usize) -> bool {
        self.findings.get(finding).is_some_and(Option::is_none)
    }
}

impl Baseline {
    /// What is found now, and the findings of an earlier baseline with it.
    pub fn of(workspace: &Workspace, analysis: &Analysis) -> Baseline {
        let known = analysis.baseline.iter().flat_map(|comparison| &comparison.known);
        let mut entries: Vec<BaselineEntry> =
            analysis.findings.iter().chain(known).map(|finding| BaselineEntry::of(workspace, finding)).collect();
        entries.sort_by(|one, other| one.order().cmp(&other.order()));
        Baseline { entries, since: None }
    }

    /// Only what is still found: as it is now, and what is worse as it was.
    pub fn refreshed(workspace: &Workspace, analysis: &Analysis, earlier: &Baseline) -> Baseline {
        let comparison = analysis.baseline.clone().unwrap_or_default();
        let mut refreshed = Baseline::of(workspace, &Analysis { findings: comparison.known, ..Analysis::default() });
        refreshed.entries.extend(earlier.entries.iter().filter(|entry| comparison.overtaken.contains(&entry.key)).cloned());
        refreshed.entries.sort_by(|one, other| one.order().cmp(&other.order()));
        refreshed
    }
}

/// Takes the findings that the baseline knows, and that are no worse than there, out of those that count.
pub fn compare(workspace: &Workspace, analysis: &mut Analysis, baseline: &Baseline) {
    let findings = std::mem::take(&mut analysis.findings);
    let matches = matched(workspace, &findings, &analysis.moved, baseline);
    let gone = matches.entries.iter().filter(|entry| entry.is_none()).count();
    let mut comparison = BaselineComparison { since: baseline.since.clone(), gone, ..BaselineComparison::default() };
    let then = baseline.since.as_ref().map_or_else(|| "in the baseline".to_owned(), |since| format!("at {}", since.told()));
    for (mut finding, entry) in findings.into_iter().zip(&matches.findings) {
        let entry = entry.and_then(|entry| baseline.entries.get(entry));
        match entry.map(|entry| (entry, entry.worse(&finding))) {
            Some((_, None)) => comparison.known.push(finding),
            Some((entry, Some(why))) => {
                comparison.worse.push(finding.identity.key.clone());
                comparison.overtaken.push(entry.key.clone());
                let span = finding.statement.unwrap_or(finding.resource_span);
                finding.labels.push(Label { span, text: format!("worse than {then}: {why}") });
                analysis.findings.push(finding);
            }
            None => analysis.findings.push(finding),
        }
    }
    analysis.baseline = Some(comparison);
}

/// Pairs entries and findings: by identity, by `moved` blocks, by content (as often as it is there, in the same file first), and last a statement of
/// the same resource that allows no more than it did.
fn matched(workspace: &Workspace, findings: &[Finding], moved: &[(SmolStr, SmolStr)], baseline: &Baseline) -> Matches {
    let mut matches = Matches { entries: vec![None; baseline.entries.len()], findings: vec![None; findings.len()] };
    let path = |finding: &Finding| workspace.path(finding.place.file);
    type IsMatch<'a> = &'a dyn Fn(&BaselineEntry, &Finding) -> bool;
    let steps: [IsMatch<'_>; 5] = [
        &|entry, finding| entry.key == finding.identity.key,
        &|entry, finding| moved.iter().any(|(from, to)| entry::was_at(&finding.address, from, to).is_some_and(|old| old == entry.address)),
        &|entry, finding| entry.content == finding.identity.content && entry.file == path(finding),
        &|entry, finding| entry.content == finding.identity.content,
        &|entry, finding| entry.address == without_keys(&finding.address) && entry.worse(finding).is_none(),
    ];
    let mut of_rule: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    findings.iter().enumerate().for_each(|(index, finding)| of_rule.entry(&finding.rule).or_default().push(index));
    for step in steps {
        for (index, entry) in baseline.entries.iter().enumerate() {
            if matches.entries.get(index).is_some_and(Option::is_some) {
                continue;
            }
            let candidates = of_rule.get(entry.rule.as_str()).into_iter().flatten();
            let found = candidates
                .copied()
                .find(|index| matches.is_free(*index) && findings.get(*index).is_some_and(|finding| step(entry, finding)));
            found.into_iter().for_each(|finding| matches.pair(index, finding));
        }
    }
    matches
}
