//! `ingress: { open-to: internet, reaches-port: [22] }`: an item of a collection of a subject, however it is spelt.

use super::port_layers;
use super::setting::{Predicate, at_fault, concept};
use crate::condition::Assignment;
use crate::facts;
use crate::finding::Label;
use crate::iam::scalar::AddressBlock;
use crate::rule::answer::{Answer, Aspect, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, RootContext, SubjectContext};
use crate::rule::provenance::head;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use crate::subject::{Item, Items, NamedSubject, Reference};
use crate::value::Value;
use std::sync::Arc;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "COLLECTION",
    about: "The subject has an item of this collection (the rules of a security group, the grants of a bucket) of which all this holds: a field by its name with a predicate as for a setting; `open-to: internet` (a range of addresses broader than /8, or /32 of IPv6, also in a prefix list); `reaches-port: [22]` (a port of TCP within the range; what the group is attached to and network ACLs may make that possible only).",
    on: |target| matches!(target, Target::Subject(_)),
    schema: r##"{"type":"object"}"##,
    supplies: &["items", "ports"],
    cost: 1,
    compile,
};

/// The collections of a kind of subject.
pub(super) fn of(subject: &'static str) -> Vec<&'static str> {
    let collections = facts::concepts_of(subject).iter().filter(|concept| !facts::fields(concept).is_empty());
    collections.filter_map(|concept| Some(concept.split_once('.')?.1)).collect()
}

#[derive(Clone, Debug)]
struct HasItem {
    collection: String,
    tests: Vec<Test>,
}

/// What is asked of an item.
#[derive(Clone, Debug)]
enum Test {
    OpenToInternet,
    ReachesPort(Vec<u32>),
    /// A port of TCP that is none of these.
    ReachesOtherPort(&'static [u32]),
    Field(&'static str, Predicate),
}

fn compile(value: &Node, compiler: &Compiler<'_>) -> Result<Compiled, Fault> {
    let [(name, value)] = value.map("a collection")? else { return Err(value.place.fault("a collection should stand here")) };
    let Target::Subject(subject) = compiler.target else { return Err(name.place.fault("only subjects have collections")) };
    let concept = concept(subject, &name.text).ok_or_else(|| name.place.fault(format!("there is no collection `{}`", name.text)))?;
    let fields: Vec<&'static str> = facts::fields(concept).iter().filter_map(|field| Some(field.rsplit_once('.')?.1)).collect();
    let mut tests = vec![];
    for (word, value) in value.map("what is asked of an item")? {
        match word.text.as_str() {
            "open-to" if value.word("`internet`")? == "internet" => tests.push(Test::OpenToInternet),
            "open-to" => return Err(value.place.fault("`internet` should stand here")),
            "reaches-port" => tests.push(Test::ReachesPort(ports(value)?)),
            other => match fields.iter().find(|field| **field == other) {
                Some(field) => tests.extend(Predicate::read_all(value)?.into_iter().map(|predicate| Test::Field(field, predicate))),
                None => {
                    let known: Vec<&str> = fields.iter().copied().chain(["open-to", "reaches-port"]).collect();
                    return Err(word.place.fault(format!("an item has no `{other}`{}", suggestion(other, &known))));
                }
            },
        }
    }
    let supplies = tests.iter().filter_map(Test::supplies).collect();
    let question = Arc::new(HasItem { collection: name.text.clone(), tests });
    Ok(Compiled::Composite { question, supplies, cost: KIND.cost })
}

fn ports(value: &Node) -> Result<Vec<u32>, Fault> {
    let port = |text: &str| text.parse().ok().filter(|port| *port < 65_536);
    let words = value.words("a port")?;
    words.iter().map(|word| port(&word.text).ok_or_else(|| word.place.fault(format!("`{}` is not a port", word.text)))).collect()
}

impl Question for HasItem {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.subject() else { return Answer::no() };
        let Some(concept) = concept(context.subject.kind, &self.collection) else { return Answer::no() };
        let items = context.subject.items(concept);
        let found = self.of_items(&items, context);
        let reached = self.tests.iter().find_map(|test| if let Test::ReachesPort(ports) = test { Some(ports) } else { None });
        match reached.filter(|_| !found.is_no() && context.subject.kind == "security_group") {
            Some(ports) => {
                let (doubt, most) = port_layers::doubt(context, &self.reached(ports, &items, context)).unzip();
                found.with_doubt(doubt).at_most(most)
            }
            None => found,
        }
    }

    fn weaker(&self) -> Vec<(String, Arc<dyn Question>)> {
        let mut result: Vec<(String, Arc<dyn Question>)> = vec![];
        for (index, test) in self.tests.iter().enumerate() {
            let with = |replacement: Option<Test>| {
                let mut tests = self.tests.clone();
                tests.splice(index..=index, replacement);
                Arc::new(HasItem { tests, ..self.clone() }) as Arc<dyn Question>
            };
            result.push((format!("without {test:?}"), with(None)));
            match test {
                Test::ReachesPort(ports) => {
                    let rest = crate::rule::clause::shorter(ports).into_iter();
                    result.extend(rest.map(|(port, rest)| (format!("without port {port}"), with(Some(Test::ReachesPort(rest))))));
                }
                Test::Field(field, predicate) => {
                    let weaker = predicate.weaker().into_iter();
                    result.extend(weaker.map(|(what, predicate)| (what, with(Some(Test::Field(field, predicate))))));
                }
                Test::OpenToInternet | Test::ReachesOtherPort(_) => {}
            }
        }
        result
    }
}

/// Whether a security group lets the internet in on a port of TCP that is none of these.
pub(super) fn lets_internet_in(group: &SubjectContext<'_>, besides: &'static [u32]) -> Answer {
    let tests = vec![Test::OpenToInternet, Test::ReachesOtherPort(besides)];
    HasItem { collection: "ingress".to_owned(), tests }.ask(Context::Subject(group))
}

/// Whether a security group lets the internet in on one of these ports of TCP.
pub(super) fn lets_internet_in_on(group: &SubjectContext<'_>, ports: &[u32]) -> Answer {
    let tests = vec![Test::OpenToInternet, Test::ReachesPort(ports.to_vec())];
    HasItem { collection: "ingress".to_owned(), tests }.ask(Context::Subject(group))
}

/// A further item of which it holds is told beside the first.
fn with_label(first: Answer, item: &Item<'_>, further: &Answer) -> Answer {
    let text = further.text("ports").map_or_else(|| "the same holds here".to_owned(), |ports| format!("{ports} here"));
    let ports = further.open_ports();
    first.with_label(&Label::new(item.span, text)).with_evidence(|evidence| evidence.open_ports.extend(ports.iter().cloned()))
}

impl HasItem {
    fn of_items(&self, items: &Items<'_>, context: &SubjectContext<'_>) -> Answer {
        let mut found = Answer::no();
        for item in &items.items {
            let answer = self.of_item(item, context);
            found = match (found.is_no(), answer.is_no()) {
                (true, _) => answer,
                (false, true) => found,
                (false, false) if answer.is_yes_somewhere() => with_label(found, item, &answer).or(answer),
                (false, false) => found.or(answer),
            };
        }
        let open =
            items.open.iter().flat_map(|open| open.given.iter().map(|given| Answer::unknown(open.span, open.why.clone()).under(given)));
        open.fold(found, Answer::or)
    }

    /// Those of the ports that an item reaches.
    fn reached(&self, ports: &[u32], items: &Items<'_>, context: &SubjectContext<'_>) -> Vec<u32> {
        let only = |port: u32| {
            let with_port = |test: &Test| if let Test::ReachesPort(_) = test { Test::ReachesPort(vec![port]) } else { test.clone() };
            HasItem { tests: self.tests.iter().map(with_port).collect(), ..self.clone() }
        };
        ports.iter().copied().filter(|port| !only(*port).of_items(items, context).is_no()).collect()
    }

    fn of_item(&self, item: &Item<'_>, context: &SubjectContext<'_>) -> Answer {
        let mut answer = Answer::yes(evidence(item));
        for test in &self.tests {
            answer = answer.and(test.ask(item, context));
        }
        item.given.iter().map(|given| answer.clone().under(given)).reduce(Answer::or).unwrap_or_else(Answer::no)
    }
}

/// The item where it is written; one that nobody wrote stands at its resource.
fn evidence(item: &Item<'_>) -> Evidence {
    let fault = FaultyElement { aspect: Aspect::Link, place: item.span, provenance: vec![], element: String::new(), replaceable: None };
    Evidence { fault: Some(fault), ..Evidence::default() }
}

pub(super) type Values<'v> = &'v [(Assignment, Value)];

pub(super) fn values<'v>(item: &'v Item<'_>, name: &str) -> Values<'v> {
    item.fields.iter().find(|field| field.name == name).map_or(&[], |field| field.values.as_slice())
}

impl Test {
    /// The placeholder that it fills.
    fn supplies(&self) -> Option<&'static str> {
        match self {
            Test::OpenToInternet => Some("items"),
            Test::ReachesPort(_) | Test::ReachesOtherPort(_) => Some("ports"),
            Test::Field(..) => None,
        }
    }

    fn ask(&self, item: &Item<'_>, context: &SubjectContext<'_>) -> Answer {
        match self {
            Test::OpenToInternet => {
                let root = context.root;
                let addresses = values(item, "cidr_ipv4").iter().chain(values(item, "cidr_ipv6"));
                let addresses = addresses.map(|(given, value)| is_open(item, value, value, root).under(given));
                let lists = values(item, "prefix_list").iter();
                let lists = lists.map(|(given, value)| lists_internet(item, value, context).under(given));
                addresses.chain(lists).reduce(Answer::or).unwrap_or_else(Answer::no)
            }
            Test::ReachesPort(ports) => reaches(item, Ports::Any(ports)),
            Test::ReachesOtherPort(ports) => reaches(item, Ports::Besides(ports)),
            Test::Field(name, predicate) => {
                let values = values(item, name);
                if values.is_empty() {
                    return Answer::plain(predicate.holds_unset());
                }
                let mut answers: Vec<(&Assignment, Answer)> = vec![];
                for (given, value) in values {
                    let answer = match predicate.holds(value) {
                        Ok(true) => Answer::yes(Evidence { fault: Some(in_item(item, value, context.root)), ..Evidence::default() }),
                        Ok(false) => Answer::no(),
                        Err(doubt) => Answer::unknown(doubt.span, doubt.why),
                    };
                    // Of several values in one place one that is wanted is enough; where none may be there, all must differ.
                    match answers.iter_mut().find(|(known, _)| *known == given) {
                        Some((_, known)) if predicate.needs_all() => *known = known.clone().and(answer),
                        Some((_, known)) => *known = known.clone().or(answer),
                        None => answers.push((given, answer)),
                    }
                }
                answers.into_iter().map(|(given, answer)| answer.under(given)).reduce(Answer::or).unwrap_or_else(Answer::no)
            }
        }
    }
}

/// A value of an item where it shows in its resource, else the item.
fn in_item(item: &Item<'_>, value: &Value, root: RootContext<'_>) -> FaultyElement {
    let fault = at_fault(root, item.resource, value);
    let shows = fault.place != item.resource.span || !item.resource.block.covers(item.span);
    if shows { fault } else { FaultyElement { place: head(item.span), ..fault } }
}

/// Broader than /8, or /32 for IPv6, as S3 calls an address range public; both halves of the internet are so. The item says so at `told_at`.
fn is_open(item: &Item<'_>, value: &Value, told_at: &Value, root: RootContext<'_>) -> Answer {
    let Some(text) = value.to_text() else { return Answer::no() };
    match (text.known(), text.holes().first()) {
        (Some(known), _) => {
            let is_broad = |block: &AddressBlock| block.is_broad() && !block.is_local();
            let Some(block) = AddressBlock::read(known).filter(is_broad) else { return Answer::no() };
            let mut fault = in_item(item, told_at, root);
            fault.element = known.to_owned();
            fault.replaceable = at_fault(root, item.resource, value).replaceable;
            Answer::yes(Evidence { fault: Some(fault), texts: vec![("items", block.to_string())], ..Evidence::default() })
        }
        (None, Some(hole)) => Answer::unknown(value.span, hole.hole.kind.reason()),
        (None, None) => Answer::no(),
    }
}

/// Whether a prefix list of this code has an entry that is open; a list that stands elsewhere is somebody's own choice of addresses.
fn lists_internet(item: &Item<'_>, told_at: &Value, context: &SubjectContext<'_>) -> Answer {
    let NamedSubject::Here(named) = context.root.subjects.named("prefix_list", told_at) else { return Answer::no() };
    let mut answer = Answer::no();
    for Reference { resource, given } in named {
        let Some(list) = context.root.subjects.at("prefix_list", &resource.address) else { continue };
        for entry in list.items("prefix_list.entries").items {
            let open = values(&entry, "cidr").iter().map(|(under, value)| is_open(item, value, told_at, context.root).under(under));
            let open = open.reduce(Answer::or).unwrap_or_else(Answer::no);
            let there = entry.given.iter().map(|given| open.clone().under(given)).reduce(Answer::or).unwrap_or_else(Answer::no);
            answer = answer.or(there.under(&given));
        }
    }
    answer
}

/// The ports that are asked for.
#[derive(Clone, Copy)]
pub(super) enum Ports<'p> {
    /// Any of these.
    Any(&'p [u32]),
    /// Any but these.
    Besides(&'p [u32]),
}

/// TCP and all protocols, by name and by number (<https://www.iana.org/assignments/protocol-numbers>).
const WITH_PORTS: [&str; 4] = ["tcp", "6", "-1", "all"];

pub(super) fn reaches(item: &Item<'_>, ports: Ports<'_>) -> Answer {
    let protocol = values(item, "protocol");
    let is_all = |value: &Value| value.to_text().is_some_and(|text| text.known().is_some_and(|known| ["-1", "all"].contains(&known)));
    let with_ports = Predicate::Is(WITH_PORTS.map(str::to_owned).to_vec());
    let mut answers = vec![];
    for (given, value) in protocol {
        let answer = match with_ports.holds(value) {
            Ok(true) if is_all(value) => ports.opened(0, 65_535),
            Ok(true) => within(item, ports),
            Ok(false) => Answer::no(),
            Err(doubt) => Answer::unknown(doubt.span, doubt.why),
        };
        answers.push(answer.under(given));
    }
    answers.into_iter().reduce(Answer::or).unwrap_or_else(|| within(item, ports))
}

impl Ports<'_> {
    /// Those of them that a range opens, or every port there is.
    fn opened(self, low: i64, high: i64) -> Answer {
        let is_within = |port: &&u32| (low..=high).contains(&i64::from(**port));
        let is_every = low <= 1 && high >= 65_535;
        let mut open = vec![format!("{low}-{high}")];
        let ports = match self {
            Ports::Any(ports) => {
                // Of every port there is, two are enough to tell.
                let told = if is_every { 2 } else { ports.len() };
                let names: Vec<String> = ports.iter().filter(is_within).take(told).map(|port| port_name(*port)).collect();
                if !is_every {
                    open = ports.iter().filter(is_within).map(|port| format!("{port}-{port}")).collect();
                }
                let names = match names.as_slice() {
                    [] => return Answer::no(),
                    [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
                    names => names.concat(),
                };
                if is_every { format!("every port, also {names},") } else { names }
            }
            Ports::Besides(ports) => {
                let others = ports.iter().filter(is_within).count();
                match high - low + 1 {
                    all if usize::try_from(all).map_or(true, |all| all <= others) => return Answer::no(),
                    _ if is_every => "every port".to_owned(),
                    1 => format!("port {low}"),
                    _ => format!("ports {low} to {high}"),
                }
            }
        };
        Answer::yes(Evidence { texts: vec![("ports", ports)], open_ports: open, ..Evidence::default() })
    }
}

fn port_name(port: u32) -> String {
    match port {
        22 => "SSH (22)".to_owned(),
        23 => "Telnet (23)".to_owned(),
        5985 | 5986 => format!("WinRM ({port})"),
        3389 => "RDP (3389)".to_owned(),
        other => format!("port {other}"),
    }
}

/// Whether one of the ports is in the range; a range without an end is one port.
fn within(item: &Item<'_>, ports: Ports<'_>) -> Answer {
    let (from, to) = (values(item, "from_port"), values(item, "to_port"));
    let mut answers = vec![];
    for (given, low) in from {
        let ends: Vec<(&Assignment, &Value)> = match to {
            [] => vec![(given, low)],
            ends => ends.iter().map(|(given, high)| (given, high)).collect(),
        };
        answers.extend(ends.into_iter().map(|(other, high)| in_range(low, high, ports).under(given).under(other)));
    }
    answers.into_iter().reduce(Answer::or).unwrap_or_else(Answer::no)
}

fn in_range(low: &Value, high: &Value, ports: Ports<'_>) -> Answer {
    let number = |value: &Value| match value.to_text() {
        Some(text) => match (text.known().and_then(|known| known.parse::<i64>().ok()), text.holes().first()) {
            (Some(number), _) => Ok(Some(number)),
            (None, Some(hole)) => Err(Answer::unknown(value.span, hole.hole.kind.reason())),
            (None, None) => Ok(None),
        },
        None => Ok(None),
    };
    match (number(low), number(high)) {
        (Ok(Some(low)), Ok(Some(high))) => ports.opened(low, high),
        (Err(unknown), _) | (_, Err(unknown)) => unknown,
        _ => Answer::no(),
    }
}
