//! Takes the policies out of resources: where `policy_sites.tsv` says that a resource type keeps them.

mod api_definition;
mod callers;
mod computed;
mod module_placeholders;
mod nested_text;
mod permission;
mod placeholders;
mod policy_file;
mod shape;
mod statement_list;
mod template_text;
mod unplaced;
mod unset;

pub(crate) use api_definition::POLICY as API_POLICY;
pub use callers::{CallersAt, callers, callers_at};
pub(crate) use permission::PERMISSION_CONDITIONS;
pub use policy_file::{policy_files, template_files, unfilled};
pub use shape::statements;
pub use template_text::ENDINGS as TEMPLATE_ENDINGS;
pub use unplaced::{Destination, Unplaced, doubt_of_a_deny, statement_places, unplaced};

use crate::attribute_path::AttributePath;
use crate::condition::Assignment;
use crate::facts::{self, PolicySite, SiteFormat};
use crate::json;
use crate::mapped_text::filled_in::with_placeholders_open;
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::resource::{Language, Resource, Root};
use crate::source::Span;
use crate::value::{Kind, Map, Value};
use smol_str::SmolStr;

/// A policy of a resource.
#[derive(Clone, Debug)]
pub struct Policy<'a> {
    pub resource: &'a Resource,
    pub site: &'static PolicySite,
    /// Where it stands in the resource, list indexes left out: `policy`, `inline_policy[].policy`.
    pub path: &'static str,
    /// The argument or property that holds it.
    pub argument: Span,
    /// Where the attribute's value is written.
    pub span: Span,
    /// The document as a map, or alternatives of maps; unknown if it cannot be read.
    pub document: Value,
    /// Why all that is said of it is only possible.
    pub doubt: Option<&'static str>,
}

/// How much of a policy is understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    Fully,
    /// The first thing that is not known.
    Partly(Span, String),
    Unread(Span, String),
}

/// All policies of a root, in the order of its resources.
pub fn policies(root: &Root) -> (Vec<Policy<'_>>, Vec<Problem>) {
    let mut problems = vec![];
    let mut found = vec![];
    for resource in &root.resources {
        for site in facts::sites_of(&resource.kind, |name| resource.argument(name)) {
            if site.language != resource.language.name() {
                continue;
            }
            let values: Vec<(Span, Value)> = if site.format == SiteFormat::Fields {
                permission::permission(resource, site).map(|value| (resource.span, value)).into_iter().collect()
            } else {
                let wholes = AttributePath::new(site.path).wholes(&resource.attributes).into_iter();
                let inside = |value: Value| if site.format == SiteFormat::ApiDefinition { api_definition::policy(&value) } else { value };
                wholes
                    .map(|(place, value)| {
                        (place, bounded(&unset::opened(document(&inside(value), &Assignment::default(), (resource, site), &mut problems))))
                    })
                    .collect()
            };
            let values = values.into_iter().filter(|(_, value)| !matches!(value.kind, Kind::Null | Kind::Absent));
            found.extend(values.map(|(argument, document)| Policy {
                resource,
                site,
                path: site.path,
                argument,
                span: document.span,
                document,
                doubt: None,
            }));
        }
    }
    (found, problems)
}

impl Policy<'_> {
    /// Whether it is one that AWS manages and that the resource only names.
    pub fn is_managed(&self) -> bool {
        self.site.resource_type.is_empty()
    }

    /// Whether a transform makes it and nothing in the template makes it another.
    pub fn is_fixed(&self) -> bool {
        self.resource.generated_by.as_ref().is_some_and(|by| by.fixed.contains(&self.path))
    }

    /// Whether a statement that is written there has a part that is not known for this reason.
    pub fn has_gap_at(&self, place: Span, reason: &str) -> bool {
        let mut there = shape::statements(&self.document).into_iter().filter(|statement| statement.span.covers(place));
        there.any(|statement| gap(statement, &[], &|why| why == reason).is_some())
    }

    /// How much of it is known. What only deployment tells (names, the own account) counts as known.
    pub fn reading(&self, root: &Root) -> Reading {
        let whole = || first_whole(&self.document).or_else(|| computed::first(&self.document, root));
        let unknown = gap(&self.document, &["Sid", "Id"], &|_| true).or_else(whole);
        match (&self.document.kind, unknown) {
            (_, None) if self.site.protects.is_empty() => Reading::Partly(self.span, unplaced::PROTECTS_SOMETHING.to_owned()),
            (_, None) => Reading::Fully,
            (Kind::Unknown(hole), Some(_)) => Reading::Unread(self.document.span, hole.kind.reason()),
            (_, Some((span, why))) => Reading::Partly(span, why),
        }
    }
}

