//! Rules: what is written in `rules/<pack>/<id>.yaml`, checked and ready to run.

pub mod answer;
mod alive;
mod attached;
mod cause;
pub mod clause;
pub mod clauses;
mod compose;
mod composed_id;
mod concerned;
pub mod context;
mod definition;
pub mod examples;
pub mod file;
mod fingerprint;
mod account_setup;
mod guard_keys;
mod installed_module;
mod kept_at_sites;
mod known;
mod intended;
mod holding;
pub mod judge;
mod matter;
mod module_directories;
mod named_arguments;
mod meant;
pub mod message;
pub mod pages;
mod parts;
mod person;
mod provenance;
mod reach;
mod refused;
mod remedy;
mod secrets;
mod shares;
mod sibling;
mod trails;
mod trusted;
pub mod target;
pub mod written;

pub use definition::{About, Example, ExampleForm, Examples, OwnAccount, Rule};
pub use examples::ExampleCode;
pub use kept_at_sites::{kept_places, secret_texts};
pub use known::KnownOfRoot;
pub use remedy::UnderInputs;

use rayon::prelude::*;
use written::{Fault, suggestion};

/// The rules of a run, sorted by id.
#[derive(Clone, Default, Debug)]
pub struct RuleSet {
    pub rules: Vec<Rule>,
}

/// Built-in rule files: pack, file name, text, and where in it the examples begin.
const BUILT_IN: &[(&str, &str, &str, usize)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl RuleSet {
    /// The rules that deputylint comes with. Their examples are read when somebody asks for them.
    ///
    /// # Errors
    /// Names the file and what is wrong with it; a test holds that there is none.
    pub fn built_in() -> Result<RuleSet, String> {
        RuleSet::of(BUILT_IN, |(pack, name, text, examples)| (pack, name, file::read_built_in(pack, name, text, *examples)))
    }

    /// Those of them that run where nothing is selected.
    ///
    /// # Errors
    /// As for all of them.
    pub fn by_default() -> Result<RuleSet, String> {
        let mut set = RuleSet::built_in()?;
        set.rules.retain(|rule| rule.about.is_selected(&[]));
        Ok(set)
    }

    /// Rules from files: pack, file name, text.
    ///
    /// # Errors
    /// Names the first file that is wrong, and how.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Result<RuleSet, String> {
        let files: Vec<(&str, &str, &str)> = files.into_iter().collect();
        RuleSet::of(&files, |(pack, name, text)| (pack, name, file::read(pack, name, text)))
    }

    /// Rules from files, each with its pack and name.
    fn of<F: Sync>(files: &[F], read: impl for<'f> Fn(&'f F) -> (&'f str, &'f str, Result<Rule, Fault>) + Sync) -> Result<RuleSet, String> {
        let named = |file| {
            let (pack, name, rule) = read(file);
            rule.map_err(|fault| fault.in_file(&format!("{pack}/{name}")))
        };
        let read: Vec<Result<Rule, String>> = files.par_iter().map(named).collect();
        let mut rules = read.into_iter().collect::<Result<Vec<Rule>, String>>()?;
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

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.about.id == id)
    }
}
