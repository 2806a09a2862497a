//! The repository itself: layers, sizes, names and documents that must stay true.

#![allow(clippy::expect_used, clippy::string_slice, clippy::indexing_slicing, reason = "a test may panic: that is how it fails")]

use std::collections::{BTreeMap, BTreeSet};
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

/// The code of a file without tests and comments, its lines kept.
fn code(text: &str) -> String {
    let lines = production(text).lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The first names behind each place at which a path begins like this, `{a::X, b}` taken apart; with the line.
fn names_behind(code: &str, beginning: &str) -> Vec<(usize, String)> {
    let mut found = vec![];
    for (at, _) in code.match_indices(beginning) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|char| is_word(char) || char == ':') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + beginning.len()..];
        let mut depth = 0;
        let mut names = vec![String::new()];
        for char in rest.chars() {
            match char {
                '{' => depth += 1,
                '}' if depth <= 1 => break,
                '}' => depth -= 1,
                ',' if depth == 1 => names.push(String::new()),
                _ if depth == 0 && !is_word(char) => break,
                _ => names.last_mut().expect("one").push(char),
            }
        }
        let first = |name: String| name.trim().chars().take_while(|char| is_word(*char)).collect::<String>();
        found.extend(names.into_iter().map(|name| (line, first(name))).filter(|(_, name)| !name.is_empty()));
    }
    found
}

/// The modules of the library that each of them uses, with a place.
fn uses_of_rooms() -> BTreeMap<String, BTreeMap<String, String>> {
    let rooms = layers();
    let mut uses: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (path, text) in sources("src") {
        let own = module_of(&path);
        let used = names_behind(&code(&text), "crate::").into_iter().filter(|(_, name)| rooms.contains(name) && name != own);
        for (line, name) in used {
            uses.entry(own.to_owned()).or_default().entry(name).or_insert_with(|| format!("{path}:{line}"));
        }
    }
    uses
}

#[test]
fn a_module_uses_only_those_above_it() {
    let layers = layers();
    let rank = |name: &str| layers.iter().position(|layer| layer == name);
    let mut faults = vec![];
    for (own, uses) in uses_of_rooms() {
        // The binary stands above all.
        let below = uses.iter().filter(|(used, _)| rank(&own).is_some_and(|own| rank(used) > Some(own)));
        faults.extend(below.map(|(used, place)| format!("{place}: `{own}` stands above `{used}` in lib.rs and must not use it")));
    }
    assert_empty(&faults, "layers");
}

#[test]
fn rooms_do_not_use_each_other_in_a_circle() {
    let uses = uses_of_rooms().into_iter().map(|(own, uses)| (own, uses.into_keys().collect())).collect();
    assert_empty(&circles(&uses), "circles between modules");
}

type Uses = BTreeMap<String, BTreeSet<String>>;

/// The groups whose members all lead to each other, each as its names.
fn circles(uses: &Uses) -> Vec<String> {
    let reach = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(name) = open.pop() {
            open.extend(uses.get(name).into_iter().flatten().filter(|next| reached.insert((*next).clone())).map(String::as_str));
        }
        reached
    };
    let reached: Uses = uses.keys().map(|name| (name.clone(), reach(name))).collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|names| names.contains(to));
    let in_circle = uses.keys().filter(|name| leads(name, name));
    let group = |name: &String| uses.keys().filter(|other| leads(name, other) && leads(other, name)).cloned().collect::<Vec<_>>().join(" ");
    in_circle.map(group).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The parts of a room, `mod` for the room itself, and which of them each uses. A name that the room passes on counts for the part it comes from.
