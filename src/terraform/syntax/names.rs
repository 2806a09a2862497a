//! Names as they are packed: each is written out once, and behind that its number stands for it. A module says most of its names many times.

use rustc_hash::FxHashMap;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;
use std::cell::RefCell;

#[derive(Default)]
struct NamesSoFar {
    all: Vec<SmolStr>,
    /// Only what packs needs the numbers.
    numbers: FxHashMap<SmolStr, u32>,
}

thread_local! {
    /// What was packed or unpacked so far.
    static SO_FAR: RefCell<NamesSoFar> = RefCell::default();
}

/// Begins with something that is packed by itself.
pub(super) fn begin() {
    SO_FAR.take();
}

/// The number of a name that was there before; else the next number and the name.
pub(super) fn serialize<S: Serializer>(name: &SmolStr, serializer: S) -> Result<S::Ok, S::Error> {
    let number = SO_FAR.with_borrow_mut(|so_far| {
        let next = u32::try_from(so_far.numbers.len()).unwrap_or(u32::MAX);
        let number = *so_far.numbers.entry(name.clone()).or_insert(next);
        (number, number == next)
    });
    match number {
        (number, true) => (number, Some(name.as_str())).serialize(serializer),
        (number, false) => (number, None::<&str>).serialize(serializer),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SmolStr, D::Error> {
    let (number, name) = <(u32, Option<SmolStr>)>::deserialize(deserializer)?;
    SO_FAR.with_borrow_mut(|so_far| match name {
        Some(name) => {
            so_far.all.push(name.clone());
            Ok(name)
        }
        None => so_far.all.get(number as usize).cloned().ok_or_else(|| Error::custom("a name that was not told")),
    })
}
