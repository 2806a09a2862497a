//! What to write instead: the smallest guard that the service is known to carry, in the notation of the statement.

use crate::facts::{self, ExceptionRule, SiteFormat};
use crate::finding::Remedy;
use crate::policy::Policy;
use crate::resource::Language;
use crate::source::{Span, Workspace};
use crate::truth::Truth;
use smol_str::SmolStr;

/// Where a remedy is pasted: the notation of the statement, and what can stand there for the own account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Site {
    notation: Notation,
    account: AccountNotation,
}

/// How the statement at fault is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Notation {
    /// A `statement` block of `aws_iam_policy_document`, or the `content` of a dynamic one.
    HclBlock,
    /// An object inside `jsonencode`.
    HclObject,
    /// An object with `actions` and `principals`, as modules take them; some call its member `conditions`.
    HclMembers {
        plural: bool,
    },
    /// Arguments of `aws_lambda_permission`.
    HclArguments,
    /// JSON text inside Terraform.
    JsonInHcl,
    /// JSON in a file read as it is.
    PlainJson,
    Yaml,
    /// `{Effect: Allow, …}`.
    YamlFlow,
    YamlProperties,
    TemplateJson,
    TemplateJsonProperties,
}

/// What stands for the own account.
#[derive(Clone, PartialEq, Eq, Debug)]
enum AccountNotation {
    /// A data source of Terraform that is declared where the statement stands.
    Declared(String),
    Known(SmolStr),
    /// Nothing yet: the remedy brings a data source along, where there can be one.
    Undeclared,
}

impl Site {
    /// The place of a statement: `statement` is its span, `known` the own account if it is known.
    pub(super) fn of(policy: &Policy<'_>, workspace: &Workspace, statement: Span, known: Option<&SmolStr>) -> Site {
        let file = workspace.path(statement.file);
        let notation = notation(policy, file, workspace.slice(statement));
        let declared = || (policy.resource.language == Language::Terraform).then(|| caller_identity(workspace, file)).flatten();
        let account = match (declared(), known) {
            (Some(name), _) => AccountNotation::Declared(format!("data.aws_caller_identity.{name}.account_id")),
            (None, Some(known)) => AccountNotation::Known(known.clone()),
            (None, None) => AccountNotation::Undeclared,
        };
        Site { notation, account }
    }
}

fn notation(policy: &Policy<'_>, file: &str, text: &str) -> Notation {
    let fields = policy.site.format == SiteFormat::Fields;
    let in_json = file.ends_with(".json") || file.ends_with(".template");
    let in_terraform = [".tf", ".tofu", ".hcl"].iter().any(|end| file.ends_with(end));
    let is_json = text.contains("\"Effect\"") && text.contains(':');
    let is_block = ["statement", "dynamic", "content"].iter().any(|word| text.starts_with(word));
    match policy.resource.language {
        Language::Terraform if fields && in_terraform => Notation::HclArguments,
        Language::Terraform if is_block => Notation::HclBlock,
        Language::Terraform if file.ends_with(".tf.json") || file.ends_with(".tofu.json") => Notation::JsonInHcl,
        Language::Terraform if !in_terraform => Notation::PlainJson,
        Language::Terraform if is_json && !text.contains("\"Effect\" =") => Notation::JsonInHcl,
        Language::Terraform if text.starts_with('{') && text.contains("actions") && !text.contains("Effect") => {
            Notation::HclMembers { plural: text.contains("conditions") }
        }
        Language::Terraform => Notation::HclObject,
        Language::CloudFormation if in_json && fields => Notation::TemplateJsonProperties,
        Language::CloudFormation if in_json || is_json => Notation::TemplateJson,
        Language::CloudFormation if fields => Notation::YamlProperties,
        Language::CloudFormation if text.starts_with('{') => Notation::YamlFlow,
        Language::CloudFormation => Notation::Yaml,
    }
}

