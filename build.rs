//! Lists `rules/<pack>/*.yaml`, so that a rule is added by adding its file: where in each the examples begin, which a check does not read, and the words
//! that rules are told in.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = vec![];
    for pack in fs::read_dir(root.join("rules"))? {
        let pack = pack?.path();
        if pack.is_dir() {
            files.extend(fs::read_dir(pack)?.collect::<Result<Vec<_>, _>>()?.into_iter().map(|entry| entry.path()));
        }
    }
    files.retain(|path| path.extension().is_some_and(|end| end == "yaml"));
    files.sort();
    let mut list = String::from("&[\n");
    let mut words = BTreeSet::new();
    for path in files {
        let text = fs::read_to_string(&path)?;
        let pack = path.parent().and_then(|pack| pack.file_name()).unwrap_or_default();
        let examples = examples_at(&text).ok_or_else(|| io::Error::other(format!("{path:?}: `examples:` is not its last key")))?;
        words.extend(words_of(text.get(..examples).unwrap_or_default()));
        let _ = writeln!(
            list,
            "    ({:?}, {:?}, include_str!({path:?}), {examples}),",
            pack.to_string_lossy(),
            path.file_name().unwrap_or_default().to_string_lossy()
        );
    }
    list.push_str("]\n");
    let output = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(output.join("words.rs"), format!("&{:?}\n", words.into_iter().collect::<Vec<_>>()))?;
    fs::write(output.join("rules.rs"), list)
}

/// The words of a rule in small letters, but for those of what is quoted.
fn words_of(rule: &str) -> Vec<String> {
    let prose = rule.split('`').step_by(2).flat_map(|prose| prose.split(|char: char| !char.is_ascii_alphabetic()));
    prose.filter(|word| word.len() > 3).map(str::to_ascii_lowercase).collect()
}

/// Where the line `examples:` begins, if no other key of the file stands behind it.
fn examples_at(text: &str) -> Option<usize> {
    let at = text.find("\nexamples:\n")? + 1;
    let is_key = |line: &str| line.starts_with(|first: char| first.is_ascii_lowercase());
    text.get(at..)?.lines().skip(1).all(|line| !is_key(line)).then_some(at)
}
