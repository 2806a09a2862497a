//! What stands before the policy of a resource: block public access of buckets and access points, the VPC of a search domain and its own access control.

use super::fronts::{MethodCallers, method_callers};
use crate::attribute_path::AttributePath;
use crate::condition::{Assignment, Conditions, TooManyAssignments, outside};
use crate::facts;
use crate::finding::Label;
use crate::iam::document::Element;
use crate::resource::Resource;
use crate::rule::answer::{Answer, Case, CaseVerdict, Evidence};
use crate::rule::context::StatementContext;
use crate::subject::{NamedSubject, counts_for, told_owners};
use crate::truth::Truth;
use crate::value::{Kind, Value};

/// Whether the layers before the policy of a statement let strangers through to it, with the reasons why that is only possible. It is no where the
/// policy is that of a bucket of the code, whose layers are judged together.
pub(super) fn are_open(context: &StatementContext<'_>) -> Answer {
    match context.policy.policy.site.protects {
        "s3" => bucket(context),
        "s3-accesspoint" => access_point(context),
        "es" => search_domain(context),
        "lambda" => Answer::always(function_url(context)),
        "execute-api" | "apigateway" => Answer::always(api(context)),
        other => match facts::protected(other).map_or("", |protected| protected.behind) {
            "" => Answer::plain(true),
            behind => Answer::always(open(&[behind])),
        },
    }
}

fn open(doubts: &[&str]) -> CaseVerdict {
    CaseVerdict::Yes(Box::new(Evidence { doubts: doubts.iter().map(|&doubt| doubt.to_owned()).collect(), ..Evidence::default() }))
}

/// The settings that take a public policy back: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>.
const SETTINGS: [&str; 2] = ["block_public_policy", "restrict_public_buckets"];

fn bucket(context: &StatementContext<'_>) -> Answer {
    let policy = context.policy.policy;
    let root = context.policy.root;
    if root.subjects.at("bucket", &policy.resource.address).is_some() {
        return Answer::no();
    }
    let owner = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes);
    // Under some answers it may be the policy of a bucket that is not in the code.
    let of_code: Vec<Assignment> = match owner.as_ref().map(|owner| root.subjects.named("bucket", owner)) {
        Some(NamedSubject::Here(named)) => named.into_iter().map(|named| named.given).collect(),
        _ => vec![],
    };
    let elsewhere = if of_code.is_empty() { Ok(vec![Assignment::default()]) } else { outside(&of_code.iter().collect::<Vec<_>>()) };
    let Ok(elsewhere) = elsewhere else { return too_many(context) };
    let name = owner.as_ref().and_then(Value::as_str);
    let told = told_owners(root.root, &root.trust.owners);
    let counts = |resource: &Resource| match resource.kind.as_str() {
        "aws_s3_account_public_access_block" => counts_for(resource, policy.resource, told),
        "aws_s3_bucket_public_access_block" => {
            Truth::from(name.is_some() && resource.attributes.get("bucket").and_then(Value::as_str) == name)
        }
        _ => Truth::No,
    };
    let blocks = root.root.resources.iter().map(|resource| (counts(resource), resource));
    let verdict = blocked_by(&blocks.filter(|(counts, _)| *counts != Truth::No).collect::<Vec<_>>());
    let case = |verdict: &CaseVerdict, given: Assignment| Case { given, verdict: verdict.clone() };
    let of_code = of_code.into_iter().map(|given| case(&CaseVerdict::No, given));
    Answer::of_all(elsewhere.into_iter().map(|given| case(&verdict, given)).chain(of_code).collect())
}

