//! What may be named where a remedy is pasted: the own account, the partition, the Region, the organisation.

use crate::finding::Replacement;
use crate::policy::Policy;
use crate::resource::{Language, Resource};
use crate::rule::context::{RootContext, StatementContext};
use crate::rule::module_directories::{DeclaredSource, ModuleDirectory, REGION, argument, directory};
use crate::source::{Span, Workspace};
use std::sync::Arc;

/// What stands for a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum PlaceName {
    /// `data.aws_caller_identity.current.account_id`, `AWS::AccountId`.
    Reference(String),
    Literal(String),
}

/// The names of a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PlaceNames {
    /// Nothing where neither a reference nor the number is known to be right.
    pub(super) account: Option<PlaceName>,
    pub(super) partition: PlaceName,
    /// `*` where it is not known.
    pub(super) region: PlaceName,
    pub(super) org: Option<PlaceName>,
    /// The declaration that `account` needs and the module does not have yet.
    pub(super) brought: Option<Replacement>,
}

impl PlaceNames {
    /// The names for a statement of Terraform or CloudFormation; without `refers`, for a text that is taken as it is.
    pub(super) fn of(context: &StatementContext<'_>, refers: bool, org: Option<PlaceName>) -> PlaceNames {
        let policy = context.policy.policy;
        let known = known_account(context).map(PlaceName::Literal);
        let aws = PlaceName::Literal("aws".to_owned());
        let region = PlaceName::Literal(known_region(context).unwrap_or_else(|| "*".to_owned()));
        if !refers {
            return PlaceNames { account: known, partition: aws, region, org, brought: None };
        }
        match policy.resource.language {
            Language::CloudFormation => PlaceNames {
                account: Some(PlaceName::Reference("AWS::AccountId".to_owned())),
                partition: PlaceName::Reference("AWS::Partition".to_owned()),
                region: PlaceName::Reference("AWS::Region".to_owned()),
                org,
                brought: None,
            },
            Language::Terraform => {
                let module = Module::of(&context.policy.root, policy, context.statement.span);
                let declared = module.declared("aws_caller_identity", "account_id");
                let partition = module.declared("aws_partition", "partition").unwrap_or(aws);
                let region = module.declared_region().unwrap_or(region);
                let (account, brought) = match declared.or(known) {
                    Some(account) => (Some(account), None),
                    None => module.bring_account(context.policy.root.workspace).unzip(),
                };
                PlaceNames { account, partition, region, org, brought }
            }
        }
    }
}

/// The own account, if exactly one comes into question.
fn known_account(context: &StatementContext<'_>) -> Option<String> {
    let owners = &context.policy.root.trust.owners;
    let only = || owners.first().filter(|_| owners.len() == 1);
    context.policy.policy.resource.provider.account().or_else(only).map(ToString::to_string)
}

/// The Region of the provider, or of the service principal: `logs.eu-west-1.amazonaws.com`.
fn known_region(context: &StatementContext<'_>) -> Option<String> {
    let of_principal = || {
        let name = context.principal?.text.known()?.strip_suffix(".amazonaws.com")?;
        name.split_once('.').map(|(_, region)| region.to_owned()).filter(|region| region.contains('-'))
    };
    context.policy.policy.resource.provider.region.as_ref().map(ToString::to_string).or_else(of_principal)
}

/// A directory of Terraform, seen from a statement in it.
struct Module {
    directory: Arc<ModuleDirectory>,
    /// What the resource says after `provider =`; empty for the default one, nothing if the directory does not tell.
    provider: Option<String>,
}

impl Module {
    fn of(root: &RootContext<'_>, policy: &Policy<'_>, statement: Span) -> Module {
        let directory = directory(root.workspace, statement.file);
        let provider = provider(root.workspace, policy.resource, directory);
        Module { directory: root.known.directories.get(root.workspace, directory), provider }
    }

    /// The provider that stands for all of one account.
    fn of_account<'p>(&self, provider: &'p str) -> &'p str {
        if self.directory.of_default_account.iter().any(|other| other == provider) { "" } else { provider }
    }

    fn all(&self, kind: &str) -> &[DeclaredSource] {
        self.directory.declared(kind)
    }

    /// A data source of the module that asks the provider of the resource; all but that for the Region may ask another provider of its account.
    fn declared(&self, kind: &str, attribute: &str) -> Option<PlaceName> {
        let provider = self.provider.as_ref()?;
        let is_same = |other: &str| if kind == REGION { other == provider } else { self.of_account(other) == self.of_account(provider) };
        let fit = self.all(kind).iter().filter(|found| !found.is_repeated && is_same(&found.provider));
        let first = fit.map(|found| found.name.as_str()).min_by_key(|name| (*name != "current", *name))?;
        Some(PlaceName::Reference(format!("data.{kind}.{first}.{attribute}")))
    }

    /// The Region as a data source of the module tells it: by the attribute that the module reads, since versions of the provider call it otherwise; all have `id`.
    fn declared_region(&self) -> Option<PlaceName> {
        let reads = |attribute: &&str| match self.declared(REGION, attribute) {
            Some(PlaceName::Reference(name)) => self.directory.regions.contains(&name),
            _ => false,
        };
        self.declared(REGION, ["region", "name"].into_iter().find(reads).unwrap_or("id"))
    }

    /// A data source for the own account, and where its declaration is pasted.
    fn bring_account(&self, workspace: &Workspace) -> Option<(PlaceName, Replacement)> {
        let provider = self.of_account(self.provider.as_ref()?);
        let is_taken = |name: &str| self.all("aws_caller_identity").iter().any(|found| found.name == name);
        // Each provider with an alias has a declaration of its own name, so that what two remedies bring goes together.
        let alias = provider.rsplit('.').next().filter(|alias| !alias.is_empty());
        let name = alias.into_iter().chain(["current", "own", "this"]).find(|name| !is_taken(name))?;
        let file = self.directory.home?;
        let text = workspace.text(file).ok()?;
        let asks = if provider.is_empty() { "{}".to_owned() } else { format!("{{\n  provider = {provider}\n}}") };
        let line = if text.ends_with('\n') { "" } else { "\n" };
        let place = Span::new(file, text.len(), text.len());
        let declaration = format!("{line}\ndata \"aws_caller_identity\" \"{name}\" {asks}\n");
        Some((PlaceName::Reference(format!("data.aws_caller_identity.{name}.account_id")), Replacement { place, text: declaration }))
    }
}

/// What the resource says after `provider =`, if it stands in this directory; from elsewhere only the default provider is surely the same.
fn provider(workspace: &Workspace, resource: &Resource, within: &str) -> Option<String> {
    if directory(workspace, resource.block.file) == within {
        return Some(argument(workspace.slice(resource.block), "provider").unwrap_or_default());
    }
    resource.provider.alias.is_none().then(String::new)
}
