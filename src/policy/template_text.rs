//! Texts that somebody fills in before they are policies: templates of Terraform, Jinja, ERB, Go and the like, as far as a policy can be read in
//! them. What is put in is a hole, an `if` leaves its condition open, and what is repeated stands once.

use crate::condition::OpenCondition;
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::source::Span;
use crate::value::Value;
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// Endings of files that are templates of some language.
pub const ENDINGS: &[&str] = &[".tftpl", ".tpl", ".tmpl", ".j2", ".jinja", ".jinja2", ".erb", ".gotmpl"];
/// A text with more conditions than this is not read.
const MAX_CONDITIONS: usize = 4;
const MAX_DEPTH: usize = 32;

/// A part of a template. Places are offsets of bytes in the text.
#[derive(Debug)]
enum TemplateNode {
    Literal(usize, usize),
    Hole(usize, usize, SmolStr),
    If(SmolStr, Vec<TemplateNode>, Vec<TemplateNode>),
}

#[derive(Debug)]
enum TemplateToken {
    TemplateNode(TemplateNode),
    If(SmolStr),
    Else(Option<SmolStr>),
    Loop,
    End,
}

/// The text under each answer to its conditions; an unknown value if it cannot be read.
pub(super) fn value(text: &str, whole: Span) -> Value {
    let cut = |why: &str| Value::unknown(WhyCode::Limit, why, whole);
    let mut tokens = tokens(text).into_iter();
    let Some(nodes) = nodes(&mut tokens, MAX_DEPTH).map(|(nodes, _)| nodes) else {
        return cut("the directives of a template nest too deeply");
    };
    let mut conditions = vec![];
    gather(&nodes, &mut conditions);
    if conditions.len() > MAX_CONDITIONS {
        return cut("a template has too many conditions");
    }
    under_each(&conditions, &mut vec![], &|answers| {
        let mut pieces = vec![];
        flatten(&nodes, answers, &mut pieces);
        Value::text(assembled(text, whole, &without_idle_commas(text, &pieces)), whole)
    })
}

/// A condition with an answer to it.
type Given<'c> = (&'c str, bool);

fn under_each<'c>(conditions: &'c [SmolStr], given: &mut Vec<Given<'c>>, text: &dyn Fn(&[Given<'_>]) -> Value) -> Value {
    let Some((first, rest)) = conditions.split_first() else { return text(given) };
    let mut branch = |answer: bool| {
        given.push((first, answer));
        let value = under_each(rest, given, text);
        given.pop();
        value
    };
    let (yes, no) = (branch(true), branch(false));
    let span = yes.span;
    let condition = OpenCondition::new(format_smolstr!("template {first}"), format_smolstr!("condition `{first}`"));
    Value::alternatives(condition, vec![("true".into(), yes), ("false".into(), no)], span)
}

fn gather(nodes: &[TemplateNode], into: &mut Vec<SmolStr>) {
    for node in nodes {
        if let TemplateNode::If(condition, yes, no) = node {
            if !into.contains(condition) {
                into.push(condition.clone());
            }
            gather(yes, into);
            gather(no, into);
        }
    }
}

/// A piece of the text that is left: literal, or a hole with its name.
type TemplatePiece<'n> = (usize, usize, Option<&'n SmolStr>);

fn flatten<'n>(nodes: &'n [TemplateNode], answers: &[Given<'_>], into: &mut Vec<TemplatePiece<'n>>) {
    for node in nodes {
        match node {
            TemplateNode::Literal(from, to) => into.push((*from, *to, None)),
            TemplateNode::Hole(from, to, name) => into.push((*from, *to, Some(name))),
            TemplateNode::If(condition, yes, no) => {
                let holds = answers.iter().any(|(asked, answer)| *asked == condition.as_str() && *answer);
                flatten(if holds { yes } else { no }, answers, into);
            }
        }
    }
}

