//! What the scanned tree itself says on what is judged, and how: whoever may change the code may change that, so every report names it.

use super::args::Check;
use super::configuration::ConfigurationOrigin;
use super::core::Rules;
use super::settings::Settings;
use crate::analysis::Analysis;
use crate::config::{self, ConfigKey, FailOn, KEYS};
use crate::paths::relative;
use crate::problem::{Code, Problem};
use crate::source::{FileId, Span, directory_of};
use crate::terraform::is_configuration;
use smol_str::SmolStr;
use std::path::PathBuf;

/// How many names are told.
const MAX_NAMED: usize = 5;

/// A problem for each word of the tree that has an effect.
pub(super) fn changes(settings: &Settings, rules: &Rules, arguments: &Check, analysis: &Analysis) -> Vec<Problem> {
    let mut changes = ignore_files(settings);
    changes.extend(further_accounts(settings, analysis));
    changes.extend(below_terraform(settings));
    changes.extend(empty_submodules(settings));
    changes.extend(tracked_manifests(settings));
    if let Some(origin) = &settings.chosen.origin {
        changes.extend(passed_over(settings, origin));
    } else if let Some(file) = settings.config_file {
        let in_place_of = settings.chosen.file.as_ref().and_then(|chosen| chosen.in_place_of.as_ref());
        changes.extend(in_place_of.map(|other| {
            let what = format!("this holds in the place of `{}`, which has no say", relative(&settings.loaded.root, other));
            Problem::changed_by_tree(Code::GateChanged, Span::new(file, 0, 0), what)
        }));
        changes.extend(keys(settings, rules, arguments).into_iter().map(|(code, key, what)| {
            let text = settings.loaded.workspace.text(file).map_or("", |text| text);
            let place = config::key_place(text, key);
            Problem::changed_by_tree(code, Span::new(file, place.start, place.end), format!("`{key}` {what}"))
        }));
    }
    changes
}

/// Where the own accounts are told, further ones that the code says it deploys to: they count as own ones there, and perhaps elsewhere.
fn further_accounts(settings: &Settings, analysis: &Analysis) -> Vec<Problem> {
    let told = &settings.options;
    if told.own_accounts.is_empty() {
        return vec![];
    }
    let mut further: Vec<&(SmolStr, Span)> = analysis.deployed_to.iter().collect();
    further.retain(|(account, _)| !told.own_accounts.contains(account) && !told.trusted_accounts.contains(account));
    further.sort_by_key(|(account, span)| (account, settings.loaded.workspace.order(*span)));
    further.dedup_by(|one, other| one.0 == other.0);
    let told = further.into_iter().map(|(account, span)| {
        let what = format!(
            "account {account} counts as an own one here, and perhaps elsewhere, since this is deployed there; neither `--account` nor `accounts.own` names it"
        );
        Problem::changed_by_tree(Code::AccountsChanged, *span, what)
    });
    told.collect()
}

/// What the tree's own configuration would have changed, were it not for that of a commit.
fn passed_over(settings: &Settings, origin: &ConfigurationOrigin) -> Vec<Problem> {
    let of_commit = settings.chosen.file.as_ref().map_or("", |file| &file.text);
    let of_tree = origin.passed_over.as_ref().map_or("", |file| &file.text);
    let (Ok(then), Ok(now)) = (of_commit.parse::<toml::Table>(), of_tree.parse::<toml::Table>()) else {
        let file = settings.config_file.unwrap_or(FileId(0));
        let what = format!("this is no configuration; that of `{}` is in effect", origin.revision);
        return vec![Problem::changed_by_tree(Code::GateChanged, Span::new(file, 0, 0), what)];
    };
    let differs = |key: &&ConfigKey| key.concerns.concerns_trust() && value_of(&then, key.name) != value_of(&now, key.name);
    let told = KEYS.iter().filter(differs).map(|key| {
        let what = match (value_of(&then, key.name), value_of(&now, key.name)) {
            (Some(_), None) => "is taken out here; it stays in effect as it is in",
            (None, _) => "is set here; it is not in effect, since nothing sets it in",
            _ => "is changed here; it stays in effect as it is in",
        };
        let place = config::key_place(of_tree, key.name);
        let span = settings.config_file.map_or(Span::new(FileId(0), 0, 0), |file| Span::new(file, place.start, place.end));
        Problem::changed_by_tree(key.concerns, span, format!("`{}` {what} `{}`", key.name, origin.revision))
    });
    told.collect()
}

fn value_of<'a>(table: &'a toml::Table, key: &str) -> Option<&'a toml::Value> {
    let mut parts = key.split('.');
    let first = table.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

