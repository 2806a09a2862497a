//! Values as a template would write them, made at one place; and looks at values as written.

use crate::facts::ShapePart;
use crate::mapped_text::Text;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Value};
use std::sync::Arc;

/// Makes values that stand at one place: what a template would write there.
#[derive(Clone, Copy)]
pub(super) struct Maker(pub(super) Span);

impl Maker {
    pub(super) fn text(self, text: impl Into<String>) -> Value {
        Value::text(Text::computed(text, self.0), self.0)
    }

    pub(super) fn list(self, items: Vec<Value>) -> Value {
        Value::list(items, self.0)
    }

    pub(super) fn texts(self, items: &[&str]) -> Value {
        self.list(items.iter().map(|item| self.text(*item)).collect())
    }

    pub(super) fn map<'k>(self, members: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
        self.given(members.into_iter().map(|(name, value)| (name, Some(value))))
    }

    /// A map of those members that are there.
    pub(super) fn given<'k>(self, members: impl IntoIterator<Item = (&'k str, Option<Value>)>) -> Value {
        let mut map = Map::default();
        for (name, value) in members {
            if let Some(value) = value {
                map.push(name, self.0, value);
            }
        }
        Value::map(map, self.0)
    }

    /// A function with its argument.
    pub(super) fn call(self, function: &str, argument: Value) -> Value {
        self.map([(function, argument)])
    }

    pub(super) fn reference(self, logical_id: &str) -> Value {
        self.call("Ref", self.text(logical_id))
    }

    pub(super) fn attribute(self, logical_id: &str, name: &str) -> Value {
        self.call("Fn::GetAtt", self.texts(&[logical_id, name]))
    }

    pub(super) fn no_value(self) -> Value {
        self.reference("AWS::NoValue")
    }

    pub(super) fn choose(self, condition: &str, yes: Value, no: Value) -> Value {
        self.call("Fn::If", self.list(vec![self.text(condition), yes, no]))
    }

    /// Parts put together into one text.
    pub(super) fn join(self, mut parts: Vec<Value>) -> Value {
        match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                parts.extend(last);
                self.call("Fn::Join", self.list(vec![self.text(""), self.list(parts)]))
            }
        }
    }

    /// A shape as the tables write them (`arn:{partition}:sns:{region}:{account}:{TopicName}`); `value` gives what a name stands for.
    pub(super) fn shape(self, parts: &[ShapePart], value: &dyn Fn(&str) -> Value) -> Value {
        let part = |part: &ShapePart| match part {
            ShapePart::Literal(text) => self.text(*text),
            ShapePart::Partition => self.reference("AWS::Partition"),
            ShapePart::Region => self.reference("AWS::Region"),
            ShapePart::Account => self.reference("AWS::AccountId"),
            ShapePart::Attribute(names) => names.first().map_or_else(|| Value::null(self.0), |name| value(name)),
            ShapePart::Hole => Value::null(self.0),
        };
        self.join(parts.iter().map(part).collect())
    }

    /// An ARN of the own account in the stack's Region.
    pub(super) fn arn(self, service: &str, resource: Vec<Value>) -> Value {
        let mut parts = vec![self.text("arn:"), self.reference("AWS::Partition"), self.text(format!(":{service}:"))];
        parts.extend([self.reference("AWS::Region"), self.text(":"), self.reference("AWS::AccountId"), self.text(":")]);
        parts.extend(resource);
        self.join(parts)
    }

    /// The ARN of a policy that AWS manages, by its path.
    pub(super) fn managed_policy(self, path: &str) -> Value {
        self.join(vec![self.text("arn:"), self.reference("AWS::Partition"), self.text(format!(":iam::aws:policy/{path}"))])
    }

    /// `[{Key: …, Value: …}]` of tags written as a map.
    pub(super) fn tags(self, own: &[(&str, &str)], tags: Option<&Value>) -> Value {
        let tag = |name: Value, value: Value| self.map([("Key", name), ("Value", value)]);
        let mut list: Vec<Value> = own.iter().map(|(name, value)| tag(self.text(*name), self.text(*value))).collect();
        let written = tags.and_then(Value::as_map).map_or(&[][..], |map| map.entries.as_slice());
        list.extend(written.iter().map(|entry| tag(Maker(entry.key_span).text(entry.key.as_str()), entry.value.clone())));
        self.list(list)
    }

    /// A statement; elements that are not there are left out.
    pub(super) fn allow(self, principal: Option<Value>, action: Value, resource: Value, condition: Option<Value>) -> Value {
        let elements =
            [("Effect", Some(self.text("Allow"))), ("Principal", principal), ("Action", Some(action)), ("Resource", Some(resource))];
        self.given(elements.into_iter().chain([("Condition", condition)]))
    }

    /// A document of statements.
    pub(super) fn document(self, statements: Vec<Value>) -> Value {
        self.map([("Version", self.text("2012-10-17")), ("Statement", self.list(statements))])
    }

    /// Who may use a role: a service.
    pub(super) fn trust(self, service: &str) -> Value {
        let principal = self.map([("Service", self.texts(&[service]))]);
        let statement = [("Effect", self.text("Allow")), ("Principal", principal), ("Action", self.texts(&["sts:AssumeRole"]))];
        self.document(vec![self.map(statement)])
    }
}

