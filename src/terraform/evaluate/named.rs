//! What has a name: its value is worked out once, within bounds, and one that needs itself is a cycle.

use crate::mapped_text::WhyCode;
use crate::problem::Problem;
use crate::source::Span;
use crate::terraform::evaluate::on_defaults::Hanging;
use crate::terraform::evaluate::{Evaluator, too_long};
use crate::terraform::values::failure::without_failures;
use crate::value::{Kind, Value, looks_at_text};
use smol_str::SmolStr;

/// Parts of one named value, and how deep they nest.
const MAX_VALUE_PARTS: usize = 200_000;
const MAX_VALUE_DEPTH: usize = 100;

/// A named thing whose value is kept.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(in crate::terraform) enum NamedNode {
    Variable(usize, SmolStr),
    Local(usize, SmolStr),
    Output(usize, SmolStr),
    /// What a file of Terragrunt gives as inputs.
    Inputs(usize),
    /// Instance, resource, repetition, argument: as configured.
    Argument(usize, usize, usize, SmolStr),
    /// The same, as those that refer to it see it.
    Attribute(usize, usize, usize, SmolStr),
}

pub(in crate::terraform) enum Memo {
    Running,
    Done(Value, Hanging),
}

impl Evaluator<'_> {
    /// The value of something with a name, kept; a value that needs itself is a cycle.
    pub(in crate::terraform) fn named(&self, node: NamedNode, name: &str, at: Span, compute: impl FnOnce() -> Value) -> Value {
        match self.memo.borrow().get(&node) {
            Some(Memo::Done(value, hanging)) => {
                self.on_defaults.note(*hanging);
                return value.clone();
            }
            Some(Memo::Running) => {
                self.report(Problem::cycle(at, name));
                return Value::unknown(WhyCode::Cycle, name, at);
            }
            None => {}
        }
        self.memo.borrow_mut().insert(node.clone(), Memo::Running);
        let is_asked_for = self.effort.is_within();
        let evaluate = || {
            let value = compute();
            let mut parts = MAX_VALUE_PARTS;
            // Before anything else looks at all of it: what is shared inside counts wherever it stands.
            let value = match fits(&value, MAX_VALUE_DEPTH, &mut parts) {
                true if !self.read(std::slice::from_ref(&value)) => self.exhausted(at),
                true => self.settled(without_failures(value), name),
                false => self.limit(at, "a value is too large"),
            };
            (value, self.effort.is_name_cut())
        };
        let ((value, is_cut), hanging) = self.with_hanging(|| self.with_quiet(false, || self.effort.of_name(evaluate)));
        let mut memo = self.memo.borrow_mut();
        match is_cut && is_asked_for {
            true => memo.remove(&node),
            false => memo.insert(node, Memo::Done(value.clone(), hanging)),
        };
        value
    }
}

/// Whether a value stays within the bounds on depth and parts; `parts` is what is left.
fn fits(value: &Value, depth: usize, parts: &mut usize) -> bool {
    let own = if let Kind::Text(text) = &value.kind { looks_at_text(text).div_ceil(16) } else { 1 };
    let Some(left) = parts.checked_sub(own) else { return false };
    *parts = left;
    if depth == 0 {
        return false;
    }
    match &value.kind {
        Kind::List(items) => items.iter().all(|item| fits(item, depth - 1, parts)),
        Kind::Map(map) => map.entries.iter().all(|entry| fits(&entry.value, depth - 1, parts)),
        Kind::Alternatives(open) => open.branches.iter().all(|(_, value)| fits(value, depth - 1, parts)),
        Kind::Text(text) => !too_long(text),
        _ => true,
    }
}
