//! Logical ids that end in a hash of what a resource is made of.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>

use crate::value::{Kind, Value};
use std::cell::Cell;
use std::fmt::Write as _;

/// How many bytes of one template are hashed; what is beyond gets ids without a hash.
const MAX_HASHED: usize = 16 << 20;
/// How many hexadecimal digits of the hash stand in an id.
const DIGITS: usize = 10;

/// Makes ids with hashes.
#[derive(Default)]
pub(super) struct LogicalIds {
    hashed: Cell<usize>,
}

impl LogicalIds {
    /// The id for what is hashed: a text as it is, anything else as compact JSON with sorted keys.
    pub(super) fn of(&self, prefix: &str, data: &Value) -> String {
        match &data.kind {
            Kind::Text(text) => self.of_text(prefix, text.literal()),
            _ => self.of_text(prefix, &compact_json(data)),
        }
    }

    pub(super) fn of_text(&self, prefix: &str, data: &str) -> String {
        self.hashed.set(self.hashed.get().saturating_add(data.len()));
        if data.is_empty() || self.hashed.get() > MAX_HASHED {
            return prefix.to_owned();
        }
        let hash = sha1(data.as_bytes());
        let digits: String = hash.iter().flat_map(|word| word.to_be_bytes()).map(|byte| format!("{byte:02x}")).collect();
        format!("{prefix}{}", digits.get(..DIGITS).unwrap_or_default())
    }
}

/// JSON without spaces, keys sorted, everything outside ASCII escaped: as SAM hashes it.
pub(super) fn compact_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, into: &mut String) {
    match &value.kind {
        Kind::Null | Kind::Absent | Kind::Unknown(_) | Kind::Alternatives(_) => into.push_str("null"),
        Kind::Bool(value) => into.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) => into.push_str(number),
        Kind::Text(text) => quote(text.literal(), into),
        Kind::List(items) => {
            into.push('[');
            for (index, item) in items.iter().enumerate() {
                into.push_str(if index > 0 { "," } else { "" });
                write(item, into);
            }
            into.push(']');
        }
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            into.push('{');
            for (index, entry) in entries.iter().enumerate() {
                into.push_str(if index > 0 { "," } else { "" });
                quote(&entry.key, into);
                into.push(':');
                match entry.value.as_str().and_then(|text| text.split_once('.')).filter(|_| entry.key == "Fn::GetAtt") {
                    // As the short form `!GetAtt A.B` is read.
                    Some((resource, attribute)) => {
                        into.push('[');
                        quote(resource, into);
                        into.push(',');
                        quote(attribute, into);
                        into.push(']');
                    }
                    None => write(&entry.value, into),
                }
            }
            into.push('}');
        }
    }
}

fn quote(text: &str, into: &mut String) {
    into.push('"');
    for char in text.chars() {
        match char {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            '\u{8}' => into.push_str("\\b"),
            '\u{c}' => into.push_str("\\f"),
            ' '..='~' => into.push(char),
            _ => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    let _ = write!(into, "\\u{unit:04x}");
                }
            }
        }
    }
    into.push('"');
}

/// SHA-1 (FIPS 180-4); it names things here and protects nothing.
fn sha1(data: &[u8]) -> [u32; 5] {
    let mut message = data.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((data.len() as u64).wrapping_mul(8).to_be_bytes());
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in message.chunks_exact(64) {
        let mut words: Vec<u32> = block.chunks_exact(4).map(|word| word.iter().fold(0, |all, byte| all << 8 | u32::from(*byte))).collect();
        while let [.., a, _, b, _, _, _, _, _, c, _, _, _, _, d, _, _] = words.as_slice() {
            if words.len() == 80 {
                break;
            }
            let next = (a ^ b ^ c ^ d).rotate_left(1);
            words.push(next);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (round, word) in words.iter().enumerate() {
            let (mixed, constant) = match round / 20 {
                0 => (b & c | !b & d, 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6),
            };
            let next = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, part) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(part);
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        let ids = LogicalIds::default();
        assert_eq!(ids.of_text("", "abc"), "a9993e3647");
        assert_eq!(ids.of_text("X", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), "X84983e441c");
        assert_eq!(ids.of_text("Stage", ""), "Stage");
        let long = "a".repeat(1_000_000);
        assert_eq!(ids.of_text("", &long), "34aa973cd4");
    }
}
