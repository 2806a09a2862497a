//! Templates: literals, interpolations and directives put together to one text.

use super::scope::Scope;
use crate::mapped_text::Text;
use crate::secret;
use crate::source::Span;
use crate::terraform::evaluate::{ConditionResult, Evaluator, too_long};
use crate::terraform::syntax::decode::decode;
use crate::terraform::syntax::tree::{TemplateFor, TemplatePart, TextTemplate};
use crate::terraform::values::failure::{failed, going_on, gone_on_with, is_failed};
use crate::value::{Kind, Marks, Provenance, Value, ValueType};

/// The value of a template.
pub(in crate::terraform) fn value<'a>(evaluator: &Evaluator<'a>, template: &TextTemplate, span: Span, scope: &Scope<'_, 'a>) -> Value {
    if let ([TemplatePart::Interpolation(only)], true) = (template.parts.as_slice(), template.unwraps) {
        return evaluator.eval(only, scope);
    }
    text(evaluator, &template.parts, span, scope)
}

/// The text that parts come to.
pub(in crate::terraform) fn text<'a>(evaluator: &Evaluator<'a>, parts: &[TemplatePart], span: Span, scope: &Scope<'_, 'a>) -> Value {
    let mut pieces = Pieces::default();
    add(evaluator, parts, span, scope, &mut pieces);
    pieces.finish(evaluator, span)
}

/// What a text is put together from: known texts run together, alternatives apart.
#[derive(Default)]
struct Pieces {
    done: Vec<Value>,
    current: Text,
    failure: Option<Value>,
    /// What there was before the failure.
    before: Text,
    /// Whether what Terraform goes on with after the failure is not known.
    is_open: bool,
    marks: Marks,
}

impl Pieces {
    fn push(&mut self, value: Value) {
        self.marks = self.marks.and(match &value.kind {
            Kind::Null => Marks::default(),
            // They become no text; of what they hold nothing comes into it.
            Kind::List(_) | Kind::Map(_) => value.marks,
            _ => secret::marks_as_part(&value),
        });
        match &value.kind {
            _ if is_failed(&value) => {
                self.is_open |= matches!(gone_on_with(&value).kind, Kind::Unknown(_));
                self.fail(value);
            }
            Kind::Alternatives(_) => {
                self.flush(value.span);
                self.done.push(value);
            }
            _ => match value.to_text() {
                Some(text) => {
                    let since = self.current.literal().len();
                    self.current.push_text(&text);
                    self.current.came_through(since, &value.provenance);
                }
                None => {
                    self.fail(failed("a list, map or null stands inside a text", value.span));
                }
            },
        }
    }

    fn fail(&mut self, failure: Value) {
        if self.failure.is_none() {
            self.before = self.current.clone();
            self.failure = Some(failure);
        }
    }

    /// The text so far. A short one came the way of its first part; in a document each part has its own.
    fn value(self, span: Span) -> Value {
        let provenance = if self.current.literal().contains('\n') { Provenance::default() } else { self.current.first_provenance() };
        Value { provenance, ..Value::text(self.current, span) }.marked(self.marks)
    }

    fn flush(&mut self, span: Span) {
        if !self.current.is_empty() {
            self.done.push(Value::text(std::mem::take(&mut self.current), span));
        }
    }

    fn finish(mut self, evaluator: &Evaluator<'_>, span: Span) -> Value {
        if let Some(failure) = self.failure {
            let is_known = is_failed(&failure) && !self.is_open && self.done.is_empty() && self.current.holes().is_empty();
            return match self.before.known().filter(|_| is_known) {
                Some(before) => going_on(&failure, Value::text(Text::computed(before, span), span).marked(self.marks)),
                None => Value { marks: Marks::default(), ..failure }.declared_as(&ValueType::Text).marked(self.marks),
            };
        }
        if self.done.is_empty() {
            if too_long(&self.current) {
                return evaluator.limit(span, "a text is too long");
            }
            return self.value(span);
        }
        self.flush(span);
        let (parts, marks) = (self.done, self.marks);
        let whole = evaluator.over(&parts, span, false, &mut |parts| {
            let mut joined = Pieces::default();
            for part in parts {
                joined.push(part.clone());
            }
            match joined.failure {
                Some(failure) => failure,
                None => joined.value(span),
            }
        });
        whole.marked(marks)
    }
}

