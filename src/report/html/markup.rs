//! Text as HTML: everything that comes from a repository or a rule goes through here.

use crate::report::escape;

/// One line of text.
pub(super) fn text(text: &str) -> String {
    escaped(&escape::line(text))
}

/// One line in which balanced backticks enclose code.
pub(super) fn inline(text: &str) -> String {
    parts(&escape::line(text)).into_iter().map(|(part, is_code)| if is_code { code(&part) } else { escaped(&part) }).collect()
}

/// The parts of a line, and whether each is code.
pub(super) fn parts(line: &str) -> Vec<(String, bool)> {
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return vec![(line.to_owned(), false)];
    }
    let told = parts.iter().enumerate().map(|(index, part)| ((*part).to_owned(), !index.is_multiple_of(2)));
    told.filter(|(part, _)| !part.is_empty()).collect()
}

/// Several lines of code or text, as they are.
pub(super) fn block(text: &str) -> String {
    escaped(&escape::block(text))
}

/// The Markdown that rules use: paragraphs, lists, fenced code, `code`, *emphasis*.
pub(super) fn prose(markdown: &str) -> String {
    let mut output = String::new();
    let mut rest = markdown.trim();
    while !rest.is_empty() {
        if let Some((code, behind)) = rest.strip_prefix("```").and_then(|fence| fence.split_once("```")) {
            let code = code.split_once('\n').map_or(code, |(_, code)| code);
            output.push_str(&format!("<pre>{}</pre>\n", block(code.trim_end())));
            rest = behind.trim_start();
            continue;
        }
        let (paragraph, behind) = rest.split_once("\n\n").unwrap_or((rest, ""));
        output.push_str(&self::paragraph(paragraph));
        rest = behind.trim_start();
    }
    output
}

/// A paragraph, and the list that it may lead to.
fn paragraph(markdown: &str) -> String {
    let mut output = String::new();
    let mut open: Option<&str> = None;
    let mut pending: Vec<&str> = vec![];
    for line in markdown.lines().map(str::trim) {
        let item = item(line);
        if item.is_some() {
            output.push_str(&closed(&mut pending, open));
        }
        match (item, open) {
            (Some((list, _)), None) => output.push_str(&format!("<{list}>\n")),
            (Some((list, _)), Some(other)) if list != other => output.push_str(&format!("</{other}>\n<{list}>\n")),
            _ => {}
        }
        open = item.map(|(list, _)| list).or(open);
        pending.push(item.map_or(line, |(_, text)| text));
    }
    output.push_str(&closed(&mut pending, open));
    output.push_str(&open.map_or_else(String::new, |list| format!("</{list}>\n")));
    output
}

/// `- text`, `2. text`.
fn item(line: &str) -> Option<(&'static str, &str)> {
    let bullet = ["- ", "* "].iter().find_map(|mark| line.strip_prefix(mark));
    let number = || line.split_once(". ").filter(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    bullet.map(|text| ("ul", text)).or_else(|| number().map(|(_, text)| ("ol", text)))
}

fn closed(lines: &mut Vec<&str>, list: Option<&str>) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let told = emphasised(&lines.join(" "));
    lines.clear();
    if list.is_some() { format!("<li>{told}</li>\n") } else { format!("<p>{told}</p>\n") }
}

fn emphasised(line: &str) -> String {
    let with_stars = |part: &str| {
        let parts: Vec<String> = part.split('*').map(escaped).collect();
        if parts.len().is_multiple_of(2) {
            return escaped(part);
        }
        let told = parts.iter().enumerate();
        told.map(|(index, part)| if index.is_multiple_of(2) { part.clone() } else { format!("<em>{part}</em>") }).collect()
    };
    let line = escape::line(line).replace("**", "*");
    parts(&line).into_iter().map(|(part, is_code)| if is_code { code(&part) } else { with_stars(&part) }).collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// For contents of elements and quoted values of attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            char => result.push(char),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(inline("a <b> `c & \"d\"` e"), "a &lt;b&gt; <code>c &amp; &quot;d&quot;</code> e");
        assert_eq!(inline("a ` b"), "a ` b");
        assert_eq!(text("x\u{202e}\n'y'"), "x\\u{202e}; &#39;y&#39;");
    }

    #[test]
    fn rules_write_paragraphs_lists_and_code() {
        let markdown = "It is a *deputy*:\n- `a*b`, one\n  and more\n- two\n\n1. x\n2. y\n\n```hcl\na = \"<\"\n```\nEnd.\n";
        let expected = "<p>It is a <em>deputy</em>:</p>\n<ul>\n<li><code>a*b</code>, one and more</li>\n<li>two</li>\n</ul>\n<ol>\n<li>x</li>\n\
                        <li>y</li>\n</ol>\n<pre>a = &quot;&lt;&quot;</pre>\n<p>End.</p>\n";
        assert_eq!(prose(markdown), expected);
    }
}
