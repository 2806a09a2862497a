//! Patterns of a policy: wildcards, policy variables, parts that are not known; and how they match.

mod reading;

use crate::mapped_text::{Hole, HoleKind, Piece, Text};
use crate::truth::Truth;
use reading::read_literal;
use smol_str::SmolStr;
use std::sync::Arc;

/// A text of a policy that may hold wildcards, policy variables and parts that are not known.
#[derive(Clone, PartialEq, Debug)]
pub struct Pattern {
    parts: Vec<Part>,
    /// The tokens if no variable stands in it.
    fixed: Option<Vec<Token>>,
    /// The text if it has no wildcard, no variable and nothing unknown.
    plain: Option<SmolStr>,
    /// How many colons are written in it.
    colons: usize,
}

/// One stretch of a pattern.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    Text(SmolStr),
    /// `*`
    Many,
    /// `?`
    One,
    /// `${key}` or `${key, 'default'}`; the key in lower case.
    Variable {
        key: SmolStr,
        default: Option<SmolStr>,
    },
    Hole(Arc<Hole>),
}

/// A pattern is matched token by token. AWS counts in UTF-16 units: `?` is half a character outside the basic plane.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Token {
    Unit(u16),
    One,
    Many,
    /// Any text without `:`, not known.
    Gap,
    /// Any text without `:` and `/`, not known: the name of a region.
    Region,
}

/// What a policy variable comes to.
pub type Resolve<'a> = dyn Fn(&str) -> Resolved + 'a;

/// The value of a policy variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resolved {
    Text(SmolStr),
    /// The request does not have the key: the variable's default counts, if it has one.
    Absent,
    /// The request has the key, but as a list, and a list is never put in, nor is the default.
    List,
}

/// A resolver that knows no key.
pub fn unresolved(_: &str) -> Resolved {
    Resolved::Absent
}

fn value(key: &str, default: Option<&SmolStr>, resolve: &Resolve<'_>) -> Option<SmolStr> {
    match resolve(key) {
        Resolved::Text(text) => Some(text),
        Resolved::Absent => default.cloned(),
        Resolved::List => None,
    }
}

impl Pattern {
    /// Reads a text as a pattern; variables and escapes only where the policy's version has them.
    pub fn read(text: &Text, variables: bool) -> Pattern {
        let mut parts = vec![];
        for piece in text.pieces() {
            match piece {
                Piece::Literal(text, _) => read_literal(text, variables, &mut parts),
                Piece::Hole(hole) => parts.push(Part::Hole(hole.clone())),
            }
        }
        Pattern::of(parts)
    }

    /// Reads a known text as a pattern.
    pub fn from_known(text: &str, variables: bool) -> Pattern {
        let mut parts = vec![];
        read_literal(text, variables, &mut parts);
        Pattern::of(parts)
    }

    fn of(parts: Vec<Part>) -> Pattern {
        let plain = match parts.as_slice() {
            [] => Some(SmolStr::default()),
            [Part::Text(text)] => Some(text.clone()),
            _ => None,
        };
        let colons = parts.iter().map(|part| if let Part::Text(text) = part { text.matches(':').count() } else { 0 }).sum();
        let mut pattern = Pattern { parts, fixed: None, plain, colons };
        if !pattern.has_variables() {
            pattern.fixed = pattern.build(true, &unresolved);
        }
        pattern
    }

    /// The parts in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The text if it has no wildcard, no variable and nothing unknown.
    pub fn plain(&self) -> Option<&str> {
        self.plain.as_deref()
    }

    /// How many colons are written in it.
    pub fn colons(&self) -> usize {
        self.colons
    }

