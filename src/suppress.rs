//! Findings that somebody does not want to hear of again: comments in the code and `[[ignore]]` in the configuration. Each has a reason, none works in silence.

mod about;
mod complaint;
mod index;
mod metadata;
mod written;

use crate::analysis::Analysis;
use crate::finding::{Finding, Label, Suppressed, SuppressionPlace};
use crate::problem::{self, Problem};
use crate::rule::About;
use crate::secret;
use crate::source::{CodePart, Span, Workspace};
use index::OfRule;
use smol_str::SmolStr;

pub use about::abouts;

/// What is known beside the code.
#[derive(Clone, Copy, Debug)]
pub struct SuppressionOptions<'a> {
    /// The day of the run: `2027-01-31`.
    pub today: &'a str,
    /// The ids of all rules that there are.
    pub known: &'a [SmolStr],
    /// The rules that run, those about suppressions among them.
    pub running: &'a [About],
    pub configured: &'a [ConfiguredSuppression],
}

/// An `[[ignore]]` of the configuration: findings of a rule that are all that it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfiguredSuppression {
    pub rule: SmolStr,
    /// A file or directory, relative to the reading root; `*` stands for any characters.
    pub path: Option<String>,
    /// With `*` too.
    pub address: Option<String>,
    /// The first digits, at least eight.
    pub fingerprint: Option<String>,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<String>,
    /// Where it is written; nothing outside the workspace.
    pub place: Option<Span>,
}

/// A comment or an entry of the configuration.
struct Suppression {
    rules: Vec<SmolStr>,
    reason: String,
    until: Option<String>,
    /// Why it cannot count at all.
    fault: Option<String>,
    place: Option<Span>,
    scope: SuppressedPart,
    /// The rules of which it has held a finding back, or would have before it ended.
    used: Vec<SmolStr>,
}

/// What a suppression is about.
enum SuppressedPart {
    /// Nothing where a comment stands at nothing.
    Code(Option<CodePart>),
    /// The place in [`SuppressionOptions::configured`].
    Configured(usize),
}

impl Suppression {
    fn has_ended(&self, today: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < today)
    }
}

