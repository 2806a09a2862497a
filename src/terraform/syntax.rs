//! From the text of a file to one syntax tree: the parsers, what they fall back to, and the tree that they lower to.

pub(super) mod code_parts;
pub(super) mod comments;
pub(super) mod decode;
pub(super) mod heredoc;
pub(super) mod json_syntax;
pub(super) mod lower;
mod names;
pub(super) mod near;
pub(super) mod parse;
pub(super) mod recover;
pub(super) mod template_parts;
pub(super) mod tolerant;
pub(super) mod tolerant_template;
pub(super) mod tree;
