//! The operands of a condition that have an order, put together: a value is compared with all of them at once.

use super::{Comparison, Condition, Family};
use crate::iam::scalar::{self, AddressBlock, AddressSet, Number};
use crate::truth::Truth;
use std::cmp::Ordering;
use std::sync::OnceLock;

/// What the operands of a condition come to, once somebody asks. It follows from them and tells no two conditions apart.
#[derive(Clone, Debug, Default)]
pub struct Operands(OnceLock<Ordered>);

impl PartialEq for Operands {
    fn eq(&self, _: &Operands) -> bool {
        true
    }
}

#[derive(Clone, Debug)]
struct Ordered {
    values: OrderedValues,
    /// Whether one of them cannot be read.
    is_malformed: bool,
    /// Whether one of them is not known.
    is_open: bool,
}

/// The values in their order.
#[derive(Clone, Debug)]
enum OrderedValues {
    Numbers(Vec<Number>),
    Dates(Vec<i128>),
    Addresses(AddressSet),
}

/// What one value comes to beside all operands.
pub(super) struct Compared {
    /// Whether one of the operands that can be read matches.
    pub(super) matches: bool,
    pub(super) is_malformed: bool,
    pub(super) is_open: bool,
}

/// Whether operands of this kind have an order.
pub(in crate::iam) fn have_order(family: Family) -> bool {
    matches!(family, Family::Number(_) | Family::Date(_) | Family::Address)
}

/// A value beside the operands of a condition of this kind; nothing where they have no order.
pub(super) fn compare(condition: &Condition, family: Family, value: &str) -> Option<Compared> {
    if !have_order(family) {
        return None;
    }
    let ordered = condition.operands.0.get_or_init(|| Ordered::of(condition, family));
    let matches = match (&ordered.values, family) {
        (OrderedValues::Numbers(all), Family::Number(comparison)) => {
            Number::read(value).is_some_and(|found| holds_any(comparison, &found, all))
        }
        (OrderedValues::Dates(all), Family::Date(comparison)) => {
            scalar::date(value).is_some_and(|found| holds_any(comparison, &found, all))
        }
        (OrderedValues::Addresses(all), _) => all.holds(value),
        _ => false,
    };
    Some(Compared { matches, is_malformed: ordered.is_malformed, is_open: ordered.is_open })
}

impl Compared {
    /// Whether any operand matches, where one that cannot be read counts so.
    pub(super) fn any(&self, malformed: Truth) -> Truth {
        let malformed = if self.is_malformed { malformed } else { Truth::No };
        let open = if self.is_open { Truth::Unknown } else { Truth::No };
        Truth::from(self.matches).or(malformed).or(open)
    }
}

impl Ordered {
    fn of(condition: &Condition, family: Family) -> Ordered {
        let known = || condition.values.iter().filter_map(|value| value.known());
        let (values, is_malformed) = match family {
            // A text that is no number or date matches nothing.
            Family::Number(_) => (OrderedValues::Numbers(sorted(known().filter_map(Number::read))), false),
            Family::Date(_) => (OrderedValues::Dates(sorted(known().filter_map(scalar::date))), false),
            _ => {
                let blocks: Vec<AddressBlock> = known().filter_map(AddressBlock::read).collect();
                let is_malformed = blocks.len() < known().count();
                (OrderedValues::Addresses(AddressSet::of(blocks)), is_malformed)
            }
        };
        Ordered { values, is_malformed, is_open: known().count() < condition.values.len() }
    }
}

fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values
}

/// Whether the comparison holds with any of these, which are in order: with the first or the last if with any.
fn holds_any<T: Ord>(comparison: Comparison, found: &T, all: &[T]) -> bool {
    let is = |other: Option<&T>, wanted: &[Ordering]| other.is_some_and(|other| wanted.contains(&found.cmp(other)));
    match comparison {
        Comparison::Equal => all.binary_search(found).is_ok(),
        Comparison::Less => is(all.last(), &[Ordering::Less]),
        Comparison::LessOrEqual => is(all.last(), &[Ordering::Less, Ordering::Equal]),
        Comparison::Greater => is(all.first(), &[Ordering::Greater]),
        Comparison::GreaterOrEqual => is(all.first(), &[Ordering::Greater, Ordering::Equal]),
    }
}
