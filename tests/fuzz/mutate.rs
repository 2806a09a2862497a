//! Mutations of inputs, and making them smaller.

/// Words that readers treat in a way of their own.
const WORDS: &[&str] = &[
    "${",
    "%{",
    "%{ for x in y ~}",
    "%{ endif }",
    "<<EOT\n",
    "EOT\n",
    "\"",
    "\\u",
    "\\U0001F600",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    "=",
    "\n",
    "\r\n",
    "\t",
    "\u{feff}",
    "\u{0}",
    "null",
    "true",
    "1e999",
    "-0",
    "0x1",
    "99999999999999999999",
    "!Sub ",
    "!GetAtt A.B",
    "!If [A, B, C]",
    "&a ",
    "*a",
    "<<: *a",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "? ",
    "|\n",
    ">-\n",
    "- ",
    "# deputylint: ignore[a] b\n",
    "/*",
    "*/",
    "//",
    "count = 2\n",
    "for_each = ",
    "dynamic \"a\" {\n",
    "Fn::ForEach::a",
    "Fn::Transform",
    "AWS::Include",
    "each.key",
    "...",
    "[*]",
    ".*",
    "é",
    "\u{1F600}",
    "\u{202e}",
    "\"Statement\": [",
    "\"Principal\": \"*\"",
    "jsonencode(",
    "templatefile(",
    "arn:aws:iam::111122223333:root",
    "?:",
    "=>",
    "&&",
    "!",
    "-",
    "<<~",
    "\"\\ud800\"",
    "/**/",
    "$${",
    "%%{",
];

/// Pseudo-random mutations: the same seed makes the same inputs.
pub(crate) struct Mutator(u64);

impl Mutator {
    /// Begins at a seed.
    pub(crate) fn new(seed: u64) -> Mutator {
        Mutator(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// xorshift64*.
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }

    /// So many bytes of no meaning.
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }

    /// One of the seeds, changed in some ways.
    pub(crate) fn mutated(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(6) {
            self.change(&mut input, seeds);
        }
        input.truncate(32 << 10);
        input
    }

    fn range(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        from..(from + self.below(most) + 1).min(length)
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(input.len() + 1);
        let part = self.range(input.len(), 64);
        let part = part.start.min(part.end)..part.end;
        match self.below(9) {
            0 => drop(input.drain(part)),
            1 => {
                let copy = input[part].to_vec();
                let times = if self.below(8) == 0 { 1 + self.below(200) } else { 1 };
                input.splice(at..at, copy.repeat(times));
            }
            2 | 3 => {
                let word = WORDS[self.below(WORDS.len())];
                let times = if self.below(16) == 0 { 1 + self.below(300) } else { 1 };
                input.splice(at..at, word.repeat(times).into_bytes());
            }
            4 => {
                let other = &seeds[self.below(seeds.len())];
                let taken = self.range(other.len(), 400);
                let taken = taken.start.min(taken.end)..taken.end;
                input.splice(at..at, other[taken].iter().copied());
            }
            5 => input.truncate(at),
            6 => {
                let line = |at: usize| input[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                let (one, other) = (line(at), line(part.start.min(input.len())));
                let (from, to) = (one.min(other), one.max(other));
                input[from..].rotate_left(to - from);
            }
            7 => {
                let byte = self.below(256) as u8;
                input.get_mut(part.start).into_iter().for_each(|old| *old = byte);
            }
            _ => {
                let bit = 1u8 << self.below(8);
                input.get_mut(part.start).into_iter().for_each(|old| *old ^= bit);
            }
        }
    }
}

/// Leaves out what is not needed for a failure, for at most some hundred tries.
pub(crate) fn smaller(input: &[u8], fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut small = input.to_vec();
    let mut tries = 400;
    let mut size = small.len() / 2;
    while size > 0 && tries > 0 {
        let mut at = 0;
        while at < small.len() && tries > 0 {
            let mut shorter = small.clone();
            shorter.drain(at..(at + size).min(small.len()));
            tries -= 1;
            if fails(&shorter) { small = shorter } else { at += size }
        }
        size /= 2;
    }
    small
}
