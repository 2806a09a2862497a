//! Every rule flags what its examples say, in every notation, and every clause of it is needed by one of them. Rule files that are wrong are refused.

use crate::support::{entries, folder, golden};
use deputylint::finding::Certainty;
use deputylint::rule::{Example, ExampleCode, ExampleForm, OwnAccount, RuleSet};
use deputylint::tester;
use libtest_mimic::{Failed, Trial};
use std::path::Path;

pub fn trials() -> Vec<Trial> {
    let rules = RuleSet::built_in().unwrap_or_else(|why| panic!("{why}"));
    let mut trials = vec![
        Trial::test("rules::can_be_read_whole", can_be_read_whole),
        Trial::test("rules::what_is_possible_might_be", what_is_possible_might_be),
        Trial::test("rules::none_is_of_a_later_version", none_is_of_a_later_version),
    ];
    for rule in rules.rules {
        for example in rule.examples.iter().cloned() {
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
        let is_flagged = |example: &Example| example.codes().iter().any(|code| code.text.contains('«'));
        let both = [true, false].iter().all(|wanted| rule.examples.iter().any(|example| is_flagged(example) == *wanted));
        trials.push(Trial::test(format!("rules::{}::has_flagged_and_clean_examples", rule.about.id), move || match both {
            true => Ok(()),
            false => Err("its page shows one that is flagged and one that is clean".into()),
        }));
        let name = format!("rules::{}::every_clause_is_needed", rule.about.id);
        trials.push(Trial::test(name, move || match tester::unneeded(&rule).first() {
            None => Ok(()),
            Some(what) => Err(format!("{what}, no example notices; add one").into()),
        }));
    }
    trials.extend(more_examples());
    let refused = entries(&folder("testdata/rules-refused")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    for path in refused {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        trials.push(Trial::test(format!("rules::refused::{name}"), move || refused_with_reason(&path)));
    }
    trials.push(Trial::test("rules::the_rule_in_contributing_is_right", contributing));
    trials
}

/// No rule says that a version brought it which is later than this one.
fn none_is_of_a_later_version() -> Result<(), Failed> {
    let numbers = |version: &str| -> Vec<u32> {
        let released = version.split('-').next().unwrap_or_default();
        released.split('.').map(|number| number.parse().expect("a number")).collect()
    };
    let this = numbers(env!("CARGO_PKG_VERSION"));
    let rules = RuleSet::built_in().unwrap_or_else(|why| panic!("{why}")).rules;
    match rules.iter().find(|rule| numbers(&rule.about.since) > this) {
        Some(rule) => Err(format!("`{}` is since {}, and Cargo.toml says {this:?}", rule.about.id, rule.about.since).into()),
        None => Ok(()),
    }
}

/// Examples that a rule needs for no clause: `testdata/examples/RULE/NAME.tf`, `.yaml` or `.json`, marked like those in its file.
fn more_examples() -> Vec<Trial> {
    let rules = RuleSet::built_in().unwrap_or_else(|why| panic!("{why}")).rules;
    let files = entries(&folder("testdata/examples")).into_iter().flat_map(|of_rule| entries(&of_rule));
    let trials = files.map(|path| {
        let part = |path: Option<&std::ffi::OsStr>| path.expect("a name").to_string_lossy().into_owned();
        let (id, name, end) = (part(path.parent().and_then(Path::file_name)), part(path.file_stem()), part(path.extension()));
        let rule = rules.iter().find(|rule| rule.about.id == id).cloned();
        Trial::test(format!("rules::{id}::{name}::{end}"), move || {
            let rule = rule.ok_or(format!("no rule has the id {id}"))?;
            let (notation, file) = match end.as_str() {
                "tf" => ("hcl", "main.tf"),
                "yaml" => ("yaml", "template.yaml"),
                _ => ("json", "template.json"),
            };
            let code = ExampleCode { notation, file, text: std::fs::read_to_string(&path)? };
            let example = Example { name, own_account: OwnAccount::Known, written: ExampleForm::Files(vec![]) };
            if !code.has_pairs_of_marks() {
                return Err("a mark is not closed".into());
            }
            tester::failure(&rule, &example, &code).map_or(Ok(()), |failure| Err(failure.into()))
        })
    });
    trials.collect()
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

/// Those that deputylint comes with, their examples among it, which are else read when somebody asks for them.
fn can_be_read_whole() -> Result<(), Failed> {
    let packs = entries(&folder("rules")).into_iter().filter(|pack| pack.is_dir());
    let files = packs.flat_map(|pack| entries(&pack)).filter(|file| file.extension().is_some_and(|end| end == "yaml"));
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy();
        RuleSet::read([("pack", &*name, std::fs::read_to_string(&file)?.as_str())]).map_err(|why| why.replace("pack/", ""))?;
    }
    Ok(())
}

/// "may" is permitted, "might" is possible: `{does|might}`.
fn what_is_possible_might_be() -> Result<(), Failed> {
    for file in entries(&folder("rules")).iter().filter(|pack| pack.is_dir()).flat_map(|pack| entries(pack)) {
        let text = if file.extension().is_some_and(|end| end == "yaml") { std::fs::read_to_string(&file)? } else { continue };
        let mut choices = text.split('{').filter_map(|rest| rest.split_once('}')?.0.split_once('|'));
        if choices.any(|(_, words)| words.split(' ').any(|word| word == "may")) {
            return Err(format!("{}: say `might` of what is only possible", file.display()).into());
        }
    }
    Ok(())
}
