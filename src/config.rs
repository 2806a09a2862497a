//! deputylint.toml: what a project says about its accounts, files and rules.

mod keys;

use crate::finding::Level;
use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use toml::de::{DeTable, DeValue};

use keys::IGNORE_KEYS;
pub use keys::{ConfigKey, KEYS, KeyValue, schema};

/// The names of the file, the first one found wins.
pub const FILE_NAMES: &[&str] = &[".deputylint.toml", "deputylint.toml"];

/// A configuration is never larger.
const MAX_BYTES: u64 = 1024 * 1024;

/// What the file says; everything is optional.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
    pub accounts: Accounts,
    pub organizations: Vec<String>,
    pub fail_on: Option<FailOn>,
    pub fail_on_unknown: bool,
    pub select: Vec<String>,
    pub ignore: Vec<IgnoreEntry>,
    pub exclude: Vec<String>,
    pub var_files: Vec<PathBuf>,
    /// Directories of rules.
    pub rules: Vec<PathBuf>,
    pub baseline: Option<PathBuf>,
    pub modules: BTreeMap<String, PathBuf>,
    pub auto_var_files: Option<bool>,
    pub threads: Option<usize>,
    pub max_file_size: Option<u64>,
}

/// What is ignored: a rule, or some of its findings.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(untagged)]
pub enum IgnoreEntry {
    Rule(String),
    Findings(IgnoredFindings),
}

/// An `[[ignore]]`: the findings of a rule that are all that it says.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IgnoredFindings {
    pub rule: String,
    pub path: Option<String>,
    pub address: Option<String>,
    pub fingerprint: Option<String>,
    pub reason: String,
    pub until: Option<Day>,
    /// Where it stands in the text.
    #[serde(skip)]
    pub place: std::ops::Range<usize>,
}

/// A date, with or without quotes.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(untagged)]
pub enum Day {
    Text(String),
    Date(toml::value::Datetime),
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Day::Text(text) => f.write_str(text),
            Day::Date(date) => date.fmt(f),
        }
    }
}

impl Config {
    /// Rules that are not to run.
    pub fn ignored_rules(&self) -> impl Iterator<Item = &String> {
        self.ignore.iter().filter_map(|entry| match entry {
            IgnoreEntry::Rule(rule) => Some(rule),
            IgnoreEntry::Findings(_) => None,
        })
    }

    /// Findings that are not to count.
    pub fn ignored_findings(&self) -> impl Iterator<Item = &IgnoredFindings> {
        self.ignore.iter().filter_map(|entry| match entry {
            IgnoreEntry::Rule(_) => None,
            IgnoreEntry::Findings(findings) => Some(findings),
        })
    }
}

/// Whose accounts are whose.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Accounts {
    pub own: Vec<String>,
    pub trusted: Vec<String>,
}

/// The lowest level at which findings make the run fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    #[default]
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// As it is written: `error`.
    pub fn name(self) -> &'static str {
        match self {
            FailOn::Error => "error",
            FailOn::Warning => "warning",
            FailOn::Note => "note",
            FailOn::Never => "never",
        }
    }

    /// Whether a finding of this level makes the run fail.
    pub fn reached_by(self, level: Level) -> bool {
        match self {
            FailOn::Error => level >= Level::Error,
            FailOn::Warning => level >= Level::Warning,
            FailOn::Note => level >= Level::Note,
            FailOn::Never => false,
        }
    }
}

/// Where the configuration of a scanned directory may be, the nearest first: up to `top` (the directory of `.git`), never in `home`.
pub fn candidates(root: &Path, top: &Path, home: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    let directories = root.ancestors().take_while(|directory| directory.starts_with(top)).filter(|directory| Some(*directory) != home);
    directories.flat_map(|directory| FILE_NAMES.iter().map(|name| directory.join(name))).collect::<Vec<_>>().into_iter()
}

/// The text of a configuration file.
///
/// # Errors
/// It cannot be read, or it is none.
pub fn text(file: &Path) -> Result<String> {
    regular_text(file, MAX_BYTES, "a configuration file")
}

