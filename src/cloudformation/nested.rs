//! Stacks inside stacks: a template called with parameters.

use super::alternatives::restricted;
use super::assembly::{Assemblies, written_construct};
use super::conditions::Existence;
use super::foreach;
use super::inline;
use super::parameters::passed_to;
use super::references::NESTED;
use super::stack::{Answered, Nested, PassedParameters, Stack};
use super::stack_set::STACK_SET;
use super::template::Template;
use crate::facts;
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::resource::{Construct, GeneratedBy, Language, ModuleCall, Provider, Resource, TOO_MUCH_MADE};
use crate::source::{FileId, Workspace};
use crate::value::{Entry, Map, Value};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use std::rc::Rc;
use std::sync::Arc;

/// How deep stacks may nest, and how many a root may hold in all.
const MAX_NESTING: usize = 10;
const MAX_STACKS: usize = 500;
/// How much of a template that is a text counts as a value.
const BYTES_PER_STEP: usize = 4;

/// Transforms that are carried out here, or whose resources are read as they are written.
const KNOWN_TRANSFORMS: &[&str] = &["AWS::LanguageExtensions", "AWS::Serverless"];

/// The metadata that says what is installed on an instance, what is written there, and what is run:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-init.html>.
const INIT: &str = "AWS::CloudFormation::Init";

/// Where the template of a nested stack is.
pub(super) enum NestedTarget {
    File(FileId),
    /// Known to be elsewhere, or not known at all.
    Elsewhere(String),
    Outside(String),
}

impl<'a> Stack<'a> {
    /// All resources with those of nested stacks, in the order written, and the outputs.
    pub(super) fn result(&self) -> Nested {
        let mut resources = vec![];
        for entry in &self.resources.entries {
            self.resource(entry, &mut resources);
        }
        let outputs = self.outputs();
        self.macros();
        let mut state = self.state.borrow_mut();
        if let Some(why) = &state.refused {
            resources.iter_mut().for_each(|resource| _ = resource.presence.doubt.get_or_insert(why.clone()));
        }
        let mut problems = std::mem::take(&mut state.problems);
        problems.extend(Problem::not_made(&state.not_made));
        problems.extend(Problem::left_out(&state.left_out));
        Nested { resources, outputs, problems }
    }

    /// Macros see the template as a whole; only some are carried out here.
    fn macros(&self) {
        for (name, span) in &self.template.transforms {
            if !KNOWN_TRANSFORMS.iter().any(|known| name.starts_with(known)) {
                self.report(Problem::unsupported(*span, &format!("macro `{name}`, which might change this template")));
            }
        }
        for section in ["Parameters", "Mappings", "Conditions", "Outputs"] {
            let found = self.template.section(section).iter().find(|entry| entry.key == "Fn::Transform");
            self.macro_left(&format!("`{section}`"), found.map(|entry| &entry.value));
        }
    }

    /// Tells of a macro whose result would be part of something.
    fn macro_left(&self, of: &str, called: Option<&Value>) {
        if let Some(called) = called {
            let name = called.get("Name").and_then(Value::as_str).unwrap_or("Fn::Transform");
            self.report(Problem::unsupported(called.span, &format!("macro `{name}` in {of}; what it adds is not seen")));
        }
    }

