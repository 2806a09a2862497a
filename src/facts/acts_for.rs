//! Resources that say for whom a service acts at what they lead to (`acts_for.tsv`).

use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// Of what a resource tells for whom a service acts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActsFor {
    /// It acts for the accounts of an organisation: always, or where the attribute is true.
    Organisation,
    /// It acts for what an organisation has in its management account.
    Management,
    /// The attribute holds the ARN of the source.
    Source,
}

/// What a resource of one type tells.
#[derive(Debug)]
pub struct ActsForRow {
    /// The type of the resource.
    pub kind: &'static str,
    /// The services, as they are called before `.amazonaws.com`.
    pub services: Vec<&'static str>,
    pub attribute: &'static str,
    pub tells: ActsFor,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static ROWS: LazyLock<Index<ActsForRow>> = LazyLock::new(|| {
    let all = rows(include_str!("../../rules/facts/acts_for.tsv")).map(|row| ActsForRow {
        kind: row.text(0),
        services: row.list(1),
        attribute: row.text(2),
        tells: match row.text(3) {
            "source" => ActsFor::Source,
            "management" => ActsFor::Management,
            _ => ActsFor::Organisation,
        },
        certainty: row.certainty(4),
        source: row.text(5),
    });
    index(all, |row| row.kind)
});

/// What a resource of a type tells of a service principal.
pub fn acts_for(kind: &str, principal: &str) -> Option<&'static ActsForRow> {
    let name = principal.split('.').next()?;
    named(&ROWS, kind).iter().find(|row| row.services.contains(&name))
}

/// Whether some type tells of a service principal.
pub fn is_told_of(principal: &str) -> bool {
    let name = principal.split('.').next().unwrap_or_default();
    ROWS.values().flatten().any(|row| row.services.contains(&name))
}
