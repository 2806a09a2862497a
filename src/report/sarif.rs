//! SARIF 2.1.0, as GitHub, GitLab and Azure really read it.

pub mod check;
pub mod line_hash;
mod location;
mod object;
mod open;
mod options;
pub mod merge;
mod result;
mod rules;

pub use options::{Checkout, Profile, SarifOptions};

use super::{INFORMATION, Report, escape, problem_level};
use crate::finding::{Finding, Suppressed};
use crate::source::FileId;
use location::{LocationSource, said};
use object::{
    ArtifactLocation, Invocation, Location, Log, Notification, PhysicalLocation, ReportingDescriptorReference, Result, Run,
    RunAutomationDetails, Tool, ToolComponent, VersionControlDetails,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// More notifications than this are counted, not listed.
const MAX_NOTIFICATIONS: usize = 1_000;
/// The notification for what this writer leaves out: name, meaning, level.
const LEFT_OUT: (&str, &str, &str) =
    ("left-out", "Results or notifications were left out because the report would be too large.", "warning");

/// What is told about a result beside the bare minimum.
#[derive(Clone, Copy, Debug)]
struct Detail {
    source: LocationSource,
    template: bool,
    flows: bool,
    related: bool,
    fixes: bool,
}

/// From everything to the minimum: what goes first when a log is too large.
const DETAILS: &[Detail] = &[
    Detail { source: LocationSource::LineAndContext, template: true, flows: true, related: true, fixes: true },
    Detail { source: LocationSource::LineAndContext, template: true, flows: true, related: true, fixes: false },
    Detail { source: LocationSource::Line, template: true, flows: true, related: true, fixes: false },
    Detail { source: LocationSource::Nothing, template: true, flows: true, related: true, fixes: false },
    Detail { source: LocationSource::Nothing, template: false, flows: true, related: true, fixes: false },
    Detail { source: LocationSource::Nothing, template: false, flows: false, related: true, fixes: false },
    Detail { source: LocationSource::Nothing, template: false, flows: false, related: false, fixes: false },
];

pub fn write(report: &Report<'_>) -> String {
    let (results, bytes) = report.sarif.profile.limits();
    within(report, report.sarif.max_results.unwrap_or(results), report.sarif.max_bytes.unwrap_or(bytes))
}

/// The log with at most so many results and bytes: details go first, then the least results.
pub fn within(report: &Report<'_>, max_results: usize, max_bytes: usize) -> String {
    let hashes = Hashes::of(report);
    let mut count = report.with_known().len().min(max_results);
    let mut output = String::new();
    for detail in DETAILS {
        output = log(report, &hashes, *detail, count);
        if output.len() <= max_bytes {
            return output;
        }
    }
    let Some(least) = DETAILS.last() else { return output };
    while output.len() > max_bytes && count > 0 {
        count = (count * max_bytes / output.len()).min(count - 1);
        output = log(report, &hashes, *least, count);
    }
    output
}

/// Whether a log says that it leaves something out.
pub fn is_cut(log: &str) -> bool {
    log.contains(&format!("\"descriptor\":{{\"id\":\"{}\"", LEFT_OUT.0))
}

fn log(report: &Report<'_>, hashes: &Hashes, detail: Detail, count: usize) -> String {
    let known = report.with_known();
    let mut findings: Vec<(usize, &Finding)> = known.iter().copied().enumerate().collect();
    // The worst survive; what is written stays in the order of the report.
    findings.sort_by_key(|(index, finding)| (std::cmp::Reverse((finding.level, finding.certainty, finding.impact)), *index));
    findings.truncate(count);
    findings.sort_by_key(|(index, _)| *index);
    let findings: Vec<&Finding> = findings.into_iter().map(|(_, finding)| finding).collect();
    let mut left_out = known.len() - findings.len();
    let mut results = results(report, hashes, detail, &findings);
    // GitHub shows what is suppressed as if it counted.
    let suppressed = report.analysis.suppressed.iter().filter(|_| report.sarif.profile != Profile::Github);
    results.extend(suppressed.take(count).filter_map(|suppressed| suppressed_result(report, hashes, suppressed, detail)));
    if report.sarif.profile == Profile::Strict {
        results.extend(open::results(report));
    }
    let driver = driver(report);
    // One result that a platform refuses makes it refuse the whole log.
    let rules = serde_json::to_value(&driver.rules).unwrap_or_default();
    let before = results.len();
    results.retain(|result| check::is_fit(&serde_json::to_value(result).unwrap_or_default(), &rules));
    left_out += before - results.len();
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run(report, driver, results, left_out)] };
    debug_assert_eq!(check::faults(&serde_json::to_value(&log).unwrap_or_default()), Vec::<String>::new());
    escape::json(&serde_json::to_string(&log).unwrap_or_default())
}

