//! Who a policy names, and whether a caller is meant.

use super::context::{Caller, CallerKind};
use super::element::{Listed, Origin};
use super::stand_in;
use crate::facts;
pub use crate::facts::is_account;
use crate::mapped_text::filled_in::{with_parts_of_principal_open, with_placeholders_open};
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::source::Span;
use crate::truth::Truth;
use smol_str::SmolStr;

/// An entry of `Principal` or `NotPrincipal`.
#[derive(Clone, PartialEq, Debug)]
pub struct Principal {
    /// The member it stands under: `AWS`, `Service`, …; `*` for everyone; empty if not known.
    pub kind: SmolStr,
    pub text: Text,
    pub span: Span,
    /// The name of the member it stands under.
    pub key_span: Span,
    pub origin: Origin,
    pub who: Who,
}

/// Whom an entry means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// Everyone: IAM, anonymous and federated callers, service principals.
    Everyone,
    /// Every IAM principal of the account, if that account lets them.
    Account(SmolStr),
    User {
        account: SmolStr,
        arn: String,
    },
    /// Every session of the role.
    Role {
        account: SmolStr,
        arn: String,
    },
    /// One session of a role.
    Session {
        account: SmolStr,
        arn: String,
    },
    FederatedUser {
        account: SmolStr,
        arn: String,
    },
    /// A principal of an account, of which nothing else is known.
    Someone(SmolStr),
    Service(SmolStr),
    /// Every service: `{"Service": "*"}`, which AWS does not document.
    AnyService,
    /// A web identity or SAML provider.
    Federated(SmolStr),
    /// An origin access identity of CloudFront, by the name that AWS gives it in place of a user's.
    /// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>
    OriginAccessIdentity(String),
    /// An account by its canonical id, from which its number cannot be told.
    CanonicalUser(SmolStr),
    /// Nobody: a deleted principal, a wildcard inside an ARN, a mistake.
    Nobody,
    /// Not known.
    Unclear,
}

impl Who {
    /// Whether it names this user, or the role of this session, and nobody else.
    pub fn is_exactly(&self, caller: &Caller) -> bool {
        match self {
            Who::User { arn, .. } => caller.arn.as_ref() == Some(arn),
            Who::Role { arn, .. } => caller.role_arn.as_ref() == Some(arn),
            _ => false,
        }
    }
}

/// How a caller was named. The kinds differ in what else must allow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Match {
    Wild,
    Account,
    Direct,
    FederatedParent,
    Role,
    Service,
    Federated,
}

impl Principal {
    /// `"*"`.
    pub fn everyone(text: Text, span: Span) -> Principal {
        Principal { kind: SmolStr::new_static("*"), text, span, key_span: span, origin: Origin::default(), who: Who::Everyone }
    }

    /// An entry of which nothing is known.
    pub fn unclear(text: Text, span: Span) -> Principal {
        Principal { kind: SmolStr::default(), text, span, key_span: span, origin: Origin::default(), who: Who::Unclear }
    }

    /// An account, or a user or role by its ARN.
    pub fn of_account(text: Text, span: Span) -> Principal {
        Principal::read(&SmolStr::new_static("AWS"), text, span).0
    }

    /// Reads an entry, and says what AWS would refuse about it.
    pub(super) fn read(kind: &SmolStr, text: Text, span: Span) -> (Principal, Option<String>) {
        let text = if kind == "Federated" { with_placeholders_open(text) } else { with_parts_of_principal_open(text) };
        let (who, problem) = match text.known() {
            Some(known) => who(kind, known),
            None => (with_holes(kind, &text), None),
        };
        (Principal { kind: kind.clone(), text, span, key_span: span, origin: Origin::default(), who }, problem)
    }

    /// The same entry, standing under the member whose name is at `key_span`, with its origin.
    #[must_use]
    pub fn at(self, key_span: Span, origin: Origin) -> Principal {
        Principal { key_span, origin, ..self }
    }

    /// The text as the configuration gives it, its holes not filled with names of one's own.
    pub fn written(&self) -> &Text {
        self.origin.written.as_deref().unwrap_or(&self.text)
    }

