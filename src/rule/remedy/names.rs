//! What may be named where a remedy is pasted: the own account, the partition, the Region, the organisation. It is right for all who use the text there.

use super::users::{DeployedTo, Users, first_of_account, is_code, is_of_one_account};
use crate::facts::{self, SiteFormat};
use crate::finding::Replacement;
use crate::iam::exposure::partition;
use crate::mapped_text::HoleKind;
use crate::resource::{DeclaredSource, Language, Root};
use crate::rule::context::{RootContext, StatementContext};
use crate::rule::module_directories::ModuleDirectory;
use crate::source::{FileId, Span, Workspace, directory_of};
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
    /// `*` where it is not known.
    pub(super) partition: PlaceName,
    /// `*` where no name is right for all.
    pub(super) region: PlaceName,
    pub(super) org: Option<PlaceName>,
    /// The declarations that names need and the module does not have yet, each with the name that needs it: `account`.
    pub(super) brought: Vec<(&'static str, Replacement)>,
}

const ACCOUNT: (&str, &str) = ("aws_caller_identity", "account_id");
const REGION: &str = "aws_region";
const PARTITION: (&str, &str) = ("aws_partition", "partition");

impl PlaceNames {
    /// The names for a statement of Terraform or CloudFormation; without `refers`, for a text that is taken as it is.
    pub(super) fn of(context: &StatementContext<'_>, refers: bool, org: Option<PlaceName>) -> PlaceNames {
        let users = Users::of(context);
        let from = CallsFrom::of(context);
        let mut names = PlaceNames {
            account: known_account(context, &users).map(PlaceName::Literal),
            partition: PlaceName::Literal("*".to_owned()),
            region: PlaceName::Literal(match &from {
                CallsFrom::Named(region) => region.clone(),
                CallsFrom::There | CallsFrom::Several => "*".to_owned(),
            }),
            org,
            brought: vec![],
        };
        let is_there = matches!(from, CallsFrom::There);
        match context.policy.policy.resource.language {
            Language::CloudFormation if refers => {
                let reference = |name: &str| PlaceName::Reference(name.to_owned());
                names.account = Some(reference("AWS::AccountId"));
                names.partition = reference("AWS::Partition");
                names.region = if is_there { reference("AWS::Region") } else { names.region };
            }
            Language::Terraform if refers => {
                let module = Module::of(&users, &context.policy.root, context.statement.span.file);
                if let Some((account, brought)) = module.named(ACCOUNT) {
                    names.account = Some(account);
                    names.brought.extend(brought.map(|brought| ("account", brought)));
                }
                // A pattern takes any Region; the provider takes no `*` for the source of a permission.
                let is_needed = context.policy.policy.site.format == SiteFormat::Fields;
                let declared = module.region().map(|declared| (declared, None));
                let region = declared.or_else(|| module.bring((REGION, "id"), &module.provider_of_region).filter(|_| is_needed));
                if let Some((region, brought)) = region.filter(|_| is_there) {
                    names.region = region;
                    names.brought.extend(brought.map(|brought| ("region", brought)));
                }
                let known = known_partition(context, &users, Some(&module));
                let named = match module.declared(PARTITION) {
                    Some(declared) => Some((declared, None)),
                    None => known.map(|known| (PlaceName::Literal(known.to_owned()), None)).or_else(|| module.named(PARTITION)),
                };
                if let Some((partition, brought)) = named {
                    names.partition = partition;
                    names.brought.extend(brought.map(|brought| ("partition", brought)));
                }
            }
            Language::CloudFormation | Language::Terraform => {
                let known = known_partition(context, &users, None);
                names.partition = PlaceName::Literal(known.unwrap_or("*").to_owned());
            }
        }
        names
    }
}

/// The number of the own account, if it is that of all who use the text.
fn known_account(context: &StatementContext<'_>, users: &Users<'_>) -> Option<String> {
    let owners = &context.policy.root.trust.owners;
    // A stack of its own may be in any account.
    let is_apart = context.policy.policy.resource.language == Language::CloudFormation
        && users.resources.iter().any(|user| !user.provider.name.is_empty());
    match users.accounts().as_slice() {
        [DeployedTo::Account(account)] => Some(account.to_string()),
        [DeployedTo::Provider(_) | DeployedTo::HandedIn(_)] if !is_apart && is_of_one_account(&context.policy.root) => {
            owners.first().filter(|_| owners.len() == 1).map(ToString::to_string)
        }
        _ => None,
    }
}

