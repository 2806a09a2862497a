//! Questions that compare an open value with a known one: which of their answers can be given together.

use super::{ANOTHER, FALSE, OpenCondition, TRUE};
use crate::truth::Truth;
use smol_str::SmolStr;
use std::cmp::Ordering;

/// What a question compares.
#[derive(Clone, Debug)]
pub struct ComparedValue {
    /// What is open, the same wherever it is meant.
    pub subject: SmolStr,
    pub with: ComparedWith,
    pub few: FewSay,
}

/// Which answer only few of all values give: the other one excludes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FewSay {
    #[default]
    NotKnown,
    Yes,
    No,
    /// Many values give either.
    Neither,
}

/// What an open value is compared with.
#[derive(Clone, Debug)]
pub enum ComparedWith {
    /// Whether it is this one, as JSON writes it.
    Value(SmolStr),
    /// Whether it is any but this one.
    AllBut(SmolStr),
    /// Whether it is below a number.
    Below(f64),
    /// Whether it is above a number.
    Above(f64),
    /// The answers are the texts that it may be.
    Answers,
    /// Whether something holds of it.
    Nothing,
    /// The same, where no values but those that the code names are known to say yes.
    Named,
}

/// What an answer leaves of the value.
#[derive(Clone, Copy)]
enum Left<'v> {
    Only(&'v str),
    AllBut(&'v str),
    Numbers(Limits),
    /// Nothing is known of it.
    Anything,
}

/// Numbers between two, which may be among them.
#[derive(Clone, Copy)]
struct Limits {
    low: Option<(f64, bool)>,
    high: Option<(f64, bool)>,
}

impl ComparedValue {
    fn left<'v>(&'v self, answer: &'v str) -> Left<'v> {
        let (below, above) =
            (|high| Left::Numbers(Limits { low: None, high: Some(high) }), |low| Left::Numbers(Limits { low: Some(low), high: None }));
        match (&self.with, answer) {
            (ComparedWith::Answers, ANOTHER) => Left::Anything,
            (ComparedWith::Answers, text) => Left::Only(text),
            (ComparedWith::Value(value), TRUE) | (ComparedWith::AllBut(value), FALSE) => Left::Only(bare(value)),
            (ComparedWith::Value(value), FALSE) | (ComparedWith::AllBut(value), TRUE) => Left::AllBut(bare(value)),
            (ComparedWith::Below(number), TRUE) => below((*number, false)),
            (ComparedWith::Below(number), FALSE) => above((*number, true)),
            (ComparedWith::Above(number), TRUE) => above((*number, false)),
            (ComparedWith::Above(number), FALSE) => below((*number, true)),
            _ => Left::Anything,
        }
    }

    /// Whether it is about whether there is a value at all, and the answer is that there is one.
    fn is_given(&self, answer: &str) -> bool {
        matches!(self.left(answer), Left::AllBut(NULL))
    }
}

const NULL: &str = "null";

/// A text that is compared with a number may be made one.
fn bare(json: &str) -> &str {
    json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|text| *text != NULL).unwrap_or(json)
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || one.parse::<f64>().is_ok_and(|one| other.parse::<f64>() == Ok(one))
}

/// Whether two answers can be given together; nothing where the questions do not compare the same value.
pub(super) fn go_together(one: (&OpenCondition, &str), other: (&OpenCondition, &str)) -> Option<Truth> {
    let (first, second) = (one.0.compared.as_deref()?, other.0.compared.as_deref()?);
    if first.subject != second.subject {
        return None;
    }
    Some(match (first.left(one.1), second.left(other.1)) {
        (Left::Anything, Left::AllBut(_)) | (Left::AllBut(_), Left::Anything | Left::AllBut(_) | Left::Numbers(_)) => Truth::Yes,
        (Left::Numbers(_), Left::AllBut(_)) => Truth::Yes,
        (Left::Anything, _) | (_, Left::Anything) => Truth::Unknown,
        (Left::Only(one), Left::Only(other)) => truth(is_same(one, other)),
        (Left::Only(only), Left::AllBut(but)) | (Left::AllBut(but), Left::Only(only)) => truth(!is_same(only, but)),
        (Left::Only(only), Left::Numbers(limits)) | (Left::Numbers(limits), Left::Only(only)) => match only.parse::<f64>() {
            Ok(number) => truth(limits.hold(number)),
            Err(_) => Truth::No,
        },
        (Left::Numbers(one), Left::Numbers(other)) => one.and(other).have_numbers(),
    })
}

/// Whether a question about a thing is whether there is a value, and the answer is that there is one: that says nothing about which.
pub(super) fn says_only_that_it_is_given((asked, answer): (&OpenCondition, &str)) -> bool {
    asked.compared.as_deref().is_some_and(|compared| compared.subject == asked.about && compared.is_given(answer))
}