    /// The text for people: of an identity provider what comes behind the account, `…` for what is not known, `<account>` for a word that holds its place.
    pub fn told(&self) -> String {
        let text = with_account(&self.written().to_string().replace("${unknown}", "…"));
        text.split_once(":oidc-provider/").map_or(text.clone(), |(_, issuer)| issuer.to_owned())
    }

    /// The service that an account of AWS writes for, on behalf of any customer, as Elastic Load Balancing's accounts of old do.
    pub fn delivers_for(&self) -> Option<&'static str> {
        self.delivering_account().map(|account| account.delivers_as)
    }

    /// The account of AWS that it names and that writes for any customer; Redshift's do so as a user.
    pub fn delivering_account(&self) -> Option<&'static facts::AwsAccount> {
        match &self.who {
            Who::Account(account) | Who::User { account, .. } => facts::delivering_account(account),
            _ => None,
        }
    }

    /// The account it names.
    pub fn account(&self) -> Option<&SmolStr> {
        match &self.who {
            Who::Account(account)
            | Who::Someone(account)
            | Who::User { account, .. }
            | Who::Role { account, .. }
            | Who::Session { account, .. }
            | Who::FederatedUser { account, .. } => Some(account),
            _ => None,
        }
    }

    /// How the caller is named by this entry.
    fn matches(&self, caller: &Caller) -> (Truth, Match) {
        let account = caller.account.as_deref();
        let yes = |answer: bool, kind| (Truth::from(answer), kind);
        match &self.who {
            Who::Everyone => (Truth::Yes, Match::Wild),
            Who::Account(_) | Who::User { .. } if caller.kind == CallerKind::Service => {
                yes(self.delivers_for().is_some_and(|name| caller.is_service(name)), Match::Service)
            }
            Who::Account(named) => yes(caller.is_iam() && account == Some(named), Match::Account),
            Who::Someone(named) if caller.is_iam() && account == Some(named) => (Truth::Unknown, Match::Direct),
            Who::Someone(_) => (Truth::No, Match::Direct),
            Who::User { arn, .. } => match caller.kind {
                CallerKind::User => yes(caller.arn.as_deref() == Some(arn), Match::Direct),
                CallerKind::FederatedUser => yes(caller.user_arn.as_deref() == Some(arn), Match::FederatedParent),
                _ => (Truth::No, Match::Direct),
            },
            Who::Role { account: named, arn } => {
                let is_session = caller.kind == CallerKind::RoleSession && account == Some(named);
                yes(is_session && caller.is_session_of(arn), Match::Role)
            }
            Who::Session { arn, .. } => yes(caller.kind == CallerKind::RoleSession && caller.arn.as_deref() == Some(arn), Match::Direct),
            Who::FederatedUser { arn, .. } => {
                yes(caller.kind == CallerKind::FederatedUser && caller.arn.as_deref() == Some(arn), Match::Direct)
            }
            Who::Service(name) => yes(caller.is_service(name), Match::Service),
            Who::AnyService => yes(caller.kind == CallerKind::Service, Match::Service),
            Who::Federated(provider) => {
                let federated = matches!(caller.kind, CallerKind::WebIdentity | CallerKind::Saml);
                yes(federated && caller.federated.as_deref() == Some(provider), Match::Federated)
            }
            Who::CanonicalUser(_) => (if caller.is_iam() { Truth::Unknown } else { Truth::No }, Match::Account),
            Who::OriginAccessIdentity(arn) => yes(caller.arn.as_deref() == Some(arn), Match::Direct),
            Who::Nobody => (Truth::No, Match::Direct),
            Who::Unclear => (Truth::Unknown, Match::Wild),
        }
    }
}

/// An ARN in which a word such as `Placeholder` does not stand for an account.
fn with_account(text: &str) -> String {
    let is_word = |account: &str| account.starts_with(|char: char| char.is_alphabetic()) && !["aws", "cloudfront"].contains(&account);
    match text.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", partition, service, region, account, rest] if is_word(account) => {
            format!("arn:{partition}:{service}:{region}:<account>:{rest}")
        }
        _ => text.to_owned(),
    }
}

