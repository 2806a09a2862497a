//! `federation: strangers`: who else gets tokens that the statement takes, and whether anybody does.

mod guests;

use super::token::{self, Tried};
use super::{condition_on, principal};
use crate::facts::{self, FederatedProvider, TokenReach};
use crate::finding::Remedy;
use crate::iam::condition::{Condition, Family, Quantifier};
use crate::iam::document::{Effect, Element, Statement};
use crate::iam::evaluate::about_action;
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::rule::answer::{Answer, Evidence};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::{Context, PrincipalKind, StatementContext};
use crate::rule::remedy;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node, suggestion};
use crate::truth::Truth;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "federation",
    about: "The statement takes tokens of an identity provider: of `strangers` too, because others use the provider and no condition tells whose token it is; of `everybody-inside`, because no condition tells which workload of the own provider it is; of `guests` of an identity pool too; or of `nobody`, because its action or its condition keys are not those of the provider.",
    on: |target| target == Target::Statement,
    schema: r##"{"enum":["strangers","everybody-inside","guests","nobody"]}"##,
    supplies: &["principal", "key", "reason", "token", "call"],
    cost: 1,
    compile,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum TakesTokensOf {
    Strangers,
    EverybodyInside,
    Guests,
    Nobody,
}

const WHOSE: [(&str, TakesTokensOf); 4] = [
    ("strangers", TakesTokensOf::Strangers),
    ("everybody-inside", TakesTokensOf::EverybodyInside),
    ("guests", TakesTokensOf::Guests),
    ("nobody", TakesTokensOf::Nobody),
];

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    let word = value.word("whose tokens")?;
    let names = WHOSE.map(|(name, _)| name);
    match WHOSE.iter().find(|(name, _)| *name == word) {
        Some((_, whose)) => Compiled::question(*whose),
        None => Err(value.place.fault(format!("there are no tokens of `{word}`{}", suggestion(word, &names)))),
    }
}

impl Question for TakesTokensOf {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Some(context) = about.statement() else { return Answer::no() };
        let Some(trusted) = TrustedProvider::of(context) else { return Answer::no() };
        let found = match self {
            TakesTokensOf::Nobody if trusted.is_everybody => None,
            TakesTokensOf::Nobody => trusted.never(),
            // A condition that is not known may tell callers apart; that it is not known is told.
            _ if !context.statement.unclear.is_empty() => None,
            _ if trusted.never().is_some() || !trusted.is_taken() => None,
            TakesTokensOf::Strangers => trusted.open(TokenReach::Strangers),
            TakesTokensOf::EverybodyInside => trusted.open(TokenReach::EverybodyInside),
            TakesTokensOf::Guests => trusted.guests(),
        };
        found.map_or_else(Answer::no, Answer::yes)
    }
}

/// A provider that a statement trusts.
struct TrustedProvider<'c> {
    context: &'c StatementContext<'c>,
    /// Its URL without scheme, `saml`, or the name that AWS has for it.
    name: String,
    /// What is known of it.
    provider: Option<&'static FederatedProvider>,
    /// The statement names everybody: this is a provider that every account trusts.
    is_everybody: bool,
}

/// A provider whose tokens AWS takes without that the account names it.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html>
const OF_EVERY_ACCOUNT: &str = "accounts.google.com";

const NAME_THE_PROVIDER: &str = "name the identity provider that is meant under `Federated`, with a condition that tells its callers apart";

/// Why it is not certain that strangers get through.
const TOO_MANY_DENIED: &str = "the Denies of the policy ask for too much to try it all";

const WITH_TOKEN: &str = "sts:AssumeRoleWithWebIdentity";
const WITH_ASSERTION: &str = "sts:AssumeRoleWithSAML";

