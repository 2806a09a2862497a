//! What runs with a role (`workloads.tsv`). The role itself is a link of the subject that the resource is (`joins.tsv`).

use super::awscc::{NamedCell, with_awscc};
use super::language::Language;
use super::only_if::OnlyIf;
use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// A resource type that runs with a role.
#[derive(Debug)]
pub struct WorkloadKind {
    pub language: Option<Language>,
    pub resource_type: &'static str,
    /// What it is to an escalation's `aim`: `function`, `instance`, `task`, …
    pub kind: &'static str,
    /// The service that runs the user's code with the role; empty if no code gets hold of the role.
    pub service: &'static str,
    /// How policies may name the resource, in the form of [`super::ArnShape::shape`].
    pub arns: Vec<&'static str>,
    pub only_if: OnlyIf,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static WORKLOADS: LazyLock<Index<WorkloadKind>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../rules/facts/workloads.tsv"));
    let workloads = with_awscc(rows, (Some(0), 1), &[NamedCell::Shape(4), NamedCell::OnlyIf(5)]).map(|row| WorkloadKind {
        language: row.language(0),
        resource_type: row.text(1),
        kind: row.text(2),
        service: row.text(3),
        arns: row.list(4),
        only_if: OnlyIf::new(row.text(5)),
        certainty: row.certainty(6),
        source: row.text(7),
    });
    index(workloads, |workload| workload.resource_type)
});

/// What resources of this type run as; none if they run with no role.
pub fn workloads(resource_type: &str) -> &'static [WorkloadKind] {
    named(&WORKLOADS, resource_type)
}

/// Whether a service runs code of its user with a role that trusts it.
pub fn runs_code(service: &str) -> bool {
    WORKLOADS.values().flatten().any(|workload| !workload.service.is_empty() && workload.service == service)
}
