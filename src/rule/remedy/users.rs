//! For whom a text is right that is written at one place: every resource whose policy is made of it, in whatever account and Region that is.

use crate::resource::{Language, Resource};
use crate::rule::context::{RootContext, StatementContext};
use crate::rule::module_directories::{argument, directory};
use crate::source::{FileId, Workspace};
use crate::value::{Kind, Value};
use smol_str::SmolStr;

/// The resources of a root for which the text of a statement is used.
pub(super) struct Users<'a> {
    pub(super) root: RootContext<'a>,
    pub(super) resources: Vec<&'a Resource>,
}

/// In which account something is deployed, as far as the code tells.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum DeployedTo {
    Account(SmolStr),
    /// The account of this provider.
    Provider(SmolStr),
}

impl<'a> Users<'a> {
    pub(super) fn of(context: &StatementContext<'a>) -> Users<'a> {
        let root = context.policy.root;
        let policy = context.policy.policy;
        // All of a permission stands at its resource, and so does the statement that is made of it.
        let others = root.known.policies_with(root.policies, context.statement.span).into_iter().map(|policy| policy.resource);
        let mut resources = vec![policy.resource];
        resources.extend(others.filter(|other| !std::ptr::eq(*other, policy.resource)));
        Users { root, resources }
    }

    /// Where they are deployed, each account once.
    pub(super) fn accounts(&self) -> Vec<DeployedTo> {
        let mut accounts: Vec<DeployedTo> = self.resources.iter().map(|user| DeployedTo::of(&self.root, user)).collect();
        accounts.sort();
        accounts.dedup();
        accounts
    }

    /// What a data source says after `provider =` to ask about the account of each of them, if one does for all; the default one is empty.
    pub(super) fn provider(&self, within: &str) -> Option<String> {
        let known = self.root.known.directories.get(self.root.workspace, within);
        let mut found: Option<String> = None;
        for user in &self.resources {
            let provider = self.provider_within(user, within)?;
            let provider = known.of_account(&provider).to_owned();
            if found.as_ref().is_some_and(|found| *found != provider) {
                return None;
            }
            found = Some(provider);
        }
        found.filter(|provider| !provider.contains('['))
    }

    /// The same for the Region.
    pub(super) fn provider_of_region(&self, within: &str) -> Option<String> {
        let mut found = self.resources.iter().map(|user| {
            let is_elsewhere = user.attributes.get("region").is_some_and(|region| !matches!(region.kind, Kind::Null | Kind::Absent));
            self.provider_within(user, within).filter(|provider| !is_elsewhere && !provider.contains('['))
        });
        let first = found.next()??;
        found.all(|other| other.as_ref() == Some(&first)).then_some(first)
    }

    /// The Region of each, as far as the code tells.
    pub(super) fn regions(&self) -> Vec<Option<SmolStr>> {
        let own = |user: &&&Resource| user.attributes.get("region").and_then(Value::as_str).map(SmolStr::new);
        self.resources.iter().map(|user| own(&user).or_else(|| user.provider.region.clone())).collect()
    }

    /// How a directory calls the provider of a resource: as its block says there; in the root module by the provider's own name. Elsewhere only what all of the
    /// directory has for its default one.
    fn provider_within(&self, user: &Resource, within: &str) -> Option<String> {
        let RootContext { root, workspace, .. } = self.root;
        if directory(workspace, user.block.file) == within {
            return Some(provider_argument(workspace, user));
        }
        if within == root.path {
            let name = user.provider.name.as_str();
            return (!name.contains("module.")).then(|| name.strip_prefix("aws.").map(|_| name.to_owned()).unwrap_or_default());
        }
        let is_there =
            |other: &&Resource| directory(workspace, other.block.file) == within && provider_argument(workspace, other).is_empty();
        let own = DeployedTo::of(&self.root, user);
        let mut there = root.resources.iter().filter(is_there).map(|other| DeployedTo::of(&self.root, other)).peekable();
        let is_one = if there.peek().is_some() { there.all(|other| other == own) } else { is_of_one_account(&self.root) };
        is_one.then(String::new)
    }
}

/// Whether the code deploys to one account alone.
pub(super) fn is_of_one_account(root: &RootContext<'_>) -> bool {
    *root.known.is_of_one_account.get_or_init(|| {
        let mut all = root.root.resources.iter().map(|other| DeployedTo::of(root, other));
        let first = all.next();
        all.all(|other| Some(other) == first)
    })
}

/// What the block of a resource says after `provider =`; empty for the default one.
fn provider_argument(workspace: &Workspace, resource: &Resource) -> String {
    argument(workspace.slice(resource.block), "provider").unwrap_or_default()
}

impl DeployedTo {
    pub(super) fn of(root: &RootContext<'_>, resource: &Resource) -> DeployedTo {
        let provider = &resource.provider;
        match (provider.account(), resource.language) {
            (Some(account), _) => DeployedTo::Account(account.clone()),
            // A nested stack is deployed where the stack is.
            (None, Language::CloudFormation) => DeployedTo::Provider(SmolStr::default()),
            (None, Language::Terraform) => {
                let known = root.known.directories.get(root.workspace, &root.root.path);
                let alias = provider.name.strip_prefix("aws.").map(|_| provider.name.as_str());
                let first = alias.map(|alias| known.of_account(alias));
                DeployedTo::Provider(match first {
                    Some("") => SmolStr::new_static("aws"),
                    Some(first) => SmolStr::new(first),
                    None => provider.name.clone(),
                })
            }
        }
    }

    /// An account for people.
    pub(super) fn told(&self) -> String {
        match self {
            DeployedTo::Account(account) => account.to_string(),
            DeployedTo::Provider(name) => format!("that of provider `{name}`"),
        }
    }
}

/// Whether what stands in a file may refer to others.
pub(super) fn is_code(workspace: &Workspace, file: FileId) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| workspace.path(file).ends_with(end))
}
