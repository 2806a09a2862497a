//! Operators with Terraform's conversions, over values without alternatives at the top.

use super::convert::fits;
use super::failure::{failed, is_failed};
use super::number::TerraformNumber;
use crate::mapped_text::{Hole, HoleKind, Why, WhyCode};
use crate::source::Span;
use crate::terraform::syntax::tree::ExpressionOperator;
use crate::value::{Form, Kind, Map, TypeNote, Value, ValueType};
use rustc_hash::FxHashMap;
use smol_str::format_smolstr;
use std::sync::{Arc, LazyLock};

/// A number as written; one that cannot be read keeps its text.
pub(in crate::terraform) fn literal_number(text: &str, span: Span) -> Value {
    match TerraformNumber::parse(&text.split_whitespace().collect::<String>()) {
        Some(number) => Value::number(number.to_string(), span),
        None => failed(&format!("`{text}` is not a number"), span),
    }
}

/// A number that was computed in floating point. It prints as a float does, but what is computed with it takes the float itself: its
/// declared type says so.
pub(in crate::terraform) fn float(value: f64, span: Span) -> Option<Value> {
    static FLOAT: LazyLock<Arc<TypeNote>> = LazyLock::new(|| Arc::new(TypeNote::Is(ValueType::Number)));
    let text = TerraformNumber::float_text(value)?;
    Some(Value { declared: Some(FLOAT.clone()), ..Value::number(text, span) })
}

/// The type that is noted of a number, which tells how Terraform keeps it.
fn noted(value: &Value) -> Option<&ValueType> {
    match value.declared.as_deref() {
        Some(TypeNote::Is(of)) => Some(of),
        _ => None,
    }
}

/// The float that a number was computed as.
fn float_of(value: &Value) -> Option<f64> {
    match &value.kind {
        Kind::Number(text) if noted(value) == Some(&ValueType::Number) => text.parse().ok(),
        _ => None,
    }
}

/// Whether a number was computed in floating point.
pub(in crate::terraform) fn is_floating(value: &Value) -> bool {
    float_of(value).is_some()
}

/// A whole number that Terraform itself counts: with 64 bits and not with 512, which its quotients show.
pub(in crate::terraform) fn counted(count: impl std::fmt::Display, span: Span) -> Value {
    static COUNTED: LazyLock<Arc<TypeNote>> = LazyLock::new(|| Arc::new(TypeNote::Is(ValueType::Any)));
    Value { declared: Some(COUNTED.clone()), ..Value::number(format_smolstr!("{count}"), span) }
}

/// Whether Terraform keeps a number with less than 512 bits, as it does counts and floats.
fn is_narrow(value: &Value) -> bool {
    matches!(value.kind, Kind::Number(_)) && matches!(noted(value), Some(ValueType::Any | ValueType::Number))
}

/// What Terraform computes with the precision of floats, for its operands are.
fn in_floats(operator: ExpressionOperator, left: &Value, right: &Value, span: Span) -> Option<Value> {
    let (a, b) = (float_of(left), float_of(right));
    if operator == ExpressionOperator::Modulo && a.is_none() && b.is_some() {
        let why = "the remainder by a number that was computed in floating point";
        return Some(Value::unknown(WhyCode::Unresolved, why, span).declared_as(&ValueType::Number));
    }
    let a = a?;
    match (operator, b) {
        (ExpressionOperator::Add, Some(b)) => float(a + b, span),
        (ExpressionOperator::Subtract, Some(b)) => float(a - b, span),
        (ExpressionOperator::Divide, Some(b)) => float(a / b, span),
        (ExpressionOperator::Modulo, Some(b)) => float(a - (a / b).trunc() * b, span).filter(|_| b != 0.0),
        (ExpressionOperator::Modulo, None) => {
            let b = number_of(right).filter(|b| !b.is_zero())?;
            // Terraform keeps the quotient and the product with the bits of the dividend.
            let quotient = TerraformNumber::from_f64(number_of(left)?.divide(&b)?.truncated().to_f64())?;
            float(a - b.multiply(&quotient)?.to_f64(), span)
        }
        (ExpressionOperator::Multiply, Some(_)) => {
            let why = "the product of numbers that were computed in floating point";
            Some(Value::unknown(WhyCode::Unresolved, why, span).declared_as(&ValueType::Number))
        }
        _ => None,
    }
}

/// The number that a value is or converts to.
pub(in crate::terraform) fn number_of(value: &Value) -> Option<TerraformNumber> {
    match &value.kind {
        Kind::Number(_) if let Some(float) = float_of(value) => TerraformNumber::from_f64(float),
        Kind::Number(text) => TerraformNumber::parse(text),
        Kind::Text(text) => TerraformNumber::parse(text.known()?),
        _ => None,
    }
}

