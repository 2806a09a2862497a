//! One line each: `path:line:col: level[rule]: message`. Problem matchers and editors rely on it. Notes about the input only where they are asked for.

use super::closing::is_grave;
use super::manner::Amount;
use super::{Report, escape, problem_level};
use crate::finding::LabelRole;

pub fn write(report: &Report<'_>) -> String {
    let mut output = String::new();
    for finding in &report.analysis.findings {
        let worse = finding.labels.iter().filter(|label| label.role == LabelRole::Worse).map(|label| &label.text);
        let reasons: Vec<String> = worse.chain(&finding.because).chain(&finding.under).map(|text| escape::line(text)).collect();
        let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
        let (place, message) = (report.place(finding.place), escape::line(&finding.message));
        output += &format!("{place}: {}[{}]: {message}{reasons}\n", finding.level.name(), finding.rule);
    }
    let verbose = report.manner.amount == Amount::Verbose;
    for problem in report.analysis.problems.iter().filter(|problem| verbose || is_grave(problem)) {
        let place = report.place(problem.span);
        output += &format!("{place}: {}[{}]: {}\n", problem_level(problem).name(), problem.code.name(), escape::line(&problem.message));
    }
    escape::no_commands(&output)
}
