//! Accounts that are likely of the same owner: the code keeps them together with the own one, in the collection that gives a provider of any root its
//! account, or another root deploys to them.

use crate::attribute_path::AttributePath;
use crate::facts;
use crate::iam::exposure::Outsider;
use crate::iam::principal::Principal;
use crate::mapped_text::Text;
use crate::resource::{LooseKind, Root};
use crate::source::{Span, Workspace};
use crate::value::{Provenance, Value};
use smol_str::SmolStr;

/// Where a provider names its account.
const ACCOUNTS_OF_PROVIDER: [AttributePath<'static>; 3] = [
    AttributePath::new("allowed_account_ids[]"),
    AttributePath::new("assume_role[].role_arn"),
    AttributePath::new("assume_role_with_web_identity[].role_arn"),
];

/// A longer reference names more than a member.
const LONGEST_STEP: usize = 120;

/// A reference as it is written, to its last step.
fn reference(workspace: &Workspace, begin: Span) -> &str {
    let is_of_reference = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '[' | ']' | '"');
    let text = workspace.text(begin.file).ok().and_then(|text| text.get(begin.start as usize..)).unwrap_or_default();
    let end = text.find(|char: char| !is_of_reference(char)).unwrap_or(text.len());
    text.get(..end.min(LONGEST_STEP)).unwrap_or_default()
}

/// The variables and locals that a text came through.
fn sources(whole: &Provenance, text: &Text) -> Vec<SmolStr> {
    let parts = text.first_provenance();
    let steps = whole.steps().chain(parts.steps()).map(|step| step.name.clone());
    steps.filter(|name| name.starts_with("var.") || name.starts_with("local.")).collect()
}

/// Why the account of a principal may be one of the owner's too; `likely_own` has accounts with the reason in words.
pub(super) fn doubt(
    outsider: Outsider,
    principal: Option<&Principal>,
    (root, workspace): (&Root, &Workspace),
    likely_own: &[(SmolStr, SmolStr)],
) -> Option<String> {
    let principal = principal.filter(|_| outsider == Outsider::Account)?;
    let account = principal.account().filter(|account| facts::vendor(account).is_none())?;
    // `var.accounts["vendor"]` says whose it is.
    let parts = principal.written().first_provenance();
    let mut steps = principal.origin.provenance.steps().chain(parts.steps());
    if steps.any(|step| facts::names_a_stranger(reference(workspace, step.span))) {
        return None;
    }
    let from = sources(&principal.origin.provenance, principal.written());
    let providers = root.loose.iter().filter(|loose| loose.kind == LooseKind::Provider);
    let arguments = providers.flat_map(|loose| ACCOUNTS_OF_PROVIDER.iter().flat_map(|path| path.values(&loose.resource.attributes)));
    let of_value = |value: &Value| Some(sources(&value.provenance, &value.to_text()?));
    let own: Vec<SmolStr> = arguments.filter_map(|(_, value)| of_value(value)).flatten().collect();
    let shared = from.into_iter().find(|name| own.contains(name)).map(|name| format!("stands in `{name}` beside your own account"));
    let elsewhere = || likely_own.iter().find(|(likely, _)| likely == account).map(|(_, why)| why.to_string());
    let why = shared.or_else(elsewhere)?;
    Some(format!("{account} {why}, and might be yours too; `--trusted-account` tells whom you trust"))
}