/// A member that is written and not null.
pub(super) fn given<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.get(name).filter(|value| !matches!(value.kind, Kind::Null | Kind::Absent))
}

/// A member that counts: written, and neither null, `false`, zero nor empty.
pub(super) fn truthy<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    given(value, name).filter(|value| counts(value))
}

/// Whether a value is neither null, `false`, zero nor empty.
pub(super) fn counts(value: &Value) -> bool {
    match &value.kind {
        Kind::Null | Kind::Absent | Kind::Bool(false) => false,
        Kind::Text(text) => !text.is_empty(),
        Kind::List(items) => !items.is_empty(),
        Kind::Map(map) => !map.entries.is_empty(),
        Kind::Number(number) => number.trim_start_matches(['-', '+']).chars().any(|char| !matches!(char, '0' | '.')),
        Kind::Bool(true) | Kind::Unknown(_) | Kind::Alternatives(_) => true,
    }
}

/// The function and argument of `{"Ref": …}`, `{"Fn::…": …}` and `{"Condition": …}`.
pub(super) fn function(value: &Value) -> Option<(&str, &Value)> {
    match value.as_map()?.entries.as_slice() {
        [only] if matches!(only.key.as_str(), "Ref" | "Condition") || only.key.starts_with("Fn::") => Some((&only.key, &only.value)),
        _ => None,
    }
}

/// The three arguments of `Fn::If`.
pub(super) fn choice(value: &Value) -> Option<[&Value; 3]> {
    match function(value)? {
        ("Fn::If", arguments) => match arguments.as_list()? {
            [condition, yes, no] => Some([condition, yes, no]),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn is_no_value(value: &Value) -> bool {
    matches!(function(value), Some(("Ref", name)) if name.as_str() == Some("AWS::NoValue"))
}

/// The resource that `Ref` or `Fn::GetAtt` names.
pub(super) fn referred(value: &Value) -> Option<&str> {
    match function(value)? {
        ("Ref", name) => name.as_str(),
        ("Fn::GetAtt", argument) => match argument.as_list() {
            Some([name, _]) => name.as_str(),
            Some(_) => None,
            None => argument.as_str()?.split_once('.').map(|(name, _)| name),
        },
        _ => None,
    }
}

/// The members of a map, none of anything else.
pub(super) fn members(value: &Value) -> &[Entry] {
    value.as_map().map_or(&[], |map| map.entries.as_slice())
}

/// The items of a list, or the one value.
pub(super) fn items(value: &Value) -> &[Value] {
    value.as_list().unwrap_or(std::slice::from_ref(value))
}

/// Sets a member of a map; what is no map stays.
pub(super) fn set(map: &mut Value, name: &str, value: Value) {
    let Kind::Map(members) = &mut map.kind else { return };
    let members = Arc::make_mut(members);
    match members.entries.iter_mut().rev().find(|entry| entry.key == name && entry.unclear.is_none()) {
        Some(entry) => entry.value = value,
        None => members.push(name, value.span, value),
    }
}

/// Takes a member out of a map.
pub(super) fn remove(map: &mut Value, name: &str) {
    if let Kind::Map(members) = &mut map.kind {
        Arc::make_mut(members).entries.retain(|entry| entry.key != name);
    }
}

/// The member of a map, made empty if it is not there; nothing where something else than a map stands.
pub(super) fn section<'v>(map: &'v mut Value, name: &str, place: Span) -> Option<&'v mut Value> {
    if given(map, name).is_none() {
        set(map, name, Maker(place).map([]));
    }
    let Kind::Map(members) = &mut map.kind else { return None };
    let entry = Arc::make_mut(members).entries.iter_mut().rev().find(|entry| entry.key == name && entry.unclear.is_none())?;
    matches!(entry.value.kind, Kind::Map(_)).then_some(&mut entry.value)
}

/// Adds to the list at a member, made if it is not there.
pub(super) fn append(map: &mut Value, name: &str, more: Vec<Value>) {
    let Some(first) = more.first() else { return };
    let mut list = given(map, name).map(|value| items(value).to_vec()).unwrap_or_default();
    let place = given(map, name).map_or(first.span, |value| value.span);
    list.extend(more);
    set(map, name, Maker(place).list(list));
}
