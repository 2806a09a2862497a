//! Findings about suppressions: unknown, without a reason, ended, without an effect.

use super::about::{EXPIRED, REASONLESS, UNKNOWN, UNUSED};
use super::{SuppressedPart, Suppression, SuppressionOptions};
use crate::finding::{Certainty, Finding, FindingIdentity, Impact, Remedy, hash};
use crate::resource::Language;
use crate::rule::About;
use crate::secret::KnownMasks;
use crate::source::{FileId, Span, Workspace};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;

/// What is wrong with them, each told once. Those that stand in no file of the workspace have no place to be told at.
pub(super) fn complaints(workspace: &Workspace, all: &[Suppression], options: SuppressionOptions<'_>) -> Vec<Finding> {
    let selected: FxHashMap<FileId, bool> = workspace.files().map(|(file, entry)| (file, entry.selected)).collect();
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let (mut found, masks) = (vec![], KnownMasks::default());
    for suppression in all {
        let Some(place) = suppression.place else { continue };
        // What is read for others' sake may be of use to others.
        let is_whole = matches!(suppression.scope, SuppressedPart::Configured(_)) || selected.get(&place.file) == Some(&true);
        for (rule, message) in faults(suppression, options, is_whole) {
            let Some(about) = options.running.iter().find(|about| about.id == rule) else { continue };
            let path = workspace.path(place.file);
            let number = seen.entry(format!("{rule}\0{path}\0{message}")).or_default();
            let key = hash(&["deputylint/1", rule, path, &message, &number.to_string()]);
            *number += 1;
            let is_terraform = [".tf", ".tofu", ".tf.json", ".tofu.json", ".hcl", ".hcl.json"].iter().any(|end| path.ends_with(end));
            let language = if is_terraform { Language::Terraform } else { Language::CloudFormation };
            let mut finding = Finding { language, ..finding(about, suppression, place, message, key) };
            finding.hide_secrets(workspace, &masks);
            found.push(finding);
        }
    }
    found
}

/// The rules and messages.
fn faults(suppression: &Suppression, options: SuppressionOptions<'_>, is_whole: bool) -> Vec<(&'static str, String)> {
    if let Some(why) = &suppression.fault {
        return vec![(UNKNOWN, format!("This suppresses nothing: {why}."))];
    }
    let mut faults = vec![];
    for rule in suppression.rules.iter().filter(|rule| !options.known.contains(rule)) {
        faults.push((UNKNOWN, format!("There is no rule `{rule}`, so this suppresses nothing.")));
    }
    if suppression.reason.is_empty() {
        faults.push((REASONLESS, format!("The suppression of {} gives no reason.", listed(&suppression.rules))));
    }
    let runs = |rule: &&SmolStr| options.running.iter().any(|about| about.id == **rule);
    let is_used = |rule: &&SmolStr| suppression.used.contains(rule);
    let (used, unused): (Vec<&SmolStr>, Vec<&SmolStr>) = suppression.rules.iter().filter(runs).partition(is_used);
    let own = |rules: Vec<&SmolStr>| rules.into_iter().cloned().collect::<Vec<SmolStr>>();
    match &suppression.until {
        Some(until) if suppression.has_ended(options.today) && !used.is_empty() => {
            faults.push((EXPIRED, format!("The suppression of {} ended on {until}: what it is about counts again.", listed(&own(used)))));
        }
        _ => {}
    }
    if is_whole && !unused.is_empty() {
        faults.push((UNUSED, format!("There is nothing here that the suppression of {} is about.", listed(&own(unused)))));
    }
    faults
}

/// More rules than this are not named of one suppression: each of many may have a finding that would name all others.
const MOST_NAMED: usize = 16;

/// The rules of a suppression, each between these marks.
fn named(rules: &[SmolStr], mark: &str) -> String {
    let first: Vec<String> = rules.iter().take(MOST_NAMED).map(|rule| format!("{mark}{rule}{mark}")).collect();
    match rules.len().saturating_sub(MOST_NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn listed(rules: &[SmolStr]) -> String {
    named(rules, "`")
}

fn finding(about: &About, suppression: &Suppression, place: Span, message: String, key: String) -> Finding {
    let address = match suppression.rules.as_slice() {
        [] => SmolStr::new_static("comment"),
        rules => format_smolstr!("ignore[{}]", named(rules, "")),
    };
    let identity = FindingIdentity { content: hash(&["deputylint-content/1", &about.id, &address]), key, ..FindingIdentity::default() };
    Finding {
        rule: about.id.clone(),
        level: about.level,
        certainty: Certainty::Certain,
        impact: Impact::Metadata,
        without_names: message.clone(),
        when_possible: None,
        message,
        place,
        statement: None,
        callers: BTreeSet::new(),
        secrets: vec![],
        labels: vec![],
        provenance: vec![],
        further_provenances: vec![],
        language: Language::Terraform,
        address: address.clone(),
        generated_by: None,
        construct: None,
        resource_type: SmolStr::new_static("suppression"),
        resource_span: place,
        occurrences: vec![address],
        calls: vec![],
        witness: None,
        story: None,
        steps: vec![],
        path: vec![],
        because: vec![],
        under: vec![],
        remedy: Some(Remedy::advice(about.fix.clone())),
        see_also: vec![],
        yields_to: vec![],
        involved: vec![],
        related: vec![],
        identity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_rules_the_first_are_named() {
        let rules = |count: usize| (0..count).map(|number| format_smolstr!("r{number}")).collect::<Vec<SmolStr>>();
        assert_eq!(named(&rules(2), "`"), "`r0`, `r1`");
        assert!(named(&rules(MOST_NAMED), "").ends_with(", r14, r15"));
        assert!(named(&rules(MOST_NAMED + 1), "").ends_with(", r14, r15 and 1 more"));
    }
}
