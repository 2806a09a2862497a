//! Answers that might exclude one another: questions about the same open thing that are not decided together.

use super::comparison::{excludes_nothing, go_together, only_named_say_so, says_only_that_it_has_members, says_only_that_it_is_given};
use super::{ANOTHER, Assignment, OpenCondition, other_answer};
use crate::truth::Truth;
use smol_str::SmolStr;

/// Each set of answers is compared with this many at most; what others might show stays in doubt.
const MAX_COMPARED: usize = 256;

/// Two questions about one thing, of which something needs answers that might not go together.
pub fn might_exclude_each_other(holding: &[Assignment]) -> Option<(&OpenCondition, &OpenCondition)> {
    let first = holding.first()?;
    // What not all answer, some do without.
    let asked: Vec<&OpenCondition> =
        first.answers().map(|(condition, _)| condition).filter(|condition| !condition.about.is_empty()).collect();
    let pairs = asked.iter().enumerate().flat_map(|(at, one)| asked.iter().skip(at + 1).map(move |other| (*one, *other)));
    pairs
        .filter(|(one, other)| one.about == other.about || is_member(one, other) || is_member(other, one))
        .find(|(one, other)| holding.iter().all(|given| is_doubtful(given, (one, other), holding)))
}

/// Whether a question is about a member of what the other one is about.
fn is_member(member: &OpenCondition, whole: &OpenCondition) -> bool {
    let below = member.about.strip_prefix(whole.about.as_str());
    below.is_some_and(|below| below.starts_with(['.', '[']))
}

fn is_doubtful(given: &Assignment, (one, other): (&OpenCondition, &OpenCondition), holding: &[Assignment]) -> bool {
    let (Some(of_one), Some(of_other)) = (given.answer(one), given.answer(other)) else { return false };
    let is_free = |condition: &OpenCondition, answer: &SmolStr| {
        let turned = given.without(condition).with(condition, &other_answer(answer));
        turned.is_some_and(|turned| holding.iter().take(MAX_COMPARED).any(|holding| turned.implies(holding)))
    };
    let both = [(one, of_one.as_str()), (other, of_other.as_str())];
    let [first, second] = both;
    // What the code does not name may be anything, but for what nothing else is known to be.
    if both.iter().any(|(_, answer)| *answer == ANOTHER) {
        let is_named_only =
            |(asked, answer): (&OpenCondition, &str)| only_named_say_so((asked, answer)) && !is_free(asked, &SmolStr::new(answer));
        return both.into_iter().any(is_named_only);
    }
    let is_known = go_together(first, second) == Some(Truth::Yes)
        || both.into_iter().all(excludes_nothing)
        || both.into_iter().any(says_only_that_it_is_given)
        || one.about != other.about && both.into_iter().any(says_only_that_it_has_members);
    !is_known && !is_free(one, of_one) && !is_free(other, of_other)
}
