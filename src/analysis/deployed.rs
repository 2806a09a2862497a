//! A secret in what one resource hands to a stack and another one of that stack has is told once, where it is used.

use crate::finding::Finding;
use crate::source::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Leaves out what is told of a resource that deploys a stack and is told of a resource of that stack as well: those are roots of their own.
pub(super) fn once(findings: &mut Vec<Finding>) {
    let mut inner: FxHashMap<(SmolStr, SmolStr), Vec<Span>> = FxHashMap::default();
    for finding in findings.iter().filter(|finding| !finding.secrets.is_empty()) {
        for (at, _) in finding.address.match_indices('/') {
            let outer = finding.address.get(..at).map(SmolStr::new).unwrap_or_default();
            inner.entry((finding.rule.clone(), outer)).or_default().extend(&finding.secrets);
        }
    }
    if inner.is_empty() {
        return;
    }
    findings.retain(|finding| {
        let told = inner.get(&(finding.rule.clone(), finding.address.clone())).map_or(&[][..], Vec::as_slice);
        let is_told = |secret: &Span| told.iter().any(|told| told.covers(*secret) || secret.covers(*told));
        finding.secrets.is_empty() || !finding.secrets.iter().all(is_told)
    });
}
