//! The repository itself: layers, sizes, names and documents that must stay true.

#![allow(clippy::expect_used, clippy::string_slice, reason = "a test may panic: that is how it fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder: (path from the package, text).
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path: PathBuf = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).expect("UTF-8"));
            }
        }
    }
    files
}

/// The modules of the library in the order of `lib.rs`.
fn layers() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn module_of(path: &str) -> &str {
    path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default()
}

/// The code of a file without the tests at its end.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default()
}

fn assert_empty(faults: &[String], what: &str) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

#[test]
fn contributing_names_every_folder_of_cases() {
    let text = fs::read_to_string(root().join(".github/CONTRIBUTING.md")).expect("CONTRIBUTING");
    let folders = fs::read_dir(root().join("testdata")).expect("testdata").map(|entry| entry.expect("readable").file_name());
    let names = folders.map(|name| format!("`testdata/{}`", name.to_string_lossy())).filter(|name| name != "`testdata/readme`");
    let missing: Vec<String> = names.filter(|name| !text.contains(name.as_str())).collect();
    assert_empty(&missing, "folders of cases that CONTRIBUTING does not explain");
}

#[test]
fn a_module_uses_only_those_above_it() {
    let layers = layers();
    let rank = |name: &str| layers.iter().position(|layer| layer == name);
    let mut faults = vec![];
    for (path, text) in sources("src") {
        let Some(own) = rank(module_of(&path)) else { continue };
        for (number, line) in production(&text).lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                let used: String = line[at + 7..].chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
                if rank(&used).is_some_and(|used| used > own) {
                    faults.push(format!(
                        "{path}:{}: `{}` stands above `{used}` in lib.rs and must not use it",
                        number + 1,
                        module_of(&path)
                    ));
                }
            }
        }
    }
    assert_empty(&faults, "layers");
}

/// Rooms whose files form no circle, and take nothing from the file that only opens the room.
const WITHOUT_CIRCLES: &[&str] = &["subject"];

#[test]
fn files_of_a_room_form_no_circle() {
    let mut faults = vec![];
    for room in WITHOUT_CIRCLES {
        let files = sources(&format!("src/{room}"));
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, text) in &files {
            let named = production(text).split("use super::").skip(1).flat_map(|rest| {
                let all = rest.split(';').next().unwrap_or_default();
                let heads = all.strip_prefix('{').map_or_else(|| vec![all], |list| list.trim_end_matches('}').split(',').collect());
                heads.into_iter().map(|head| head.trim().split("::").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
            });
            uses.insert(name(path), named.collect());
        }
        for (file, used) in &uses {
            let strange = used.iter().filter(|used| !uses.contains_key(*used));
            faults.extend(strange.map(|used| format!("src/{room}/{file}.rs: takes `{used}` from the file that opens the room")));
        }
        // Whatever uses none of the rest is no part of a circle.
        while let Some(free) = uses.iter().find(|(_, used)| !used.iter().any(|used| uses.contains_key(used))).map(|(file, _)| file.clone())
        {
            uses.remove(&free);
        }
        faults.extend(uses.keys().map(|file| format!("src/{room}/{file}.rs: uses a file that uses it")));
    }
    assert_empty(&faults, "circles inside a room");
}

/// Modules that must not know each other, although the order would let them.
const STRANGERS: &[(&str, &[&str])] = &[
    ("iam", &["resource", "terraform", "cloudformation"]),
    ("cloudformation", &["terraform", "iam"]),
    ("terraform", &["iam"]),
    ("report", &["terraform", "cloudformation"]),
];

#[test]
fn strangers_stay_strangers() {
    let mut faults = vec![];
    for (path, text) in sources("src") {
        for (module, strangers) in STRANGERS.iter().filter(|(module, _)| *module == module_of(&path)) {
            let known = strangers.iter().filter(|stranger| production(&text).contains(&format!("crate::{stranger}")));
            faults.extend(known.map(|stranger| format!("{path}: `{module}` must not know `{stranger}`")));
        }
    }
    assert_empty(&faults, "modules that must not know each other");
}

