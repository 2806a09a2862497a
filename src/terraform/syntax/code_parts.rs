//! The parts of a file that a comment can stand at: blocks, attributes, members, items and all other expressions.

use super::tree::{Body, Expr, ExprKind, Key, StepKind, TemplatePart};
use crate::source::{CodePart, CodePartKind, Span};

/// All of them.
pub(super) fn code_parts(body: &Body) -> Vec<CodePart> {
    let mut parts = vec![];
    for block in &body.blocks {
        let kind = if block.kind == "resource" { CodePartKind::Resource } else { CodePartKind::Other };
        parts.push(CodePart { span: block.span, kind });
        of_body(&block.body, &mut parts);
    }
    of_attributes(body, &mut parts);
    parts
}

fn of_body(body: &Body, into: &mut Vec<CodePart>) {
    for block in &body.blocks {
        push(block.span, into);
        of_body(&block.body, into);
    }
    of_attributes(body, into);
}

fn of_attributes(body: &Body, into: &mut Vec<CodePart>) {
    for attribute in &body.attributes {
        push(attribute.name_span.to(attribute.value.span), into);
        of_expr(&attribute.value, into);
    }
}

fn push(span: Span, into: &mut Vec<CodePart>) {
    into.push(CodePart { span, kind: CodePartKind::Other });
}

fn of_expr(expr: &Expr, into: &mut Vec<CodePart>) {
    push(expr.span, into);
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Variable(_) | ExprKind::Damaged | ExprKind::Constant(_) => {}
        ExprKind::Template(template) => of_template(&template.parts, into),
        ExprKind::Tuple(items) => of_all(items, into),
        ExprKind::Object(members) => {
            for member in members {
                push(member.key_span.to(member.value.span), into);
                if let Key::Computed(key) = &member.key {
                    of_expr(key, into);
                }
                of_expr(&member.value, into);
            }
        }
        ExprKind::Traversal(traversal) => {
            of_expr(&traversal.root, into);
            for step in &traversal.steps {
                if let StepKind::Index(index) = &step.kind {
                    of_expr(index, into);
                }
            }
        }
        ExprKind::Conditional(parts) => of_all(parts.as_slice(), into),
        ExprKind::Call(call) => of_all(&call.arguments, into),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => of_expr(inner, into),
        ExprKind::Binary(binary) => of_all([&binary.left, &binary.right], into),
        ExprKind::For(each) => {
            of_all([&each.collection, &each.result], into);
            of_all(each.result_key.iter().chain(&each.condition), into);
        }
    }
}

fn of_all<'e>(all: impl IntoIterator<Item = &'e Expr>, into: &mut Vec<CodePart>) {
    all.into_iter().for_each(|expr| of_expr(expr, into));
}

fn of_template(parts: &[TemplatePart], into: &mut Vec<CodePart>) {
    for part in parts {
        match part {
            TemplatePart::Literal(..) | TemplatePart::Text(_) => {}
            TemplatePart::Interpolation(expr) => of_expr(expr, into),
            TemplatePart::If(branches) => {
                let (condition, yes, no) = &**branches;
                of_expr(condition, into);
                of_template(yes, into);
                of_template(no, into);
            }
            TemplatePart::For(each) => {
                of_expr(&each.collection, into);
                of_template(&each.parts, into);
            }
        }
    }
}