/// The name of the caller identity that is declared in the same module, the first one by file.
fn caller_identity(workspace: &Workspace, file: &str) -> Option<String> {
    const HEAD: &str = "data \"aws_caller_identity\" \"";
    let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut files = workspace.directory(directory).filter(|(_, entry)| entry.path.ends_with(".tf") || entry.path.ends_with(".tofu"));
    files.find_map(|(id, _)| {
        let text = workspace.text(id).ok()?;
        let name = text.split_once(HEAD)?.1.split('"').next()?;
        Some(name.to_owned())
    })
}

/// A guard for a service principal on what `protects` says: `aws:SourceAccount` where the service is known to send it, else `aws:SourceArn`.
/// Words alone where AWS documents neither, or that they do not work for some uses: a key that the service does not send would shut it out.
/// The same goes for the other services that the statement names.
pub(super) fn pin_source(service: &str, others: &[&str], protects: &str, site: &Site) -> Remedy {
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
    let refused = notes(&[ExceptionRule::NoSourceKeys, ExceptionRule::GrantsOnly], Truth::No);
    let works = notes(&[ExceptionRule::SourceKeys, ExceptionRule::EquivalentGuard, ExceptionRule::OtherGuard], Truth::Yes);
    let but = if works.is_empty() { String::new() } else { format!(", but: {works}") };
    if !refused.is_empty() {
        return words(format!("AWS documents that `{service}` carries no source keys here ({refused}){but}"));
    }
    if sends(|service| service.source_account) {
        let text = format!("say for whom `{service}` may act; narrower still with `aws:SourceArn` and the ARN of the very resource{apart}");
        return Remedy { text, code: condition(site, &SOURCE_ACCOUNT) };
    }
    match arn.filter(|_| sends(|service| service.source_arn)) {
        Some(arn) => {
            let text = format!("say for which resource `{service}` may act: `aws:SourceArn` of the form `{arn}`{apart}");
            words(text)
        }
        None if !works.is_empty() => words(format!("say for whom `{service}` may act; AWS documents here: {works}")),
        None => words(format!(
            "pin the source with `aws:SourceAccount` or `aws:SourceArn`; AWS does not document which of them `{service}` sends, so try it before you rely on it"
        )),
    }
}