    fn resource(&self, entry: &Entry, into: &mut Vec<Resource>) {
        let name = foreach::name(entry);
        if name.starts_with("Fn::") {
            let what = format!("`{name}` among the resources; what it adds is not seen");
            return self.report(Problem::unsupported(entry.key_span, &what));
        }
        let Some(kind) = entry.value.get("Type").and_then(Value::as_str) else {
            return self.report(Problem::unsupported(entry.key_span, &format!("resource `{name}`, which has no plain `Type`")));
        };
        self.macro_left(&format!("resource `{name}`"), entry.value.get("Fn::Transform"));
        let Existence::Under(presence, possible) = self.existence(entry.value.get("Condition")) else {
            if !facts::policy_sites(kind).is_empty() {
                self.state.borrow_mut().not_made.push((entry.key_span, name));
            }
            return;
        };
        // What exists under contradicting answers never does.
        let Some(presence) = self.position.presence.of_part(&presence) else { return };
        if !self.budget.makes(kind) {
            if self.budget.is_first_told() {
                self.report(Problem::limit_reached(entry.key_span, TOO_MUCH_MADE));
            }
            return;
        }
        let attributes = match entry.value.get("Properties") {
            Some(properties) => restricted(&self.evaluated_under(properties, entry.value.get("Condition")), &possible),
            None => Value::map(Map::default(), entry.key_span),
        };
        if let Some(part) = entry.value.get("Properties").and_then(|properties| self.left_out(kind, properties)) {
            self.state.borrow_mut().left_out.push((part, name.clone()));
        }
        let attributes = self.with_definition(kind, attributes);
        if kind.ends_with("::MODULE") {
            self.report(Problem::unresolved_module(entry.key_span, kind));
        }
        let made = Resource {
            address: format_smolstr!("{}{name}", self.position.prefix),
            kind: kind.into(),
            language: Language::CloudFormation,
            scope: self.template.path.clone(),
            name: format_smolstr!("{}{name}", self.position.inline),
            provider: self.position.provider.clone(),
            attributes,
            span: entry.key_span,
            block: entry.span(),
            calls: self.position.calls.clone(),
            presence,
            generated_by: self.generated_by(&name),
            construct: self.construct(entry),
            left_alone: vec![],
        };
        self.setup(entry, &made);
        into.push(made);
        if is_nested(kind)
            && let Some(child) = self.child(entry)
        {
            into.extend(child.resources.iter().cloned());
        }
    }

    /// Notes what `cfn-init` does on an instance of a resource.
    fn setup(&self, entry: &Entry, of: &Resource) {
        let Some(metadata) = entry.value.get("Metadata").and_then(Value::as_map) else { return };
        let Some(init) = metadata.entries.iter().find(|entry| entry.key == INIT) else { return };
        let attributes = self.evaluated_under(&init.value, entry.value.get("Condition"));
        let (span, block) = (init.key_span, init.span());
        self.budget.setups.borrow_mut().push(Resource { kind: SmolStr::new_static("metadata"), attributes, span, block, ..of.clone() });
    }

    /// What something with this `Condition` comes to where it is there.
    fn evaluated_under(&self, raw: &Value, condition: Option<&Value>) -> Value {
        match condition.and_then(|condition| self.name(condition)) {
            None => self.evaluate(raw),
            Some(name) => {
                let decided = self.condition(&name.to_smolstr(), raw.span);
                self.given_answers(&decided, || self.evaluate(raw))
            }
        }
    }

    /// What a resource is made for, by its address.
    fn generated_by(&self, name: &str) -> Option<GeneratedBy> {
        let by = self.generated.get(name)?;
        Some(GeneratedBy { resource: format_smolstr!("{}{}", self.position.prefix, by.resource), ..by.clone() })
    }

    /// The construct of the CDK that a resource is made for.
    fn construct(&self, entry: &Entry) -> Option<Arc<Construct>> {
        let owner = self.position.files.first().copied().unwrap_or(self.template.file);
        match self.project.assemblies.stack(owner) {
            Some(stack) => stack.construct(owner, self.template.file, entry),
            None => written_construct(entry),
        }
    }

    fn outputs(&self) -> Vec<(SmolStr, Value)> {
        let mut outputs = vec![];
        for entry in self.expanded(self.template.section("Outputs")) {
            let Existence::Under(_, possible) = self.existence(entry.value.get("Condition")) else { continue };
            if let Some(value) = entry.value.get("Value") {
                let value = self.evaluated_under(value, entry.value.get("Condition"));
                outputs.push((foreach::name(&entry), restricted(&value, &possible)));
            }
        }
        outputs
    }

