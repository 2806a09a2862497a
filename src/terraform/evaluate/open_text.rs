//! Texts that the code leaves open: the workspace, the Region, the account, a variable without a value. The keys of what they pick from and the texts that
//! they are compared with are their answers, and "another value". A root is evaluated again with the answers that it has named, so that
//! every place asks the same question with the same answers.

use super::beyond::asked_of_itself;
use crate::condition::{ANOTHER, ComparedValue, ComparedWith, FewSay, OpenCondition};
use crate::mapped_text::{Hole, HoleKind, Piece, Text, call_for_people};
use crate::resource::NamedAnswers;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::functions;
use crate::terraform::modules;
use crate::terraform::values::operators;
use crate::value::{Kind, Value, ValueType};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;
use std::sync::Arc;

/// More answers than this to one question are not looked at.
const MAX_ANSWERS: usize = 48;
/// How far calls are followed back to the text that they were given.
pub(super) const MAX_CALLS: usize = 16;

/// More files than this are not looked through for those that a path may mean.
const MAX_FILES: usize = 10_000;

/// The address under which the language keeps the name of its workspace.
const LANGUAGE: &str = "terraform";
pub(super) const WORKSPACE: &str = "terraform.workspace";
const REGION: &str = "the Region";
const ACCOUNT: &str = "the account";

/// How a text was made of another one that is open.
pub(in crate::terraform) enum Recipe {
    Call(SmolStr, Vec<Value>),
    Member(Value, Value),
}

/// What these make of a text can be turned back, as far as a name is looked for.
const REVERSIBLE: &[&str] = &["lower", "trimprefix", "trimspace", "trimsuffix", "tostring"];

/// The name of the workspace while it is not given.
pub(super) fn workspace(span: Span) -> Value {
    Value::hole(HoleKind::Attribute { resource: SmolStr::new_static(LANGUAGE), name: SmolStr::new_static("workspace") }, span)
}

/// The hole that stands for what is made of an open text, by how it is written; nothing if the hole is no open text.
pub(in crate::terraform) fn made_of(hole: &Hole, written: impl FnOnce() -> String) -> Option<Arc<Hole>> {
    let kind = match &hole.kind {
        HoleKind::Attribute { resource, .. } if resource == LANGUAGE => {
            HoleKind::Attribute { resource: resource.clone(), name: written().into() }
        }
        HoleKind::Input { .. } => HoleKind::Input { name: written().into() },
        _ => return None,
    };
    Some(Arc::new(Hole { kind, span: hole.span }))
}

/// The question that a hole asks.
pub(super) fn question(hole: &Hole) -> Option<SmolStr> {
    match &hole.kind {
        HoleKind::Region => Some(SmolStr::new_static(REGION)),
        HoleKind::OwnAccount => Some(SmolStr::new_static(ACCOUNT)),
        HoleKind::Input { name } => Some(name.clone()),
        HoleKind::Attribute { resource, name } if resource == LANGUAGE && name == "workspace" => Some(SmolStr::new_static(WORKSPACE)),
        HoleKind::Attribute { resource, name } if resource == LANGUAGE => Some(name.clone()),
        _ => None,
    }
}

pub(super) fn condition(question: &SmolStr) -> OpenCondition {
    let text =
        if [REGION, ACCOUNT].contains(&question.as_str()) { question.clone() } else { format_smolstr!("`{}`", call_for_people(question)) };
    let compared = ComparedValue { subject: question.clone(), with: ComparedWith::Answers, few: FewSay::NotKnown };
    OpenCondition { about: question.clone(), compared: Some(Arc::new(compared)), ..OpenCondition::new(question.clone(), text) }
}

