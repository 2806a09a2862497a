//! The few calls that the command line makes into the core.

use crate::analysis::{self, Analysis};
use crate::policy;
use crate::resource::Configuration;
use crate::rule::{About, RuleSet};
use crate::source::Workspace;
use crate::subject::{self, Subjects};
use anyhow::{Context, Result, anyhow};
use smol_str::SmolStr;
use std::path::PathBuf;

pub(super) use crate::analysis::Options;

/// Rules that are ready to run.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) set: RuleSet,
    /// Sorted by id.
    pub(super) about: Vec<About>,
}

impl Rules {
    fn new(set: RuleSet) -> Rules {
        let about = set.rules.iter().map(|rule| rule.about.clone()).collect();
        Rules { set, about }
    }

    /// Only the rules for which this holds.
    pub(super) fn keep(&mut self, mut wanted: impl FnMut(&About) -> bool) {
        self.set.rules.retain(|rule| wanted(&rule.about));
        self.about = self.set.rules.iter().map(|rule| rule.about.clone()).collect();
    }
}

/// The built-in rules and those of the directories: `*.yaml` in them and one level below.
pub(super) fn rules(directories: &[PathBuf]) -> Result<Rules> {
    let mut set = RuleSet::built_in().map_err(|why| anyhow!(why))?;
    for directory in directories {
        let files = crate::load::rule_files(directory).with_context(|| format!("cannot read rules in `{}`", directory.display()))?;
        let more = RuleSet::read(files.iter().map(|(pack, name, text)| (pack.as_str(), name.as_str(), text.as_str())));
        set = set.with(more.map_err(|why| anyhow!(why))?);
    }
    Ok(Rules::new(set))
}

pub(super) fn analyse(workspace: &Workspace, rules: &Rules, options: &Options) -> Analysis {
    analysis::analyse(workspace, &rules.set, options)
}

/// What was understood.
pub(super) struct Inspection {
    pub(super) graph: Configuration,
    /// Per root, in its order.
    pub(super) policies: Vec<Vec<PolicyShown>>,
    /// Per root, in its order.
    pub(super) subjects: Vec<Vec<serde_json::Value>>,
}

/// A policy as `inspect` shows it.
pub(super) struct PolicyShown {
    pub(super) address: String,
    pub(super) kind: String,
    pub(super) protects: String,
    pub(super) document: serde_json::Value,
}

pub(super) fn inspect(workspace: &Workspace, options: &Options) -> Inspection {
    let mut graph = analysis::understand(workspace, options);
    let mut problems = vec![];
    let mut policies = vec![];
    let mut subjects = vec![];
    for root in &graph.roots {
        let (found, unread) = policy::policies(root);
        problems.extend(unread);
        policies.push(found.iter().map(shown).collect());
        let owners: Vec<SmolStr> = options.own_accounts.iter().chain(&root.own_accounts()).cloned().collect();
        subjects.push(Subjects::of(root, &owners).all.iter().map(subject::outline).collect());
    }
    graph.problems.extend(problems);
    Inspection { graph, policies, subjects }
}

fn shown(policy: &policy::Policy<'_>) -> PolicyShown {
    PolicyShown {
        address: policy.resource.address.to_string(),
        kind: policy.site.kind.name().to_owned(),
        protects: policy.site.protects.to_owned(),
        document: policy.document.to_json(),
    }
}
