//! From the text of a file to our tree: the fast parser for the whole, chunks and the tolerant parser for what it refuses.

use super::code_parts::code_parts;
use super::comments::{Inside, comments};
use super::heredoc;
use super::json_syntax;
use super::lower;
use super::recover;
use super::template_parts::ParsedText;
use super::tree::{ConfigurationFile, Expr, TemplatePart};
use crate::problem::Problem;
use crate::source::{FileId, Span, Workspace, comment};

/// Above this many assignments in one text the fast parser, which compares all keys of an object with each other, is not asked.
pub(in crate::terraform) const MAX_ASSIGNMENTS: usize = 4_000;

/// Larger files are not parsed.
const MAX_BYTES: usize = 16 << 20;

/// Reads and parses a file of the workspace, in native or JSON syntax as its name says.
pub fn parse_file(workspace: &Workspace, file: FileId) -> ConfigurationFile {
    let text = match workspace.text(file) {
        Ok(text) => text,
        Err(why) => return ConfigurationFile::lost(Problem::unreadable_file(file, why)),
    };
    if text.len() > MAX_BYTES {
        return ConfigurationFile::lost(Problem::limit_reached(Span::new(file, 0, 0), "files over 16 MiB are not parsed"));
    }
    let base = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let content = text.get(base..).unwrap_or_default();
    let whole = Span::new(file, base, text.len());
    let path = workspace.path(file);
    if path.ends_with(".json") {
        let has_templates = [".tf.json", ".tofu.json", ".hcl.json"].iter().any(|ending| path.ends_with(ending));
        let has_marks = has_marks(content);
        return ConfigurationFile { has_marks, ..json_syntax::file(content, whole, has_templates) };
    }
    let mut parsed = native(&ParsedText { text: content, file, base, embedded: None, whole });
    if comment::may_speak_to_us(content) {
        comment::place(&mut parsed.comments, code_parts(&parsed.body), text);
    }
    parsed
}

fn has_marks(text: &str) -> bool {
    text.contains("sensitive") || text.contains("ephemeral")
}

/// Parses a configuration in native syntax.
pub(in crate::terraform) fn native(origin: &ParsedText<'_>) -> ConfigurationFile {
    let has_marks = has_marks(origin.text);
    let text = heredoc::with_plain_ends(origin.text, Inside::Code(0));
    let origin = &ParsedText { text: &text, ..*origin };
    if !is_oversized(origin.text)
        && let Ok(tree) = hcl_edit::parser::parse_body(origin.text)
    {
        return ConfigurationFile { body: lower::body(&tree, origin), problems: vec![], comments: comments(origin), has_marks };
    }
    ConfigurationFile { has_marks, ..recover::body(origin) }
}

/// Whether the text may hold an object with so many keys that the fast parser takes quadratic time.
pub(super) fn is_oversized(text: &str) -> bool {
    text.len() > 4 * MAX_ASSIGNMENTS && text.bytes().filter(|byte| matches!(byte, b'=' | b':')).count() > MAX_ASSIGNMENTS
}

/// Parses an expression that stands by itself, as the value of `--var` or in a JSON string.
pub(in crate::terraform) fn expression(origin: &ParsedText<'_>) -> Result<Expr, String> {
    if is_oversized(origin.text) {
        return Err("it is too large".to_owned());
    }
    let text = heredoc::with_plain_ends(origin.text, Inside::Code(0));
    let origin = &ParsedText { text: &text, ..*origin };
    let tree = hcl_edit::parser::parse_expr(origin.text).map_err(|error| error.message().to_owned())?;
    Ok(lower::expression(&tree, origin))
}

/// Parses a template that stands by itself: a file for `templatefile`, a string in JSON syntax.
pub(in crate::terraform) fn template(origin: &ParsedText<'_>) -> Result<Vec<TemplatePart>, (Span, String)> {
    if is_oversized(origin.text) && origin.text.len() > MAX_BYTES / 16 {
        return Err((origin.whole, "it is too large".to_owned()));
    }
    let text = heredoc::with_plain_ends(origin.text, Inside::TEMPLATE);
    let origin = &ParsedText { text: &text, ..*origin };
    let tree = hcl_edit::parser::parse_template(origin.text).map_err(|error| {
        let at = error.location().offset().min(origin.text.len());
        (origin.span(at, (at + 1).min(origin.text.len())), error.message().to_owned())
    })?;
    Ok(lower::template(&tree, origin))
}
