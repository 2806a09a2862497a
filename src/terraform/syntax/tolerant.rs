//! The tolerant parser, tree-sitter's, lowered to our tree: for well-formed blocks that the fast parser refuses, such as objects with
//! a key that stands twice or with very many keys.

use super::template_parts::{ParsedText, settle};
use super::tree::{
    Attribute, Binary, Block, BlockLabel, Body, Call, Expr, ExprKind, ExpressionOperator, For, Key, LiteralStyle, MAX_DEPTH, Member,
    StepKind, TextTemplate, TraversalStep, is_irrelevant, traversed,
};
use crate::problem::Problem;
use crate::source::Span;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::iter::Peekable;
use std::sync::Arc;
use std::vec::IntoIter;
use tree_sitter::Node;

/// Parses a chunk; nothing if it is not well-formed or nests too deeply.
pub(super) fn body(origin: &ParsedText<'_>, problems: &mut Vec<Problem>) -> Option<Body> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_hcl::LANGUAGE.into()).ok()?;
    let tree = parser.parse(origin.text, None)?;
    let root = tree.root_node();
    if root.has_error() {
        return None;
    }
    let mut lowering = TolerantLowering { origin, problems: vec![] };
    let mut result = Body::default();
    for child in children(root).filter(|child| child.kind() == "body") {
        result = lowering.body(child, "", 0)?;
    }
    problems.append(&mut lowering.problems);
    Some(result)
}

/// The named children that are no comments.
pub(super) fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
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

pub(super) fn first(node: Node<'_>) -> Option<Node<'_>> {
    children(node).next()
}

pub(in crate::terraform) struct TolerantLowering<'a> {
    pub(in crate::terraform) origin: &'a ParsedText<'a>,
    problems: Vec<Problem>,
}

/// Each function gives nothing if the tree is not as expected or deeper than the bound: then the chunk counts as damaged.
impl<'a> TolerantLowering<'a> {
    pub(in crate::terraform) fn span(&self, node: Node<'_>) -> Span {
        self.origin.span(node.start_byte(), node.end_byte())
    }

