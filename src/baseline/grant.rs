//! Whether a statement allows more than it did. What cannot be shown to be no wider is wider.

use crate::finding::{DENIED_BESIDE, POLICY_VERSION};
use crate::iam::scalar::AddressBlock;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Elements that list what a statement is about, with what negates them and what is said of them.
const LISTS: &[(&str, &str, &str)] = &[
    ("Principal", "NotPrincipal", "its principals are not among those that it had"),
    ("Action", "NotAction", "its actions are not among those that it had"),
    ("Resource", "NotResource", "its resources are not among those that it had"),
];

/// What is open, of a finding that is about no statement: ranges of ports, `22-22`.
pub(super) const PORTS: &str = "OpenPorts";

/// Why a statement may allow more than another one did, both in the one form of fingerprints.
pub(super) fn wider(then: &Json, now: &Json) -> Option<&'static str> {
    let (Some(then), Some(now)) = (then.as_object(), now.as_object()) else { return Some("it is another value") };
    if then.contains_key(PORTS) && now.contains_key(PORTS) {
        let (then, now) = (values(then, PORTS), values(now, PORTS));
        let is_within = |port: &String| then.iter().any(|range| holds(range, port));
        return (!now.iter().all(is_within)).then_some("it opens ports that were not open");
    }
    if then.get("Effect") != now.get("Effect") {
        return Some("it has another effect");
    }
    for (plain, negated, why) in LISTS {
        let within =
            |inner: &BTreeSet<String>, outer: &BTreeSet<String>| inner.iter().all(|value| outer.iter().any(|other| covers(other, value)));
        let (of_then, of_now) = (values(then, plain), values(now, plain));
        let (not_then, not_now) = (values(then, negated), values(now, negated));
        let is_same_form = of_then.is_empty() == of_now.is_empty() && not_then.is_empty() == not_now.is_empty();
        if !is_same_form || !within(&of_now, &of_then) || !within(&not_then, &not_now) {
            return Some(why);
        }
    }
    if let Some(why) = looser(then, now) {
        return Some(why);
    }
    let (denied_then, denied_now) = (denied_beside(then), denied_beside(now));
    if !denied_then.iter().all(|then| denied_now.iter().any(|now| wider(now, then).is_none())) {
        return Some("a Deny beside it is gone or denies less");
    }
    // What an earlier version wrote does not tell.
    if then.get(POLICY_VERSION).is_some_and(|version| now.get(POLICY_VERSION).is_some_and(|now| now != version)) {
        return Some("the version of its policy is another, so that `${…}` is read in another way");
    }
    let known = [
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
        DENIED_BESIDE,
        POLICY_VERSION,
    ];
    let others = |statement: &Map<String, Json>| {
        statement.iter().filter(|(key, _)| !known.contains(&key.as_str())).map(|(key, value)| format!("{key}{value}")).collect::<Vec<_>>()
    };
    (others(then) != others(now)).then_some("it has other elements")
}

fn denied_beside(statement: &Map<String, Json>) -> &[Json] {
    statement.get(DENIED_BESIDE).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// Why the conditions of a statement may hold for more than they did. Of an operator such as `StringEquals` a value more lets more through, of one such
/// as `StringNotEquals` a value less; a condition more never does. In a Deny it is the other way round, so that nothing may differ there.
fn looser(then: &Map<String, Json>, now: &Map<String, Json>) -> Option<&'static str> {
    let (of_then, of_now) = (conditions(then), conditions(now));
    let is_allow = now.get("Effect").is_some_and(|effect| effect.to_string().contains("Allow"));
    if !is_allow {
        return (of_then != of_now).then_some("its conditions are others");
    }
    of_then.iter().find_map(|((operator, key), before)| {
        let operator = ComparedOperator::of(operator);
        let all = of_now.iter().filter(|((_, other), _)| other == key).map(|((now, _), values)| (ComparedOperator::of(now), values));
        let mut stricter = all.filter(|(now, _)| now.is_within(&operator)).peekable();
        if stricter.peek().is_none() {
            return Some("a condition of it is gone");
        }
        let holds_for_more = !stricter.any(|(_, after)| operator.holds_for_no_more(before, after));
        holds_for_more.then_some("a condition of it takes other values")
    })
}

/// An operator of a condition: `ForAnyValue:StringLikeIfExists`.
struct ComparedOperator<'t> {
    set: &'t str,
    base: &'t str,
    if_exists: bool,
}

