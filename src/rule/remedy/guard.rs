//! The guard that a service is documented to meet on a target.

use super::organisation::{IN_PATH, Sharing};
use crate::facts::{self, ExceptionRule};
use crate::iam::document::{Element, Statement};
use crate::rule::known::LeadingSource;
use crate::truth::Truth;

/// A condition that tells for whom a service acts, or that a vendor acts for its customer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Guard {
    pub(super) operator: &'static str,
    pub(super) key: &'static str,
    /// `{account}`, `{partition}`, `{region}` and `{org}` stand for names of the place.
    pub(super) value: &'static str,
}

/// What to do about a service: the guard if one is known to work, and the sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct GuardChoice {
    pub(super) guard: Option<Guard>,
    pub(super) text: String,
}

pub(super) const SOURCE_ACCOUNT: Guard = Guard { operator: "StringEquals", key: "aws:SourceAccount", value: "{account}" };
pub(super) const IS_NO_SERVICE: Guard = Guard { operator: "BoolIfExists", key: "aws:PrincipalIsAWSService", value: "false" };
pub(super) const VENDOR_ID: &str = "the-id-that-the-vendor-gave-you";
pub(super) const EXTERNAL_ID: Guard = Guard { operator: "StringEquals", key: "sts:ExternalId", value: VENDOR_ID };

/// What a service acts on.
pub(super) struct GuardTarget<'a> {
    pub(super) protects: &'a str,
    /// Whether something of these types leads to it, or none is asked for.
    pub(super) leads: &'a dyn Fn(&[&str]) -> bool,
}

/// The guard for a service on what a target is: what AWS documents for this very target, else `aws:SourceAccount` where the service is documented to
/// send it there. Words alone where AWS documents neither: a key that the service does not send would shut it out.
pub(super) fn choose(service: &str, target: &GuardTarget<'_>, statement: &Statement, sharing: Option<&Sharing>) -> GuardChoice {
    let protects = target.protects;
    let is_org = |value: &str| value.contains("{org}");
    let documented = facts::service_guards(service, protects);
    let fits = |row: &&facts::ServiceGuard| is_org(row.value) == sharing.is_some();
    let fitting: Vec<_> = documented.filter(|row| fits(row)).collect();
    let fact = fitting.iter().find(|row| covers(&row.actions, statement));
    let for_two_uses = fact.filter(|row| is_for_other_use(row, statement) && (target.leads)(&row.other_types));
    let guard = fact.map(|row| Guard { operator: row.operator, key: row.key, value: row.value });
    let apart = || fitting.iter().find_map(|row| without_key(row, statement).or_else(|| without_source(row, statement)));
    match (sharing, guard) {
        (None, Some(_)) if for_two_uses.is_some() => {
            words(format!("let `{service}` act only for your account: {}", for_two_uses.map_or("", |row| row.other_use)))
        }
        // https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
        (None, Some(guard)) if guard.key.starts_with("kms:EncryptionContext:") && is_about_metadata(statement) => {
            words(format!("leave it: calls of these actions have no encryption context, and they tell `{service}` of the key only"))
        }
        (Some(Sharing::Organisation(Some(_))), Some(guard)) => {
            with(guard, format!("let `{service}` act only for your organisation (`{}`)", guard.key))
        }
        // What is not sent tells an organisation no more than an account.
        (Some(_), None) if is_refused(service, protects) => choose(service, target, statement, None),
        (Some(sharing), _) => words(of_many(service, sharing, choose(service, target, statement, None).guard)),
        // A condition on the account that does not hold yet is made to hold: beside another key it would stay as it is.
        (None, Some(guard)) if guard.key != SOURCE_ACCOUNT.key && has_weak_account(statement) => {
            let of_account = of_account(service, protects);
            if of_account.guard.is_some() { of_account } else { with(guard, for_own_account(service, guard.key)) }
        }
        (None, Some(guard)) => with(guard, for_own_account(service, guard.key)),
        (None, None) if apart().is_some() => words(apart().unwrap_or_default()),
        (None, None) if statement.writes_out("kms:CreateGrant") && !sends_with_grants(service) => words(of_grants(service, statement)),
        (None, None) => of_account(service, protects),
    }
}

/// Whether AWS documents of the very service that it sends no source keys here, in some use at least.
fn is_refused(service: &str, protects: &str) -> bool {
    let refuses = |row: &&facts::ServiceException| {
        let rules = [ExceptionRule::NoSourceKeys, ExceptionRule::GrantsOnly];
        row.principal != "*" && rules.contains(&row.rule) && row.supported == Truth::No
    };
    facts::service_exceptions(service, protects).iter().any(refuses)
}

