//! Binary floating point with 512 bits and rounding to the nearest, as Terraform computes.
//! <https://github.com/zclconf/go-cty/blob/main/cty/value_init.go>

use num_bigint::BigUint;
use std::cmp::Ordering;

/// Bits of a mantissa.
const PRECISION: u64 = 512;
/// Numbers whose digits would be more than this many are not computed with.
const MAX_EXPONENT: i64 = 20_000;

/// `±mantissa × 2^exponent`; the mantissa is odd unless it is zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::terraform) struct BigFloat {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
}

fn zero() -> BigUint {
    BigUint::ZERO
}

impl BigFloat {
    /// Rounded to the precision; `inexact` if the value is a little more than this.
    fn rounded(negative: bool, mut mantissa: BigUint, mut exponent: i64, inexact: bool) -> Option<BigFloat> {
        let excess = mantissa.bits().saturating_sub(PRECISION);
        if excess > 0 {
            let half = BigUint::from(1u8) << (excess - 1);
            let kept = &mantissa >> excess;
            let rest = &mantissa - (&kept << excess);
            let up = match rest.cmp(&half) {
                Ordering::Less => false,
                Ordering::Equal => inexact || kept.bit(0),
                Ordering::Greater => true,
            };
            mantissa = if up { kept + 1u8 } else { kept };
            exponent += i64::try_from(excess).ok()?;
        }
        match mantissa.trailing_zeros() {
            None => exponent = 0,
            Some(zeros) => {
                mantissa >>= zeros;
                exponent += i64::try_from(zeros).ok()?;
            }
        }
        (exponent.abs() <= MAX_EXPONENT).then_some(BigFloat { negative, mantissa, exponent })
    }

    pub(in crate::terraform) fn from_int(value: i128) -> BigFloat {
        let mantissa = BigUint::from(value.unsigned_abs());
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        BigFloat { negative: value < 0, mantissa: mantissa >> zeros, exponent: i64::try_from(zeros).unwrap_or(0) }
    }

    /// The shortest decimal that is read as this number.
    pub(in crate::terraform) fn shortest(&self) -> String {
        self.shortest_of(PRECISION)
    }

    /// The same for a number that is a float of 53 bits.
    pub(in crate::terraform) fn shortest_float(&self) -> String {
        self.shortest_of(53)
    }

    /// Exactly this.
    pub(in crate::terraform) fn from_f64(value: f64) -> Option<BigFloat> {
        let bits = value.to_bits();
        let (exponent, fraction) = (i64::try_from(bits >> 52 & 0x7ff).ok()?, bits & ((1 << 52) - 1));
        let (mantissa, exponent) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
        BigFloat::rounded(value.is_sign_negative(), BigUint::from(mantissa), exponent, false)
    }

    /// `±digits × 10^exponent`.
    pub(in crate::terraform) fn from_decimal(negative: bool, digits: &str, exponent: i64) -> Option<BigFloat> {
        let digits = BigUint::parse_bytes(digits.as_bytes(), 10)?;
        if exponent.abs() > MAX_EXPONENT / 4 {
            return None;
        }
        let power = BigUint::from(10u8).pow(u32::try_from(exponent.abs()).ok()?);
        if exponent >= 0 { BigFloat::rounded(negative, digits * power, 0, false) } else { BigFloat::quotient(negative, &digits, &power, 0) }
    }

    /// The quotient of two whole numbers, times `2^exponent`.
    fn quotient(negative: bool, dividend: &BigUint, divisor: &BigUint, exponent: i64) -> Option<BigFloat> {
        if *divisor == zero() {
            return None;
        }
        let shift = (PRECISION + 2 + divisor.bits()).saturating_sub(dividend.bits());
        let scaled = dividend << shift;
        let quotient = &scaled / divisor;
        let inexact = &quotient * divisor != scaled;
        // The last bit says that there is more.
        let quotient = (quotient << 1u8) + u8::from(inexact);
        BigFloat::rounded(negative, quotient, exponent - i64::try_from(shift).ok()? - 1, inexact)
    }

    pub(in crate::terraform) fn is_zero(&self) -> bool {
        self.mantissa == zero()
    }

    /// The opposite; that of zero is a negative zero, which prints as one.
    pub(in crate::terraform) fn negated(&self) -> BigFloat {
        BigFloat { negative: !self.negative, ..self.clone() }
    }

    fn aligned(&self, other: &BigFloat) -> (BigUint, BigUint, i64) {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |value: &BigFloat| &value.mantissa << u64::try_from(value.exponent - exponent).unwrap_or(0);
        (shifted(self), shifted(other), exponent)
    }

    pub(in crate::terraform) fn plus(&self, other: &BigFloat) -> Option<BigFloat> {
        let (a, b, exponent) = self.aligned(other);
        if self.negative == other.negative {
            return BigFloat::rounded(self.negative, a + b, exponent, false);
        }
        match a.cmp(&b) {
            Ordering::Equal => Some(BigFloat::from_int(0)),
            Ordering::Greater => BigFloat::rounded(self.negative, a - b, exponent, false),
            Ordering::Less => BigFloat::rounded(other.negative, b - a, exponent, false),
        }
    }

    pub(in crate::terraform) fn times(&self, other: &BigFloat) -> Option<BigFloat> {
        BigFloat::rounded(self.negative != other.negative, &self.mantissa * &other.mantissa, self.exponent + other.exponent, false)
    }

