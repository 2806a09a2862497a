//! Terraform configurations and what is understood of them.

use libtest_mimic::Trial;

pub fn trials() -> Vec<Trial> {
    vec![]
}
