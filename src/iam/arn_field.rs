//! The field of an ARN that is not known as a whole: what it is, its place tells.

use crate::mapped_text::{Piece, Text};
use crate::source::{FileId, Span};

/// `arn:partition:service:region:account:resource`:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ArnField {
    Partition,
    Region,
    Account,
}

impl ArnField {
    /// The field that is nothing but a hole between what stands before and behind it.
    pub fn filled_by_hole(before: &Text, behind: Option<&Piece<'_>>) -> Option<ArnField> {
        let before = before.literal();
        let is_whole = matches!(behind, Some(Piece::Literal(rest, _)) if rest.starts_with(':'));
        match before.bytes().filter(|byte| *byte == b':').count() {
            _ if !is_whole || !before.starts_with("arn:") || !before.ends_with(':') => None,
            1 => Some(ArnField::Partition),
            3 => Some(ArnField::Region),
            4 => Some(ArnField::Account),
            _ => None,
        }
    }
}

/// The pattern of a bucket's ARN without the wildcards that stand for nothing: such an ARN has neither Region nor account, and a call stays in its partition.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
pub fn of_bucket(pattern: &Text) -> Text {
    let parts = pattern.split(":");
    let is = |at: usize, texts: &[&str]| parts.get(at).and_then(Text::known).is_some_and(|part| texts.contains(&part));
    if parts.len() != 6 || !is(0, &["arn"]) || !is(2, &["s3"]) || !is(3, &["", "*"]) || !is(4, &["", "*"]) {
        return pattern.clone();
    }
    let is_any_partition = is(1, &["*", "aws*"]);
    let mut arn = Text::default();
    for (at, part) in parts.iter().enumerate() {
        let place = part.span(0..0).unwrap_or(Span::new(FileId(0), 0, 0));
        if at > 0 {
            arn.push_computed(":", place);
        }
        match at {
            1 if is_any_partition => arn.push_computed("aws", place),
            3 | 4 => {}
            _ => arn.push_text(part),
        }
    }
    arn
}
