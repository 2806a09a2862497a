//! In which repetition a question is asked: that of a block, or of a `for` around it.

use super::meaning::MAX_WRITTEN;
use super::scope::{Each, Scope};
use crate::condition::OpenCondition;
use crate::value::Value;
use std::collections::BTreeSet;

/// The longest member that a question names, and how many it names.
const MAX_MEMBER: usize = 40;
const MAX_MEMBERS_NAMED: usize = 3;

/// Which repetition something is asked in: each asks its own, unless the question has nothing to do with it.
pub(super) fn context(scope: &Scope<'_, '_>, question: &str) -> String {
    let mut result = match scope.each {
        Each::Count(index) if names(question, "count") => format!(" for {}", index.to_json()),
        Each::Item { key, value } if names(question, "each") => match question.contains("each.value") {
            true => format!(" for {} of {}", key.to_json(), in_words(value)),
            false => format!(" for {}", key.to_json()),
        },
        Each::Single | Each::Count(_) | Each::Item { .. } => String::new(),
    };
    let mut next = scope.bindings;
    while let Some(binding) = next {
        if names(question, binding.name) {
            result.push_str(&format!("{}{}", with_name(binding.name), in_words(binding.value)));
        }
        next = binding.outer;
    }
    result
}

/// The members of repetitions that a question is about, as people tell them apart.
pub(super) fn members_named(scope: &Scope<'_, '_>, question: &str) -> BTreeSet<String> {
    let short = |value: &Value| {
        let is_short = value.inside().looks <= MAX_MEMBER as u64;
        let shown = (is_short && value.marks.is_none())
            .then(|| value.to_text().map_or_else(|| value.to_json().to_string(), |text| text.to_string()));
        shown.filter(|shown| !shown.is_empty() && shown.len() <= MAX_MEMBER)
    };
    let told = |name: &str, value: &Value| Some(format!("`{name}` {}", short(value)?));
    let mut members: BTreeSet<String> = match scope.each {
        Each::Count(index) if names(question, "count") => told("count.index", index).into_iter().collect(),
        Each::Item { key, .. } if names(question, "each") => told("each.key", key).into_iter().collect(),
        Each::Single | Each::Count(_) | Each::Item { .. } => BTreeSet::new(),
    };
    let mut next = scope.bindings;
    while let Some(binding) = next.filter(|_| members.len() < MAX_MEMBERS_NAMED) {
        if names(question, binding.name) {
            let key = binding.value.as_map().filter(|map| map.get("value").is_some()).and_then(|map| map.get("key"));
            members.extend(match key {
                Some(key) => told(&format!("{}.key", binding.name), key),
                None => told(binding.name, binding.value),
            });
        }
        next = binding.outer;
    }
    members
}

/// Whether an expression names something that is bound.
fn names(expression: &str, name: &str) -> bool {
    let is_of_name = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
    expression.match_indices(name).any(|(at, _)| {
        let before = expression.get(..at).unwrap_or_default().chars().next_back();
        let behind = expression.get(at + name.len()..).unwrap_or_default().chars().next();
        !before.is_some_and(|char| is_of_name(char) || char == '.') && !behind.is_some_and(is_of_name)
    })
}

/// A value so that two are told apart.
fn in_words(value: &Value) -> String {
    if let Some(text) = value.to_text().filter(|text| text.holes().is_empty()) {
        return text.to_string();
    }
    // What is kept back is told apart by its place.
    let place = if value.marks.is_none() { String::new() } else { format!("{}:{}", value.span.file.0, value.span.start) };
    let written = (value.inside().reads <= MAX_WRITTEN as u64).then(|| value.to_json().to_string());
    written.filter(|json| json.len() <= MAX_WRITTEN).unwrap_or_else(|| format!("{:016x}", value.digest())) + &place
}

fn with_name(name: &str) -> String {
    format!(" with {name} = ")
}

/// Whether a question is about what this name of a `for` stands for.
pub(super) fn is_asked_with(question: &OpenCondition, name: &str) -> bool {
    question.id.contains(&with_name(name))
}
