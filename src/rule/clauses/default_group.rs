//! The default security group of a VPC: what names no group has it. It lets in only what has it too, until somebody opens it.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html>

use crate::mapped_text::HoleKind;
use crate::resource::Resource;
use crate::rule::context::RootContext;
use crate::subject::{LinkTarget, NamedSubject, Subject};
use crate::value::{Kind, Value};

/// Resources that open a group which they name, with the attribute that names it.
const RULES: [(&str, &str); 3] = [
    ("AWS::EC2::SecurityGroupIngress", "GroupId"),
    ("aws_security_group_rule", "security_group_id"),
    ("aws_vpc_security_group_ingress_rule", "security_group_id"),
];

/// Whether a subject is in VPCs that this code makes, and nothing in the code can open their default groups.
pub(super) fn is_closed(root: &RootContext<'_>, of: &Subject<'_>) -> bool {
    let subnets = root.subjects.links(of, "subnet");
    let made = |resource: &Resource| ["AWS::EC2::VPC", "aws_vpc"].contains(&resource.kind.as_str());
    let vpcs: Option<Vec<&Resource>> = subnets
        .iter()
        .map(|link| {
            let vpcs = root.subjects.links(root.subjects.linked(link)?, "vpc");
            match vpcs.as_slice() {
                [only] => match only.to {
                    LinkTarget::Here(vpc) => Some(vpc).filter(|vpc| made(vpc)),
                    LinkTarget::Elsewhere(_) | LinkTarget::Unknown(_) => None,
                },
                _ => None,
            }
        })
        .collect();
    vpcs.is_some_and(|vpcs| !vpcs.is_empty() && !vpcs.iter().any(|vpc| may_be_opened(root, vpc)))
}

/// Whether the code speaks of the default group of a VPC, or of rules for a group that it does not tell.
fn may_be_opened(root: &RootContext<'_>, vpc: &Resource) -> bool {
    let opens_other = |resource: &Resource| {
        let rule = RULES.iter().find(|(kind, _)| *kind == resource.kind);
        rule.and_then(|(_, group)| resource.attributes.get(group))
            .is_some_and(|group| !matches!(root.subjects.named("security_group", group), NamedSubject::Here(_)))
    };
    let speaks_of = |resource: &Resource| {
        resource.kind == "aws_default_security_group" || opens_other(resource) || names_default_group(&resource.attributes, &vpc.address)
    };
    let calls = root.root.loose.iter().map(|loose| &loose.resource);
    root.root.resources.iter().chain(calls).any(speaks_of)
}

/// Whether the default group of a VPC stands anywhere in a value.
fn names_default_group(value: &Value, vpc: &str) -> bool {
    let within = |item: &Value| names_default_group(item, vpc);
    let is_it = |kind: &HoleKind| match kind {
        HoleKind::Attribute { resource, name } => {
            resource == vpc && name.replace('_', "").to_ascii_lowercase().contains("defaultsecuritygroup")
        }
        _ => false,
    };
    match &value.kind {
        Kind::List(items) => items.iter().any(within),
        Kind::Map(map) => map.entries.iter().any(|entry| within(&entry.value)),
        Kind::Alternatives(open) => open.branches.iter().any(|(_, branch)| within(branch)),
        Kind::Unknown(hole) => is_it(&hole.kind),
        Kind::Text(text) => text.holes().iter().any(|hole| is_it(&hole.hole.kind)),
        _ => false,
    }
}
