//! Functions that decide themselves what is evaluated, conversions, and those that only mark values.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::filesystem;
use crate::mapped_text::{Hole, HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::source::{FileId, Span};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::fallible::{is_text, never_fails};
use crate::terraform::evaluate::open_text::Recipe;
use crate::terraform::evaluate::scope::{Each, Scope};
use crate::terraform::evaluate::template;
use crate::terraform::syntax::parse;
use crate::terraform::syntax::template_parts::ParsedText;
use crate::terraform::syntax::tree::Call;
use crate::terraform::values::convert::convert;
use crate::terraform::values::failure::{apart_from_failures, failed, fails, is_failed};
use crate::terraform::values::marks;
use crate::terraform::values::set_order::may_coincide;
use crate::value::{Kind, Marks, Value, ValueType};
use smol_str::SmolStr;
use std::sync::Arc;

pub(super) const CAN: &str = "can";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("ephemeralasnull", &[Takes::Null], Sees::Unknowns, |a| Ok(without_ephemeral(a.get(0)?))),
    Function::new("issensitive", &[Takes::Null], Sees::Unknowns, is_sensitive),
    Function::new("nonsensitive", &[Takes::Null], Sees::Unknowns, |a| Ok(nonsensitive(a.get(0)?))),
    Function::new("sensitive", &[Takes::Null], Sees::Unknowns, sensitive),
    Function::new("tobool", &[Takes::Null], Sees::Values, |a| to(a, &ValueType::Bool)),
    Function::new("tolist", &[Takes::Null], Sees::Values, |a| to(a, &ValueType::list(ValueType::Any))),
    Function::new("tomap", &[Takes::Null], Sees::Values, |a| to(a, &ValueType::map(ValueType::Any))),
    Function::new("tonumber", &[Takes::Null], Sees::Values, |a| to(a, &ValueType::Number)),
    Function::new("toset", &[Takes::Null], Sees::Values, |a| to(a, &ValueType::set(ValueType::Any))),
    Function::new("tostring", &[Takes::Null], Sees::Values, |a| to(a, &ValueType::Text)),
];

fn sensitive(a: &Arguments<'_, '_>) -> FunctionResult {
    let value = a.get(0)?;
    a.evaluator.withhold(value);
    Ok(value.clone().marked(Marks::SENSITIVE))
}

/// What is inside keeps its marks.
fn nonsensitive(value: &Value) -> Value {
    let marks = Marks { sensitive: false, of_parts: value.marks.of_parts && value.marks.ephemeral, ..value.marks };
    match &value.kind {
        Kind::Alternatives(_) => Value { marks, ..value.over_parts(&mut nonsensitive) },
        _ => Value { marks, ..value.clone() },
    }
}

/// What is not known may turn out to be sensitive.
fn is_sensitive(a: &Arguments<'_, '_>) -> FunctionResult {
    let value = a.get(0)?;
    match &value.kind {
        Kind::Unknown(hole) if !value.marks.sensitive => Err(Stop::Unknown(hole.clone())),
        _ => a.ok_bool(value.marks.sensitive),
    }
}

/// What is ephemeral is null for those that keep it.
fn without_ephemeral(value: &Value) -> Value {
    match value.marks.ephemeral {
        true => Value { marks: Marks { ephemeral: false, ..value.marks }, ..Value::null(value.span).declared_as(&value.value_type()) },
        false if value.all_marks().ephemeral => value.over_parts(&mut without_ephemeral),
        false => value.clone(),
    }
}

/// The value as one of a type that is asked for.
fn to(a: &Arguments<'_, '_>, to: &ValueType) -> FunctionResult {
    let value = a.get(0)?;
    if matches!(to, ValueType::Set(_)) && value.as_list().is_some_and(may_coincide) {
        // How many members there are hangs on the answers.
        let convert = |value: &Value| convert(value, to).unwrap_or_else(|why| failed(&why, a.span));
        let first = |values: &[Value]| values.first().map_or_else(|| Value::null(a.span), convert);
        return Ok(a.evaluator.over(std::slice::from_ref(value), a.span, true, &mut |values| first(values)));
    }
    convert(value, to).map_err(Stop::Failed)
}

/// <https://opentofu.org/docs/language/functions/>
const ONLY_IN_OPENTOFU: &[&str] = &["base64gunzip", "cidrcontains", "urldecode"];

