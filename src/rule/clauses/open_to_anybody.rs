//! `open-to-anybody: true`: the statement lets strangers in, from wherever they call.
//!
//! A condition or a Deny that fixes the network of the caller (an address range, a VPC, an endpoint, an access point) keeps strangers out as one that
//! fixes the caller does. So the stranger that is looked for calls from an address that no range of the policy names, or through an endpoint of their own.

use super::{fronts, network_layers, principal};
use crate::finding::Level;
use crate::iam::condition::{Condition, Operator};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::exposure::{Exposure, IN_A_NETWORK, Outsider, UNKNOWN_RANGE, Witness};
use crate::iam::scalar::AddressBlock;
use crate::mapped_text::Text;
use crate::rule::answer::{Answer, CaseVerdict, Doubt, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::remedy;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::source::Span;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "open-to-anybody",
    about: "The statement names everybody, and callers of any account get through from wherever they call. The finding carries the request. The policies of a bucket of the code are `is-public`'s.",
    on: |target| target == Target::Statement,
    schema: r##"{"const":true}"##,
    supplies: &["principal", "outsider", "action", "resource", "barrier", "from"],
    cost: 3,
    compile,
};

#[derive(Debug)]
struct OpenToAnybody;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, OpenToAnybody)
}

impl Question for OpenToAnybody {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let layers = network_layers::are_open(context);
        if layers.is_no() {
            return Answer::no();
        }
        Answer::always(is_open(context)).and(layers)
    }
}

/// Whether strangers get through, whatever other layers say.
pub(super) fn is_open(context: &StatementContext<'_>) -> CaseVerdict {
    if !context.names(PrincipalKind::Everyone) {
        return CaseVerdict::No;
    }
    if matches!(context.exposed(Outsider::Account).exposure, Exposure::Guarded(_) | Exposure::NotApplicable(_)) {
        return CaseVerdict::No;
    }
    let mut unknown = vec![];
    let span = context.statement.span;
    let is_private = fronts::is_only_for_endpoints(context);
    let ways = match is_private {
        true => vec![through(&OWN_ENDPOINT, span)],
        false => vec![of_the_internet(context), through(&OWN_ENDPOINT, span), through(&OWN_ACCESS_POINT, span)],
    };
    for conditions in ways {
        let mut statement = context.statement.clone();
        statement.conditions.extend(conditions);
        match context.exposed_with(Outsider::Account, &statement) {
            Exposure::Exposed(witness) => return CaseVerdict::Yes(Box::new(evidence(context, *witness, is_private))),
            Exposure::Guarded(_) | Exposure::NotApplicable(_) => {}
            // The last reason is the cause; those before it follow from it.
            Exposure::Unknown(because) => unknown.extend(because.into_iter().last()),
        }
    }
    match unknown.pop() {
        Some(reason) => CaseVerdict::Unknown(vec![Doubt { span: reason.span.unwrap_or(context.statement.span), why: reason.text }]),
        None => CaseVerdict::No,
    }
}

/// What no call from outside a VPC has; a call of a mount target and one through an access point of the owner's come from within.
const OF_NETWORKS: [&str; 13] = [
    "aws:Ec2InstanceSourceVpc",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "elasticfilesystem:AccessedViaMountTarget",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "vpc-lattice-svcs:SourceVpc",
    "vpc-lattice-svcs:SourceVpcOwnerAccount",
];

const OWN_ENDPOINT_ID: &str = "vpce-0stranger0stranger";

/// What a call through an endpoint in a VPC of the stranger's own has; some keys come with some services only.
const OWN_ENDPOINT: [(&str, &str, &str); 11] = [
    ("StringNotEquals", "aws:PrincipalType", "Anonymous"),
    ("StringEqualsIfExists", "aws:Ec2InstanceSourceVpc", "vpc-0stranger0stranger"),
    ("StringEquals", "aws:SourceVpc", "vpc-0stranger0stranger"),
    ("ArnLikeIfExists", "aws:SourceVpcArn", "arn:aws:ec2:*:${aws:PrincipalAccount}:vpc/vpc-0stranger0stranger"),
    ("StringEquals", "aws:SourceVpce", OWN_ENDPOINT_ID),
    ("StringEqualsIfExists", "aws:VpceAccount", "${aws:PrincipalAccount}"),
    ("StringEqualsIfExists", "aws:PrincipalOrgID", "o-0stranger0"),
    ("StringEqualsIfExists", "aws:VpceOrgID", "o-0stranger0"),
    ("ForAllValues:StringLike", "aws:VpceOrgPaths", "o-0stranger0/*"),
    ("StringEqualsIfExists", "vpc-lattice-svcs:SourceVpc", "vpc-0stranger0stranger"),
    ("StringEqualsIfExists", "vpc-lattice-svcs:SourceVpcOwnerAccount", "${aws:PrincipalAccount}"),
];

/// What a call through an access point has that strangers make for the bucket.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
const OWN_ACCESS_POINT: [(&str, &str, &str); 3] = [
    ("StringNotEquals", "aws:PrincipalType", "Anonymous"),
    ("StringEquals", "s3:DataAccessPointAccount", "${aws:PrincipalAccount}"),
    ("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:*:${aws:PrincipalAccount}:accesspoint/*"),
];

/// From where alone strangers call what has no door to the internet.
const FROM_ENDPOINT: &str = " from a VPC endpoint of any AWS account";

