//! One line each: `path:line:col: level[rule]: message`. Problem matchers and editors rely on it.

use super::{Report, escape, problem_level};

pub fn write(report: &Report<'_>) -> String {
    let mut output = String::new();
    for finding in &report.analysis.findings {
        let reasons = finding.because.iter().chain(&finding.under);
        let message: Vec<String> = std::iter::once(&finding.message).chain(reasons).map(|text| escape::line(text)).collect();
        let place = report.place(finding.place);
        output += &format!("{place}: {}[{}]: {}\n", finding.level.name(), finding.rule, message.join("; "));
    }
    for problem in &report.analysis.problems {
        let place = report.place(problem.span);
        output += &format!("{place}: {}[{}]: {}\n", problem_level(problem), problem.code.name(), escape::line(&problem.message));
    }
    escape::no_commands(&output)
}
