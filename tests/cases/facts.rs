//! The fact tables agree with themselves and with each other.

mod agreement;
mod example;
mod keys;
mod protected;
mod shape;

use libtest_mimic::Trial;

pub(crate) fn trials() -> Vec<Trial> {
    [shape::trials(), agreement::trials(), keys::trials(), protected::trials(), example::trials()].into_iter().flatten().collect()
}
