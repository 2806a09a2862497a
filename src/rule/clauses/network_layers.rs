//! What stands before the policy of a resource: block public access of buckets and access points, the VPC of a search domain and its own access control.

use crate::attribute_path::AttributePath;
use crate::iam::document::Element;
use crate::resource::Resource;
use crate::rule::context::StatementContext;
use crate::subject::NamedSubject;
use crate::value::Value;

/// What the layers before a policy make of a grant to everybody.
pub(super) enum Layers {
    /// The policy is that of a bucket of the code, whose layers are judged together.
    OfBucket,
    /// Strangers are kept out before the policy is asked.
    Closed,
    /// They are not, with the reasons why that is only possible.
    Open(Vec<String>),
}

/// The layers before the policy of a statement.
pub(super) fn of(context: &StatementContext<'_>) -> Layers {
    match context.policy.policy.site.protects {
        "s3" => bucket(context),
        "s3-accesspoint" => access_point(context),
        "es" => search_domain(context),
        "lambda" => function_url(context),
        "execute-api" | "apigateway" => Layers::Open(vec!["each method of the API might ask for authorisation of its own".to_owned()]),
        _ => Layers::Open(vec![]),
    }
}

/// The settings that take a public policy back: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.
const SETTINGS: [&str; 2] = ["block_public_policy", "restrict_public_buckets"];

fn bucket(context: &StatementContext<'_>) -> Layers {
    let policy = context.policy.policy;
    let root = context.policy.root;
    if root.subjects.at("bucket", &policy.resource.address).is_some() {
        return Layers::OfBucket;
    }
    let owner = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes);
    if owner.as_ref().is_some_and(|owner| matches!(root.subjects.named("bucket", owner), NamedSubject::Here(_))) {
        return Layers::OfBucket;
    }
    let name = owner.as_ref().and_then(Value::as_str);
    let is_about = |resource: &&Resource| match resource.kind.as_str() {
        "aws_s3_account_public_access_block" => true,
        "aws_s3_bucket_public_access_block" => name.is_some() && resource.attributes.get("bucket").and_then(Value::as_str) == name,
        _ => false,
    };
    let blocks = root.root.resources.iter().filter(is_about);
    let set: Vec<Value> = blocks.flat_map(|block| SETTINGS.iter().filter_map(|setting| block.attributes.get(setting).cloned())).collect();
    blocked(&set, "buckets made since April 2023 have `block_public_policy` on unless it is turned off")
}

/// An access point is in a VPC or on the internet; its own settings are all on unless they are turned off:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html>.
fn access_point(context: &StatementContext<'_>) -> Layers {
    let points = of_policy(context, "_s3_access_point");
    let at = |path: &'static str| points.iter().find_map(|point| AttributePath::new(path).whole(&point.attributes));
    if at("vpc_configuration").or(at("VpcConfiguration")).is_some() {
        return Layers::Closed;
    }
    let paths = [
        "public_access_block_configuration[].block_public_policy",
        "public_access_block_configuration[].restrict_public_buckets",
        "PublicAccessBlockConfiguration.BlockPublicPolicy",
        "PublicAccessBlockConfiguration.RestrictPublicBuckets",
    ];
    let set: Vec<Value> = paths.into_iter().filter_map(at).collect();
    blocked(&set, "an access point has `block_public_policy` on unless it is turned off")
}

/// One setting that is on keeps everybody out; only if all are off is it sure that none does.
fn blocked(set: &[Value], doubt: &str) -> Layers {
    let text = |value: &Value| value.to_text().and_then(|text| text.known().map(str::to_ascii_lowercase));
    let is = |value: &Value, wanted: &str| text(value).as_deref() == Some(wanted);
    if set.iter().any(|value| is(value, "true")) {
        return Layers::Closed;
    }
    let all_off = set.len() >= SETTINGS.len() && set.iter().all(|value| is(value, "false"));
    Layers::Open(if all_off { vec![] } else { vec![doubt.to_owned()] })
}

/// A function URL without authorisation has two permissions for everybody, of which that for the URL tells:
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>.
fn function_url(context: &StatementContext<'_>) -> Layers {
    let asks = |key: &str| context.statement.conditions.iter().any(|condition| condition.key == key);
    let is_none = |value: &Element| value.known().is_some_and(|text| text == "NONE");
    let conditions = &context.statement.conditions;
    let without_authorisation =
        conditions.iter().any(|condition| condition.key == "lambda:functionurlauthtype" && condition.values.iter().any(is_none));
    match (asks("lambda:invokedviafunctionurl"), without_authorisation) {
        (true, _) => Layers::Closed,
        (_, true) if super::public_url::is_told(&context.policy.root, context.policy.policy.resource) => Layers::Closed,
        (_, true) => Layers::Open(vec![
            "a function URL without authorisation is made for everybody; the function might check its callers itself".to_owned(),
        ]),
        _ => Layers::Open(vec![]),
    }
}

/// Whether the document was found without the resource that it is for.
fn is_unplaced(context: &StatementContext<'_>) -> bool {
    let policy = context.policy.policy;
    policy.site.owner.is_empty() && !policy.resource.kind.to_ascii_lowercase().ends_with("domain")
}

/// A domain in a VPC is reached from there only; one with fine-grained access control asks who calls after its policy. `*` is what AWS recommends for both:
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html#vpc-security>,
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html#fgac-recommendations>.
fn search_domain(context: &StatementContext<'_>) -> Layers {
    let domains = of_policy(context, "_domain");
    let says = |paths: [&'static str; 2], word: &str| {
        let values = domains.iter().flat_map(|domain| paths.map(|path| AttributePath::new(path).whole(&domain.attributes)));
        values.flatten().any(|value| word.is_empty() || value.to_text().is_some_and(|text| text.known() == Some(word)))
    };
    if says(["vpc_options", "VPCOptions"], "") {
        return Layers::Closed;
    }
    let is_fine_grained = says(["advanced_security_options[].enabled", "AdvancedSecurityOptions.Enabled"], "true");
    let is_anonymous = says(["advanced_security_options[].anonymous_auth_enabled", "AdvancedSecurityOptions.AnonymousAuthEnabled"], "true");
    Layers::Open(match (is_unplaced(context), is_fine_grained && !is_anonymous) {
        (true, _) => vec!["whether the domain is in a VPC is not known".to_owned()],
        (_, true) => vec!["the domain has fine-grained access control, which asks once more who calls and what they may do".to_owned()],
        _ => vec![],
    })
}

/// What a policy is for: the resource that has it, or those of types with this ending that its resource refers to.
fn of_policy<'a>(context: &StatementContext<'a>, ending: &str) -> Vec<&'a Resource> {
    let policy = context.policy.policy;
    if policy.site.owner.is_empty() {
        return vec![policy.resource];
    }
    let Some(owner) = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes) else { return vec![] };
    let owners = context.policy.root.root.resources.iter().filter(|resource| resource.kind.ends_with(ending));
    crate::subject::References::to(owners, &[]).of(&owner).iter().map(|owner| owner.resource).collect()
}
