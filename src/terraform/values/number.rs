//! Numbers as Terraform computes with them.

use super::big_float::BigFloat;
use std::cmp::Ordering;
use std::fmt;

/// A number: most are small and whole.
#[derive(Clone, Debug)]
pub(in crate::terraform) enum TerraformNumber {
    Int(i128),
    Big(Box<BigFloat>),
}

/// Whole numbers up to this are exact in 512 bits and in `i128`.
const MAX_INT: u128 = i128::MAX as u128 / 2;

/// Digits of a whole number that 512 bits hold.
const MAX_QUOTIENT: usize = 154;

impl TerraformNumber {
    pub(in crate::terraform) fn from_int(value: i128) -> TerraformNumber {
        TerraformNumber::Int(value)
    }

    /// A number as HCL, JSON and texts write it.
    pub(in crate::terraform) fn parse(text: &str) -> Option<TerraformNumber> {
        let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
        if text.len() > 5_000 || !text.bytes().all(is_number) {
            return None;
        }
        if text.len() < 30 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().map(TerraformNumber::Int);
        }
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        BigFloat::from_decimal(negative, &digits, exponent).map(TerraformNumber::settled)
    }

    /// Exactly this; nothing if it is infinite or no number.
    pub(in crate::terraform) fn from_f64(value: f64) -> Option<TerraformNumber> {
        value.is_finite().then(|| BigFloat::from_f64(value)).flatten().map(TerraformNumber::settled)
    }

    /// A float as Terraform prints it.
    pub(in crate::terraform) fn float_text(value: f64) -> Option<String> {
        value.is_finite().then(|| BigFloat::from_f64(value)).flatten().map(|value| value.shortest_float())
    }

    /// The same, as a small whole number if it is one.
    fn settled(value: BigFloat) -> TerraformNumber {
        match value.to_int() {
            Some(int) if int.unsigned_abs() <= MAX_INT => TerraformNumber::Int(int),
            _ => TerraformNumber::Big(Box::new(value)),
        }
    }

    fn big(&self) -> BigFloat {
        match self {
            TerraformNumber::Int(value) => BigFloat::from_int(*value),
            TerraformNumber::Big(value) => BigFloat::clone(value),
        }
    }

    pub(in crate::terraform) fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The value if it is a whole number.
    pub(in crate::terraform) fn to_int(&self) -> Option<i128> {
        match self {
            TerraformNumber::Int(value) => Some(*value),
            TerraformNumber::Big(value) => value.is_zero().then_some(0),
        }
    }

    pub(in crate::terraform) fn to_usize(&self) -> Option<usize> {
        usize::try_from(self.to_int()?).ok()
    }

    pub(in crate::terraform) fn is_zero(&self) -> bool {
        match self {
            TerraformNumber::Int(value) => *value == 0,
            TerraformNumber::Big(value) => value.is_zero(),
        }
    }

    pub(in crate::terraform) fn compare(&self, other: &TerraformNumber) -> Ordering {
        match (self, other) {
            (TerraformNumber::Int(a), TerraformNumber::Int(b)) => a.cmp(b),
            _ => self.big().compare(&other.big()),
        }
    }

    pub(in crate::terraform) fn negate(&self) -> TerraformNumber {
        match self {
            TerraformNumber::Int(0) => TerraformNumber::Big(Box::new(BigFloat::from_int(0).negated())),
            TerraformNumber::Int(value) => TerraformNumber::Int(value.saturating_neg()),
            TerraformNumber::Big(value) => TerraformNumber::settled(value.negated()),
        }
    }

    /// Computed with whole numbers if that stays exact. Nothing if the result is too large.
    fn computed(
        &self,
        other: &TerraformNumber,
        ints: fn(i128, i128) -> Option<i128>,
        bigs: fn(&BigFloat, &BigFloat) -> Option<BigFloat>,
    ) -> Option<TerraformNumber> {
        if let (TerraformNumber::Int(a), TerraformNumber::Int(b)) = (self, other)
            && let Some(result) = ints(*a, *b).filter(|result| result.unsigned_abs() <= MAX_INT)
        {
            return Some(TerraformNumber::Int(result));
        }
        bigs(&self.big(), &other.big()).map(TerraformNumber::settled)
    }

    pub(in crate::terraform) fn add(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        self.computed(other, i128::checked_add, BigFloat::plus)
    }

    pub(in crate::terraform) fn subtract(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        self.add(&other.negate())
    }

    pub(in crate::terraform) fn multiply(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        let whole = |a: i128, b: i128| if a == 0 || b == 0 { None } else { a.checked_mul(b) };
        self.computed(other, whole, BigFloat::times)
    }

    /// Nothing if the divisor is zero.
    pub(in crate::terraform) fn divide(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        let exact = |a: i128, b: i128| if a != 0 && b != 0 && a.checked_rem(b) == Some(0) { a.checked_div(b) } else { None };
        self.computed(other, exact, BigFloat::over)
    }

    /// The remainder with the sign of the dividend; the dividend itself if the divisor is zero.
    pub(in crate::terraform) fn remainder(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        if other.is_zero() {
            return Some(self.clone());
        }
        if let (TerraformNumber::Int(a), TerraformNumber::Int(b)) = (self, other) {
            return a.checked_rem(*b).map(TerraformNumber::Int);
        }
        let quotient = self.divide(other)?.truncated();
        // One that has more than 512 bits is rounded on the way.
        if quotient.to_string().len() > MAX_QUOTIENT {
            return None;
        }
        self.subtract(&other.multiply(&quotient)?)
    }

    /// Without what stands behind the point; as a whole number, zero has no sign.
    pub(in crate::terraform) fn truncated(&self) -> TerraformNumber {
        match self {
            TerraformNumber::Int(value) => TerraformNumber::Int(*value),
            TerraformNumber::Big(value) => {
                let whole = TerraformNumber::settled(value.truncated().0);
                if whole.is_zero() { TerraformNumber::Int(0) } else { whole }
            }
        }
    }

    /// Rounded down, or up.
    pub(in crate::terraform) fn whole(&self, up: bool) -> TerraformNumber {
        let TerraformNumber::Big(value) = self else { return self.clone() };
        let (whole, is_exact) = value.truncated();
        let step = match (is_exact, up, value.is_negative()) {
            (false, true, false) => 1,
            (false, false, true) => -1,
            _ => 0,
        };
        let whole = TerraformNumber::settled(whole);
        whole.add(&TerraformNumber::Int(step)).unwrap_or(whole)
    }
}

impl fmt::Display for TerraformNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TerraformNumber::Int(value) => write!(f, "{value}"),
            TerraformNumber::Big(value) => f.write_str(&value.shortest()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> TerraformNumber {
        TerraformNumber::parse(text).expect(text)
    }

    #[test]
    fn numbers_print_as_terraform_prints_them() {
        for (text, printed) in [
            ("1e3", "1000"),
            ("1.50", "1.5"),
            ("-0.001", "-0.001"),
            ("100000000000000000000000000000000000000000000000000", "100000000000000000000000000000000000000000000000000"),
            (".5", "0.5"),
            ("+5", "5"),
            ("-0", "-0"),
        ] {
            assert_eq!(number(text).to_string(), printed);
        }
        assert_eq!(number("0.1").add(&number("0.2")).expect("small").to_string(), "0.3");
        assert_eq!(number("7").divide(&number("2")).expect("small").to_string(), "3.5");
        assert_eq!(number("-2.5").whole(true).to_string(), "-2");
        assert_eq!(number("-2.5").whole(false).to_string(), "-3");
        assert!(
            TerraformNumber::parse("1_000").is_none() && TerraformNumber::parse("").is_none() && TerraformNumber::parse("e5").is_none()
        );
    }
}