/// The results of findings; those of one rule on one line are one for platforms that tell results apart by the line.
fn results(report: &Report<'_>, hashes: &Hashes, detail: Detail, findings: &[&Finding]) -> Vec<Result> {
    let line = |finding: &Finding| report.workspace.position(finding.place.file, finding.place.start).line;
    let mut groups: Vec<Vec<&Finding>> = vec![];
    let mut known: FxHashMap<(FileId, u32, &str), usize> = FxHashMap::default();
    for finding in findings {
        let index = *known.entry((finding.place.file, line(finding), &finding.rule)).or_insert(groups.len());
        match groups.get_mut(index).filter(|_| report.sarif.profile != Profile::Strict) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    let states = result::states(report);
    let told = groups.iter().filter_map(|group| {
        let (first, others) = group.split_first()?;
        let result = result::result(report, first, hashes.of_finding(report, first), detail)?;
        let state = states.as_ref().map(|states| *states.get(first.identity.key.as_str()).unwrap_or(&"new"));
        Some(Result { baseline_state: state, ..result::joined(report, result, others) })
    });
    told.collect()
}

fn suppressed_result(report: &Report<'_>, hashes: &Hashes, suppressed: &Suppressed, detail: Detail) -> Option<Result> {
    let hash = hashes.of_finding(report, &suppressed.finding);
    Some(result::suppressed(report, suppressed, result::result(report, &suppressed.finding, hash, detail)?))
}

fn run(report: &Report<'_>, driver: ToolComponent, results: Vec<Result>, left_out: usize) -> Run {
    let category = report.sarif.category.as_deref().or(report.sarif.profile.category()).map(|category| {
        // What stands behind the last slash would tell one run from another.
        let id = format!("{}/", category.trim_end_matches('/'));
        RunAutomationDetails { id }
    });
    let origin = report.sarif.origin.as_ref().map(|origin| VersionControlDetails {
        branch: origin.branch.clone(),
        mapped_to: ArtifactLocation { uri_base_id: Some("%SRCROOT%"), ..ArtifactLocation::default() },
        repository_uri: origin.repository.clone(),
        revision_id: origin.commit.clone(),
    });
    Run {
        results: Some(results),
        invocations: vec![invocation(report, left_out)],
        taxonomies: rules::taxonomies(report),
        automation_details: category,
        version_control_provenance: origin.into_iter().collect(),
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BTreeMap::from([("%SRCROOT%".to_owned(), source_root())]),
        tool: Tool { driver },
    }
}

fn driver(report: &Report<'_>) -> ToolComponent {
    let version = env!("CARGO_PKG_VERSION");
    ToolComponent {
        full_name: Some(format!("deputylint {version}")),
        organization: Some("deputylint".to_owned()),
        semantic_version: Some(version.to_owned()),
        version: Some(version.to_owned()),
        information_uri: Some(INFORMATION.to_owned()),
        short_description: Some(rules::text("Finds confused deputies in AWS infrastructure code.".to_owned())),
        rules: rules::rules(report),
        notifications: rules::notifications(),
        supported_taxonomies: rules::taxonomies(report).iter().map(|_| rules::weakness_catalogue()).collect(),
        name: "deputylint",
        ..ToolComponent::default()
    }
}

fn source_root() -> ArtifactLocation {
    ArtifactLocation { description: Some(said("The root of the repository.".to_owned())), ..ArtifactLocation::default() }
}

fn invocation(report: &Report<'_>, left_out: usize) -> Invocation {
    let problems = &report.analysis.problems;
    // What the tree changes is told whatever else there is.
    let (trust, gaps): (Vec<_>, Vec<_>) = problems.iter().partition(|problem| problem.code.concerns_trust());
    let shown = trust.into_iter().chain(gaps).take(MAX_NOTIFICATIONS).map(|problem| {
        let whole_file = problem.span.start == 0 && problem.span.end == 0;
        let location = if whole_file {
            let artifact_location = location::artifact(report, problem.span);
            artifact_location.map(|file| {
                let physical = PhysicalLocation { artifact_location: file, ..PhysicalLocation::default() };
                Location { physical_location: Some(physical), ..Location::default() }
            })
        } else {
            location::location(report, problem.span, LocationSource::Nothing, None)
        };
        notification(problem.code.name(), problem_level(problem).name(), &problem.message, location)
    });
    let mut notifications: Vec<Notification> = shown.collect();
    let (name, _, level) = LEFT_OUT;
    if left_out > 0 {
        let message = format!("{left_out} of {} results were left out.", report.with_known().len());
        notifications.push(notification(name, level, &message, None));
    }
    if problems.len() > MAX_NOTIFICATIONS {
        let message = format!("{} of {} notifications were left out.", problems.len() - MAX_NOTIFICATIONS, problems.len());
        notifications.push(notification(name, level, &message, None));
    }
    let analysed = report.analysis.files.analysed() > 0;
    let lost = problems.iter().any(|problem| problem.code.loses_input());
    Invocation { tool_execution_notifications: notifications, execution_successful: Some(analysed || !lost) }
}

fn notification(name: &str, level: &'static str, message: &str, location: Option<Location>) -> Notification {
    let index = rules::notifications().iter().position(|descriptor| descriptor.id == name);
    Notification {
        descriptor: ReportingDescriptorReference { id: name.to_owned(), index, ..ReportingDescriptorReference::default() },
        level,
        locations: location.into_iter().collect(),
        message: said(location::paragraph(message)),
    }
}

/// The line hashes of the files that findings stand in.
struct Hashes(FxHashMap<FileId, BTreeMap<u32, String>>);

impl Hashes {
    fn of(report: &Report<'_>) -> Hashes {
        let mut files = FxHashMap::default();
        let suppressed = report.analysis.suppressed.iter().map(|suppressed| &suppressed.finding);
        for finding in report.with_known().into_iter().chain(suppressed) {
            let file = finding.place.file;
            let text = report.workspace.text(file).map_or("", |text| text);
            files.entry(file).or_insert_with(|| line_hash::line_hashes(text));
        }
        Hashes(files)
    }

    fn of_finding(&self, report: &Report<'_>, finding: &Finding) -> Option<&str> {
        let line = report.workspace.position(finding.place.file, finding.place.start).line;
        self.0.get(&finding.place.file)?.get(&line).map(String::as_str)
    }
}
