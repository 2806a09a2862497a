//! Data sources whose answers are known in kind: the own account, region, partition and organisation, and policy documents.

use super::evaluate::Evaluator;
use super::policy_document;
use super::resources::read_at_deployment;
use super::tree::Block;
use crate::mapped_text::{Hole, HoleKind, Text};
use crate::source::Span;
use crate::value::{Map, Value};
use std::sync::Arc;

/// What is known of an attribute of a data source.
#[derive(Clone, Copy)]
enum Known {
    OwnAccount,
    Partition,
    Region,
    OwnOrg,
    Constant(&'static str),
    /// An ARN in which only the account is known, and that in kind.
    CallerArn,
    /// A list of maps that each carry an id of an own account.
    Accounts,
    /// The ids of the accounts.
    AccountIds,
    /// Evaluated in [`policy_document`].
    Document,
}

const KNOWN: &[(&str, &str, Known)] = &[
    ("aws_caller_identity", "account_id", Known::OwnAccount),
    ("aws_caller_identity", "arn", Known::CallerArn),
    ("aws_caller_identity", "id", Known::OwnAccount),
    ("aws_iam_policy_document", "json", Known::Document),
    ("aws_iam_policy_document", "minified_json", Known::Document),
    ("aws_organizations_organization", "accounts", Known::Accounts),
    ("aws_organizations_organization", "id", Known::OwnOrg),
    ("aws_organizations_organization", "master_account_id", Known::OwnAccount),
    ("aws_organizations_organization", "non_master_accounts", Known::Accounts),
    ("aws_organizations_organizational_unit_descendant_accounts", "accounts", Known::Accounts),
    ("aws_organizations_organizational_unit_child_accounts", "accounts", Known::Accounts),
    ("aws_partition", "dns_suffix", Known::Constant("amazonaws.com")),
    ("aws_partition", "id", Known::Partition),
    ("aws_partition", "partition", Known::Partition),
    ("aws_region", "id", Known::Region),
    ("aws_region", "name", Known::Region),
    ("aws_region", "region", Known::Region),
    ("aws_ssoadmin_instances", "owner_account_ids", Known::AccountIds),
];

/// The attributes of a data source that are known in kind.
pub(super) fn computed(block: &Block) -> &'static [&'static str] {
    match block.label(0).map(|label| label.as_str()) {
        Some("aws_caller_identity") => &["account_id", "id"],
        Some("aws_iam_policy_document") => &["json"],
        Some("aws_partition") => &["partition", "dns_suffix"],
        Some("aws_region") => &["name", "id"],
        _ => &[],
    }
}

/// An attribute that is not configured.
pub(super) fn attribute<'a>(evaluator: &Evaluator<'a>, block: &Block, name: &str, attributes: &dyn Fn() -> Value) -> Value {
    let span = block.header;
    let kind = block.label(0).map_or("", |label| label.as_str());
    let known = KNOWN.iter().find(|(data, attribute, _)| *data == kind && *attribute == name);
    match known.map(|(_, _, known)| *known) {
        Some(Known::OwnAccount) => Value::hole(HoleKind::OwnAccount, span),
        Some(Known::Partition) => Value::hole(HoleKind::Partition, span),
        Some(Known::Region) => Value::hole(HoleKind::Region, span),
        Some(Known::OwnOrg) => Value::hole(HoleKind::OwnOrg, span),
        Some(Known::Constant(text)) => Value::text(Text::computed(text, span), span),
        Some(Known::CallerArn) => Value::text(caller_arn(block), span),
        Some(Known::Accounts) => Value::list(vec![account(span)], span),
        Some(Known::AccountIds) => Value::list(vec![Value::hole(HoleKind::OwnAccount, span)], span),
        Some(Known::Document) => policy_document::json(evaluator, &attributes(), block.span),
        None => read_at_deployment(block, span),
    }
}

/// `arn:aws:sts::111122223333:assumed-role/x/y`, of which only the place of the account is known.
fn caller_arn(block: &Block) -> Text {
    let span = block.header;
    let resource = super::resources::address(block);
    let unknown = || HoleKind::Attribute { resource: resource.clone(), name: "arn".into() };
    arn(&[("arn:", HoleKind::Partition), (":", unknown()), ("::", HoleKind::OwnAccount), (":", unknown())], span)
}

/// Texts each followed by a hole.
fn arn(parts: &[(&str, HoleKind)], span: Span) -> Text {
    let mut text = Text::default();
    for (before, hole) in parts {
        text.push_computed(before, span);
        text.push_hole(Arc::new(Hole { kind: hole.clone(), span }));
    }
    text
}

/// One account that stands for all of the organisation: each is an own one.
fn account(span: Span) -> Value {
    let mut map = Map::default();
    map.push("id", span, Value::hole(HoleKind::OwnAccount, span));
    let parts = [
        ("arn:", HoleKind::Partition),
        (":organizations::", HoleKind::OwnAccount),
        (":account/", HoleKind::OwnOrg),
        ("/", HoleKind::OwnAccount),
    ];
    map.push("arn", span, Value::text(arn(&parts, span), span));
    Value::map(map, span)
}
