//! Findings about what says nothing itself: told where their cause is.

use super::context::RootContext;
use super::definition::Rule;
use super::target::Target;
use crate::finding::{Finding, Label};
use crate::resource::Resource;
use crate::source::Span;
use crate::subject::Subject;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// One cause, one finding: of a subject that says nothing itself and is launched from what the rule is about too, the finding there is told, with the
/// subject as what it leads to; also where what is launched from says it for the subject.
pub(super) fn at_their_cause(root: RootContext<'_>, rule: &Rule, findings: &mut Vec<Finding>) {
    if findings.iter().all(|finding| finding.rule != rule.about.id) {
        return;
    }
    let kinds = rule.targets.iter().filter_map(|target| if let Target::Subject(kind) = target { Some(*kind) } else { None });
    // The first of those at one address.
    let subjects = kinds.flat_map(|kind| root.subjects.of_kind(kind)).rev();
    let subjects: FxHashMap<&str, &Subject<'_>> = subjects.map(|subject| (subject.resource.address.as_str(), subject)).collect();
    let told = findings.iter().filter(|finding| finding.rule == rule.about.id);
    let told: FxHashSet<(SmolStr, Span)> = told.map(|finding| (finding.address.clone(), finding.place)).collect();
    let mut effects: Vec<(SmolStr, Label)> = vec![];
    findings.retain(|finding| {
        let own = subjects.get(finding.address.as_str()).filter(|_| finding.rule == rule.about.id);
        let Some(subject) = own else { return true };
        let says_nothing = subject.resource.span == finding.place && !subject.may_be_launched_alone();
        let is_told =
            |cause: &&Resource| told.iter().any(|(known, place)| *known == cause.address && (says_nothing || *place == finding.place));
        let cause = subject.launched_from().into_iter().find(is_told);
        effects.extend(cause.map(|cause| {
            let text = format!("`{}` is launched from it", subject.resource.address);
            (cause.address.clone(), Label::new(subject.resource.span, text))
        }));
        cause.is_none()
    });
    for (cause, label) in effects {
        let known = findings.iter_mut().find(|finding| finding.rule == rule.about.id && finding.address == cause);
        known.into_iter().for_each(|finding| finding.labels.push(label.clone()));
    }
}
