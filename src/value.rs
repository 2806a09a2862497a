//! What a configuration comes to: values that know where they stand, how they got there and what is unknown about them.

mod shown;
mod choices;
mod equal_keys;
mod marks;
mod shared;
mod under;
mod value_type;

pub use choices::{each_choice, each_choice_or_part, of_choices};
pub use marks::{Marks, SENSITIVE};
pub use shared::{Contents, Shared, looks_at_text};
pub use shown::ShowBudget;
pub use value_type::{MemberType, TypeNote, ValueType};

use crate::condition::{ANOTHER, Assignment, Conditions, OpenCondition, TooManyAssignments, other_answer};
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
pub use crate::mapped_text::{Provenance, ReferenceStep};
use crate::source::Span;
use smol_str::SmolStr;
use std::sync::Arc;

/// A value of either language. Cheap to clone.
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    pub kind: Kind,
    /// Where it is written (the literal, the block, the call), not where it is used.
    pub span: Span,
    /// The references it came through.
    pub provenance: Provenance,
    /// Of a list or map, what Terraform takes it for.
    pub form: Form,
    /// The type of what is null, unknown or empty, if it has one; use [`Value::value_type`].
    pub declared: Option<Arc<TypeNote>>,
    /// Whether Terraform keeps it back.
    pub marks: Marks,
}

/// What Terraform takes a list or map for: its operators tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// A tuple or an object, as written.
    #[default]
    Plain,
    /// A `list(…)` or `map(…)`.
    Uniform,
    /// A `set(…)`: without order and duplicates.
    Set,
    /// A list of which order or length depend on what is not known.
    Loose,
    /// Nested blocks: the provider's schema would say whether they are a list, a set or one object.
    Blocks,
}

/// The kinds of value.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// As if it were not written: `AWS::NoValue`, a block that is not made. [`Value::under`] takes it out of lists and maps.
    Absent,
    Null,
    Bool(bool),
    /// A number as written or computed, in decimal; YAML's `012345678901` keeps its zero.
    Number(SmolStr),
    Text(Arc<Text>),
    List(Arc<Shared<Vec<Value>>>),
    Map(Arc<Shared<Map>>),
    /// Nothing is known but what the hole says.
    Unknown(Arc<Hole>),
    /// One of several values, depending on a decision that the code leaves open.
    Alternatives(Arc<Shared<Alternatives>>),
}

/// Entries in the order written, duplicates kept.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Map {
    pub entries: Vec<Entry>,
}

/// A member of a map.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key; empty if `unclear` holds it.
    pub key: SmolStr,
    pub key_span: Span,
    /// The key if a part of it is not known.
    pub unclear: Option<Arc<Text>>,
    pub value: Value,
}

impl Entry {
    /// From the key to the end of the value; the key alone where an alias brings the value, which stands elsewhere.
    pub fn span(&self) -> Span {
        // What an alias brings is written before it.
        let is_brought = self.value.span.end <= self.key_span.start;
        if is_brought { self.key_span } else { self.key_span.to(self.value.span) }
    }
}

/// A value for each answer to a question that the code leaves open.
#[derive(Clone, PartialEq, Debug)]
pub struct Alternatives {
    pub condition: OpenCondition,
    /// Answer and value, in a fixed order.
    pub branches: Vec<(SmolStr, Value)>,
}

/// Which alternatives of a value are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// The value itself.
    Top,
    /// And, of a list, its items.
    Items,
    /// Anywhere inside.
    Everywhere,
}

impl Alternatives {
    /// The value under an answer; that of [`ANOTHER`] if none names it.
    fn branch(&self, answer: &SmolStr) -> Option<&Value> {
        let of = |wanted: &str| self.branches.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        of(answer).or_else(|| of(ANOTHER))
    }

    /// The question as it is asked here: every answer that has no branch is another value.
    fn question(&self) -> Arc<OpenCondition> {
        let answers = self.branches.iter().map(|(answer, _)| answer.clone()).collect();
        Arc::new(OpenCondition { answers, ..self.condition.clone() })
    }

