//! Formats in which an analysis is told: one file and one row each.

mod alike;
mod change;
mod closing;
pub mod concise;
pub mod escape;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
pub mod manner;
pub mod markdown;
mod note;
mod prose;
pub mod rdjson;
mod request;
pub mod sarif;
pub mod summary;
pub mod text;
mod window;

use crate::analysis::Analysis;
use crate::finding::{Certainty, Finding, Level};
use crate::paths::Paths;
use crate::problem::Problem;
use crate::rule::About;
use crate::source::{Position, Span, Workspace};
use request::story;
use std::collections::BTreeSet;

/// Where to read about deputylint.
const INFORMATION: &str = "https://crates.io/crates/deputylint";

/// Why a finding is only possible or what was assumed, and when it holds: a sentence for each.
fn reservations(finding: &Finding) -> Vec<String> {
    let word = if finding.certainty == Certainty::Possible { "Possible" } else { "Assuming" };
    let reasons = finding.because.iter().map(|reason| format!("{word}: {reason}."));
    let holds = (!finding.under.is_empty()).then(|| format!("Holds when {}.", finding.under.join(" and ")));
    reasons.chain(holds).collect()
}

/// All that a format may tell.
pub struct Report<'a> {
    pub analysis: &'a Analysis,
    pub workspace: &'a Workspace,
    /// The rules that ran, sorted by id.
    pub rules: &'a [About],
    pub paths: &'a Paths,
    pub again: &'a Again,
    pub manner: manner::Manner,
    pub sarif: &'a sarif::SarifOptions,
}

/// What to type behind `deputylint explain ID` to see the same.
#[derive(Clone, Default, Debug)]
pub struct Again {
    /// As they were typed, for a shell: flags, and what is judged, but for a lone `.`.
    pub flags: String,
    pub paths: String,
    /// The directories of root modules that may take the place of the paths: what is read for them is the same.
    pub roots: BTreeSet<String>,
}

impl Again {
    /// As it was typed, with a space in front if there is anything.
    pub fn typed(&self) -> String {
        self.with(&self.paths)
    }

    fn with(&self, paths: &str) -> String {
        [paths, &self.flags].into_iter().filter(|typed| !typed.is_empty()).map(|typed| format!(" {typed}")).collect()
    }
}

/// A way to write a report.
pub struct Format {
    pub name: &'static str,
    /// For whom; shown by `--help`.
    pub about: &'static str,
    pub write: fn(&Report<'_>) -> String,
}

/// Every format. A new one is a file and a row here.
pub const FORMATS: &[Format] = &[
    Format { name: "text", about: "for people: source, caret, story and remedy", write: text::write },
    Format { name: "concise", about: "one line each, for editors and problem matchers", write: concise::write },
    Format { name: "sarif", about: "SARIF 2.1.0 for code scanning", write: sarif::write },
    Format { name: "json", about: "everything, for scripts; its schema is docs/report.schema.json", write: json::write },
    Format { name: "github", about: "annotations of a GitHub Actions run", write: github::write },
    Format { name: "gitlab", about: "GitLab Code Quality", write: gitlab::write },
    Format { name: "junit", about: "JUnit XML, for the test report of a build server", write: junit::write },
    Format { name: "rdjson", about: "reviewdog, which writes remedies into a pull request", write: rdjson::write },
    Format { name: "markdown", about: "a job summary or a comment", write: markdown::write },
    Format { name: "html", about: "a page to look at, search and print", write: html::write },
];

/// The format of this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// A place as it is shown: path, line and column.
struct ShownPlace {
    path: String,
    position: Position,
}

impl std::fmt::Display for ShownPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.position.line, self.position.column)
    }
}

impl Report<'_> {
    /// The findings that count and those of the baseline, in order: for platforms that take what is missing for mended.
    fn with_known(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.analysis.findings.iter().collect();
        if let Some(comparison) = &self.analysis.baseline {
            findings.extend(&comparison.known);
            findings.sort_by_key(|finding| self.workspace.order(finding.place));
        }
        findings
    }

    /// What follows the id of a finding, with a space in front if there is anything: its root module is judged sooner than everything.
    fn again(&self, finding: &Finding) -> String {
        let again = self.again;
        let is_same = |other: &Finding| other.rule == finding.rule && other.place == finding.place;
        // Those of several that share a place are told apart by a number.
        let is_alone = || self.analysis.findings.iter().filter(|other| is_same(other)).count() == 1;
        let root = finding.root_directory(self.workspace).filter(|root| again.roots.contains(*root) && is_alone());
        let told = root.map_or_else(|| again.typed(), |root| again.with(&escape::path_word(&self.paths.shown(root))));
        if told.is_empty() { told } else { format!(" {}", escape::line(&told)) }
    }

    fn place(&self, span: Span) -> ShownPlace {
        let path = escape::path(&self.paths.shown(self.workspace.path(span.file)));
        ShownPlace { path, position: self.workspace.position(span.file, span.start) }
    }

    fn about(&self, rule: &str) -> Option<&About> {
        self.rules.iter().find(|about| about.id == rule)
    }
}

/// How much a problem weighs: lost input is a warning, the rest a note.
fn problem_level(problem: &Problem) -> Level {
    if problem.code.loses_input() { Level::Warning } else { Level::Note }
}
