//! Rules: what is written in `rules/<pack>/<id>.yaml`, checked and ready to run.

pub mod answer;
pub mod clause;
pub mod clauses;
mod compose;
pub mod context;
pub mod examples;
pub mod file;
mod fingerprint;
mod guard_keys;
mod installed_module;
mod intended;
pub mod judge;
pub mod message;
pub mod pages;
mod provenance;
mod remedy;
pub mod target;
pub mod written;

use crate::finding::Level;
use clause::Clause;
use examples::{Code, Placed};
use message::Template;
use smol_str::SmolStr;
use target::Target;
use written::{Place, Word, suggestion};

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

/// A rule, ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    pub about: About,
    /// What it is about: usually one kind, several where the same question makes sense.
    pub targets: Vec<Target>,
    /// All must hold; the costly ones come last.
    pub when: Vec<Clause>,
    pub message: Template,
    /// What happens, told in words; empty if there is nothing to tell.
    pub story: Template,
    /// The same step by step, for `explain`.
    pub steps: Vec<Template>,
    pub examples: Vec<Example>,
    /// The rule that does not run because this one does.
    pub replaces: Option<Word>,
    /// Where its id stands in its file.
    pub place: Place,
}

/// Code that a rule flags, or does not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    pub name: String,
    /// Whether the analysis is told the own account (111122223333).
    pub own_account: OwnAccount,
    /// As in its file: `in` and `statement`; else whole files.
    pub written: Written,
}

/// How an example is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Written {
    Statement(Placed),
    Files(Vec<Code>),
}

impl Example {
    /// The example in each notation.
    pub fn codes(&self) -> Vec<Code> {
        match &self.written {
            Written::Statement(placed) => placed.codes(),
            Written::Files(codes) => codes.clone(),
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

/// The rules of a run, sorted by id.
#[derive(Clone, Default, Debug)]
pub struct RuleSet {
    pub rules: Vec<Rule>,
}

/// Built-in rule files: pack, file name, text.
const BUILT_IN: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl RuleSet {
    /// The rules that deputylint comes with.
    ///
    /// # Errors
    /// Names the file and what is wrong with it; a test holds that there is none.
    pub fn built_in() -> Result<RuleSet, String> {
        RuleSet::read(BUILT_IN.iter().copied())
    }

    /// Rules from files: pack, file name, text.
    ///
    /// # Errors
    /// Names the first file that is wrong, and how.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Result<RuleSet, String> {
        let mut rules = vec![];
        for (pack, name, text) in files {
            let rule = file::read(pack, name, text).map_err(|fault| fault.in_file(&format!("{pack}/{name}")))?;
            rules.push(rule);
        }
        rules.sort_by(|a: &Rule, b| a.about.id.cmp(&b.about.id));
        if let Some(twice) = rules.windows(2).find_map(|pair| match pair {
            [a, b] if a.about.id == b.about.id => Some(&a.about),
            _ => None,
        }) {
            return Err(format!("rule `{}` is defined twice", twice.id));
        }
        Ok(RuleSet { rules })
    }

    /// Adds the rules of another set. One that says so stands in the place of a rule that is here.
    ///
    /// # Errors
    /// A rule has the id of another and does not say that it replaces it, or replaces one that is not here.
    pub fn with(mut self, other: RuleSet) -> Result<RuleSet, String> {
        let file = |rule: &Rule| format!("{}/{}.yaml", rule.about.pack, rule.about.id);
        for replaced in other.rules.iter().filter_map(|rule| Some((rule, rule.replaces.as_ref()?))) {
            let (rule, word) = replaced;
            if self.get(&word.text).is_none() {
                let known: Vec<&str> = self.rules.iter().map(|rule| rule.about.id.as_str()).collect();
                let what = format!("there is no rule `{}` to replace{}", word.text, suggestion(&word.text, &known));
                return Err(word.place.fault(what).in_file(&file(rule)));
            }
        }
        self.rules.retain(|known| !other.rules.iter().any(|rule| rule.replaces.as_ref().is_some_and(|word| word.text == known.about.id)));
        if let Some(rule) = other.rules.iter().find(|rule| self.get(&rule.about.id).is_some()) {
            let id = &rule.about.id;
            let what = format!("there is a rule `{id}` already; write `replaces: {id}` if this one stands in its place");
            return Err(rule.place.fault(what).in_file(&file(rule)));
        }
        self.rules.extend(other.rules);
        self.rules.sort_by(|a, b| a.about.id.cmp(&b.about.id));
        Ok(self)
    }

    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.about.id == id)
    }
}
