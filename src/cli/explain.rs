//! `explain`: what the rules say about themselves, and findings told as stories.

use super::args::Explain;
use super::check::known;
use super::exit::Exit;
use super::{core, outputs, settings};
use crate::report::escape;
use crate::rule::pages::page;
use anyhow::{Result, bail};

pub(super) fn explain(arguments: &Explain) -> Result<Exit> {
    let id = &arguments.id;
    let rules = core::rules(&arguments.input.rule_directories)?;
    if id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return explain_finding(arguments, &rules);
    }
    let ids: Vec<String> = rules.about.iter().map(|about| about.id.to_string()).collect();
    known(id, &ids)?;
    outputs::print(&rules.set.get(id).map(page).unwrap_or_default())?;
    Ok(Exit::Clean)
}

/// Scans again and tells the findings whose fingerprint begins so.
fn explain_finding(arguments: &Explain, rules: &core::Rules) -> Result<Exit> {
    let settings = settings::settle(&arguments.paths, &arguments.input)?;
    let workspace = &settings.loaded.workspace;
    let analysis = core::analyse(workspace, rules, &settings.options);
    let shown = |path: &str| settings.paths.shown(path);
    let meant = analysis.findings.iter().filter(|finding| finding.identity.key.starts_with(&arguments.id));
    let pages: Vec<String> = meant
        .filter_map(|finding| {
            Some(crate::explain::finding(finding, &rules.set.get(&finding.rule)?.about, workspace, &shown, &arguments.again))
        })
        .collect();
    if pages.is_empty() {
        bail!("no finding here has a fingerprint that begins with `{}`", arguments.id);
    }
    outputs::print(&escape::no_commands(&escape::block(&pages.join("\n"))))?;
    Ok(Exit::Clean)
}
