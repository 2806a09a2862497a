//! Which of the statements that an identity holds are about an action: found once for each action that anything is asked about.

use super::budget::Worked;
use super::circumstances::TellingValues;
use super::grant::{Administration, Grant, LaunchAction};
use super::trial::{DecidedAlone, TagsOf, Trial};
use crate::kept::Kept;
use smol_str::SmolStr;
use std::sync::{Arc, OnceLock};

/// What was worked out, if anything came of it.
pub(super) type WorkedIfAny<T> = Worked<Option<Arc<T>>>;

/// What is known of an identity's statements because somebody has asked.
#[derive(Debug, Default)]
pub(super) struct KnownStatements {
    /// Each statement by its document and its place there.
    pub(super) places: OnceLock<Vec<(u32, u32)>>,
    pub(super) by_action: Kept<String, ActionStatements>,
    pub(super) size: OnceLock<usize>,
    pub(super) allowing: OnceLock<usize>,
    pub(super) asks_for_tags: OnceLock<bool>,
    /// What each of those that allow something grants, and how much.
    pub(super) granted: OnceLock<Vec<(String, usize)>>,
    /// The regions that the statements about an action name.
    pub(super) regions: Kept<String, Regions>,
    /// What grants a request, by account, action, resource and context, where many statements are looked at.
    pub(super) granting: Kept<String, Worked<Option<Grant>>>,
    /// The requests that are tried for what each statement asks, and what each statement grants of them alone.
    pub(super) trials: Kept<(String, TagsOf), WorkedIfAny<Trial>>,
    pub(super) alone: Kept<(String, TagsOf, usize), WorkedIfAny<DecidedAlone>>,
    /// Which further values conditions tell apart.
    pub(super) telling: TellingValues,
    /// Which tags can be put on, by account, resource, key and value.
    pub(super) tags: Kept<String, Worked<bool>>,
    /// What the identity can make that runs with a role, by account.
    pub(super) launches: Kept<SmolStr, Worked<Vec<LaunchAction>>>,
    /// How the identity administers the account.
    pub(super) administers: Kept<SmolStr, Worked<Option<Administration>>>,
}

/// The regions that statements name, and some other one.
#[derive(Debug)]
pub(super) struct Regions {
    pub(super) names: Vec<String>,
    /// There are more than are tried.
    pub(super) are_cut: bool,
}

/// The statements that may be about an action: a bit for each of the identity's.
#[derive(Debug)]
pub(super) struct ActionStatements {
    pub(super) surely: Vec<u64>,
    pub(super) perhaps: Vec<u64>,
}

impl ActionStatements {
    /// Whether no statement at this place, of those of an identity, can be about the action.
    pub(super) fn leaves_out(&self, place: usize) -> bool {
        let has = |bits: &[u64]| bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1);
        !has(&self.surely) && !has(&self.perhaps)
    }
}

/// A set of places, as bits.
pub(super) fn set_of(count: usize, places: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut words = vec![0; count.div_ceil(64)];
    for place in places {
        words.get_mut(place / 64).into_iter().for_each(|word| *word |= 1 << (place % 64));
    }
    words
}

pub(super) fn places_in(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(number, word)| {
        let rest = std::iter::successors(Some(*word), |word| Some(word & word.wrapping_sub(1)));
        rest.take_while(|word| *word != 0).map(move |word| number * 64 + word.trailing_zeros() as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_into_a_set_and_come_out_in_order() {
        for places in [vec![], vec![0], vec![63, 64], vec![0, 5, 127, 128, 199]] {
            let set = set_of(200, places.iter().rev().copied());
            assert_eq!(places_in(&set).collect::<Vec<usize>>(), places);
            let statements = ActionStatements { surely: set, perhaps: set_of(200, [7].into_iter()) };
            let left_out = (0..200).filter(|place| !statements.leaves_out(*place)).collect::<Vec<usize>>();
            let mut expected = [places, vec![7]].concat();
            expected.sort_unstable();
            assert_eq!(left_out, expected);
        }
    }
}
