//! Splats: `list[*].name`. <https://github.com/hashicorp/hcl/blob/main/hclsyntax/expression.go>

use super::scope::Scope;
use crate::mapped_text::WhyCode;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::functions::renamed;
use crate::terraform::syntax::tree::{StepKind, TraversalStep};
use crate::terraform::values::failure::{failed, is_failed, whole};
use crate::value::{Form, Kind, Marks, Value, ValueType};

impl<'a> Evaluator<'a> {
    /// What a splat makes of a value.
    pub(super) fn splat(&self, value: &Value, inner: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let provenance = value.provenance.clone();
        let result = value.distribute(&mut |value| match &value.kind {
            _ if is_failed(value) => Value { declared: None, marks: Marks::default(), ..value.clone() },
            Kind::Null if value.value_type().is_sequence() => failed("a list that is null is not gone through", span),
            Kind::Null | Kind::Absent => Value::list(vec![], value.span),
            Kind::Unknown(hole) => {
                // What fails of every element fails of those that are not known.
                let of = value.value_type();
                let element = if of.is_sequence() { of.element().cloned().unwrap_or(ValueType::Any) } else { of };
                let item = self.splat_item(&value.clone().declared_as(&element), inner, scope);
                if is_failed(&item) { item } else { Value::new(Kind::Unknown(renamed(hole, &|whole| format!("{whole}[*]"))), span) }
            }
            Kind::List(items) if !self.spend(items.len()) => self.exhausted(value.span),
            Kind::List(items) => {
                let each: Vec<Value> = items.iter().map(|item| self.splat_item(item, inner, scope)).collect();
                match value.form {
                    Form::Uniform | Form::Set => self.splat_list(value, each, inner, span, scope),
                    Form::Plain => self.splat_tuple(items, each, inner, value.span, scope),
                    form => whole(Value::list(each, value.span)).with_form(form),
                }
            }
            _ => {
                let each = vec![self.splat_item(value, inner, scope)];
                self.splat_tuple(std::slice::from_ref(value), each, inner, value.span, scope)
            }
        });
        let is_refused = is_failed(value) || value.kind == Kind::Null && is_failed(&result);
        Value { provenance, ..result }.marked(if is_refused { Marks::default() } else { value.marks })
    }

    /// What a splat makes of a tuple. Where it fails for one item, Terraform knows of each only the type that it has for any item of its type.
    fn splat_tuple(&self, items: &[Value], each: Vec<Value>, inner: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> Value {
        let Some(failure) = each.iter().find(|item| is_failed(item)).cloned() else { return Value::list(each, span) };
        let types = items.iter().map(|item| self.splat_type(&item.value_type(), inner, span, scope)).collect();
        Value { marks: Marks::default(), ..failure }.declared_as(&ValueType::Tuple(types))
    }

    /// The type that a splat gives for any item of a type.
    fn splat_type(&self, of: &ValueType, inner: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> ValueType {
        let any = Value::unknown(WhyCode::Unresolved, "an item of a list", span).declared_as(of);
        self.splat_item(&any, inner, scope).value_type()
    }

    /// What a splat makes of a list or set: a list, if what it gives has one type.
    fn splat_list(&self, value: &Value, items: Vec<Value>, inner: &[TraversalStep], span: Span, scope: &Scope<'_, 'a>) -> Value {
        if let Some(failure) = items.iter().find(|item| is_failed(item)).cloned() {
            let of = value.value_type().element().cloned().unwrap_or(ValueType::Any);
            let of = ValueType::list(self.splat_type(&of, inner, span, scope));
            return Value { marks: Marks::default(), ..failure }.declared_as(&of);
        }
        let element = match items.first() {
            Some(first) => first.value_type(),
            None => {
                let of = value.value_type().element().cloned().unwrap_or(ValueType::Any);
                let any = Value::unknown(WhyCode::Unresolved, "the list has no items", span).declared_as(&of);
                match self.splat_item(&any, inner, scope) {
                    failure if is_failed(&failure) => return failure.clone().declared_as(&ValueType::list(failure.value_type())),
                    item => item.value_type(),
                }
            }
        };
        if items.iter().any(|item| item.first_unknown().is_none() && item.value_type() != element) && !element.is_open() {
            return failed("what a splat gives has several types", span);
        }
        Value::list(items, value.span).with_form(Form::Uniform).declared_as(&ValueType::list(element))
    }

    fn splat_item(&self, item: &Value, inner: &[TraversalStep], scope: &Scope<'_, 'a>) -> Value {
        item.distribute(&mut |item| if item.kind == Kind::Absent { item.clone() } else { self.walk(item.clone(), inner, scope) })
    }
}

/// The steps that a splat applies to each element, and those after it.
pub(super) fn splat_steps<'s>(splat: &TraversalStep, rest: &'s [TraversalStep]) -> (&'s [TraversalStep], &'s [TraversalStep]) {
    let taken = match splat.kind {
        StepKind::AttrSplat => rest.iter().take_while(|step| matches!(step.kind, StepKind::Attr(_) | StepKind::LegacyIndex(_))).count(),
        _ => rest.len(),
    };
    rest.split_at_checked(taken).unwrap_or((rest, &[]))
}
