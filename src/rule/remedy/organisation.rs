//! Whether a policy is that of a whole organisation, so that a service acts there for other accounts than the owner's too.

use super::beside::{asks_for_source, service_of};
use super::names::{PlaceName, several_accounts};
use super::sources::{self, Telling};
use super::users::{DeployedTo, is_of_aws};
use crate::facts::is_account;
use crate::finding::referred_to;
use crate::iam::condition::{Condition, Family};
use crate::iam::document::{Effect, Element, Statement};
use crate::mapped_text::{Hole, HoleKind};
use crate::resource::{Language, own_name, without_keys};
use crate::rule::context::{PrincipalKind, StatementContext};
use crate::rule::trusted::org;
use crate::rule::trusted::{LOGS, in_paths};
use crate::source::directory_of;
use crate::truth::Truth;
use smol_str::SmolStr;
use std::sync::Arc;

/// Those for whom services act there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Sharing {
    /// The accounts of this organisation; nothing if its id is not to be had.
    Organisation(Option<PlaceName>),
    /// These accounts, as object paths name them, or as the resources are deployed that have the policy.
    Accounts(Vec<String>),
    /// Those of the resource of the policy and of another that leads there, and the address of that.
    Sources(Vec<String>, String),
    /// What leads here says for which resource the service acts: its ARN.
    Source(String),
    /// What the management account of an organisation has, in whichever account this is.
    Management,
    /// These accounts, the own one among them, by the guard of this other service.
    Beside(Vec<String>, String),
    /// The template says for each resource to which accounts of an organisation it is deployed.
    Bindings,
    /// It is in another account than what the code deploys by default, and nothing there leads to it: those for which the logs of others are kept. Where it is.
    Archive(String),
}

/// Who shares the resource, by what the policy says of paths and callers; nothing where it speaks of the owner alone.
pub(super) fn sharing(context: &StatementContext<'_>, service: &str) -> Option<Sharing> {
    let statements = &context.policy.document.statements;
    let mut paths = statements.iter().filter_map(|statement| statement.resources.as_ref()).flat_map(|listed| &listed.entries);
    // A guard that asks for the owner's organisation, which keeps no service out, shows that the organisation is meant.
    let meant = context.statement.conditions.iter().filter(|condition| OF_OWNER.contains(&condition.key.as_str()));
    let conditions = statements.iter().flat_map(organisations_of).chain(meant);
    let mut values = conditions.flat_map(|condition| &condition.values);
    if let Some(found) = paths.find_map(in_path).or_else(|| values.next().map(id)) {
        let orgs = &context.policy.root.trust.trusted_orgs;
        let is_own = |id: &OrgId| !matches!(id, OrgId::Literal(id) if !orgs.is_empty() && !orgs.iter().any(|org| org == id));
        return Some(Sharing::Organisation(Some(found).filter(is_own).and_then(|found| named(context, found))));
    }
    match sources::telling(context, service) {
        Some(Telling::Source(arn)) => return Some(Sharing::Source(arn)),
        Some(Telling::Organisation) => return Some(Sharing::Organisation(None)),
        Some(Telling::Management) => return Some(Sharing::Management),
        None => {}
    }
    if has_bindings(context) {
        return Some(Sharing::Bindings);
    }
    if let Some(account) = account_of_source(context) {
        return Some(Sharing::Accounts(vec![account]));
    }
    let of_service = guards_beside(context).filter(|(caller, _)| caller == service).map(|(_, guard)| guard.clone());
    let guards = of_service.chain(sources::guards_of_encrypted(context, service));
    if let Some(found) = guards.collect::<Vec<_>>().iter().find_map(|guard| of_guard(context, guard)) {
        return Some(found);
    }
    let mut accounts = accounts_of_delivery(context);
    accounts.extend(accounts_beside(context).into_iter().filter(|_| accounts.is_empty()).collect::<Vec<_>>());
    if let Some(deployed) = several_accounts(context).filter(|_| accounts.is_empty()) {
        accounts = deployed;
    }
    match accounts.len() {
        0 => {
            let leading = sources::leading(context, service);
            let surely = leading.elsewhere.filter(|source| source.is_another && source.is_acted_for);
            let surely = surely.map(|source| Sharing::Sources(source.accounts, source.address));
            let of_others = || guards_beside(context).find_map(|(caller, guard)| beside_another(of_guard(context, guard)?, caller));
            surely.or_else(of_others).or_else(|| archive(context).filter(|_| !leading.is_from_own))
        }
        1 if accounts.iter().all(|account| account == OWN) => None,
        _ => Some(Sharing::Accounts(accounts)),
    }
}

