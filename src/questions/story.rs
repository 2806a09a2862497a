//! Decisions and exposures as plain sentences, for people.

use crate::facts;
use crate::iam::context::{CallerKind, Request};
use crate::iam::evaluate::{Decision, Evaluation};
use crate::iam::exposure::{Exposure, Guarded, Witness};
use crate::iam::reason::Reason;
use crate::iam::stand_in;

/// A decision in sentences: the verdict first, then what it rests on.
pub fn decision(request: &Request, evaluation: &Evaluation) -> Vec<String> {
    let (who, what) = (who(request), format!("call `{}` on `{}`", request.action, request.resource));
    let verdict = match evaluation.decision {
        Decision::Allowed => format!("Allowed: {who} may {what}."),
        Decision::ExplicitDeny => format!("Denied: a Deny statement forbids {who} to {what}."),
        Decision::ImplicitDeny => format!("Denied: nothing allows {who} to {what}."),
        Decision::Unknown => format!("Not decided: too little is known to say whether {who} may {what}."),
    };
    let mut sentences = vec![verdict];
    sentences.extend(evaluation.because.iter().map(because));
    sentences
}

/// An exposure in sentences: the verdict first, then the request that proves it or what stands in its way.
pub fn exposure(exposure: &Exposure) -> Vec<String> {
    let sentences = match exposure {
        Exposure::Exposed(witness) => exposed(witness),
        Exposure::Guarded(guarded) => self::guarded(guarded),
        Exposure::NotApplicable(why) => vec![format!("Does not apply: {why}.")],
        Exposure::Unknown(reasons) => {
            let mut sentences = vec!["Not decided: too little is known.".to_owned()];
            sentences.extend(reasons.iter().map(because));
            sentences
        }
    };
    sentences.iter().map(|sentence| stand_in::for_people(sentence)).collect()
}

fn exposed(witness: &Witness) -> Vec<String> {
    let mut sentences = vec![format!("Exposed: {}.", headline(witness)), "The request that gets through:".to_owned()];
    let request = &witness.request;
    sentences.push(format!("  caller    {}", request.principal.name()));
    sentences.push(format!("  action    {}", request.action));
    sentences.push(format!("  resource  {}", request.resource));
    for (key, values) in &request.context {
        sentences.push(format!("  {key} = {}", values.join(", ")));
    }
    sentences.extend(witness.because.iter().map(because));
    sentences.extend(witness.assumptions.iter().map(|assumption| format!("Assuming that {assumption}.")));
    sentences
}

/// One sentence in the outsider's words, without a full stop.
pub fn headline(witness: &Witness) -> String {
    let request = &witness.request;
    let deed = format!("call `{}` on `{}`", request.action, request.resource);
    match (&witness.on_behalf_of, &request.principal.service) {
        (Some(account), Some(service)) => {
            let name = facts::service(service).map_or(service.as_str(), |fact| fact.name);
            format!("whoever uses {name} in account {account}, which is not yours, can make it {deed}")
        }
        _ => format!("{} can {deed}", who(request)),
    }
}

fn guarded(guarded: &Guarded) -> Vec<String> {
    let mut sentences = vec!["Guarded: no outsider's request gets through.".to_owned()];
    sentences.extend(guarded.by.iter().map(because));
    sentences.extend(guarded.assumptions.iter().map(|assumption| format!("Assuming that {assumption}.")));
    if let Some(dead) = &guarded.dead {
        sentences.push(format!("But the grant is of no use to anybody, the owner included: {}.", dead.text));
    }
    sentences
}

fn because(reason: &Reason) -> String {
    format!("- {}", reason.text)
}

/// The caller as people say it.
fn who(request: &Request) -> String {
    let caller = &request.principal;
    let account = caller.account.as_deref().unwrap_or("unknown");
    match caller.kind {
        CallerKind::Anonymous => "anybody, with or without an AWS account,".to_owned(),
        CallerKind::Service => format!("the service {}", caller.name()),
        CallerKind::Root => format!("the root user of account {account}"),
        CallerKind::WebIdentity | CallerKind::Saml => format!("a caller signed in by {}", caller.name()),
        CallerKind::User | CallerKind::RoleSession | CallerKind::FederatedUser => format!("`{}` of account {account}", caller.name()),
    }
}
