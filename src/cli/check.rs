//! `check`: scan, judge, report.

use super::args::{Check, ColourChoice, OutputArguments};
use super::exit::{self, Exit, Leniency, of_analysis};
use super::judging::{analyse, select};
use super::settings::{self, Settings};
use super::{baseline, origin, outputs, progress, since, trust};
use crate::analysis::Analysis;
use crate::config;
use crate::load;
use crate::problem;
use crate::report::manner::{Amount, Manner};
use crate::report::sarif::{self, SarifOptions};
use crate::report::{Again, Report, summary};
use crate::secret;
use anyhow::Result;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::Path;

/// Lines of prose are neither shorter nor longer, however wide the terminal is.
const NARROWEST: usize = 60;
const WIDEST: usize = 120;

pub(super) fn run(arguments: &Check) -> Result<Exit> {
    let outputs = outputs::parse(&arguments.output.outputs, arguments.output.format.as_deref())?;
    let settings = progress::during("reading files", || settings::settle(&arguments.paths, &arguments.input))?;
    let mut rules = settings.chosen.rules(&arguments.input.rule_directories)?;
    let config = &settings.chosen.config;
    let known: Vec<SmolStr> = rules.about.iter().map(|about| about.id.clone()).collect();
    select(&mut rules, &arguments.select, &arguments.ignore, config)?;
    let mut analysis = analyse(&settings, &rules, &known);
    match &arguments.gate.new_from {
        Some(revision) => since::compare(&settings, &mut analysis, &rules, &known, revision)?,
        None => baseline::compare(&settings, &rules, &mut analysis, arguments.gate.baseline.as_deref())?,
    }
    analysis.problems.extend(settings.loaded.problems.iter().cloned());
    analysis.problems.extend(trust::changes(&settings, &rules, arguments, &analysis));
    problem::settle(&mut analysis.problems, &settings.loaded.workspace);
    let (manner, sarif) = (manner(&arguments.output), sarif(&arguments.output, &settings));
    let again = Again { roots: roots(&settings, arguments, &analysis), ..arguments.again.clone() };
    let mut report = Report {
        analysis: &analysis,
        workspace: &settings.loaded.workspace,
        rules: &rules.about,
        paths: &settings.paths,
        again: &again,
        manner,
        sarif: &sarif,
    };
    for output in &outputs {
        report.manner.colour = manner.colour && output.file.is_none();
        let text = (output.format.write)(&report);
        match &output.file {
            Some(file) => outputs::write_file(file, &secret::without_tokens(&text), &settings.loaded.root)?,
            None => outputs::print(&text)?,
        }
        if output.format.name == "sarif" && sarif::is_cut(&text) {
            outputs::complain("deputylint: the SARIF report leaves something out, and says what: no more is taken there\n");
        }
    }
    let tells_all = outputs.iter().any(|output| output.file.is_none() && output.format.name == "text");
    complain(&analysis, manner.amount, tells_all);
    let fail_on = arguments.gate.fail_on.or(config.fail_on).unwrap_or_default();
    let leniency = Leniency {
        fail_on,
        exit_zero: arguments.gate.exit_zero,
        allow_incomplete: arguments.gate.allow_incomplete,
        allowed: arguments.gate.allowed.clone(),
        fail_on_unknown: arguments.gate.fail_on_unknown || config.fail_on_unknown,
    };
    let exit = of_analysis(&analysis, &leniency);
    // What was lost is told above.
    let told = exit::told(&analysis, &leniency).filter(|_| manner.amount > Amount::Quiet || exit == Exit::NothingToScan);
    told.iter().for_each(|told| outputs::complain(&format!("deputylint: {told}\n")));
    Ok(exit)
}

/// The root modules of findings that `explain` may judge alone: the same is read for them, and the same configuration holds.
fn roots(settings: &Settings, arguments: &Check, analysis: &Analysis) -> BTreeSet<String> {
    let input = &arguments.input;
    let root = &settings.loaded.root;
    let repository = load::repository(root);
    if input.plan.is_some() || (input.root.is_none() && repository.is_none()) {
        return BTreeSet::new();
    }
    let home = std::env::home_dir();
    let top = repository.unwrap_or(root);
    let is_named = input.no_config || input.config.is_some() || input.config_from.is_some();
    let nearest = |directory: &Path| config::candidates(directory, top, home.as_deref()).find(|file| file.is_file());
    let holds = |directory: &Path| is_named || nearest(directory).as_ref() == settings.chosen.file.as_ref().map(|file| &file.path);
    let directories = analysis.findings.iter().filter_map(|finding| finding.root_directory(&settings.loaded.workspace));
    let directories: BTreeSet<&str> = directories.filter(|directory| !settings.paths.shown(directory).is_empty()).collect();
    directories.into_iter().filter(|directory| holds(&root.join(directory))).map(str::to_owned).collect()
}

/// What standard error says of the run: nothing where a report for people has told it all, or nobody wants to know.
fn complain(analysis: &Analysis, amount: Amount, tells_all: bool) {
    let lost = analysis.problems.iter().filter(|problem| problem.code.loses_input()).count();
    if amount > Amount::Quiet && !tells_all && !summary::is_empty(analysis) {
        outputs::complain(&summary::lines(analysis));
    } else if amount == Amount::Quiet && lost > 0 {
        outputs::complain(&format!("deputylint: incomplete: {} of input lost\n", summary::counted(lost, "piece")));
    }
}

/// What is asked of a SARIF log.
fn sarif(output: &OutputArguments, settings: &Settings) -> SarifOptions {
    SarifOptions {
        profile: output.sarif_profile,
        category: output.sarif_category.clone(),
        origin: origin::of_build_server().or_else(|| output.sarif_vcs.then(|| origin::of_repository(settings)).flatten()),
        max_results: output.sarif_max_results,
        max_bytes: output.sarif_max_bytes,
    }
}

/// How a person wants to read what goes to standard output.
fn manner(output: &OutputArguments) -> Manner {
    let amount = match (output.quiet, output.verbose) {
        (true, _) => Amount::Quiet,
        (_, true) => Amount::Verbose,
        _ => Amount::Usual,
    };
    let usual = Manner::default();
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width = terminal.or(told).filter(|width| *width > 0).map_or(usual.width, |width| width.clamp(NARROWEST, WIDEST));
    Manner { colour: colour(output.color), width, amount }
}

/// Whether there are colours: <https://no-color.org>, <https://bixense.com/clicolors>. Of itself never where a problem matcher reads along.
fn colour(choice: ColourChoice) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is = |name: &str, text: &str| std::env::var_os(name).is_some_and(|value| value == text);
    match choice {
        ColourChoice::Always => true,
        ColourChoice::Never => false,
        ColourChoice::Auto if set("NO_COLOR") => false,
        ColourChoice::Auto if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        ColourChoice::Auto => io::stdout().is_terminal() && !set("GITHUB_ACTIONS") && !is("CLICOLOR", "0") && !is("TERM", "dumb"),
    }
}