fn uses_inside(room: &str) -> Uses {
    let files = sources(&format!("src/{room}"));
    let heads = [format!("src/{room}.rs"), format!("src/{room}/mod.rs")];
    let head = heads.iter().find_map(|path| fs::read_to_string(root().join(path)).ok()).expect(room);
    let head_code = code(&head);
    let parts: BTreeSet<String> = head_code.lines().filter_map(declared_module).collect();
    let mut passed_on = BTreeMap::new();
    for part in &parts {
        let names =
            head_code.match_indices("use ").filter_map(|(at, _)| head_code[at + 4..].strip_prefix(part.as_str())?.strip_prefix("::"));
        let names = names.flat_map(|rest| rest.split(';').next().unwrap_or_default().split(|char: char| !is_word(char)));
        passed_on.extend(names.filter(|name| !name.is_empty()).map(|name| (name.to_owned(), part.clone())));
    }
    let part_of = |name: &str| match passed_on.get(name) {
        _ if parts.contains(name) => name.to_owned(),
        Some(part) => part.clone(),
        None => "mod".to_owned(),
    };
    // What is only passed on is not used.
    let passes = |statement: &&str| {
        let statement = statement.trim();
        declared_module(statement).is_some() || ["pub use ", "pub(crate) use "].iter().any(|passing| statement.starts_with(passing))
    };
    let own_code = head_code.split_inclusive(';').filter(|statement| !passes(statement)).collect::<String>();
    let words: BTreeSet<&str> = own_code.split(|char: char| !is_word(char)).collect();
    let own = |part: &String| {
        // `Default` and `Item` are the language's, too.
        let is_ours = |name: &str| !matches!(name, "Default" | "Item") && words.contains(name);
        let by_name = passed_on.iter().any(|(name, from)| from == part && is_ours(name));
        by_name || !names_behind(&own_code, &format!("{part}::")).is_empty()
    };
    let mut uses = Uses::from([("mod".to_owned(), parts.iter().filter(|part| own(part)).cloned().collect())]);
    for (path, text) in files.iter().filter(|(path, _)| !heads.contains(path)) {
        let inside = path.trim_start_matches(&format!("src/{room}/"));
        let part = inside.split(['/', '.']).next().unwrap_or_default().to_owned();
        let depth = inside.matches('/').count() + usize::from(!inside.ends_with("/mod.rs"));
        let code = code(text);
        let named = names_behind(&code, &"super::".repeat(depth)).into_iter().chain(names_behind(&code, &format!("crate::{room}::")));
        let used = named.filter(|(_, name)| name != "super").map(|(_, name)| part_of(&name)).filter(|used| *used != part);
        uses.entry(part.clone()).or_default().extend(used);
    }
    uses
}

/// `x` of `mod x;`, however visible.
fn declared_module(line: &str) -> Option<String> {
    let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
    Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
}

/// The rooms whose parts stand in layers.
const FREE_OF_CIRCLES: &[&str] = &["rule", "privilege", "questions", "subject"];

#[test]
fn the_parts_of_a_room_do_not_use_each_other_in_a_circle() {
    let found =
        FREE_OF_CIRCLES.iter().flat_map(|room| circles(&uses_inside(room)).into_iter().map(move |circle| format!("{room}: {circle}")));
    assert_empty(&found.collect::<Vec<_>>(), "circles inside rooms");
}

/// The name of the type that a line declares. Types of traits (`type Output`) are named by the trait.
fn declared_type(line: &str) -> Option<&str> {
    let is_inner = line.starts_with(' ');
    let line = line.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
    let (keyword, rest) = line.split_once(' ')?;
    let declares = matches!(keyword, "struct" | "enum" | "trait" | "union") || keyword == "type" && !is_inner;
    declares.then(|| rest.split(|char| !is_word(char)).next().unwrap_or_default())
}

#[test]
fn a_type_name_stands_for_one_thing() {
    let sources = sources("src");
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, text) in &sources {
        text.lines().filter_map(declared_type).for_each(|name| homes.entry(name).or_default().push(path));
    }
    let several = homes.iter().filter(|(_, paths)| paths.len() > 1).map(|(name, paths)| format!("{name}: {}", paths.join(", ")));
    assert_empty(&several.collect::<Vec<_>>(), "type names that are used for several things");
}

