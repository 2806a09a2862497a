//! What stands for parts of a policy that are not known: in a guard what its author means, elsewhere a name that an outsider may choose too.

use super::classes::numbers;
use super::{ExposureQuestion, resources};
use crate::facts;
use crate::iam::condition::operands::Operands;
use crate::iam::condition::{Condition, Family};
use crate::iam::document::{Document, Effect, Element, Statement};
use crate::iam::keys;
use crate::iam::principal::{Principal, Who, is_account};
use crate::iam::stand_in;
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::borrow::Cow;

/// What goes for a range of addresses that is not known: one that documents use (RFC 5737).
pub const UNKNOWN_RANGE: &str = "192.0.2.0/24";

/// Ids of a user and of a role, as IAM gives them: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>
const USER_ID: &str = "AIDAEXAMPLEOFONEUSER";
const ROLE_ID: &str = "AROAEXAMPLEOFONEROLE";

/// The document without holes in its guards and resources. Holes in principals and actions stay: they make the answer unknown.
pub(super) fn fill<'d>(document: &'d Document, question: &ExposureQuestion<'_>, owner: &str) -> Cow<'d, Document> {
    let has_holes = document.statements.iter().any(|statement| {
        let values = statement.conditions.iter().flat_map(|condition| &condition.values);
        let resources = statement.resources.iter().flat_map(|listed| &listed.entries);
        values.chain(resources).any(|element| element.pattern.has_holes())
    });
    if !has_holes {
        return Cow::Borrowed(document);
    }
    let own_org = question.trusted_orgs.first().unwrap_or(&document.names.own_org).clone();
    let region = super::scene::region(document);
    let filler = Filler {
        owner,
        region: &region,
        own_org: &own_org,
        kind: question.resource_kind,
        variables: document.version == crate::iam::document::Version::V2012,
        unknown: unknown_parts(document, question.resource_kind),
    };
    let mut filled = document.clone();
    for statement in &mut filled.statements {
        let is_of_s3 = is_of_s3(statement);
        for condition in &mut statement.conditions {
            filler.condition(condition, is_of_s3);
        }
        for element in statement.resources.iter_mut().flat_map(|listed| &mut listed.entries) {
            if element.pattern.has_holes() {
                *element = filler.element(element, &filler.resource(element));
            }
        }
    }
    Cow::Owned(filled)
}

/// Whether S3 is all that a statement names: whatever the ARN of its source is, it is that of a bucket and carries no account.
fn is_of_s3(statement: &Statement) -> bool {
    let s3 = |entry: &Principal| matches!(&entry.who, Who::Service(name) if name == "s3.amazonaws.com");
    statement.principals.as_ref().is_some_and(|listed| !listed.negated && !listed.entries.is_empty() && listed.entries.iter().all(s3))
}

struct Filler<'a> {
    owner: &'a str,
    region: &'a str,
    own_org: &'a str,
    kind: &'a str,
    variables: bool,
    /// The parts of which nothing is known, each with its name.
    unknown: FxHashMap<Span, String>,
}

/// Names the parts of which nothing is known, in the order of the document: by what the policy protects, `name` for anything else, numbered
/// from the second on.
fn unknown_parts(document: &Document, kind: &str) -> FxHashMap<Span, String> {
    let noun = facts::protected(kind).map_or("name", |protected| protected.noun);
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    let mut names = FxHashMap::default();
    let mut name = |element: &Element, noun: &str| {
        let unknown = element.text.holes().iter().filter(|hole| matches!(hole.hole.kind, HoleKind::Unknown(_)));
        for hole in unknown {
            names.entry(hole.hole.span).or_insert_with(|| {
                let count = counts.entry(noun.to_owned()).and_modify(|count| *count += 1).or_insert(1);
                stand_in::called(noun, *count)
            });
        }
    };
    for statement in &document.statements {
        statement.resources.iter().flat_map(|listed| &listed.entries).for_each(|element| name(element, noun));
    }
    let conditions = document.statements.iter().flat_map(|statement| &statement.conditions);
    conditions.flat_map(|condition| &condition.values).for_each(|element| name(element, "name"));
    names
}

