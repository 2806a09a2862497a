//! `reachable-from: internet`: requests of strangers come in, directly or through what stands before it.

use super::items::{lets_internet_in, lets_internet_in_on};
use super::{default_group, fronts, listening, setting};
use crate::attribute_path::AttributePath;
use crate::condition::{Assignment, outside};
use crate::finding::Label;
use crate::rule::answer::{Answer, Aspect, Case, CaseVerdict, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, RootContext, SubjectContext};
use crate::rule::known::{AskedPorts, linked};
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::source::Span;
use crate::subject::{Link, LinkTarget, NamedSubject, Subject, told_elsewhere};
use crate::truth::Truth;
use crate::value::Kind;
use crate::value::Value;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "reachable-from",
    about: "Requests of the internet come in: to an instance with an address of its own and a security group that is open on a port of an application, or through an internet-facing load balancer; to a function through its URL without authorisation, an API or a load balancer; to a database with a public address through a security group that is open on its port.",
    on: |target| matches!(target, Target::Subject("instance" | "function" | "ecs_service" | "database")),
    schema: r#"{"const":"internet"}"#,
    supplies: &["entry"],
    cost: 2,
    compile,
};

/// Those of applications: no ports of protocols that carry no requests of one, of file transfer, logins, mail, names, shares and databases.
const ON_APPLICATION: AskedPorts = AskedPorts::AnyBut(&[21, 22, 23, 25, 53, 139, 445, 1433, 3306, 3389, 5432, 5985, 6379, 27017]);

#[derive(Debug)]
struct ReachableFromInternet;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::only_word(value, "internet", ReachableFromInternet)
}

impl Question for ReachableFromInternet {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        match context.subject.kind {
            "instance" => directly(context).or(through_balancers(context)),
            "function" => by_url(context).or(fronts::before(context)),
            "database" => listening::is_reached(context),
            _ => assigned(context).or(through_balancers(context)),
        }
    }
}

/// The way in, told with its place.
pub(super) fn entry(text: String, place: Span) -> Evidence {
    let fault = FaultyElement { aspect: Aspect::Link, place, provenance: vec![], element: String::new(), replaceable: None };
    Evidence { fault: Some(fault), texts: vec![("entry", text)], ..Evidence::default() }
}

pub(super) fn doubtful(doubt: impl Into<String>) -> Answer {
    Answer::yes(Evidence { doubts: vec![doubt.into()], ..Evidence::default() })
}

/// At least one of several answers.
pub(super) fn any(answers: impl IntoIterator<Item = Answer>) -> Answer {
    answers.into_iter().reduce(Answer::or).unwrap_or_else(Answer::no)
}

/// By an address of its own, where a security group lets the internet in.
fn directly(context: &SubjectContext<'_>) -> Answer {
    let open = open_groups(context, context.subject, Answer::unknown, &ON_APPLICATION);
    if open.is_no() { open } else { open.and(has_address(context)).and(routed(context)) }
}

/// Whether one of the security groups of a subject is open on these ports; `other` answers for those that are not in this code.
pub(super) fn open_groups(context: &SubjectContext<'_>, of: &Subject<'_>, other: fn(Span, String) -> Answer, ports: &AskedPorts) -> Answer {
    let links = context.root.subjects.links(of, "security_group");
    match linked(&links) {
        Some(groups) => {
            let known = context.root.known.open_groups.get(&(ports.clone(), groups), || any_open(context.root, &links, other, ports));
            known.as_ref().clone()
        }
        None => any_open(context.root, &links, other, ports),
    }
}

fn any_open(root: RootContext<'_>, links: &[Link<'_>], other: fn(Span, String) -> Answer, ports: &AskedPorts) -> Answer {
    any(links.iter().map(|link| {
        let answer = match (&link.to, root.subjects.linked(link)) {
            (_, Some(group)) => {
                let key = (ports.clone(), group.resource.address.clone());
                let known = root.known.open_group.get(&key, || {
                    let open = is_open(&SubjectContext { root, subject: group }, ports);
                    open.with_evidence(|evidence| opened(group, evidence))
                });
                known.as_ref().clone()
            }
            (LinkTarget::Elsewhere(name), _) => other(link.span, told_elsewhere("security group", name)),
            (LinkTarget::Unknown(why), _) => other(link.span, format!("the security group is not known: {why}")),
            (LinkTarget::Here(_), None) => Answer::no(),
        };
        answer.under(&link.given)
    }))
}