#[test]
fn circles_are_found() {
    let uses = |rows: &[(&str, &[&str])]| -> Uses {
        rows.iter().map(|(name, uses)| ((*name).to_owned(), uses.iter().map(|used| (*used).to_owned()).collect())).collect()
    };
    let found = circles(&uses(&[("a", &["b"]), ("b", &["c"]), ("c", &["b", "d"]), ("d", &[]), ("e", &["e"])]));
    assert_eq!(found, ["b c", "e"]);
    let names = names_behind("use super::{a::{X, Y}, b,\n  C};\nsuper::super::d();\nfn f() { super::e::f() }", "super::");
    assert_eq!(names, [(1, "a"), (1, "b"), (1, "C"), (3, "super"), (4, "e")].map(|(line, name)| (line, name.to_owned())));
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
        ("SystemTime", &["cli"]),
        ("ThreadPoolBuilder", &["analysis"]),
        ("rayon", &["terraform", "cloudformation", "analysis", "rule", "cli", "load"]),
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

/// A function as it stands in a file.
struct Function {
    line: usize,
    /// From its first line to the brace that closes it.
    length: usize,
    /// Besides `self`.
    parameters: usize,
}

fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = production(text).lines().collect();
    let mut found = vec![];
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let head = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn "].iter().find_map(|head| code.strip_prefix(head));
        let Some(head) = head else { continue };
        let end = format!("{indent}}}");
        let length = lines[start..].iter().position(|line| *line == end).unwrap_or_default() + 1;
        let behind = std::iter::once(head).chain(lines[start + 1..].iter().copied()).collect::<Vec<_>>().join("\n");
        found.push(Function { line: start + 1, length, parameters: parameters(&behind) });
    }
    found
}

/// How many parameters a function has, from its name on.
fn parameters(text: &str) -> usize {
    let (mut depth, mut generic) = (0, 0);
    let mut list = vec![String::new()];
    let mut before = ' ';
    for char in text.chars() {
        match char {
            '<' if depth == 0 => generic += 1,
            '>' if depth == 0 && before != '-' => generic -= 1,
            '(' | '[' | '{' | '<' if generic == 0 => depth += 1,
            ')' | ']' | '}' if generic == 0 => depth -= 1,
            '>' if before != '-' && generic == 0 => depth -= 1,
            ',' if depth == 1 => list.push(String::new()),
            _ if depth > 0 => list.last_mut().expect("one").push(char),
            _ => {}
        }
        before = char;
        if depth == 0 && generic == 0 && char == ')' {
            break;
        }
    }
    let is_self = |parameter: &str| parameter.split(|char: char| !is_word(char)).any(|word| word == "self");
    list.iter().filter(|parameter| !parameter.trim().is_empty() && !is_self(parameter)).count()
}

#[test]
fn a_module_with_parts_stands_beside_its_folder() {
    let faults: Vec<String> = sources("src").into_keys().filter(|path| path.ends_with("/mod.rs")).collect();
    assert_empty(&faults, "write `x.rs` beside the folder `x` instead");
}

#[test]
fn functions_stay_small() {
    let mut faults = vec![];
    for (path, text) in sources("src") {
        let large = functions(&text).into_iter().filter(|function| function.length > 60);
        faults.extend(large.map(|function| format!("{path}:{}: a function of {} lines", function.line, function.length)));
    }
    assert_empty(&faults, "functions of more than 60 lines");
}

#[test]
fn parameters_are_counted() {
    let counts = [
        "f() {",
        "f(&self) -> u8 {",
        "f<T: Fn(u8, u8) -> u8>(a: T, b: &[(u8, u8)]) {",
        "f(\n  &'a mut self,\n  a: Map<u8, u8>,\n  (b, c): (u8, u8),\n) {",
        "f(each: &mut dyn FnMut(u8, u8) -> Option<u8>, more: u8) {",
    ];
    assert_eq!(counts.map(parameters), [0, 0, 2, 2, 2]);
}

/// Public items without a comment of their own: path and line.
fn undocumented(path: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = production(text).lines().map(str::trim_start).collect();
    let kinds = ["fn ", "struct ", "enum ", "trait ", "type ", "const ", "static "];
    let is_public = |line: &&str| line.strip_prefix("pub ").is_some_and(|rest| kinds.iter().any(|kind| rest.starts_with(kind)));
    let is_bare = |at: usize| {
        // Attributes stand between the comment and the item, and may take several lines.
        let above = lines[..at]
            .iter()
            .rev()
            .find(|line| !(line.starts_with('#') || line.ends_with(")]") || line.ends_with(',') && !line.starts_with("///")));
        above.is_none_or(|line| !line.starts_with("///"))
    };
    let bare = lines.iter().enumerate().filter(|(at, line)| is_public(line) && is_bare(*at));
    bare.map(|(at, line)| format!("{path}:{}: {line}", at + 1)).collect()
}

