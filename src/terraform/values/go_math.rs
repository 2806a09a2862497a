//! Logarithms and powers as Go computes them, to the last bit.

const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// <https://cs.opensource.google/go/go/+/master:src/math/log.go>
#[allow(clippy::excessive_precision, reason = "as they are published")]
const L: [f64; 7] = [
    6.666_666_666_666_735_13e-1,
    3.999_999_999_940_941_908e-1,
    2.857_142_874_366_239_149e-1,
    2.222_219_843_214_978_396e-1,
    1.818_357_216_161_805_012e-1,
    1.531_383_769_920_937_332e-1,
    1.479_819_860_511_658_591e-1,
];

/// A fraction from one half up to one, and a power of two.
fn parts(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (x, shift) = if x.abs() < f64::MIN_POSITIVE { (x * 2f64.powi(52), -52) } else { (x, 0) };
    let bits = x.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0) - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent + shift)
}

/// The natural logarithm.
pub(in crate::terraform) fn log(x: f64) -> f64 {
    if x.is_nan() || x.is_infinite() && x > 0.0 {
        return x;
    }
    if x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    let (mut fraction, mut exponent) = parts(x);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let [l1, l2, l3, l4, l5, l6, l7] = L;
    let f = fraction - 1.0;
    let k = f64::from(exponent);
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let t1 = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7)));
    let t2 = s4 * (l2 + s4 * (l4 + s4 * l6));
    let half_square = 0.5 * f * f;
    k * LN2_HIGH - ((half_square - (s * (half_square + (t1 + t2)) + k * LN2_LOW)) - f)
}

/// A whole power, or that of one half; nothing for other powers. <https://cs.opensource.google/go/go/+/master:src/math/pow.go>
pub(in crate::terraform) fn pow(x: f64, y: f64) -> Option<f64> {
    if y == 0.0 || x == 1.0 {
        return Some(1.0);
    }
    if y == 0.5 {
        return Some(x.sqrt());
    }
    if y == -0.5 {
        return Some(1.0 / x.sqrt());
    }
    if x == 0.0 || y == 1.0 {
        return Some(x.powf(y));
    }
    let whole = y.abs();
    if whole.fract() != 0.0 {
        return if x < 0.0 { Some(f64::NAN) } else { None };
    }
    if whole >= 9.0e18 {
        return Some(if x == -1.0 {
            1.0
        } else if (x.abs() < 1.0) == (y > 0.0) {
            0.0
        } else {
            f64::INFINITY
        });
    }
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and smaller than 2^63")]
    let mut left = whole as i64;
    let (mut result, mut result_exponent) = (1.0, 0);
    let (mut factor, mut exponent) = parts(x);
    while left != 0 {
        if !(-4096..=4096).contains(&exponent) {
            result_exponent += exponent;
            break;
        }
        if left & 1 == 1 {
            result *= factor;
            result_exponent += exponent;
        }
        factor *= factor;
        exponent <<= 1;
        if factor < 0.5 {
            factor += factor;
            exponent -= 1;
        }
        left >>= 1;
    }
    if y < 0.0 {
        result = 1.0 / result;
        result_exponent = -result_exponent;
    }
    Some(scaled(result, result_exponent))
}

/// `x × 2^exponent`.
fn scaled(mut x: f64, mut exponent: i32) -> f64 {
    while exponent > 1000 && x.is_finite() {
        x *= 2f64.powi(1000);
        exponent -= 1000;
    }
    while exponent < -1000 && x != 0.0 {
        x *= 2f64.powi(-1000);
        exponent += 1000;
    }
    x * 2f64.powi(exponent.clamp(-1000, 1000))
}
