//! Comments, and what each of them stands at: one of the parts into which a parser has taken the code apart.

use super::Span;

/// A comment in a file: the place of it, markers included, and that of its text without blanks around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    pub span: Span,
    pub text: Span,
    /// What it stands at; known only of comments that name deputylint.
    pub about: Option<CodePart>,
}

/// A block, attribute, expression, member or item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodePart {
    pub span: Span,
    pub kind: CodePartKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodePartKind {
    /// A section of a template. No comment is about it: nobody silences all resources at once.
    Section,
    /// A resource as a whole.
    Resource,
    Other,
}

/// The word that a comment must have so that it is looked at.
const NAME: &str = "deputylint";

/// Whether any comment in a text may be meant for us. Only then its parts need to be known.
pub fn may_speak_to_us(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), NAME.as_bytes()).is_some()
}

/// Tells of each comment what it stands at: what begins behind it on its line, else what it ends the first line of, else what begins on the line below.
/// Never anything outside of what the comment itself stands in. `parts` nest, in any order; `text` is the whole file.
pub fn place(comments: &mut [Comment], mut parts: Vec<CodePart>, text: &str) {
    parts.sort_by_key(|part| (part.span.start, std::cmp::Reverse(part.span.end)));
    comments.sort_by_key(|comment| comment.span.start);
    let following = all_following(text, comments);
    let mut around = OpenParts::default();
    let (mut next, mut line) = (0, 0);
    for (comment, code) in comments.iter_mut().zip(following) {
        while let Some(part) = parts.get(next).filter(|part| part.span.start < comment.span.start) {
            around.enter(*part);
            next += 1;
        }
        around.leave(comment.span.start);
        line = slice(text, line, comment.span.start).rfind('\n').map_or(line, |end| line + bytes(end + 1));
        if !slice(text, comment.text.start, comment.text.end).contains(NAME) {
            continue;
        }
        let begins = |part: &&CodePart| code.is_some_and(|code| code.is_begun_by(text, part.span.start));
        let is_inside = |part: &&CodePart| around.inside().is_none_or(|outer| outer.span.covers(part.span));
        let is_first = slice(text, line, comment.span.start).trim().is_empty();
        let is_below = code.is_none_or(|code| code.is_below);
        // What is indented further belongs to what stands before.
        let is_deeper = is_below && code.is_some_and(|code| comment.span.start - line > code.indentation(text));
        let behind = parts.get(next).filter(|_| !is_deeper).filter(begins).filter(is_inside).copied();
        let about = if is_first || !is_below && behind.is_some() { behind } else { around.ended_on(line) };
        comment.about = about.filter(|part| part.kind != CodePartKind::Section);
    }
}

/// The code behind a comment, over other comments but no blank line.
#[derive(Clone, Copy)]
struct Following {
    start: u32,
    /// Whether it stands on a line below.
    is_below: bool,
}

impl Following {
    /// Whether a part is what begins here; below, after signs such as the `-` of an item.
    fn is_begun_by(self, text: &str, at: u32) -> bool {
        at == self.start || self.is_below && at > self.start && !slice(text, self.start, at).contains('\n')
    }

    fn indentation(self, text: &str) -> u32 {
        let before = slice(text, 0, self.start);
        bytes(before.len() - before.trim_end_matches([' ', '\t']).len())
    }
}

/// For each comment; from the last one back, since what follows a comment may be the next comment.
fn all_following(text: &str, comments: &[Comment]) -> Vec<Option<Following>> {
    let mut all = vec![];
    let mut later: Option<(u32, Option<Following>)> = None;
    for comment in comments.iter().rev() {
        let rest = slice(text, comment.span.end, u32::MAX);
        let blank = rest.len() - rest.trim_start().len();
        let ends = rest.get(..blank).unwrap_or_default().matches('\n').count();
        let start = comment.span.end.saturating_add(bytes(blank));
        let found = match later {
            _ if ends > 1 || blank == rest.len() => None,
            Some((next, following)) if next == start => following,
            _ => Some(Following { start, is_below: false }),
        };
        let found = found.map(|found| Following { is_below: found.is_below || ends > 0, ..found });
        all.push(found);
        later = Some((comment.span.start, found));
    }
    all.reverse();
    all
}

fn bytes(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn slice(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..(end as usize).min(text.len())).unwrap_or_default()
}

/// The parts around a place, the innermost last. Each knows what has ended in it: the part directly in it that ended last, behind that the one that
/// ended last in that, and so on. Outside of all is the file.
#[derive(Default)]
struct OpenParts {
    open: Vec<(CodePart, Vec<CodePart>)>,
    ended_in_file: Vec<CodePart>,
}

impl OpenParts {
    fn enter(&mut self, part: CodePart) {
        self.leave(part.span.start);
        self.open.push((part, vec![]));
    }

    /// Closes what ends before a place.
    fn leave(&mut self, at: u32) {
        while let Some((part, mut ended)) = self.open.pop_if(|(part, _)| part.span.end <= at) {
            ended.push(part);
            match self.open.last_mut() {
                Some((_, of_outer)) => *of_outer = ended,
                None => self.ended_in_file = ended,
            }
        }
    }

    fn inside(&self) -> Option<CodePart> {
        self.open.last().map(|(part, _)| *part)
    }

    /// What a comment at the end of a line is about: what ended before it or what it stands in, if that begins on the line. What begins with its first
    /// member, as items of YAML do, is meant as a whole.
    fn ended_on(&self, line: u32) -> Option<CodePart> {
        let on_line = |part: &CodePart| part.span.start >= line;
        let ended = self.open.last().map_or(&self.ended_in_file, |(_, ended)| ended);
        let nearest = ended.iter().rev().copied().find(on_line).or_else(|| self.inside().filter(on_line))?;
        let with_it = self.open.iter().map(|(part, _)| *part).find(|part| part.span.start == nearest.span.start);
        Some(with_it.unwrap_or(nearest))
    }
}
