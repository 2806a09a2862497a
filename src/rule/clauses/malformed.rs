//! `malformed: service-name`: an element of the statement has a form with which it cannot work.
//!
//! AWS's own checks are the pattern: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.

use super::principal;
use crate::facts::{self, PolicyKind, SiteFormat};
use crate::finding::Remedy;
use crate::iam::document::{Element, Version};
use crate::iam::pattern::{Pattern, overlap, unresolved};
use crate::iam::scalar::{self, ArnFault};
use crate::rule::answer::{Answer, Aspect, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question, shorter};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::provenance::{IN_STATEMENT, WrittenValue, head, in_statement, overridden, replaceable};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use crate::source::Span;
use std::ops::Range;
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "malformed",
    about: "An element has a form with which it cannot work: `service-name` (a service principal that is no name of a service), `federated-name` (a federated principal that is no identity provider), `resource-arn` (a resource in a form that no ARN has, or that the policy cannot be about), `action-of-others` (a trust policy that lets a service or account do only what callers of identity providers do), `resource-in-trust` (a trust policy with `Resource`), `variable` (a policy variable in a policy of the version that has none).",
    on: Target::is_statement,
    schema: r##"{"$ref":"#/$defs/words"}"##,
    supplies: &["reason"],
    cost: 1,
    compile,
};

/// A form that does not work: the evidence, with the reason in words.
type FormCheck = fn(&StatementContext<'_>) -> Option<Evidence>;

const CHECKS: [(&str, FormCheck); 6] = [
    ("action-of-others", action_of_others),
    ("federated-name", federated_name),
    ("resource-arn", resource_arn),
    ("resource-in-trust", resource_in_trust),
    ("service-name", service_name),
    ("variable", variable),
];

#[derive(Debug)]
struct Malformed(Vec<usize>);

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let names = CHECKS.map(|(name, _)| name);
    let checks = value.words("a form that does not work")?.into_iter().map(|word| {
        let found = names.iter().position(|name| *name == word.text);
        found.ok_or_else(|| word.place.fault(format!("nothing is malformed as `{}`{}", word.text, suggestion(&word.text, &names))))
    });
    Compiled::question(Malformed(checks.collect::<Result<_, _>>()?))
}

impl Question for Malformed {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let mut found = self.0.iter().filter_map(|index| CHECKS.get(*index)).filter_map(|(_, check)| check(context));
        found.next().map_or_else(Answer::no, |mut evidence| {
            evidence.doubts.extend(context.policy.left_alone());
            Answer::yes(evidence)
        })
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let name = |index: usize| CHECKS.get(index).map_or("", |(name, _)| *name);
        let rest = shorter(&self.0).into_iter();
        rest.map(|(index, rest)| (format!("without {}", name(*index)), Arc::new(Malformed(rest)) as Arc<dyn Question>)).collect()
    }
}

fn because(evidence: Evidence, reason: String) -> Evidence {
    let mut evidence = evidence;
    evidence.texts.push(("reason", reason));
    evidence
}

fn with_advice(evidence: Evidence, advice: impl Into<String>) -> Evidence {
    Evidence { remedy: Some(Remedy::advice(advice)), ..evidence }
}