/// The truth value that a text stands for.
pub(in crate::terraform) fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// The truth value that a value is or converts to.
pub(in crate::terraform) fn bool_of(value: &Value) -> Option<bool> {
    match &value.kind {
        Kind::Bool(answer) => Some(*answer),
        Kind::Text(text) => truth(text.known()?),
        _ => None,
    }
}

/// What makes a scalar not known.
fn hole(value: &Value) -> Option<Arc<Hole>> {
    match &value.kind {
        Kind::Unknown(hole) => Some(hole.clone()),
        Kind::Text(text) => text.holes().first().map(|hole| hole.hole.clone()),
        _ => None,
    }
}

/// Whether a value that is not known may be, or convert to, one of this type.
pub(in crate::terraform) fn may_be(value: &Value, of: &ValueType) -> bool {
    hole(value).is_some() && fits(&value.value_type(), of)
}

/// What depends on a hole is not that hole.
pub(in crate::terraform) fn unknown(hole: Arc<Hole>, span: Span) -> Value {
    let why = |reason: String| HoleKind::Unknown(Why::new(WhyCode::Unresolved, reason));
    let kind = match &hole.kind {
        HoleKind::Unknown(_) => return Value::new(Kind::Unknown(hole), span),
        known => why(known.reason()),
    };
    Value::new(Kind::Unknown(Arc::new(Hole { kind, span: hole.span })), span)
}

pub(in crate::terraform) fn not(value: Option<&Value>, span: Span) -> Value {
    let Some(value) = value else { return Value::null(span) };
    match (bool_of(value), hole(value)) {
        (Some(answer), _) => Value::bool(!answer, span),
        (None, Some(hole)) => unknown(hole, span),
        _ => failed("`!` needs a truth value", span),
    }
}

pub(in crate::terraform) fn negate(value: Option<&Value>, span: Span) -> Value {
    let Some(value) = value else { return Value::null(span) };
    match (number_of(value), hole(value)) {
        (Some(number), _) => match float_of(value).and_then(|value| float(-value, span)) {
            Some(float) => float,
            None => Value::number(number.negate().to_string(), span),
        },
        (None, Some(hole)) => unknown(hole, span),
        _ => failed("`-` needs a number", span),
    }
}

/// What an operand of `&&` or `||` decides alone.
pub(in crate::terraform) fn absorbs(operator: ExpressionOperator, value: &Value) -> Option<bool> {
    match operator {
        ExpressionOperator::And => bool_of(value).filter(|answer| !answer),
        ExpressionOperator::Or => bool_of(value).filter(|answer| *answer),
        _ => None,
    }
}

/// The type that an operator gives.
pub(in crate::terraform) fn gives(operator: ExpressionOperator) -> ValueType {
    match operator {
        ExpressionOperator::Add | ExpressionOperator::Subtract | ExpressionOperator::Multiply => ValueType::Number,
        ExpressionOperator::Divide | ExpressionOperator::Modulo => ValueType::Number,
        _ => ValueType::Bool,
    }
}

/// Whether an operator compares whole collections, so that alternatives inside them matter.
pub(in crate::terraform) fn looks_inside(operator: ExpressionOperator) -> bool {
    matches!(operator, ExpressionOperator::Equal | ExpressionOperator::NotEqual)
}

pub(in crate::terraform) fn binary(operator: ExpressionOperator, left: &Value, right: &Value, span: Span) -> Value {
    match operator {
        ExpressionOperator::And | ExpressionOperator::Or => logical(operator, left, right, span),
        ExpressionOperator::Equal | ExpressionOperator::NotEqual => match equal(left, right) {
            Ok(answer) => Value::bool(answer == (operator == ExpressionOperator::Equal), span),
            Err(hole) => unknown(hole, span),
        },
        _ => arithmetic(operator, left, right, span),
    }
}

/// What one side decides though the other fails: since version 1.12 Terraform does not evaluate the other.
pub(in crate::terraform) fn before_1_12(span: Span) -> Value {
    Value::unknown(WhyCode::Unresolved, BEFORE_1_12, span)
}

const BEFORE_1_12: &str = "before version 1.12 Terraform fails here, for it evaluates both sides";

/// Whether it is what [`before_1_12`] gives.
pub(in crate::terraform) fn is_before_1_12(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => matches!(&hole.kind, HoleKind::Unknown(why) if why.detail == BEFORE_1_12),
        _ => false,
    }
}