fn is_open(group: &SubjectContext<'_>, ports: &AskedPorts) -> Answer {
    match ports {
        AskedPorts::AnyOf(ports) => lets_internet_in_on(group, ports),
        AskedPorts::AnyBut(ports) => lets_internet_in(group, ports),
        AskedPorts::NotKnown => listening::on_some_port(group),
    }
}

fn opened(group: &Subject<'_>, evidence: &mut Evidence) {
    let text = |name| evidence.text(name).unwrap_or_default();
    let told = format!("security group `{}` opens {} to `{}`", group.resource.name, text("ports"), text("items"));
    evidence.texts = vec![("entry", told)];
    // What is at fault may be told elsewhere; that another address may be given holds all the same.
    let replaceable = evidence.fault.as_mut().and_then(|fault| fault.replaceable.take());
    evidence.doubts.extend(replaceable);
    evidence.open_ports.clear();
    evidence.involved.push(group.resource.span);
}

/// By the address that is assigned to each task, where a security group lets the internet in.
fn assigned(context: &SubjectContext<'_>) -> Answer {
    let setting = context.subject.setting("ecs_service.public_ip");
    any(setting.is_on_under().into_iter().map(|(given, assigned)| {
        let open = || open_groups(context, context.subject, Answer::unknown, &ON_APPLICATION);
        let answer = match assigned.truth {
            Truth::Yes => open(),
            Truth::No => Answer::no(),
            Truth::Unknown => open().and(doubtful("whether each task has an address of the internet is not known")),
        };
        answer.under(&given)
    }))
}

/// The addresses of the internet that the code gives to an instance or a network interface.
fn public_addresses<'s>(of: &'s Subject<'_>) -> impl Iterator<Item = Answer> + 's {
    of.parts.iter().filter(|part| part.join.part == "public_address").map(|part| Answer::plain(true).under(&part.given))
}

/// Whether it has an address of the internet: one that is given to it, or as its launch or its subnet says.
fn has_address(context: &SubjectContext<'_>) -> Answer {
    let given = any(public_addresses(context.subject));
    let setting = context.subject.setting("instance.public_ip");
    let by_launch = setting.cases().map(|(given, values)| {
        let said = values.iter().find(|value| value.default.is_none());
        let answer = said.map_or_else(
            || by_subnet(context),
            |said| match said.is_on("instance.public_ip").truth {
                Truth::Yes => Answer::plain(true),
                Truth::No => Answer::no(),
                Truth::Unknown => doubtful("whether it has an address of the internet is not known"),
            },
        );
        answer.under(given)
    });
    given.or(any(by_launch))
}

/// What the subnet says. Instances in the default subnets, which are meant where none is named, have public addresses:
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html>.
fn by_subnet(context: &SubjectContext<'_>) -> Answer {
    let elsewhere = || doubtful("whether it has an address of the internet is for its subnet to say, which is not in this code");
    let interfaces = context.root.subjects.links(context.subject, "network_interface");
    if !interfaces.is_empty() {
        return any(interfaces.iter().map(|link| {
            let interface = context.root.subjects.linked(link);
            let given = interface.into_iter().flat_map(|interface| public_addresses(interface)).reduce(Answer::or);
            let not_known = || doubtful("whether its network interface has an address of the internet is not known");
            given.unwrap_or_else(not_known).under(&link.given)
        }));
    }
    let of = |value: &Value| match context.root.subjects.named("subnet", value) {
        NamedSubject::Here(named) => any(named.iter().map(|named| {
            let subnet = context.root.subjects.at("subnet", &named.resource.address);
            let gives = subnet.map_or(Truth::Unknown, |subnet| subnet.setting("subnet.public_ip").is_on().truth);
            let answer = match gives {
                Truth::Yes => Answer::plain(true),
                Truth::No => Answer::no(),
                Truth::Unknown => elsewhere(),
            };
            answer.under(&named.given)
        })),
        NamedSubject::Elsewhere(_) | NamedSubject::Unknown(_) => elsewhere(),
    };
    let setting = context.subject.setting("instance.subnet");
    any(setting.cases().map(|(given, values)| {
        let subnets: Vec<Answer> = values.iter().filter(|said| said.default.is_none()).map(|said| of(&said.value)).collect();
        (if subnets.is_empty() { Answer::plain(true) } else { any(subnets) }).under(given)
    }))
}

