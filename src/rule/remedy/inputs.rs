//! Whom and what the inputs of a module or template bring to the text of a statement beside what their defaults do. A finding is about the defaults; a remedy
//! has to be right for every value.

use super::beside::{asks_for_source, read_statement};
use super::guard;
use super::organisation::{CENTRAL, organisations_of, words};
use crate::finding::Finding;
use crate::iam::document::Statement;
use crate::mapped_text::{Hole, HoleKind, Text};
use crate::policy::{CallersAt, Policy, statements};
use crate::rule::trusted::LOGS;
use crate::source::Span;
use crate::value::{Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The place of a text, whom it names in what a finding is about, and whether what is pasted is for the own account alone.
type AskedText = (Span, BTreeSet<SmolStr>, bool);

/// The policies of a root whose inputs are all open.
pub struct UnderInputs<'a> {
    policies: &'a [Policy<'a>],
    /// Whom statements name where the inputs have their defaults.
    named: &'a CallersAt,
    /// Which policies have a statement at a place.
    at: FxHashMap<Span, Vec<usize>>,
    /// What was said already: thousands of calls of a module have one text.
    known: RefCell<FxHashMap<AskedText, Option<String>>>,
}

impl<'a> UnderInputs<'a> {
    pub fn new(policies: &'a [Policy<'a>], named: &'a CallersAt) -> UnderInputs<'a> {
        let mut at: FxHashMap<Span, Vec<usize>> = FxHashMap::default();
        for (number, policy) in policies.iter().enumerate() {
            for statement in statements(&policy.document) {
                let known = at.entry(statement.span).or_default();
                if known.last() != Some(&number) {
                    known.push(number);
                }
            }
        }
        UnderInputs { policies, named, at, known: RefCell::default() }
    }

    /// Why what a finding says to paste is not right for every value of the inputs; nothing if it is, as far as is known.
    pub fn objection(&self, finding: &Finding) -> Option<String> {
        let place = finding.statement?;
        let remedy = finding.remedy.as_ref().filter(|remedy| !remedy.edits.is_empty())?;
        let is_for_own = OWN_ACCOUNT.iter().any(|key| remedy.code.contains(key));
        let asked = (place, finding.callers.clone(), is_for_own);
        if let Some(known) = self.known.borrow().get(&asked) {
            return known.clone();
        }
        let policies = || self.at.get(&place).into_iter().flatten().filter_map(|number| self.policies.get(*number));
        let of_accounts = || policies().filter(|_| is_for_own).find_map(|policy| accounts_brought(policy, place, finding));
        let objection = self.callers_brought(policies(), place, finding).or_else(of_accounts);
        self.known.borrow_mut().insert(asked, objection.clone());
        objection
    }

    /// What to do where inputs let others in by the text at a place, whom the condition might stop.
    fn callers_brought<'p>(&self, policies: impl Iterator<Item = &'p Policy<'p>>, place: Span, finding: &Finding) -> Option<String> {
        let mut open: BTreeMap<SmolStr, CallerBrought<'p>> = BTreeMap::new();
        for policy in policies {
            for statement in statements(&policy.document).into_iter().filter(|statement| statement.span == place) {
                let Some(principal) = statement.get("Principal") else { continue };
                each_text(principal, "", &mut |kind, text| {
                    let name = format_smolstr!("{kind} {text}");
                    open.insert(SmolStr::new(name.trim()), CallerBrought { kind: SmolStr::new(kind), text, policy, statement });
                });
            }
        }
        let named = self.named.get(&place)?;
        // What an input stands for now is what its default named.
        let gone = |kind: &str| named.iter().filter(|name| is_of(name, kind) && !open.contains_key(*name)).count();
        let brought = |kind: &str| open.iter().filter(|(name, _)| is_of(name, kind) && !named.contains(*name)).count();
        let mut new = open.iter().filter(|(name, _)| !named.contains(*name)).map(|(_, caller)| caller);
        new.find_map(|caller| match caller.text.known() {
            Some(service) if caller.kind == "Service" => caller.stopped_service(service, finding),
            _ if caller.kind == "Service" => caller.input().map(|input| {
                format!(
                    "`{input}` may name services that do not send the key: give the condition to a statement of its own, for those that do"
                )
            }),
            _ if brought(&caller.kind) <= gone(&caller.kind) || caller.asks_for_source() => None,
            _ => {
                let by = caller.input().map_or_else(|| "the inputs".to_owned(), |input| format!("`{input}`"));
                Some(format!("{by} may let others in by this statement, whom the condition would stop: write it in a statement of its own"))
            }
        })
    }
}

/// What the code of a remedy has that lets a service act for the own account alone.
const OWN_ACCOUNT: [&str; 5] = ["aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext", "source_account", "SourceAccount"];

/// Whether a caller as [`crate::policy::callers`] names it is of a kind.
fn is_of(name: &str, kind: &str) -> bool {
    name.split_once(' ').map_or("", |(kind, _)| kind) == kind
}

/// One whom a statement lets in.
struct CallerBrought<'p> {
    /// The member of `Principal` that names it.
    kind: SmolStr,
    text: Text,
    policy: &'p Policy<'p>,
    statement: &'p Value,
}

