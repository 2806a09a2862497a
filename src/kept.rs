//! What was worked out for some keys, so that it is worked out once for each. Whatever is kept depends on its key alone: who asks first makes no difference.

use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was worked out for some keys.
pub struct Kept<K, V>(Mutex<FxHashMap<K, Arc<V>>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Kept<K, V> {
        Kept(Mutex::default())
    }
}

impl<K, V> fmt::Debug for Kept<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl<K: Eq + Hash, V> Kept<K, V> {
    fn lock(&self) -> MutexGuard<'_, FxHashMap<K, Arc<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept for a key; if nothing is, it is worked out now. Others may ask for other keys meanwhile, and for the same one too.
    pub fn get<Q>(&self, key: &Q, work_out: impl FnOnce() -> V) -> Arc<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Some(known) = self.lock().get(key) {
            return known.clone();
        }
        let value = Arc::new(work_out());
        self.lock().entry(key.to_owned()).or_insert(value).clone()
    }

    /// Keeps only what is worth it.
    pub fn retain(&mut self, keep: impl Fn(&K) -> bool) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).retain(|key, _| keep(key));
    }
}
