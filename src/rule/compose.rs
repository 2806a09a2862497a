//! Makes a finding of a rule and the evidence of its clauses.

use super::answer::Evidence;
use super::context::Trust;
use super::definition::{PathTemplate, Rule};
use super::fingerprint;
use super::installed_module;
use super::matter::Matter;
use super::message::{MessageTemplate, without_names};
use super::provenance::head;
use super::remedy;
use crate::facts::{self, SiteFormat};
use crate::finding::{Certainty, Finding, Impact, Label, LabelRole, Level, PathStop, Remedy};
use crate::policy;
use crate::resource::{Language, Resource};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// How bad and how sure a finding is.
pub(super) fn level(rule: &Rule, evidence: &Evidence) -> (Level, Certainty) {
    let certainty = if evidence.doubts.is_empty() { Certainty::Certain } else { Certainty::Possible };
    let most = evidence.most.unwrap_or(Level::Error);
    let is_mild = certainty == Certainty::Possible || evidence.impact == Some(Impact::Metadata);
    let most = if is_mild { most.min(Level::Warning) } else { most };
    (rule.about.level.min(most), certainty)
}

/// What the resource itself leaves in doubt.
fn doubt(resource: &Resource, evidence: &mut Evidence) {
    evidence.doubts.extend(resource.presence.doubt.as_ref().map(ToString::to_string));
    if resource.kind == "policy file" && resource.presence.doubt.is_some() {
        evidence.most = Some(Level::Note);
    }
    // Who somebody is, an emulator says of everything.
    let is_called = |endpoint: &str| endpoint == "sts" || facts::is_called_at(&resource.kind, endpoint);
    if let Some((_, emulator)) = resource.provider.emulators.iter().find(|(endpoint, _)| is_called(endpoint)) {
        evidence.doubts.push(format!("its provider sends the calls to `{emulator}`, which is not AWS"));
        evidence.most = Some(Level::Note);
    }
}

pub(super) fn finding(rule: &Rule, about: Matter<'_>, mut evidence: Evidence) -> Finding {
    let trust = about.root.trust;
    let resource = about.resource;
    let remedy = evidence.remedy.take().map(|remedy| Remedy { text: trust.told(&remedy.text), ..remedy });
    doubt(resource, &mut evidence);
    let (level, certainty) = level(rule, &evidence);
    let fault = evidence.fault.as_ref();
    let place = fault.map_or_else(|| whole(&about), |fault| fault.place);
    let provenance = fault.map(|fault| fault.provenance.as_slice()).unwrap_or_default();
    let seen = installed_module::seen(about.root.workspace, resource, place, provenance);
    let remedy = if seen.statement.is_some() { remedy.map(remedy::of_installed_module) } else { remedy };
    let remedy = remedy.map(|remedy| remedy::with_line_ends(about.root.workspace, remedy));
    let fill = |name: &str| match name {
        "address" => resource.address.to_string(),
        "name" => resource.name.to_string(),
        "target" => about.noun.to_owned(),
        _ => evidence.text(name).unwrap_or_default().to_owned(),
    };
    let told = |text: &MessageTemplate| trust.told(&text.fill(certainty, fill));
    let [message, without_names] = messages(rule, trust, certainty, fill);
    let stop = |stop: &PathTemplate| PathStop { who: told(&stop.who), does: told(&stop.does) };
    Finding {
        rule: rule.about.id.clone(),
        level,
        certainty,
        impact: evidence.impact.unwrap_or(Impact::Write),
        message,
        without_names,
        when_possible: may_become_possible(resource, certainty).then(|| Box::new(messages(rule, trust, Certainty::Possible, fill))),
        place: seen.place,
        statement: about.statement.map(|statement| statement.span),
        callers: about.statement.map(|statement| policy::callers(&statement.written)).unwrap_or_default(),
        labels: labels(&evidence, &about, &seen),
        secrets: evidence.secrets.clone(),
        language: resource.language,
        address: resource.address.clone(),
        generated_by: resource.generated_by.as_ref().map(|by| by.resource.clone()).filter(|by| *by != resource.address),
        construct: resource.construct.clone(),
        resource_type: resource.kind.clone(),
        resource_span: resource.span,
        occurrences: vec![resource.address.clone()],
        calls: vec![resource.calls.iter().map(|call| call.span).collect()],
        story: (!rule.story.is_empty()).then(|| told(&rule.story)),
        steps: rule.steps.iter().map(told).filter(|step| !step.is_empty()).collect(),
        path: rule.path.iter().map(stop).collect(),
        because: because(trust, &evidence.doubts),
        under: evidence.under.words(),
        identity: fingerprint::identity(&rule.about.id, &about, &evidence),
        remedy,
        witness: evidence.witness,
        see_also: rule.see_also.clone(),
        yields_to: rule.yields_to.clone(),
        involved: evidence.involved.into_iter().chain([resource.span]).collect(),
        related: vec![],
        provenance: seen.provenance.iter().map(|step| step.clone().told(&|text| trust.told(text))).collect(),
        further_provenances: vec![],
    }
}

