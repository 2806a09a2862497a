//! What attributes of resources come to after deployment (`arns.tsv`).

use super::awscc::{NamedCell, with_awscc};
use super::only_if::{Argument, OnlyIf};
use super::table::{Index, index, named, rows};
use crate::truth::Truth;
use std::sync::LazyLock;

/// What an attribute of a resource comes to after deployment.
#[derive(Debug)]
pub struct ArnShape {
    pub resource_type: &'static str,
    /// Terraform attribute, or `Ref`, or the attribute of `Fn::GetAtt`.
    pub attribute: &'static str,
    /// `arn:{partition}:sns:{region}:{account}:{name}`: placeholders are `partition`, `region`, `account` (the own ones; `region` is the resource's own
    /// `region` argument where it has one) and attribute paths of the resource; `{a|b}` takes the first that is set, `{https://a}` leaves the scheme of the URL out. `{?}` and an attribute that is not
    /// set are holes.
    pub shape: &'static str,
    /// Of several shapes of an attribute, one with a condition that holds goes before the one without.
    pub only_if: OnlyIf,
}

/// A piece of a shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShapePart {
    Literal(&'static str),
    Partition,
    Region,
    Account,
    /// The first of these attributes that is set; a hole if none is.
    Attribute(Vec<&'static str>),
    Hole,
}

impl ArnShape {
    /// The shape taken apart.
    pub fn parts(&self) -> Vec<ShapePart> {
        shape_parts(self.shape)
    }
}

/// A shape taken apart.
pub fn shape_parts(shape: &'static str) -> Vec<ShapePart> {
    let mut parts = vec![];
    let mut rest = shape;
    while let Some((literal, after)) = rest.split_once('{') {
        if !literal.is_empty() {
            parts.push(ShapePart::Literal(literal));
        }
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        parts.push(match name {
            "partition" => ShapePart::Partition,
            "region" => ShapePart::Region,
            "account" => ShapePart::Account,
            "?" => ShapePart::Hole,
            names => ShapePart::Attribute(names.split('|').collect()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(ShapePart::Literal(rest));
    }
    parts
}

/// An attribute of a shape: its name, and whether its value stands there without `https://`.
pub fn shape_attribute(name: &str) -> (&str, bool) {
    name.strip_prefix("https://").map_or((name, false), |name| (name, true))
}

static SHAPES: LazyLock<Index<ArnShape>> =
    LazyLock::new(|| {
        let rows = rows(include_str!("../../rules/facts/arns.tsv"));
        let shapes = with_awscc(rows, (None, 0), &[NamedCell::Attribute(1), NamedCell::Shape(2), NamedCell::OnlyIf(3)]).map(|row| {
            ArnShape { resource_type: row.text(0), attribute: row.text(1), shape: row.text(2), only_if: OnlyIf::new(row.text(3)) }
        });
        index(shapes, |shape| shape.resource_type)
    });

/// What attributes of this resource type come to after deployment.
pub fn arn_shapes(resource_type: &str) -> &'static [ArnShape] {
    named(&SHAPES, resource_type)
}

/// Whether an argument is read back without the scheme of the URL that it was given.
pub fn is_read_without_scheme(resource_type: &str, argument: &str) -> bool {
    let mut shapes = arn_shapes(resource_type).iter().filter(|shape| shape.attribute == argument);
    shapes
        .any(|shape| matches!(shape.parts().as_slice(), [ShapePart::Attribute(paths)] if paths.iter().any(|path| shape_attribute(path).1)))
}

/// The shape of one attribute that fits this resource; `argument` tells of the arguments of the resource. Where one that decides is not
/// known, the general shape holds.
pub fn arn_shape(resource_type: &str, attribute: &str, argument: impl Fn(&'static str) -> Argument) -> Option<&'static ArnShape> {
    let fitting = arn_shapes(resource_type).iter().filter(|shape| shape.attribute == attribute);
    let mut fitting: Vec<_> = fitting.filter(|shape| shape.only_if.holds(&argument) == Truth::Yes).collect();
    fitting.sort_by_key(|shape| shape.only_if.argument().is_none());
    fitting.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_holds_goes_first() {
        let unset = arn_shape("aws_iam_role", "arn", |_| Argument::NotSet).map(|shape| shape.shape);
        assert_eq!(unset, Some("arn:{partition}:iam::{account}:role/{name}"));
        let set = arn_shape("aws_iam_role", "arn", |_| Argument::Known("/service/".to_owned())).map(|shape| shape.shape);
        assert_eq!(set, Some("arn:{partition}:iam::{account}:role{path}{name}"));
    }

    #[test]
    fn a_shape_is_taken_apart() {
        let parts = arn_shape("aws_sqs_queue", "arn", |_| Argument::NotSet).map(ArnShape::parts).unwrap_or_default();
        assert_eq!(parts.first(), Some(&ShapePart::Literal("arn:")));
        assert_eq!(parts.last(), Some(&ShapePart::Attribute(vec!["name"])));
        assert_eq!(parts.len(), 8);
    }
}