/// An external id for a foreign account. A service that is named beside it never sends one.
pub(super) fn require_external_id(names_service: bool, site: &Site) -> Remedy {
    let text = "require the external id that the vendor gave you";
    match names_service {
        true => {
            Remedy { text: format!("{text}, in a statement of its own: the service beside the account sends none"), code: String::new() }
        }
        false => Remedy { text: text.to_owned(), code: condition(site, &EXTERNAL_ID) },
    }
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
const EXTERNAL_ID: Guard = Guard {
    operator: "StringEquals",
    key: "sts:ExternalId",
    arguments: ("", ""),
    value: Expression::Literal("<the id that the vendor gave you>"),
};

fn condition(site: &Site, guard: &Guard) -> String {
    let Guard { operator, key, arguments, value } = guard;
    let own = matches!(value, Expression::OwnAccount);
    let literal = match (value, &site.account) {
        (Expression::Literal(text), _) => Some((*text).to_owned()),
        (Expression::OwnAccount, AccountNotation::Known(account)) => Some(account.to_string()),
        (Expression::OwnAccount, _) => None,
    };
    let reference = match &site.account {
        AccountNotation::Declared(reference) => reference.clone(),
        _ => "data.aws_caller_identity.current.account_id".to_owned(),
    };
    let hcl = literal.as_ref().map_or_else(|| reference.clone(), |text| format!("\"{text}\""));
    let interpolated = literal.as_ref().map_or_else(|| format!("\"${{{reference}}}\""), |text| format!("\"{text}\""));
    let (yaml, json) = match value {
        Expression::OwnAccount => ("!Ref AWS::AccountId".to_owned(), r#"{ "Ref": "AWS::AccountId" }"#.to_owned()),
        Expression::Literal(text) => (format!("\"{text}\""), format!("\"{text}\"")),
    };
    let in_json = |value: &str| format!("\"Condition\": {{ \"{operator}\": {{ \"{key}\": {value} }} }}");
    let code = match site.notation {
        Notation::HclBlock => format!("condition {{\n  test     = \"{operator}\"\n  variable = \"{key}\"\n  values   = [{hcl}]\n}}"),
        Notation::HclObject => format!("Condition = {{ {operator} = {{ \"{key}\" = {hcl} }} }}"),
        Notation::HclMembers { plural } => {
            let member = if plural { "conditions" } else { "condition" };
            format!("{member} = [{{ test = \"{operator}\", variable = \"{key}\", values = [{hcl}] }}]")
        }
        Notation::HclArguments => format!("{} = {hcl}", arguments.0),
        Notation::JsonInHcl => in_json(&interpolated),
        // A file that is read as it is can refer to nothing.
        Notation::PlainJson => literal.map(|text| in_json(&format!("\"{text}\""))).unwrap_or_default(),
        Notation::Yaml => format!("Condition:\n  {operator}:\n    {key}: {yaml}"),
        Notation::YamlFlow => format!("Condition: {{{operator}: {{\"{key}\": {}}}}}", yaml.replace("AWS::AccountId", "\"AWS::AccountId\"")),
        Notation::YamlProperties => format!("{}: {yaml}", arguments.1),
        Notation::TemplateJson => in_json(&json),
        Notation::TemplateJsonProperties => format!("\"{}\": {json}", arguments.1),
    };
    let is_terraform = matches!(
        site.notation,
        Notation::HclBlock | Notation::HclObject | Notation::HclMembers { .. } | Notation::HclArguments | Notation::JsonInHcl
    );
    match own && is_terraform && site.account == AccountNotation::Undeclared {
        true => format!("{code}\n\n# beside the other blocks of the module\ndata \"aws_caller_identity\" \"current\" {{}}"),
        false => code,
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
        let site = Site { notation: Notation::HclObject, account: AccountNotation::Undeclared };
        let remedy = pin_source(service, others, protects, &site);
        (remedy.text, !remedy.code.is_empty())
    }

    #[test]
    fn no_key_is_recommended_that_the_service_does_not_send() {
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &[], "s3");
        assert!(has_code && text.starts_with("say for whom `cloudtrail.amazonaws.com` may act"), "{text}");
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &[], "kms");
        assert!(!has_code && text.contains("event data stores") && text.contains("kms:EncryptionContext:aws:cloudtrail:arn"), "{text}");
        let (text, has_code) = remedy("workmail.amazonaws.com", &[], "kms");
        assert!(
            !has_code && text.contains("carries no source keys here (WorkMail uses the key of an organization through grants"),
            "{text}"
        );
        let (text, has_code) = remedy("no-such-service.amazonaws.com", &[], "s3");
        assert!(!has_code && text.contains("AWS does not document which of them"), "{text}");
    }

    #[test]
    fn statements_of_modules_have_members() {
        let site = Site { notation: Notation::HclMembers { plural: true }, account: AccountNotation::Known("111122223333".into()) };
        let remedy = pin_source("cloudtrail.amazonaws.com", &[], "s3", &site);
        let expected = r#"conditions = [{ test = "StringEquals", variable = "aws:SourceAccount", values = ["111122223333"] }]"#;
        assert_eq!(remedy.code, expected);
    }

    #[test]
    fn a_guard_for_one_service_is_kept_from_the_others() {
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &["config.amazonaws.com"], "s3");
        assert!(has_code && !text.contains("statement of its own"), "{text}");
        let (text, has_code) = remedy("cloudtrail.amazonaws.com", &["no-such-service.amazonaws.com"], "s3");
        assert!(has_code && text.ends_with("because `no-such-service.amazonaws.com` beside it may not carry the key"), "{text}");
    }
}
