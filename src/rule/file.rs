//! A rule as written in YAML, and how it becomes one that can run. Unknown keys are errors with their place.

use super::clause::Clause;
use super::clauses;
use super::definition::{About, Example, ExampleForm, Examples, OwnAccount, PathTemplate, Rule};
use super::examples::{self, ExampleCode, Placed, PolicyPlace, variant};
use super::message::{ALWAYS, MessageTemplate};
use super::target::Target;
use super::written::{Fault, Node, Place, Word, nearest, suggestion};
use crate::finding::{Certainty, Level};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::Spanned;

/// A rule of deputylint: one file, named after its id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleAsWritten {
    /// In kebab-case; names the fault, reads well after "ignore", never changes.
    #[schemars(with = "String")]
    id: Spanned<String>,
    /// The id of a rule that is not to run because this one does, such as one that comes with deputylint.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    replaces: Option<Spanned<String>>,
    /// One sentence of at most 120 characters, without a full stop.
    #[schemars(with = "String")]
    title: Spanned<String>,
    /// `error`, `warning` or `note`.
    level: Level,
    /// From 0.1 to 10, as in CVSS.
    #[schemars(with = "f64")]
    severity: Spanned<f64>,
    /// How often a finding is right: `very-high`, `high`, `medium`, `low`.
    #[schemars(with = "String")]
    precision: Spanned<String>,
    /// CWE numbers, at least one; 441 is the confused deputy.
    #[schemars(with = "Vec<u32>")]
    cwe: Spanned<Vec<u32>>,
    /// The version of deputylint, or of the pack, that brought it: `0.1.0`.
    #[schemars(with = "String")]
    since: Spanned<String>,
    /// At most six; `class:…` names a class of fault.
    #[schemars(with = "Vec<String>")]
    tags: Spanned<Vec<String>>,
    /// It runs only where it, or its pack, is selected: `true` for what not everybody wants to hear.
    #[serde(default)]
    opt_in: bool,
    /// What the rule is about: `statement` (an Allow statement; the default), `deny-statement`, `policy`, `resource` (any), a subject such as `instance`, or `account`; one or a list.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Value>")]
    on: Option<Node>,
    /// What must hold of it; all of it.
    #[schemars(with = "serde_json::Value")]
    when: Node,
    /// What a finding says. The first sentence stands alone; `{placeholders}` are checked.
    #[schemars(with = "String")]
    message: Spanned<String>,
    /// What happens, told in words, with the same placeholders.
    #[serde(default)]
    #[schemars(with = "String")]
    story: Option<Spanned<String>>,
    /// The same told step by step, for `explain`; with the same placeholders.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    steps: Vec<Spanned<String>>,
    /// The way from whoever begins it to what they reach, for a drawing; at least two stops, with the same placeholders.
    #[serde(default)]
    path: Vec<StopAsWritten>,
    /// The ids of rules whose findings belong to the same story: where they are about something that this one rests on, each names the other.
    #[serde(default)]
    see_also: Vec<String>,
    /// The ids of rules that tell more of the same cause: where one of them finds the same place at fault, the finding of this one is a note.
    #[serde(default)]
    yields_to: Vec<String>,
    /// Why it matters, as Markdown.
    why: String,
    /// What to do, as Markdown.
    fix: String,
    /// Pages that say so.
    #[schemars(with = "Vec<ReferenceAsWritten>")]
    references: Spanned<Vec<ReferenceAsWritten>>,
    /// Code that is flagged, and code that is not; together they need every clause.
    #[schemars(with = "Vec<ExampleAsWritten>")]
    examples: Spanned<Vec<ExampleAsWritten>>,
}

/// A stop on the way of an attack: an account, a service, a role, a resource.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopAsWritten {
    /// Who, or what: a few words.
    #[schemars(with = "String")]
    who: Spanned<String>,
    /// What they do, which leads to the next stop; the last stop has none.
    #[schemars(with = "Option<String>")]
    does: Option<Spanned<String>>,
}

/// A page.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReferenceAsWritten {
    title: String,
    /// Begins with `https://`.
    #[schemars(with = "String")]
    url: Spanned<String>,
}

