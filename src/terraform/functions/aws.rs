//! The functions of the AWS provider, over ARNs: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse>

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::holes::has_no;
use super::string::value;
use crate::mapped_text::Text;
use crate::value::{Map, Value};

const TEXT: Takes = Takes::Text;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("provider::aws::arn_build", &[TEXT, TEXT, TEXT, TEXT, TEXT], Sees::Unknowns, arn_build),
    Function::new("provider::aws::arn_parse", &[TEXT], Sees::Unknowns, arn_parse),
    Function::new("provider::aws::trim_iam_role_path", &[TEXT], Sees::Unknowns, trim_iam_role_path),
];

/// The parts of an ARN, from the partition to the resource.
fn parts(a: &Arguments<'_, '_>) -> Result<[Text; 5], Stop> {
    let text = a.text(0)?;
    let sections = text.split(":");
    // The resource may have colons of its own.
    let before_resource = if sections.len() > 5 { 5 } else { sections.len() };
    let mut holes = sections.iter().take(before_resource).flat_map(Text::holes);
    if let Some(hole) = holes.find(|hole| !has_no(&hole.hole, ":")) {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    match sections.as_slice() {
        [arn, partition, service, region, account, resource, rest @ ..] if arn.known() == Some("arn") => {
            let mut resource = resource.clone();
            for part in rest {
                resource.push_computed(":", a.span);
                resource.push_text(part);
            }
            Ok([partition.clone(), service.clone(), region.clone(), account.clone(), resource])
        }
        _ => fail("the text is no ARN"),
    }
}

fn arn_parse(a: &Arguments<'_, '_>) -> FunctionResult {
    let mut map = Map::default();
    for (name, part) in ["partition", "service", "region", "account_id", "resource"].into_iter().zip(parts(a)?) {
        map.push(name, a.span, Value::text(part, a.span));
    }
    Ok(Value::map(map, a.span))
}

fn built(a: &Arguments<'_, '_>, parts: &[Text]) -> FunctionResult {
    let mut arn = Text::computed("arn", a.span);
    for part in parts {
        arn.push_computed(":", a.span);
        arn.push_text(part);
    }
    value(a, arn)
}

fn arn_build(a: &Arguments<'_, '_>) -> FunctionResult {
    let parts = (0..5).map(|index| a.text(index)).collect::<Result<Vec<_>, _>>()?;
    built(a, &parts)
}

/// The ARN of a role without the path before its name.
fn trim_iam_role_path(a: &Arguments<'_, '_>) -> FunctionResult {
    let [partition, service, region, account, resource] = parts(a)?;
    if service.known() != Some("iam") {
        return fail("the ARN is not of IAM");
    }
    if let Some(hole) = resource.holes().iter().find(|hole| !has_no(&hole.hole, "/")) {
        return Err(Stop::Unknown(hole.hole.clone()));
    }
    let sections = resource.split("/");
    match sections.as_slice() {
        [kind, .., name] if kind.known() == Some("role") => {
            let mut role = Text::computed("role/", a.span);
            role.push_text(name);
            built(a, &[partition, service, region, account, role])
        }
        _ => fail("the ARN is not that of a role"),
    }
}
