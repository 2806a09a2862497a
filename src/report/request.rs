//! The witness of a finding in words.

use crate::finding::Finding;
use crate::iam::document::Names;
use crate::iam::exposure::Witness;
use crate::iam::stand_in;

/// The witness as the rule tells it, or just as the request that it is.
pub(super) fn story(finding: &Finding) -> Option<String> {
    finding.story.clone().or_else(|| {
        let witness = finding.witness.as_ref()?;
        let behalf = witness.on_behalf_of.as_ref().map_or_else(String::new, |account| format!(" on behalf of account {account}"));
        Some(format!("{}{behalf} may call `{}` on `{}`.", caller(witness), witness.request.action, witness.request.resource))
    })
}

/// The request on one line: who, for whom, what, on what.
pub(super) fn line(witness: &Witness) -> String {
    let behalf = witness.on_behalf_of.as_ref().map_or_else(String::new, |account| format!(", for account {account},"));
    for_people(&format!("{}{behalf} calls `{}` on `{}`", caller(witness), witness.request.action, witness.request.resource))
}

/// The line of a request without the ARN of the resource, where the code gives no name for it and the headline says which it is.
pub(super) fn short(line: &str, headline: &str) -> String {
    let Some((before, resource)) = line.strip_suffix('`').and_then(|line| line.rsplit_once(" on `arn:")) else { return line.to_owned() };
    let name = resource.rsplit(':').next().unwrap_or_default();
    let own = name.rsplit('/').next().unwrap_or_default();
    let said = format!("{} ", headline.to_lowercase().trim_end_matches('.'));
    let is_said = |kind: &str| said.contains(&format!("this {kind} "));
    let kind = own.strip_prefix('<').and_then(|own| own.strip_suffix('>')).filter(|kind| kind.chars().all(|char| char.is_alphabetic()));
    match kind {
        Some(kind) if is_said(kind) && (name == own || name.strip_suffix(own) == Some(&format!("{kind}/"))) => {
            format!("{before} on this {kind}")
        }
        _ => line.to_owned(),
    }
}

/// For whom a service acts, and on what, where the headline says the rest.
pub(super) fn beside(witness: &Witness, headline: &str) -> Option<String> {
    let account = witness.on_behalf_of.as_ref()?;
    let is_said = |name: &str| headline.contains(&format!("`{}`", for_people(name)));
    let all = is_said(witness.request.principal.service.as_deref()?) && is_said(&witness.request.action);
    all.then(|| for_people(&format!("for another account, such as {account}, on `{}`", witness.request.resource)))
}

/// Whether a holder calls on itself what the headline names: there is no more to the request.
pub(super) fn is_on_itself(witness: &Witness, headline: &str) -> bool {
    let caller = &witness.request.principal;
    let own = caller.role_arn.as_ref().or(caller.arn.as_ref());
    own == Some(&witness.request.resource) && headline.contains(&format!("`{}`", witness.request.action))
}

fn caller(witness: &Witness) -> String {
    let caller = &witness.request.principal;
    let name = caller.service.as_deref().or(caller.role_arn.as_deref()).or(caller.arn.as_deref()).or(caller.federated.as_deref());
    // Nobody in the code holds the policy.
    let is_holder = |name: &str| name.ends_with(&format!(":user/{}", stand_in::called("user", 1)));
    match name {
        Some(name) if is_holder(name) => "whoever holds the policy".to_owned(),
        Some(name) => format!("`{name}`"),
        None => "anybody".to_owned(),
    }
}

/// Names that are not in the code are shown by their kind: `<region>`, `<your account>`.
fn for_people(text: &str) -> String {
    stand_in::for_people(text).replace(Names::default().own_account.as_str(), "<your account>")
}