/// The same of whether there is anything in it: that says nothing about what.
pub(super) fn says_only_that_it_has_members((asked, answer): (&OpenCondition, &str)) -> bool {
    let is_of_members =
        |compared: &ComparedValue| compared.subject.strip_prefix("length(").and_then(|of| of.strip_suffix(')')) == Some(&asked.about);
    asked.compared.as_deref().is_some_and(|compared| is_of_members(compared) && matches!(compared.left(answer), Left::AllBut("0")))
}

/// Whether an answer is given by all but few values, so that it goes together with any other that is.
pub(super) fn excludes_nothing((asked, answer): (&OpenCondition, &str)) -> bool {
    asked.compared.as_deref().is_some_and(|compared| match compared.few {
        FewSay::NotKnown => false,
        FewSay::Yes => answer == FALSE,
        FewSay::No => answer == TRUE,
        FewSay::Neither => true,
    })
}

/// Whether no value is known that gives this answer and that the code does not name.
pub(super) fn only_named_say_so((asked, answer): (&OpenCondition, &str)) -> bool {
    answer == TRUE && asked.compared.as_deref().is_some_and(|compared| matches!(compared.with, ComparedWith::Named))
}

fn truth(holds: bool) -> Truth {
    if holds { Truth::Yes } else { Truth::No }
}

impl Limits {
    fn hold(self, number: f64) -> bool {
        self.low.is_none_or(|(low, is_in)| number > low || is_in && number >= low)
            && self.high.is_none_or(|(high, is_in)| number < high || is_in && number <= high)
    }

    fn and(self, other: Limits) -> Limits {
        let nearer = |one: Option<(f64, bool)>, other: Option<(f64, bool)>, nearer: Ordering| match (one, other) {
            (Some(one), Some(other)) => match one.0.partial_cmp(&other.0) {
                Some(Ordering::Equal) | None => Some((one.0, one.1 && other.1)),
                Some(order) if order == nearer => Some(one),
                Some(_) => Some(other),
            },
            (one, other) => one.or(other),
        };
        Limits { low: nearer(self.low, other.low, Ordering::Greater), high: nearer(self.high, other.high, Ordering::Less) }
    }

    /// Most numbers of infrastructure are whole; whether one between two whole ones is meant is not known.
    fn have_numbers(self) -> Truth {
        let (Some((low, is_low_in)), Some((high, is_high_in))) = (self.low, self.high) else { return Truth::Yes };
        let whole = if is_low_in { low.ceil() } else { low.floor() + 1.0 };
        match low.partial_cmp(&high) {
            Some(Ordering::Less) if self.hold(whole) => Truth::Yes,
            Some(Ordering::Less) => Truth::Unknown,
            Some(Ordering::Equal) if is_low_in && is_high_in => Truth::Yes,
            _ => Truth::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn asked(with: ComparedWith) -> OpenCondition {
        let compared = ComparedValue { subject: "var.n".into(), with, few: FewSay::NotKnown };
        OpenCondition { compared: Some(Arc::new(compared)), ..OpenCondition::new("id", "text") }
    }

    #[test]
    fn what_goes_together() {
        let value = |json: &str| asked(ComparedWith::Value(json.into()));
        let (below, above) = (|number| asked(ComparedWith::Below(number)), |number| asked(ComparedWith::Above(number)));
        let answers = asked(ComparedWith::Answers);
        let cases = [
            (value("null"), "true", value("\"public\""), "true", Truth::No),
            (value("null"), "false", value("\"public\""), "true", Truth::Yes),
            (value("null"), "true", value("\"public\""), "false", Truth::Yes),
            (value("null"), "true", answers.clone(), "public", Truth::No),
            (value("null"), "true", answers.clone(), ANOTHER, Truth::Unknown),
            (value("\"null\""), "true", value("null"), "false", Truth::Yes),
            (value("1"), "true", answers, "1", Truth::Yes),
            (value("0"), "true", above(0.0), "true", Truth::No),
            (value("3"), "true", above(0.0), "true", Truth::Yes),
            (value("0"), "false", above(0.0), "true", Truth::Yes),
            (below(1.0), "true", above(0.0), "true", Truth::Unknown),
            (below(2.0), "true", above(0.0), "true", Truth::Yes),
            (below(2.0), "true", above(5.0), "true", Truth::No),
            (below(1.0), "false", above(1.0), "false", Truth::Yes),
            (below(1.0), "false", below(1.0), "true", Truth::No),
            (value("null"), "true", above(1.0), "false", Truth::No),
            (asked(ComparedWith::AllBut("0".into())), "false", above(0.0), "true", Truth::No),
        ];
        for (one, first, other, second, expected) in cases {
            assert_eq!(
                go_together((&one, first), (&other, second)),
                Some(expected),
                "{:?} {first}, {:?} {second}",
                one.compared,
                other.compared
            );
            assert_eq!(go_together((&other, second), (&one, first)), Some(expected), "turned: {:?}, {:?}", one.compared, other.compared);
        }
    }
}
