//! Resources of both languages in one model: what the front ends give and everything behind them reads.

use crate::attribute_path::AttributePath;
use crate::condition::Assignment;
use crate::facts::Argument;
pub use crate::facts::Language;
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::value::Value;
use smol_str::SmolStr;

/// What one root module or one template comes to.
#[derive(Clone, Debug)]
pub struct Root {
    /// Directory of the root module (`""` is the workspace root) or path of the template.
    pub path: SmolStr,
    pub language: Language,
    pub resources: Vec<Resource>,
    /// Terraform: locals of the root module. CloudFormation: none.
    pub locals: Vec<(SmolStr, Value)>,
    pub outputs: Vec<(SmolStr, Value)>,
    /// Account ids that the code itself names as its own (`allowed_account_ids`, the account of the provider's `assume_role`).
    pub own_accounts: Vec<SmolStr>,
}

/// A resource, or one instance of it.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Full address: `module.a["x"].aws_s3_bucket.b[0]`, `Bucket`, `NestedStack/Bucket`.
    pub address: SmolStr,
    /// `aws_s3_bucket`, `AWS::S3::Bucket`.
    pub kind: SmolStr,
    pub language: Language,
    /// Directory of the module that declares it, or path of the template: the scope of its identity.
    pub scope: SmolStr,
    /// Address within the scope, without instance keys: `aws_s3_bucket.b`, `Bucket`.
    pub name: SmolStr,
    /// A map. Terraform: arguments, and nested blocks as lists of maps. CloudFormation: `Properties`.
    pub attributes: Value,
    /// What introduces it: the block's header, the logical id.
    pub span: Span,
    /// The whole of it.
    pub block: Span,
    /// The module calls that lead here, the outermost first.
    pub calls: Vec<Call>,
    /// It exists only under these answers.
    pub exists_under: Assignment,
}

impl Resource {
    /// What is known of an argument, by its path.
    pub fn argument(&self, path: &str) -> Argument {
        AttributePath::new(path).whole(&self.attributes).map_or(Argument::NotSet, |value| Argument::of(&value))
    }
}

/// A call of a module on the way to a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// `module.logs["a"]`.
    pub name: SmolStr,
    /// What introduces it: the block's header, the logical id.
    pub span: Span,
    /// The whole of it, with its arguments.
    pub block: Span,
}

/// Everything the front ends understood.
#[derive(Default, Debug)]
pub struct Configuration {
    pub roots: Vec<Root>,
    pub problems: Vec<Problem>,
    /// Selected YAML and JSON files that are no templates.
    pub others: Vec<FileId>,
    /// Files that were analysed, by kind of input.
    pub coverage: Coverage,
}

/// What became of the selected files.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Coverage {
    /// Terraform configuration files read.
    pub terraform_files: usize,
    /// CloudFormation templates read.
    pub templates: usize,
    /// YAML and JSON files that are no templates.
    pub other_files: usize,
}
