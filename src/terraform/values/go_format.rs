//! Numbers and texts as Go's `fmt` writes them.

/// The digits of a number that is written out, without zeros around them, and where the point stands.
struct Digits {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Digits {
    fn of(number: &str) -> Digits {
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let point = signed(whole.len()) - signed(all.len() - digits.len());
        let digits = digits.trim_end_matches('0').as_bytes().to_vec();
        let point = if digits.is_empty() { 0 } else { point };
        Digits { negative, digits, point }
    }

    /// At most so many digits; half goes to the even digit.
    fn round(&mut self, count: i64) {
        let Ok(count) = usize::try_from(count) else {
            self.digits.clear();
            self.point = 0;
            return;
        };
        let rest = self.digits.get(count..).unwrap_or_default();
        let Some(first) = rest.first() else { return };
        let is_odd = count.checked_sub(1).and_then(|last| self.digits.get(last)).is_some_and(|digit| digit % 2 == 1);
        let up = *first > b'5' || *first == b'5' && (rest.len() > 1 || is_odd);
        self.digits.truncate(count);
        if up {
            while self.digits.last() == Some(&b'9') {
                self.digits.pop();
            }
            match self.digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    self.digits.push(b'1');
                    self.point += 1;
                }
            }
        }
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
    }

    fn digit(&self, place: i64) -> char {
        usize::try_from(place).ok().and_then(|place| self.digits.get(place)).map_or('0', |digit| char::from(*digit))
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    fn fixed(&self, precision: i64) -> String {
        let whole: String = if self.point > 0 { (0..self.point).map(|place| self.digit(place)).collect() } else { "0".to_owned() };
        let fraction: String = (0..precision).map(|place| self.digit(self.point + place)).collect();
        let point = if precision > 0 { "." } else { "" };
        format!("{}{whole}{point}{fraction}", self.sign())
    }

    fn exponent(&self, precision: i64, letter: char) -> String {
        let fraction: String = (1..=precision).map(|place| self.digit(place)).collect();
        let point = if precision > 0 { "." } else { "" };
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}{}{point}{fraction}{letter}{sign}{:02}", self.sign(), self.digit(0), exponent.abs())
    }
}

fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// `%f`.
pub(in crate::terraform) fn fixed(number: &str, precision: usize) -> String {
    let mut digits = Digits::of(number);
    digits.round(digits.point + signed(precision));
    digits.fixed(signed(precision))
}

/// `%e` and `%E`; as many digits as there are without a precision.
pub(in crate::terraform) fn exponent(number: &str, precision: Option<usize>, upper: bool) -> String {
    let mut digits = Digits::of(number);
    let precision = precision.map_or_else(|| signed(digits.digits.len()).max(1) - 1, signed);
    digits.round(precision + 1);
    digits.exponent(precision, if upper { 'E' } else { 'e' })
}

/// `%g` and `%G`; as many digits as there are without a precision.
pub(in crate::terraform) fn general(number: &str, precision: Option<usize>, upper: bool) -> String {
    let mut digits = Digits::of(number);
    let mut wanted = precision.map_or_else(|| signed(digits.digits.len()), |wanted| signed(wanted).max(1));
    digits.round(wanted);
    let count = signed(digits.digits.len());
    let most = match precision {
        None => 6,
        Some(_) if wanted > count && count >= digits.point => count,
        Some(_) => wanted,
    };
    let place = digits.point - 1;
    if !digits.digits.is_empty() && (place < -4 || place >= most) {
        wanted = wanted.min(count);
        return digits.exponent(wanted - 1, if upper { 'E' } else { 'e' });
    }
    let fraction = if wanted > digits.point { count - digits.point } else { wanted - digits.point };
    digits.fixed(fraction.max(0))
}

/// As `big.Float` writes itself: ten digits.
pub(super) fn ten_digits(number: &str) -> String {
    general(number, Some(10), false)
}

/// `%q`.
pub(super) fn quoted(text: &str) -> String {
    let mut result = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\u{7}' => result.push_str("\\a"),
            '\u{8}' => result.push_str("\\b"),
            '\u{c}' => result.push_str("\\f"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\u{b}' => result.push_str("\\v"),
            char if char.is_control() && u32::from(char) < 0x80 => result.push_str(&format!("\\x{:02x}", u32::from(char))),
            char if char.is_control() => result.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => result.push(char),
        }
    }
    result.push('"');
    result
}