impl CallerBrought<'_> {
    /// What to say of a service that needs another condition than those of a finding do.
    fn stopped_service(&self, service: &str, finding: &Finding) -> Option<String> {
        let statement = read_statement(self.statement)?;
        let target = guard::GuardTarget { protects: self.policy.site.protects, leads: &|types| types.is_empty() };
        let chosen = |service: &str| guard::choose(service, &target, &statement, None).guard;
        let mut found = finding.callers.iter().filter_map(|caller| caller.strip_prefix("Service ")).peekable();
        let is_alike = found.peek().is_some() && found.all(|found| chosen(found) == chosen(service));
        (!is_alike).then(|| {
            format!("the inputs may let `{service}` in by this text too, which the condition might stop: give each a statement of its own")
        })
    }

    /// The input that stands for the whole of it.
    fn input(&self) -> Option<String> {
        match self.text.holes() {
            [only] if self.text.literal().is_empty() => input(&only.hole),
            _ => None,
        }
    }

    fn asks_for_source(&self) -> bool {
        read_statement(self.statement).is_some_and(|statement| statement.conditions.iter().any(asks_for_source))
    }
}

/// What to do where inputs bring accounts for which the service acts here too.
fn accounts_brought(policy: &Policy<'_>, place: Span, finding: &Finding) -> Option<String> {
    let all: Vec<&Value> = statements(&policy.document).into_iter().filter(|statement| is_allow(statement)).collect();
    let own: Vec<&Value> = all.iter().copied().filter(|statement| statement.span == place).collect();
    let of_caller = |statement: &&Value| crate::policy::callers(statement).iter().any(|caller| finding.callers.contains(caller));
    // One that looks at the bucket before it writes there.
    let in_paths = match own.iter().any(|statement| names_paths(statement)) {
        true => own.iter().find_map(|statement| in_path(statement)),
        false => all.iter().filter(|statement| of_caller(statement)).find_map(|statement| in_path(statement)),
    };
    if let Some(input) = in_paths {
        return Some(match words(&input).iter().any(|word| word.starts_with("org")) {
            true => format!("where `{input}` is given, it acts here for an organisation: require `aws:SourceOrgID` there"),
            false => format!("it acts here for the accounts of `{input}` too: list them all"),
        });
    }
    let is_of_organisation = |statement: &Statement| organisations_of(statement).next().is_some();
    if all.iter().filter_map(|statement| read_statement(statement)).any(|statement| is_of_organisation(&statement)) {
        return Some(
            "where the inputs let an organisation in, it acts here for the accounts of that too: require `aws:SourceOrgID` there"
                .to_owned(),
        );
    }
    if !CENTRAL.contains(&policy.site.protects) {
        return None;
    }
    let asked: Vec<String> = own.iter().flat_map(|statement| actions(statement)).collect();
    let beside = all.iter().filter(|other| actions(other).iter().any(|action| asked.contains(action)));
    let mut inputs = beside.filter_map(|other| {
        let mut found = None;
        each_text(other.get("Principal")?, "", &mut |kind, text| match text.holes() {
            [only] if kind == "AWS" && text.literal().is_empty() => found = found.take().or_else(|| input(&only.hole)),
            _ => {}
        });
        found
    });
    inputs.next().map(|input| format!("if `{input}` names other accounts, whose services come too, list them all"))
}

/// The input by which something is not known: `var.accounts` of `concat(…, var.accounts)`, `Accounts`.
fn input(hole: &Hole) -> Option<String> {
    let HoleKind::Input { name } = &hole.kind else { return None };
    let Some((_, behind)) = name.split_once("var.") else { return Some(name.to_string()) };
    let end = behind.find(|char: char| !(char.is_alphanumeric() || "_-".contains(char))).unwrap_or(behind.len());
    Some(format!("var.{}", behind.get(..end).unwrap_or_default()))
}

/// Each text of a value, with the last key on the way to it.
fn each_text(value: &Value, key: &str, tell: &mut dyn FnMut(&str, Text)) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| each_text(item, key, tell)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| each_text(&entry.value, &entry.key, tell)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| each_text(branch, key, tell)),
        _ => value.to_text().into_iter().for_each(|text| tell(key, text)),
    }
}

fn is_allow(statement: &Value) -> bool {
    statement.get("Effect").and_then(Value::as_str) == Some("Allow")
}

fn actions(statement: &Value) -> Vec<String> {
    let mut found = vec![];
    statement
        .get("Action")
        .into_iter()
        .for_each(|actions| each_text(actions, "", &mut |_, text| found.push(text.to_string().to_ascii_lowercase())));
    found
}

/// Whether its resources tell below `AWSLogs/` for whom something is written.
fn names_paths(statement: &Value) -> bool {
    let mut is_named = false;
    let resources = statement.get("Resource").into_iter();
    resources.for_each(|resources| each_text(resources, "", &mut |_, text| is_named |= text.literal().contains(LOGS)));
    is_named
}

/// The input that stands where paths name an account.
fn in_path(statement: &Value) -> Option<String> {
    let mut found = None;
    each_text(statement.get("Resource")?, "", &mut |_, text| {
        let at = text.literal().find(LOGS).map(|at| at + LOGS.len());
        let holes = text.holes().iter().filter(|hole| usize::try_from(hole.at).ok() == at);
        found = found.take().or_else(|| holes.filter_map(|hole| input(&hole.hole)).next());
    });
    found
}
