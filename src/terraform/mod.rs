//! Terraform and OpenTofu: from `.tf`, `.tf.json` and `.tofu` files to resources.

use crate::resource::Graph;
use crate::source::Workspace;

/// What the command line or configuration says about inputs.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--var name=value`.
    pub variables: Vec<(String, String)>,
    /// `--var-file`, workspace paths; they apply to every root module.
    pub variable_files: Vec<String>,
    /// `terraform.workspace`; `default` if not given.
    pub workspace: Option<String>,
}

/// Reads all selected Terraform files: every root module, evaluated as far as it can be.
pub fn load(_workspace: &Workspace, _options: &Options) -> Graph {
    Graph::default()
}
