//! `yamlencode` and `yamldecode`.

use super::{FunctionResult, Stop, fail, whole};
use crate::mapped_text::Text;
use crate::source::Span;
use crate::terraform::number::TerraformNumber;
use crate::value::{Kind, Map, Value};
use granit_parser::{Event, Parser, ScalarStyle, Tag};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// YAML as Terraform writes it: keys in quotes, lists without indentation.
pub(super) fn encode(value: &Value) -> Result<String, Stop> {
    whole(value)?;
    let mut result = String::new();
    match &value.kind {
        Kind::Map(map) if !map.entries.is_empty() => block(value, 0, &mut result, false),
        Kind::List(items) if !items.is_empty() => block(value, 0, &mut result, false),
        _ => {
            result.push_str(&inline(value, 0));
            result.push('\n');
        }
    }
    Ok(result)
}

fn block(value: &Value, indent: usize, into: &mut String, in_item: bool) {
    let pad = " ".repeat(indent);
    match &value.kind {
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for (index, entry) in entries.into_iter().enumerate() {
                if index > 0 || !in_item {
                    into.push_str(&pad);
                }
                into.push_str(&serde_json::to_string(entry.key.as_str()).unwrap_or_default());
                into.push(':');
                match &entry.value.kind {
                    Kind::Map(map) if !map.entries.is_empty() => {
                        into.push('\n');
                        block(&entry.value, indent + 2, into, false);
                    }
                    Kind::List(items) if !items.is_empty() => {
                        into.push('\n');
                        block(&entry.value, indent, into, false);
                    }
                    _ => {
                        into.push(' ');
                        into.push_str(&inline(&entry.value, indent));
                        into.push('\n');
                    }
                }
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 || !in_item {
                    into.push_str(&pad);
                }
                into.push_str("- ");
                match &item.kind {
                    Kind::Map(map) if !map.entries.is_empty() => block(item, indent + 2, into, true),
                    Kind::List(items) if !items.is_empty() => block(item, indent + 2, into, true),
                    _ => {
                        into.push_str(&inline(item, indent));
                        into.push('\n');
                    }
                }
            }
        }
        _ => {}
    }
}

fn inline(value: &Value, indent: usize) -> String {
    match &value.kind {
        Kind::List(_) => "[]".to_owned(),
        Kind::Map(_) => "{}".to_owned(),
        Kind::Text(text) => match text.literal().strip_suffix('\n') {
            Some(lines) if !lines.is_empty() => {
                let pad = " ".repeat(indent + 2);
                let lines: Vec<String> = lines.split('\n').map(|line| format!("{pad}{line}")).collect();
                format!("|\n{}", lines.join("\n"))
            }
            _ => serde_json::to_string(text.literal()).unwrap_or_default(),
        },
        _ => value.to_json().to_string(),
    }
}

/// How many values aliases may expand to.
const MAX_VALUES: usize = 100_000;

/// A collection that is being read.
enum PendingCollection {
    List(Vec<Value>),
    Map(Map, Option<Value>),
}

struct Decoder<'t> {
    text: &'t Text,
    whole: Span,
    /// With the anchor, the size so far and where it begins.
    open: Vec<(PendingCollection, usize, usize, Span)>,
    anchors: FxHashMap<usize, (Value, usize)>,
    result: Option<Value>,
    size: usize,
}

