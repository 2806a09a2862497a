//! Conditions that demand a source of another service than those for which the services named act.

use crate::facts;
use crate::iam::condition::{Condition, Family};
use crate::iam::document::{Element, Statement};
use crate::iam::principal::Who;
use crate::mapped_text::Text;

/// Why no call of the services that a statement names is for what a condition on `aws:SourceArn` demands; nothing where AWS does not document what they act
/// for.
pub fn foreign_source(allow: &Statement, condition: &Condition) -> Option<String> {
    let compares = condition.operator.is_some_and(|operator| matches!(operator.row.family, Family::Text | Family::Like | Family::Arn));
    if condition.key != "aws:sourcearn" || !compares || !condition.demands() || condition.values.is_empty() {
        return None;
    }
    let entries = allow.principals.as_ref().filter(|listed| !listed.negated && !listed.entries.is_empty())?.entries.iter();
    let senders = entries.map(|entry| match &entry.who {
        Who::Service(name) => facts::source_services(name),
        _ => None,
    });
    let senders: Vec<_> = senders.collect::<Option<_>>()?;
    let named: Vec<String> = condition.values.iter().map(service_of).collect::<Option<_>>()?;
    let is_sent = |service: &String| senders.iter().any(|sender| sender.services.contains(&service.as_str()));
    let (first, sender) = (named.first()?, senders.first()?);
    let own = sender.services.first()?;
    let why = || format!("it is the ARN of something of `{first}`, and `{}` acts for what is of `{own}`", sender.principal);
    (!named.iter().any(is_sent)).then(why)
}

/// The service in an ARN, if that is written out.
fn service_of(value: &Element) -> Option<String> {
    let parts = value.written().split(":");
    let is_arn = parts.len() >= 6 && parts.first().and_then(Text::known) == Some("arn");
    let service = parts.get(2).and_then(Text::known).filter(|service| !service.is_empty() && !service.contains(['*', '?', '$']));
    service.filter(|_| is_arn).map(str::to_owned)
}
