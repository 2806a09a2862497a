//! What SARIF says about rules, problems and weaknesses: the same text in every run.

use super::Profile;
use super::object::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor, ReportingDescriptorReference,
    ReportingDescriptorRelationship, ToolComponent, ToolComponentReference,
};
use crate::facts::{self, Control};
use crate::problem::CODES;
use crate::report::{INFORMATION, Report};
use crate::rule::About;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// GitHub keeps ten tags and refuses a file with twenty.
const MAX_TAGS: usize = 10;
const MAX_TEXT: usize = 1_024;
const MAX_MARKDOWN: usize = 20_000;

/// Weaknesses that would make GitLab list a finding as a leaked secret.
const SECRETS: &[u32] = &[256, 257, 259, 312, 319, 321, 522, 540, 798];

/// Names of the weaknesses that rules speak of.
const WEAKNESSES: &[(u32, &str)] = &[
    (250, "Execution with Unnecessary Privileges"),
    (266, "Incorrect Privilege Assignment"),
    (269, "Improper Privilege Management"),
    (284, "Improper Access Control"),
    (285, "Improper Authorization"),
    (441, "Unintended Proxy or Intermediary ('Confused Deputy')"),
    (668, "Exposure of Resource to Wrong Sphere"),
    (732, "Incorrect Permission Assignment for Critical Resource"),
    (778, "Insufficient Logging"),
    (798, "Use of Hard-coded Credentials"),
    (862, "Missing Authorization"),
    (863, "Incorrect Authorization"),
];

/// Every rule that ran, found something or not.
pub(super) fn rules(report: &Report<'_>) -> Vec<ReportingDescriptor> {
    let weaknesses = numbers(report);
    report.rules.iter().map(|about| rule(about, &weaknesses, report.sarif.profile)).collect()
}

fn rule(about: &About, weaknesses: &[u32], profile: Profile) -> ReportingDescriptor {
    let title = sentence(&about.title);
    let help_uri = about.references.first().map_or(INFORMATION, |(_, address)| address.as_str());
    let related = named(about, profile).filter_map(|number| {
        let index = Some(weaknesses.iter().position(|other| other == number)?);
        let target = ReportingDescriptorReference { id: number.to_string(), index, tool_component: Some(weakness_catalogue()) };
        Some(ReportingDescriptorRelationship { target, kinds: vec!["superset"] })
    });
    ReportingDescriptor {
        name: Some(pascal_case(&about.id)),
        short_description: Some(text(cut(&title, MAX_TEXT))),
        full_description: Some(text(cut(&sentence(&plain(first_paragraph(&about.why, &title)).replace('\n', " ")), MAX_TEXT))),
        help: Some(help(about, &title)),
        help_uri: Some(help_uri.to_owned()),
        default_configuration: Some(ReportingConfiguration { level: about.level.name(), rank: Some(rank(about.severity)) }),
        message_strings: BTreeMap::from([("default".to_owned(), text("{0}.".to_owned()))]),
        relationships: related.collect(),
        properties: properties(about, profile),
        id: about.id.to_string(),
    }
}

/// 0 to 100, as GitLab orders findings.
pub(super) fn rank(severity: f64) -> f64 {
    (severity * 100.0).round() / 10.0
}

fn properties(about: &About, profile: Profile) -> PropertyBag {
    let recommendation = match about.level.name() {
        "note" => "recommendation",
        level => level,
    };
    let entries = [
        ("precision", json!(about.precision)),
        ("problem.severity", json!(recommendation)),
        ("security-severity", json!(format!("{:.1}", about.severity))),
        ("since", json!(about.since)),
    ];
    let controls: Vec<String> = facts::controls(&about.id).iter().map(Control::name).collect();
    let controls = Some(("controls", json!(controls))).filter(|_| !controls.is_empty());
    entries.into_iter().chain(controls).chain([("tags", json!(tags(about, profile)))]).collect()
}

/// At most ten, each once; what the rule itself says comes before what all rules share.
fn tags(about: &About, profile: Profile) -> Vec<String> {
    let weaknesses = named(about, profile).map(|number| format!("external/cwe/cwe-{number:03}"));
    let deputy = about.cwe.contains(&441).then(|| "confused-deputy".to_owned());
    let shared = ["aws", "iam"].map(str::to_owned);
    let all = std::iter::once("security".to_owned()).chain(weaknesses).chain(about.tags.iter().map(ToString::to_string));
    let mut seen = BTreeSet::new();
    let unique = all.chain(deputy).chain(shared).filter(|tag| !tag.is_empty() && seen.insert(tag.clone()));
    unique.take(MAX_TAGS).collect()
}

