//! Whether rules flag what their examples say, in every notation, and whether the examples need every clause.

use crate::analysis::{Options, analyse};
use crate::rule::clause::weakenings;
use crate::rule::examples::ExampleCode;
use crate::rule::{Example, OwnAccount, Rule, RuleSet};
use crate::source::Workspace;
use smol_str::SmolStr;
use std::fmt;
use std::ops::Range;

/// The own account of examples.
const OWN_ACCOUNT: &str = "111122223333";

/// What came of the examples of a rule.
#[derive(Clone, Debug)]
pub struct ExamplesOutcome {
    pub rule: SmolStr,
    /// How many examples it has, and in how many notations altogether.
    pub examples: usize,
    pub codes: usize,
    pub failures: Vec<ExampleFailure>,
    /// What can be left out of the clauses without an example that notices: "without `policy`".
    pub unneeded: Vec<String>,
}

impl ExamplesOutcome {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty() && self.unneeded.is_empty()
    }
}

/// An example in a notation in which the rule does not flag what is marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExampleFailure {
    pub rule: SmolStr,
    pub example: String,
    pub notation: &'static str,
    pub file: &'static str,
    /// Without marks.
    pub text: String,
    pub expected: Vec<Range<usize>>,
    pub found: Vec<Range<usize>>,
}

/// Runs all examples of a rule.
pub fn test(rule: &Rule) -> ExamplesOutcome {
    let codes: Vec<(&Example, ExampleCode)> =
        rule.examples.iter().flat_map(|example| example.codes().into_iter().map(move |code| (example, code))).collect();
    let failures = codes.iter().filter_map(|(example, code)| failure(rule, example, code)).collect();
    ExamplesOutcome { rule: rule.about.id.clone(), examples: rule.examples.len(), codes: codes.len(), failures, unneeded: unneeded(rule) }
}

/// What is wrong with an example in one of its notations.
pub fn failure(rule: &Rule, example: &Example, code: &ExampleCode) -> Option<ExampleFailure> {
    let (text, expected) = code.unmarked();
    let found = places(rule, example.own_account, code.file, &text);
    (found != expected).then(|| ExampleFailure {
        rule: rule.about.id.clone(),
        example: example.name.clone(),
        notation: code.notation,
        file: code.file,
        text,
        expected,
        found,
    })
}

/// The ways to weaken a rule that no example notices: a clause, or an entry of a short list, that it does not need.
pub fn unneeded(rule: &Rule) -> Vec<String> {
    let of_each =
        rule.examples.iter().flat_map(|example| example.codes().into_iter().enumerate().map(move |(index, code)| (index, example, code)));
    let mut codes: Vec<(usize, &Example, ExampleCode)> = of_each.collect();
    // What one notation does not tell, the others rarely do.
    codes.sort_by_key(|(index, ..)| *index);
    let mut result = vec![];
    for (what, weaker) in weakenings(&rule.when) {
        let weak = Rule { when: weaker, ..rule.clone() };
        if !weak.when.is_empty() && !codes.iter().any(|(_, example, code)| failure(&weak, example, code).is_some()) {
            result.push(what);
        }
    }
    result
}

/// Where the rule finds something.
fn places(rule: &Rule, own_account: OwnAccount, file: &str, text: &str) -> Vec<Range<usize>> {
    let workspace = Workspace::in_memory([(file.to_owned(), text.to_owned())]);
    let own_accounts = match own_account {
        OwnAccount::Known => vec![OWN_ACCOUNT.into()],
        OwnAccount::Unknown => vec![],
    };
    let options = Options { own_accounts, ..Options::default() };
    let analysis = analyse(&workspace, &RuleSet { rules: vec![rule.clone()] }, &options);
    analysis.findings.iter().map(|finding| finding.place.start as usize..finding.place.end as usize).collect()
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: example \"{}\" ({})", self.rule, self.example, self.notation)?;
        writeln!(f, "  expected {}", self.told(&self.expected))?;
        writeln!(f, "  found    {}", self.told(&self.found))?;
        for (number, line) in self.text.lines().enumerate() {
            writeln!(f, "  {:4} | {line}", number + 1)?;
        }
        Ok(())
    }
}

impl ExampleFailure {
    /// Places as people read them: file, line, column and what stands there.
    fn told(&self, places: &[Range<usize>]) -> String {
        let told = places.iter().map(|place| {
            let before = self.text.get(..place.start).unwrap_or_default();
            let (line, column) = (before.matches('\n').count() + 1, before.chars().rev().take_while(|char| *char != '\n').count() + 1);
            let there = self.text.get(place.clone()).unwrap_or_default().lines().next().unwrap_or_default();
            format!("{}:{line}:{column} `{there}`", self.file)
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = r#"
id: x
title: A test
level: warning
severity: 1.0
precision: low
cwe: [1]
since: 0.1.0
tags: []
when: { policy: [resource, trust], principal: service }
message: "{principal}."
why: w
fix: f
references: [{ title: t, url: "https://example.com" }]
examples:
  - name: a queue
    in: sqs
    statement: '{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": «"sqs:SendMessage"», "Resource": "*"}'
"#;

    #[test]
    fn what_is_wrong_is_told_with_places() {
        let rules = RuleSet::read([("p", "x.yaml", RULE)]).unwrap();
        let outcome = test(&rules.rules[0]);
        assert_eq!((outcome.examples, outcome.codes, outcome.failures.len()), (1, 5, 5));
        let told = outcome.failures[0].to_string();
        let head = "x: example \"a queue\" (jsonencode)\n  expected main.tf:8:18 `\"sqs:SendMessage\"`\n  found    main.tf:7:33 `\"s3.amazonaws.com\"`\n     1 | resource";
        assert!(told.starts_with(head), "{told}");
        let good = RULE.replace("«\"sqs:SendMessage\"»", "\"*\"").replace("\"s3.amazonaws.com\"", "«\"s3.amazonaws.com\"»");
        let rules = RuleSet::read([("p", "x.yaml", good.as_str())]).unwrap();
        let outcome = test(&rules.rules[0]);
        assert_eq!(outcome.failures, []);
        // Without `principal` nothing says where the fault is.
        assert_eq!(outcome.unneeded, ["without `policy`", "`policy` without trust"]);
    }
}
