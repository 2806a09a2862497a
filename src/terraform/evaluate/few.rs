//! Which answer to a question only few of all values give: few texts begin with `prod`, so that what does not is said of nearly all.

use super::meaning::OpenMeaning;
use crate::condition::FewSay;
use crate::terraform::syntax::tree::{Call, Expr, ExprKind, ExpressionOperator, TemplatePart};

/// Few texts, or collections, are such.
pub(super) const HOLD_FOR_FEW: &[&str] = &["contains", "endswith", "startswith", "strcontains"];
/// What these make of a text is as many things as there are texts.
const MAKE_TEXTS: &[&str] = &[
    "base64encode",
    "coalesce",
    "format",
    "join",
    "jsonencode",
    "lower",
    "md5",
    "replace",
    "sha1",
    "sha256",
    "strrev",
    "substr",
    "title",
    "tostring",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urlencode",
];
/// What these make of most collections and texts is empty.
const KEEP_LITTLE: &[&str] = &["compact(", "matchkeys(", "regexall(", "setintersection("];

/// What an expression asks that is a question itself.
pub(super) fn asked_by(expr: &Expr) -> FewSay {
    match &expr.kind {
        ExprKind::Call(call) if HOLD_FOR_FEW.contains(&call.name.as_str()) => FewSay::Yes,
        ExprKind::Call(call) => match (call.name.as_str(), call.arguments.as_slice()) {
            ("can", [Expr { kind: ExprKind::Call(inner), .. }]) if inner.name == "regex" => FewSay::Yes,
            ("lookup", [.., Expr { kind: ExprKind::Bool(default), .. }]) => {
                if *default {
                    FewSay::No
                } else {
                    FewSay::Yes
                }
            }
            ("try", [only, Expr { kind: ExprKind::Bool(false), .. }]) if asked_by(only) == FewSay::Yes => FewSay::Yes,
            ("anytrue", [Expr { kind: ExprKind::For(each), .. }]) if asked_by(&each.result) == FewSay::Yes => FewSay::Yes,
            _ => FewSay::NotKnown,
        },
        ExprKind::Binary(binary) if is_plain_text(&binary.left, &binary.right) || is_plain_text(&binary.right, &binary.left) => {
            match binary.operator {
                ExpressionOperator::Equal => FewSay::Yes,
                ExpressionOperator::NotEqual => FewSay::No,
                _ => FewSay::NotKnown,
            }
        }
        _ => FewSay::NotKnown,
    }
}

/// Whether a name, or a text that is made of one, is compared with a text.
fn is_plain_text(left: &Expr, right: &Expr) -> bool {
    let is_text = match &right.kind {
        ExprKind::Constant(_) => true,
        ExprKind::Template(template) => template.parts.iter().all(|part| matches!(part, TemplatePart::Literal(..) | TemplatePart::Text(_))),
        _ => false,
    };
    let makes_text = |call: &Call| MAKE_TEXTS.contains(&call.name.as_str());
    is_text
        && match &left.kind {
            ExprKind::Traversal(traversal) => matches!(traversal.root.kind, ExprKind::Variable(_)),
            ExprKind::Variable(_) => true,
            ExprKind::Call(call) => makes_text(call),
            _ => false,
        }
}

/// What a comparison with something known asks.
pub(super) fn asked_of(open: &OpenMeaning, sign: &str, known: &str, is_emptiness: bool) -> FewSay {
    let is_name = |words: &str| open.about.len() == 1 && open.about.contains(words);
    let call = open.call.as_ref().map(|(name, last)| (name.as_str(), last.as_str()));
    match (call, sign) {
        _ if is_emptiness => emptiness(&open.source, &is_name),
        (None, "==") if is_name(&open.id()) => FewSay::Yes,
        (Some(("lookup", default)), "==") => {
            if default == known {
                FewSay::No
            } else {
                FewSay::Yes
            }
        }
        (Some((call, _)), "==") if MAKE_TEXTS.contains(&call) && known.starts_with('"') => FewSay::Yes,
        (Some(("length", of)), "==") if known == "0" => emptiness(of, &is_name),
        (Some(("length", of)), "<" | ">") if is_name(of) => FewSay::Neither,
        (Some(("length", of)), ">") if known == "0" && keeps_little(of) => FewSay::Yes,
        _ => FewSay::NotKnown,
    }
}

/// Whether something is empty: few names are, but most of what is picked out of them.
pub(super) fn emptiness(of: &str, is_name: &dyn Fn(&str) -> bool) -> FewSay {
    match of {
        _ if is_name(of) => FewSay::Yes,
        _ if keeps_little(of) => FewSay::No,
        _ => FewSay::NotKnown,
    }
}

fn keeps_little(words: &str) -> bool {
    let is_filter = words.starts_with(['[', '{']) && words.contains("for ") && words.contains(" if ");
    is_filter || KEEP_LITTLE.iter().any(|call| words.starts_with(call))
}