    /// The value under the answer that an assignment gives. [`ANOTHER`] is what its question does not list: where more answers are named here, it may be one of them.
    fn chosen(&self, assignment: &Assignment) -> Option<&Value> {
        let (asked, answer) = assignment.answers().find(|(asked, _)| asked.id == self.condition.id)?;
        let is_listed = |named: &SmolStr| named == ANOTHER || asked.answers.contains(named);
        let is_told = answer != ANOTHER || asked.answers.is_empty() || self.branches.iter().all(|(named, _)| is_listed(named));
        if is_told { self.branch(answer) } else { None }
    }
}

impl Map {
    /// The value at a key; the last one if it stands twice.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry at a key; the last one if it stands twice.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == key && entry.unclear.is_none())
    }

    /// Appends an entry with a known key.
    pub fn push(&mut self, key: impl Into<SmolStr>, key_span: Span, value: Value) {
        self.entries.push(Entry { key: key.into(), key_span, unclear: None, value });
    }
}

impl Value {
    pub fn new(kind: Kind, span: Span) -> Value {
        Value { kind, span, provenance: Provenance::default(), form: Form::Plain, declared: None, marks: Marks::default() }
    }

    pub fn null(span: Span) -> Value {
        Value::new(Kind::Null, span)
    }

    /// The same list or map as one of this form.
    #[must_use]
    pub fn with_form(self, form: Form) -> Value {
        Value { form, ..self }
    }

    pub fn bool(value: bool, span: Span) -> Value {
        Value::new(Kind::Bool(value), span)
    }

    pub fn number(value: impl Into<SmolStr>, span: Span) -> Value {
        Value::new(Kind::Number(value.into()), span)
    }

    /// A text; one that is a single hole becomes an unknown.
    pub fn text(text: Text, span: Span) -> Value {
        match (text.literal().is_empty(), text.holes()) {
            (true, [only]) => Value::new(Kind::Unknown(only.hole.clone()), span),
            _ => Value::new(Kind::Text(Arc::new(text)), span),
        }
    }

    pub fn list(mut items: Vec<Value>, span: Span) -> Value {
        items.shrink_to_fit();
        Value::new(Kind::List(Shared::new(items)), span)
    }

    pub fn map(mut map: Map, span: Span) -> Value {
        map.entries.shrink_to_fit();
        Value::new(Kind::Map(Shared::new(map)), span)
    }

    pub fn hole(kind: HoleKind, span: Span) -> Value {
        Value::new(Kind::Unknown(Arc::new(Hole { kind, span })), span)
    }

    /// An unknown value with its reason.
    pub fn unknown(code: WhyCode, detail: impl Into<SmolStr>, span: Span) -> Value {
        Value::hole(HoleKind::Unknown(Why::new(code, detail)), span)
    }

    /// The same value, used through a reference at `span`.
    #[must_use]
    pub fn through(mut self, name: impl Into<SmolStr>, span: Span) -> Value {
        self.provenance = self.provenance.through(name, span);
        self
    }

    /// The text if it is one and wholly known.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => text.known(),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The member of a map.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// The same map with another value for a member; what is no map stays.
    #[must_use]
    pub fn with(&self, key: &str, value: Value) -> Value {
        let Kind::Map(map) = &self.kind else { return self.clone() };
        let changed = |entry: &Entry| if entry.key == key { Entry { value: value.clone(), ..entry.clone() } } else { entry.clone() };
        let entries = map.entries.iter().map(changed).collect();
        Value { kind: Kind::Map(Shared::new(Map { entries })), ..self.clone() }
    }

    /// The text that this scalar is written as in a template or a policy (`true`, `3600`), holes kept; nothing for lists, maps, null.
    pub fn to_text(&self) -> Option<Text> {
        match &self.kind {
            Kind::Text(text) => Some(Text::clone(text)),
            Kind::Bool(value) => Some(Text::computed(if *value { "true" } else { "false" }, self.span)),
            Kind::Number(value) => Some(Text::computed(value.as_str(), self.span)),
            Kind::Unknown(hole) => Some(Text::of_hole(hole.clone())),
            Kind::Absent | Kind::Null | Kind::List(_) | Kind::Map(_) | Kind::Alternatives(_) => None,
        }
    }

