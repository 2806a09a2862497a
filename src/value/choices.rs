//! Goes through the consistent choices of the alternatives in values.

use super::{Depth, Kind, Map, Shared, Value};
use crate::condition::{ANOTHER, Assignment, MAX_ASSIGNMENTS, TooManyAssignments};
use crate::mapped_text::{Hole, HoleKind, Why, WhyCode};
use crate::source::Span;
use smol_str::SmolStr;
use std::sync::Arc;

/// Applies a function for each consistent choice of the alternatives in some values. The results are the branches of the whole.
pub fn each_choice(
    values: &[Value],
    depth: Depth,
    span: Span,
    apply: &mut dyn FnMut(&Assignment, &[Value]) -> Value,
) -> Result<Value, TooManyAssignments> {
    let result = Choices { depth, span, left: MAX_ASSIGNMENTS, asked: 0, apply }.of(values, &Assignment::default())?;
    Ok(result.unwrap_or_else(|| Value::new(Kind::Absent, span)))
}

/// The same; where too much is undecided about the items of lists, those that are always there are kept, with holes for the others.
pub fn each_choice_or_part(
    values: &[Value],
    depth: Depth,
    span: Span,
    apply: &mut dyn FnMut(&Assignment, &[Value]) -> Value,
) -> Result<Value, TooManyAssignments> {
    let each = each_choice(values, depth, span, apply);
    if each.is_ok() || !values.iter().any(|value| matches!(value.kind, Kind::List(_) | Kind::Map(_))) {
        return each;
    }
    let settled: Vec<Value> = values.iter().map(|value| without_open_items(value, depth == Depth::Top)).collect();
    each_choice(&settled, depth, span, apply)
}

/// Why an item is not known that may not be there either.
const TOO_MANY: &str = "too many undecided conditions";

/// The value with holes for the items of its lists that depend on what is undecided; for itself, too, if it is an item.
fn without_open_items(value: &Value, is_item: bool) -> Value {
    let kind = match &value.kind {
        Kind::Alternatives(_) if is_item => return Value::unknown(WhyCode::Limit, TOO_MANY, value.span),
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| without_open_items(item, true)).collect())),
        Kind::Map(map) => {
            let mut map = Map::clone(map);
            map.entries.iter_mut().for_each(|entry| entry.value = without_open_items(&entry.value, false));
            Kind::Map(Shared::new(map))
        }
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

/// What is taken of each consistent choice.
pub fn of_choices<T>(
    values: &[Value],
    depth: Depth,
    span: Span,
    take: &mut dyn FnMut(&Assignment, &[Value]) -> T,
) -> Result<Vec<T>, TooManyAssignments> {
    let mut all = vec![];
    each_choice(values, depth, span, &mut |given, values| {
        all.push(take(given, values));
        Value::null(span)
    })?;
    Ok(all)
}

impl Value {
    /// Whether it is an item of a list that is there under some answers only, or too many of them to tell.
    pub fn may_be_absent(&self) -> bool {
        match &self.kind {
            Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| branch.kind == Kind::Absent),
            Kind::Unknown(hole) => matches!(&hole.kind, HoleKind::Unknown(why) if why.detail == TOO_MANY),
            _ => false,
        }
    }

    /// The hole that stands for alternatives where one value is needed.
    pub fn undecided(&self) -> Arc<Hole> {
        let text = self.first_open(Depth::Top).map_or_else(SmolStr::default, |open| open.condition.text.clone());
        let text = text.strip_prefix("condition `").and_then(|text| text.strip_suffix('`')).map_or(text.clone(), SmolStr::new);
        let why = Why::new(WhyCode::UndecidedCondition, text);
        Arc::new(Hole { kind: HoleKind::Unknown(why), span: self.span })
    }
}

struct Choices<'c> {
    depth: Depth,
    span: Span,
    left: usize,
    /// Questions with several answers that are being gone through, one inside the other: there are more choices than questions.
    asked: usize,
    apply: &'c mut dyn FnMut(&Assignment, &[Value]) -> Value,
}

impl Choices<'_> {
    /// Nothing where the alternatives leave no answer in common.
    fn of(&mut self, values: &[Value], given: &Assignment) -> Result<Option<Value>, TooManyAssignments> {
        let Some(open) = values.iter().find_map(|value| value.first_open(self.depth)) else {
            self.left = self.left.checked_sub(1).ok_or(TooManyAssignments)?;
            return Ok(Some((self.apply)(given, values)));
        };
        let open = open.clone();
        let question = open.question();
        let answers = open.branches.iter().filter_map(|(answer, _)| Some((answer, given.narrowed(&question, answer)?)));
        let answers: Vec<(&SmolStr, Assignment)> = answers.collect();
        let asked = self.asked;
        self.asked += usize::from(answers.len() > 1);
        if self.asked > MAX_ASSIGNMENTS {
            return Err(TooManyAssignments);
        }
        let mut branches = vec![];
        for (answer, given) in answers {
            let chosen = Assignment::of(question.clone(), answer.clone());
            // What is open inside a value matters only to those that look inside.
            let decide = |value: &Value| if self.depth == Depth::Top { value.decided(&chosen) } else { value.under(&chosen) };
            let values: Vec<Value> = values.iter().map(decide).collect();
            if answer != ANOTHER {
                branches.extend(self.of(&values, &given)?.map(|value| (answer.clone(), value)));
                continue;
            }
            let rest = self.of(&values, &given)?;
            match rest.as_ref().map(|value| &value.kind) {
                Some(Kind::Alternatives(rest)) if rest.condition.id == open.condition.id => branches.extend(rest.branches.iter().cloned()),
                _ => branches.extend(rest.map(|value| (answer.clone(), value))),
            }
        }
        self.asked = asked;
        Ok((!branches.is_empty()).then(|| Value::alternatives(open.condition.clone(), branches, self.span)))
    }
}
