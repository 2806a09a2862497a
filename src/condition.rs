//! Conditions that the code leaves open, and the answers under which something is so.
//!
//! Everything that depends on open conditions is asked here: which sets of answers there are, whether two of them can hold together, how
//! they are told. The limit is [`MAX_ASSIGNMENTS`]; whoever asks reports that it was reached.

mod comparison;
mod exclusion;
mod pairs;
mod pattern;
mod words;

use comparison::go_together;
pub use comparison::{ComparedValue, ComparedWith, FewSay};
pub use exclusion::might_exclude_each_other;
pub use pattern::answers_listed;
use words::case_words;
pub use words::{holding_words, shortest};

use crate::truth::Truth;
use smol_str::SmolStr;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// How many consistent assignments are looked at for one question.
pub const MAX_ASSIGNMENTS: usize = 64;

/// The answer that stands for every one that nothing names. A value without a branch for an answer has the branch of this one.
pub const ANOTHER: &str = "another value";

/// The answer that stands for the empty text.
pub const EMPTY: &str = "empty";

/// Usual for what has to be given: every answer but the empty one.
pub const GIVEN: &str = "given";

const TRUE: &str = "true";
const FALSE: &str = "false";

/// The answer that stands for all others: of a truth value the opposite.
pub fn other_answer(answer: &str) -> SmolStr {
    SmolStr::new_static(match answer {
        TRUE => FALSE,
        FALSE => TRUE,
        _ => ANOTHER,
    })
}

/// A question that the code leaves open: an undecided condition, a parameter with allowed values.
#[derive(Clone, Debug)]
pub struct OpenCondition {
    /// The same for every place that asks the same question, so that their answers go together.
    pub id: SmolStr,
    /// As told to people: "condition `UseOrg`".
    pub text: SmolStr,
    /// The answer where whoever deploys gives none, as the default of a parameter; empty if there is none.
    pub usual: SmolStr,
    /// Whether its unusual answer is that an input which has to be given is empty.
    pub is_about_empty_input: bool,
    /// All answers, where whoever asks it tells them; what needs one of them is not what needs [`ANOTHER`].
    pub answers: Arc<[SmolStr]>,
    /// The one open thing that it asks about, where it is one; empty otherwise.
    pub about: SmolStr,
    /// What it compares, where that is known.
    pub compared: Option<Arc<ComparedValue>>,
}

/// What is asked, whatever is known of the answers.
impl PartialEq for OpenCondition {
    fn eq(&self, other: &OpenCondition) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for OpenCondition {}

impl PartialOrd for OpenCondition {
    fn partial_cmp(&self, other: &OpenCondition) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OpenCondition {
    fn cmp(&self, other: &OpenCondition) -> Ordering {
        (&self.id, &self.text, &self.usual).cmp(&(&other.id, &other.text, &other.usual))
    }
}

impl Hash for OpenCondition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl OpenCondition {
    /// A question to which no answer is the usual one.
    pub fn new(id: impl Into<SmolStr>, text: impl Into<SmolStr>) -> OpenCondition {
        OpenCondition {
            id: id.into(),
            text: text.into(),
            usual: SmolStr::default(),
            is_about_empty_input: false,
            answers: Arc::default(),
            about: SmolStr::default(),
            compared: None,
        }
    }

    /// The same with these among its answers. Where they are all known, [`ANOTHER`] is none of them.
    #[must_use]
    pub fn with_answers<'v>(mut self, answers: impl Iterator<Item = &'v SmolStr>) -> OpenCondition {
        let is_closed = !self.answers.is_empty();
        let more: Vec<&SmolStr> = answers.filter(|answer| !(self.answers.contains(answer) || is_closed && *answer == ANOTHER)).collect();
        if !more.is_empty() {
            self.answers = self.answers.iter().chain(more).cloned().collect();
        }
        self
    }

    /// Whether an answer is the usual one.
    fn is_usual(&self, answer: &str) -> bool {
        self.usual.is_empty() || self.usual == answer || self.usual == GIVEN && answer != EMPTY
    }

    /// The same of an input that has to be given, of which this answer says that it is not empty.
    #[must_use]
    pub fn about_an_empty_input(self, usual: &'static str) -> OpenCondition {
        OpenCondition { usual: SmolStr::new_static(usual), is_about_empty_input: true, ..self }
    }
}

/// Answers to some open conditions, at most one to each; no answer at all stands for "always".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Assignment {
    /// Sorted by condition. Sets of answers are put together all the time, and share their conditions.
    answers: Vec<(Arc<OpenCondition>, SmolStr)>,
}