    /// The nested stack of a resource, made on first use; nothing if its template is not here.
    pub(super) fn child(&self, entry: &Entry) -> Option<Rc<Nested>> {
        let name = foreach::name(entry);
        if let Some(known) = self.state.borrow().children.get(&name) {
            return known.clone();
        }
        // While it is being made, its own outputs are not known.
        self.state.borrow_mut().children.insert(name.clone(), None);
        let child = self.in_child(entry, |child| child.result()).map(Rc::new);
        if let Some(child) = &child {
            self.state.borrow_mut().problems.extend(child.problems.iter().cloned());
        }
        self.state.borrow_mut().children.insert(name, child.clone());
        child
    }

    /// What the nested stack of a resource comes to; nothing if its template is not here.
    pub(super) fn in_child<T>(&self, entry: &Entry, then: impl FnOnce(&Stack<'_>) -> T) -> Option<T> {
        let stacks = &self.budget.stacks;
        stacks.set(stacks.get() + 1);
        if self.position.files.len() >= MAX_NESTING || stacks.get() > MAX_STACKS {
            let limit = format!("stacks nest deeper than {MAX_NESTING} or are more than {MAX_STACKS}");
            self.report(Problem::limit_reached(entry.key_span, &limit));
            return None;
        }
        let body = entry.value.get("Properties").and_then(|properties| properties.get("TemplateBody"));
        let inline = body.map(|body| self.inline_template(entry, body));
        match &inline {
            Some(template) => self.child_of(entry, template.as_ref()?, true, then),
            None => self.child_of(entry, self.template_of(entry)?, false, then),
        }
    }

    /// The template that stands in a resource as a text.
    fn inline_template(&self, entry: &Entry, body: &Value) -> Option<Template> {
        let is_within = |text: &Text| {
            let over = self.spend_text(text, body.span).or_else(|| self.spend(text.literal().len() / BYTES_PER_STEP, body.span));
            over.is_none()
        };
        let text = self.evaluate(body).to_text().filter(|text| is_within(text));
        let mut problems = vec![];
        let template = text.and_then(|text| inline::template(&text, body.span, &self.template.path, &mut problems));
        problems.into_iter().for_each(|problem| self.report(problem));
        if template.is_none() {
            self.report(Problem::unsupported(body.span, &format!("the template of `{}`", foreach::name(entry))));
        }
        template
    }

    /// The template that a resource names; nothing, and told, if it is not here.
    fn template_of(&self, entry: &Entry) -> Option<&'a Template> {
        let found = match self.target(entry)? {
            NestedTarget::File(file) => {
                let template = self.project.templates.iter().find(|template| template.file == file);
                if template.is_none() {
                    self.budget.files_read.borrow_mut().insert(file);
                }
                template.ok_or_else(|| {
                    Problem::unsupported(entry.key_span, &format!("nested stack `{}`, whose file is not a template", foreach::name(entry)))
                })
            }
            NestedTarget::Outside(path) => Err(Problem::outside_root(entry.key_span, &path)),
            NestedTarget::Elsewhere(source) => Err(Problem::unresolved_module(entry.key_span, &source)),
        };
        let is_around = |template: &&Arc<Template>| self.position.files.contains(&template.file);
        match found {
            Ok(template) if is_around(&template) => self.report(Problem::cycle(entry.key_span, &template.path)),
            Ok(template) => return Some(template),
            Err(problem) => self.report(problem),
        }
        None
    }

