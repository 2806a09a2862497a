//! What secrets look like (`secret_formats.tsv`) and where resources keep them (`secret_sites.tsv`).

use super::awscc::{NamedCell, with_awscc};
use super::language::Language;
use super::table::{Index, RowCertainty, index, named, rows};
use crate::attribute_path::AttributePath;
use std::sync::LazyLock;

/// A format by which a secret is known wherever it stands.
#[derive(Debug)]
pub struct SecretFormat {
    pub format: &'static str,
    pub kind: SecretFormatKind,
    /// With its article: `a GitHub token`.
    pub noun: &'static str,
    /// A regular expression: the secret is its group `secret`, or the whole match.
    pub pattern: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// What a known format tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretFormatKind {
    /// The id of an access key: worth nothing without its secret.
    KeyId,
    PrivateKey,
    Token,
    /// Never shown; by itself no fault.
    Masked,
}

/// An argument that holds secrets, or may.
#[derive(Debug)]
pub struct SecretSite {
    pub language: Option<Language>,
    pub resource_type: &'static str,
    pub path: AttributePath<'static>,
    pub form: SecretSiteForm,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// How secrets stand in an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretSiteForm {
    /// Its value is a secret.
    Secret,
    /// What a secret store keeps: a text, or JSON of names and values.
    Stored,
    /// A parameter of Systems Manager: a secret if its type or its name says so.
    Parameter,
    /// Names and values: a map, or a list of pairs.
    Variables,
    /// JSON that has names and values in it.
    Document,
    /// A text that is run or read by a machine: user data, a build specification.
    Script,
    /// The value of a variable or parameter of the code, whose name tells.
    Input,
    /// The arguments of a module that is not on disk, whose names tell.
    Module,
}

impl SecretSiteForm {
    fn read(word: &str) -> Option<SecretSiteForm> {
        Some(match word {
            "secret" => SecretSiteForm::Secret,
            "stored" => SecretSiteForm::Stored,
            "parameter" => SecretSiteForm::Parameter,
            "variables" => SecretSiteForm::Variables,
            "document" => SecretSiteForm::Document,
            "script" => SecretSiteForm::Script,
            "input" => SecretSiteForm::Input,
            "module" => SecretSiteForm::Module,
            _ => return None,
        })
    }
}

static FORMATS: LazyLock<Vec<SecretFormat>> = LazyLock::new(|| {
    let formats = rows(include_str!("../../rules/facts/secret_formats.tsv")).map(|row| SecretFormat {
        format: row.text(0),
        kind: match row.text(1) {
            "key-id" => SecretFormatKind::KeyId,
            "private-key" => SecretFormatKind::PrivateKey,
            "token" => SecretFormatKind::Token,
            _ => SecretFormatKind::Masked,
        },
        noun: row.text(2),
        pattern: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    formats.collect()
});

static SITES: LazyLock<Index<SecretSite>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../rules/facts/secret_sites.tsv"));
    let sites = with_awscc(rows, (Some(0), 1), &[NamedCell::Path(2)]).filter_map(|row| {
        Some(SecretSite {
            language: row.language(0),
            resource_type: row.text(1),
            path: AttributePath::new(row.text(2)),
            form: SecretSiteForm::read(row.text(3))?,
            certainty: row.certainty(4),
            source: row.text(5),
        })
    });
    index(sites, |site| site.resource_type)
});

/// Every format.
pub fn secret_formats() -> &'static [SecretFormat] {
    &FORMATS
}

/// Where resources of this type keep secrets.
pub fn secret_sites(resource_type: &str) -> &'static [SecretSite] {
    named(&SITES, resource_type)
}

/// Every row; those of `awscc` are CloudFormation's.
pub fn all_secret_sites() -> impl Iterator<Item = &'static SecretSite> {
    SITES.values().flatten().filter(|site| !site.resource_type.starts_with("awscc_"))
}
