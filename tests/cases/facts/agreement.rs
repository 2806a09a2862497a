//! The tables with each other: what one names, the others know.

use super::shape::Content;
use deputylint::facts::{self, SiteFormat};
use deputylint::iam::condition::Operator;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;

pub(crate) fn all<T: std::fmt::Display>(wrong: impl IntoIterator<Item = T>) -> Result<(), Failed> {
    let wrong: BTreeSet<String> = wrong.into_iter().map(|item| item.to_string()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into_iter().collect::<Vec<_>>().join("\n").into()) }
}

fn principals_are_known(table: &str, column: &str) -> Result<(), Failed> {
    let content = Content::read(table);
    let known: BTreeSet<String> = Content::read("service_principals").cells("principal").into_iter().map(str::to_owned).collect();
    let named =
        content.cells(column).into_iter().flat_map(|cell| cell.split(';')).filter(|principal| !["*", "", "unknown"].contains(principal));
    all(named.filter(|principal| !known.contains(*principal)).map(|principal| format!("`{principal}` is not in service_principals.tsv")))
}

/// Elements that a permission spread over attributes can have.
const ELEMENTS: &[&str] = &[
    "action",
    "condition",
    "condition_key",
    "condition_operator",
    "condition_value",
    "effect",
    "encryption_context_equals",
    "encryption_context_subset",
    "event_source_token",
    "external_id",
    "function_url_auth_type",
    "group",
    "invoked_via_function_url",
    "organization_arn",
    "organizational_unit_arn",
    "principal",
    "principal_org_id",
    "qualifier",
    "retiring_principal",
    "sid",
    "source_account",
    "source_arn",
];

/// A row with a word that the program does not know would be left out.
fn every_row_is_read() -> Result<(), Failed> {
    let (sites, escalations) = (facts::all_policy_sites().count(), facts::escalations().len());
    let templates = facts::all_policy_templates().count();
    let (events, connectors) = (facts::all_sam_events().count(), facts::all_connector_profiles().count());
    let counted = [
        ("policy_sites", sites),
        ("escalations", escalations),
        ("sam_policy_templates", templates),
        ("sam_events", events),
        ("sam_connectors", connectors),
    ];
    let (formats, secret_sites) = (facts::secret_formats().len(), facts::all_secret_sites().count());
    let counted = counted.into_iter().chain([("secret_formats", formats), ("secret_sites", secret_sites)]);
    let short = counted.into_iter().filter(|(table, read)| Content::read(table).rows.len() != *read);
    let exceptions = Content::read("service_exceptions");
    let is_read = |row: &&Vec<String>| facts::service_exceptions(&row[0], &row[1]).iter().any(|read| read.note == row[4]);
    let unread = exceptions.rows.iter().filter(|row| !is_read(row)).map(|row| format!("{} {} {}", row[0], row[1], row[2]));
    all(short.map(|(table, read)| format!("{table}: {read} rows are read")).chain(unread))
}

fn sites_are_whole() -> Result<(), Failed> {
    let wrong = facts::all_policy_sites().flat_map(|site| {
        let name = format!("{} {}", site.resource_type, site.path);
        let mut wrong = vec![];
        if (site.format == SiteFormat::Fields) != (site.path.is_empty() && site.elements().any(|(element, _)| element == "principal")) {
            wrong.push(format!("{name}: `fields` goes with a principal and without a path"));
        }
        wrong.extend(
            site.elements().filter(|(element, _)| !ELEMENTS.contains(element)).map(|(element, _)| format!("{name}: element `{element}`")),
        );
        if (site.language == "cloudformation") != site.resource_type.contains("::") {
            wrong.push(format!("{name}: language"));
        }
        if site.language == "terraform" && site.format == SiteFormat::Object
            || site.language == "cloudformation" && site.format == SiteFormat::Json
        {
            wrong.push(format!("{name}: format"));
        }
        wrong
    });
    all(wrong)
}

