//! The statements of a document that the provider puts together, told apart by their ids.

use crate::mapped_text::{HoleAt, WhyCode};
use crate::terraform::evaluate::Evaluator;
use crate::value::{Kind, Value};
use rustc_hash::FxHashMap;

/// How many statements a document may have: no policy of AWS has room for as many (a bucket's has 20 KB).
const MAX_STATEMENTS: usize = 1_000;

/// Statements under construction, in order.
#[derive(Default)]
pub(super) struct Statements {
    pub items: Vec<Value>,
    /// The place of each that has an id.
    places: FxHashMap<String, usize>,
    pub unknown: Option<Value>,
    /// How many of them other documents gave, which the statements of this one may replace.
    pub from_sources: usize,
}

impl Statements {
    /// Adds one; a statement with the same id takes the place of the earlier.
    pub(super) fn add(&mut self, evaluator: &Evaluator<'_>, statement: Value, may_replace: impl Fn(usize) -> bool) {
        if self.items.len() >= MAX_STATEMENTS {
            let limit = || evaluator.limit(statement.span, &format!("a policy document has more than {MAX_STATEMENTS} statements"));
            self.unknown.get_or_insert_with(limit);
            return;
        }
        if self.unknown.is_none() {
            self.unknown = self.perhaps_replaced(&statement, &may_replace);
        }
        let sid = sid(&statement);
        let same = sid.as_ref().and_then(|sid| self.places.get(sid)).copied();
        if same.is_some_and(|place| !may_replace(place)) {
            let why = "two statements have the same `Sid`, which the provider refuses";
            self.unknown = Some(Value::unknown(WhyCode::FailedFunction, why, statement.span));
        }
        match same.and_then(|place| self.items.get_mut(place)) {
            Some(earlier) => *earlier = statement,
            None => {
                self.places.extend(sid.map(|sid| (sid, self.items.len())));
                self.items.push(statement);
            }
        }
    }

    /// What is not known of an id by which a statement may take the place of an earlier one.
    fn perhaps_replaced(&self, statement: &Value, may_replace: &impl Fn(usize) -> bool) -> Option<Value> {
        let id = id(statement)?;
        let is_known = sid(statement).is_some();
        let earlier = self.items.iter().enumerate().filter(|(place, earlier)| may_replace(*place) && (!is_known || sid(earlier).is_none()));
        let mut earlier = earlier.filter(|(_, earlier)| self::id(earlier).is_some_and(|earlier| may_be_equal(&id, &earlier)));
        let (_, earlier) = earlier.next()?;
        let hole = |statement: &Value| statement.get("Sid")?.first_unknown();
        Some(Value::new(Kind::Unknown(hole(statement).or_else(|| hole(earlier))?), statement.span))
    }
}

/// How the id of a statement begins and ends, as far as it is known.
type IdEnds = (String, String);

/// What the id of a statement may be; nothing if it has none.
fn id(statement: &Value) -> Option<IdEnds> {
    let sid = statement.get("Sid").filter(|sid| sid.kind != Kind::Null && sid.as_str() != Some(""))?;
    let text = sid.to_text().unwrap_or_default();
    let literal = text.literal();
    let (first, last) = (text.holes().first(), text.holes().last());
    let at = |hole: &HoleAt| usize::try_from(hole.at).unwrap_or_default();
    let begins = first.map_or(literal, |hole| literal.get(..at(hole)).unwrap_or_default());
    let ends = last.map_or(literal, |hole| literal.get(at(hole)..).unwrap_or_default());
    Some((begins.to_owned(), ends.to_owned()))
}

fn may_be_equal(one: &IdEnds, other: &IdEnds) -> bool {
    let begin_alike = one.0.starts_with(&other.0) || other.0.starts_with(&one.0);
    begin_alike && (one.1.ends_with(&other.1) || other.1.ends_with(&one.1))
}

fn sid(statement: &Value) -> Option<String> {
    statement.get("Sid")?.as_str().filter(|sid| !sid.is_empty()).map(str::to_owned)
}
