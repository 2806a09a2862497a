//! `yamlencode`: YAML as libyaml writes it.

use super::Stop;
use super::whole;
use crate::value::{Kind, Value};

/// Columns after which a text in quotes goes on in the next line.
const BEST_WIDTH: usize = 80;

/// YAML as Terraform writes it: keys in quotes, lists in maps without indentation.
pub(super) fn encode(value: &Value) -> Result<String, Stop> {
    whole(value)?;
    let mut result = String::new();
    if is_block(value) {
        block(value, 0, &mut result, false);
        return Ok(result);
    }
    scalar(value, 0, false, &mut result);
    result.push('\n');
    if matches!(value.kind, Kind::Null | Kind::Bool(_) | Kind::Number(_)) {
        result.push_str("...\n");
    }
    Ok(result)
}

fn is_block(value: &Value) -> bool {
    match &value.kind {
        Kind::Map(map) => !map.entries.is_empty(),
        Kind::List(items) => !items.is_empty(),
        _ => false,
    }
}

fn block(value: &Value, indent: usize, into: &mut String, in_item: bool) {
    let start = |index: usize, into: &mut String| {
        if index > 0 || !in_item {
            into.push_str(&" ".repeat(indent));
        }
    };
    match &value.kind {
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for (index, entry) in entries.into_iter().enumerate() {
                start(index, into);
                quoted(&entry.key, None, into);
                into.push(':');
                if is_block(&entry.value) {
                    into.push('\n');
                    let is_list = matches!(entry.value.kind, Kind::List(_));
                    block(&entry.value, if is_list { indent } else { indent + 2 }, into, false);
                } else {
                    into.push(' ');
                    scalar(&entry.value, indent + 2, true, into);
                    into.push('\n');
                }
            }
        }
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                start(index, into);
                into.push_str("- ");
                if is_block(item) {
                    block(item, indent + 2, into, true);
                } else {
                    scalar(item, indent + 2, true, into);
                    into.push('\n');
                }
            }
        }
        _ => {}
    }
}

fn scalar(value: &Value, indent: usize, inside: bool, into: &mut String) {
    match &value.kind {
        Kind::List(_) => into.push_str("[]"),
        Kind::Map(_) => into.push_str("{}"),
        Kind::Bool(answer) => into.push_str(if *answer { "true" } else { "false" }),
        Kind::Number(number) => into.push_str(number),
        Kind::Text(text) => {
            let indent = if inside { indent } else { 2 };
            match literal(text.literal(), indent) {
                Some(block) => into.push_str(&block),
                None => quoted(text.literal(), Some(indent), into),
            }
        }
        _ => into.push_str("null"),
    }
}

fn is_printable(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && char != '\u{feff}'
}

/// A text of several lines as a literal block; nothing if it cannot be one.
fn literal(text: &str, indent: usize) -> Option<String> {
    let may_be = text.chars().all(is_printable)
        && !text.ends_with(' ')
        && !text.contains(" \n")
        && !text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
    if !text.contains('\n') || !may_be {
        return None;
    }
    let hint = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let chomp = match text.strip_suffix('\n') {
        None => "-",
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    let mut result = format!("|{hint}{chomp}\n");
    let lines = text.strip_suffix('\n').unwrap_or(text);
    for (index, line) in lines.split('\n').enumerate() {
        if index > 0 {
            result.push('\n');
        }
        if !line.is_empty() {
            result.push_str(&" ".repeat(indent));
            result.push_str(line);
        }
    }
    Some(result)
}

/// A text in quotes, folded between words if an indentation is given.
fn quoted(text: &str, fold: Option<usize>, into: &mut String) {
    into.push('"');
    let mut column = into.chars().rev().take_while(|char| *char != '\n').count();
    let mut after_space = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let is_last = chars.peek().is_none();
        match (char, fold) {
            (' ', Some(indent)) if !after_space && column > BEST_WIDTH && at > 0 && !is_last => {
                into.push('\n');
                into.push_str(&" ".repeat(indent));
                column = indent;
                if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                    into.push('\\');
                    column += 1;
                }
                after_space = true;
                continue;
            }
            _ => {}
        }
        let written = if is_printable(char) && !matches!(char, '\n' | '"' | '\\' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            char.to_string()
        } else {
            escaped(char)
        };
        after_space = char == ' ';
        column += written.chars().count();
        into.push_str(&written);
    }
    into.push('"');
}

fn escaped(char: char) -> String {
    let short = match char {
        '\0' => "0",
        '\u{7}' => "a",
        '\u{8}' => "b",
        '\t' => "t",
        '\n' => "n",
        '\u{b}' => "v",
        '\u{c}' => "f",
        '\r' => "r",
        '\u{1b}' => "e",
        '"' => "\"",
        '\\' => "\\",
        '\u{85}' => "N",
        '\u{2028}' => "L",
        '\u{2029}' => "P",
        other => {
            return match u32::from(other) {
                code @ 0..=0xff => format!("\\x{code:02X}"),
                code @ 0..=0xffff => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{short}")
}
