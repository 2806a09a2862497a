//! Functions that encode and decode, and hashes.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::whole;
use super::yaml;
use super::yaml_writer;
use crate::json;
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::terraform::evaluate::encode;
use crate::terraform::values::number::TerraformNumber;
use crate::value::{Entry, Kind, Map, MemberType, Shared, Value, ValueType};
use base64::Engine as _;
use base64::alphabet::STANDARD as STANDARD_ALPHABET;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64decode", &[Takes::Text], Sees::Values, base64decode),
    Function::new("base64encode", &[Takes::Text], Sees::Values, base64encode),
    Function::new("base64gzip", &[Takes::Text], Sees::Values, base64gzip),
    Function::new("csvdecode", &[Takes::Text], Sees::Values, csvdecode),
    Function::new("jsondecode", &[Takes::Text], Sees::Values, jsondecode),
    Function::new("jsonencode", &[Takes::Null], Sees::Unknowns, jsonencode),
    Function::new("textdecodebase64", &[Takes::Text, Takes::Text], Sees::Values, textdecodebase64),
    Function::new("textencodebase64", &[Takes::Text, Takes::Text], Sees::Values, textencodebase64),
    Function::new("urldecode", &[Takes::Text], Sees::Values, urldecode),
    Function::new("urlencode", &[Takes::Text], Sees::Values, urlencode),
    Function::new("yamldecode", &[Takes::Text], Sees::Values, yamldecode),
    Function::new("yamlencode", &[Takes::Null], Sees::Decided, |a| a.ok_text(yaml_writer::encode(a.get(0)?)?)),
];

/// The most values that one text is decoded to.
pub(super) const MAX_DECODED: usize = 100_000;
/// What making one value is worth.
const LOOKS_PER_VALUE: usize = 64;

fn jsonencode(a: &Arguments<'_, '_>) -> FunctionResult {
    let value = a.get(0)?;
    match &value.kind {
        Kind::Unknown(hole) => Err(Stop::Unknown(hole.clone())),
        _ => Ok(encode::json(a.evaluator, value, a.span)),
    }
}

fn base64encode(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    match text.known() {
        Some(known) => a.ok_text(STANDARD.encode(known)),
        None => Ok(Value::hole(HoleKind::Encoded { text: Arc::new(text) }, a.span)),
    }
}

/// The header is always the same.
fn base64gzip(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut text = Text::computed("H4sIAAAAAAAA/", a.span);
    let why = Why::new(WhyCode::Unresolved, "`base64gzip` compresses as Go does");
    text.push_hole(Arc::new(Hole { kind: HoleKind::Unknown(why), span: a.span }));
    Ok(Value::text(text, a.span))
}

/// As Go reads base64: line breaks are left out, and the last bits may be anything.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose =
        GeneralPurpose::new(&STANDARD_ALPHABET, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));
    let text: String = text.chars().filter(|char| !matches!(char, '\n' | '\r')).collect();
    LENIENT.decode(text).ok()
}

/// The text of base64; whole texts that are not UTF-8 fail as in Terraform.
fn base64decode(a: &Arguments<'_, '_>) -> FunctionResult {
    let decoded = bytes_of(&a.known(0)?).and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.map_or_else(|| fail("the text is not base64 of a text in UTF-8"), |text| a.ok_text(text))
}

/// The text in another encoding as base64.
fn textencodebase64(a: &Arguments<'_, '_>) -> FunctionResult {
    let (text, encoding) = (a.known(0)?, a.known(1)?);
    let bytes: Option<Vec<u8>> = match encoding.to_ascii_lowercase().as_str() {
        "utf-8" => Some(text.into_bytes()),
        "utf-16le" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        "windows-1252" => text.chars().map(to_windows_1252).collect(),
        "iso-8859-1" | "latin1" => text.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect(),
        _ => return other_encoding(a, &encoding),
    };
    bytes.map_or_else(|| fail("a character is not in the encoding"), |bytes| a.ok_text(STANDARD.encode(bytes)))
}