/// Where the calls of the services come from that the statement names.
enum CallsFrom {
    /// The Region that the resource is in.
    There,
    /// This one, as the statement writes it out: `logs.eu-west-1.amazonaws.com`.
    Named(String),
    Several,
}

impl CallsFrom {
    /// A condition is for all services of the statement.
    fn of(context: &StatementContext<'_>) -> CallsFrom {
        let code = context.policy.root.workspace.slice(context.statement.span);
        let mut found: Option<Option<&str>> = None;
        for principal in context.statement.principals.iter().flat_map(|listed| &listed.entries).filter(|entry| entry.kind == "Service") {
            let region = match principal.text.known() {
                Some(name) => facts::principal_region(name),
                None if principal.text.holes().iter().all(|hole| matches!(hole.hole.kind, HoleKind::Region | HoleKind::Partition)) => None,
                None => return CallsFrom::Several,
            };
            if region.is_some_and(|region| !code.contains(region)) || found.is_some_and(|found| found != region) {
                return CallsFrom::Several;
            }
            found = Some(region);
        }
        found.flatten().map_or(CallsFrom::There, |region| CallsFrom::Named(region.to_owned()))
    }
}

/// The partition of a Region: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
fn partition_of(region: &str) -> Option<&'static str> {
    const OTHERS: [(&str, &str); 2] = [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")];
    let is_of_none = ["us-iso", "eu-iso", "eusc-"].iter().any(|start| region.starts_with(start));
    let other = OTHERS.iter().find(|(start, _)| region.starts_with(start)).map(|(_, partition)| *partition);
    other.or((!is_of_none).then_some("aws"))
}

