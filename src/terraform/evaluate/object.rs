//! Objects as they are written.

use super::scope::Scope;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::functions;
use crate::terraform::syntax::tree::{Key, Member};
use crate::terraform::values::failure::{failed, going_on, is_failed, whole};
use crate::value::{Depth, Entry, Kind, Map, Marks, Value, each_choice};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::Arc;

impl<'a> Evaluator<'a> {
    /// The value of `{…}`.
    pub(in crate::terraform) fn object(&self, members: &[Member], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let evaluated = members.iter().map(|member| {
            let value = self.eval(&member.value, scope);
            let key = match &member.key {
                Key::Name(name) => Value::text(Text::computed(name.as_str(), member.key_span), member.key_span),
                Key::Computed(key) => self.eval(key, scope),
            };
            (key, value)
        });
        let (keys, values): (Vec<Value>, Vec<Value>) = evaluated.unzip();
        if !keys.iter().any(|key| matches!(key.kind, Kind::Alternatives(_))) {
            return self.object_of(members, &keys, &values, span);
        }
        let each = each_choice(&keys, Depth::Top, span, &mut |_, keys| match self.spend(keys.len()) {
            true => self.object_of(members, keys, &values, span),
            false => self.exhausted(span),
        });
        each.unwrap_or_else(|_| self.object_of(members, &keys, &values, span))
    }

    /// The object of these members, each with its key and its value.
    fn object_of(&self, members: &[Member], keys: &[Value], values: &[Value], span: Span) -> Value {
        let mut map = Map::default();
        let mut places: FxHashMap<SmolStr, usize> = FxHashMap::default();
        let (mut failure, mut failed_key) = (None, None);
        let mut marks = Marks::default();
        for ((member, key), value) in members.iter().zip(keys).zip(values) {
            marks = marks.and(key.marks);
            if is_failed(key) {
                failed_key.get_or_insert(key.clone());
                continue;
            }
            let Some(entry) = self.entry(key, member.key_span, value.clone()) else {
                return failed("a key of this object is not a text", member.key_span);
            };
            if entry.unclear.is_some() {
                map.entries.push(entry);
                continue;
            }
            match places.get(&entry.key).and_then(|place| map.entries.get_mut(*place)) {
                Some(earlier) => {
                    self.report(Problem::duplicate_key(member.key_span, &entry.key));
                    if is_failed(&earlier.value) || functions::is_unread(&earlier.value) {
                        failure.get_or_insert_with(|| earlier.value.clone());
                    }
                    *earlier = entry;
                }
                None => {
                    places.insert(entry.key.clone(), map.entries.len());
                    map.entries.push(entry);
                }
            }
        }
        let object = whole(Value::map(map, span)).marked(marks);
        match (failed_key, failure) {
            // Without a key Terraform goes on with nothing.
            (Some(failed_key), _) => Value { declared: None, marks: Marks::default(), ..failed_key },
            (None, Some(failure)) => going_on(&failure, object),
            (None, None) => object,
        }
    }

    /// A member of a map with a computed key; nothing if no text can be made of the key.
    pub(in crate::terraform) fn entry(&self, key: &Value, key_span: Span, value: Value) -> Option<Entry> {
        if let Some(known) = key.as_str() {
            return Some(Entry { key: SmolStr::new(known), key_span, unclear: None, value });
        }
        let text = match &key.kind {
            Kind::Alternatives(_) => Text::of_hole(key.undecided()),
            _ => key.to_text()?,
        };
        Some(match text.known() {
            Some(known) => Entry { key: SmolStr::new(known), key_span, unclear: None, value },
            None => Entry { key: SmolStr::default(), key_span, unclear: Some(Arc::new(text)), value },
        })
    }
}
