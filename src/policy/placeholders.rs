//! Parts of a document that are filled in before AWS sees it, in a policy file and wherever else it goes to a place that we do not know: placeholders
//! such as `${ORG_ID}` or `<account>`, and functions of CloudFormation. They are holes. `${aws:username}` is none: it is a variable of the policy.

use crate::mapped_text::filled_in::{MARKS, filled_in};
use crate::mapped_text::{Hole, HoleKind, Text};
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// The marks that mean something in JSON itself when they stand outside quotes.
const OF_JSON: &[&str] = &["[", "{"];

/// Verbs of `printf`.
const VERBS: &[&str] = &["%s", "%d", "%v", "%q"];

/// The text of a file with a hole for each placeholder outside quotes.
pub(super) fn outside_quotes(text: &Text) -> Text {
    let (mut quoted, mut escaped, mut ends) = (false, false, Ends::default());
    let mut next = |literal: &str, from: usize| {
        let rest = literal.get(from..)?;
        ends.begin(from);
        rest.char_indices().find_map(|(at, char)| {
            let length = (!quoted).then(|| placeholder(literal, from + at, (false, &mut ends))).flatten();
            if length.is_none() {
                quoted ^= char == '"' && !escaped;
                escaped = quoted && char == '\\' && !escaped;
            }
            length.map(|length| from + at..from + at + length)
        })
    };
    text.replaced(&mut next, &mut |result, place| put_in(result, text, place))
}

/// A document that goes to a place that we do not know, as whoever takes it fills it in: what no marks tell from the rest counts as well where AWS would
/// refuse it.
pub(super) fn opened_elsewhere(document: &Value) -> Value {
    resources_opened(&opened(document))
}

fn resources_opened(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(resources_opened).collect())),
        Kind::Map(map) => {
            let of_entry = |entry: &Entry| match entry.key.as_str() {
                "Statement" => resources_opened(&entry.value),
                "Resource" | "NotResource" => resources(&entry.value),
                _ => entry.value.clone(),
            };
            Kind::Map(Shared::new(Map {
                entries: map.entries.iter().map(|entry| Entry { value: of_entry(entry), ..entry.clone() }).collect(),
            }))
        }
        Kind::Alternatives(_) => return value.distribute(&mut resources_opened),
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

/// Resources of a document: what begins as no ARN does stands for one that somebody puts in, however it is marked (`%BUCKET%/*`, `REPLACE_ME`).
fn resources(value: &Value) -> Value {
    match &value.kind {
        Kind::List(items) => Value { kind: Kind::List(Shared::new(items.iter().map(resources).collect())), ..value.clone() },
        Kind::Text(text) => Value { kind: Kind::Text(Arc::new(resource(text))), ..value.clone() },
        Kind::Alternatives(_) => value.distribute(&mut resources),
        _ => value.clone(),
    }
}

fn resource(text: &Text) -> Text {
    let literal = text.literal();
    let is_begun = literal.starts_with("arn:") || literal.starts_with(['*', '?']) || text.holes().first().is_some_and(|hole| hole.at == 0);
    let end = literal.find(['/', ':', '*', '?']).unwrap_or(literal.len());
    let is_whole = text.holes().iter().all(|hole| hole.at as usize >= end);
    if is_begun || end == 0 || !is_whole {
        return text.clone();
    }
    let mut first = Some(0..end);
    text.replaced(&mut |_, _| first.take(), &mut |result, place| {
        let written = literal.get(place.clone()).unwrap_or_default();
        let span = text.span(place).unwrap_or_else(|| Span::new(crate::source::FileId(0), 0, 0));
        result.push_hole(Arc::new(Hole { kind: filled_in(written), span }));
    })
}

/// A value as it is filled in: its texts and keys with a hole for each placeholder, functions of CloudFormation as what they give.
pub(super) fn opened(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Map(map) => match function(map, value.span) {
            Some(result) => return Value { provenance: value.provenance.clone(), ..result },
            None => Kind::Map(Shared::new(Map { entries: map.entries.iter().map(opened_entry).collect() })),
        },
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(opened).collect())),
        Kind::Text(text) => return Value { provenance: value.provenance.clone(), ..Value::text(in_text(text), value.span) },
        Kind::Alternatives(_) => return value.distribute(&mut opened),
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Unknown(_) => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