/// Whether a statement might be for another use than the one whose calls carry the key of a guard.
fn is_for_other_use(row: &facts::ServiceGuard, statement: &Statement) -> bool {
    let asks = statement.conditions.iter().any(|condition| condition.key.eq_ignore_ascii_case(row.key));
    let is_known = |action: &&str| {
        let is = |known: &&str| if known.ends_with('*') { is_one(&[known], action) } else { known.eq_ignore_ascii_case(action) };
        row.other_actions.iter().any(is)
    };
    let count = row.other_actions.len();
    !asks && count > 0 && written_out(statement).is_some_and(|actions| actions.len() == count && actions.iter().all(is_known))
}

/// Whether its actions tell of a key and do nothing with it.
fn is_about_metadata(statement: &Statement) -> bool {
    written_out(statement).is_some_and(|actions| !actions.is_empty() && actions.iter().all(|action| facts::is_about_metadata(action)))
}

fn has_weak_account(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| super::paste::is_weak_form(condition, SOURCE_ACCOUNT))
}

fn for_own_account(service: &str, key: &str) -> String {
    format!("let `{service}` act only for your account (`{key}`)")
}

fn with(guard: Guard, text: String) -> GuardChoice {
    GuardChoice { guard: Some(guard), text }
}

fn words(text: String) -> GuardChoice {
    GuardChoice { guard: None, text }
}

/// Of many accounts so many are told.
const TOLD_ACCOUNTS: usize = 6;

/// A guard that names one account would shut out the others. `own` is that for one account.
fn of_many(service: &str, sharing: &Sharing, own: Option<Guard>) -> String {
    let key = own.map_or(SOURCE_ACCOUNT.key, |own| own.key);
    let untested = if own.is_none() { "; test it first" } else { "" };
    match sharing {
        Sharing::Organisation(_) if key.starts_with("kms:EncryptionContext:") => format!(
            "`{service}` may act here for other accounts of your organisation: list in `{key}` the ARNs of each of them, or your own alone; the calls have no source key"
        ),
        Sharing::Organisation(_) => format!(
            "`{service}` acts here for the accounts of an organisation: require `aws:SourceOrgID` with the id of the organisation, or list the accounts in `aws:SourceAccount`; test it first"
        ),
        Sharing::Accounts(accounts) if *accounts == [IN_PATH] => {
            format!("let `{service}` act only for the account that the path names: require that one in `{key}`{untested}")
        }
        Sharing::Accounts(accounts) if accounts.len() == 1 => {
            format!("`{service}` acts here for another account ({}): require that one in `{key}`{untested}", accounts.concat())
        }
        Sharing::Accounts(accounts) => {
            let (told, rest) = accounts.split_at(accounts.len().min(TOLD_ACCOUNTS));
            let rest = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            format!("`{service}` acts here for several accounts: list them in `{key}` ({}{rest}){untested}", told.join(", "))
        }
        Sharing::Source(arn) => {
            format!("`{service}` acts here for `{arn}`, which might be of another account: require that ARN as `aws:SourceArn`")
        }
        Sharing::Management => format!(
            "`{service}` acts here for an organisation, and what it acts for has an ARN of the management account: require that ARN in `{}`{untested}",
            if key == SOURCE_ACCOUNT.key { "aws:SourceArn" } else { key }
        ),
        Sharing::Beside(accounts, other) => format!(
            "`{other}`, which the policy lets in too, acts here for another account: where `{service}` does as well, list these accounts in `{key}` ({}){untested}",
            accounts.join(", ")
        ),
        Sharing::Bindings => format!(
            "each resource of this template is deployed to accounts of its own (`OrganizationBinding`): list in `{key}` those for which `{service}` acts here{untested}"
        ),
        Sharing::Archive(account) => format!(
            "this is deployed to another account than the code's own ({account}), and nothing there leads to it: list in `{key}` the accounts for which `{service}` acts here{untested}"
        ),
        Sharing::Sources(accounts, source) => format!(
            "`{source}` of another account leads here too: where `{service}` acts for both, list both accounts in `{key}` ({}){untested}",
            accounts.join(", ")
        ),
    }
}

/// What to do where something leads here that might be of another account, or for which the service might act.
pub(super) fn of_others(source: &LeadingSource) -> String {
    let (address, accounts) = (&source.address, source.accounts.join(", "));
    match source.is_another {
        true => format!("; if it acts for `{address}` as well, which is of another account, list both ({accounts})"),
        false => format!("; if `{address}` is of another account, list both ({accounts})"),
    }
}

