//! Whether what speaks for an account, or for a Region of one, speaks for a resource.

use crate::mapped_text::HoleKind;
use crate::resource::{Language, Resource};
use crate::truth::Truth;
use crate::value::{Kind, Value};
use smol_str::SmolStr;

/// What holds in all Regions of an account. Other settings of an account hold in one.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
const OF_ALL_REGIONS: [&str; 3] =
    ["aws_s3_account_public_access_block", "aws_iam_account_password_policy", "AWS::IAM::AccountPasswordPolicy"];

/// Whether a setting of an account counts for a resource. Where neither tells its account or Region, there is one.
pub fn counts_for(setting: &Resource, resource: &Resource) -> Truth {
    let is_elsewhere = |own: Option<&str>, other: Option<&str>| matches!((own, other), (Some(own), Some(other)) if own != other);
    if !OF_ALL_REGIONS.contains(&setting.kind.as_str()) && is_elsewhere(setting.region(), resource.region()) {
        return Truth::No;
    }
    let own = &resource.provider.accounts;
    let is_among = |accounts: &[SmolStr]| match accounts.iter().any(|account| own.contains(account)) {
        _ if own.is_empty() || accounts.is_empty() => None,
        is_there => Some(is_there),
    };
    let provider = || is_among(&setting.provider.accounts).map_or(Truth::Yes, Truth::from);
    match setting.attributes.get("account_id").filter(|_| setting.language == Language::Terraform) {
        None => provider(),
        Some(account) if matches!(account.kind, Kind::Null | Kind::Absent) => provider(),
        Some(account) => match account.as_str().map(SmolStr::new) {
            Some(account) => is_among(&[account]).map_or(Truth::Unknown, Truth::from),
            None if is_own_account(account) => provider(),
            None => Truth::Unknown,
        },
    }
}

/// Whether a value is the id of the account that the provider deploys to.
fn is_own_account(account: &Value) -> bool {
    let text = account.to_text();
    text.is_some_and(|text| text.literal().is_empty() && matches!(text.holes(), [only] if only.hole.kind == HoleKind::OwnAccount))
}
