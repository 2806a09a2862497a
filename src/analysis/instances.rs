//! One fault that several instances, calls or answers have in common is one finding.

use crate::condition::ANOTHER;
use crate::finding::{Finding, Label, LabelRole, MAX_FURTHER_PROVENANCES};
use crate::resource::without_keys;
use crate::source::Workspace;
use rustc_hash::FxHashSet;

/// How many places a finding tells besides its own.
const MAX_LABELS: usize = 10;

/// Sorted, and what several instances or calls of one definition have in common told once: the same fault at the same place, though
/// each may give it other values. The first stands for all.
pub(super) fn merged(workspace: &Workspace, mut findings: Vec<Finding>) -> Vec<Finding> {
    let fault = |finding: &Finding| (finding.place, finding.rule.clone());
    let order = |finding: &Finding| workspace.order(finding.place);
    let worst = |finding: &Finding| std::cmp::Reverse((finding.level, finding.certainty));
    findings.sort_by(|a, b| {
        let same_fault = (order(a), &a.rule).cmp(&(order(b), &b.rule));
        same_fault.then(worst(a).cmp(&worst(b))).then(a.message.cmp(&b.message)).then(a.address.cmp(&b.address))
    });
    let mut result: Vec<Finding> = vec![];
    for finding in findings {
        let mut at_this_place = result.iter_mut().rev().take_while(|known| fault(known) == fault(&finding));
        match at_this_place.find(|known| is_same(known, &finding)) {
            Some(known) => known.take_in(finding),
            None => result.push(finding),
        }
    }
    for finding in &mut result {
        finding.occurrences.sort();
        finding.occurrences.dedup();
    }
    tell_apart(&mut result);
    result
}

/// Copies of one installed module have one identity; calls of a module have one definition.
fn is_same(known: &Finding, finding: &Finding) -> bool {
    let is_copy = known.identity.key == finding.identity.key || known.resource_span == finding.resource_span;
    (known.message == finding.message && is_copy) || is_instance(known, finding)
}

/// Instances of one block in one module, each with its own values; calls of it that differ in names alone; one instance under other answers to what is
/// open. Under the same answers one instance has several faults.
fn is_instance(known: &Finding, finding: &Finding) -> bool {
    let is_as_sure = (known.level, known.certainty) == (finding.level, finding.certainty);
    let is_other = match known.occurrences.contains(&finding.address) {
        // The worst of what one instance comes to stands for the rest.
        true => known.under != finding.under && (known.headline().0 == finding.headline().0 || exclude(&known.under, &finding.under)),
        false => {
            let is_named_alike = || without_keys(&known.address) == without_keys(&finding.address);
            is_as_sure && (known.without_names == finding.without_names || is_named_alike())
        }
    };
    known.resource_span == finding.resource_span && is_other
}

/// Whether two lists of conditions never hold together: one condition has another answer in each.
fn exclude(one: &[String], other: &[String]) -> bool {
    let is_other = |a: &String, b: &String| {
        a.rsplit_once(" is ")
            .zip(b.rsplit_once(" is "))
            .is_some_and(|((condition, answer), (same, other))| condition == same && answer != other)
    };
    one.iter().any(|a| other.iter().any(|b| is_other(a, b)))
}

impl Finding {
    /// Tells of another instance too.
    fn take_in(&mut self, other: Finding) {
        let is_told = self.message != other.message && self.labels.len() < MAX_LABELS;
        let is_milder =
            is_told && self.occurrences.contains(&other.address) && (self.level, self.certainty) > (other.level, other.certainty);
        if is_told {
            let answers = if self.occurrences.contains(&other.address) { other.under.join(" and ") } else { String::new() };
            let holds = if answers.is_empty() { format!("in `{}`", other.address) } else { format!("if {answers}") };
            // What the finding says already, for this instance too, says nothing of other answers.
            let is_told = !answers.is_empty() && self.headline().0 == other.headline().0;
            let role = if answers.is_empty() { LabelRole::Seen } else { LabelRole::OtherAnswers };
            let label = Label::new(other.resource_span, format!("{holds}: {}", other.headline().0)).of(role);
            self.labels.extend((!is_told).then_some(label));
        }
        self.occurrences.extend(other.occurrences);
        self.calls.extend(other.calls);
        self.identity.take_in(other.identity);
        // Of copies of one module only the calls differ.
        let is_new = |label: &Label| self.labels.iter().all(|known| known.span != label.span && known.text != label.text);
        let labels: Vec<Label> = other.labels.into_iter().filter(is_new).collect();
        self.labels.extend(labels.into_iter().take(MAX_LABELS.saturating_sub(self.labels.len())));
        let is_new =
            !other.provenance.is_empty() && other.provenance != self.provenance && !self.further_provenances.contains(&other.provenance);
        if is_new && self.further_provenances.len() < MAX_FURTHER_PROVENANCES {
            self.further_provenances.push(other.provenance);
        }
        // When what is milder holds is told there.
        if self.under != other.under && !is_milder {
            self.under = either(std::mem::take(&mut self.under), &other.under);
        }
    }
}

