//! Functions that encode and decode, and hashes.

use super::{Arguments, Function, FunctionResult, Sees, Stop, fail, whole, yaml};
use crate::json;
use crate::mapped_text::{HoleKind, Text};
use crate::terraform::encode;
use crate::value::{Kind, Map, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "base64decode", least: 1, most: 1, sees: Sees::Values, run: base64decode },
    Function { name: "base64encode", least: 1, most: 1, sees: Sees::Values, run: base64encode },
    Function {
        name: "base64sha256",
        least: 1,
        most: 1,
        sees: Sees::Values,
        run: |a| a.ok_text(STANDARD.encode(Sha256::digest(a.known(0)?))),
    },
    Function { name: "csvdecode", least: 1, most: 1, sees: Sees::Values, run: csvdecode },
    Function { name: "jsondecode", least: 1, most: 1, sees: Sees::Values, run: jsondecode },
    Function { name: "jsonencode", least: 1, most: 1, sees: Sees::Unknowns, run: jsonencode },
    Function { name: "sha256", least: 1, most: 1, sees: Sees::Values, run: sha256 },
    Function { name: "urlencode", least: 1, most: 1, sees: Sees::Values, run: urlencode },
    Function { name: "yamldecode", least: 1, most: 1, sees: Sees::Values, run: |a| yaml::decode(&a.text(0)?, a.get(0)?.span) },
    Function { name: "yamlencode", least: 1, most: 1, sees: Sees::Decided, run: |a| a.ok_text(yaml::encode(a.get(0)?)?) },
];

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

/// The text of base64; whole texts that are not UTF-8 fail as in Terraform.
fn base64decode(a: &Arguments<'_, '_>) -> FunctionResult {
    let decoded = STANDARD.decode(a.known(0)?.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.map_or_else(|| fail("the text is not base64 of a text in UTF-8"), |text| a.ok_text(text))
}

fn sha256(a: &Arguments<'_, '_>) -> FunctionResult {
    let digest = Sha256::digest(a.known(0)?);
    a.ok_text(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
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

fn jsondecode(a: &Arguments<'_, '_>) -> FunctionResult {
    let value = a.get(0)?;
    let (decoded, error) = json::parse(&a.text(0)?, value.span);
    match error {
        Some(error) => fail(format!("the text is not JSON: {}", error.message)),
        None => Ok(decoded),
    }
}

/// Rows as maps by the names of the first row.
fn csvdecode(a: &Arguments<'_, '_>) -> FunctionResult {
    whole(a.get(0)?)?;
    let mut rows = csv_rows(&a.known(0)?).into_iter();
    let Some(header) = rows.next() else { return a.ok_list(vec![]) };
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
    Ok(Value::list(items, a.span))
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (vec![], vec![], String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field).trim_end_matches('\r').to_owned());
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(char),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows.retain(|row| row.iter().any(|field| !field.is_empty()));
    rows
}
