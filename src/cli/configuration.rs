//! Which configuration holds: the nearest of the tree, one that is named, or that of a commit which whoever opens a pull request cannot change.

use super::args::Input;
use super::core::{self, RuleFolder};
use super::outputs;
use crate::config::{self, Config};
use crate::load::{self, Commit, Repository};
use crate::paths::relative;
use anyhow::{Context, Result, bail};
use std::path::{Component, Path, PathBuf};

/// The configuration that holds for some paths.
#[derive(Default)]
pub(super) struct ChosenConfiguration {
    pub(super) config: Config,
    /// Nothing where there is none.
    pub(super) file: Option<ChosenFile>,
    /// With `--config-from`.
    pub(super) origin: Option<ConfigurationOrigin>,
}

/// A configuration file with its text.
pub(super) struct ChosenFile {
    /// As people are told of it.
    pub(super) shown: String,
    /// Absolute, links resolved; of a commit, where it would be.
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// The next one, which would hold if this one were not there.
    pub(super) in_place_of: Option<PathBuf>,
}

/// The commit that a configuration comes from.
pub(super) struct ConfigurationOrigin {
    pub(super) revision: String,
    pub(super) commit: Commit,
    /// What the tree has in its place.
    pub(super) passed_over: Option<ChosenFile>,
}

/// Finds and reads it.
///
/// # Errors
/// It cannot be read or is not valid, or the commit is not here.
pub(super) fn choose(paths: &[PathBuf], input: &Input) -> Result<ChosenConfiguration> {
    if input.no_config {
        return Ok(ChosenConfiguration::default());
    }
    let Some(revision) = &input.config_from else {
        let Some(file) = on_disk(paths, input)? else { return Ok(ChosenConfiguration::default()) };
        return Ok(ChosenConfiguration { config: read(&file)?, file: Some(file), origin: None });
    };
    let root = load::root_of(paths)?;
    let repository = Repository::around(&root)?;
    let commit = Commit::open(repository.clone(), repository.commit(revision)?)?;
    let path = match &input.config {
        Some(file) => Some(absolute(file)?),
        None => config::candidates(&root, &repository.top, std::env::home_dir().as_deref()).find(|file| commit.is_file(file)),
    };
    let file = path.map(|path| -> Result<ChosenFile> {
        let shown = format!("{revision}:{}", relative(&repository.top, &path));
        Ok(ChosenFile { text: commit.text(&path)?, shown, path, in_place_of: None })
    });
    let file = file.transpose()?;
    let config = file.as_ref().map_or_else(|| Ok(Config::default()), read)?;
    let is_there = input.config.as_ref().is_none_or(|file| file.is_file());
    let passed_over = if is_there { on_disk(paths, input)? } else { None };
    Ok(ChosenConfiguration { config, file, origin: Some(ConfigurationOrigin { revision: revision.clone(), commit, passed_over }) })
}

/// The file that is named, or the nearest one of the tree.
fn on_disk(paths: &[PathBuf], input: &Input) -> Result<Option<ChosenFile>> {
    let (found, in_place_of) = match &input.config {
        Some(file) => (Some(file.clone()), None),
        None => {
            let root = load::root_of(paths)?;
            let top = load::repository(&root).unwrap_or(&root);
            let home = std::env::home_dir();
            let mut files = config::candidates(&root, top, home.as_deref()).filter(|file| file.is_file());
            let file = files.next().map(|file| PathBuf::from(relative(&current_directory(&root), &file)));
            (file, files.next())
        }
    };
    let Some(file) = found else { return Ok(None) };
    let root = load::root_of(paths)?;
    if outputs::leads_out(&file, load::repository(&root).unwrap_or(&root)) {
        bail!("`{}` is a link, or lies behind one, that leads out of the scanned tree", file.display());
    }
    let text = config::text(&file)?;
    Ok(Some(ChosenFile { shown: file.display().to_string(), path: std::fs::canonicalize(&file)?, text, in_place_of }))
}

fn read(file: &ChosenFile) -> Result<Config> {
    config::read(&file.text, &file.shown, file.path.parent().unwrap_or(Path::new("/")))
}

/// A path as it is named here, whether it is there or not.
pub(super) fn absolute(file: &Path) -> Result<PathBuf> {
    let mut path = std::env::current_dir().and_then(std::fs::canonicalize).context("the current directory is gone")?;
    for part in file.components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    Ok(path)
}

impl ChosenConfiguration {
    /// The built-in rules, those that the configuration names, and those of these directories.
    ///
    /// # Errors
    /// A directory or rule cannot be read.
    pub(super) fn rules(&self, directories: &[PathBuf]) -> Result<core::Rules> {
        let directory = self.file.as_ref().and_then(|file| file.path.parent());
        let named = self.config.rules.iter().map(|path| {
            let shown = path.display().to_string();
            let files = match (&self.origin, directory) {
                (Some(origin), _) => origin.commit.rule_files(path)?,
                (None, Some(within)) if std::fs::canonicalize(path).is_ok_and(|real| !real.starts_with(within)) => {
                    bail!("`{shown}` is a link that leads outside the directory of the configuration")
                }
                (None, within) => load::rule_files(path, within).with_context(|| format!("cannot read rules in `{shown}`"))?,
            };
            Ok(RuleFolder { shown, files })
        });
        let typed = directories.iter().map(|path| RuleFolder::read(path));
        core::rules(&named.chain(typed).collect::<Result<Vec<RuleFolder>>>()?)
    }
}

/// Where the command was typed; where the machine does not say, another directory.
pub(super) fn current_directory(otherwise: &Path) -> PathBuf {
    std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_else(|_| otherwise.to_owned())
}
