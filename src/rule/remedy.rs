//! What to write instead: the smallest guard that the service is known to carry, in the notation of the statement.

use crate::facts::{self, ExceptionRule, SiteFormat};
use crate::finding::Remedy;
use crate::policy::Policy;
use crate::resource::Language;
use crate::truth::Truth;

/// How the statement at fault is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Notation {
    /// A `statement` block of `aws_iam_policy_document`.
    HclBlock,
    /// An object inside `jsonencode`.
    HclObject,
    /// Arguments of `aws_lambda_permission`.
    HclArguments,
    /// JSON text inside Terraform.
    JsonInHcl,
    /// JSON in a file read as it is.
    PlainJson,
    Yaml,
    YamlProperties,
    TemplateJson,
    TemplateJsonProperties,
}

/// The notation of a statement: `file` is the path it stands in, `text` its source.
pub(super) fn notation(policy: &Policy<'_>, file: &str, text: &str) -> Notation {
    let fields = policy.site.format == SiteFormat::Fields;
    let in_json = file.ends_with(".json") || file.ends_with(".template");
    match policy.resource.language {
        Language::Terraform if fields => Notation::HclArguments,
        Language::Terraform if text.starts_with("statement") || text.starts_with("dynamic") => Notation::HclBlock,
        Language::Terraform if in_json => Notation::PlainJson,
        Language::Terraform if text.contains("Effect\":") || text.contains("Effect\" :") => Notation::JsonInHcl,
        Language::Terraform => Notation::HclObject,
        Language::CloudFormation if in_json && fields => Notation::TemplateJsonProperties,
        Language::CloudFormation if in_json => Notation::TemplateJson,
        Language::CloudFormation if fields => Notation::YamlProperties,
        Language::CloudFormation => Notation::Yaml,
    }
}

/// A guard for a service principal on what `protects` says: `aws:SourceAccount` where the service is known to send it, else `aws:SourceArn`.
/// Words alone where AWS documents neither, or that they do not work for some uses: a key that the service does not send would shut it out.
/// The same goes for the other services that the statement names.
pub(super) fn pin_source(service: &str, others: &[&str], protects: &str, notation: Notation) -> Remedy {
    let facts = facts::service(service);
    let sends = |key: fn(&facts::Service) -> Truth| facts.is_some_and(|service| key(service) == Truth::Yes);
    let apart = match others.iter().find(|other| facts::service(other).is_none_or(|other| other.source_account != Truth::Yes)) {
        Some(other) => format!("; in a statement of its own, because `{other}` beside it may not carry the key"),
        None => String::new(),
    };
    let arn = facts.map(|service| service.source_arn_format).filter(|format| format.contains("{account}"));
    let exceptions: Vec<_> = facts::service_exceptions(service, protects).into_iter().filter(|row| row.principal != "*").collect();
    let notes = |rules: &[ExceptionRule], supported: Truth| {
        let rows = exceptions.iter().filter(|row| rules.contains(&row.rule) && row.supported == supported);
        rows.map(|row| row.note).collect::<Vec<_>>().join("; ")
    };
    let words = |text: String| Remedy { text, code: String::new() };
    let refused = notes(&[ExceptionRule::NoSourceKeys], Truth::No);
    let works = notes(&[ExceptionRule::SourceKeys, ExceptionRule::EquivalentGuard, ExceptionRule::OtherGuard], Truth::Yes);
    let but = if works.is_empty() { String::new() } else { format!(", but: {works}") };
    if !refused.is_empty() {
        return words(format!("AWS documents that `{service}` carries no source keys here ({refused}){but}"));
    }
    if sends(|service| service.source_account) {
        let text = format!("say for whom `{service}` may act; narrower still with `aws:SourceArn` and the ARN of the very resource{apart}");
        return Remedy { text, code: condition(notation, &SOURCE_ACCOUNT) };
    }
    match arn.filter(|_| sends(|service| service.source_arn)) {
        Some(arn) => {
            let text = format!("say for which resource `{service}` may act: `aws:SourceArn` of the form `{arn}`{apart}");
            Remedy { text, code: condition(notation, &Guard { value: Expression::Literal(arn), ..SOURCE_ARN }) }
        }
        None if !works.is_empty() => words(format!("say for whom `{service}` may act; AWS documents here: {works}")),
        None => words(format!(
            "pin the source with `aws:SourceAccount` or `aws:SourceArn`; AWS does not document which of them `{service}` sends, so try it before you rely on it"
        )),
    }
}

/// An external id for a foreign account.
pub(super) fn require_external_id(notation: Notation) -> Remedy {
    Remedy { text: "require the external id that the vendor gave you".to_owned(), code: condition(notation, &EXTERNAL_ID) }
}