/// The first part of a value about which nothing is known, with the reason.
pub fn first_gap(value: &Value) -> Option<(Span, String)> {
    gap(value, &[], &|_| true)
}

/// The first whose reason is one that is sought, but for these members, which grant and limit nothing.
fn gap(value: &Value, names: &[&str], is_sought: &dyn Fn(&str) -> bool) -> Option<(Span, String)> {
    let of_text = |text: &Text| {
        let gaps = text.holes().iter().filter(|hole| matches!(hole.hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_)));
        gaps.map(|gap| (gap.hole.span, gap.hole.kind.reason())).find(|(_, reason)| is_sought(reason))
    };
    match &value.kind {
        Kind::Unknown(hole) => of_text(&Text::of_hole(hole.clone())),
        Kind::Text(text) => of_text(&with_placeholders_open(Text::clone(text))),
        Kind::List(items) => items.iter().find_map(|item| gap(item, names, is_sought)),
        Kind::Map(map) => {
            let entries = map.entries.iter().filter(|entry| !names.contains(&entry.key.as_str()));
            entries.into_iter().find_map(|entry| entry.unclear.as_deref().and_then(of_text).or_else(|| gap(&entry.value, names, is_sought)))
        }
        Kind::Alternatives(open) => open.branches.iter().find_map(|(_, value)| gap(value, names, is_sought)),
        Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Number(_) => None,
    }
}

/// The first whole document, statement, element or condition block that is one hole of whatever kind: of a name or an ARN inside a document
/// nothing more need be known, of these everything.
fn first_whole(document: &Value) -> Option<(Span, String)> {
    let whole = |value: &Value, inside: &dyn Fn(&Value) -> Option<(Span, String)>| {
        leaves(value).into_iter().find_map(|value| match &value.kind {
            Kind::Unknown(hole) => Some((value.span, hole.kind.reason())),
            _ => inside(value),
        })
    };
    let nothing = |_: &Value| None;
    let tests = |condition: &Value| condition.as_map()?.entries.iter().find_map(|test| whole(&test.value, &nothing));
    let statement = |statement: &Value| {
        let element = |name: &str| whole(statement.get(name)?, if name == "Condition" { &tests } else { &nothing });
        ["Effect", "Action", "NotAction", "Condition"].into_iter().find_map(element).or_else(|| {
            let principal = |name: &str| statement.get(name).and_then(unclear_principal);
            ["Principal", "NotPrincipal"].into_iter().find_map(principal)
        })
    };
    let statements = |list: &Value| match &list.kind {
        Kind::List(items) => items.iter().find_map(|item| whole(item, &statement)),
        _ => statement(list),
    };
    whole(document, &|document| whole(document.get("Statement")?, &statements))
}

/// A principal that is one hole and not the ARN of a resource in the same code.
fn unclear_principal(principal: &Value) -> Option<(Span, String)> {
    let gap = |value: &Value| match &value.kind {
        Kind::Unknown(hole) if !is_arn(&hole.kind) => Some((value.span, hole.kind.reason())),
        _ => None,
    };
    let listed =
        |value: &Value| leaves(value).into_iter().flat_map(|value| value.as_list().unwrap_or(std::slice::from_ref(value))).find_map(gap);
    leaves(principal).into_iter().find_map(|principal| match &principal.kind {
        Kind::Unknown(hole) => Some((principal.span, hole.kind.reason())),
        Kind::Map(map) => map.entries.iter().find_map(|entry| listed(&entry.value)),
        _ => None,
    })
}