    /// Whether a policy variable is in it.
    pub fn has_variables(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Variable { .. }))
    }

    /// Whether `*` or `?` is in it.
    pub fn has_wildcards(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Many | Part::One))
    }

    /// Whether a part of it is not known.
    pub fn has_holes(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Hole(_)))
    }

    /// The unknown parts.
    pub fn holes(&self) -> impl Iterator<Item = &Arc<Hole>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(hole) => Some(hole),
            _ => None,
        })
    }

    /// The keys of its variables.
    pub fn variables(&self) -> impl Iterator<Item = &SmolStr> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable { key, .. } => Some(key),
            _ => None,
        })
    }

    /// Whether it is `*` alone.
    pub fn is_any(&self) -> bool {
        !self.parts.is_empty() && self.parts.iter().all(|part| *part == Part::Many)
    }

    /// The tokens with wildcards, variables replaced; nothing if one has no value.
    pub fn glob(&self, resolve: &Resolve<'_>) -> Option<Vec<Token>> {
        self.fixed.clone().or_else(|| self.build(true, resolve))
    }

    /// The tokens with `*` and `?` as plain characters.
    pub fn literal(&self, resolve: &Resolve<'_>) -> Option<Vec<Token>> {
        self.build(false, resolve)
    }

    /// The tokens of the six components of an ARN; substituted text never separates. `Err` if there are fewer than six.
    pub fn components(&self, resolve: &Resolve<'_>) -> Option<Result<[Vec<Token>; 6], ()>> {
        self.split(|part, tokens| part.tokens(true, resolve, tokens))
    }

    fn split(&self, mut read: impl FnMut(&Part, &mut Vec<Token>) -> Option<()>) -> Option<Result<[Vec<Token>; 6], ()>> {
        let mut components: [Vec<Token>; 6] = Default::default();
        let mut at = 0usize;
        for part in &self.parts {
            let written = matches!(part, Part::Text(_));
            let mut tokens = vec![];
            read(part, &mut tokens)?;
            for token in tokens {
                if written && token == COLON && at < 5 {
                    at += 1;
                } else if let Some(component) = components.get_mut(at) {
                    component.push(token);
                }
            }
        }
        Some(if at == 5 { Ok(components) } else { Err(()) })
    }

    /// The tokens with any text for every variable that is not resolved: all that the pattern can take. `*` and `?` are plain characters unless `wildcards`.
    pub fn opened(&self, wildcards: bool, resolve: &Resolve<'_>) -> Vec<Token> {
        let mut tokens = vec![];
        for part in &self.parts {
            open(part, wildcards, resolve, &mut tokens);
        }
        tokens
    }

    /// The same for the six components of an ARN; nothing if there are fewer.
    pub fn opened_components(&self, resolve: &Resolve<'_>) -> Option<[Vec<Token>; 6]> {
        self.split(|part, tokens| {
            open(part, true, resolve, tokens);
            Some(())
        })
        .and_then(Result::ok)
    }

    /// What a variable can come to so that the text matches; other variables are taken as they are resolved, or may be anything.
    pub fn captures(&self, key: &str, text: &str, wildcards: bool, resolve: &Resolve<'_>) -> Vec<String> {
        const LONGEST: usize = 256;
        let is_it = |part: &Part| matches!(part, Part::Variable { key: known, .. } if known == key);
        let (Some(at), text) = (self.parts.iter().position(is_it), units(text)) else { return vec![] };
        if text.len() > LONGEST {
            return vec![];
        }
        let tokens = |parts: &[Part]| {
            let mut tokens = vec![];
            parts.iter().for_each(|part| open(part, wildcards, resolve, &mut tokens));
            tokens
        };
        let (before, after) = self.parts.split_at(at);
        let (before, after) = (tokens(before), tokens(after.get(1..).unwrap_or_default()));
        let starts = (0..=text.len()).filter(|from| match_tokens(&before, text.get(..*from).unwrap_or_default()) == Truth::Yes);
        let ends: Vec<usize> =
            (0..=text.len()).filter(|to| match_tokens(&after, text.get(*to..).unwrap_or_default()) == Truth::Yes).collect();
        let spans = starts.flat_map(|from| ends.iter().filter_map(|to| text.get(from..*to)).collect::<Vec<_>>());
        spans.filter_map(|span| String::from_utf16(span).ok()).collect()
    }

    fn build(&self, wildcards: bool, resolve: &Resolve<'_>) -> Option<Vec<Token>> {
        let mut tokens = vec![];
        for part in &self.parts {
            part.tokens(wildcards, resolve, &mut tokens)?;
        }
        Some(tokens)
    }

    /// Whether a text matches as `StringLike` means it.
    pub fn matches(&self, text: &str, resolve: &Resolve<'_>) -> Truth {
        if let Some(plain) = &self.plain {
            return Truth::from(plain == text);
        }
        match &self.fixed {
            Some(tokens) => match_tokens(tokens, &units(text)),
            None => self.build(true, resolve).map_or(Truth::No, |tokens| match_tokens(&tokens, &units(text))),
        }
    }

    /// Whether a text equals it, wildcards being plain characters.
    pub fn equals(&self, text: &str, resolve: &Resolve<'_>) -> Truth {
        if let Some(plain) = &self.plain {
            return Truth::from(plain == text);
        }
        self.build(false, resolve).map_or(Truth::No, |tokens| match_tokens(&tokens, &units(text)))
    }

    /// The text with `*` and `?` as plain characters and variables replaced; nothing if a part is not known or has no value.
    pub fn as_text(&self, resolve: &Resolve<'_>) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Many => text.push('*'),
                Part::One => text.push('?'),
                Part::Variable { key, default } => text.push_str(&value(key, default.as_ref(), resolve)?),
                Part::Hole(_) => return None,
            }
        }
        Some(text)
    }
}