struct Guard {
    operator: &'static str,
    key: &'static str,
    /// Argument of a permission resource in Terraform and in CloudFormation.
    arguments: (&'static str, &'static str),
    value: Expression,
}

#[derive(Clone, Copy)]
enum Expression {
    OwnAccount,
    Literal(&'static str),
}

const SOURCE_ACCOUNT: Guard = Guard {
    operator: "StringEquals",
    key: "aws:SourceAccount",
    arguments: ("source_account", "SourceAccount"),
    value: Expression::OwnAccount,
};
const SOURCE_ARN: Guard =
    Guard { operator: "ArnLike", key: "aws:SourceArn", arguments: ("source_arn", "SourceArn"), value: Expression::Literal("") };
const EXTERNAL_ID: Guard = Guard {
    operator: "StringEquals",
    key: "sts:ExternalId",
    arguments: ("", ""),
    value: Expression::Literal("<the id that the vendor gave you>"),
};

fn condition(notation: Notation, guard: &Guard) -> String {
    let Guard { operator, key, arguments, value } = guard;
    let hcl = match value {
        Expression::OwnAccount => "data.aws_caller_identity.current.account_id".to_owned(),
        Expression::Literal(text) => format!("\"{text}\""),
    };
    let (yaml, json, plain) = match value {
        Expression::OwnAccount => {
            ("!Ref AWS::AccountId".to_owned(), r#"{ "Ref": "AWS::AccountId" }"#.to_owned(), "\"<your account id>\"".to_owned())
        }
        Expression::Literal(text) => (format!("\"{text}\""), format!("\"{text}\""), format!("\"{text}\"")),
    };
    match notation {
        Notation::HclBlock => {
            format!("condition {{\n  test     = \"{operator}\"\n  variable = \"{key}\"\n  values   = [{hcl}]\n}}")
        }
        Notation::HclObject => format!("Condition = {{ {operator} = {{ \"{key}\" = {hcl} }} }}"),
        Notation::HclArguments => format!("{} = {hcl}", arguments.0),
        Notation::JsonInHcl => {
            let value = if matches!(value, Expression::OwnAccount) { format!("\"${{{hcl}}}\"") } else { hcl };
            format!("\"Condition\": {{ \"{operator}\": {{ \"{key}\": {value} }} }}")
        }
        Notation::PlainJson => format!("\"Condition\": {{ \"{operator}\": {{ \"{key}\": {plain} }} }}"),
        Notation::Yaml => format!("Condition:\n  {operator}:\n    {key}: {yaml}"),
        Notation::YamlProperties => format!("{}: {yaml}", arguments.1),
        Notation::TemplateJson => format!("\"Condition\": {{ \"{operator}\": {{ \"{key}\": {json} }} }}"),
        Notation::TemplateJsonProperties => format!("\"{}\": {json}", arguments.1),
    }
}

/// An edit of a module that was installed from elsewhere is gone with the next `terraform init`.
pub(super) fn of_installed_module(remedy: Remedy) -> Remedy {
    let text = format!(
        "the statement is in an installed module: give the module what makes it right, take a version that is, or write the policy yourself; {}",
        remedy.text
    );
    Remedy { text, ..remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, and whether there is code to paste.
    fn remedy(service: &str, others: &[&str], protects: &str) -> (String, bool) {
        let remedy = pin_source(service, others, protects, Notation::HclObject);
        (remedy.text, !remedy.code.is_empty())
    }

    #[test]
    fn no_key_is_recommended_that_the_service_does_not_send() {
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &[], "s3");
        assert!(has_code && text.starts_with("say for whom `cloudtrail.amazonaws.com` may act"), "{text}");
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &[], "kms");
        assert!(!has_code && text.contains("event data stores") && text.contains("kms:EncryptionContext:aws:cloudtrail:arn"), "{text}");
        let (text, has_code) = remedy("workmail.amazonaws.com", &[], "kms");
        assert!(!has_code && text.ends_with("carries no source keys here (uses the key through grants)"), "{text}");
        let (text, has_code) = remedy("no-such-service.amazonaws.com", &[], "s3");
        assert!(!has_code && text.contains("AWS does not document which of them"), "{text}");
    }

    #[test]
    fn a_guard_for_one_service_is_kept_from_the_others() {
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &["config.amazonaws.com"], "s3");
        assert!(has_code && !text.contains("statement of its own"), "{text}");
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &["no-such-service.amazonaws.com"], "s3");
        assert!(has_code && text.ends_with("because `no-such-service.amazonaws.com` beside it may not carry the key"), "{text}");
    }
}
