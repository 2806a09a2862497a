//! A rule as written in YAML, and how it becomes one that can run. Unknown keys are errors with their place.

use super::clause::{self, ClausesAsWritten};
use super::message::Template;
use super::{About, Example, OwnAccount, Rule};
use crate::finding::Level;
use serde::Deserialize;
use smol_str::SmolStr;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleAsWritten {
    id: SmolStr,
    title: String,
    level: Level,
    severity: f64,
    precision: SmolStr,
    cwe: Vec<u32>,
    since: SmolStr,
    tags: Vec<SmolStr>,
    when: ClausesAsWritten,
    message: String,
    story: String,
    why: String,
    fix: String,
    references: Vec<ReferenceAsWritten>,
    examples: Vec<ExampleAsWritten>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceAsWritten {
    title: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ExampleAsWritten {
    name: String,
    #[serde(default)]
    own_account: OwnAccount,
    hcl: Option<String>,
    yaml: Option<String>,
    json: Option<String>,
}

/// Reads one rule file.
///
/// # Errors
/// Says what is wrong, with line and column where the YAML is at fault.
pub fn read(pack: &str, name: &str, text: &str) -> Result<Rule, String> {
    let written: RuleAsWritten = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    check(name, &written)?;
    Ok(Rule {
        when: clause::compile(&written.when)?,
        message: Template::read(&written.message)?,
        story: Template::read(&written.story)?,
        examples: written.examples.into_iter().map(example).collect(),
        about: About {
            id: written.id,
            pack: pack.into(),
            title: written.title,
            level: written.level,
            severity: written.severity,
            precision: written.precision,
            cwe: written.cwe,
            tags: written.tags,
            since: written.since,
            why: written.why,
            fix: written.fix,
            references: written.references.into_iter().map(|page| (page.title, page.url)).collect(),
        },
    })
}

fn check(name: &str, rule: &RuleAsWritten) -> Result<(), String> {
    let kebab = |id: &str| !id.is_empty() && id.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-');
    let faults = [
        (!kebab(&rule.id), "`id` is not in kebab-case"),
        (name != format!("{}.yaml", rule.id), "the file is not named after its `id`"),
        (rule.title.len() > 120, "`title` is longer than 120 characters"),
        (!(0.1..=10.0).contains(&rule.severity), "`severity` is not between 0.1 and 10"),
        (!["very-high", "high", "medium", "low"].contains(&rule.precision.as_str()), "`precision` is not very-high, high, medium or low"),
        (rule.references.is_empty(), "`references` is empty"),
        (rule.examples.is_empty(), "`examples` is empty"),
        (rule.tags.len() > 6, "there are more than 6 `tags`"),
    ];
    match faults.iter().find(|(wrong, _)| *wrong) {
        Some((_, what)) => Err((*what).to_owned()),
        None => Ok(()),
    }
}

fn example(written: ExampleAsWritten) -> Example {
    let texts = [("main.tf", written.hcl), ("template.yaml", written.yaml), ("template.json", written.json)];
    Example {
        name: written.name,
        own_account: written.own_account,
        texts: texts.into_iter().filter_map(|(file, text)| Some((file, text?))).collect(),
    }
}
