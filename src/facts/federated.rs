//! Identity providers that many customers share, and the claims that tell whose token it is (`federated.tsv`).

use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// Who gets tokens of a provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenReach {
    /// Customers of the provider have it together.
    Strangers,
    /// It is one customer's, and gives a token to each of many workloads.
    EverybodyInside,
}

/// A provider whose tokens others than the one who is meant can have too.
#[derive(Debug)]
pub struct FederatedProvider {
    /// The URL of an OIDC provider without its scheme, where one `*` stands for what differs; `saml` for all of SAML.
    pub provider: &'static str,
    /// The partition, where it is another provider in each; else empty.
    pub partition: &'static str,
    pub reach: TokenReach,
    /// The claims one of which tells callers apart; one with a `:` is a whole condition key.
    pub claims: Vec<&'static str>,
    /// What has to stand before the first wildcard of a value, as patterns; empty if one character does.
    pub heads: Vec<&'static str>,
    /// Operator, key and value of the condition that tells callers apart; what only a person knows stands between `<` and `>`. Nothing where the key differs.
    pub condition: Option<[&'static str; 3]>,
    /// Who else gets tokens there.
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static PROVIDERS: LazyLock<Index<FederatedProvider>> = LazyLock::new(|| {
    let words = |text: &'static str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<&str>>();
    let providers = rows(include_str!("../../rules/facts/federated.tsv")).map(|row| FederatedProvider {
        provider: row.text(0),
        partition: row.text(1),
        reach: if row.text(2) == "everybody-inside" { TokenReach::EverybodyInside } else { TokenReach::Strangers },
        claims: words(row.text(3)),
        heads: words(row.text(4)),
        condition: words(row.text(5)).try_into().ok(),
        note: row.text(6),
        certainty: row.certainty(7),
        source: row.text(8),
    });
    index(providers, |provider| provider.provider)
});

/// The URL of the provider that a `Federated` principal names, without its scheme; `saml` for one of SAML.
pub fn federated_name(principal: &str) -> &str {
    match principal.split_once(":oidc-provider/") {
        Some((_, url)) => url,
        None if principal.contains(":saml-provider/") => "saml",
        None => principal,
    }
}

/// The provider that a `Federated` principal names: the ARN of one, or the name of one that AWS knows by itself.
pub fn federated_provider(principal: &str) -> Option<&'static FederatedProvider> {
    let name = federated_name(principal).trim_end_matches('/');
    let partition = principal.split(':').nth(1).filter(|_| principal.starts_with("arn:")).unwrap_or_default();
    let rows = named(&PROVIDERS, name);
    let here = rows.iter().find(|row| row.partition == partition).or_else(|| rows.first());
    here.or_else(|| PATTERNS.iter().find(|provider| fits(provider.provider, name)).copied())
}

/// What is known of a provider in each partition, where that differs.
pub fn federated_by_partition(provider: &str) -> &'static [FederatedProvider] {
    named(&PROVIDERS, provider)
}

/// The providers with a `*` in their URL.
static PATTERNS: LazyLock<Vec<&'static FederatedProvider>> = LazyLock::new(|| {
    let all = PROVIDERS.values().flatten();
    all.filter(|provider| provider.provider.contains('*')).collect()
});

/// Whether a name has the parts of a pattern in their order, the first at its start.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_by_arn_and_by_name() {
        let name = |principal| federated_provider(principal).map(|provider| provider.provider);
        assert_eq!(name("arn:aws:iam::111122223333:oidc-provider/gitlab.com"), Some("gitlab.com"));
        assert_eq!(name("arn:aws:iam::111122223333:saml-provider/corporate"), Some("saml"));
        assert_eq!(name("cognito-identity.amazonaws.com"), Some("cognito-identity.amazonaws.com"));
        assert_eq!(name("arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"), Some("oidc.eks.*/id/*"));
        assert_eq!(name("arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/ABC"), None);
        let partition = |principal| federated_provider(principal).map(|provider| provider.partition);
        assert_eq!(partition("arn:aws-cn:iam::111122223333:saml-provider/corporate"), Some("aws-cn"));
        assert_eq!(partition("arn:${partition}:iam::111122223333:saml-provider/corporate"), Some("aws"));
    }
}
