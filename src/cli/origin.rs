//! Where the code comes from: as a build server tells it, or git.

use super::settings::Settings;
use crate::load;
use crate::report::sarif::Checkout;

/// The variables of build servers: address of the repository (what stands before, what stands behind), commit, branch.
const BUILD_SERVERS: &[([&str; 2], &str, &str)] = &[
    (["GITHUB_SERVER_URL", "GITHUB_REPOSITORY"], "GITHUB_SHA", "GITHUB_REF_NAME"),
    (["CI_PROJECT_URL", ""], "CI_COMMIT_SHA", "CI_COMMIT_REF_NAME"),
    (["BUILD_REPOSITORY_URI", ""], "BUILD_SOURCEVERSION", "BUILD_SOURCEBRANCHNAME"),
    (["BITBUCKET_GIT_HTTP_ORIGIN", ""], "BITBUCKET_COMMIT", "BITBUCKET_BRANCH"),
    (["GIT_URL", ""], "GIT_COMMIT", "GIT_BRANCH"),
];

/// What the environment says: GitHub Actions, GitLab, Azure Pipelines, Bitbucket, Jenkins.
pub(super) fn of_build_server() -> Option<Checkout> {
    let told = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    BUILD_SERVERS.iter().find_map(|([server, name], commit, branch)| {
        let address = match *name {
            "" => told(server)?,
            name => format!("{}/{}", told(server)?, told(name)?),
        };
        Checkout::new(&address, Some(told(commit)?), told(branch))
    })
}

/// What git knows: the first remote and what is checked out.
pub(super) fn of_repository(settings: &Settings) -> Option<Checkout> {
    let repository = load::repository(&settings.loaded.root)?;
    let (commit, branch) = load::checked_out(repository);
    settings.loaded.remotes.iter().find_map(|remote| Checkout::new(remote, commit.clone(), branch.clone()))
}