/// A caller on the internet, with an address that none of the narrow ranges of the policy holds.
fn of_the_internet(context: &StatementContext<'_>) -> Vec<Condition> {
    let span = context.statement.span;
    let mut conditions: Vec<Condition> = OF_NETWORKS.iter().map(|key| condition("Null", key, &["true".to_owned()], span)).collect();
    conditions.push(condition("Null", "aws:SourceIp", &["false".to_owned()], span));
    let is_narrow = |text: &str| AddressBlock::read(text).is_some_and(|block| !block.is_broad());
    let denies = context.policy.document.with_effect(Effect::Deny);
    let about = denies.chain([context.statement]).flat_map(|statement| &statement.conditions);
    let values = about.filter(|condition| condition.key == "aws:sourceip").flat_map(|condition| &condition.values);
    // What is not known is what its author means: a range of their own.
    let named = values.map(|value| value.known().unwrap_or(UNKNOWN_RANGE).to_owned());
    let narrow: Vec<String> = named.filter(|text| is_narrow(text)).collect();
    if !narrow.is_empty() {
        conditions.push(condition("NotIpAddress", "aws:SourceIp", &narrow, span));
    }
    conditions
}

/// A caller who comes with these keys, and with none of the others.
fn through(keys: &[(&str, &str, &str)], span: Span) -> Vec<Condition> {
    let has = |key: &str| keys.iter().any(|(_, own, _)| *own == key) || (key == "aws:VpcSourceIp" && keys == OWN_ENDPOINT);
    let absent = OF_NETWORKS.iter().chain(&["aws:SourceIp"]).filter(|key| !has(key));
    let mut conditions: Vec<Condition> = absent.map(|key| condition("Null", key, &["true".to_owned()], span)).collect();
    conditions.extend(keys.iter().map(|(operator, key, value)| condition(operator, key, &[(*value).to_owned()], span)));
    conditions
}

fn condition(operator: &str, key: &str, values: &[String], span: Span) -> Condition {
    let values = values.iter().map(|value| Element::new(Text::computed(value.as_str(), span), span, true)).collect();
    Condition::new(Operator::read(operator), operator, span, key, span, values, span)
}

fn evidence(context: &StatementContext<'_>, mut witness: Witness, is_private: bool) -> Evidence {
    // Where the stranger calls from is not written anywhere.
    witness.because.retain(|reason| reason.span != Some(context.statement.span));
    // Nor does a stranger need anything for an endpoint of their own.
    if witness.request.context.values().flatten().any(|value| value == OWN_ENDPOINT_ID) {
        witness.assumptions.retain(|assumption| !assumption.starts_with(IN_A_NETWORK));
    }
    let request = &witness.request;
    let mut evidence = principal::evidence(context);
    evidence.texts.push(("outsider", request.principal.account.clone().map_or_else(|| "of anybody".to_owned(), String::from)));
    evidence.texts.push(("action", request.action.clone()));
    evidence.texts.push(("from", if is_private { FROM_ENDPOINT } else { "" }.to_owned()));
    evidence.texts.push(("resource", context.policy.root.trust.told(&request.resource)));
    let endpoint = doubt_about_endpoint(context.statement, &witness).map(|doubt| (doubt, Level::Note));
    let document = context.policy.document;
    let denies_nothing = document.unclear.is_empty() && document.statements.iter().all(|statement| statement.effect == Effect::Allow);
    let has_none = context.statement.conditions.is_empty() && denies_nothing;
    let is_sure = has_none || witness.assumptions.is_empty() && endpoint.is_none();
    evidence.texts.push(("barrier", if is_sure { "no condition keeps" } else { "perhaps no condition keeps" }.to_owned()));
    let attached = context.policy.attached.doubt(context.statement).map(|doubt| (doubt, Level::Warning));
    let limits: Vec<(String, Level)> = endpoint.into_iter().chain(attached).chain(context.doubt_about_purpose()).collect();
    Evidence {
        most: limits.iter().map(|(_, most)| *most).min(),
        doubts: witness.assumptions.iter().cloned().chain(limits.into_iter().map(|(doubt, _)| doubt)).collect(),
        impact: Some(super::exposed_to::impact(&request.action)),
        labels: super::exposed_to::labels(context, &witness),
        remedy: Some(remedy::name_callers(context, &request.action)),
        witness: Some(witness),
        ..evidence
    }
}

/// Who may subscribe only endpoints of one domain or account gets messages only where one of those is theirs.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html>
fn doubt_about_endpoint(statement: &Statement, witness: &Witness) -> Option<String> {
    let demands = |condition: &&Condition| condition.operator.is_some_and(|operator| !operator.row.negated && !operator.if_exists);
    let mut conditions = statement.conditions.iter().filter(demands);
    let condition = conditions.find(|condition| witness.request.action == "sns:Subscribe" && condition.key == "sns:endpoint")?;
    // An address of one domain, a host or an ARN. What is not known is what its author means.
    let is_owned = |value: &Element| {
        if value.text.holes().first().is_some_and(|hole| hole.at == 0) {
            return true;
        }
        let text = value.text.to_string();
        let whose = ["@", "://", "arn:"].iter().find_map(|mark| text.split_once(mark)).map(|(_, whose)| whose);
        whose.is_some_and(|whose| whose.chars().next().is_some_and(char::is_alphanumeric))
    };
    let first = condition.values.first().filter(|_| condition.values.iter().all(is_owned))?;
    let which =
        first.known().map_or_else(|| "an endpoint that the condition names".to_owned(), |known| format!("an endpoint such as `{known}`"));
    Some(format!("only {which} can be subscribed; strangers get nothing unless one of those is theirs"))
}