/// There are more than [`MAX_ASSIGNMENTS`] consistent assignments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooManyAssignments;

impl Assignment {
    /// One answer to one condition.
    pub fn of(condition: impl Into<Arc<OpenCondition>>, answer: SmolStr) -> Assignment {
        Assignment { answers: vec![(condition.into(), answer)] }
    }

    /// Whether it asks for nothing.
    pub fn is_always(&self) -> bool {
        self.answers.is_empty()
    }

    /// The answer to a condition.
    pub fn answer(&self, condition: &OpenCondition) -> Option<&SmolStr> {
        self.answers.iter().find(|(known, _)| known.id == condition.id).map(|(_, answer)| answer)
    }

    /// Conditions with their answers, sorted.
    pub fn answers(&self) -> impl Iterator<Item = (&OpenCondition, &SmolStr)> {
        self.answers.iter().map(|(condition, answer)| (&**condition, answer))
    }

    /// Whether no condition is answered differently, nor so that both cannot be.
    pub fn agrees_with(&self, other: &Assignment) -> bool {
        self.answers().all(|(condition, answer)| match other.answer(condition) {
            Some(known) => known == answer,
            None => !other.rules_out(condition, answer),
        })
    }

    /// Whether what is answered leaves no room for this answer to another question.
    fn rules_out(&self, condition: &OpenCondition, answer: &str) -> bool {
        let is_out = |(known, given): (&OpenCondition, &SmolStr)| go_together((known, given), (condition, answer)) == Some(Truth::No);
        condition.compared.is_some() && self.answers().any(is_out)
    }

    /// Whether it gives every answer that the other one gives.
    pub fn implies(&self, other: &Assignment) -> bool {
        other.answers().all(|(condition, answer)| self.answer(condition) == Some(answer))
    }

    /// This and one answer more; nothing if it is answered differently, or so that both cannot be.
    pub fn with(&self, condition: &OpenCondition, answer: &SmolStr) -> Option<Assignment> {
        self.with_as(condition, answer, || Arc::new(condition.clone()))
    }

    /// The same, where the condition is shared already.
    fn with_shared(&self, condition: &Arc<OpenCondition>, answer: &SmolStr) -> Option<Assignment> {
        self.with_as(condition, answer, || condition.clone())
    }

    fn with_as(&self, condition: &OpenCondition, answer: &SmolStr, shared: impl FnOnce() -> Arc<OpenCondition>) -> Option<Assignment> {
        match self.answer(condition) {
            Some(known) => (known == answer).then(|| self.clone()),
            None if self.rules_out(condition, answer) => None,
            None => {
                let place = self.answers.partition_point(|(known, _)| **known < *condition);
                let (before, after) = self.answers.split_at_checked(place)?;
                let mut answers = Vec::with_capacity(self.answers.len() + 1);
                answers.extend_from_slice(before);
                answers.push((shared(), answer.clone()));
                answers.extend_from_slice(after);
                Some(Assignment { answers })
            }
        }
    }

    /// The same where a question has this answer too; nothing if that cannot be. What is another value to one may be named by the other.
    pub fn narrowed(&self, asked: &Arc<OpenCondition>, answer: &SmolStr) -> Option<Assignment> {
        let Some((before, known)) = self.answers().find(|(known, _)| known.id == asked.id) else { return self.with_shared(asked, answer) };
        let is_rest = |answer: &SmolStr| answer == ANOTHER;
        match (is_rest(known), is_rest(answer)) {
            (false, false) => (known == answer).then(|| self.clone()),
            (false, true) => (!asked.answers.contains(known)).then(|| self.clone()),
            (true, false) if before.answers.contains(answer) => None,
            (true, false) => self.without(asked).with_shared(asked, answer),
            (true, true) => self.without(asked).with(&before.clone().with_answers(asked.answers.iter()), answer),
        }
    }

    /// Both together; nothing if they can't hold together.
    pub fn and(&self, other: &Assignment) -> Option<Assignment> {
        if self.is_always() {
            return Some(other.clone());
        }
        let mut both = self.clone();
        for (condition, answer) in &other.answers {
            match both.answer(condition) {
                Some(known) if known == answer => {}
                Some(_) => return None,
                None => both = both.with_shared(condition, answer)?,
            }
        }
        Some(both)
    }

