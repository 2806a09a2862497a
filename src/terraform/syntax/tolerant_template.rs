//! The tolerant parser's templates.

use super::template_parts::{dedent, push_literal, settle, strip_first, strip_last};
use super::tolerant::{TolerantLowering, children, first};
use super::tree::{ExprKind, LiteralStyle, MAX_DEPTH, TemplateFor, TemplatePart, TextTemplate};
use tree_sitter::Node;

const TAGS: &[&str] = &["template_for_start", "template_for_end", "template_if_intro", "template_else_intro", "template_if_end"];

impl TolerantLowering<'_> {
    pub(in crate::terraform) fn heredoc(&mut self, node: Node<'_>, depth: usize) -> Option<ExprKind> {
        let nodes: Vec<_> = children(node).collect();
        let marks: Vec<_> = nodes.iter().filter(|child| child.kind() == "heredoc_identifier").collect();
        let (open, close) = (marks.first()?.end_byte(), marks.last()?.start_byte());
        let start = open + self.origin.raw(open, close).find('\n')? + 1;
        let end = start + self.origin.raw(start, close).rfind('\n').map_or(0, |at| at + 1);
        let mut parts = self.region(start, end, &nodes, LiteralStyle::Heredoc, depth)?;
        if self.text(node).starts_with("<<-") {
            dedent(&mut parts, self.origin);
        }
        settle(&mut parts, self.origin);
        Some(ExprKind::Template(Box::new(TextTemplate { parts, unwraps: false })))
    }

    /// A stretch of a template: the interpolations and directives among `nodes`, and as literals what stands between them.
    pub(in crate::terraform) fn region(
        &mut self,
        start: usize,
        end: usize,
        nodes: &[Node<'_>],
        style: LiteralStyle,
        depth: usize,
    ) -> Option<Vec<TemplatePart>> {
        let mut parts = vec![];
        let mut at = start;
        let mut strips = false;
        let markup = nodes.iter().filter(|node| matches!(node.kind(), "template_interpolation" | "template_directive"));
        for node in markup.map(Some).chain([None]) {
            let to = node.map_or(end, Node::start_byte);
            let before = self.origin.raw(at, to).chars().next_back();
            if let Some(text) = node.map(|node| self.text(*node)).filter(|text| before.is_some() && before == text.chars().next()) {
                // `$${` is an escape wherever it stands; the grammar takes `$$${` for markup. What is quoted inside would end the text.
                if style == LiteralStyle::Quoted && text.contains('"') {
                    return None;
                }
                continue;
            }
            let from = parts.len();
            push_literal(&mut parts, self.origin, at, to, style);
            if strips {
                strip_first(parts.get_mut(from..)?, self.origin);
            }
            let Some(node) = node else { break };
            let (before, after) = self.strips(*node);
            if before {
                strip_last(&mut parts, self.origin);
            }
            strips = after;
            if let Some(part) = self.markup(*node, style, depth + 1)? {
                parts.push(part);
            }
            at = node.end_byte();
        }
        Some(parts)
    }

    /// Whether markup strips white space before and after itself.
    fn strips(&self, node: Node<'_>) -> (bool, bool) {
        let text = self.text(node);
        (text.get(2..).is_some_and(|rest| rest.starts_with('~')), text.trim_end_matches('}').ends_with('~'))
    }

    fn markup(&mut self, node: Node<'_>, style: LiteralStyle, depth: usize) -> Option<Option<TemplatePart>> {
        if depth > MAX_DEPTH {
            return None;
        }
        if node.kind() == "template_interpolation" {
            let inner = children(node).find(|child| child.kind() == "expression");
            return match inner {
                Some(inner) => Some(Some(TemplatePart::Interpolation(self.expr(inner, depth + 1)?))),
                None => Some(None),
            };
        }
        let directive = first(node)?;
        let nodes: Vec<_> = children(directive).collect();
        // The tags stand between the stretches: `%{if}` … `%{else}` … `%{endif}`.
        let tags: Vec<_> = nodes.iter().copied().filter(|child| TAGS.contains(&child.kind())).collect();
        let mut stretches = vec![];
        for pair in tags.windows(2) {
            let &[open, close] = pair else { return None };
            let (from, to) = (open.end_byte(), close.start_byte());
            let inside: Vec<_> = nodes.iter().copied().filter(|child| from <= child.start_byte() && child.end_byte() <= to).collect();
            let mut parts = self.region(from, to, &inside, style, depth + 1)?;
            if self.strips(open).1 {
                strip_first(&mut parts, self.origin);
            }
            if self.strips(close).0 {
                strip_last(&mut parts, self.origin);
            }
            stretches.push(parts);
        }
        let mut stretches = stretches.into_iter();
        let open = *tags.first()?;
        let inside = stretches.next()?;
        if directive.kind() == "template_if" {
            let condition = self.expr(children(open).find(|child| child.kind() == "expression")?, depth + 1)?;
            return Some(Some(TemplatePart::If(Box::new((condition, inside, stretches.next().unwrap_or_default())))));
        }
        let (key, value, collection) = self.intro(open, depth + 1)?;
        Some(Some(TemplatePart::For(Box::new(TemplateFor { key, value, collection, parts: inside }))))
    }
}
