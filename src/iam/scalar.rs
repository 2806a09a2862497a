//! Numbers, dates and addresses as condition operators read them.

use std::cmp::Ordering;
use std::net::IpAddr;

/// A decimal number of any size, compared exactly: 0.`digits` × 10^`exponent`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    exponent: i64,
}

impl Number {
    /// Reads `01`, `+1`, `1.0`, `1e0`.
    pub fn read(text: &str) -> Option<Number> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let both = format!("{whole}{fraction}");
        let significant = both.trim_start_matches('0');
        let leading = both.len() - significant.len();
        let digits = significant.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Number { negative: false, digits, exponent: 0 });
        }
        let exponent = i64::from(exponent) + i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()?;
        Some(Number { negative, digits, exponent })
    }

    /// The number if it is a whole one of moderate size.
    pub fn whole(&self) -> Option<i64> {
        let zeros = usize::try_from(self.exponent).ok()?.checked_sub(self.digits.len()).filter(|zeros| *zeros < 19)?;
        let digits = if self.digits.is_empty() { "0" } else { &self.digits };
        let magnitude: i64 = format!("{digits}{}", "0".repeat(zeros)).parse().ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// How many significant digits it has.
    pub fn places(&self) -> usize {
        self.digits.len()
    }

    /// Numbers on either side, so close that, away from zero, none of up to so many significant digits lies between.
    pub fn neighbours(&self, places: usize) -> Vec<String> {
        let Some(last) = self.digits.bytes().last() else { return vec!["1e-99".to_owned(), "-1e-99".to_owned()] };
        let sign = if self.negative { "-" } else { "" };
        let fill = places.saturating_sub(self.digits.len());
        let kept: String = self.digits.chars().take(self.digits.len().saturating_sub(1)).collect();
        let farther = format!("{}{}", self.digits, "0".repeat(fill));
        // The last digit is not zero, so there is nothing to borrow.
        let nearer = format!("{kept}{}{}", char::from(last.saturating_sub(1)), "9".repeat(fill));
        [farther, nearer].map(|digits| format!("{sign}0.{digits}5e{}", self.exponent)).to_vec()
    }

    fn magnitude(&self, other: &Number) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

/// An instant in milliseconds since 1970, from ISO 8601 as the W3C profiles it, or from seconds since 1970.
pub fn date(text: &str) -> Option<i128> {
    if let Some(seconds) = epoch(text) {
        return Some(seconds);
    }
    let (day, time) = match text.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let mut fields = day.splitn(3, '-');
    let year: i64 = number(fields.next()?, 4, 4)?;
    let month: i64 = fields.next().map_or(Some(1), |field| number(field, 2, 2))?;
    let date: i64 = fields.next().map_or(Some(1), |field| number(field, 2, 2))?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&date) {
        return None;
    }
    let millis = time.map_or(Some(0), time_of_day)?;
    Some(i128::from(days(year, month, date)) * 86_400_000 + i128::from(millis))
}

