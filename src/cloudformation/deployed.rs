//! Templates that Terraform deploys: texts in arguments of its resources.
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudformation_stack>

use super::assembly::Assemblies;
use super::inline;
use super::parameters::passed_to;
use super::stack::{Budget, Nested, PassedParameters, Project, Stack, StackPosition};
use super::stack_set::{of_groups, told};
use super::template::Template;
use crate::attribute_path::AttributePath;
use crate::condition::{Assignment, Conditions, Presence};
use crate::mapped_text::{HoleKind, Text};
use crate::problem::Problem;
use crate::resource::{EvaluatedRoot, Language, ModuleCall, Provider, Resource, Root, WorkShare};
use crate::source::Workspace;
use crate::value::{Kind, Map, Value};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;
use std::sync::Arc;

/// More templates than this of one root are not judged.
const MAX_TEMPLATES: usize = 64;

/// Where a resource says what is deployed.
#[derive(Clone, Copy)]
enum Deployed {
    /// The argument is a template.
    Template(&'static str),
    /// The argument has the properties of one resource.
    Properties(&'static str),
    /// The template is kept elsewhere.
    Elsewhere,
}

fn deployed(kind: &str) -> Option<Deployed> {
    match kind {
        "aws_cloudformation_stack" | "aws_cloudformation_stack_set" => Some(Deployed::Template("template_body")),
        "aws_cloudcontrolapi_resource" => Some(Deployed::Properties("desired_state")),
        "aws_serverlessapplicationrepository_cloudformation_stack"
        | "aws_servicecatalog_product"
        | "aws_servicecatalog_provisioned_product" => Some(Deployed::Elsewhere),
        _ => None,
    }
}

/// The argument of a resource that is a template which is judged as it is deployed.
pub fn template_of(kind: &str) -> Option<&'static str> {
    match deployed(kind) {
        Some(Deployed::Template(argument) | Deployed::Properties(argument)) => Some(argument),
        Some(Deployed::Elsewhere) => None,
        None => (kind == "AWS::CloudFormation::StackSet").then_some("TemplateBody"),
    }
}

/// The stacks that the resources of a root deploy, each as a root of its own. What cannot be judged is told.
pub fn deployed_by(workspace: &Workspace, root: &Root, own_accounts: &[SmolStr], share: WorkShare) -> Vec<EvaluatedRoot> {
    let budget = Budget::of(share);
    *budget.withheld.borrow_mut() = root.withheld.clone();
    let all = root.resources.iter().filter_map(|resource| Some((resource, deployed(&resource.kind)?)));
    let all = all.flat_map(|(resource, deployed)| each_template(resource, &deployed).into_iter().map(move |resource| (resource, deployed)));
    let judged = all.enumerate().map(|(number, (resource, deployed))| {
        let resource = &*resource;
        let name = &resource.address;
        let problem = match template(workspace, resource, &deployed) {
            _ if number >= MAX_TEMPLATES => {
                Problem::limit_reached(resource.span, &format!("more than {MAX_TEMPLATES} stacks are deployed, and `{name}` is not judged"))
            }
            Ok((template, problems)) => {
                let mut stack = stack(workspace, root, (resource, &template), own_accounts, &budget);
                stack.problems.extend(problems);
                return stack;
            }
            Err(why) => Problem::unsupported(resource.span, &format!("what `{name}` deploys: {why}")),
        };
        EvaluatedRoot { problems: vec![problem], ..EvaluatedRoot::of(of_resources(resource, root, vec![], &budget)) }
    });
    judged.collect()
}

/// The resource under each of the answers that its template depends on: `template_body = var.new ? file("new.yaml") : file("old.yaml")`.
fn each_template<'r>(resource: &'r Resource, deployed: &Deployed) -> Vec<Cow<'r, Resource>> {
    let (Deployed::Template(argument) | Deployed::Properties(argument)) = deployed else { return vec![Cow::Borrowed(resource)] };
    let body = written(resource, argument).filter(|body| matches!(body.kind, Kind::Alternatives(_)));
    let mut conditions = Conditions::default();
    body.into_iter().for_each(|body| body.conditions(&mut conditions));
    // The whole is told as not read where there are too many.
    let all = conditions.assignments(&Assignment::default()).ok().filter(|all| body.is_some() && all.len() <= MAX_TEMPLATES);
    let Some(all) = all else { return vec![Cow::Borrowed(resource)] };
    let under = |given: Assignment| {
        let presence = resource.presence.of_part(&Presence::only_under(given.clone()))?;
        let attributes = resource.attributes.under(&given);
        // Under this answer no stack is made of a template.
        let has_body = attributes.get(argument).is_some_and(|body| !matches!(body.kind, Kind::Null | Kind::Absent));
        has_body.then(|| Cow::Owned(Resource { attributes, presence, ..resource.clone() }))
    };
    all.into_iter().filter_map(under).collect()
}

/// The template, and what is wrong with it; or why it is not known.
fn template(workspace: &Workspace, resource: &Resource, deployed: &Deployed) -> Result<(Template, Vec<Problem>), Cow<'static, str>> {
    let body = match deployed {
        Deployed::Template(argument) => written(resource, argument).cloned(),
        Deployed::Properties(argument) => written(resource, argument).map(|properties| of_one(resource, properties)),
        Deployed::Elsewhere => None,
    };
    let Some(body) = body else { return Err("its template is kept elsewhere".into()) };
    let unknown = || body.first_unknown().map_or_else(|| "it is no one text".to_owned(), |hole| hole.kind.reason());
    let Kind::Text(text) = &body.kind else { return Err(unknown().into()) };
    let place = text.span(0..text.literal().len()).unwrap_or(body.span);
    let mut problems = vec![];
    let template = inline::template(text, place, &workspace.path(place.file).into(), &mut problems);
    template.map(|template| (template, problems)).ok_or_else(|| "its text is no template that can be read".into())
}

