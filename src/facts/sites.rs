//! Where resources keep policies and permissions (`policy_sites.tsv`).

use super::awscc::{NamedCell, with_awscc};
use super::only_if::{Argument, OnlyIf};
use super::table::{Index, RowCertainty, TableRow, index, named, rows};
use crate::truth::Truth;
use std::sync::LazyLock;

/// A place where a resource type keeps a policy.
#[derive(Debug)]
pub struct PolicySite {
    /// `terraform` or `cloudformation`.
    pub language: &'static str,
    pub resource_type: &'static str,
    /// Attribute path; `a[].b` goes through a list (or the single value in its place), `a.*.b` through the values of a map.
    /// Empty if the resource as a whole is the permission.
    pub path: &'static str,
    /// Boundaries and attachments name a policy that stands elsewhere: they are in `joins.tsv`.
    pub kind: PolicyKind,
    /// What it protects: `s3`, `sns`, `role`, …; for an identity policy the kind of identity (`role`, `user`, `group`, `policy`).
    pub protects: &'static str,
    /// Path of the attribute that names the protected resource; empty if it is the resource itself, or the account.
    pub owner: &'static str,
    pub format: SiteFormat,
    /// For [`SiteFormat::Fields`]: `action=action;principal=principal`, element = attribute path. No permission stands there while no principal is set.
    pub fields: &'static str,
    pub only_if: OnlyIf,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// The kinds of policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PolicyKind {
    /// What an identity may do.
    Identity,
    /// Who may do what with a resource.
    Resource,
    /// The same, as a resource of its own that grants one permission.
    Permission,
    /// Who may assume a role.
    Trust,
    /// A permissions boundary.
    Boundary,
    /// The limits of a session.
    Session,
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// The policy of a VPC endpoint.
    Vpce,
}

impl PolicyKind {
    /// Every kind, with its word in tables and on the command line, and as people say it.
    const ALL: &[(PolicyKind, &'static str, &'static str)] = &[
        (PolicyKind::Boundary, "boundary", "permissions boundary"),
        (PolicyKind::Identity, "identity", "identity policy"),
        (PolicyKind::Permission, "permission", "resource policy"),
        (PolicyKind::Rcp, "rcp", "resource control policy"),
        (PolicyKind::Resource, "resource", "resource policy"),
        (PolicyKind::Scp, "scp", "service control policy"),
        (PolicyKind::Session, "session", "session policy"),
        (PolicyKind::Trust, "trust", "trust policy"),
        (PolicyKind::Vpce, "vpce", "endpoint policy"),
    ];

    /// Reads `identity`, `resource`, …
    pub fn read(name: &str) -> Option<PolicyKind> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| *kind)
    }

    /// The words of all kinds, sorted.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|(_, name, _)| *name).collect()
    }

    /// As in tables and on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// As people say it.
    pub fn text(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., text)| text)
    }
}

/// How a policy is written at its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SiteFormat {
    /// A text that holds JSON.
    Json,
    /// A map; a text is taken too.
    Object,
    /// One statement, or a list of them.
    Statement,
    /// A permission spread over attributes.
    Fields,
    /// A text that holds the definition of an API, in JSON or YAML, with the policy inside.
    ApiDefinition,
}

impl SiteFormat {
    fn read(cell: &str) -> Option<SiteFormat> {
        match cell {
            "json" => Some(SiteFormat::Json),
            "object" => Some(SiteFormat::Object),
            "statement" => Some(SiteFormat::Statement),
            "fields" => Some(SiteFormat::Fields),
            "api-definition" => Some(SiteFormat::ApiDefinition),
            _ => None,
        }
    }
}

impl PolicySite {
    /// Whether it is a place of a resource type, and not what the content of a document says that it is.
    pub fn has_row(&self) -> bool {
        !self.language.is_empty()
    }

    /// A site that no row of the table describes: what a document is told by is its kind and what it protects.
    pub const fn without_row(kind: PolicyKind, protects: &'static str, resource_type: &'static str) -> PolicySite {
        PolicySite {
            language: "",
            resource_type,
            path: resource_type,
            kind,
            protects,
            owner: "",
            format: SiteFormat::Json,
            fields: "",
            only_if: OnlyIf::new(""),
            certainty: RowCertainty::Observed,
            source: "",
        }
    }

    /// The argument or property at the top of the resource in which the policy stands.
    pub fn argument(&self) -> Option<&'static str> {
        self.path.split(['.', '[']).next().filter(|name| !name.is_empty())
    }

    /// The elements of a permission spread over attributes, with the path of each.
    pub fn elements(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.fields.split(';').filter_map(|field| field.split_once('='))
    }

    /// Whether the site counts; an argument of which not enough is known is taken for one that is not set.
    pub fn applies(&self, argument: impl FnOnce(&'static str) -> Argument) -> bool {
        match self.only_if.holds(argument) {
            Truth::Unknown => self.only_if.holds(|_| Argument::NotSet) == Truth::Yes,
            known => known == Truth::Yes,
        }
    }
}

/// A row whose words are all known.
fn site(row: &TableRow) -> Option<PolicySite> {
    Some(PolicySite {
        language: row.text(0),
        resource_type: row.text(1),
        path: row.text(2),
        kind: PolicyKind::read(row.text(3))?,
        protects: row.text(4),
        owner: row.text(5),
        format: SiteFormat::read(row.text(6))?,
        fields: row.text(7),
        only_if: OnlyIf::new(row.text(8)),
        certainty: row.certainty(9),
        source: row.text(10),
    })
}

static SITES: LazyLock<Index<PolicySite>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../rules/facts/policy_sites.tsv"));
    let names = [NamedCell::Path(2), NamedCell::Path(5), NamedCell::Fields(7), NamedCell::OnlyIf(8)];
    index(with_awscc(rows, (Some(0), 1), &names).filter_map(|row| site(&row)), |site| site.resource_type)
});

/// All places where this resource type keeps policies.
pub fn policy_sites(resource_type: &str) -> &'static [PolicySite] {
    named(&SITES, resource_type)
}

/// The places that count for a resource with these arguments: of those at one path, one with a condition that holds goes before the one without.
pub fn sites_of(resource_type: &str, argument: impl Fn(&'static str) -> Argument) -> Vec<&'static PolicySite> {
    let counting: Vec<&PolicySite> = policy_sites(resource_type).iter().filter(|site| site.applies(&argument)).collect();
    let is_told = |site: &PolicySite| {
        let by_another = |other: &&PolicySite| other.path == site.path && other.only_if.argument().is_some();
        site.only_if.argument().is_none() && counting.iter().any(by_another)
    };
    counting.iter().filter(|site| !is_told(site)).copied().collect()
}

/// Every place of the table, in no particular order; those of `awscc` are CloudFormation's.
pub fn all_policy_sites() -> impl Iterator<Item = &'static PolicySite> {
    SITES.values().flatten().filter(|site| !site.resource_type.starts_with("awscc_"))
}