fn epoch(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (seconds, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if seconds.is_empty() || seconds.len() > 18 || !seconds.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis = i128::from(seconds.parse::<i64>().ok()?) * 1000 + i128::from(thousandths(fraction)?);
    Some(if text.starts_with('-') { -millis } else { millis })
}

fn thousandths(fraction: &str) -> Option<i64> {
    let three: String = fraction.chars().chain("000".chars()).take(3).collect();
    three.parse().ok()
}

fn number(text: &str, shortest: usize, longest: usize) -> Option<i64> {
    let fits = (shortest..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// `12:30`, `12:30:15.5`, each with `Z` or an offset or neither, in milliseconds of the day in UTC.
fn time_of_day(text: &str) -> Option<i64> {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, "Z"),
    };
    let offset = match offset.chars().next()? {
        'Z' | 'z' if offset.len() == 1 => 0,
        sign @ ('+' | '-') => {
            let (hours, minutes) = match offset.get(1..)?.split_once(':') {
                Some(fields) => fields,
                None => offset.get(1..)?.split_at_checked(2)?,
            };
            let minutes = number(hours, 2, 2)? * 60 + number(minutes, 2, 2)?;
            if sign == '+' { minutes } else { -minutes }
        }
        _ => return None,
    };
    let mut fields = clock.splitn(3, ':');
    let hours = number(fields.next()?, 2, 2)?;
    let minutes = number(fields.next()?, 2, 2)?;
    let (seconds, fraction) = match fields.next() {
        Some(field) => field.split_once(['.', ',']).unwrap_or((field, "0")),
        None => ("00", "0"),
    };
    let seconds = number(seconds, 2, 2)?;
    let in_range = hours <= 24 && minutes < 60 && seconds <= 60 && !fraction.is_empty();
    if !in_range || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(((hours * 60 + minutes - offset) * 60 + seconds) * 1000 + thousandths(fraction)?)
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The instant as ISO 8601.
pub fn date_text(millis: i128) -> String {
    let seconds = millis.div_euclid(1000);
    let day = i64::try_from(seconds.div_euclid(86_400)).unwrap_or(0) + 719_468;
    let second = seconds.rem_euclid(86_400);
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let fraction = match millis.rem_euclid(1000) {
        0 => String::new(),
        millis => format!(".{millis:03}"),
    };
    format!("{year:04}-{month:02}-{date:02}T{:02}:{:02}:{:02}{fraction}Z", second / 3600, second / 60 % 60, second % 60)
}

/// A block of addresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AddressBlock {
    v6: bool,
    first: u128,
    /// How many leading bits are fixed.
    pub prefix: u32,
}

impl AddressBlock {
    /// Reads `203.0.113.0/24` or an address. An IPv6 network with bits beyond its prefix matches nothing (measured), so it is none.
    pub fn read(text: &str) -> Option<AddressBlock> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix_length(prefix)?)),
            None => (text, None),
        };
        let (v6, bits) = address_bits(address)?;
        let width = if v6 { 128 } else { 32 };
        // `::ffff:203.0.113.0/120` is `203.0.113.0/24`.
        let mapped = !v6 && address.contains(':');
        let prefix = match prefix {
            Some(prefix) if mapped => prefix.checked_sub(96)?,
            Some(prefix) => prefix,
            None => width,
        };
        if prefix > width {
            return None;
        }
        let mask = mask(width, prefix);
        if v6 && bits & !mask != 0 {
            return None;
        }
        Some(AddressBlock { v6, first: bits & mask, prefix })
    }

    /// Whether all of it is unique local, link-local, multicast or reserved, which no packet from the internet has as its source.
    /// <https://www.iana.org/assignments/iana-ipv6-special-registry>, <https://www.iana.org/assignments/iana-ipv4-special-registry>
    pub fn is_local(&self) -> bool {
        self.is_within(&["fc00::/7", "fe80::/10", "ff00::/8", "224.0.0.0/4", "240.0.0.0/4"])
    }

    /// Whether all of it is of private networks, which are behind another address on the internet: <https://www.rfc-editor.org/rfc/rfc1918>.
    pub fn is_private(&self) -> bool {
        self.is_within(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7"])
    }

    fn is_within(&self, ranges: &[&str]) -> bool {
        ranges.iter().filter_map(|range| AddressBlock::read(range)).any(|range| range.has(self))
    }

    /// Whether it is as good as all addresses: everybody finds one in it. S3 draws the line between public and not there too:
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.
    pub fn is_broad(&self) -> bool {
        self.prefix < if self.v6 { 32 } else { 8 }
    }

    /// Whether all of another one lies in it.
    pub fn has(&self, other: &AddressBlock) -> bool {
        self.v6 == other.v6 && self.first <= other.first && other.last() <= self.last()
    }

    /// Whether it is a block of IPv6.
    pub fn is_v6(&self) -> bool {
        self.v6
    }

    /// Whether the address lies in it; `None` if the text is no address.
    pub fn holds(&self, address: &str) -> Option<bool> {
        let (v6, bits) = address_bits(address)?;
        Some(v6 == self.v6 && (self.first..=self.last()).contains(&bits))
    }

    fn last(&self) -> u128 {
        let width: u32 = if self.v6 { 128 } else { 32 };
        self.first | (mask(width, width) & !mask(width, self.prefix))
    }

    /// Its first and last address and their neighbours outside: the places where membership changes.
    pub fn edges(&self) -> Vec<String> {
        let whole = if self.v6 { u128::MAX } else { u128::from(u32::MAX) };
        let last = self.last();
        let inside = (self.first + 5).min(last);
        let mut edges = vec![inside, self.first, last];
        edges.extend(last.checked_add(1).filter(|next| *next <= whole));
        edges.extend(self.first.checked_sub(1));
        edges.into_iter().map(|bits| address_text(self.v6, bits)).collect()
    }
}

