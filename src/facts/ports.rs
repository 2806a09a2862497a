//! The ports that databases and message brokers listen on where nobody names one (`ports.tsv`).

use super::table::rows;
use std::sync::LazyLock;

/// The ports of an engine, or of a resource type that has only one.
#[derive(Debug)]
pub struct EnginePorts {
    /// `postgres`, `aws_redshift_cluster`, …
    pub what: &'static str,
    pub ports: Vec<u32>,
    /// Whether a public one takes security groups.
    pub has_groups: bool,
    pub source: &'static str,
}

static PORTS: LazyLock<Vec<EnginePorts>> = LazyLock::new(|| {
    let ports = rows(include_str!("../../rules/facts/ports.tsv")).map(|row| EnginePorts {
        what: row.text(0),
        ports: row.list(1).into_iter().filter_map(|port| port.parse().ok()).collect(),
        has_groups: row.flag(2),
        source: row.text(4),
    });
    ports.collect()
});

/// The ports of an engine or a resource type, if they are known.
pub fn engine_ports(what: &str) -> Option<&'static EnginePorts> {
    PORTS.iter().find(|known| known.what.eq_ignore_ascii_case(what))
}
