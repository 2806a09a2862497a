//! What data sources of Terraform tell of resources that they look up by name (`data_sources.tsv`).

use super::arns::{ShapePart, shape_parts};
use super::table::{Index, index, named, rows};
use std::sync::LazyLock;

/// What an attribute of a data source comes to.
#[derive(Debug)]
pub struct LookedUp {
    pub data_source: &'static str,
    pub attribute: &'static str,
    /// The argument that names the resource. Where an ARN is given instead of a name, nothing is said.
    pub by: &'static str,
    /// As in `arns.tsv`.
    pub shape: &'static str,
}

impl LookedUp {
    /// The shape taken apart.
    pub fn parts(&self) -> Vec<ShapePart> {
        shape_parts(self.shape)
    }

    /// Whether the name is a part of what is told.
    pub fn tells_name(&self) -> bool {
        self.parts().iter().any(|part| matches!(part, ShapePart::Attribute(names) if names.contains(&self.by)))
    }
}

static LOOKED_UP: LazyLock<Index<LookedUp>> = LazyLock::new(|| {
    let all = rows(include_str!("../../rules/facts/data_sources.tsv")).map(|row| LookedUp {
        data_source: row.text(0),
        attribute: row.text(1),
        by: row.text(2),
        shape: row.text(3),
    });
    index(all, |row| row.data_source)
});

/// What is known of a data source that looks a resource up by its name.
pub fn looked_up(data_source: &str) -> &'static [LookedUp] {
    named(&LOOKED_UP, data_source)
}
