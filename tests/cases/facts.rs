//! The fact tables agree with themselves and with each other.

mod agreement;
mod example;
mod shape;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    [shape::trials(), agreement::trials(), example::trials()].into_iter().flatten().collect()
}
