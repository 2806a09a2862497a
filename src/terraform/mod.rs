//! Terraform and OpenTofu: from `.tf`, `.tf.json` and `.tofu` files to resources.

mod data_sources;
mod decode;
mod directory;
mod encode;
mod evaluate;
mod for_expr;
mod functions;
mod inputs;
mod json_syntax;
mod lower;
mod modules;
mod number;
mod operators;
mod parse;
mod policy_document;
mod predicate;
mod provider;
mod recover;
mod references;
mod repetition;
mod resources;
mod scope;
mod template;
mod template_parts;
mod tolerant;
mod tolerant_template;
mod tree;
mod uses;
mod variable_type;

use crate::problem::{self, Problem};
use crate::resource::{Configuration, Coverage, Root};
use crate::source::Workspace;
use rayon::prelude::*;

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

/// Stack of the threads that parse and evaluate: enough for the bounds on nesting, with room to spare. Only what is used costs memory.
const STACK: usize = 64 << 20;

/// Reads all selected Terraform files: every root module, evaluated as far as it can be.
pub fn load(workspace: &Workspace, options: &Options) -> Configuration {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(rayon::current_num_threads()).stack_size(STACK).build();
    match threads {
        Ok(threads) => threads.install(|| load_here(workspace, options)),
        Err(_) => load_here(workspace, options),
    }
}

fn load_here(workspace: &Workspace, options: &Options) -> Configuration {
    let modules = modules::read(workspace);
    let terraform_files = modules.directories.values().map(|directory| directory.files).sum();
    let read: Vec<Problem> = modules.directories.values().flat_map(|directory| directory.problems.iter().cloned()).collect();
    let evaluated: Vec<(Root, Vec<Problem>)> =
        modules.roots().par_iter().map(|directory| inputs::evaluate_root(workspace, &modules, directory, options)).collect();
    let mut problems = read;
    let mut roots = vec![];
    for (root, more) in evaluated {
        roots.push(root);
        problems.extend(more);
    }
    problem::settle(&mut problems, workspace);
    Configuration { roots, problems, others: vec![], coverage: Coverage { terraform_files, ..Coverage::default() } }
}
