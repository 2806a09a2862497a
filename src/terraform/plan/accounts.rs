//! The accounts that the providers of a plan deploy to: those that they name, and what they were asked for.

use super::definition;
use super::members;
use crate::facts::account_of_arn;
use crate::terraform::modules::provider::CREDENTIALS;
use crate::value::Value;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

/// Modules inside modules.
const DEEPEST: usize = 64;

/// By the name of a provider, the account that `data.aws_caller_identity` told of it, or of another one with the same credentials.
pub(super) fn of_providers(whole: &Value) -> FxHashMap<SmolStr, SmolStr> {
    let configured = || members(configuration(whole, "provider_config")).filter(|entry| is_aws(&entry.key));
    let only = {
        let mut all = configured().map(|entry| entry.key.clone());
        (all.next().unwrap_or_else(|| SmolStr::new_static("aws")), all.next().is_none())
    };
    let keys = provider_keys(whole);
    let mut told: FxHashMap<SmolStr, Option<SmolStr>> = FxHashMap::default();
    for (address, account) in identities(whole) {
        // Which of several providers was asked is not told without a key.
        let Some(key) = keys.get(&definition(address)).cloned().or_else(|| only.1.then(|| only.0.clone())) else { continue };
        let known = told.entry(key).or_insert_with(|| Some(account.into()));
        if known.as_ref().is_some_and(|known| known != account) {
            *known = None;
        }
    }
    let mut by_credentials: FxHashMap<String, Option<SmolStr>> = FxHashMap::default();
    for entry in configured() {
        if let Some(account) = told.get(&entry.key) {
            let known = by_credentials.entry(credentials(&entry.key, &entry.value)).or_insert_with(|| account.clone());
            if known != account {
                *known = None;
            }
        }
    }
    let like = |key: &SmolStr, value: &Value| by_credentials.get(&credentials(key, value)).cloned().flatten();
    let all = configured().filter_map(|entry| Some((provider_name(&entry.key), like(&entry.key, &entry.value)?)));
    let mut accounts: FxHashMap<SmolStr, SmolStr> = all.collect();
    accounts.extend(told.into_iter().filter_map(|(key, account)| Some((provider_name(&key), account?))));
    accounts
}

/// The accounts that the configuration of a provider names: those that it allows, or that of the role that it takes last.
pub(super) fn written(configured: &Value) -> Vec<SmolStr> {
    let allowed = constant(configured, "allowed_account_ids").and_then(Value::as_list).unwrap_or_default();
    let allowed: Vec<SmolStr> = allowed.iter().filter_map(|account| account.as_str().map(SmolStr::new)).collect();
    if !allowed.is_empty() {
        return allowed;
    }
    let roles = |name: &str| expression(configured, name).and_then(Value::as_list).unwrap_or_default();
    let role = roles("assume_role").last().or_else(|| roles("assume_role_with_web_identity").last());
    let arn = role.and_then(|role| role.get("role_arn")?.get("constant_value")?.as_str());
    arn.and_then(account_of_arn).map(SmolStr::new).into_iter().collect()
}

/// What is written out for an argument of a provider.
pub(super) fn constant<'v>(configured: &'v Value, name: &str) -> Option<&'v Value> {
    expression(configured, name)?.get("constant_value")
}

fn expression<'v>(configured: &'v Value, name: &str) -> Option<&'v Value> {
    configured.get("expressions")?.get(name)
}

/// The name by which the source knows a provider: `module.a.aws.replica` for `module.a:aws.replica`.
pub(super) fn provider_name(key: &str) -> SmolStr {
    SmolStr::from(key.replace(':', "."))
}

fn is_aws(key: &str) -> bool {
    key.rsplit(':').next().and_then(|name| name.split('.').next()) == Some("aws")
}

/// What says as whom a provider acts. What a module hands over is known by that name in this module alone.
pub(super) fn credentials(key: &str, configured: &Value) -> String {
    let written = CREDENTIALS.iter().filter_map(|name| Some(format!("{name}={};", expression(configured, name)?.to_json())));
    match written.collect::<String>() {
        written if written.is_empty() => written,
        written => format!("{} {written}", key.rsplit_once(':').map_or("", |(module, _)| module)),
    }
}

fn configuration<'v>(whole: &'v Value, name: &str) -> Option<&'v Value> {
    whole.get("configuration")?.get(name)
}

/// The addresses of `data.aws_caller_identity` in all modules, and what each gave.
fn identities(whole: &Value) -> Vec<(&str, &str)> {
    let mut found = vec![];
    let mut modules: Vec<&Value> = whole.get("prior_state").and_then(|state| state.get("values")?.get("root_module")).into_iter().collect();
    while let Some(module) = modules.pop() {
        let list = |name: &str| module.get(name).and_then(Value::as_list).unwrap_or_default();
        let asked = list("resources").iter().filter(|resource| resource.get("type").and_then(Value::as_str) == Some("aws_caller_identity"));
        found.extend(
            asked.filter_map(|resource| Some((resource.get("address")?.as_str()?, resource.get("values")?.get("account_id")?.as_str()?))),
        );
        modules.extend(list("child_modules"));
    }
    found
}

/// By the definition of a resource or data source, the configuration of the provider that serves it.
pub(super) fn provider_keys(whole: &Value) -> FxHashMap<String, SmolStr> {
    let mut keys = FxHashMap::default();
    if let Some(module) = configuration(whole, "root_module") {
        keys_of_module(module, "", &mut keys, 0);
    }
    // A module that configures no provider has the one of its caller.
    let configured = configuration(whole, "provider_config");
    for key in keys.values_mut() {
        if configured.is_some_and(|configured| configured.get(key).is_none()) && key.ends_with(":aws") {
            *key = SmolStr::new_static("aws");
        }
    }
    keys
}

fn keys_of_module(module: &Value, prefix: &str, into: &mut FxHashMap<String, SmolStr>, depth: usize) {
    for resource in module.get("resources").and_then(Value::as_list).unwrap_or_default() {
        let text = |name: &str| resource.get(name).and_then(Value::as_str);
        if let (Some(address), Some(key)) = (text("address"), text("provider_config_key")) {
            into.insert(format!("{prefix}{address}"), SmolStr::new(key));
        }
    }
    for call in members(module.get("module_calls")).filter(|_| depth < DEEPEST) {
        if let Some(module) = call.value.get("module") {
            keys_of_module(module, &format_smolstr!("{prefix}module.{}.", call.key), into, depth + 1);
        }
    }
}