/// Equal fingerprints never meet: of several findings with one key, as calls of a module with other values give, the second and further ones get keys
/// of their own.
fn tell_apart(findings: &mut [Finding]) {
    let mut known: FxHashSet<String> = FxHashSet::default();
    for finding in findings {
        let first = finding.identity.key.clone();
        let mut number = 0;
        while !known.insert(finding.identity.key.clone()) {
            finding.identity = finding.identity.apart(&first, &finding.message, number);
            number += 1;
        }
    }
}

/// What one or the other needs: nothing if one of them needs nothing. Of many the first are told.
fn either(one: Vec<String>, other: &[String]) -> Vec<String> {
    const OR: &str = ", or ";
    const OTHERS: &str = "others";
    if one.is_empty() || other.is_empty() {
        return vec![];
    }
    let (one, other) = (one.join(" and "), other.join(" and "));
    let is_single = |text: &str| !text.contains(" and ") && !text.contains(OR);
    match (one.rsplit_once(" is "), other.rsplit_once(" is ")) {
        (Some((condition, answers)), Some((same, answer)))
            if condition == same && !condition.contains(" is ") && cover_all(answers, answer) =>
        {
            vec![]
        }
        // Other answers to the same condition.
        (Some((condition, answers)), Some((same, answer))) if condition == same && is_single(&one) && is_single(&other) => {
            let parts = |listed| str::split(listed, ", ").flat_map(|part: &str| part.split(" or "));
            let mut answers: Vec<&str> = parts(answer).fold(parts(answers).collect(), |told, answer| more(told, answer, OTHERS));
            // One that is not named is one of others, and stands last.
            let is_unnamed = answers.contains(&ANOTHER);
            answers.retain(|answer| *answer != ANOTHER);
            answers.extend((is_unnamed && !answers.contains(&OTHERS)).then_some(ANOTHER));
            let (last, rest) = answers.split_last().map_or(("", &[][..]), |(last, rest)| (*last, rest));
            let first = if rest.is_empty() { String::new() } else { format!("{} or ", rest.join(", ")) };
            vec![format!("{condition} is {first}{last}")]
        }
        _ => vec![more(one.split(OR).collect(), &other, "under other answers").join(OR)],
    }
}

/// Whether one or the other of two answers always holds: `a or b` and `not a`, `true` and `false`.
fn cover_all(one: &str, other: &str) -> bool {
    let parts =
        |listed: &'_ str, word: &str| listed.split(", ").flat_map(|part| part.split(word)).map(str::to_owned).collect::<Vec<String>>();
    let left_out = |text: &str| match (text.strip_prefix("not "), text.strip_prefix("none of ")) {
        (Some(only), _) => Some(vec![only.to_owned()]),
        (_, Some(several)) => Some(parts(several, " and ")),
        (None, None) => None,
    };
    match (left_out(one), left_out(other)) {
        (Some(out), None) => out.iter().all(|answer| parts(other, " or ").contains(answer)),
        (None, Some(out)) => out.iter().all(|answer| parts(one, " or ").contains(answer)),
        (Some(out), Some(others)) => !out.iter().any(|answer| others.contains(answer)),
        (None, None) => matches!([one, other], ["true", "false"] | ["false", "true"]),
    }
}

/// A list with one more, or with what stands for the rest.
fn more<'t>(mut told: Vec<&'t str>, next: &'t str, rest: &'t str) -> Vec<&'t str> {
    const MOST: usize = 4;
    if !told.contains(&next) && !told.contains(&rest) {
        told.push(if told.len() < MOST { next } else { rest });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_under_other_answers_too_says_so() {
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(either(words(&["a is true"]), &[]), words(&[]));
        let mut told = words(&["a is true", "b is x"]);
        for answer in ["c is 1", "c is 1", "c is 2", "c is 3", "c is 4"] {
            told = either(told, &words(&[answer]));
        }
        assert_eq!(told, ["a is true and b is x, or c is 1, or c is 2, or c is 3, or under other answers"]);
        let mut told = words(&["c is 1"]);
        for answer in ["c is 2", "c is 2", "c is 3", "c is 4"] {
            told = either(told, &words(&[answer]));
        }
        assert_eq!(told, ["c is 1, 2, 3 or 4"]);
        assert_eq!(either(words(&["c is 1 or 2"]), &words(&["c is 3 or 4"])), told);
        assert_eq!(either(words(&["c is 1"]), &words(&["c is not 1"])), words(&[]));
        assert_eq!(either(words(&["c is none of 1, 2 and 3"]), &words(&["c is 1, 2 or 3"])), words(&[]));
        assert_eq!(either(words(&["c is true"]), &words(&["c is false"])), words(&[]));
        assert_eq!(either(words(&["c is not 1"]), &words(&["c is not 2"])), words(&[]));
        assert_eq!(either(either(told, &words(&["c is 5"])), &words(&["c is 6"])), ["c is 1, 2, 3, 4 or others"]);
        let told = either(words(&["c is 1 or another value"]), &words(&["c is 2"]));
        assert_eq!(told, ["c is 1, 2 or another value"]);
        assert_eq!(either(either(told, &words(&["c is 3"])), &words(&["c is 4"])), ["c is 1, 2, 3 or others"]);
    }
}
