//! Conditionals: both results get one type. <https://github.com/hashicorp/hcl/blob/main/hclsyntax/expression.go>

use super::scope::Scope;
use crate::source::Span;
use crate::terraform::evaluate::{ConditionResult, Evaluator};
use crate::terraform::functions;
use crate::terraform::syntax::tree::{Expr, ExprKind, TemplatePart};
use crate::terraform::values::convert::convert;
use crate::terraform::values::failure::{failed, going_on, gone_on_with, is_failed, reason};
use crate::terraform::values::operators;
use crate::terraform::values::unify::unify;
use crate::value::{Form, Kind, Marks, Value, ValueType};

/// Whether a result may be a part of a policy: a text in another's place is none, but the one that stands for everybody and a whole document.
fn is_part(value: &Value) -> bool {
    match &value.kind {
        Kind::List(items) => !items.is_empty(),
        Kind::Map(map) => !map.entries.is_empty(),
        Kind::Text(text) => text.known().is_some_and(|text| text == "*" || text.trim_start().starts_with('{')),
        _ => false,
    }
}

/// Functions that give texts.
const GIVE_TEXTS: &[&str] = &["format", "join", "jsonencode", "lower", "replace", "templatefile", "trimspace", "upper", "yamlencode"];

impl<'a> Evaluator<'a> {
    pub(in crate::terraform) fn conditional(&self, parts: &[Expr; 3], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let [condition, yes, no] = parts;
        let (decided, is_on_default) = self.with_on_default(|| self.decide(condition, scope));
        match decided {
            ConditionResult::Known(answer) => {
                let (chosen, other) = if answer { (yes, no) } else { (no, yes) };
                let value = self.eval(chosen, scope);
                if !is_on_default && !self.has_marks && matches!((&value.kind, plain_type(other)), (Kind::Text(_), Some(ValueType::Text))) {
                    return value;
                }
                let other = self.with_quiet(true, || self.eval(other, scope));
                if is_on_default && other.kind != value.kind && [&other, &value].into_iter().any(is_part) {
                    self.on_defaults.leave_out(other.span);
                }
                self.in_one_type(value, &other, self.marks_of(condition, scope), span)
            }
            ConditionResult::Failed(failure) => self.on_failed_condition(failure, parts, span, scope),
            decided => {
                let (yes, no) = (self.eval(yes, scope), self.eval(no, scope));
                let marks = self.marks_of(condition, scope);
                let result = self.choose(&decided, span, &mut |answer| {
                    let (chosen, other) = if answer { (&yes, &no) } else { (&no, &yes) };
                    self.in_one_type(chosen.clone(), other, marks, span)
                });
                // Terraform looks at the types before it looks at the condition.
                match &result.kind {
                    Kind::Alternatives(open) if open.branches.iter().all(|(_, branch)| is_mismatch(branch)) => {
                        open.branches.first().map_or_else(|| result.clone(), |(_, mismatch)| mismatch.clone())
                    }
                    _ => result,
                }
            }
        }
    }

    /// What a conditional comes to whose condition fails: Terraform goes on with the type of its results, or with one of them where the condition
    /// has come to something all the same.
    fn on_failed_condition(&self, failure: Value, parts: &[Expr; 3], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let [condition, yes, no] = parts;
        let [yes, no] = [yes, no].map(|branch| gone_on_with(&self.with_quiet(true, || self.eval(branch, scope))));
        let is_plain_null = |value: &Value| value.kind == Kind::Null && value.declared.is_none() && !value.marks.any();
        let of = match (yes.value_type(), no.value_type()) {
            (_, of) if is_plain_null(&yes) => Some(of),
            (of, _) if is_plain_null(&no) => Some(of),
            (ValueType::Any, _) | (_, ValueType::Any) => Some(ValueType::Any),
            (yes, no) => unify(&[yes, no]),
        };
        let Some(of) = of else { return Value { declared: None, marks: Marks::default(), ..failure } };
        let asked = self.with_quiet(true, || self.eval(condition, scope));
        match operators::bool_of(&gone_on_with(&asked)).filter(|_| is_failed(&asked)) {
            Some(answer) => {
                let (chosen, other) = if answer { (yes, no) } else { (no, yes) };
                going_on(&failure, self.in_one_type(chosen, &other, asked.marks, span))
            }
            None => failure.declared_as(&of).marked(self.marks_of_failed(condition, scope, yes.marks.and(no.marks))),
        }
    }

    /// The marks of what a condition that fails decides: one whose evaluation fails may be anything, one of another type is none.
    pub(in crate::terraform) fn marks_of_failed(&self, condition: &Expr, scope: &Scope<'_, 'a>, of_results: Marks) -> Marks {
        if !self.has_marks {
            return Marks::default();
        }
        let value = self.with_quiet(true, || self.eval(condition, scope));
        // What has come to something all the same is no truth value, and Terraform forgets the marks.
        let is_open = is_failed(&value) && matches!(gone_on_with(&value).kind, Kind::Unknown(_));
        if is_open { of_results.and(value.marks) } else { Marks::default() }
    }

