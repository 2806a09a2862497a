//! What stands between the internet and a port that a security group opens: what the group is attached to, and the network ACLs of its subnets.
//! None of it is sure to stay, so that it makes a finding possible, and only where the code proves it.

use super::items::{Ports, reaches, values};
use crate::facts;
use crate::iam::scalar::AddressBlock;
use crate::resource::Resource;
use crate::rule::answer::Answer;
use crate::rule::context::SubjectContext;
use crate::subject::{Item, LinkTarget, NamedSubject, Subject};
use crate::value::{Kind, Value};

/// Why these ports of a security group may not be reached after all.
pub(super) fn doubt(context: &SubjectContext<'_>, ports: &[u32]) -> Option<String> {
    only_for_others(context).or_else(|| refused_by_network_acls(context, ports))
}

/// What answers on no administrative port. An application load balancer answers HTTP only, a mount target NFS only, an endpoint of Route 53 Resolver DNS only,
/// for whose outbound endpoints AWS recommends a group that is open to all:
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html>,
/// <https://docs.aws.amazon.com/efs/latest/ug/network-access.html>,
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-resolver-endpoint-scaling.html>. A server of Transfer Family answers on port 22 and
/// has no shell: <https://docs.aws.amazon.com/transfer/latest/userguide/create-server-in-vpc.html>.
const QUIET: &[&str] = &["load_balancer", "mount_target", "resolver_endpoint", "transfer_server"];

/// The group is attached to such alone.
fn only_for_others(context: &SubjectContext<'_>) -> Option<String> {
    let subjects = context.root.subjects;
    let is_http = |user: &&Subject<'_>| {
        let kind = user.setting("load_balancer.kind");
        user.kind != "load_balancer" || kind.said.iter().all(|said| said.value.as_str() == Some("application"))
    };
    let quiet = QUIET.iter().flat_map(|kind| subjects.of_kind(kind)).filter(is_http);
    let users: Vec<&Subject<'_>> = quiet.filter(|user| is_attached(context, user)).collect();
    let first = users.first()?;
    let is_own = |resource: &Resource| {
        let is_part = context.subject.parts.iter().any(|part| part.resource.address == resource.address);
        is_part || resource.address == context.subject.resource.address
    };
    let root = context.root.root;
    let others = root.resources.iter().filter(|resource| !is_own(resource));
    let others = others.filter(|resource| users.iter().all(|user| user.resource.address != resource.address));
    // A rule that lets the group in names it, and so does what hands its id to others; neither attaches it to anything.
    let attaches = |resource: &&Resource| {
        let is_group = facts::joins_of(&resource.kind).iter().any(|join| join.subject == "security_group");
        !is_group && !HANDS_ON.contains(&resource.kind.as_str())
    };
    let calls = root.loose.iter().map(|loose| &loose.resource);
    let mut said = others.filter(attaches).chain(calls).map(|resource| &resource.attributes);
    let is_alone = !said.any(|value| names(context, value));
    let service = if first.kind == "transfer_server" { "which serves files there and has no shell" } else { "which has no such service" };
    is_alone.then(|| format!("the group is attached to `{}` only, {service}", first.resource.address))
}

/// Resources that keep a text for others to read.
const HANDS_ON: [&str; 2] = ["AWS::SSM::Parameter", "aws_ssm_parameter"];

/// Whether a subject has the security group, as far as is known.
fn is_attached(context: &SubjectContext<'_>, user: &Subject<'_>) -> bool {
    let links = context.root.subjects.links(user, "security_group");
    links.into_iter().any(|link| matches!(link.to, LinkTarget::Here(group) if group.address == context.subject.resource.address))
}

/// Whether the security group stands anywhere in a value; what is not known may be it.
fn names(context: &SubjectContext<'_>, value: &Value) -> bool {
    match &value.kind {
        Kind::List(items) => items.iter().any(|item| names(context, item)),
        Kind::Map(map) => map.entries.iter().any(|entry| names(context, &entry.value)),
        Kind::Alternatives(alternatives) => alternatives.branches.iter().any(|(_, branch)| names(context, branch)),
        Kind::Text(_) | Kind::Unknown(_) => match context.root.subjects.named("security_group", value) {
            NamedSubject::Here(named) => named.iter().any(|named| named.resource.address == context.subject.resource.address),
            NamedSubject::Elsewhere(_) | NamedSubject::Unknown(_) => false,
        },
        _ => false,
    }
}

