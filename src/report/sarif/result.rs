//! A finding as a SARIF result.

use super::location::{LocationSource, artifact, location, paragraph, said, whole};
use super::object::{
    ArtifactChange, ArtifactContent, CodeFlow, Fix, Location, LogicalLocation, Message, PropertyBag, Replacement, Result, Suppression,
    ThreadFlow, ThreadFlowLocation,
};
use super::{Detail, Profile, rules};
use crate::finding::{Certainty, Finding, Label, Suppressed, SuppressionPlace, first_sentence};
use crate::report::{Report, prose, story};
use crate::resource::Language;
use crate::source::{Span, directory_of};
use rustc_hash::FxHashMap;
use serde_json::json;
use std::collections::BTreeMap;

/// The whole message; GitLab drops results above 2,048.
pub(super) const MAX_MESSAGE: usize = 1_000;
const MAX_RELATED: usize = 20;
/// First and last steps are kept.
const MAX_STEPS: usize = 50;
/// How many instances are listed by name.
const MAX_INSTANCES: usize = 20;

/// The result; nothing if the place is not in a file of the repository.
pub(super) fn result(report: &Report<'_>, finding: &Finding, hash: Option<&str>, detail: Detail) -> Option<Result> {
    let primary = location(report, finding.place, detail.source, None)?;
    let related = if detail.related { related(report, finding, detail) } else { vec![] };
    let flows = if detail.flows { flows(report, finding, &primary) } else { vec![] };
    let message = message(report, finding, &related, detail);
    let rule_index = report.rules.iter().position(|about| about.id == finding.rule);
    let severity = report.about(&finding.rule).map(|about| rules::rank(about.severity));
    let mut fingerprints = BTreeMap::from([
        ("deputylint/v1".to_owned(), finding.identity.key.clone()),
        ("deputylintContent/v1".to_owned(), finding.identity.content.clone()),
    ]);
    fingerprints.extend(hash.map(|hash| ("primaryLocationLineHash".to_owned(), hash.to_owned())));
    Some(Result {
        rule_id: finding.rule.to_string(),
        rule_index,
        level: finding.level.name(),
        rank: severity,
        locations: vec![Location { logical_locations: vec![resource(finding)], ..primary }],
        related_locations: related,
        code_flows: flows,
        occurrence_count: Some(finding.occurrences.len()).filter(|count| *count > 1),
        partial_fingerprints: fingerprints,
        fixes: detail.fixes.then(|| fixes(report, finding)).flatten().into_iter().collect(),
        properties: properties(finding),
        message,
        ..Result::default()
    })
}

/// The result with those of the same rule on the same line: how many there are, and where.
pub(super) fn joined(report: &Report<'_>, mut result: Result, others: &[&Finding]) -> Result {
    if others.is_empty() {
        return result;
    }
    let count: usize = others.iter().map(|other| other.occurrences.len().max(1)).sum();
    result.occurrence_count = Some(result.occurrence_count.unwrap_or(1) + count);
    let more = format!(" ({} more of this rule on this line).", others.len());
    result.message = said(rules::cut(&result.message.text, MAX_MESSAGE - more.len()) + &more);
    let related = &mut result.related_locations;
    let places = others.iter().filter_map(|other| location(report, other.place, LocationSource::Nothing, Some(other.headline().0)));
    for place in places.take(MAX_RELATED.saturating_sub(related.len())) {
        let id = Some(related.len() + 1);
        related.push(Location { id, ..place });
    }
    result
}

/// What the baseline says of each finding that it knows, by its key, for those who read that.
pub(super) fn states<'r>(report: &Report<'r>) -> Option<FxHashMap<&'r str, &'static str>> {
    let comparison = report.analysis.baseline.as_ref().filter(|_| report.sarif.profile.takes_states())?;
    let worse = comparison.worse.iter().map(|key| (key.as_str(), "updated"));
    Some(worse.chain(comparison.known.iter().map(|known| (known.identity.key.as_str(), "unchanged"))).collect())
}

