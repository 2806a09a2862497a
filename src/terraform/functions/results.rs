//! What is known of the results of functions by their names.

use super::Arguments;
use crate::mapped_text::{Hole, HoleKind, WhyCode};
use crate::terraform::evaluate::for_expr::NO_ITEMS;
use crate::terraform::values::operators;
use crate::terraform::values::unify::unify;
use crate::value::{Kind, Value, ValueType};

/// They put texts together that come in a collection.
pub(super) const MAKES_TEXTS: &[&str] = &["csvdecode", "formatlist", "jsondecode", "regex", "regexall", "split", "yamldecode"];

/// They give texts.
const GIVES_TEXT: &[&str] = &[
    "abspath",
    "base64decode",
    "base64encode",
    "base64gzip",
    "base64sha256",
    "base64sha512",
    "basename",
    "bcrypt",
    "chomp",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "dirname",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "format",
    "formatdate",
    "indent",
    "join",
    "jsonencode",
    "lower",
    "md5",
    "pathexpand",
    "replace",
    "sha1",
    "sha256",
    "sha512",
    "strrev",
    "substr",
    "textdecodebase64",
    "textencodebase64",
    "timeadd",
    "title",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
    "urlencode",
    "uuidv5",
    "yamlencode",
];

/// They give sets, whatever they are given.
const GIVES_SET: &[&str] = &["fileset", "setintersection", "setsubtract", "setunion", "toset"];

/// They give numbers.
const GIVES_NUMBER: &[&str] = &["abs", "length", "signum", "timecmp"];

/// They give lists.
const GIVES_LIST: &[&str] = &["chunklist", "cidrsubnets", "compact", "distinct", "matchkeys", "range", "regexall", "sort", "split"];

/// They wait for all that they are given before they look at any of it.
const WAITS: &[&str] = &["concat", "contains", "format"];

/// Whether a function looks at nothing yet: it was given a name of a `for` that goes through nothing.
pub(super) fn is_waiting(function: &str, value: &Value) -> bool {
    WAITS.contains(&function) && is_no_item(value)
}

/// What is not known of a function's result has the type of the result, unless an argument has no type.
pub(super) fn typed(arguments: &Arguments<'_, '_>, unknown: Value) -> Value {
    if let "regex" | "regexall" = arguments.name
        && let Some(of) =
            arguments.values.first().and_then(Value::as_str).and_then(|pattern| super::pattern::result_type(arguments, pattern))
    {
        return unknown.declared_as(&if arguments.name == "regex" { of } else { ValueType::list(of) });
    }
    // The results of a condition may have it in common.
    if GIVES_SET.contains(&arguments.name) {
        return unknown.declared_as(&ValueType::set(ValueType::Any));
    }
    if matches!(&unknown.kind, Kind::Unknown(hole) if is_not_computed(hole)) {
        return unknown;
    }
    // Terraform takes it for what the parameter wants.
    if arguments.values.iter().any(is_no_item) {
        match arguments.name {
            name if GIVES_NUMBER.contains(&name) => return unknown.declared_as(&ValueType::Number),
            name if GIVES_LIST.contains(&name) => return unknown.declared_as(&ValueType::list(ValueType::Any)),
            "transpose" => return unknown.declared_as(&ValueType::map(ValueType::Any)),
            _ => {}
        }
    }
    if arguments.name == "coalesce" && arguments.values.iter().any(is_no_item) {
        let types: Vec<ValueType> = arguments.values.iter().map(Value::value_type).collect();
        return unify(&types).map_or(unknown.clone(), |of| unknown.declared_as(&of));
    }
    let is_open = arguments.values.iter().any(|value| value.value_type() == ValueType::Any);
    if !is_open && GIVES_TEXT.contains(&arguments.name) { unknown.declared_as(&ValueType::Text) } else { unknown }
}

/// Whether it is a name of a `for` that goes through nothing.
fn is_no_item(value: &Value) -> bool {
    let is_it = |hole: &Hole| matches!(&hole.kind, HoleKind::Unknown(why) if why.detail == NO_ITEMS);
    matches!(&value.kind, Kind::Unknown(hole) if is_it(hole))
}

/// Whether a value is not computed, so that its type is not known either.
pub(in crate::terraform) fn is_not_computed(hole: &Hole) -> bool {
    matches!(&hole.kind, HoleKind::Unknown(why) if why.code == WhyCode::NotComputed)
}

/// They may give a result whatever one of their arguments is.
pub(super) const PASSES_OVER: &[&str] = &["coalesce", "coalescelist", "contains", "lookup"];

/// Whether Terraform may refuse what gives this value.
pub(super) fn may_fail(value: &Value) -> bool {
    let fails = |hole: &Hole| matches!(&hole.kind, HoleKind::Unknown(why) if why.code == WhyCode::FailedPlan);
    operators::is_cut_short(value) || is_unread(value) || matches!(&value.kind, Kind::Unknown(hole) if fails(hole))
}

/// Whether all that a value is made of is known, but not whether Terraform refuses it: then it is not known of what is made of it either.
pub(super) fn may_be_refused(value: &Value) -> bool {
    matches!(&value.kind, Kind::Unknown(hole) if is_not_computed(hole)) || super::is_left_open(value) || operators::is_before_1_12(value)
}

/// Whether it would stand in a file that cannot be read: if that is not there, Terraform refuses the expression.
pub(in crate::terraform) fn is_unread(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(hole) => matches!(&hole.kind, HoleKind::Unknown(why) if why.code == WhyCode::UnreadableFile),
        _ => false,
    }
}

/// They do not ask in which order the members of a list stand, nor how many there are.
pub(super) const IN_ANY_ORDER: &[&str] = &[
    "alltrue",
    "anytrue",
    "coalesce",
    "coalescelist",
    "compact",
    "concat",
    "contains",
    "distinct",
    "flatten",
    "format",
    "formatlist",
    "join",
    "jsonencode",
    "list",
    "merge",
    "nonsensitive",
    "reverse",
    "setunion",
    "sort",
    "tolist",
    "toset",
];
