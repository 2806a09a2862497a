//! Findings of one story point at each other.

use crate::finding::{Finding, Level, RelatedFinding};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// More than this are not told of one finding.
const MOST: usize = 8;

/// A finding whose rule names another rule is related to what that one finds about the same things; each names the other. Beside a finding that tells more
/// of the same cause at the same place it is a note.
pub(super) fn relate(findings: &mut [Finding]) {
    let mut by_rule: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, finding) in findings.iter().enumerate() {
        by_rule.entry(&finding.rule).or_default().push(index);
    }
    let mut pairs = vec![];
    let mut milder = vec![];
    for (index, finding) in findings.iter().enumerate() {
        let of_stronger = finding.yields_to.iter().flat_map(|rule| by_rule.get(rule.as_str()).into_iter().flatten());
        let is_same = |other: &usize| findings.get(*other).is_some_and(|other| other.place == finding.place);
        milder.extend(of_stronger.copied().any(|other| is_same(&other)).then_some(index));
        let others = finding.see_also.iter().flat_map(|rule| by_rule.get(rule.as_str()).into_iter().flatten());
        let others = others.filter(|other| **other != index);
        let rests_on =
            |other: &&usize| findings.get(**other).is_some_and(|other| finding.involved.iter().any(|span| is_about(other, *span)));
        pairs.extend(others.filter(rests_on).take(MOST).map(|other| (index, *other)));
    }
    for index in milder {
        findings.get_mut(index).into_iter().for_each(|finding| finding.level = finding.level.min(Level::Note));
    }
    for (one, other) in pairs {
        for (from, to) in [(one, other), (other, one)] {
            let told = findings.get(to).map(|to| RelatedFinding { rule: to.rule.clone(), key: to.identity.key.clone(), place: to.place });
            let from = findings.get_mut(from).filter(|from| from.related.len() < MOST);
            if let Some((from, told)) = from.zip(told)
                && !from.related.contains(&told)
            {
                from.related.push(told);
            }
        }
    }
}

/// Whether a finding is about a resource or an element of a policy.
fn is_about(finding: &Finding, span: Span) -> bool {
    finding.resource_span == span || finding.place == span || finding.statement.is_some_and(|statement| statement.covers(span))
}
