//! Whether a statement allows more than it did. What cannot be shown to be no wider is wider.

use crate::facts;
use crate::finding::{DENIED_BESIDE, POLICY_VERSION, without_hash};
use crate::iam::scalar::AddressBlock;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Elements that list what a statement is about, with what negates them, and how one more is told: of an Allow, with what a negated element gives up, and of
/// the two forms.
const LISTS: &[GrantElement] = &[
    GrantElement { plain: "Principal", negated: "NotPrincipal", gains: "lets in", everything: "everybody" },
    GrantElement { plain: "Action", negated: "NotAction", gains: "allows", everything: "every action" },
    GrantElement { plain: "Resource", negated: "NotResource", gains: "covers", everything: "every resource" },
];

struct GrantElement {
    plain: &'static str,
    negated: &'static str,
    gains: &'static str,
    everything: &'static str,
}

/// How many things that are new are named.
const NAMED: usize = 2;

/// What is open, of a finding that is about no statement: ranges of ports, `22-22`.
pub(super) const PORTS: &str = "OpenPorts";

/// Why a statement may allow more than each of some did, all in the one form of fingerprints; nothing if there is one than which it allows no more. Told of
/// that than which it has something that none has.
pub(super) fn wider_than_each(then: &[Json], now: &Json) -> Option<String> {
    let reasons = then.iter().map(|then| wider(then, now)).collect::<Option<Vec<String>>>()?;
    let had: String = then.iter().map(|then| then.to_string().to_ascii_lowercase()).collect();
    let is_had =
        |reason: &String| reason.split('`').skip(1).step_by(2).any(|named| had.contains(&format!("\"{}\"", named.to_ascii_lowercase())));
    let first = reasons.iter().find(|reason| !is_had(reason)).or(reasons.first());
    Some(first.cloned().unwrap_or_else(|| "it is new".to_owned()))
}

/// Why a statement may allow more than another one did, both in the one form of fingerprints.
pub(super) fn wider(then: &Json, now: &Json) -> Option<String> {
    let (Some(then), Some(now)) = (then.as_object(), now.as_object()) else { return Some("the value is another one now".to_owned()) };
    if then.contains_key(PORTS) && now.contains_key(PORTS) {
        let (then, now) = (values(then, PORTS), values(now, PORTS));
        let is_new = |port: &&String| !then.iter().any(|range| holds(range, port));
        return named(now.iter().filter(is_new).map(|range| as_port(range)).collect()).map(|ports| format!("it now also opens {ports}"));
    }
    if then.get("Effect") != now.get("Effect") {
        return Some("it has another effect".to_owned());
    }
    if let Some(why) = LISTS.iter().find_map(|list| list.wider(then, now)) {
        return Some(why);
    }
    if let Some(why) = looser(then, now) {
        return Some(why);
    }
    let (denied_then, denied_now) = (denied_beside(then), denied_beside(now));
    if let Some(denied) = denied_then.iter().find(|then| !denied_now.iter().any(|now| wider(now, then).is_none())) {
        let of = denied
            .as_object()
            .and_then(|denied| named(told(&values(denied, "Action"))))
            .map_or_else(String::new, |actions| format!(" of {actions}"));
        return Some(format!("a Deny{of} beside it is gone or denies less"));
    }
    // What an earlier version wrote does not tell.
    if then.get(POLICY_VERSION).is_some_and(|version| now.get(POLICY_VERSION).is_some_and(|now| now != version)) {
        return Some("the version of its policy is another, so that `${…}` is read in another way".to_owned());
    }
    let is_known = |key: &str| {
        ["Effect", "Condition", DENIED_BESIDE, POLICY_VERSION].contains(&key)
            || LISTS.iter().any(|list| [list.plain, list.negated].contains(&key))
    };
    let others = |statement: &Map<String, Json>| {
        statement.iter().filter(|(key, _)| !is_known(key)).map(|(key, value)| format!("{key}{value}")).collect::<Vec<_>>()
    };
    (others(then) != others(now)).then(|| "it has other elements".to_owned())
}

/// What a statement is about that allows something, of those that another one does not.
pub(super) fn new_actions(then: &[Json], now: &Json) -> Option<String> {
    let actions = |statement: &Json| statement.as_object().map(|statement| values(statement, "Action")).unwrap_or_default();
    let known: BTreeSet<String> = then.iter().flat_map(actions).collect();
    let new = actions(now).into_iter().filter(|action| !known.iter().any(|known| covers(known, action)));
    named(told(&new.collect()))
}

