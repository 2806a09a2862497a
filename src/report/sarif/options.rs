//! For whom a SARIF log is written, and what its reader is told of the run.

/// For whom the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Profile {
    /// GitHub code scanning
    #[default]
    Github,
    /// GitLab's SARIF report: at most 10 MB
    Gitlab,
    /// Azure DevOps Advanced Security: with suppressions and what the baseline says
    Azure,
    /// everything, for tools and archives
    Strict,
}

impl Profile {
    /// How many results, and how many bytes, the platform takes.
    pub(super) fn limits(self) -> (usize, usize) {
        match self {
            Profile::Github | Profile::Azure => (5_000, 100_000_000),
            Profile::Gitlab => (5_000, 10_000_000),
            Profile::Strict => (25_000, usize::MAX),
        }
    }

    /// Whether its reader takes a state for each result.
    pub(super) fn takes_states(self) -> bool {
        matches!(self, Profile::Azure | Profile::Strict)
    }

    /// What an analysis is called that nobody has named, where it needs a name.
    pub(super) fn category(self) -> Option<&'static str> {
        (self == Profile::Azure).then_some("deputylint")
    }
}

/// What can be asked of a log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SarifOptions {
    pub profile: Profile,
    /// What tells several analyses of one commit apart.
    pub category: Option<String>,
    /// The repository and the commit.
    pub origin: Option<Checkout>,
    /// At most so many results, instead of what the platform takes.
    pub max_results: Option<usize>,
    /// At most so many bytes.
    pub max_bytes: Option<usize>,
}

/// Where the code comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkout {
    /// An address without user and password.
    pub repository: String,
    pub commit: Option<String>,
    pub branch: Option<String>,
}

impl Checkout {
    /// Nothing if the address is none that a browser or git takes. Who signs in to it is nobody's business.
    pub fn new(address: &str, commit: Option<String>, branch: Option<String>) -> Option<Checkout> {
        let (scheme, rest) = match address.split_once("://") {
            Some((scheme, rest)) => (scheme, rest.to_owned()),
            // `git@github.com:owner/name.git`
            None => ("ssh", address.split_once(':').map(|(host, path)| format!("{host}/{path}"))?),
        };
        let (host, path) = rest.split_once('/')?;
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let allowed = |char: char| char.is_ascii_alphanumeric() || "-._~/:%+".contains(char);
        let is_address =
            ["https", "http", "ssh"].contains(&scheme) && !host.is_empty() && [host, path].iter().all(|part| part.chars().all(allowed));
        is_address.then(|| Checkout { repository: format!("{scheme}://{host}/{path}"), commit, branch })
    }
}

#[cfg(test)]
mod tests {
    use super::Checkout;

    #[test]
    fn nobody_is_told_who_signs_in() {
        let told = |address: &str| Checkout::new(address, None, None).map(|origin| origin.repository);
        assert_eq!(told("https://me:secret@example.com/o/r.git?token=x").as_deref(), Some("https://example.com/o/r.git"));
        assert_eq!(told("git@github.com:o/r.git").as_deref(), Some("ssh://github.com/o/r.git"));
        assert_eq!(told("/srv/git/r"), None);
        assert_eq!(told("file:///srv/git/r"), None);
    }
}
