//! The tolerant parser, tree-sitter's, lowered to our tree: for well-formed blocks that the fast parser refuses, such as objects with
//! a key that stands twice or with very many keys.

use super::template_parts::{Origin, dedent, push_literal, settle, strip_first, strip_last};
use super::tree::{
    Attribute, Binary, Block, Body, Call, Expr, ExprKind, For, Key, Label, MAX_DEPTH, Member, Operator, Part, Step, StepKind, Style,
    Template, TemplateFor, Traversal,
};
use crate::problem::Problem;
use crate::source::Span;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use tree_sitter::Node;

/// Parses a chunk; nothing if it is not well-formed or nests too deeply.
pub(super) fn body(origin: &Origin<'_>, problems: &mut Vec<Problem>) -> Option<Body> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_hcl::LANGUAGE.into()).ok()?;
    let tree = parser.parse(origin.text, None)?;
    let root = tree.root_node();
    if root.has_error() {
        return None;
    }
    let mut lowering = Lowering { origin, problems: vec![] };
    let mut result = Body::default();
    for child in children(root).filter(|child| child.kind() == "body") {
        result = lowering.body(child, 0)?;
    }
    problems.append(&mut lowering.problems);
    Some(result)
}

/// The named children that are no comments.
fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let count = u32::try_from(node.named_child_count()).unwrap_or(u32::MAX);
    let mut cursor = node.walk();
    let mut more = count > 0 && cursor.goto_first_child();
    std::iter::from_fn(move || {
        while more {
            let child = cursor.node();
            more = cursor.goto_next_sibling();
            if child.is_named() && child.kind() != "comment" {
                return Some(child);
            }
        }
        None
    })
}

fn first(node: Node<'_>) -> Option<Node<'_>> {
    children(node).next()
}

struct Lowering<'a> {
    origin: &'a Origin<'a>,
    problems: Vec<Problem>,
}

/// Each function gives nothing if the tree is not as expected or deeper than the bound: then the chunk counts as damaged.
impl<'a> Lowering<'a> {
    fn span(&self, node: Node<'_>) -> Span {
        self.origin.span(node.start_byte(), node.end_byte())
    }

