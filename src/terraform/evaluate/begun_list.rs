//! Lists of which only the beginning is known: what `split` makes of a text that ends in what is not known.

use crate::mapped_text::Hole;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::value::{Kind, Value, ValueType};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The items that each begins with, by the hole that stands for the whole.
pub(in crate::terraform) type BegunLists = FxHashMap<*const Hole, (Arc<Hole>, Rc<[Value]>)>;

impl Evaluator<'_> {
    /// A list of texts that begins with these and goes on in a way that this hole leaves open.
    pub(in crate::terraform) fn begun(&self, hole: Arc<Hole>, items: Vec<Value>, span: Span) -> Value {
        // Its own, by which it is known again.
        let hole = Arc::new(Hole::clone(&hole));
        self.begun.borrow_mut().insert(Arc::as_ptr(&hole), (hole.clone(), items.into()));
        Value::new(Kind::Unknown(hole), span).declared_as(&ValueType::list(ValueType::Text))
    }

    /// The items that a list certainly begins with, if it is not known as a whole.
    pub(in crate::terraform) fn beginning_of(&self, value: &Value) -> Option<Rc<[Value]>> {
        let Kind::Unknown(hole) = &value.kind else { return None };
        self.begun.borrow().get(&Arc::as_ptr(hole)).map(|(_, items)| items.clone())
    }
}
