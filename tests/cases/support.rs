//! What all data tests share: finding files, comparing with what is expected.

#![allow(dead_code, reason = "not every kind of test uses every helper")]

use deputylint::rule::RuleSet;
use libtest_mimic::Failed;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The rules that run where nothing is selected, read once.
pub static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::by_default().expect("the built-in rules are right"));

/// A folder below the package.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The entries of a folder, sorted; none if it does not exist.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("readable").path()).collect();
    entries.sort();
    entries
}

/// The files of a project folder as (path, text), for a workspace in memory.
pub fn project(folder: &Path) -> Vec<(String, String)> {
    fn visit(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in entries(folder) {
            if entry.is_dir() {
                visit(root, &entry, files);
            } else if let Ok(text) = std::fs::read_to_string(&entry) {
                let path = entry.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                files.push((path, text));
            }
        }
    }
    let mut files = vec![];
    visit(folder, folder, &mut files);
    files
}

/// Compares with the expectation in a file; `UPDATE=1` rewrites it.
pub fn golden(path: &Path, actual: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(path, actual).map_err(Failed::from);
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(format!("{} differs; UPDATE=1 cargo test rewrites it\n--- expected\n{expected}\n--- actual\n{actual}", path.display()).into())
}
