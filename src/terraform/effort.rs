//! How much work the evaluation of one root may be: not only how many expressions, but also what each looks at and makes.

use super::evaluate::Evaluator;
use crate::mapped_text::Text;
use crate::value::{Kind, Value};
use std::cell::Cell;

/// Steps of evaluation for one root module; far above what real configurations take.
pub(super) const MAX_STEPS: u64 = 2_000_000;
/// A step is the evaluation of one expression. It is worth this many looks: at a value, at a few bytes of a text.
const LOOKS_PER_STEP: u64 = 16;
/// Bytes of a text that are looked at, or copied, for one look.
const BYTES_PER_LOOK: usize = 4;

/// What a piece of a text is worth: it takes more room than a few bytes.
const LOOKS_PER_PART: usize = 8;

/// What has been spent.
#[derive(Default)]
pub(super) struct Effort {
    looks: Cell<u64>,
    /// Whether it was told that all is spent.
    told: Cell<bool>,
}

impl Effort {
    /// Counts work; false if there was too much.
    fn spend(&self, looks: u64) -> bool {
        self.looks.set(self.looks.get().saturating_add(looks));
        self.left() > 0
    }

    fn left(&self) -> u64 {
        (MAX_STEPS * LOOKS_PER_STEP + 1).saturating_sub(self.looks.get())
    }

    /// Whether it is to be told now that all is spent: once.
    pub(super) fn is_first_told(&self) -> bool {
        !self.told.replace(true)
    }
}

impl Evaluator<'_> {
    /// Counts steps; false if there were too many.
    pub(super) fn spend(&self, steps: usize) -> bool {
        self.effort.spend((steps as u64).saturating_mul(LOOKS_PER_STEP))
    }

    /// Counts looks, of which many make a step; false if there were too many.
    pub(super) fn spend_looks(&self, looks: usize) -> bool {
        self.effort.spend(looks as u64)
    }

    /// Counts a look at all of these values; false if there were too many.
    pub(super) fn look_at(&self, values: &[Value]) -> bool {
        let mut left = usize::try_from(self.effort.left()).unwrap_or(usize::MAX);
        let before = left;
        values.iter().for_each(|value| take_looks(value, &mut left));
        self.effort.spend((before - left) as u64)
    }

    /// Counts the making of a text; false if there was too much.
    pub(super) fn look_at_text(&self, text: &Text) -> bool {
        self.effort.spend(looks_at_text(text) as u64)
    }
}

/// Takes the looks at a value and all that is inside from those that are left.
fn take_looks(value: &Value, left: &mut usize) {
    let own = match &value.kind {
        Kind::Text(text) => looks_at_text(text),
        // Long numbers are computed with in quadratic time.
        Kind::Number(number) => 1 + number.len() * number.len() / 64,
        _ => 1,
    };
    *left = left.saturating_sub(own);
    if *left == 0 {
        return;
    }
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| take_looks(item, left)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| take_looks(&entry.value, left)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| take_looks(branch, left)),
        _ => {}
    }
}

/// What a look at the whole of a text, or its making, is worth.
pub(super) fn looks_at_text(text: &Text) -> usize {
    1 + text.literal().len() / BYTES_PER_LOOK + LOOKS_PER_PART * text.parts()
}
