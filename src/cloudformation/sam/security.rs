//! Who may call the paths of an API: what `Auth` of the API and of an event says, as `security` of the definition.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-controlling-access-to-apis.html>

use super::build::{Maker, counts, given, set, truthy};
use crate::value::Value;

const API_KEY: &str = "api_key";

/// No authorizer, also where the API has a default one.
const NONE: &str = "NONE";

/// What the `Auth` of an event asks for: an authorizer by its name, a key, or both. Of the two it may take away what the API asks for by default, and
/// what it says nothing about stays as the API has it; where it says nothing about either, there is nothing to write.
pub(super) fn of_event(at: Maker, auth: &Value, api: Option<&Value>) -> Option<Value> {
    let of_api = api.and_then(|api| truthy(api, "Auth"));
    let key = given(auth, "ApiKeyRequired");
    let authorizer = truthy(auth, "Authorizer");
    if key.is_none() && authorizer.is_none() {
        return None;
    }
    let authorizer = authorizer.or_else(|| truthy(of_api?, "DefaultAuthorizer"));
    let needs_key = key.or_else(|| given(of_api?, "ApiKeyRequired")).is_some_and(counts);
    let named = authorizer.map(|name| name.as_str().unwrap_or("authorizer")).filter(|name| *name != NONE);
    Some(schemes(at, named, needs_key).unwrap_or_else(|| at.list(vec![at.map([(NONE, at.list(vec![]))])])))
}

fn schemes(at: Maker, authorizer: Option<&str>, needs_key: bool) -> Option<Value> {
    let names: Vec<&str> = authorizer.into_iter().chain(needs_key.then_some(API_KEY)).collect();
    (!names.is_empty()).then(|| at.list(vec![at.map(names.into_iter().map(|name| (name, at.list(vec![]))))]))
}

/// What the API asks for where a method says nothing itself. SAM writes it at each method; for the whole definition it means the same.
pub(super) fn by_default(at: Maker, api: &Value, body: &mut Value) {
    let security = truthy(api, "Auth").and_then(|auth| {
        let authorizer = truthy(auth, "DefaultAuthorizer").map(|name| name.as_str().unwrap_or("authorizer"));
        schemes(at, authorizer, given(auth, "ApiKeyRequired").is_some_and(counts))
    });
    if let Some(security) = security.filter(|_| given(body, "security").is_none()) {
        set(body, "security", security);
    }
}