impl GrantElement {
    fn wider(&self, then: &Map<String, Json>, now: &Map<String, Json>) -> Option<String> {
        let not_among = |inner: &BTreeSet<String>, outer: &BTreeSet<String>| -> BTreeSet<String> {
            inner.iter().filter(|value| !outer.iter().any(|other| covers(other, value))).cloned().collect()
        };
        let (of_then, of_now) = (values(then, self.plain), values(now, self.plain));
        let (not_then, not_now) = (values(then, self.negated), values(now, self.negated));
        let is_allow = now.get("Effect").is_some_and(|effect| effect.to_string().contains("Allow"));
        let also = if is_allow { self.gains } else { "is about" };
        if of_then.is_empty() != of_now.is_empty() || not_then.is_empty() != not_now.is_empty() {
            let all = match named(told(&not_now)).filter(|_| of_now.is_empty()) {
                Some(but) => format!("{} but {but}", self.everything),
                None => named(told(&of_now)).unwrap_or_else(|| self.everything.to_owned()),
            };
            return Some(format!("it {also} {all} now, and did not"));
        }
        let gained = named(told(&not_among(&of_now, &of_then)));
        let gained = gained.map(|new| format!("it now also {also} {}", new.replace("`*`", &format!("{} (`*`)", self.everything))));
        gained.or_else(|| named(told(&not_among(&not_then, &not_now))).map(|gone| format!("it does not leave {gone} out any more")))
    }
}

/// Values as people write them: what a path of keys ends in, and actions in the letters of AWS.
fn told(values: &BTreeSet<String>) -> Vec<String> {
    let as_written = |value: &String| {
        let last = value.rsplit('\0').next().unwrap_or(value);
        // The hash is of what stands before it, which may be a part of the text.
        let hashed = without_hash(last);
        let last = &if hashed.contains("${") && !hashed.contains('}') { format!("{hashed}}}") } else { hashed.to_owned() };
        let action = facts::action(last).zip(last.split_once(':'));
        let text = action.map_or_else(|| last.clone(), |(action, (prefix, _))| format!("{prefix}:{}", action.name));
        // What a reference to a resource stands for is told by its type.
        text.replace("<ref:", "${").replace('>', "}")
    };
    values.iter().map(as_written).collect()
}

/// The first of some names, and how many more there are.
fn named(names: Vec<String>) -> Option<String> {
    let (first, more) = names.split_at_checked(NAMED).unwrap_or((&names, &[]));
    let first: Vec<String> = first.iter().map(|name| format!("`{name}`")).collect();
    let (last, before) = first.split_last()?;
    Some(match (before, more.len()) {
        ([], 0) => last.clone(),
        (before, 0) => format!("{} and {last}", before.join(", ")),
        (_, more) => format!("{} and {more} more", first.join(", ")),
    })
}

fn as_port(range: &str) -> String {
    match range.split_once('-') {
        Some((low, high)) if low == high => low.to_owned(),
        _ => range.to_owned(),
    }
}