    /// A value for each answer to a decision; the plain value if all answers give the same.
    pub fn alternatives(condition: OpenCondition, branches: Vec<(SmolStr, Value)>, span: Span) -> Value {
        match branches.split_first() {
            Some(((_, first), rest)) if rest.iter().all(|(_, other)| other.kind == first.kind) => {
                first.clone().marked(rest.iter().map(|(_, other)| other.marks).fold(Marks::default(), Marks::and))
            }
            _ => {
                let condition = condition.with_answers(branches.iter().map(|(answer, _)| answer));
                Value::new(Kind::Alternatives(Shared::new(Alternatives { condition, branches })), span)
            }
        }
    }

    /// This value under these answers, another one under all others, as they are asked for at `span`. What is answered on the way is not asked again.
    #[must_use]
    pub fn only_under(self, given: &Assignment, otherwise: &Value, span: Span) -> Value {
        self.under_all(&given.answers().collect::<Vec<_>>(), otherwise, span)
    }

    fn under_all(self, given: &[(&OpenCondition, &SmolStr)], otherwise: &Value, span: Span) -> Value {
        let Some(((condition, answer), rest)) = given.split_first() else { return self };
        let (condition, answer) = (*condition, *answer);
        let given = Assignment::of(condition.clone(), answer.clone());
        let there = self.decided(&given).under_all(rest, &otherwise.decided(&given), span);
        // What is another value is none of those that are named.
        let others = match *answer == ANOTHER {
            true => condition.answers.iter().filter(|named| *named != ANOTHER).cloned().collect(),
            false => vec![other_answer(answer)],
        };
        let others = others.into_iter().map(|other| {
            let value = match other == ANOTHER {
                true => otherwise.without_answer(condition, answer),
                false => otherwise.decided(&Assignment::of(condition.clone(), other.clone())),
            };
            (other, value)
        });
        let mut branches: Vec<(SmolStr, Value)> = std::iter::once((answer.clone(), there)).chain(others).collect();
        branches.sort_by(|a, b| b.0.cmp(&a.0));
        Value::alternatives(condition.clone(), branches, span)
    }

    /// The first alternatives in this value.
    pub fn first_open(&self, depth: Depth) -> Option<&Arc<Shared<Alternatives>>> {
        let inside = if depth == Depth::Everywhere { Depth::Everywhere } else { Depth::Top };
        match &self.kind {
            Kind::Alternatives(alternatives) => Some(alternatives),
            Kind::List(items) if depth != Depth::Top && !items.inside().questions.are_none() => {
                items.iter().find_map(|item| item.first_open(inside))
            }
            Kind::Map(map) if depth == Depth::Everywhere && !map.inside().questions.are_none() => {
                map.entries.iter().find_map(|entry| entry.value.first_open(depth))
            }
            _ => None,
        }
    }

    /// Without `https://` at its start: the ARN of an identity provider has its URL so.
    #[must_use]
    pub fn without_scheme(&self) -> Value {
        self.distribute(&mut |value| match value.to_text() {
            Some(text) if text.literal().starts_with("https://") => {
                let rest = Value::text(text.slice("https://".len()..text.literal().len()), value.span);
                Value { provenance: value.provenance.clone(), ..rest }
            }
            _ => value.clone(),
        })
    }

    /// Applies a function below alternatives: to this value, or to that of each branch. What is answered on the way is not asked again in what it gives.
    #[must_use]
    pub fn distribute(&self, apply: &mut dyn FnMut(&Value) -> Value) -> Value {
        self.distributed(&Assignment::default(), &mut |_, value| apply(value))
    }

    /// The same, with the answers that lead to each branch.
    #[must_use]
    pub fn distribute_given(&self, apply: &mut dyn FnMut(&Assignment, &Value) -> Value) -> Value {
        self.distributed(&Assignment::default(), apply)
    }