impl Filler<'_> {
    fn element(&self, element: &Element, text: &str) -> Element {
        Element::new(Text::computed(text, element.span), element.span, self.variables)
    }

    fn condition(&self, condition: &mut Condition, is_of_s3: bool) {
        let Some(operator) = condition.operator else { return };
        let textual = matches!(operator.row.family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn | Family::Address);
        let key = condition.key.clone();
        let mut assumptions = vec![];
        for element in condition.values.iter_mut().filter(|element| textual && element.pattern.has_holes()) {
            let (text, assumption) = if operator.row.family == Family::Address {
                (UNKNOWN_RANGE.to_owned(), None)
            } else if keys::holds_account(&key) || keys::may_hold_account(&key) {
                (self.owner.to_owned(), Some(format!("{} is an account you trust", shown(&element.text))))
            } else if key == "aws:userid" && element.text.holes().first().is_some_and(|hole| hole.at == 0) {
                // A role's id, which stands before a session, or a user's.
                let id = if element.text.literal().is_empty() { USER_ID } else { ROLE_ID };
                let rest = self.named_pieces(element.text.pieces().skip(1));
                (format!("{id}{rest}"), Some(format!("{} is the id of a principal of yours", shown(&element.text))))
            } else if is_of_s3 && key == "aws:sourcearn" && element.text.split(":").len() < 6 {
                (format!("arn:aws:s3:::{}", self.named(&element.text).replace(['*', '?', ':'], "-")), None)
            } else if keys::holds_arn(&key) {
                self.arn(&element.text)
            } else if keys::holds_org(&key) {
                let rest: String = element.text.split("/").iter().skip(1).map(|part| format!("/{}", self.named(part))).collect();
                let org = element.text.split("/").first().is_some_and(|part| !part.holes().is_empty());
                match org {
                    true => (format!("{}{rest}", self.own_org), Some(format!("{} names an organisation you trust", shown(&element.text)))),
                    false => (self.named(&element.text), None),
                }
            } else {
                (self.named(&element.text), None)
            };
            assumptions.extend(assumption);
            *element = self.element(element, &text);
        }
        condition.operands = Operands::default();
        condition.assumptions.extend(assumptions);
    }

    /// An ARN in a guard: an unknown account is taken to be trusted, an ARN of unknown shape to be that of something one's own.
    fn arn(&self, text: &Text) -> (String, Option<String>) {
        let parts = text.split(":");
        if parts.len() < 6 {
            let arn = format!("arn:aws:iam:{}:{}:{}", self.region, self.owner, self.named(text).replace(['*', '?', ':'], "-"));
            return (arn, Some(format!("{} is the ARN of something in an account you trust", shown(text))));
        }
        let mut assumption = None;
        let mut arn = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                arn.push(':');
            }
            if at == 4 && !part.holes().is_empty() {
                arn.push_str(self.owner);
                assumption = Some(format!("{} is an account you trust", shown(part)));
            } else {
                arn.push_str(&self.named(part));
            }
        }
        (arn, assumption)
    }

    /// A resource: it is one's own, so that an unknown account in it is one's own too.
    fn resource(&self, element: &Element) -> String {
        let text = &element.text;
        if !text.literal().starts_with("arn:") {
            let rest = self.named(text);
            // All of a bucket policy's resources lie in its bucket; where nothing of one is known, it can be the bucket and what is in it.
            let all = if self.kind == "s3" && text.literal().is_empty() { "*" } else { "" };
            return format!("{}:{rest}{all}", resources::arn_head(self.kind, "aws", (self.region, self.owner)));
        }
        let parts = text.split(":");
        let mut arn = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                arn.push(':');
            }
            arn.push_str(&if at == 4 && !part.holes().is_empty() { self.owner.to_owned() } else { self.path(part) });
        }
        arn
    }

    /// A path in which `AWSLogs/` stands before an unknown account, and what is not known before an account ends with `AWSLogs`.
    fn path(&self, text: &Text) -> String {
        let mut path = String::new();
        let pieces: Vec<Piece<'_>> = text.pieces().collect();
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal, _) => path.push_str(literal),
                Piece::Hole(_) if path.ends_with("AWSLogs/") => path.push_str(self.owner),
                Piece::Hole(hole) => {
                    path.push_str(&self.name_of(&hole.kind, hole.span));
                    let behind = pieces.get(at + 1..).unwrap_or_default();
                    path.push_str(if is_account_next(behind) && !path.ends_with("AWSLogs") { "/AWSLogs" } else { "" });
                }
            }
        }
        path
    }

    /// A text with a name for every unknown part; the same part gets the same name everywhere.
    fn named(&self, text: &Text) -> String {
        self.named_pieces(text.pieces())
    }

    fn named_pieces<'t>(&self, pieces: impl Iterator<Item = Piece<'t>>) -> String {
        let named = pieces.map(|piece| match piece {
            Piece::Literal(literal, _) => literal.to_owned(),
            Piece::Hole(hole) => self.name_of(&hole.kind, hole.span),
        });
        named.collect()
    }

    fn name_of(&self, kind: &HoleKind, span: Span) -> String {
        match kind {
            HoleKind::Region => self.region.to_owned(),
            HoleKind::Unknown(_) => self.unknown.get(&span).cloned().unwrap_or_else(|| stand_in::name(kind)),
            other => stand_in::name(other),
        }
    }
}

