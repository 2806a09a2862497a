//! A rule as written in YAML, and how it becomes one that can run. Unknown keys are errors with their place.

use super::clause::Clause;
use super::clauses;
use super::message::{ALWAYS, Template};
use super::target::Target;
use super::written::{Fault, Node};
use super::{About, Example, OwnAccount, Rule};
use crate::finding::Level;
use schemars::JsonSchema;
use serde::Deserialize;

/// A rule of deputylint: one file, named after its id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleAsWritten {
    /// In kebab-case; names the fault, reads well after "ignore", never changes.
    id: String,
    /// One sentence of at most 120 characters, without a full stop.
    title: String,
    /// `error`, `warning` or `note`.
    level: Level,
    /// From 0.1 to 10, as in CVSS.
    severity: f64,
    /// How often a finding is right: `very-high`, `high`, `medium`, `low`.
    precision: String,
    /// CWE numbers; 441 is the confused deputy.
    cwe: Vec<u32>,
    /// The version of deputylint that brought it.
    since: String,
    /// At most six; `class:…` names a class of fault.
    tags: Vec<String>,
    /// What the rule is about: `statement` (an Allow statement; the default), `deny-statement`, `policy`, `resource` (any), a subject such as `instance`, or `account`; one or a list.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Value>")]
    on: Option<Node>,
    /// What must hold of it; all of it.
    #[schemars(with = "serde_json::Value")]
    when: Node,
    /// What a finding says. The first sentence stands alone; `{placeholders}` are checked.
    message: String,
    /// What happens, told in words, with the same placeholders.
    #[serde(default)]
    story: String,
    /// The same told step by step, for `explain`; with the same placeholders.
    #[serde(default)]
    steps: Vec<String>,
    /// Why it matters, as Markdown.
    why: String,
    /// What to do, as Markdown.
    fix: String,
    /// Pages that say so.
    references: Vec<ReferenceAsWritten>,
    /// Code that is flagged, and code that is not; together they need every clause.
    examples: Vec<ExampleAsWritten>,
}

/// A page.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReferenceAsWritten {
    title: String,
    url: String,
}

/// The same code in up to three notations. `«` and `»` enclose the places that are flagged; without them nothing may be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ExampleAsWritten {
    name: String,
    /// Whether the analysis is told that 111122223333 is the own account: `known` (the default) or `unknown`.
    #[serde(default)]
    own_account: OwnAccount,
    /// As `main.tf`.
    hcl: Option<String>,
    /// As `template.yaml`.
    yaml: Option<String>,
    /// As `template.json`.
    json: Option<String>,
}

/// The JSON Schema of rule files, for editors.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(RuleAsWritten).to_value();
    if let Some(members) = schema.as_object_mut() {
        let definitions = members.entry("$defs").or_insert_with(|| serde_json::json!({}));
        if let Some(definitions) = definitions.as_object_mut() {
            definitions.extend(clauses::definitions());
        }
    }
    if let Some(when) = schema.pointer_mut("/properties/when").and_then(serde_json::Value::as_object_mut) {
        when.insert("$ref".to_owned(), "#/$defs/clauses".into());
    }
    if let Some(on) = schema.pointer_mut("/properties/on").and_then(serde_json::Value::as_object_mut) {
        let names = serde_json::json!({ "enum": Target::names() });
        on.insert("anyOf".to_owned(), serde_json::json!([names, { "type": "array", "items": names, "minItems": 1 }]));
    }
    schema
}

/// Reads one rule file.
///
/// # Errors
/// Says what is wrong, with line and column.
pub fn read(pack: &str, name: &str, text: &str) -> Result<Rule, String> {
    let written: RuleAsWritten = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    check(name, &written)?;
    let targets = targets(written.on.as_ref()).map_err(|fault| fault.to_string())?;
    let when = targets.iter().map(|target| clauses::compile(&written.when, *target)).collect::<Result<Vec<_>, _>>();
    // The clauses are the same for all; each target is checked.
    let when = when.map_err(|fault| fault.to_string())?.into_iter().next().unwrap_or_default();
    let rule = Rule {
        targets,
        message: Template::read(&written.message)?,
        story: Template::read(&written.story)?,
        steps: written.steps.iter().map(|step| Template::read(step)).collect::<Result<_, _>>()?,
        examples: written.examples.into_iter().map(example).collect(),
        about: About {
            id: written.id.into(),
            pack: pack.into(),
            title: written.title,
            level: written.level,
            severity: written.severity,
            precision: written.precision.into(),
            cwe: written.cwe,
            tags: written.tags.into_iter().map(Into::into).collect(),
            since: written.since.into(),
            why: written.why,
            fix: written.fix,
            references: written.references.into_iter().map(|page| (page.title, page.url)).collect(),
        },
        when,
    };
    placeholders_are_supplied(&rule)?;
    Ok(rule)
}

fn targets(on: Option<&Node>) -> Result<Vec<Target>, Fault> {
    match on {
        None => Ok(vec![Target::Statement]),
        Some(on) => on.words("what the rule is about")?.iter().map(Target::read).collect(),
    }
}

/// A message may speak only of what the clauses saw, whichever way they come to hold.
fn placeholders_are_supplied(rule: &Rule) -> Result<(), String> {
    let supplies = |clause: &Clause, name: &str| clause.supplies.contains(&name);
    let templates = [("message", &rule.message), ("story", &rule.story)].into_iter().chain(rule.steps.iter().map(|step| ("steps", step)));
    for (part, template) in templates {
        let mut used = template.placeholders();
        let missing = used.find(|name| !ALWAYS.contains(name) && !rule.when.iter().any(|clause| supplies(clause, name)));
        if let Some(name) = missing {
            let kinds: Vec<String> = clauses::that_supply(name).map(|key| format!("`{key}`")).collect();
            let kinds = if kinds.is_empty() { "no clause".to_owned() } else { kinds.join(", ") };
            return Err(format!("`{part}` speaks of `{{{name}}}`, which no clause of this rule is sure to supply; {kinds} would"));
        }
    }
    Ok(())
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
