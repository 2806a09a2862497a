//! Rules: what is written in `rules/<pack>/<id>.yaml`, checked and ready to run.

use crate::finding::Level;
use smol_str::SmolStr;

/// All that a rule says about itself, for reports and `explain`.
#[derive(Clone, PartialEq, Debug)]
pub struct About {
    /// Kebab-case, names the fault, never changes: `service-without-source`.
    pub id: SmolStr,
    /// The pack (folder) it comes from.
    pub pack: SmolStr,
    /// One sentence, at most 120 characters.
    pub title: String,
    pub level: Level,
    /// GitHub's `security-severity`, 0.1 to 10.
    pub severity: f64,
    /// `very-high`, `high`, `medium`, `low`: how often a finding is right.
    pub precision: SmolStr,
    /// CWE numbers; 441 is the confused deputy.
    pub cwe: Vec<u32>,
    /// `class:cross-service-unguarded`, …
    pub tags: Vec<SmolStr>,
    /// Version of deputylint that brought it.
    pub since: SmolStr,
    /// Why it matters, as Markdown.
    pub why: String,
    /// What to do, as Markdown.
    pub fix: String,
    /// Pages that say so: title and address.
    pub references: Vec<(String, String)>,
}
