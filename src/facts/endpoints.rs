//! Which endpoints the Terraform provider calls for a type of resource, where its name does not say so (`endpoints.tsv`).

use super::table::{Index, RowCertainty, index, named, rows};
use std::sync::LazyLock;

/// What `endpoints` of a provider calls the services behind some types of resources.
#[derive(Debug)]
pub struct Endpoints {
    /// A type, which stands for those whose names go on behind it too: `aws_db`.
    pub types: &'static str,
    /// One service has several names there.
    pub names: Vec<&'static str>,
    pub certainty: RowCertainty,
    pub source: &'static str,
}

static ENDPOINTS: LazyLock<Index<Endpoints>> = LazyLock::new(|| {
    let endpoints = rows(include_str!("../../rules/facts/endpoints.tsv")).map(|row| Endpoints {
        types: row.text(0),
        names: row.list(1),
        certainty: row.certainty(2),
        source: row.text(3),
    });
    index(endpoints, |endpoints| endpoints.types)
});

/// Whether the provider surely calls an endpoint for resources of a type.
pub fn is_called_at(kind: &str, endpoint: &str) -> bool {
    let ends = kind.match_indices('_').map(|(at, _)| at).chain([kind.len()]);
    let mut longest_last: Vec<&str> = ends.filter_map(|end| kind.get(..end)).collect();
    let known = std::iter::from_fn(|| longest_last.pop()).find_map(|types| named(&ENDPOINTS, types).first());
    known.map_or_else(|| kind.split('_').nth(1) == Some(endpoint), |known| known.names.contains(&endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_called_at_their_own_endpoints() {
        for (kind, endpoint, is_called) in [
            ("aws_iam_role", "iam", true),
            ("aws_sns_topic_policy", "sns", true),
            ("aws_sns_topic_policy", "mturk", false),
            ("aws_db_snapshot", "rds", true),
            ("aws_security_group_rule", "ec2", true),
            ("aws_vpclattice_service", "ec2", false),
            ("aws_cloudwatch_event_permission", "events", true),
            ("aws_cloudwatch_metric_alarm", "events", false),
            ("aws_s3_access_point", "s3", false),
            ("aws_s3_bucket_policy", "s3", true),
        ] {
            assert_eq!(is_called_at(kind, endpoint), is_called, "{kind} {endpoint}");
        }
    }
}
