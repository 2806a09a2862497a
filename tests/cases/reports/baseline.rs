//! `check --baseline` on the built program: `testdata/baseline/before` is accepted, `after` of each case takes its place.

use super::since::Repo;
use crate::support::{entries, folder, golden, project};
use libtest_mimic::{Failed, Trial};
use std::path::Path;
use std::process::{Command, Output};

pub fn trials() -> Vec<Trial> {
    let cases = entries(&folder("testdata/baseline")).into_iter().filter(|case| case.join("after").exists());
    let trial = |case: std::path::PathBuf| {
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        Trial::test(format!("baseline::{name}"), move || run_case(&case))
    };
    let mut trials: Vec<Trial> = cases.map(trial).collect();
    trials.push(Trial::test("baseline::what_is_worse_is_taken_in_only_when_asked", updated));
    trials
}

fn lay(tree: &Path, files: &Path) -> Result<(), Failed> {
    std::fs::remove_dir_all(tree).ok();
    for (path, text) in project(files) {
        let file = tree.join(path);
        std::fs::create_dir_all(file.parent().expect("a folder"))?;
        std::fs::write(file, text)?;
    }
    Ok(())
}

fn run(directory: &Path, arguments: &[&str]) -> Result<Output, Failed> {
    let program = env!("CARGO_BIN_EXE_deputylint");
    Ok(Command::new(program).args(arguments).args(["--account", "111122223333", "tree"]).current_dir(directory).output()?)
}

/// What a case comes to: the exit code and both outputs.
fn told(output: &Output) -> String {
    let code = output.status.code().unwrap_or(-1);
    format!("exit {code}\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run_case(case: &Path) -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let tree = scratch.path().join("tree");
    lay(&tree, &folder("testdata/baseline/before"))?;
    run(scratch.path(), &["baseline", "create", "--file", "b.json"])?;
    lay(&tree, &case.join("after"))?;
    let output = run(scratch.path(), &["check", "--baseline", "b.json", "--format", "concise", "--fail-on", "warning"])?;
    golden(&case.join("expect.txt"), &told(&output))?;
    same_since_a_commit(case, &output)
}

/// What is new to a baseline is new since the commit that it was made of.
fn same_since_a_commit(case: &Path, expected: &Output) -> Result<(), Failed> {
    if Command::new("git").arg("--version").output().is_err() {
        return Ok(());
    }
    let scratch = tempfile::tempdir()?;
    let tree = scratch.path().join("tree");
    let repo = Repo::new(&tree);
    lay(&tree.join("code"), &folder("testdata/baseline/before"))?;
    repo.commit();
    lay(&tree.join("code"), &case.join("after"))?;
    let arguments = ["check", "--account", "111122223333", "--new-from", "HEAD", "--format", "concise", "--fail-on", "warning", "code"];
    let output = repo.run(&arguments);
    let lines = |output: &Output, folder: &str| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(|line| line.replace(folder, "")).collect::<Vec<String>>()
    };
    let (code, known) = (output.status.code(), expected.status.code());
    let (found, known) = ((code, lines(&output, "code/")), (known, lines(expected, "tree/")));
    if found == known { Ok(()) } else { Err(format!("{found:#?}\n{known:#?}").into()) }
}

fn updated() -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let (tree, file) = (scratch.path().join("tree"), scratch.path().join("tree/b.json"));
    let baseline = |command: &str, more: &[&str]| run(scratch.path(), &[&["baseline", command, "--file", "tree/b.json"], more].concat());
    let kept = || std::fs::read_to_string(&file).map_err(Failed::from);
    lay(&tree, &folder("testdata/baseline/before"))?;
    let codes = [baseline("create", &[])?.status.code(), baseline("create", &[])?.status.code()];
    let first = kept()?;
    if codes != [Some(0), Some(2)] || first.lines().filter(|line| line.starts_with("{\"rule\"")).count() != 3 {
        return Err(format!("{codes:?} {first}").into());
    }
    lay(&tree, &folder("testdata/baseline/wider-under-the-same-sid/after"))?;
    std::fs::write(&file, &first)?;
    // What is worse stays as it was.
    baseline("update", &[])?;
    let (same, named) = (kept()? == first, told(&run(scratch.path(), &["check", "--baseline", "tree/b.json", "--format", "concise"])?));
    baseline("update", &["--accept"])?;
    let accepted = told(&run(scratch.path(), &["check", "--baseline", "tree/b.json", "--format", "concise"])?);
    // A baseline in the tree holds nothing back without being named.
    let is_named = named.contains("tree/b.json:1:1: note[gate-changed]: the baseline holds 2 findings back");
    if same && is_named && named.starts_with("exit 1") && accepted.starts_with("exit 0") && kept()? != first {
        return Ok(());
    }
    Err(format!("{same}\n{named}\n{accepted}").into())
}
