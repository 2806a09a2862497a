//! Which rules run, and what they find.

use super::settings::{self, Settings};
use super::{core, progress};
use crate::analysis::Analysis;
use crate::config::{Config, nearest};
use crate::problem::Code;
use crate::report::summary;
use crate::suppress::{self, SuppressionOptions};
use anyhow::{Result, bail};
use smol_str::SmolStr;

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
    if let Some(code) = Code::of_name(id) {
        bail!("`{id}` is no rule but a note about the input: {} `deputylint check --verbose` lists each", code.about());
    }
    let hint = nearest(id, ids.iter().map(String::as_str)).map_or_else(String::new, |id| format!("; did you mean `{id}`?"));
    bail!("there is no rule `{id}`{hint} (`deputylint rules` lists all)")
}
