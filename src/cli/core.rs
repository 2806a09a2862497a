//! The few calls that the command line makes into the core.

use crate::analysis::Analysis;
use crate::resource::{Coverage, Graph};
use crate::rule::About;
use crate::source::Workspace;
use anyhow::Result;
use std::path::PathBuf;

/// What the analysis is told beside the files.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Options {
    pub(super) own_accounts: Vec<String>,
    pub(super) trusted_accounts: Vec<String>,
    pub(super) organizations: Vec<String>,
    pub(super) variables: Vec<(String, String)>,
    /// Paths in the workspace.
    pub(super) variable_files: Vec<String>,
    pub(super) workspace: Option<String>,
    pub(super) parameters: Vec<(String, String)>,
}

/// Rules that are ready to run.
#[derive(Default)]
pub(super) struct Rules {
    /// Sorted by id.
    pub(super) about: Vec<About>,
}

impl Rules {
    /// Only the rules for which this holds.
    pub(super) fn keep(&mut self, mut wanted: impl FnMut(&About) -> bool) {
        self.about.retain(|about| wanted(about));
    }
}

// SEAM: the rule engine.
pub(super) fn rules(_directories: &[PathBuf]) -> Result<Rules> {
    Ok(Rules::default())
}

// SEAM: `analysis::analyse`.
pub(super) fn analyse(workspace: &Workspace, _rules: &Rules, _options: &Options) -> Analysis {
    let terraform_files = workspace.files().filter(|(_, entry)| entry.selected && entry.path.ends_with(".tf")).count();
    Analysis { files: Coverage { terraform_files, ..Coverage::default() }, ..Analysis::default() }
}

/// What was understood.
pub(super) struct Inspection {
    pub(super) graph: Graph,
    /// Per root, in its order.
    pub(super) policies: Vec<Vec<Policy>>,
}

/// A policy as `inspect` shows it.
pub(super) struct Policy {
    pub(super) address: String,
    pub(super) kind: String,
    pub(super) protects: String,
    pub(super) document: serde_json::Value,
}

// SEAM: front ends and policy sites.
pub(super) fn inspect(_workspace: &Workspace, _options: &Options) -> Inspection {
    Inspection { graph: Graph::default(), policies: vec![] }
}

// SEAM: `iam::lines::simulate_line`.
pub(super) fn simulate_line(_line: &str) -> String {
    r#"{"id":null,"decision":"unknown","because":["requests are not evaluated yet"]}"#.to_owned()
}

// SEAM: `iam::lines::exposure_line`.
pub(super) fn exposure_line(_line: &str) -> String {
    r#"{"id":null,"verdict":"unknown","witness":null,"because":["policies are not searched yet"]}"#.to_owned()
}