/// Addresses of several blocks: ranges of either family in order, apart from each other.
#[derive(Clone, Debug)]
pub struct AddressSet(Vec<(bool, u128, u128)>);

impl AddressSet {
    /// All that is in one of these blocks.
    pub fn of(blocks: Vec<AddressBlock>) -> AddressSet {
        let mut ranges: Vec<(bool, u128, u128)> = blocks.iter().map(|block| (block.v6, block.first, block.last())).collect();
        ranges.sort_unstable();
        let mut apart: Vec<(bool, u128, u128)> = vec![];
        for (v6, first, last) in ranges {
            match apart.last_mut().filter(|before| before.0 == v6 && before.2 >= first) {
                Some(before) => before.2 = before.2.max(last),
                None => apart.push((v6, first, last)),
            }
        }
        AddressSet(apart)
    }

    /// Whether a text is an address of the set.
    pub fn holds(&self, address: &str) -> bool {
        let Some((v6, bits)) = address_bits(address) else { return false };
        let behind = self.0.partition_point(|(family, first, _)| (*family, *first) <= (v6, bits));
        behind.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(family, _, last)| *family == v6 && *last >= bits)
    }
}

/// As it counts: without the bits beyond its prefix.
impl std::fmt::Display for AddressBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", address_text(self.v6, self.first), self.prefix)
    }
}

/// Whether a text is an address.
pub fn is_address(text: &str) -> bool {
    address_bits(text).is_some()
}

/// The length of a prefix in decimal, as RFC 4632 writes it: without sign and leading zeros.
fn prefix_length(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

fn mask(width: u32, prefix: u32) -> u128 {
    let whole = if width == 128 { u128::MAX } else { (1u128 << width) - 1 };
    if prefix == 0 { 0 } else { whole & !(whole.checked_shr(prefix).unwrap_or(0)) }
}

fn address_bits(text: &str) -> Option<(bool, u128)> {
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => Some((false, u128::from(u32::from(address)))),
        // An IPv4 address as IPv6 sockets write it.
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => Some((false, u128::from(u32::from(mapped)))),
            None => Some((true, u128::from(address))),
        },
    }
}

fn address_text(v6: bool, bits: u128) -> String {
    if v6 {
        std::net::Ipv6Addr::from(bits).to_string()
    } else {
        std::net::Ipv4Addr::from(u32::try_from(bits).unwrap_or(u32::MAX)).to_string()
    }
}

/// Why a text that begins as an ARN is none, so that no request has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ArnFault {
    /// It has less than six parts.
    Short,
    /// It begins or ends with a blank.
    Blank,
    /// What stands here is no account: those have twelve digits.
    Account(std::ops::Range<usize>),
}

/// What is wrong with a text or a pattern as an ARN: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
pub fn arn_fault(text: &str) -> Option<ArnFault> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_arn = text.trim_start().starts_with("arn:") && !text.contains(['<', '{', '%']);
    match parts.as_slice() {
        _ if !is_arn => None,
        _ if text.trim() != text => Some(ArnFault::Blank),
        _ if text.contains(' ') => None,
        // A wildcard may stand for the parts that are missing.
        short if short.len() < 6 && !text.contains(['*', '?']) => Some(ArnFault::Short),
        // A wildcard before it may stand for the account too: `arn:aws:logs:*:/aws/lambda/*`.
        [before @ .., account, _]
            if parts.len() == 6 && (is_short_number(account) || has_no_account(account) && !before.concat().contains(['*', '?'])) =>
        {
            let start = before.iter().map(|part| part.len() + 1).sum();
            Some(ArnFault::Account(start..start + account.len()))
        }
        _ => None,
    }
}

