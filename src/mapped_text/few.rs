//! A list that mostly has nothing in it: as long as it is empty it takes no more room than a pointer.

use std::ops::{Deref, DerefMut};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(clippy::box_collection, reason = "an empty list takes one pointer here, not three")]
pub(super) struct Few<T>(Option<Box<Vec<T>>>);

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few(None)
    }
}

impl<T> Few<T> {
    pub(super) fn push(&mut self, item: T) {
        self.0.get_or_insert_with(|| Box::new(Vec::with_capacity(1))).push(item);
    }

    pub(super) fn clear(&mut self) {
        self.0 = None;
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.0.as_deref_mut().map_or(&mut [], Vec::as_mut_slice)
    }
}
