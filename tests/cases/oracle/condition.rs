//! Conditions and patterns as the AWS documentation describes them. Nothing here knows `src/iam`.

use base64::Engine as _;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Keys in lower case; a key that is not there is absent.
pub(crate) type Context = BTreeMap<String, Vec<String>>;

/// Three answers, because AWS leaves some points open. Ordered: "and" is the minimum, "or" the maximum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Three {
    No,
    Maybe,
    Yes,
}

impl From<bool> for Three {
    fn from(yes: bool) -> Self {
        if yes { Three::Yes } else { Three::No }
    }
}

impl std::ops::Not for Three {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Three::No => Three::Yes,
            Three::Maybe => Three::Maybe,
            Three::Yes => Three::No,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Set {
    One,
    All,
    Any,
}

/// One operator with one key.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
    set: Set,
    /// Without "Not", "IfExists" and the set operator, in lower case.
    operator: String,
    negated: bool,
    if_exists: bool,
}

const MULTIVALUED: &[&str] = &[
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
];

pub(crate) fn multivalued(key: &str) -> bool {
    MULTIVALUED.contains(&key)
}

impl Condition {
    pub(crate) fn new(operator: &str, key: &str, values: Vec<String>) -> Self {
        let operator = operator.to_ascii_lowercase();
        let (set, operator) = match operator.split_once(':') {
            Some(("forallvalues", rest)) => (Set::All, rest.to_string()),
            Some(("foranyvalue", rest)) => (Set::Any, rest.to_string()),
            _ => (Set::One, operator),
        };
        let if_exists = operator.ends_with("ifexists");
        let operator = operator.trim_end_matches("ifexists");
        Self {
            key: key.to_ascii_lowercase(),
            values,
            set,
            operator: operator.replacen("not", "", 1),
            negated: operator.contains("not"),
            if_exists,
        }
    }

    pub(crate) fn is_text(&self) -> bool {
        self.operator.starts_with("string")
    }

    /// Whether it lets only listed values through (in an Allow); in a Deny the other way round.
    pub(crate) fn is_negated(&self) -> bool {
        self.negated
    }

    /// `given` is the request's value of the key; `context` serves variables; a broken ARN pattern is read by the statement's effect.
    pub(crate) fn holds(&self, given: Option<&[String]>, context: &Context, variables: bool, allow: bool) -> Three {
        if self.operator == "null" {
            return (self.values.iter().any(|value| value.eq_ignore_ascii_case("true")) == given.is_none()).into();
        }
        let one = |value: &String| self.holds_for(value, context, variables, allow);
        match (self.set, given) {
            (Set::One, None) => (self.negated || self.if_exists).into(),
            (Set::All, None) => Three::Yes,
            (Set::Any, None) if self.if_exists => Three::Maybe,
            (Set::Any, None) => Three::No,
            (Set::One, Some(_)) if multivalued(&self.key) => Three::No,
            (Set::One, Some(values)) => one(&values[0]),
            (Set::All, Some(values)) => values.iter().map(one).min().unwrap_or(Three::Yes),
            (Set::Any, Some(values)) => values.iter().map(one).max().unwrap_or(Three::No),
        }
    }

    fn holds_for(&self, value: &str, context: &Context, variables: bool, allow: bool) -> Three {
        let any = self.values.iter().map(|listed| self.matches(listed, value, context, variables, allow)).max().unwrap_or(Three::No);
        if self.negated { !any } else { any }
    }

    fn matches(&self, listed: &str, value: &str, context: &Context, variables: bool, allow: bool) -> Three {
        let text = self.is_text() || self.operator.starts_with("arn");
        if !text {
            return self.compare(listed, value, variables);
        }
        let Some(listed) = expand(listed, context, variables) else { return Three::No };
        match self.operator.as_str() {
            "stringequals" => (unmark(&listed) == value).into(),
            "stringequalsignorecase" => (unmark(&listed).to_lowercase() == value.to_lowercase()).into(),
            "stringlike" => glob(&listed, value).into(),
            _ => match arn_like(&listed, value) {
                Some(yes) => yes.into(),
                None if allow && !self.negated => Three::No,
                None => Three::Maybe,
            },
        }
    }

