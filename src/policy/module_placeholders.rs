//! Placeholders in documents that modules take, which the module puts its own names in for.

use crate::mapped_text::filled_in::filled_in;
use crate::mapped_text::{Hole, HoleKind, Text};
use crate::source::{FileId, Span};
use crate::value::{Entry, Kind, Map, Shared, Value};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// Those of `terraform-aws-modules/s3-bucket` that stand for what it makes, and the output of the module that is the same:
/// <https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/latest>, input `policy`.
const OF_BUCKET: [(&str, &str); 2] = [("_S3_BUCKET_ARN_", "s3_bucket_arn"), ("_S3_BUCKET_ID_", "s3_bucket_id")];
const OWN_ACCOUNT: &str = "_AWS_ACCOUNT_ID_";

/// A document that is handed to the module of this address, with a hole for each placeholder.
pub(super) fn opened(value: &Value, module: &SmolStr) -> Value {
    let kind = match &value.kind {
        Kind::Text(text) if text.literal().contains('_') => Kind::Text(Arc::new(of_text(text, module))),
        Kind::List(items) => Kind::List(Shared::new(items.iter().map(|item| opened(item, module)).collect())),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|entry| Entry { value: opened(&entry.value, module), ..entry.clone() });
            Kind::Map(Shared::new(Map { entries: entries.collect() }))
        }
        Kind::Alternatives(_) => return value.distribute(&mut |branch| opened(branch, module)),
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

fn of_text(text: &Text, module: &SmolStr) -> Text {
    text.replaced(&mut placeholder, &mut |result, place| {
        let written = text.literal().get(place.clone()).unwrap_or_default();
        let span = text.span(place).unwrap_or_else(|| Span::new(FileId(0), 0, 0));
        let output = OF_BUCKET.iter().find(|(name, _)| *name == written).map(|(_, output)| *output);
        let kind = match output {
            Some(output) => HoleKind::Attribute { resource: module.clone(), name: SmolStr::new_static(output) },
            None if written == OWN_ACCOUNT => HoleKind::OwnAccount,
            None => filled_in(written),
        };
        result.push_hole(Arc::new(Hole { kind, span }));
    })
}

/// The next `_NAME_OF_SOMETHING_` from this byte on, which no name goes on around.
fn placeholder(text: &str, from: usize) -> Option<Range<usize>> {
    let is_part = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '_';
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find('_')?;
        let word = text.get(start..)?;
        let word = word.get(..word.find(|char: char| !is_part(char)).unwrap_or(word.len()))?;
        at = start + word.len();
        let joins = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '-');
        let is_apart = !joins(text.get(..start)?.chars().next_back()) && !joins(text.get(at..)?.chars().next());
        let letters = word.trim_matches('_');
        if is_apart && word.ends_with('_') && word.len() > 2 && letters.starts_with(|char: char| char.is_ascii_uppercase()) {
            return Some(start..at);
        }
    }
}
