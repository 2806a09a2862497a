//! Flags and configuration file put together: flags win, lists add up.

use super::args::Input;
use super::core::Options;
use crate::config::{self, Config};
use crate::load::{self, Loaded};
use crate::paths::{Paths, relative};
use crate::questions;
use crate::source::{FileId, Workspace};
use crate::value::Value;
use crate::{cloudformation, terraform};
use anyhow::{Context, Result, bail};
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

const MAX_JSON_BYTES: u64 = 16 * 1024 * 1024;

/// Everything that holds for one run.
pub(super) struct Settings {
    pub(super) config: Config,
    /// The configuration file, in the workspace, if it is one of the scanned tree.
    pub(super) config_file: Option<FileId>,
    pub(super) options: Options,
    pub(super) loaded: Loaded,
    pub(super) paths: Paths,
}

/// Finds the configuration, lists the files and checks what was asked for.
pub(super) fn settle(paths: &[PathBuf], input: &Input) -> Result<Settings> {
    let file = configuration_file(paths, input)?;
    let config = file.as_deref().map_or_else(|| Ok(Config::default()), config::read)?;
    let root = reading_root(paths, input)?;
    let repository = load::repository(&root).unwrap_or(&root).to_owned();
    let file = file.map(std::fs::canonicalize).transpose()?;
    let in_tree = file.as_ref().filter(|file| file.starts_with(&repository));
    let named = in_tree.into_iter().chain(&config.var_files).chain(&input.variable_files).chain(&input.parameters).cloned().collect();
    let megabytes = input.max_file_size.or(config.max_file_size);
    let load_options = load::LoadOptions {
        root: input.root.is_some().then(|| root.clone()).or_else(|| load::repository(&root).is_some().then(|| root.clone())),
        exclude_from: file.as_ref().and_then(|file| file.parent()).map(Path::to_owned),
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
    let config_file = in_tree.map(|_| variable_files.remove(0)).and_then(|path| loaded.workspace.find(&path));
    let parameter_files = variable_files.split_off(variable_files.len() - usize::from(input.parameters.is_some()));
    let modules = config.modules.keys().zip(&loaded.modules);
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
        },
        cloudformation: cloudformation::TemplateOptions { parameter_files },
    };
    let current = current_directory(&loaded.root);
    let paths = Paths::new(&loaded.root, &current, &repository);
    Ok(Settings { config, config_file, options, loaded, paths })
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

fn current_directory(otherwise: &Path) -> PathBuf {
    std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_else(|_| otherwise.to_owned())
}

/// How many threads were asked for; 0 for one per processor.
pub(super) fn threads(input: &Input, config: &Config) -> usize {
    input.threads.or(config.threads).unwrap_or(0).min(256)
}

/// The configuration that holds for these paths.
pub(super) fn configuration(paths: &[PathBuf], input: &Input) -> Result<Config> {
    configuration_file(paths, input)?.as_deref().map_or_else(|| Ok(Config::default()), config::read)
}

/// The file that holds it, as it is shown.
fn configuration_file(paths: &[PathBuf], input: &Input) -> Result<Option<PathBuf>> {
    if input.no_config || input.config.is_some() {
        return Ok(input.config.clone());
    }
    let root = load::root_of(paths)?;
    let top = load::repository(&root).unwrap_or(&root);
    let home = std::env::home_dir();
    let file = config::find(&root, top, home.as_deref());
    Ok(file.map(|file| PathBuf::from(relative(&current_directory(&root), &file))))
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
