//! What a rule is: what it says about itself, what it asks, and its examples.

use super::clause::Clause;
use super::examples::{ExampleCode, Placed};
use super::message::MessageTemplate;
use super::target::Target;
use super::written::{Place, Word};
use crate::finding::Level;
use smol_str::SmolStr;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

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
    /// It runs only where it, or its pack, is selected.
    pub opt_in: bool,
    /// Why it matters, as Markdown.
    pub why: String,
    /// What to do, as Markdown.
    pub fix: String,
    /// Pages that say so: title and address.
    pub references: Vec<(String, String)>,
}

impl About {
    /// Whether it runs: where nothing is selected all rules do that nobody has to opt in for, else those that are named, by id or by pack.
    pub fn is_selected(&self, names: &[&str]) -> bool {
        match names {
            [] => !self.opt_in,
            names => names.iter().any(|name| self.id == *name || self.pack == *name),
        }
    }
}

/// A rule, ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    pub about: About,
    /// What it is about: usually one kind, several where the same question makes sense.
    pub targets: Vec<Target>,
    /// All must hold; the costly ones come last.
    pub when: Vec<Clause>,
    pub message: MessageTemplate,
    /// What happens, told in words; empty if there is nothing to tell.
    pub story: MessageTemplate,
    /// The same step by step, for `explain`.
    pub steps: Vec<MessageTemplate>,
    /// The same as a way from stop to stop, for a drawing; empty if the request alone shows it.
    pub path: Vec<PathTemplate>,
    /// The rules whose findings about the same things are told beside it.
    pub see_also: Vec<SmolStr>,
    /// The rules that tell more of the same cause.
    pub yields_to: Vec<SmolStr>,
    pub examples: Examples,
    /// The rule that does not run because this one does.
    pub replaces: Option<Word>,
    /// Where its id stands in its file.
    pub place: Place,
}

/// The examples of a rule, which may be read when somebody asks for them: they are half of all that rules say, and a check needs none.
#[derive(Clone, Debug)]
pub struct Examples(Arc<LazyLock<Vec<Example>, ReadExamples>>);

type ReadExamples = Box<dyn FnOnce() -> Vec<Example> + Send>;

impl Examples {
    pub(super) fn when_asked(read: impl FnOnce() -> Vec<Example> + Send + 'static) -> Examples {
        Examples(Arc::new(LazyLock::new(Box::new(read))))
    }
}

impl Deref for Examples {
    type Target = [Example];

    fn deref(&self) -> &[Example] {
        &self.0
    }
}

/// A stop on the way of an attack, as the rule writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathTemplate {
    pub who: MessageTemplate,
    /// Empty for the last stop.
    pub does: MessageTemplate,
}

/// Code that a rule flags, or does not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    pub name: String,
    /// Whether the analysis is told the own account (111122223333).
    pub own_account: OwnAccount,
    /// As in its file: `in` and `statement`; else whole files.
    pub written: ExampleForm,
}

/// How an example is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExampleForm {
    Statement(Placed),
    Files(Vec<ExampleCode>),
}

impl Example {
    /// The example in each notation.
    pub fn codes(&self) -> Vec<ExampleCode> {
        match &self.written {
            ExampleForm::Statement(placed) => placed.codes(),
            ExampleForm::Files(codes) => codes.clone(),
        }
    }
}

/// What the analysis of an example is told about the own account.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OwnAccount {
    #[default]
    Known,
    Unknown,
}
