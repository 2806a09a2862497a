//! From the spanned tree of `hcl_edit` to ours.

use super::template_parts::{ParsedText, dedent, push_literal, settle, strip_first, strip_last};
use super::tree::{
    Attribute, Binary, Block, BlockLabel, Body, Call, Expr, ExprKind, ExpressionOperator, For, Key, LiteralStyle, Member, StepKind,
    TemplateFor, TemplatePart, TextTemplate, TraversalStep, is_irrelevant, traversed,
};
use crate::source::Span;
use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, FuncCall, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::{self, Structure};
use hcl_edit::template::{Directive, Element, HeredocTemplate, Strip};
use smol_str::{SmolStr, format_smolstr};
use std::ops::Range;
use std::sync::Arc;

/// Lowers a file or a chunk of it.
pub(super) fn body(body: &structure::Body, origin: &ParsedText<'_>) -> Body {
    Lowering { origin }.body(body, "")
}

/// Lowers an expression that was parsed by itself.
pub(super) fn expression(expression: &Expression, origin: &ParsedText<'_>) -> Expr {
    Lowering { origin }.expr(expression)
}

/// Lowers a template that was parsed by itself, as in a file for `templatefile`.
pub(super) fn template(template: &hcl_edit::template::Template, origin: &ParsedText<'_>) -> Vec<TemplatePart> {
    let lowering = Lowering { origin };
    let mut parts = lowering.parts(template.iter(), LiteralStyle::Heredoc);
    settle(&mut parts, origin);
    parts
}

struct Lowering<'a> {
    origin: &'a ParsedText<'a>,
}

