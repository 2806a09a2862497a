//! `explain` and `rules`: what the rules say about themselves.

use super::args::{Explain, Rules};
use super::check::known;
use super::exit::Exit;
use super::{core, outputs};
use crate::rule::About;
use anyhow::Result;

pub(super) fn explain(arguments: &Explain) -> Result<Exit> {
    let rules = core::rules(&arguments.rule_directories)?;
    let ids: Vec<String> = rules.about.iter().map(|about| about.id.to_string()).collect();
    known(&arguments.id, &ids)?;
    let pages: String = rules.about.iter().filter(|about| about.id == arguments.id).map(page).collect();
    outputs::print(&pages)?;
    Ok(Exit::Clean)
}

fn page(about: &About) -> String {
    let weaknesses: Vec<String> = about.cwe.iter().map(|number| format!("CWE-{number}")).collect();
    let weaknesses = if weaknesses.is_empty() { String::new() } else { format!(", {}", weaknesses.join(", ")) };
    let references: String = about.references.iter().map(|(title, address)| format!("- {title}: {address}\n")).collect();
    let references = if references.is_empty() { String::new() } else { format!("\n## Read more\n\n{references}") };
    format!(
        "# {}\n\n{}\n\n{}, severity {:.1}, precision {}{weaknesses}, since {}\n\n## Why it matters\n\n{}\n\n## What to do\n\n{}\n{references}",
        about.id,
        about.title,
        about.level.name(),
        about.severity,
        about.precision,
        about.since,
        about.why.trim(),
        about.fix.trim()
    )
}

pub(super) fn list(arguments: &Rules) -> Result<Exit> {
    let rules = core::rules(&arguments.rule_directories)?;
    let width = rules.about.iter().map(|about| about.id.len()).max().unwrap_or(0);
    let lines = rules.about.iter().map(|about| format!("{:width$}  {:7}  {}\n", about.id, about.level.name(), about.title));
    outputs::print(&lines.collect::<String>())?;
    Ok(Exit::Clean)
}