    /// The answers that the other one does not give.
    #[must_use]
    pub fn beyond(&self, other: &Assignment) -> Assignment {
        Assignment { answers: self.answers.iter().filter(|(condition, answer)| other.answer(condition) != Some(answer)).cloned().collect() }
    }

    /// The answers to all conditions but one.
    #[must_use]
    pub fn without(&self, condition: &OpenCondition) -> Assignment {
        Assignment { answers: self.answers.iter().filter(|(known, _)| known.id != condition.id).cloned().collect() }
    }

    /// The answers to some conditions alone.
    #[must_use]
    pub fn about(&self, conditions: &Conditions) -> Assignment {
        let is_asked = |condition: &OpenCondition| conditions.open.keys().any(|asked| asked.id == condition.id);
        Assignment { answers: self.answers.iter().filter(|(condition, _)| is_asked(condition)).cloned().collect() }
    }

    /// The answers that all of these share.
    pub fn common<'v>(assignments: impl IntoIterator<Item = &'v Assignment>) -> Assignment {
        let mut assignments = assignments.into_iter();
        let mut shared = assignments.next().cloned().unwrap_or_default();
        for other in assignments {
            shared.answers.retain(|(condition, answer)| other.answer(condition) == Some(answer));
        }
        shared
    }

    /// What something that holds under some of `of` assignments needs: nothing if it holds under all.
    pub fn needed_by<'v>(holding: impl ExactSizeIterator<Item = &'v Assignment>, of: usize) -> Assignment {
        if holding.len() == of { Assignment::default() } else { Assignment::common(holding) }
    }

    /// Whether one of the answers stands for all values that the code does not name.
    pub fn has_another(&self) -> bool {
        self.answers().any(|(_, answer)| answer == ANOTHER)
    }

    /// Each answer as people read it: "condition `UseOrg` is true".
    pub fn words(&self) -> Vec<String> {
        self.answers().map(|(condition, answer)| format!("{} is {answer}", condition.text)).collect()
    }
}