/// The text of a file that the user names. A pipe or device is never opened: that alone may block, and what comes out of it may never end.
///
/// # Errors
/// It cannot be read, is no regular file, or is larger than `what` it is to be.
pub fn regular_text(file: &Path, max_bytes: u64, what: &str) -> Result<String> {
    let shown = file.display();
    let metadata = std::fs::metadata(file).map_err(|error| cannot_open(file, &error))?;
    if !metadata.is_file() {
        bail!("`{shown}` is not {what}: it is no regular file");
    }
    let too_large = || anyhow!("`{shown}` is not {what}: it is larger than {} MB", max_bytes >> 20);
    if metadata.len() > max_bytes {
        return Err(too_large());
    }
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(|error| cannot_open(file, &error))?;
    // It may have grown since.
    let read = opened.take(max_bytes + 1).read_to_string(&mut text).with_context(|| format!("cannot read `{shown}`"))?;
    if read as u64 > max_bytes { Err(too_large()) } else { Ok(text) }
}

/// What the text of a file in this directory says. Paths in it become absolute.
///
/// # Errors
/// Names the line and what is wrong, or the path that does not exist or leads out of the directory.
pub fn read(text: &str, shown: &str, directory: &Path) -> Result<Config> {
    let mut config = parse(text).map_err(|(place, message)| anyhow!("{shown}:{place}: {message}"))?;
    let leads_out = |path: &Path| anyhow!("{shown}: `{}` leads outside the directory of this file", path.display());
    let of_modules = config.modules.values_mut().map(|path| ("modules", path));
    for (key, path) in config.var_files.iter_mut().map(|path| ("var-files", path)).chain(of_modules) {
        let resolved = std::fs::canonicalize(directory.join(&path)).map_err(|error| {
            let written = toml::Value::from(path.to_string_lossy().as_ref()).to_string();
            let is_it = |(value, _): &&(String, usize)| value.ends_with(&written);
            let at = written_values(text, key).iter().find(is_it).map_or(0, |(_, at)| *at);
            anyhow!("{shown}:{}: `{key}`: {}", place(text, at), cannot_open(path, &error))
        })?;
        if !resolved.starts_with(directory) {
            return Err(leads_out(path));
        }
        *path = resolved;
    }
    // These may be read from a commit, or are still to be written.
    for path in config.rules.iter_mut().chain(&mut config.baseline) {
        if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(leads_out(path));
        }
        *path = directory.join(&path);
    }
    Ok(config)
}

/// Why a file that the user named cannot be opened.
pub fn cannot_open(file: &Path, error: &std::io::Error) -> anyhow::Error {
    let shown = file.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => anyhow!("there is no file or directory `{shown}`"),
        std::io::ErrorKind::PermissionDenied => anyhow!("`{shown}` cannot be opened: permission denied"),
        _ => anyhow!("`{shown}` cannot be opened: {error}"),
    }
}

/// Where a key stands in the text of a configuration; the start of the text if it does not.
pub fn key_place(text: &str, path: &str) -> std::ops::Range<usize> {
    fn find(table: &DeTable<'_>, path: &str) -> Option<std::ops::Range<usize>> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let (key, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == first)?;
        match (rest, value.get_ref()) {
            (None, _) => Some(key.span()),
            (Some(rest), DeValue::Table(inner)) => find(inner, rest),
            _ => None,
        }
    }
    DeTable::parse(text).ok().and_then(|table| find(table.get_ref(), path)).unwrap_or(0..0)
}

