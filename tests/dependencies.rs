//! What we depend on: each crate has a reason and is used, and none needs a newer compiler than we say. `deny.toml` says the rest.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic: that is how it fails")]

use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust code below a folder.
fn code_below(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path());
    entries.map(|path| if path.is_dir() { code_below(&path) } else { fs::read_to_string(&path).unwrap_or_default() }).collect()
}

fn assert_empty(faults: &[String], what: &str) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

/// Names under which crates are used that are not called so.
const CALLED: &[(&str, &str)] = &[("hcl-rs", "hcl"), ("md-5", "md5")];

#[test]
fn each_dependency_is_used() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let section = manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("dependencies");
    let names = section.lines().filter_map(|line| Some(line.split_once(" = ")?.0.trim()));
    let code = code_below(&root().join("src"));
    let is_unused = |name: &&str| {
        let called = CALLED
            .iter()
            .find(|(crate_name, _)| crate_name == name)
            .map_or_else(|| name.replace('-', "_"), |(_, called)| (*called).to_owned());
        !["::", "!", " "].iter().any(|end| code.contains(&format!("{called}{end}")))
    };
    assert_empty(&names.filter(is_unused).map(str::to_owned).collect::<Vec<_>>(), "dependencies that nothing uses");
}

/// `1.90` as numbers.
fn version(text: &str) -> Vec<u32> {
    text.split('.').filter_map(|part| part.parse().ok()).chain([0; 3]).take(3).collect()
}

#[test]
fn no_dependency_needs_a_newer_compiler() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", "x86_64-unknown-linux-gnu"];
    let output = std::process::Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let own = env!("CARGO_PKG_RUST_VERSION");
    let is_newer = |package: &&serde_json::Value| package["rust_version"].as_str().is_some_and(|needed| version(needed) > version(own));
    let newer = packages.iter().filter(is_newer).map(|package| format!("{} needs Rust {}", package["name"], package["rust_version"]));
    assert!(packages.len() > 100);
    assert_empty(&newer.collect::<Vec<_>>(), &format!("crates that need a newer compiler than Rust {own}, which Cargo.toml names"));
}

#[test]
fn each_dependency_says_why_it_is_there() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let mut section = "";
    let mut faults = vec![];
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies") && line.contains('=') && !line.contains(" # ") {
            faults.push(line.to_owned());
        }
    }
    assert_empty(&faults, "dependencies without a reason");
}