/// The ways in which the caller is named by an element, each with how sure that is; empty if not at all. `has_boundary` is for a Deny.
pub fn matches(listed: &Listed<Principal>, caller: &Caller, has_boundary: bool) -> Vec<(Truth, Match)> {
    let found = listed.entries.iter().map(|entry| entry.matches(caller)).filter(|(truth, _)| *truth != Truth::No);
    if !listed.negated {
        return found.collect();
    }
    // A Deny always hits a principal with a permissions boundary: "NotPrincipal" in the IAM User Guide.
    if has_boundary && caller.is_iam() {
        return vec![(Truth::Yes, Match::Wild)];
    }
    let mut named = Truth::No;
    let mut in_full = false;
    for (truth, kind) in found {
        named = named.or(truth);
        in_full |= truth == Truth::Yes && !matches!(kind, Match::Direct | Match::Role | Match::FederatedParent);
    }
    // Whoever is named without their account may be hit all the same; AWS asks for both.
    let hit = if named == Truth::Yes && !in_full { Truth::Unknown } else { !named };
    if hit == Truth::No { vec![] } else { vec![(hit, Match::Wild)] }
}

/// The same for an element of an Allow. `NotPrincipal` there grants to all but those it lists: whoever is listed, in whatever way, is left out.
pub fn granted(listed: &Listed<Principal>, caller: &Caller) -> Vec<(Truth, Match)> {
    if !listed.negated {
        return matches(listed, caller, false);
    }
    let granted = !Truth::any(listed.entries.iter().map(|entry| entry.matches(caller).0));
    if granted == Truth::No { vec![] } else { vec![(granted, Match::Wild)] }
}

/// Where organisations, units and other principals stand that only shares of AWS RAM and Lake Formation have; no policy of anybody has such a member.
pub const SHARED_WITH: &str = "share:Principal";

fn who(kind: &str, text: &str) -> (Who, Option<String>) {
    let refuse = |why: String| (Who::Nobody, Some(why));
    match kind {
        "AWS" => aws(text),
        "Service" if text == "*" => (Who::AnyService, Some("`*` is not the name of a service".to_owned())),
        "Service" if text.contains('*') => refuse(format!("`{text}` has a wildcard; services are named in full")),
        "Service" => (Who::Service(SmolStr::new(text)), None),
        "Federated" if text == "*" => (Who::Unclear, Some("`*` is not an identity provider".to_owned())),
        // "You cannot use a wildcard to match part of a principal name or ARN":
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
        "Federated" if text.contains(['*', '?']) => {
            (Who::Unclear, Some(format!("`{text}` has a wildcard; an identity provider is named in full")))
        }
        "Federated" => (Who::Federated(SmolStr::new(text)), None),
        "CanonicalUser" => (Who::CanonicalUser(SmolStr::new(text)), None),
        SHARED_WITH => (Who::Nobody, None),
        "*" if text == "*" => (Who::Everyone, Some("`*` is not a kind of principal".to_owned())),
        other => refuse(format!("`{other}` is not a kind of principal; `AWS`, `Service`, `Federated` and `CanonicalUser` are")),
    }
}