/// The values of a key as TOML, each with the byte at which it stands: the items of a list, the entries of a section as `"name" = value`.
pub fn written_values(text: &str, path: &str) -> Vec<(String, usize)> {
    let Ok(table) = DeTable::parse(text) else { return vec![] };
    let mut found = None;
    let mut inside = Some(table.get_ref());
    for part in path.split('.') {
        found = inside.and_then(|table| table.iter().find(|(key, _)| key.get_ref().as_ref() == part)).map(|(_, value)| value);
        inside = found.and_then(|value| value.get_ref().as_table());
    }
    let Some(value) = found else { return vec![] };
    let as_written = |value: &toml::Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::Table(table) => inline(text, table),
        _ => text.get(value.span()).unwrap_or_default().to_owned(),
    };
    match value.get_ref() {
        DeValue::Array(items) => items.iter().map(|item| (as_written(item), item.span().start)).collect(),
        DeValue::Table(table) => {
            let entry = |key: &toml::Spanned<std::borrow::Cow<'_, str>>, value: &toml::Spanned<DeValue<'_>>| {
                let name = toml::Value::from(key.get_ref().as_ref()).to_string();
                (format!("{name} = {}", as_written(value)), key.span().start)
            };
            table.iter().map(|(key, value)| entry(key, value)).collect()
        }
        _ => vec![(as_written(value), value.span().start)],
    }
}

/// A table in one line.
fn inline(text: &str, table: &DeTable<'_>) -> String {
    let entry = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
        (key.span().start, format!("{} = {}", key.get_ref(), text.get(value.span()).unwrap_or_default()))
    };
    let mut entries: Vec<(usize, String)> = table.iter().map(entry).collect();
    entries.sort();
    format!("{{ {} }}", entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>().join(", "))
}

/// Line and column, both from 1.
type ConfigPlace = String;

/// What a configuration text says; the error is a place and what is wrong there.
///
/// # Errors
/// The text is no TOML, a key is not known or a value is of the wrong kind.
pub fn parse(text: &str) -> Result<Config, (ConfigPlace, String)> {
    let located = |error: &toml::de::Error| (place(text, error.span().map_or(0, |span| span.start)), error.message().replace('\n', "; "));
    let table = DeTable::parse(text).map_err(|error| located(&error))?;
    check_keys(text, "", table.get_ref())?;
    let places = ignore_entries(text, table.get_ref())?;
    let mut config: Config = toml::from_str(text).map_err(|error| located(&error))?;
    for (entry, place) in config.ignore.iter_mut().zip(places) {
        if let IgnoreEntry::Findings(findings) = entry {
            findings.place = place;
        }
    }
    for account in config.accounts.own.iter().chain(&config.accounts.trusted) {
        account_id(account).map_err(|message| (place_of(text, account), message))?;
    }
    for organization in &config.organizations {
        organization_id(organization).map_err(|message| (place_of(text, organization), message))?;
    }
    if config.max_file_size == Some(0) {
        return Err((
            place(text, key_place(text, "max-file-size").start),
            "`max-file-size` is at least 1: with 0 no file is read".to_owned(),
        ));
    }
    Ok(config)
}

fn check_keys(text: &str, prefix: &str, table: &DeTable<'_>) -> Result<(), (ConfigPlace, String)> {
    for (key, value) in table {
        let path = format!("{prefix}{}", key.get_ref());
        let is_section = KEYS.iter().any(|key| key.name.starts_with(&format!("{path}.")));
        match value.get_ref() {
            DeValue::Table(inner) if is_section => check_keys(text, &format!("{path}."), inner)?,
            _ if is_section => {
                return Err((place(text, value.span().start), format!("`{path}` is a section: write `[{path}]` above its keys")));
            }
            _ if KEYS.iter().any(|key| key.name == path) => {}
            _ => {
                let known = KEYS.iter().map(|key| key.name);
                let hint = nearest(&path, known).map_or_else(String::new, |known| format!("; did you mean `{known}`?"));
                return Err((place(text, key.span().start), format!("unknown key `{path}`{hint}")));
            }
        }
    }
    Ok(())
}

