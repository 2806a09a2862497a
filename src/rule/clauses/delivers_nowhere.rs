//! `delivers-nowhere: true`: the object paths of the statement are none that the service writes to.

use super::principal;
use crate::facts;
use crate::iam::document::{Effect, Element, Listed, Statement};
use crate::iam::evaluate::about_action;
use crate::iam::principal::Principal;
use crate::mapped_text::{HoleKind, Piece};
use crate::rule::answer::{Answer, Aspect, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::provenance::{WrittenValue, in_statement};
use crate::rule::target::Target;
use crate::rule::trails;
use crate::rule::written::{Fault, Node};
use crate::subject::SettingValue;
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "delivers-nowhere",
    about: "The statement lets a service put objects where it never puts any: in all its paths other folders stand around the account than those that the service writes to (`delivery_paths.tsv`), or a trail of this code writes below a prefix that the policy leaves out.",
    on: |target| target == Target::Statement,
    schema: r##"{"const":true}"##,
    supplies: &["principal", "resource", "reason"],
    cost: 1,
    compile,
};

#[derive(Debug)]
struct DeliversNowhere;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, DeliversNowhere)
}

impl Question for DeliversNowhere {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let is_delivery = context.policy.policy.site.protects == "s3"
            && context.names(PrincipalKind::Service)
            && about_action(context.statement, "s3:PutObject") == Truth::Yes;
        let Some(path) = path(context).filter(|_| is_delivery) else { return Answer::no() };
        let Some(listed) = context.statement.resources.as_ref().filter(|listed| !listed.negated) else { return Answer::no() };
        let mut objects = objects(listed).peekable();
        let Some(first) = objects.peek().copied() else { return Answer::no() };
        if objects.all(|entry| !may_hold(entry, &path)) {
            let ServicePath { folder, behind } = path;
            let what =
                format!("it writes below `{folder}/`, the account and `{behind}`, which no path that matches `{}` has", first.written());
            return Answer::yes(evidence(context, first, what));
        }
        missed_trail(context).map_or_else(Answer::no, |what| Answer::yes(evidence(context, first, what)))
    }
}

/// What stands around the account in every path that a service writes: `AWSLogs` before it, `/Config` behind it.
#[derive(Clone, Copy)]
struct ServicePath {
    folder: &'static str,
    behind: &'static str,
}

fn path(context: &StatementContext<'_>) -> Option<ServicePath> {
    let principal = context.principal?;
    let path = match principal.delivers_for() {
        Some(name) => facts::delivery_path(name),
        None => facts::delivery_path(&principal.text.to_string()),
    };
    let (_, behind) = path?.path.split_once("{prefix}/")?;
    let (folder, behind) = behind.split_once("/{account}")?;
    // CloudTrail has `CloudTrail-Digest/` beside `CloudTrail/`.
    (!folder.is_empty() && !folder.contains('{')).then(|| ServicePath { folder, behind: behind.trim_end_matches('/') })
}

/// A trail of this code that writes into the bucket below a prefix for which no statement of its policy allows that.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>
fn missed_trail(context: &StatementContext<'_>) -> Option<String> {
    let is_for_trails = |statement: &Statement| {
        let names = |entry: &Principal| entry.text.known() == Some("cloudtrail.amazonaws.com");
        statement.principals.as_ref().is_some_and(|listed| !listed.negated && listed.entries.iter().all(names))
    };
    let document = context.policy.document;
    let lets_put = |statement: &&Statement| about_action(statement, "s3:PutObject") != Truth::No;
    let allows: Vec<&Statement> = document.with_effect(Effect::Allow).filter(lets_put).collect();
    let is_first = allows.first().is_some_and(|first| first.index == context.statement.index);
    if !is_first || !document.unclear.is_empty() || !allows.iter().all(|statement| is_for_trails(statement)) {
        return None;
    }
    let may_begin = |statement: &&Statement, prefix: &str| match &statement.resources {
        Some(listed) if !listed.negated => objects(listed).any(|entry| {
            entry.pattern.has_variables() || key_of(entry).is_none_or(|key| can_begin_with(&key, &format!("{prefix}/AWSLogs/")))
        }),
        _ => true,
    };
    let trails = trails::into_bucket(context);
    trails.into_iter().find_map(|trail| {
        let said = trail.setting("trail.prefix").said;
        let prefix = |said: &SettingValue<'_>| Some(said.value.to_text()?.known().filter(|prefix| !prefix.is_empty())?.to_owned());
        // Of several, under one answer each, all are missed.
        let prefixes: Vec<String> = said.iter().map(prefix).collect::<Option<_>>()?;
        let is_missed = |prefix: &String| !allows.iter().any(|statement| may_begin(statement, prefix));
        let first = prefixes.first().filter(|_| prefixes.iter().all(is_missed))?;
        Some(format!("the trail `{}` writes below `{first}/AWSLogs/`, which no statement of the policy allows", trail.resource.address))
    })
}