    /// A value in the type that it has in common with what stands beside it, with the marks of both and of the condition.
    /// Where there is no such type, Terraform forgets them.
    fn in_one_type(&self, value: Value, beside: &Value, of_condition: Marks, span: Span) -> Value {
        if is_failed(&value) {
            let with = self.in_one_type(gone_on_with(&value), beside, of_condition, span);
            return going_on(&value, with);
        }
        let marks = beside.marks.and(of_condition);
        if !self.look_at(&[value.clone(), beside.clone()]) {
            return self.exhausted(span).marked(marks);
        }
        let not_computed = [&value, beside].into_iter().filter_map(Value::first_unknown).find(|hole| functions::is_not_computed(hole));
        if let Some(hole) = not_computed.filter(|_| value.value_type() != beside.value_type()) {
            return Value::new(Kind::Unknown(hole), span).marked(marks);
        }
        let other = beside.value_type();
        if other == ValueType::Any {
            // Whatever the other one is, an empty list becomes one of its kind; beside a null and what fails it stays as it is.
            let is_open = beside.kind != Kind::Null && !is_failed(beside);
            let is_empty_tuple = is_open && value.form == Form::Plain && value.as_list().is_some_and(<[Value]>::is_empty);
            return if is_empty_tuple { value.with_form(Form::Blocks) } else { value }.marked(marks);
        }
        let provenance = value.provenance.clone();
        let converted = value.distribute(&mut |value| {
            let own = value.value_type();
            let wanted = match (&value.kind, &own) {
                (_, own) if *own == other => return value.clone().marked(marks),
                (Kind::Null, ValueType::Any) => Some(other.clone()),
                (_, ValueType::Any) => return value.clone().marked(marks),
                _ if has_mixed_parts(&own) && matches!(&other, ValueType::List(of) | ValueType::Map(of) if **of == ValueType::Any) => {
                    becomes_object(&own, &other).then(|| own.clone())
                }
                _ => unify(&[own.clone(), other.clone()]),
            };
            match wanted.map(|wanted| convert(value, &wanted)) {
                Some(Ok(converted)) => converted.marked(marks),
                Some(Err(why)) => {
                    let of = unify(&[own, other.clone()]).unwrap_or(ValueType::Any);
                    failed(&why, span).declared_as(&of).marked(marks.and(value.marks))
                }
                None => failed(&format!("{MISMATCH}: {own} and {other}"), span),
            }
        });
        Value { provenance, ..converted }
    }

    /// `false && …` and `true || …`. Before version 1.12 Terraform evaluates the other side all the same.
    pub(in crate::terraform) fn absorbed(&self, answer: bool, other: &Expr, span: Span, scope: &Scope<'_, 'a>) -> Value {
        let value = self.with_quiet(true, || self.eval(other, scope));
        if is_failed(&value) {
            return operators::before_1_12(span);
        }
        if operators::is_cut_short(&value) {
            return value;
        }
        let may_be_truth = operators::bool_of(&value).is_some()
            || operators::may_be(&value, &ValueType::Bool)
            || matches!(value.kind, Kind::Alternatives(_));
        if may_be_truth { Value::bool(answer, span).marked(value.marks) } else { failed("`&&` and `||` need truth values", span) }
    }
}

/// Why there is no conditional whatever its condition is.
const MISMATCH: &str = "the two results of a condition have no type in common";

fn is_mismatch(value: &Value) -> bool {
    is_failed(value) && reason(value).is_some_and(|why| why.starts_with(MISMATCH))
}

/// The type of an expression that shows it.
fn plain_type(expr: &Expr) -> Option<ValueType> {
    match &expr.kind {
        ExprKind::Bool(_) => Some(ValueType::Bool),
        ExprKind::Number(_) => Some(ValueType::Number),
        ExprKind::Template(template) => match template.parts.as_slice() {
            [TemplatePart::Interpolation(only)] if template.unwraps => plain_type(only),
            _ => Some(ValueType::Text),
        },
        ExprKind::Call(call) if GIVE_TEXTS.contains(&call.name.as_str()) => Some(ValueType::Text),
        _ => None,
    }
}

/// Whether a map beside an object becomes an object: where the members have no type in common, the object cannot become a map.
fn becomes_object(of: &ValueType, beside: &ValueType) -> bool {
    let ValueType::Object(members) = of else { return false };
    let parts: Vec<ValueType> = members.iter().map(|member| member.of.clone()).collect();
    matches!(beside, ValueType::Map(_)) && unify(&parts).is_none()
}

/// Whether the members are of several types, not all of which are scalar: beside a collection without a type Terraform finds none for them.
fn has_mixed_parts(of: &ValueType) -> bool {
    let parts: Vec<&ValueType> = match of {
        ValueType::Tuple(items) => items.iter().collect(),
        // A member without a type leaves the type of a map open.
        ValueType::Object(members) if members.iter().any(|member| member.of == ValueType::Any) => return false,
        ValueType::Object(members) => members.iter().map(|member| &member.of).collect(),
        _ => return false,
    };
    let is_scalar = |of: &&ValueType| matches!(of, ValueType::Any | ValueType::Bool | ValueType::Number | ValueType::Text);
    parts.windows(2).any(|pair| pair.first() != pair.last()) && !parts.iter().all(is_scalar)
}
