//! What hangs on the defaults of the inputs of the root, wherever it is kept. As whom a provider acts is no part of it: an account is no caller that an input
//! brings.

use crate::resource::OnDefaults;
use crate::terraform::evaluate::Evaluator;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::cell::{Cell, RefCell};

/// Whether what is being worked out hangs on a default, and what else does.
#[derive(Default)]
pub(in crate::terraform) struct KnownOnDefaults {
    current: Cell<bool>,
    resources: RefCell<FxHashSet<SmolStr>>,
    may_be_more: Cell<bool>,
}

impl KnownOnDefaults {
    /// Notes that what is being worked out hangs on a default, if this does.
    pub(in crate::terraform) fn note(&self, is_on_default: bool) {
        self.current.set(self.current.get() || is_on_default);
    }

    /// Notes a resource that hangs on a default.
    pub(in crate::terraform) fn note_resource(&self, address: &SmolStr) {
        self.resources.borrow_mut().insert(address.clone());
    }

    /// Notes, if so, that there may be resources under other values of which there are none now.
    pub(in crate::terraform) fn note_more(&self, may_be_more: bool) {
        self.may_be_more.set(self.may_be_more.get() || may_be_more);
    }

    pub(in crate::terraform) fn take(&self) -> OnDefaults {
        match (self.current.get(), self.may_be_more.get()) {
            (false, _) => OnDefaults::Nothing,
            (true, false) => OnDefaults::Resources(self.resources.take()),
            (true, true) => OnDefaults::Anything,
        }
    }
}

impl Evaluator<'_> {
    /// Something with whether it hangs on a default.
    pub(in crate::terraform) fn with_on_default<T>(&self, work: impl FnOnce() -> T) -> (T, bool) {
        let current = &self.on_defaults.current;
        let before = current.replace(false);
        let result = work();
        let is_on_default = current.get();
        current.set(before || is_on_default);
        (result, is_on_default)
    }

    /// The same of what is none of it.
    pub(in crate::terraform) fn beside_defaults<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.on_defaults.current.get();
        let result = work();
        self.on_defaults.current.set(before);
        result
    }
}
