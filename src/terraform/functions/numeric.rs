//! Functions over numbers.

use super::{Arguments, Function, FunctionResult, MANY, Sees, fail, number_of};
use crate::terraform::number::TerraformNumber;
use crate::value::{Kind, Value};
use std::cmp::Ordering;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "abs", least: 1, most: 1, sees: Sees::Values, run: abs },
    Function { name: "ceil", least: 1, most: 1, sees: Sees::Values, run: |a| a.ok_number(a.number(0)?.whole(true)) },
    Function { name: "floor", least: 1, most: 1, sees: Sees::Values, run: |a| a.ok_number(a.number(0)?.whole(false)) },
    Function { name: "log", least: 2, most: 2, sees: Sees::Values, run: |a| float(a, |x, base| x.ln() / base.ln()) },
    Function { name: "max", least: 1, most: MANY, sees: Sees::Values, run: |a| extreme(a, Ordering::Greater) },
    Function { name: "min", least: 1, most: MANY, sees: Sees::Values, run: |a| extreme(a, Ordering::Less) },
    Function { name: "parseint", least: 2, most: 2, sees: Sees::Values, run: parseint },
    Function { name: "pow", least: 2, most: 2, sees: Sees::Values, run: |a| float(a, f64::powf) },
    Function { name: "signum", least: 1, most: 1, sees: Sees::Values, run: signum },
];

fn abs(a: &Arguments<'_, '_>) -> FunctionResult {
    let number = a.number(0)?;
    a.ok_number(if number.compare(&TerraformNumber::from_int(0)).is_lt() { number.negate() } else { number })
}

fn signum(a: &Arguments<'_, '_>) -> FunctionResult {
    a.ok_number(TerraformNumber::from_int(match a.number(0)?.compare(&TerraformNumber::from_int(0)) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}

fn extreme(a: &Arguments<'_, '_>, wanted: Ordering) -> FunctionResult {
    let mut best: Option<TerraformNumber> = None;
    for value in a.values {
        let number = number_of(value)?;
        if best.is_none_or(|best| number.compare(&best) == wanted) {
            best = Some(number);
        }
    }
    best.map_or_else(|| fail("a number is needed"), |best| a.ok_number(best))
}

/// Computed in floating point; whole results are whole numbers.
fn float(a: &Arguments<'_, '_>, compute: fn(f64, f64) -> f64) -> FunctionResult {
    let result = compute(a.number(0)?.to_f64(), a.number(1)?.to_f64());
    match TerraformNumber::parse(&format!("{result}")) {
        Some(number) if result.is_finite() => a.ok_number(number),
        _ => fail("the result is not a number"),
    }
}

fn parseint(a: &Arguments<'_, '_>) -> FunctionResult {
    let Kind::Text(_) = &a.get(0)?.kind else { return fail("a text is needed") };
    let base = a.int(1)?;
    let Some(base) = u32::try_from(base).ok().filter(|base| (2..=36).contains(base)) else { return fail("the base is not supported") };
    match i128::from_str_radix(&a.known(0)?, base) {
        Ok(value) => Ok(Value::number(value.to_string(), a.span)),
        Err(_) => fail("the text is not a whole number"),
    }
}
