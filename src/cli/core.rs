//! The few calls that the command line makes into the core.

use crate::analysis::{self, Analysis};
use crate::policy;
use crate::problem::Problem;
use crate::resource::{Configuration, Root};
use crate::rule::{About, RuleSet};
use crate::source::Workspace;
use crate::subject::{self, Subjects};
use crate::suppress;
use crate::tester::{self, ExamplesOutcome};
use crate::value::ShowBudget;
use anyhow::{Context, Result, anyhow, bail};
use rayon::prelude::*;
use smol_str::SmolStr;
use std::path::Path;

pub(super) use crate::analysis::Options;

/// How many values of one root `inspect` shows.
pub(super) const MAX_SHOWN: usize = 1 << 18;

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

/// What was understood of a root beside the root itself.
pub(super) struct RootUnderstood {
    pub(super) policies: Vec<PolicyShown>,
    pub(super) subjects: Vec<serde_json::Value>,
    /// How much of its values may be shown yet.
    pub(super) budget: ShowBudget,
    pub(super) problems: Vec<Problem>,
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

/// What was understood without the roots, and what is shown of each root.
pub(super) fn inspect<T: Send>(
    workspace: &Workspace,
    options: &Options,
    show: impl Fn(&Root, RootUnderstood) -> T + Sync,
) -> (Configuration, Vec<T>) {
    analysis::understand_each(workspace, options, |root| {
        let (found, problems) = policy::policies(&root);
        let unplaced = policy::unplaced(&root, &found);
        let mut budget = ShowBudget::of(MAX_SHOWN);
        let mut policies: Vec<PolicyShown> = found.iter().map(|policy| shown(policy, &mut budget)).collect();
        policies.extend(
            unplaced
                .iter()
                .map(|document| PolicyShown { destination: document.destination.told.clone(), ..shown(&document.policy(), &mut budget) }),
        );
        let owners: Vec<SmolStr> = options.own_accounts.iter().chain(&root.own_accounts()).cloned().collect();
        let subjects = Subjects::of(&root, &owners).all.iter().map(subject::outline).collect();
        show(&root, RootUnderstood { policies, subjects, budget, problems })
    })
}

fn shown(policy: &policy::Policy<'_>, budget: &mut ShowBudget) -> PolicyShown {
    PolicyShown {
        address: policy.resource.address.to_string(),
        kind: policy.site.kind.name().to_owned(),
        protects: policy.site.protects.to_owned(),
        document: policy.document.to_json_within(budget),
        destination: String::new(),
    }
}
