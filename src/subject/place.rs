//! Whether what speaks for an account, or for a Region of one, speaks for a resource.

use crate::facts::{self, ShapePart};
use crate::mapped_text::{HoleKind, Text};
use crate::resource::{Language, Resource, Root};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use smol_str::SmolStr;

/// Whether a setting of an account counts for a resource. Where neither tells its account or Region, there is one. `told` are the own accounts as
/// [`told_owners`] gives them.
pub fn counts_for(setting: &Resource, resource: &Resource, told: &[SmolStr]) -> Truth {
    is_of_region(setting, resource).and(is_of_account(setting, resource, told))
}

/// The own accounts, where somebody tells them who need not ask the code: it deploys to no others. None where only providers name some.
pub fn told_owners<'o>(root: &Root, owners: &'o [SmolStr]) -> &'o [SmolStr] {
    let named = root.own_accounts();
    if owners.iter().any(|owner| !named.contains(owner)) { owners } else { &[] }
}

fn is_of_region(setting: &Resource, resource: &Resource) -> Truth {
    let has_own = |of: &Resource| of.attributes.get("region").is_some_and(|own| !matches!(own.kind, Kind::Null | Kind::Absent));
    match (setting.region(), resource.region()) {
        _ if facts::holds_in_all_regions(&setting.kind) => Truth::Yes,
        (Some(one), Some(other)) => Truth::from(one == other),
        (None, None) if !has_own(setting) && !has_own(resource) && setting.provider.name == resource.provider.name => Truth::Yes,
        _ => Truth::Unknown,
    }
}

fn is_of_account(setting: &Resource, resource: &Resource, told: &[SmolStr]) -> Truth {
    let is_of_provider = !resource.provider.accounts.is_empty();
    let own = if is_of_provider { resource.provider.accounts.as_slice() } else { told };
    let is_among = |accounts: &[SmolStr]| match accounts.iter().any(|account| own.contains(account)) {
        _ if own.is_empty() || accounts.is_empty() => None,
        // Of several own accounts it may be another one.
        true if !is_of_provider && own.len() > 1 => Some(Truth::Unknown),
        is_there => Some(Truth::from(is_there)),
    };
    let provider = || is_among(&setting.provider.accounts).unwrap_or(Truth::Yes);
    match setting.attributes.get("account_id").filter(|_| setting.language == Language::Terraform) {
        None => provider(),
        Some(account) if matches!(account.kind, Kind::Null | Kind::Absent) => provider(),
        Some(account) => match account.as_str().map(SmolStr::new) {
            Some(account) => is_among(&[account]).unwrap_or(Truth::Unknown),
            None if is_own_account(account) => provider(),
            None => Truth::Unknown,
        },
    }
}

/// Whether a value is the id of the account that the provider deploys to.
fn is_own_account(account: &Value) -> bool {
    account.to_text().is_some_and(|text| is_only(&text, &HoleKind::OwnAccount))
}

fn is_only(text: &Text, kind: &HoleKind) -> bool {
    text.literal().is_empty() && matches!(text.holes(), [only] if only.hole.kind == *kind)
}

/// Whether a resource that has the name is surely not the one that is meant: AWS looks for it in the account and the Region that the ARN tells, and by a
/// name alone in those of whoever names it. What has no account or Region in its ARN is found from everywhere.
pub(super) fn is_elsewhere(named: &Resource, text: &Text, by: &Resource) -> bool {
    let Some(shape) = facts::arn_shapes(&named.kind).iter().find(|shape| shape.shape.starts_with("arn:")) else { return false };
    let parts = shape.parts();
    let fields = text.split(":");
    let told = |index: usize, own: HoleKind| match fields.get(index) {
        Some(field) if fields.first().and_then(Text::known) == Some("arn") => match field.known() {
            Some(known) => Meant::This(known.to_owned()),
            None if is_only(field, &own) => Meant::OfWhoNames,
            None => Meant::Open,
        },
        _ => Meant::OfWhoNames,
    };
    let accounts = &named.provider.accounts;
    let is_of_another_account = match told(4, HoleKind::OwnAccount) {
        Meant::This(account) => !accounts.is_empty() && !accounts.iter().any(|known| *known == account),
        Meant::OfWhoNames => {
            let own = &by.provider.accounts;
            !accounts.is_empty() && !own.is_empty() && !accounts.iter().any(|account| own.contains(account))
        }
        Meant::Open => false,
    };
    let is_of_another_region = match (told(3, HoleKind::Region), named.region()) {
        (Meant::This(region), Some(known)) => region != known,
        (Meant::OfWhoNames, Some(known)) => by.region().is_some_and(|own| own != known),
        (Meant::Open, _) | (_, None) => false,
    };
    parts.contains(&ShapePart::Account) && is_of_another_account || parts.contains(&ShapePart::Region) && is_of_another_region
}

/// Which account or Region a name is about.
enum Meant {
    This(String),
    OfWhoNames,
    Open,
}