/// Whether packets find the way between an instance's subnet and the internet, as far as the code has the route table.
fn routed(context: &SubjectContext<'_>) -> Answer {
    let subjects = context.root.subjects;
    let of_subnet = |value: &Value| match subjects.named("subnet", value) {
        NamedSubject::Here(named) => any(named.iter().filter_map(|named| {
            let subnet = subjects.at("subnet", &named.resource.address)?;
            Some(routed_from(context.root, subnet).under(&named.given))
        })),
        NamedSubject::Elsewhere(_) | NamedSubject::Unknown(_) => Answer::plain(true),
    };
    let setting = context.subject.setting("instance.subnet");
    any(setting.cases().map(|(given, values)| {
        let subnets: Vec<Answer> = values.iter().filter(|said| said.default.is_none()).map(|said| of_subnet(&said.value)).collect();
        (if subnets.is_empty() { Answer::plain(true) } else { any(subnets) }).under(given)
    }))
}

/// The same of one of the subnets that a database may be in: "must be part of a public subnet",
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html>. Where none is named, it is the default VPC's.
pub(super) fn routed_from_some(context: &SubjectContext<'_>) -> Answer {
    let links = context.root.subjects.links(context.subject, "subnet");
    let given: Vec<&Assignment> = links.iter().map(|link| &link.given).collect();
    let elsewhere = outside(&given).unwrap_or_else(|_| vec![Assignment::default()]);
    let elsewhere = elsewhere.iter().map(|given| Answer::plain(true).under(given));
    let not_known = |why: String| doubtful(format!("whether its subnets have a route to the internet is not known: {why}"));
    let of_link = |link: &Link<'_>| {
        let answer = match (&link.to, context.root.subjects.linked(link)) {
            // The main table of a VPC that the code makes leads nowhere by itself.
            // <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>
            (_, Some(subnet)) if context.root.subjects.links(subnet, "route_table").is_empty() => {
                not_known(format!("this code gives `{}` no route table", subnet.resource.name))
            }
            (_, Some(subnet)) => routed_from(context.root, subnet),
            (LinkTarget::Elsewhere(name), None) => not_known(told_elsewhere("subnet", name)),
            (LinkTarget::Unknown(why), None) => not_known(why.clone()),
            (LinkTarget::Here(_), None) => Answer::plain(true),
        };
        answer.under(&link.given)
    };
    any(links.iter().map(of_link).chain(elsewhere))
}

/// By the route tables of a subnet.
fn routed_from(root: RootContext<'_>, subnet: &Subject<'_>) -> Answer {
    let by_table = |table: &Subject<'_>| {
        let leads_to =
            |concept| table.setting(concept).said.iter().any(|said| said.default.is_none() && said.is_on(concept).truth != Truth::No);
        match (leads_to("route_table.gateway"), leads_to("route_table.inner_gateway")) {
            (true, _) => Answer::plain(true),
            (false, true) => Answer::no(),
            (false, false) => doubtful(format!("route table `{}` has no route to an internet gateway in this code", table.resource.name)),
        }
    };
    let tables = root.subjects.links(subnet, "route_table");
    let table = |link: &Link<'_>| root.subjects.linked(link).map_or_else(|| Answer::plain(true), by_table).under(&link.given);
    if tables.is_empty() { Answer::plain(true) } else { any(tables.iter().map(table)) }
}

/// Through a load balancer that faces the internet.
fn through_balancers(context: &SubjectContext<'_>) -> Answer {
    let subjects = context.root.subjects;
    any(subjects.links(context.subject, "load_balancer").iter().map(|link| {
        let answer = match (&link.to, subjects.linked(link)) {
            (_, Some(balancer)) => of_balancer(context, balancer),
            (LinkTarget::Elsewhere(name), _) => Answer::unknown(link.span, told_elsewhere("load balancer", name)),
            (LinkTarget::Unknown(why), _) => Answer::unknown(link.span, why.clone()),
            (LinkTarget::Here(_), None) => Answer::no(),
        };
        let by = Label::new(link.by.span, format!("`{}` sends requests on", link.by.name));
        answer.with_label(&by).under(&link.given)
    }))
}