/// `cargo test --test project structure -- --ignored --nocapture`: how the house stands.
#[test]
#[ignore = "prints, and judges nothing"]
fn structure() {
    let files = sources("src");
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, text) in &files {
        *lines.entry(module_of(path)).or_default() += production(text).lines().count();
    }
    println!("lines per room, tests left out:");
    for room in layers() {
        println!("  {:>6} {room}", lines.get(room.as_str()).copied().unwrap_or_default());
    }
    println!("  {:>6} in all", lines.values().sum::<usize>());
    let list = |what: &str, rows: Vec<String>| {
        println!("{what}: {}{}", rows.len(), rows.iter().map(|row| format!("\n  {row}")).collect::<String>())
    };
    let of_all = |is_meant: &dyn Fn(&Function) -> bool| -> Vec<String> {
        let in_file = |(path, text): (&String, &String)| {
            let meant = functions(text).into_iter().filter(|function| is_meant(function));
            meant.map(|function| format!("{path}:{}", function.line)).collect::<Vec<_>>()
        };
        files.iter().flat_map(in_file).collect()
    };
    list("functions over 60 lines", of_all(&|function| function.length > 60));
    list("functions with six or more parameters besides self", of_all(&|function| function.parameters >= 6));
    let documented = ["iam", "rule", "subject", "finding"];
    let bare = files.iter().filter(|(path, _)| documented.contains(&module_of(path))).flat_map(|(path, text)| undocumented(path, text));
    list("public items without docs in iam, rule, subject and finding", bare.collect());
    for room in FREE_OF_CIRCLES {
        list(&format!("circles inside {room}"), circles(&uses_inside(room)));
    }
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
    fresh("docs/deputylint.schema.json", &format!("{:#}\n", deputylint::config::schema()));
}

/// Every `$ deputylint …` in the README's console blocks, with what it prints.
#[test]
fn the_readme_shows_real_output() {
    // A repository, wherever the sources of this project are kept.
    let repository = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(repository.path().join(".git")).expect("a folder");
    let copied = std::process::Command::new("cp").args(["-r", "testdata"]).arg(repository.path()).current_dir(root()).status();
    assert!(copied.expect("cp runs").success());
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let mut result = String::new();
    let mut rest = readme.as_str();
    while let Some((before, after)) = rest.split_once("```console\n$ deputylint ") {
        let (block, behind) = after.split_once("\n```").expect("the block is closed");
        let command = block.lines().next().unwrap_or_default();
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_deputylint"));
        let output = run.args(command.split(' ')).current_dir(repository.path()).output().expect("runs");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        result.push_str(&format!("{before}```console\n$ deputylint {command}\n{}\n```", printed.trim_end()));
        rest = behind;
    }
    result.push_str(rest);
    fresh("README.md", &result);
}

#[test]
fn documents_name_what_there_is() {
    let files: Vec<(String, String)> = sources("src").into_iter().chain(sources("tests")).collect();
    let has = |text: &str, name: &str| text.split(|char| !is_word(char)).any(|word| word == name);
    // A type is named where its members are; a module is the file, or the folder.
    let is_of = |(path, text): &(String, String), owner: &str| has(if owner.starts_with(char::is_uppercase) { text } else { path }, owner);
    let texts = ["ARCHITECTURE.md", ".github/CONTRIBUTING.md"].map(|document| fs::read_to_string(root().join(document)).expect("document"));
    let names = texts.iter().flat_map(|text| text.split('`').skip(1).step_by(2)).filter_map(|name| name.rsplit_once("::"));
    let is_path = |name: &str| name.chars().all(|char| is_word(char) || char == ':');
    let ours = names.filter(|(owner, member)| !["AWS", "Fn", "std"].contains(owner) && is_path(owner) && is_path(member));
    let gone = ours.filter(|(owner, member)| {
        let owner = owner.rsplit("::").next().unwrap_or_default();
        !files.iter().any(|file| is_of(file, owner) && (has(&file.1, member) || has(&file.0, member)))
    });
    assert_empty(&gone.map(|(owner, member)| format!("{owner}::{member}")).collect::<Vec<_>>(), "names that are gone");
}

#[test]
fn the_readme_names_every_rule() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let rules = deputylint::rule::RuleSet::built_in().expect("the built-in rules are right");
    let missing = rules.rules.iter().filter(|rule| !readme.contains(&format!("`{}`", rule.about.id))).map(|rule| rule.about.id.to_string());
    assert_empty(&missing.collect::<Vec<_>>(), "rules that the README does not name");
}
