//! Expressions that are made when they are first needed: making one takes as long as a search of many files, and most runs need few of them.

use regex::Regex;
use std::sync::OnceLock;

pub(super) struct Expression {
    pattern: String,
    made: OnceLock<Option<Regex>>,
}

impl Expression {
    pub(super) fn of(pattern: String) -> Expression {
        Expression { pattern, made: OnceLock::new() }
    }

    pub(super) fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The expression; none if the pattern is wrong, which tests hold that none is.
    pub(super) fn get(&self) -> Option<&Regex> {
        self.made.get_or_init(|| Regex::new(&self.pattern).ok()).as_ref()
    }
}
