//! How the marks `sensitive` and `ephemeral` go through expressions: as Terraform has it.
//! <https://developer.hashicorp.com/terraform/language/values/variables#suppressing-values-in-cli-output>

use super::failure;
use crate::secret;
use crate::value::{Form, Kind, Marks, Value};
use std::borrow::Cow;

/// Functions that leave the marks inside of their arguments where they are. All others give a result that has them all.
const KEEPS_INSIDE: &[&str] = &[
    "chunklist",
    "concat",
    "element",
    "ephemeralasnull",
    "flatten",
    "issensitive",
    "keys",
    "length",
    "lookup",
    "merge",
    "nonsensitive",
    "reverse",
    "sensitive",
    "setproduct",
    "slice",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
    "values",
    "zipmap",
];

/// Functions about marks, and conversions, which keep them: the marks of the arguments are theirs to give.
const HANDS_ON: &[&str] =
    &["ephemeralasnull", "issensitive", "nonsensitive", "sensitive", "tobool", "tolist", "tomap", "tonumber", "toset", "tostring"];

/// Functions that put texts together of others as they are: what is kept back of the others is kept back.
const COMPOSES: &[&str] = &["format", "formatlist", "join", "jsonencode", "templatefile", "templatestring", "yamlencode"];

/// Functions whose result is another text than the one that they were given, so that nothing tells any more what is in it.
const DISGUISES: &[&str] = &[
    "base64encode",
    "base64gzip",
    "base64sha256",
    "base64sha512",
    "lower",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "split",
    "strrev",
    "substr",
    "textencodebase64",
    "title",
    "upper",
    "urlencode",
];

/// The mark of what a function makes of texts with secrets in them.
pub(in crate::terraform) fn of_texts(name: &str, values: &[Value]) -> Marks {
    let values = if DISGUISES.contains(&name) { values } else { &[] };
    values.iter().map(secret::mark_of_text).fold(Marks::default(), Marks::and)
}

/// The marks that a call gives to its result, and the arguments as the function gets them.
pub(in crate::terraform) fn taken<'v>(name: &str, values: &'v [Value]) -> (Cow<'v, [Value]>, Marks) {
    let own = |values: &[Value]| values.iter().map(|value| value.marks).fold(Marks::default(), Marks::and);
    if HANDS_ON.contains(&name) {
        return (Cow::Borrowed(values), Marks::default());
    }
    if KEEPS_INSIDE.contains(&name) {
        let marks = match (name, values) {
            // Where the default is the result, it has its own.
            ("lookup", [map, key, ..]) => map.marks.and(key.marks),
            ("merge", _) => {
                values.iter().filter(|value| value.kind != Kind::Null).map(|value| value.marks).fold(Marks::default(), Marks::and)
            }
            ("flatten", [list]) => of_lists(list),
            ("zipmap", [keys, values]) => keys.all_marks().and(values.marks),
            _ => own(values),
        };
        return (Cow::Borrowed(values), marks);
    }
    let of_argument = |value: &Value| match (name, value.as_list()) {
        ("setintersection" | "setsubtract" | "setunion", Some(items)) => of_set(items.to_vec()).1.and(value.marks),
        _ => value.all_marks(),
    };
    let marks = values.iter().map(of_argument).fold(Marks::default(), Marks::and);
    if marks.is_none() {
        return (Cow::Borrowed(values), marks);
    }
    let as_parts = || values.iter().map(secret::marks_as_part).fold(Marks::default(), Marks::and);
    let marks = if COMPOSES.contains(&name) { marks.on_parts().and(as_parts()) } else { Marks { of_parts: false, ..marks } };
    (Cow::Owned(values.iter().map(Value::unmarked).collect()), marks)
}

/// What an operator, a call or a step gives, with the marks of what it was given: Terraform forgets them where it refuses it.
pub(in crate::terraform) fn given(result: Value, marks: Marks) -> Value {
    if failure::is_failed(&result) { Value { marks: Marks::default(), ..result } } else { result.marked(marks) }
}

/// The marks of a list and of the lists in it.
fn of_lists(value: &Value) -> Marks {
    match &value.kind {
        Kind::List(items) => items.iter().map(of_lists).fold(value.marks, Marks::and),
        Kind::Alternatives(open) => open.branches.iter().map(|(_, branch)| of_lists(branch)).fold(Marks::default(), Marks::and),
        _ => Marks::default(),
    }
}

/// Elements of a set have no marks of their own: the set has them, but for those of what is null, which Terraform drops.
pub(super) fn of_set(items: Vec<Value>) -> (Vec<Value>, Marks) {
    let marks = items.iter().filter(|item| item.kind != Kind::Null).map(Value::all_marks).fold(Marks::default(), Marks::and);
    (items.iter().map(Value::unmarked).collect(), marks)
}

/// Whether `object["key"]` is meant, where Terraform forgets the marks of the key.
pub(in crate::terraform) fn forgets_key(container: &Value) -> bool {
    matches!(container.kind, Kind::Map(_)) && container.form == Form::Plain
}