impl<'t> ComparedOperator<'t> {
    fn of(lower: &'t str) -> ComparedOperator<'t> {
        let (set, rest) = lower.split_once(':').unwrap_or(("", lower));
        let base = rest.strip_suffix("ifexists");
        ComparedOperator { set, base: base.unwrap_or(rest), if_exists: base.is_some() }
    }

    /// Whether it holds, of the same values, for no more than another one.
    fn is_within(&self, other: &ComparedOperator<'_>) -> bool {
        let is_stricter = match other.base {
            "stringlike" | "stringequalsignorecase" => self.base == "stringequals",
            "arnlike" => self.base == "arnequals",
            "arnequals" => self.base == "arnlike",
            _ => false,
        };
        self.set == other.set && (self.base == other.base || is_stricter) && (other.if_exists || !self.if_exists)
    }

    /// Whether it holds for no more with these values than it did with those before. Of one such as `StringNotEquals` each value keeps something out.
    fn holds_for_no_more(&self, before: &BTreeSet<String>, after: &BTreeSet<String>) -> bool {
        let (inner, outer) = if self.base.contains("not") { (before, after) } else { (after, before) };
        inner.iter().all(|inner| outer.iter().any(|outer| self.covers(outer, inner)))
    }

    /// Whether whatever meets one value meets another one.
    fn covers(&self, outer: &str, inner: &str) -> bool {
        match self.base {
            "stringlike" | "stringnotlike" => covers(outer, inner),
            "stringequalsignorecase" => outer.eq_ignore_ascii_case(inner),
            // Each part of an ARN is compared by itself:
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
            "arnlike" | "arnequals" | "arnnotlike" | "arnnotequals" => {
                let parts = |arn: &'_ str| arn.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>();
                let (outer, inner) = (parts(outer), parts(inner));
                outer.len() == inner.len() && outer.iter().zip(&inner).all(|(outer, inner)| covers(outer, inner))
            }
            "ipaddress" | "notipaddress" => {
                let blocks = AddressBlock::read(outer).zip(AddressBlock::read(inner));
                outer == inner || blocks.is_some_and(|(outer, inner)| outer.has(&inner))
            }
            _ => outer == inner,
        }
    }
}

/// The values of each operator and key. In keys capitals make no difference:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>.
fn conditions(statement: &Map<String, Json>) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for value in values(statement, "Condition") {
        let mut parts = value.splitn(3, '\0');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        found.entry((part().to_ascii_lowercase(), part().to_ascii_lowercase())).or_default().insert(part());
    }
    found
}

/// Whether one range of ports lies in another.
fn holds(outer: &str, inner: &str) -> bool {
    let ends = |range: &str| range.split_once('-').and_then(|(low, high)| Some((low.parse::<i64>().ok()?, high.parse::<i64>().ok()?)));
    ends(outer).zip(ends(inner)).is_some_and(|(outer, inner)| outer.0 <= inner.0 && inner.1 <= outer.1)
}

/// All texts in an element, each with the keys that lead to it.
fn values(statement: &Map<String, Json>, element: &str) -> BTreeSet<String> {
    fn gather(value: &Json, path: &str, into: &mut BTreeSet<String>) {
        match value {
            Json::Array(items) => items.iter().for_each(|item| gather(item, path, into)),
            Json::Object(members) => members.iter().for_each(|(key, value)| gather(value, &format!("{path}{key}\0"), into)),
            Json::String(text) => {
                into.insert(format!("{path}{text}"));
            }
            other => {
                into.insert(format!("{path}{other}"));
            }
        }
    }
    let mut found = BTreeSet::new();
    statement.get(element).into_iter().for_each(|value| gather(value, "", &mut found));
    found
}

/// Whether whatever one pattern stands for another one stands for too.
fn covers(outer: &str, inner: &str) -> bool {
    // How long a part is that is filled in later is not known.
    let is_open = inner.contains("${") || inner.contains("<ref:");
    outer == inner || !(is_open && outer.contains('?')) && covers_from(outer.as_bytes(), inner.as_bytes())
}