/// The entries that can name objects: a bucket has no `/` in its ARN.
fn objects(listed: &Listed<Element>) -> impl Iterator<Item = &Element> {
    listed.entries.iter().filter(|entry| entry.text.literal().contains(['/', '*']) || entry.text.known().is_none())
}

/// A character of a pattern, or what may stand for any number of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PathUnit {
    Letter(char),
    One,
    Many,
}

/// The key of the objects that an entry names, as a pattern; nothing if it is not known where it begins. What is not known may be anything.
fn key_of(entry: &Element) -> Option<Vec<PathUnit>> {
    let mut units = vec![];
    let mut is_in_key = false;
    for piece in entry.text.pieces() {
        match piece {
            Piece::Literal(literal, _) => {
                for letter in literal.chars() {
                    match letter {
                        '/' if !is_in_key => is_in_key = true,
                        '*' if !is_in_key => return None,
                        _ if !is_in_key => {}
                        '*' => units.push(PathUnit::Many),
                        '?' => units.push(PathUnit::One),
                        letter => units.push(PathUnit::Letter(letter)),
                    }
                }
            }
            Piece::Hole(hole) if is_in_key && hole.kind == HoleKind::OwnAccount => units.extend([PathUnit::Letter('0'); ACCOUNT_DIGITS]),
            Piece::Hole(_) if is_in_key => units.push(PathUnit::Many),
            // The name or ARN of a bucket.
            Piece::Hole(hole) if matches!(hole.kind, HoleKind::Attribute { .. } | HoleKind::Partition) => {}
            Piece::Hole(_) => return None,
        }
    }
    is_in_key.then_some(units)
}

const ACCOUNT_DIGITS: usize = 12;

/// Whether a path that the pattern matches can be one of the service's: where it has an account, the folder stands right before it, or before the
/// organisation that stands there, and behind it what the service writes there. What has no account leaves the prefix open.
fn may_hold(entry: &Element, ServicePath { folder, behind }: &ServicePath) -> bool {
    let Some(key) = key_of(entry).filter(|_| !entry.pattern.has_variables()) else { return true };
    let before = before_accounts(&key);
    let holds_behind = |before: &[PathUnit]| {
        if !key.get(before.len() + ACCOUNT_DIGITS..).is_some_and(|rest| can_begin_with(rest, behind)) {
            return false;
        }
        let organisation = before.strip_suffix(&[PathUnit::Letter('/')]).unwrap_or(before);
        let cut = organisation.iter().rposition(|unit| *unit == PathUnit::Letter('/')).map_or(0, |slash| slash + 1);
        let is_organisation =
            organisation.get(cut..).is_some_and(|segment| segment.starts_with(&[PathUnit::Letter('o'), PathUnit::Letter('-')]));
        can_end_with(before, folder) || (is_organisation && before.get(..cut).is_some_and(|before| can_end_with(before, folder)))
    };
    // A prefix may be the number of an account, too.
    before.is_empty() || before.into_iter().any(holds_behind)
}

/// What stands before each folder that is an account.
fn before_accounts(key: &[PathUnit]) -> Vec<&[PathUnit]> {
    let is_digit = |unit: &PathUnit| matches!(unit, PathUnit::Letter(letter) if letter.is_ascii_digit());
    let is_account = |segment: &[PathUnit]| segment.len() == ACCOUNT_DIGITS && segment.iter().all(is_digit);
    let (mut start, mut found) = (0, vec![]);
    for segment in key.split(|unit| *unit == PathUnit::Letter('/')) {
        found.extend(key.get(..start).filter(|_| is_account(segment)));
        start += segment.len() + 1;
    }
    found
}