impl Part {
    fn tokens(&self, wildcards: bool, resolve: &Resolve<'_>, into: &mut Vec<Token>) -> Option<()> {
        match self {
            Part::Text(text) => into.extend(text.encode_utf16().map(Token::Unit)),
            Part::Many if wildcards => into.push(Token::Many),
            Part::One if wildcards => into.push(Token::One),
            Part::Many => into.push(Token::Unit(u16::from(b'*'))),
            Part::One => into.push(Token::Unit(u16::from(b'?'))),
            Part::Variable { key, default } => {
                let value = value(key, default.as_ref(), resolve)?;
                into.extend(value.encode_utf16().map(Token::Unit));
            }
            Part::Hole(hole) if hole.kind == HoleKind::Region => into.push(Token::Region),
            Part::Hole(_) => into.push(Token::Gap),
        }
        Some(())
    }
}

/// The tokens of a part, any text for a variable that is not resolved.
fn open(part: &Part, wildcards: bool, resolve: &Resolve<'_>, into: &mut Vec<Token>) {
    match part {
        Part::Variable { key, .. } => match resolve(key) {
            Resolved::Text(text) => into.extend(text.encode_utf16().map(Token::Unit)),
            Resolved::Absent | Resolved::List => into.push(Token::Many),
        },
        other => {
            if other.tokens(wildcards, &unresolved, into).is_none() {
                into.push(Token::Many);
            }
        }
    }
}

pub(crate) const COLON: Token = Token::Unit(b':' as u16);

/// A text as AWS counts it.
pub fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// Whether the units match the tokens; `Unknown` if that depends on a part that is not known.
pub fn match_tokens(tokens: &[Token], text: &[u16]) -> Truth {
    if tokens.iter().any(|token| matches!(token, Token::Gap | Token::Region)) {
        return if may_match(tokens, text) { Truth::Unknown } else { Truth::No };
    }
    Truth::from(glob_matches(tokens, text))
}

