//! `init`: a deputylint.toml with what is seen in the code. What only a person can know is a comment to take up.

use super::args::{InitArguments, Input};
use super::core;
use super::exit::Exit;
use super::{outputs, settings};
use crate::config::{self, FILE_NAMES};
use crate::facts;
use crate::problem::Code;
use crate::report::escape;
use crate::report::summary::counted;
use crate::secret;
use crate::source::Workspace;
use anyhow::{Result, anyhow, bail};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// How many of a kind are listed.
const MAX_LISTED: usize = 30;

pub(super) fn run(arguments: &InitArguments) -> Result<Exit> {
    let there = FILE_NAMES.iter().map(|name| arguments.directory.join(name)).find(|file| file.symlink_metadata().is_ok());
    if let Some(there) = there.as_ref().filter(|_| !arguments.force) {
        bail!("`{}` is there already; `--force` writes over it", there.strip_prefix(".").unwrap_or(there).display());
    }
    let file = there.unwrap_or_else(|| arguments.directory.join("deputylint.toml"));
    let file = file.strip_prefix(".").unwrap_or(&file);
    let settings = settings::settle(std::slice::from_ref(&arguments.directory), &Input { no_config: true, ..Input::default() })?;
    let seen = SeenInCode::of(&settings.loaded.workspace, &settings.options);
    let text = seen.text();
    config::parse(&text).map_err(|(place, why)| anyhow!("what was seen makes no configuration (line {place}: {why})"))?;
    outputs::write_file(file, &text, &settings.loaded.root)?;
    let told = format!(
        "deputylint: wrote `{}`: {}, {}, {}, {}; take the `#` from what holds, then `deputylint check`\n",
        file.display(),
        counted(seen.roots.len(), "root"),
        counted(seen.own.len(), "own account"),
        counted(seen.others.len(), "other account"),
        counted(seen.organizations.len(), "organisation")
    );
    outputs::complain(&escape::block(&told));
    Ok(Exit::Clean)
}

/// Names with the places where they are seen.
type Places = BTreeMap<String, BTreeSet<String>>;

/// What the code tells.
#[derive(Default)]
struct SeenInCode {
    roots: BTreeSet<String>,
    /// Accounts that providers deploy to.
    own: Places,
    /// Accounts that policies name.
    others: Places,
    organizations: Places,
    /// Sources of modules that are not on disk.
    modules: BTreeSet<String>,
}

impl SeenInCode {
    fn of(workspace: &Workspace, options: &core::Options) -> SeenInCode {
        let mut seen = SeenInCode::default();
        let (understood, roots) = core::inspect(workspace, options, |root, about| {
            let place = if root.path.is_empty() { ".".to_owned() } else { root.path.to_string() };
            let shown = (!root.is_file()).then(|| format!("{place} ({})", root.language.name()));
            (place, shown, root.own_accounts(), about.policies)
        });
        for (place, shown, accounts, policies) in roots {
            seen.roots.extend(shown);
            for account in accounts {
                seen.own.entry(account.to_string()).or_default().insert(place.clone());
            }
            for policy in policies {
                seen.look(&policy.document, &format!("{} in {place}", policy.address));
            }
        }
        // Accounts of AWS deliver for everybody; a rule tells what guards them.
        seen.others.retain(|account, _| !seen.own.contains_key(account) && facts::delivering_account(account).is_none());
        let missing = understood.problems.iter().filter(|problem| problem.code == Code::UnresolvedModule);
        let sources = missing.map(|problem| workspace.slice(problem.span).trim_matches('"').to_owned());
        seen.modules = sources.filter(|source| !source.starts_with('.') && !source.contains("${") && !source.is_empty()).collect();
        seen
    }

    /// Gathers the ids that a policy document names.
    fn look(&mut self, document: &Json, place: &str) {
        match document {
            Json::String(text) => {
                let is_account = |word: &&str| config::account_id(word).is_ok();
                for account in text.split(':').filter(is_account) {
                    self.others.entry(account.to_owned()).or_default().insert(place.to_owned());
                }
                if config::organization_id(text).is_ok() {
                    self.organizations.entry(text.clone()).or_default().insert(place.to_owned());
                }
            }
            Json::Array(items) => items.iter().for_each(|item| self.look(item, place)),
            Json::Object(members) => members.values().for_each(|value| self.look(value, place)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "# What deputylint is to know of this code. `deputylint config show` tells what is in effect,\n\
             # `deputylint config schema` every key.\n\n",
        );
        text.push_str(&listed("# What is judged:", self.roots.iter().map(|root| format!("#   {}", shown(root)))));
        text.push_str("\n# The lowest level that makes a run fail: error, warning, note or never.\nfail-on = \"error\"\n");
        text.push_str("\n# What is found today does not make a run fail: `deputylint baseline create` writes this file.\n# baseline = \".deputylint-baseline.json\"\n");
        text.push_str("\n# Files not to judge, as in a .gitignore.\n# exclude = [\"examples/\"]\n");
        text.push_str("\n# Organisations all of whose accounts are trusted, your own first.\n# organizations = [\n");
        text.push_str(&items("# ", &self.organizations, "o-exampleorg1", |_| None));
        text.push_str("# ]\n\n[accounts]\n# The accounts that the code is deployed to.\n");
        let mark = if self.own.is_empty() { "# " } else { "" };
        text.push_str(&format!("{mark}own = [\n{}{mark}]\n", items(mark, &self.own, "111122223333", |_| None)));
        text.push_str("\n# Accounts that policies name. Your own belong above; those of others that may come in belong here. A vendor acts for others, too:\n# it is better left out, and its role asks for an external ID.\n# trusted = [\n");
        text.push_str(&items("# ", &self.others, "222233334444", |account| facts::vendor(account).map(|vendor| vendor.name)));
        text.push_str("# ]\n\n# Where modules are that the code gets from elsewhere: what their source begins with, and a directory.\n");
        let missing = match self.modules.len() {
            0 => String::new(),
            count => format!(
                "# {} not on disk, and `terraform init` brings them as well.\n",
                if count == 1 { "1 source is".to_owned() } else { format!("{count} sources are") }
            ),
        };
        let example = self.modules.first().map_or("git::https://github.com/example/modules.git", String::as_str);
        text.push_str(&format!("{missing}# [modules]\n# {} = \"modules\"\n", quoted(example)));
        text
    }
}

/// The items of a list, each with where it is seen; an example where there are none.
fn items(mark: &str, seen: &Places, example: &str, name: impl Fn(&str) -> Option<&'static str>) -> String {
    let line = |(id, places): (&String, &BTreeSet<String>)| {
        let name = name(id).map_or_else(String::new, |name| format!("{name}; "));
        let first = places.first().map_or("", String::as_str);
        let more = places.len().saturating_sub(1);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{mark}    {},  # {name}{}{more}\n", quoted(id), shown(first))
    };
    if seen.is_empty() { format!("{mark}    {},\n", quoted(example)) } else { seen.iter().map(line).collect() }
}

/// A line, and those below it up to a number.
fn listed(head: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(MAX_LISTED);
    let more = (more > 0).then(|| format!("#   and {more} more"));
    let lines = lines.into_iter().take(MAX_LISTED).chain(more);
    format!("{head}\n{}", lines.map(|line| line + "\n").collect::<String>())
}

/// A text of the code in a comment: one line, without controls and secrets.
fn shown(text: &str) -> String {
    escape::line(&secret::masked(text))
}

fn quoted(text: &str) -> String {
    toml::Value::from(shown(text)).to_string()
}