/// The keys of the configuration that say so: what they change, their name, what they do.
fn keys(settings: &Settings, rules: &Rules, arguments: &Check) -> Vec<(Code, &'static str, String)> {
    let config = &settings.chosen.config;
    let mut keys = vec![];
    let mut add = |code, key, names: &[String], what: &str| {
        if !names.is_empty() {
            keys.push((code, key, format!("{what}: {}", listed(names))));
        }
    };
    let ignored: Vec<String> = config.ignored_rules().cloned().collect();
    add(Code::RulesChanged, "ignore", &ignored, "turns off rules");
    if arguments.select.is_empty() {
        add(Code::RulesChanged, "select", &config.select, "runs only these rules");
    }
    add(Code::RulesChanged, "rules", &shown(&config.rules), "adds the rules of");
    let replaced = rules.set.rules.iter().filter_map(|rule| Some(rule.replaces.as_ref()?.text.to_string()));
    let replaced: Vec<String> = replaced.filter(|_| !config.rules.is_empty()).collect();
    add(Code::RulesChanged, "rules", &replaced, "puts other rules in the place of");
    let (kept, excluded): (Vec<String>, Vec<String>) = settings.loaded.excluded.iter().cloned().partition(|path| is_judged(settings, path));
    let several = if excluded.len() == 1 { "" } else { "s" };
    add(Code::PathsChanged, "exclude", &excluded, &format!("takes {} file{several} out", excluded.len()));
    add(Code::PathsChanged, "exclude", &kept, "does not take out what Terraform reads with the other files of its folder");
    add(Code::PathsChanged, "var-files", &shown(&config.var_files), "says which inputs count");
    let modules: Vec<String> = config.modules.keys().cloned().collect();
    add(Code::PathsChanged, "modules", &modules, "says where modules are");
    add(Code::AccountsChanged, "accounts.own", &config.accounts.own, "names own accounts");
    add(Code::AccountsChanged, "accounts.trusted", &config.accounts.trusted, "trusts accounts");
    add(Code::AccountsChanged, "organizations", &config.organizations, "trusts organisations");
    if let (Some(megabytes), None) = (config.max_file_size, arguments.input.max_file_size) {
        keys.push((Code::PathsChanged, "max-file-size", format!("keeps files over {megabytes} MB from being read")));
    }
    if config.auto_var_files == Some(false) {
        keys.push((Code::PathsChanged, "auto-var-files", "keeps variables files from being looked for".to_owned()));
    }
    if config.fail_on == Some(FailOn::Never) && arguments.gate.fail_on.is_none() {
        keys.push((Code::GateChanged, "fail-on", "keeps findings from failing the run".to_owned()));
    }
    keys
}

/// Whether an excluded file belongs to a module that is judged.
fn is_judged(settings: &Settings, path: &str) -> bool {
    let folder = directory_of(path);
    let siblings = settings.loaded.workspace.directory(folder);
    is_configuration(path) && siblings.filter(|(_, entry)| entry.selected).any(|(_, entry)| is_configuration(&entry.path))
}

/// What `.gitignore` leaves out, where no index of git tells that it is not tracked.
fn ignore_files(settings: &Settings) -> Vec<Problem> {
    let workspace = &settings.loaded.workspace;
    let by_file = settings.loaded.left_out.chunk_by(|one, other| one.0 == other.0);
    let told = by_file.filter_map(|left_out| {
        let file = workspace.find(&left_out.first()?.0).unwrap_or(FileId(0));
        let names: Vec<String> = left_out.iter().map(|(_, path)| path.clone()).collect();
        let what = format!(
            "there is no index of git here, so this file leaves out: {}; in a clone it leaves out only what is not tracked",
            listed(&names)
        );
        Some(Problem::changed_by_tree(Code::PathsChanged, Span::new(file, 0, 0), what))
    });
    told.collect()
}

/// Configuration in the folder that `terraform init` makes.
fn below_terraform(settings: &Settings) -> Option<Problem> {
    let names = &settings.loaded.not_walked;
    let first = names.first()?;
    let workspace = &settings.loaded.workspace;
    let is_it_or_below = |path: &str| path.strip_prefix(first.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let file = workspace.files().find(|(_, entry)| is_it_or_below(&entry.path)).map_or(FileId(0), |(file, _)| file);
    let what =
        format!("below `.terraform` only what git tracks is judged, and no index of git tells what that is; not judged: {}", listed(names));
    Some(Problem::changed_by_tree(Code::PathsChanged, Span::new(file, 0, 0), what))
}

/// Submodules that are not checked out.
fn empty_submodules(settings: &Settings) -> Option<Problem> {
    let loaded = &settings.loaded;
    let first = loaded.empty_submodules.first()?;
    let file = loaded.workspace.find(first).or(loaded.workspace.files().next().map(|(file, _)| file)).unwrap_or(FileId(0));
    let what = format!("these submodules are not checked out, so that nothing in them is judged: {}", listed(&loaded.empty_submodules));
    Some(Problem::changed_by_tree(Code::PathsChanged, Span::new(file, 0, 0), what))
}

/// What `terraform init` would write, as the repository has it.
fn tracked_manifests(settings: &Settings) -> impl Iterator<Item = Problem> {
    let loaded = &settings.loaded;
    loaded.tracked_manifests.iter().filter_map(|path| {
        let what = "git tracks this, so that it says which modules are installed, whatever `terraform init` brings";
        Some(Problem::changed_by_tree(Code::PathsChanged, Span::new(loaded.workspace.find(path)?, 0, 0), what))
    })
}

fn shown(paths: &[PathBuf]) -> Vec<String> {
    let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    paths.iter().map(name).collect()
}

fn listed(names: &[String]) -> String {
    let named: Vec<String> = names.iter().take(MAX_NAMED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    named.join(", ") + &more
}
