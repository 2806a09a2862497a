//! Whole projects, and what the formats write of them.

use super::holds::{RULES, analysed};
use super::{Choices, projects, templates};
use deputylint::analysis::{Analysis, Options};
use deputylint::paths::Paths;
use deputylint::report::manner::Manner;
use deputylint::report::sarif::SarifOptions;
use deputylint::report::{self, FORMATS, Report, escape, sarif};
use deputylint::rule::About;
use deputylint::source::Workspace;
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;

static ABOUT: LazyLock<Vec<About>> = LazyLock::new(|| RULES.rules.iter().map(|rule| rule.about.clone()).collect());

fn files(choices: &mut Choices<'_>) -> Vec<(String, String)> {
    match choices.below(5) {
        0 | 1 => projects::files(choices),
        2 | 3 => templates::files(choices),
        _ => projects::files(choices).into_iter().chain(templates::files(choices)).collect(),
    }
}

/// Reads what was made, and reads it again: the same comes out.
pub(super) fn project(data: &[u8]) {
    let files = files(&mut Choices(data));
    let workspace = Workspace::in_memory(files.iter().cloned());
    let analysis = analysed(&workspace, &Options::default());
    if data.len().is_multiple_of(16) {
        let again = analysed(&Workspace::in_memory(files), &Options::default());
        assert_eq!(analysis.findings, again.findings, "two runs differ");
        assert_eq!(analysis.problems, again.problems, "two runs differ");
    }
}

/// What would do harm in a place where it is shown as it is.
const HOSTILE: &[&str] = &[
    "\u{1b}[31m",
    "\n::error::x",
    "##[group]",
    "##vso[task.x]",
    "\u{202e}",
    "`</code><img src=x>",
    "]]><script>",
    "@everyone",
    "|\n|",
    "\r\n",
    "%0A::set-env",
    "\"},{\"",
    "<!-- -->",
    "\\",
    "```",
    "AKIAIOSFODNN7ABCDEFG",
    "\u{0}",
    "\u{85}",
    "![](http://x)",
    "$(id)",
];

/// Puts harmful texts into names, and looks at every format.
pub(super) fn reports(data: &[u8]) {
    let mut choices = Choices(data);
    let hostile = choices.pick(HOSTILE).to_owned();
    let word = choices.pick(&["\"b\"", "\"a\"", "s3.amazonaws.com", "\"*\"", "arn:aws:s3:::b", "\"name\"", "111122223333"]).to_owned();
    let in_text = if word.starts_with('"') { format!("\"{hostile}\"") } else { format!("{word}{hostile}") };
    let path = |path: String| if hostile.contains('\0') { path } else { format!("{hostile}{path}").replace('/', "_") };
    // A file is told by its name, whatever that is.
    let in_path = choices.below(3) == 2 && !hostile.contains("AKIA");
    let renamed =
        files(&mut choices).into_iter().map(|(name, text)| (if in_path { path(name) } else { name }, text.replace(&word, &in_text)));
    let workspace = Workspace::in_memory(renamed);
    let analysis = analysed(&workspace, &Options::default());
    written(&workspace, &analysis);
}

fn written(workspace: &Workspace, analysis: &Analysis) {
    let paths = Paths::new(Path::new("/project"), Path::new("/project"), Path::new("/project"));
    for profile in [sarif::Profile::Github, sarif::Profile::Gitlab, sarif::Profile::Azure, sarif::Profile::Strict] {
        let sarif = SarifOptions { profile, ..SarifOptions::default() };
        let report = Report {
            analysis,
            workspace,
            rules: &ABOUT,
            paths: &paths,
            again: &report::Again::default(),
            manner: Manner::default(),
            sarif: &sarif,
        };
        let log: Value = serde_json::from_str(&sarif::write(&report)).expect("SARIF is JSON");
        assert_eq!(sarif::check::faults(&log), Vec::<String>::new());
    }
    let sarif = SarifOptions::default();
    let report = Report {
        analysis,
        workspace,
        rules: &ABOUT,
        paths: &paths,
        again: &report::Again { flags: "x".into(), ..Default::default() },
        manner: Manner::default(),
        sarif: &sarif,
    };
    for format in FORMATS {
        let output = (format.write)(&report);
        harmless(format.name, &output);
        if matches!(format.name, "json" | "gitlab" | "sarif" | "rdjson") {
            serde_json::from_str::<Value>(&output).unwrap_or_else(|error| panic!("{}: {error}", format.name));
        }
    }
}

/// No output steers a terminal, speaks to a build server or shows a secret.
fn harmless(name: &str, output: &str) {
    let secret = output.find("AKIAIOSFODNN7ABCDEFG");
    let around = secret.and_then(|at| output.get(at.saturating_sub(200)..(at + 100).min(output.len()))).unwrap_or_default();
    assert!(secret.is_none(), "{name} shows a secret: {around}");
    for line in output.lines() {
        let text = if name == "github" { line.trim_start_matches("::") } else { line };
        let is_command = text.trim_start().starts_with("::") || text.contains("##[") || text.to_ascii_lowercase().contains("##vso[");
        assert!(!is_command, "{name} gives a command: {line}");
        let steers = text.chars().find(|char| *char != '\u{200b}' && !escape::is_harmless(*char));
        assert!(steers.is_none(), "{name} steers with {steers:?}: {line}");
    }
    if name == "markdown" {
        for tag in ["<img", "<script", "<!--"] {
            // The first line is the mark by which a comment is found again.
            let bare = output.lines().skip(1).any(|line| outside_code(line).contains(tag));
            assert!(!bare, "markdown holds {tag}: {output}");
        }
    }
}

/// What of a line of Markdown stands outside code spans and is not escaped.
fn outside_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['`', '\\']) {
        outside.push_str(&rest[..at]);
        if rest[at..].starts_with('\\') {
            let escaped = rest[at + 1..].chars().next().map_or(0, char::len_utf8);
            rest = &rest[at + 1 + escaped..];
            continue;
        }
        let ticks = rest[at..].bytes().take_while(|byte| *byte == b'`').count();
        let behind = &rest[at + ticks..];
        let fence = "`".repeat(ticks);
        let mut from = 0;
        let end = loop {
            let Some(found) = behind[from..].find(&fence).map(|found| found + from) else { break None };
            let length = behind[found..].bytes().take_while(|byte| *byte == b'`').count();
            if length == ticks {
                break Some(found + ticks);
            }
            from = found + length;
        };
        rest = end.map_or(behind, |end| &behind[end..]);
    }
    outside + rest
}