/// Statements and where they stand; or the same code in up to three notations; or what tells it from an example above. `«` and `»` enclose the
/// places that are flagged; without them nothing may be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ExampleAsWritten {
    #[schemars(with = "String")]
    name: Spanned<String>,
    /// Whether the analysis is told that 111122223333 is the own account: `known` (the default) or `unknown`.
    #[serde(default)]
    own_account: OwnAccount,
    /// Where the policy stands: `s3` (a bucket policy), `role-trust`, `role-identity`, `lambda-permission`, …
    #[serde(rename = "in")]
    #[schemars(with = "Option<String>")]
    place: Option<Node>,
    /// One statement, or a list of statements, in YAML or as JSON text. The tester writes it in every notation: Terraform with `jsonencode`,
    /// a heredoc and `aws_iam_policy_document`, or as arguments; CloudFormation in YAML and JSON.
    #[schemars(with = "Option<serde_json::Value>")]
    statement: Option<Node>,
    /// As `main.tf`.
    hcl: Option<String>,
    /// As `template.yaml`.
    yaml: Option<String>,
    /// As `template.json`.
    json: Option<String>,
    /// The name of an example above whose whole files this one has, but for some words; `hcl`, `yaml` and `json` stand behind them. The marks of the
    /// other do not count here.
    #[schemars(with = "Option<String>")]
    like: Option<Spanned<String>>,
    /// The words that differ: those of the other example, which stand there once in a notation, and what stands instead.
    #[schemars(with = "Option<std::collections::BTreeMap<String, String>>")]
    but: Option<Node>,
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
    if let Some(place) = schema.pointer_mut("/$defs/ExampleAsWritten/properties/in").and_then(serde_json::Value::as_object_mut) {
        let places = examples::places().map(serde_json::Value::from).chain([serde_json::Value::Null]);
        place.insert("enum".to_owned(), places.collect());
    }
    schema
}

/// Reads one rule file.
///
/// # Errors
/// Says what is wrong, with line and column.
pub fn read(pack: &str, name: &str, text: &str) -> Result<Rule, Fault> {
    let mut written = parse(text)?;
    if written.examples.value.is_empty() {
        return Err(Place::of(&written.examples).fault("`examples` is empty"));
    }
    let examples = examples(std::mem::take(&mut written.examples.value))?;
    compile(pack, name, written, Examples::when_asked(|| examples))
}

/// Reads one that deputylint comes with, whose examples, which begin at a byte of it, are read when somebody asks for them. A test reads them all.
///
/// # Errors
/// Says what is wrong, with line and column.
pub fn read_built_in(pack: &str, name: &str, text: &'static str, examples_at: usize) -> Result<Rule, Fault> {
    let without = format!("{}examples: []\n", text.get(..examples_at).unwrap_or_default());
    let all = || parse(text).and_then(|written| examples(written.examples.value)).unwrap_or_default();
    compile(pack, name, parse(&without)?, Examples::when_asked(all))
}

fn parse(text: &str) -> Result<RuleAsWritten, Fault> {
    serde_saphyr::from_str(text).map_err(|error| malformed(&error))
}

fn compile(pack: &str, name: &str, written: RuleAsWritten, examples: Examples) -> Result<Rule, Fault> {
    check(name, &written)?;
    let word = |written: &Spanned<String>| Word { text: written.value.clone(), place: Place::of(written) };
    let targets = targets(written.on.as_ref())?;
    let when = clauses::compile(&written.when, &targets)?;
    let read = |part: &str, text: &Spanned<String>| template(part, text, &when);
    Ok(Rule {
        targets,
        message: read("message", &written.message)?,
        story: written.story.as_ref().map_or_else(|| Ok(MessageTemplate::default()), |story| read("story", story))?,
        steps: written.steps.iter().map(|step| read("steps", step)).collect::<Result<_, _>>()?,
        path: path(&written.path, &read)?,
        see_also: written.see_also.into_iter().map(Into::into).collect(),
        yields_to: written.yields_to.into_iter().map(Into::into).collect(),
        examples,
        replaces: written.replaces.as_ref().map(word),
        place: Place::of(&written.id),
        about: About {
            id: written.id.value.into(),
            pack: pack.into(),
            title: written.title.value,
            level: written.level,
            severity: written.severity.value,
            precision: written.precision.value.into(),
            cwe: written.cwe.value,
            tags: written.tags.value.into_iter().map(Into::into).collect(),
            since: written.since.value.into(),
            opt_in: written.opt_in,
            why: written.why,
            fix: written.fix,
            references: written.references.value.into_iter().map(|page| (page.title, page.url.value)).collect(),
        },
        when,
    })
}

