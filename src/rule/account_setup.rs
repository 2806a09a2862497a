//! Code that sets an account up.

use super::context::RootContext;

/// What is made once for an account, by whoever sets it up: its settings, its network, its people.
const OF_ACCOUNTS: [&str; 12] = [
    "account_public_access_block",
    "detector",
    "flow_log",
    "group",
    "metadata_defaults",
    "password_policy",
    "recorder",
    "snapshot_block",
    "trail",
    "user",
    "volume_encryption",
    "vpc",
];

/// Whether the code sets an account up: that of one application is not asked for what the account lacks.
pub(super) fn is_baseline(root: &RootContext<'_>) -> bool {
    OF_ACCOUNTS.iter().any(|kind| !root.subjects.of_kind(kind).is_empty())
}
