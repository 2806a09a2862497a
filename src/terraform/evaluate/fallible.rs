//! Whether an expression may fail because of a part that is not known: `can` and `try` around it cannot tell.

use super::scope::Scope;
use crate::mapped_text::HoleKind;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::functions::takes_text;
use crate::terraform::syntax::tree::{Call, Expr, ExprKind, ExpressionOperator, TemplatePart};
use crate::terraform::values::failure::is_failed;
use crate::value::{Kind, Value, ValueType};

impl<'a> Evaluator<'a> {
    /// A part that is not known, at a place where some values fail: of a call that takes other types, of a condition, a repetition, an operator.
    /// What names stand for is no part of the expression: where that fails, the plan does.
    pub(in crate::terraform) fn may_fail(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> Option<Value> {
        let open = |expr: &Expr| Some(self.eval(expr, scope)).filter(is_open);
        let inside = |expr: &Expr| self.may_fail(expr, scope);
        match &expr.kind {
            ExprKind::Call(call) => self.call_may_fail(call, scope),
            ExprKind::Conditional(parts) => {
                let [condition, one, other] = &**parts;
                let of_types = || {
                    let values = [self.eval(one, scope), self.eval(other, scope)];
                    let is_collection = |value: &Value| matches!(value.kind, Kind::List(_) | Kind::Map(_));
                    values.iter().any(is_collection).then(|| values.into_iter().find(is_open)).flatten()
                };
                open(condition).or_else(|| parts.iter().find_map(inside)).or_else(of_types)
            }
            // What is made here is looked into: whether it has the member hangs on what is not known.
            ExprKind::Traversal(traversal) if !matches!(traversal.root.kind, ExprKind::Variable(_)) => {
                let is_open = |value: &Value| matches!(value.kind, Kind::Unknown(_)) && !is_failed(value);
                inside(&traversal.root).or_else(|| Some(self.eval(expr, scope)).filter(is_open))
            }
            ExprKind::For(repetition) => open(&repetition.collection).or_else(|| inside(&repetition.collection)),
            ExprKind::Not(operand) | ExprKind::Negate(operand) => open(operand).or_else(|| inside(operand)),
            ExprKind::Binary(binary) => {
                let operands = [&binary.left, &binary.right];
                let is_fussy = !matches!(binary.operator, ExpressionOperator::Equal | ExpressionOperator::NotEqual);
                let of_operands = || operands.into_iter().filter(|_| is_fussy).find_map(open);
                operands.into_iter().find_map(inside).or_else(of_operands)
            }
            ExprKind::Tuple(items) => items.iter().find_map(inside),
            ExprKind::Object(members) => members.iter().find_map(|member| inside(&member.value)),
            ExprKind::Template(template) => template.parts.iter().find_map(|part| match part {
                TemplatePart::Interpolation(expr) => inside(expr),
                TemplatePart::If(parts) => open(&parts.0),
                TemplatePart::For(repetition) => open(&repetition.collection),
                TemplatePart::Literal(..) | TemplatePart::Text(_) => None,
            }),
            _ => None,
        }
    }

    fn call_may_fail(&self, call: &Call, scope: &Scope<'_, 'a>) -> Option<Value> {
        if matches!(call.name.as_str(), "can" | "try" | "jsonencode" | "yamlencode" | "coalesce" | "format" | "sensitive" | "nonsensitive")
        {
            return None;
        }
        let of_argument = |(index, argument): (usize, &Expr)| {
            let value = Some(argument).filter(|_| !takes_text(&call.name, index)).map(|argument| self.eval(argument, scope));
            self.may_fail(argument, scope).or_else(|| value.filter(is_open))
        };
        call.arguments.iter().enumerate().find_map(of_argument)
    }
}

/// Functions that fail for no text.
const NEVER_FAIL: &[&str] = &[
    "base64encode",
    "base64sha256",
    "base64sha512",
    "can",
    "chomp",
    "compact",
    "concat",
    "distinct",
    "endswith",
    "format",
    "indent",
    "join",
    "jsonencode",
    "length",
    "lower",
    "md5",
    "nonsensitive",
    "regexall",
    "replace",
    "sensitive",
    "sha1",
    "sha256",
    "sha512",
    "split",
    "startswith",
    "strcontains",
    "strrev",
    "title",
    "tolist",
    "toset",
    "tostring",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urlencode",
    "yamlencode",
];

/// Whether an expression comes to something whatever the texts in it say. What names stand for is no part of it.
pub(in crate::terraform) fn never_fails(expr: &Expr) -> bool {
    let is_safe = match &expr.kind {
        ExprKind::Traversal(traversal) => matches!(traversal.root.kind, ExprKind::Variable(_)),
        ExprKind::Call(call) => NEVER_FAIL.contains(&call.name.as_str()),
        ExprKind::For(_) | ExprKind::Negate(_) | ExprKind::Damaged => false,
        _ => true,
    };
    is_safe && expr.parts().into_iter().all(never_fails)
}

/// Whether a value is not known, nor that it is a collection.
fn is_open(value: &Value) -> bool {
    match &value.kind {
        // Whether that fails is known.
        Kind::Unknown(_) if is_failed(value) => false,
        Kind::Unknown(_) => value.value_type() == ValueType::Any || is_text(value),
        Kind::Alternatives(open) => open.branches.iter().any(|(_, value)| is_open(value)),
        _ => is_text(value),
    }
}

/// Whether it is a text that is not known.
pub(in crate::terraform) fn is_text(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => {
            let is_name = matches!(hole.kind, HoleKind::OwnAccount | HoleKind::Partition | HoleKind::Region);
            is_name || value.value_type() == ValueType::Text
        }
        Kind::Text(text) => !text.holes().is_empty(),
        _ => false,
    }
}
