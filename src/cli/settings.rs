//! Flags and configuration file put together: flags win, lists add up.

use super::args::Input;
use super::configuration::{self, ChosenConfiguration, current_directory};
use super::core::Options;
use crate::config::{self, Config, IgnoredFindings};
use crate::load::{self, Loaded};
use crate::paths::{Paths, relative};
use crate::questions;
use crate::source::{FileId, Span, Workspace};
use crate::suppress::ConfiguredSuppression;
use crate::value::Value;
use crate::{cloudformation, terraform};
use anyhow::{Result, bail};
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

const MAX_JSON_BYTES: u64 = 16 * 1024 * 1024;

/// Everything that holds for one run.
pub(super) struct Settings {
    pub(super) chosen: ChosenConfiguration,
    /// The configuration file, in the workspace, if it is one of the scanned tree: the one that holds, or the one that a commit's is read for.
    pub(super) config_file: Option<FileId>,
    /// What the configuration says not to count.
    pub(super) suppressions: Vec<ConfiguredSuppression>,
    pub(super) options: Options,
    pub(super) loaded: Loaded,
    pub(super) paths: Paths,
}

/// Finds the configuration, lists the files and checks what was asked for.
pub(super) fn settle(paths: &[PathBuf], input: &Input) -> Result<Settings> {
    let paths = &paths_of(paths, input)?;
    let chosen = configuration::choose(paths, input)?;
    let config = &chosen.config;
    let root = reading_root(paths, input)?;
    let repository = load::repository(&root).unwrap_or(&root).to_owned();
    let of_tree = chosen.origin.as_ref().map_or(chosen.file.as_ref(), |origin| origin.passed_over.as_ref());
    let in_tree = of_tree.map(|file| &file.path).filter(|file| file.starts_with(&repository));
    let directory = chosen.file.as_ref().and_then(|file| file.path.parent()).map(Path::to_owned);
    let named = in_tree
        .into_iter()
        .chain(&config.var_files)
        .chain(&input.variable_files)
        .chain(&input.parameters)
        .chain(&input.plan)
        .cloned()
        .collect();
    let within_root = input.root.is_some() || load::repository(&root).is_some();
    let load_options =
        load::LoadOptions { named, exclude_from: directory.clone(), ..load_options(input, config, within_root.then_some(&root)) };
    let loaded = load::load(paths, &load_options)?;
    let both = |own: &[String], more: &[String]| own.iter().chain(more).map(SmolStr::from).collect();
    let mut variable_files = loaded.named.clone();
    let plan_file = if input.plan.is_some() { variable_files.pop() } else { None };
    let source = input.source.as_ref().map(|_| paths.first().map_or_else(String::new, |path| within(&loaded.root, path)));
    let plan = plan_file.map(|file| terraform::PlanInput { file, source });
    let config_file = in_tree.map(|_| variable_files.remove(0)).and_then(|path| loaded.workspace.find(&path));
    let parameter_files = variable_files.split_off(variable_files.len() - usize::from(input.parameters.is_some()));
    let modules = config.modules.keys().zip(&loaded.modules);
    let folder = relative(&repository, &loaded.root);
    let no_automatic_variable_files = input.no_automatic_variable_files || config.auto_var_files == Some(false);
    let options = Options {
        own_accounts: both(&config.accounts.own, &input.accounts),
        trusted_accounts: both(&config.accounts.trusted, &input.trusted_accounts),
        organizations: both(&config.organizations, &input.organizations),
        likely_own: vec![],
        terraform: terraform::TerraformOptions {
            variables: input.variables.clone(),
            variable_files,
            no_automatic_variable_files,
            modules: modules.filter_map(|(source, directory)| Some((source.clone(), directory.clone()?))).collect(),
            addresses: loaded.remotes.iter().map(|remote| format!("{remote}//{folder}")).collect(),
            folder,
            workspace: input.workspace.clone(),
            plan,
            ..Default::default()
        },
        cloudformation: cloudformation::TemplateOptions {
            parameter_files,
            no_automatic_parameter_files: no_automatic_variable_files,
            ..Default::default()
        },
    };
    let current = current_directory(&loaded.root);
    let paths = Paths::new(&loaded.root, &current, &repository);
    let place = config_file.filter(|_| chosen.origin.is_none());
    let suppressions = suppressions(config, place, directory.as_deref(), &loaded.root);
    Ok(Settings { chosen, config_file, suppressions, options, loaded, paths })
}