/// The one hole of a text that is known but for it, with what stands before and after.
pub(super) fn open_text(value: &Value) -> Option<(Arc<Hole>, &str, &str)> {
    match &value.kind {
        Kind::Unknown(hole) => Some((hole.clone(), "", "")),
        Kind::Text(text) => match text.holes() {
            [only] => {
                let (before, after) = text.literal().split_at_checked(only.at as usize)?;
                Some((only.hole.clone(), before, after))
            }
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Evaluator<'a> {
    /// What an open text picks: `member` gives the value at a key, and that without a key among these. Nothing if the text is not open.
    pub(in crate::terraform) fn pick(
        &self,
        text: &Value,
        keys: &[&str],
        span: Span,
        member: &mut dyn FnMut(Option<&str>) -> Value,
    ) -> Option<Value> {
        let (hole, ..) = open_text(text)?;
        let asked = self.asked(&hole)?;
        if keys.len() > MAX_ANSWERS {
            return None;
        }
        keys.iter().for_each(|key| self.want(text, &asked, key));
        let mut branches = vec![];
        for answer in self.answers_to(&asked)? {
            let spelled = self.spelled(text, &asked, &answer, MAX_CALLS);
            let key = spelled.as_str().and_then(|spelled| keys.iter().find(|key| **key == spelled));
            branches.push((answer.clone(), member(key.copied())));
        }
        // Of the accounts that it may be all are known, or none; a truth value is nothing else.
        if (asked != ACCOUNT || self.own_accounts.is_empty()) && !(branches.len() == 2 && self.is_of_truth(text, MAX_CALLS)) {
            let others = self.picked_by_others(text, (&hole, &asked), keys);
            let of_itself = if others.is_empty() { None } else { asked_of_itself(text, &asked, &others, member, span) };
            let rest = of_itself.unwrap_or_else(|| member(None));
            branches.push((SmolStr::new_static(ANOTHER), rest));
        }
        Some(Value::alternatives(condition(&asked), branches, span))
    }

    /// A path with an open part, as the files that there are answer it: `env/${terraform.workspace}.yaml`. Itself where nothing is open or no file fits.
    pub(in crate::terraform) fn path_of_a_file(&self, path: &Value, directory: &str) -> Value {
        path.distribute(&mut |path| self.files_for(path, directory).unwrap_or_else(|| path.clone()))
    }

    fn files_for(&self, path: &Value, directory: &str) -> Option<Value> {
        let (hole, before, after) = open_text(path)?;
        self.asked(&hole)?;
        let (folder, begin) = before.rsplit_once('/').unwrap_or(("", before));
        let below = modules::join(directory, folder)?;
        let length = if below.is_empty() { 0 } else { below.len() + 1 };
        let fits = |name: &&str| {
            let inner = name.strip_prefix(begin).and_then(|rest| rest.strip_suffix(after));
            inner.is_some_and(|inner| !inner.is_empty() && !inner.contains('/'))
        };
        let names = self.workspace.below(&below).take(MAX_FILES).filter_map(|(_, entry)| entry.path.get(length..)).filter(fits);
        let start = before.strip_suffix(begin).unwrap_or_default();
        let paths: Vec<String> = names.map(|name| format!("{start}{name}")).collect();
        let keys: Vec<&str> = paths.iter().map(String::as_str).collect();
        if keys.is_empty() || !self.spend(keys.len()) {
            return None;
        }
        let known = |key: Option<&str>| key.map_or_else(|| path.clone(), |key| Value::text(Text::computed(key, path.span), path.span));
        self.pick(path, &keys, path.span, &mut |key| known(key))
    }

    /// Whether a text that is compared is one of these, where the code asks for its value elsewhere too or it is one that is always asked.
    pub(in crate::terraform) fn is_one_of(&self, text: &Value, keys: &[&str], span: Span) -> Option<Value> {
        let (hole, before, after) = open_text(text)?;
        let asked = self.asked(&hole)?;
        // A variable may be given as the empty text, which is none of the other values.
        let is_nothing = |key: &&str| key.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) == Some("");
        let may_be_nothing = matches!(hole.kind, HoleKind::Input { .. }) && keys.iter().any(is_nothing);
        if !may_be_nothing && ([WORKSPACE, REGION, ACCOUNT].contains(&asked.as_str()) || self.answers.contains_key(&asked)) {
            if self.is_one_to_one(&hole, &asked) {
                return self.pick(text, keys, span, &mut |key| Value::bool(key.is_some(), span));
            }
            keys.iter().for_each(|key| self.want(text, &asked, key));
        }
        self.seen(&asked, 0);
        let root = self.root(&hole)?;
        if may_be_nothing || root != asked {
            self.ask_otherwise(&root);
        }
        if !may_be_nothing {
            self.compare(text, &asked, keys);
        }
        self.under_answers(text, &root, (Some(keys), may_be_nothing), span)
    }

    /// `left == right` where one of them is open and the other one known; `picks` where that chooses among members, as an index does.
    pub(in crate::terraform) fn equals_open(&self, left: &Value, right: &Value, picks: bool, span: Span) -> Option<Value> {
        let (open, known) = match (left.as_str(), right.as_str()) {
            (Some(known), None) => (right, known),
            (None, Some(known)) => (left, known),
            _ => return None,
        };
        match picks {
            true => self.pick(open, &[known], span, &mut |key| Value::bool(key.is_some(), span)),
            false => self.is_one_of(open, &[known], span),
        }
    }

    /// A truth value that was made of an open text, under each of its answers.
    pub(in crate::terraform) fn decided_by_answers(&self, value: &Value) -> Option<Value> {
        let Kind::Unknown(hole) = &value.kind else { return None };
        let root = self.root(hole).filter(|root| question(hole).as_ref() != Some(root))?;
        self.ask_otherwise(&root);
        self.under_answers(value, &root, (None, false), value.span)
    }

    /// What holds under each answer: that the value is one of these `keys`, or true. Of another one it is open, unless all that it could be is named;
    /// `nothing` is named by no answer.
    fn under_answers(&self, value: &Value, root: &SmolStr, (keys, nothing): (Option<&[&str]>, bool), span: Span) -> Option<Value> {
        let Some(answers) = self.answers.get(root) else {
            self.seen(root, 0);
            return None;
        };
        self.seen(root, answers.len());
        let spelled = |answer: &str| self.spelled(value, root, answer, MAX_CALLS);
        let holds = |value: &Value| match keys {
            Some(keys) => value.as_str().map(|value| keys.contains(&value)),
            None => operators::bool_of(value),
        };
        let values: Vec<(&SmolStr, Value)> = answers.iter().map(|answer| (answer, spelled(answer))).collect();
        let told: Vec<(SmolStr, bool)> =
            values.iter().map(|(answer, value)| Some(((*answer).clone(), holds(value)?))).collect::<Option<_>>()?;
        let (hole, ..) = open_text(value)?;
        let is_named = |key: &&str| values.iter().any(|(_, value)| value.as_str() == Some(*key));
        let are_all_named = keys.is_some_and(|keys| keys.iter().all(is_named)) && self.is_one_to_one(&hole, root);
        let another = match nothing || !are_all_named {
            true => {
                let is_known = |(answer, is_so): &(SmolStr, bool)| {
                    *is_so && self.others_like(value, root, answer).iter().any(|other| holds(&spelled(other)) == Some(true))
                };
                let is_only_named = !nothing && told.iter().any(|(_, is_so)| *is_so) && !told.iter().any(is_known);
                let mut is_key = |key: Option<&str>| Value::bool(key.is_some(), span);
                let of_itself = keys.filter(|_| !nothing && !is_only_named);
                let of_itself = of_itself.and_then(|keys| asked_of_itself(value, root, keys, &mut is_key, span));
                of_itself.unwrap_or_else(|| self.asked_beyond(value, root, keys, is_only_named, span))
            }
            false => Value::bool(false, span),
        };
        let told = told.into_iter().map(|(answer, holds)| (answer, Value::bool(holds, span)));
        let branches = told.chain([(SmolStr::new_static(ANOTHER), another)]);
        Some(Value::alternatives(condition(root), branches.collect(), span))
    }

    /// Whether what stands here as a text is a truth value.
    fn is_of_truth(&self, value: &Value, calls: usize) -> bool {
        if value.value_type() == ValueType::Bool {
            return true;
        }
        let Some((question, calls)) = open_text(value).and_then(|(hole, ..)| question(&hole)).zip(calls.checked_sub(1)) else {
            return false;
        };
        let source = match self.recipes.borrow().get(&question) {
            Some(Recipe::Call(function, arguments)) if function == "tostring" => arguments.first().cloned(),
            _ => None,
        };
        source.is_some_and(|source| self.is_of_truth(&source, calls))
    }

    /// Notes that a name is asked as a truth value: asked as a text it has the same answers.
    pub(super) fn asked_as_truth(&self, about: &SmolStr, question: &SmolStr) {
        if about == question {
            let answers = ["true", "false"].map(SmolStr::new_static);
            self.wanted.borrow_mut().entry(question.clone()).or_default().extend(answers);
        }
    }

    /// Notes that something else is asked of an open text than what it is compared with: it cannot be answered apart from that.
    fn ask_otherwise(&self, root: &SmolStr) {
        if self.asked_otherwise.borrow_mut().insert(root.clone())
            && let Some(known) = self.compared.borrow().get(root)
        {
            self.wanted.borrow_mut().entry(root.clone()).or_default().extend(known.iter().cloned());
        }
    }

    /// Keeps how a hole was made.
    pub(in crate::terraform) fn made(&self, hole: &Hole, recipe: Recipe) {
        if let Some(question) = question(hole) {
            self.recipes.borrow_mut().entry(question).or_insert(recipe);
        }
    }

    /// The question behind a hole, through what can be turned back.
    fn asked(&self, hole: &Hole) -> Option<SmolStr> {
        self.back(hole, &|recipe| match recipe {
            Recipe::Call(function, arguments) if REVERSIBLE.contains(&function.as_str()) => arguments.first(),
            _ => None,
        })
    }

    /// The question behind a hole, through whatever was made of it.
    fn root(&self, hole: &Hole) -> Option<SmolStr> {
        self.back(hole, &|recipe| match recipe {
            Recipe::Call(_, arguments) => arguments.iter().find(|argument| argument.first_unknown().is_some()),
            Recipe::Member(whole, _) => Some(whole),
        })
    }

    fn back(&self, hole: &Hole, source: &dyn for<'r> Fn(&'r Recipe) -> Option<&'r Value>) -> Option<SmolStr> {
        let mut asked = question(hole)?;
        let recipes = self.recipes.borrow();
        for _ in 0..MAX_CALLS {
            let before = recipes.get(&asked).and_then(source).and_then(open_text).and_then(|(hole, ..)| question(&hole));
            match before {
                Some(before) => asked = before,
                None => break,
            }
        }
        Some(asked)
    }

    /// Names the answer under which the text is this key.
    fn want(&self, text: &Value, asked: &SmolStr, key: &str) {
        if let Some(answer) = self.answer_for(text, asked, key) {
            self.wanted.borrow_mut().entry(asked.clone()).or_default().insert(answer);
        }
    }

    /// Names the answers under which a text is one of these, where it is compared with several or asked otherwise too: it cannot be two of them.
    fn compare(&self, text: &Value, asked: &SmolStr, keys: &[&str]) {
        let answers: Vec<SmolStr> = keys.iter().take(MAX_ANSWERS).filter_map(|key| self.answer_for(text, asked, key)).collect();
        let mut compared = self.compared.borrow_mut();
        let known = compared.entry(asked.clone()).or_default();
        known.extend(answers);
        if known.len() > 1 || !known.is_empty() && self.asked_otherwise.borrow().contains(asked) {
            self.wanted.borrow_mut().entry(asked.clone()).or_default().extend(known.iter().cloned());
        }
    }

    /// The answer under which the text is this key.
    fn answer_for(&self, text: &Value, asked: &SmolStr, key: &str) -> Option<SmolStr> {
        let (hole, before, after) = open_text(text)?;
        let inner = key.strip_prefix(before).and_then(|rest| rest.strip_suffix(after))?;
        let mut candidates = vec![];
        let recipes = self.recipes.borrow();
        let mut at = question(&hole);
        for _ in 0..MAX_CALLS {
            let Some(Recipe::Call(_, arguments)) = at.filter(|at| at != asked).and_then(|at| recipes.get(&at)) else { break };
            if let Some(affix) = arguments.get(1).and_then(Value::as_str) {
                candidates.extend([format!("{affix}{inner}"), format!("{inner}{affix}")]);
            }
            at = arguments.first().and_then(open_text).and_then(|(hole, ..)| question(&hole));
        }
        drop(recipes);
        candidates.push(inner.to_owned());
        // No Region is `dev`, and no account.
        let can_be = |candidate: &str| question(&hole).as_ref() != Some(asked) || !hole.cannot_be(candidate);
        let fits = |candidate: &&String| can_be(candidate) && self.spelled(text, asked, candidate, MAX_CALLS).as_str() == Some(key);
        candidates.iter().find(fits).filter(|found| !found.is_empty()).map(|found| SmolStr::from(found.as_str()))
    }

    /// The answers to a question: those that an earlier evaluation has named, or those named so far; nothing if there are too many.
    fn answers_to(&self, asked: &SmolStr) -> Option<Vec<SmolStr>> {
        if asked == ACCOUNT && !self.own_accounts.is_empty() {
            return Some(self.own_accounts.to_vec());
        }
        let wanted = self.wanted.borrow();
        let answers = self.answers.get(asked).or_else(|| wanted.get(asked));
        self.seen(asked, answers.map_or(0, BTreeSet::len));
        answers.filter(|answers| answers.len() <= MAX_ANSWERS).map(|answers| answers.iter().cloned().collect())
    }

    /// Keeps how many answers to a question a place has looked at.
    fn seen(&self, asked: &SmolStr, answers: usize) {
        let mut fewest = self.fewest_answers.borrow_mut();
        let kept = fewest.entry(asked.clone()).or_insert(answers);
        *kept = answers.min(*kept);
    }

    /// The answers that the root names, where some place was evaluated without having them all. They only grow, so that the fewest tell.
    pub(in crate::terraform) fn answers_that_were_missed(&self) -> Option<NamedAnswers> {
        let named = self.wanted.borrow();
        let fewest = self.fewest_answers.borrow();
        let is_missed = |(asked, answers): (&SmolStr, &BTreeSet<SmolStr>)| fewest.get(asked).is_some_and(|fewest| *fewest != answers.len());
        (*named != self.answers && named.iter().any(is_missed)).then(|| named.clone())
    }

    /// The value where the open text is this answer.
    pub(super) fn spelled(&self, value: &Value, asked: &SmolStr, answer: &str, calls: usize) -> Value {
        let Some(calls) = calls.checked_sub(1).filter(|_| self.spend(1)) else { return value.clone() };
        match &value.kind {
            Kind::Unknown(hole) => {
                let Some(question) = question(hole) else { return value.clone() };
                if question == *asked {
                    return Value::text(Text::computed(answer, value.span), value.span);
                }
                let made = match self.recipes.borrow().get(&question) {
                    Some(Recipe::Call(function, arguments)) => Recipe::Call(function.clone(), arguments.clone()),
                    Some(Recipe::Member(whole, key)) => Recipe::Member(whole.clone(), key.clone()),
                    None => return value.clone(),
                };
                match made {
                    Recipe::Call(function, arguments) => {
                        let arguments: Vec<Value> = arguments.iter().map(|one| self.spelled(one, asked, answer, calls)).collect();
                        functions::again(self, &function, &arguments, value.span)
                    }
                    Recipe::Member(whole, key) => {
                        let whole = self.spelled(&whole, asked, answer, calls);
                        self.index(&whole, &key, value.span)
                    }
                }
            }
            Kind::Text(text) if !text.holes().is_empty() => {
                let pieces = text.pieces().map(|piece| match piece {
                    Piece::Hole(hole) => self.spelled(&Value::new(Kind::Unknown(hole.clone()), value.span), asked, answer, calls),
                    Piece::Literal(literal, _) => Value::text(Text::computed(literal, value.span), value.span),
                });
                Value::concat(&pieces.collect::<Vec<_>>(), value.span)
            }
            _ => value.clone(),
        }
    }
}
