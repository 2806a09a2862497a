//! The provider `awscc`: its types are made of CloudFormation's, with every name in snake case. So each row about a type of CloudFormation gives one about the type of
//! `awscc`. <https://registry.terraform.io/providers/hashicorp/awscc/latest/docs>

use super::table::TableRow;

/// What a column of a table holds, besides names of languages and types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedCell {
    /// A path of attributes, `A.B[].C`, or several with `|` between them.
    Path(usize),
    /// `word=Path;word=Path`.
    Fields(usize),
    /// `Argument=value`.
    OnlyIf(usize),
    /// A text with names in `{…}`.
    Shape(usize),
    /// An attribute of a resource: `Arn`, or `Ref`, which is `id`.
    Attribute(usize),
}

/// The rows of a table, with one about `awscc` behind each about CloudFormation. Where no column names the language, the types tell it.
pub(super) fn with_awscc<'c>(
    rows: impl Iterator<Item = TableRow> + 'c,
    (language, kind): (Option<usize>, usize),
    names: &'c [NamedCell],
) -> impl Iterator<Item = TableRow> + 'c {
    rows.flat_map(move |row| {
        let of_awscc = of_cloudformation(row.text(kind)).map(|of| {
            let mut twin = row.with(kind, of);
            if let Some(language) = language {
                twin = twin.with(language, "terraform".to_owned());
            }
            names.iter().fold(twin, |twin, named| renamed(&twin, *named))
        });
        [Some(row), of_awscc].into_iter().flatten()
    })
}

/// The type of `awscc` for one of CloudFormation: `awscc_ec2_security_group` for `AWS::EC2::SecurityGroup`.
fn of_cloudformation(kind: &str) -> Option<String> {
    let (service, name) = kind.strip_prefix("AWS::")?.split_once("::")?;
    Some(format!("awscc_{}_{}", service.to_ascii_lowercase(), snake_case(name)))
}

fn renamed(row: &TableRow, named: NamedCell) -> TableRow {
    let each = |text: &str, between: char, rename: &dyn Fn(&str) -> String| {
        text.split(between).map(rename).collect::<Vec<_>>().join(&between.to_string())
    };
    let path = |text: &str| each(text, '|', &|path| each(path, '.', &snake_case));
    match named {
        NamedCell::Path(column) => row.with(column, path(row.text(column))),
        NamedCell::Fields(column) => {
            let field = |field: &str| field.split_once('=').map_or_else(|| field.to_owned(), |(word, of)| format!("{word}={}", path(of)));
            row.with(column, each(row.text(column), ';', &field))
        }
        NamedCell::OnlyIf(column) => {
            let text = row.text(column);
            row.with(column, text.split_once('=').map_or_else(String::new, |(name, values)| format!("{}={values}", path(name))))
        }
        NamedCell::Shape(column) => {
            let mut parts = row.text(column).split('{');
            let first = parts.next().unwrap_or_default().to_owned();
            let shape = parts.fold(first, |shape, part| {
                let (names, behind) = part.split_once('}').unwrap_or((part, ""));
                let name = |name: &str| match name.strip_prefix("https://") {
                    Some(name) => format!("https://{}", path(name)),
                    None if name == "Ref" => "id".to_owned(),
                    None => path(name),
                };
                format!("{shape}{{{}}}{behind}", each(names, '|', &name))
            });
            row.with(column, shape)
        }
        NamedCell::Attribute(column) => {
            let name = row.text(column);
            row.with(column, if name == "Ref" { "id".to_owned() } else { path(name) })
        }
    }
}

/// As the provider's generator does it: a `_` before each capital that begins a word, and after each small letter or digit before a capital.
fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut result = String::new();
    for (place, char) in chars.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| chars.get(place));
        let begins_word = chars.get(place + 1).is_some_and(char::is_ascii_lowercase);
        let follows_small = before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        let is_apart = before.is_some_and(|before| before.is_ascii_alphanumeric()) && (begins_word || follows_small);
        if char.is_ascii_uppercase() && is_apart {
            result.push('_');
        }
        result.push(char.to_ascii_lowercase());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{of_cloudformation, snake_case};

    #[test]
    fn names_are_those_of_the_provider() {
        for (name, expected) in [
            ("SecurityGroupIngress[]", "security_group_ingress[]"),
            ("CidrIpv6", "cidr_ipv6"),
            ("KMSMasterKeyID", "kms_master_key_id"),
            ("DBInstance", "db_instance"),
            ("SSEAlgorithm", "sse_algorithm"),
            ("VPCEndpoint", "vpc_endpoint"),
            ("SourceSecurityGroupId", "source_security_group_id"),
        ] {
            assert_eq!(snake_case(name), expected);
        }
        assert_eq!(of_cloudformation("AWS::ApiGatewayV2::Api").as_deref(), Some("awscc_apigatewayv2_api"));
        assert_eq!(of_cloudformation("aws_s3_bucket"), None);
    }
}