    fn distributed(&self, given: &Assignment, apply: &mut dyn FnMut(&Assignment, &Value) -> Value) -> Value {
        let Kind::Alternatives(alternatives) = &self.kind else {
            let result = apply(given, self);
            let is_open = matches!(result.kind, Kind::Alternatives(_)) && !given.is_always();
            return if is_open { result.decided(given) } else { result };
        };
        let Alternatives { condition, branches } = &***alternatives;
        let asked = alternatives.question();
        let branches = branches.iter().filter_map(|(answer, value)| {
            let below = given.narrowed(&asked, answer)?;
            Some((answer.clone(), value.distributed(&below, apply)))
        });
        let branches: Vec<(SmolStr, Value)> = branches.collect();
        if branches.is_empty() {
            return self.clone();
        }
        Value { provenance: self.provenance.clone(), ..Value::alternatives(condition.clone(), branches, self.span) }
    }

    /// The same, with another value under the answers under which it is absent.
    #[must_use]
    pub fn where_absent(&self, otherwise: &dyn Fn() -> Value) -> Value {
        match self.kind {
            Kind::Alternatives(_) => self.distribute(&mut |leaf| if leaf.kind == Kind::Absent { otherwise() } else { leaf.clone() }),
            _ => self.clone(),
        }
    }

    /// Every consistent assignment of the conditions in this value: those of a part are fewer than those of the whole, so that what holds of
    /// a part alone is asked of the part.
    pub fn assignments(&self) -> Result<Vec<Assignment>, TooManyAssignments> {
        of_choices(std::slice::from_ref(self), Depth::Everywhere, self.span, &mut |given, _| given.clone())
    }

    /// Notes the conditions of all alternatives in this value.
    pub fn conditions(&self, into: &mut Conditions) {
        if self.inside().questions.are_none() {
            return;
        }
        match &self.kind {
            Kind::Alternatives(open) => {
                into.all(&open.condition, open.branches.iter().map(|(answer, _)| answer));
                open.branches.iter().for_each(|(_, branch)| branch.conditions(into));
            }
            Kind::List(items) => items.iter().for_each(|item| item.conditions(into)),
            Kind::Map(map) => map.entries.iter().for_each(|entry| entry.value.conditions(into)),
            _ => {}
        }
    }

    /// The answers that lead to each branch of the alternatives in this value, with those that are given: to one of equal branches, and to none where
    /// nothing is.
    pub fn branch_answers(&self, given: &Assignment, into: &mut Vec<Assignment>) {
        match &self.kind {
            Kind::Alternatives(open) => {
                for (at, (answer, branch)) in open.branches.iter().enumerate() {
                    let is_told = open.branches.iter().take(at).any(|(_, earlier)| earlier.kind == branch.kind);
                    let Some(given) = given.with(&open.condition, answer).filter(|_| !is_told) else { continue };
                    if !matches!(branch.kind, Kind::Absent | Kind::Alternatives(_)) {
                        into.push(given.clone());
                    }
                    branch.branch_answers(&given, into);
                }
            }
            Kind::List(items) => items.iter().for_each(|item| item.branch_answers(given, into)),
            Kind::Map(map) => map.entries.iter().for_each(|entry| entry.value.branch_answers(given, into)),
            _ => {}
        }
    }

    /// The first reason why this value is not wholly known.
    pub fn first_unknown(&self) -> Option<Arc<Hole>> {
        if !self.inside().has_holes {
            return None;
        }
        match &self.kind {
            Kind::Unknown(hole) => Some(hole.clone()),
            Kind::Text(text) => text.holes().first().map(|hole| hole.hole.clone()),
            Kind::List(items) => items.iter().find_map(Value::first_unknown),
            Kind::Map(map) => map.entries.iter().find_map(|entry| {
                let key = entry.unclear.as_ref().and_then(|key| key.holes().first()).map(|hole| hole.hole.clone());
                key.or_else(|| entry.value.first_unknown())
            }),
            Kind::Alternatives(alternatives) => alternatives.branches.iter().find_map(|(_, value)| value.first_unknown()),
            Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
        }
    }

