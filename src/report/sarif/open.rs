//! What rules could not decide, as results of the kind `open`: for tools that read the kind. Platforms would show them as findings.

use super::location::{LocationSource, location, paragraph, said};
use super::object::Result;
use super::rules;
use crate::problem::{Code, Problem};
use crate::report::{Report, prose};

/// One for each rule and place that stays open.
pub(super) fn results(report: &Report<'_>) -> Vec<Result> {
    let open = report.analysis.problems.iter().filter(|problem| problem.code == Code::Undecided);
    open.filter_map(|problem| result(report, problem)).collect()
}

fn result(report: &Report<'_>, problem: &Problem) -> Option<Result> {
    let rule = problem.rule()?;
    let index = report.rules.iter().position(|about| about.id == rule)?;
    let message = paragraph(&problem.message);
    let (what, why) = message
        .split_once("`: ")
        .map_or((message.clone(), String::new()), |(what, why)| (format!("{what}`"), format!(" The reason: {why}.")));
    let text = rules::cut(&(prose::title(&rules::sentence(&what), prose::TITLE) + &why), super::result::MAX_MESSAGE);
    Some(Result {
        rule_id: rule.to_owned(),
        rule_index: Some(index),
        kind: Some("open"),
        level: "none",
        locations: vec![location(report, problem.span, LocationSource::Nothing, None)?],
        message: said(text),
        ..Result::default()
    })
}
