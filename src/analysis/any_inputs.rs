//! Remedies under any inputs: a root is evaluated once more with all of them open, where it has something to paste.

use super::stages::{self, RootSource};
use super::{Analysis, Options, judge};
use crate::finding::Finding;
use crate::policy::{self, Policy, Unplaced};
use crate::resource::{EvaluatedRoot, InputDefaults, Root};
use crate::rule::{RuleSet, UnderInputs};
use crate::source::Workspace;

/// What the rules say of a root, with nothing to paste that is right for the defaults of its inputs alone.
pub(super) fn judged(
    workspace: &Workspace,
    source: &RootSource,
    evaluated: &EvaluatedRoot,
    rules: &RuleSet,
    options: &Options,
) -> Analysis {
    let mut judged = judge(workspace, evaluated, rules, options);
    let has_edits = |finding: &mut Finding| finding.remedy.as_ref().is_some_and(|remedy| !remedy.edits.is_empty());
    if !judged.findings_so_far().any(has_edits) {
        return judged;
    }
    if !evaluated.has_defaults {
        spare(&mut judged, &evaluated.root);
        return judged;
    }
    let mut options = options.clone();
    options.terraform.defaults = InputDefaults::Open;
    spare(&mut judged, &stages::evaluate(workspace, source, &options).root);
    judged
}

/// Leaves out what one could paste where it is not right for a root whose inputs are open.
fn spare(judged: &mut Analysis, open: &Root) {
    let (mut policies, _) = policy::policies(open);
    let unplaced = policy::unplaced(open, &policies);
    policies.extend(unplaced.iter().map(Unplaced::policy));
    let policies: &[Policy<'_>] = &policies;
    let named = std::mem::take(&mut judged.callers);
    let inputs = UnderInputs::new(policies, &named);
    for finding in judged.findings_so_far() {
        if let (Some(why), Some(remedy)) = (inputs.objection(finding), finding.remedy.as_mut()) {
            remedy.only_advise(&why);
        }
    }
    judged.callers = named;
}
