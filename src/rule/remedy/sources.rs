//! What leads to the resource of a policy from another account: its services act there for that account too.

use super::beside::{asks_for_source, read_statement};
use super::users::{DeployedTo, is_of_aws, is_of_one_account};
use crate::attribute_path::AttributePath;
use crate::facts::{self, ActsFor};
use crate::finding::referred_to;
use crate::iam::condition::Condition;
use crate::mapped_text::HoleKind;
use crate::policy::{Policy, callers, statements};
use crate::resource::{Language, Resource, own_name, without_keys};
use crate::rule::context::{RootContext, StatementContext};
use crate::rule::known::{LeadingSource, LeadingSources};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// A topic leads to a key by the queue that is encrypted with it.
const MOST_STEPS: usize = 2;

/// The resources that lead to the one of a policy, by name; with the calls of modules around them.
#[derive(Default)]
struct Leading(FxHashMap<String, FxHashSet<String>>);

/// What leads to what the policy protects so that a service acts there; nothing where the code deploys to one account alone.
pub(super) fn leading(context: &StatementContext<'_>, service: &str) -> LeadingSources {
    let root = &context.policy.root;
    if is_of_one_account(root) {
        return LeadingSources { is_from_own: true, ..LeadingSources::default() };
    }
    let asked = (context.policy.policy.resource.address.clone(), service.to_owned());
    root.known.leading.get(&asked, || found(context, service)).as_ref().clone()
}

fn found(context: &StatementContext<'_>, service: &str) -> LeadingSources {
    let policy = context.policy.policy;
    let root = &context.policy.root;
    let own = DeployedTo::of(root, policy.resource);
    let mut leading = Leading::to_what_is_protected(policy);
    leading.add_buckets(root);
    let mut sources = LeadingSources::default();
    let mut best = (false, false);
    for _ in 0..MOST_STEPS {
        let next = leading.named_by(root);
        for source in &next {
            let (to, is_acted_for) = (DeployedTo::of(root, source), is_source_of(service, &source.kind));
            let is_another = match to.is_another(&own) {
                Truth::No => {
                    sources.is_from_own |= is_acted_for;
                    continue;
                }
                Truth::Unknown if !is_acted_for => continue,
                other => other == Truth::Yes,
            };
            if sources.elsewhere.is_none() || (is_another && is_acted_for, is_another) > best {
                best = (is_another && is_acted_for, is_another);
                let (address, accounts) = (source.address.to_string(), vec![own.told(), to.told()]);
                sources.elsewhere = Some(LeadingSource { address, accounts, is_another, is_acted_for });
            }
        }
        next.into_iter().for_each(|resource| leading.add(resource, resource.name.to_string()));
    }
    sources
}

/// What says with which key a bucket encrypts: what leads to the bucket leads to the key.
const DEFAULT_ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";

/// The conditions under which the policies of what is encrypted with a key let a service act there.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services>
pub(super) fn guards_of_encrypted(context: &StatementContext<'_>, service: &str) -> Vec<Condition> {
    let policy = context.policy.policy;
    let root = &context.policy.root;
    if policy.site.protects != "kms" {
        return vec![];
    }
    let mut leading = Leading::to_what_is_protected(policy);
    leading.add_buckets(root);
    let mut addresses: FxHashSet<&str> = FxHashSet::default();
    for _ in 0..MOST_STEPS {
        let next = leading.named_by(root);
        addresses.extend(next.iter().map(|resource| resource.address.as_str()));
        next.into_iter().for_each(|resource| leading.add(resource, resource.name.to_string()));
    }
    let is_encrypted =
        |other: &&Policy<'_>| ["s3", "sns", "sqs"].contains(&other.site.protects) && addresses.contains(other.resource.address.as_str());
    let mut found = vec![];
    for other in root.policies.iter().filter(is_encrypted) {
        for statement in statements(&other.document) {
            let lets_in = callers(statement).iter().any(|caller| caller.strip_prefix("Service ") == Some(service));
            let read = read_statement(statement).filter(|_| lets_in);
            found.extend(read.into_iter().flat_map(|statement| statement.conditions).filter(asks_for_source));
        }
    }
    found
}

