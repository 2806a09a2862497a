//! Everything in `testdata` and `rules` as named tests: drop a file, run `cargo test`. `UPDATE=1 cargo test` rewrites expectations.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic: that is how they fail"
)]
#![allow(unreachable_pub, reason = "a binary has no public items, its modules do")]

mod cloudformation;
mod comments;
mod expressions;
mod facts;
mod findings;
mod iam;
mod integrations;
mod limits;
mod oracle;
mod order;
mod privilege;
mod reports;
mod rules;
mod sam;
mod secrets;
mod subjects;
mod support;
mod terraform;
mod threats;
mod provenances;
mod remedies;
mod twins;

fn main() {
    // As on the command line: evaluation follows the nesting of what it reads.
    rayon::ThreadPoolBuilder::new().stack_size(deputylint::analysis::STACK_BYTES).build_global().expect("threads");
    let arguments = libtest_mimic::Arguments::from_args();
    let trials = [
        cloudformation::trials(),
        comments::trials(),
        expressions::trials(),
        facts::trials(),
        findings::trials(),
        iam::trials(),
        integrations::trials(),
        limits::trials(),
        oracle::trials(),
        order::trials(),
        privilege::trials(),
        remedies::trials(),
        reports::trials(),
        rules::trials(),
        sam::trials(),
        secrets::trials(),
        subjects::trials(),
        terraform::trials(),
        threats::trials(),
        provenances::trials(),
        twins::trials(),
    ];
    let mut trials: Vec<libtest_mimic::Trial> = trials.into_iter().flatten().collect();
    trials.push(threats::page(&trials));
    libtest_mimic::run(&arguments, trials).exit();
}
