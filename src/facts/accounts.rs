//! Account ids that are published: AWS's own, and those of vendors who ask for access to their customers' accounts.

use super::table::{Index, RowCertainty, index, named, rows};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// An account (or a canonical user id) that AWS itself acts from (`aws_accounts.tsv`).
#[derive(Debug)]
pub struct AwsAccount {
    pub account: &'static str,
    /// `elasticloadbalancing`, `cloudtrail`, …
    pub service: &'static str,
    /// Empty if it is not told for which Region.
    pub region: &'static str,
    /// It acts for any customer, and the customer's account in the object path is the documented guard.
    pub path_guard: bool,
    /// The service principal that has taken its place, where it writes for any customer as that does; empty if it does not.
    pub delivers_as: &'static str,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

/// An account of a company that customers give access to (`vendors.tsv`).
#[derive(Debug)]
pub struct Vendor {
    pub account: &'static str,
    pub name: &'static str,
    /// Where the vendor documents that it puts the external id together: its form, with `<customer>` for the customer's name.
    pub external_id: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static OWN: LazyLock<Index<AwsAccount>> = LazyLock::new(|| {
    let accounts = rows(include_str!("../../rules/facts/aws_accounts.tsv")).map(|row| AwsAccount {
        account: row.text(0),
        service: row.text(1),
        region: row.text(2),
        path_guard: row.flag(3),
        delivers_as: row.text(4),
        note: row.text(5),
        certainty: row.certainty(6),
        source: row.text(7),
    });
    index(accounts, |account| account.service)
});

static VENDORS: LazyLock<Index<Vendor>> = LazyLock::new(|| {
    let vendors = rows(include_str!("../../rules/facts/vendors.tsv")).map(|row| Vendor {
        account: row.text(0),
        name: row.text(1),
        external_id: row.text(2),
        certainty: row.certainty(3),
        source: row.text(4),
    });
    index(vendors, |vendor| vendor.account)
});

/// The account from which a service acts in a Region, if that is known, as Terraform's `aws_elb_service_account` and its like tell it; of some it is one
/// everywhere.
pub fn service_account(service: &str, region: Option<&str>) -> Option<&'static AwsAccount> {
    let mut accounts = named(&OWN, service).iter().filter(|account| account.account.len() == 12);
    let is_everywhere = accounts.clone().all(|account| account.region.is_empty());
    accounts.find(|account| is_everywhere || Some(account.region) == region)
}

/// Whether the name of an account says that it is somebody else's.
pub fn names_a_stranger(name: &str) -> bool {
    const WORDS: [&str; 7] = ["customer", "external", "partner", "supplier", "third", "vendor", "vendors"];
    let name = name.to_ascii_lowercase();
    let mut words = name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| WORDS.contains(&word) || VENDORS.values().flatten().any(|vendor| vendor.name.eq_ignore_ascii_case(word)))
}

/// The account of AWS itself with this number.
pub fn aws_account(id: &str) -> Option<&'static AwsAccount> {
    OWN.values().flatten().filter(|account| account.account == id).min_by_key(|account| account.service)
}

/// An account of AWS that writes for any customer, as the service principal that has taken its place does.
pub fn delivering_account(id: &str) -> Option<&'static AwsAccount> {
    // Policies may name thousands of accounts.
    static DELIVERING: LazyLock<FxHashMap<&str, &AwsAccount>> = LazyLock::new(|| {
        let mut found = FxHashMap::default();
        for account in OWN.values().flatten().filter(|account| !account.delivers_as.is_empty()) {
            found.entry(account.account).or_insert(account);
        }
        found
    });
    DELIVERING.get(id).copied()
}

/// The account of AWS that a data source looks up for a Region which is not known, by the address of the data source: one that stands for those of all
/// Regions, each of which writes for any customer.
pub fn looked_up_account(address: &str) -> Option<&'static str> {
    const LOOK_UPS: [(&str, &str); 3] = [
        ("aws_cloudtrail_service_account", "cloudtrail"),
        ("aws_elb_service_account", "elasticloadbalancing"),
        ("aws_redshift_service_account", "redshift"),
    ];
    let (_, service) = LOOK_UPS.iter().find(|(name, _)| address.split('.').any(|part| part == *name))?;
    let mut accounts = named(&OWN, service).iter().filter(|account| !account.delivers_as.is_empty());
    accounts.find(|account| account.region == "us-east-1").map(|account| account.account)
}

/// The vendor with this account id.
pub fn vendor(id: &str) -> Option<&'static Vendor> {
    named(&VENDORS, id).first()
}

/// Twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account that an ARN names, if it is written out.
pub fn account_of_arn(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| arn.starts_with("arn:") && is_account(account))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_accounts_are_known() {
        assert_eq!(vendor("464622532012").map(|vendor| vendor.name), Some("Datadog"));
        let balancers = service_account("elasticloadbalancing", Some("eu-west-1"));
        assert_eq!(balancers.map(|account| (account.account, account.path_guard)), Some(("156460612806", true)));
        let writes_as = |id| delivering_account(id).map(|account| account.delivers_as);
        assert_eq!(writes_as("127311923021"), Some("logdelivery.elasticloadbalancing.amazonaws.com"));
        assert_eq!(writes_as("193672423079"), Some("redshift.amazonaws.com"));
        assert!(delivering_account("111122223333").is_none() && delivering_account("002294850712").is_none());
        assert!(vendor("111122223333").is_none() && service_account("elasticloadbalancing", None).is_none());
        assert!(service_account("cloudtrail", None).is_none() && service_account("billing", None).is_some());
    }
}