fn of_balancer(context: &SubjectContext<'_>, balancer: &Subject<'_>) -> Answer {
    let name = &balancer.resource.name;
    let internal = balancer.setting("load_balancer.internal");
    let cases = internal.is_on_under().into_iter().map(|(given, answer)| {
        let verdict = match answer.truth {
            Truth::Yes => CaseVerdict::No,
            Truth::No => CaseVerdict::Yes(Box::new(entry(format!("load balancer `{name}` faces the internet"), balancer.resource.span))),
            Truth::Unknown => Answer::doubt(balancer.resource.span, answer.because),
        };
        Case { given, verdict }
    });
    let faces = Answer::of_all(cases.collect()).with_evidence(|evidence| evidence.involved.push(balancer.resource.span));
    if faces.is_no() || fronts::ask_to_log_in(&context.root, balancer) {
        return Answer::no();
    }
    let is_given = !context.root.subjects.links(balancer, "security_group").is_empty();
    let of_type = balancer.setting("load_balancer.kind");
    let passes_on = of_type.said.iter().any(|said| ["network", "gateway"].iter().any(|kind| said.value.as_str() == Some(*kind)));
    let open = match (is_given, passes_on) {
        (true, _) => open_groups(
            context,
            balancer,
            |_, why| doubtful(format!("whether it lets the internet in is not known: {why}")),
            &ON_APPLICATION,
        ),
        // Without security groups it passes the packets of the internet on as they are:
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
        (false, true) => open_groups(
            context,
            context.subject,
            |_, why| doubtful(format!("whether the internet gets in is not known: {why}")),
            &ON_APPLICATION,
        ),
        (false, false) if default_group::is_closed(&context.root, balancer) => Answer::no(),
        (false, false) => doubtful("no security group is named for the load balancer; the default one of its VPC decides"),
    };
    // The load balancer is what is told; what opens it stands beside.
    faces.and(open.with_evidence(|evidence| {
        let told = evidence.text("entry").map(str::to_owned).zip(evidence.fault.take());
        evidence.texts.clear();
        evidence.labels.extend(told.map(|(text, fault)| Label::new(fault.place, text)));
    }))
}

const UNKNOWN_URL: &str = "whether the function URL asks for authorisation is not known";

/// A URL of a function that asks for no authorisation.
fn by_url(context: &SubjectContext<'_>) -> Answer {
    let told = |name: &str| format!("the function URL `{name}` asks for no authorisation");
    let urls = context.subject.parts.iter().filter(|part| part.join.part == "url").map(|part| {
        let url = context.root.subjects.at("function_url", &part.resource.address);
        let answer = url.map_or_else(Answer::no, |url| {
            let setting = url.setting("function_url.auth_type");
            any(setting.said.iter().map(|said| {
                let place = setting::at(said.resource, &said.value).place;
                let open = || match said.is_on("function_url.auth_type").truth {
                    Truth::Yes => Answer::yes(entry(told(&url.resource.name), place)),
                    Truth::No => Answer::no(),
                    Truth::Unknown => Answer::yes(entry(told(&url.resource.name), place)).and(doubtful(UNKNOWN_URL)),
                };
                any(said.given.iter().map(|given| open().under(given)))
            }))
        });
        answer.under(&part.given)
    });
    let resource = context.subject.resource;
    let own = AttributePath::new("FunctionUrlConfig.AuthType").values(&resource.attributes);
    let own = own.map(|(given, value)| {
        let open = || Answer::yes(entry("its function URL asks for no authorisation".to_owned(), value.span));
        let answer = match (value.as_str(), &value.kind) {
            (Some("NONE"), _) => open(),
            (None, Kind::Unknown(_)) => open().and(doubtful(UNKNOWN_URL)),
            _ => Answer::no(),
        };
        answer.under(&given)
    });
    any(urls).or(any(own))
}