fn assembled(text: &str, whole: Span, pieces: &[TemplatePiece<'_>]) -> Text {
    let mut result = Text::default();
    for (from, to, name) in pieces {
        let span = Span::new(whole.file, whole.start as usize + from, whole.start as usize + to);
        match name {
            None => result.push_exact(text.get(*from..*to).unwrap_or_default(), span),
            Some(name) => {
                let why = Why::new(WhyCode::Unresolved, format!("`{name}` is given to the template"));
                result.push_hole(Arc::new(Hole { kind: HoleKind::Unknown(why), span }));
            }
        }
    }
    result
}

/// Without the commas of what is repeated or left out: before an end, behind a beginning, one behind another.
fn without_idle_commas<'n>(text: &str, pieces: &[TemplatePiece<'n>]) -> Vec<TemplatePiece<'n>> {
    let mut idle = vec![];
    let (mut in_text, mut escaped, mut before, mut comma) = (false, false, b'[', None);
    for (from, to, name) in pieces {
        if name.is_some() {
            before = b'x';
            continue;
        }
        for at in *from..*to {
            let byte = text.as_bytes().get(at).copied().unwrap_or_default();
            if in_text {
                in_text = escaped || byte != b'"';
                escaped = byte == b'\\' && !escaped;
                continue;
            }
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                b'"' => in_text = true,
                b',' if matches!(before, b'[' | b'{' | b',') => {
                    idle.push(at);
                    continue;
                }
                b',' => comma = Some(at),
                b']' | b'}' if before == b',' => idle.extend(comma),
                _ => {}
            }
            before = byte;
        }
    }
    let mut rest = vec![];
    for (from, to, name) in pieces {
        let mut start = *from;
        for at in idle.iter().filter(|at| name.is_none() && (*from..*to).contains(at)) {
            rest.push((start, *at, None));
            start = at + 1;
        }
        rest.push((start, *to, *name));
    }
    rest
}

/// The nodes up to the end of a block, and what ended it.
fn nodes(tokens: &mut dyn Iterator<Item = TemplateToken>, depth: usize) -> Option<(Vec<TemplateNode>, Option<TemplateToken>)> {
    let depth = depth.checked_sub(1)?;
    let mut found = vec![];
    while let Some(token) = tokens.next() {
        match token {
            TemplateToken::TemplateNode(node) => found.push(node),
            TemplateToken::Loop => found.extend(nodes(tokens, depth)?.0),
            TemplateToken::If(condition) => found.push(branches(tokens, condition, depth)?),
            TemplateToken::Else(_) | TemplateToken::End => return Some((found, Some(token))),
        }
    }
    Some((found, None))
}

fn branches(tokens: &mut dyn Iterator<Item = TemplateToken>, condition: SmolStr, depth: usize) -> Option<TemplateNode> {
    let depth = depth.checked_sub(1)?;
    let (yes, end) = nodes(tokens, depth)?;
    let no = match end {
        Some(TemplateToken::Else(Some(other))) => vec![branches(tokens, other, depth)?],
        Some(TemplateToken::Else(None)) => nodes(tokens, depth)?.0,
        _ => vec![],
    };
    Some(TemplateNode::If(condition, yes, no))
}