impl ConfiguredSuppression {
    fn meets(&self, workspace: &Workspace, finding: &Finding) -> bool {
        let path = workspace.path(finding.place.file);
        let in_folder = |pattern: &String| wildcard(pattern, path) || wildcard(&format!("{}/*", pattern.trim_end_matches('/')), path);
        let addresses = || std::iter::once(&finding.address).chain(&finding.occurrences);
        self.path.as_ref().is_none_or(in_folder)
            && self.address.as_ref().is_none_or(|pattern| addresses().all(|address| wildcard(pattern, address)))
            && self.fingerprint.as_ref().is_none_or(|digits| finding.identity.key.starts_with(digits.as_str()))
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any characters.
fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

/// Takes suppressed findings out of those that count, and adds findings about suppressions that are not as they should be.
pub fn apply(workspace: &Workspace, analysis: &mut Analysis, options: SuppressionOptions<'_>) {
    let mut all = written::comments(workspace, &analysis.comments);
    all.extend(analysis.metadata.iter().map(metadata::suppression));
    all.extend(options.configured.iter().enumerate().map(|(index, entry)| Suppression {
        rules: vec![entry.rule.clone()],
        reason: secret::masked(&entry.reason).into_owned(),
        until: entry.until.clone(),
        fault: None,
        place: entry.place,
        scope: SuppressedPart::Configured(index),
        used: vec![],
    }));
    if all.is_empty() {
        return;
    }
    let mut rules = index::by_rule(&all, options.configured, options.today);
    for mut finding in std::mem::take(&mut analysis.findings) {
        let of_rule = rules.get_mut(&finding.rule);
        match of_rule.and_then(|of_rule| suppressed_by(workspace, &mut finding, &all, of_rule, options)).and_then(|index| all.get(index)) {
            Some(by) => analysis.suppressed.push(suppressed(finding, by)),
            None => analysis.findings.push(finding),
        }
    }
    for (rule, of_rule) in &rules {
        for member in of_rule.used().flat_map(|group| &group.members) {
            all.get_mut(*member).into_iter().for_each(|suppression| suppression.used.push(rule.clone()));
        }
    }
    let told = analysis.suppressed.iter().map(|suppressed| {
        let (finding, by) = (&suppressed.finding, &suppressed.reason);
        Problem::suppressed(finding.place, &finding.rule, &finding.address, if by.is_empty() { "no reason is given" } else { by })
    });
    analysis.problems.extend(told);
    problem::settle(&mut analysis.problems, workspace);
    analysis.findings.extend(complaint::complaints(workspace, &all, options));
    analysis.findings.sort_by_key(|finding| workspace.order(finding.place));
}

/// The suppression that holds a finding back. All that are about it have been of use; one that has ended leaves a label.
fn suppressed_by(
    workspace: &Workspace,
    finding: &mut Finding,
    all: &[Suppression],
    of_rule: &mut OfRule,
    options: SuppressionOptions<'_>,
) -> Option<usize> {
    let mut ended = vec![];
    let mut holding = |of_rule: &mut OfRule, groups: Vec<usize>| {
        let mut first: Option<usize> = None;
        for group in groups {
            let Some(group) = of_rule.use_group(group) else { continue };
            first = first.into_iter().chain(group.holding).min();
            ended.extend(group.ended);
        }
        first
    };
    let of_itself = of_rule.meeting(workspace, finding, options.configured);
    let itself = holding(of_rule, of_itself);
    // A call is suppressed with what it brings; what another call brings too stays.
    let mut is_whole = true;
    let mut of_calls: Option<usize> = None;
    for calls in &finding.calls {
        let groups = calls.iter().flat_map(|call| of_rule.at_call(*call)).collect();
        let by = holding(of_rule, groups);
        is_whole &= by.is_some();
        of_calls = of_calls.into_iter().chain(by).min();
    }
    ended.sort_unstable();
    ended.dedup();
    for suppression in ended.into_iter().filter_map(|index| all.get(index)) {
        let text = format!("a suppression of this ended on {}", suppression.until.as_deref().unwrap_or_default());
        finding.labels.extend(suppression.place.map(|span| Label::new(span, text)));
    }
    itself.or(of_calls.filter(|_| is_whole))
}

fn suppressed(finding: Finding, by: &Suppression) -> Suppressed {
    let written = match by.scope {
        SuppressedPart::Code(_) => SuppressionPlace::InSource,
        SuppressedPart::Configured(_) => SuppressionPlace::Configuration,
    };
    Suppressed { finding, reason: by.reason.clone(), until: by.until.clone(), written, place: by.place }
}

/// Whether a text is a day: `2027-01-31`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u32>().ok()).flatten()
    };
    match parts.as_slice() {
        [year, month, day] => {
            number(year, 4).is_some()
                && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
                && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_characters() {
        let yes = [("a.b", "a.b"), ("*", ""), ("*", "x"), ("a*c", "abbc"), ("*.tf", "x/y.tf"), ("a*b*c", "a1b2b3c"), ("a*a", "aa")];
        let no = [("a.b", "a.bc"), ("a*a", "a"), ("*.tf", "x.tfvars"), ("a*b*c", "acb"), ("", "x")];
        assert!(yes.iter().all(|(pattern, text)| wildcard(pattern, text)), "{yes:?}");
        assert!(!no.iter().any(|(pattern, text)| wildcard(pattern, text)), "{no:?}");
    }

    #[test]
    fn days() {
        assert!(["2027-01-31", "0001-12-01"].into_iter().all(is_day));
        assert!(
            !["2027-1-31", "2027-13-01", "2027-00-01", "27-01-01", "2027-01-32", "", "2027-01-01x", "+027-01-01"].into_iter().any(is_day)
        );
    }
}