/// The recursion is bounded by the parser, which refuses deeper nesting than 64 and longer chains than 128.
impl Lowering<'_> {
    fn span(&self, range: Option<Range<usize>>) -> Span {
        range.map_or(self.origin.whole, |range| self.origin.span(range.start, range.end))
    }

    fn body(&self, body: &structure::Body, of: &str) -> Body {
        let mut result = Body::default();
        for structure in body.iter() {
            match structure {
                Structure::Attribute(attribute) if is_irrelevant(of, &attribute.key) => {}
                Structure::Attribute(attribute) => result.attributes.push(Attribute {
                    name: SmolStr::new(attribute.key.as_str()),
                    name_span: self.span(attribute.key.span()),
                    value: self.expr(&attribute.value),
                }),
                Structure::Block(block) => result.blocks.push(Arc::new(self.block(block))),
            }
        }
        result.attributes.shrink_to_fit();
        result.blocks.shrink_to_fit();
        result
    }

    fn block(&self, block: &structure::Block) -> Block {
        let ident = block.ident.span().unwrap_or_default();
        let labels = block.labels.iter();
        let labels: Vec<BlockLabel> =
            labels.map(|label| BlockLabel { text: SmolStr::new(label.as_str()), span: self.span(label.span()) }).collect();
        let header_end = block.labels.last().and_then(|label| label.span()).map_or(ident.end, |last| last.end);
        Block {
            kind: SmolStr::new(block.ident.as_str()),
            labels,
            header: self.origin.span(ident.start, header_end),
            span: self.span(block.span()),
            body: self.body(&block.body, &block.ident),
        }
    }

    fn expr(&self, expression: &Expression) -> Expr {
        let span = self.span(expression.span());
        let kind = match expression {
            Expression::Null(_) => ExprKind::Null,
            Expression::Bool(value) => ExprKind::Bool(*value.value()),
            Expression::Number(_) => {
                let range = expression.span().unwrap_or_default();
                ExprKind::Number(SmolStr::new(self.origin.raw(range.start, range.end)))
            }
            Expression::String(_) => self.string(expression),
            // What stands beside it makes a text of it, also where `~` takes that away.
            Expression::StringTemplate(template) => self.template(self.parts(template.iter(), LiteralStyle::Quoted), template.len() == 1),
            Expression::HeredocTemplate(heredoc) => self.heredoc(heredoc, expression.span().unwrap_or_default().start),
            Expression::Array(array) => ExprKind::Tuple(array.iter().map(|item| self.expr(item)).collect()),
            Expression::Object(object) => {
                let members = object.iter();
                ExprKind::Object(members.map(|(key, value)| self.member(key, value.expr())).collect())
            }
            Expression::Parenthesis(inner) => self.expr(inner.inner()).kind,
            Expression::Variable(name) => ExprKind::Variable(SmolStr::new(name.as_str())),
            Expression::Conditional(conditional) => ExprKind::Conditional(Box::new([
                self.expr(&conditional.cond_expr),
                self.expr(&conditional.true_expr),
                self.expr(&conditional.false_expr),
            ])),
            Expression::FuncCall(call) => ExprKind::Call(Box::new(self.call(call))),
            Expression::Traversal(traversal) => {
                let steps = traversal.operators.iter();
                let steps = steps.map(|step| TraversalStep { kind: self.step(step.value()), span: self.span(step.span()) }).collect();
                traversed(self.expr(&traversal.expr), steps)
            }
            Expression::UnaryOp(operation) => match operation.operator.value() {
                UnaryOperator::Neg => ExprKind::Negate(Box::new(self.expr(&operation.expr))),
                UnaryOperator::Not => ExprKind::Not(Box::new(self.expr(&operation.expr))),
            },
            Expression::BinaryOp(operation) => ExprKind::Binary(Box::new(Binary {
                operator: binary_operator(*operation.operator.value()),
                left: self.expr(&operation.lhs_expr),
                right: self.expr(&operation.rhs_expr),
            })),
            Expression::ForExpr(each) => ExprKind::For(Box::new(For {
                key: each.intro.key_var.as_ref().map(|name| SmolStr::new(name.as_str())),
                value: SmolStr::new(each.intro.value_var.as_str()),
                collection: self.expr(&each.intro.collection_expr),
                result_key: each.key_expr.as_ref().map(|key| self.expr(key)),
                result: self.expr(&each.value_expr),
                grouping: each.grouping,
                condition: each.cond.as_ref().map(|condition| self.expr(&condition.expr)),
            })),
        };
        Expr { kind, span }
    }

    fn string(&self, expression: &Expression) -> ExprKind {
        let range = expression.span().unwrap_or_default();
        let (start, end) = (range.start + 1, range.end.saturating_sub(1));
        let mut parts = vec![];
        if start < end {
            push_literal(&mut parts, self.origin, start, end, LiteralStyle::Quoted);
        }
        self.template(parts, false)
    }

    /// All trees are kept until their roots are judged: they take no more room than they fill.
    fn template(&self, mut parts: Vec<TemplatePart>, unwraps: bool) -> ExprKind {
        settle(&mut parts, self.origin);
        parts.shrink_to_fit();
        ExprKind::Template(Box::new(TextTemplate { parts, unwraps }))
    }

    fn heredoc(&self, heredoc: &HeredocTemplate, start: usize) -> ExprKind {
        let mut parts = self.parts(heredoc.template.iter(), LiteralStyle::Heredoc);
        if self.origin.raw(start, start + 3) == "<<-" {
            dedent(&mut parts, self.origin);
        }
        self.template(parts, false)
    }

    fn member(&self, key: &ObjectKey, value: &Expression) -> Member {
        let key_span = self.span(key.span());
        let key = match key {
            ObjectKey::Ident(name) => Key::Name(SmolStr::new(name.as_str())),
            ObjectKey::Expression(Expression::Variable(name)) => Key::Name(SmolStr::new(name.as_str())),
            // As a key a word is a name, whatever it means elsewhere.
            ObjectKey::Expression(Expression::Null(_)) => Key::Name(SmolStr::new_static("null")),
            ObjectKey::Expression(Expression::Bool(truth)) => Key::Name(SmolStr::new_static(if *truth.value() { "true" } else { "false" })),
            ObjectKey::Expression(expression) => Key::Computed(self.expr(expression)),
        };
        Member { key, key_span, value: self.expr(value) }
    }

    fn call(&self, call: &FuncCall) -> Call {
        let mut name = SmolStr::new(call.name.name.as_str());
        let mut start = call.name.name.span();
        for namespace in call.name.namespace.iter().rev() {
            name = format_smolstr!("{}::{name}", namespace.as_str());
            start = namespace.span();
        }
        let end = call.name.name.span().unwrap_or_default().end;
        let name_span = self.span(start.map(|start| start.start..end));
        let arguments = call.args.iter().map(|argument| self.expr(argument)).collect();
        Call { name, name_span, arguments, spread: call.args.expand_final() }
    }

    fn step(&self, operator: &TraversalOperator) -> StepKind {
        match operator {
            TraversalOperator::AttrSplat(_) => StepKind::AttrSplat,
            TraversalOperator::FullSplat(_) => StepKind::FullSplat,
            TraversalOperator::GetAttr(name) => StepKind::Attr(SmolStr::new(name.as_str())),
            TraversalOperator::Index(index) => StepKind::Index(self.expr(index)),
            TraversalOperator::LegacyIndex(index) => {
                let span = self.span(index.span());
                StepKind::LegacyIndex(Expr { kind: ExprKind::Number(format_smolstr!("{}", index.value())), span })
            }
        }
    }

    fn parts<'e>(&self, elements: impl Iterator<Item = &'e Element>, style: LiteralStyle) -> Vec<TemplatePart> {
        let mut parts: Vec<TemplatePart> = vec![];
        let mut strips = false;
        for element in elements {
            let (part, before, after) = match element {
                Element::Literal(literal) => {
                    let range = literal.span().unwrap_or_default();
                    let from = parts.len();
                    push_literal(&mut parts, self.origin, range.start, range.end, style);
                    if strips {
                        strip_first(parts.get_mut(from..).unwrap_or_default(), self.origin);
                    }
                    strips = false;
                    continue;
                }
                Element::Interpolation(interpolation) => {
                    let (before, after) = sides(interpolation.strip);
                    (TemplatePart::Interpolation(self.expr(&interpolation.expr)), before, after)
                }
                Element::Directive(directive) => self.directive(directive, style),
            };
            if before {
                strip_last(&mut parts, self.origin);
            }
            strips = after;
            parts.push(part);
        }
        parts
    }

    /// The directive, and whether it strips before and after itself.
    fn directive(&self, directive: &Directive, style: LiteralStyle) -> (TemplatePart, bool, bool) {
        match directive {
            Directive::If(directive) => {
                let mut yes = self.parts(directive.if_expr.template.iter(), style);
                let (before, inside) = sides(directive.if_expr.strip);
                if inside {
                    strip_first(&mut yes, self.origin);
                }
                let (end_inside, after) = sides(directive.endif_expr.strip);
                let mut no = vec![];
                if let Some(otherwise) = &directive.else_expr {
                    let (yes_end, no_start) = sides(otherwise.strip);
                    no = self.parts(otherwise.template.iter(), style);
                    if yes_end {
                        strip_last(&mut yes, self.origin);
                    }
                    if no_start {
                        strip_first(&mut no, self.origin);
                    }
                }
                if end_inside {
                    strip_last(if directive.else_expr.is_some() { &mut no } else { &mut yes }, self.origin);
                }
                (TemplatePart::If(Box::new((self.expr(&directive.if_expr.cond_expr), yes, no))), before, after)
            }
            Directive::For(directive) => {
                let each = &directive.for_expr;
                let mut parts = self.parts(each.template.iter(), style);
                let (before, inside) = sides(each.strip);
                if inside {
                    strip_first(&mut parts, self.origin);
                }
                let (end_inside, after) = sides(directive.endfor_expr.strip);
                if end_inside {
                    strip_last(&mut parts, self.origin);
                }
                let part = TemplateFor {
                    key: each.key_var.as_ref().map(|name| SmolStr::new(name.as_str())),
                    value: SmolStr::new(each.value_var.as_str()),
                    collection: self.expr(&each.collection_expr),
                    parts,
                };
                (TemplatePart::For(Box::new(part)), before, after)
            }
        }
    }
}

fn sides(strip: Strip) -> (bool, bool) {
    (strip.strip_start(), strip.strip_end())
}

fn binary_operator(operator: BinaryOperator) -> ExpressionOperator {
    match operator {
        BinaryOperator::Eq => ExpressionOperator::Equal,
        BinaryOperator::NotEq => ExpressionOperator::NotEqual,
        BinaryOperator::LessEq => ExpressionOperator::LessEqual,
        BinaryOperator::GreaterEq => ExpressionOperator::GreaterEqual,
        BinaryOperator::Less => ExpressionOperator::Less,
        BinaryOperator::Greater => ExpressionOperator::Greater,
        BinaryOperator::Plus => ExpressionOperator::Add,
        BinaryOperator::Minus => ExpressionOperator::Subtract,
        BinaryOperator::Mul => ExpressionOperator::Multiply,
        BinaryOperator::Div => ExpressionOperator::Divide,
        BinaryOperator::Mod => ExpressionOperator::Modulo,
        BinaryOperator::And => ExpressionOperator::And,
        BinaryOperator::Or => ExpressionOperator::Or,
    }
}
