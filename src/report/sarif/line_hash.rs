//! GitHub's hash of a line, so that an alert is recognised when the file around it changes.
//!
//! It is computed over UTF-16 code units, without spaces and tabs, in a rolling window that begins with the line.

use std::collections::BTreeMap;

const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// What ends the text in the window.
const END: u16 = 0xffff;

/// Per line (from 1, every CR, LF or CRLF ends one) its hash and how often that hash has occurred so far: `66b81d057eedb41d:1`.
pub fn line_hashes(text: &str) -> BTreeMap<u32, String> {
    let mut roll = Roll::default();
    let mut line = 0;
    let mut starts = true;
    let mut after_return = false;
    for unit in text.encode_utf16() {
        let is_blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if is_blank || (after_return && unit == u16::from(b'\n')) {
            after_return = false;
            continue;
        }
        after_return = unit == u16::from(b'\r');
        let unit = if after_return { u16::from(b'\n') } else { unit };
        line += u32::from(starts);
        roll.push(unit, starts.then_some(line));
        starts = unit == u16::from(b'\n');
    }
    roll.push(END, None);
    for _ in 0..WINDOW {
        roll.push(0, None);
    }
    roll.hashes
}

/// The last units, their hash, and which of them begins a line.
struct Roll {
    units: [u16; WINDOW],
    lines: [Option<u32>; WINDOW],
    next: usize,
    hash: u64,
    /// `FACTOR` to the power of `WINDOW`: the weight of the unit that leaves.
    leaving: u64,
    seen: BTreeMap<u64, u32>,
    hashes: BTreeMap<u32, String>,
}

impl Default for Roll {
    fn default() -> Roll {
        let leaving = (0..WINDOW).fold(1u64, |power, _| power.wrapping_mul(FACTOR));
        Roll { units: [0; WINDOW], lines: [None; WINDOW], next: 0, hash: 0, leaving, seen: BTreeMap::new(), hashes: BTreeMap::new() }
    }
}

impl Roll {
    fn push(&mut self, unit: u16, line: Option<u32>) {
        let (Some(old), Some(begins)) = (self.units.get_mut(self.next), self.lines.get_mut(self.next)) else { return };
        if let Some(complete) = std::mem::replace(begins, line) {
            let count = self.seen.entry(self.hash).or_insert(0);
            *count += 1;
            self.hashes.insert(complete, format!("{:x}:{count}", self.hash));
        }
        let left = self.leaving.wrapping_mul(u64::from(*old));
        *old = unit;
        self.hash = self.hash.wrapping_mul(FACTOR).wrapping_add(u64::from(unit)).wrapping_sub(left);
        self.next = (self.next + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::line_hashes;

    #[test]
    fn equals_the_uploader() {
        let hashes: Vec<String> = line_hashes("a\r\nb\rc\n\n\nd é 😀 x").into_values().collect();
        let expected = [
            "66b81d057eedb41d:1",
            "46fa8a8f32772576:1",
            "5a8c29a6e94a9312:1",
            "d09dc92e36c402f9:1",
            "2eadeda7eb33db93:1",
            "c703333eff5e29d5:1",
        ];
        assert_eq!(hashes, expected);
    }

    #[test]
    fn equal_lines_are_counted() {
        let line = format!("{}\n", "x".repeat(200));
        let hashes: Vec<String> = line_hashes(&line.repeat(2)).into_values().collect();
        let (first, second) = (hashes[0].split_once(':').unwrap(), hashes[1].split_once(':').unwrap());
        assert_eq!((first.0, first.1, second.1), (second.0, "1", "2"));
        assert_eq!(line_hashes("a\n").len(), 1);
    }
}