fn covers_from(outer: &[u8], inner: &[u8]) -> bool {
    let (mut at, mut from, mut star) = (0, 0, None);
    while let Some(byte) = inner.get(from) {
        match outer.get(at) {
            Some(b'*') => {
                star = Some((at + 1, from));
                at += 1;
            }
            Some(b'?') if *byte != b'*' => (at, from) = (at + 1, from + 1),
            Some(other) if other == byte => (at, from) = (at + 1, from + 1),
            _ => match star {
                Some((behind, taken)) => {
                    (at, from) = (behind, taken + 1);
                    star = Some((behind, taken + 1));
                }
                None => return false,
            },
        }
    }
    outer.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_narrower_is_wider() {
        let statement = |text: &str| serde_json::from_str::<Json>(text).unwrap();
        let then = r#"{"Effect":["Allow"],"Principal":{"Service":["a","b"]},"Action":["s3:get*"],"Resource":["x/*"],"Condition":{"StringEquals":{"k":["v"]}}}"#;
        let with = |from: &str, to: &str| {
            assert!(then.contains(from), "{from}");
            wider(&statement(then), &statement(&then.replace(from, to)))
        };
        for (from, to) in [
            (r#""a","b""#, r#""b""#),
            (r#""s3:get*""#, r#""s3:getobject""#),
            (r#""x/*""#, r#""x/1","x/2*""#),
            (r#"{"k":["v"]}"#, r#"{"k":["v"],"l":["w"]}"#),
        ] {
            assert_eq!(with(from, to), None, "{to}");
        }
        for (from, to, why) in [
            (r#""b""#, r#""b","c""#, "its principals are not among those that it had"),
            (r#""Service""#, r#""AWS""#, "its principals are not among those that it had"),
            (r#""s3:get*""#, r#""s3:*""#, "its actions are not among those that it had"),
            (r#""Action""#, r#""NotAction""#, "its actions are not among those that it had"),
            (r#""x/*""#, r#""*""#, "its resources are not among those that it had"),
            (r#""k":["v"]"#, "", "a condition of it is gone"),
            (r#"["v"]"#, r#"["v2"]"#, "a condition of it takes other values"),
            (r#"["v"]"#, r#"["v","v2"]"#, "a condition of it takes other values"),
            ("Allow", "Deny", "it has another effect"),
        ] {
            assert_eq!(with(from, to), Some(why), "{to}");
        }
        let under = |condition: &str| statement(&format!(r#"{{"Effect":["Allow"],"Condition":{{{condition}}}}}"#));
        for (then, now) in [
            (r#""StringEquals":{"aws:sourceaccount":["1"]}"#, r#""StringEquals":{"aws:SourceAccount":["1"]}"#),
            (r#""StringLike":{"k":["a/*"]}"#, r#""StringLike":{"k":["a/b/*"]}"#),
            (r#""StringLike":{"k":["a/*"]}"#, r#""StringEquals":{"k":["a/b"]}"#),
            (r#""StringEqualsIgnoreCase":{"k":["AB"]}"#, r#""StringEquals":{"k":["ab"]}"#),
            (r#""StringEqualsIfExists":{"k":["a"]}"#, r#""StringEquals":{"k":["a"]}"#),
            (r#""ArnLike":{"k":["arn:aws:sns:*:1:*"]}"#, r#""ArnEquals":{"k":["arn:aws:sns:eu-west-1:1:t"]}"#),
            (r#""StringNotLike":{"k":["a"]}"#, r#""StringNotLike":{"k":["a*"]}"#),
            (r#""IpAddress":{"k":["10.0.0.0/8"]}"#, r#""IpAddress":{"k":["10.1.0.0/16"]}"#),
            (r#""NotIpAddress":{"k":["10.1.0.0/16"]}"#, r#""NotIpAddress":{"k":["10.0.0.0/8"]}"#),
        ] {
            assert_eq!(wider(&under(then), &under(now)), None, "{now}");
            assert!(
                wider(&under(now), &under(then)).is_some() || then.to_lowercase() == now.to_lowercase() || then.contains("ArnEquals"),
                "{then}"
            );
        }
        for (then, now) in [
            (r#""ArnLike":{"k":["arn:aws:sns:*"]}"#, r#""ArnLike":{"k":["arn:aws:sns:eu-west-1:1:t"]}"#),
            (r#""StringEquals":{"k":["a*"]}"#, r#""StringEquals":{"k":["ab"]}"#),
            (r#""StringLike":{"k":["a?"]}"#, r#""StringLike":{"k":["a*"]}"#),
            (r#""ForAllValues:StringEquals":{"k":["a"]}"#, r#""ForAnyValue:StringEquals":{"k":["a"]}"#),
        ] {
            assert!(wider(&under(then), &under(now)).is_some(), "{now}");
        }
        assert!(covers("s3:get?bject", "s3:getobject") && covers("a*c*", "abc") && covers("*", "a*") && covers("a*b", "a?*b"));
        assert!(!covers("a?", "a*") && !covers("a*b", "ab?") && !covers("??????", "${a:b}") && !covers("a", "ab"));
        assert_eq!(wider(&Json::Null, &statement(then)), Some("it is another value"));
        let (one, two) = (r#"{"Effect":["Allow"],"NotAction":["a","b"]}"#, r#"{"Effect":["Allow"],"NotAction":["a"]}"#);
        assert_eq!(wider(&statement(two), &statement(one)), None);
        assert_eq!(wider(&statement(one), &statement(two)), Some("its actions are not among those that it had"));
    }
}