/// The weaknesses that a platform is told of.
fn named(about: &About, profile: Profile) -> impl Iterator<Item = &u32> {
    about.cwe.iter().filter(move |number| profile != Profile::Gitlab || !SECRETS.contains(number))
}

fn help(about: &About, title: &str) -> MultiformatMessageString {
    let references: Vec<String> = about.references.iter().map(|(name, address)| format!("- [{name}]({address})")).collect();
    let references = if references.is_empty() { String::new() } else { format!("\n\n## References\n\n{}", references.join("\n")) };
    let markdown = format!("{title}\n\n## Why it matters\n\n{}\n\n## What to do\n\n{}{references}\n", about.why.trim(), about.fix.trim());
    let listed: Vec<String> = about.references.iter().map(|(name, address)| format!("{name}: {address}")).collect();
    let plain = format!("{title}\n\n{}\n\n{}\n\n{}", plain(&about.why), plain(&about.fix), listed.join("\n"));
    MultiformatMessageString { text: cut(plain.trim(), MAX_MARKDOWN), markdown: Some(cut(&markdown, MAX_MARKDOWN)) }
}

/// What may stand in the way of reading, and the one thing that this writer itself leaves out.
pub(super) fn notifications() -> Vec<ReportingDescriptor> {
    let problems = CODES.iter().map(|(_, name, about, lost)| (*name, *about, if *lost { "warning" } else { "note" }));
    let all = problems.chain([super::LEFT_OUT]);
    let descriptors = all.map(|(name, about, level)| ReportingDescriptor {
        name: Some(format!("{}Problem", pascal_case(name))),
        short_description: Some(text(about.to_owned())),
        full_description: Some(text(about.to_owned())),
        help: Some(text(about.to_owned())),
        help_uri: Some(INFORMATION.to_owned()),
        default_configuration: Some(ReportingConfiguration { level, rank: None }),
        id: name.to_owned(),
        ..ReportingDescriptor::default()
    });
    descriptors.collect()
}

/// The weaknesses that the rules name; nothing if they name none.
pub(super) fn taxonomies(report: &Report<'_>) -> Vec<ToolComponent> {
    let taxa: Vec<ReportingDescriptor> = numbers(report)
        .into_iter()
        .map(|number| ReportingDescriptor {
            short_description: WEAKNESSES.iter().find(|(known, _)| *known == number).map(|(_, name)| text(sentence(name))),
            help_uri: Some(format!("https://cwe.mitre.org/data/definitions/{number}.html")),
            id: number.to_string(),
            ..ReportingDescriptor::default()
        })
        .collect();
    if taxa.is_empty() {
        return vec![];
    }
    vec![ToolComponent {
        name: "CWE",
        organization: Some("MITRE".to_owned()),
        short_description: Some(text("The MITRE Common Weakness Enumeration.".to_owned())),
        information_uri: Some("https://cwe.mitre.org/".to_owned()),
        is_comprehensive: Some(false),
        taxa,
        ..ToolComponent::default()
    }]
}

pub(super) fn weakness_catalogue() -> ToolComponentReference {
    ToolComponentReference { name: "CWE", index: Some(0) }
}

fn numbers(report: &Report<'_>) -> Vec<u32> {
    let all: BTreeSet<u32> = report.rules.iter().flat_map(|about| named(about, report.sarif.profile).copied()).collect();
    all.into_iter().collect()
}

pub(super) fn text(text: String) -> MultiformatMessageString {
    MultiformatMessageString { text, markdown: None }
}

/// `service-without-source` becomes `ServiceWithoutSource`.
fn pascal_case(id: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    id.split(['-', '_']).map(word).collect()
}

/// Ends with a period.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn first_paragraph<'a>(markdown: &'a str, otherwise: &'a str) -> &'a str {
    markdown.split("\n\n").map(str::trim).find(|paragraph| !paragraph.is_empty()).unwrap_or(otherwise)
}

/// Markdown without its marks, as far as rules use them. What stands in backticks stays.
fn plain(markdown: &str) -> String {
    let lines = markdown.trim().lines().filter(|line| !line.trim_start().starts_with("```"));
    let text = lines.map(|line| line.trim_start_matches(['#', ' '])).collect::<Vec<_>>().join("\n");
    let parts: Vec<&str> = text.split('`').collect();
    let unmarked = |(at, part): (usize, &&str)| if at.is_multiple_of(2) { part.replace('*', "") } else { (*part).to_owned() };
    parts.iter().enumerate().map(unmarked).collect::<Vec<String>>().join("`")
}

/// At most so many characters, cut after a sentence where there is one.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit.saturating_sub(1)) else { return text.to_owned() };
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept = text.get(..end).unwrap_or_default();
    match kept.rfind(". ") {
        Some(stop) => kept.get(..=stop).unwrap_or_default().to_owned(),
        None => format!("{kept}…"),
    }
}