/// Whether a value is not computed to its end, so that it is not known whether Terraform refuses it.
pub(in crate::terraform) fn is_cut_short(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => {
            let is_open = |why: &Why| matches!(why.code, WhyCode::Limit | WhyCode::NotComputed);
            matches!(&hole.kind, HoleKind::Unknown(why) if is_open(why)) || is_before_1_12(value)
        }
        _ => false,
    }
}

fn logical(operator: ExpressionOperator, left: &Value, right: &Value, span: Span) -> Value {
    let absorbing = operator == ExpressionOperator::Or;
    let is_truth = |value: &Value| bool_of(value).is_some() || may_be(value, &ValueType::Bool) && !is_failed(value);
    match (left, right) {
        (open, _) | (_, open) if is_cut_short(open) => return open.clone(),
        (left, right) if is_truth(left) && is_truth(right) => {}
        (failure, other) | (other, failure) if is_failed(failure) && bool_of(other) == Some(absorbing) => return before_1_12(span),
        (failure, _) | (_, failure) if is_failed(failure) => return failure.clone(),
        _ => return failed("`&&` and `||` need truth values", span),
    }
    match (bool_of(left), bool_of(right)) {
        (Some(answer), _) | (_, Some(answer)) if answer == absorbing => Value::bool(absorbing, span),
        (Some(_), Some(_)) => Value::bool(!absorbing, span),
        _ => match hole(left).or_else(|| hole(right)) {
            Some(hole) => unknown(hole, span),
            None => failed("`&&` and `||` need truth values", span),
        },
    }
}

fn arithmetic(operator: ExpressionOperator, left: &Value, right: &Value, span: Span) -> Value {
    // One that is no number fails whatever the other is.
    let is_number = |value: &Value| number_of(value).is_some() || may_be(value, &ValueType::Number);
    if !is_number(left) || !is_number(right) {
        return failed("an operator needs two numbers", span);
    }
    let (Some(a), Some(b)) = (number_of(left), number_of(right)) else {
        return hole(left)
            .or_else(|| hole(right))
            .map_or_else(|| failed("an operator needs two numbers", span), |hole| unknown(hole, span));
    };
    if let Some(float) = in_floats(operator, left, right, span) {
        return float;
    }
    let order = a.compare(&b);
    let result = match operator {
        ExpressionOperator::Less => return Value::bool(order.is_lt(), span),
        ExpressionOperator::LessEqual => return Value::bool(order.is_le(), span),
        ExpressionOperator::Greater => return Value::bool(order.is_gt(), span),
        ExpressionOperator::GreaterEqual => return Value::bool(order.is_ge(), span),
        ExpressionOperator::Add => a.add(&b),
        ExpressionOperator::Subtract => a.subtract(&b),
        ExpressionOperator::Multiply => a.multiply(&b),
        ExpressionOperator::Divide if a.is_zero() && b.is_zero() => return failed("zero is divided by zero", span),
        ExpressionOperator::Divide => a.divide(&b),
        ExpressionOperator::Modulo => a.remainder(&b),
        ExpressionOperator::Equal | ExpressionOperator::NotEqual | ExpressionOperator::And | ExpressionOperator::Or => None,
    };
    match result {
        Some(number) if is_narrow(left) && (is_narrow(right) || operator == ExpressionOperator::Modulo) => match number.to_int() {
            Some(whole) if whole.unsigned_abs() < 1 << 53 => {
                Value { declared: left.declared.clone(), ..Value::number(number.to_string(), span) }
            }
            _ => {
                Value::unknown(WhyCode::Unresolved, "what is computed of two counts has 64 bits only", span).declared_as(&ValueType::Number)
            }
        },
        Some(number) => Value::number(number.to_string(), span),
        None => Value::unknown(WhyCode::Limit, "a number is infinite or has too many digits", span),
    }
}

/// Whether two values are equal; what makes it unknown otherwise.
pub(in crate::terraform) fn equal(left: &Value, right: &Value) -> Result<bool, Arc<Hole>> {
    let is_collection = |value: &Value| matches!(value.kind, Kind::List(_) | Kind::Map(_));
    if is_collection(left) && is_collection(right) && left.value_type() != right.value_type() {
        let is_loose = |value: &Value| matches!(value.form, Form::Loose | Form::Blocks);
        return match left.first_unknown().or_else(|| right.first_unknown()) {
            // Values of different types are never equal: `[]` is a tuple.
            None if !is_loose(left) && !is_loose(right) => Ok(false),
            None => same(left, right),
            Some(hole) => same(left, right).and_then(|answer| if answer { Err(hole) } else { Ok(false) }),
        };
    }
    same(left, right)
}