impl<'c> TrustedProvider<'c> {
    fn of(context: &'c StatementContext<'c>) -> Option<TrustedProvider<'c>> {
        let principal = context.principal?;
        // Whoever may assume the role by themselves is told by another rule.
        let is_everybody = PrincipalKind::of(principal) == PrincipalKind::Everyone
            && principal.kind != "Federated"
            && about_action(context.statement, "sts:AssumeRole") == Truth::No;
        let text = match is_everybody {
            true => OF_EVERY_ACCOUNT.to_owned(),
            false => Some(principal.text.to_string()).filter(|_| principal.kind == "Federated")?,
        };
        let name = facts::federated_name(&text).replace("${unknown}", "<issuer>");
        let is_allow = context.statement.effect == Effect::Allow;
        let of_cluster = || is_issuer_of_a_cluster(&principal.text).then(|| facts::federated_provider(ISSUER_OF_A_CLUSTER)).flatten();
        is_allow.then(|| TrustedProvider { context, provider: facts::federated_provider(&text).or_else(of_cluster), name, is_everybody })
    }

    fn statement(&self) -> &'c Statement {
        self.context.statement
    }

    fn action(&self) -> &'static str {
        if self.name == "saml" { WITH_ASSERTION } else { WITH_TOKEN }
    }

    /// Whether callers of the provider may assume the role at all.
    fn is_taken(&self) -> bool {
        about_action(self.statement(), self.action()) == Truth::Yes
    }

    /// Why no token is taken: the action is another, or a key that must be there is another provider's.
    fn never(&self) -> Option<Evidence> {
        let statement = self.statement();
        if self.provider.is_none() && facts::service(&self.name).is_some() {
            let reason = format!("`{}` is a service of AWS, no identity provider: its place is `Service`", self.name);
            let remedy = Remedy::advice(format!("list `{}` under `Service`, as it is no identity provider", self.name));
            return Some(Evidence { remedy: Some(remedy), ..self.evidence(self.action().to_owned(), reason) });
        }
        let assumes =
            ["sts:AssumeRole", WITH_TOKEN, WITH_ASSERTION].into_iter().find(|action| about_action(statement, action) == Truth::Yes);
        // What is not known of the provider could be either.
        let is_known = self
            .context
            .principal
            .is_some_and(|principal| principal.text.known().is_some() || principal.text.literal().contains("-provider/"));
        if let Some(other) = assumes.filter(|_| is_known && about_action(statement, self.action()) == Truth::No) {
            let reason = format!("callers of this provider use `{}`, not `{other}`", self.action());
            let remedy = Remedy::advice(format!("write `{}` instead of `{other}`", self.action()));
            return Some(Evidence { remedy: Some(remedy), ..self.evidence(self.action().to_owned(), reason) });
        }
        let misspelt = self.provider.and_then(|provider| {
            let mut conditions = statement.conditions.iter().filter(|condition| self.is_about(condition, provider) && needs_key(condition));
            conditions.find_map(|condition| Some((condition, in_other_case(condition, provider)?)))
        });
        if let Some((condition, begin)) = misspelt {
            let reason = format!("the claims of this provider's tokens begin with `{begin}:`, in these letters");
            return Some(principal::evidence(self.context).and(condition_on::evidence(self.context, condition, &reason)));
        }
        let impossible = self.provider.and_then(|provider| {
            let mut conditions = statement.conditions.iter().filter(|condition| self.is_about(condition, provider) && needs_key(condition));
            conditions.find_map(|condition| Some((condition, without_claim(condition, provider)?)))
        });
        if let Some((condition, begin)) = impossible {
            let reason = format!("the subject of each of its tokens begins with the name of a claim and a colon, such as `{begin}`");
            return Some(principal::evidence(self.context).and(condition_on::evidence(self.context, condition, &reason)));
        }
        let partition = self.context.principal.and_then(|principal| principal.written().split(":").into_iter().nth(1));
        let is_known = partition.is_some_and(|partition| partition.known().is_some());
        let elsewhere = self.provider.filter(|_| is_known).and_then(|provider| {
            let mut conditions = statement.conditions.iter().filter(|condition| self.is_about(condition, provider) && needs_key(condition));
            conditions.find_map(|condition| Some((condition, of_other_partition(condition, provider)?)))
        });
        if let Some((condition, value)) = elsewhere {
            let reason = format!("in the partition `{}` it is `{value}`", self.provider.map_or("", |provider| provider.partition));
            return Some(principal::evidence(self.context).and(condition_on::evidence(self.context, condition, &reason)));
        }
        let foreign = statement.conditions.iter().find(|condition| self.is_of_another(condition) && needs_key(condition))?;
        let reason = match foreign.key.starts_with("https://") {
            true => format!("the keys of a token begin with `{}`, without `https://`", self.name),
            false => format!("the key is of another provider than `{}`, so no token of this one has it", self.name),
        };
        let remedy =
            foreign.key_text.strip_prefix("https://").map(|key| Remedy::advice(format!("write the key as `{key}`, without `https://`")));
        let evidence = principal::evidence(self.context).with_doubt_of_fault();
        Some(Evidence { remedy, ..evidence.and(condition_on::evidence(self.context, foreign, &reason)) })
    }

    /// Whether the key is a claim of another identity provider. A `/` at the end of a URL belongs to it, and people leave it out.
    fn is_of_another(&self, condition: &Condition) -> bool {
        let Some((of, _)) = condition.key.rsplit_once(':') else { return false };
        let is_provider = of.contains('.') || of == "saml";
        let own = self.name.to_ascii_lowercase();
        let bare = |text: &str| text.trim_start_matches("https://").trim_end_matches('/').to_owned();
        // CircleCI has claims with a host in their names.
        is_provider
            && !own.is_empty()
            && (of.starts_with("https://") || surely_differ(&bare(of), &bare(&own)))
            && !of.starts_with(&format!("{}:", bare(&own)))
    }

    /// Tokens that no condition tells apart.
    fn open(&self, reach: TokenReach) -> Option<Evidence> {
        let provider = self.provider.filter(|provider| provider.reach == reach && !self.is_pinned(provider))?;
        let (witness, doubts) = match self.tried(provider) {
            Tried::GetsThrough(witness) => (witness.map(|witness| *witness), vec![]),
            Tried::Stopped => return None,
            Tried::TooMany => (None, vec![TOO_MANY_DENIED.to_owned()]),
        };
        let key = self.claim(provider);
        let about = self.statement().conditions.iter().find(|condition| self.is_about(condition, provider));
        let evidence = match about {
            Some(condition) => {
                let reason = format!("tokens of others meet the condition on `{}` too: {}", condition.key_text, provider.note);
                self.evidence_on(condition, &reason)
            }
            None => {
                let mut denied = self.context.policy.document.with_effect(Effect::Deny).flat_map(|deny| &deny.conditions);
                let reason = match denied.find(|condition| self.is_about(condition, provider)) {
                    Some(asked) => format!("the Deny that asks for `{}` does not stop all others, and {}", asked.key_text, provider.note),
                    None => format!("no condition asks for `{key}`, and {}", provider.note),
                };
                self.evidence(key, reason)
            }
        };
        let remedy = match self.is_everybody {
            true => Some(Remedy::advice(NAME_THE_PROVIDER.to_owned())),
            false => remedy::tell_callers_apart(self.context, provider),
        };
        Some(Evidence { remedy, witness, doubts: [evidence.doubts, doubts].concat(), ..evidence })
    }

    /// The key that tells whose token it is.
    fn claim(&self, provider: &FederatedProvider) -> String {
        let claim = provider.claims.first().copied().unwrap_or("sub");
        match self.name.as_str() {
            _ if claim.contains(':') => claim.to_owned(),
            "saml" => "SAML:aud".to_owned(),
            name => format!("{name}:{claim}"),
        }
    }

    /// What the Denies of the policy leave of the tokens of strangers.
    fn tried(&self, provider: &FederatedProvider) -> Tried {
        let is_about = |condition: &Condition| self.is_about(condition, provider);
        token::tried(self.context, provider, self.action(), &self.claim(provider), &is_about, &|value| is_fixed(value, provider))
    }

    /// Whether a condition of the statement tells callers apart.
    fn is_pinned(&self, provider: &FederatedProvider) -> bool {
        self.statement().conditions.iter().any(|condition| self.pins(condition, provider))
    }

    fn pins(&self, condition: &Condition, provider: &FederatedProvider) -> bool {
        let Some(operator) = condition.operator.filter(|operator| !operator.row.negated) else { return false };
        let textual = matches!(operator.row.family, Family::Text | Family::TextIgnoreCase | Family::Like | Family::Arn);
        let expands = matches!(operator.row.family, Family::Like | Family::Arn);
        // Every token has a subject and an audience; other claims may be missing, and then these operators hold all the same.
        let is_always_there = condition.key.ends_with(":sub") || condition.key.ends_with(":aud");
        let may_be_missing = operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
        let holds = is_always_there || !may_be_missing;
        self.is_about(condition, provider) && textual && holds && condition.values.iter().all(|value| !expands || is_fixed(value, provider))
    }

    fn is_about(&self, condition: &Condition, provider: &FederatedProvider) -> bool {
        if provider.claims.iter().any(|known| known.eq_ignore_ascii_case(&condition.key)) {
            return true;
        }
        let name = self.name.to_ascii_lowercase();
        let of_it = condition.key.strip_prefix(name.trim_end_matches('/')).and_then(|rest| rest.trim_start_matches('/').strip_prefix(':'));
        // What is put together, or still to be filled in, may be the name of the provider.
        let claim = of_it.or_else(|| {
            let (of, claim) = condition.key.rsplit_once(':')?;
            is_put_together(of).then_some(claim).or_else(|| is_put_together(&name).then_some(claim))
        });
        claim.is_some_and(|claim| provider.claims.iter().any(|known| known.eq_ignore_ascii_case(claim)))
    }

    fn evidence(&self, key: String, reason: String) -> Evidence {
        let mut named = principal::evidence(self.context);
        named.texts.extend([("reason", reason), ("key", key)]);
        named.texts.extend(self.call());
        named
    }

    fn evidence_on(&self, condition: &Condition, reason: &str) -> Evidence {
        let mut evidence = principal::evidence(self.context).and(condition_on::evidence(self.context, condition, reason));
        evidence.texts.extend(self.call());
        evidence
    }

    /// What a stranger comes with, and what they call.
    fn call(&self) -> [(&'static str, String); 2] {
        let token = match self.name.as_str() {
            "saml" => "an assertion that is made for another application",
            name if is_identity_pool(name) => "a token for an identity pool of their own",
            _ => "a token for a repository, project or application of their own",
        };
        [("token", token.to_owned()), ("call", self.action().to_owned())]
    }
}