fn add<'a>(evaluator: &Evaluator<'a>, parts: &[TemplatePart], span: Span, scope: &Scope<'_, 'a>, into: &mut Pieces) {
    for part in parts {
        if !evaluator.spend(1) {
            into.failure.get_or_insert_with(|| evaluator.exhausted(span));
            return;
        }
        if too_long(&into.current) {
            into.failure.get_or_insert_with(|| evaluator.limit(span, "a text is too long"));
            return;
        }
        match part {
            TemplatePart::Literal(place, style) => {
                let raw = evaluator.workspace.slice(*place);
                into.current.push_text(&decode(&Text::exact(raw, *place), *style));
            }
            TemplatePart::Text(text) => into.current.push_text(text),
            TemplatePart::Interpolation(expr) => {
                let value = evaluator.eval(expr, scope);
                if let Kind::Text(text) = &value.kind
                    && !evaluator.look_at_text(text)
                {
                    into.failure.get_or_insert_with(|| evaluator.exhausted(span));
                    return;
                }
                into.push(value);
            }
            TemplatePart::If(directive) => {
                let (condition, yes, no) = &**directive;
                let predicate = evaluator.decide(condition, scope);
                let place = condition.span;
                if evaluator.has_marks {
                    // As a conditional it has the marks of both results.
                    let both = [yes, no].map(|parts| evaluator.with_quiet(true, || text(evaluator, parts, place, scope)).marks);
                    let of_results = both.into_iter().fold(Marks::default(), Marks::and);
                    let marks = match predicate {
                        ConditionResult::Failed(_) => evaluator.marks_of_failed(condition, scope, of_results),
                        _ => of_results.and(evaluator.marks_of(condition, scope)),
                    };
                    into.marks = into.marks.and(marks.on_parts());
                }
                into.push(match &predicate {
                    // Terraform goes on with a text that is not known.
                    ConditionResult::Failed(failure) => {
                        Value { span: place, marks: Marks::default(), ..failure.clone() }.declared_as(&ValueType::Text)
                    }
                    _ => evaluator.choose_given(&predicate, place, &mut |given, answer| {
                        text(evaluator, if answer { yes } else { no }, place, &scope.answered(&scope.given_with(given)))
                    }),
                });
            }
            TemplatePart::For(each) => repeat(evaluator, each, scope, into),
        }
    }
}

fn repeat<'a>(evaluator: &Evaluator<'a>, each: &TemplateFor, scope: &Scope<'_, 'a>, into: &mut Pieces) {
    let collection = evaluator.eval(&each.collection, scope);
    into.marks = into.marks.and(collection.marks.on_parts());
    let span = each.collection.span;
    let result = evaluator.over_given(&[collection], span, true, &mut |given, values| {
        let given = scope.given_with(given);
        let scope = &scope.answered(&given);
        let members = match values.first().map(super::for_expr::members) {
            Some(Ok(members)) => members,
            Some(Err(unknown)) => return unknown,
            None => vec![],
        };
        let mut pieces = Pieces::default();
        for (key, value) in &members {
            let names: Vec<(&str, &Value)> =
                each.key.iter().map(|name| (name.as_str(), key)).chain([(each.value.as_str(), value)]).collect();
            let one = evaluator.eval_with(&names, scope, &mut |scope| text(evaluator, &each.parts, span, scope));
            pieces.push(one);
            if too_long(&pieces.current) {
                return evaluator.limit(span, "a text is too long");
            }
        }
        pieces.finish(evaluator, span)
    });
    into.push(result);
}
