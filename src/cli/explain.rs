//! `explain`: what the rules say about themselves, and findings told as stories.

use super::args::Explain;
use super::exit::Exit;
use super::judging::{analyse, known};
use super::{configuration, core, outputs, settings};
use crate::report::escape;
use crate::rule::pages::page;
use anyhow::{Result, bail};
use smol_str::SmolStr;

/// Fewer digits of a fingerprint may be those of several.
const SHORTEST: usize = 8;

pub(super) fn explain(arguments: &Explain) -> Result<Exit> {
    let id = &arguments.id;
    let chosen = configuration::choose(&settings::paths_of(&arguments.paths, &arguments.input)?, &arguments.input)?;
    let rules = chosen.rules(&arguments.input.rule_directories)?;
    let ids: Vec<String> = rules.about.iter().map(|about| about.id.to_string()).collect();
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()) && !ids.contains(id) {
        if id.len() < SHORTEST {
            bail!("of a fingerprint {SHORTEST} digits are needed, and `{id}` has {}", id.len());
        }
        return explain_finding(arguments, &rules);
    }
    known(id, &ids)?;
    let about = rules.about.iter().find(|about| about.id == *id);
    let told = rules.set.get(id).map(page).or_else(|| about.map(crate::rule::pages::about));
    outputs::print(&told.unwrap_or_default())?;
    Ok(Exit::Clean)
}

/// Scans again and tells the findings whose fingerprint begins so.
fn explain_finding(arguments: &Explain, rules: &core::Rules) -> Result<Exit> {
    let settings = settings::settle(&arguments.paths, &arguments.input)?;
    let workspace = &settings.loaded.workspace;
    let known: Vec<SmolStr> = rules.about.iter().map(|about| about.id.clone()).collect();
    let analysis = analyse(&settings, rules, &known);
    let shown = |path: &str| settings.paths.shown(path);
    let suppressed = analysis.suppressed.iter().map(|suppressed| &suppressed.finding);
    let meant = analysis.findings.iter().chain(suppressed).filter(|finding| finding.identity.key.starts_with(&arguments.id));
    let about = |rule: &str| rules.about.iter().find(|about| about.id == rule);
    let pages: Vec<String> = meant
        .filter_map(|finding| {
            Some(crate::explain::finding(finding, about(&finding.rule)?, workspace, &shown, arguments.again.typed().trim_start()))
        })
        .collect();
    if pages.is_empty() {
        bail!("no finding here has a fingerprint that begins with `{}`", arguments.id);
    }
    outputs::print(&escape::no_commands(&escape::block(&pages.join("\n"))))?;
    Ok(Exit::Clean)
}