fn targets_are_protected() -> Result<(), Failed> {
    let mut protected: BTreeSet<&str> = facts::all_policy_sites().map(|site| site.protects).collect();
    protected.extend(["*", "dynamodb-stream"]);
    let exceptions = Content::read("service_exceptions");
    let named = exceptions.cells("on").into_iter().map(str::to_owned);
    let targets = facts::all_services().flat_map(|service| service.targets.iter().map(|target| (*target).to_owned()));
    all(named.chain(targets).filter(|target| !protected.contains(target.as_str())).map(|target| format!("nothing protects `{target}`")))
}

/// A guard that names nobody, or compares in no way that there is, would guard nothing.
fn guards_are_whole() -> Result<(), Failed> {
    let protected: BTreeSet<&str> = facts::all_policy_sites().map(|site| site.protects).collect();
    let guards = Content::read("guards");
    let rows = guards.rows.iter().flat_map(|row| facts::service_guards(&row[0], &row[1]));
    let is_whole = |guard: &&facts::ServiceGuard| {
        let names_owner = ["{account}", "{org}"].iter().any(|name| guard.value.contains(name));
        names_owner && protected.contains(guard.on) && Operator::read(guard.operator).is_some()
    };
    all(rows.filter(|guard| !is_whole(guard)).map(|guard| format!("{} {} {}", guard.principal, guard.on, guard.key)))
}

/// A condition on another key than a claim that tells callers apart would let everybody in.
fn conditions_ask_for_claims() -> Result<(), Failed> {
    let content = Content::read("federated");
    let providers = content.cells("provider").into_iter().filter_map(facts::federated_provider);
    let is_whole = |provider: &&facts::FederatedProvider| {
        provider.condition.is_none_or(|[operator, key, _]| {
            let (of, claim) = key.rsplit_once(':').unwrap_or_default();
            let is_of_it = of.eq_ignore_ascii_case(provider.provider);
            // A claim that is a key of its own stands whole.
            Operator::read(operator).is_some() && (provider.claims.contains(&key) || is_of_it && provider.claims.contains(&claim))
        })
    };
    all(providers.filter(|provider| !is_whole(provider)).map(|provider| provider.provider))
}

fn source_arns_have_the_form_of_arns() -> Result<(), Failed> {
    let formats =
        facts::all_services().map(|service| (service.principal, service.source_arn_format)).filter(|(_, format)| !format.is_empty());
    all(formats
        .filter(|(_, format)| !format.starts_with("arn:{partition}:") || format.split(':').count() < 6)
        .map(|(principal, _)| principal))
}

fn accounts_have_the_form_of_accounts() -> Result<(), Failed> {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_canonical = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (vendors, own) = (Content::read("vendors"), Content::read("aws_accounts"));
    let vendors: Vec<&str> = vendors.cells("account");
    let own: Vec<&str> = own.cells("account");
    let wrong = vendors.iter().filter(|account| !is_account(account) || own.contains(account));
    all(wrong.chain(own.iter().filter(|account| !is_account(account) && !is_canonical(account))))
}

/// Actions, key prefixes and source ARNs speak of services that the action catalogue knows.
fn services_are_in_the_catalogue() -> Result<(), Failed> {
    let known = facts::action_prefixes();
    let formats = facts::all_services().filter_map(|service| service.source_arn_format.split(':').nth(2)).map(str::to_owned);
    let arns = Content::read("arns");
    let shapes = arns
        .cells("shape")
        .into_iter()
        .filter(|shape| shape.starts_with("arn:"))
        .filter_map(|shape| shape.split(':').nth(2))
        .map(str::to_owned);
    all(formats
        .chain(shapes)
        .filter(|service| !known.contains(&service.as_str()))
        .map(|service| format!("`{service}` is no service prefix")))
}

