//! The operations of an API that its OpenAPI definition describes, and which of them ask nobody who they are.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>

use crate::attribute_path::AttributePath;
use crate::condition::Assignment;
use crate::json;
use crate::policy::API_POLICY;
use crate::resource::Resource;
use crate::source::Span;
use crate::value::{Kind, Value};

/// A method of a path.
pub(super) struct Operation {
    pub(super) given: Assignment,
    pub(super) place: Span,
    /// Whether the definition has a resource policy, which says who gets in.
    pub(super) has_policy: bool,
    /// Under each set of answers to what the code leaves open, whatever a resource policy says.
    pub(super) asks_nobody: Vec<(Assignment, bool)>,
}

/// What a definition may have for a path, but for `options`: a preflight request cannot carry credentials.
const VERBS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "trace", "x-amazon-apigateway-any-method"];

/// The operations of the definition that the code has, as far as they are known.
pub(super) fn operations(api: &Resource) -> Vec<Operation> {
    let bodies = ["Body", "body"].into_iter().flat_map(|path| AttributePath::new(path).values(&api.attributes).collect::<Vec<_>>());
    let read = |(given, body): (Assignment, &Value)| {
        let body = if let Kind::Text(text) = &body.kind { json::parse(text, body.span).0 } else { body.clone() };
        of_definition(&body, &given)
    };
    bodies.flat_map(read).collect()
}

fn of_definition(body: &Value, given: &Assignment) -> Vec<Operation> {
    let members = |value: &Value| value.as_map().map(|map| map.entries.clone()).unwrap_or_default();
    let paths = body.get("paths").map(members).unwrap_or_default();
    let written = paths.iter().flat_map(|path| members(&path.value));
    let of_verbs = written.filter(|entry| VERBS.contains(&entry.key.as_str()) && calls_something(&entry.value));
    let operation = |entry: crate::value::Entry| Operation {
        given: given.clone(),
        place: entry.key_span,
        has_policy: body.get(API_POLICY).is_some(),
        asks_nobody: asks_nobody(&entry.value, body),
    };
    of_verbs.map(operation).collect()
}

/// A mock answers by itself.
fn calls_something(operation: &Value) -> bool {
    let integration = operation.get("x-amazon-apigateway-integration");
    integration
        .is_some_and(|integration| !integration.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("mock")))
}

/// Its own `security` counts, else that of the whole definition; SAM writes `AWS_IAM` into `x-amazon-apigateway-auth` and `NONE` as a scheme.
fn asks_nobody(operation: &Value, body: &Value) -> Vec<(Assignment, bool)> {
    let always = |asks_nobody: bool| vec![(Assignment::default(), asks_nobody)];
    let auth = operation.get("x-amazon-apigateway-auth").and_then(|auth| auth.get("type"));
    if auth.is_some_and(|auth| auth.as_str() != Some("NONE")) {
        return always(false);
    }
    let Some(security) = operation.get("security").or_else(|| body.get("security")) else { return always(true) };
    let is_empty = |security: &Value| match &security.kind {
        Kind::Absent | Kind::Null => true,
        _ => security.as_list().is_some_and(|needs| needs.iter().all(is_no_scheme)),
    };
    let cases = security.assignments().unwrap_or_default().into_iter();
    cases.map(|given| (given.clone(), is_empty(&security.under(&given)))).collect()
}

fn is_no_scheme(need: &Value) -> bool {
    need.as_map().is_some_and(|schemes| schemes.entries.iter().all(|scheme| scheme.key == "NONE"))
}
