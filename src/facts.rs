//! What AWS documents, as typed views of the tables in `rules/facts`: parsed on first use, looked up by name.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How sure a row is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Certainty {
    /// The cited page says so.
    Documented,
    /// Seen in the provider's schema, public code or an experiment, as cited.
    Observed,
    /// Not established. Never means "no".
    Unknown,
}

/// One value of a fact: yes, no, or not established.
pub use crate::truth::Truth;

/// A place where a resource type keeps a policy (`policy_sites.tsv`).
#[derive(Debug)]
pub struct PolicySite {
    /// `terraform` or `cloudformation`.
    pub language: &'static str,
    pub resource_type: &'static str,
    /// Attribute path; `a[].b` goes through a list, `a.*.b` through the values of a map. Empty if the resource as a whole is the permission.
    pub path: &'static str,
    /// `resource`, `trust`, `identity`, `permission`, `boundary`, `session`, `scp`, `rcp`, `vpce`.
    pub kind: &'static str,
    /// What it protects: `s3`, `sns`, `role`, …
    pub protects: &'static str,
    /// Path of the attribute that names the protected resource; empty if it is the resource itself, or the account.
    pub owner: &'static str,
    /// `json` (text), `object` (a map; text is taken too), `fields` (a permission spread over attributes).
    pub format: &'static str,
    /// For `fields`: `principal=principal;action=action;source_arn=source_arn`, element = attribute path.
    pub fields: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// What an attribute of a resource comes to after deployment (`arns.tsv`).
#[derive(Debug)]
pub struct ArnShape {
    pub resource_type: &'static str,
    /// Terraform attribute, or `Ref`, or the attribute of `Fn::GetAtt`.
    pub attribute: &'static str,
    /// `arn:{partition}:sns:{region}:{account}:{name}`: placeholders are `partition`, `region`, `account` (the own ones) and attribute paths of the
    /// resource; `{a|b}` takes the first that is set. An attribute that is not set is a hole.
    pub shape: &'static str,
}

/// A service principal (`service_principals.tsv`).
#[derive(Debug)]
pub struct Service {
    pub principal: &'static str,
    pub name: &'static str,
    /// Whether it sends aws:SourceArn, aws:SourceAccount, aws:SourceOrgID on calls to resource policies.
    pub source_arn: Truth,
    pub source_account: Truth,
    pub source_org: Truth,
    /// `arn:aws:cloudtrail:{region}:{account}:trail/{name}`; empty if not established.
    pub source_arn_format: &'static str,
    pub certainty: Certainty,
    pub source: &'static str,
}

/// A table as rows of cells: tab separated, the first line names the columns.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

fn cell(row: &[&'static str], index: usize) -> &'static str {
    row.get(index).copied().unwrap_or_default()
}

fn certainty(cell: &str) -> Certainty {
    match cell {
        "documented" => Certainty::Documented,
        "observed" => Certainty::Observed,
        _ => Certainty::Unknown,
    }
}

fn truth(cell: &str) -> Truth {
    match cell {
        "yes" => Truth::Yes,
        "no" => Truth::No,
        _ => Truth::Unknown,
    }
}

type Index<T> = FxHashMap<&'static str, Vec<T>>;

fn index<T>(rows: impl Iterator<Item = T>, key: impl Fn(&T) -> &'static str) -> Index<T> {
    let mut index = Index::default();
    for row in rows {
        index.entry(key(&row)).or_insert_with(Vec::new).push(row);
    }
    index
}

/// All places where this resource type keeps policies.
pub fn policy_sites(resource_type: &str) -> &'static [PolicySite] {
    static TABLE: LazyLock<Index<PolicySite>> = LazyLock::new(|| {
        let sites = rows(include_str!("../rules/facts/policy_sites.tsv")).map(|row| PolicySite {
            language: cell(&row, 0),
            resource_type: cell(&row, 1),
            path: cell(&row, 2),
            kind: cell(&row, 3),
            protects: cell(&row, 4),
            owner: cell(&row, 5),
            format: cell(&row, 6),
            fields: cell(&row, 7),
            certainty: certainty(cell(&row, 8)),
            source: cell(&row, 9),
        });
        index(sites, |site| site.resource_type)
    });
    TABLE.get(resource_type).map_or(&[], Vec::as_slice)
}

/// What attributes of this resource type come to after deployment.
pub fn arn_shapes(resource_type: &str) -> &'static [ArnShape] {
    static TABLE: LazyLock<Index<ArnShape>> = LazyLock::new(|| {
        let shapes = rows(include_str!("../rules/facts/arns.tsv")).map(|row| ArnShape {
            resource_type: cell(&row, 0),
            attribute: cell(&row, 1),
            shape: cell(&row, 2),
        });
        index(shapes, |shape| shape.resource_type)
    });
    TABLE.get(resource_type).map_or(&[], Vec::as_slice)
}

/// The service behind a service principal, regional forms (`logs.eu-west-1.amazonaws.com`) included.
pub fn service(principal: &str) -> Option<&'static Service> {
    static TABLE: LazyLock<Index<Service>> = LazyLock::new(|| {
        let services = rows(include_str!("../rules/facts/service_principals.tsv")).map(|row| Service {
            principal: cell(&row, 0),
            name: cell(&row, 1),
            source_arn: truth(cell(&row, 2)),
            source_account: truth(cell(&row, 3)),
            source_org: truth(cell(&row, 4)),
            source_arn_format: cell(&row, 5),
            certainty: certainty(cell(&row, 6)),
            source: cell(&row, 7),
        });
        index(services, |service| service.principal)
    });
    TABLE.get(principal).and_then(|rows| rows.first())
}