/// Whether the provider is that of identity pools, which has another name in GovCloud and in China.
fn is_identity_pool(name: &str) -> bool {
    name.starts_with("cognito-identity")
}

/// With what the parts of a name begin that are put together or still to be filled in, and how those end.
const BLANKS: [char; 3] = ['$', '{', '<'];
const ENDS: [char; 2] = ['}', '>'];

fn is_put_together(name: &str) -> bool {
    name.contains(BLANKS)
}

/// Whether two names are not the same whatever stands in the place of what is still to be filled in.
fn surely_differ(one: &str, other: &str) -> bool {
    let head = |name: &'_ str| name.split(BLANKS).next().map(str::to_owned).unwrap_or_default();
    let tail = |name: &'_ str| name.rsplit(ENDS).next().map(str::to_owned).unwrap_or_default();
    let (heads, tails) = ((head(one), head(other)), (tail(one), tail(other)));
    match is_put_together(one) || is_put_together(other) {
        false => one != other,
        true => {
            !(heads.0.starts_with(&heads.1) || heads.1.starts_with(&heads.0))
                || !(tails.0.ends_with(&tails.1) || tails.1.ends_with(&tails.0))
        }
    }
}

/// The form that all issuers of EKS have.
const ISSUER_OF_A_CLUSTER: &str = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";

