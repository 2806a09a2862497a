//! Keys that policy variables refer to: in which order they are fixed, and which of their values others are compared with.

use super::super::scene::Situation;
use super::super::values;
use super::{Attempt, GroupKind, SearchPart, look_up};
use crate::iam::condition::{Condition, Family};
use crate::iam::keys;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// How many values of a key are tried because others are compared with it.
const MOST_ECHOES: usize = 32;

impl Attempt<'_> {
    /// Variables before those whose conditions refer to them, as far as that goes; those with few values first.
    pub(super) fn in_order(&self, mut open: Vec<usize>) -> Vec<usize> {
        let needs: FxHashMap<usize, FxHashSet<usize>> = open.iter().map(|at| (*at, self.needs(*at))).collect();
        let free: FxHashSet<usize> = open.iter().copied().filter(|at| self.is_free(*at)).collect();
        let mut still: FxHashSet<usize> = open.iter().copied().collect();
        let mut ordered = vec![];
        while !open.is_empty() {
            let ready = |at: &&usize| needs.get(*at).is_none_or(|needs| needs.is_disjoint(&still));
            let settled = |at: &&usize| !free.contains(*at) && ready(at);
            let next = open.iter().find(settled).or_else(|| open.iter().find(ready)).or(open.first()).copied();
            let Some(next) = next else { break };
            open.retain(|at| *at != next);
            still.remove(&next);
            ordered.push(next);
        }
        ordered
    }

    fn keys(&self, at: usize) -> &[SmolStr] {
        self.groups.get(at).map(|group| group.keys.as_slice()).unwrap_or_default()
    }

    /// The other variables that the conditions on one refer to.
    fn needs(&self, at: usize) -> FxHashSet<usize> {
        let conditions = self.groups.get(at).into_iter().flat_map(|group| &group.conditions);
        let values = conditions.flat_map(|condition| &condition.values);
        let needed = values.flat_map(|value| value.pattern.variables()).filter_map(|key| self.places.get(key).copied());
        needed.filter(|other| *other != at).collect()
    }

    /// Whether the outsider chooses the values freely.
    fn is_free(&self, at: usize) -> bool {
        let Situation { called, .. } = *self.situation;
        let chosen = |key: &SmolStr| keys::sent(key, self.situation.kind(), called).domain.is_free();
        self.groups.get(at).is_some_and(|group| group.kind != GroupKind::Key) || self.keys(at).iter().any(chosen)
    }

    /// Values that make a free key equal to what is fixed, or to what the keys that are compared with it hold or are asked for.
    pub(super) fn echoes(&self, key: &SmolStr, fixed: &[(usize, SearchPart)]) -> Vec<SearchPart> {
        if !keys::sent(key, self.situation.kind(), self.situation.called).domain.is_free() {
            return vec![];
        }
        let mut echoes = vec![];
        let mut whole = vec![self.situation.account.to_owned(), self.scene.owner.to_string()];
        whole.extend(self.situation.org.map(str::to_owned));
        whole.extend(self.situation.service().map(str::to_owned));
        let resolve = |key: &str| look_up(key, fixed.iter().map(|(_, part)| part));
        let conditions: Vec<&Condition> = self.target.statements().flat_map(|statement| &statement.conditions).collect();
        let refers = |condition: &&&Condition| condition.values.iter().any(|value| value.pattern.variables().any(|known| known == key));
        for compared in conditions.iter().filter(refers).filter(|condition| condition.key != *key) {
            let group = self.places.get(&compared.key).and_then(|at| self.groups.get(*at));
            let same: Vec<&Condition> = group
                .map(|group| group.conditions.iter().copied().filter(|condition| condition.key == compared.key).collect())
                .unwrap_or_default();
            let held = self.held(&compared.key, fixed);
            // The rest of what fixed text has to be joined with.
            let like = compared.operator.is_some_and(|operator| matches!(operator.row.family, Family::Like | Family::Arn));
            for value in &compared.values {
                echoes.extend(held.iter().flat_map(|text| value.pattern.captures(key, text, like, &resolve)));
                self.scene.keep_at_most(MOST_ECHOES, &mut echoes);
            }
            let mut rows = values::rows(&same, &resolve);
            self.scene.keep_at_most(MOST_ECHOES, &mut rows);
            whole.extend(rows.iter().map(|row| row.filled("")));
            whole.extend(held);
        }
        echoes.append(&mut whole);
        // Where references go in a circle, the other side of an own condition may not be fixed yet.
        for condition in conditions.iter().filter(|condition| condition.key == *key) {
            let variables = condition.values.iter().flat_map(|value| value.pattern.variables());
            echoes.extend(variables.filter(|known| *known != key).flat_map(|known| self.held(known, fixed)));
        }
        let mut seen = FxHashSet::default();
        echoes.retain(|value| !value.is_empty() && seen.insert(value.clone()));
        self.scene.keep_at_most(2 * MOST_ECHOES, &mut echoes);
        echoes.into_iter().map(|value| SearchPart { keys: vec![(key.clone(), vec![value])], ..SearchPart::default() }).collect()
    }

    /// What a key can hold as things stand.
    fn held(&self, key: &SmolStr, fixed: &[(usize, SearchPart)]) -> Vec<String> {
        let Some(at) = self.places.get(key).copied() else { return vec![] };
        let mut parts = match fixed.iter().find(|(known, _)| *known == at) {
            Some((_, part)) => vec![part.clone()],
            None => self.groups.get(at).map(|group| self.parts(group, fixed)).unwrap_or_default(),
        };
        self.scene.keep_at_most(MOST_ECHOES, &mut parts);
        let values = parts.into_iter().flat_map(|part| part.keys).filter(|(known, _)| known == key);
        values.flat_map(|(_, values)| values).collect()
    }
}
