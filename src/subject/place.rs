//! What stands at an attribute path of a resource, under all answers: also that nothing stands there although its block does.

use crate::condition::{Assignment, Conditions};
use crate::policy::{self, Part};
use crate::value::{Kind, Value};

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stands<'a> {
    Value(&'a Value),
    /// Nothing, in a block (or resource) that is there; a default fills the place.
    Nothing(&'a Value),
}

/// Everything that stands at a path. Empty texts and lists count as nothing: Terraform does not tell them from what is not set
/// (<https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors>).
pub(super) fn stands<'a>(attributes: &'a Value, path: &str, answers: &mut Conditions) -> Vec<(Assignment, Stands<'a>)> {
    let mut found = vec![];
    let mut walk = Walk { answers, found: &mut found };
    walk.descend(attributes, &policy::parts(path), None, &Assignment::default());
    found
}

struct Walk<'w, 'a> {
    answers: &'w mut Conditions,
    found: &'w mut Vec<(Assignment, Stands<'a>)>,
}

impl<'a> Walk<'_, 'a> {
    /// `block` is what the value is a member of, if the path ends with this member.
    fn descend(&mut self, value: &'a Value, path: &[Part<'_>], block: Option<&'a Value>, given: &Assignment) {
        let is_empty = match &value.kind {
            Kind::Null | Kind::Absent => true,
            Kind::Text(text) => text.literal().is_empty() && text.holes().is_empty(),
            Kind::List(items) => items.is_empty(),
            _ => false,
        };
        match (&value.kind, path.split_first()) {
            (Kind::Alternatives(alternatives), _) => {
                self.answers.all(&alternatives.condition, alternatives.branches.iter().map(|(answer, _)| answer));
                for (answer, branch) in &alternatives.branches {
                    if let Some(given) = given.with(&alternatives.condition, answer) {
                        self.descend(branch, path, block, &given);
                    }
                }
            }
            (_, None) if is_empty => self.found.extend(block.map(|block| (given.clone(), Stands::Nothing(block)))),
            (Kind::List(items), None) => items.iter().for_each(|item| self.descend(item, path, None, given)),
            (Kind::Unknown(_), _) | (_, None) => self.found.push((given.clone(), Stands::Value(value))),
            (Kind::Map(map), Some((Part::Member(name), rest))) => {
                let block = rest.iter().all(|part| matches!(part, Part::Items)).then_some(value);
                match map.get(name) {
                    Some(member) => self.descend(member, rest, block, given),
                    None => self.found.extend(block.map(|block| (given.clone(), Stands::Nothing(block)))),
                }
            }
            (Kind::List(items), Some((Part::Items, rest))) => {
                items.iter().for_each(|item| self.descend(item, rest, None, given));
            }
            // A single block where a list may stand.
            (_, Some((Part::Items, rest))) => self.descend(value, rest, block, given),
            (Kind::Map(map), Some((Part::Values, rest))) => {
                map.entries.iter().for_each(|entry| self.descend(&entry.value, rest, None, given));
            }
            _ => {}
        }
    }
}
