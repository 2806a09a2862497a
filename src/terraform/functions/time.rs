//! `formatdate`, `timeadd` and `timecmp`.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use crate::terraform::values::number::TerraformNumber;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("formatdate", &[Takes::Text, Takes::Text], Sees::Values, formatdate),
    Function::new("timeadd", &[Takes::Text, Takes::Text], Sees::Values, timeadd),
    Function::new("timecmp", &[Takes::Text, Takes::Text], Sees::Values, timecmp),
];

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SECOND: i128 = 1_000_000_000;

/// A moment, and the offset of the clock that it was read from.
#[derive(Clone, Copy)]
struct Moment {
    /// Since 1970, in nanoseconds.
    nanoseconds: i128,
    /// In seconds.
    offset: i64,
}

/// What a clock and a calendar show.
struct CalendarTime {
    year: i64,
    month: i64,
    day: i64,
    weekday: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

/// Days since 1970 of a date: <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A number with so many digits, within bounds.
fn digits(text: &str, count: usize, least: i64, most: i64) -> Option<(i64, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let number: i64 = if number.bytes().all(|byte| byte.is_ascii_digit()) { number.parse().ok()? } else { return None };
    (least..=most).contains(&number).then_some((number, rest))
}

impl Moment {
    /// A time as RFC 3339 writes it.
    fn read(text: &str) -> Option<Moment> {
        let (year, rest) = digits(text, 4, 0, 9999)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2, 1, 12)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2, 1, days_in(year, month))?;
        let (hour, rest) = digits(rest.strip_prefix('T')?, 2, 0, 23)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 0, 59)?;
        let (second, mut rest) = digits(rest.strip_prefix(':')?, 2, 0, 59)?;
        let mut fraction = 0;
        if let Some(after) = rest.strip_prefix('.') {
            let (written, after) = after.split_at_checked(after.bytes().take_while(u8::is_ascii_digit).count())?;
            fraction = format!("{written:0<9}").get(..9)?.parse().ok().filter(|_| !written.is_empty())?;
            rest = after;
        }
        let offset = match rest.strip_prefix('Z') {
            Some("") => 0,
            Some(_) => return None,
            None => {
                let sign = if rest.starts_with('-') { -1 } else { 1 };
                let (hours, rest) = digits(rest.strip_prefix(['+', '-'])?, 2, 0, 23)?;
                let (minutes, rest) = digits(rest.strip_prefix(':')?, 2, 0, 59)?;
                if rest.is_empty() { sign * (hours * 60 + minutes) * 60 } else { return None }
            }
        };
        let seconds = days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
        Some(Moment { nanoseconds: i128::from(seconds) * SECOND + i128::from(fraction), offset })
    }

    fn shown(self) -> CalendarTime {
        let seconds = i64::try_from(self.nanoseconds.div_euclid(SECOND)).unwrap_or(0) + self.offset;
        let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted - era * 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        CalendarTime {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: of_year - (153 * from_march + 2) / 5 + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }

    /// The offset as `+01:00`, `+0100` or, of none, `Z`.
    fn zone(self, separator: &str, of_none: Option<&str>) -> String {
        match of_none {
            Some(none) if self.offset == 0 => none.to_owned(),
            _ => {
                let minutes = self.offset.abs() / 60;
                format!("{}{:02}{separator}{:02}", if self.offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
            }
        }
    }
}

fn moment(a: &Arguments<'_, '_>, index: usize) -> Result<Moment, Stop> {
    Moment::read(&a.known(index)?).ok_or_else(|| Stop::Failed("the text is no time of RFC 3339".to_owned()))
}

fn timecmp(a: &Arguments<'_, '_>) -> FunctionResult {
    let order = moment(a, 0)?.nanoseconds.cmp(&moment(a, 1)?.nanoseconds);
    a.ok_number(TerraformNumber::from_int(order as i128))
}

fn timeadd(a: &Arguments<'_, '_>) -> FunctionResult {
    let start = moment(a, 0)?;
    let Some(duration) = duration(&a.known(1)?) else { return fail("the text is no duration") };
    let end = Moment { nanoseconds: start.nanoseconds + duration, ..start };
    let CalendarTime { year, month, day, hour, minute, second, .. } = end.shown();
    if !(0..=9999).contains(&year) {
        return Err(Stop::Infinite);
    }
    a.ok_text(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}", end.zone(":", Some("Z"))))
}

/// A duration as Go writes it, in nanoseconds: `1h30m`, `-1.5s`. <https://pkg.go.dev/time#ParseDuration>
fn duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total: i128 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = rest.split_at_checked(rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count())?;
        let (unit, after) = after.split_at_checked(after.find(|char: char| char.is_ascii_digit() || char == '.').unwrap_or(after.len()))?;
        let scale: i128 = match unit {
            "ns" => 1,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3600 * SECOND,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let fraction = fraction.get(..fraction.len().min(18))?;
        let power = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let parsed = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<i128>().ok() };
        total = total.checked_add(parsed(whole)?.checked_mul(scale)?)?.checked_add(parsed(fraction)?.checked_mul(scale)? / power)?;
        rest = after;
    }
    i64::try_from(total).ok().map(|total| sign * i128::from(total))
}