/// Whether some text matches both; what is not known can be any text.
pub fn overlap(one: &[Token], other: &[Token]) -> bool {
    let is_open = |token: &Token| !matches!(token, Token::Unit(_) | Token::One);
    let is_same = |one: &Token, other: &Token| one == other || *one == Token::One || *other == Token::One;
    // Whether a text matches all of `one` so far, and so many tokens of the other.
    let mut reached = vec![true];
    reached.extend(other.iter().scan(true, |open, token| {
        *open &= is_open(token);
        Some(*open)
    }));
    for token in one {
        let mut before = is_open(token) && reached.first() == Some(&true);
        let mut next = vec![before];
        for (facing, pair) in other.iter().zip(reached.windows(2)) {
            let [diagonal, above] = pair else { continue };
            before = if is_open(token) || is_open(facing) { *above || before } else { *diagonal && is_same(token, facing) };
            next.push(before);
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

/// The usual scan with one point to come back to.
fn glob_matches(tokens: &[Token], text: &[u16]) -> bool {
    let (mut token, mut unit) = (0usize, 0usize);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (tokens.get(token), text.get(unit)) {
            (Some(Token::Many), _) => {
                token += 1;
                retry = Some((token, unit));
                continue;
            }
            (Some(Token::One), Some(_)) => {
                token += 1;
                unit += 1;
                continue;
            }
            (Some(Token::Unit(expected)), Some(found)) if expected == found => {
                token += 1;
                unit += 1;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        match retry {
            Some((after, from)) if from < text.len() => {
                retry = Some((after, from + 1));
                token = after;
                unit = from + 1;
            }
            _ => return false,
        }
    }
}

/// Whether the units match for some value of the unknown parts.
fn may_match(tokens: &[Token], text: &[u16]) -> bool {
    let mut reached = vec![false; tokens.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    skip_empty(tokens, &mut reached);
    for unit in text {
        let mut next = vec![false; tokens.len() + 1];
        for (at, token) in tokens.iter().enumerate() {
            if !reached.get(at).copied().unwrap_or(false) {
                continue;
            }
            let (stays, moves) = match token {
                Token::Unit(expected) => (false, expected == unit),
                Token::One => (false, true),
                Token::Many => (true, false),
                Token::Gap => (*unit != u16::from(b':'), false),
                Token::Region => (*unit != u16::from(b':') && *unit != u16::from(b'/'), false),
            };
            if let Some(slot) = next.get_mut(at) {
                *slot |= stays;
            }
            if let Some(slot) = next.get_mut(at + 1) {
                *slot |= moves;
            }
        }
        skip_empty(tokens, &mut next);
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

fn skip_empty(tokens: &[Token], reached: &mut [bool]) {
    for (at, token) in tokens.iter().enumerate() {
        let skips = matches!(token, Token::Many | Token::Gap | Token::Region);
        if skips
            && reached.get(at).copied().unwrap_or(false)
            && let Some(slot) = reached.get_mut(at + 1)
        {
            *slot = true;
        }
    }
}

/// Whether an ARN matches component by component; `Err` if the pattern has fewer than six. A text that is no ARN never matches.
pub fn match_arn(pattern: &Pattern, arn: &str, resolve: &Resolve<'_>) -> Option<Result<Truth, ()>> {
    if let Some(tokens) = &pattern.fixed {
        // Most are told apart by how they begin or end.
        let begins = |part: Option<&Part>| !matches!(part, Some(Part::Text(begin)) if !arn.starts_with(begin.as_str()));
        let ends = |part: Option<&Part>| !matches!(part, Some(Part::Text(end)) if !arn.ends_with(end.as_str()));
        if pattern.colons >= 5 && !(begins(pattern.parts.first()) && ends(pattern.parts.last())) {
            return Some(Ok(Truth::No));
        }
        // Colons are written ones: no variable stands in it.
        let components = tokens.splitn(6, |token| *token == COLON);
        return Some(if pattern.colons < 5 { Err(()) } else { Ok(match_components(components, arn)) });
    }
    let Ok(components) = pattern.components(resolve)? else { return Some(Err(())) };
    Some(Ok(match_components(components.iter().map(Vec::as_slice), arn)))
}

fn match_components<'t>(components: impl Iterator<Item = &'t [Token]>, arn: &str) -> Truth {
    let mut parts = arn.splitn(6, ':');
    let mut result = Truth::Yes;
    for component in components {
        let Some(part) = parts.next() else { return Truth::No };
        result = result.and(told_at_once(component, part).unwrap_or_else(|| match_tokens(component, &units(part))));
        if result == Truth::No {
            break;
        }
    }
    result
}

/// Whether a text matches tokens, where that is told without going back in the text: by how it begins, which most are told apart by, or since nothing or all
/// is open.
fn told_at_once(tokens: &[Token], text: &str) -> Option<Truth> {
    let mut units = text.encode_utf16();
    for (place, token) in tokens.iter().enumerate() {
        match token {
            Token::Unit(unit) if units.next() == Some(*unit) => {}
            Token::Unit(_) => return Some(Truth::No),
            Token::Many if place + 1 == tokens.len() => return Some(Truth::Yes),
            _ => return None,
        }
    }
    Some(Truth::from(units.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(pattern: &str, text: &str) -> bool {
        Pattern::from_known(pattern, true).matches(text, &unresolved) == Truth::Yes
    }

    #[test]
    fn globs() {
        assert!(like("a*d*t", "audit"));
        assert!(!like("a*d*x", "audit"));
        assert!(like("*", ""));
        assert!(!like("?", ""));
        assert!(like("what${?}", "what?"));
        assert!(!like("what${?}", "whats"));
        assert!(like("a[b]*", "a[b]c"));
        assert!(!like("?", "\u{10428}"));
        assert!(like("??", "\u{10428}"));
        assert!(like("*ab", "aab"));
        assert!(like(&"*a".repeat(20), &"a".repeat(400)));
    }

    #[test]
    fn signs_that_begin_no_variable_stand_for_themselves() {
        for text in ["$", "$$a${", "${a", "a$}b${", "${a, b}", "${}", "${a, b}${c"] {
            assert_eq!(Pattern::from_known(text, true).plain(), Some(text), "{text}");
        }
        let parts = |text: &str| Pattern::from_known(text, true).parts().len();
        assert_eq!([parts("a$b${c:d}"), parts("${a, b}${c:d}x"), parts("${*}${c:d}*")], [2, 3, 3]);
        assert_eq!(Pattern::from_known("a:${:}:${*}:", true).colons(), 3);
    }

    #[test]
    fn variables_are_found_from_what_they_have_to_match() {
        let captures = |pattern: &str, text: &str| Pattern::from_known(pattern, true).captures("a:b", text, true, &unresolved);
        assert_eq!(captures("1111${a:b}", "111122223333"), ["22223333"]);
        assert_eq!(captures("x/${a:b}/y", "x/1/y"), ["1"]);
        assert!(captures("x/${a:b}/y", "x/1/z").is_empty());
        assert_eq!(captures("${a:b}*", "ab"), ["", "a", "ab"]);
        assert!(captures("${a:c}", "ab").is_empty());
    }

    #[test]
    fn arns_match_by_component() {
        let pattern = Pattern::from_known("arn:aws:states:*:111122223333:*", true);
        let arn = "arn:aws:states:us-east-1:444455556666:execution:111122223333:r";
        assert_eq!(match_arn(&pattern, arn, &unresolved), Some(Ok(Truth::No)));
        assert_eq!(pattern.matches(arn, &unresolved), Truth::Yes);
        assert_eq!(match_arn(&Pattern::from_known("*", true), arn, &unresolved), Some(Err(())));
    }

    #[test]
    fn variables_have_defaults_and_no_wildcards() {
        let pattern = Pattern::from_known("a-${aws:PrincipalTag/Team, 'x'}-*", true);
        let star = |key: &str| match key {
            "aws:principaltag/team" => Resolved::Text(SmolStr::new("*")),
            _ => Resolved::Absent,
        };
        assert_eq!(pattern.matches("a-*-b", &star), Truth::Yes);
        assert_eq!(pattern.matches("a-b-b", &star), Truth::No);
        assert_eq!(pattern.matches("a-x-", &unresolved), Truth::Yes);
        assert_eq!(pattern.matches("a-x-", &|_: &str| Resolved::List), Truth::No);
        assert!(Pattern::from_known("${a:b}", true).glob(&unresolved).is_none());
        assert_eq!(Pattern::from_known("${a:b}", false).equals("${a:b}", &unresolved), Truth::Yes);
    }
}