/// The value of a YAML text.
pub(super) fn decode(text: &Text, whole: Span) -> FunctionResult {
    if let Some(hole) = text.holes().first() {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    let options = granit_parser::options! { emit_comments: false };
    let mut decoder = Decoder { text, whole, open: vec![], anchors: FxHashMap::default(), result: None, size: 0 };
    for next in Parser::new_from_str_with_options(text.literal(), options) {
        match next {
            Ok((event, span)) => decoder.event(event, &span)?,
            Err(error) => return fail(format!("the text is not YAML: {error}")),
        }
    }
    decoder.result.map_or_else(|| fail("the text is no document of YAML"), Ok)
}

impl Decoder<'_> {
    fn event(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Result<(), Stop> {
        let span = at.byte_range().and_then(|range| self.text.span(range)).unwrap_or(self.whole);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_core = tag.as_deref().is_none_or(Tag::is_yaml_core_schema);
                if !is_core {
                    return fail("a tag of YAML is not supported");
                }
                let is_text = style != ScalarStyle::Plain || tag.as_deref().is_some_and(|tag| tag.suffix() == "str");
                let value = scalar(&text, !is_text, span);
                self.close(value, anchor, 1)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open.push((PendingCollection::List(vec![]), anchor, 1, span));
                Ok(())
            }
            Event::MappingStart(_, anchor, _) => {
                self.open.push((PendingCollection::Map(Map::default(), None), anchor, 1, span));
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((open, anchor, size, start)) = self.open.pop() else { return Ok(()) };
                let span = start.to(span);
                let value = match open {
                    PendingCollection::List(items) => Value::list(items, span),
                    PendingCollection::Map(map, _) => Value::map(map, span),
                };
                self.close(value, anchor, size)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some((value, size)) => self.close(value, 0, size),
                None => fail("an alias stands inside what it refers to"),
            },
            _ => Ok(()),
        }
    }

    /// Puts a finished value where it belongs.
    fn close(&mut self, value: Value, anchor: usize, size: usize) -> Result<(), Stop> {
        self.size += size;
        if self.size > MAX_VALUES {
            return Err(Stop::Limit("YAML expands to too many values"));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut() {
            None if self.result.is_some() => return fail("the text is more than one document of YAML"),
            None => self.result = Some(value),
            Some((open, _, total, _)) => {
                *total += size;
                match open {
                    PendingCollection::List(items) => items.push(value),
                    PendingCollection::Map(_, key @ None) => *key = Some(value),
                    PendingCollection::Map(map, key) => {
                        let Some(key) = key.take() else { return Ok(()) };
                        let Some(text) = key.to_text() else { return fail("a key is not a text") };
                        match value.as_map().filter(|_| text.literal() == "<<") {
                            Some(merged) => {
                                let fresh = merged.entries.iter().filter(|entry| map.get(&entry.key).is_none()).cloned();
                                let fresh: Vec<_> = fresh.collect();
                                map.entries.extend(fresh);
                            }
                            None => {
                                map.entries.retain(|entry| entry.key != text.literal());
                                map.push(SmolStr::new(text.literal()), key.span, value);
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// A plain scalar as Terraform's YAML reads it: truth values as in YAML 1.1, dates as texts of a time.
/// <https://github.com/zclconf/go-cty-yaml/blob/master/resolve.go>
fn scalar(text: &str, is_plain: bool, span: Span) -> Value {
    if is_plain {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Value::null(span),
            "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Value::bool(true, span),
            "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Value::bool(false, span),
            _ => {}
        }
        if let Some(date) = date(text) {
            return Value::text(Text::computed(date, span), span);
        }
        let (sign, digits) = match text.split_at_checked(1) {
            Some((sign @ ("+" | "-"), digits)) => (sign, digits),
            _ => ("", text),
        };
        let of_base = |prefix: &str, base: u32| text.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, base).ok());
        let other_base = of_base("0x", 16).or_else(|| of_base("0o", 8));
        let plain = if sign == "-" { text } else { digits };
        let may_be_number = digits.starts_with(|char: char| char.is_ascii_digit() || char == '.');
        let number = match other_base {
            Some(number) => TerraformNumber::parse(&number.to_string()),
            None => TerraformNumber::parse(plain).filter(|_| may_be_number),
        };
        if let Some(number) = number {
            return Value::number(number.to_string(), span);
        }
    }
    Value::text(Text::computed(text, span), span)
}

/// `2012-10-17` as `2012-10-17T00:00:00Z`; nothing for what is no date.
fn date(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |part: &str, most: u32| {
        let is_digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|number| is_digits && (1..=most).contains(number))
    };
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !is_year {
        return None;
    }
    let (month, day) = (number(month, 12)?, number(day, 31)?);
    let year_number: u32 = year.parse().ok()?;
    let is_leap = year_number.is_multiple_of(4) && (!year_number.is_multiple_of(100) || year_number.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (day <= days).then(|| format!("{year}-{month:02}-{day:02}T00:00:00Z"))
}
