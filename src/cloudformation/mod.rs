//! CloudFormation and SAM: from templates in YAML and JSON to resources.

use crate::resource::Graph;
use crate::source::Workspace;

/// What the command line or configuration says about parameters.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--parameters FILE`, workspace paths (CodePipeline, CLI and plain forms); they apply to every template that declares the parameter.
    pub parameter_files: Vec<String>,
}

/// Reads all selected templates.
pub fn load(_workspace: &Workspace, _options: &Options) -> Graph {
    Graph::default()
}
