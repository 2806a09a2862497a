//! Whether everybody may call a function by its URL: it has no authorisation, and the policy of the function lets everybody use it.
//! <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>

use super::setting::at;
use crate::attribute_path::AttributePath;
use crate::resource::{Language, Resource};
use crate::rule::answer::{Answer, Case, CaseVerdict, Evidence};
use crate::rule::context::{RootContext, SubjectContext};
use crate::subject::{LinkTarget, Subject};
use crate::value::Value;

/// Whether a function URL is for everybody.
pub(super) fn is_public(context: &SubjectContext<'_>) -> Answer {
    without_authorisation(context.subject).and(is_permitted(context))
}

fn without_authorisation(url: &Subject<'_>) -> Answer {
    let setting = url.setting("function_url.auth_type");
    let cases = setting.cases().map(|(given, values)| {
        let explicit = || values.iter().filter(|value| value.default.is_none());
        let verdict = match explicit().find(|value| value.value.as_str() == Some("NONE")) {
            Some(value) => {
                let reason = ("reason", "its URL has no authorisation".to_owned());
                CaseVerdict::Yes(Box::new(Evidence {
                    fault: Some(at(value.resource, &value.value)),
                    texts: vec![reason],
                    ..Evidence::default()
                }))
            }
            None => match explicit().find_map(|value| Some((value.value.span, value.value.first_unknown()?))) {
                Some((span, hole)) => Answer::doubt(span, hole.kind.reason()),
                None => CaseVerdict::No,
            },
        };
        Case { given: given.clone(), verdict }
    });
    Answer::of_all(cases.collect())
}

/// Terraform's provider adds the permission by itself; in CloudFormation it is a resource, which may stand elsewhere:
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_url>.
fn is_permitted(context: &SubjectContext<'_>) -> Answer {
    if context.subject.resource.language == Language::Terraform {
        return Answer::plain(true);
    }
    let subjects = context.root.subjects;
    let functions = subjects.links(context.subject, "function").into_iter().filter_map(|link| subjects.linked(&link).cloned());
    let permissions = functions.flat_map(|function| function.parts.into_iter().filter(|part| part.join.part == "policy"));
    let url = &context.subject.resource.attributes;
    let permissions: Vec<&Resource> = permissions.map(|part| part.resource).filter(|found| is_of_version(&found.attributes, url)).collect();
    let doubt = match (
        permissions.iter().any(|found| is_for_everybody(found)),
        permissions.iter().any(|found| lets_everybody_invoke(found)),
    ) {
        (true, true) => return Answer::plain(true),
        (true, false) => {
            "AWS asks for `lambda:InvokeFunction` beside `lambda:InvokeFunctionUrl`, and no permission in this code gives everybody that"
        }
        (false, _) => "no permission in this code lets everybody call it",
    };
    Answer::yes(Evidence { doubts: vec![format!("{doubt}; one might stand elsewhere")], ..Evidence::default() })
}

/// Whether a permission is that of the version or alias that the URL names; one of the function alone is of no version:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html#permissions-permissions>.
fn is_of_version(permission: &Value, url: &Value) -> bool {
    let text = |value: &Value, path: &'static str| AttributePath::new(path).whole(value).and_then(|value| value.to_text());
    let Some(function) = text(permission, "FunctionName") else { return true };
    let wanted = match text(url, "Qualifier") {
        Some(qualifier) if qualifier.known().is_none() => return true,
        Some(qualifier) => Some(qualifier.literal().to_owned()),
        None => text(url, "TargetFunctionArn").and_then(|target| version(target.literal()).map(str::to_owned)),
    };
    version(function.literal()) == wanted.as_deref()
}

/// The version or alias in `arn:aws:lambda:region:account:function:name:version`, `account:function:name:version` and `name:version`.
fn version(function: &str) -> Option<&str> {
    let mut parts = function.split(':').skip_while(|part| function.contains(":function:") && *part != "function");
    let name = parts.next()?;
    if name == "function" { parts.nth(1) } else { parts.next() }
}

fn is_for_everybody(permission: &Resource) -> bool {
    says(permission, "Principal", "*") && says(permission, "FunctionUrlAuthType", "NONE")
}

/// Whether everybody may invoke the function, by its URL at least.
fn lets_everybody_invoke(permission: &Resource) -> bool {
    says(permission, "Principal", "*") && ["lambda:InvokeFunction", "lambda:*"].iter().any(|action| says(permission, "Action", action))
}

fn says(permission: &Resource, path: &'static str, wanted: &str) -> bool {
    let value = AttributePath::new(path).whole(&permission.attributes);
    value.as_ref().and_then(Value::as_str) == Some(wanted)
}

/// Whether a permission is that of a function whose URL in this code is for everybody, which is told there.
pub(super) fn is_told(root: &RootContext<'_>, permission: &Resource) -> bool {
    let path = if permission.language == Language::Terraform { "function_name" } else { "FunctionName" };
    let Some(name) = AttributePath::new(path).whole(&permission.attributes) else { return false };
    let crate::subject::NamedSubject::Here(functions) = root.subjects.named("function", &name) else { return false };
    let is_of = |link: LinkTarget<'_>| match link {
        LinkTarget::Here(resource) => functions.iter().any(|function| function.resource.address == resource.address),
        _ => false,
    };
    let urls = root.subjects.of_kind("function_url").iter().filter(|url| !without_authorisation(url).is_no());
    urls.into_iter().any(|url| root.subjects.links(url, "function").into_iter().any(|link| is_of(link.to)))
}
