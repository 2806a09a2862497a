//! What may be named where a remedy is pasted: the own account, the partition, the organisation.

use crate::finding::Replacement;
use crate::policy::Policy;
use crate::resource::{Language, Resource};
use crate::rule::context::StatementContext;
use crate::source::{FileId, Span, Workspace};

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
                let module = Module::of(context.policy.root.workspace, policy, context.statement.span);
                let declared = module.declared("aws_caller_identity", "account_id");
                let partition = module.declared("aws_partition", "partition").unwrap_or(aws);
                let region = module.declared_region().unwrap_or(region);
                let (account, brought) = match declared.or(known) {
                    Some(account) => (Some(account), None),
                    None => module.bring_account().unzip(),
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
struct Module<'a> {
    files: Vec<(FileId, &'a str, &'a str)>,
    /// What the resource says after `provider =`; empty for the default one, nothing if the directory does not tell.
    provider: Option<String>,
}

/// A data source as declared.
struct DeclaredSource<'a> {
    name: &'a str,
    provider: String,
    /// It has `count` or `for_each`.
    is_repeated: bool,
}

impl<'a> Module<'a> {
    fn of(workspace: &'a Workspace, policy: &Policy<'_>, statement: Span) -> Module<'a> {
        let directory = directory(workspace, statement.file);
        let files = workspace.directory(directory).filter(|(_, entry)| entry.path.ends_with(".tf") || entry.path.ends_with(".tofu"));
        let files = files.filter_map(|(id, entry)| Some((id, entry.path.as_str(), workspace.text(id).ok()?.as_ref()))).collect();
        Module { files, provider: provider(workspace, policy.resource, directory) }
    }

    fn all(&self, kind: &str) -> impl Iterator<Item = DeclaredSource<'a>> + '_ {
        let head = format!("data \"{kind}\" \"");
        self.files.iter().flat_map(move |(_, _, text)| {
            let starts: Vec<usize> = text.match_indices(&head).map(|(at, found)| at + found.len()).collect();
            starts.into_iter().filter_map(|at| declared(text, at)).collect::<Vec<_>>()
        })
    }

    /// A data source of the module that asks the provider of the resource.
    fn declared(&self, kind: &str, attribute: &str) -> Option<PlaceName> {
        let provider = self.provider.as_ref()?;
        let mut fit: Vec<&str> =
            self.all(kind).filter(|found| !found.is_repeated && &found.provider == provider).map(|found| found.name).collect();
        fit.sort_by_key(|name| (*name != "current", *name));
        fit.first().map(|name| PlaceName::Reference(format!("data.{kind}.{name}.{attribute}")))
    }

    /// The Region as a data source of the module tells it: by the attribute that the module reads, since versions of the provider call it otherwise; all have `id`.
    fn declared_region(&self) -> Option<PlaceName> {
        let reads = |attribute: &&str| {
            let found = self.declared("aws_region", attribute);
            found.is_some_and(
                |name| matches!(&name, PlaceName::Reference(name) if self.files.iter().any(|(_, _, text)| text.contains(name.as_str()))),
            )
        };
        self.declared("aws_region", ["region", "name"].into_iter().find(reads).unwrap_or("id"))
    }

    /// A data source for the own account, and where its declaration is pasted. It goes to one place of the module, whichever statement needs it.
    fn bring_account(&self) -> Option<(PlaceName, Replacement)> {
        let provider = self.provider.as_ref()?;
        let taken: Vec<&str> = self.all("aws_caller_identity").map(|found| found.name).collect();
        // Each provider with an alias has a declaration of its own name, so that what two remedies bring goes together.
        let alias = provider.rsplit('.').next().filter(|alias| !alias.is_empty());
        let name = alias.into_iter().chain(["current", "own", "this"]).find(|name| !taken.contains(name))?;
        let is = |file: &str, name: &str| file.rsplit('/').next() == Some(name);
        let rank = |file: &str| (!is(file, "data.tf"), !is(file, "main.tf"), file.to_owned());
        let (file, _, text) = self.files.iter().min_by_key(|(_, path, _)| rank(path))?;
        let asks = if provider.is_empty() { "{}".to_owned() } else { format!("{{\n  provider = {provider}\n}}") };
        let line = if text.ends_with('\n') { "" } else { "\n" };
        let place = Span::new(*file, text.len(), text.len());
        let declaration = format!("{line}\ndata \"aws_caller_identity\" \"{name}\" {asks}\n");
        Some((PlaceName::Reference(format!("data.aws_caller_identity.{name}.account_id")), Replacement { place, text: declaration }))
    }
}

pub(super) fn directory(workspace: &Workspace, file: FileId) -> &str {
    workspace.path(file).rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// What the resource says after `provider =`, if it stands in this directory; from elsewhere only the default provider is surely the same.
fn provider(workspace: &Workspace, resource: &Resource, within: &str) -> Option<String> {
    if directory(workspace, resource.block.file) == within {
        return Some(argument(workspace.slice(resource.block), "provider").unwrap_or_default());
    }
    resource.provider.alias.is_none().then(String::new)
}

/// The data source whose name begins at `at`; nothing if it stands in a comment.
fn declared(text: &str, at: usize) -> Option<DeclaredSource<'_>> {
    let before = text.get(..at)?.rsplit('\n').next()?;
    let (name, rest) = text.get(at..)?.split_once('"')?;
    let body = rest.split('}').next().unwrap_or_default();
    let is_repeated = ["count", "for_each"].iter().any(|word| argument(body, word).is_some());
    let provider = argument(body, "provider").unwrap_or_default();
    before.trim_start().starts_with("data").then_some(DeclaredSource { name, provider, is_repeated })
}

/// The text after `name =` on a line of a block.
fn argument(body: &str, name: &str) -> Option<String> {
    body.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(name)?.trim_start().strip_prefix('=')?;
        Some(rest.split('#').next().unwrap_or_default().trim().to_owned())
    })
}
