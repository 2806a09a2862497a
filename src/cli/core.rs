//! The few calls that the command line makes into the core.

use crate::analysis::{self, Analysis};
use crate::policy;
use crate::resource::Configuration;
use crate::rule::{About, RuleSet};
use crate::source::Workspace;
use crate::subject::{self, Subjects};
use crate::suppress;
use crate::tester::{self, ExamplesOutcome};
use anyhow::{Context, Result, anyhow, bail};
use rayon::prelude::*;
use smol_str::SmolStr;
use std::path::Path;

pub(super) use crate::analysis::Options;

/// Rules that are ready to run.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) set: RuleSet,
    /// Those of the rules and of what is found about suppressions, sorted by id.
    pub(super) about: Vec<About>,
}

impl Rules {
    fn new(set: RuleSet) -> Rules {
        let mut about: Vec<About> = set.rules.iter().map(|rule| rule.about.clone()).chain(suppress::abouts()).collect();
        about.sort_by(|one, other| one.id.cmp(&other.id));
        Rules { set, about }
    }

    /// Only the rules for which this holds.
    pub(super) fn keep(&mut self, mut wanted: impl FnMut(&About) -> bool) {
        self.set.rules.retain(|rule| wanted(&rule.about));
        self.about.retain(wanted);
    }
}

/// The rule files of a directory.
pub(super) struct RuleFolder {
    pub(super) shown: String,
    /// Pack, file name and text.
    pub(super) files: Vec<(String, String, String)>,
}

impl RuleFolder {
    /// `*.yaml` in a directory and one level below.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn read(directory: &Path) -> Result<RuleFolder> {
        let shown = directory.display().to_string();
        let files = crate::load::rule_files(directory, None).with_context(|| format!("cannot read rules in `{shown}`"))?;
        Ok(RuleFolder { shown, files })
    }

    fn rules(&self) -> Result<RuleSet> {
        if self.files.is_empty() {
            bail!("there are no rules (`*.yaml`) in `{}`", self.shown);
        }
        RuleSet::read(self.files.iter().map(|(pack, name, text)| (pack.as_str(), name.as_str(), text.as_str()))).map_err(|why| anyhow!(why))
    }
}

/// The built-in rules and those of these directories.
pub(super) fn rules(folders: &[RuleFolder]) -> Result<Rules> {
    let mut set = RuleSet::built_in().map_err(|why| anyhow!(why))?;
    for folder in folders {
        set = set.with(folder.rules()?).map_err(|why| anyhow!(why))?;
    }
    Ok(Rules::new(set))
}

/// The ids of the rules of a directory.
pub(super) fn rule_ids(folder: &RuleFolder) -> Result<Vec<SmolStr>> {
    Ok(folder.rules()?.rules.into_iter().map(|rule| rule.about.id).collect())
}

/// Runs the examples of all rules.
pub(super) fn test_rules(rules: &Rules) -> Vec<ExamplesOutcome> {
    rules.set.rules.par_iter().map(tester::test).collect()
}

/// The JSON Schema of rule files.
pub(super) fn rule_schema() -> serde_json::Value {
    crate::rule::file::schema()
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
    /// Where a document goes that stands at no place of its kind; empty for others.
    pub(super) destination: String,
}

pub(super) fn inspect(workspace: &Workspace, options: &Options) -> Inspection {
    let mut graph = analysis::understand(workspace, options);
    let mut problems = vec![];
    let mut policies = vec![];
    let mut subjects = vec![];
    for root in &graph.roots {
        let (found, unread) = policy::policies(root);
        problems.extend(unread);
        let unplaced = policy::unplaced(root, &found);
        let elsewhere =
            unplaced.iter().map(|document| PolicyShown { destination: document.destination.clone(), ..shown(&document.policy()) });
        policies.push(found.iter().map(shown).chain(elsewhere).collect());
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
        destination: String::new(),
    }
}
