//! `check --new-from`: what was found at an earlier commit.

use super::core;
use super::settings::{self, Settings};
use crate::analysis::Analysis;
use crate::baseline::{self, Baseline};
use crate::finding::EarlierCommit;
use crate::load::{Commit, CommittedWorkspace, Repository};
use crate::problem::{self, Code, Problem};
use crate::source::{FileId, Workspace};
use crate::suppress::{self, ConfiguredSuppression, SuppressionOptions};
use anyhow::Result;
use smol_str::SmolStr;
use std::collections::HashSet;

/// Takes what was there at the commit where this tree parted from a revision out of the findings that count.
pub(super) fn compare(settings: &Settings, analysis: &mut Analysis, rules: &core::Rules, known: &[SmolStr], revision: &str) -> Result<()> {
    let repository = Repository::around(&settings.loaded.root)?;
    let commit = repository.parted(revision)?;
    let since = EarlierCommit { revision: revision.to_owned(), commit: commit.clone() };
    let committed = Commit::open(repository, commit)?.workspace(&settings.loaded)?;
    let mut then = core::analyse(&committed.workspace, rules, &settings.options);
    // Their places are in the tree of today.
    let configured: Vec<ConfiguredSuppression> =
        settings.suppressions.iter().map(|entry| ConfiguredSuppression { place: None, ..entry.clone() }).collect();
    let options = SuppressionOptions { today: &settings::today(), known, running: &rules.about, configured: &configured };
    suppress::apply(&committed.workspace, &mut then, options);
    let baseline = Baseline { since: Some(since.clone()), ..Baseline::of(&committed.workspace, &then) };
    let workspace = &settings.loaded.workspace;
    baseline::compare(workspace, analysis, &baseline, &|_| true);
    let told = not_compared(workspace, &analysis.problems, &committed, &then.problems, &since);
    analysis.problems.extend(told);
    problem::settle(&mut analysis.problems, workspace);
    Ok(())
}

/// What was not read at the commit, though it is read now.
fn not_compared(
    workspace: &Workspace,
    now: &[Problem],
    committed: &CommittedWorkspace,
    then: &[Problem],
    since: &EarlierCommit,
) -> Vec<Problem> {
    let path = |problem: &Problem| committed.workspace.path(problem.span.file);
    // What is lost now as it was then hides the same in both.
    let lost_now: HashSet<(Code, &str, &str)> =
        now.iter().map(|now| (now.code, now.message.as_str(), workspace.path(now.span.file))).collect();
    let is_lost_now = |then: &Problem| lost_now.contains(&(then.code, then.message.as_str(), path(then)));
    let links = committed.not_followed.iter().map(|path| (path.as_str(), "it is a submodule or link, which is not followed"));
    let lost = then.iter().filter(|problem| problem.code.loses_input() && !is_lost_now(problem));
    let told = links.chain(lost.map(|problem| (path(problem), problem.message.as_str()))).map(|(path, why)| {
        let file = workspace.find(path).or_else(|| workspace.below(path).next().map(|(file, _)| file));
        Problem::not_compared(file.unwrap_or(FileId(0)), &since.told(), path, why)
    });
    told.collect()
}
