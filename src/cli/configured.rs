//! `config`: what is configured, each value with its source, and the schema of the file.

use super::args::{ConfigArguments, ConfigCommand, ConfigShow};
use super::configuration::{self, ChosenFile};
use super::exit::Exit;
use super::{outputs, settings};
use crate::config::{self, ConfigKey, KEYS};
use crate::report::escape;
use anyhow::Result;

pub(super) fn run(arguments: &ConfigArguments) -> Result<Exit> {
    let told = match &arguments.command {
        ConfigCommand::Show(show) => shown(show)?,
        ConfigCommand::Schema => format!("{:#}\n", config::schema()),
    };
    outputs::print(&escape::no_commands(&escape::block(&told)))?;
    Ok(Exit::Clean)
}

/// A value as TOML, and where it comes from.
type Sourced = (String, String);

fn shown(arguments: &ConfigShow) -> Result<String> {
    let paths = settings::paths_of(&arguments.paths, &arguments.input)?;
    let chosen = configuration::choose(&paths, &arguments.input)?;
    let mut text = match &chosen.file {
        Some(file) => format!("# {}\n", file.shown),
        None => "# no configuration file\n".to_owned(),
    };
    for key in KEYS {
        let typed = typed(key.name, arguments);
        let written = chosen.file.as_ref().map_or_else(Vec::new, |file| written(key, file));
        text.push_str(&told(key, written, typed));
    }
    Ok(text)
}

/// A key with all that it comes to: of one value the last that was said, of a list everything, but of the rules to run what was typed last.
fn told(key: &ConfigKey, written: Vec<Sourced>, typed: Vec<Sourced>) -> String {
    let name = key.name;
    let is_list = key.default == "[]";
    let replaces = !typed.is_empty() && (name == "select" || (!is_list && key.default != "{}"));
    let values: Vec<Sourced> = if replaces { typed } else { written.into_iter().chain(typed).collect() };
    match values.as_slice() {
        [] if key.default.is_empty() => format!("# {name} is not set: {}\n", key.about),
        [] => format!("{name} = {}  # default\n", key.default),
        _ if is_list => {
            let lines: String = values.iter().map(|(value, source)| format!("    {value},  # {source}\n")).collect();
            format!("{name} = [\n{lines}]\n")
        }
        // The key of each stands before its value.
        _ if key.default == "{}" => values.iter().map(|(value, source)| format!("{name}.{value}  # {source}\n")).collect(),
        _ => values.last().map_or_else(String::new, |(value, source)| format!("{name} = {value}  # {source}\n")),
    }
}

/// What a file says, each value as it is written there.
fn written(key: &ConfigKey, file: &ChosenFile) -> Vec<Sourced> {
    let source = |at: usize| {
        let line = file.text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        format!("{}:{line}", file.shown)
    };
    config::written_values(&file.text, key.name).into_iter().map(|(value, at)| (value, source(at))).collect()
}

/// What the command line says.
fn typed(key: &str, arguments: &ConfigShow) -> Vec<Sourced> {
    let (input, gate) = (&arguments.input, &arguments.gate);
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let texts = |values: &[String], option: &str| values.iter().map(|value| (quoted(value), option.to_owned())).collect();
    let paths = |values: &[std::path::PathBuf], option: &str| {
        values.iter().map(|value| (quoted(&value.to_string_lossy()), option.to_owned())).collect::<Vec<Sourced>>()
    };
    let one = |value: Option<String>, option: &str| value.map(|value| (value, option.to_owned())).into_iter().collect();
    match key {
        "accounts.own" => texts(&input.accounts, "--account"),
        "accounts.trusted" => texts(&input.trusted_accounts, "--trusted-account"),
        "organizations" => texts(&input.organizations, "--org"),
        "fail-on" => one(gate.fail_on.map(|level| quoted(level.name())), "--fail-on"),
        "fail-on-unknown" => one(gate.fail_on_unknown.then(|| "true".to_owned()), "--fail-on-unknown"),
        "baseline" => paths(gate.baseline.as_slice(), "--baseline"),
        "select" => texts(&arguments.select, "--select"),
        "ignore" => texts(&arguments.ignore, "--ignore"),
        "rules" => paths(&input.rule_directories, "--rules"),
        "var-files" => paths(&input.variable_files, "--var-file"),
        "auto-var-files" => one(input.no_automatic_variable_files.then(|| "false".to_owned()), "--no-auto-var-files"),
        "threads" => one(input.threads.map(|threads| threads.to_string()), "--threads"),
        "max-file-size" => one(input.max_file_size.map(|megabytes| megabytes.to_string()), "--max-file-size"),
        _ => vec![],
    }
}