/// What the public access blocks come to that count for a bucket which is not in the code, or may count for it.
fn blocked_by(blocks: &[(Truth, &Resource)]) -> CaseVerdict {
    let is_on = |block: &&Resource| settings(block).iter().any(|value| is(value, "true"));
    let of_bucket = |block: &Resource| block.kind == "aws_s3_bucket_public_access_block";
    let of = |wanted: Truth| blocks.iter().filter(move |(counts, _)| *counts == wanted).map(|(_, block)| *block);
    let (on, off): (Vec<&Resource>, Vec<&Resource>) = of(Truth::Yes).partition(is_on);
    let mut doubts: Vec<String> = vec![];
    match (on.first(), off.iter().find(|block| of_bucket(block) && are_off(&settings(block)))) {
        (Some(one), Some(other)) if on.iter().all(|block| of_bucket(block)) => {
            doubts.push(format!("`{}` and `{}` say different things about the bucket", one.address, other.address));
        }
        (Some(_), _) => return CaseVerdict::No,
        (None, _) => {
            let set: Vec<&Value> = off.iter().flat_map(|block| settings(block)).collect();
            doubts.extend(
                (!are_off(&set)).then(|| "buckets made since April 2023 have `block_public_policy` on unless it is turned off".to_owned()),
            );
        }
    }
    doubts.extend(
        of(Truth::Unknown).filter(is_on).map(|block| format!("whether `{}` is of the account of the bucket is not known", block.address)),
    );
    CaseVerdict::Yes(Box::new(Evidence { doubts, ..Evidence::default() }))
}

fn settings(block: &Resource) -> Vec<&Value> {
    SETTINGS.iter().filter_map(|setting| block.attributes.get(setting)).collect()
}

fn too_many(context: &StatementContext<'_>) -> Answer {
    Answer::unknown(context.statement.span, "what stands before the policy depends on too many undecided conditions")
}

/// A value, and at which of the paths it stands.
type Said<'v> = (&'static str, &'v Value);