    /// What the stack of a resource with this template comes to.
    fn child_of<T>(&self, entry: &Entry, template: &Template, is_inline: bool, then: impl FnOnce(&Stack<'_>) -> T) -> Option<T> {
        let name = foreach::name(entry);
        let Existence::Under(presence, _) = self.existence(entry.value.get("Condition")) else { return None };
        let properties = entry.value.get("Properties")?;
        let is_set = entry.value.get("Type").and_then(Value::as_str) == Some(STACK_SET);
        let evaluated = || match properties.get("Parameters") {
            _ if is_set => self.stack_set_parameters(&name, properties, template),
            Some(arguments) => passed_to(template, &self.evaluate(arguments)),
            None => Map::default(),
        };
        let arguments = PassedParameters { given: evaluated(), open: self.with_answers(Answered::Everything, evaluated) };
        let mut position = self.position.clone();
        position.presence = position.presence.of_part(&presence)?;
        position.prefix = format_smolstr!("{}{name}/", self.position.prefix);
        position.inline = if is_inline { format_smolstr!("{}{name}/", self.position.inline) } else { SmolStr::default() };
        let provider = if is_set { self.stack_set_provider(properties) } else { Provider::clone(&position.provider) };
        position.provider = Arc::new(Provider { name: position.prefix.trim_end_matches('/').into(), ..provider });
        position.calls.push(ModuleCall { name, span: entry.key_span, block: entry.span() });
        position.files.push(template.file);
        position.is_root = false;
        Some(then(&Stack::new(self.project, template, Some(&arguments), position, self.budget)))
    }

    /// The template that a nested stack names; nothing if it is no nested stack.
    fn target(&self, entry: &Entry) -> Option<NestedTarget> {
        // The CDK uploads the template and notes where it is.
        let asset = entry.value.get("Metadata").and_then(|metadata| metadata.get("aws:asset:path")).and_then(Value::as_str);
        let properties = entry.value.get("Properties")?;
        let written = properties.get("TemplateURL").or_else(|| properties.get("Location"))?;
        if let Some(file) = self.project.assemblies.asset(&self.template.path, written).filter(|_| asset.is_none()) {
            return Some(NestedTarget::File(file));
        }
        let evaluated = self.evaluate(written);
        let Some(path) = asset.or_else(|| evaluated.as_str()) else {
            // An application of the serverless repository is named by a map.
            let named = evaluated.get("ApplicationId").unwrap_or(&evaluated);
            let shown = named.to_text().map_or_else(|| "?".to_owned(), |text| text.to_string());
            return Some(NestedTarget::Elsewhere(shown));
        };
        Some(locate(self.project.workspace, self.template, path))
    }
}

/// Whether resources of this type are stacks of their own.
pub(super) fn is_nested(kind: &str) -> bool {
    NESTED.contains(&kind) || kind == STACK_SET
}

/// The templates that others call, as far as that can be told from each template alone.
pub(super) fn called(workspace: &Workspace, assemblies: &Assemblies, template: &Template) -> Vec<FileId> {
    let mut files = template.included.clone();
    for entry in template.section("Resources") {
        let nested = entry.value.get("Type").and_then(Value::as_str).is_some_and(is_nested);
        let Some(properties) = entry.value.get("Properties").filter(|_| nested) else { continue };
        let asset = entry.value.get("Metadata").and_then(|metadata| metadata.get("aws:asset:path")).and_then(Value::as_str);
        let written = properties.get("TemplateURL").or_else(|| properties.get("Location"));
        if let Some(file) = written.filter(|_| asset.is_none()).and_then(|written| assemblies.asset(&template.path, written)) {
            files.push(file);
        } else if let Some(NestedTarget::File(file)) =
            asset.or(written.and_then(Value::as_str)).map(|path| locate(workspace, template, path))
        {
            files.push(file);
        }
    }
    files
}

pub(super) fn locate(workspace: &Workspace, template: &Template, path: &str) -> NestedTarget {
    if path.contains("://") {
        return NestedTarget::Elsewhere(path.to_owned());
    }
    let mut parts: Vec<&str> = template.path.split('/').collect();
    parts.pop();
    if path.starts_with(['/', '\\']) {
        return NestedTarget::Outside(path.to_owned());
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return NestedTarget::Outside(path.to_owned()),
            ".." => {}
            part => parts.push(part),
        }
    }
    let found = workspace.find(&parts.join("/"));
    found.map_or_else(|| NestedTarget::Elsewhere(path.to_owned()), NestedTarget::File)
}
