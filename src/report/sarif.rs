//! SARIF 2.1.0, as GitHub, GitLab and Azure really read it.

pub mod check;
pub mod line_hash;
mod location;
pub mod merge;
mod result;
mod rules;

use super::{Report, escape, problem_level};
use crate::finding::Finding;
use crate::source::FileId;
use location::LocationSource;
use rustc_hash::FxHashMap;
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Message, Notification, PhysicalLocation, ReportingDescriptorReference, Run, Sarif, Tool,
    ToolComponent,
};
use std::collections::BTreeMap;

/// Where to read about deputylint.
const INFORMATION: &str = "https://crates.io/crates/deputylint";
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// More notifications than this are counted, not listed.
const MAX_NOTIFICATIONS: usize = 1_000;
/// The notification for what this writer leaves out: name, meaning, level.
const LEFT_OUT: (&str, &str, &str) =
    ("left-out", "Results or notifications were left out because the report would be too large.", "warning");

/// For whom the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Profile {
    /// GitHub code scanning
    #[default]
    Github,
    /// GitLab's SARIF report: at most 10 MB
    Gitlab,
    /// everything, for tools and archives
    Strict,
}

impl Profile {
    /// How many results, and how many bytes, the platform takes.
    fn limits(self) -> (usize, usize) {
        match self {
            Profile::Github => (5_000, 100_000_000),
            Profile::Gitlab => (5_000, 10_000_000),
            Profile::Strict => (25_000, usize::MAX),
        }
    }
}

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
    let (max_results, max_bytes) = report.sarif.limits();
    within(report, max_results, max_bytes)
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
    while output.len() > max_bytes && count > 0 {
        count = (count * max_bytes / output.len()).min(count - 1);
        output = log(
            report,
            &hashes,
            Detail { source: LocationSource::Nothing, template: false, flows: false, related: false, fixes: false },
            count,
        );
    }
    output
}

fn log(report: &Report<'_>, hashes: &Hashes, detail: Detail, count: usize) -> String {
    let mut findings: Vec<(usize, &Finding)> = report.with_known().into_iter().enumerate().collect();
    let total = findings.len();
    // The worst survive; what is written stays in the order of the report.
    findings.sort_by_key(|(index, finding)| (std::cmp::Reverse((finding.level, finding.certainty, finding.impact)), *index));
    findings.truncate(count);
    findings.sort_by_key(|(index, _)| *index);
    let left_out = total - findings.len();
    let results = findings.into_iter().filter_map(|(_, finding)| {
        let result = result::result(report, finding, hashes.of_finding(report, finding), detail)?;
        Some(result::compared(report, finding, result))
    });
    // GitHub shows them as if they counted.
    let suppressed = report.analysis.suppressed.iter().filter(|_| report.sarif != Profile::Github);
    let suppressed = suppressed.take(count).filter_map(|suppressed| {
        let hash = hashes.of_finding(report, &suppressed.finding);
        Some(result::suppressed(report, suppressed, result::result(report, &suppressed.finding, hash, detail)?))
    });
    let results = results.chain(suppressed);
    let tool = Tool { driver: driver(report), extensions: None, properties: None };
    let run = Run {
        results: Some(results.collect()),
        invocations: Some(vec![invocation(report, left_out)]),
        taxonomies: rules::taxonomies(report),
        column_kind: Some(json!("utf16CodeUnits")),
        original_uri_base_ids: Some(BTreeMap::from([("%SRCROOT%".to_owned(), source_root())])),
        ..Run::builder().tool(tool).build()
    };
    let log = Sarif {
        schema: Some(SCHEMA.to_owned()),
        version: json!("2.1.0"),
        runs: vec![run],
        inline_external_properties: None,
        properties: None,
    };
    debug_assert_eq!(check::faults(&serde_json::to_value(&log).unwrap_or_default()), Vec::<String>::new());
    escape::json(&serde_json::to_string(&log).unwrap_or_default())
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
        rules: Some(rules::rules(report)),
        notifications: Some(rules::notifications()),
        supported_taxonomies: rules::taxonomies(report).map(|_| vec![rules::weakness_catalogue()]),
        ..ToolComponent::builder().name("deputylint").build()
    }
}

fn source_root() -> ArtifactLocation {
    let description = Message { text: Some("The root of the repository.".to_owned()), ..Message::default() };
    ArtifactLocation { description: Some(description), ..ArtifactLocation::default() }
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
                let physical = PhysicalLocation { artifact_location: Some(file), ..PhysicalLocation::default() };
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
    Invocation {
        tool_execution_notifications: Some(notifications).filter(|notifications| !notifications.is_empty()),
        ..Invocation::builder().execution_successful(analysed || !lost).build()
    }
}

fn notification(name: &str, level: &str, message: &str, location: Option<Location>) -> Notification {
    let index = rules::notifications().iter().position(|descriptor| descriptor.id == name);
    let descriptor = ReportingDescriptorReference {
        id: Some(name.to_owned()),
        index: index.and_then(|index| index.try_into().ok()),
        ..ReportingDescriptorReference::default()
    };
    let message = Message { text: Some(location::paragraph(message)), ..Message::default() };
    Notification {
        descriptor: Some(descriptor),
        level: Some(json!(level)),
        locations: location.map(|location| vec![location]),
        ..Notification::builder().message(message).build()
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