    pub(in crate::terraform) fn text(&self, node: Node<'_>) -> &'a str {
        self.origin.raw(node.start_byte(), node.end_byte())
    }

    fn name(&self, node: Node<'_>) -> SmolStr {
        SmolStr::new(self.text(node))
    }

    fn body(&mut self, node: Node<'_>, of: &str, depth: usize) -> Option<Body> {
        let mut result = Body::default();
        let mut names = FxHashSet::default();
        for child in children(node) {
            if child.kind() == "attribute" {
                let mut parts = children(child);
                let (name, value) = (parts.next()?, parts.next()?);
                if !names.insert(self.text(name)) {
                    self.problems.push(Problem::duplicate_key(self.span(name), self.text(name)));
                }
                if is_irrelevant(of, self.text(name)) {
                    continue;
                }
                let value = self.expr(value, depth + 1)?;
                result.attributes.push(Attribute { name: self.name(name), name_span: self.span(name), value });
            } else if child.kind() == "block" {
                result.blocks.push(Arc::new(self.block(child, depth + 1)?));
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
                "identifier" => labels.push(BlockLabel { text: self.name(part), span: self.span(part) }),
                "string_lit" => {
                    let text = self.text(part).trim_matches('"');
                    labels.push(BlockLabel { text: SmolStr::new(text), span: self.span(part) });
                }
                "body" => {
                    body = self.body(part, self.text(kind), depth)?;
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
    pub(in crate::terraform) fn expr(&mut self, node: Node<'_>, depth: usize) -> Option<Expr> {
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
        Some(Expr { kind: traversed(root, lowered), span })
    }

    fn step(&mut self, node: Node<'_>, into: &mut Vec<TraversalStep>, depth: usize) -> Option<()> {
        let span = self.span(node);
        let kind = match node.kind() {
            "get_attr" => StepKind::Attr(self.name(first(node)?)),
            "index" => {
                let inner = first(node)?;
                if inner.kind() == "legacy_index" {
                    let digits = self.text(inner).trim_start_matches('.').trim();
                    StepKind::LegacyIndex(Expr { kind: ExprKind::Number(SmolStr::new(digits)), span })
                } else {
                    StepKind::Index(self.expr(first(inner)?, depth + 1)?)
                }
            }
            "splat" => {
                let inner = first(node)?;
                let kind = if inner.kind() == "full_splat" { StepKind::FullSplat } else { StepKind::AttrSplat };
                into.push(TraversalStep { kind, span });
                for step in children(inner) {
                    self.step(step, into, depth + 1)?;
                }
                return Some(());
            }
            _ => return None,
        };
        into.push(TraversalStep { kind, span });
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
                let mut parts = self.region(node.start_byte() + 1, node.end_byte() - 1, &nodes, LiteralStyle::Quoted, depth)?;
                let inside = self.text(node);
                let unwraps = node.kind() == "quoted_template" && inside.starts_with("\"${") && inside.ends_with("}\"");
                settle(&mut parts, self.origin);
                ExprKind::Template(Box::new(TextTemplate { parts, unwraps }))
            }
            "heredoc_template" => self.heredoc(node, depth)?,
            "variable_expr" => ExprKind::Variable(self.name(first(node)?)),
            "tuple" => {
                let items = children(node).filter(|child| child.kind() == "expression");
                ExprKind::Tuple(items.map(|item| self.expr(item, depth + 1)).collect::<Option<_>>()?)
            }
            "object" => self.object(node, depth)?,
            "function_call" => ExprKind::Call(Box::new(self.call(node, depth)?)),
            "conditional" => self.conditional(node, depth)?,
            "for_tuple_expr" | "for_object_expr" => ExprKind::For(Box::new(self.for_expr(node, depth)?)),
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    /// `a ? b : c ? d : e`. The grammar binds it as `(a ? b : c) ? d : e`, so that the chain is put together anew, from the right.
    fn conditional(&mut self, node: Node<'_>, depth: usize) -> Option<ExprKind> {
        let (mut condition, yes, no) = branches(node)?;
        let mut links = vec![];
        while let Some((earlier, yes, no)) = first(condition).filter(|inner| is_bare(condition, *inner)).and_then(branches) {
            if depth + links.len() > MAX_DEPTH {
                return None;
            }
            links.push((yes, no));
            condition = earlier;
        }
        let mut yes = self.expr(yes, depth + 1)?;
        let mut no = self.expr(no, depth + 1)?;
        for (earlier, decides) in links {
            let span = self.origin.span(decides.start_byte(), node.end_byte());
            no = Expr { kind: ExprKind::Conditional(Box::new([self.expr(decides, depth + 1)?, yes, no])), span };
            yes = self.expr(earlier, depth + 1)?;
        }
        Some(ExprKind::Conditional(Box::new([self.expr(condition, depth + 1)?, yes, no])))
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
                ExprKind::Null | ExprKind::Bool(_) if !written.starts_with('(') => Key::Name(SmolStr::new(written)),
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

    /// An operation with the steps that follow it. The grammar mistakes how tightly steps bind, so only the order of operands and
    /// operators is taken from it, and they are put together anew.
    fn operation<'t>(&mut self, node: Node<'t>, steps: &[Node<'t>], depth: usize) -> Option<ExprKind> {
        let mut items = vec![];
        self.flatten(&[&[node], steps].concat(), &mut items, depth)?;
        let mut items = items.into_iter().peekable();
        let whole = self.climb(&mut items, 0, depth)?;
        items.next().is_none().then_some(whole.kind)
    }

    /// Operands and operators in the order written; `nodes` is a term with its steps.
    fn flatten<'t>(&self, nodes: &[Node<'t>], into: &mut Vec<OperationItem<'t>>, depth: usize) -> Option<()> {
        let (term, steps) = nodes.split_first()?;
        if term.kind() != "operation" {
            into.push(OperationItem::Operand(nodes.to_vec()));
            return Some(());
        }
        if depth > MAX_DEPTH {
            return None;
        }
        let node = first(*term)?;
        let all: Vec<Node<'t>> =
            (0..node.child_count()).filter_map(|index| node.child(index)).filter(|child| child.kind() != "comment").collect();
        if node.kind() == "unary_operation" {
            into.push(OperationItem::Prefix { not: all.first()?.kind() == "!", start: node.start_byte() });
            self.flatten(&operand(all.get(1..)?), into, depth + 1)?;
        } else {
            let at = all.iter().position(|child| !child.is_named() && ExpressionOperator::from_symbol(child.kind()).is_some())?;
            self.flatten(&operand(all.get(..at)?), into, depth + 1)?;
            into.push(OperationItem::Binary(ExpressionOperator::from_symbol(all.get(at)?.kind())?));
            self.flatten(&operand(all.get(at + 1..)?), into, depth + 1)?;
        }
        match into.last_mut()? {
            OperationItem::Operand(last) => last.extend_from_slice(steps),
            _ => return None,
        }
        Some(())
    }

    /// Operators that bind at least as tightly as `least`, from the left.
    fn climb<'t>(&mut self, items: &mut Peekable<IntoIter<OperationItem<'t>>>, least: usize, depth: usize) -> Option<Expr> {
        let mut left = self.operand(items, depth)?;
        while let Some(OperationItem::Binary(operator)) = items.peek() {
            let (operator, tightness) = (*operator, tightness(*operator));
            if tightness < least {
                break;
            }
            items.next();
            let right = self.climb(items, tightness + 1, depth + 1)?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary(Box::new(Binary { operator, left, right })), span };
        }
        Some(left)
    }

    fn operand<'t>(&mut self, items: &mut Peekable<IntoIter<OperationItem<'t>>>, depth: usize) -> Option<Expr> {
        if depth > MAX_DEPTH {
            return None;
        }
        match items.next()? {
            OperationItem::Operand(nodes) => {
                // In brackets the nodes around it count for the span.
                let (first, last) = (nodes.first()?, nodes.last()?);
                let span = self.origin.span(first.start_byte(), last.end_byte());
                self.chain(&nodes, span, depth + 1)
            }
            OperationItem::Prefix { not, start } => {
                let operand = Box::new(self.operand(items, depth + 1)?);
                let span = self.origin.span(start, start).to(operand.span);
                Some(Expr { kind: if not { ExprKind::Not(operand) } else { ExprKind::Negate(operand) }, span })
            }
            OperationItem::Binary(_) => None,
        }
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
    pub(in crate::terraform) fn intro(&mut self, node: Node<'_>, depth: usize) -> Option<(Option<SmolStr>, SmolStr, Expr)> {
        let mut names: Vec<SmolStr> = children(node).filter(|child| child.kind() == "identifier").map(|child| self.name(child)).collect();
        let collection = children(node).find(|child| child.kind() == "expression")?;
        let value = names.pop()?;
        Some((names.pop(), value, self.expr(collection, depth + 1)?))
    }
}

/// A part of an operation.
enum OperationItem<'t> {
    /// A term and its steps.
    Operand(Vec<Node<'t>>),
    Prefix {
        not: bool,
        start: usize,
    },
    Binary(ExpressionOperator),
}

/// The condition and both results of a conditional.
fn branches(node: Node<'_>) -> Option<(Node<'_>, Node<'_>, Node<'_>)> {
    let mut parts = children(node);
    Some((parts.next()?, parts.next()?, parts.next()?))
}

/// Whether an expression is a conditional without brackets around it.
fn is_bare(expression: Node<'_>, inner: Node<'_>) -> bool {
    inner.kind() == "conditional" && inner.byte_range() == expression.byte_range()
}

/// Without brackets: those around an expression are nodes without a name.
fn operand<'t>(nodes: &[Node<'t>]) -> Vec<Node<'t>> {
    nodes.iter().copied().filter(Node::is_named).collect()
}

/// How tightly an operator binds.
fn tightness(operator: ExpressionOperator) -> usize {
    match operator {
        ExpressionOperator::Or => 1,
        ExpressionOperator::And => 2,
        ExpressionOperator::Equal | ExpressionOperator::NotEqual => 3,
        ExpressionOperator::Less | ExpressionOperator::LessEqual | ExpressionOperator::Greater | ExpressionOperator::GreaterEqual => 4,
        ExpressionOperator::Add | ExpressionOperator::Subtract => 5,
        ExpressionOperator::Multiply | ExpressionOperator::Divide | ExpressionOperator::Modulo => 6,
    }
}
