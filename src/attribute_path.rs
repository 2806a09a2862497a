//! Attribute paths as the tables write them (`a[].b`, `a.*.b`), and what stands at them: the only walker over attributes of resources.

use crate::condition::{Assignment, Conditions};
use crate::source::Span;
use crate::value::{Kind, Provenance, Value};
use std::fmt;

/// A path from a resource to an attribute: members by name, `[]` for the items of a list (or the single value in its place), `*` for the
/// values of a map. The empty path is the resource itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AttributePath<'p>(&'p str);

/// A step of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<'p> {
    /// The member of a map.
    Member(&'p str),
    /// Each item of a list.
    Items,
    /// Each value of a map.
    Values,
}

/// What stands at a path, under some answers to what the code leaves open.
#[derive(Clone, Debug)]
pub struct Reached<'a> {
    pub given: Assignment,
    /// The key or block that holds it.
    pub place: Span,
    pub stands: Stands<'a>,
    /// The references that lead to the alternatives on the way.
    provenance: Provenance,
    /// The items of lists on the way, by their numbers.
    items: Vec<usize>,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub enum Stands<'a> {
    /// A value, unknown where the way to it is not known.
    Value(&'a Value),
    /// Nothing, in this block (or resource), which is there: a default fills the place.
    Nothing(&'a Value),
}

/// Where the walk ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// At the value, whatever it is.
    Whole,
    /// Below its alternatives, at the items of lists. Empty texts and lists count as nothing: Terraform does not tell them from what is not
    /// set (<https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors>).
    Items,
}

impl<'p> AttributePath<'p> {
    /// The path with this text.
    pub const fn new(text: &'p str) -> AttributePath<'p> {
        AttributePath(text)
    }

    /// As the tables write it.
    pub fn as_str(self) -> &'p str {
        self.0
    }

    /// Whether it is the resource itself.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Whether it leads to the items of a list.
    pub fn is_of_items(self) -> bool {
        self.0.ends_with("[]")
    }

    /// The rest of a path that begins with this one.
    pub fn inside(self, outer: AttributePath<'_>) -> Option<AttributePath<'p>> {
        match self.0.strip_prefix(outer.0)? {
            rest if outer.0.is_empty() => Some(AttributePath(rest)),
            rest => rest.strip_prefix('.').map(AttributePath),
        }
    }

    /// The steps in order.
    pub fn steps(self) -> impl Iterator<Item = Step<'p>> {
        std::iter::successors(self.split(), |(_, rest)| rest.split()).map(|(step, _)| step)
    }

    fn split(self) -> Option<(Step<'p>, AttributePath<'p>)> {
        if let Some(rest) = self.0.strip_prefix("[]") {
            return Some((Step::Items, AttributePath(rest)));
        }
        let path = self.0.trim_start_matches('.');
        let name = path.split(['.', '[']).next().filter(|name| !name.is_empty())?;
        let step = if name == "*" { Step::Values } else { Step::Member(name) };
        Some((step, AttributePath(path.get(name.len()..).unwrap_or_default())))
    }

    /// Everything that stands there, item by item; `conditions` takes all answers to the open conditions on the way.
    pub fn answers<'a>(self, attributes: &'a Value, conditions: &mut Conditions) -> Vec<Reached<'a>> {
        self.walk(attributes, End::Items, conditions)
    }

    /// The values that stand there, item by item, each with the answers under which it does. Nothing at the empty path.
    pub fn values(self, attributes: &Value) -> impl Iterator<Item = (Assignment, &Value)> {
        let answers = if self.is_empty() { vec![] } else { self.answers(attributes, &mut Conditions::default()) };
        answers.into_iter().filter_map(|answer| match answer.stands {
            Stands::Value(value) => Some((answer.given, value)),
            Stands::Nothing(_) => None,
        })
    }

    /// What stands there as it is written, each with its place; what depends on open conditions on the way is alternatives.
    pub fn wholes(self, attributes: &Value) -> Vec<(Span, Value)> {
        let mut conditions = Conditions::default();
        let mut places: Vec<Whole> = vec![];
        for answer in self.walk(attributes, End::Whole, &mut conditions) {
            let Some(value) = answer.value() else { continue };
            match places.iter_mut().find(|known| known.items == answer.items) {
                Some(known) => known.cases.push((answer.given, value)),
                None => places.push(Whole { items: answer.items, place: answer.place, cases: vec![(answer.given, value)] }),
            }
        }
        places.into_iter().map(|whole| (whole.place, of_cases(&whole.cases, &conditions, attributes.span))).collect()
    }

    /// The first of [`AttributePath::wholes`] that is set. Nothing at the empty path.
    pub fn whole(self, attributes: &Value) -> Option<Value> {
        let wholes = if self.is_empty() { vec![] } else { self.wholes(attributes) };
        wholes.into_iter().map(|(_, value)| value).find(|value| !matches!(value.kind, Kind::Null | Kind::Absent))
    }

    fn walk<'a>(self, attributes: &'a Value, end: End, conditions: &mut Conditions) -> Vec<Reached<'a>> {
        let start = At {
            value: attributes,
            block: None,
            place: attributes.span,
            given: Assignment::default(),
            provenance: Provenance::default(),
            items: vec![],
        };
        let mut walk = PathWalk { end, conditions, found: vec![] };
        walk.descend(start, self);
        walk.found
    }
}

