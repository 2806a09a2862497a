//! Remedies under any inputs: a root is evaluated once more with all of them open, where what it has to paste hangs on the default of one.

use super::stages::{self, RootSource};
use super::{Analysis, Options, judge};
use crate::finding::Finding;
use crate::policy::{self, Policy, Unplaced, statements};
use crate::resource::{EvaluatedRoot, InputDefaults, OnDefaults, Root};
use crate::rule::{RuleSet, UnderInputs};
use crate::source::{Span, Workspace};
use rustc_hash::FxHashSet;

/// What the rules say of a root, with nothing to paste that is right for the defaults of its inputs alone.
pub(super) fn judged(
    workspace: &Workspace,
    source: &RootSource,
    evaluated: &EvaluatedRoot,
    rules: &RuleSet,
    options: &Options,
) -> Analysis {
    let mut judged = judge(workspace, evaluated, rules, options);
    let has_edits = |finding: &&mut Finding| finding.remedy.as_ref().is_some_and(|remedy| !remedy.edits.is_empty());
    let edited: FxHashSet<Span> = judged.findings_so_far().filter(has_edits).filter_map(|finding| finding.statement).collect();
    if edited.is_empty() {
        return judged;
    }
    let is_spared = of_policies(&evaluated.root, |policies, placed| {
        let is_right = !hangs_on_defaults(policies, placed, &evaluated.on_defaults, &edited);
        if is_right {
            spare(&mut judged, policies);
        }
        is_right
    });
    if !is_spared {
        let mut options = options.clone();
        options.terraform.defaults = InputDefaults::Open;
        options.terraform.share = options.terraform.share.for_good();
        options.terraform.answers = evaluated.answers.clone();
        of_policies(&stages::evaluate(workspace, source, &options).root, |policies, _| spare(&mut judged, policies));
    }
    judged
}

/// Whether policies with statements at these places may be others under other inputs; so many of them are at their places.
fn hangs_on_defaults(policies: &[Policy<'_>], placed: usize, on_defaults: &OnDefaults, places: &FxHashSet<Span>) -> bool {
    let may_be_others = |number: usize, policy: &Policy<'_>| match on_defaults {
        OnDefaults::Resources(_) => number >= placed || on_defaults.may_concern(&policy.resource.address),
        _ => on_defaults.may_concern(&policy.resource.address),
    };
    let has_place = |policy: &Policy<'_>| statements(&policy.document).iter().any(|statement| places.contains(&statement.span));
    policies.iter().enumerate().any(|(number, policy)| may_be_others(number, policy) && has_place(policy))
}

/// What is made of the policies of a root; so many of them are at their places.
fn of_policies<T>(root: &Root, make: impl FnOnce(&[Policy<'_>], usize) -> T) -> T {
    let (mut policies, _) = policy::policies(root);
    let placed = policies.len();
    let unplaced = policy::unplaced(root, &policies);
    policies.extend(unplaced.iter().map(Unplaced::policy));
    make(&policies, placed)
}

/// Leaves out what one could paste where it is not right for a root whose inputs are open, and which has these policies.
fn spare(judged: &mut Analysis, open: &[Policy<'_>]) {
    let named = std::mem::take(&mut judged.callers);
    let inputs = UnderInputs::new(open, &named);
    for finding in judged.findings_so_far() {
        if let (Some(why), Some(remedy)) = (inputs.objection(finding), finding.remedy.as_mut()) {
            remedy.only_advise(&why);
        }
    }
    judged.callers = named;
}
