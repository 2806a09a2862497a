//! Controls of published standards that are exactly what a rule looks for (`controls.tsv`).

use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// A control of a standard.
#[derive(Debug)]
pub struct Control {
    /// Id of the rule.
    pub rule: &'static str,
    pub standard: &'static str,
    /// Of the standard; empty if it has none.
    pub version: &'static str,
    /// Its id in the standard: `5.6`, `EC2.8`, `T1552.005`.
    pub control: &'static str,
    pub title: &'static str,
    pub certainty: RowCertainty,
    /// The address of the page that says so.
    pub source: &'static str,
}

impl Control {
    /// `CIS AWS Foundations Benchmark 3.0.0, 5.6`.
    pub fn name(&self) -> String {
        let version = if self.version.is_empty() { String::new() } else { format!(" {}", self.version) };
        format!("{}{version}, {}", self.standard, self.control)
    }
}

static CONTROLS: LazyLock<Index<Control>> = LazyLock::new(|| {
    let controls = rows(include_str!("../../rules/facts/controls.tsv")).map(|row| Control {
        rule: row.text(0),
        standard: row.text(1),
        version: row.text(2),
        control: row.text(3),
        title: row.text(4),
        certainty: row.certainty(5),
        source: row.text(6),
    });
    index(controls, |control| control.rule)
});

/// The controls that a rule checks.
pub fn controls(rule: &str) -> &'static [Control] {
    named(&CONTROLS, rule)
}
