//! Parts of a rule file whose form is known only to the clauses: YAML with the place of every word, so that an error can point at it.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use std::fmt;

/// A value in a rule file.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub content: Content,
    pub place: Place,
}

/// What stands there.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Word, Node)>),
}

/// A key, and its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    pub text: String,
    pub place: Place,
}

/// Line and column in the rule file, from 1; 0 if not known.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Place {
    pub line: u64,
    pub column: u64,
}

/// What is wrong with a rule, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub place: Place,
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.line {
            0 => f.write_str(&self.text),
            line => write!(f, "line {line}, column {}: {}", self.place.column, self.text),
        }
    }
}

impl Fault {
    /// `pack/rule.yaml:3:5: …`, as compilers write it.
    pub fn in_file(&self, file: &str) -> String {
        match self.place.line {
            0 => format!("{file}: {}", self.text),
            line => format!("{file}:{line}:{}: {}", self.place.column, self.text),
        }
    }
}

impl Place {
    /// Where a field of a rule file stands.
    pub fn of<T>(written: &Spanned<T>) -> Place {
        Place { line: written.referenced.line(), column: written.referenced.column() }
    }

    /// What is wrong at this place.
    pub fn fault(self, text: impl Into<String>) -> Fault {
        Fault { place: self, text: text.into() }
    }
}

/// The known word that is most like another: at most a third of its letters differ.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let distances = known.into_iter().map(|known| (distance(word, known), known));
    distances.min().filter(|(distance, _)| *distance <= word.chars().count().div_ceil(3)).map(|(_, known)| known)
}

/// "; did you mean `role`?", or the known words where none is near.
pub fn suggestion(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(known) => format!("; did you mean `{known}`?"),
        None => format!("; there are {}", known.join(", ")),
    }
}

/// Levenshtein's distance.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, char) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(row.first_mut().unwrap_or(&mut 0), index + 1);
        let mut left = index + 1;
        for (known, cell) in other.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal + usize::from(char != *known);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

impl Node {
    /// The members of a map.
    ///
    /// # Errors
    /// If it is none; `what` says what should stand there.
    pub fn map(&self, what: &str) -> Result<&[(Word, Node)], Fault> {
        match &self.content {
            Content::Map(members) => Ok(members),
            _ => Err(self.place.fault(format!("{what} should stand here"))),
        }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// If it is none; `what` says what should stand there.
    pub fn list(&self, what: &str) -> Result<&[Node], Fault> {
        match &self.content {
            Content::List(items) if !items.is_empty() => Ok(items),
            _ => Err(self.place.fault(format!("a list of {what} should stand here"))),
        }
    }

    /// A single word.
    ///
    /// # Errors
    /// If it is none; `what` says what should stand there.
    pub fn word(&self, what: &str) -> Result<&str, Fault> {
        match &self.content {
            Content::Scalar(word) if !word.is_empty() => Ok(word),
            _ => Err(self.place.fault(format!("{what} should stand here"))),
        }
    }

    /// One word or a list of words, each with its place.
    ///
    /// # Errors
    /// If it is neither; `what` says what should stand there.
    pub fn words(&self, what: &str) -> Result<Vec<Word>, Fault> {
        let nodes = match &self.content {
            Content::List(items) if !items.is_empty() => items.as_slice(),
            _ => std::slice::from_ref(self),
        };
        nodes.iter().map(|node| Ok(Word { text: node.word(what)?.to_owned(), place: node.place })).collect()
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn truth(&self) -> Result<bool, Fault> {
        match &self.content {
            Content::Scalar(word) if word == "true" => Ok(true),
            Content::Scalar(word) if word == "false" => Ok(false),
            _ => Err(self.place.fault("`true` or `false` should stand here")),
        }
    }
}

/// Content before its place is known.
struct Raw(Content);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let spanned = Spanned::<Raw>::deserialize(deserializer)?;
        let place = Place::of(&spanned);
        Ok(Node { content: spanned.value.0, place })
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word, a list or a map")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw(Content::Scalar(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw(Content::Scalar(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw(Content::Scalar(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw(Content::Scalar(value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw(Content::Scalar(value.to_string())))
    }

    fn visit_unit<E: Error>(self) -> Result<Raw, E> {
        Ok(Raw(Content::Scalar(String::new())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Raw, A::Error> {
        let mut items = vec![];
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Raw(Content::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut members: Vec<(Word, Node)> = vec![];
        while let Some((key, value)) = map.next_entry::<Spanned<String>, Node>()? {
            let place = Place::of(&key);
            members.push((Word { text: key.value, place }, value));
        }
        Ok(Raw(Content::Map(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_place() {
        let node: Node = serde_saphyr::from_str("policy: trust\nany:\n  - { never-matches: true }\n").unwrap();
        let members = node.map("clauses").unwrap();
        assert_eq!((members[0].0.text.as_str(), members[0].0.place), ("policy", Place { line: 1, column: 1 }));
        assert_eq!(members[0].1.place, Place { line: 1, column: 9 });
        let choice = &members[1].1.list("clauses").unwrap()[0];
        assert_eq!(choice.map("clauses").unwrap()[0].0.place, Place { line: 3, column: 7 });
        assert_eq!(choice.map("clauses").unwrap()[0].1.truth(), Ok(true));
    }

    #[test]
    fn the_nearest_word_is_named() {
        assert_eq!(suggestion("pricipal", &["policy", "principal"]), "; did you mean `principal`?");
        assert_eq!(suggestion("xyz", &["policy", "principal"]), "; there are policy, principal");
    }
}
