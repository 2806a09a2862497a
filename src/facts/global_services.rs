//! Services with one endpoint for all Regions of a partition, and the Region that a request to them has (`global_services.tsv`).

use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// Where a service without Regions is called in a partition: `aws:RequestedRegion` is this Region, whatever the caller chooses.
#[derive(Debug)]
pub struct GlobalService {
    /// The prefix of its actions: `iam`.
    pub service: &'static str,
    pub partition: &'static str,
    pub region: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static SERVICES: LazyLock<Index<GlobalService>> = LazyLock::new(|| {
    let services = rows(include_str!("../../rules/facts/global_services.tsv")).map(|row| GlobalService {
        service: row.text(0),
        partition: row.text(1),
        region: row.text(2),
        certainty: row.certainty(3),
        source: row.text(4),
    });
    index(services, |service| service.service)
});

/// In each partition, the Region of requests to a service that has one endpoint there; none for a service that has one in each Region.
pub fn global_service(service: &str) -> &'static [GlobalService] {
    named(&SERVICES, service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn global_services_are_called_in_one_region() {
        let regions = |service| global_service(service).iter().map(|known| (known.partition, known.region)).collect::<Vec<_>>();
        assert_eq!(regions("iam"), [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")]);
        assert_eq!(regions("ec2"), []);
    }
}