/// What leads to what the policy protects, in this code, and says itself for whom a service acts.
pub(super) enum Telling {
    /// For this source, which might be another account's: it subscribes to that topic.
    Source(String),
    /// For the accounts of an organisation.
    Organisation,
    /// For what is in the management account of an organisation.
    Management,
}

/// What `acts_for.tsv` tells of what leads to the resource of a policy.
pub(super) fn telling(context: &StatementContext<'_>, service: &str) -> Option<Telling> {
    if !facts::is_told_of(service) {
        return None;
    }
    let policy = context.policy.policy;
    let root = &context.policy.root;
    let mut leading = Leading::to_what_is_protected(policy);
    for _ in 0..MOST_STEPS {
        let next = leading.named_by(root);
        if let Some(told) = next.iter().find_map(|resource| told_by(root, resource, service)) {
            return Some(told);
        }
        next.into_iter().for_each(|resource| leading.add(resource, resource.name.to_string()));
    }
    None
}

fn told_by(root: &RootContext<'_>, resource: &Resource, service: &str) -> Option<Telling> {
    let row = facts::acts_for(&resource.kind, service)?;
    let value = || AttributePath::new(row.attribute).whole(&resource.attributes);
    let is_off = |value: &Value| matches!(value.kind, Kind::Bool(false) | Kind::Null | Kind::Absent) || value.as_str() == Some("false");
    let is_so = || row.attribute.is_empty() || value().is_some_and(|value| !is_off(&value));
    match row.tells {
        ActsFor::Source => of_another(root, &value()?).map(Telling::Source),
        ActsFor::Organisation => is_so().then_some(Telling::Organisation),
        ActsFor::Management => is_so().then_some(Telling::Management),
    }
}

/// The service that calls an action on what a policy protects for something that leads there in this code, and the address of that.
pub(super) fn delivering<'a>(context: &StatementContext<'a>, action: &str) -> Option<(&'static str, &'a str)> {
    let policy = context.policy.policy;
    let protects = policy.site.protects;
    let calls = |service: &&facts::Service| {
        service.targets.contains(&protects)
            && facts::service_calls(service.principal, protects).iter().any(|called| facts::names_call(called, action))
    };
    let services: Vec<_> = facts::all_services().filter(calls).collect();
    let leading = Leading::to_what_is_protected(policy).named_by(&context.policy.root);
    // Who may do what is no source.
    let is_source = |source: &&Resource| !source.kind.to_ascii_lowercase().ends_with("policy");
    leading.into_iter().filter(is_source).find_map(|source| {
        let service = services.iter().find(|service| is_source_of(service.principal, &source.kind))?;
        Some((service.principal, source.address.as_str()))
    })
}

/// Whether something of these types leads to the resource of a policy.
pub(super) fn is_led_to_by(policy: &Policy<'_>, root: &RootContext<'_>, types: &[&str]) -> bool {
    Leading::to_what_is_protected(policy).named_by(root).into_iter().any(|source| types.contains(&source.kind.as_str()))
}

/// The ARN of a topic that might be another account's: its number is none of the own ones, or it comes from outside.
fn of_another(root: &RootContext<'_>, topic: &Value) -> Option<String> {
    let text = topic.to_text()?;
    let account = text.split(":").into_iter().nth(4);
    let is_own = |account: &str| root.trust.owners.iter().any(|own| own == account);
    let is_another = match account.as_ref().map(|account| (account.known(), account.holes())) {
        Some((Some(account), _)) => !account.is_empty() && !is_own(account),
        Some((None, [only])) => matches!(only.hole.kind, HoleKind::Input { .. }),
        _ => matches!(text.holes(), [only] if matches!(only.hole.kind, HoleKind::Input { .. })),
    };
    is_another.then(|| text.to_string())
}