/// The doubts for people, each once.
fn because(trust: &Trust, doubts: &[String]) -> Vec<String> {
    let mut told_already = FxHashSet::default();
    doubts.iter().map(|doubt| trust.told(doubt)).filter(|doubt| told_already.insert(doubt.clone())).collect()
}

/// Where nothing in particular is at fault; a resource stands at its head already.
fn whole(about: &Matter<'_>) -> Span {
    let whole = about.span();
    if about.policy.is_some() { head(whole) } else { whole }
}

/// The message, and the same without what tells instances apart.
fn messages(rule: &Rule, trust: &Trust, certainty: Certainty, fill: impl Fn(&str) -> String + Copy) -> [String; 2] {
    let told = trust.told(&rule.message.fill(certainty, fill));
    [told, rule.message.fill(certainty, |name| without_names(name, fill))]
}

/// Terraform may deploy the template of what is certain.
fn may_become_possible(resource: &Resource, certainty: Certainty) -> bool {
    resource.language == Language::CloudFormation && certainty == Certainty::Certain
}

/// Where the installed module says so, what the clauses saw besides, and the module calls.
fn labels(evidence: &Evidence, about: &Matter<'_>, seen: &installed_module::Seen) -> Vec<Label> {
    let place = seen.statement.unwrap_or(seen.place);
    let mut labels: Vec<Label> = seen.statement.iter().map(|span| Label::new(*span, "the module says so here".to_owned())).collect();
    let told = |label: &Label| Label { text: about.root.trust.told(&label.text), ..label.clone() };
    labels.extend(evidence.labels.iter().filter(|label| label.span != place).map(told));
    labels.extend(condition_left_out(about));
    // Each layer of a chain is told, also the one that stands where the finding does.
    labels.extend(evidence.layers.iter().map(|layer| told(layer).of(LabelRole::Layer)));
    let calls = about.resource.calls.iter().filter(|call| call.span != seen.place);
    labels.extend(calls.map(|call| Label::new(call.span, format!("`{}` is called here", call.name)).of(LabelRole::Call)));
    let construct = about.resource.construct.as_ref().and_then(|construct| Some((construct.place?, &construct.path)));
    labels.extend(construct.map(|(span, path)| Label::new(span, format!("the program makes `{path}` here"))));
    labels.dedup();
    labels
}

/// A condition that is written in the statement, which has none with these inputs: whoever reads the code sees one.
fn condition_left_out(about: &Matter<'_>) -> Option<Label> {
    const KEY: &str = "condition";
    // A permission has none of its own: `Condition` of its resource says when that is made.
    let is_permission = about.policy.is_some_and(|policy| policy.policy.site.format == SiteFormat::Fields);
    let statement = about.statement.filter(|statement| statement.conditions.is_empty() && !is_permission)?;
    let text = about.root.workspace.slice(statement.span).to_ascii_lowercase();
    let is_key = |at: &usize| {
        let (before, behind) = (text.get(..*at).unwrap_or_default(), text.get(at + KEY.len()..).unwrap_or_default());
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        let behind = behind.strip_prefix('"').unwrap_or(behind).trim_start();
        let is_whole = !before.ends_with(|char: char| char.is_ascii_alphanumeric() || "_-.:/$".contains(char));
        let said: String = behind.chars().filter(|char| !char.is_whitespace()).take(3).collect();
        let is_empty = said.trim_start_matches(['=', ':']).starts_with("{}");
        is_whole && !is_empty && behind.starts_with(['=', ':', '{']) && !line.starts_with(['#', '/', '*'])
    };
    let (at, _) = text.match_indices(KEY).find(|(at, _)| is_key(at))?;
    let start = statement.span.start + u32::try_from(at).ok()?;
    let span = Span { start, end: start + u32::try_from(KEY.len()).ok()?, ..statement.span };
    Some(Label::new(span, "the condition that is written here is left out with these inputs"))
}