/// Whether the next part of a path is an account, with more behind it: its number, or something that is called so.
fn is_account_next(behind: &[Piece<'_>]) -> bool {
    match behind {
        [Piece::Literal("/", _), Piece::Hole(hole), Piece::Literal(rest, _), ..] => {
            rest.starts_with('/') && hole.kind.to_string().to_ascii_lowercase().contains("account")
        }
        [Piece::Literal(rest, _), ..] => {
            let mut parts = rest.strip_prefix('/').unwrap_or_default().split('/');
            parts.next().is_some_and(is_account) && parts.next().is_some()
        }
        _ => false,
    }
}

fn shown(text: &Text) -> String {
    match (text.literal().is_empty(), text.holes()) {
        (true, [only]) if matches!(only.hole.kind, HoleKind::Unknown(_)) => "what is not known here".to_owned(),
        (true, [only]) => format!("`{}`", only.hole.kind),
        _ => format!("`{}`", text.to_string().replace("${unknown}", "…")),
    }
}

/// The accounts that a statement names as principals.
fn principals(statement: &Statement) -> impl Iterator<Item = &SmolStr> {
    statement.principals.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries).filter_map(Principal::account)
}

/// The accounts that are trusted. Where the own account is not known, those that a guard or a resource names are taken to be the owner's.
pub(super) fn trusted(document: &Document, question: &ExposureQuestion<'_>, owner: &SmolStr) -> (Vec<SmolStr>, Vec<SmolStr>) {
    let mut trusted: Vec<SmolStr> = question.owners.iter().chain(question.trusted_accounts).cloned().collect();
    trusted.extend([owner.clone(), document.names.own_account.clone()]);
    let mut presumed = vec![];
    if question.owners.is_empty() {
        let mut named = vec![];
        for statement in &document.statements {
            for element in statement.resources.iter().flat_map(|listed| &listed.entries) {
                named.extend(facts::account_of_arn(element.text.literal()).map(SmolStr::new));
            }
            let demands = |condition: &&Condition| {
                condition.operator.is_some_and(|operator| operator.row.negated == (statement.effect == Effect::Deny))
            };
            for condition in statement.conditions.iter().filter(demands) {
                if !keys::holds_account(&condition.key) && !keys::holds_arn(&condition.key) {
                    continue;
                }
                let before = named.len();
                for value in &condition.values {
                    numbers(value.text.literal(), &mut named);
                }
                // A condition that repeats a principal says nothing about whose account that is.
                if matches!(condition.key.as_str(), "aws:principalaccount" | "aws:principalarn") {
                    let repeated: FxHashSet<&SmolStr> = principals(statement).collect();
                    let of_condition = named.split_off(before);
                    named.extend(of_condition.into_iter().filter(|account| !repeated.contains(account)));
                }
            }
        }
        named.sort();
        named.dedup();
        let declared: FxHashSet<&SmolStr> = trusted.iter().collect();
        named.retain(|account| !declared.contains(account));
        trusted.extend(named.iter().cloned());
        presumed = named;
    }
    trusted.sort();
    trusted.dedup();
    (trusted, presumed)
}