/// Beginnings and ends of what is put in or decided.
const BRACKETS: &[(&str, &str)] = &[("${", "}"), ("%{", "}"), ("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];

fn tokens(text: &str) -> Vec<TemplateToken> {
    let mut found = vec![];
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(offset) = rest.find(['$', '%', '{', '<']) else { break };
        let start = at + offset;
        let opened = text.get(start..).unwrap_or_default();
        let bracket = BRACKETS.iter().find(|(open, _)| opened.starts_with(open));
        let Some((open, inside, end)) =
            bracket.and_then(|(open, close)| inside(opened, open, close)).map(|(open, inside, length)| (open, inside, start + length))
        else {
            at = start + 1;
            continue;
        };
        let is_escaped =
            matches!(open, "${" | "%{") && text.get(from..start).is_some_and(|before| before.ends_with(open.get(..1).unwrap_or_default()));
        if is_escaped {
            found.push(TemplateToken::TemplateNode(TemplateNode::Literal(from, start.saturating_sub(1))));
            (from, at) = (start, end);
            continue;
        }
        match meaning(open, inside) {
            None => at = end,
            Some(token) => {
                found.push(TemplateToken::TemplateNode(TemplateNode::Literal(from, start)));
                found.extend(match token {
                    TemplateToken::TemplateNode(TemplateNode::Hole(_, _, name)) => {
                        Some(TemplateToken::TemplateNode(TemplateNode::Hole(start, end, name)))
                    }
                    // A comment and the like.
                    TemplateToken::TemplateNode(_) => None,
                    token => Some(token),
                });
                (from, at) = (end, end);
            }
        }
    }
    found.push(TemplateToken::TemplateNode(TemplateNode::Literal(from, text.len())));
    found
}

/// What stands between the brackets at the beginning of a text, and the length of it all.
fn inside<'t>(text: &'t str, open: &'static str, close: &str) -> Option<(&'static str, &'t str, usize)> {
    let rest = text.get(open.len()..)?;
    // Braces and quotes count in expressions: `${jsonencode({ a = "}" })}`.
    let is_expression = close == "}";
    let (mut depth, mut in_quotes, mut escaped) = (0usize, false, false);
    for (at, char) in rest.char_indices() {
        if depth == 0 && !in_quotes && rest.get(at..)?.starts_with(close) {
            return Some((open, rest.get(..at)?, open.len() + at + close.len()));
        }
        match char {
            '"' if is_expression && !escaped => in_quotes = !in_quotes,
            '{' if is_expression && !in_quotes => depth += 1,
            '}' if is_expression && !in_quotes => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = char == '\\' && !escaped;
    }
    None
}

/// `aws:username`, `aws:PrincipalTag/team`: a variable of the policy.
fn is_policy_variable(text: &str) -> bool {
    let name = text.split(',').next().unwrap_or_default().trim();
    let key = name.split_once(':').filter(|(service, key)| !service.is_empty() && !key.is_empty());
    key.is_some_and(|(service, key)| {
        service.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
            && key.chars().all(|char| char.is_ascii_alphanumeric() || "/_-.:".contains(char))
    })
}

/// What brackets stand for; nothing if they are a part of the text.
fn meaning(open: &str, inside: &str) -> Option<TemplateToken> {
    let inside = inside.trim_matches(['-', '~', '+', '{', '}', ' ', '\t', '\r', '\n']).trim();
    let hole = |name: &str| Some(TemplateToken::TemplateNode(TemplateNode::Hole(0, 0, SmolStr::new(name))));
    let nothing = || Some(TemplateToken::TemplateNode(TemplateNode::Literal(0, 0)));
    match open {
        "${" if is_policy_variable(inside) || matches!(inside, "*" | "?" | "$") => None,
        "${" => hole(inside),
        "{#" => nothing(),
        "<%" => match inside.strip_prefix('=') {
            Some(name) => hole(name.trim()),
            None => directive(inside).or_else(nothing),
        },
        "{{" => directive(inside).or_else(|| hole(inside)),
        _ => directive(inside).or_else(nothing),
    }
}

fn directive(inside: &str) -> Option<TemplateToken> {
    let (word, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let condition = |rest: &str| SmolStr::new(rest.trim());
    let token = match word {
        "if" | "#if" | "unless" => TemplateToken::If(condition(rest)),
        "elif" | "elsif" => TemplateToken::Else(Some(condition(rest))),
        "else" => TemplateToken::Else(rest.trim().strip_prefix("if ").map(condition)),
        "for" | "range" | "with" | "#each" | "foreach" => TemplateToken::Loop,
        "end" | "endif" | "endfor" | "endwith" | "/if" | "/each" => TemplateToken::End,
        _ if inside.ends_with(" do") || inside.contains(" do |") => TemplateToken::Loop,
        _ => return None,
    };
    Some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::source::FileId;

    /// The JSON under each answer.
    fn read(text: &str) -> String {
        let whole = Span::new(FileId(0), 0, text.len());
        let value = value(text, whole).distribute(&mut |value| match value.to_text().map(|text| json::parse(&text, whole)) {
            Some((value, None)) => value,
            other => Value::text(Text::computed(format!("{other:?}"), whole), whole),
        });
        value.to_json().to_string()
    }

    #[test]
    fn what_is_put_in_is_a_hole() {
        let cases = [
            (
                r#"["a-${name}", ${jsonencode({ a = "}" })}]"#,
                r#"[{"$text":"a-${unknown}"},{"$unknown":"`jsonencode({ a = \"}\" })` is given to the template"}]"#,
            ),
            (
                r#"["{{ account }}", "${aws:username}", "<%= name %>"]"#,
                r#"[{"$unknown":"`account` is given to the template"},"${aws:username}",{"$unknown":"`name` is given to the template"}]"#,
            ),
            (r#"["$${aws:username}", "{# no #}b"]"#, r#"["${aws:username}","b"]"#),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn directives_leave_conditions_open_and_repeat_once() {
        let cases = [
            "[1, %{ if open ~} 2 %{ else } 3, %{ endif } ]",
            "[1, {% if open %} 2 {% else %} 3, {% endif %} ]",
            "[1, {{- if open }} 2, {{ else -}} 3 {{ end }} ]",
            "[1, <% if open %> 2 <% else %> 3 <% end %> ]",
        ];
        for text in cases {
            assert_eq!(read(text), r#"{"$any":[[1,2],[1,3]]}"#, "{text}");
        }
        let repeated = [
            "[ %{ for one in all ~} 1, %{ endfor ~} ]",
            "[ %{ for one in all ~} %{ if one != last }, %{ else } , %{ endif } 1 %{ endfor ~} ]",
            "[ {% for one in all %} 1 {% if not loop.last %},{% endif %} {% endfor %} ]",
            "[ <% all.each do |one| %> 1, <% end %> ]",
        ];
        for text in repeated {
            assert_eq!(read(text), "[1]", "{text}");
        }
    }
}
