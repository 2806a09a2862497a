//! The policy inside the text of an API definition, in JSON or YAML:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html>

use crate::json;
use crate::mapped_text::WhyCode;
use crate::terraform;
use crate::value::{Kind, Value};

/// The member of a definition that holds the policy.
pub(crate) const POLICY: &str = "x-amazon-apigateway-policy";

/// The policy of a definition; absent if it has none.
pub(super) fn policy(definition: &Value) -> Value {
    definition.distribute(&mut |definition| {
        let absent = || Value::new(Kind::Absent, definition.span);
        let policy = |definition: &Value| definition.get(POLICY).cloned().unwrap_or_else(absent);
        let Kind::Text(text) = &definition.kind else {
            return if matches!(definition.kind, Kind::Unknown(_)) { definition.clone() } else { policy(definition) };
        };
        if !text.literal().contains(POLICY) {
            return absent();
        }
        match json::parse(text, definition.span) {
            (read, None) => policy(&read),
            _ => match terraform::yaml_value(text, definition.span) {
                Some(read) => policy(&read),
                None => Value::unknown(WhyCode::UnsupportedSyntax, "the API definition around it is not read", definition.span),
            },
        }
    })
}