/// The partition that all who use the text are in: that which code or policy writes out, or that of their Regions. A module that is called may be called
/// elsewhere too.
fn known_partition(context: &StatementContext<'_>, users: &Users<'_>, module: Option<&Module<'_>>) -> Option<&'static str> {
    let root = context.policy.root;
    let mut regions = users.regions().into_iter().map(|region| region.as_deref().and_then(partition_of));
    let of_regions = regions.next().flatten().filter(|first| regions.all(|other| other == Some(*first)));
    let is_root = module.is_none_or(|module| module.path == root.root.path);
    let written = || match module {
        Some(module) => module.directory.partitions.iter().next().copied().filter(|_| module.directory.partitions.len() == 1),
        None => {
            let text = root.workspace.text(context.statement.span.file).ok()?;
            let known = partition(context.policy.document);
            text.contains(&format!("arn:{known}:")).then_some(known)
        }
    };
    of_regions.filter(|_| is_root).or_else(written)
}

/// The partition that all who use a statement are in, as far as the code tells.
pub(super) fn partition_here(context: &StatementContext<'_>) -> Option<&'static str> {
    let users = Users::of(context);
    let is_terraform = context.policy.policy.resource.language == Language::Terraform;
    let module = is_terraform.then(|| Module::of(&users, &context.policy.root, context.statement.span.file));
    known_partition(context, &users, module.as_ref())
}

/// A directory of Terraform, seen from a statement in it.
struct Module<'w> {
    root: RootContext<'w>,
    workspace: &'w Workspace,
    file: FileId,
    path: String,
    directory: Arc<ModuleDirectory>,
    /// What a data source says after `provider =` to ask about all who use the text; empty for the default one, nothing if no provider does for all.
    provider: Option<String>,
    provider_of_region: Option<String>,
}

impl<'w> Module<'w> {
    fn of(users: &Users<'_>, root: &RootContext<'w>, file: FileId) -> Module<'w> {
        let path = directory_of(root.workspace.path(file));
        Module {
            root: *root,
            workspace: root.workspace,
            file,
            path: path.to_owned(),
            directory: root.known.directories.get(root.workspace, path),
            provider: users.provider(path),
            provider_of_region: users.provider_of_region(path),
        }
    }

    /// The data sources of a type that the module declares.
    fn all<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'w DeclaredSource> + use<'s, 'w> {
        let root: &'w Root = self.root.root;
        root.declared_sources.iter().filter(move |source| source.kind == kind && source.directory == self.path)
    }

    /// What a data source of the module is called for which this holds; best `current`.
    fn first(&self, kind: &str, fits: impl Fn(&DeclaredSource) -> bool) -> Option<&str> {
        let fit = self.all(kind).filter(|found| !found.is_of_another && fits(found));
        fit.map(|found| found.name.as_str()).min_by_key(|name| (*name != "current", *name))
    }

    /// A data source of the module that asks a provider of the account.
    fn declared(&self, (kind, attribute): (&str, &str)) -> Option<PlaceName> {
        let provider = self.provider.as_ref()?;
        let first = self.first(kind, |found| first_of_account(&self.root, &self.path, &found.provider) == *provider)?;
        Some(PlaceName::Reference(format!("data.{kind}.{first}.{attribute}")))
    }

    /// The same, or one that is brought, with its declaration.
    fn named(&self, asked: (&str, &str)) -> Option<(PlaceName, Option<Replacement>)> {
        let declared = self.declared(asked).map(|declared| (declared, None));
        declared.or_else(|| self.bring(asked, &self.provider))
    }

    /// The Region as a data source of the module tells it: by the attribute that the module reads, since versions of the provider call it otherwise; all have `id`.
    fn region(&self) -> Option<PlaceName> {
        let provider = self.provider_of_region.as_ref()?;
        let first = self.first(REGION, |found| found.provider == provider.as_str())?;
        let name = |attribute: &str| format!("data.{REGION}.{first}.{attribute}");
        let read = ["region", "name"].into_iter().find(|attribute| self.directory.regions.contains(&name(attribute)));
        Some(PlaceName::Reference(name(read.unwrap_or("id"))))
    }

    /// A data source for the own account, partition or Region, and where its declaration is pasted: in the file of the statement.
    fn bring(&self, (kind, attribute): (&str, &str), provider: &Option<String>) -> Option<(PlaceName, Option<Replacement>)> {
        let provider = provider.as_deref().filter(|_| !self.root.root.unfinished.contains(self.path.as_str()))?;
        let is_taken = |name: &str| self.all(kind).any(|found| found.name == name);
        // Each provider with an alias has a declaration of its own name, so that what two remedies bring goes together.
        let alias = provider.rsplit('.').next().filter(|alias| !alias.is_empty());
        let name = alias.into_iter().chain(["current", "own", "this"]).find(|name| !is_taken(name))?;
        let is_here = [".tf", ".tofu"].iter().any(|end| self.workspace.path(self.file).ends_with(end));
        let file = if is_here { self.file } else { self.directory.home? };
        let text = self.workspace.text(file).ok()?;
        let asks = if provider.is_empty() { "{}".to_owned() } else { format!("{{\n  provider = {provider}\n}}") };
        let line = if text.ends_with('\n') { "" } else { "\n" };
        let place = Span::new(file, text.len(), text.len());
        let declaration = format!("{line}\ndata \"{kind}\" \"{name}\" {asks}\n");
        Some((PlaceName::Reference(format!("data.{kind}.{name}.{attribute}")), Some(Replacement { place, text: declaration })))
    }
}

/// Whether the accounts in which a text is used are several, and no name is right in each.
pub(super) fn several_accounts(context: &StatementContext<'_>) -> Option<Vec<String>> {
    let policy = context.policy.policy;
    let users = Users::of(context);
    let accounts = users.accounts();
    let workspace = context.policy.root.workspace;
    let file = context.statement.span.file;
    let has_name = || match policy.resource.language {
        Language::CloudFormation => true,
        Language::Terraform => is_code(workspace, file) && users.provider(directory_of(workspace.path(file))).is_some(),
    };
    (accounts.len() > 1 && !has_name()).then(|| accounts.iter().map(DeployedTo::told).collect())
}