/// The id of an organisation as a policy gives it.
enum OrgId {
    Literal(String),
    Hole(Arc<Hole>),
}

/// Where logs of others may be kept: a bucket or key in another account than the default one, unless its paths name that account itself.
fn archive(context: &StatementContext<'_>) -> Option<Sharing> {
    let policy = context.policy.policy;
    let root = &context.policy.root;
    let own = DeployedTo::of(root, policy.resource);
    let paths = context.statement.resources.iter().flat_map(|listed| &listed.entries);
    let names_itself = || {
        let mut holes = paths.flat_map(|path| path.written().holes());
        holes.any(|hole| matches!(hole.hole.kind, HoleKind::OwnAccount))
    };
    let default = DeployedTo::by_default(root);
    let is_another = policy.resource.language == Language::Terraform && own.is_another(&default) == Truth::Yes;
    let is_another = is_another && root.root.resources.iter().any(|other| is_of_aws(other) && DeployedTo::of(root, other) == default);
    (["kms", "s3"].contains(&policy.site.protects) && is_another && !names_itself()).then(|| Sharing::Archive(own.told()))
}

/// The organisation that a path names: an id that is written out, what stands behind `AWSLogs/` and is called so, or what is called so in a part of its own
/// before it.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html>
fn in_path(resource: &Element) -> Option<OrgId> {
    let parts = resource.written().split("/");
    let logs = parts.iter().position(|part| part.known() == Some("AWSLogs"))?;
    if let Some(id) = parts.iter().skip(1).find_map(|part| org(part.known()?)) {
        return Some(OrgId::Literal(id.to_string()));
    }
    let found = parts.iter().enumerate().skip(1).find_map(|(at, part)| {
        let [only] = part.holes() else { return None };
        let is_id = || called(&only.hole, |words| words.iter().any(|word| word == "id" || word.ends_with("id") && word.starts_with("org")));
        let is_org = called(&only.hole, |words| words.iter().any(|word| word.starts_with("org"))) && (at > logs || is_id());
        // A pattern of the input may tell how an id begins.
        (part.literal() == "o-" || part.literal().is_empty() && is_org).then(|| only.hole.clone())
    });
    found.map(OrgId::Hole)
}

/// Whether this holds of the words in the name of what is not known; the id of the own organisation is called so.
fn called(hole: &Hole, holds: impl Fn(&[String]) -> bool) -> bool {
    let name = match &hole.kind {
        HoleKind::OwnOrg => return true,
        HoleKind::Input { name } => name.as_str(),
        HoleKind::Attribute { resource, .. } => return holds(&[words(resource), vec!["id".to_owned()]].concat()),
        HoleKind::Unknown(why) => why.detail.as_str(),
        HoleKind::Encoded { .. } | HoleKind::OwnAccount | HoleKind::Partition | HoleKind::Region => return false,
    };
    holds(&words(name))
}