fn written<'r>(resource: &'r Resource, argument: &str) -> Option<&'r Value> {
    resource.attributes.get(argument).filter(|value| !matches!(value.kind, Kind::Null | Kind::Absent))
}

/// The template of one resource with these properties.
fn of_one(resource: &Resource, properties: &Value) -> Value {
    let span = properties.span;
    let text = |text: &str| Value::text(Text::computed(text, span), span);
    let kind = resource.attributes.get("type_name").cloned().unwrap_or_else(|| text(""));
    let (start, middle) = (text(r#"{"Resources":{"Resource":{"Type":""#), text(r#"","Properties":"#));
    Value::concat(&[start, kind, middle, properties.clone(), text("}}}")], span)
}

fn stack(
    workspace: &Workspace,
    root: &Root,
    (resource, template): (&Resource, &Template),
    own_accounts: &[SmolStr],
    budget: &Budget,
) -> EvaluatedRoot {
    let assemblies = Assemblies::default();
    let project =
        Project { workspace, templates: &[], own_accounts, overrides: &[], exports: None, parameter_sets: None, assemblies: &assemblies };
    let call = ModuleCall { name: resource.address.clone(), span: resource.span, block: resource.block };
    let prefix = format_smolstr!("{}/", resource.address);
    let position = StackPosition {
        prefix: prefix.clone(),
        is_root: false,
        inline: prefix,
        files: vec![template.file],
        calls: resource.calls.iter().cloned().chain([call]).collect(),
        presence: resource.presence.clone(),
        provider: provider(root, resource),
    };
    let before = budget.made.get();
    let arguments = PassedParameters { given: given(root, resource, template), open: Map::default() };
    let Nested { resources, problems, .. } = Stack::new(&project, template, Some(&arguments), position, budget).result();
    let made = budget.made.get() - before;
    EvaluatedRoot { files_read: vec![template.file], problems, made, ..EvaluatedRoot::of(of_resources(resource, root, resources, budget)) }
}

/// The parameters of a stack, or of the instances of a stack set.
/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudformation_stack_set_instance>
fn given(root: &Root, resource: &Resource, template: &Template) -> Map {
    let parameters =
        |of: &Resource, argument: &str| of.attributes.get(argument).map(|value| passed_to(template, value)).unwrap_or_default();
    let groups: Vec<Map> = instances_of(root, resource).map(|instance| parameters(instance, "parameter_overrides")).collect();
    of_groups(template, &resource.address, parameters(resource, "parameters"), &groups)
}

/// The instances of a stack set.
fn instances_of<'r>(root: &'r Root, resource: &'r Resource) -> impl Iterator<Item = &'r Resource> {
    let set_name = resource.attributes.get("name").and_then(Value::to_text);
    let is_of_set = move |instance: &&Resource| {
        let Some(named) = instance.attributes.get("stack_set_name").and_then(Value::to_text) else { return false };
        let refers = |hole: &HoleKind| matches!(hole, HoleKind::Attribute { resource: address, .. } if *address == resource.address);
        named.holes().iter().any(|hole| refers(&hole.hole.kind))
            || (named.known().is_some() && named.known() == set_name.as_ref().and_then(Text::known))
    };
    let of_sets = ["aws_cloudformation_stack_set_instance", "aws_cloudformation_stack_instances"];
    root.resources.iter().filter(move |other| of_sets.contains(&other.kind.as_str())).filter(is_of_set)
}

/// The provider of a stack, with what the instances of a stack set are deployed to.
fn provider(root: &Root, resource: &Resource) -> Arc<Provider> {
    if resource.kind != "aws_cloudformation_stack_set" {
        return resource.provider.clone();
    }
    let mut targets = vec![];
    for instance in instances_of(root, resource) {
        for (word, path) in TARGETS {
            AttributePath::new(path).values(&instance.attributes).for_each(|(_, value)| told(word, Some(value), &mut targets));
        }
    }
    targets.sort();
    targets.dedup();
    Arc::new(Provider { targets: Some(targets), ..Provider::clone(&resource.provider) })
}

/// Where instances of a stack set say what they are deployed to, with the word for it.
const TARGETS: &[(&str, &str)] = &[
    ("Region", "region"),
    ("Region", "stack_set_instance_region"),
    ("Region", "regions"),
    ("account", "account_id"),
    ("account", "accounts"),
    ("account", "deployment_targets[].accounts"),
    ("unit", "deployment_targets[].organizational_unit_ids"),
    ("accounts at", "deployment_targets[].accounts_url"),
];

fn of_resources(resource: &Resource, root: &Root, resources: Vec<Resource>, budget: &Budget) -> Root {
    Root {
        path: format_smolstr!("{}/{}", root.path, resource.address),
        language: Language::CloudFormation,
        resources: resources.into(),
        locals: vec![],
        outputs: vec![],
        providers: vec![resource.provider.clone()],
        loose: vec![],
        taken_over: vec![],
        turned_off: std::collections::BTreeSet::new(),
        looked_up: root.looked_up.clone(),
        used_sources: root.used_sources.clone(),
        declared_sources: root.declared_sources.clone(),
        unfinished: root.unfinished.clone(),
        withheld: budget.withheld.borrow().clone(),
        named_secrets: root.named_secrets.iter().cloned().chain(budget.secrets.borrow().iter().cloned()).collect(),
    }
}
