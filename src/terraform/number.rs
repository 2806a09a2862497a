//! Numbers as Terraform computes with them: decimals that stay exact where they fit, floating point beyond.

use std::cmp::Ordering;
use std::fmt;

/// A number.
#[derive(Clone, Copy, Debug)]
pub(super) enum TerraformNumber {
    /// `digits / 10^scale`.
    Decimal {
        digits: i128,
        scale: u32,
    },
    Float(f64),
}

const MAX_SCALE: u32 = 30;

impl TerraformNumber {
    pub(super) fn from_int(value: i128) -> TerraformNumber {
        TerraformNumber::Decimal { digits: value, scale: 0 }
    }

    /// A number as HCL and JSON write it.
    pub(super) fn parse(text: &str) -> Option<TerraformNumber> {
        let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
        if text.is_empty() || !text.bytes().all(is_number) || text.starts_with('+') || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let float: f64 = text.parse().ok()?;
        TerraformNumber::parse_decimal(text).or(float.is_finite().then_some(TerraformNumber::Float(float)))
    }

    fn parse_decimal(text: &str) -> Option<TerraformNumber> {
        let (mantissa, exponent) = text
            .split_once(['e', 'E'])
            .map_or((text, 0), |(mantissa, exponent)| (mantissa, exponent.trim_start_matches('+').parse::<i32>().unwrap_or(i32::MAX)));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if scale < 0 {
            let factor = 10i128.checked_pow(scale.unsigned_abs())?;
            return Some(TerraformNumber::from_int(digits.checked_mul(factor)?));
        }
        let scale = u32::try_from(scale).ok()?;
        (scale <= MAX_SCALE).then(|| TerraformNumber::Decimal { digits, scale }.reduced())
    }

    fn reduced(self) -> TerraformNumber {
        match self {
            TerraformNumber::Decimal { mut digits, mut scale } => {
                while scale > 0 && digits % 10 == 0 {
                    digits /= 10;
                    scale -= 1;
                }
                TerraformNumber::Decimal { digits, scale }
            }
            float @ TerraformNumber::Float(_) => float,
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "floating point is the fallback where exactness is lost")]
    pub(super) fn to_f64(self) -> f64 {
        match self {
            TerraformNumber::Decimal { digits, scale: 0 } => digits as f64,
            TerraformNumber::Decimal { .. } => self.to_string().parse().unwrap_or(f64::NAN),
            TerraformNumber::Float(value) => value,
        }
    }

    /// The value if it is a whole number.
    pub(super) fn to_int(self) -> Option<i128> {
        match self.reduced() {
            TerraformNumber::Decimal { digits, scale: 0 } => Some(digits),
            _ => None,
        }
    }

    pub(super) fn to_usize(self) -> Option<usize> {
        usize::try_from(self.to_int()?).ok()
    }

    /// Both as digits of one scale.
    fn aligned(&self, other: &TerraformNumber) -> Option<(i128, i128, u32)> {
        let (TerraformNumber::Decimal { digits: a, scale: m }, TerraformNumber::Decimal { digits: b, scale: n }) = (*self, *other) else {
            return None;
        };
        let scale = m.max(n);
        let a = a.checked_mul(10i128.checked_pow(scale - m)?)?;
        let b = b.checked_mul(10i128.checked_pow(scale - n)?)?;
        Some((a, b, scale))
    }

    pub(super) fn compare(&self, other: &TerraformNumber) -> Ordering {
        match self.aligned(other) {
            Some((a, b, _)) => a.cmp(&b),
            None => self.to_f64().partial_cmp(&other.to_f64()).unwrap_or(Ordering::Equal),
        }
    }

    pub(super) fn negate(&self) -> TerraformNumber {
        match *self {
            TerraformNumber::Decimal { digits, scale } => TerraformNumber::Decimal { digits: digits.saturating_neg(), scale },
            TerraformNumber::Float(value) => TerraformNumber::Float(-value),
        }
    }

    pub(super) fn add(&self, other: &TerraformNumber) -> TerraformNumber {
        let exact = self.aligned(other).and_then(|(a, b, scale)| Some(TerraformNumber::Decimal { digits: a.checked_add(b)?, scale }));
        exact.unwrap_or_else(|| TerraformNumber::Float(self.to_f64() + other.to_f64())).reduced()
    }

    pub(super) fn multiply(&self, other: &TerraformNumber) -> TerraformNumber {
        let exact = match (*self, *other) {
            (TerraformNumber::Decimal { digits: a, scale: m }, TerraformNumber::Decimal { digits: b, scale: n }) if m + n <= MAX_SCALE => {
                a.checked_mul(b).map(|digits| TerraformNumber::Decimal { digits, scale: m + n })
            }
            _ => None,
        };
        exact.unwrap_or_else(|| TerraformNumber::Float(self.to_f64() * other.to_f64())).reduced()
    }

    /// Nothing if the divisor is zero.
    pub(super) fn divide(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        if other.compare(&TerraformNumber::from_int(0)).is_eq() {
            return None;
        }
        let exact = self.aligned(other).and_then(|(a, b, _)| {
            (0..=12u32).find_map(|scale| {
                let scaled = a.checked_mul(10i128.checked_pow(scale)?)?;
                (scaled % b == 0).then(|| TerraformNumber::Decimal { digits: scaled / b, scale })
            })
        });
        Some(exact.unwrap_or_else(|| TerraformNumber::Float(self.to_f64() / other.to_f64())).reduced())
    }

    /// The remainder with the sign of the dividend; nothing if the divisor is zero.
    pub(super) fn remainder(&self, other: &TerraformNumber) -> Option<TerraformNumber> {
        if other.compare(&TerraformNumber::from_int(0)).is_eq() {
            return None;
        }
        let exact = self.aligned(other).map(|(a, b, scale)| TerraformNumber::Decimal { digits: a.wrapping_rem(b), scale });
        Some(exact.unwrap_or_else(|| TerraformNumber::Float(self.to_f64() % other.to_f64())).reduced())
    }

    /// Rounded down, or up.
    pub(super) fn whole(&self, up: bool) -> TerraformNumber {
        match *self {
            TerraformNumber::Decimal { digits, scale } => {
                let factor = 10i128.checked_pow(scale).unwrap_or(i128::MAX);
                let floor = digits.div_euclid(factor);
                TerraformNumber::from_int(if up && digits.rem_euclid(factor) != 0 { floor + 1 } else { floor })
            }
            TerraformNumber::Float(value) => TerraformNumber::Float(if up { value.ceil() } else { value.floor() }),
        }
    }
}

impl fmt::Display for TerraformNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reduced() {
            TerraformNumber::Decimal { digits, scale: 0 } => write!(f, "{digits}"),
            TerraformNumber::Decimal { digits, scale } => {
                let sign = if digits < 0 { "-" } else { "" };
                let width = scale as usize + 1;
                let text = format!("{:0width$}", digits.unsigned_abs());
                let (whole, fraction) = text.split_at_checked(text.len().saturating_sub(scale as usize)).unwrap_or((&text, ""));
                write!(f, "{sign}{whole}.{fraction}")
            }
            TerraformNumber::Float(value) => write!(f, "{value}"),
        }
    }
}