/// The principal as written, where all of it is known and nothing is left to be filled in.
fn written<'c>(context: &'c StatementContext<'_>, kind: &str) -> Option<&'c str> {
    let principal = context.principal.filter(|principal| principal.kind == kind)?;
    principal.text.known().filter(|text| !text.contains(['<', '{', '$', '%']))
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services>
fn service_name(context: &StatementContext<'_>) -> Option<Evidence> {
    let name = written(context, "Service").filter(|name| *name != "*")?;
    let is_name = name.contains('.') && !name.contains([':', '/', ' ', '*', ',']);
    // A known service with another domain: `lambda.aws.com`; only Alexa's are of `amazon.com`.
    let meant = name.split('.').next().map(|first| format!("{first}.amazonaws.com"));
    let is_in_no_form = !facts::is_service_principal(name)
        || name.ends_with(".amazon.com") && facts::service(name).is_none_or(|known| known.principal != name);
    let meant = meant.filter(|meant| is_in_no_form && facts::service(meant).is_some());
    let reason = match meant.filter(|_| is_name) {
        Some(meant) => format!("`{name}` is no service principal; `{meant}` is probably meant"),
        None if is_name => return misspelt(context, name),
        None => format!("`{name}` is no service principal; those are names such as `lambda.amazonaws.com`"),
    };
    Some(because(principal::evidence(context), reason))
}

/// A service principal that AWS documents nowhere, and that is nearly one that it does.
fn misspelt(context: &StatementContext<'_>, name: &str) -> Option<Evidence> {
    let meant = facts::similar_service(name)?;
    let reason = format!("AWS documents no service principal `{name}`; `{meant}` is probably meant");
    let doubts = vec!["not every service principal is documented".to_owned()];
    Some(Evidence { doubts, ..because(principal::evidence(context), reason) })
}

/// A provider is named by its ARN, or is one that AWS knows by its domain:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity>.
fn federated_name(context: &StatementContext<'_>) -> Option<Evidence> {
    let name = written(context, "Federated").filter(|name| *name != "*")?;
    let is_name = match name.starts_with("arn:") {
        true => [":oidc-provider/", ":saml-provider/"].iter().any(|part| name.contains(part)),
        false => name.contains('.') && !name.contains([':', '/', ' ']),
    };
    let reason = format!("`{name}` is no identity provider; those have ARNs with `oidc-provider` or `saml-provider`");
    (!is_name).then(|| because(principal::evidence(context), reason))
}

/// What callers of identity providers, and nobody else, do to assume a role.
const OF_PROVIDERS: [&str; 2] = ["sts:assumerolewithwebidentity", "sts:assumerolewithsaml"];

fn action_of_others(context: &StatementContext<'_>) -> Option<Evidence> {
    let is_trust = context.policy.policy.site.kind == PolicyKind::Trust;
    let is_other = context.names(PrincipalKind::Service) || context.names(PrincipalKind::Account);
    let listed = context.statement.actions.as_ref().filter(|listed| is_trust && is_other && !listed.negated)?;
    let of_providers =
        |element: &Element| element.known().is_some_and(|action| OF_PROVIDERS.contains(&action.to_ascii_lowercase().as_str()));
    if listed.entries.is_empty() || !listed.entries.iter().all(of_providers) {
        return None;
    }
    let action = listed.entries.first()?.written();
    let reason = format!("only callers of an identity provider use `{action}`; services, users and roles use `sts:AssumeRole`");
    let evidence = because(principal::evidence(context), reason);
    Some(with_advice(evidence, "give services, users and roles a statement of their own with `sts:AssumeRole`"))
}

/// A trust policy is about its own role: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>.
fn resource_in_trust(context: &StatementContext<'_>) -> Option<Evidence> {
    let listed = context.statement.resources.as_ref().filter(|_| context.policy.policy.site.kind == PolicyKind::Trust)?;
    let place = within(context, listed.key_span);
    let name = if listed.negated { "NotResource" } else { "Resource" };
    let fault = FaultyElement { aspect: Aspect::Action, place, provenance: vec![], element: name.to_owned(), replaceable: None };
    let reason = format!("a trust policy has no `{name}`: it is about the role that it belongs to");
    let evidence = because(Evidence { fault: Some(fault), ..Evidence::default() }, reason);
    Some(with_advice(evidence, format!("leave `{name}` out; what the role itself may do belongs into a policy of permissions")))
}

/// An ARN has six parts, and an account twelve digits.
fn resource_arn(context: &StatementContext<'_>) -> Option<Evidence> {
    let listed = context.statement.resources.as_ref()?;
    // A permission may name a function as `name:alias`, also one that is called `arn`:
    // <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>.
    let site = context.policy.policy.site;
    let is_name = |text: &str| site.format == SiteFormat::Fields && site.protects == "lambda" && text.matches(':').count() == 1;
    let is_other = |text: &str| site.protects == "kms" && !scalar::may_be_key(text);
    let wrong = |text: &str| match is_other(text) {
        true => {
            let reason = format!("`{text}` is no key; the policy of a key is about this key alone, which is `*`");
            Some((0..text.len(), reason, "in the policy of a key write `*`".to_owned()))
        }
        false => wrong_part(text),
    };
    let known = |entry: &'_ Element| entry.known().filter(|text| !is_name(text)).and_then(wrong);
    let (entry, (part, reason, advice)) = listed.entries.iter().find_map(|entry| Some((entry, known(entry)?)))?;
    let shown = WrittenValue::element(entry);
    let place = shown.inside(listed.key_span, context.statement.span);
    let provenance = in_statement(context, &shown, place, IN_STATEMENT);
    let text = entry.written();
    let (own, through) = (text.slice(part.clone()), text.provenance(part.clone()));
    let at_fault = WrittenValue { text: Some(&own), span: text.span(part).unwrap_or(shown.span), provenance: &through };
    let of =
        |value: &WrittenValue<'_>| replaceable(context.policy.root, context.policy.policy.resource, value).or_else(|| overridden(value));
    let replaceable = of(&at_fault).or_else(|| of(&shown));
    let fault = FaultyElement { aspect: Aspect::Condition, place, provenance, element: text.to_string(), replaceable };
    let evidence = because(Evidence { fault: Some(fault), ..Evidence::default() }.with_doubt_of_fault(), reason);
    Some(with_advice(evidence, advice))
}

/// The part of a resource with which it is no ARN, why, and what to do.
fn wrong_part(text: &str) -> Option<(Range<usize>, String, String)> {
    match scalar::arn_fault(text) {
        Some(ArnFault::Short) => {
            let advice = "write all parts of the ARN, with nothing between the colons where AWS has no Region or account".to_owned();
            Some((0..text.len(), format!("`{text}` has not the six parts of an ARN"), advice))
        }
        Some(ArnFault::Blank) => Some((0..text.len(), format!("`{text}` begins or ends with a blank"), "take the blank out".to_owned())),
        Some(ArnFault::Account(place)) => {
            let reason = format!("`{}` is no account: those have twelve digits", text.get(place.clone()).unwrap_or_default());
            Some((place, reason, "write the whole number of the account".to_owned()))
        }
        None => part_too_many(text),
    }
}

/// A Region or an account where the ARNs of these resources have none: `arn:aws:s3:eu-west-1:111122223333:acme/*`. AWS documents the ARNs of all types:
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.
fn part_too_many(text: &str) -> Option<(Range<usize>, String, String)> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, service, region, account, resource] = parts.as_slice() else { return None };
    let tokens = |text: &str| Pattern::from_known(text, true).opened(true, &unresolved);
    let meets = |one: &str, other: &str| overlap(&tokens(one), &tokens(other));
    let of_types = facts::resource_types(&service.to_ascii_lowercase()).iter().flat_map(|kind| &kind.arns);
    let split = |arn: &'static String| <[&str; 6]>::try_from(arn.splitn(6, ':').collect::<Vec<_>>()).ok();
    let alike: Vec<[&str; 6]> =
        of_types.filter_map(split).filter(|[_, _, of, _, _, named]| of == service && meets(named, resource)).collect();
    let has = |index: usize, written: &str| alike.iter().all(|arn| arn.get(index).is_some_and(|part| !meets(part, written)));
    let (index, part, name) = match () {
        () if alike.is_empty() => return None,
        () if !region.is_empty() && has(3, region) => (3, region, "Region"),
        () if !account.is_empty() && has(4, account) => (4, account, "account"),
        () => return None,
    };
    let start = parts.iter().take(index).map(|part| part.len() + 1).sum();
    let reason = format!("an ARN of `{resource}` in `{service}` has no {name}, and `{part}` stands in its place");
    let right: Vec<&str> = parts.iter().enumerate().map(|(at, part)| if at == index { "" } else { part }).collect();
    Some((start..start + part.len(), reason, format!("leave the {name} out: `{}`", right.join(":"))))
}

