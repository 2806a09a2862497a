//! The fact tables agree with themselves and with each other.

#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "tests may panic: that is how they fail")]

mod agreement;
mod example;
mod shape;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    [shape::trials(), agreement::trials(), example::trials()].into_iter().flatten().collect()
}