/// Where the entries of `ignore` stand, each checked.
fn ignore_entries(text: &str, table: &DeTable<'_>) -> Result<Vec<std::ops::Range<usize>>, (ConfigPlace, String)> {
    let Some(DeValue::Array(entries)) = table.get("ignore").map(|value| value.get_ref()) else { return Ok(vec![]) };
    for entry in entries.iter() {
        let DeValue::Table(entry_table) = entry.get_ref() else { continue };
        let wrong = |at: usize, why: String| Err((place(text, at), why));
        for (key, value) in entry_table.iter() {
            let name = key.get_ref().as_ref();
            let given = value.get_ref().as_str();
            match name {
                _ if !IGNORE_KEYS.iter().any(|(known, _)| *known == name) => {
                    let hint = nearest(name, IGNORE_KEYS.iter().map(|(known, _)| *known))
                        .map_or_else(String::new, |known| format!("; did you mean `{known}`?"));
                    return wrong(key.span().start, format!("unknown key `{name}` in `[[ignore]]`{hint}"));
                }
                "until" if !matches!(value.get_ref(), DeValue::Datetime(_)) && !given.is_some_and(crate::suppress::is_day) => {
                    return wrong(value.span().start, "`until` is a day: 2027-01-31".to_owned());
                }
                "fingerprint" if !given.is_some_and(is_fingerprint) => {
                    return wrong(
                        value.span().start,
                        "`fingerprint` is the first eight or more digits of a finding's fingerprint".to_owned(),
                    );
                }
                "until" => {}
                _ if given.is_none() => return wrong(value.span().start, format!("`{name}` is a text")),
                _ => {}
            }
        }
        if !entry_table.contains_key("rule") {
            return wrong(entry.span().start, "an `[[ignore]]` names its `rule`".to_owned());
        }
    }
    Ok(entries.iter().map(|entry| entry.span()).collect())
}

fn is_fingerprint(text: &str) -> bool {
    (8..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

fn place(text: &str, offset: usize) -> ConfigPlace {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column}")
}

fn place_of(text: &str, value: &str) -> ConfigPlace {
    place(text, text.find(value).unwrap_or(0))
}

/// Twelve digits.
///
/// # Errors
/// It is not an account id.
pub fn account_id(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is not an account id of 12 digits"))
}

/// `o-` and 10 to 32 lower-case letters or digits.
///
/// # Errors
/// It is not the id of an organisation.
pub fn organization_id(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("o-").unwrap_or_default();
    if (10..=32).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is not the id of an organisation: `o-` and 10 to 32 letters or digits"))
}

/// The candidate that was probably meant: at most a third of its letters differ.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: String = name.chars().take(100).collect();
    let scored = candidates.into_iter().map(|candidate| (edits(&name, candidate), candidate));
    scored.filter(|(edits, candidate)| *edits <= candidate.len().div_ceil(3)).min().map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, from) in a.chars().enumerate() {
        let mut next = vec![index + 1];
        for ((to, above), left_above) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((above + 1).min(left + 1).min(left_above + usize::from(from != *to)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file() {
        let text = "fail-on = 'warning'\norganizations = ['o-abcdefghij']\n[accounts]\nown = ['111122223333']\n";
        let config = parse(text).unwrap();
        assert_eq!(config.fail_on, Some(FailOn::Warning));
        assert_eq!(config.accounts.own, ["111122223333"]);
        assert_eq!(parse(""), Ok(Config::default()));
    }

    #[test]
    fn mistakes_have_a_place_and_a_hint() {
        let cases = [
            ("exlude = []", "1:1", "unknown key `exlude`; did you mean `exclude`?"),
            ("\n[accounts]\nowm = []", "3:1", "unknown key `accounts.owm`; did you mean `accounts.own`?"),
            ("\nzzzzzzzzzzzzzz = 1", "2:1", "unknown key `zzzzzzzzzzzzzz`"),
            ("fail-on = 'high'", "1:11", "unknown variant `high`, expected one of `error`, `warning`, `note`, `never`"),
            ("[accounts]\nown = ['1']", "2:9", "`1` is not an account id of 12 digits"),
            ("accounts = 3", "1:12", "`accounts` is a section: write `[accounts]` above its keys"),
        ];
        for (text, place, message) in cases {
            assert_eq!(parse(text), Err((place.to_owned(), message.to_owned())), "{text}");
        }
    }
}
