//! The answer to "is it public", as S3 means it, in the form of an exposure.

use super::{Exposure, ExposureQuestion, Guarded, Outsider, Witness};
use crate::iam::context::{Caller, Request};
use crate::iam::document::{self, Document, Effect, Statement};
use crate::iam::public::{fixes, is_public, names_fixed_principals};
use crate::iam::reason::Reason;
use std::collections::BTreeMap;

/// The answer to "is it public" in the form of an exposure.
pub(super) fn exposure(question: &ExposureQuestion<'_>, document: &Document) -> Exposure {
    if let Some((span, why)) = document.unclear.first().filter(|_| !is_public(document)) {
        return Exposure::Unknown(vec![Reason { text: format!("a part of the policy is not known: {why}"), span: Some(*span) }]);
    }
    let asked = question.statement;
    let is_asked = |statement: &&Statement| asked.is_none_or(|index| index == statement.index);
    let found = document.with_effect(Effect::Allow).filter(is_asked);
    let mut allows = found.peekable();
    if allows.peek().is_none() {
        return Exposure::NotApplicable("no statement allows anything".to_owned());
    }
    let mut by = vec![];
    for statement in allows {
        if names_fixed_principals(statement) {
            by.push(Reason {
                text: format!("{} names its principals", statement.name()),
                span: statement.principals.as_ref().map(|listed| listed.key_span),
            });
        } else if let Some(condition) = statement.conditions.iter().find(|condition| fixes(condition)) {
            let text = format!("`{} {}` grants to fixed values only", condition.operator_text, condition.key_text);
            by.push(Reason { text, span: Some(condition.span) });
        } else {
            return match witness(question, document, statement) {
                Ok(witness) => Exposure::Exposed(Box::new(witness)),
                Err(why) => Exposure::Unknown(why),
            };
        }
    }
    Exposure::Guarded(Guarded { by, assumptions: vec![], dead: None })
}

/// A request from anybody. S3 calls a policy public whether or not one gets through; of others it is not known then.
fn witness(question: &ExposureQuestion<'_>, document: &Document, statement: &Statement) -> Result<Witness, Vec<Reason>> {
    let mut unknown = vec![public_reason(statement)];
    for outsider in [Outsider::Account, Outsider::Service] {
        let asked = ExposureQuestion { outsider, statement: Some(statement.index), ..question.clone() };
        match super::exposure(&asked, document) {
            Exposure::Exposed(mut witness) => {
                witness.because.insert(0, public_reason(statement));
                return Ok(*witness);
            }
            Exposure::Unknown(why) => unknown.extend(why.into_iter().filter(|why| !unknown.contains(why)).collect::<Vec<_>>()),
            Exposure::Guarded(_) | Exposure::NotApplicable(_) => {}
        }
    }
    if question.resource_kind != "s3" {
        unknown.push(Reason { text: "no request was found that the policy lets through".to_owned(), span: None });
        return Err(unknown);
    }
    let first = |listed: &Option<document::Listed<document::Element>>| {
        listed.as_ref().and_then(|listed| listed.entries.first()).map(|entry| entry.text.to_string()).unwrap_or_default()
    };
    Ok(Witness {
        is_unusual: false,
        request: Request {
            principal: Caller::default(),
            action: first(&statement.actions),
            resource: first(&statement.resources),
            context: BTreeMap::new(),
            resource_account: question.owners.first().cloned().unwrap_or_default(),
        },
        on_behalf_of: None,
        statement: statement.index,
        because: vec![public_reason(statement)],
        assumptions: vec!["S3 judges each Allow by itself; no request was found that this policy as a whole lets through".to_owned()],
    })
}

fn public_reason(statement: &Statement) -> Reason {
    let text = format!("{} grants to everybody and no condition limits it to fixed values", statement.name());
    Reason { text, span: statement.principals.as_ref().map(|listed| listed.key_span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::document::Names;
    use crate::iam::exposure::Assume;
    use crate::json;
    use crate::mapped_text::Text;
    use crate::source::{FileId, Span};

    #[test]
    fn what_a_search_does_not_find_is_no_request() {
        let text = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
            "Condition": {"StringLike": {"aws:UserAgent": ["*a*b", "*c*d"]}}}]}"#;
        let span = Span::new(FileId(0), 0, text.len());
        let document = Document::read(&json::parse(&Text::exact(text, span), span).0, &Names::default()).0;
        let asked = |resource_kind, budget| {
            let (owners, none) = (["111122223333".into()], []);
            let question = ExposureQuestion {
                outsider: Outsider::Public,
                owners: &owners,
                trusted_accounts: &none,
                trusted_orgs: &none,
                resource_kind,
                role: None,
                assume: Assume::default(),
                statement: None,
                budget,
            };
            match exposure(&question, &document) {
                Exposure::Exposed(witness) => format!("exposed, {} assumed", witness.assumptions.len()),
                Exposure::Unknown(_) => "unknown".to_owned(),
                _ => "guarded".to_owned(),
            }
        };
        assert_eq!([asked("sqs", 1), asked("sqs", 1 << 16), asked("s3", 1)], ["unknown", "exposed, 0 assumed", "exposed, 1 assumed"]);
    }
}