/// What limits grants where no source key is documented: that they are for resources of AWS services.
/// <https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource>
fn of_grants(service: &str, statement: &Statement) -> String {
    const KEY: &str = "kms:GrantIsForAWSResource";
    let not_documented = format!("AWS does not document which source key `{service}` sends when it makes grants");
    let is_alone = written_out(statement).is_some_and(|actions| actions.len() == 1);
    if statement.conditions.iter().any(|condition| condition.key.eq_ignore_ascii_case(KEY)) {
        return format!("`{KEY}` limits the grants already; {not_documented}, so test `aws:SourceAccount` before you rely on it");
    }
    if is_alone {
        return format!("add `Bool` `\"{KEY}\": \"true\"`; {not_documented}");
    }
    format!(
        "move `kms:CreateGrant` to a statement of its own, with `Bool` `\"{KEY}\": \"true\"`, and require `aws:SourceAccount` for the other actions; {not_documented}, so test both first"
    )
}

/// Whether AWS documents source keys for the calls of a service to a key, whichever they are.
fn sends_with_grants(service: &str) -> bool {
    facts::service_exceptions(service, "kms").iter().any(|row| row.rule == ExceptionRule::SourceKeys && row.supported == Truth::Yes)
}

fn of_account(service: &str, protects: &str) -> GuardChoice {
    let exceptions: Vec<_> = facts::service_exceptions(service, protects).into_iter().filter(|row| row.principal != "*").collect();
    let notes = |rules: &[ExceptionRule], supported: Truth| {
        let rows = exceptions.iter().filter(|row| rules.contains(&row.rule) && row.supported == supported);
        rows.map(|row| row.note).collect::<Vec<_>>().join("; ")
    };
    let facts = facts::service(service);
    let sends = |key: fn(&facts::Service) -> Truth| facts.is_some_and(|service| key(service) == Truth::Yes);
    let arn = facts.map(|service| service.source_arn_pattern.as_str()).filter(|pattern| pattern.contains("{account}"));
    let refused = notes(&[ExceptionRule::NoSourceKeys, ExceptionRule::GrantsOnly], Truth::No);
    // A guard that only some actions carry has been offered where they do.
    let of_some = facts::service_guards(service, protects).any(|row| !row.actions.is_empty());
    let equivalent = if of_some { &[][..] } else { &[ExceptionRule::EquivalentGuard] };
    let works = notes(&[&[ExceptionRule::SourceKeys, ExceptionRule::OtherGuard], equivalent].concat(), Truth::Yes);
    match (refused.is_empty(), works.is_empty()) {
        (false, true) => {
            // Who works through grants of the caller needs no statement of its own.
            let only_grants = !notes(&[ExceptionRule::GrantsOnly], Truth::No).is_empty();
            let documented = match only_grants {
                true => format!("AWS documents grants for `{service}` here, which carry no source keys ({refused})"),
                false => format!("AWS documents that `{service}` carries no source keys here ({refused})"),
            };
            let act = if only_grants {
                format!("test whether `{service}` needs this statement, and leave it out if not: ")
            } else {
                String::new()
            };
            return words(act + &documented);
        }
        (false, false) => return words(format!("what `{service}` sends depends on the use: {works}; {refused}")),
        (true, _) => {}
    }
    // What AWS documents without a condition may not have the key.
    let is_weak = |row: &&&facts::ServiceException| {
        row.rule == ExceptionRule::WeakDocumentedForm && row.supported == Truth::Unknown && row.below.is_empty()
    };
    let weak = exceptions.iter().find(is_weak).map_or("", |row| row.note);
    let open = [notes(&[ExceptionRule::SourceKeys], Truth::Unknown), weak.to_owned()].into_iter().find(|open| !open.is_empty());
    if let Some(open) = open {
        return words(format!("require `aws:SourceAccount`, and test it first: {open}"));
    }
    let on_target = facts.is_some_and(|service| service.targets.contains(&protects))
        || exceptions.iter().any(|row| row.rule == ExceptionRule::SourceKeys && row.supported == Truth::Yes);
    // Where AWS names the key that is sent here, it is that one.
    let documented = notes(&[ExceptionRule::SourceKeys], Truth::Yes);
    let is_another = documented.contains("`aws:SourceArn`") && !documented.contains(SOURCE_ACCOUNT.key);
    if on_target && !is_another && sends(|service| service.source_account) {
        return with(SOURCE_ACCOUNT, for_own_account(service, SOURCE_ACCOUNT.key));
    }
    match arn.filter(|_| on_target && sends(|service| service.source_arn)) {
        Some(arn) => with(Guard { operator: "ArnLike", key: "aws:SourceArn", value: arn }, for_own_account(service, "aws:SourceArn")),
        None if !works.is_empty() => words(format!("let `{service}` act only for your account; AWS documents that it sends {works}")),
        None => words("require `aws:SourceAccount` or `aws:SourceArn`; AWS does not document which is sent here, so test it".to_owned()),
    }
}

