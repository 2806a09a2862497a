//! Where resources keep policies and permissions (`policy_sites.tsv`).

use super::only_if::{Argument, OnlyIf};
use super::table::{Certainty, Index, Row, index, named, rows};
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
    /// `resource`, `trust`, `identity`, `permission`, `session`, `scp`, `rcp`, `vpce`. Boundaries and attachments name a policy
    /// that stands elsewhere: they are in `joins.tsv`.
    pub kind: &'static str,
    /// What it protects: `s3`, `sns`, `role`, …; for an identity policy the kind of identity (`role`, `user`, `group`, `policy`).
    pub protects: &'static str,
    /// Path of the attribute that names the protected resource; empty if it is the resource itself, or the account.
    pub owner: &'static str,
    /// `json` (text), `object` (a map; text is taken too), `statement` (one statement, or a list of them), `fields` (a permission spread over attributes).
    pub format: &'static str,
    /// For `fields`: `action=action;principal=principal`, element = attribute path. No permission stands there while no principal is set.
    pub fields: &'static str,
    pub only_if: OnlyIf,
    pub certainty: Certainty,
    pub source: &'static str,
}

impl PolicySite {
    /// The elements of a permission spread over attributes, with the path of each.
    pub fn elements(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.fields.split(';').filter_map(|field| field.split_once('='))
    }

    /// Whether the site counts; an argument that is not known is taken for one that is not set.
    pub fn applies(&self, argument: impl FnOnce(&'static str) -> Argument) -> bool {
        let known = |name| Some(argument(name)).filter(|known| *known != Argument::Unknown).unwrap_or(Argument::NotSet);
        self.only_if.holds(known) == Truth::Yes
    }
}

fn site(row: &Row) -> PolicySite {
    PolicySite {
        language: row.text(0),
        resource_type: row.text(1),
        path: row.text(2),
        kind: row.text(3),
        protects: row.text(4),
        owner: row.text(5),
        format: row.text(6),
        fields: row.text(7),
        only_if: OnlyIf::new(row.text(8)),
        certainty: row.certainty(9),
        source: row.text(10),
    }
}

static SITES: LazyLock<Index<PolicySite>> =
    LazyLock::new(|| index(rows(include_str!("../../rules/facts/policy_sites.tsv")).map(|row| site(&row)), |site| site.resource_type));

/// All places where this resource type keeps policies.
pub fn policy_sites(resource_type: &str) -> &'static [PolicySite] {
    named(&SITES, resource_type)
}

/// Every place of the table, in no particular order.
pub fn all_policy_sites() -> impl Iterator<Item = &'static PolicySite> {
    SITES.values().flatten()
}
