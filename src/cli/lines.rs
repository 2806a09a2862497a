//! JSON Lines: a question per line on standard input, an answer per line on standard output, in order.
//!
//! Lines are answered as they come: a caller may wait for one answer before it asks the next.

use super::outputs;
use anyhow::{Result, bail};
use rayon::prelude::*;
use std::io::{self, BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How much is read before it is answered.
const CHUNK: usize = 1024 * 1024;
/// The longest line.
const MAX_LINE: usize = 64 * 1024 * 1024;

/// Answers every line of standard input.
pub(super) fn answer(answer_line: fn(&str) -> String, undecided: &str) -> Result<()> {
    let mut input = BufReader::with_capacity(CHUNK, io::stdin().lock());
    let mut pending: Vec<u8> = vec![];
    loop {
        let available = input.fill_buf()?;
        let ended = available.is_empty();
        let complete = memchr::memrchr(b'\n', available).map_or(0, |end| end + 1);
        let (whole, rest) = available.split_at(complete);
        let read = available.len();
        if complete > 0 || ended {
            pending.extend_from_slice(whole);
            let output = answers(&std::mem::take(&mut pending), answer_line, undecided);
            let written = io::stdout().write_all(output.as_bytes()).and_then(|()| io::stdout().flush());
            let closed = written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
            outputs::quiet(written)?;
            if closed || ended {
                return Ok(());
            }
        }
        pending.extend_from_slice(rest);
        input.consume(read);
        if pending.len() > MAX_LINE {
            bail!("a line is longer than {} MB", MAX_LINE / 1024 / 1024);
        }
    }
}

fn answers(input: &[u8], answer_line: fn(&str) -> String, undecided: &str) -> String {
    let lines: Vec<&[u8]> = input.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
    let answer = |line: &&[u8]| {
        let line = String::from_utf8_lossy(line);
        // One question that breaks us costs one answer.
        let answer = catch_unwind(AssertUnwindSafe(|| answer_line(line.trim())));
        answer
            .unwrap_or_else(|_| format!(r#"{{"id":{},{undecided},"because":["internal error: this is a bug in deputylint"]}}"#, id(&line)))
            + "\n"
    };
    lines.par_iter().map(answer).collect()
}

fn id(line: &str) -> serde_json::Value {
    let value: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    value.get("id").cloned().unwrap_or_default()
}
