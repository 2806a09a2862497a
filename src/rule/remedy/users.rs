//! For whom a text is right that is written at one place: every resource whose policy is made of it, in whatever account and Region that is.

use crate::resource::{Language, Provider, Resource};
use crate::rule::context::{RootContext, StatementContext};
use crate::source::{FileId, Workspace, directory_of};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;

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
    /// That of a provider which somebody hands in who is not here: whether it is that of another one is not known.
    HandedIn(SmolStr),
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
        let mut found: Option<String> = None;
        for user in &self.resources {
            let provider = first_of_account(&self.root, within, &self.provider_within(user, within)?);
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
        if directory_of(workspace.path(user.block.file)) == within {
            return Some(provider_argument(workspace, user));
        }
        if within == root.path {
            let name = user.provider.name.as_str();
            return (!name.contains("module.")).then(|| name.strip_prefix("aws.").map(|_| name.to_owned()).unwrap_or_default());
        }
        let is_there =
            |other: &&Resource| directory_of(workspace.path(other.block.file)) == within && provider_argument(workspace, other).is_empty();
        let own = DeployedTo::of(&self.root, user);
        let mut there = root.resources.iter().filter(is_there).map(|other| DeployedTo::of(&self.root, other)).peekable();
        let is_one = if there.peek().is_some() { there.all(|other| other == own) } else { is_of_one_account(&self.root) };
        is_one.then(String::new)
    }
}

/// The provider that stands for all of one account where a directory names them, the default one as nothing; others of a module than the root are what they are.
pub(super) fn first_of_account(root: &RootContext<'_>, within: &str, provider: &str) -> String {
    if within != root.root.path {
        return provider.to_owned();
    }
    let block = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
    let default = default_provider(root);
    let all = || root.root.providers.iter().map(Arc::as_ref).filter(|known| !known.name.contains("module."));
    let exact = all().find(|known| known.name == provider);
    // Which of several it is the code may leave open.
    let several = || all().filter(|known| provider.contains('[') && block(&known.name) == block(provider));
    let found = match exact.or_else(|| several().next()) {
        _ if provider.is_empty() => Some(&default),
        Some(known) if exact.is_some() || several().all(|other| acts_as(other, known)) => Some(known),
        _ => None,
    };
    match found.filter(|found| found.credentials.is_some()) {
        None => provider.to_owned(),
        Some(found) if acts_as(found, &default) => String::new(),
        Some(found) => all().find(|known| acts_as(known, found)).map_or_else(|| provider.to_owned(), |first| first.name.to_string()),
    }
}

/// Whether two providers act in one account: with the same credentials, unless the code names different accounts for them.
fn acts_as(one: &Provider, other: &Provider) -> bool {
    let is_open = one.accounts.is_empty() || other.accounts.is_empty();
    one.credentials.is_some() && one.credentials == other.credentials && (is_open || one.accounts == other.accounts)
}

/// The default provider of a root; one that nobody configures takes the credentials of the environment.
fn default_provider(root: &RootContext<'_>) -> Provider {
    let known = root.root.providers.iter().find(|known| known.name == DEFAULT);
    let of_environment = || Provider { name: DEFAULT.into(), credentials: Some(String::new()), ..Provider::default() };
    known.map_or_else(of_environment, |known| known.as_ref().clone())
}

const DEFAULT: &str = "aws";

/// Whether AWS has it: what other providers make is in no account.
pub(super) fn is_of_aws(resource: &Resource) -> bool {
    resource.language == Language::CloudFormation || resource.kind.starts_with("aws_")
}

/// Whether the code deploys to one account alone.
pub(super) fn is_of_one_account(root: &RootContext<'_>) -> bool {
    *root.known.is_of_one_account.get_or_init(|| {
        let mut all = root.root.resources.iter().filter(|other| is_of_aws(other)).map(|other| DeployedTo::of(root, other));
        let first = all.next();
        all.all(|other| Some(other) == first)
    })
}

/// What the block of a resource says after `provider =`; empty for the default one. What is handed to a module that is elsewhere is made by the provider that
/// its call passes for `aws`; of several it is not known by which.
fn provider_argument(workspace: &Workspace, resource: &Resource) -> String {
    if resource.kind == "module" {
        let passed =
            workspace.slice(resource.block).split_once("providers").and_then(|(_, behind)| behind.split_once('{')?.1.split_once('}'));
        let passed = passed.map(|(inside, _)| inside).unwrap_or_default();
        let members: Vec<(&str, &str)> = passed.split(['\n', ',']).filter_map(|member| member.split_once('=')).collect();
        let default = members.iter().find(|(name, _)| name.trim().trim_matches('"') == "aws");
        return match default {
            None => String::new(),
            Some((_, provider)) if members.len() == 1 => provider.trim().to_owned(),
            Some(_) => "[".to_owned(),
        };
    }
    let mut lines = workspace.slice(resource.block).lines();
    let written = lines.find_map(|line| line.trim_start().strip_prefix("provider")?.trim_start().strip_prefix('='));
    written.and_then(|written| written.split('#').next()).unwrap_or_default().trim().to_owned()
}

impl DeployedTo {
    pub(super) fn of(root: &RootContext<'_>, resource: &Resource) -> DeployedTo {
        let provider = &resource.provider;
        match (provider.account(), resource.language) {
            (Some(account), _) => DeployedTo::Account(account.clone()),
            // A nested stack is deployed where the stack is.
            (None, Language::CloudFormation) => DeployedTo::Provider(SmolStr::default()),
            // What a module is handed that is not here is deployed by the default one.
            (None, Language::Terraform) if provider.name.is_empty() => DeployedTo::by_default(root),
            (None, Language::Terraform) => DeployedTo::by(root, provider),
        }
    }

    /// Where the default provider of a root deploys.
    pub(super) fn by_default(root: &RootContext<'_>) -> DeployedTo {
        let default = default_provider(root);
        default.account().map_or_else(|| DeployedTo::by(root, &default), |account| DeployedTo::Account(account.clone()))
    }

    /// The account of a provider is that of all that act as it does.
    fn by(root: &RootContext<'_>, provider: &Provider) -> DeployedTo {
        if provider.credentials.is_none() {
            return DeployedTo::HandedIn(provider.name.clone());
        }
        let alike = || root.root.providers.iter().filter(|known| acts_as(known, provider));
        let accounts: BTreeSet<&SmolStr> = alike().filter_map(|known| known.account()).collect();
        match (accounts.len(), accounts.first()) {
            (1, Some(account)) => DeployedTo::Account((*account).clone()),
            _ if acts_as(&default_provider(root), provider) => DeployedTo::Provider(SmolStr::new_static(DEFAULT)),
            _ => DeployedTo::Provider(alike().next().map_or_else(|| provider.name.clone(), |first| first.name.clone())),
        }
    }

    /// Whether it is another account than this one.
    pub(super) fn is_another(&self, other: &DeployedTo) -> Truth {
        match (self, other) {
            _ if self == other => Truth::No,
            (DeployedTo::HandedIn(_), _) | (_, DeployedTo::HandedIn(_)) => Truth::Unknown,
            _ => Truth::Yes,
        }
    }

    /// An account for people.
    pub(super) fn told(&self) -> String {
        match self {
            DeployedTo::Account(account) => account.to_string(),
            DeployedTo::Provider(name) | DeployedTo::HandedIn(name) => format!("that of provider `{name}`"),
        }
    }
}

/// Whether what stands in a file may refer to others.
pub(super) fn is_code(workspace: &Workspace, file: FileId) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| workspace.path(file).ends_with(end))
}