/// The same for values that have one type.
fn same(left: &Value, right: &Value) -> Result<bool, Arc<Hole>> {
    match (&left.kind, &right.kind) {
        (Kind::Null | Kind::Absent, Kind::Null | Kind::Absent) => Ok(true),
        (Kind::Unknown(hole), Kind::Text(text)) | (Kind::Text(text), Kind::Unknown(hole))
            if text.known().is_some_and(|text| hole.cannot_be(text)) =>
        {
            Ok(false)
        }
        (Kind::Unknown(hole), Kind::Null) | (Kind::Null, Kind::Unknown(hole)) if hole.is_never_null() => Ok(false),
        (Kind::Unknown(hole), other) | (other, Kind::Unknown(hole)) => {
            let (a, b) = (left.value_type(), right.value_type());
            let differ = a != b && !a.is_open() && !b.is_open() && !matches!(other, Kind::Null | Kind::Absent | Kind::Unknown(_));
            if differ { Ok(false) } else { Err(hole.clone()) }
        }
        (Kind::Null | Kind::Absent, _) | (_, Kind::Null | Kind::Absent) => Ok(false),
        (Kind::List(_), Kind::List(_)) if left.form == Form::Loose || right.form == Form::Loose => {
            Err(left.first_unknown().or_else(|| right.first_unknown()).unwrap_or_else(|| left.undecided()))
        }
        (Kind::List(a), Kind::List(b)) if a.len() == b.len() => all(a.iter().zip(b.iter()).map(|(a, b)| equal(a, b))),
        (Kind::Map(a), Kind::Map(b)) => {
            let unclear = |map: &Map| map.entries.iter().find_map(|entry| Some(entry.unclear.as_ref()?.holes().first()?.hole.clone()));
            if let Some(hole) = unclear(a).or_else(|| unclear(b)) {
                return Err(hole);
            }
            if a.entries.len() != b.entries.len() {
                return Ok(false);
            }
            let others: FxHashMap<&str, &Value> = b.entries.iter().map(|entry| (entry.key.as_str(), &entry.value)).collect();
            all(a.entries.iter().map(|entry| others.get(entry.key.as_str()).map_or(Ok(false), |other| equal(&entry.value, other))))
        }
        (Kind::List(_) | Kind::Map(_), _) | (_, Kind::List(_) | Kind::Map(_)) => Ok(false),
        (Kind::Alternatives(_), _) => Err(left.undecided()),
        (_, Kind::Alternatives(_)) => Err(right.undecided()),
        (Kind::Bool(a), Kind::Bool(b)) => Ok(a == b),
        (Kind::Number(a), Kind::Number(b)) => Ok(same_number(a, b)),
        (Kind::Text(a), Kind::Text(b)) => texts_equal(a, b),
        // Values of different types are never equal.
        _ => Ok(false),
    }
}

fn same_number(a: &str, b: &str) -> bool {
    a == b || matches!((TerraformNumber::parse(a), TerraformNumber::parse(b)), (Some(a), Some(b)) if a.compare(&b).is_eq())
}

fn all(answers: impl Iterator<Item = Result<bool, Arc<Hole>>>) -> Result<bool, Arc<Hole>> {
    let mut open = None;
    for answer in answers {
        match answer {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(hole) => open = Some(hole),
        }
    }
    open.map_or(Ok(true), Err)
}

/// Partly known texts differ for certain if their known beginnings or ends do, or if one is longer than the whole other.
fn texts_equal(a: &crate::mapped_text::Text, b: &crate::mapped_text::Text) -> Result<bool, Arc<Hole>> {
    if let (Some(a), Some(b)) = (a.known(), b.known()) {
        return Ok(a == b);
    }
    let ends = |text: &crate::mapped_text::Text| {
        let first = text.holes().first().map_or(text.literal().len(), |hole| hole.at as usize);
        let last = text.holes().last().map_or(0, |hole| hole.at as usize);
        let literal = text.literal();
        (literal.get(..first).unwrap_or_default().to_owned(), literal.get(last..).unwrap_or_default().to_owned())
    };
    let ((a_start, a_end), (b_start, b_end)) = (ends(a), ends(b));
    let starts_agree = a_start.starts_with(&b_start) || b_start.starts_with(&a_start);
    let ends_agree = a_end.ends_with(&b_end) || b_end.ends_with(&a_end);
    let too_long = |known: &crate::mapped_text::Text, other: &crate::mapped_text::Text| {
        known.known().is_some_and(|known| known.len() < other.literal().len())
    };
    if !starts_agree || !ends_agree || too_long(a, b) || too_long(b, a) {
        return Ok(false);
    }
    match a.holes().first().or_else(|| b.holes().first()) {
        Some(hole) => Err(hole.hole.clone()),
        None => Ok(true),
    }
}
