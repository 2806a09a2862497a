//! Principals and values of conditions that are computed at deployment: by a program of somebody's, which a custom resource is, or a resource of a provider
//! that is not AWS's; or by the code from what only deployment tells. Whom they let in nobody can say, unlike of a name in an ARN.

use super::leaves;
use crate::mapped_text::HoleKind;
use crate::resource::Root;
use crate::source::Span;
use crate::value::{Kind, Value};

/// How the types begin whose attributes are AWS's own, or made up for this configuration alone.
const OWN: [&str; 9] = ["AWS::", "aws_", "awscc_", "random_", "time_", "tls_", "null_", "local_", "terraform_"];

/// A type of AWS's namespace for what somebody's function answers:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-customresource.html>
const CUSTOM: &str = "AWS::CloudFormation::CustomResource";

/// The first of them in a document, with what it is.
pub(super) fn first(document: &Value, root: &Root) -> Option<(Span, String)> {
    let of_statement = |statement: &Value| {
        let elements = ["Principal", "NotPrincipal", "Condition"].into_iter();
        elements.filter_map(|element| statement.get(element)).find_map(|element| within(element, root))
    };
    leaves(document).into_iter().filter_map(|document| document.get("Statement")).flat_map(leaves).find_map(|statements| match &statements
        .kind
    {
        Kind::List(items) => items.iter().flat_map(leaves).find_map(of_statement),
        _ => of_statement(statements),
    })
}

fn within(value: &Value, root: &Root) -> Option<(Span, String)> {
    match &value.kind {
        Kind::List(items) => items.iter().find_map(|item| within(item, root)),
        Kind::Map(map) => map.entries.iter().find_map(|entry| within(&entry.value, root)),
        Kind::Alternatives(open) => open.branches.iter().find_map(|(_, branch)| within(branch, root)),
        Kind::Unknown(hole) => is_computed(&hole.kind, root).then(|| (value.span, hole.kind.reason())),
        Kind::Text(text) => {
            let computed = text.holes().iter().find(|hole| is_computed(&hole.hole.kind, root))?;
            Some((computed.hole.span, computed.hole.kind.reason()))
        }
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
    }
}

fn is_computed(hole: &HoleKind, root: &Root) -> bool {
    hole.is_made_of_attribute() || matches!(hole, HoleKind::Attribute { resource, .. } if is_somebodys(resource, root))
}

fn is_somebodys(address: &str, root: &Root) -> bool {
    let kind = root.resources.at(address).map(|resource| resource.kind.as_str());
    // What a shuffle gives is what somebody has put in.
    let is_handed_on = |kind: &str| kind == CUSTOM || kind == "random_shuffle";
    kind.is_some_and(|kind| is_handed_on(kind) || !OWN.iter().any(|start| kind.starts_with(start)))
}
