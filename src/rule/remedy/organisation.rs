//! Whether a policy is that of a whole organisation, so that a service acts there for other accounts than the owner's too.

use super::names::{PlaceName, several_accounts};
use super::sources;
use crate::iam::condition::Condition;
use crate::iam::document::{Element, Statement};
use crate::mapped_text::{Hole, HoleKind};
use crate::resource::Language;
use crate::rule::context::StatementContext;
use crate::rule::module_directories::directory;
use crate::rule::trusted::org;

/// Those for whom services act there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Sharing {
    /// The accounts of this organisation; nothing if its id is not to be had.
    Organisation(Option<PlaceName>),
    /// These accounts, as object paths name them, or as the resources are deployed that have the policy.
    Accounts(Vec<String>),
    /// Those of the resource of the policy and of another that leads there, and the address of that.
    Sources(Vec<String>, String),
}

/// Who shares the resource, by what the policy says of paths and callers; nothing where it speaks of the owner alone.
pub(super) fn sharing(context: &StatementContext<'_>) -> Option<Sharing> {
    let statements = &context.policy.document.statements;
    let mut paths = statements.iter().filter_map(|statement| statement.resources.as_ref()).flat_map(|listed| &listed.entries);
    // A guard that asks for the owner's organisation, which keeps no service out, shows that the organisation is meant.
    let meant = context.statement.conditions.iter().filter(|condition| OF_OWNER.contains(&condition.key.as_str()));
    let conditions = statements.iter().flat_map(|statement| &statement.conditions).filter(is_about_organisation).chain(meant);
    let mut values = conditions.flat_map(|condition| &condition.values);
    if let Some(found) = paths.find_map(in_path).or_else(|| values.next().map(id)) {
        return Some(Sharing::Organisation(named(context, found)));
    }
    let mut accounts: Vec<String> = accounts_in_paths(context.statement);
    accounts.sort();
    accounts.dedup();
    if let Some(deployed) = several_accounts(context).filter(|_| accounts.is_empty()) {
        accounts = deployed;
    }
    match accounts.len() {
        0 => sources::elsewhere(context).map(|(accounts, source)| Sharing::Sources(accounts, source)),
        1 => None,
        _ => Some(Sharing::Accounts(accounts)),
    }
}

/// The id of an organisation as a policy gives it.
enum OrgId<'a> {
    Literal(String),
    Hole(&'a Hole),
}

/// The organisation in a path below `AWSLogs/`. What stands there and is not known counts if it is called so.
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html>
fn in_path(resource: &Element) -> Option<OrgId<'_>> {
    let written = resource.written();
    if let Some(id) = written.literal().split("AWSLogs/").nth(1).and_then(org) {
        return Some(OrgId::Literal(id.to_string()));
    }
    let at = written.literal().find("AWSLogs/")? + "AWSLogs/".len();
    let hole = &written.holes().iter().find(|hole| usize::try_from(hole.at) == Ok(at))?.hole;
    let name = match &hole.kind {
        HoleKind::OwnOrg => return Some(OrgId::Hole(hole)),
        HoleKind::Input { name } => name.to_lowercase(),
        HoleKind::Attribute { resource, .. } => resource.to_lowercase(),
        HoleKind::Unknown(why) => why.detail.to_lowercase(),
        HoleKind::Encoded { .. } | HoleKind::OwnAccount | HoleKind::Partition | HoleKind::Region => return None,
    };
    let is_org = name.split(|char: char| !char.is_ascii_alphanumeric()).any(|word| word.starts_with("org"));
    is_org.then_some(OrgId::Hole(hole))
}

const OF_OWNER: [&str; 2] = ["aws:resourceorgid", "aws:resourceorgpaths"];

fn is_about_organisation(condition: &&Condition) -> bool {
    ["aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths"].contains(&condition.key.as_str())
}

/// The organisation in a value of a condition.
fn id(value: &Element) -> OrgId<'_> {
    let written = value.written();
    match (org(written.literal()), written.holes()) {
        (None, [only]) => OrgId::Hole(&only.hole),
        (id, _) => OrgId::Literal(id.unwrap_or_default().to_string()),
    }
}

/// What stands for an id at the statement; nothing if it is written elsewhere, where other names hold.
fn named(context: &StatementContext<'_>, id: OrgId<'_>) -> Option<PlaceName> {
    let workspace = context.policy.root.workspace;
    let hole = match id {
        OrgId::Literal(id) => return (!id.is_empty()).then_some(PlaceName::Literal(id)),
        OrgId::Hole(hole) => hole,
    };
    match (context.policy.policy.resource.language, &hole.kind) {
        (Language::CloudFormation, HoleKind::Input { name }) => Some(PlaceName::Reference(name.to_string())),
        (Language::CloudFormation, _) => None,
        (Language::Terraform, kind) => {
            let is_here = directory(workspace, hole.span.file) == directory(workspace, context.statement.span.file);
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

/// The accounts that the paths of a statement name below `AWSLogs/`.
fn accounts_in_paths(statement: &Statement) -> Vec<String> {
    let paths = statement.resources.iter().flat_map(|listed| &listed.entries);
    let account = |path: &Element| {
        let account = path.written().literal().split("AWSLogs/").nth(1)?.get(..12)?.to_owned();
        account.bytes().all(|byte| byte.is_ascii_digit()).then_some(account)
    };
    paths.filter_map(account).collect()
}
