//! `yamldecode`.

use super::FunctionResult;
use super::Stop;
use super::encoding::MAX_DECODED;
use super::fail;
use crate::mapped_text::Text;
use crate::source::Span;
use crate::terraform::values::number::TerraformNumber;
use crate::value::{Entry, Map, Value};
use granit_parser::{Event, Parser, ScalarStyle, Tag};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A collection that is being read.
enum PendingCollection {
    List(Vec<Value>),
    Map(PendingMap, Option<Value>),
}

/// A map that is being read.
#[derive(Default)]
struct PendingMap {
    map: Map,
    places: FxHashMap<SmolStr, usize>,
}

impl PendingMap {
    /// Adds an entry, in the place of an earlier one with its key if it is to take it.
    fn add(&mut self, entry: Entry, takes_place: bool) {
        match self.places.get(&entry.key).and_then(|place| self.map.entries.get_mut(*place)) {
            Some(earlier) if takes_place => *earlier = entry,
            Some(_) => {}
            None => {
                self.places.insert(entry.key.clone(), self.map.entries.len());
                self.map.entries.push(entry);
            }
        }
    }
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

/// The value of a YAML text that is wholly known; nothing if it is no YAML that Terraform reads.
pub fn yaml_value(text: &Text, whole: Span) -> Option<Value> {
    decode(text, whole).ok().map(|(value, _)| value)
}

/// The value of a YAML text, and how many values are in it.
pub(super) fn decode(text: &Text, whole: Span) -> Result<(Value, usize), Stop> {
    if let Some(hole) = text.holes().first() {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    let options = granit_parser::options! { emit_comments: false };
    let mut decoder = Decoder { text, whole, open: vec![], anchors: FxHashMap::default(), result: None, size: 0 };
    for next in Parser::new_from_str_with_options(text.literal(), options) {
        match next {
            Ok((event, span)) => decoder.event(event, &span)?,
            Err(error) if matches!(error.kind(), granit_parser::ErrorKind::RecursionLimitExceeded) => {
                return Err(Stop::Limit("YAML nests too deeply"));
            }
            Err(error) => return fail(format!("the text is not YAML: {error}")),
        }
    }
    let size = decoder.size;
    decoder.result.map_or_else(|| fail("the text is no document of YAML"), |value| Ok((value, size)))
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
                let value = scalar(&text, !is_text, span)?;
                self.close(value, anchor, 1)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open.push((PendingCollection::List(vec![]), anchor, 1, span));
                Ok(())
            }
            Event::MappingStart(_, anchor, _) => {
                self.open.push((PendingCollection::Map(PendingMap::default(), None), anchor, 1, span));
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((open, anchor, size, start)) = self.open.pop() else { return Ok(()) };
                let span = start.to(span);
                let value = match open {
                    PendingCollection::List(items) => Value::list(items, span),
                    PendingCollection::Map(map, _) => Value::map(map.map, span),
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
        if self.size > MAX_DECODED {
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
                            Some(merged) => merged.entries.iter().for_each(|entry| map.add(entry.clone(), false)),
                            None => {
                                map.add(Entry { key: SmolStr::new(text.literal()), key_span: key.span, unclear: None, value }, true);
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// A plain scalar as Terraform's YAML reads it: truth values as in YAML 1.1, numbers as in 1.2, dates as texts of a time.
/// <https://github.com/zclconf/go-cty-yaml/blob/master/resolve.go>
fn scalar(text: &str, is_plain: bool, span: Span) -> FunctionResult {
    let as_text = || Ok(Value::text(Text::computed(text, span), span));
    if !is_plain {
        return as_text();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::null(span)),
        "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Ok(Value::bool(true, span)),
        "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Ok(Value::bool(false, span)),
        ".nan" | ".NaN" | ".NAN" => return fail("a number is not a number"),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => return Err(Stop::Infinite),
        _ => {}
    }
    if let Some(date) = date(text) {
        return Ok(Value::text(Text::computed(date, span), span));
    }
    let of_base = |prefix: &str, base: u32| {
        let digits = text.strip_prefix(prefix).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
        i64::from_str_radix(digits, base).ok().map(|number| TerraformNumber::from_int(i128::from(number)))
    };
    let digits = text.trim_start_matches(['+', '-']);
    let may_be_number = text.len() - digits.len() <= 1 && digits.starts_with(|char: char| char.is_ascii_digit() || char == '.');
    let number = of_base("0x", 16).or_else(|| of_base("0o", 8)).or_else(|| TerraformNumber::parse(text).filter(|_| may_be_number));
    number.map_or_else(as_text, |number| Ok(Value::number(number.to_string(), span)))
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
