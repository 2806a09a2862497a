//! Whether the internet reaches the port that a database or message broker listens on.

use super::items::lets_internet_in;
use super::reachable_from::{any, doubtful, entry, open_groups, routed_from_some};
use crate::condition::Assignment;
use crate::facts::{self, EnginePorts};
use crate::rule::answer::{Answer, Evidence};
use crate::rule::context::SubjectContext;
use crate::rule::known::AskedPorts;
use crate::subject::Subject;

/// Where it listens, and what stands before it.
enum Listens {
    On(Vec<u32>),
    /// Which port that is, is not known.
    Somewhere,
    /// A public one takes no security groups.
    WithoutGroups(&'static EnginePorts),
}

/// Through a security group that is open on one of its ports; a public broker that takes no security groups is open to everybody.
pub(super) fn is_reached(context: &SubjectContext<'_>) -> Answer {
    let open = is_open(context);
    if open.is_no() { open } else { open.and(routed_from_some(context)) }
}

fn is_open(context: &SubjectContext<'_>) -> Answer {
    let cases = listens(context, context.subject, false);
    let mut ports: Vec<u32> =
        cases.iter().flat_map(|(_, listens)| if let Listens::On(ports) = listens { &ports[..] } else { &[] }).copied().collect();
    ports.sort_unstable();
    ports.dedup();
    let differ = cases.iter().any(|(_, listens)| matches!(listens, Listens::On(own) if own.len() < ports.len()));
    let named = ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    any(cases.into_iter().map(|(given, listens)| {
        let answer = match listens {
            Listens::On(ports) => open_groups(context, context.subject, Answer::unknown, &AskedPorts::AnyOf(ports)),
            Listens::Somewhere => open_groups(context, context.subject, Answer::unknown, &AskedPorts::NotKnown),
            Listens::WithoutGroups(engine) => {
                let told = format!("no security group stands before it, since a public broker of `{}` takes none", engine.what);
                Answer::yes(entry(told, context.subject.resource.span))
            }
        };
        // What is told of several answers is told once.
        let answer = if differ { answer.with_evidence(|evidence| tell_all_ports(evidence, &named)) } else { answer };
        answer.under(&given)
    }))
}

/// Of a database that listens on another port under each answer, all of them.
fn tell_all_ports(evidence: &mut Evidence, named: &str) {
    let entry = evidence.texts.iter_mut().find(|(name, _)| *name == "entry");
    if let Some((_, told)) = entry
        && let Some((before, after)) = told.split_once(" opens port ")
    {
        let rest = after.trim_start_matches(|char: char| char.is_ascii_digit());
        *told = format!("{before} opens its port ({named}){rest}");
    }
}

/// Where every port is open, it need not be known.
pub(super) fn on_some_port(group: &SubjectContext<'_>) -> Answer {
    let open = lets_internet_in(group, &[]);
    match open.text("ports") {
        Some("every port") | None => open,
        Some(_) => open.and(doubtful("which port it listens on is not known")),
    }
}

/// The port that is set, for the database or its cluster; else those of its engine.
fn listens(context: &SubjectContext<'_>, subject: &Subject<'_>, is_cluster: bool) -> Vec<(Assignment, Listens)> {
    let clusters = context.root.subjects.links(subject, "cluster");
    let cluster = clusters.iter().find_map(|link| context.root.subjects.linked(link));
    let port = subject.setting("database.port");
    let cases = port.cases().flat_map(|(given, values)| {
        let of_case = match (values.iter().find(|value| value.default.is_none()), cluster) {
            (Some(port), _) => {
                let known = port.value.to_text().and_then(|text| text.known().and_then(|known| known.parse().ok()));
                vec![(Assignment::default(), known.map_or(Listens::Somewhere, |port| Listens::On(vec![port])))]
            }
            (None, Some(cluster)) if !is_cluster => listens(context, cluster, true),
            (None, _) => by_engine(subject),
        };
        of_case.into_iter().filter_map(|(under, listens)| Some((given.and(&under)?, listens))).collect::<Vec<_>>()
    });
    cases.collect()
}

fn by_engine(subject: &Subject<'_>) -> Vec<(Assignment, Listens)> {
    let of = |what: &str| match facts::engine_ports(what) {
        Some(known) if known.has_groups => Listens::On(known.ports.clone()),
        Some(known) => Listens::WithoutGroups(known),
        None => Listens::Somewhere,
    };
    let engine = subject.setting("database.engine");
    let cases = engine.cases().map(|(given, values)| {
        let said = values.iter().find(|value| value.default.is_none()).map(|value| value.value.to_text());
        let listens = match said {
            None => of(&subject.resource.kind),
            Some(text) => text.as_ref().and_then(|text| text.known()).map_or(Listens::Somewhere, of),
        };
        (given.clone(), listens)
    });
    cases.collect()
}
