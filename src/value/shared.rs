//! Lists, maps and alternatives with what is known of all that is inside. They are shared by many values and are asked the same again and again, so that it is worked out
//! once for each.

use super::{Alternatives, Entry, Kind, Map, Value};
use crate::condition::{Assignment, OpenCondition};
use crate::mapped_text::Text;
use std::fmt;
use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};
use std::ops::{BitOr, Deref, DerefMut};
use std::sync::{Arc, OnceLock};

/// Bytes of a text that are looked at, or copied, for one look.
const BYTES_PER_LOOK: usize = 4;

/// What a piece of a text is worth: it takes more room than a few bytes.
const LOOKS_PER_PART: usize = 8;

/// The members of a value, with what is known of all that is inside.
pub struct Shared<T> {
    members: T,
    inside: OnceLock<Contents>,
    digest: OnceLock<u64>,
}

/// What is inside a value, however deep.
#[derive(Clone, Copy, Default)]
pub struct Contents {
    /// The questions of the alternatives; two may be taken for one.
    pub questions: Questions,
    /// Something is absent.
    pub is_absent: bool,
    /// Something is not known.
    pub has_holes: bool,
    /// How many values there are, a shared one wherever it stands.
    pub looks: u64,
    /// The same, where texts and numbers count by their length.
    pub reads: u64,
}

/// A set of questions, in which some cannot be told apart: one that is not in it surely is not asked.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Questions(u64);

impl Questions {
    pub fn of(condition: &OpenCondition) -> Questions {
        let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
        hasher.write(condition.id.as_bytes());
        Questions(1 << (hasher.finish() >> 58))
    }

    pub fn answered_by(assignment: &Assignment) -> Questions {
        assignment.answers().map(|(condition, _)| Questions::of(condition)).fold(Questions::default(), BitOr::bitor)
    }

    pub fn are_none(self) -> bool {
        self.0 == 0
    }

    pub fn may_meet(self, others: Questions) -> bool {
        self.0 & others.0 != 0
    }
}

impl BitOr for Questions {
    type Output = Questions;

    fn bitor(self, others: Questions) -> Questions {
        Questions(self.0 | others.0)
    }
}

/// What has values for members.
pub trait Members {
    fn inside(&self) -> Contents;

    fn digest(&self) -> u64;
}

impl Members for Vec<Value> {
    fn inside(&self) -> Contents {
        self.iter().fold(Contents::default(), |all, item| all.and(item.inside()))
    }

    fn digest(&self) -> u64 {
        digest_of(&self.iter().map(Value::digest).collect::<Vec<_>>())
    }
}

impl Members for Map {
    fn inside(&self) -> Contents {
        self.entries.iter().fold(Contents::default(), |all, entry| {
            let all = all.and(entry.value.inside());
            Contents { has_holes: all.has_holes || entry.unclear.is_some(), ..all }
        })
    }

    fn digest(&self) -> u64 {
        let key = |entry: &Entry| entry.unclear.as_ref().map_or_else(|| digest_of(&entry.key), |key| digest_of(&key.to_string()));
        digest_of(&self.entries.iter().map(|entry| (key(entry), entry.value.digest())).collect::<Vec<_>>())
    }
}

impl Members for Alternatives {
    fn inside(&self) -> Contents {
        let inside = self.branches.iter().fold(Contents::default(), |all, (_, branch)| all.and(branch.inside()));
        Contents { questions: inside.questions | Questions::of(&self.condition), ..inside }
    }

    fn digest(&self) -> u64 {
        digest_of(&(&self.condition.id, self.branches.iter().map(|(_, branch)| branch.digest()).collect::<Vec<_>>()))
    }
}

impl Contents {
    fn and(self, other: Contents) -> Contents {
        Contents {
            questions: self.questions | other.questions,
            is_absent: self.is_absent || other.is_absent,
            has_holes: self.has_holes || other.has_holes,
            looks: self.looks.saturating_add(other.looks),
            reads: self.reads.saturating_add(other.reads),
        }
    }
}

impl Value {
    /// What is known of this value and all that is inside.
    pub fn inside(&self) -> Contents {
        let own = match &self.kind {
            Kind::List(items) => items.inside(),
            Kind::Map(map) => map.inside(),
            Kind::Alternatives(open) => open.inside(),
            Kind::Text(text) => {
                Contents { has_holes: !text.holes().is_empty(), reads: looks_at_text(text) as u64 - 1, ..Contents::default() }
            }
            Kind::Unknown(_) => Contents { has_holes: true, ..Contents::default() },
            Kind::Absent => Contents { is_absent: true, ..Contents::default() },
            // Long numbers are computed with in quadratic time.
            Kind::Number(number) => {
                let looks = (number.len() * number.len() / 64) as u64;
                Contents { looks, reads: looks, ..Contents::default() }
            }
            Kind::Null | Kind::Bool(_) => Contents::default(),
        };
        Contents { looks: own.looks.saturating_add(1), reads: own.reads.saturating_add(1), ..own }
    }

    /// A number that tells it apart from other values; the same wherever the same stands.
    pub fn digest(&self) -> u64 {
        let own = match &self.kind {
            Kind::List(items) => items.digest(),
            Kind::Map(map) => map.digest(),
            Kind::Alternatives(open) => open.digest(),
            Kind::Text(text) => text.known().map_or_else(|| digest_of(&text.to_string()), digest_of),
            Kind::Number(number) => digest_of(number),
            Kind::Bool(value) => digest_of(value),
            Kind::Unknown(hole) => digest_of(&hole.kind.reason()),
            Kind::Null | Kind::Absent => 0,
        };
        digest_of(&(std::mem::discriminant(&self.kind), own))
    }
}

/// What a look at the whole of a text, or its making, is worth.
pub fn looks_at_text(text: &Text) -> usize {
    1 + text.literal().len() / BYTES_PER_LOOK + LOOKS_PER_PART * text.parts()
}

fn digest_of<T: Hash + ?Sized>(value: &T) -> u64 {
    // Nobody finds two values with one digest for this one.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl<T> Shared<T> {
    pub fn new(members: T) -> Arc<Shared<T>> {
        Arc::new(Shared { members, inside: OnceLock::new(), digest: OnceLock::new() })
    }
}

impl<T: Members> Shared<T> {
    pub fn inside(&self) -> Contents {
        *self.inside.get_or_init(|| self.members.inside())
    }

    fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| self.members.digest())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.members
    }
}

impl<T> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        // What is changed has something else inside.
        (self.inside, self.digest) = Default::default();
        &mut self.members
    }
}

impl<T: Clone> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { members: self.members.clone(), inside: self.inside.clone(), digest: self.digest.clone() }
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        std::ptr::eq(self, other) || self.members == other.members
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.members.fmt(f)
    }
}
