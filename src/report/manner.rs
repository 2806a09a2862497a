//! How a report is shown to a person: in colour or not, how wide, how much of it.

/// The width where nothing tells it.
const WIDTH: usize = 120;

/// How people want to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manner {
    pub colour: bool,
    /// Characters in a line.
    pub width: usize,
    pub amount: Amount,
}

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Amount {
    /// The findings, and nothing about the run.
    Quiet,
    #[default]
    Usual,
    /// Every finding in full, and every note about the input.
    Verbose,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner { colour: false, width: WIDTH, amount: Amount::Usual }
    }
}