/// Whether every action of the statement is one of these; any is, where none is told.
fn covers(actions: &[&str], statement: &Statement) -> bool {
    actions.is_empty() || written_out(statement).is_some_and(|written| written.iter().all(|action| is_one(actions, action)))
}

/// What to do where some actions of the statement carry the key of a guard and others do not.
fn without_key(row: &facts::ServiceGuard, statement: &Statement) -> Option<String> {
    let written = written_out(statement)?;
    let (with, without): (Vec<&str>, Vec<&str>) = written.into_iter().partition(|action| is_one(&row.actions, action));
    let listed = |actions: &[&str]| format!("`{}`", actions.join("`, `"));
    let (carry, none) = (if with.len() == 1 { "carries" } else { "carry" }, if without.len() == 1 { "carries" } else { "carry" });
    let says = format!("`{}` says for whom `{}` acts", row.key, row.principal);
    (!with.is_empty()).then(|| {
        format!(
            "{says}, but only {} {carry} it, and {} {none} none: give each a statement of its own, the first with `{}` on that key",
            listed(&with),
            listed(&without),
            row.operator
        )
    })
}

/// What to do where no action of the statement names its source, but others that the service calls here do.
fn without_source(row: &facts::ServiceGuard, statement: &Statement) -> Option<String> {
    let named = written_out(statement)?;
    let none = named.iter().all(|action| facts::call_without_source(row.principal, row.on, action).is_some());
    none.then(|| {
        format!("leave it: a condition would stop `{}`, which names no source here. Guard `{}`", row.principal, row.actions.join("`, `"))
    })
}

/// The actions of a statement, where it writes them all out.
fn written_out(statement: &Statement) -> Option<Vec<&str>> {
    let listed = statement.actions.as_ref().filter(|listed| !listed.negated)?;
    listed.entries.iter().map(Element::known).collect()
}

