//! Actions that are checked on resources of several types at once (`required_types.tsv`).

use super::actions::{ResourceType, action};
use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// An action that nobody can do who may not do it on a resource of each of some types.
#[derive(Debug)]
pub struct RequiredTypes {
    /// `ec2:RunInstances`.
    pub action: &'static str,
    /// Those of every call; further ones some calls do without.
    pub types: Vec<&'static str>,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static ACTIONS: LazyLock<Index<RequiredTypes>> = LazyLock::new(|| {
    let actions = rows(include_str!("../../rules/facts/required_types.tsv")).map(|row| RequiredTypes {
        action: row.text(0),
        types: row.text(1).split(';').collect(),
        certainty: row.certainty(2),
        source: row.text(3),
    });
    index(actions, |known| known.action)
});

/// The types of which each call of an action is checked on a resource; none where one of its types is enough.
pub fn required_types(of: &str) -> impl Iterator<Item = &'static ResourceType> {
    let needed = named(&ACTIONS, of).iter().flat_map(|known| &known.types);
    let types = action(of).map(|action| action.types.as_slice()).unwrap_or_default();
    needed.filter_map(|name| types.iter().copied().find(|kind| kind.name == *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_one_of_the_action() {
        for known in ACTIONS.values().flatten() {
            assert_eq!(required_types(known.action).count(), known.types.len(), "{}", known.action);
        }
        assert_eq!(required_types("ec2:StopInstances").count(), 0);
    }
}