fn opened_entry(entry: &Entry) -> Entry {
    let key = match &entry.unclear {
        Some(text) => in_text(text),
        None => in_text(&Text::computed(entry.key.as_str(), entry.key_span)),
    };
    let unclear = key.known().is_none().then(|| Arc::new(key));
    let name = if unclear.is_some() { SmolStr::default() } else { entry.key.clone() };
    Entry { key: name, key_span: entry.key_span, unclear, value: opened(&entry.value) }
}

/// A text with a hole for each placeholder.
fn in_text(text: &Text) -> Text {
    let mut ends = Ends::default();
    let mut next = |literal: &str, from: usize| {
        ends.begin(from);
        let mut places = literal.get(from..)?.char_indices().map(|(at, _)| from + at);
        places.find_map(|at| placeholder(literal, at, (true, &mut ends)).map(|length| at..at + length))
    };
    text.replaced(&mut next, &mut |result, place| put_in(result, text, place))
}

/// Appends the hole of a placeholder, or what is known of it.
fn put_in(result: &mut Text, text: &Text, place: Range<usize>) {
    let written = text.literal().get(place.clone()).unwrap_or_default();
    let span = text.span(place).unwrap_or_else(|| Span::new(crate::source::FileId(0), 0, 0));
    match pseudo_parameter(written.trim_start_matches("${").trim_end_matches('}')) {
        Some(Value { kind: Kind::Unknown(hole), .. }) => result.push_hole(Arc::new(Hole { kind: hole.kind.clone(), span })),
        Some(Value { kind: Kind::Text(known), .. }) => result.push_computed(known.literal(), span),
        _ => result.push_hole(Arc::new(Hole { kind: filled_in(written), span })),
    }
}

/// Where each of the [`MARKS`] ends next in a text that is gone through from front to back: no end is sought twice.
#[derive(Default)]
struct Ends([usize; MARKS.len()]);

impl Ends {
    /// Whoever begins at the front has another text.
    fn begin(&mut self, from: usize) {
        if from == 0 {
            *self = Ends::default();
        }
    }

    /// The first end of a mark from this byte on, which is behind the beginning of the mark.
    fn next(&mut self, mark: usize, text: &str, from: usize) -> Option<usize> {
        const NONE: usize = usize::MAX;
        let (known, (_, close, _)) = (self.0.get_mut(mark)?, MARKS.get(mark)?);
        if *known < from {
            *known = text.get(from..)?.find(close).map_or(NONE, |at| from + at);
        }
        (*known != NONE).then_some(*known)
    }
}

/// The length of the placeholder that begins at this byte, if one does.
fn placeholder(text: &str, at: usize, (is_quoted, ends): (bool, &mut Ends)) -> Option<usize> {
    let rest = text.get(at..)?;
    let marks = MARKS.iter().enumerate().filter(|(_, (open, ..))| rest.starts_with(open) && (is_quoted || !OF_JSON.contains(open)));
    let mut marked = marks.filter_map(|(mark, (open, close, fits))| {
        let (start, end) = (at + open.len(), ends.next(mark, text, at + open.len())?);
        fits(text.get(start..end)?).then_some(end + close.len() - at)
    });
    marked.next().or_else(|| verb(rest)).or_else(|| shell_variable(rest)).or_else(|| field(text, at))
}

/// `%s`, but not the beginning of `%da`, an escaped byte.
fn verb(rest: &str) -> Option<usize> {
    let verb = VERBS.iter().find(|verb| rest.starts_with(*verb))?;
    let next = rest.as_bytes().get(verb.len()).copied().unwrap_or_default();
    (*verb == "%s" || !next.is_ascii_hexdigit()).then_some(verb.len())
}