    fn text(&self, node: Node<'_>) -> &'a str {
        self.origin.raw(node.start_byte(), node.end_byte())
    }

    fn name(&self, node: Node<'_>) -> SmolStr {
        SmolStr::new(self.text(node))
    }

    fn body(&mut self, node: Node<'_>, depth: usize) -> Option<Body> {
        let mut result = Body::default();
        let mut names = FxHashSet::default();
        for child in children(node) {
            if child.kind() == "attribute" {
                let mut parts = children(child);
                let (name, value) = (parts.next()?, parts.next()?);
                if !names.insert(self.text(name)) {
                    self.problems.push(Problem::duplicate_key(self.span(name), self.text(name)));
                }
                let value = self.expr(value, depth + 1)?;
                result.attributes.push(Attribute { name: self.name(name), name_span: self.span(name), value });
            } else if child.kind() == "block" {
                result.blocks.push(self.block(child, depth + 1)?);
            }
        }
        Some(result)
    }

    fn block(&mut self, node: Node<'_>, depth: usize) -> Option<Block> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut parts = children(node);
        let kind = parts.next()?;
        let mut labels = vec![];
        let mut header_end = kind.end_byte();
        let mut body = Body::default();
        for part in parts {
            match part.kind() {
                "identifier" => labels.push(Label { text: self.name(part), span: self.span(part) }),
                "string_lit" => {
                    let text = self.text(part).trim_matches('"');
                    labels.push(Label { text: SmolStr::new(text), span: self.span(part) });
                }
                "body" => {
                    body = self.body(part, depth)?;
                    continue;
                }
                _ => continue,
            }
            header_end = part.end_byte();
        }
        let header = self.origin.span(kind.start_byte(), header_end);
        Some(Block { kind: self.name(kind), labels, header, span: self.span(node), body })
    }

    /// An `expression` node: a term and the steps after it, all children of the one node.
    fn expr(&mut self, node: Node<'_>, depth: usize) -> Option<Expr> {
        if depth > MAX_DEPTH {
            return None;
        }
        if node.kind() != "expression" {
            return self.term(node, depth);
        }
        self.chain(&children(node).collect::<Vec<_>>(), self.span(node), depth)
    }

    /// A term followed by steps, as siblings.
    fn chain(&mut self, nodes: &[Node<'_>], span: Span, depth: usize) -> Option<Expr> {
        let (term, steps) = nodes.split_first()?;
        // The grammar binds `a == b.c` as `(a == b).c`.
        if term.kind() == "operation" && !steps.is_empty() {
            return Some(Expr { kind: self.operation(*term, steps, depth + 1)?, span });
        }
        let root = self.expr(*term, depth + 1)?;
        if steps.is_empty() {
            return Some(Expr { kind: root.kind, span });
        }
        let mut lowered = vec![];
        for step in steps {
            self.step(*step, &mut lowered, depth + 1)?;
        }
        Some(Expr { kind: ExprKind::Traversal(Box::new(Traversal { root, steps: lowered })), span })
    }

    fn step(&mut self, node: Node<'_>, into: &mut Vec<Step>, depth: usize) -> Option<()> {
        let span = self.span(node);
        let kind = match node.kind() {
            "get_attr" => StepKind::Attr(self.name(first(node)?)),
            "index" => {
                let inner = first(node)?;
                if inner.kind() == "legacy_index" {
                    let digits = self.text(inner).trim_start_matches('.').trim();
                    StepKind::Index(Expr { kind: ExprKind::Number(SmolStr::new(digits)), span })
                } else {
                    StepKind::Index(self.expr(first(inner)?, depth + 1)?)
                }
            }
            "splat" => {
                let inner = first(node)?;
                let kind = if inner.kind() == "full_splat" { StepKind::FullSplat } else { StepKind::AttrSplat };
                into.push(Step { kind, span });
                for step in children(inner) {
                    self.step(step, into, depth + 1)?;
                }
                return Some(());
            }
            _ => return None,
        };
        into.push(Step { kind, span });
        Some(())
    }

    fn term(&mut self, node: Node<'_>, depth: usize) -> Option<Expr> {
        let span = self.span(node);
        let kind = match node.kind() {
            "literal_value" | "template_expr" | "collection_value" | "for_expr" => return self.expr(first(node)?, depth),
            "operation" => self.operation(node, &[], depth)?,
            "numeric_lit" => ExprKind::Number(self.name(node)),
            "bool_lit" => ExprKind::Bool(self.text(node) == "true"),
            "null_lit" => ExprKind::Null,
            "string_lit" | "quoted_template" => {
                let nodes: Vec<_> = children(node).collect();
                let mut parts = self.region(node.start_byte() + 1, node.end_byte() - 1, &nodes, Style::Quoted, depth)?;
                let unwraps = node.kind() == "quoted_template";
                settle(&mut parts, self.origin);
                ExprKind::Template(Box::new(Template { parts, unwraps }))
            }
            "heredoc_template" => self.heredoc(node, depth)?,
            "variable_expr" => ExprKind::Variable(self.name(first(node)?)),
            "tuple" => {
                let items = children(node).filter(|child| child.kind() == "expression");
                ExprKind::Tuple(items.map(|item| self.expr(item, depth + 1)).collect::<Option<_>>()?)
            }
            "object" => self.object(node, depth)?,
            "function_call" => ExprKind::Call(Box::new(self.call(node, depth)?)),
            "conditional" => {
                let mut parts = children(node);
                let mut next = || parts.next();
                let (condition, yes, no) = (next()?, next()?, next()?);
                let condition = self.expr(condition, depth + 1)?;
                ExprKind::Conditional(Box::new([condition, self.expr(yes, depth + 1)?, self.expr(no, depth + 1)?]))
            }
            "for_tuple_expr" | "for_object_expr" => ExprKind::For(Box::new(self.for_expr(node, depth)?)),
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    fn object(&mut self, node: Node<'_>, depth: usize) -> Option<ExprKind> {
        let mut members = vec![];
        let mut names = FxHashSet::default();
        for element in children(node).filter(|child| child.kind() == "object_elem") {
            let (key, value) = (element.child_by_field_name("key")?, element.child_by_field_name("val")?);
            let key_span = self.span(key);
            let lowered = self.expr(key, depth + 1)?;
            let written = self.text(key);
            let key = match lowered.kind {
                ExprKind::Variable(name) if !written.starts_with('(') => Key::Name(name),
                _ => Key::Computed(lowered),
            };
            let plain = written.trim_matches('"');
            if !plain.contains("${") && !plain.starts_with('(') && !names.insert(plain) {
                self.problems.push(Problem::duplicate_key(key_span, plain));
            }
            members.push(Member { key, key_span, value: self.expr(value, depth + 1)? });
        }
        Some(ExprKind::Object(members))
    }

    fn call(&mut self, node: Node<'_>, depth: usize) -> Option<Call> {
        let mut parts = children(node);
        let name = parts.next()?;
        let (mut arguments, mut spread) = (vec![], false);
        if let Some(list) = parts.next() {
            for argument in children(list) {
                if argument.kind() == "ellipsis" {
                    spread = true;
                } else {
                    arguments.push(self.expr(argument, depth + 1)?);
                }
            }
        }
        Some(Call { name: self.name(name), name_span: self.span(name), arguments, spread })
    }

    /// An operation; steps that follow it belong to its last operand.
    fn operation<'t>(&mut self, node: Node<'t>, steps: &[Node<'t>], depth: usize) -> Option<ExprKind> {
        if depth > MAX_DEPTH {
            return None;
        }
        let node = first(node)?;
        if node.kind() == "unary_operation" {
            let operand: Vec<Node<'t>> = children(node).chain(steps.iter().copied()).collect();
            let span = self.origin.span(operand.first()?.start_byte(), operand.last()?.end_byte());
            let operand = Box::new(self.chain(&operand, span, depth + 1)?);
            return Some(if self.text(node).starts_with('!') { ExprKind::Not(operand) } else { ExprKind::Negate(operand) });
        }
        let all: Vec<Node<'t>> =
            (0..node.child_count()).filter_map(|index| node.child(index)).filter(|child| child.kind() != "comment").collect();
        let at = all.iter().position(|child| !child.is_named() && Operator::from_symbol(child.kind()).is_some())?;
        let operator = Operator::from_symbol(all.get(at)?.kind())?;
        let side = |nodes: &[Node<'t>]| {
            let (first, last) = (nodes.first()?, nodes.last()?);
            let span = self.origin.span(first.start_byte(), last.end_byte());
            Some((nodes.iter().copied().filter(Node::is_named).collect::<Vec<_>>(), span))
        };
        let right: Vec<Node<'t>> = all.get(at + 1..)?.iter().chain(steps).copied().collect();
        let ((left, left_span), (right, right_span)) = (side(all.get(..at)?)?, side(&right)?);
        let left = self.chain(&left, left_span, depth + 1)?;
        let right = self.chain(&right, right_span, depth + 1)?;
        Some(ExprKind::Binary(Box::new(Binary { operator, left, right })))
    }

    fn for_expr(&mut self, node: Node<'_>, depth: usize) -> Option<For> {
        let mut intro = None;
        let (mut results, mut condition, mut grouping) = (vec![], None, false);
        for child in children(node) {
            match child.kind() {
                "for_intro" => intro = Some(child),
                "expression" => results.push(self.expr(child, depth + 1)?),
                "for_cond" => condition = Some(self.expr(first(child)?, depth + 1)?),
                "ellipsis" => grouping = true,
                _ => {}
            }
        }
        let (key, value, collection) = self.intro(intro?, depth)?;
        let result = results.pop()?;
        Some(For { key, value, collection, result_key: results.pop(), result, grouping, condition })
    }

    /// `for k, v in collection`, of an expression or a directive.
    fn intro(&mut self, node: Node<'_>, depth: usize) -> Option<(Option<SmolStr>, SmolStr, Expr)> {
        let mut names: Vec<SmolStr> = children(node).filter(|child| child.kind() == "identifier").map(|child| self.name(child)).collect();
        let collection = children(node).find(|child| child.kind() == "expression")?;
        let value = names.pop()?;
        Some((names.pop(), value, self.expr(collection, depth + 1)?))
    }

    fn heredoc(&mut self, node: Node<'_>, depth: usize) -> Option<ExprKind> {
        let nodes: Vec<_> = children(node).collect();
        let marks: Vec<_> = nodes.iter().filter(|child| child.kind() == "heredoc_identifier").collect();
        let (open, close) = (marks.first()?.end_byte(), marks.last()?.start_byte());
        let start = open + self.origin.raw(open, close).find('\n')? + 1;
        let end = start + self.origin.raw(start, close).rfind('\n').map_or(0, |at| at + 1);
        let mut parts = self.region(start, end, &nodes, Style::Heredoc, depth)?;
        if self.text(node).starts_with("<<-") {
            dedent(&mut parts, self.origin);
        }
        settle(&mut parts, self.origin);
        Some(ExprKind::Template(Box::new(Template { parts, unwraps: false })))
    }

    /// A stretch of a template: the interpolations and directives among `nodes`, and as literals what stands between them.
    fn region(&mut self, start: usize, end: usize, nodes: &[Node<'_>], style: Style, depth: usize) -> Option<Vec<Part>> {
        let mut parts = vec![];
        let mut at = start;
        let mut strips = false;
        let markup = nodes.iter().filter(|node| matches!(node.kind(), "template_interpolation" | "template_directive"));
        for node in markup.map(Some).chain([None]) {
            let to = node.map_or(end, Node::start_byte);
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

    fn markup(&mut self, node: Node<'_>, style: Style, depth: usize) -> Option<Option<Part>> {
        if depth > MAX_DEPTH {
            return None;
        }
        if node.kind() == "template_interpolation" {
            let inner = children(node).find(|child| child.kind() == "expression");
            return match inner {
                Some(inner) => Some(Some(Part::Interpolation(self.expr(inner, depth + 1)?))),
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
            return Some(Some(Part::If(Box::new((condition, inside, stretches.next().unwrap_or_default())))));
        }
        let (key, value, collection) = self.intro(open, depth + 1)?;
        Some(Some(Part::For(Box::new(TemplateFor { key, value, collection, parts: inside }))))
    }
}

const TAGS: &[&str] = &["template_for_start", "template_for_end", "template_if_intro", "template_else_intro", "template_if_end"];
