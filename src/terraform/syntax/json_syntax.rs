//! Terraform's JSON syntax: objects become blocks where Terraform's schema has blocks, strings become templates.

use super::parse;
use super::template_parts::ParsedText;
use super::tree::{Attribute, Block, BlockLabel, Body, ConfigurationFile, Expr, ExprKind, Key, MAX_DEPTH, Member, TextTemplate};
use crate::json;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{CodePart, CodePartKind, Comment, Span};
use crate::value::{Entry, Kind, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// How many labels each top-level block takes, and which of its members are blocks themselves.
const BLOCKS: &[(&str, usize, &[&str])] = &[
    ("resource", 2, &["lifecycle", "provisioner", "connection", "dynamic"]),
    ("data", 2, &["lifecycle", "dynamic"]),
    ("module", 1, &["lifecycle"]),
    ("variable", 1, &["validation"]),
    ("output", 1, &["precondition"]),
    ("locals", 0, &[]),
    ("provider", 1, &["assume_role", "default_tags", "dynamic"]),
    ("terraform", 0, &["backend", "cloud", "required_providers"]),
    ("moved", 0, &[]),
    ("import", 0, &[]),
    ("removed", 0, &[]),
    // Of Terragrunt: <https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/>
    ("include", 1, &[]),
    ("dependency", 1, &[]),
    ("generate", 1, &[]),
    ("remote_state", 0, &[]),
    ("unit", 1, &[]),
    ("stack", 1, &[]),
];

/// Parses a `.tf.json` file, or one of variables, whose strings are no templates.
pub(super) fn file(text: &str, whole: Span, has_templates: bool) -> ConfigurationFile {
    let (value, error) = json::parse(&Text::exact(text, whole), whole);
    let mut reader = JsonReader { problems: vec![], comments: vec![], has_templates };
    let lost = "the rest of the file";
    reader.problems.extend(error.map(|error| Problem::syntax_error(error.span, lost, &error.message)));
    let mut body = Body::default();
    // Several objects in a list are one body: <https://github.com/hashicorp/hcl/blob/main/json/spec.md>
    let bodies = value.as_list().unwrap_or(std::slice::from_ref(&value));
    for value in bodies {
        match &value.kind {
            Kind::Map(map) => reader.top(&map.entries, &mut body),
            _ if reader.problems.is_empty() => reader.problems.push(Problem::syntax_error(whole, "the file", "it is not a JSON object")),
            _ => {}
        }
    }
    ConfigurationFile { body, problems: reader.problems, comments: reader.comments, ..ConfigurationFile::default() }
}

struct JsonReader {
    problems: Vec<Problem>,
    /// What stands at `"//"`.
    comments: Vec<Comment>,
    has_templates: bool,
}

impl JsonReader {
    fn top(&mut self, entries: &[Entry], body: &mut Body) {
        self.comments(entries, None);
        for entry in entries {
            match BLOCKS.iter().find(|(kind, ..)| self.has_templates && *kind == entry.key) {
                // The only one may have no name.
                Some(("include", ..)) if entry.value.get("path").is_some() => self.blocks(entry, 0, &[], body),
                Some((_, labels, nested)) => self.blocks(entry, *labels, nested, body),
                None => body.attributes.extend(self.attribute(entry)),
            }
        }
    }

    /// The blocks at a key: objects nested as deep as there are labels, each level an object or a list of objects.
    fn blocks(&mut self, entry: &Entry, labels: usize, nested: &[&str], into: &mut Body) {
        let kind = BlockLabel { text: entry.key.clone(), span: entry.key_span };
        let mut open = vec![(&entry.value, vec![kind], false)];
        while let Some((value, path, is_item)) = open.pop() {
            match &value.kind {
                Kind::List(items) => open.extend(items.iter().rev().map(|item| (item, path.clone(), true))),
                Kind::Map(map) if path.len() <= labels => {
                    let deeper = map.entries.iter().rev().map(|entry| {
                        let label = BlockLabel { text: entry.key.clone(), span: entry.key_span };
                        (&entry.value, [path.clone(), vec![label]].concat(), false)
                    });
                    open.extend(deeper);
                }
                Kind::Map(map) => {
                    let is_resource = path.len() == 3 && path.first().is_some_and(|kind| kind.text == "resource");
                    // What a variable is without a value is written out, and nothing in it is a template.
                    let is_literal = path.len() == 2 && path.first().is_some_and(|kind| kind.text == "variable");
                    let has_templates = self.has_templates;
                    self.has_templates &= !is_literal;
                    let body = self.body(&map.entries, nested);
                    self.has_templates = has_templates;
                    let block = block(path, value.span, body);
                    // One of several stands for itself.
                    let part = match is_item {
                        false if is_resource => CodePart { span: block.span, kind: CodePartKind::Resource },
                        false => CodePart { span: block.span, kind: CodePartKind::Other },
                        true => CodePart { span: value.span, kind: CodePartKind::Other },
                    };
                    self.comments(&map.entries, Some(part));
                    into.blocks.push(Arc::new(block));
                }
                _ => {}
            }
        }
    }

    fn body(&mut self, entries: &[Entry], nested: &[&str]) -> Body {
        let mut body = Body::default();
        let dynamic = entries.iter().filter(|entry| entry.key == "dynamic" && nested.contains(&"dynamic"));
        let made: Vec<SmolStr> = dynamic.flat_map(|entry| labels_of(&entry.value)).collect();
        for entry in entries {
            match entry.key.as_str() {
                "//" => {}
                // Written as a block with the name of the block to make as its label.
                "dynamic" if nested.contains(&"dynamic") => self.blocks(entry, 1, &["content"], &mut body),
                "content" if nested.contains(&"content") => self.blocks(entry, 0, &["dynamic"], &mut body),
                // Only a block can hold a `dynamic` one, or stand beside one.
                key if made.iter().any(|made| made == key) || nested.contains(&"dynamic") && holds_dynamic(&entry.value) => {
                    self.blocks(entry, 0, &["dynamic"], &mut body)
                }
                key if nested.contains(&key) => {
                    let has_templates = std::mem::replace(&mut self.has_templates, true);
                    self.blocks(entry, 0, &[], &mut body);
                    self.has_templates = has_templates;
                }
                _ => body.attributes.extend(self.attribute(entry)),
            }
        }
        body
    }

    /// What an object says at `"//"`, a text or a list of texts, about the whole of it.
    /// <https://developer.hashicorp.com/terraform/language/syntax/json#comment-properties>
    fn comments(&mut self, entries: &[Entry], about: Option<CodePart>) {
        for entry in entries.iter().filter(|entry| entry.key == "//") {
            let texts = entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value)).iter();
            let inside = |span: Span| Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1), ..span };
            let comment = |text: &Value| Comment { span: text.span, text: inside(text.span), about };
            self.comments.extend(texts.filter(|value| value.as_str().is_some()).map(comment));
        }
    }

    fn attribute(&mut self, entry: &Entry) -> Option<Attribute> {
        if entry.key == "//" {
            return None;
        }
        let value = self.expr(&entry.value, 0);
        Some(Attribute { name: entry.key.clone(), name_span: entry.key_span, value })
    }

    fn expr(&mut self, value: &Value, depth: usize) -> Expr {
        let span = value.span;
        let kind = match &value.kind {
            _ if depth > MAX_DEPTH => {
                self.problems.push(Problem::limit_reached(span, "JSON nests too deeply"));
                ExprKind::Damaged
            }
            Kind::Text(text) => self.text(text, span),
            Kind::List(items) => ExprKind::Tuple(items.iter().map(|item| self.expr(item, depth + 1)).collect()),
            Kind::Map(map) => {
                self.comments(&map.entries, Some(CodePart { span, kind: CodePartKind::Other }));
                let members = map.entries.iter().map(|entry| {
                    let is_template = entry.key.contains("${") || entry.key.contains("%{");
                    let key = if is_template {
                        let text = Text::computed(entry.key.as_str(), entry.key_span);
                        Key::Computed(Expr { kind: self.text(&text, entry.key_span), span: entry.key_span })
                    } else {
                        Key::Name(entry.key.clone())
                    };
                    Member { key, key_span: entry.key_span, value: self.expr(&entry.value, depth + 1) }
                });
                ExprKind::Object(members.collect())
            }
            // Terraform writes numbers in its own way: `1E3` is `1000`.
            Kind::Number(number) => ExprKind::Number(number.clone()),
            _ => ExprKind::Constant(Box::new(value.clone())),
        };
        Expr { kind, span }
    }

    /// A string is a template, and the value itself if it is a single interpolation.
    fn text(&mut self, text: &Text, span: Span) -> ExprKind {
        let literal = text.literal();
        if !self.has_templates || !literal.contains("${") && !literal.contains("%{") {
            return ExprKind::Constant(Box::new(Value::text(text.clone(), span)));
        }
        let origin = ParsedText { text: literal, file: span.file, base: 0, embedded: Some(text), whole: span };
        match parse::template(&origin) {
            Ok(parts) => {
                let unwraps = literal.starts_with("${") && literal.ends_with('}');
                ExprKind::Template(Box::new(TextTemplate { parts, unwraps }))
            }
            Err((at, why)) => {
                self.problems.push(Problem::syntax_error(at, "a template", &why));
                ExprKind::Damaged
            }
        }
    }
}

/// The names of the blocks that `dynamic` makes.
fn labels_of(dynamic: &Value) -> Vec<SmolStr> {
    match &dynamic.kind {
        Kind::List(items) => items.iter().flat_map(labels_of).collect(),
        Kind::Map(map) => map.entries.iter().map(|entry| entry.key.clone()).collect(),
        _ => vec![],
    }
}

fn holds_dynamic(value: &Value) -> bool {
    match &value.kind {
        Kind::List(items) => items.iter().any(holds_dynamic),
        Kind::Map(map) => map.entries.iter().any(|entry| entry.key == "dynamic" || holds_dynamic(&entry.value)),
        _ => false,
    }
}

fn block(path: Vec<BlockLabel>, span: Span, body: Body) -> Block {
    let mut labels = path.into_iter();
    let kind = labels.next();
    let kind_span = kind.as_ref().map_or(span, |kind| kind.span);
    let labels: Vec<BlockLabel> = labels.collect();
    let header = labels.last().map_or(kind_span, |label| label.span);
    Block { kind: kind.map(|kind| kind.text).unwrap_or_default(), labels, header, span: header.to(span), body }
}
