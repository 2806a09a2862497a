//! Values that a name tells to be secrets. They are marked, so that what is made of one is one too, and is shown no more than it is.

use super::mask::{is_kept, is_telling_part, masked};
use super::name::{is_beside_secret, may_tell, tells};
use super::written;
use crate::value::{Kind, Marks, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A value under its name; nothing if the name tells nothing.
pub fn told_by(name: &str, value: &Value) -> Option<Value> {
    let may_hold = matches!(value.kind, Kind::Text(_) | Kind::List(_) | Kind::Map(_) | Kind::Alternatives(_));
    let told = (may_hold && may_tell(name)).then(|| marked(value))?;
    told.all_marks().secret.then_some(told)
}

/// The same value with a mark on each text that is no reference and no name.
fn marked(value: &Value) -> Value {
    match &value.kind {
        Kind::Text(text) if text.known().is_some_and(|text| is_kept(text) && !written::is_name(text)) => {
            value.clone().marked(Marks::SECRET)
        }
        Kind::Map(map) => {
            let mut map = map.as_ref().clone();
            let within = map.entries.iter_mut().filter(|entry| tells(&entry.key).is_some() || !is_beside_secret(&entry.key));
            within.for_each(|entry| entry.value = marked(&entry.value));
            Value { kind: Kind::Map(map.into()), ..value.clone() }
        }
        Kind::List(_) | Kind::Alternatives(_) => value.over_parts(&mut marked),
        _ => value.clone(),
    }
}

/// The mark of what is made of a text that has a secret in it, where nothing in the result tells of it.
pub fn mark_of_text(value: &Value) -> Marks {
    match &value.kind {
        Kind::Text(text) if matches!(masked(text.literal()), Cow::Owned(_)) => Marks::SECRET,
        Kind::Alternatives(open) => open.branches.iter().map(|(_, branch)| mark_of_text(branch)).fold(Marks::default(), Marks::and),
        _ => Marks::default(),
    }
}

/// The marks of a text that a value is put into. A part that is made of words cannot be told from others there, so that all of the text is kept back.
pub fn marks_as_part(value: &Value) -> Marks {
    let inside = match &value.kind {
        Kind::List(items) => items.iter().map(marks_as_part).fold(Marks::default(), Marks::and),
        Kind::Map(map) => map.entries.iter().map(|entry| marks_as_part(&entry.value)).fold(Marks::default(), Marks::and),
        Kind::Text(text) if value.marks.secret && !is_telling_part(text.literal()) => return value.marks,
        _ => Marks::default(),
    };
    value.marks.on_parts().and(inside)
}

/// Notes the texts of a value that are marked as secrets, but for those that stand anywhere.
pub fn note_secrets(value: &Value, into: &mut BTreeSet<String>) {
    note_marked(value, Marks::default(), into);
}

fn note_marked(value: &Value, around: Marks, into: &mut BTreeSet<String>) {
    let marks = around.and(value.marks);
    match &value.kind {
        Kind::Text(text) if marks.secret && marks.is_shown_nowhere() => {
            into.extend(Some(text.literal()).filter(|text| is_telling_part(text)).map(str::to_owned));
        }
        Kind::List(items) => items.iter().for_each(|item| note_marked(item, marks, into)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| note_marked(&entry.value, marks, into)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| note_marked(branch, marks, into)),
        _ => {}
    }
}
