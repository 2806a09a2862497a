//! Each row of policy_sites.tsv: a bad policy at that place is read and flagged, in every notation.

use crate::support::RULES;
use deputylint::analysis::{self, Options};
use deputylint::facts::{PolicyKind, PolicySite, all_policy_sites};
use deputylint::policy::{self, Policy, Reading};
use deputylint::resource::Root;
use deputylint::rule::examples::{self, ExampleCode};
use deputylint::source::{Span, Workspace};
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};
use smol_str::SmolStr;
use std::ops::Range;

/// A statement that is bad at a place of this kind: the deputy without a source, the vendor without an external id, everything on everything.
/// Marked is the element that is at fault.
fn known_bad(site: &PolicySite) -> Value {
    let (principal, action) = match site.kind.name() {
        "trust" => (json!({ "AWS": "«arn:aws:iam::464622532012:root»" }), "sts:AssumeRole"),
        "identity" | "session" | "scp" | "rcp" => (Value::Null, "«*»"),
        "vpce" => (json!("«*»"), "*"),
        _ if site.protects == "lambda" => (json!({ "Service": "«events.amazonaws.com»" }), "lambda:InvokeFunction"),
        _ => (json!({ "Service": "«cloudtrail.amazonaws.com»" }), "*"),
    };
    let mut statement = Map::new();
    statement.insert("Effect".into(), "Allow".into());
    if !principal.is_null() {
        statement.insert("Principal".into(), principal);
    }
    statement.insert("Action".into(), action.into());
    if site.kind != PolicyKind::Trust {
        statement.insert("Resource".into(), "*".into());
    }
    statement.into()
}

/// A resource with this statement at the place of a row, in every notation.
fn codes(site: &PolicySite) -> Result<Vec<ExampleCode>, Failed> {
    let codes = examples::at(site, &[known_bad(site)]);
    if codes.is_empty() { Err("it cannot be written".into()) } else { Ok(codes) }
}

/// The rule that reports [`known_bad`] at a place of this kind; none if there is a reason in [`NOT_FLAGGED`].
pub(crate) fn rule(site: &PolicySite) -> Option<&'static str> {
    match (site.kind.name(), site.protects) {
        ("resource", _) => Some("service-without-source"),
        ("permission", "lambda") => Some("lambda-permission-without-source"),
        ("trust", _) => Some("account-without-external-id"),
        ("identity", protects) if protects != "iot" => Some("administrator-policy"),
        _ => None,
    }
}

/// Why no rule speaks of a place: kind, what it protects (empty for all), and the reason. A row that a rule covers by now fails.
const NOT_FLAGGED: &[(&str, &str, &str)] = &[
    (
        "identity",
        "iot",
        "its actions are those of MQTT (iot:Publish, …) for things, not of IAM: everything in it is no administrator of the account",
    ),
    ("permission", "acm-pca", "the one service that can be named is acm.amazonaws.com, and it acts for the calling account"),
    ("permission", "ec2-ami", "it shares an image with accounts; a service cannot be named"),
    ("permission", "ec2-network-interface", "it names one account that may attach the interface; a service cannot be named"),
    ("permission", "ec2-snapshot", "it shares a snapshot with one account; a service cannot be named"),
    ("permission", "entityresolution", "which services can be named, and for whom they act, is not documented"),
    ("permission", "es", "it names an account or the OpenSearch application service, for which no guard is documented"),
    ("permission", "events", "it lets an account or everybody put events; a service is named in the policy document of the bus"),
    ("permission", "globalaccelerator", "it names accounts that may use an address or endpoint; a service cannot be named"),
    ("permission", "kms", "the grantee is an account, user or role; a service cannot be named"),
    ("permission", "lakeformation", "the principal is of the account or one it shares tables with; a service cannot be named"),
    ("permission", "lambda-layer", "it lets accounts read a layer; a service cannot be named"),
    ("permission", "license-manager", "it gives licenses to accounts; a service cannot be named"),
    ("permission", "qbusiness", "the principal is the role of a data accessor, for which the application is the guard"),
    ("permission", "ram", "it shares with accounts, organisations, or services that name their source in `sources`"),
    ("permission", "s3-access-grants", "the grantee is an IAM or directory identity; a service cannot be named"),
    ("permission", "signer", "it lets accounts use a signing profile; a service cannot be named"),
    ("permission", "ssm", "it shares a document with accounts; a service cannot be named"),
    ("permission", "vpc-endpoint-service", "it lets accounts connect to a service of the user's own; a service cannot be named"),
    ("rcp", "", "it only takes away: a statement that allows everything gives nothing"),
    ("scp", "", "it only takes away: a statement that allows everything gives nothing"),
    ("session", "", "it only takes away from what the role may do"),
    ("vpce", "", "it limits what passes the endpoint and gives nothing; the default document of AWS is the same"),
];

