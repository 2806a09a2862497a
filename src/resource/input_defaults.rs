//! Whether inputs have their defaults.

/// What an input is that has a default and is given no value.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum InputDefaults {
    /// Its default.
    #[default]
    Taken,
    /// Open, as one without a default.
    Open,
}