/// Whether a service acts for resources of a type: its name tells, or what they are called in ARNs.
fn is_source_of(service: &str, kind: &str) -> bool {
    /// How services are called in types of resources where that is otherwise.
    const OTHERWISE: [(&str, &[&str]); 10] = [
        ("cloudwatch", &["cloudwatchmetricalarm", "cloudwatchcompositealarm"]),
        ("costalerts", &["ceanomaly"]),
        ("elasticloadbalancing", &["alb", "elasticloadbalancing", "elb", "lb"]),
        ("events", &["cloudwatchevent", "eventsrule"]),
        ("malwareprotectionplan", &["guarddutymalwareprotection"]),
        ("replicator", &["cloudfront"]),
        ("storagelens", &["s3controlstoragelens", "s3storagelens"]),
        ("logs", &["cloudwatchlog", "flowlog", "logs", "route53querylog", "wafv2weblog"]),
        ("rds", &["db", "rds"]),
        ("states", &["sfn", "stepfunctions"]),
    ];
    let plain = |text: &str| text.replace(['_', '-', ':'], "").to_lowercase();
    let kind = plain(kind.trim_start_matches("aws_").trim_start_matches("AWS::"));
    let formats = facts::service(service).map(|known| known.further_arn_formats.iter().copied().chain([known.source_arn_format]));
    let of_arns = formats.into_iter().flatten().filter_map(|format| format.split(':').nth(2));
    let words: Vec<String> = service.split('.').take_while(|word| *word != "amazonaws").chain(of_arns).map(plain).collect();
    // The word of a service that is a part of another (`storage-lens.s3`) says which part.
    let is_told = |word: &&String| OTHERWISE.iter().any(|(known, _)| known == word);
    let words = words.first().filter(is_told).map_or(words.as_slice(), std::slice::from_ref);
    words.iter().any(|word| match OTHERWISE.iter().find(|(known, _)| known == word) {
        Some((_, starts)) => starts.iter().any(|start| kind.starts_with(start)),
        None => kind.starts_with(word.as_str()),
    })
}

/// Whether a resource only keeps or reads what stands there, so that no service acts for it: who calls is in a policy of IAM, who reads comes with their own
/// credentials, and the key of a bucket is used for whoever puts an object there.
fn only_keeps(kind: &str) -> bool {
    const KEEPING: [&str; 19] = [
        "AWS::IAM::",
        "AWS::SSM::Parameter",
        "AWS::SecretsManager::",
        "aws_appconfig_",
        "aws_dynamodb_table_item",
        "aws_iam_",
        "aws_route53_record",
        "aws_s3_bucket_acl",
        "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_object",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_s3_bucket_website_configuration",
        "aws_s3_object",
        "aws_secretsmanager_",
        "aws_ssm_parameter",
    ];
    KEEPING.iter().any(|start| kind.starts_with(start))
}

impl Leading {
    /// What a policy is about: its own resource, and those that it names as what it belongs to.
    fn to_what_is_protected(policy: &Policy<'_>) -> Leading {
        let mut leading = Leading::default();
        leading.add(policy.resource, policy.resource.name.to_string());
        if let Some(owner) = AttributePath::new(policy.site.owner).whole(&policy.resource.attributes) {
            each_text(&owner, &mut |owner| {
                named(owner, policy.resource.language).into_iter().for_each(|name| leading.add(policy.resource, name));
            });
        }
        leading
    }

    /// The buckets that are encrypted with what is named so far.
    fn add_buckets(&mut self, root: &RootContext<'_>) {
        let encrypting = root.root.resources.iter().filter(|resource| resource.kind == DEFAULT_ENCRYPTION && self.names(resource));
        let buckets = encrypting.flat_map(|resource| Some((resource, resource.attributes.get("bucket")?)));
        let buckets: Vec<_> =
            buckets.flat_map(|(resource, bucket)| named(bucket, resource.language).into_iter().map(move |name| (resource, name))).collect();
        buckets.into_iter().for_each(|(resource, name)| self.add(resource, name));
    }

