//! Every rule flags what its examples say, in every notation, and every clause of it is needed by one of them.

use deputylint::analysis::{Options, analyse};
use deputylint::rule::clause::weakenings;
use deputylint::rule::{Example, OwnAccount, Rule, RuleSet};
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};

pub fn trials() -> Vec<Trial> {
    let rules = RuleSet::built_in().unwrap_or_else(|why| panic!("{why}"));
    let mut trials = vec![];
    for rule in rules.rules {
        for example in rule.examples.clone() {
            for (file, text) in example.texts.clone() {
                let name = format!("rules::{}::{}::{file}", rule.about.id, example.name.replace(' ', "_"));
                let (rule, example) = (rule.clone(), example.clone());
                trials.push(Trial::test(name, move || check(&rule, &example, file, &text)));
            }
        }
        let name = format!("rules::{}::every_clause_is_needed", rule.about.id);
        trials.push(Trial::test(name, move || every_clause_is_needed(&rule)));
    }
    trials
}

/// The text without markers, and the byte ranges they enclosed.
fn unmarked(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut plain, mut places, mut open) = (String::new(), vec![], None);
    for char in text.chars() {
        match char {
            '«' => open = Some(plain.len()),
            '»' => places.extend(open.take().map(|start| (start, plain.len()))),
            other => plain.push(other),
        }
    }
    (plain, places)
}

/// Where the rule finds something in an example.
fn places(rule: &Rule, example: &Example, file: &str, text: &str) -> Vec<(usize, usize)> {
    let workspace = Workspace::in_memory([(file.to_owned(), text.to_owned())]);
    let own = match example.own_account {
        OwnAccount::Known => vec!["111122223333".into()],
        OwnAccount::Unknown => vec![],
    };
    let options = Options { own_accounts: own, ..Options::default() };
    let analysis = analyse(&workspace, &RuleSet { rules: vec![rule.clone()] }, &options);
    analysis.findings.iter().map(|finding| (finding.place.start as usize, finding.place.end as usize)).collect()
}

fn check(rule: &Rule, example: &Example, file: &str, text: &str) -> Result<(), Failed> {
    let (plain, expected) = unmarked(text);
    let found = places(rule, example, file, &plain);
    if found == expected {
        return Ok(());
    }
    let show = |places: &[(usize, usize)]| {
        places.iter().map(|(start, end)| format!("{start}..{end} {:?}", plain.get(*start..*end).unwrap_or_default())).collect::<Vec<_>>()
    };
    Err(format!("expected {:?}, found {:?} in\n{plain}", show(&expected), show(&found)).into())
}

fn every_clause_is_needed(rule: &Rule) -> Result<(), Failed> {
    let texts: Vec<(&Example, &str, &String)> =
        rule.examples.iter().flat_map(|example| example.texts.iter().map(move |(file, text)| (example, *file, text))).collect();
    for (what, weaker) in weakenings(&rule.when) {
        let weak = Rule { when: weaker, ..rule.clone() };
        let noticed = texts.iter().any(|(example, file, text)| {
            let (plain, expected) = unmarked(text);
            weak.when.is_empty() || places(&weak, example, file, &plain) != expected
        });
        if !noticed {
            return Err(format!("{what}, no example notices; add one").into());
        }
    }
    Ok(())
}
