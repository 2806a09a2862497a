//! For each row of policy_sites.tsv the source text of a resource with a document at that place.

use deputylint::analysis::{self, Options};
use deputylint::facts::{PolicyKind, PolicySite, SiteFormat, all_policy_sites};
use deputylint::finding::Finding;
use deputylint::policy::{self, Policy, Reading};
use deputylint::rule::RuleSet;
use deputylint::source::Workspace;
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};

/// A file with one resource that carries a policy at the place of a row.
pub(crate) struct Example {
    pub(crate) path: &'static str,
    pub(crate) text: String,
    /// The line, from 1, on which the principal stands (for identity policies and the like: the action).
    pub(crate) line: usize,
}

/// A document (or permission) that is bad at a place of this kind: the deputy without a source, the vendor without an external id, everything on everything.
pub(crate) fn known_bad(site: &PolicySite) -> Value {
    let (principal, action) = match site.kind.name() {
        "trust" => (json!({ "AWS": "arn:aws:iam::464622532012:root" }), "sts:AssumeRole"),
        "identity" | "session" | "scp" | "rcp" => (Value::Null, "*"),
        "vpce" => (json!("*"), "*"),
        _ if site.protects == "lambda" => (json!({ "Service": "events.amazonaws.com" }), "lambda:InvokeFunction"),
        _ => (json!({ "Service": "cloudtrail.amazonaws.com" }), "*"),
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
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// The source text, in the language of the row, of a resource with this document at its place.
pub(crate) fn example(site: &PolicySite, document: &Value) -> Example {
    let statement = &document["Statement"][0];
    let mut attributes = Value::Object(Map::new());
    if let Some(name) = site.only_if.argument() {
        put(&mut attributes, name, json!(site.only_if.wanted().next()));
    }
    if !site.owner.is_empty() {
        put(&mut attributes, site.owner, json!("example"));
    }
    match site.format {
        SiteFormat::Fields => {
            for (element, path) in site.elements() {
                match element {
                    "principal" => put(&mut attributes, path, first_principal(statement)),
                    "action" => put(&mut attributes, path, statement["Action"].clone()),
                    "effect" => put(&mut attributes, path, json!("Allow")),
                    "sid" => put(&mut attributes, path, json!("Example")),
                    _ => {}
                }
            }
        }
        SiteFormat::Statement => put(&mut attributes, site.path, statement.clone()),
        SiteFormat::Json => put(&mut attributes, site.path, json!({ "$heredoc": document })),
        SiteFormat::Object => put(&mut attributes, site.path, document.clone()),
    }
    let (path, text) = if site.language == "terraform" {
        ("main.tf", terraform(site.resource_type, &attributes))
    } else {
        let template = json!({ "AWSTemplateFormatVersion": "2010-09-09", "Resources": { "Example": { "Type": site.resource_type, "Properties": attributes } } });
        ("template.json", serde_json::to_string_pretty(&template).expect("JSON"))
    };
    let marker = match first_principal(statement) {
        Value::String(principal) => format!("\"{principal}\""),
        _ => "\"Action\"".to_owned(),
    };
    let line = text.lines().position(|line| line.contains(&marker)).map_or(0, |index| index + 1);
    Example { path, text, line }
}

fn first_principal(statement: &Value) -> Value {
    match &statement["Principal"] {
        Value::Object(members) => members.values().next().cloned().unwrap_or_default(),
        other => other.clone(),
    }
}

/// Puts a value at an attribute path; lists on the way get one item, `*` the key `example`.
fn put(target: &mut Value, path: &str, value: Value) {
    let (head, rest) = path.split_once('.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    let name = head.trim_end_matches("[]");
    let name = if name == "*" { "example" } else { name };
    let place = &mut target[name];
    let place = if head.ends_with("[]") {
        if !place.is_array() {
            *place = json!([{}]);
        }
        &mut place[0]
    } else {
        place
    };
    match rest {
        Some(rest) => {
            if !place.is_object() {
                *place = json!({});
            }
            put(place, rest, value);
        }
        None => *place = value,
    }
}

/// A resource block: lists of maps are nested blocks, maps are objects, `$heredoc` is JSON in a heredoc.
fn terraform(kind: &str, attributes: &Value) -> String {
    fn body(attributes: &Value, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth);
        for (name, value) in attributes.as_object().into_iter().flatten() {
            match value {
                Value::Array(items) if items.iter().all(Value::is_object) => {
                    for item in items {
                        out.push_str(&format!("{indent}{name} {{\n"));
                        body(item, depth + 1, out);
                        out.push_str(&format!("{indent}}}\n"));
                    }
                }
                Value::Object(members) if members.contains_key("$heredoc") => {
                    let json = serde_json::to_string_pretty(&members["$heredoc"]).expect("JSON");
                    out.push_str(&format!("{indent}{name} = <<EOF\n{json}\nEOF\n"));
                }
                Value::Object(_) => {
                    out.push_str(&format!("{indent}{name} = {{\n"));
                    body(value, depth + 1, out);
                    out.push_str(&format!("{indent}}}\n"));
                }
                other => out.push_str(&format!("{indent}{name} = {other}\n")),
            }
        }
    }
    let mut text = format!("resource \"{kind}\" \"example\" {{\n");
    body(attributes, 1, &mut text);
    text.push_str("}\n");
    text
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
    let example = example(site, &known_bad(site));
    let findings = findings(&example)?.1;
    match findings.first() {
        None => Ok(()),
        Some(finding) => Err(format!("`{}` covers it by now, so it is not true that {reason}\n{}", finding.rule, example.text).into()),
    }
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

fn findings(example: &Example) -> Result<(Workspace, Vec<Finding>), Failed> {
    let workspace = Workspace::in_memory([(example.path.to_owned(), example.text.clone())]);
    let options = Options { own_accounts: vec!["111122223333".into()], ..Options::default() };
    let findings = analysis::analyse(&workspace, &RuleSet::built_in()?, &options).findings;
    Ok((workspace, findings))
}

fn read(site: &'static PolicySite) -> Result<(), Failed> {
    let example = example(site, &known_bad(site));
    let workspace = Workspace::in_memory([(example.path.to_owned(), example.text.clone())]);
    let graph = analysis::understand(&workspace, &Options::default());
    let policies: Vec<Policy> = graph.roots.iter().flat_map(|root| policy::policies(root).0).collect();
    let here = policies.iter().find(|policy| policy.site.path == site.path && policy.site.kind == site.kind);
    let told = || format!("{:?}\n{}", graph.problems, example.text);
    let policy = here.ok_or_else(|| format!("no policy is found there; {}", told()))?;
    if policy.reading() != Reading::Fully {
        return Err(format!("the policy is not wholly read; {}", told()).into());
    }
    let statement = policy.document.get("Statement").map(|statements| statements.as_list().and_then(<[_]>::first).unwrap_or(statements));
    let member = ["Principal", "Action"].iter().find_map(|name| statement?.get(name)).ok_or_else(told)?;
    let span = member.as_map().and_then(|map| map.entries.first()).map_or(member.span, |entry| entry.value.span);
    let line = workspace.position(span.file, span.start).line as usize;
    if line == example.line { Ok(()) } else { Err(format!("found on line {line}, expected {}; {}", example.line, told()).into()) }
}

fn flagged(site: &'static PolicySite, rule: &str) -> Result<(), Failed> {
    let example = example(site, &known_bad(site));
    let (workspace, findings) = findings(&example)?;
    let lines = findings.iter().filter(|finding| finding.rule == rule);
    let lines: Vec<usize> = lines.map(|finding| workspace.position(finding.place.file, finding.place.start).line as usize).collect();
    if lines == [example.line] {
        Ok(())
    } else {
        Err(format!("flagged on lines {lines:?}, expected {}\n{}", example.line, example.text).into())
    }
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
