//! `baseline`, and `check --baseline`: what was there before.

use super::args::{BaselineArguments, BaselineCommand, BaselineInput, Input};
use super::configuration::{self, ChosenConfiguration};
use super::core::Rules;
use super::exit::Exit;
use super::judging::{analyse, select};
use super::outputs;
use super::settings::{self, Settings};
use crate::analysis::Analysis;
use crate::baseline::{self, Baseline, BaselineEntry};
use crate::config::regular_text;
use crate::load;
use crate::paths::relative;
use crate::problem::{self, Code, Problem};
use crate::report::escape;
use crate::source::{FileId, Span};
use anyhow::{Context, Result, anyhow, bail};
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

/// A baseline that is larger is not one.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

pub(super) fn run(arguments: &BaselineArguments) -> Result<Exit> {
    match &arguments.command {
        BaselineCommand::Create(input) => {
            let file = file_of(input)?;
            if file.symlink_metadata().is_ok() {
                bail!(
                    "`{}` is there already: `deputylint baseline update` follows the code, with `--accept` it takes in what is new",
                    file.display()
                );
            }
            write(input, None, true)
        }
        BaselineCommand::Update(update) => write(&update.input, Some(read(&file_of(&update.input)?)?), update.accept),
        BaselineCommand::Show { file } => {
            let file = &named(file.as_deref(), &configuration::choose(&[PathBuf::from(".")], &Input::default())?);
            let lines = read(file)?.entries.into_iter().map(|entry| {
                let parts = [&entry.file, entry.level.name(), &entry.rule, &entry.address, entry.key.get(..10).unwrap_or(&entry.key)];
                parts.map(escape::line).join("  ") + "\n"
            });
            outputs::print(&escape::no_commands(&lines.collect::<String>()))?;
            Ok(Exit::Clean)
        }
    }
}

/// The file of a baseline unless another one is named.
const BASELINE: &str = ".deputylint-baseline.json";

fn file_of(input: &BaselineInput) -> Result<PathBuf> {
    let paths = settings::paths_of(&input.paths, &input.input)?;
    Ok(named(input.file.as_deref(), &configuration::choose(&paths, &input.input)?))
}

/// The file that is typed, or that the configuration names.
fn named(typed: Option<&Path>, chosen: &ChosenConfiguration) -> PathBuf {
    let root = chosen.file.as_ref().map_or(Path::new("."), |file| &file.path);
    let configured = chosen.config.baseline.as_deref().map(|file| PathBuf::from(relative(&configuration::current_directory(root), file)));
    typed.map(Path::to_owned).or(configured).unwrap_or_else(|| PathBuf::from(BASELINE))
}

/// Writes what is found now: all of it, or only what an earlier baseline knows.
fn write(input: &BaselineInput, earlier: Option<Baseline>, accept: bool) -> Result<Exit> {
    let settings = settings::settle(&input.paths, &input.input)?;
    let file = &named(input.file.as_deref(), &settings.chosen);
    let workspace = &settings.loaded.workspace;
    let mut rules = settings.chosen.rules(&input.input.rule_directories)?;
    let known: Vec<SmolStr> = rules.about.iter().map(|about| about.id.clone()).collect();
    select(&mut rules, &[], &[], &settings.chosen.config)?;
    let mut analysis = analyse(&settings, &rules, &known);
    let before = earlier.as_ref().map_or_else(String::new, |earlier| format!(", {} before", earlier.entries.len()));
    if let Some(earlier) = &earlier {
        baseline::compare(workspace, &mut analysis, earlier, &|entry| is_judged(&settings, &rules, entry));
    }
    let baseline = match &earlier {
        Some(earlier) => Baseline::updated(workspace, &analysis, earlier, accept),
        None => Baseline::of(workspace, &analysis),
    };
    outputs::write_file(file, &baseline.write(), &settings.loaded.root)?;
    let left = if accept { 0 } else { analysis.findings.len() };
    let left = if left > 0 { format!("; {left} new or worse were left out, `--accept` takes them in") } else { String::new() };
    let is_named = settings.chosen.config.baseline.is_some();
    let next = if is_named { "" } else { "; `check` takes it with `--baseline`, or with `baseline = \"…\"` in deputylint.toml" };
    let told = format!("deputylint: {} in `{}`{before}{left}{next}\n", counted(baseline.entries.len()), file.display());
    outputs::complain(&escape::block(&told));
    let lost = analysis.problems.iter().chain(&settings.loaded.problems).any(|problem| problem.code.loses_input());
    if lost {
        outputs::complain("deputylint: incomplete: some input was lost, `deputylint check` tells what\n");
    }
    Ok(if lost { Exit::Incomplete } else { Exit::Clean })
}