fn is_one(actions: &[&str], written: &str) -> bool {
    let written = written.strip_suffix('*').unwrap_or(written);
    actions.iter().any(|action| facts::names_call(action, written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::document::{Document, Names};
    use crate::json;
    use crate::mapped_text::Text;
    use crate::source::{FileId, Span};

    fn statement(actions: &str) -> Statement {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{actions},"Resource":"*"}}]}}"#);
        let span = Span::new(FileId(0), 0, text.len());
        let (value, _) = json::parse(&Text::computed(text, span), span);
        Document::read(&value, &Names::default()).0.statements.remove(0)
    }

    /// The key of the guard, and the words.
    fn chosen(service: &str, protects: &str, actions: &str, sharing: Option<&Sharing>) -> (Option<&'static str>, String) {
        let choice = choose(service, &GuardTarget { protects, leads: &|_| true }, &statement(actions), sharing);
        (choice.guard.map(|guard| guard.key), choice.text)
    }

    #[test]
    fn no_key_is_recommended_that_the_service_does_not_send() {
        let put = r#""s3:PutObject""#;
        let (key, text) = chosen("cloudtrail.amazonaws.com", "s3", put, None);
        assert!(
            key == Some("aws:SourceAccount") && text == "let `cloudtrail.amazonaws.com` act only for your account (`aws:SourceAccount`)",
            "{text}"
        );
        let (key, text) = chosen("workmail.amazonaws.com", "kms", r#""kms:Decrypt""#, None);
        assert!(
            key.is_none()
                && text.starts_with("test whether `workmail.amazonaws.com` needs this statement")
                && text.contains("here, which carry no source keys (WorkMail uses the key of an organization through grants"),
            "{text}"
        );
        let (key, text) = chosen("events.amazonaws.com", "kms", r#""kms:Decrypt""#, None);
        assert!(
            key.is_none() && text.contains("`aws:SourceArn` with the key of an encrypted queue; none with the key of an encrypted topic"),
            "{text}"
        );
        let (key, text) = chosen("no-such-service.amazonaws.com", "s3", put, None);
        assert!(key.is_none() && text.contains("AWS does not document which is sent here"), "{text}");
    }

    #[test]
    fn grants_are_not_pinned_by_a_key_that_may_not_come_with_them() {
        let (key, text) = chosen("dnssec-route53.amazonaws.com", "kms", r#""kms:CreateGrant""#, None);
        assert!(key.is_none() && text.starts_with("add `Bool` `\"kms:GrantIsForAWSResource\": \"true\"`; "), "{text}");
        let (_, text) = chosen("dnssec-route53.amazonaws.com", "kms", r#"["kms:CreateGrant","kms:Sign"]"#, None);
        assert!(text.starts_with("move `kms:CreateGrant` to a statement of its own, with `Bool`"), "{text}");
        let (key, text) = chosen("dnssec-route53.amazonaws.com", "kms", r#""kms:Sign""#, None);
        assert!(key == Some("aws:SourceAccount"), "{text}");
    }

    #[test]
    fn the_key_that_is_documented_for_the_target_is_taken() {
        let (key, text) = chosen("lambda.amazonaws.com", "kms", r#""kms:Decrypt""#, None);
        assert!(key.is_none() && text.contains("depends on the use") && text.contains("aws:lambda:FunctionArn"), "{text}");
        let (key, _) = chosen("lambda.amazonaws.com", "sns", r#""sns:Publish""#, None);
        assert_eq!(key, Some("aws:SourceAccount"));
        for service in ["autoscaling", "chime", "codebuild", "profile"] {
            let (key, text) = chosen(&format!("{service}.amazonaws.com"), "kms", r#""kms:Decrypt""#, None);
            assert_ne!(key, Some("aws:SourceAccount"), "{service}: {text}");
        }
    }

    #[test]
    fn what_a_service_sends_elsewhere_is_not_taken_for_sent_here() {
        let (key, text) = chosen("athena.amazonaws.com", "s3", r#""s3:GetObject""#, None);
        assert!(key.is_none() && text.contains("which is sent here"), "{text}");
    }

    #[test]
    fn keys_of_kms_are_guarded_by_the_encryption_context() {
        let (key, _) = chosen("logs.eu-west-1.amazonaws.com", "kms", r#"["kms:Encrypt*","kms:Decrypt*","kms:Describe*"]"#, None);
        assert_eq!(key, Some("kms:EncryptionContext:aws:logs:arn"));
        let (key, _) = chosen("cloudtrail.amazonaws.com", "kms", r#""kms:GenerateDataKey*""#, None);
        assert_eq!(key, Some("kms:EncryptionContext:aws:cloudtrail:arn"));
        let (key, text) = chosen("cloudtrail.amazonaws.com", "kms", r#"["kms:GenerateDataKey*","kms:DescribeKey"]"#, None);
        let apart = "only `kms:GenerateDataKey*` carries it, and `kms:DescribeKey` carries none: give each a statement of its own";
        assert!(key.is_none() && text.contains(apart), "{text}");
        let (key, text) = chosen("cloudtrail.amazonaws.com", "kms", r#""kms:DescribeKey""#, None);
        assert!(key.is_none() && text.contains("`aws:SourceArn`, the ARN of the trail, with the key of a trail; none"), "{text}");
        assert!(!text.contains("EncryptionContext"), "{text}");
        let (key, _) = chosen("fargate.amazonaws.com", "kms", r#"["kms:CreateGrant","kms:GenerateDataKeyWithoutPlaintext"]"#, None);
        assert_eq!(key, Some("kms:EncryptionContext:aws:ecs:clusterAccount"));
        let (key, text) = chosen("fargate.amazonaws.com", "kms", r#""kms:DescribeKey""#, None);
        assert!(key.is_none() && !text.contains("EncryptionContext"), "{text}");
    }

    #[test]
    fn what_an_organisation_shares_is_not_pinned_to_one_account() {
        let id = Sharing::Organisation(Some(super::super::names::PlaceName::Literal("o-exampleorg1".to_owned())));
        assert_eq!(chosen("cloudtrail.amazonaws.com", "s3", r#""s3:PutObject""#, Some(&id)).0, Some("aws:SourceOrgID"));
        let (key, text) = chosen("delivery.logs.amazonaws.com", "s3", r#""s3:PutObject""#, Some(&id));
        assert!(key.is_none() && text.contains("accounts of an organisation"), "{text}");
        assert_eq!(chosen("cloudtrail.amazonaws.com", "s3", r#""s3:PutObject""#, Some(&Sharing::Organisation(None))).0, None);
        let two = Sharing::Accounts(vec!["111122223333".to_owned(), "222233334444".to_owned()]);
        let (key, text) = chosen("cloudtrail.amazonaws.com", "s3", r#""s3:PutObject""#, Some(&two));
        assert!(key.is_none() && text.ends_with("(111122223333, 222233334444)"), "{text}");
    }
}
