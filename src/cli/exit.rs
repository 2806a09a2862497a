//! Exit codes: what scripts rely on.

use crate::analysis::Analysis;
use crate::config::FailOn;
use crate::problem::Code;
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

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::NothingToScan => 3,
            Exit::Incomplete => 4,
            Exit::Internal => 5,
        })
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
    let unknown = leniency.fail_on_unknown && analysis.policies.partly_read + analysis.policies.unread > 0;
    let failing = unknown || analysis.findings.iter().any(|finding| leniency.fail_on.reached_by(finding.level));
    let lost = |code: Code| code.loses_input() && !leniency.allowed.contains(&code);
    let incomplete = analysis.problems.iter().any(|problem| lost(problem.code));
    if failing {
        return if leniency.exit_zero { Exit::Clean } else { Exit::Findings };
    }
    if incomplete && !leniency.exit_zero && !leniency.allow_incomplete {
        return Exit::Incomplete;
    }
    // A gate that was pointed at the wrong folder must not be green.
    if analysis.files.analysed() == 0 && !incomplete { Exit::NothingToScan } else { Exit::Clean }
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