/// Whether a hole names a principal by itself: the own account, a resource by its ARN, or what AWS alone has (`data.aws_elb_service_account`).
fn is_arn(hole: &HoleKind) -> bool {
    match hole {
        HoleKind::OwnAccount => true,
        HoleKind::Attribute { resource, name } => name.to_ascii_lowercase().ends_with("arn") || resource.contains("data.aws_"),
        _ => false,
    }
}

/// The value, or those of the branches.
fn leaves(value: &Value) -> Vec<&Value> {
    match &value.kind {
        Kind::Alternatives(open) => open.branches.iter().flat_map(|(_, value)| leaves(value)).collect(),
        _ => vec![value],
    }
}

/// A policy as written, text or map, as a map.
fn document(value: &Value, given: &Assignment, (resource, site): (&Resource, &PolicySite), problems: &mut Vec<Problem>) -> Value {
    match &value.kind {
        Kind::Alternatives(open) => {
            let branch = |(answer, branch): &(SmolStr, Value)| {
                let given = given.with(&open.condition, answer).unwrap_or_else(|| given.clone());
                (answer.clone(), document(branch, &given, (resource, site), problems))
            };
            let branches = open.branches.iter().map(branch).collect();
            Value { provenance: value.provenance.clone(), ..Value::alternatives(open.condition.clone(), branches, value.span) }
        }
        Kind::Map(_) | Kind::List(_) if site.format == SiteFormat::Statement => with_statements(value.clone(), value.span),
        Kind::Text(text) if text.literal().trim().is_empty() && text.holes().is_empty() => Value::new(Kind::Absent, value.span),
        Kind::Text(text) => {
            let (document, error) = json::parse(text, value.span);
            if let Some(error) = error {
                let words = given.words().join(" and ");
                let under = if words.is_empty() { words } else { format!("if {words}, ") };
                let why = format!("{under}it is not well-formed JSON: {}", error.message);
                problems.push(Problem::unread_policy(error.span, &resource.address, &why));
                return Value::unknown(
                    WhyCode::UnsupportedSyntax,
                    format!("the policy is not well-formed JSON: {}", error.message),
                    value.span,
                );
            }
            let document = if resource.language == Language::Terraform { as_sent(document, problems) } else { document };
            // The way of a part of the text is that of the part.
            Value { provenance: value.provenance.without(&text.first_provenance()), ..document }
        }
        Kind::Bool(_) | Kind::Number(_) | Kind::List(_) => {
            Value::unknown(WhyCode::UnsupportedSyntax, "a policy document should stand here", value.span)
        }
        Kind::Map(_) | Kind::Unknown(_) | Kind::Null | Kind::Absent => value.clone(),
    }
}

/// The document as the AWS provider sends it: it reads the text and writes it again, which leaves the last of equal keys.
/// <https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/structure/normalize_json_string.go>
fn as_sent(document: Value, problems: &mut Vec<Problem>) -> Value {
    let told = problems.len();
    document.each_equal_key(&mut |_, later| problems.push(Problem::duplicate_key(later.key_span, &later.key)));
    if problems.len() > told { document.last_of_equal_keys() } else { document }
}

/// How many statements a policy may have, and how long its texts may be, each and together: several times what any service takes.
const MAX_STATEMENTS: usize = 1_000;
const MAX_ENTRY: usize = 8 << 10;
const MAX_TEXT: usize = 128 << 10;

/// The document unless it is larger than any policy that AWS takes: that is not judged.
fn bounded(document: &Value) -> Value {
    document.distribute(&mut |document| {
        let statements = document.get("Statement").and_then(Value::as_list).map_or(0, <[Value]>::len);
        let limit = if statements > MAX_STATEMENTS {
            Some(format!("the policy has more than {MAX_STATEMENTS} statements"))
        } else {
            excess(document, &mut 0)
        };
        limit.map_or_else(|| document.clone(), |limit| Value::unknown(WhyCode::Limit, limit, document.span))
    })
}