impl fmt::Display for AttributePath<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl Reached<'_> {
    /// The value with the references that led to it; nothing if nothing stands there.
    pub fn value(&self) -> Option<Value> {
        match self.stands {
            Stands::Value(value) => Some(Value { provenance: self.provenance.then(&value.provenance), ..value.clone() }),
            Stands::Nothing(_) => None,
        }
    }
}

/// All that stands at one place.
struct Whole {
    items: Vec<usize>,
    place: Span,
    cases: Vec<(Assignment, Value)>,
}

/// A value that is each of these under its answers, and absent under all others.
fn of_cases(cases: &[(Assignment, Value)], conditions: &Conditions, span: Span) -> Value {
    let Some((given, value)) = cases.first() else { return Value::new(Kind::Absent, span) };
    let Some((condition, _)) = given.answers().next() else { return value.clone() };
    let branches = conditions.answers(condition).into_iter().map(|answer| {
        let here = cases.iter().filter(|(given, _)| given.answer(condition).is_none_or(|known| *known == answer));
        let here: Vec<_> = here.map(|(given, value)| (given.without(condition), value.clone())).collect();
        (answer, of_cases(&here, conditions, value.span))
    });
    Value::alternatives(condition.clone(), branches.collect(), value.span)
}

/// Where a walk stands.
#[derive(Clone)]
struct At<'a> {
    value: &'a Value,
    /// What the value is a member of, if the path ends with this member.
    block: Option<&'a Value>,
    place: Span,
    given: Assignment,
    provenance: Provenance,
    items: Vec<usize>,
}

struct PathWalk<'w, 'a> {
    end: End,
    conditions: &'w mut Conditions,
    found: Vec<Reached<'a>>,
}

impl<'a> PathWalk<'_, 'a> {
    fn descend(&mut self, at: At<'a>, path: AttributePath<'_>) {
        let step = path.split();
        match (&at.value.kind, step) {
            (_, None) if self.end == End::Whole => self.answer(at),
            (Kind::Alternatives(open), _) => {
                self.conditions.all(&open.condition, open.branches.iter().map(|(answer, _)| answer));
                let provenance = at.provenance.then(&at.value.provenance);
                for (answer, value) in &open.branches {
                    let Some(given) = at.given.with(&open.condition, answer) else { continue };
                    self.descend(At { value, given, provenance: provenance.clone(), ..at.clone() }, path);
                }
            }
            (_, None) if is_empty(at.value) => self.nothing(at),
            (Kind::List(items), None) => self.each(&at, items.iter(), path),
            (Kind::Unknown(_), _) | (_, None) => self.answer(at),
            (Kind::Map(map), Some((Step::Member(name), rest))) => {
                let block = rest.steps().all(|step| step == Step::Items).then_some(at.value);
                match map.entry(name) {
                    Some(entry) => self.descend(At { value: &entry.value, block, place: entry.key_span, ..at }, rest),
                    None => self.nothing(At { block, place: at.value.span, ..at }),
                }
            }
            (Kind::List(items), Some((Step::Items, rest))) => self.each(&at, items.iter(), rest),
            // A single block where a list may stand.
            (_, Some((Step::Items, rest))) => self.descend(at, rest),
            (Kind::Map(map), Some((Step::Values, rest))) => self.each(&at, map.entries.iter().map(|entry| &entry.value), rest),
            _ => {}
        }
    }

    fn each(&mut self, at: &At<'a>, items: impl Iterator<Item = &'a Value>, path: AttributePath<'_>) {
        for (number, value) in items.enumerate() {
            let items = at.items.iter().copied().chain([number]).collect();
            self.descend(At { value, block: None, items, ..at.clone() }, path);
        }
    }

    fn answer(&mut self, at: At<'a>) {
        let stands = Stands::Value(at.value);
        self.found.push(Reached { given: at.given, place: at.place, stands, provenance: at.provenance, items: at.items });
    }

    fn nothing(&mut self, at: At<'a>) {
        let Some(block) = at.block else { return };
        let stands = Stands::Nothing(block);
        self.found.push(Reached { given: at.given, place: at.place, stands, provenance: at.provenance, items: at.items });
    }
}

