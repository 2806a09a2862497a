//! `rules`: which there are, whether they do what their examples say, and the form of their files.

use super::args::{RulesArguments, RulesCommand};
use super::core::RuleFolder;
use super::exit::Exit;
use super::{core, outputs};
use crate::report::escape;
use crate::tester::ExamplesOutcome;
use anyhow::Result;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(super) fn run(arguments: &RulesArguments) -> Result<Exit> {
    match &arguments.command {
        None | Some(RulesCommand::List) => list(arguments),
        Some(RulesCommand::Test { directory }) => test(arguments, directory.as_deref()),
        Some(RulesCommand::Schema) => {
            outputs::print(&format!("{:#}\n", core::rule_schema()))?;
            Ok(Exit::Clean)
        }
    }
}

fn list(arguments: &RulesArguments) -> Result<Exit> {
    let rules = core::rules(&folders(&arguments.rule_directories)?)?;
    let width = rules.about.iter().map(|about| about.id.len()).max().unwrap_or(0);
    let lines = rules.about.iter().map(|about| format!("{:width$}  {:7}  {}\n", about.id, about.level.name(), about.title));
    outputs::print(&lines.collect::<String>())?;
    Ok(Exit::Clean)
}

fn test(arguments: &RulesArguments, directory: Option<&Path>) -> Result<Exit> {
    let directories: Vec<_> = arguments.rule_directories.iter().cloned().chain(directory.map(Path::to_owned)).collect();
    let folders = folders(&directories)?;
    let mut rules = core::rules(&folders)?;
    if let Some(folder) = folders.last().filter(|_| directory.is_some()) {
        let own = core::rule_ids(folder)?;
        rules.keep(|about| own.contains(&about.id));
    }
    let outcomes = core::test_rules(&rules);
    outputs::print(&escape::block(&told(&outcomes)))?;
    Ok(if outcomes.iter().all(ExamplesOutcome::is_good) { Exit::Clean } else { Exit::Findings })
}

fn folders(directories: &[PathBuf]) -> Result<Vec<RuleFolder>> {
    directories.iter().map(|directory| RuleFolder::read(directory)).collect()
}

/// What failed, and a summary.
fn told(outcomes: &[ExamplesOutcome]) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        for failure in &outcome.failures {
            let _ = writeln!(text, "{failure}");
        }
        for what in &outcome.unneeded {
            let _ = writeln!(text, "{}: {what}, no example notices; add one that does\n", outcome.rule);
        }
    }
    let sum = |of: fn(&ExamplesOutcome) -> usize| outcomes.iter().map(of).sum::<usize>();
    let failed = outcomes.iter().filter(|outcome| !outcome.is_good()).count();
    let verdict = if failed == 0 { "all pass".to_owned() } else { format!("{} failed", counted(failed, "rule")) };
    let (examples, codes) = (sum(|outcome| outcome.examples), sum(|outcome| outcome.codes));
    let _ = writeln!(text, "{}, {}, written in {codes} ways: {verdict}", counted(outcomes.len(), "rule"), counted(examples, "example"));
    text
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
