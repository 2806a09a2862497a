//! Calls that are evaluated once. `try` and `can` look twice at what they are given: what it comes to, and whether a part that is not known may fail; what is
//! nested in others would be evaluated twice as often at each level. What reads a file in a loop, and names nothing of the loop, would be read in each turn.

use super::scope::{Each, Scope};
use crate::condition::Assignment;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::on_defaults::Hanging;
use crate::terraform::syntax::tree::{Expr, ExprKind};
use crate::value::Value;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::hash::Hash;

/// An expression, the names that are bound around it, the instance, the repetition, whether what is found is told, and under which answers.
type AskedOnce = (*const Expr, usize, usize, *const Each, bool, Assignment);

/// A call, the instance, and whether what is found is told.
type ReadOnce = (*const Expr, usize, bool);

/// The calls that were evaluated since the outermost `try` or `can` began, each with whether it hangs on a default.
#[derive(Default)]
pub(in crate::terraform) struct Attempts {
    depth: Cell<usize>,
    bound: Cell<usize>,
    known: RefCell<FxHashMap<AskedOnce, (Value, Hanging)>>,
    /// What files come to.
    read: RefCell<FxHashMap<ReadOnce, (Value, Hanging)>>,
}

/// Functions that read a file or a whole document.
const READING: [&str; 6] = ["csvdecode", "file", "fileset", "jsondecode", "templatefile", "yamldecode"];

impl Attempts {
    /// Whether a `try` or `can` is being evaluated.
    pub(in crate::terraform) fn is_under_way(&self) -> bool {
        self.depth.get() > 0
    }
}

impl<'a> Evaluator<'a> {
    /// Looks at an expression more than once.
    pub(in crate::terraform) fn attempting<T>(&self, look: impl FnOnce() -> T) -> T {
        let depth = &self.attempts.depth;
        depth.set(depth.get() + 1);
        let result = look();
        depth.set(depth.get() - 1);
        if depth.get() == 0 {
            self.attempts.known.borrow_mut().clear();
        }
        result
    }

    /// A value that is evaluated, or was since the outermost attempt began.
    pub(in crate::terraform) fn once(&self, expr: &Expr, scope: &Scope<'_, 'a>, evaluate: impl FnOnce(&Scope<'_, 'a>) -> Value) -> Value {
        // Expressions of a template that is rendered and those that may refer to nothing are parsed anew each time.
        let is_passing = scope.only_bindings || scope.instance.id == usize::MAX;
        let call = if let ExprKind::Call(call) = &expr.kind { Some(call) } else { None };
        let Some(call) = call.filter(|_| !is_passing) else { return evaluate(scope) };
        if READING.contains(&call.name.as_str()) && names_nothing_bound(expr, scope) {
            // It is kept for other answers too.
            return scope.decided(self.read_once(expr, &scope.unanswered(), evaluate));
        }
        if self.attempts.depth.get() == 0 {
            return evaluate(scope);
        }
        let bound = scope.bindings.map_or(0, |binding| binding.id);
        let asked: AskedOnce = (expr, bound, scope.instance.id, scope.each, self.is_quiet(), scope.given.cloned().unwrap_or_default());
        self.once_for(&self.attempts.known, asked, || evaluate(scope))
    }

    /// What a file comes to, whatever is bound around the call.
    fn read_once(&self, expr: &Expr, scope: &Scope<'_, 'a>, evaluate: impl FnOnce(&Scope<'_, 'a>) -> Value) -> Value {
        let asked = (std::ptr::from_ref(expr), scope.instance.id, self.is_quiet());
        self.once_for(&self.attempts.read, asked, || evaluate(scope))
    }

    /// What is kept of what is asked, with how it hangs on defaults.
    fn once_for<K: Eq + Hash>(&self, kept: &RefCell<FxHashMap<K, (Value, Hanging)>>, asked: K, evaluate: impl FnOnce() -> Value) -> Value {
        if let Some((known, hanging)) = kept.borrow().get(&asked) {
            self.on_defaults.note(*hanging);
            return known.clone();
        }
        let (value, hanging) = self.with_hanging(evaluate);
        kept.borrow_mut().insert(asked, (value.clone(), hanging));
        value
    }

    /// The number of the next name that is bound: no two have the same.
    pub(in crate::terraform) fn next_binding(&self) -> usize {
        let bound = &self.attempts.bound;
        bound.set(bound.get() + 1);
        bound.get()
    }
}

/// Whether an expression comes to the same in each turn of the loops and each repetition of the block around it.
fn names_nothing_bound(expr: &Expr, scope: &Scope<'_, '_>) -> bool {
    !expr.names_any(&|name| ["count", "each", "self"].contains(&name) || scope.binding(name).is_some())
}

#[cfg(test)]
mod tests {
    use crate::source::Workspace;
    use crate::terraform::{TerraformOptions, load};

    #[test]
    fn nested_attempts_are_evaluated_once_at_each_level() {
        let nested = (0..24).fold("var.x".to_owned(), |inner, _| format!("try(abs({inner}), 1)"));
        let text = format!("variable \"x\" {{}}\nlocals {{\n  l = {nested}\n}}\n");
        let graph = load(&Workspace::in_memory([("main.tf".to_owned(), text)]), &TerraformOptions::default());
        assert!(graph.problems.is_empty(), "{:?}", graph.problems);
    }

    #[test]
    fn what_names_are_bound_to_is_not_mixed_up() {
        let text = "variable \"x\" {}\nlocals {\n  l = try([for v in [1, 2, 3] : try(abs(v), var.x)], [])\n}\n";
        let graph = load(&Workspace::in_memory([("main.tf".to_owned(), text.to_owned())]), &TerraformOptions::default());
        let [(_, value)] = graph.roots[0].locals.as_slice() else { panic!("one local") };
        assert_eq!(value.to_json().to_string(), "[1,2,3]");
    }
}
