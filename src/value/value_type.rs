//! The types of Terraform: what tells a list from a tuple and a set, and what a null or an unknown value would be.

use super::{Form, Kind, Value};
use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;

/// A type of Terraform, or what is known of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ValueType {
    /// Any type, or one that is not known.
    Any,
    Bool,
    Number,
    Text,
    List(Arc<ValueType>),
    Set(Arc<ValueType>),
    Map(Arc<ValueType>),
    Tuple(Arc<[ValueType]>),
    /// In order of the names.
    Object(Arc<[MemberType]>),
}

/// A member of the type of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberType {
    pub name: SmolStr,
    pub of: ValueType,
    /// Whether a value that is converted may lack it.
    pub optional: bool,
}

/// What is known of the type of a value besides what it shows.
#[derive(Clone, PartialEq, Debug)]
pub enum TypeNote {
    Is(ValueType),
    /// Of what fails: the value that Terraform goes on with all the same, of which only the type counts in the end.
    GoesOnWith(Value),
}

impl ValueType {
    pub fn list(of: ValueType) -> ValueType {
        ValueType::List(Arc::new(of))
    }

    pub fn set(of: ValueType) -> ValueType {
        ValueType::Set(Arc::new(of))
    }

    pub fn map(of: ValueType) -> ValueType {
        ValueType::Map(Arc::new(of))
    }

    /// The type of an object with these members.
    pub fn object(mut members: Vec<MemberType>) -> ValueType {
        members.sort_by(|a, b| a.name.cmp(&b.name));
        ValueType::Object(members.into())
    }

    /// The type of what is in a list, set or map.
    pub fn element(&self) -> Option<&ValueType> {
        match self {
            ValueType::List(of) | ValueType::Set(of) | ValueType::Map(of) => Some(of),
            _ => None,
        }
    }

    pub fn is_primitive(&self) -> bool {
        matches!(self, ValueType::Bool | ValueType::Number | ValueType::Text)
    }

    /// Whether this is a list, set or tuple.
    pub fn is_sequence(&self) -> bool {
        matches!(self, ValueType::List(_) | ValueType::Set(_) | ValueType::Tuple(_))
    }

    /// Whether a part of it is any type.
    pub fn is_open(&self) -> bool {
        match self {
            ValueType::Any => true,
            ValueType::Bool | ValueType::Number | ValueType::Text => false,
            ValueType::List(of) | ValueType::Set(of) | ValueType::Map(of) => of.is_open(),
            ValueType::Tuple(items) => items.iter().any(ValueType::is_open),
            ValueType::Object(members) => members.iter().any(|member| member.of.is_open()),
        }
    }

    /// The member of an object.
    pub fn member(&self, name: &str) -> Option<&MemberType> {
        match self {
            ValueType::Object(members) => {
                let place = members.binary_search_by(|member| member.name.as_str().cmp(name)).ok()?;
                members.get(place)
            }
            _ => None,
        }
    }

    /// The type of values, in which no member is optional.
    #[must_use]
    pub fn without_optional(&self) -> ValueType {
        match self {
            ValueType::List(of) => ValueType::list(of.without_optional()),
            ValueType::Set(of) => ValueType::set(of.without_optional()),
            ValueType::Map(of) => ValueType::map(of.without_optional()),
            ValueType::Tuple(items) => ValueType::Tuple(items.iter().map(ValueType::without_optional).collect()),
            ValueType::Object(members) => {
                let member = |member: &MemberType| MemberType { of: member.of.without_optional(), optional: false, ..member.clone() };
                ValueType::Object(members.iter().map(member).collect())
            }
            plain => plain.clone(),
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueType::Any => f.write_str("any"),
            ValueType::Bool => f.write_str("bool"),
            ValueType::Number => f.write_str("number"),
            ValueType::Text => f.write_str("string"),
            ValueType::List(of) => write!(f, "list({of})"),
            ValueType::Set(of) => write!(f, "set({of})"),
            ValueType::Map(of) => write!(f, "map({of})"),
            ValueType::Tuple(_) => f.write_str("tuple"),
            ValueType::Object(_) => f.write_str("object"),
        }
    }
}

impl Value {
    /// The type of this value.
    pub fn value_type(&self) -> ValueType {
        let declared = || match self.declared.as_deref()? {
            TypeNote::Is(of) => Some(of.clone()),
            TypeNote::GoesOnWith(value) => Some(value.value_type()),
        };
        match &self.kind {
            Kind::Absent | Kind::Null | Kind::Unknown(_) => declared().unwrap_or(ValueType::Any),
            Kind::Bool(_) => ValueType::Bool,
            Kind::Number(_) => ValueType::Number,
            Kind::Text(_) => ValueType::Text,
            Kind::List(items) => match self.form {
                Form::Plain => ValueType::Tuple(items.iter().map(Value::value_type).collect()),
                Form::Loose | Form::Blocks => ValueType::Any,
                Form::Uniform => declared().unwrap_or_else(|| ValueType::list(first_type(items.iter()))),
                Form::Set => declared().unwrap_or_else(|| ValueType::set(first_type(items.iter()))),
            },
            Kind::Map(map) if map.entries.iter().any(|entry| entry.unclear.is_some()) => ValueType::Any,
            Kind::Map(map) if self.form == Form::Uniform => {
                declared().unwrap_or_else(|| ValueType::map(first_type(map.entries.iter().map(|entry| &entry.value))))
            }
            Kind::Map(map) => {
                let member = |entry: &super::Entry| MemberType { name: entry.key.clone(), of: entry.value.value_type(), optional: false };
                ValueType::object(map.entries.iter().map(member).collect())
            }
            Kind::Alternatives(open) => {
                let mut types = open.branches.iter().map(|(_, value)| value.value_type());
                let first = types.next().unwrap_or(ValueType::Any);
                if types.all(|other| other == first) { first } else { ValueType::Any }
            }
        }
    }

    /// The same, of this type where it is null, unknown or empty.
    #[must_use]
    pub fn declared_as(mut self, of: &ValueType) -> Value {
        self.declared = match (&self.kind, of) {
            (Kind::Number(_), _) => self.declared,
            (_, ValueType::Any) => None,
            (Kind::Null | Kind::Unknown(_) | Kind::List(_) | Kind::Map(_), _) => Some(Arc::new(TypeNote::Is(of.without_optional()))),
            _ => None,
        };
        self
    }

    /// The type of what is in this list or map, where all that is in it has one.
    pub fn element_type(&self) -> ValueType {
        // What is written has a type for each member, which takes long to put together.
        if self.form == Form::Plain && matches!(self.kind, Kind::List(_) | Kind::Map(_)) {
            return ValueType::Any;
        }
        match self.value_type() {
            ValueType::List(of) | ValueType::Map(of) => ValueType::clone(&of),
            _ => ValueType::Any,
        }
    }
}

/// The type of the first of values that have one type.
fn first_type<'v>(mut values: impl Iterator<Item = &'v Value>) -> ValueType {
    values.next().map_or(ValueType::Any, Value::value_type)
}