/// The functions that get expressions and not values.
pub(super) fn call<'a>(evaluator: &Evaluator<'a>, name: &str, call: &Call, span: Span, scope: &Scope<'_, 'a>) -> Option<Value> {
    match name {
        "can" if call.arguments.len() != 1 && !call.spread => Some(failed("`can` is called with one expression", span)),
        // Within these it is Terraform's failure or OpenTofu's value; elsewhere only OpenTofu plans it.
        name if ONLY_IN_OPENTOFU.contains(&name) && evaluator.attempts.is_under_way() => {
            Some(Value::unknown(WhyCode::NotComputed, format!("only OpenTofu has the function `{name}`"), span))
        }
        "try" if call.arguments.is_empty() => Some(failed("`try` is called with expressions", span)),
        "try" => Some(evaluator.attempting(|| attempt(evaluator, call, span, scope))),
        "can" => evaluator.attempting(|| can(evaluator, call, span, scope)),
        "templatefile" | "templatestring" => {
            let mut values = call.arguments.iter().map(|argument| evaluator.eval(argument, scope));
            let (source, names) = (values.next()?, values.next().unwrap_or_else(|| Value::map(crate::value::Map::default(), span)));
            let is_file = name == "templatefile";
            let source = if is_file { evaluator.path_of_a_file(&source, scope.instance.root_path()) } else { source };
            let (_, marks) = marks::taken(name, &[source.clone(), names.clone()]);
            let filled = evaluator.over(&[source, names], span, false, &mut |values| match values {
                [source, names] if is_file => template_file(evaluator, source, names, span, scope),
                [source, names] => template_text(evaluator, source, names, span, scope),
                _ => Value::null(span),
            });
            Some(if is_failed(&filled) { Value { declared: None, ..filled } } else { filled }.marked(marks))
        }
        _ => None,
    }
}

/// Whether an expression does not fail.
fn can<'a>(evaluator: &Evaluator<'a>, call: &Call, span: Span, scope: &Scope<'_, 'a>) -> Option<Value> {
    let value = apart_from_failures(&evaluator.eval(call.arguments.first()?, scope));
    let more = if call.spread { evaluator.eval(call.arguments.last()?, scope) } else { Value::list(vec![], span) };
    if fails(&more) {
        return Some(more);
    }
    if call.spread && !matches!(more.kind, Kind::List(_) | Kind::Unknown(_) | Kind::Alternatives(_)) {
        return Some(failed("`...` needs a list", span));
    }
    let count = call.arguments.len() - usize::from(call.spread) + more.as_list().map_or(0, <[Value]>::len);
    if count != 1 {
        return Some(failed("`can` is called with one expression", span));
    }
    if !fails(&value)
        && let Some(open) = evaluator.may_fail(call.arguments.first()?, scope)
        && let Some(hole) = open.first_unknown()
    {
        return Some(left_open(evaluator, &hole, &value, span));
    }
    // An attribute is there, whatever it says; whether a call takes it hangs on that.
    let is_safe = call.arguments.first().is_some_and(never_fails);
    Some(value.distribute(&mut |value| match &value.kind {
        Kind::Unknown(hole) if !(fails(value) || is_safe && is_there(hole)) => left_open(evaluator, hole, value, span),
        _ => Value::bool(!fails(value), span),
    }))
}

/// Whether what is not known is something that deployment gives.
fn is_there(hole: &Hole) -> bool {
    !matches!(hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_))
}

/// What stands for the answer of `can` about a value that is made of a hole.
fn left_open(evaluator: &Evaluator<'_>, hole: &Arc<Hole>, value: &Value, span: Span) -> Value {
    let made = super::derived(hole, CAN, std::slice::from_ref(value));
    if made.kind != hole.kind {
        evaluator.made(&made, Recipe::Call(SmolStr::new_static(CAN), vec![value.clone()]));
    }
    Value::new(Kind::Unknown(made), span)
}

/// What `can` says of a value; itself where that is not known.
pub(super) fn can_be_evaluated(value: &Value, span: Span) -> Value {
    match &value.kind {
        Kind::Unknown(_) if !fails(value) => value.clone(),
        _ => Value::bool(!fails(value), span),
    }
}

/// The first argument that does not fail.
fn attempt<'a>(evaluator: &Evaluator<'a>, call: &Call, span: Span, scope: &Scope<'_, 'a>) -> Value {
    let mut result: Option<Value> = None;
    let (given, spread) = match call.arguments.split_last() {
        Some((last, given)) if call.spread => match evaluator.eval(last, scope) {
            Value { kind: Kind::List(items), .. } => (given, items.to_vec()),
            value if fails(&value) => return value,
            value => {
                return value
                    .first_unknown()
                    .map_or_else(|| failed("`...` needs a list", span), |hole| Value::new(Kind::Unknown(hole), span));
            }
        },
        _ => (call.arguments.as_slice(), vec![]),
    };
    let last = given.len() + spread.len();
    let attempted = given.iter().enumerate().map(|(index, argument)| {
        let value = evaluator.eval(argument, scope);
        let open =
            Some(argument).filter(|_| index + 1 < last && !may_fail(&value)).and_then(|argument| evaluator.may_fail(argument, scope));
        let hole = open.filter(is_text).and_then(|open| open.first_unknown());
        hole.map_or(value, |hole| Value::new(Kind::Unknown(super::derived(&hole, "try", &[])), span))
    });
    for next in attempted.chain(spread) {
        let next = apart_from_failures(&next);
        let merged = match result {
            None => next,
            // Only the branches that fail so far go on.
            Some(earlier) => earlier.distribute(&mut |earlier| if fails(earlier) { next.clone() } else { earlier.clone() }),
        };
        if !may_fail(&merged) {
            return merged;
        }
        result = Some(merged);
    }
    result.map_or_else(|| failed("`try` is called with expressions", span), |failure| Value { declared: None, ..failure })
}

