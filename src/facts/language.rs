//! The two families of infrastructure code that tables and resources speak of.

/// The two families of infrastructure code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Language {
    Terraform,
    CloudFormation,
}

impl Language {
    /// As in reports and tables: `terraform`, `cloudformation`.
    pub fn name(self) -> &'static str {
        match self {
            Language::Terraform => "terraform",
            Language::CloudFormation => "cloudformation",
        }
    }

    /// As a table has it.
    pub(super) fn read(cell: &str) -> Option<Language> {
        [Language::Terraform, Language::CloudFormation].into_iter().find(|language| language.name() == cell)
    }
}