type ReadTemplate<'a> = dyn Fn(&str, &Spanned<String>) -> Result<MessageTemplate, Fault> + 'a;

/// Every stop but the last leads somewhere.
fn path(written: &[StopAsWritten], read: &ReadTemplate<'_>) -> Result<Vec<PathTemplate>, Fault> {
    let stop = |(index, stop): (usize, &StopAsWritten)| {
        let is_last = index + 1 == written.len();
        if written.len() == 1 || stop.does.is_none() != is_last {
            return Err(Place::of(&stop.who).fault("every stop but the last should say what it `does`; a path has at least two"));
        }
        let does = stop.does.as_ref().map_or_else(|| Ok(MessageTemplate::default()), |does| read("path", does))?;
        Ok(PathTemplate { who: read("path", &stop.who)?, does })
    };
    written.iter().enumerate().map(stop).collect()
}

/// What the YAML reader says, without the lines that it shows, and with the nearest word instead of all.
fn malformed(error: &serde_saphyr::Error) -> Fault {
    let place = error.location().map(|location| Place { line: location.line(), column: location.column() }).unwrap_or_default();
    let text = error.without_snippet().to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let parts = text.split_once(", expected one of ").and_then(|(what, known)| Some((what, what.split('`').nth(1)?, known)));
    place.fault(match parts {
        Some((what, word, known)) => {
            let known: Vec<&str> = known.split(", ").map(|known| known.trim_matches('`')).collect();
            format!("{what}{}", suggestion(word, &known))
        }
        None => text.to_owned(),
    })
}

fn targets(on: Option<&Node>) -> Result<Vec<Target>, Fault> {
    match on {
        None => Ok(vec![Target::Statement]),
        Some(on) => on.words("what the rule is about")?.iter().map(Target::read).collect(),
    }
}

/// A message may speak only of what the clauses saw, whichever way they come to hold.
fn template(part: &str, written: &Spanned<String>, when: &[Clause]) -> Result<MessageTemplate, Fault> {
    let place = Place::of(written);
    let template = MessageTemplate::read(&written.value).map_err(|why| place.fault(why))?;
    let is_supplied = |name: &str| ALWAYS.contains(&name) || when.iter().any(|clause| clause.supplies.contains(&name));
    let missing = template.placeholders().find(|name| !is_supplied(name));
    let Some(name) = missing else { return Ok(template) };
    let kinds: Vec<String> = clauses::that_supply(name).map(|key| format!("`{key}`")).collect();
    let kinds = if kinds.is_empty() { "no clause".to_owned() } else { kinds.join(", ") };
    Err(place.fault(format!("`{part}` speaks of `{{{name}}}`, which no clause of this rule is sure to supply; {kinds} would")))
}

fn check(name: &str, rule: &RuleAsWritten) -> Result<(), Fault> {
    let kebab = |id: &str| !id.is_empty() && id.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-');
    let version = |text: &str| text.split('.').count() == 3 && text.split('.').all(|part| part.parse::<u32>().is_ok());
    let faults = [
        (!kebab(&rule.id.value), Place::of(&rule.id), "`id` is not in kebab-case"),
        (name != format!("{}.yaml", rule.id.value), Place::of(&rule.id), "the file is not named after its `id`"),
        (rule.title.value.chars().count() > 120, Place::of(&rule.title), "`title` is longer than 120 characters"),
        (!(0.1..=10.0).contains(&rule.severity.value), Place::of(&rule.severity), "`severity` is not between 0.1 and 10"),
        (
            !["very-high", "high", "medium", "low"].contains(&rule.precision.value.as_str()),
            Place::of(&rule.precision),
            "`precision` is not very-high, high, medium or low",
        ),
        (
            first_sentence(&rule.message.value) > 120,
            Place::of(&rule.message),
            "the first sentence of `message` is longer than 120 characters",
        ),
        (rule.cwe.value.is_empty(), Place::of(&rule.cwe), "`cwe` is empty"),
        (
            !rule.cwe.value.iter().all(|number| (1..10_000).contains(number)),
            Place::of(&rule.cwe),
            "`cwe` has numbers such as 441, for CWE-441",
        ),
        (!version(&rule.since.value), Place::of(&rule.since), "`since` is not a version such as 0.1.0"),
        (rule.references.value.is_empty(), Place::of(&rule.references), "`references` is empty"),
        (rule.tags.value.len() > 6, Place::of(&rule.tags), "there are more than 6 `tags`"),
    ];
    let urls = rule.references.value.iter().map(|page| &page.url);
    let urls =
        urls.map(|url| (!is_address(&url.value), Place::of(url), "`url` is not an address such as https://docs.aws.amazon.com/page"));
    match faults.into_iter().chain(urls).find(|(wrong, ..)| *wrong) {
        Some((_, place, what)) => Err(place.fault(what)),
        None => Ok(()),
    }
}