    pub(in crate::terraform) fn over(&self, other: &BigFloat) -> Option<BigFloat> {
        BigFloat::quotient(self.negative != other.negative, &self.mantissa, &other.mantissa, self.exponent - other.exponent)
    }

    pub(in crate::terraform) fn compare(&self, other: &BigFloat) -> Ordering {
        let (a, b, _) = self.aligned(other);
        let sign = |value: &BigFloat| if value.is_zero() { 0 } else { 1 - 2 * i8::from(value.negative) };
        match sign(self).cmp(&sign(other)) {
            Ordering::Equal if self.negative => b.cmp(&a),
            Ordering::Equal => a.cmp(&b),
            different => different,
        }
    }

    /// Towards zero, and whether that is exact.
    pub(in crate::terraform) fn truncated(&self) -> (BigFloat, bool) {
        if self.exponent >= 0 {
            return (self.clone(), true);
        }
        let whole = &self.mantissa >> self.exponent.unsigned_abs();
        (BigFloat::rounded(self.negative, whole, 0, false).unwrap_or_else(|| BigFloat::from_int(0)), false)
    }

    pub(in crate::terraform) fn is_negative(&self) -> bool {
        self.negative
    }

    /// The value if it is a whole number that is not too large.
    pub(in crate::terraform) fn to_int(&self) -> Option<i128> {
        if self.exponent < 0 || self.exponent > 127 || self.is_zero() && self.negative {
            return None;
        }
        let whole = i128::try_from(&self.mantissa << self.exponent.unsigned_abs()).ok()?;
        Some(if self.negative { -whole } else { whole })
    }

    /// The shortest decimal that is read as this number with so many bits.
    fn shortest_of(&self, precision: u64) -> String {
        if self.is_zero() {
            return if self.negative { "-0" } else { "0" }.to_owned();
        }
        // The lowest bit is half of the last place.
        let shift = (precision + 1).saturating_sub(self.mantissa.bits());
        let mantissa = &self.mantissa << shift;
        let exponent = self.exponent - i64::try_from(shift).unwrap_or(0);
        let (digits, point) = decimal(&mantissa, exponent);
        let (lower, _) = decimal(&(&mantissa - 1u8), exponent);
        let (upper, _) = decimal(&(&mantissa + 1u8), exponent);
        let inclusive = !mantissa.bit(1);
        let (digits, point) = nearest(&digits, &lower, &upper, inclusive, point);
        let text = positional(&digits, point);
        if self.negative { format!("-{text}") } else { text }
    }
}

/// The digits of `mantissa × 2^exponent` without zeros at the end, and where the point stands.
fn decimal(mantissa: &BigUint, exponent: i64) -> (Vec<u8>, i64) {
    let steps = u32::try_from(exponent.abs()).unwrap_or(0);
    let (whole, scale) = if exponent >= 0 { (mantissa << steps, 0) } else { (mantissa * BigUint::from(5u8).pow(steps), i64::from(steps)) };
    let mut digits = whole.to_string().into_bytes();
    let point = i64::try_from(digits.len()).unwrap_or(0) - scale;
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    (digits, point)
}

/// The fewest digits between two bounds. As Go's `big.Float` chooses them: <https://cs.opensource.google/go/go/+/master:src/math/big/ftoa.go>
fn nearest(digits: &[u8], lower: &[u8], upper: &[u8], inclusive: bool, point: i64) -> (Vec<u8>, i64) {
    let at = |digits: &[u8], place: usize| digits.get(place).copied().unwrap_or(b'0');
    for (place, digit) in digits.iter().copied().enumerate() {
        let (low, high) = (at(lower, place), at(upper, place));
        let down = low != digit || inclusive && place + 1 == lower.len();
        let up = digit != high && (inclusive || digit + 1 < high || place + 1 < upper.len());
        let (kept, rest) = digits.split_at_checked(place + 1).unwrap_or((digits, &[]));
        let rounds_up = match (down, up) {
            (false, false) => continue,
            (true, true) => rest.first().is_some_and(|next| *next > b'5' || *next == b'5' && (rest.len() > 1 || digit % 2 == 1)),
            (_, up) => up,
        };
        return if rounds_up { increased(kept, point) } else { (kept.to_vec(), point) };
    }
    (digits.to_vec(), point)
}

fn increased(digits: &[u8], point: i64) -> (Vec<u8>, i64) {
    let nines = digits.iter().rev().take_while(|digit| **digit == b'9').count();
    match digits.split_at_checked(digits.len() - nines) {
        Some(([head @ .., last], _)) => ([head, &[last + 1]].concat(), point),
        _ => (vec![b'1'], point + 1),
    }
}

fn positional(digits: &[u8], point: i64) -> String {
    let digits = String::from_utf8_lossy(digits).into_owned();
    match usize::try_from(point) {
        Ok(point) if point >= digits.len() => format!("{digits}{}", "0".repeat(point - digits.len())),
        Ok(point) if point > 0 => {
            let (whole, fraction) = digits.split_at_checked(point).unwrap_or((&digits, ""));
            format!("{whole}.{fraction}")
        }
        _ => format!("0.{}{digits}", "0".repeat(usize::try_from(-point).unwrap_or(0))),
    }
}
