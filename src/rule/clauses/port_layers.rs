//! What stands between the internet and a port that a security group opens: what the group is attached to, and the network ACLs of its subnets.
//! None of it is sure to stay, so that it makes a finding possible, and only where the code proves it.

use super::items::{Ports, reaches, values};
use crate::facts;
use crate::finding::Level;
use crate::iam::scalar::AddressBlock;
use crate::resource::Resource;
use crate::rule::answer::Answer;
use crate::rule::context::{RootContext, SubjectContext};
use crate::rule::known::{here, places};
use crate::subject::{Item, LinkTarget, NamedSubject, Subject};
use crate::value::{Kind, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// Why these ports of a security group may not be reached after all, and how much that leaves of a finding: where nothing answers on them it is what the
/// next attachment may do.
pub(super) fn doubt(context: &SubjectContext<'_>, ports: &[u32]) -> Option<(String, Level)> {
    let others = only_for_others(context, ports).map(|doubt| (doubt, Level::Note));
    others.or_else(|| Some((refused_by_network_acls(context, ports)?, Level::Warning)))
}

/// What answers on no administrative port. An application load balancer answers HTTP only, a mount target NFS only, an endpoint of Route 53 Resolver DNS only,
/// for whose outbound endpoints AWS recommends a group that is open to all:
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html>,
/// <https://docs.aws.amazon.com/efs/latest/ug/network-access.html>,
/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-resolver-endpoint-scaling.html>. A server of Transfer Family answers on port 22 and
/// has no shell: <https://docs.aws.amazon.com/transfer/latest/userguide/create-server-in-vpc.html>.
const QUIET: &[&str] = &["load_balancer", "mount_target", "resolver_endpoint", "transfer_server"];

/// Resources, by how their types begin, on which nobody logs in: what AWS manages answers on the ports of its own protocol, and functions and builds on none.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html>, <https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html>, <https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html>
const CLOSED: &[&str] = &[
    "AWS::CodeBuild::Project",
    "AWS::DocDB::DBCluster",
    "AWS::EC2::VPCEndpoint",
    "AWS::ElastiCache::",
    "AWS::Lambda::Function",
    "AWS::MSK::Cluster",
    "AWS::Neptune::DBCluster",
    "AWS::OpenSearchService::Domain",
    "AWS::RDS::DB",
    "AWS::Redshift::Cluster",
    "aws_codebuild_project",
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_elasticache_",
    "aws_elasticsearch_domain",
    "aws_lambda_function",
    "aws_msk_cluster",
    "aws_neptune_cluster",
    "aws_opensearch_domain",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_vpc_endpoint",
];

/// The ports at which one logs in to a machine.
const OF_LOGINS: [u32; 5] = [22, 23, 3389, 5985, 5986];

/// The group is attached to such alone.
fn only_for_others(context: &SubjectContext<'_>, ports: &[u32]) -> Option<String> {
    let is_of_logins = ports.iter().all(|port| OF_LOGINS.contains(port));
    let is_http = |user: &&Subject<'_>| {
        let kind = user.setting("load_balancer.kind");
        user.kind != "load_balancer" || kind.said.iter().all(|said| said.value.as_str() == Some("application"))
    };
    let naming = naming(context);
    let quiet = QUIET.iter().flat_map(|kind| attached(context, kind)).filter(is_http);
    let quiet = quiet.map(|user| (user.resource.address.as_str(), user.kind));
    let closed = naming.iter().filter(|(_, is_closed)| *is_closed && is_of_logins).map(|(address, _)| (address.as_str(), ""));
    let mut seen = FxHashSet::default();
    let users: Vec<(&str, &str)> = quiet.chain(closed).filter(|(user, _)| seen.insert(*user)).collect();
    let parts = context.subject.parts.iter().map(|part| part.resource).chain([context.subject.resource]);
    let own: FxHashSet<&str> = parts.map(|part| part.address.as_str()).chain(seen).collect();
    let is_alone = !naming.iter().any(|(address, _)| !own.contains(address.as_str()));
    (is_alone && !users.is_empty()).then(|| format!("the group is attached to {}", told_users(&users)))
}

/// Some of those that have the group, and what none of them has.
fn told_users(users: &[(&str, &str)]) -> String {
    const MOST: usize = 3;
    let serves_files = |(_, kind): &(&str, &str)| *kind == "transfer_server";
    let marked: Vec<String> = users.iter().map(|(user, _)| format!("`{user}`")).collect();
    let service = match (marked.len(), users.iter().any(serves_files), users.iter().all(serves_files)) {
        (1, _, true) => "which serves files there and has no shell",
        (1, ..) => "which has no such service",
        (_, _, true) => "which serve files there and have no shell",
        (2, true, _) => "neither of which has a shell",
        (_, true, _) => "none of which has a shell",
        (2, ..) => "neither of which has such a service",
        _ => "none of which has such a service",
    };
    let named = match marked.as_slice() {
        [only] => only.clone(),
        [others @ .., last] if others.len() < MOST => format!("{} and {last}", others.join(", ")),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more", rest.len()),
        [] => String::new(),
    };
    format!("{named} only, {service}")
}

/// Resources that keep a text for others to read.
const HANDS_ON: [&str; 2] = ["AWS::SSM::Parameter", "aws_ssm_parameter"];

/// The subjects of a kind that have the security group, as far as is known.
fn attached<'a>(context: &SubjectContext<'a>, kind: &'static str) -> Vec<&'a Subject<'a>> {
    context.root.known.users_of_group(context.root.subjects, kind, &context.subject.resource.address)
}

