//! Patterns of paths as Terraform takes them: <https://github.com/bmatcuk/doublestar/blob/v1.1.5/doublestar.go>.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern as its shortest path, and how many directories it begins above.
pub(super) fn cleaned(pattern: &str, clean: fn(&str) -> String) -> (usize, String) {
    let plain = clean(&format!("./{pattern}"));
    let up = plain.split('/').take_while(|part| *part == "..").count();
    (up, plain.split('/').skip(up).collect::<Vec<_>>().join("/"))
}

/// The way from a directory to a file.
pub(super) fn relative(directory: &str, file: &str) -> String {
    let from: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to.into_iter().skip(common)).collect::<Vec<_>>().join("/")
}

/// A pattern as a regular expression: `**` where it is a whole part of the path, `*`, `?`, `[a-z]` and `{a,b}` within one; nothing if it is not well-formed.
pub(super) fn regex(pattern: &str) -> Option<String> {
    let parts: Vec<&str> = pattern.split('/').collect();
    let mut regex = String::from("^");
    for (number, part) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        match *part {
            "**" if is_last => regex.push_str(".*"),
            "**" => regex.push_str("(?:.*/)?"),
            part => {
                regex.push_str(&within(part)?);
                regex.push_str(if is_last { "" } else { "/" });
            }
        }
    }
    regex.push('$');
    Some(regex)
}

/// A part of a path.
fn within(part: &str) -> Option<String> {
    let mut regex = String::new();
    let mut chars = part.chars().peekable();
    let mut is_in_braces = false;
    while let Some(char) = chars.next() {
        match char {
            '*' => regex.push_str("[^/]*"),
            '?' => regex.push_str("[^/]"),
            '[' => regex.push_str(&class(&mut chars)?),
            '\\' => regex.push_str(&regex::escape(&chars.next()?.to_string())),
            // What braces in braces mean is nobody's plan.
            '{' if is_in_braces => return None,
            '{' => {
                is_in_braces = true;
                regex.push_str("(?:");
            }
            '}' if is_in_braces => {
                is_in_braces = false;
                regex.push(')');
            }
            ',' if is_in_braces => regex.push('|'),
            other => regex.push_str(&regex::escape(&other.to_string())),
        }
    }
    (!is_in_braces).then_some(regex)
}

/// What stands between brackets; only `^` negates.
fn class(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    let negated = if chars.next_if_eq(&'^').is_some() { "^" } else { "" };
    let mut members = String::new();
    loop {
        let low = match chars.next()? {
            ']' if members.is_empty() => return None,
            ']' => break,
            '-' => return None,
            '\\' => chars.next()?,
            char => char,
        };
        let high = match chars.next_if_eq(&'-') {
            None => low,
            Some(_) => match chars.next()? {
                '-' | ']' => return None,
                '\\' => chars.next()?,
                char => char,
            },
        };
        if low <= high {
            members.push_str(&format!("\\x{{{:x}}}-\\x{{{:x}}}", u32::from(low), u32::from(high)));
        }
    }
    Some(format!("[[{negated}{members}]&&[^/]]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `terraform apply` gave for these patterns in a directory with these files.
    #[test]
    fn patterns_are_those_of_terraform() {
        let files = ["a.txt", "b.txt", "!z", "[x].txt", "sub/x.txt", "sub/deep/y.txt"];
        let found = |pattern: &str| {
            let plain = cleaned(pattern, |path| path.trim_start_matches("./").replace("//", "/")).1;
            let regex = regex::Regex::new(&regex(&plain)?).ok()?;
            Some(files.into_iter().filter(|file| regex.is_match(file)).collect::<Vec<_>>().join(" "))
        };
        let cases = [
            ("./a.txt", Some("a.txt")),
            ("[!a]*", Some("a.txt !z")),
            ("[^a-b]*", Some("!z [x].txt")),
            ("sub/***", Some("sub/x.txt")),
            ("**a.txt", Some("a.txt")),
            ("**/*.txt", Some("a.txt b.txt [x].txt sub/x.txt sub/deep/y.txt")),
            ("sub/**", Some("sub/x.txt sub/deep/y.txt")),
            (r"\[x\].txt", Some("[x].txt")),
            ("{a,b}.txt", Some("a.txt b.txt")),
            ("{a.txt,sub/*}", None),
            ("[]x]*", None),
            ("[x-]*", None),
        ];
        for (pattern, expected) in cases {
            assert_eq!(found(pattern).as_deref(), expected, "{pattern}");
        }
        assert_eq!(relative("a/b", "a/c/d"), "../c/d");
        assert_eq!(cleaned("../x/./y", |_| "../x/y".to_owned()), (1, "x/y".to_owned()));
    }
}