/// The result of a finding that somebody says not to count.
pub(super) fn suppressed(report: &Report<'_>, suppressed: &Suppressed, result: Result) -> Result {
    let kind = match suppressed.written {
        SuppressionPlace::InSource => "inSource",
        SuppressionPlace::Configuration => "external",
    };
    let justification = match &suppressed.until {
        Some(until) => format!("{} (until {until})", paragraph(&suppressed.reason)),
        None => paragraph(&suppressed.reason),
    };
    let suppression = Suppression {
        justification: Some(justification).filter(|text| !text.is_empty()),
        location: suppressed.place.and_then(|span| location(report, span, LocationSource::Nothing, None)),
        status: "accepted",
        kind,
    };
    Result { suppressions: vec![suppression], ..result }
}

fn message(report: &Report<'_>, finding: &Finding, related: &[Location], detail: Detail) -> Message {
    // Platforms show the first sentence as the title.
    let message = paragraph(&finding.message);
    let (first, rest) = first_sentence(&message);
    let mut parts: Vec<String> = vec![prose::title(&rules::sentence(first), prose::TITLE)];
    parts.extend(Some(rest.to_owned()).filter(|rest| !rest.is_empty()));
    parts.extend(story(finding).map(|story| paragraph(&story)));
    let reasons = if finding.certainty == Certainty::Possible { "Possible, not certain" } else { "Assuming" };
    let listed = |name: &str, items: &[String]| (!items.is_empty()).then(|| format!("{name}: {}.", paragraph(&items.join("; "))));
    parts.extend(listed(reasons, &finding.because));
    parts.extend(listed("Holds when", &finding.under));
    parts.extend(finding.remedy.iter().map(|remedy| paragraph(&remedy.text)));
    let linked = report.sarif.profile == Profile::Github && !related.is_empty();
    if linked {
        let link = |location: &Location| {
            let text = location.message.as_ref()?.text.replace(['[', ']'], "");
            Some(format!("[{text}]({})", location.id?))
        };
        let links: Vec<String> = related.iter().take(3).filter_map(link).collect();
        parts.push(format!("See {}.", links.join(", ")));
    }
    let text = within(&parts);
    // With arguments, braces in the text would be taken for placeholders.
    let template = detail.template && !text.contains(['{', '}']);
    Message {
        id: template.then_some("default"),
        arguments: template.then(|| text.strip_suffix('.').unwrap_or(&text).to_owned()).into_iter().collect(),
        text,
    }
}

/// The parts that fit, and how many did not.
fn within(parts: &[String]) -> String {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        let part = if part.ends_with(['.', '!', '?']) { part.clone() } else { format!("{part}.") };
        // Room for the count of what is left out.
        if text.chars().count() + part.chars().count() > MAX_MESSAGE - 12 {
            if index == 0 {
                return rules::cut(&part, MAX_MESSAGE);
            }
            text.push_str(&format!(" ({} more).", parts.len() - index));
            return text;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&part);
    }
    text
}

fn resource(finding: &Finding) -> LogicalLocation {
    LogicalLocation { fully_qualified_name: paragraph(&finding.address), kind: "resource" }
}

/// The trail, the labels, related findings and the resource, numbered from 1.
fn related(report: &Report<'_>, finding: &Finding, detail: Detail) -> Vec<Location> {
    let resource = Label::new(finding.resource_span, format!("resource {}", finding.address));
    let source = detail.source.min(LocationSource::Line);
    let others = finding.related.iter().map(|other| Label::new(other.place, format!("see also {}", other.rule)));
    let others: Vec<Label> = others.collect();
    let all = finding.provenance.iter().chain(&finding.labels).chain(&others).chain(std::iter::once(&resource));
    let mut shown: Vec<Location> = vec![];
    for label in all {
        let text = if label.text.trim().is_empty() { "here" } else { &label.text };
        let location = location(report, label.span, source, Some(text));
        let known = |location: &Location| {
            shown.iter().any(|other| other.physical_location == location.physical_location && other.message == location.message)
        };
        shown.extend(location.filter(|location| !known(location)));
    }
    shown.truncate(MAX_RELATED);
    for (location, id) in shown.iter_mut().zip(1..) {
        location.id = Some(id);
    }
    shown
}

/// One flow for each way of the value.
fn flows(report: &Report<'_>, finding: &Finding, primary: &Location) -> Vec<CodeFlow> {
    let provenances = std::iter::once(&finding.provenance).chain(&finding.further_provenances);
    provenances.filter_map(|provenance| flow(report, finding, provenance, primary)).collect()
}