    /// Whether a part of this value is a hole of some kind.
    pub fn any_hole(&self, is_meant: &dyn Fn(&HoleKind) -> bool) -> bool {
        if !self.inside().has_holes {
            return false;
        }
        match &self.kind {
            Kind::Unknown(hole) => is_meant(&hole.kind),
            Kind::Text(text) => text.holes().iter().any(|hole| is_meant(&hole.hole.kind)),
            Kind::List(items) => items.iter().any(|item| item.any_hole(is_meant)),
            Kind::Map(map) => map.entries.iter().any(|entry| entry.value.any_hole(is_meant)),
            Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| value.any_hole(is_meant)),
            Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => false,
        }
    }

    /// Puts scalars together into one text. Alternatives are distributed over the result; a list, map or null makes the whole unknown.
    pub fn concat(parts: &[Value], span: Span) -> Value {
        let join = |parts: &[Value]| {
            let mut text = Text::default();
            for part in parts {
                let Some(more) = part.to_text() else {
                    return Value::unknown(WhyCode::UnsupportedSyntax, "a list, map or null stands inside a text", part.span);
                };
                let since = text.literal().len();
                text.push_text(&more);
                text.came_through(since, &part.provenance);
            }
            Value::text(text, span)
        };
        let joined = each_choice(parts, Depth::Top, span, &mut |_, parts| join(parts));
        let joined =
            joined.unwrap_or_else(|TooManyAssignments| Value::unknown(WhyCode::Limit, "too many undecided conditions in one text", span));
        let provenance = parts.iter().map(|part| &part.provenance).find(|provenance| !provenance.is_empty()).cloned().unwrap_or_default();
        Value { provenance, ..joined }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn under_answers_what_is_absent_is_left_out_and_the_rest_stays() {
        let span = Span::new(FileId(0), 0, 0);
        let text = |text: &str| Value::text(Text::computed(text, span), span);
        let file = OpenCondition::new("file", "the file");
        let absent = Value::new(Kind::Absent, span);
        let open = Value::alternatives(file.clone(), vec![("dev".into(), text("d")), ("prod".into(), absent.clone())], span);
        let under = |items: &[&Value], answer: &str| {
            let list = Value::list(items.iter().copied().cloned().collect(), span);
            list.under(&Assignment::of(file.clone(), answer.into())).to_json().to_string()
        };
        assert_eq!(under(&[&text("a"), &open, &text("b")], "dev"), r#"["a","d","b"]"#);
        assert_eq!(under(&[&text("a"), &open, &text("b")], "prod"), r#"["a","b"]"#);
        assert_eq!(under(&[&text("a"), &absent], "dev"), r#"["a"]"#);
        assert_eq!(under(&[&text("a"), &text("b")], "dev"), r#"["a","b"]"#);
    }

    #[test]
    fn every_other_answer_is_each_of_those_that_are_known() {
        let span = Span::new(FileId(0), 0, 0);
        let text = |text: &str| Value::text(Text::computed(text, span), span);
        let file = OpenCondition::new("file", "the file");
        let all = ["dev", "prod", "test"].map(|name| (name.into(), text(name)));
        let all = Value::alternatives(file.clone(), all.into(), span);
        let one = text("there").only_under(&Assignment::of(file.clone(), "prod".into()), &text("not there"), span);
        for parts in [[one.clone(), text(" "), all.clone()], [all, text(" "), one]] {
            let both = Value::concat(&parts, span);
            for (answer, there) in [("dev", "not there"), ("prod", "there"), ("test", "not there")] {
                let given = Assignment::of(file.clone(), answer.into());
                let told = both.under(&given).as_str().map(str::to_owned);
                assert!([format!("{answer} {there}"), format!("{there} {answer}")].map(Some).contains(&told), "{answer}: {told:?}");
            }
        }
    }
}