fn denied_beside(statement: &Map<String, Json>) -> &[Json] {
    statement.get(DENIED_BESIDE).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// Why the conditions of a statement may hold for more than they did. Of an operator such as `StringEquals` a value more lets more through, of one such
/// as `StringNotEquals` a value less; a condition more never does. In a Deny it is the other way round, so that nothing may differ there.
fn looser(then: &Map<String, Json>, now: &Map<String, Json>) -> Option<String> {
    let (of_then, of_now) = (conditions(then), conditions(now));
    let is_allow = now.get("Effect").is_some_and(|effect| effect.to_string().contains("Allow"));
    if !is_allow {
        let differs = of_then.len() != of_now.len()
            || of_then.iter().any(|(key, before)| of_now.get(key).is_none_or(|now| now.values != before.values));
        return differs.then(|| "its conditions are others".to_owned());
    }
    of_then.iter().find_map(|((operator, key), before)| {
        let operator = ComparedOperator::of(operator);
        let same_key: Vec<_> =
            of_now.iter().filter(|((_, other), _)| other == key).map(|((now, _), found)| (ComparedOperator::of(now), found)).collect();
        let stricter: Vec<_> = same_key.iter().filter(|(now, _)| now.is_within(&operator)).collect();
        let Some((_, after)) = stricter.first() else {
            let AskedKey { operator, key, .. } = before;
            let other =
                same_key.first().map(|(_, found)| format!("the condition on `{key}` is `{}` now, and was `{operator}`", found.operator));
            return Some(other.unwrap_or_else(|| format!("the condition `{operator}` on `{key}` is gone")));
        };
        if stricter.iter().any(|(_, after)| operator.lets_through(&before.values, &after.values).is_empty()) {
            return None;
        }
        let more = named(told(&operator.lets_through(&before.values, &after.values).into_iter().cloned().collect()))?;
        let told = if operator.is_negated() { format!("does not keep out {more} any more") } else { format!("now also takes {more}") };
        Some(format!("the condition on `{}` {told}", before.key))
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

    /// With which of its values it holds for more than it did with those before. Of one such as `StringNotEquals` each value keeps something out.
    fn lets_through<'v>(&self, before: &'v BTreeSet<String>, after: &'v BTreeSet<String>) -> Vec<&'v String> {
        let (inner, outer) = if self.is_negated() { (before, after) } else { (after, before) };
        inner.iter().filter(|inner| !outer.iter().any(|outer| self.covers(outer, inner))).collect()
    }

    fn is_negated(&self) -> bool {
        self.base.contains("not")
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

/// An operator and a key as they are written, with all values.
#[derive(Default)]
struct AskedKey {
    operator: String,
    key: String,
    values: BTreeSet<String>,
}

/// The values of each operator and key. In keys capitals make no difference:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>.
fn conditions(statement: &Map<String, Json>) -> BTreeMap<(String, String), AskedKey> {
    let mut found: BTreeMap<(String, String), AskedKey> = BTreeMap::new();
    for value in values(statement, "Condition") {
        let mut parts = value.splitn(3, '\0');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (operator, key, value) = (part(), part(), part());
        let asked = found.entry((operator.to_ascii_lowercase(), key.to_ascii_lowercase())).or_default();
        (asked.operator, asked.key) = (operator, key);
        asked.values.insert(value);
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
            (r#""b""#, r#""b","c""#, "it now also lets in `c`"),
            (r#""Service""#, r#""AWS""#, "it now also lets in `a` and `b`"),
            (r#""s3:get*""#, r#""s3:*""#, "it now also allows `s3:*`"),
            (r#""s3:get*""#, r#""s3:deleteobject","s3:get*""#, "it now also allows `s3:DeleteObject`"),
            (r#""Action""#, r#""NotAction""#, "it allows every action but `s3:get*` now, and did not"),
            (r#""x/*""#, r#""*""#, "it now also covers every resource (`*`)"),
            (r#""x/*""#, r#""1","2","3""#, "it now also covers `1`, `2` and 1 more"),
            (r#""k":["v"]"#, "", "the condition `StringEquals` on `k` is gone"),
            (r#""StringEquals""#, r#""StringLike""#, "the condition on `k` is `StringLike` now, and was `StringEquals`"),
            (r#"["v"]"#, r#"["v2"]"#, "the condition on `k` now also takes `v2`"),
            (r#"["v"]"#, r#"["v","v2"]"#, "the condition on `k` now also takes `v2`"),
            ("Allow", "Deny", "it has another effect"),
        ] {
            assert_eq!(with(from, to).as_deref(), Some(why), "{to}");
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
        assert_eq!(wider(&Json::Null, &statement(then)).as_deref(), Some("the value is another one now"));
        let (one, two) = (r#"{"Effect":["Allow"],"NotAction":["a","b"]}"#, r#"{"Effect":["Allow"],"NotAction":["a"]}"#);
        assert_eq!(wider(&statement(two), &statement(one)), None);
        assert_eq!(wider(&statement(one), &statement(two)).as_deref(), Some("it does not leave `b` out any more"));
        let all = [
            statement(r#"{"Effect":["Allow"],"Action":["a"],"Resource":["x"]}"#),
            statement(r#"{"Effect":["Allow"],"Action":["b"],"Resource":["y"]}"#),
        ];
        let now = statement(r#"{"Effect":["Allow"],"Action":["b"],"Resource":["z"]}"#);
        assert_eq!(wider_than_each(&all, &now).as_deref(), Some("it now also covers `z`"));
        assert_eq!(wider_than_each(&all, &all[0]), None);
    }
}