/// Whether something that the pattern matches ends with the folder.
fn can_end_with(pattern: &[PathUnit], folder: &str) -> bool {
    // The key follows the `/` behind the bucket.
    let wanted: Vec<char> = format!("/{folder}/").chars().collect();
    let mut reached = vec![(0, 0), (0, 1)];
    let mut index = 0;
    while let Some((at, found)) = reached.get(index).copied() {
        index += 1;
        let next = match pattern.get(at).copied() {
            None if found == wanted.len() => return true,
            None => vec![],
            Some(PathUnit::Letter(letter)) => read(&wanted, found, Some(letter), at + 1),
            Some(PathUnit::One) => read(&wanted, found, None, at + 1),
            Some(PathUnit::Many) => [read(&wanted, found, None, at), vec![(at + 1, found)]].concat(),
        };
        for state in next {
            if !reached.contains(&state) {
                reached.push(state);
            }
        }
    }
    false
}

/// Whether something that the pattern matches begins with a text.
fn can_begin_with(pattern: &[PathUnit], wanted: &str) -> bool {
    let mut units = pattern.iter();
    for letter in wanted.chars() {
        match units.next() {
            Some(PathUnit::Many) => return true,
            Some(PathUnit::One) => {}
            Some(PathUnit::Letter(known)) if *known == letter => {}
            Some(PathUnit::Letter(_)) | None => return false,
        }
    }
    true
}

/// Where one more character leads: on in what is wanted if it is the next of it, and nowhere yet if that has not begun. `None` is any character.
fn read(wanted: &[char], found: usize, letter: Option<char>, to: usize) -> Vec<(usize, usize)> {
    let goes_on = wanted.get(found).is_some_and(|expected| letter.is_none_or(|letter| letter == *expected));
    let on = goes_on.then_some((to, found + 1));
    let begun = (found == 0).then_some((to, 0));
    on.into_iter().chain(begun).collect()
}

fn evidence(context: &StatementContext<'_>, entry: &Element, reason: String) -> Evidence {
    let written = WrittenValue::element(entry);
    let place = written.inside(entry.span, context.statement.span);
    let provenance = in_statement(context, &written, place, "allowed");
    let element = entry.written().to_string();
    let fault = FaultyElement { aspect: Aspect::Action, place, provenance, element: element.clone(), replaceable: None };
    let named = principal::evidence(context);
    let texts = named.texts.into_iter().chain([("resource", element), ("reason", reason)]).collect();
    Evidence { fault: Some(fault), texts, ..Evidence::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapped_text::Text;
    use crate::source::{FileId, Span};

    #[test]
    fn paths_are_judged_by_what_they_can_match() {
        let span = Span { file: FileId(0), start: 0, end: 0 };
        let written = ServicePath { folder: "AWSLogs", behind: "/Config" };
        let holds = |text: &str| may_hold(&Element::new(Text::computed(text, span), span, true), &written);
        for path in [
            "b/AWSLogs/123456789012/*",
            "b/p/AWSLogs/123456789012/*",
            "b/*",
            "b/*Logs/123456789012/*",
            "b/*/123456789012/*",
            "b/trail/*",
            "b/?WSLogs/123456789012/*",
            "*",
            "b/AWSLogs/o-a1b2/123456789012/*",
            "b/p*/123456789012/*",
            "b/Logs/*",
            "b/AWSLogs/123456789012/Config/*",
            "b/AWSLogs/123456789012/Con*",
        ] {
            assert!(holds(&format!("arn:aws:s3:::{path}")), "{path}");
        }
        for path in [
            "b/Logs/123456789012/*",
            "b/AwsLogs/123456789012/*",
            "b/myAWSLogs/123456789012/*",
            "b/123456789012/*",
            "b/AWSLogs/x/123456789012/*",
            "b/?Logs/123456789012/*",
            "b/AWSLogs/123456789012/Conf/*",
            "b/AWSLogs/123456789012",
        ] {
            assert!(!holds(&format!("arn:aws:s3:::{path}")), "{path}");
        }
    }
}