#[test]
fn only_the_border_touches_the_world() {
    let rules: &[(&str, &[&str])] = &[
        ("std::fs", &["load", "config", "cli", "main"]),
        ("std::env", &["load", "config", "cli", "main"]),
        ("TcpStream", &[]),
        ("UdpSocket", &[]),
        ("ToSocketAddrs", &[]),
        ("std::process::Command", &["load"]),
        ("SystemTime", &[]),
        ("rayon", &["terraform", "cloudformation", "analysis", "cli", "load"]),
    ];
    let mut faults = vec![];
    for (path, text) in sources("src") {
        for (word, allowed) in rules {
            if production(&text).contains(word) && !allowed.contains(&module_of(&path)) {
                faults.push(format!("{path} uses {word}"));
            }
        }
    }
    assert_empty(&faults, "the core reads nothing but its arguments");
}

#[test]
fn every_file_says_what_it_is_for_and_stays_small() {
    let mut faults = vec![];
    for (path, text) in sources("src").into_iter().chain(sources("tests")).chain(sources("benches")) {
        if !text.starts_with("//! ") {
            faults.push(format!("{path}: the first line does not say what the file is for"));
        }
        let lines = production(&text).lines().count();
        if lines > 500 {
            faults.push(format!("{path}: {lines} lines; is this one room, or several?"));
        }
        let name = Path::new(&path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if ["utils", "util", "helpers", "helper", "common", "types", "manager", "misc"].contains(&name.as_str()) {
            faults.push(format!("{path}: the name says nothing"));
        }
    }
    assert_empty(&faults, "files");
}

#[test]
fn functions_stay_small() {
    let mut faults = vec![];
    for (path, text) in sources("src") {
        let lines: Vec<&str> = production(&text).lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let indent = &line[..line.len() - code.len()];
            let is_function = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn "].iter().any(|head| code.starts_with(head));
            let end = format!("{indent}}}");
            let length = lines[start..].iter().position(|line| *line == end).unwrap_or_default() + 1;
            if is_function && length > 60 {
                faults.push(format!("{path}:{}: a function of {length} lines", start + 1));
            }
        }
    }
    assert_empty(&faults, "functions of more than 60 lines");
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

/// Compares generated text with the file that holds it; `UPDATE=1` rewrites the file.
fn fresh(path: &str, generated: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, generated).expect("writable");
    }
    let held = fs::read_to_string(&file).unwrap_or_default();
    assert!(held == generated, "{path} is stale; UPDATE=1 cargo test rewrites it");
}

#[test]
fn rule_pages_are_fresh() {
    let rules = deputylint::rule::RuleSet::built_in().expect("the built-in rules are right");
    fresh("rules/README.md", &deputylint::rule::pages::readme(&rules));
    let schema = serde_json::to_string_pretty(&deputylint::rule::file::schema()).expect("JSON");
    fresh("rules/schema.json", &(schema + "\n"));
}

/// Every `$ deputylint …` in the README's console blocks, with what it prints.
#[test]
fn the_readme_shows_real_output() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let mut result = String::new();
    let mut rest = readme.as_str();
    while let Some((before, after)) = rest.split_once("```console\n$ deputylint ") {
        let (block, behind) = after.split_once("\n```").expect("the block is closed");
        let command = block.lines().next().unwrap_or_default();
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_deputylint"));
        let output = run.args(command.split(' ')).current_dir(root()).output().expect("runs");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        result.push_str(&format!("{before}```console\n$ deputylint {command}\n{}\n```", printed.trim_end()));
        rest = behind;
    }
    result.push_str(rest);
    fresh("README.md", &result);
}

#[test]
fn the_readme_names_every_rule() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let rules = deputylint::rule::RuleSet::built_in().expect("the built-in rules are right");
    let missing = rules.rules.iter().filter(|rule| !readme.contains(&format!("`{}`", rule.about.id))).map(|rule| rule.about.id.to_string());
    assert_empty(&missing.collect::<Vec<_>>(), "rules that the README does not name");
}