fn is_empty(value: &Value) -> bool {
    match &value.kind {
        Kind::Null | Kind::Absent => true,
        Kind::Text(text) => text.literal().is_empty() && text.holes().is_empty(),
        Kind::List(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::OpenCondition;
    use crate::source::FileId;
    use crate::value::Map;

    fn span() -> Span {
        Span::new(FileId(0), 0, 0)
    }

    fn number(value: i32) -> Value {
        Value::number(value.to_string(), span())
    }

    fn map(entries: Vec<(&str, Value)>) -> Value {
        let mut map = Map::default();
        entries.into_iter().for_each(|(key, value)| map.push(key, span(), value));
        Value::map(map, span())
    }

    fn list(items: Vec<Value>) -> Value {
        Value::list(items, span())
    }

    fn either(name: &str, yes: Value, no: Value) -> Value {
        let condition = OpenCondition::new(name, name);
        Value::alternatives(condition, vec![("true".into(), yes), ("false".into(), no)], span())
    }

    /// Each value with its answers, and what nothing stands at.
    fn told(path: &str, attributes: &Value) -> Vec<String> {
        let answers = AttributePath::new(path).answers(attributes, &mut Conditions::default()).into_iter();
        let told = answers.map(|answer| {
            let what = match answer.stands {
                Stands::Value(value) => value.to_json().to_string(),
                Stands::Nothing(_) => "nothing".to_owned(),
            };
            [vec![what], answer.given.words()].concat().join(" if ")
        });
        told.collect()
    }

    #[test]
    fn a_path_is_taken_apart() {
        let steps: Vec<Step<'_>> = AttributePath::new("a[][].b.*.c").steps().collect();
        let member = Step::Member;
        assert_eq!(steps, [member("a"), Step::Items, Step::Items, member("b"), Step::Values, member("c")]);
        assert_eq!(AttributePath::new("").steps().count(), 0);
        assert_eq!(AttributePath::new("a[].b").inside(AttributePath::new("a[]")), Some(AttributePath::new("b")));
        assert_eq!(AttributePath::new("ab.c").inside(AttributePath::new("a")), None);
    }

    #[test]
    fn every_item_is_an_answer() {
        let rules = map(vec![("rule", list(vec![map(vec![("port", number(1))]), map(vec![("port", list(vec![number(2), number(3)]))])]))]);
        assert_eq!(told("rule[].port", &rules), ["1", "2", "3"]);
        // A single block where a list may stand.
        assert_eq!(told("rule[].port", &map(vec![("rule", map(vec![("port", number(4))]))])), ["4"]);
        assert_eq!(told("*.port", &map(vec![("x", map(vec![("port", number(5))]))])), ["5"]);
    }

    #[test]
    fn nothing_stands_only_where_the_block_does() {
        let empty = || Value::text(crate::mapped_text::Text::default(), span());
        let attributes = map(vec![("block", list(vec![map(vec![]), map(vec![("name", empty())]), map(vec![("name", number(1))])]))]);
        assert_eq!(told("block[].name", &attributes), ["nothing", "nothing", "1"]);
        assert_eq!(told("other[].name", &attributes), Vec::<String>::new());
        assert_eq!(told("other", &attributes), ["nothing"]);
    }

    #[test]
    fn alternatives_on_the_way_go_together() {
        let inner = either("a", number(1), number(2));
        let attributes =
            map(vec![("block", either("a", map(vec![("x", inner)]), map(vec![("x", either("b", number(3), Value::null(span())))])))]);
        assert_eq!(
            told("block[].x", &attributes),
            ["1 if a is true", "3 if a is false if b is true", "nothing if a is false if b is false"]
        );
        let unknown = Value::unknown(crate::mapped_text::WhyCode::DataSource, "d", span());
        assert_eq!(told("block[].x", &map(vec![("block", unknown)])).len(), 1);
    }

    #[test]
    fn a_whole_keeps_what_it_depends_on() {
        let document = |value| map(vec![("policy", value)]);
        let two = list(vec![document(number(1)), document(number(2))]);
        let attributes = map(vec![("inline", either("a", two, list(vec![document(either("b", number(3), number(4)))])))]);
        let wholes: Vec<Value> = AttributePath::new("inline[].policy").wholes(&attributes).into_iter().map(|(_, value)| value).collect();
        assert_eq!(
            wholes,
            [either("a", number(1), either("b", number(3), number(4))), either("a", number(2), Value::new(Kind::Absent, span()))]
        );
        // A list at the end is the document.
        let statements = map(vec![("s", list(vec![number(1)]))]);
        assert_eq!(AttributePath::new("s").whole(&statements), Some(list(vec![number(1)])));
    }
}