/// Whether the provider is the issuer of an EKS cluster, which the code refers to.
fn is_issuer_of_a_cluster(principal: &Text) -> bool {
    principal.holes().iter().any(|hole| match &hole.hole.kind {
        HoleKind::Attribute { resource, name } => {
            let name = name.to_ascii_lowercase();
            name.contains("openidconnectissuerurl") || (resource.contains("aws_eks_cluster.") && name.contains("issuer"))
        }
        // Of a cluster that is not in the code.
        HoleKind::Unknown(why) => why.code == WhyCode::DataSource && why.detail.contains("data.aws_eks_cluster."),
        _ => false,
    })
}

/// Whether the condition does not hold without the key.
fn needs_key(condition: &Condition) -> bool {
    condition.operator.is_some_and(|operator| {
        let holds_without = operator.row.negated || operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
        !holds_without && operator.row.family != Family::Null
    })
}

/// How claims begin, where each value of a condition begins so in other letters only.
fn in_other_case(condition: &Condition, provider: &FederatedProvider) -> Option<&'static str> {
    let minds_case = condition.operator.is_some_and(|operator| matches!(operator.row.family, Family::Text | Family::Like));
    let begin = |value: &Element| {
        let (begin, _) = value.known()?.split_once(':')?;
        let begins = || provider.heads.iter().filter_map(|form| Some(form.split_once(':')?.0));
        let is_one = begins().any(|known| known == begin);
        begins().find(|known| !is_one && known.eq_ignore_ascii_case(begin))
    };
    let mut begins = condition.values.iter().map(begin);
    let first = begins.next().flatten().filter(|_| minds_case)?;
    begins.all(|begin| begin.is_some()).then_some(first)
}

