//! What Terraform keeps back of a value: `sensitive` and `ephemeral`. A mark goes with the value wherever Terraform carries it.
//!
//! A mark alone hides nothing that was made of a value in other rooms. So each text that is kept back is noted as well, and whatever leaves the analysis
//! goes through [`Withheld`].

use super::{Alternatives, Entry, Kind, Map, Shared, Value};
use std::sync::Arc;

/// The marks of one value, not of what is inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    pub sensitive: bool,
    pub ephemeral: bool,
    /// A name that it came through tells that it is a secret. Terraform knows nothing of it; whatever is made of it is one too.
    pub secret: bool,
    /// Only parts of the text are kept back, which are noted by themselves: what a template is filled in with.
    pub of_parts: bool,
}

/// What people read in the place of what is kept back.
pub const SENSITIVE: &str = "(sensitive value)";

impl Marks {
    pub const SENSITIVE: Marks = Marks { sensitive: true, ephemeral: false, secret: false, of_parts: false };
    pub const EPHEMERAL: Marks = Marks { sensitive: false, ephemeral: true, secret: false, of_parts: false };
    pub const SECRET: Marks = Marks { sensitive: false, ephemeral: false, secret: true, of_parts: false };

    /// Whether Terraform knows any.
    pub fn any(self) -> bool {
        self.sensitive || self.ephemeral
    }

    /// Whether there is none at all.
    pub fn is_none(self) -> bool {
        !self.any() && !self.secret
    }

    /// Whether the configuration keeps all of the value back.
    pub fn hides_all(self) -> bool {
        self.any() && !self.of_parts
    }

    /// Whether none of the value is shown.
    pub fn is_shown_nowhere(self) -> bool {
        !self.is_none() && !self.of_parts
    }

    /// These and others.
    #[must_use]
    pub fn and(self, other: Marks) -> Marks {
        let is_of_parts = !self.is_shown_nowhere() && !other.is_shown_nowhere();
        let (sensitive, ephemeral) = (self.sensitive || other.sensitive, self.ephemeral || other.ephemeral);
        let secret = self.secret || other.secret;
        Marks { sensitive, ephemeral, secret, of_parts: is_of_parts && (sensitive || ephemeral || secret) }
    }

    /// The same on a text that is put together of other texts.
    #[must_use]
    pub fn on_parts(self) -> Marks {
        Marks { of_parts: !self.is_none(), ..self }
    }
}

impl Value {
    /// The value with these marks besides its own.
    #[must_use]
    pub fn marked(mut self, marks: Marks) -> Value {
        if marks.is_none() {
            return self;
        }
        if let Kind::Alternatives(open) = &mut self.kind {
            for (_, branch) in &mut Arc::make_mut(open).branches {
                *branch = branch.clone().marked(marks);
            }
        }
        self.marks = self.marks.and(marks);
        self
    }

    /// The marks of this value and of what is inside.
    pub fn all_marks(&self) -> Marks {
        let inside = match &self.kind {
            Kind::List(items) => items.iter().map(Value::all_marks).fold(Marks::default(), Marks::and),
            Kind::Map(map) => map.entries.iter().map(|entry| entry.value.all_marks()).fold(Marks::default(), Marks::and),
            Kind::Alternatives(open) => open.branches.iter().map(|(_, value)| value.all_marks()).fold(Marks::default(), Marks::and),
            _ => Marks::default(),
        };
        self.marks.and(inside)
    }

    /// The value without marks, and without any inside.
    #[must_use]
    pub fn unmarked(&self) -> Value {
        self.remarked(&mut |_| Marks::default())
    }

    /// The value where what is inside something that is kept back has the mark itself.
    #[must_use]
    pub fn marked_inside(&self) -> Value {
        fn within(value: &Value, marks: Marks) -> Value {
            value.clone().marked(marks).over_parts(&mut |part| within(part, value.marks.and(marks)))
        }
        if self.all_marks().is_none() { self.clone() } else { within(self, Marks::default()) }
    }

    fn remarked(&self, marks: &mut dyn FnMut(Marks) -> Marks) -> Value {
        if self.all_marks().is_none() {
            return self.clone();
        }
        let own = marks(self.marks);
        Value { marks: own, ..self.over_parts(&mut |part| part.remarked(marks)) }
    }

    /// The value with each of its parts changed: items, members, branches.
    #[must_use]
    pub fn over_parts(&self, change: &mut dyn FnMut(&Value) -> Value) -> Value {
        let kind = match &self.kind {
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(change).collect())),
            Kind::Map(map) => {
                let entries = map.entries.iter().map(|entry| Entry { value: change(&entry.value), ..entry.clone() }).collect();
                Kind::Map(Shared::new(Map { entries }))
            }
            Kind::Alternatives(open) => {
                let mut open = Alternatives::clone(open);
                open.branches.iter_mut().for_each(|(_, branch)| *branch = change(branch));
                Kind::Alternatives(Shared::new(open))
            }
            other => other.clone(),
        };
        Value { kind, ..self.clone() }
    }
}