/// Whether this run would find what an entry of a baseline stands for, if it is still there.
fn is_judged(settings: &Settings, rules: &Rules, entry: &BaselineEntry) -> bool {
    settings.loaded.judges(&entry.file) && rules.about.iter().any(|about| about.id == entry.rule)
}

fn counted(count: usize) -> String {
    crate::report::summary::counted(count, "finding")
}

/// Takes what a baseline knows out of the findings that count: the one that is typed, or that the configuration names. A file of the scanned tree that does so is named.
pub(super) fn compare(settings: &Settings, rules: &Rules, analysis: &mut Analysis, typed: Option<&Path>) -> Result<()> {
    let is_judged = |entry: &BaselineEntry| is_judged(settings, rules, entry);
    let workspace = &settings.loaded.workspace;
    let chosen = &settings.chosen;
    if let (Some(origin), Some(file)) = (&chosen.origin, of_commit(settings, typed)?) {
        let text = origin.commit.text(&file).with_context(|| format!("the baseline of `{}`", origin.revision))?;
        let earlier = Baseline::read(&text).map_err(|why| anyhow!("the baseline of `{}`: {why}", origin.revision))?;
        baseline::compare(workspace, analysis, &earlier, &is_judged);
        return Ok(());
    }
    if typed.is_none() && chosen.config.baseline.is_none() {
        return Ok(());
    }
    let file = named(typed, chosen);
    if outputs::leads_out(&file, &settings.loaded.root) {
        bail!("`{}` is a link, or lies behind one, that leads out of the scanned tree", file.display());
    }
    baseline::compare(workspace, analysis, &read(&file)?, &is_judged);
    let real = std::fs::canonicalize(&file)?;
    let repository = load::repository(&settings.loaded.root).unwrap_or(&settings.loaded.root);
    // Whoever may change the code may change that too, wherever in the repository it lies.
    if real.starts_with(repository) || real.starts_with(&settings.loaded.root) {
        let known = analysis.baseline.as_ref().map_or(0, |comparison| comparison.known.len());
        let place = workspace.find(&relative(&settings.loaded.root, &real));
        let name = if place.is_some() { String::new() } else { format!(" `{}`", relative(repository, &real)) };
        let span = Span::new(place.or(settings.config_file).unwrap_or(FileId(0)), 0, 0);
        analysis.problems.push(Problem::changed_by_tree(
            Code::GateChanged,
            span,
            format!("the baseline{name} holds {} back", counted(known)),
        ));
        problem::settle(&mut analysis.problems, workspace);
    }
    Ok(())
}

/// With `--config-from`, the baseline that is to come from the commit: the one that its configuration names, or one that is typed and lies in the repository,
/// where whoever may change the code may change it.
fn of_commit(settings: &Settings, typed: Option<&Path>) -> Result<Option<PathBuf>> {
    let Some(typed) = typed else { return Ok(settings.chosen.config.baseline.clone()) };
    let file = configuration::absolute(typed)?;
    let repository = load::repository(&settings.loaded.root).unwrap_or(&settings.loaded.root);
    let real = std::fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
    Ok((file.starts_with(repository) || real.starts_with(repository)).then_some(file))
}

fn read(file: &Path) -> Result<Baseline> {
    let text = regular_text(file, MAX_BYTES, "a baseline")?;
    Baseline::read(&text).map_err(|why| anyhow!("`{}`: {why}", file.display()))
}