/// Whether a browser would open it.
fn is_address(url: &str) -> bool {
    let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !url.chars().any(|char| char.is_whitespace() || char.is_control() || "<>\"`\\".contains(char))
}

/// How many characters it has, in the longer of its wordings.
fn first_sentence(message: &str) -> usize {
    let Ok(template) = MessageTemplate::read(message.split(". ").next().unwrap_or_default()) else { return 0 };
    let length = |certainty| template.fill(certainty, |name| format!("{{{name}}}")).chars().count();
    length(Certainty::Certain).max(length(Certainty::Possible))
}

fn examples(written: Vec<ExampleAsWritten>) -> Result<Vec<Example>, Fault> {
    let mut examples: Vec<Example> = vec![];
    for written in written {
        examples.push(example(written, &examples)?);
    }
    Ok(examples)
}

/// One example; `above` are those that stand before it.
fn example(written: ExampleAsWritten, above: &[Example]) -> Result<Example, Fault> {
    let place = Place::of(&written.name);
    let files = [("hcl", "main.tf", written.hcl), ("yaml", "template.yaml", written.yaml), ("json", "template.json", written.json)];
    let files: Vec<ExampleCode> =
        files.into_iter().filter_map(|(notation, file, text)| Some(ExampleCode { notation, file, text: text? })).collect();
    let written_as = match (&written.place, &written.statement, &written.like, &written.but) {
        (Some(place), Some(statement), None, None) if files.is_empty() => {
            let word = Word { text: place.word("what the policy protects")?.to_owned(), place: place.place };
            ExampleForm::Statement(Placed::read(PolicyPlace::read(&word)?, statement)?)
        }
        (None, None, Some(like), but) => ExampleForm::Files(variant(files_of(like, above)?, but.as_ref(), &files, Place::of(like))?),
        (None, None, None, None) if !files.is_empty() => ExampleForm::Files(files),
        _ => {
            let what = "an example has `in` and `statement`, or whole files (`hcl`, `yaml`, `json`), or is `like` another, with `but` or more files";
            return Err(place.fault(what));
        }
    };
    match &written_as {
        ExampleForm::Files(files) if !files.iter().all(ExampleCode::has_pairs_of_marks) => {
            Err(place.fault("`«` and `»` should enclose what is flagged, one after the other"))
        }
        _ => Ok(Example { name: written.name.value, own_account: written.own_account, written: written_as }),
    }
}

/// The whole files of the example that another is like.
fn files_of<'e>(like: &Spanned<String>, above: &'e [Example]) -> Result<&'e [ExampleCode], Fault> {
    let files = above.iter().filter_map(|example| match &example.written {
        ExampleForm::Files(files) => Some((example.name.as_str(), files.as_slice())),
        ExampleForm::Statement(_) => None,
    });
    let names: Vec<&str> = files.clone().map(|(name, _)| name).collect();
    let found = files.into_iter().find(|(name, _)| *name == like.value);
    found.map(|(_, files)| files).ok_or_else(|| {
        let advice = nearest(&like.value, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        Place::of(like).fault(format!("no example of whole files above has the name `{}`{advice}", like.value))
    })
}