    fn compare(&self, listed: &str, value: &str, variables: bool) -> Three {
        let order = match self.operator.as_str() {
            "bool" if variables && listed.contains("${") => return Three::Maybe,
            "bool" => return (listed.eq_ignore_ascii_case("true") == value.eq_ignore_ascii_case("true")).into(),
            "binaryequals" => return (bytes(listed) == bytes(value)).into(),
            "ipaddress" => return in_range(listed, value).into(),
            operator if operator.starts_with("numeric") => number(value).partial_cmp(&number(listed)),
            operator if operator.starts_with("date") => instant(value).partial_cmp(&instant(listed)),
            other => panic!("the oracle does not know the operator `{other}`"),
        };
        let order = order.expect("numbers and dates of the universe are well-formed");
        match self.operator.trim_start_matches("numeric").trim_start_matches("date") {
            "equals" => order.is_eq(),
            "lessthan" => order.is_lt(),
            "lessthanequals" => order.is_le(),
            "greaterthan" => order.is_gt(),
            _ => order.is_ge(),
        }
        .into()
    }
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

/// Seconds since 1970 of `2025-01-31`, `2025-01-31T10:00:00Z` or an epoch number.
fn instant(text: &str) -> i64 {
    if let Ok(epoch) = text.parse() {
        return epoch;
    }
    let field = |from: usize, to: usize| text.get(from..to).map_or(0, |digits| digits.parse::<i64>().expect("a date"));
    let (year, month, day) = (field(0, 4), field(5, 7), field(8, 10));
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, 28 + i64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before: i64 = (1970..year).map(|year| 365 + i64::from(is_leap(year))).sum();
    let days = before + lengths.iter().take(month as usize - 1).sum::<i64>() + day - 1;
    days * 86_400 + field(11, 13) * 3600 + field(14, 16) * 60 + field(17, 19)
}

fn bytes(text: &str) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}

fn in_range(range: &str, address: &str) -> bool {
    let (base, length) = range.split_once('/').map_or((range, None), |(base, length)| (base, Some(length)));
    let (base, address): (IpAddr, IpAddr) = (base.parse().expect("an address"), address.parse().expect("an address"));
    // `::ffff:203.0.113.7` is `203.0.113.7`, and 96 of its bits are what says so.
    let mapped = if base != base.to_canonical() { 96 } else { 0 };
    let (base, address) = (base.to_canonical(), address.to_canonical());
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    let ((base, width), (address, other)) = (bits(base), bits(address));
    let length: u32 = length.map_or(width, |length| length.parse::<u32>().expect("a prefix length") - mapped);
    width == other && (length == 0 || (base ^ address) >> (128 - length) == 0)
}

/// Literal `*`, `?` and `:` that came out of a variable.
const MARKS: [(char, char); 3] = [('*', '\u{1}'), ('?', '\u{2}'), (':', '\u{3}')];

/// The text that a request would carry.
pub(crate) fn unmark(text: &str) -> String {
    MARKS.iter().fold(text.to_string(), |text, (plain, mark)| text.replace(*mark, &plain.to_string()))
}

/// Replaces `${key}`, `${key, 'default'}` and `${*}`; nothing if a variable has no value.
pub(crate) fn expand(text: &str, context: &Context, variables: bool) -> Option<String> {
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once("${").filter(|_| variables) {
        let (inside, after) = after.split_once('}')?;
        out.push_str(before);
        let (name, default) =
            inside.split_once(',').map_or((inside, None), |(name, default)| (name, Some(default.trim().trim_matches('\''))));
        let name = name.trim().to_ascii_lowercase();
        let value = match name.as_str() {
            "*" | "?" | "$" => name.as_str(),
            _ if multivalued(&name) => return None,
            _ => context.get(&name).map(|values| values[0].as_str()).or(default)?,
        };
        out.extend(value.chars().map(|c| MARKS.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, mark)| *mark)));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// Whether a pattern with `*` and `?` covers a text.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    fn covers(pattern: &[u8], text: &[u8]) -> bool {
        for (at, &p) in pattern.iter().enumerate() {
            match (p, text.get(at)) {
                (b'*', _) => return (at..=text.len()).any(|from| covers(&pattern[at + 1..], &text[from..])),
                (_, None) => return false,
                (b'?', _) => {}
                (1, Some(b'*')) | (2, Some(b'?')) | (3, Some(b':')) => {}
                (_, Some(&t)) if p != t => return false,
                _ => {}
            }
        }
        pattern.len() == text.len()
    }
    covers(pattern.as_bytes(), text.as_bytes())
}

/// Component by component; nothing if the pattern is no ARN.
pub(crate) fn arn_like(pattern: &str, text: &str) -> Option<bool> {
    let (patterns, texts): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), text.splitn(6, ':').collect());
    (patterns.len() == 6).then(|| texts.len() == 6 && patterns.iter().zip(&texts).all(|(pattern, text)| glob(pattern, text)))
}
