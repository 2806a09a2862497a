//! Rules as pages to read: what `explain` prints and `rules/README.md` holds.

use super::{About, Rule, RuleSet};
use crate::facts;
use crate::finding::Level;
use std::fmt::Write as _;

/// A rule as a page: what it finds, why it matters, what to do, with its first flagged and its first clean example in both languages.
pub fn page(rule: &Rule) -> String {
    let about = &rule.about;
    let mut page = self::about(about);
    for (title, flagged) in [("Flagged", true), ("Clean", false)] {
        let codes = rule.examples.iter().map(|example| (example, example.codes()));
        let mut codes = codes.filter(|(_, codes)| codes.first().is_some_and(|code| code.text.contains('«') == flagged));
        let Some((example, codes)) = codes.next() else { continue };
        let _ = write!(page, "\n## {title}: {}\n", example.name);
        for (file, language) in [("main.tf", "hcl"), ("template.yaml", "yaml")] {
            // What a language has no setting for is not flagged in it.
            if let Some(code) = codes.iter().find(|code| code.file == file && code.text.contains('«') == flagged) {
                let _ = write!(page, "\n```{language}\n{}```\n", code.unmarked().0);
            }
        }
    }
    let controls = facts::controls(&about.id);
    if !controls.is_empty() {
        page.push_str("\n## Controls\n\n");
    }
    for control in controls {
        let _ = writeln!(page, "- [{}]({}): {}", control.name(), control.source, control.title);
    }
    page.push_str("\n## Read more\n\n");
    for (title, address) in &about.references {
        let _ = writeln!(page, "- {title}: {address}");
    }
    page
}

/// What a rule says about itself.
pub fn about(about: &About) -> String {
    let mut page = format!("# {}\n\n{}.\n\n{}\n", about.id, about.title, in_a_line(about, about.level));
    let _ = write!(page, "\n## Why it matters\n\n{}\n\n## What to do\n\n{}\n", about.why.trim(), about.fix.trim());
    page
}

/// Level, severity, precision, weaknesses and age in one line.
pub fn in_a_line(about: &About, level: Level) -> String {
    let weaknesses: Vec<String> = about.cwe.iter().map(|number| format!("CWE-{number}")).collect();
    let weaknesses = if weaknesses.is_empty() { String::new() } else { format!(", {}", weaknesses.join(", ")) };
    let chosen = if about.opt_in { format!(", runs only with `--select {}`", about.pack) } else { String::new() };
    format!("{}, severity {:.1}, precision {}{weaknesses}, since {}{chosen}", level.name(), about.severity, about.precision, about.since)
}

/// All rules: `rules/README.md`.
pub fn readme(rules: &RuleSet) -> String {
    let mut page =
        "# Rules\n\nGenerated from the rule files; `UPDATE=1 cargo test` rewrites it.\n\n| rule | level | |\n|---|---|---|\n".to_owned();
    for rule in &rules.rules {
        let about = &rule.about;
        let _ = writeln!(page, "| [`{0}`](#{0}) | {1} | {2} |", about.id, about.level.name(), about.title);
    }
    for rule in &rules.rules {
        let _ = write!(page, "\n{}", self::page(rule).replace("\n## ", "\n### ").replacen("# ", "## ", 1));
    }
    page
}
