//! Flags and configuration file put together: flags win, lists add up.

use super::args::Input;
use super::core::Options;
use crate::config::{self, Config};
use crate::load::{self, Loaded};
use crate::paths::{Paths, relative};
use crate::questions;
use crate::source::Workspace;
use crate::value::Value;
use crate::{cloudformation, terraform};
use anyhow::{Context, Result, bail};
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

const MAX_JSON_BYTES: u64 = 16 * 1024 * 1024;

/// Everything that holds for one run.
pub(super) struct Settings {
    pub(super) config: Config,
    pub(super) options: Options,
    pub(super) loaded: Loaded,
    pub(super) paths: Paths,
}

/// Finds the configuration, lists the files and checks what was asked for.
pub(super) fn settle(paths: &[PathBuf], input: &Input) -> Result<Settings> {
    let paths = &paths_of(paths, input)?;
    let config = configuration(paths, input)?;
    let named = config.var_files.iter().chain(&input.variable_files).chain(&input.parameters).chain(&input.plan).cloned().collect();
    let megabytes = input.max_file_size.or(config.max_file_size);
    let load_options = load::LoadOptions {
        ignore_files: !input.no_ignore_files,
        exclude: config.exclude.clone(),
        max_file_bytes: megabytes.map_or(load::MAX_FILE_BYTES, |megabytes| megabytes.saturating_mul(1024 * 1024)),
        threads: threads(input, &config),
        named,
        modules: config.modules.values().cloned().collect(),
    };
    let loaded = load::load(paths, &load_options)?;
    let both = |own: &[String], more: &[String]| own.iter().chain(more).map(SmolStr::from).collect();
    let mut variable_files = loaded.named.clone();
    let plan_file = if input.plan.is_some() { variable_files.pop() } else { None };
    let source = input.source.as_ref().map(|_| paths.first().map_or_else(String::new, |path| within(&loaded.root, path)));
    let plan = plan_file.map(|file| terraform::PlanInput { file, source });
    let parameter_files = variable_files.split_off(variable_files.len() - usize::from(input.parameters.is_some()));
    let modules = config.modules.keys().zip(&loaded.modules);
    let repository = load::repository(&loaded.root).unwrap_or(&loaded.root).to_owned();
    let options = Options {
        own_accounts: both(&config.accounts.own, &input.accounts),
        trusted_accounts: both(&config.accounts.trusted, &input.trusted_accounts),
        organizations: both(&config.organizations, &input.organizations),
        terraform: terraform::TerraformOptions {
            variables: input.variables.clone(),
            variable_files,
            no_automatic_variable_files: input.no_automatic_variable_files || config.auto_var_files == Some(false),
            modules: modules.filter_map(|(source, directory)| Some((source.clone(), directory.clone()?))).collect(),
            addresses: loaded.remotes.iter().map(|remote| format!("{remote}//{}", relative(&repository, &loaded.root))).collect(),
            workspace: input.workspace.clone(),
            plan,
        },
        cloudformation: cloudformation::TemplateOptions { parameter_files },
    };
    let current = current_directory(&loaded.root);
    let paths = Paths::new(&loaded.root, &current, &repository);
    Ok(Settings { config, options, loaded, paths })
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

fn current_directory(otherwise: &Path) -> PathBuf {
    std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_else(|_| otherwise.to_owned())
}

/// How many threads were asked for; 0 for one per processor.
pub(super) fn threads(input: &Input, config: &Config) -> usize {
    input.threads.or(config.threads).unwrap_or(0).min(256)
}

/// The configuration that holds for these paths.
pub(super) fn configuration(paths: &[PathBuf], input: &Input) -> Result<Config> {
    if input.no_config {
        return Ok(Config::default());
    }
    if let Some(file) = &input.config {
        return config::read(file);
    }
    let root = load::root_of(paths)?;
    let top = load::repository(&root).unwrap_or(&root);
    let home = std::env::home_dir();
    let Some(file) = config::find(&root, top, home.as_deref()) else { return Ok(Config::default()) };
    let shown = relative(&current_directory(&root), &file);
    config::read(Path::new(&shown))
}

/// A JSON file that the user named.
pub(super) fn json_file(file: &Path) -> Result<Value> {
    let shown = file.display();
    let metadata = std::fs::metadata(file).map_err(|error| config::cannot_open(file, &error))?;
    if metadata.is_dir() || metadata.len() > MAX_JSON_BYTES {
        bail!("`{shown}` is a directory or larger than 16 MB");
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{shown}`"))?;
    let text = text.trim_start_matches('\u{feff}').to_owned();
    match questions::json(&text) {
        (value, None) => Ok(value),
        (_, Some(fault)) => {
            let place = Workspace::in_memory([(shown.to_string(), text)]).position(fault.at.file, fault.at.start);
            bail!("`{shown}` is not JSON: line {}, column {}: {}", place.line, place.column, fault.message)
        }
    }
}