/// What is judged of all that these resources say at these places, under each set of answers to what they leave open.
fn under_each(
    context: &StatementContext<'_>,
    resources: &[&Resource],
    paths: &[&'static str],
    judge: &dyn Fn(&[Said<'_>]) -> CaseVerdict,
) -> Answer {
    let mut conditions = Conditions::default();
    let mut said: Vec<(Assignment, &'static str, Value)> = vec![];
    for (resource, path) in resources.iter().flat_map(|resource| paths.iter().map(move |path| (resource, *path))) {
        let answers = AttributePath::new(path).answers(&resource.attributes, &mut conditions).into_iter();
        let values = answers.filter_map(|answer| Some((answer.given.clone(), path, answer.value()?)));
        said.extend(values.filter(|(_, _, value)| !matches!(value.kind, Kind::Null | Kind::Absent)));
    }
    match conditions.assignments(&Assignment::default()) {
        Err(TooManyAssignments) => too_many(context),
        Ok(all) => Answer::of_all(
            all.into_iter()
                .map(|given| {
                    let heard = said.iter().filter(|(under, ..)| under.agrees_with(&given)).map(|(_, path, value)| (*path, value));
                    let verdict = judge(&heard.collect::<Vec<_>>());
                    Case { given, verdict }
                })
                .collect(),
        ),
    }
}

/// An access point is in a VPC or on the internet; its own settings are all on unless they are turned off:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html>.
fn access_point(context: &StatementContext<'_>) -> Answer {
    let networks = ["vpc_configuration", "VpcConfiguration"];
    let settings = [
        "public_access_block_configuration[].block_public_policy",
        "public_access_block_configuration[].restrict_public_buckets",
        "PublicAccessBlockConfiguration.BlockPublicPolicy",
        "PublicAccessBlockConfiguration.RestrictPublicBuckets",
    ];
    let paths = [&networks[..], &settings].concat();
    under_each(context, &of_policy(context, "_s3_access_point"), &paths, &|said| {
        if said.iter().any(|(path, _)| networks.contains(path)) {
            return CaseVerdict::No;
        }
        let set: Vec<&Value> = said.iter().map(|(_, value)| *value).collect();
        blocked(&set, "an access point has `block_public_policy` on unless it is turned off")
    })
}

fn is(value: &Value, wanted: &str) -> bool {
    value.to_text().is_some_and(|text| text.known().is_some_and(|text| text.eq_ignore_ascii_case(wanted)))
}

/// One setting that is on keeps everybody out; only if all are off is it sure that none does.
fn blocked(set: &[&Value], doubt: &str) -> CaseVerdict {
    if set.iter().any(|value| is(value, "true")) {
        return CaseVerdict::No;
    }
    if are_off(set) { open(&[]) } else { open(&[doubt]) }
}

/// Whether all settings are said to be off.
fn are_off(set: &[&Value]) -> bool {
    set.len() >= SETTINGS.len() && set.iter().all(|value| is(value, "false"))
}

/// A function URL without authorisation has two permissions for everybody, of which that for the URL tells:
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>.
fn function_url(context: &StatementContext<'_>) -> CaseVerdict {
    let asks = |key: &str| context.statement.conditions.iter().any(|condition| condition.key == key);
    let is_none = |value: &Element| value.known().is_some_and(|text| text == "NONE");
    let conditions = &context.statement.conditions;
    let without_authorisation =
        conditions.iter().any(|condition| condition.key == "lambda:functionurlauthtype" && condition.values.iter().any(is_none));
    match (asks("lambda:invokedviafunctionurl"), without_authorisation) {
        (true, _) => CaseVerdict::No,
        (_, true) if super::public_url::is_told(&context.policy.root, context.policy.policy.resource) => CaseVerdict::No,
        (_, true) => open(&["a function URL without authorisation is made for everybody; the function might check its callers itself"]),
        _ => open(&[]),
    }
}

/// The policy of an API is one of two answers: each method may ask for authorisation of its own.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
fn api(context: &StatementContext<'_>) -> CaseVerdict {
    match method_callers(context) {
        MethodCallers::Anybody => open(&[]),
        MethodCallers::AnyAccount(place) => {
            let told = "the methods ask for signed requests: whoever has an AWS account can send one, and nobody without".to_owned();
            CaseVerdict::Yes(Box::new(Evidence { labels: vec![Label::new(place, told)], ..Evidence::default() }))
        }
        MethodCallers::Known => CaseVerdict::No,
        MethodCallers::NotTold => open(&["each method of the API might ask for authorisation of its own"]),
    }
}

/// Whether the document was found without the resource that it is for.
fn is_unplaced(context: &StatementContext<'_>) -> bool {
    let policy = context.policy.policy;
    policy.site.owner.is_empty() && !policy.resource.kind.to_ascii_lowercase().ends_with("domain")
}

/// "Enable fine-grained access control or apply a restrictive access policy to your domain": what AWS answers to such a policy.
const REFUSED_OF_DOMAINS: &str =
    "AWS refuses such a policy for a domain without a VPC and fine-grained access control; one that had it before that check keeps it";

/// A domain in a VPC is reached from there only; one with fine-grained access control asks who calls after its policy. `*` is what AWS recommends for both:
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html#vpc-security>,
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html#fgac-recommendations>.
fn search_domain(context: &StatementContext<'_>) -> Answer {
    let networks = ["vpc_options", "VPCOptions"];
    let [fine, anonymous] = [
        ["advanced_security_options[].enabled", "AdvancedSecurityOptions.Enabled"],
        ["advanced_security_options[].anonymous_auth_enabled", "AdvancedSecurityOptions.AnonymousAuthEnabled"],
    ];
    let paths = [&networks[..], &fine, &anonymous].concat();
    under_each(context, &of_policy(context, "_domain"), &paths, &|said| {
        let on = |paths: [&str; 2]| said.iter().any(|(path, value)| paths.contains(path) && is(value, "true"));
        let network = said.iter().find(|(path, _)| networks.contains(path));
        match (network, on(fine) && !on(anonymous)) {
            (Some((_, Value { kind: Kind::Unknown(_), .. })), _) => open(&["whether the domain is in a VPC is not known"]),
            (Some(_), _) => CaseVerdict::No,
            _ if is_unplaced(context) => open(&["whether the domain is in a VPC is not known"]),
            (_, true) => open(&["the domain has fine-grained access control, which asks once more who calls and what they may do"]),
            _ if !on(fine) && context.statement.conditions.is_empty() => open(&[REFUSED_OF_DOMAINS]),
            _ => open(&[]),
        }
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