/// The words of a name, also of one in camel case: `pOrganizationId`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for char in name.chars() {
        let begins = !char.is_ascii_alphanumeric() || char.is_ascii_uppercase() && was_small;
        if begins {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut().filter(|_| char.is_ascii_alphanumeric()) {
            last.push(char.to_ascii_lowercase());
        }
        was_small = char.is_ascii_lowercase() || char.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

const OF_OWNER: [&str; 2] = ["aws:resourceorgid", "aws:resourceorgpaths"];

/// The conditions of a statement that name the organisations which it lets in: an Allow those that it asks for, a Deny those that it spares.
pub(super) fn organisations_of(statement: &Statement) -> impl Iterator<Item = &Condition> {
    let is_negated = |condition: &Condition| condition.operator.is_some_and(|operator| operator.row.negated);
    let about = statement.conditions.iter().filter(is_about_organisation);
    about.filter(move |condition| is_negated(condition) == (statement.effect == Effect::Deny))
}

fn is_about_organisation(condition: &&Condition) -> bool {
    let compares = condition.operator.is_some_and(|operator| operator.row.family != Family::Null);
    compares && ["aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"].contains(&condition.key.as_str())
}

/// The organisation in a value of a condition.
fn id(value: &Element) -> OrgId {
    let written = value.written();
    match (written.known().and_then(org), written.holes()) {
        (None, [only]) => OrgId::Hole(only.hole.clone()),
        (id, _) => OrgId::Literal(id.unwrap_or_default().to_string()),
    }
}

/// What stands for an id at the statement; nothing if it is written elsewhere, where other names hold.
fn named(context: &StatementContext<'_>, id: OrgId) -> Option<PlaceName> {
    let workspace = context.policy.root.workspace;
    let hole = match &id {
        OrgId::Literal(id) => return (!id.is_empty()).then(|| PlaceName::Literal(id.clone())),
        OrgId::Hole(hole) => hole,
    };
    match (context.policy.policy.resource.language, &hole.kind) {
        (Language::CloudFormation, HoleKind::Input { name }) => Some(PlaceName::Reference(name.to_string())),
        (Language::CloudFormation, _) => None,
        (Language::Terraform, kind) => {
            let is_here = directory_of(workspace.path(hole.span.file)) == directory_of(workspace.path(context.statement.span.file));
            let written = workspace.slice(hole.span).trim();
            let is_name = written.chars().all(|char| char.is_ascii_alphanumeric() || "._-[]".contains(char));
            let is_reference = ["var.", "local.", "data."].iter().any(|start| written.starts_with(start)) && is_name;
            if let (true, HoleKind::Input { name }) = (is_here, kind) {
                return Some(PlaceName::Reference(name.to_string()));
            }
            (is_here && is_reference).then(|| PlaceName::Reference(written.to_owned()))
        }
    }
}

/// Whether the template is one of org-formation, where each resource is deployed to accounts of its own.
/// <https://github.com/org-formation/org-formation-cli/blob/master/docs/cloudformation-resources.md>
fn has_bindings(context: &StatementContext<'_>) -> bool {
    let policy = context.policy.policy;
    let text = context.policy.root.workspace.text(policy.resource.block.file);
    policy.resource.language == Language::CloudFormation && text.is_ok_and(|text| text.contains("OrganizationBinding"))
}

/// For whom a service acts by a condition on what is encrypted with the key, where that is not the owner alone.
fn of_guard(context: &StatementContext<'_>, condition: &Condition) -> Option<Sharing> {
    let root = &context.policy.root;
    let own = &context.policy.document.names.own_account;
    let is_own = |account: &str| root.trust.owners.iter().chain([own]).any(|own| own == account);
    if is_about_organisation(&condition) {
        return Some(Sharing::Organisation(named(context, id(condition.values.first()?))));
    }
    let of_value = |value: &Element| {
        let written = value.written();
        let account = if condition.key == "aws:sourcearn" { written.split(":").into_iter().nth(4)? } else { written.clone() };
        match (account.known(), account.holes()) {
            (Some(account), _) if is_account(account) => Some(if is_own(account) { OWN.to_owned() } else { account.to_owned() }),
            (None, [only]) => match &only.hole.kind {
                HoleKind::Input { name } if !name.contains('…') => Some(format!("`{name}`")),
                HoleKind::OwnAccount => Some(OWN.to_owned()),
                _ => None,
            },
            _ => None,
        }
    };
    let is_about_accounts = ["aws:sourceaccount", "aws:sourcearn"].contains(&condition.key.as_str());
    let mut accounts: Vec<String> = condition.values.iter().filter(|_| is_about_accounts).filter_map(of_value).collect();
    accounts.sort();
    accounts.dedup();
    accounts.iter().any(|account| account != OWN).then_some(Sharing::Accounts(accounts))
}

/// The guards of the other statements of the policy, with the service that has each.
fn guards_beside<'a>(context: &'a StatementContext<'_>) -> impl Iterator<Item = (String, &'a Condition)> {
    let others = context.policy.document.with_effect(Effect::Allow).filter(|other| other.span != context.statement.span);
    others.flat_map(|other| {
        let services = other.principals.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
        let services = services.filter(|entry| PrincipalKind::of(entry) == PrincipalKind::Service).map(|entry| service_of(&entry.text));
        services
            .flat_map(|service| other.conditions.iter().filter(|guard| asks_for_source(guard)).map(move |guard| (service.clone(), guard)))
    })
}

/// Where another service acts for somebody else, this one might as well.
fn beside_another(sharing: Sharing, service: String) -> Option<Sharing> {
    let Sharing::Accounts(mut accounts) = sharing else { return None };
    accounts.retain(|account| account != OWN);
    accounts.push(OWN.to_owned());
    Some(Sharing::Beside(accounts, service))
}

