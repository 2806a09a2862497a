//! Exit codes: what scripts rely on.

use crate::analysis::Analysis;
use crate::config::FailOn;
use crate::problem::Code;
use crate::report::summary::{self, counted};
use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Exit {
    Clean,
    Findings,
    /// Wrong usage, wrong configuration, a path that does not exist.
    Usage,
    NothingToScan,
    /// Some input was lost and nothing was found in the rest.
    Incomplete,
    Internal,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::NothingToScan => 3,
            Exit::Incomplete => 4,
            Exit::Internal => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// What softens the code.
#[derive(Clone, Debug, Default)]
pub(super) struct Leniency {
    pub(super) fail_on: FailOn,
    pub(super) exit_zero: bool,
    pub(super) allow_incomplete: bool,
    /// Kinds of problems that do not make the run incomplete.
    pub(super) allowed: Vec<Code>,
    /// Policies that are not or partly read fail the run.
    pub(super) fail_on_unknown: bool,
}

/// The code of a run that came to its end. Values that stay unknown change it only where somebody asks for that.
pub(super) fn of_analysis(analysis: &Analysis, leniency: &Leniency) -> Exit {
    let (failing, lost) = (failing(analysis, leniency) + unknown(analysis, leniency), lost(analysis, leniency));
    if failing > 0 {
        return if leniency.exit_zero { Exit::Clean } else { Exit::Findings };
    }
    if lost > 0 && !leniency.exit_zero && !leniency.allow_incomplete {
        return Exit::Incomplete;
    }
    // A gate that was pointed at the wrong folder must not be green.
    if analysis.files.analysed() == 0 && lost == 0 { Exit::NothingToScan } else { Exit::Clean }
}

/// How many findings fail the run.
fn failing(analysis: &Analysis, leniency: &Leniency) -> usize {
    analysis.findings.iter().filter(|finding| leniency.fail_on.reached_by(finding.level)).count()
}

/// How many policies fail the run since they are not or only partly read.
fn unknown(analysis: &Analysis, leniency: &Leniency) -> usize {
    if leniency.fail_on_unknown { analysis.policies.partly_read + analysis.policies.unread } else { 0 }
}

/// How many pieces of input were lost that nobody allows to be.
fn lost(analysis: &Analysis, leniency: &Leniency) -> usize {
    analysis.problems.iter().filter(|problem| problem.code.loses_input() && !leniency.allowed.contains(&problem.code)).count()
}

/// Why the run ends with its code, in a sentence; nothing where it found nothing and lost nothing.
pub(super) fn told(analysis: &Analysis, leniency: &Leniency) -> Option<String> {
    let exit = of_analysis(analysis, leniency);
    if exit == Exit::NothingToScan {
        return Some("exit code 3: nothing to scan: no Terraform or CloudFormation here".to_owned());
    }
    let threshold = format!("--fail-on {}", leniency.fail_on.name());
    let (failing, unknown, lost) = (failing(analysis, leniency), unknown(analysis, leniency), lost(analysis, leniency));
    let unread = "not fully read (--fail-on-unknown)";
    let reasons = [
        (failing, counted(failing, "finding"), format!("fail this run ({threshold})"), format!("fails this run ({threshold})")),
        (unknown, summary::policies_of(unknown), format!("are {unread}"), format!("is {unread}")),
        (lost, format!("{} of input", counted(lost, "piece")), "were lost".to_owned(), "was lost".to_owned()),
    ];
    let reasons = reasons.into_iter().filter(|(count, ..)| *count > 0);
    let reasons: Vec<String> = reasons.map(|(count, what, many, one)| format!("{what} {}", if count == 1 { one } else { many })).collect();
    let allowed = match exit {
        Exit::Findings if failing > 0 && analysis.baseline.is_none() => "; `deputylint baseline create` takes what is there as known",
        Exit::Incomplete => "; `--allow KIND` accepts a kind of it, `--allow-incomplete` all",
        Exit::Clean if !reasons.is_empty() && leniency.exit_zero => "; accepted (--exit-zero)",
        Exit::Clean if !reasons.is_empty() => "; accepted (--allow-incomplete)",
        _ => "",
    };
    let below = analysis.findings.len();
    let reasons = match reasons.as_slice() {
        [] if below == 0 => return None,
        [] => format!("no finding fails this run ({threshold})"),
        reasons => reasons.join(", "),
    };
    Some(format!("exit code {}: {reasons}{allowed}", exit.code()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::resource::Coverage;
    use crate::source::{FileId, Span};

    #[test]
    fn priorities() {
        let lost = Problem::cycle(Span::new(FileId(0), 0, 0), "a");
        let note = Problem::unsupported(Span::new(FileId(0), 0, 0), "a");
        let files = Coverage { terraform_files: 1, ..Coverage::default() };
        let analysis = |problems: Vec<Problem>, files| Analysis { problems, files, ..Analysis::default() };
        let strict = &Leniency::default();
        assert_eq!(of_analysis(&analysis(vec![], files), strict), Exit::Clean);
        assert_eq!(of_analysis(&analysis(vec![note], files), strict), Exit::Clean);
        assert_eq!(of_analysis(&analysis(vec![], Coverage::default()), strict), Exit::NothingToScan);
        assert_eq!(of_analysis(&analysis(vec![lost.clone()], Coverage::default()), strict), Exit::Incomplete);
        let allowing = |allowed| Leniency { allowed, ..Leniency::default() };
        for lenient in [
            Leniency { exit_zero: true, ..Leniency::default() },
            Leniency { allow_incomplete: true, ..Leniency::default() },
            allowing(vec![Code::Cycle]),
        ] {
            assert_eq!(of_analysis(&analysis(vec![lost.clone()], files), &lenient), Exit::Clean);
        }
        assert_eq!(of_analysis(&analysis(vec![lost], files), &allowing(vec![Code::SyntaxError])), Exit::Incomplete);
        let partly = crate::analysis::PolicyCounts { partly_read: 1, ..Default::default() };
        let partly = Analysis { policies: partly, files, ..Analysis::default() };
        assert_eq!(of_analysis(&partly, strict), Exit::Clean);
        assert_eq!(of_analysis(&partly, &Leniency { fail_on_unknown: true, ..Leniency::default() }), Exit::Findings);
    }
}