/// The resources in which the security group stands anywhere, by their address, and whether nobody logs in there; what is not known may be it. Calls of modules
/// have no address.
fn naming(context: &SubjectContext<'_>) -> Vec<(SmolStr, bool)> {
    let root = context.root.root;
    // A rule that lets the group in names it, and so does what hands its id to others; neither attaches it to anything.
    let attaches = |resource: &&Resource| {
        let is_group = facts::joins_of(&resource.kind).iter().any(|join| join.subject == "security_group");
        !is_group && !HANDS_ON.contains(&resource.kind.as_str())
    };
    let resources = root.resources.iter().filter(attaches).map(|resource| (resource.address.clone(), resource));
    let calls = root.loose.iter().map(|loose| (SmolStr::default(), &loose.resource));
    let known = context.root.known.naming_groups.get_or_init(|| {
        let mut naming: FxHashMap<SmolStr, Vec<(SmolStr, bool)>> = FxHashMap::default();
        for (address, resource) in resources.chain(calls) {
            let mut groups = FxHashSet::default();
            named_groups(&context.root, &resource.attributes, &mut groups);
            let is_closed = !address.is_empty() && CLOSED.iter().any(|start| resource.kind.starts_with(start));
            groups.into_iter().for_each(|group| naming.entry(group).or_default().push((address.clone(), is_closed)));
        }
        naming
    });
    known.get(&context.subject.resource.address).cloned().unwrap_or_default()
}

/// The security groups that stand anywhere in a value.
fn named_groups(root: &RootContext<'_>, value: &Value, into: &mut FxHashSet<SmolStr>) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| named_groups(root, item, into)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| named_groups(root, &entry.value, into)),
        Kind::Alternatives(alternatives) => alternatives.branches.iter().for_each(|(_, branch)| named_groups(root, branch, into)),
        Kind::Text(_) | Kind::Unknown(_) => {
            if let NamedSubject::Here(named) = root.subjects.named("security_group", value) {
                into.extend(named.into_iter().map(|named| named.resource.address.clone()));
            }
        }
        _ => {}
    }
}

/// Every instance and network interface of the code that has the group is in subnets whose network ACL refuses the ports.
fn refused_by_network_acls(context: &SubjectContext<'_>, ports: &[u32]) -> Option<String> {
    let subjects = context.root.subjects;
    let users = ["instance", "network_interface"].into_iter().flat_map(|kind| attached(context, kind));
    let subnets = users.map(|user| subjects.links(user, "subnet"));
    let mut acls = vec![];
    for links in subnets {
        if links.is_empty() {
            return None;
        }
        for link in links {
            let LinkTarget::Here(subnet) = link.to else { return None };
            acls.push(network_acl(context, subnet).filter(|acl| ports.iter().all(|port| does_refuse(context, acl, *port)))?);
        }
    }
    let first = acls.first()?;
    Some(format!("the network ACL `{}` refuses it in every subnet of this code in which the group is used", first.resource.address))
}

/// The only network ACL that is associated with a subnet, whatever the code leaves open.
fn network_acl<'a>(context: &SubjectContext<'a>, subnet: &Resource) -> Option<&'a Subject<'a>> {
    let acls = context.root.subjects.of_kind("network_acl");
    let subnets = |acl: &Subject<'_>| acl.links("subnet").filter(|link| link.given.is_always()).filter_map(|link| here(&link)).collect();
    let known = context.root.known.acls_of_subnets.get_or_init(|| places(acls.iter().map(subnets)));
    match known.get(&subnet.address).map(Vec::as_slice) {
        Some([only]) => acls.get(*only),
        _ => None,
    }
}

fn does_refuse(context: &SubjectContext<'_>, acl: &Subject<'_>, port: u32) -> bool {
    *context.root.known.refusing_acls.get(&(acl.resource.address.clone(), port), || refuses(acl, port))
}

/// Rules are tried in the order of their numbers, and what none of them speaks of is refused:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html>.
fn refuses(acl: &Subject<'_>, port: u32) -> bool {
    let rules = acl.items("network_acl.ingress");
    let allows =
        rules.items.iter().filter(|rule| text(rule, "action").as_deref() != Some("deny") && !reaches(rule, Ports::Any(&[port])).is_no());
    let denies: Vec<(i64, AddressBlock)> = rules.items.iter().filter_map(|rule| refused(rule, port)).collect();
    rules.open.is_empty() && allows.into_iter().all(|allow| is_narrow(allow) || is_stopped(allow, &denies))
}

/// A range of somebody's own, not the internet.
fn is_narrow(rule: &Item<'_>) -> bool {
    block(rule).is_some_and(|(block, _)| !block.is_broad() || block.is_local())
}

/// Whether one of the rules that surely refuse stands before this one and refuses all that it would allow.
fn is_stopped(allow: &Item<'_>, denies: &[(i64, AddressBlock)]) -> bool {
    let (Some(number), Some((inner, first))) = (number(allow), block(allow)) else { return false };
    let covers = |outer: &AddressBlock| outer.prefix <= inner.prefix && outer.holds(&first) == Some(true);
    denies.iter().any(|(before, outer)| *before < number && covers(outer))
}

/// The number and the range of a rule that surely refuses a port.
fn refused(rule: &Item<'_>, port: u32) -> Option<(i64, AddressBlock)> {
    let is_always = rule.given.iter().any(crate::condition::Assignment::is_always);
    let is_sure = is_always && text(rule, "action").as_deref() == Some("deny") && is_sure(&reaches(rule, Ports::Any(&[port])));
    if is_sure { Some((number(rule)?, block(rule)?.0)) } else { None }
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