/// Actions are in the catalogue, in its own spelling.
fn actions_are_in_the_catalogue() -> Result<(), Failed> {
    let passing = facts::passing_actions().into_iter().map(|action| action.action);
    let escalating = facts::escalations().iter().flat_map(|escalation| escalation.actions.iter().copied());
    let known = |full: &str| facts::action(full).is_some_and(|action| full.split_once(':').is_some_and(|(_, name)| name == action.name));
    all(passing.chain(escalating).filter(|action| !known(action)).map(|action| format!("`{action}` is not in actions.tsv")))
}

/// What a subject is made of and what a default speaks of are concepts and types that attributes.tsv or policy_sites.tsv know.
fn concepts_and_types_exist() -> Result<(), Failed> {
    let attributes = Content::read("attributes");
    let sites = Content::read("policy_sites");
    let types: BTreeSet<&str> = attributes.cells("type").into_iter().chain(sites.cells("type")).collect();
    let joins = Content::read("joins");
    let subjects: BTreeSet<&str> = joins.cells("subject").into_iter().collect();
    let unknown_parts = joins.rows.iter().filter_map(|row| {
        let (subject, kind, part) = (row[0].as_str(), row[2].as_str(), row[3].as_str());
        let known = types.contains(kind) || !["settings", "policy"].contains(&part) || subject == "bucket";
        (!known).then(|| format!("{kind}: no attribute and no policy site"))
    });
    let without_self = subjects.iter().filter(|subject| !facts::joins(subject).iter().any(|join| join.part == "self"));
    let without_self = without_self.map(|subject| format!("subject `{subject}` has no resource of its own"));
    let languages = attributes.rows.iter().chain(&joins.rows).filter(|row| (row[1] == "cloudformation") != row[2].contains("::"));
    all(unknown_parts.chain(without_self).chain(languages.map(|row| format!("{}: language", row[2]))))
}

/// Every part that a join names is explained, every part that is explained is in some join, and what it leads to are subjects.
fn parts_are_known() -> Result<(), Failed> {
    let joins = Content::read("joins");
    let named: BTreeSet<&str> = joins.cells("part").into_iter().collect();
    let known: BTreeSet<&str> = facts::part_kinds().into_iter().collect();
    let subjects: Vec<&str> = facts::subjects().collect();
    let differing = named.symmetric_difference(&known).map(|part| format!("part `{part}`"));
    let leads = known.iter().filter_map(|part| facts::part_kind(part)).map(|part| part.leads_to);
    let nowhere = leads.filter(|to| !to.is_empty() && !subjects.contains(to)).map(|to| format!("no subject `{to}`"));
    // A row with another end has a part that leads somewhere, and the other way round.
    let ends = joins.rows.iter().filter(|row| {
        let leads = facts::part_kind(&row[3]).is_some_and(|part| !part.leads_to.is_empty());
        leads == row[5].is_empty()
    });
    let ends = ends.map(|row| format!("{} {} {}: target", row[0], row[2], row[3]));
    all(differing.chain(nowhere).chain(ends))
}

/// The concepts of a subject stand on types that are joined to it; nothing else has a name that could be one of a subject.
fn concepts_belong_to_subjects() -> Result<(), Failed> {
    // No subject: where secrets stand in clear text.
    let free = ["secret_text"];
    let wrong = facts::concepts().into_iter().flat_map(facts::attributes).filter(|place| {
        let kind = place.concept.split('.').next().unwrap_or_default();
        let joined = |kind: &str| facts::joins(kind).iter().any(|join| join.resource_type == place.resource_type);
        let beyond = facts::joins(kind).iter().filter_map(|join| facts::part_kind(join.part)).filter(|part| part.precedence.is_fallback());
        !free.contains(&kind) && !joined(kind) && !beyond.map(|part| part.leads_to).any(joined)
    });
    all(wrong.map(|place| format!("{}: {} belongs to no such subject", place.concept, place.resource_type)))
}