/// The account of the resource that a condition names as the source, where that is deployed to another than the resource of the policy.
fn account_of_source(context: &StatementContext<'_>) -> Option<String> {
    let policy = context.policy.policy;
    let root = &context.policy.root;
    let conditions = context.statement.conditions.iter().filter(|condition| condition.key == "aws:sourcearn");
    let steps = conditions.flat_map(|condition| &condition.values).flat_map(|value| value.origin.provenance.steps());
    let names: Vec<String> = steps.map(|step| referred_to(&step.name, policy.resource.language).0).collect();
    let own = DeployedTo::of(root, policy.resource);
    let of_aws = root.root.resources.iter().filter(|source| is_of_aws(source));
    let named = of_aws.filter(|source| names.iter().any(|name| *name == own_name(&without_keys(&source.address))));
    let another = named.map(|source| DeployedTo::of(root, source)).find(|account| account.is_another(&own) == Truth::Yes)?;
    Some(another.told())
}

/// What others than the owner send to.
pub(super) const CENTRAL: [&str; 4] = ["ecr", "kms", "sns", "sqs"];

/// The other accounts that may do the same here by themselves, as to a central topic: their services come too.
fn accounts_beside(context: &StatementContext<'_>) -> Vec<String> {
    if !CENTRAL.contains(&context.policy.policy.site.protects) {
        return vec![];
    }
    let root = &context.policy.root;
    let own = &context.policy.document.names.own_account;
    let is_own = |account: &str| root.trust.owners.iter().chain([own]).any(|own| own == account);
    let actions = |statement: &Statement| -> Vec<String> {
        statement
            .actions
            .iter()
            .filter(|listed| !listed.negated)
            .flat_map(|listed| &listed.entries)
            .map(|action| action.text.to_string().to_ascii_lowercase())
            .collect()
    };
    let asked = actions(context.statement);
    let beside =
        context.policy.document.with_effect(Effect::Allow).filter(|other| actions(other).iter().any(|action| asked.contains(action)));
    let entries = beside.flat_map(|other| &other.principals).filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
    let numbers = entries.filter_map(|entry| entry.account()).filter(|account| is_account(account) && !is_own(account));
    let mut accounts: Vec<String> = numbers.map(ToString::to_string).collect();
    if !accounts.is_empty() {
        accounts.push(OWN.to_owned());
    }
    accounts.sort();
    accounts.dedup();
    accounts
}

/// How an account is told that a path names and that is not known.
pub(super) const IN_PATH: &str = "what the path names";

/// How the account of the resource is told.
const OWN: &str = "your own";

/// The accounts that the paths of a statement name below `AWSLogs/`; of one without such paths, those of the other statements for the same caller, which
/// looks at the bucket before it writes there.
fn accounts_of_delivery(context: &StatementContext<'_>) -> Vec<String> {
    let names_caller = |statement: &Statement| {
        let mut named = statement.principals.iter().filter(|listed| !listed.negated).flat_map(|listed| &listed.entries);
        context.principal.is_some_and(|caller| named.any(|entry| entry.text.literal() == caller.text.literal()))
    };
    let mut accounts = accounts_in_paths(context, context.statement);
    if accounts.is_empty() {
        let beside = context.policy.document.with_effect(Effect::Allow).map(|statement| (statement, accounts_in_paths(context, statement)));
        let of_caller = beside.filter(|(statement, accounts)| !accounts.is_empty() && names_caller(statement));
        accounts = of_caller.flat_map(|(_, accounts)| accounts).collect();
    }
    accounts.sort();
    accounts.dedup();
    accounts
}

/// The accounts that the paths of a statement name below `AWSLogs/`, those too that only deployment tells.
fn accounts_in_paths(context: &StatementContext<'_>, statement: &Statement) -> Vec<String> {
    let root = &context.policy.root;
    let is_own = |account: &SmolStr| root.trust.owners.contains(account);
    // What stands for the own account is that of the code's default provider.
    let resource = context.policy.policy.resource;
    let is_terraform = resource.language == Language::Terraform;
    let is_elsewhere = || is_terraform && DeployedTo::of(root, resource).is_another(&DeployedTo::by_default(root)) == Truth::Yes;
    let paths = statement.resources.iter().flat_map(|listed| &listed.entries);
    let open = paths.filter_map(|path| {
        let written = path.written();
        let at = written.literal().find(LOGS)? + LOGS.len();
        match &written.holes().iter().find(|hole| usize::try_from(hole.at) == Ok(at))?.hole.kind {
            HoleKind::OwnAccount if is_elsewhere() => Some(DeployedTo::by_default(root).told()),
            HoleKind::OwnAccount => Some(OWN.to_owned()),
            HoleKind::Input { name } if !name.contains('…') => Some(format!("`{name}`")),
            _ => Some(IN_PATH.to_owned()),
        }
    });
    let literal = in_paths(statement).map(|account| if is_own(&account) { OWN.to_owned() } else { account.to_string() });
    literal.chain(open).collect()
}
