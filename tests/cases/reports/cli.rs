//! The built program, run in folders of `testdata/cli`.
use libtest_mimic::Trial;

pub fn trials() -> Vec<Trial> {
    vec![]
}