/// The conditions of which something needs another answer than the usual one: it holds under none of the sets in which all answers are usual.
pub fn unusual<'a>(all: &[&'a Assignment], holding: &[&'a Assignment]) -> Vec<&'a OpenCondition> {
    let is_usual = |(condition, answer): (&OpenCondition, &SmolStr)| condition.is_usual(answer);
    let are_usual = |given: &&Assignment| given.answers().all(is_usual);
    // Where there are too many sets to list them, the usual one is among them.
    if !all.is_empty() && !all.iter().any(are_usual) || holding.iter().any(are_usual) {
        return vec![];
    }
    let others = holding.iter().flat_map(|given| given.answers().filter(|answer| !is_usual(*answer)).map(|(condition, _)| condition));
    let mut others: Vec<&OpenCondition> = others.collect();
    others.sort();
    others.dedup();
    others
}

/// Open conditions with the answers that they can have.
#[derive(Default, Debug)]
pub struct Conditions {
    open: BTreeMap<OpenCondition, Answers>,
}

#[derive(Default, Debug)]
struct Answers {
    /// In the order in which they were named.
    named: Vec<SmolStr>,
    /// There is none that is not named.
    is_complete: bool,
    /// Those that whoever asks the question tells.
    told: Vec<SmolStr>,
}

impl Answers {
    fn name(&mut self, answer: &SmolStr) {
        if !self.named.contains(answer) {
            self.named.push(answer.clone());
        }
    }

    fn tell(&mut self, condition: &OpenCondition) {
        let new = condition.answers.iter().filter(|answer| !self.told.contains(answer));
        self.told.extend(new.cloned().collect::<Vec<_>>());
    }

    /// Those that are named, and those that whoever asks tells.
    fn all(&self) -> Vec<SmolStr> {
        let others = self.told.iter().filter(|answer| !self.named.contains(answer));
        // Of a closed list no answer is another one.
        let is_rest_of_all = self.named == [ANOTHER] && !self.told.iter().any(|answer| answer == ANOTHER);
        match self.told.is_empty() || is_rest_of_all {
            true => self.few(),
            false => self.named.iter().filter(|answer| *answer != ANOTHER || self.told.contains(answer)).chain(others).cloned().collect(),
        }
    }

    /// Those that are named and, where there may be more, the one that stands for the rest.
    fn few(&self) -> Vec<SmolStr> {
        let mut all = self.named.clone();
        let is_truth = all.iter().all(|answer| [TRUE, FALSE].contains(&answer.as_str()));
        let rest = match (self.is_complete, is_truth) {
            (true, _) => &[][..],
            (false, true) => &[TRUE, FALSE],
            (false, false) => &[ANOTHER],
        };
        all.extend(rest.iter().filter(|rest| !self.named.iter().any(|named| named == *rest)).map(|rest| SmolStr::new_static(rest)));
        all
    }
}

impl Conditions {
    /// Whether nothing is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Notes a condition with all its answers.
    pub fn all<'v>(&mut self, condition: &OpenCondition, answers: impl Iterator<Item = &'v SmolStr>) {
        let known = self.open.entry(condition.clone()).or_default();
        known.is_complete = true;
        known.tell(condition);
        answers.for_each(|answer| known.name(answer));
    }

    /// Notes the conditions of an assignment; their other answers may be named elsewhere.
    pub fn used(&mut self, given: &Assignment) {
        for (condition, answer) in given.answers() {
            let known = self.open.entry(condition.clone()).or_default();
            known.name(answer);
            known.tell(condition);
        }
    }

    /// The answers that a condition can have.
    pub fn answers(&self, condition: &OpenCondition) -> Vec<SmolStr> {
        self.open.get(condition).map(Answers::all).unwrap_or_default()
    }

    /// Every consistent assignment of all these conditions, where `fixed` holds. Where these are too many, answers that nothing here names are one.
    pub fn assignments(&self, fixed: &Assignment) -> Result<Vec<Assignment>, TooManyAssignments> {
        self.assignments_of(Answers::all, fixed).or_else(|TooManyAssignments| self.assignments_of(Answers::few, fixed))
    }

    fn assignments_of(&self, all: fn(&Answers) -> Vec<SmolStr>, fixed: &Assignment) -> Result<Vec<Assignment>, TooManyAssignments> {
        let mut assignments = vec![Assignment::default()];
        for (condition, answers) in &self.open {
            let told = &answers.told;
            let answers = fixed.answer(condition).map_or_else(|| all(answers), |fixed| vec![fixed.clone()]);
            if assignments.len() * answers.len() > MAX_ASSIGNMENTS {
                return Err(TooManyAssignments);
            }
            let condition = &Arc::new(condition.clone().with_answers(told.iter()));
            let extended = assignments.iter().flat_map(|given| answers.iter().filter_map(|answer| given.with_shared(condition, answer)));
            assignments = extended.collect();
        }
        Ok(assignments)
    }
}

/// Where none of these holds, told as briefly as possible.
pub fn outside(covered: &[&Assignment]) -> Result<Vec<Assignment>, TooManyAssignments> {
    let mut conditions = Conditions::default();
    covered.iter().for_each(|given| conditions.used(given));
    let all = conditions.assignments(&Assignment::default())?;
    let all: Vec<&Assignment> = all.iter().collect();
    let open: Vec<&Assignment> = all.iter().copied().filter(|given| !covered.iter().any(|covered| given.implies(covered))).collect();
    Ok(shortest(&all, &open))
}

/// Under which answers something is there: a resource, an instance of a module.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Presence {
    /// The answers that all share under which it is there.
    pub under: Assignment,
    /// Answers under which it is not there, where `under` cannot say so: it is there under several others.
    pub absent_under: Vec<Assignment>,
    /// Each set of answers under which it is there, where `under` cannot say so.
    pub there: Vec<Assignment>,
    /// The same for people; nothing if it always is there.
    pub when: Vec<String>,
    /// Why it may not be there at all: nothing certain can be said of it.
    pub doubt: Option<SmolStr>,
}

impl Presence {
    /// There under these answers, and no others.
    pub fn only_under(answers: Assignment) -> Presence {
        Presence { when: answers.words(), under: answers, ..Presence::default() }
    }

    /// There under some of all sets of answers.
    pub fn of(all: &[&Assignment], there: &[&Assignment]) -> Presence {
        let under = Assignment::needed_by(there.iter().copied(), all.len());
        let absent = all.iter().filter(|given| !there.contains(given) && under.agrees_with(given));
        let absent_under = absent.map(|given| Assignment::clone(given)).collect();
        let when = holding_words(all, there);
        let there = if there.len() == all.len() { vec![] } else { shortest(all, there) };
        Presence { absent_under, when, under, there, doubt: None }
    }

