//! Rules as pages to read: what `explain` prints and `rules/README.md` holds.

use super::{About, Rule, RuleSet};
use std::fmt::Write as _;

/// A rule as a page: what it finds, why it matters, what to do, with its first flagged and its first clean example.
pub fn page(rule: &Rule) -> String {
    let about = &rule.about;
    let mut page = format!("# {}\n\n{}.\n\n{}\n", about.id, about.title, facts(about));
    let _ = write!(page, "\n## Why it matters\n\n{}\n\n## What to do\n\n{}\n", about.why.trim(), about.fix.trim());
    for (title, flagged) in [("Flagged", true), ("Clean", false)] {
        let texts = rule.examples.iter().filter_map(|example| Some((example, &example.texts.first()?.1)));
        if let Some((example, text)) = texts.into_iter().find(|(_, text)| text.contains('«') == flagged) {
            let _ = write!(page, "\n## {title}: {}\n\n```hcl\n{}```\n", example.name, text.replace(['«', '»'], ""));
        }
    }
    page.push_str("\n## Read more\n\n");
    for (title, address) in &about.references {
        let _ = writeln!(page, "- {title}: {address}");
    }
    page
}

/// Level, severity, precision, weaknesses and age in one line.
pub fn facts(about: &About) -> String {
    let weaknesses: Vec<String> = about.cwe.iter().map(|number| format!("CWE-{number}")).collect();
    let weaknesses = if weaknesses.is_empty() { String::new() } else { format!(", {}", weaknesses.join(", ")) };
    format!("{}, severity {:.1}, precision {}{weaknesses}, since {}", about.level.name(), about.severity, about.precision, about.since)
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
