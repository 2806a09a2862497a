//! The functions of templates. <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>

use super::alternatives::{lift, lift_deep};
use super::json_text;
use super::stack::Stack;
use crate::condition::{ANOTHER, OpenCondition};
use crate::facts;
use crate::mapped_text::filled_in::begins_with_serverless;
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::problem::Problem;
use crate::secret;
use crate::source::Span;
use crate::value::{Kind, Marks, Value};
use base64::Engine as _;
use smol_str::{SmolStr, format_smolstr};
use std::ops::Range;
use std::sync::Arc;

/// Evaluates a function: its arguments as written and the span of the whole call.
type Intrinsic = fn(&Stack<'_>, &Value, Span) -> Value;

/// Every function that stands in place of a value.
pub(super) const FUNCTIONS: &[(&str, Intrinsic)] = &[
    ("Ref", |stack, argument, span| stack.reference(argument, span)),
    ("Fn::GetAtt", |stack, argument, span| stack.get_attribute(argument, span)),
    ("Fn::Sub", |stack, argument, span| stack.substitute(argument, span)),
    ("Fn::If", |stack, argument, span| stack.choose(argument, span)),
    ("Fn::Join", join),
    ("Fn::Select", select),
    ("Fn::Split", split),
    ("Fn::FindInMap", find_in_map),
    ("Fn::Base64", base64),
    ("Fn::Cidr", cidr),
    ("Fn::GetAZs", availability_zones),
    ("Fn::ImportValue", |stack, argument, span| stack.imported(argument, span)),
    ("Fn::Length", length),
    ("Fn::ToJsonString", to_json_string),
    ("Fn::GetStackOutput", other_stack),
    ("Fn::Transform", transform),
    ("Fn::Equals", truth_value),
    ("Fn::And", truth_value),
    ("Fn::Or", truth_value),
    ("Fn::Not", truth_value),
];

/// A call whose arguments are not what the function takes.
pub(super) fn malformed(stack: &Stack<'_>, name: &str, span: Span) -> Value {
    stack.report(Problem::unsupported(span, &format!("the arguments of `{name}`")));
    Value::unknown(WhyCode::UnsupportedSyntax, format_smolstr!("the arguments of `{name}` are not understood"), span)
}

/// What an unknown argument makes of the whole call: unknown for the same reason, and another thing than the argument.
pub(super) fn unknown_by(function: &str, value: &Value, span: Span) -> Value {
    let misfit = || HoleKind::Unknown(Why::new(WhyCode::FailedFunction, "an argument is not what the function takes"));
    let kind = value.first_unknown().map_or_else(misfit, |hole| hole.kind.made_by(function));
    Value { provenance: value.provenance.clone(), ..Value::hole(kind, span) }
}

fn truth_value(stack: &Stack<'_>, _: &Value, span: Span) -> Value {
    malformed(stack, "a condition, which stands in place of a value", span)
}

fn join(stack: &Stack<'_>, arguments: &Value, span: Span) -> Value {
    let Some([delimiter, items]) = arguments.as_list() else { return malformed(stack, "Fn::Join", span) };
    let arguments = [stack.evaluate(delimiter), stack.evaluate(items)];
    lift(&arguments, span, &|arguments| {
        let [delimiter, items] = arguments else { return Value::null(span) };
        let Some(items) = items.as_list() else { return unknown_by("Fn::Join", items, span) };
        let mut parts = vec![];
        for item in items {
            if !parts.is_empty() {
                parts.push(delimiter.clone());
            }
            // A list inside the list, as from `Ref` of a list parameter.
            match item.as_list() {
                Some(inner) => parts.extend(inner.iter().enumerate().flat_map(|(index, item)| {
                    let between = (index > 0).then(|| delimiter.clone());
                    between.into_iter().chain([item.clone()])
                })),
                None => parts.push(item.clone()),
            }
        }
        stack.concat(&parts, span)
    })
}

/// What a part of a text is worth as a value: it has places and a text of its own.
const STEPS_PER_PART: usize = 2;

fn split(stack: &Stack<'_>, arguments: &Value, span: Span) -> Value {
    let Some([delimiter, text]) = arguments.as_list() else { return malformed(stack, "Fn::Split", span) };
    let arguments = [stack.evaluate(delimiter), stack.evaluate(text)];
    lift(&arguments, span, &|arguments| {
        let [delimiter, value] = arguments else { return Value::null(span) };
        let (Some(delimiter), Some(text)) = (delimiter.as_str().filter(|delimiter| !delimiter.is_empty()), value.to_text()) else {
            return unknown_by("Fn::Split", value, span);
        };
        // Where a hole may hold the delimiter, nobody knows which part is which.
        if let Some(hole) = text.holes().iter().find(|hole| may_hold(&hole.hole.kind, delimiter)) {
            return unknown_by("Fn::Split", &Value::new(Kind::Unknown(hole.hole.clone()), span), span);
        }
        let count = text.literal().matches(delimiter).count() + 1;
        let over = stack.spend(count * STEPS_PER_PART, span).or_else(|| stack.spend_text(&text, span));
        if let Some(limit) = over {
            return limit;
        }
        let parts = text.split(delimiter).into_iter().map(|part| {
            let span = part.span(0..part.literal().len()).unwrap_or(value.span);
            Value { provenance: value.provenance.clone(), ..Value::text(part, span) }
        });
        let marks = value.marks.and(secret::mark_of_text(value));
        let parts = parts.map(|part| stack.made(part, marks));
        Value::list(parts.collect(), span)
    })
}

/// Whether what fills a hole may contain this text.
fn may_hold(kind: &HoleKind, text: &str) -> bool {
    let only = |allowed: fn(char) -> bool| text.chars().all(allowed);
    match kind {
        HoleKind::OwnAccount => only(|char| char.is_ascii_digit()),
        HoleKind::Partition | HoleKind::Region | HoleKind::OwnOrg => only(|char| char.is_ascii_alphanumeric() || char == '-'),
        HoleKind::Attribute { .. } | HoleKind::Input { .. } | HoleKind::Encoded { .. } | HoleKind::Unknown(_) => true,
    }
}

fn select(stack: &Stack<'_>, arguments: &Value, span: Span) -> Value {
    let Some([index, items]) = arguments.as_list() else { return malformed(stack, "Fn::Select", span) };
    let arguments = [stack.evaluate(index), stack.evaluate(items)];
    lift(&arguments, span, &|arguments| {
        let [index, items] = arguments else { return Value::null(span) };
        let number = index.to_text().and_then(|text| text.known()?.trim().parse::<usize>().ok());
        let Some(number) = number else { return unknown_by("Fn::Select", index, span) };
        let Some(list) = items.as_list() else { return unknown_by("Fn::Select", items, span) };
        let missing = || Value::unknown(WhyCode::FailedFunction, format_smolstr!("there is no item {number} to select"), span);
        list.get(number).cloned().unwrap_or_else(missing)
    })
}

fn find_in_map(stack: &Stack<'_>, arguments: &Value, span: Span) -> Value {
    let Some([map, first, second, options @ ..]) = arguments.as_list() else { return malformed(stack, "Fn::FindInMap", span) };
    let names = [stack.evaluate(map), stack.evaluate(first), stack.evaluate(second)];
    let default = options.first().and_then(|options| options.get("DefaultValue"));
    let found = lift(&names, span, &|names| {
        let [map, first, second] = names else { return Value::null(span) };
        let Some(name) = map.as_str() else { return unknown_by("Fn::FindInMap", map, span) };
        let Some(table) = stack.mappings.get(name) else {
            return Value::unknown(WhyCode::UnknownReference, name, span);
        };
        let named = format_smolstr!("{}{name}", stack.position.prefix);
        let at = &MappingLookup { stack, name: &named, span, has_default: default.is_some() };
        let found = member(at, table, first, &mut |row| member(at, row, second, &mut Value::clone));
        found.distribute(&mut |found| match found.kind {
            Kind::Absent => default.map_or_else(|| absent_key(name, span), |default| stack.evaluate(default)),
            _ => found.clone(),
        })
    });
    let described: Vec<SmolStr> = names.iter().filter_map(|name| name.to_text()).map(|text| format_smolstr!("{text}")).collect();
    let named = names.iter().filter_map(Value::as_str).fold(stack.evaluate(&found), |found, name| stack.told_by(name, found));
    named.through(format_smolstr!("FindInMap {}", described.join(".")), span)
}

fn absent_key(map: &str, span: Span) -> Value {
    Value::unknown(WhyCode::FailedFunction, format_smolstr!("mapping `{map}` has no such key"), span)
}

/// A call that looks something up in a mapping.
struct MappingLookup<'l, 's> {
    stack: &'l Stack<'s>,
    name: &'l str,
    span: Span,
    /// `DefaultValue` stands for what is no key.
    has_default: bool,
}

/// The member of a mapping; for a key that is not known, an alternative for each key.
fn member(at: &MappingLookup<'_, '_>, table: &Value, key: &Value, then: &mut dyn FnMut(&Value) -> Value) -> Value {
    let MappingLookup { stack, name, span, has_default } = *at;
    let Some(map) = table.as_map() else { return absent_key(name, span) };
    let Some(key) = key.to_text() else { return unknown_by("Fn::FindInMap", key, span) };
    if let Some(known) = key.known() {
        return map.get(known).map_or_else(|| Value::new(Kind::Absent, span), then);
    }
    if let Some(limit) = stack.spend(map.entries.len(), span) {
        return limit;
    }
    let written = key.to_string();
    let of_key = || OpenCondition::new(format_smolstr!("key {name} {written}"), format_smolstr!("the key `{written}` of mapping `{name}`"));
    let condition = stack.hole_question(&key).unwrap_or_else(of_key);
    let branches: Vec<(SmolStr, Value)> = match stack.own_accounts(&key) {
        Some(accounts) => {
            let of = |account: &SmolStr| map.get(account).map_or_else(|| Value::new(Kind::Absent, span), &mut *then);
            accounts.iter().cloned().zip(accounts.iter().map(of).collect::<Vec<_>>()).collect()
        }
        None => {
            let another = has_default.then(|| (SmolStr::new_static(ANOTHER), Value::new(Kind::Absent, span)));
            map.entries.iter().map(|entry| (entry.key.clone(), then(&entry.value))).chain(another).collect()
        }
    };
    if let Some(((_, first), rest)) = branches.split_first()
        && rest.iter().all(|(_, other)| other.to_json() == first.to_json())
    {
        return first.clone();
    }
    if branches.len() > super::MAX_ALTERNATIVES {
        return unknown_by("Fn::FindInMap", &Value::text(key, span), span);
    }
    Value::alternatives(condition, branches, span)
}

fn base64(stack: &Stack<'_>, argument: &Value, span: Span) -> Value {
    lift(&[stack.evaluate(argument)], span, &|arguments| {
        let [value] = arguments else { return Value::null(span) };
        let text = value.to_text();
        let Some(text) = text else { return unknown_by("Fn::Base64", value, span) };
        if let Some(limit) = stack.spend_text(&text, span) {
            return limit;
        }
        let Some(known) = text.known() else {
            let unknown = Value::hole(HoleKind::Encoded { text: Arc::new(text) }, span);
            return Value { provenance: value.provenance.clone(), ..unknown };
        };
        let encoded = base64::engine::general_purpose::STANDARD.encode(known);
        let encoded = Value { provenance: value.provenance.clone(), ..Value::text(Text::computed(encoded, value.span), span) };
        // Of parts that are kept back nothing tells any more.
        stack.made(encoded, Marks { of_parts: false, ..value.marks.and(secret::mark_of_text(value)) })
    })
}

fn cidr(stack: &Stack<'_>, arguments: &Value, span: Span) -> Value {
    let evaluated = stack.evaluate(arguments);
    let parts: Option<Vec<String>> = evaluated.as_list().map(|items| items.iter().filter_map(known_text).collect());
    let blocks = parts.as_deref().and_then(|parts| match parts {
        [block, count] => blocks(block, count, "8"),
        [block, count, bits] => blocks(block, count, bits),
        _ => None,
    });
    match blocks {
        Some(blocks) => Value::list(blocks.into_iter().map(|block| Value::text(Text::computed(block, span), span)).collect(), span),
        None => unknown_by("Fn::Cidr", &evaluated, span),
    }
}

fn known_text(value: &Value) -> Option<String> {
    value.to_text()?.known().map(str::to_owned)
}

/// `count` networks of IPv4 with `bits` host bits inside `block`.
fn blocks(block: &str, count: &str, bits: &str) -> Option<Vec<String>> {
    let (address, _) = block.split_once('/')?;
    let address = u32::from(address.parse::<std::net::Ipv4Addr>().ok()?);
    let bits: u32 = bits.trim().parse().ok().filter(|bits| (1..32).contains(bits))?;
    // CloudFormation allows 1 to 256.
    let count: u32 = count.trim().parse().ok().filter(|count| (1..=256).contains(count))?;
    let network = |index: u32| {
        let start = address.checked_add(index.checked_mul(1 << bits)?)?;
        Some(format!("{}/{}", std::net::Ipv4Addr::from(start), 32 - bits))
    };
    (0..count).map(network).collect()
}

fn availability_zones(_: &Stack<'_>, _: &Value, span: Span) -> Value {
    Value::unknown(WhyCode::Unresolved, "availability zones are known only at deployment", span)
}

fn other_stack(_: &Stack<'_>, _: &Value, span: Span) -> Value {
    Value::unknown(WhyCode::Import, "Fn::GetStackOutput", span)
}

fn length(stack: &Stack<'_>, argument: &Value, span: Span) -> Value {
    lift(&[stack.evaluate(argument)], span, &|arguments| match arguments {
        [value] => match value.as_list() {
            Some(items) => Value::number(format_smolstr!("{}", items.len()), span),
            None => unknown_by("Fn::Length", value, span),
        },
        _ => Value::null(span),
    })
}

fn to_json_string(stack: &Stack<'_>, argument: &Value, span: Span) -> Value {
    lift_deep(&stack.evaluate(argument), &|value| {
        let text = json_text::write(value);
        let marks = secret::marks_as_part(value);
        stack.spend_text(&text, span).unwrap_or_else(|| Value::text(text, span).marked(marks))
    })
}

fn transform(stack: &Stack<'_>, argument: &Value, span: Span) -> Value {
    let name = argument.get("Name").and_then(Value::as_str).unwrap_or("Fn::Transform").to_owned();
    if let Some(value) = (name == "AWS::Include").then(|| stack.included(argument, span)).flatten() {
        return value;
    }
    stack.report(Problem::unsupported(span, &format!("macro `{name}`")));
    Value::unknown(WhyCode::UnsupportedFunction, name, span)
}

/// A text in which `{{resolve:…}}` stands for something that is read at deployment, and `${self:…}` for what another tool fills in before.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
pub(super) fn dynamic_references(raw: &Value, text: &Text) -> Value {
    if next_reference(text.literal(), 0).is_none() {
        return raw.clone();
    }
    let result = text.replaced(&mut next_reference, &mut |result, place| {
        let written = text.literal().get(place.clone()).unwrap_or_default();
        let name = written.trim_start_matches("{{resolve:").trim_end_matches("}}");
        let why = match name.strip_prefix("ssm:") {
            _ if written.starts_with("${") => Why::new(WhyCode::Unresolved, format_smolstr!("`{written}` is filled in by another tool")),
            Some(path) if facts::is_public_parameter(path) => Why::new(WhyCode::PublicParameter, path),
            Some(_) => Why::new(WhyCode::Unresolved, format_smolstr!("`{name}` is read at deployment")),
            None => Why::new(WhyCode::Sensitive, name),
        };
        let span = text.span(place).unwrap_or(raw.span);
        result.push_hole(Arc::new(Hole { kind: HoleKind::Unknown(why), span }));
    });
    Value { provenance: raw.provenance.clone(), ..Value::text(result, raw.span) }
}

fn next_reference(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    // One pass, whichever mark is next.
    let mut places = rest.match_indices(['$', '{']).filter_map(|(at, _)| Some((at, rest.get(at..)?)));
    let is_mark = |written: &str| written.starts_with("{{resolve:") || begins_with_serverless(written);
    let (start, written) = places.find(|(_, written)| is_mark(written))?;
    let end = if written.starts_with("{{") { written.find("}}")? + 2 } else { end_of_braces(written)? };
    Some(from + start..from + start + end)
}

/// Where the braces close that a text begins with; others may stand inside.
fn end_of_braces(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, char)| {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (char == '}' && depth == 0).then_some(at + 1)
    })
}
