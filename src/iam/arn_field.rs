//! The field of an ARN that is not known as a whole: what it is, its place tells.

use crate::mapped_text::{Piece, Text};

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
