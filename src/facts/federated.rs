//! Identity providers that many customers share, and the claims that tell whose token it is (`federated.tsv`).

use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// A provider whose tokens strangers can have too.
#[derive(Debug)]
pub struct FederatedProvider {
    /// The host of an OIDC provider; `saml` for all of SAML.
    pub provider: &'static str,
    /// The claims one of which tells callers apart.
    pub claims: Vec<&'static str>,
    /// What has to stand before the first wildcard of a value, as patterns; empty if one character does.
    pub heads: Vec<&'static str>,
    /// Who else gets tokens there.
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static PROVIDERS: LazyLock<Index<FederatedProvider>> = LazyLock::new(|| {
    let words = |text: &'static str| text.split(' ').filter(|word| !word.is_empty()).collect();
    let providers = rows(include_str!("../../rules/facts/federated.tsv")).map(|row| FederatedProvider {
        provider: row.text(0),
        claims: words(row.text(1)),
        heads: words(row.text(2)),
        note: row.text(3),
        certainty: row.certainty(4),
        source: row.text(5),
    });
    index(providers, |provider| provider.provider)
});

/// The provider that a `Federated` principal names: the ARN of one, or the name of one that AWS knows by itself.
pub fn federated_provider(principal: &str) -> Option<&'static FederatedProvider> {
    let name = match principal.split_once(":oidc-provider/") {
        Some((_, url)) => url.trim_end_matches('/'),
        None if principal.contains(":saml-provider/") => "saml",
        None => principal,
    };
    named(&PROVIDERS, name).first()
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
        assert_eq!(name("arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"), None);
    }
}