    /// Each set of answers under which it is there.
    pub fn cases(&self) -> &[Assignment] {
        if self.there.is_empty() { std::slice::from_ref(&self.under) } else { &self.there }
    }

    /// That of a part of something; nothing if the part is there only when the whole is not.
    pub fn of_part(&self, part: &Presence) -> Option<Presence> {
        let under = self.under.and(&part.under)?;
        let absent_under = self.absent_under.iter().chain(&part.absent_under).cloned().collect();
        let both = self.cases().iter().flat_map(|whole| part.cases().iter().filter_map(|part| whole.and(part)));
        let mut there: Vec<Assignment> = vec![];
        both.take(MAX_ASSIGNMENTS + 1).for_each(|case| {
            if !there.contains(&case) {
                there.push(case)
            }
        });
        if there.is_empty() {
            return None;
        }
        let is_told = there.len() > MAX_ASSIGNMENTS || there.as_slice() == std::slice::from_ref(&under);
        // The words of both hold together only where none of their answers exclude each other.
        let when = match is_told || there.len() == self.cases().len() * part.cases().len() {
            true => self.when.iter().chain(&part.when).cloned().collect(),
            false => case_words(&there),
        };
        let there = if is_told { vec![] } else { there };
        Some(Presence { under, absent_under, there, when, doubt: self.doubt.clone().or_else(|| part.doubt.clone()) })
    }

    /// Whether it can be there under these answers.
    pub fn admits(&self, given: &Assignment) -> bool {
        given.agrees_with(&self.under) && !self.absent_under.iter().any(|absent| given.implies(absent))
    }
}

#[cfg(test)]
mod tests {
    use super::words::listed;
    use super::*;

    fn condition(name: &str) -> OpenCondition {
        OpenCondition::new(name, format!("condition `{name}`"))
    }

    fn given(answers: &[(&str, &str)]) -> Assignment {
        let of = |given: Option<Assignment>, (name, answer): &(&str, &str)| given?.with(&condition(name), &SmolStr::new(answer));
        answers.iter().fold(Some(Assignment::default()), of).expect("consistent answers")
    }

    #[test]
    fn what_contradicts_does_not_hold_together() {
        let (yes, no) = (given(&[("a", "true")]), given(&[("a", "false")]));
        assert!(!yes.agrees_with(&no));
        assert_eq!(yes.and(&no), None);
        let both = yes.and(&given(&[("b", "dev"), ("a", "true")])).expect("they agree");
        assert_eq!(both, given(&[("b", "dev"), ("a", "true")]));
        assert_eq!(both.beyond(&yes), given(&[("b", "dev")]));
        assert_eq!(both.words(), ["condition `a` is true", "condition `b` is dev"]);
        assert!(both.implies(&yes) && !yes.implies(&both));
    }