/// <https://developer.hashicorp.com/terraform/language/functions/formatdate>
fn formatdate(a: &Arguments<'_, '_>) -> FunctionResult {
    let (layout, moment) = (a.known(0)?, moment(a, 1)?);
    let shown = moment.shown();
    let mut result = String::new();
    let mut rest = layout.as_str();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let Some(after) = quoted(rest, &mut result) else { return fail("a quote does not end") };
            rest = after;
            continue;
        }
        let length = match first.is_ascii_alphabetic() {
            true => rest.chars().take_while(|char| *char == first).count(),
            false => rest.find(|char: char| char == '\'' || char.is_ascii_alphabetic()).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        match first.is_ascii_alphabetic() {
            true => match part(token, &shown, moment) {
                Some(part) => result.push_str(&part),
                None => return fail(format!("`{token}` is no part of a date")),
            },
            false => result.push_str(token),
        }
    }
    a.ok_text(result)
}

/// Appends a literal in quotes; gives what follows it.
fn quoted<'t>(text: &'t str, into: &mut String) -> Option<&'t str> {
    if let Some(after) = text.strip_prefix("''") {
        into.push('\'');
        return Some(after);
    }
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (literal, after) = rest.split_once('\'')?;
        into.push_str(literal);
        match after.strip_prefix('\'') {
            Some(after) => {
                into.push('\'');
                rest = after;
            }
            None => return Some(after),
        }
    }
}

fn part(token: &str, shown: &CalendarTime, moment: Moment) -> Option<String> {
    let plain = |number: i64| Some(number.to_string());
    let two = |number: i64| Some(format!("{number:02}"));
    let name = |names: &[&str], place: i64| names.get(usize::try_from(place).ok()?).map(|name| (*name).to_owned());
    let short = |name: Option<String>| name.and_then(|name| name.get(..3).map(str::to_owned));
    let twelve = if shown.hour % 12 == 0 { 12 } else { shown.hour % 12 };
    match token {
        "YY" => two(shown.year % 100),
        "YYYY" => Some(format!("{:04}", shown.year)),
        "M" => plain(shown.month),
        "MM" => two(shown.month),
        "MMM" => short(name(&MONTHS, shown.month - 1)),
        "MMMM" => name(&MONTHS, shown.month - 1),
        "D" => plain(shown.day),
        "DD" => two(shown.day),
        "EEE" => short(name(&DAYS, shown.weekday)),
        "EEEE" => name(&DAYS, shown.weekday),
        "h" => plain(shown.hour),
        "hh" => two(shown.hour),
        "H" => plain(twelve),
        "HH" => two(twelve),
        "AA" => Some(if shown.hour < 12 { "AM" } else { "PM" }.to_owned()),
        "aa" => Some(if shown.hour < 12 { "am" } else { "pm" }.to_owned()),
        "m" => plain(shown.minute),
        "mm" => two(shown.minute),
        "s" => plain(shown.second),
        "ss" => two(shown.second),
        "Z" => Some(moment.zone(":", Some("Z"))),
        "ZZZ" => Some(moment.zone("", Some("UTC"))),
        "ZZZZ" => Some(moment.zone("", None)),
        "ZZZZZ" => Some(moment.zone(":", None)),
        _ => None,
    }
}
