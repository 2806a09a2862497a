//! `explain` and `rules`: what the rules say about themselves.

use super::args::{Explain, Rules};
use super::check::known;
use super::exit::Exit;
use super::{core, outputs};
use crate::rule::pages::page;
use anyhow::Result;

pub(super) fn explain(arguments: &Explain) -> Result<Exit> {
    let rules = core::rules(&arguments.rule_directories)?;
    let ids: Vec<String> = rules.about.iter().map(|about| about.id.to_string()).collect();
    known(&arguments.id, &ids)?;
    let page = rules.set.get(&arguments.id).map(page).unwrap_or_default();
    outputs::print(&page)?;
    Ok(Exit::Clean)
}

pub(super) fn list(arguments: &Rules) -> Result<Exit> {
    let rules = core::rules(&arguments.rule_directories)?;
    let width = rules.about.iter().map(|about| about.id.len()).max().unwrap_or(0);
    let lines = rules.about.iter().map(|about| format!("{:width$}  {:7}  {}\n", about.id, about.level.name(), about.title));
    outputs::print(&lines.collect::<String>())?;
    Ok(Exit::Clean)
}
