//! `baseline`, and `check --baseline`: what was there before.

use super::args::{BaselineArguments, BaselineCommand, BaselineInput};
use super::check::{analyse, select};
use super::exit::Exit;
use super::settings::{self, Settings};
use super::{core, outputs};
use crate::analysis::Analysis;
use crate::baseline::{self, Baseline};
use crate::config::cannot_open;
use crate::paths::relative;
use crate::problem::{self, Code, Problem};
use crate::report::escape;
use crate::source::Span;
use anyhow::{Result, anyhow, bail};
use smol_str::SmolStr;
use std::path::Path;

/// A baseline that is larger is not one.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

pub(super) fn run(arguments: &BaselineArguments) -> Result<Exit> {
    match &arguments.command {
        BaselineCommand::Create(input) => {
            if input.file.symlink_metadata().is_ok() {
                bail!(
                    "`{}` is there already: `deputylint baseline update` follows the code, with `--accept` it takes in what is new",
                    input.file.display()
                );
            }
            write(input, None, true)
        }
        BaselineCommand::Update(update) => write(&update.input, Some(read(&update.input.file)?), update.accept),
        BaselineCommand::Show { file } => {
            let lines = read(file)?.entries.into_iter().map(|entry| {
                let parts = [&entry.file, entry.level.name(), &entry.rule, &entry.address, entry.key.get(..10).unwrap_or(&entry.key)];
                parts.map(escape::line).join("  ") + "\n"
            });
            outputs::print(&escape::no_commands(&lines.collect::<String>()))?;
            Ok(Exit::Clean)
        }
    }
}

/// Writes what is found now: all of it, or only what an earlier baseline knows.
fn write(input: &BaselineInput, earlier: Option<Baseline>, accept: bool) -> Result<Exit> {
    let settings = settings::settle(&input.paths, &input.input)?;
    let workspace = &settings.loaded.workspace;
    let mut rules = core::rules(&input.input.rule_directories)?;
    let known: Vec<SmolStr> = rules.about.iter().map(|about| about.id.clone()).collect();
    select(&mut rules, &[], &[], &settings.config)?;
    let mut analysis = analyse(&settings, &rules, &known);
    let before = earlier.as_ref().map_or(0, |earlier| earlier.entries.len());
    if let Some(earlier) = &earlier {
        baseline::compare(workspace, &mut analysis, earlier);
    }
    let baseline = match (&earlier, accept) {
        (Some(earlier), false) => Baseline::refreshed(workspace, &analysis, earlier),
        _ => Baseline::of(workspace, &analysis),
    };
    outputs::write_file(&input.file, &baseline.write(), &settings.loaded.root)?;
    let left = if accept { 0 } else { analysis.findings.len() };
    let left = if left > 0 { format!("; {left} new or worse were left out, `--accept` takes them in") } else { String::new() };
    let told = format!("deputylint: {} in `{}`, {before} before{left}\n", counted(baseline.entries.len()), input.file.display());
    outputs::complain(&escape::block(&told));
    let lost = analysis.problems.iter().chain(&settings.loaded.problems).any(|problem| problem.code.loses_input());
    if lost {
        outputs::complain("deputylint: incomplete: some input was lost, `deputylint check` tells what\n");
    }
    Ok(if lost { Exit::Incomplete } else { Exit::Clean })
}

fn counted(count: usize) -> String {
    crate::report::summary::counted(count, "finding")
}

/// Takes what a baseline knows out of the findings that count. A file of the scanned tree that does so is named.
pub(super) fn compare(settings: &Settings, analysis: &mut Analysis, file: &Path) -> Result<()> {
    let workspace = &settings.loaded.workspace;
    baseline::compare(workspace, analysis, &read(file)?);
    let path = relative(&settings.loaded.root, &std::fs::canonicalize(file)?);
    let known = analysis.baseline.as_ref().map_or(0, |comparison| comparison.known.len());
    if let Some(file) = workspace.find(&path) {
        let what = format!("the baseline holds {} back", counted(known));
        analysis.problems.push(Problem::changed_by_tree(Code::GateChanged, Span::new(file, 0, 0), what));
        problem::settle(&mut analysis.problems, workspace);
    }
    Ok(())
}

fn read(file: &Path) -> Result<Baseline> {
    let metadata = std::fs::metadata(file).map_err(|error| cannot_open(file, &error))?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        bail!("`{}` is not a baseline", file.display());
    }
    let text = std::fs::read_to_string(file).map_err(|error| cannot_open(file, &error))?;
    Baseline::read(&text).map_err(|why| anyhow!("`{}`: {why}", file.display()))
}
