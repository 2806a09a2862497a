//! Terraform and OpenTofu: from `.tf`, `.tf.json` and `.tofu` files to resources.

mod evaluate;
mod functions;
mod modules;
mod plan;
mod resources;
mod syntax;
mod terragrunt;
mod values;

use crate::resource::{Configuration, Coverage, EvaluatedRoot, InputDefaults, NamedAnswers, WorkShare};
use crate::source::Workspace;
use rayon::prelude::*;
use smol_str::SmolStr;
use std::sync::Arc;

/// What the command line or configuration says about inputs.
#[derive(Clone, Debug, Default)]
pub struct TerraformOptions {
    /// `--var name=value`.
    pub variables: Vec<(String, String)>,
    /// `--var-file`, workspace paths; they apply to every root module.
    pub variable_files: Vec<String>,
    /// Other variables files beside a root module are not looked at. Unless this is set or files are named, each is one set of inputs.
    pub no_automatic_variable_files: bool,
    /// Where modules are kept: what their sources begin with, and a directory of the workspace.
    pub modules: Vec<(String, String)>,
    /// The addresses of the workspace's own directory, as a repository and the folder in it.
    pub addresses: Vec<String>,
    /// Where the workspace lies in its repository; empty for the top of it.
    pub folder: String,
    /// `terraform.workspace`; if it is not given, every one that the code names counts.
    pub workspace: Option<String>,
    /// The accounts that are known to be the own ones; the analysis fills in its own.
    pub own_accounts: Vec<SmolStr>,
    /// `--plan` and `--source`.
    pub plan: Option<PlanInput>,
    /// How much of the work that a root may be each is given.
    pub share: WorkShare,
    pub defaults: InputDefaults,
    /// The answers to open texts that an earlier evaluation of the root has named.
    pub answers: NamedAnswers,
}

pub use functions::yaml_value;
pub use modules::directory::{ParseConfiguration, is_configuration};
pub use modules::inputs::{evaluate_root, evaluate_turned_on};
pub use modules::variable_files::gives_inputs;
pub use modules::{MANIFEST, Modules, modules};
pub use plan::{PlanInput, no_plan, plan_root};
pub use syntax::parse::parse_file;
pub use syntax::tree::ConfigurationFile;

/// Reads all selected Terraform files: every root module, evaluated as far as it can be.
pub fn load(workspace: &Workspace, options: &TerraformOptions) -> Configuration {
    let modules = modules(workspace, options, &|file| Arc::new(parse_file(workspace, file)));
    let shares = |root: SmolStr| (0..modules.shares(&root)).map(move |share| (root.clone(), share));
    let roots: Vec<(SmolStr, usize)> = modules.roots().into_iter().flat_map(shares).collect();
    let evaluate = |(root, share): &(SmolStr, usize)| evaluate_root(workspace, &modules, (root, *share), options);
    let evaluated: Vec<EvaluatedRoot> = roots.par_iter().map(evaluate).collect();
    let mut configuration = told(workspace, &modules, options);
    evaluated.into_iter().for_each(|root| configuration.add(root));
    configuration.settle(workspace);
    configuration
}

/// What the modules tell before any root is evaluated.
pub fn told(workspace: &Workspace, modules: &Modules, options: &TerraformOptions) -> Configuration {
    let roots = modules.roots();
    let without_source = plan::without_source(workspace, options, &roots);
    Configuration {
        accounts: modules.accounts(workspace, &roots, options),
        accounts_beside: modules.accounts_beside(),
        problems: modules.problems().cloned().chain(without_source).collect(),
        comments: modules.comments().collect(),
        moved: modules.moved().collect(),
        coverage: Coverage { terraform_files: modules.files(), ..Coverage::default() },
        ..Configuration::default()
    }
}
