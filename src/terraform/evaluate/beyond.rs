//! What is asked of an open text that is none of the answers which the code names: a predicate that several texts fulfil may hold of others too.

use super::few::HOLD_FOR_FEW;
use super::open_text::{MAX_CALLS, Recipe, WORKSPACE, condition, open_text, question};
use crate::condition::{ANOTHER, ComparedValue, ComparedWith, FewSay, OpenCondition};
use crate::mapped_text::{Hole, call_for_people};
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::value::Value;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What these make of two texts is never the same.
const ONE_TO_ONE: &[&str] =
    &["base64encode", "base64sha256", "base64sha512", "jsonencode", "md5", "sha1", "sha256", "sha512", "strrev", "tostring", "urlencode"];

/// Of more keys than this it is not asked which of them another text picks.
const MAX_PICKED: usize = 4;
/// The longest argument of a call that is tried, and how many texts are.
const MAX_GIVEN: usize = 40;
const MAX_OTHERS: usize = 64;

/// What is made of an open text, as a question of its own, where that text is none of its answers.
pub(super) fn asked_of_itself(
    text: &Value,
    root: &SmolStr,
    keys: &[&str],
    member: &mut dyn FnMut(Option<&str>) -> Value,
    span: Span,
) -> Option<Value> {
    let (hole, before, after) = open_text(text)?;
    let made = question(&hole).filter(|made| made != root)?;
    let inner = |key: &str| key.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).map(SmolStr::new);
    let mut branches: Vec<(SmolStr, Value)> = keys.iter().filter_map(|key| Some((inner(key)?, member(Some(key))))).collect();
    branches.push((SmolStr::new_static(ANOTHER), member(None)));
    Some(Value::alternatives(OpenCondition { about: root.clone(), ..condition(&made) }, branches, span))
}

impl Evaluator<'_> {
    /// What is asked where an open text is none of the answers that the code names.
    pub(super) fn asked_beyond(&self, value: &Value, root: &SmolStr, keys: Option<&[&str]>, is_only_named: bool, span: Span) -> Value {
        let whole = match open_text(value) {
            Some((hole, "", "")) => question(&hole).unwrap_or_default(),
            _ => format_smolstr!("\"{}\"", value.to_text().unwrap_or_default()),
        };
        let words = match keys {
            None => whole.clone(),
            Some([only]) => format_smolstr!("{whole} == {only:?}"),
            Some(several) => format_smolstr!("contains({several:?}, {whole})"),
        };
        let with = match keys {
            _ if is_only_named => ComparedWith::Named,
            Some([only]) => ComparedWith::Value(format_smolstr!("{only:?}")),
            _ => ComparedWith::Nothing,
        };
        let few = if keys.is_some() || self.holds_for_few(value) { FewSay::Yes } else { FewSay::NotKnown };
        let subject = if matches!(with, ComparedWith::Value(_)) { whole } else { words.clone() };
        let text = format_smolstr!("condition `{}`", call_for_people(&words));
        let compared = Some(Arc::new(ComparedValue { subject, with, few }));
        let asked = OpenCondition { about: root.clone(), compared, ..OpenCondition::new(words, text) };
        let branches = [true, false].map(|answer| (SmolStr::from(answer.to_string()), Value::bool(answer, span)));
        Value::alternatives(asked, branches.to_vec(), span)
    }

    /// Whether a truth value was made by a call that holds for few of all texts.
    fn holds_for_few(&self, value: &Value) -> bool {
        let recipes = self.recipes.borrow();
        let made_by = |value: &Value| open_text(value).and_then(|(hole, ..)| question(&hole)).and_then(|made| recipes.get(&made));
        let is_regex = |value: &Value| matches!(made_by(value), Some(Recipe::Call(function, _)) if function == "regex");
        match made_by(value) {
            Some(Recipe::Call(function, arguments)) if function == "can" => arguments.first().is_some_and(is_regex),
            Some(Recipe::Call(function, _)) => HOLD_FOR_FEW.contains(&function.as_str()),
            _ => false,
        }
    }

    /// The keys that texts pick too which are no answers: what is made of `Prod` is `prod` as well.
    pub(super) fn picked_by_others<'k>(&self, text: &Value, (hole, asked): (&Hole, &SmolStr), keys: &[&'k str]) -> Vec<&'k str> {
        if keys.len() > MAX_PICKED || self.is_one_to_one(hole, asked) {
            return vec![];
        }
        let Some(answers) = self.answers.get(asked) else { return vec![] };
        let spelled = |answer: &str| self.spelled(text, asked, answer, MAX_CALLS);
        let is_picked = |key: &&&str| {
            let named = answers.iter().filter(|answer| spelled(answer).as_str() == Some(**key));
            let others = named.flat_map(|answer| self.others_like(text, asked, answer));
            others.collect::<BTreeSet<_>>().iter().any(|other| spelled(other).as_str() == Some(**key))
        };
        keys.iter().filter(is_picked).copied().collect()
    }

    /// Whether no two texts come to the same here.
    pub(super) fn is_one_to_one(&self, hole: &Hole, root: &SmolStr) -> bool {
        let recipes = self.recipes.borrow();
        let mut at = question(hole);
        for _ in 0..MAX_CALLS {
            match at.filter(|at| at != root).map(|at| recipes.get(&at)) {
                None => return true,
                Some(Some(Recipe::Call(function, arguments))) if ONE_TO_ONE.contains(&function.as_str()) => {
                    at = arguments.first().and_then(open_text).and_then(|(hole, ..)| question(&hole));
                }
                Some(_) => return false,
            }
        }
        false
    }

    /// Texts that are no answers and might come to what an answer comes to: with more around it, in other letters, with what the calls are given.
    pub(super) fn others_like(&self, value: &Value, root: &SmolStr, answer: &str) -> Vec<String> {
        let mut given = vec![];
        let recipes = self.recipes.borrow();
        let mut at = open_text(value).and_then(|(hole, ..)| question(&hole));
        for _ in 0..MAX_CALLS {
            let Some(Recipe::Call(_, arguments)) = at.filter(|at| at != root).and_then(|at| recipes.get(&at)) else { break };
            given.extend(arguments.iter().filter_map(Value::as_str).filter(|text| text.len() <= MAX_GIVEN).map(str::to_owned));
            at = arguments.iter().find_map(open_text).and_then(|(hole, ..)| question(&hole));
        }
        drop(recipes);
        let mut others = vec![answer.to_uppercase(), answer.to_lowercase(), answer.chars().rev().collect(), String::new()];
        others.extend(answer.char_indices().nth(1).map(|(at, _)| answer.split_at(at)).map(|(one, rest)| one.to_uppercase() + rest));
        for part in ["x", "-x", "x-", "b", " ", "\n"].into_iter().chain(given.iter().map(String::as_str)) {
            others.extend([format!("{answer}{part}"), format!("{part}{answer}"), format!("{part}x"), format!("x{part}"), part.to_owned()]);
            others.extend([answer.strip_prefix(part), answer.strip_suffix(part)].into_iter().flatten().map(str::to_owned));
        }
        if let [.., from, to] = given.as_slice() {
            others.extend([answer.replace(to, from), answer.replacen(to, from, 1)].into_iter().filter(|_| !to.is_empty()));
        }
        let is_name = |text: &str| !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || "-_.~".contains(char));
        let is_answer = |text: &str| self.answers.get(root).is_some_and(|answers| answers.contains(text));
        others.retain(|text| !is_answer(text) && (root != WORKSPACE || is_name(text)));
        others.truncate(MAX_OTHERS);
        others
    }
}
