//! What a value is once questions that it depends on are answered.

use super::shared::Questions;
use super::{Contents, Entry, Kind, Map, Shared, Value};
use crate::condition::{Assignment, OpenCondition};
use smol_str::SmolStr;

/// The parts of a collection under these answers, without those that are absent: each with its value where that is another. Nothing if all stay as they are.
fn each_under<'p, T>(
    parts: &'p [T],
    value: fn(&T) -> &Value,
    assignment: &'p Assignment,
    answered: Questions,
) -> Option<impl Iterator<Item = (&'p T, Option<Value>)>> {
    let is_absent = |value: &Value| value.kind == Kind::Absent;
    let (place, first) = parts.iter().enumerate().find_map(|(place, part)| {
        let decided = value(part).changed_under(assignment, answered);
        (decided.is_some() || is_absent(value(part))).then_some((place, decided))
    })?;
    let (same, others) = parts.split_at_checked(place)?;
    let (changed, rest) = others.split_first()?;
    let same = same.iter().map(|part| (part, None)).chain([(changed, first)]);
    let all = same.chain(rest.iter().map(move |part| (part, value(part).changed_under(assignment, answered))));
    Some(all.filter(move |(part, decided)| decided.as_ref().map_or_else(|| !is_absent(value(part)), |decided| !is_absent(decided))))
}

impl Value {
    /// The value under these answers as far as they decide the value itself; what is inside is left as it is.
    #[must_use]
    pub fn decided(&self, assignment: &Assignment) -> Value {
        let Kind::Alternatives(alternatives) = &self.kind else { return self.clone() };
        match alternatives.chosen(assignment) {
            Some(value) => {
                let decided = value.decided(assignment);
                Value { provenance: self.provenance.then(&decided.provenance), ..decided }
            }
            None => {
                let branches = alternatives.branches.iter().map(|(answer, value)| (answer.clone(), value.decided(assignment)));
                let decided = Value::alternatives(alternatives.condition.clone(), branches.collect(), self.span);
                Value { provenance: self.provenance.clone(), ..decided }
            }
        }
    }

    /// The value where this answer to a question is not the one, as far as that decides the value itself.
    pub(super) fn without_answer(&self, question: &OpenCondition, answer: &SmolStr) -> Value {
        let Kind::Alternatives(alternatives) = &self.kind else { return self.clone() };
        let is_asked = alternatives.condition.id == question.id;
        let left = alternatives.branches.iter().filter(|(named, _)| !is_asked || named != answer);
        let left: Vec<(SmolStr, Value)> = left.map(|(named, value)| (named.clone(), value.without_answer(question, answer))).collect();
        let value = match left.as_slice() {
            [] => return self.clone(),
            [(_, only)] => only.clone(),
            _ => Value::alternatives(alternatives.condition.clone(), left, self.span),
        };
        Value { provenance: self.provenance.then(&value.provenance), ..value }
    }

    /// The value under these answers: decided alternatives replaced, absent members left out.
    #[must_use]
    pub fn under(&self, assignment: &Assignment) -> Value {
        self.changed_under(assignment, Questions::answered_by(assignment)).unwrap_or_else(|| self.clone())
    }

    /// The same, or nothing if it is the value as it stands: most of a large value is, and is shared.
    fn changed_under(&self, assignment: &Assignment, answered: Questions) -> Option<Value> {
        let stays = |inside: Contents| !inside.is_absent && !inside.questions.may_meet(answered);
        let kind = match &self.kind {
            Kind::Alternatives(alternatives) => {
                let branch = alternatives.chosen(assignment)?;
                let decided = branch.under(assignment);
                return Some(Value { provenance: self.provenance.then(&decided.provenance), ..decided });
            }
            Kind::List(items) if stays(items.inside()) => return None,
            Kind::Map(map) if stays(map.inside()) => return None,
            Kind::List(items) => {
                let items = each_under(items, |item| item, assignment, answered)?;
                Kind::List(Shared::new(items.map(|(item, decided)| decided.unwrap_or_else(|| item.clone())).collect()))
            }
            Kind::Map(map) => {
                let entries = each_under(&map.entries, |entry| &entry.value, assignment, answered)?;
                let entries = entries.map(|(entry, decided)| match decided {
                    Some(value) => Entry { value, ..entry.clone() },
                    None => entry.clone(),
                });
                Kind::Map(Shared::new(Map { entries: entries.collect() }))
            }
            _ => return None,
        };
        Some(Value { kind, ..self.clone() })
    }
}