fn textdecodebase64(a: &Arguments<'_, '_>) -> FunctionResult {
    let encoding = a.known(1)?;
    let Some(bytes) = bytes_of(&a.known(0)?) else { return fail("the text is not base64") };
    let units = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).map_or(0xd800, unit)).collect();
        String::from_utf16(&units).ok()
    };
    let text = match encoding.to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8(bytes).ok(),
        "utf-16le" => units(u16::from_le_bytes),
        "utf-16be" => units(u16::from_be_bytes),
        "windows-1252" => Some(bytes.iter().map(|byte| from_windows_1252(*byte)).collect()),
        "iso-8859-1" | "latin1" => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        _ => return other_encoding(a, &encoding),
    };
    let text = text.filter(|text| !text.contains('\u{fffd}'));
    text.map_or_else(|| fail("the bytes are not a text in the encoding"), |text| a.ok_text(text))
}

/// What the bytes from 80 to 9f are, those of which are nothing left out: <https://encoding.spec.whatwg.org/index-windows-1252.txt>
const WINDOWS_1252: [(u8, &str); 6] = [(0x80, "€"), (0x82, "‚ƒ„…†‡ˆ‰Š‹Œ"), (0x8e, "Ž"), (0x91, "‘’“”•–—˜™š›œ"), (0x9e, "žŸ"), (0xa0, "")];

fn from_windows_1252(byte: u8) -> char {
    if !(0x80..0xa0).contains(&byte) {
        return char::from(byte);
    }
    let row = WINDOWS_1252.iter().rev().find(|(first, _)| *first <= byte);
    row.and_then(|(first, chars)| chars.chars().nth(usize::from(byte - first))).unwrap_or('\u{fffd}')
}

fn to_windows_1252(char: char) -> Option<u8> {
    (0..=u8::MAX).find(|byte| from_windows_1252(*byte) == char).filter(|_| char != '\u{fffd}')
}

fn other_encoding(a: &Arguments<'_, '_>, encoding: &str) -> FunctionResult {
    const KNOWN: &[&str] = &[
        "windows", "cp", "iso", "ibm", "koi8", "mac", "shift", "euc", "gb", "big5", "hz", "us-ascii", "ascii", "utf", "cs", "latin", "ms_",
        "sjis",
    ];
    let lower = encoding.to_ascii_lowercase();
    if !KNOWN.iter().any(|known| lower.starts_with(known)) {
        return fail("there is no such encoding");
    }
    Ok(Value::unknown(WhyCode::NotComputed, format!("texts in the encoding `{encoding}` are not read"), a.span))
}

fn urlencode(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut result = String::new();
    for byte in a.known(0)?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => result.push(char::from(byte)),
            b' ' => result.push('+'),
            _ => result.push_str(&format!("%{byte:02X}")),
        }
    }
    a.ok_text(result)
}

