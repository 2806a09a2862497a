//! Exit codes: what scripts rely on.

use crate::analysis::Analysis;
use crate::config::FailOn;
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
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Leniency {
    pub(super) fail_on: FailOn,
    pub(super) exit_zero: bool,
    pub(super) allow_incomplete: bool,
}

/// The code of a run that came to its end. Values that stay unknown never change it.
pub(super) fn of_analysis(analysis: &Analysis, leniency: Leniency) -> Exit {
    let failing = analysis.findings.iter().any(|finding| leniency.fail_on.reached_by(finding.level));
    let incomplete = analysis.problems.iter().any(|problem| problem.code.loses_input());
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
        let strict = Leniency::default();
        assert_eq!(of_analysis(&analysis(vec![], files), strict), Exit::Clean);
        assert_eq!(of_analysis(&analysis(vec![note], files), strict), Exit::Clean);
        assert_eq!(of_analysis(&analysis(vec![], Coverage::default()), strict), Exit::NothingToScan);
        assert_eq!(of_analysis(&analysis(vec![lost.clone()], Coverage::default()), strict), Exit::Incomplete);
        for lenient in [Leniency { exit_zero: true, ..strict }, Leniency { allow_incomplete: true, ..strict }] {
            assert_eq!(of_analysis(&analysis(vec![lost.clone()], files), lenient), Exit::Clean);
        }
    }
}