/// Whether a number has not the twelve digits of an account.
fn is_short_number(text: &str) -> bool {
    !text.is_empty() && text.len() != 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text begins with what no account has, nor a word that stands for one.
fn has_no_account(text: &str) -> bool {
    text.split(['*', '?']).next().unwrap_or_default().contains(['/', '.'])
}

/// Whether a resource of a key policy may be the key: its id has hexadecimal digits, and other names say nothing there.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html>
pub fn may_be_key(resource: &str) -> bool {
    let Some(name) = resource.splitn(6, ':').nth(5) else { return true };
    let is_open = |text: &str| text.contains(['*', '?', '$', '<', '{', '%']);
    match name.split_once('/') {
        Some(("key", id)) => {
            let id = id.strip_prefix("mrk-").unwrap_or(id);
            id.bytes().all(|byte| byte.is_ascii_hexdigit() || b"-*?".contains(&byte)) || id.contains(['$', '<', '{', '%'])
        }
        Some((kind, _)) => is_open(kind),
        None => is_open(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_exactly() {
        let read = |text| Number::read(text).unwrap();
        for text in ["01", "+1", "1.0", "1e0", "0.1e1", "10e-1"] {
            assert_eq!(read(text), read("1"), "{text}");
        }
        assert!(read("9007199254740993") > read("9007199254740992"));
        assert!(read("-2") < read("-1"));
        assert!(read("-1") < read("0"));
        assert_eq!(read("-0"), read("0"));
        assert!(read("1e999999999") > read("2"));
        for text in ["", "x", "1x", ".", "1e", "--1", "0x10"] {
            assert_eq!(Number::read(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_instants() {
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2025-01-01T00:00:00Z"), date("1735689600"));
        assert_eq!(date("2025-01-01T01:00:00+01:00"), date("2025-01-01"));
        assert_eq!(date("2025-03-01T08:30:00.1234Z"), date("2025-03-01T08:30:00.123Z"));
        assert_eq!(date("tomorrow"), None);
        assert_eq!(date_text(date("2024-02-29T23:59:58Z").unwrap()), "2024-02-29T23:59:58Z");
        assert_eq!(date_text(-1), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn local_blocks_are_not_of_the_internet() {
        let is_local = |block: &str| AddressBlock::read(block).unwrap().is_local();
        assert!(["fd00::/8", "fc00::/7", "fe80::/10", "224.0.0.0/4"].into_iter().all(is_local));
        assert!(!["::/0", "2000::/3", "f000::/4", "0.0.0.0/0", "192.0.0.0/2"].into_iter().any(is_local));
    }

    #[test]
    fn blocks_together_hold_what_each_holds() {
        let blocks = ["10.0.0.0/24", "10.0.1.0/24", "10.0.0.128/25", "10.9.0.0/16", "::/0", "203.0.113.9"];
        let set = AddressSet::of(blocks.iter().map(|block| AddressBlock::read(block).unwrap()).collect());
        for address in ["10.0.0.0", "10.0.0.200", "10.0.1.255", "10.9.255.255", "2001:db8::1", "203.0.113.9"] {
            assert!(set.holds(address), "{address}");
        }
        for address in ["9.255.255.255", "10.0.2.0", "10.10.0.0", "203.0.113.8", "203.0.113.10", "x"] {
            assert!(!set.holds(address), "{address}");
        }
        assert!(!AddressSet::of(vec![]).holds("10.0.0.0"));
    }

    #[test]
    fn blocks_hold_addresses_of_their_family() {
        let holds = |block: &str, address| AddressSet::of(vec![AddressBlock::read(block).unwrap()]).holds(address);
        assert!(holds("0.0.0.0/0", "203.0.113.7"));
        assert!(holds("203.0.113.9", "203.0.113.9"));
        assert!(!holds("203.0.113.0/25", "203.0.113.128"));
        assert!(holds("2001:db8:1::/48", "2001:db8:1:ffff::5"));
        assert!(!holds("203.0.113.0/24", "2001:db8::1"));
        assert!(!holds("::/0", "203.0.113.7"));
        assert_eq!(AddressBlock::read("2001:db8::5/64"), None);
        assert!(holds("203.0.113.0/24", "::ffff:203.0.113.7"));
        assert!(holds("::ffff:203.0.113.0/120", "203.0.113.7"));
        for wrong in ["203.0.113.0/33", "203.0.113.0/024", "203.0.113.0/+24", "010.0.0.0/8", "203.0.113.0/", "::ffff:203.0.113.0/24"] {
            assert_eq!(AddressBlock::read(wrong), None, "{wrong}");
        }
        assert_eq!(AddressBlock::read("10.0.0.0/8").unwrap().edges().last().unwrap(), "9.255.255.255");
    }
}