fn may_fail(value: &Value) -> bool {
    match &value.kind {
        Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| may_fail(value)),
        _ => fails(value),
    }
}

fn template_file<'a>(evaluator: &Evaluator<'a>, source: &Value, names: &Value, span: Span, scope: &Scope<'_, 'a>) -> Value {
    let values = [source.clone()];
    let arguments = Arguments { evaluator, values: &values, name: "templatefile", span, directory: scope.instance.root_path() };
    let (file, text) = match filesystem::read(&arguments) {
        Ok(found) => found,
        Err(Stop::Unknown(hole)) => return Value::new(Kind::Unknown(arguments.derived(&hole)), span),
        Err(Stop::Outside(path)) => {
            evaluator.report(Problem::outside_root(span, &path));
            return Value::unknown(WhyCode::OutsideRoot, path, span);
        }
        Err(Stop::Unreadable(path)) => return Value::unknown(WhyCode::UnreadableFile, path, span),
        Err(Stop::Failed(why)) => return crate::terraform::values::failure::failed(&why, span),
        Err(Stop::Limit(limit)) => return evaluator.limit(span, limit),
        Err(Stop::Exhausted) => return evaluator.exhausted(span),
        Err(Stop::Infinite) => return Value::unknown(WhyCode::Limit, "a number is infinite", span),
    };
    if evaluator.templates.borrow().contains(&file) {
        let path = evaluator.workspace.path(file).to_owned();
        let place = evaluator.call_place(span);
        evaluator.report(Problem::cycle(place, &path));
        return Value::unknown(WhyCode::Cycle, path, span);
    }
    let base = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let whole = Span::new(file, 0, text.len());
    let origin = ParsedText { text: text.get(base..).unwrap_or_default(), file, base, embedded: None, whole };
    evaluator.templates.borrow_mut().push(file);
    let outer = evaluator.enter_template(span);
    let value = rendered(evaluator, &origin, names, scope);
    evaluator.leave_template(outer);
    evaluator.templates.borrow_mut().pop();
    value
}

/// A text as a template, filled in with these values.
pub(in crate::terraform) fn filled_in<'a>(
    evaluator: &Evaluator<'a>,
    template: &Value,
    values: Option<&Value>,
    span: Span,
    instance: &std::rc::Rc<crate::terraform::evaluate::scope::Instance<'a>>,
) -> Value {
    let names = values.filter(|names| names.kind != Kind::Null).cloned();
    let names = names.unwrap_or_else(|| Value::map(crate::value::Map::default(), span));
    let scope = Scope::new(instance, &Each::Single);
    evaluator.over(&[template.clone(), names], span, false, &mut |values| match values {
        [template, names] => template_text(evaluator, template, names, span, &scope),
        _ => Value::null(span),
    })
}

fn template_text<'a>(evaluator: &Evaluator<'a>, source: &Value, names: &Value, span: Span, scope: &Scope<'_, 'a>) -> Value {
    match &source.kind {
        Kind::Text(text) if text.known().is_some() => {
            let file: FileId = source.span.file;
            let origin = ParsedText { text: text.literal(), file, base: 0, embedded: Some(text), whole: source.span };
            rendered(evaluator, &origin, names, scope)
        }
        _ => match source.first_unknown() {
            Some(hole) => Value::new(Kind::Unknown(hole), span),
            None => crate::terraform::values::failure::failed("`templatestring` needs a text", span),
        },
    }
}

/// A template with the given names only.
fn rendered<'a>(evaluator: &Evaluator<'a>, origin: &ParsedText<'_>, names: &Value, scope: &Scope<'_, 'a>) -> Value {
    // Each call parses it anew.
    if !evaluator.spend_looks(origin.text.len().saturating_mul(4)) {
        return evaluator.exhausted(origin.whole);
    }
    let parts = match parse::template(origin) {
        Ok(parts) => parts,
        Err((at, why)) => {
            evaluator.report(Problem::syntax_error(at, "the template", &why));
            return Value::unknown(WhyCode::UnsupportedSyntax, "the template is not well-formed", origin.whole);
        }
    };
    let map = match &names.kind {
        Kind::Map(map) => map.clone(),
        Kind::Unknown(hole) => return Value::new(Kind::Unknown(hole.clone()), names.span),
        _ => return crate::terraform::values::failure::failed("a template needs a map of names", names.span),
    };
    let bound: Vec<(&str, &Value)> = map.entries.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect();
    let inner = Scope { bindings: None, only_bindings: true, each: &Each::Single, ..*scope };
    let text = |scope: &Scope<'_, 'a>| match parts.as_slice() {
        [] => Value::text(Text::default(), origin.whole),
        parts => template::text(evaluator, parts, origin.whole, scope),
    };
    evaluator.eval_with(&bound, &inner, &mut |scope| text(scope))
}