/// What is too long in a part of a policy, after so many bytes before it.
fn excess(value: &Value, before: &mut usize) -> Option<String> {
    let own = match &value.kind {
        Kind::Text(text) => text.literal().len(),
        _ => 1,
    };
    *before = before.saturating_add(own);
    if own > MAX_ENTRY {
        return Some(format!("a text of the policy is longer than {MAX_ENTRY} bytes"));
    }
    if *before > MAX_TEXT {
        return Some(format!("the texts of the policy are longer than {MAX_TEXT} bytes together"));
    }
    match &value.kind {
        Kind::List(items) => items.iter().find_map(|item| excess(item, before)),
        Kind::Map(map) => map.entries.iter().find_map(|entry| excess(&entry.value, before)),
        // Only one of them is there.
        Kind::Alternatives(open) => {
            let (start, mut longest) = (*before, *before);
            let found = open.branches.iter().find_map(|(_, branch)| {
                *before = start;
                let found = excess(branch, before);
                longest = longest.max(*before);
                found
            });
            *before = longest;
            found
        }
        _ => None,
    }
}

fn with_statements(statements: Value, span: Span) -> Value {
    let mut document = Map::default();
    document.push("Version", span, Value::text(Text::computed("2012-10-17", span), span));
    document.push("Statement", span, statements);
    Value::map(document, span)
}

#[cfg(test)]
mod tests {
    use crate::source::Workspace;

    #[test]
    fn a_grant_is_a_statement_under_its_constraint() {
        let grant = r#"resource "aws_kms_grant" "g" {
          key_id            = "k"
          grantee_principal = "arn:aws:iam::999988887777:role/reader"
          operations        = ["Decrypt"]
          constraints {
            encryption_context_equals = { team = "red" }
          }
        }"#;
        let workspace = Workspace::in_memory([("main.tf".to_owned(), grant.to_owned())]);
        let graph = crate::terraform::load(&workspace, &crate::terraform::TerraformOptions::default());
        let (policies, problems) = super::policies(&graph.roots[0]);
        assert_eq!((policies.len(), problems), (1, vec![]));
        let statement = policies[0].document.get("Statement").unwrap().to_json();
        let expected = serde_json::json!({
            "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::999988887777:role/reader" },
            "Action": ["kms:Decrypt"],
            "Resource": "*",
            "Condition": { "StringEquals": { "kms:EncryptionContext:team": "red" } },
        });
        assert_eq!(statement, expected);
    }
    #[test]
    fn a_policy_larger_than_any_service_takes_is_not_read() {
        let reading = |statements: usize, actions: usize, length: usize| {
            let statement = r#"{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "*" },"#.repeat(statements - 1);
            let actions = format!("\"{}\",", "x".repeat(length)).repeat(actions);
            let last = format!("{{ Action = [{actions}] }}");
            let text = format!("resource \"aws_sqs_queue\" \"q\" {{\n policy = jsonencode({{ Statement = [{statement}{last}] }})\n}}\n");
            let workspace = Workspace::in_memory([("main.tf".to_owned(), text)]);
            let graph = crate::terraform::load(&workspace, &crate::terraform::TerraformOptions::default());
            match super::policies(&graph.roots[0]).0[0].reading(&graph.roots[0]) {
                super::Reading::Unread(_, why) => why,
                _ => "read".to_owned(),
            }
        };
        assert_eq!(reading(1_000, 1, 1), "read");
        assert_eq!(reading(1_001, 1, 1), "limit reached: the policy has more than 1000 statements");
        assert_eq!(reading(1, 1, 8_192), "read");
        assert_eq!(reading(1, 1, 8_193), "limit reached: a text of the policy is longer than 8192 bytes");
        // The document, its list, the statement and the list of actions count as one each.
        assert_eq!(reading(1, 32, 4_095), "read");
        assert_eq!(reading(1, 33, 4_095), "limit reached: the texts of the policy are longer than 131072 bytes together");
    }
}
