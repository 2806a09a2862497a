//! Makes text from a repository harmless: it must not move a terminal's cursor, reorder what is read, or speak to the machine that runs the job.

/// For one line: newlines become `; ` (a space after the end of a sentence), everything that is not to be seen is spelled out.
pub fn line(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !joined.is_empty() {
            joined.push_str(if joined.ends_with(['.', ':', ';', ',', '!', '?']) { " " } else { "; " });
        }
        joined.push_str(line);
    }
    visible(&joined)
}

/// For a path before `:line:column`: it cannot name another place.
pub fn path(path: &str) -> String {
    let mut result = String::new();
    let single_line = path.replace(['\n', '\r'], " ");
    let mut chars = single_line.chars().peekable();
    while let Some(char) = chars.next() {
        match chars.peek() {
            Some(next) if char == ':' && next.is_ascii_digit() => result.push_str("\\u{3a}"),
            _ => result.push(char),
        }
    }
    visible(&result)
}

/// For a paragraph or code: newlines stay, carriage returns go, tabs become spaces.
pub fn block(text: &str) -> String {
    let lines: Vec<String> = text.replace("\r\n", "\n").split('\n').map(visible).collect();
    lines.join("\n")
}

/// Spells out characters that steer a terminal or hide (controls, bidirectional marks, separators, tags) as `\u{1b}`.
pub fn visible(text: &str) -> String {
    if text.chars().all(is_harmless) {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '\t' => result.push_str("    "),
            char if is_harmless(char) => result.push(char),
            char => result.push_str(&format!("\\u{{{:x}}}", u32::from(char))),
        }
    }
    result
}

/// A word as a POSIX shell reads it.
pub fn word(text: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "_-./:=@,+".contains(char);
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// A path as a POSIX shell and a command read it: no flag.
pub fn path_word(path: &str) -> String {
    word(&if path.starts_with('-') { format!("./{path}") } else { path.to_owned() })
}

/// Whether a character is shown as it is and changes nothing else.
pub fn is_harmless(char: char) -> bool {
    let steers = char.is_control()
        || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    !steers
}

/// Breaks what a build server would take for a command (`::set-env`, `##[group]`, `##vso[…]`) with a zero-width space. For whole outputs, line by line.
pub fn no_commands(output: &str) -> String {
    let mut result = String::with_capacity(output.len());
    for line in output.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with("::") {
            result.push_str(line.get(..line.len() - start.len()).unwrap_or_default());
            result.push_str(":\u{200b}:");
            push_inline(&mut result, start.get(2..).unwrap_or_default());
        } else {
            push_inline(&mut result, line);
        }
    }
    result
}

/// The same for a text that will stand inside a line.
pub fn no_inline_commands(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    push_inline(&mut result, text);
    result
}

fn push_inline(result: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let (before, after) = rest.split_at(at + 2);
        result.push_str(before);
        if after.starts_with('[') || starts_with_vso(after) {
            result.push('\u{200b}');
        }
        // `###[` holds `##[` too: step by one.
        rest = if after.starts_with('#') {
            result.pop();
            rest.get(at + 1..).unwrap_or_default()
        } else {
            after
        };
    }
    result.push_str(rest);
}

/// JSON that means the same and shows no such character or command: both can only stand inside strings, where an escape may replace them.
pub fn json(output: &str) -> String {
    let mut result = String::with_capacity(output.len());
    let mut units = [0; 2];
    let is_plain = |byte: &&u8| matches!(byte, b'\n' | b' '..=b'~') && **byte != b'#';
    let mut at = 0;
    loop {
        let plain = at..at + output.as_bytes().iter().skip(at).take_while(is_plain).count();
        result.push_str(output.get(plain.clone()).unwrap_or_default());
        let Some(char) = output.get(plain.end..).and_then(|rest| rest.chars().next()) else { return result };
        at = plain.end + char.len_utf8();
        let is_command = char == '#' && plain.end > 0 && output.as_bytes().get(plain.end - 1) == Some(&b'#');
        if is_command || (!is_harmless(char) && char != '\n') {
            for unit in char.encode_utf16(&mut units) {
                result.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            result.push(char);
        }
    }
}

fn starts_with_vso(text: &str) -> bool {
    text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("vso["))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\u{9b}c\td"), "a\\u{1b}[31m\\u{202e}b\\u{9b}c    d");
        assert_eq!(line("a\r\n  b\n\nc"), "a; b; c");
        assert_eq!(block("é\r\n\tx"), "é\n    x");
    }

    #[test]
    fn no_command_survives() {
        for (text, expected) in [
            ("::error::x", ":\u{200b}:error::x"),
            ("a\n  ::stop-commands::x\n", "a\n  :\u{200b}:stop-commands::x\n"),
            ("x ##[group]", "x ##\u{200b}[group]"),
            ("x ###[group]", "x ###\u{200b}[group]"),
            ("##VSO[task]", "##\u{200b}VSO[task]"),
            ("a::b ## c #[d]", "a::b ## c #[d]"),
            ("##", "##"),
        ] {
            assert_eq!(no_commands(text), expected, "{text}");
        }
    }
}