/// Every instance and network interface of the code that has the group is in subnets whose network ACL refuses the ports.
fn refused_by_network_acls(context: &SubjectContext<'_>, ports: &[u32]) -> Option<String> {
    let subjects = context.root.subjects;
    let users = subjects.of_kind("instance").iter().chain(subjects.of_kind("network_interface"));
    let users: Vec<&Subject<'_>> = users.filter(|user| is_attached(context, user)).collect();
    let subnets = users.iter().map(|user| subjects.links(user, "subnet"));
    let mut acls = vec![];
    for links in subnets {
        if links.is_empty() {
            return None;
        }
        for link in links {
            let LinkTarget::Here(subnet) = link.to else { return None };
            acls.push(network_acl(context, subnet).filter(|acl| ports.iter().all(|port| refuses(acl, *port)))?);
        }
    }
    let first = acls.first()?;
    Some(format!("the network ACL `{}` refuses it in every subnet of this code in which the group is used", first.resource.address))
}

/// The only network ACL that is associated with a subnet, whatever the code leaves open.
fn network_acl<'a>(context: &SubjectContext<'a>, subnet: &Resource) -> Option<&'a Subject<'a>> {
    let subjects = context.root.subjects;
    let of_subnet = |acl: &&Subject<'_>| {
        let mut links = acl.links("subnet");
        links.any(|link| link.given.is_always() && matches!(link.to, LinkTarget::Here(known) if known.address == subnet.address))
    };
    let mut acls = subjects.of_kind("network_acl").iter().filter(of_subnet);
    let only = acls.next()?;
    acls.next().is_none().then_some(only)
}

/// Rules are tried in the order of their numbers, and what none of them speaks of is refused:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>.
fn refuses(acl: &Subject<'_>, port: u32) -> bool {
    let rules = acl.items("network_acl.ingress");
    let allows =
        rules.items.iter().filter(|rule| text(rule, "action").as_deref() != Some("deny") && !reaches(rule, Ports::Any(&[port])).is_no());
    rules.open.is_empty() && allows.into_iter().all(|allow| is_narrow(allow) || rules.items.iter().any(|deny| stops(deny, allow, port)))
}

/// A range of somebody's own, not the internet.
fn is_narrow(rule: &Item<'_>) -> bool {
    block(rule).is_some_and(|(block, _)| block.prefix >= if block.is_v6() { 32 } else { 8 } || block.is_local())
}

/// Whether one rule surely refuses all that a later one would allow on a port.
fn stops(deny: &Item<'_>, allow: &Item<'_>, port: u32) -> bool {
    let is_always = deny.given.iter().any(crate::condition::Assignment::is_always);
    let is_before = match (number(deny), number(allow)) {
        (Some(deny), Some(allow)) => deny < allow,
        _ => false,
    };
    let covers = match (block(deny), block(allow)) {
        (Some((outer, _)), Some((inner, first))) => outer.prefix <= inner.prefix && outer.holds(&first) == Some(true),
        _ => false,
    };
    let speaks_of_it = text(deny, "action").as_deref() == Some("deny") && is_sure(&reaches(deny, Ports::Any(&[port])));
    is_always && is_before && covers && speaks_of_it
}

fn is_sure(answer: &Answer) -> bool {
    answer.clone().negated().is_no()
}

/// The range of a rule, and its first address as written.
fn block(rule: &Item<'_>) -> Option<(AddressBlock, String)> {
    let written = text(rule, "cidr_ipv4").or_else(|| text(rule, "cidr_ipv6"))?;
    let first = written.split('/').next()?.to_owned();
    Some((AddressBlock::read(&written)?, first))
}

fn number(rule: &Item<'_>) -> Option<i64> {
    text(rule, "number")?.parse().ok()
}

/// The one known text of a field, in small letters.
fn text(rule: &Item<'_>, field: &str) -> Option<String> {
    match values(rule, field) {
        [(_, value)] => value.to_text()?.known().map(str::to_ascii_lowercase),
        _ => None,
    }
}
