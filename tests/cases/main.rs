//! Everything in `testdata` and `rules` as named tests: drop a file, run `cargo test`. `UPDATE=1 cargo test` rewrites expectations.

mod cloudformation;
mod facts;
mod iam;
mod oracle;
mod reports;
mod support;
mod terraform;

fn main() {
    let arguments = libtest_mimic::Arguments::from_args();
    let trials = [cloudformation::trials(), facts::trials(), iam::trials(), oracle::trials(), reports::trials(), terraform::trials()];
    libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit();
}
