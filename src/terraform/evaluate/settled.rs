//! What a name comes to where its expression fails: nothing that refers to it can catch that, so it is told once and not known.

use super::scope::{Each, Instance, Scope};
use crate::condition::Assignment;
use crate::mapped_text::{Hole, HoleKind, Piece, Text, Why, WhyCode};
use crate::problem::Problem;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::syntax::tree::Expr;
use crate::terraform::values::failure;
use crate::value::{Alternatives, Entry, Kind, Map, Shared, Value};
use std::rc::Rc;
use std::sync::Arc;

/// How many sets of answers under which the plan fails are kept.
const MAX_IMPOSSIBLE: usize = 16;

pub(super) fn is_truth(answer: &str) -> bool {
    matches!(answer, "true" | "false")
}

impl<'a> Evaluator<'a> {
    /// What fails here fails the whole plan: where it is referred to, nothing can catch it. It is told and not known.
    pub(in crate::terraform) fn settled(&self, value: Value, name: &str) -> Value {
        if !failure::fails_anywhere(&value) {
            return value;
        }
        let kind = match &value.kind {
            Kind::Unknown(hole) => Kind::Unknown(self.told(hole, name)),
            Kind::Text(text) => {
                let mut settled = Text::default();
                for piece in text.pieces() {
                    match piece {
                        Piece::Hole(hole) => settled.push_hole(self.told(hole, name)),
                        Piece::Literal(literal, at) => settled.push_literal_of(text, at..at + literal.len()),
                    }
                }
                Kind::Text(Arc::new(settled))
            }
            Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| self.settled(item.clone(), name)).collect())),
            Kind::Map(map) => {
                let entries = map.entries.iter().map(|entry| Entry { value: self.settled(entry.value.clone(), name), ..entry.clone() });
                Kind::Map(Shared::new(Map { entries: entries.collect() }))
            }
            Kind::Alternatives(open) => {
                let branches = open.branches.iter().map(|(answer, value)| (answer.clone(), self.settled(value.clone(), name)));
                Kind::Alternatives(Shared::new(Alternatives { condition: open.condition.clone(), branches: branches.collect() }))
            }
            other => other.clone(),
        };
        Value { kind, ..value }
    }

    /// The value of a local. Terraform evaluates every one of a root, so that what fails there fails the plan.
    pub(super) fn of_local(&self, expr: &Expr, instance: &Rc<Instance<'a>>) -> Value {
        let value = self.eval(expr, &Scope::new(instance, &Each::Single));
        if instance.caller.is_none() {
            self.note_failures(&value, &Assignment::default());
        }
        value
    }

    /// Keeps the answers under which a validation refuses what an instance of a module is given.
    pub(in crate::terraform) fn note_refused_inputs(&self, instance: &Rc<Instance<'a>>) {
        let validations = instance.directory.variables.values().flat_map(|block| block.body.blocks("validation"));
        for condition in validations.filter_map(|validation| validation.body.attribute("condition")) {
            let span = condition.value.span;
            let holds = self.with_quiet(true, || {
                let decided = self.decide(&condition.value, &Scope::new(instance, &Each::Single));
                self.choose(&decided, span, &mut |holds| {
                    if holds { Value::bool(true, span) } else { failure::failed("a validation", span) }
                })
            });
            self.note_failures(&holds, &Assignment::default());
        }
    }

    /// Keeps the answers under which a value fails.
    fn note_failures(&self, value: &Value, given: &Assignment) {
        match &value.kind {
            Kind::Alternatives(open) => {
                for (answer, branch) in &open.branches {
                    if let Some(given) = given.with(&open.condition, answer) {
                        self.note_failures(branch, &given);
                    }
                }
            }
            // Of an answer that nothing names, some may do; and a text that one place names may be meant for it alone.
            _ if given.has_another() || !given.answers().any(|(_, answer)| is_truth(answer)) || !failure::fails(value) => {}
            _ => {
                let mut impossible = self.impossible.borrow_mut();
                if impossible.len() < MAX_IMPOSSIBLE && !impossible.contains(given) {
                    impossible.push(given.clone());
                }
            }
        }
    }

    /// A hole that stands for a failure as one that stands for what is not known, told once.
    fn told(&self, hole: &Arc<Hole>, name: &str) -> Arc<Hole> {
        match &hole.kind {
            HoleKind::Unknown(why) if why.code == WhyCode::FailedFunction => {
                self.report(Problem::unsupported(hole.span, &format!("`{name}`, because {}", why.detail)));
                Arc::new(Hole { kind: HoleKind::Unknown(Why::new(WhyCode::FailedPlan, why.detail.clone())), span: hole.span })
            }
            _ => hole.clone(),
        }
    }
}
