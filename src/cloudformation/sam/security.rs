//! Who may call the paths of an API: what `Auth` of the API and of an event says, as `security` of the definition.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-controlling-access-to-apis.html>

use super::build::{Maker, counts, given, set, truthy};
use crate::value::Value;

const API_KEY: &str = "api_key";

/// What an `Auth` asks for: an authorizer by its name, a key, or both; `NONE` asks for nothing, also where the API does.
pub(super) fn of_event(at: Maker, auth: &Value) -> Option<Value> {
    schemes(at, auth, "Authorizer")
}

fn schemes(at: Maker, auth: &Value, authorizer: &str) -> Option<Value> {
    let needs_key = given(auth, "ApiKeyRequired").is_some_and(counts);
    let named = truthy(auth, authorizer).map(|name| name.as_str().unwrap_or("authorizer"));
    let names: Vec<&str> = named.into_iter().chain(needs_key.then_some(API_KEY)).collect();
    (!names.is_empty()).then(|| at.list(vec![at.map(names.into_iter().map(|name| (name, at.list(vec![]))))]))
}

/// What the API asks for where a method says nothing itself. SAM writes it at each method; for the whole definition it means the same.
pub(super) fn by_default(at: Maker, api: &Value, body: &mut Value) {
    let security = truthy(api, "Auth").and_then(|auth| schemes(at, auth, "DefaultAuthorizer"));
    if let Some(security) = security.filter(|_| given(body, "security").is_none()) {
        set(body, "security", security);
    }
}
