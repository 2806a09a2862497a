//! Of which services the sources are that a service principal acts for (`source_services.tsv`).

use super::services::service;
use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// What a service principal acts for: every ARN that it sends as `aws:SourceArn` is of one of these services.
#[derive(Debug)]
pub struct SourceServices {
    pub principal: &'static str,
    /// As they stand in ARNs; the service's own first.
    pub services: Vec<&'static str>,
    pub note: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static SERVICES: LazyLock<Index<SourceServices>> = LazyLock::new(|| {
    let services = rows(include_str!("../../rules/facts/source_services.tsv")).map(|row| SourceServices {
        principal: row.text(0),
        services: row.list(1),
        note: row.text(2),
        certainty: row.certainty(3),
        source: row.text(4),
    });
    index(services, |services| services.principal)
});

/// What a service principal, also by its regional name, acts for; nothing where that is not established.
pub fn source_services(principal: &str) -> Option<&'static SourceServices> {
    named(&SERVICES, service(principal)?.principal).first()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_services_act_for_is_told_by_principal() {
        let of = |principal| source_services(principal).map(|known| known.services.as_slice());
        assert_eq!(of("events.amazonaws.com"), Some(&["events"][..]));
        assert_eq!(of("logs.eu-west-1.amazonaws.com"), Some(&["logs"][..]));
        assert_eq!(of("redshift.amazonaws.com"), None);
        for row in SERVICES.values().flatten() {
            let known = service(row.principal).filter(|known| known.principal == row.principal);
            let format = known.map(|known| known.source_arn_format.split(':').nth(2).unwrap_or_default());
            assert_eq!(format, row.services.first().copied(), "{}", row.principal);
            assert!(row.source.starts_with("https://docs.aws.amazon.com/"), "{}", row.principal);
        }
    }
}