    #[test]
    fn the_answers_that_nothing_names_are_one() {
        let mut conditions = Conditions::default();
        conditions.used(&given(&[("switch", "true"), ("stage", "dev")]));
        conditions.used(&given(&[("stage", "prod")]));
        conditions.all(&condition("size"), [SmolStr::new("s"), SmolStr::new("m")].iter());
        let all = conditions.assignments(&given(&[("size", "m")])).expect("few");
        let told: Vec<String> = all.iter().map(|given| given.words().join(", ").replace("condition ", "")).collect();
        let of = |stage: &str, switch: &str| format!("`size` is m, `stage` is {stage}, `switch` is {switch}");
        let expected: Vec<String> = ["dev", "prod", ANOTHER].iter().flat_map(|stage| [of(stage, "true"), of(stage, "false")]).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn too_many_are_told() {
        let mut conditions = Conditions::default();
        (0..6).for_each(|number| conditions.used(&given(&[(&format!("c{number}"), "true")])));
        assert_eq!(conditions.assignments(&Assignment::default()).map(|all| all.len()), Ok(MAX_ASSIGNMENTS));
        conditions.used(&given(&[("one-more", "true")]));
        assert_eq!(conditions.assignments(&Assignment::default()), Err(TooManyAssignments));
    }

    #[test]
    fn each_two_that_are_needed_stand_together() {
        let mut conditions = Conditions::default();
        let names: Vec<String> = (0..9).map(|number| format!("c{number}")).collect();
        let single = names.iter().flat_map(|name| ["true", "false"].map(|answer| given(&[(name, answer)])));
        let deep = given(&[("c0", "true"), ("c1", "false"), ("c2", "true"), ("d", "x")]);
        let needed: Vec<Assignment> = single.chain([deep]).collect();
        needed.iter().for_each(|given| conditions.used(given));
        assert_eq!(conditions.assignments(&Assignment::default()), Err(TooManyAssignments));
        let rows = conditions.pairs(&Assignment::default(), &needed).expect("few");
        assert!(rows.len() < 30, "{}", rows.len());
        for both in needed.iter().flat_map(|one| needed.iter().filter_map(|other| one.and(other))) {
            assert!(rows.iter().any(|row| row.implies(&both)), "{both:?}");
        }
        let fixed = given(&[("c0", "false")]);
        assert!(conditions.pairs(&fixed, &needed).expect("few").iter().all(|row| row.implies(&fixed)));
    }

    #[test]
    fn what_is_not_covered() {
        let (yes, no) = (given(&[("a", "true")]), given(&[("a", "false")]));
        assert_eq!(outside(&[]), Ok(vec![Assignment::default()]));
        assert_eq!(outside(&[&Assignment::default()]), Ok(vec![]));
        assert_eq!(outside(&[&yes]), Ok(vec![no.clone()]));
        assert_eq!(outside(&[&yes, &no]), Ok(vec![]));
        assert_eq!(outside(&[&given(&[("stage", "dev")])]), Ok(vec![given(&[("stage", ANOTHER)])]));
    }

    #[test]
    fn what_does_not_matter_is_left_out() {
        let mut conditions = Conditions::default();
        conditions.used(&given(&[("a", "true"), ("b", "true")]));
        let all = conditions.assignments(&Assignment::default()).expect("few");
        let all: Vec<&Assignment> = all.iter().collect();
        let a = given(&[("a", "true")]);
        let holding: Vec<&Assignment> = all.iter().copied().filter(|given| given.implies(&a)).collect();
        assert_eq!(shortest(&all, &holding), std::slice::from_ref(&a));
        assert_eq!(shortest(&all, &all), [Assignment::default()]);
        assert_eq!(Assignment::needed_by(holding.iter().copied(), all.len()), a);
        assert_eq!(Assignment::needed_by(all.iter().copied(), all.len()), Assignment::default());
    }

    #[test]
    fn several_answers_are_named() {
        let mut conditions = Conditions::default();
        ["dev", "prod", "stage"].iter().for_each(|stage| conditions.used(&given(&[("stage", stage)])));
        conditions.used(&given(&[("a", "true")]));
        let all = conditions.assignments(&Assignment::default()).expect("few");
        let all: Vec<&Assignment> = all.iter().collect();
        let told = |holds: &dyn Fn(&str, &str) -> bool| {
            let of = |given: &Assignment, name: &str| given.answer(&condition(name)).expect("answered").to_string();
            let holding: Vec<&Assignment> = all.iter().copied().filter(|given| holds(&of(given, "stage"), &of(given, "a"))).collect();
            holding_words(&all, &holding).join(" and ")
        };
        assert_eq!(told(&|_, _| true), "");
        assert_eq!(told(&|stage, _| stage == "prod"), "condition `stage` is prod");
        assert_eq!(told(&|stage, _| ["prod", "stage"].contains(&stage)), "condition `stage` is prod or stage");
        assert_eq!(told(&|stage, _| stage != "dev"), "condition `stage` is not dev");
        assert_eq!(told(&|stage, _| stage == ANOTHER), "condition `stage` is none of dev, prod and stage");
        assert_eq!(told(&|stage, a| stage == "prod" || a == "true"), "condition `a` is true, or condition `stage` is prod");
        assert_eq!(
            told(&|stage, a| a == "true" && ["dev", "prod"].contains(&stage)),
            "condition `a` is true and condition `stage` is dev or prod"
        );
        assert_eq!(
            told(&|stage, a| (stage == "prod") == (a == "true") && ["dev", "prod"].contains(&stage)),
            "condition `a` is true and condition `stage` is prod, or condition `a` is false and condition `stage` is dev"
        );
        let many: Vec<SmolStr> = (0..7).map(|number| SmolStr::new(number.to_string())).collect();
        assert_eq!(listed(&many.iter().collect::<Vec<_>>(), "or"), "0, 1, 2, 3 or 3 others");
        assert_eq!(listed(&many.iter().take(5).collect::<Vec<_>>(), "or"), "0, 1, 2, 3 or 4");
    }
}
