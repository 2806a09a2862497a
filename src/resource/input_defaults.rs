//! Whether inputs have their defaults, and what hangs on them.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// What an input is that has a default and is given no value.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum InputDefaults {
    /// Its default.
    #[default]
    Taken,
    /// Open, as one without a default.
    Open,
}

/// What of a root hangs on the defaults of its inputs: whoever deploys it may give other values.
#[derive(Clone, Default, Debug)]
pub enum OnDefaults {
    #[default]
    Nothing,
    /// Of the resources those with these addresses, and what is in no resource; there are no more of them under other values.
    Resources(FxHashSet<SmolStr>),
    Anything,
}

impl OnDefaults {
    /// Whether the resource with an address may hang on a default.
    pub fn may_concern(&self, address: &str) -> bool {
        match self {
            OnDefaults::Nothing => false,
            OnDefaults::Resources(addresses) => addresses.contains(address),
            OnDefaults::Anything => true,
        }
    }
}