/// A collection has fields, in all its types; a field stands below the items of its collection.
fn collections_have_fields() -> Result<(), Failed> {
    let wrong = facts::concepts().into_iter().flat_map(|concept| {
        let mut wrong = vec![];
        for place in facts::attributes(concept) {
            let name = format!("{concept} {}", place.resource_type);
            let is_collection = !facts::fields(concept).is_empty();
            let fields = || facts::fields(concept).iter().flat_map(|field| facts::attributes(field));
            let is_items = place.path.is_of_items();
            if (place.path.is_empty() || is_items) && !is_collection {
                wrong.push(format!("{name}: a collection without fields"));
            }
            if is_collection && !fields().any(|field| field.resource_type == place.resource_type) {
                wrong.push(format!("{name}: no field on this type"));
            }
            if is_collection && is_items {
                let same = fields().filter(|field| field.resource_type == place.resource_type);
                wrong.extend(
                    same.filter(|field| field.path.inside(place.path).is_none()).map(|field| format!("{}: not below {name}", field.path)),
                );
            }
        }
        if let Some((collection, _)) = concept.rsplit_once('.').filter(|(collection, _)| collection.contains('.')) {
            wrong.extend(facts::attributes(collection).is_empty().then(|| format!("{concept}: no collection")));
        }
        wrong
    });
    all(wrong)
}

/// Defaults speak of concepts and of fields of items that exist.
fn defaults_are_of_concepts() -> Result<(), Failed> {
    // Notes on the provider and on what no attribute keeps.
    let free = ["provider.", "function_url.permissions", "queue.encryption", "topic.policy"];
    let content = Content::read("defaults");
    let wrong = content.rows.iter().filter_map(|row| {
        let (concept, only_if, value) = (row[0].as_str(), row[2].as_str(), row[3].as_str());
        if free.iter().any(|free| concept.starts_with(free)) {
            return None;
        }
        let fields: Vec<&str> = facts::fields(concept).iter().filter_map(|field| field.rsplit('.').next()).collect();
        let siblings = concept.rsplit_once('.').map_or(&[][..], |(collection, _)| facts::fields(collection));
        let is_sibling = |name: &str| siblings.iter().any(|field| field.ends_with(&format!(".{name}")));
        let is_collection = |name: &str| !facts::fields(name).is_empty();
        let sibling = only_if.split_once('=').is_none_or(|(name, wanted)| match wanted {
            "none" => is_collection(name),
            // What images bring with them.
            _ => name == "image" || is_sibling(name),
        });
        let item = value == "none" || value.split(';').all(|pair| pair.split_once('=').is_some_and(|(name, _)| fields.contains(&name)));
        let is_right = !facts::attributes(concept).is_empty() && sibling && (fields.is_empty() || item);
        (!is_right).then(|| format!("{concept}: {value}"))
    });
    all(wrong)
}

/// What nobody looked up is no default; where there is none, the note is the reason that people read.
fn defaults_are_certain() -> Result<(), Failed> {
    let attributes = Content::read("attributes");
    let defaults = Content::read("defaults");
    let sure = |value: &str, certainty: &str| value.is_empty() || certainty != "unknown";
    let places = attributes.rows.iter().filter(|row| !sure(&row[4], &row[8])).map(|row| format!("{} {}", row[0], row[2]));
    let others = defaults.rows.iter().filter(|row| !sure(&row[3], &row[6]) || row[3].is_empty() && row[5].is_empty());
    // What is told of the provider is nothing that is set.
    let others = others.filter(|row| !row[0].starts_with("provider."));
    all(places.chain(others.map(|row| format!("{} {}", row[0], row[1]))))
}

fn managed_policies_are_json() -> Result<(), Failed> {
    const GRANTS: &[&str] = &["administrator", "iam-write", "pass-role", "power-user", "reads-data"];
    let content = Content::read("managed_policies");
    let documents = content.cells("document").into_iter().filter(|document| !document.is_empty());
    let broken = documents.filter(|document| serde_json::from_str::<serde_json::Value>(document).is_err());
    let grants =
        content.cells("grants").into_iter().flat_map(|cell| cell.split(';')).filter(|grant| !grant.is_empty() && !GRANTS.contains(grant));
    all(broken.chain(grants))
}