/// The way of a value, in the order it travels, by the place of the finding.
fn flow(report: &Report<'_>, finding: &Finding, provenance: &[Label], primary: &Location) -> Option<CodeFlow> {
    let depths = ModuleDepths::of(report, finding);
    let shown = |step: &Label| location(report, step.span, LocationSource::Nothing, Some(&rules::cut(&step.text, 80)));
    let steps: Vec<(Location, usize)> = provenance.iter().filter_map(|step| Some((shown(step)?, depths.at(report, step.span)))).collect();
    if steps.is_empty() {
        return None;
    }
    let half = MAX_STEPS / 2;
    let left_out = half..steps.len().saturating_sub(half).max(half);
    let kept = steps.into_iter().enumerate().filter(|(index, _)| !left_out.contains(index)).map(|(_, step)| step);
    let passes = provenance.iter().any(|step| step.span == finding.place);
    let end = (!passes).then(|| (effect(primary), depths.at(report, finding.place)));
    let locations: Vec<(Location, usize)> = kept.chain(end).collect();
    let count = locations.len();
    let locations = locations.into_iter().enumerate().map(|(index, location)| {
        let importance = if index == 0 || index + 1 == count { "essential" } else { "important" };
        let (location, level) = location;
        ThreadFlowLocation { nesting_level: Some(level), location, importance, execution_order: Some(index + 1) }
    });
    Some(CodeFlow { thread_flows: vec![ThreadFlow { locations: locations.collect() }] })
}

/// How deep in modules or nested templates a place is, as far as the calls of a finding tell: by the file, else by its folder.
struct ModuleDepths<'r>(FxHashMap<&'r str, usize>);

impl<'r> ModuleDepths<'r> {
    fn of(report: &Report<'r>, finding: &Finding) -> ModuleDepths<'r> {
        let mut depths = FxHashMap::default();
        for calls in &finding.calls {
            // Each call stands where the one before it leads.
            for (span, depth) in calls.iter().chain([&finding.resource_span]).zip(0..) {
                let path = report.workspace.path(span.file);
                depths.entry(path).or_insert(depth);
                if finding.language == Language::Terraform {
                    depths.entry(directory_of(path)).or_insert(depth);
                }
            }
        }
        ModuleDepths(depths)
    }

    fn at(&self, report: &Report<'_>, span: Span) -> usize {
        let path = report.workspace.path(span.file);
        self.0.get(path).or_else(|| self.0.get(directory_of(path))).copied().unwrap_or(0)
    }
}

/// The place of the finding as the last step.
fn effect(primary: &Location) -> Location {
    let mut physical = primary.physical_location.clone();
    if let Some(physical) = &mut physical {
        physical.context_region = None;
        if let Some(region) = &mut physical.region {
            region.snippet = None;
        }
    }
    Location { physical_location: physical, message: Some(said("takes effect here".to_owned())), ..Location::default() }
}

/// The remedy as edits. One that a person has to fill in is for people only.
fn fixes(report: &Report<'_>, finding: &Finding) -> Option<Fix> {
    let remedy = finding.remedy.as_ref().filter(|remedy| remedy.to_fill_in.is_empty() && !remedy.edits.is_empty())?;
    let mut changes: Vec<ArtifactChange> = vec![];
    for edit in &remedy.edits {
        let artifact = artifact(report, edit.place)?;
        let inserted = ArtifactContent { text: Some(edit.text.clone()) };
        let replacement = Replacement { deleted_region: whole(report, edit.place), inserted_content: inserted };
        match changes.iter_mut().find(|change| change.artifact_location == artifact) {
            Some(change) => change.replacements.push(replacement),
            None => changes.push(ArtifactChange { artifact_location: artifact, replacements: vec![replacement] }),
        }
    }
    Some(Fix { description: said(paragraph(&remedy.text)), artifact_changes: changes })
}

fn properties(finding: &Finding) -> PropertyBag {
    let entries = [
        ("verdict", json!("vulnerable")),
        ("confidence", json!(finding.certainty)),
        ("impact", json!(finding.impact)),
        ("address", json!(finding.address)),
        ("resourceType", json!(finding.resource_type)),
        ("language", json!(finding.language.name())),
    ];
    let several = finding.occurrences.len() > 1;
    let listed: Vec<&str> = finding.occurrences.iter().take(MAX_INSTANCES).map(smol_str::SmolStr::as_str).collect();
    let instances = several.then(|| ("instances", json!(listed)));
    entries.into_iter().chain(instances).collect()
}