fn within(context: &StatementContext<'_>, place: Span) -> Span {
    let whole = context.statement.span;
    if whole.covers(place) { place } else { head(whole) }
}

/// Variables came with the version of 2012; before, and where no version is given, they are plain text:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>.
fn variable(context: &StatementContext<'_>) -> Option<Evidence> {
    if context.policy.document.version != Version::V2008 {
        return None;
    }
    let statement = context.statement;
    let resources = statement.resources.iter().flat_map(|listed| listed.entries.iter().map(|entry| (entry, listed.key_span)));
    let values = statement.conditions.iter().flat_map(|condition| condition.values.iter().map(|value| (value, condition.key_span)));
    let (element, key_span) = resources.chain(values).find(|(element, _)| has_variable(element.text.literal()))?;
    let shown = WrittenValue::element(element);
    let place = shown.inside(key_span, statement.span);
    let provenance = in_statement(context, &shown, place, IN_STATEMENT);
    let text = element.written().to_string();
    let reason = format!("`{text}` has a variable, and the policy is not of version `2012-10-17`");
    let fault = FaultyElement { aspect: Aspect::Condition, place, provenance, element: text, replaceable: None };
    Some(because(Evidence { fault: Some(fault), ..Evidence::default() }, reason))
}

/// `${aws:username}`, but not `${self:custom.name}`, which another tool fills in: a variable is the name of a condition key.
fn has_variable(text: &str) -> bool {
    let inside = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let is_key = |name: &str| name.starts_with("aws:") || facts::condition_key(name).is_some() || of_provider(name);
    inside.map(|name| name.split(',').next().unwrap_or(name)).any(|name| !name.contains("::") && is_key(name))
}

/// Whether a name is a claim of an identity provider: `gitlab.example.com:sub`.
fn of_provider(name: &str) -> bool {
    name.split_once(':').is_some_and(|(provider, _)| {
        provider.contains('.') && provider.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-/".contains(&byte))
    })
}