fn aws(text: &str) -> (Who, Option<String>) {
    if text == "*" {
        return (Who::Everyone, None);
    }
    if is_account(text) {
        return (Who::Account(SmolStr::new(text)), None);
    }
    if text.contains('*') || text.contains('?') {
        return (Who::Nobody, Some(format!("`{text}` has a wildcard; a principal is `*` or named in full")));
    }
    let mut parts = text.splitn(6, ':');
    let fields = (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next());
    let (Some("arn"), Some(_), Some(service), Some(region), Some(account), Some(resource)) = fields else {
        let deleted = ["AROA", "AIDA", "AGPA", "ANPA"].iter().any(|prefix| text.starts_with(prefix));
        return match deleted {
            true => (Who::Nobody, None),
            false => (Who::Nobody, Some(format!("`{text}` is neither an account nor the ARN of a principal"))),
        };
    };
    if account == "cloudfront" && service == "iam" {
        return (Who::OriginAccessIdentity(text.to_owned()), None);
    }
    let (account, arn) = (SmolStr::new(account), text.to_owned());
    let who = match (service, resource.split('/').next().unwrap_or_default()) {
        ("iam" | "sts", _) if !region.is_empty() => {
            return (Who::Nobody, Some(format!("`{text}` has a Region; ARNs of users, roles and sessions have none")));
        }
        _ if !is_account(&account) => return (Who::Nobody, Some(format!("`{text}` names no account"))),
        ("iam", "root") if resource == "root" => Who::Account(account),
        ("iam", "user") => Who::User { account, arn },
        ("iam", "role") => Who::Role { account, arn },
        ("sts", "assumed-role") => Who::Session { account, arn },
        ("sts", "federated-user") => Who::FederatedUser { account, arn },
        ("sts", "self") | ("iam", _) | ("sts", _) | (_, _) => {
            return (Who::Nobody, Some(format!("`{text}` is not the ARN of a principal")));
        }
    };
    (who, None)
}

/// A principal with unknown parts: known as soon as the account and the kind are.
fn with_holes(kind: &str, text: &Text) -> Who {
    if kind == SHARED_WITH {
        return Who::Nobody;
    }
    if kind == "Service" {
        return regional(text).map_or(Who::Unclear, |name| Who::Service(SmolStr::from(name)));
    }
    let looked_up = |field: &Text| match field.holes() {
        [only] if field.literal().is_empty() => match &only.hole.kind {
            HoleKind::Attribute { resource, .. } => facts::looked_up_account(resource),
            _ => None,
        },
        _ => None,
    };
    if let Some(account) = looked_up(text).filter(|_| kind == "AWS") {
        return Who::Account(SmolStr::new(account));
    }
    if kind == "AWS" && text.literal().starts_with("arn:") {
        let fields = text.split(":");
        if let Some(account) = fields.get(4).and_then(looked_up).filter(|_| text.literal().ends_with(":root")) {
            return Who::Account(SmolStr::new(account));
        }
        // A policy has no principals of another partition. Elsewhere unknown parts stand for names only: with one before the account, it
        // is not known what the principal is.
        let partition = |at: usize, field: &Text| at == 1 && !field.holes().is_empty();
        let texts = fields.iter().enumerate().map(|(at, field)| if partition(at, field) { "aws".to_owned() } else { filled(field) });
        let is_known = |(at, field): (usize, &Text)| at == 1 || field.holes().is_empty();
        if fields.iter().take(5).enumerate().all(is_known) {
            if let (who, None) = aws(&texts.collect::<Vec<_>>().join(":")) {
                return who;
            }
        } else if let Some(account) = fields.get(4).and_then(Text::known).filter(|account| is_account(account)) {
            return Who::Someone(SmolStr::new(account));
        }
    }
    Who::Unclear
}

/// The regional name of a service whose Region is not known: that of a service which is known, with one label that is not. A hole that is
/// the Region may stand anywhere.
fn regional(text: &Text) -> Option<String> {
    let is_region = |label: &Text| matches!(label.holes(), [hole] if label.literal().is_empty() || hole.hole.kind == HoleKind::Region);
    let labels = text.split(".");
    let told = |label: &Text| if is_region(label) { stand_in::REGION.to_owned() } else { filled(label) };
    let name = labels.iter().map(told).collect::<Vec<_>>().join(".");
    let are_regions = text.holes().iter().all(|hole| hole.hole.kind == HoleKind::Region);
    let is_one_label = text.holes().len() == 1 && labels.iter().any(is_region);
    (are_regions || (is_one_label && facts::service(&name).is_some())).then_some(name)
}

/// A text with names put in for its unknown parts.
fn filled(text: &Text) -> String {
    let pieces = text.pieces().map(|piece| match piece {
        Piece::Literal(literal, _) => literal.to_owned(),
        Piece::Hole(hole) => stand_in::name(&hole.kind),
    });
    pieces.collect()
}