/// OpenTofu's own: <https://opentofu.org/docs/language/functions/urldecode/>
fn urldecode(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.known(0)?;
    let (mut bytes, mut rest) = (vec![], text.bytes());
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| char::from(byte?).to_digit(16);
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (hex(rest.next()), hex(rest.next())) {
                (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap_or(0),
                _ => return fail("an escape is not well-formed"),
            },
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_or_else(|_| fail("the text is not UTF-8"), |text| a.ok_text(text))
}

fn jsondecode(a: &Arguments<'_, '_>) -> FunctionResult {
    let (value, text) = (a.get(0)?, a.text(0)?);
    // Each value stands behind one of these.
    let values = text.literal().bytes().filter(|byte| matches!(byte, b'[' | b'{' | b',' | b':')).count();
    if values > MAX_DECODED {
        return Err(Stop::Limit("a text holds too many values to decode"));
    }
    a.spend(values.saturating_mul(LOOKS_PER_VALUE + text.parts() / 64))?;
    let (decoded, error) = json::parse(&text, value.span);
    match error {
        Some(error) if error.is_limit => Err(Stop::Limit("JSON nests too deeply")),
        Some(error) => fail(format!("the text is not JSON: {}", error.message)),
        None => match &decoded.kind {
            Kind::Unknown(hole) if !text.literal().trim().is_empty() => Err(Stop::Unknown(hole.clone())),
            _ => of_json(&decoded),
        },
    }
}

fn yamldecode(a: &Arguments<'_, '_>) -> FunctionResult {
    let text = a.text(0)?;
    a.spend(text.literal().len().saturating_mul(4))?;
    let (decoded, values) = yaml::decode(&text, a.get(0)?.span)?;
    a.spend(values.saturating_mul(LOOKS_PER_VALUE))?;
    Ok(decoded)
}

/// Numbers as Terraform has them; of members with one name the last one.
fn of_json(value: &Value) -> FunctionResult {
    let kind = match &value.kind {
        Kind::Number(number) => match TerraformNumber::parse(number) {
            Some(number) => Kind::Number(SmolStr::from(number.to_string())),
            None => return Err(Stop::Limit("a number is too large")),
        },
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(of_json).collect::<Result<_, _>>()?)),
        Kind::Map(map) => {
            let mut members = Map::default();
            let mut places: FxHashMap<&str, usize> = FxHashMap::default();
            for entry in &map.entries {
                let member = of_json(&entry.value)?;
                let earlier = places.get(entry.key.as_str()).filter(|_| entry.unclear.is_none());
                match earlier.and_then(|place| members.entries.get_mut(*place)) {
                    Some(earlier) => earlier.value = member,
                    None => {
                        if entry.unclear.is_none() {
                            places.insert(&entry.key, members.entries.len());
                        }
                        members.entries.push(Entry { value: member, ..entry.clone() });
                    }
                }
            }
            Kind::Map(Shared::new(members))
        }
        other => other.clone(),
    };
    Ok(Value { kind, ..value.clone() })
}

/// Rows as objects by the names of the first row.
fn csvdecode(a: &Arguments<'_, '_>) -> FunctionResult {
    whole(a.get(0)?)?;
    let text = a.known(0)?;
    let fields = text.bytes().filter(|byte| matches!(byte, b',' | b'\n')).count();
    if fields > MAX_DECODED {
        return Err(Stop::Limit("a text holds too many values to decode"));
    }
    a.spend(fields.saturating_mul(LOOKS_PER_VALUE))?;
    let Some(rows) = csv_rows(&text) else { return fail("a quote stands where none may") };
    let mut rows = rows.into_iter();
    let Some(header) = rows.next() else { return fail("the first line is missing") };
    let mut names: FxHashSet<&str> = FxHashSet::default();
    if !header.iter().all(|name| names.insert(name)) {
        return fail("two columns have one name");
    }
    let member = |name: &String| MemberType { name: SmolStr::new(name), of: ValueType::Text, optional: false };
    let of = ValueType::object(header.iter().map(member).collect());
    let mut items = vec![];
    for row in rows {
        if row.len() != header.len() {
            return fail("a row does not have as many fields as the first");
        }
        let mut map = Map::default();
        for (name, field) in header.iter().zip(row) {
            map.push(SmolStr::new(name), a.span, Value::text(Text::computed(field, a.span), a.span));
        }
        items.push(Value::map(map, a.span));
    }
    a.ok_list(items, &of)
}

/// As Go reads CSV: <https://pkg.go.dev/encoding/csv>
fn csv_rows(text: &str) -> Option<Vec<Vec<String>>> {
    let text = text.replace("\r\n", "\n");
    let mut rest = text.strip_suffix('\r').unwrap_or(&text);
    let mut rows = vec![];
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
            continue;
        }
        let mut row = vec![];
        loop {
            let (field, after) = csv_field(rest)?;
            row.push(field);
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None => {
                    rest = after.strip_prefix('\n').unwrap_or(after);
                    break;
                }
            }
        }
        rows.push(row);
    }
    Some(rows)
}

/// A field and what follows it.
fn csv_field(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\n']).unwrap_or(text.len());
        let (field, rest) = text.split_at_checked(end)?;
        return (!field.contains('"')).then(|| (field.to_owned(), rest));
    };
    let mut field = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None => return (after.is_empty() || after.starts_with([',', '\n'])).then_some((field, after)),
        }
    }
}
