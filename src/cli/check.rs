//! `check`: scan, judge, report.

use super::args::Check;
use super::exit::{Exit, Leniency, of_analysis};
use super::settings::{self, Settings};
use super::{baseline, core, outputs, progress, since, trust};
use crate::analysis::Analysis;
use crate::config::{Config, nearest};
use crate::problem;
use crate::report::{Report, summary};
use crate::suppress::{self, SuppressionOptions};
use anyhow::{Result, bail};
use smol_str::SmolStr;
use std::io::{self, IsTerminal};

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
        None => baseline::compare(&settings, &mut analysis, arguments.gate.baseline.as_deref())?,
    }
    analysis.problems.extend(settings.loaded.problems.iter().cloned());
    analysis.problems.extend(trust::changes(&settings, &rules, arguments));
    problem::settle(&mut analysis.problems, &settings.loaded.workspace);
    let mut report = Report {
        analysis: &analysis,
        workspace: &settings.loaded.workspace,
        rules: &rules.about,
        paths: &settings.paths,
        again: &arguments.again,
        colour: false,
        sarif: arguments.output.sarif_profile,
    };
    let mut for_people = false;
    for output in &outputs {
        match &output.file {
            Some(file) => {
                report.colour = false;
                outputs::write_file(file, &(output.format.write)(&report), &settings.loaded.root)?;
            }
            None => {
                report.colour = colour();
                for_people = output.format.name == "text";
                outputs::print(&(output.format.write)(&report))?;
            }
        }
    }
    if !for_people {
        outputs::complain(&summary::lines(&analysis));
    }
    let fail_on = arguments.gate.fail_on.or(config.fail_on).unwrap_or_default();
    let leniency = Leniency {
        fail_on,
        exit_zero: arguments.gate.exit_zero,
        allow_incomplete: arguments.gate.allow_incomplete,
        allowed: arguments.gate.allowed.clone(),
        fail_on_unknown: arguments.gate.fail_on_unknown || config.fail_on_unknown,
    };
    let exit = of_analysis(&analysis, &leniency);
    if leniency.fail_on_unknown && analysis.policies.partly_read + analysis.policies.unread > 0 {
        outputs::complain("deputylint: failed because policies are not fully read (--fail-on-unknown)\n");
    }
    if exit == Exit::NothingToScan {
        outputs::complain("deputylint: nothing to scan: no Terraform or CloudFormation here\n");
    }
    Ok(exit)
}

/// What the rules find, without what is suppressed. `known` are the ids of all rules that there are.
pub(super) fn analyse(settings: &Settings, rules: &core::Rules, known: &[SmolStr]) -> Analysis {
    let workspace = &settings.loaded.workspace;
    let what = format!("judging {}", summary::counted(workspace.files().count(), "file"));
    let mut analysis = progress::during(&what, || core::analyse(workspace, rules, &settings.options));
    let options = SuppressionOptions { today: &settings::today(), known, running: &rules.about, configured: &settings.suppressions };
    suppress::apply(workspace, &mut analysis, options);
    analysis
}

/// Keeps the rules that are to run.
pub(super) fn select(rules: &mut core::Rules, select: &[String], ignore: &[String], config: &Config) -> Result<()> {
    let packs: std::collections::BTreeSet<&str> = rules.about.iter().map(|about| about.pack.as_str()).collect();
    let names: Vec<String> = rules.about.iter().map(|about| about.id.as_str()).chain(packs).map(str::to_owned).collect();
    let select = if select.is_empty() { &config.select } else { select };
    let select: Vec<&str> = select.iter().map(String::as_str).collect();
    let ignore: Vec<&str> = config.ignored_rules().chain(ignore).map(String::as_str).collect();
    for name in select.iter().chain(&ignore) {
        known(name, &names)?;
    }
    rules.keep(|about| about.is_selected(&select) && (ignore.is_empty() || !about.is_selected(&ignore)));
    for entry in config.ignored_findings() {
        known(&entry.rule, &names)?;
    }
    Ok(())
}

/// # Errors
/// There is no such rule.
pub(super) fn known(id: &str, ids: &[String]) -> Result<()> {
    if ids.iter().any(|known| known == id) {
        return Ok(());
    }
    let hint = nearest(id, ids.iter().map(String::as_str)).map_or_else(String::new, |id| format!("; did you mean `{id}`?"));
    bail!("there is no rule `{id}`{hint} (`deputylint rules` lists all)")
}

/// Only on a terminal, and never where a problem matcher reads along.
pub(super) fn colour() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !set("NO_COLOR") && !set("GITHUB_ACTIONS") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