/// How a subject begins, where each value of a condition on it begins as none does: all that the provider knows begin with a claim in small letters.
fn without_claim(condition: &Condition, provider: &FederatedProvider) -> Option<&'static str> {
    let is_claim = |begin: &str| !begin.is_empty() && begin.chars().all(|char| char.is_ascii_lowercase() || char == '_');
    let begins_with_claim = |form: &&'static str| form.split_once(':').is_some_and(|(begin, _)| is_claim(begin));
    let first = provider.heads.first().filter(|_| provider.heads.iter().all(begins_with_claim))?;
    let is_impossible = |value: &Element| {
        value.known().is_some_and(|text| match text.find([':', '*', '?', '$']) {
            Some(end) => text.get(..end).is_some_and(|begin| begin.contains('/')),
            None => true,
        })
    };
    let is_of_subject = condition.key.ends_with(":sub") && !condition.values.is_empty();
    let all = is_of_subject && condition.values.iter().all(is_impossible);
    first.find(':').and_then(|end| first.get(..=end)).filter(|_| all)
}

/// What a claim is in the partition of a provider, where each value of a condition on it is what it is in another one.
fn of_other_partition(condition: &Condition, provider: &FederatedProvider) -> Option<&'static str> {
    let [_, key, own] = provider.condition.filter(|_| !provider.partition.is_empty())?;
    let others: Vec<&str> = facts::federated_by_partition(provider.provider)
        .iter()
        .filter_map(|row| row.condition)
        .map(|[.., value]| value)
        .filter(|value| *value != own)
        .collect();
    let is_of_other = |value: &Element| value.known().is_some_and(|text| others.contains(&text));
    (condition.key.eq_ignore_ascii_case(key) && !condition.values.is_empty() && condition.values.iter().all(is_of_other)).then_some(own)
}

/// Whether a pattern fixes whose token it is before its first wildcard. What is not known is what its author means.
fn is_fixed(value: &Element, provider: &FederatedProvider) -> bool {
    let Some(text) = value.known() else { return true };
    let Some((head, _)) = text.split_once(['*', '?']) else { return true };
    let reaches = |form: &&str| {
        form.split_once("?*").is_some_and(|(before, end)| {
            // No name goes on behind a colon.
            let name = |rest: &str| rest.split_once(end).or_else(|| rest.split_once(':')).is_some_and(|(name, _)| !name.is_empty());
            head.strip_prefix(before).is_some_and(name)
        })
    };
    match (provider.provider, provider.heads.is_empty()) {
        // `https://*` takes every service provider; `https://*.signin.aws.amazon.com/saml` those of AWS.
        ("saml", _) => !head.trim_start_matches("https://").is_empty() || text.contains("signin."),
        // Ids of pools and applications are whole, or somebody else's too.
        (_, true) => false,
        (_, false) if text.contains(':') => provider.heads.iter().any(reaches),
        // `example-org/*`, as in a claim of its own.
        (_, false) => head.split_once('/').is_some_and(|(name, _)| !name.is_empty()),
    }
}
