//! Addresses of modules that are kept elsewhere: registries, repositories, archives; and which directories stand for them.

use crate::terraform::modules::join;
use smol_str::SmolStr;

/// Directories of the workspace that stand for addresses.
#[derive(Clone, Debug, Default)]
pub(in crate::terraform) struct ModulePlaces {
    /// What every address here begins with, the longest first, and the directory.
    places: Vec<(Vec<String>, String)>,
}

impl ModulePlaces {
    pub(in crate::terraform) fn new<'p>(places: impl Iterator<Item = (&'p str, &'p str)>) -> ModulePlaces {
        let mut places: Vec<(Vec<String>, String)> = places.map(|(prefix, directory)| (parts(prefix), directory.to_owned())).collect();
        places.retain(|(prefix, _)| !prefix.is_empty());
        places.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        ModulePlaces { places }
    }

    /// The directory that stands for an address.
    pub(in crate::terraform) fn directory(&self, address: &str) -> Option<SmolStr> {
        let address = parts(address);
        let (rest, directory) =
            self.places.iter().find_map(|(prefix, directory)| Some((address.strip_prefix(prefix.as_slice())?, directory)))?;
        join(directory, &rest.join("/")).map(SmolStr::from)
    }
}

/// Host and path of an address and the folder inside it, whichever way it is written:
/// `git::ssh://git@github.com/a/b.git//c?ref=v1` and `github.com/a/b//c` are the same.
/// <https://developer.hashicorp.com/terraform/language/modules/configuration>
fn parts(address: &str) -> Vec<String> {
    let address = address.trim().split(['?', '#']).next().unwrap_or_default();
    // `git::`, `hg::`, `s3::` say how it is fetched.
    let address = address.split_once("::").map_or(address, |(_, rest)| rest);
    let (has_scheme, address) = address.split_once("://").map_or((false, address), |(_, rest)| (true, rest));
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    // `git@github.com:a/b.git`; behind a scheme a port.
    let (host, owner) = host.split_once(':').unwrap_or((host, ""));
    let owner = if has_scheme { "" } else { owner };
    let is_default_registry = matches!(host, "registry.terraform.io" | "registry.opentofu.org");
    let host = if is_default_registry { String::new() } else { host.to_ascii_lowercase() };
    let path = path.split('/').map(|part| part.strip_suffix(".git").unwrap_or(part));
    let all = [host.as_str(), owner.strip_suffix(".git").unwrap_or(owner)].into_iter().chain(path);
    all.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let same = [
            "git::https://github.com/acme/modules.git//aws/role?ref=v1.2.0",
            "git::ssh://git@github.com/acme/modules.git//aws/role",
            "git::ssh://git@github.com:22/acme/modules//aws/role?ref=main&depth=1",
            "git@github.com:acme/modules.git//aws/role",
            "github.com/acme/modules//aws/role",
            "https://GitHub.com/acme/modules//aws/role",
        ];
        let places = ModulePlaces::new([("git::https://github.com/acme/modules.git", "shared/modules")].into_iter());
        for address in same {
            assert_eq!(places.directory(address).as_deref(), Some("shared/modules/aws/role"), "{address}");
        }
        for address in [
            "github.com/acme/modules-of-others",
            "gitlab.com/acme/modules//aws/role",
            "acme/modules/aws",
            "github.com/acme/modules//../../..",
        ] {
            assert_eq!(places.directory(address), None, "{address}");
        }
    }

    #[test]
    fn the_longest_prefix_counts() {
        let places = [("acme", "vendor"), ("acme/iam/aws", "iam"), ("acme/iam/aws//modules/role", "role"), ("", "nothing")];
        let places = ModulePlaces::new(places.into_iter());
        let directory = |address: &str| places.directory(address).map(String::from).unwrap_or_default();
        assert_eq!(directory("acme/vpc/aws"), "vendor/vpc/aws");
        assert_eq!(directory("acme/iam/aws//modules/user"), "iam/modules/user");
        assert_eq!(directory("registry.terraform.io/acme/iam/aws//modules/role"), "role");
        assert_eq!(directory("other/iam/aws"), "");
    }
}
