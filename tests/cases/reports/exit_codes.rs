//! The exit codes that scripts rely on, row by row (`testdata/exit-codes/rows.tsv`) on the built program.

use crate::support::folder;
use libtest_mimic::{Failed, Trial};
use std::process::Command;

pub fn trials() -> Vec<Trial> {
    let rows = std::fs::read_to_string(folder("testdata/exit-codes/rows.tsv")).expect("the rows");
    let rows = rows.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let trial = |(number, line): (usize, &str)| {
        let line = line.to_owned();
        Trial::test(format!("exit_codes::line_{}", number + 1), move || run(&line))
    };
    rows.map(trial).collect()
}

fn run(row: &str) -> Result<(), Failed> {
    let [code, files, arguments, _] = row.split('\t').collect::<Vec<_>>()[..] else { return Err("four columns".into()) };
    let scratch = tempfile::tempdir()?;
    for file in files.split(',').filter(|file| !file.is_empty()) {
        std::fs::copy(folder("testdata/exit-codes").join(file), scratch.path().join(file))?;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_deputylint"))
        .args(arguments.split(' ').filter(|word| !word.is_empty()))
        .current_dir(scratch.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .output()?;
    let actual = output.status.code();
    if actual == code.parse().ok() {
        return Ok(());
    }
    Err(format!("exit {actual:?}: {row}\n{}", String::from_utf8_lossy(&output.stderr)).into())
}