/// What is to be read, as options and configuration say it.
fn load_options(input: &Input, config: &Config, root: Option<&PathBuf>) -> load::LoadOptions {
    let megabytes = input.max_file_size.or(config.max_file_size);
    load::LoadOptions {
        root: root.cloned(),
        exclude_from: None,
        ignore_files: !input.no_ignore_files,
        exclude: config.exclude.clone(),
        max_file_bytes: megabytes.map_or(load::MAX_FILE_BYTES, |megabytes| megabytes.saturating_mul(1024 * 1024)),
        threads: threads(input, config),
        named: vec![],
        modules: config.modules.values().cloned().collect(),
    }
}

/// The `[[ignore]]` of a configuration in this directory.
fn suppressions(config: &Config, file: Option<FileId>, directory: Option<&Path>, root: &Path) -> Vec<ConfiguredSuppression> {
    let below = directory.map(|directory| relative(root, directory)).filter(|below| !below.is_empty() && !below.starts_with(".."));
    let path = |path: &String| below.as_ref().map_or_else(|| path.clone(), |below| format!("{below}/{path}"));
    let entry = |entry: &IgnoredFindings| ConfiguredSuppression {
        rule: SmolStr::new(&entry.rule),
        path: entry.path.as_ref().map(path),
        address: entry.address.clone(),
        fingerprint: entry.fingerprint.clone(),
        reason: entry.reason.trim().to_owned(),
        until: entry.until.as_ref().map(ToString::to_string),
        place: file.map(|file| Span::new(file, entry.place.start, entry.place.end)),
    };
    config.ignored_findings().map(entry).collect()
}

/// The day of the run, in UTC; `SOURCE_DATE_EPOCH` says another one, for runs that are to be the same at any time.
pub(super) fn today() -> String {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day(given.unwrap_or_else(now) / (24 * 60 * 60))
}

/// The date of a day since 1970: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
fn day(since_1970: u64) -> String {
    let day = since_1970 + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// What is read for these paths.
fn reading_root(paths: &[PathBuf], input: &Input) -> Result<PathBuf> {
    let Some(root) = &input.root else { return load::reading_root(paths, std::env::home_dir().as_deref()) };
    let resolved = std::fs::canonicalize(root).map_err(|error| config::cannot_open(root, &error))?;
    for path in paths {
        if !std::fs::canonicalize(path).map_err(|error| config::cannot_open(path, &error))?.starts_with(&resolved) {
            bail!("`{}` is not below `--root {}`", path.display(), root.display());
        }
    }
    Ok(resolved)
}

/// What is scanned: with a plan, its source or the plan alone.
///
/// # Errors
/// Other paths are named beside a plan.
pub(super) fn paths_of(paths: &[PathBuf], input: &Input) -> Result<Vec<PathBuf>> {
    let Some(plan) = &input.plan else { return Ok(paths.to_owned()) };
    if !matches!(paths, [only] if only == Path::new(".")) {
        bail!("a plan is judged by itself; name the directory that it was made from with `--source`");
    }
    Ok(vec![input.source.as_ref().unwrap_or(plan).clone()])
}

/// A path as the workspace names it.
fn within(root: &Path, path: &Path) -> String {
    std::fs::canonicalize(path).map_or_else(|_| String::new(), |path| relative(root, &path))
}

/// How many threads were asked for; 0 for one per processor.
pub(super) fn threads(input: &Input, config: &Config) -> usize {
    input.threads.or(config.threads).unwrap_or(0).min(256)
}

/// A JSON file that the user named.
pub(super) fn json_file(file: &Path) -> Result<Value> {
    let shown = file.display();
    let text = config::regular_text(file, MAX_JSON_BYTES, "a JSON file")?;
    let text = text.trim_start_matches('\u{feff}').to_owned();
    match questions::json(&text) {
        (value, None) => Ok(value),
        (_, Some(fault)) => {
            let place = Workspace::in_memory([(shown.to_string(), text)]).position(fault.at.file, fault.at.start);
            bail!("`{shown}` is not JSON: line {}, column {}: {}", place.line, place.column, fault.message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_have_dates() {
        for (since_1970, date) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (11_016, "2000-02-29"),
            (20_849, "2027-01-31"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(day(since_1970), date);
        }
    }
}
