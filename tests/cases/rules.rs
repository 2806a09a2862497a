//! Every rule flags what its examples say, in every notation, and every clause of it is needed by one of them. Rule files that are wrong are refused.

use crate::support::{entries, folder, golden};
use deputylint::finding::Certainty;
use deputylint::rule::RuleSet;
use deputylint::tester;
use libtest_mimic::{Failed, Trial};
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let rules = RuleSet::built_in().unwrap_or_else(|why| panic!("{why}"));
    let mut trials = vec![];
    for rule in rules.rules {
        for example in rule.examples.clone() {
            for code in example.codes() {
                let name = format!("rules::{}::{}::{}", rule.about.id, example.name.replace(' ', "_"), code.notation);
                let (rule, example) = (rule.clone(), example.clone());
                trials.push(Trial::test(name, move || match tester::failure(&rule, &example, &code) {
                    None => Ok(()),
                    Some(failure) => Err(failure.into()),
                }));
            }
        }
        let (name, message) = (format!("rules::{}::what_is_possible_is_no_fact", rule.about.id), rule.message.clone());
        trials.push(Trial::test(name, move || {
            let said = |certainty| message.fill(certainty, str::to_owned).split(". ").next().map(str::to_owned);
            match said(Certainty::Certain) == said(Certainty::Possible) {
                true => Err("the first sentence of its message is the same for what is only possible: use `{can}` or `{does|may}`".into()),
                false => Ok(()),
            }
        }));
        let name = format!("rules::{}::every_clause_is_needed", rule.about.id);
        trials.push(Trial::test(name, move || match tester::unneeded(&rule).first() {
            None => Ok(()),
            Some(what) => Err(format!("{what}, no example notices; add one").into()),
        }));
    }
    let refused = entries(&folder("testdata/rules-refused")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    for path in refused {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        trials.push(Trial::test(format!("rules::refused::{name}"), move || refused_with_reason(&path)));
    }
    trials.push(Trial::test("rules::the_rule_in_contributing_is_right", contributing));
    trials
}

/// What newcomers copy.
fn contributing() -> Result<(), Failed> {
    let page = std::fs::read_to_string(folder(".github/CONTRIBUTING.md"))?;
    let text = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).ok_or("no rule")?;
    let rules = RuleSet::read([("pack", "queue-open-to-service.yaml", text)])?;
    let outcome = tester::test(rules.rules.first().ok_or("no rule")?);
    if outcome.is_good() { Ok(()) } else { Err(format!("{:?} {:?}", outcome.failures, outcome.unneeded).into()) }
}

/// The message stands in a file beside the rule.
fn refused_with_reason(path: &Path) -> Result<(), Failed> {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path)?;
    let set = RuleSet::read([("pack", name.as_str(), text.as_str())]).and_then(|more| RuleSet::built_in()?.with(more));
    match set {
        Ok(_) => Err("it is not refused".into()),
        Err(why) => golden(&path.with_extension("txt"), &format!("{why}\n")),
    }
}