/// What a policy template needs is what it writes into its statements.
fn policy_templates_use_their_parameters() -> Result<(), Failed> {
    let wrong = facts::all_policy_templates().filter(|template| {
        let statements = template.statements.to_string();
        let placeholders = statements.split('{').filter_map(|part| part.split_once('}')).map(|(name, _)| name);
        let named: BTreeSet<&str> = placeholders.filter(|name| name.chars().all(char::is_alphanumeric)).collect();
        let own = ["partition", "region", "account"];
        named.into_iter().filter(|name| !name.is_empty() && !own.contains(name)).ne(template.parameters.iter().copied())
    });
    all(wrong.map(|template| template.name))
}

fn shapes_have_a_general_row_after_conditions() -> Result<(), Failed> {
    let content = Content::read("arns");
    let unclosed = content.cells("shape").into_iter().filter(|shape| shape.matches('{').count() != shape.matches('}').count());
    all(unclosed.map(str::to_owned))
}

fn controls_name_rules() -> Result<(), Failed> {
    let rules = deputylint::rule::RuleSet::built_in()?;
    let content = Content::read("controls");
    let sources = content.cells("source").into_iter().filter(|source| !source.starts_with("https://"));
    let unknown = content.cells("rule").into_iter().filter(|rule| rules.get(rule).is_none());
    all(unknown.chain(sources).map(str::to_owned))
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("facts/agreement/controls name rules and pages", controls_name_rules),
        Trial::test("facts/agreement/every row is read", every_row_is_read),
        Trial::test("facts/agreement/exceptions name known principals", || principals_are_known("service_exceptions", "principal")),
        Trial::test("facts/agreement/guards name known principals", || principals_are_known("guards", "principal")),
        Trial::test("facts/agreement/guards name targets, operators and the owner", guards_are_whole),
        Trial::test("facts/agreement/conditions of providers ask for their claims", conditions_ask_for_claims),
        Trial::test("facts/agreement/delivery paths name known principals", || principals_are_known("delivery_paths", "principal")),
        Trial::test("facts/agreement/policy sites are whole", sites_are_whole),
        Trial::test("facts/agreement/targets of services are protected by policies", targets_are_protected),
        Trial::test("facts/agreement/source ARNs have the form of ARNs", source_arns_have_the_form_of_arns),
        Trial::test("facts/agreement/accounts have the form of accounts", accounts_have_the_form_of_accounts),
        Trial::test("facts/agreement/services are in the catalogue", services_are_in_the_catalogue),
        Trial::test("facts/agreement/escalations name known principals", || principals_are_known("escalations", "service")),
        Trial::test("facts/agreement/passed roles name known principals", || {
            principals_are_known("passrole", "service").and_then(|()| principals_are_known("passrole", "passed_to"))
        }),
        Trial::test("facts/agreement/actions are in the catalogue", actions_are_in_the_catalogue),
        Trial::test("facts/agreement/concepts and types exist", concepts_and_types_exist),
        Trial::test("facts/agreement/parts are known", parts_are_known),
        Trial::test("facts/agreement/concepts belong to subjects", concepts_belong_to_subjects),
        Trial::test("facts/agreement/collections have fields", collections_have_fields),
        Trial::test("facts/agreement/defaults are of concepts", defaults_are_of_concepts),
        Trial::test("facts/agreement/defaults are certain", defaults_are_certain),
        Trial::test("facts/agreement/managed policies are JSON", managed_policies_are_json),
        Trial::test("facts/agreement/policy templates use their parameters", policy_templates_use_their_parameters),
        Trial::test("facts/agreement/shapes are closed", shapes_have_a_general_row_after_conditions),
    ]
}