    fn add(&mut self, beside: &Resource, name: String) {
        self.0.entry(name).or_default().insert(module_of(beside));
    }

    /// Whether a resource names one of them.
    fn names(&self, resource: &Resource) -> bool {
        let mut is_named = false;
        each_text(&resource.attributes, &mut |value| {
            is_named |= named(value, resource.language).iter().any(|name| self.0.contains_key(name))
        });
        is_named
    }

    /// The resources that name one of them, in their own module or by what was handed on between modules.
    fn named_by<'a>(&self, root: &RootContext<'a>) -> Vec<&'a Resource> {
        let naming = root.known.naming.get_or_init(|| naming(&root.root.resources));
        let mut places: Vec<usize> = vec![];
        for (name, modules) in &self.0 {
            let of_it = naming.get(name).into_iter().flatten();
            let is_named = |(place, is_handed_on): &&(usize, bool)| {
                *is_handed_on || root.root.resources.get(*place).is_some_and(|resource| modules.contains(&module_of(resource)))
            };
            places.extend(of_it.filter(is_named).map(|(place, _)| *place));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| root.root.resources.get(place)).collect()
    }
}

/// Which resources name what.
fn naming(resources: &[Resource]) -> FxHashMap<String, Vec<(usize, bool)>> {
    let mut naming: FxHashMap<String, Vec<(usize, bool)>> = FxHashMap::default();
    for (place, resource) in resources.iter().enumerate().filter(|(_, resource)| is_of_aws(resource) && !only_keeps(&resource.kind)) {
        each_text(&resource.attributes, &mut |value| {
            let names = named(value, resource.language);
            let is_handed_on = !names.is_empty()
                && value.provenance.steps().any(|step| ["module.", "var."].iter().any(|start| step.name.starts_with(start)));
            for name in names {
                let known = naming.entry(name).or_default();
                match known.last_mut().filter(|(last, _)| *last == place) {
                    Some((_, known)) => *known |= is_handed_on,
                    None => known.push((place, is_handed_on)),
                }
            }
        });
    }
    naming
}

/// The calls of modules that lead to a resource.
fn module_of(resource: &Resource) -> String {
    let address = without_keys(&resource.address);
    address.strip_suffix(resource.name.as_str()).unwrap_or_default().to_owned()
}

/// What a value names: `aws_sns_topic.t` of `aws_sns_topic.t.arn`, `T` of `GetAtt T.Arn`.
fn named(value: &Value, language: Language) -> Vec<String> {
    let name_of = |hole: &HoleKind| match hole {
        HoleKind::Attribute { resource, .. } => Some(own_name(resource)),
        _ => None,
    };
    let holes = match &value.kind {
        Kind::Text(text) => text.holes(),
        _ => &[],
    };
    let alone = match &value.kind {
        Kind::Unknown(hole) => name_of(&hole.kind),
        _ => None,
    };
    let holes = holes.iter().filter_map(|hole| name_of(&hole.hole.kind)).chain(alone);
    let is_resource =
        |step: &str| !["var.", "local.", "data.", "module.", "each.", "count.", "path."].iter().any(|start| step.starts_with(start));
    let steps = value.provenance.steps().map(|step| step.name.as_str()).filter(|step| is_resource(step));
    holes.chain(steps.map(|step| referred_to(step, language).0)).collect()
}

fn each_text(value: &Value, tell: &mut dyn FnMut(&Value)) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| each_text(item, tell)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| each_text(&entry.value, tell)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| each_text(branch, tell)),
        Kind::Text(_) | Kind::Unknown(_) => tell(value),
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}
