//! Functions over numbers.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::number_of;
use crate::mapped_text::WhyCode;
use crate::terraform::values::go_math;
use crate::terraform::values::number::TerraformNumber;
use crate::terraform::values::operators;
use crate::value::{Kind, Value, ValueType};
use num_bigint::BigUint;
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("abs", &[Takes::Number], Sees::Values, abs),
    Function::new("ceil", &[Takes::Number], Sees::Values, |a| whole(a, true)),
    Function::new("floor", &[Takes::Number], Sees::Values, |a| whole(a, false)),
    Function::new("log", &[Takes::Number, Takes::Number], Sees::Values, |a| float(a, |x, base| Some(go_math::log(x) / go_math::log(base)))),
    Function::new("max", &[], Sees::Values, |a| extreme(a, Ordering::Greater)).and_more(Takes::Number),
    Function::new("min", &[], Sees::Values, |a| extreme(a, Ordering::Less)).and_more(Takes::Number),
    Function::new("parseint", &[Takes::Any, Takes::Number], Sees::Values, parseint),
    Function::new("pow", &[Takes::Number, Takes::Number], Sees::Values, |a| float(a, go_math::pow)),
    Function::new("signum", &[Takes::Number], Sees::Values, signum),
];

fn abs(a: &Arguments<'_, '_>) -> FunctionResult {
    let value = a.get(0)?;
    let number = a.number(0)?;
    let is_negative = number.compare(&TerraformNumber::from_int(0)).is_lt() || number.to_string() == "-0";
    Ok(if is_negative { operators::negate(Some(value), a.span) } else { value.clone() })
}

/// Rounded up or down; the result has the bits of the argument.
fn whole(a: &Arguments<'_, '_>, up: bool) -> FunctionResult {
    let value = a.get(0)?;
    let whole = a.number(0)?.whole(up);
    let float = if operators::is_floating(value) { operators::float(whole.to_f64(), a.span) } else { None };
    Ok(float.unwrap_or_else(|| Value { declared: value.declared.clone(), ..Value::number(whole.to_string(), a.span) }))
}

fn signum(a: &Arguments<'_, '_>) -> FunctionResult {
    a.count(a.word(0)?.signum())
}

fn extreme(a: &Arguments<'_, '_>, wanted: Ordering) -> FunctionResult {
    let mut best: Option<(TerraformNumber, &Value)> = None;
    for value in a.values {
        let number = number_of(value)?;
        if best.as_ref().is_none_or(|(best, _)| number.compare(best) == wanted) {
            best = Some((number, value));
        }
    }
    best.map_or_else(|| fail("a number is needed"), |(_, value)| Ok(value.clone()))
}

/// Computed in floating point.
fn float(a: &Arguments<'_, '_>, compute: fn(f64, f64) -> Option<f64>) -> FunctionResult {
    // As many digits as a float has.
    a.spend(1_000)?;
    let (left, right) = (a.number(0)?.to_f64(), a.number(1)?.to_f64());
    let Some(result) = compute(left, right) else {
        let why = "powers that are not whole are not computed";
        return Ok(Value::unknown(WhyCode::Unresolved, why, a.span).declared_as(&ValueType::Number));
    };
    if left.is_infinite() || right.is_infinite() || result.is_nan() {
        return fail("the result is not a number");
    }
    operators::float(result, a.span).ok_or(Stop::Infinite)
}

/// Digits are 0 to 9, a to z, and for bases above 36 A to Z.
fn parseint(a: &Arguments<'_, '_>) -> FunctionResult {
    let Kind::Text(_) = &a.get(0)?.kind else { return fail("a text is needed") };
    let Some(base) = u8::try_from(a.word(1)?).ok().filter(|base| (2..=62).contains(base)) else { return fail("the base is not supported") };
    let text = a.known(0)?;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'z' => Some(byte - b'a' + 10),
        b'A'..=b'Z' => Some(byte - b'A' + if base > 36 { 36 } else { 10 }),
        _ => None,
    };
    let digits: Option<Vec<u8>> = digits.bytes().map(|byte| digit(byte).filter(|digit| *digit < base)).collect();
    match digits.filter(|digits| !digits.is_empty()).and_then(|digits| BigUint::from_radix_be(&digits, u32::from(base))) {
        Some(value) if value == BigUint::ZERO => a.count(0),
        Some(value) => a.count(format!("{sign}{value}")),
        None => fail("the text is not a whole number"),
    }
}