/// `$ACCOUNT_ID`; `$LATEST` is a version of a Lambda function.
fn shell_variable(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('$')?;
    let end = name.find(|char: char| !(char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_')).unwrap_or(name.len());
    let name = name.get(..end)?;
    (name.len() > 1 && name.starts_with(|char: char| char.is_ascii_uppercase()) && name != "LATEST").then_some(1 + end)
}

/// A word where an ARN has its Region or account, such as `ACCOUNT_ID` in `arn:aws:iam::ACCOUNT_ID:root`: neither is written in capitals.
fn field(text: &str, at: usize) -> Option<usize> {
    const FIRST_COLON: usize = 3;
    let before = text.get(..at)?;
    // Sought from the end: a field is behind the third or fourth colon, and that there are more is seen at once.
    let is_field = |number: usize| {
        let colon = || before.rmatch_indices(':').nth(number - 1);
        before.starts_with("arn:") && before.ends_with(':') && colon().is_some_and(|(at, _)| at == FIRST_COLON)
    };
    let (is_region, is_account) = (is_field(3), is_field(4));
    let word = text.get(at..).filter(|_| is_region || is_account)?.split(':').next()?;
    let is_capital = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || "_-".contains(char);
    let is_in_capitals = word.chars().all(is_capital) && word.chars().filter(char::is_ascii_uppercase).count() > 1;
    let is_name = word.chars().all(|char| char.is_ascii_alphabetic() || "_-".contains(char));
    let stands_for_one =
        || word.to_ascii_lowercase().contains("account") || (word.len() > 1 && word.chars().all(|char| "Xx".contains(char)));
    (is_in_capitals || is_account && is_name && stands_for_one()).then_some(word.len())
}

/// What a function of CloudFormation gives that stands in place of a value.
fn function(map: &Map, span: Span) -> Option<Value> {
    let [entry] = map.entries.as_slice() else { return None };
    let argument = &entry.value;
    let unknown = || Value::hole(filled_in(&entry.key), span);
    match entry.key.as_str() {
        "Ref" => Some(argument.as_str().and_then(pseudo_parameter).map_or_else(unknown, |value| Value { span, ..value })),
        "Fn::Sub" => {
            let template = argument.as_list().and_then(<[Value]>::first).unwrap_or(argument);
            Some(template.to_text().map_or_else(unknown, |text| Value::text(in_text(&text), template.span)))
        }
        "Fn::Join" => Some(joined(argument, span).unwrap_or_else(unknown)),
        name if name.starts_with("Fn::") => Some(unknown()),
        _ => None,
    }
}

fn joined(argument: &Value, span: Span) -> Option<Value> {
    let [delimiter, items] = argument.as_list()? else { return None };
    let (delimiter, mut result) = (delimiter.as_str()?, Text::default());
    for (number, item) in items.as_list()?.iter().enumerate() {
        if number > 0 {
            result.push_computed(delimiter, span);
        }
        result.push_text(&opened(item).to_text()?);
    }
    Some(Value::text(result, span))
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
fn pseudo_parameter(name: &str) -> Option<Value> {
    let nowhere = Span::new(crate::source::FileId(0), 0, 0);
    let value = match name {
        "AWS::AccountId" => Value::hole(HoleKind::OwnAccount, nowhere),
        "AWS::Region" => Value::hole(HoleKind::Region, nowhere),
        "AWS::Partition" => Value::hole(HoleKind::Partition, nowhere),
        "AWS::URLSuffix" => Value::text(Text::computed("amazonaws.com", nowhere), nowhere),
        "AWS::NoValue" => Value::new(Kind::Absent, nowhere),
        _ => return None,
    };
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::source::FileId;

    /// What a policy file with this text comes to.
    fn read(text: &str) -> String {
        let whole = Span::new(FileId(0), 0, text.len());
        match json::parse(&outside_quotes(&Text::exact(text, whole)), whole) {
            (value, None) => opened(&value).to_json().to_string(),
            (_, Some(error)) => error.message,
        }
    }

    #[test]
    fn placeholders_of_many_spellings_are_holes() {
        let spellings = [
            "${ORG_ID}",
            "${acme::ORG:ID}",
            "${jsonencode(x)}",
            "#{Octopus.Id}",
            "{{ org_id }}",
            "<%= org %>",
            "((org))",
            "%(org)s",
            "@@ORG@@",
            "__ORG_ID__",
            "@ORG@",
            "<your org id>",
            "[ORG_ID]",
            "{org_id}",
            "%s",
            "%d",
            "$ORG_ID",
        ];
        for spelling in spellings {
            assert_eq!(read(&format!(r#"["a-{spelling}/*"]"#)), r#"[{"$text":"a-${unknown}/*"}]"#, "{spelling}");
            assert_eq!(read(&format!(r#"["{spelling}"]"#)), format!(r#"[{{"$unknown":"`{spelling}` is a placeholder"}}]"#));
        }
        for account in ["ACCOUNT_ID", "your-account", "XXXXXXXXXXXX", "ID_TO_REPLACE"] {
            let expected = r#"[{"$text":"arn:aws:iam::${unknown}:root"}]"#;
            assert_eq!(read(&format!(r#"["arn:aws:iam::{account}:root"]"#)), expected, "{account}");
        }
        assert_eq!(read(r#"["arn:aws:sqs:AWS_REGION:111122223333:q"]"#), r#"[{"$text":"arn:aws:sqs:${unknown}:111122223333:q"}]"#);
    }

    #[test]
    fn what_a_policy_means_by_itself_stays() {
        let kept = [
            "${aws:username}",
            "${aws:PrincipalTag/team, 'none'}",
            "${saml:sub}",
            "${cognito-identity.amazonaws.com:sub}",
            "${*}",
            "arn:aws:lambda:*:*:function:f:$LATEST",
            "a%2Fb%da",
            "arn:aws:iam::aws:policy/x",
            "arn:aws:sqs:eu-west-1:111122223333:QUEUE_NAME",
            "arn:aws:s3:::BUCKET",
            "a_b__c",
            "x@y.z",
            "a < b",
            "$default",
        ];
        for text in kept {
            assert_eq!(read(&format!(r#"["{text}"]"#)), format!(r#"["{text}"]"#));
        }
    }

    #[test]
    fn ends_are_found_behind_what_is_no_placeholder() {
        let cases = [
            ("${aws:a${aws:b} ${X} y", r"${aws:a${aws:b} ${unknown} y"),
            ("<a<b <c> [d [e] @f@", r"<a<b ${unknown} [d ${unknown} ${unknown}"),
            ("((a (b) ((c)) {{d", r"((a (b) ${unknown} {{d"),
            ("arn:aws:iam::a:ACCOUNT_ID:b:ACCOUNT", r"arn:aws:iam::a:ACCOUNT_ID:b:ACCOUNT"),
        ];
        for (text, expected) in cases {
            let kept = if expected.contains("unknown") { format!(r#"[{{"$text":"{expected}"}}]"#) } else { format!(r#"["{expected}"]"#) };
            assert_eq!(read(&format!(r#"["{text}"]"#)), kept, "{text}");
        }
    }

    #[test]
    fn placeholders_outside_quotes_are_values() {
        for bare in ["${acme::IPS}", "{{ ips }}", "<ips>", "%s", "$IPS", "__IPS__"] {
            assert_eq!(read(&format!(r#"{{"a": {bare}, "b": ["x{{y", 1]}}"#)).matches("$unknown").count(), 1, "{bare}");
        }
        assert_eq!(read(r#"{"a": 1,}"#), "a key in double quotes should stand here");
    }

    #[test]
    fn functions_of_cloudformation_give_what_is_known_of_them() {
        let cases = [
            (r#"{"Ref": "AWS::AccountId"}"#, r#"{"$unknown":"the own account's id is not known"}"#),
            (r#"{"Fn::Sub": "ec2.${AWS::Region}.${AWS::URLSuffix}"}"#, r#"{"$text":"ec2.${region}.amazonaws.com"}"#),
            (r#"{"Fn::Sub": ["a-${B}", {"B": "c"}]}"#, r#"{"$text":"a-${unknown}"}"#),
            (r#"{"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}]]}"#, r#"{"$text":"a-${region}"}"#),
            (r#"{"Fn::GetAtt": ["Key", "Arn"]}"#, r#"{"$unknown":"`Fn::GetAtt` is a placeholder"}"#),
            (r#""arn:${AWS::Partition}:sns:*:${AWS::AccountId}:x""#, r#"{"$text":"arn:${partition}:sns:*:${account}:x"}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