fn reason(site: &PolicySite) -> Option<&'static str> {
    let of = |(kind, protects, _): &&(&str, &str, &str)| *kind == site.kind.name() && (protects.is_empty() || *protects == site.protects);
    NOT_FLAGGED.iter().find(of).map(|(.., reason)| *reason)
}

/// A place without a rule has a reason, and truly no rule speaks of it.
fn not_flagged(site: &'static PolicySite) -> Result<(), Failed> {
    let reason = reason(site).ok_or("no rule covers this place, and no reason is given")?;
    for code in codes(site)? {
        if let Some((rule, _)) = findings(&code).first() {
            return Err(format!("`{rule}` covers it by now, so it is not true that {reason}\n{}", code.text).into());
        }
    }
    Ok(())
}

/// Every reason belongs to a row.
fn reasons_are_used() -> Result<(), Failed> {
    let sites: Vec<&PolicySite> = all_policy_sites().filter(|site| rule(site).is_none()).collect();
    let used = |(kind, protects, _): &&(&str, &str, &str)| {
        !sites.iter().any(|site| site.kind.name() == *kind && (protects.is_empty() || *protects == site.protects))
    };
    match NOT_FLAGGED.iter().find(used) {
        None => Ok(()),
        Some((kind, protects, _)) => Err(format!("no row is {kind} {protects}").into()),
    }
}

/// The rule and the place of each finding.
fn findings(code: &ExampleCode) -> Vec<(SmolStr, Range<usize>)> {
    let workspace = Workspace::in_memory([(code.file.to_owned(), code.unmarked().0)]);
    let options = Options { own_accounts: vec!["111122223333".into()], ..Options::default() };
    let findings = analysis::analyse(&workspace, &RULES, &options).findings;
    let place = |span: Span| span.start as usize..span.end as usize;
    findings.into_iter().map(|finding| (finding.rule, place(finding.place))).collect()
}

fn read(site: &'static PolicySite) -> Result<(), Failed> {
    for code in codes(site)? {
        let (text, marked) = code.unmarked();
        let workspace = Workspace::in_memory([(code.file.to_owned(), text.clone())]);
        let graph = analysis::understand(&workspace, &Options::default());
        let in_root = |root| policy::policies(root).0.into_iter().map(move |policy| (root, policy));
        let policies: Vec<(&Root, Policy)> = graph.roots.iter().flat_map(in_root).collect();
        let here = policies.iter().find(|(_, policy)| policy.site.path == site.path && policy.site.kind == site.kind);
        let told = || format!("{:?}\n{text}", graph.problems);
        let (root, policy) = here.ok_or_else(|| format!("no policy is found there; {}", told()))?;
        if policy.reading(root) != Reading::Fully {
            return Err(format!("the policy is not wholly read; {}", told()).into());
        }
        let statement =
            policy.document.get("Statement").map(|statements| statements.as_list().and_then(<[_]>::first).unwrap_or(statements));
        let member = ["Principal", "Action"].iter().find_map(|name| statement?.get(name)).ok_or_else(told)?;
        let member = member.as_map().and_then(|map| map.entries.first()).map_or(member, |entry| &entry.value);
        let member = member.as_list().and_then(<[_]>::first).unwrap_or(member);
        let found = member.span.start as usize..member.span.end as usize;
        if marked != [found.clone()] {
            return Err(format!("found at {found:?}, expected {marked:?}; {}", told()).into());
        }
    }
    Ok(())
}

fn flagged(site: &'static PolicySite, rule: &str) -> Result<(), Failed> {
    for code in codes(site)? {
        let (text, marked) = code.unmarked();
        let places: Vec<Range<usize>> = findings(&code).into_iter().filter(|(id, _)| id == rule).map(|(_, place)| place).collect();
        if places != marked {
            return Err(format!("flagged at {places:?}, expected {marked:?}\n{text}").into());
        }
    }
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut sites: Vec<&'static PolicySite> = all_policy_sites().collect();
    sites.sort_by_key(|site| (site.resource_type, site.path, site.kind.name()));
    let name = |site: &PolicySite| format!("{} {} {}", site.resource_type, site.path, site.kind.name());
    let read = sites.iter().map(|site| {
        let site = *site;
        Trial::test(format!("facts/policy_sites/read/{}", name(site)), move || read(site))
    });
    let flagged = sites.iter().filter_map(|site| {
        let (site, rule) = (*site, rule(site)?);
        Some(Trial::test(format!("facts/policy_sites/flagged/{}", name(site)), move || flagged(site, rule)))
    });
    let others = sites.iter().filter(|site| rule(site).is_none()).map(|site| {
        let site = *site;
        Trial::test(format!("facts/policy_sites/not_flagged/{}", name(site)), move || not_flagged(site))
    });
    let used = Trial::test("facts/policy_sites/reasons_are_used", reasons_are_used);
    read.chain(flagged).chain(others).chain([used]).collect()
}
