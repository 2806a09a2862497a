//! One target: the one that this binary is named after.

#![no_main]

#[path = "../tests/fuzz/targets/mod.rs"]
mod targets;

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static TARGET: LazyLock<&'static targets::Target> =
    LazyLock::new(|| targets::Target::named(env!("CARGO_BIN_NAME")).expect("the table has every binary"));

fuzz_target!(|data: &[u8]| TARGET.run(data));
