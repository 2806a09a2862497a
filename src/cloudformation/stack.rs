//! One template with the parameters it is deployed with: turns what is written into values.

use super::assembly::Assemblies;
use super::exports::Export;
use super::foreach;
use super::intrinsics;
use super::parameter_files::ParameterSets;
use super::sam::{self, Serverless};
use super::template::Template;
use crate::mapped_text::{HoleKind, Text, Why, WhyCode};
use crate::problem::Problem;
use crate::resource::{GeneratedBy, InputDefaults, Provider, Resource, WorkShare, weight};
use crate::secret::{self, Withheld};
use crate::source::{FileId, Span, Workspace};
use crate::value::{Entry, Kind, Map, Marks, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// More resources than this of one template are not judged; AWS takes 500:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>.
const MAX_RESOURCES: usize = 2_000;
/// How deep functions and references may nest.
const MAX_DEPTH: usize = 120;
/// How many values one root template may be evaluated to.
const MAX_STEPS: usize = 1_000_000;

/// Bounds that a template and its nested stacks share.
#[derive(Default)]
pub(super) struct Budget {
    steps: Cell<usize>,
    depth: Cell<usize>,
    /// Bytes of texts that were put together.
    pub(super) text: Cell<usize>,
    /// Bodies of `Fn::ForEach` that were made.
    pub(super) loops: Cell<usize>,
    /// What was made of resources, by their weight, and what may be.
    pub(super) made: Cell<usize>,
    share: WorkShare,
    pub(super) defaults: InputDefaults,
    /// Whether a parameter has its default.
    pub(super) has_defaults: Cell<bool>,
    /// Whether it was told that there are too many.
    is_told: Cell<bool>,
    /// Nested stacks that were made.
    pub(super) stacks: Cell<usize>,
    /// The files whose parts are being put in the place of an `AWS::Include`.
    pub(super) included: RefCell<Vec<FileId>>,
    /// Templates that stacks were made of, and what they include.
    pub(super) files_read: RefCell<FxHashSet<FileId>>,
    /// What `cfn-init` does on instances.
    pub(super) setups: RefCell<Vec<Resource>>,
    /// The values of parameters with `NoEcho`.
    pub(super) withheld: RefCell<Withheld>,
    /// The texts that names tell to be secrets, and those that are made of such.
    pub(super) secrets: RefCell<BTreeSet<String>>,
}

impl Budget {
    /// Only a share of what a template may come to: the rest counts as spent.
    pub(super) fn of(share: WorkShare) -> Budget {
        let spent = |bound: usize| Cell::new(bound - share.of(bound));
        Budget { steps: spent(MAX_STEPS), text: spent(super::references::MAX_TEXT), share, ..Budget::default() }
    }

    /// Counts a resource; false if all roots together have too many.
    pub(super) fn makes(&self, kind: &str) -> bool {
        self.made.set(self.made.get() + weight(kind));
        self.share.allows(self.made.get())
    }

    /// Whether it is to be told now that there are too many: once.
    pub(super) fn is_first_told(&self) -> bool {
        !self.is_told.replace(true)
    }
}

/// What all stacks of a run look up.
pub(super) struct Project<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) templates: &'a [Arc<Template>],
    /// Those that are known, where the stack itself does not tell.
    pub(super) own_accounts: &'a [SmolStr],
    /// Given on the command line: parameter and value.
    pub(super) overrides: &'a [(SmolStr, Value)],
    /// The values that files beside templates give, where these are looked for.
    pub(super) parameter_sets: Option<&'a ParameterSets>,
    pub(super) assemblies: &'a Assemblies,
    /// What the templates export, worked out when it is asked; nothing while it is.
    pub(super) exports: Option<&'a OnceLock<Vec<Export>>>,
}

/// Where a nested stack stands in its parent.
#[derive(Clone, Default)]
pub(super) struct StackPosition {
    /// `Parent/` in front of addresses and decisions; empty for a root.
    pub(super) prefix: SmolStr,
    /// Whether it is deployed by itself: files and the command line give values to its parameters.
    pub(super) is_root: bool,
    pub(super) calls: Vec<crate::resource::ModuleCall>,
    pub(super) presence: crate::condition::Presence,
    /// Files of the templates around it, this one included.
    pub(super) files: Vec<FileId>,
    /// `Set/` in front of the names of resources whose template is a text in that of the scope.
    pub(super) inline: SmolStr,
    /// The stack itself, as its resources know it.
    pub(super) provider: Arc<Provider>,
}

/// A template with its arguments.
pub(super) struct Stack<'a> {
    pub(super) project: &'a Project<'a>,
    pub(super) template: &'a Template,
    pub(super) position: StackPosition,
    pub(super) budget: &'a Budget,
    pub(super) parameters: FxHashMap<SmolStr, Value>,
    /// The parameters that have their default, which whoever deploys may change.
    pub(super) on_default: FxHashSet<SmolStr>,
    /// Every value that whoever deploys may give, of the parameters of which the template does not list all: what conditions are asked about.
    pub(super) open_parameters: FxHashMap<SmolStr, Value>,
    pub(super) conditions: Section,
    pub(super) resources: Section,
    /// What `Function.Alias` and the like stand for, and resources that SAM gives another logical id.
    pub(super) renamed: FxHashMap<SmolStr, SmolStr>,
    /// Which resources SAM makes, and for what.
    pub(super) generated: FxHashMap<SmolStr, GeneratedBy>,
    pub(super) mappings: FxHashMap<SmolStr, Value>,
    pub(super) state: RefCell<State>,
}

/// The members of a section by name, loops carried out; of two with one name the last counts.
#[derive(Default)]
pub(super) struct Section {
    pub(super) entries: Vec<Entry>,
    index: FxHashMap<SmolStr, usize>,
}

impl Section {
    fn new(all: Vec<Entry>) -> Section {
        let mut section = Section::default();
        for entry in all {
            let name = foreach::name(&entry);
            match section.index.get(&name).and_then(|at| section.entries.get_mut(*at)) {
                Some(earlier) => *earlier = entry,
                None => {
                    section.index.insert(name, section.entries.len());
                    section.entries.push(entry);
                }
            }
        }
        section
    }

    pub(super) fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(*self.index.get(name)?)
    }
}

/// What evaluation learns on the way.
#[derive(Default)]
pub(super) struct State {
    pub(super) problems: Vec<Problem>,
    /// Why CloudFormation refuses the template: nothing certain can be said of what is in it.
    pub(super) refused: Option<SmolStr>,
    /// Conditions that are decided, or known not to be.
    pub(super) decided: FxHashMap<SmolStr, Value>,
    /// Whether a condition asks for a parameter that has its default.
    pub(super) on_default: FxHashMap<SmolStr, bool>,
    /// Conditions being decided, the innermost last, and whether one refers to itself.
    pub(super) deciding: Vec<(SmolStr, bool)>,
    /// Attributes being looked up.
    pub(super) resolving: Vec<(SmolStr, SmolStr)>,
    /// Properties that references have asked for, by resource and path.
    pub(super) properties: FxHashMap<(SmolStr, SmolStr), Option<Value>>,
    pub(super) children: FxHashMap<SmolStr, Option<Rc<Nested>>>,
    /// Resources with policies whose condition is false: where, and their logical ids.
    pub(super) not_made: Vec<(Span, SmolStr)>,
    /// Resources of whose policies a part is not there with the parameters given: where the part is written, and their logical ids.
    pub(super) left_out: Vec<(Span, SmolStr)>,
    /// For which questions parameters are looked up with all their values.
    answered: Answered,
}

/// The questions to which answers are given where something is evaluated.
#[derive(Clone, Default)]
pub(super) enum Answered {
    /// Parameters have the value that is given, or their default.
    #[default]
    Nothing,
    /// As inside what depends on these, by their ids.
    These(Rc<Vec<SmolStr>>),
    /// As in conditions.
    Everything,
}

/// What the stack around a nested one passes to it.
#[derive(Default)]
pub(super) struct PassedParameters {
    pub(super) given: Map,
    /// The same with all values that the parameters in them may have.
    pub(super) open: Map,
}

/// What a nested stack comes to.
pub(super) struct Nested {
    pub(super) resources: Vec<Resource>,
    pub(super) outputs: Vec<(SmolStr, Value)>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Stack<'a> {
    /// A stack of this template; `arguments` come from the stack around it.
    pub(super) fn new(
        project: &'a Project<'a>,
        template: &'a Template,
        arguments: Option<&PassedParameters>,
        position: StackPosition,
        budget: &'a Budget,
    ) -> Stack<'a> {
        let mut stack = Stack {
            project,
            template,
            position,
            budget,
            parameters: FxHashMap::default(),
            on_default: FxHashSet::default(),
            open_parameters: FxHashMap::default(),
            conditions: Section::default(),
            resources: Section::default(),
            renamed: FxHashMap::default(),
            generated: FxHashMap::default(),
            mappings: FxHashMap::default(),
            state: RefCell::default(),
        };
        budget.files_read.borrow_mut().extend([template.file].iter().chain(&template.included).chain(&template.put_into));
        if template.is_part {
            stack.refuse(SmolStr::new_static("CloudFormation takes this only as a part of a template, which is put together elsewhere"));
        }
        stack.mappings = template.section("Mappings").iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
        stack.take_parameters(arguments);
        stack.conditions = Section::new(stack.expanded(template.section("Conditions")));

        stack.open_parameters(arguments);
        stack.obey_rules();
        let mut resources = stack.expanded(template.section("Resources"));
        if let Some(first) = resources.get(MAX_RESOURCES) {
            let limit = format!("a template has more than {MAX_RESOURCES} resources, of which AWS takes 500; the others are not judged");
            stack.state.borrow_mut().problems.push(Problem::limit_reached(first.key_span, &limit));
            resources.truncate(MAX_RESOURCES);
        }
        stack.resources = match template.is_serverless() || sam::uses_serverless(&resources) {
            true => stack.transformed(resources),
            false => Section::new(resources),
        };
        stack
    }

    /// The resources that serverless ones stand for.
    fn transformed(&mut self, resources: Vec<Entry>) -> Section {
        let transformed = sam::transform(Serverless {
            resources,
            globals: self.template.section("Globals"),
            mappings: &self.mappings,
            parameters: &self.parameters,
            declared: self.template.section("Parameters"),
        });
        self.state.borrow_mut().problems.extend(transformed.problems);
        let conditions = std::mem::take(&mut self.conditions.entries).into_iter().chain(transformed.conditions);
        self.conditions = Section::new(conditions.collect());
        self.renamed = transformed.renamed;
        self.generated = transformed.generated;
        Section::new(transformed.resources)
    }

    /// Evaluates something that is there or not by these answers.
    pub(super) fn with_answers<T>(&self, answered: Answered, evaluate: impl FnOnce() -> T) -> T {
        let before = std::mem::replace(&mut self.state.borrow_mut().answered, answered);
        let result = evaluate();
        self.state.borrow_mut().answered = before;
        result
    }

    /// Evaluates what is chosen by a value that is open.
    pub(super) fn given_answers<T>(&self, decided: &Value, evaluate: impl FnOnce() -> T) -> T {
        let answered = match &self.state.borrow().answered {
            Answered::Everything => Answered::Everything,
            Answered::Nothing => Answered::These(Rc::new(questions(decided, vec![]))),
            Answered::These(known) => Answered::These(Rc::new(questions(decided, known.to_vec()))),
        };
        self.with_answers(answered, evaluate)
    }

    /// The value of a parameter where it stands.
    pub(super) fn parameter_value(&self, name: &str) -> Option<&Value> {
        let is_asked = |value: &&Value| match &self.state.borrow().answered {
            Answered::Nothing => false,
            Answered::Everything => true,
            Answered::These(known) => questions(value, vec![]).iter().any(|question| known.contains(question)),
        };
        self.open_parameters.get(name).filter(is_asked).or_else(|| self.parameters.get(name))
    }

    pub(super) fn report(&self, problem: Problem) {
        self.state.borrow_mut().problems.push(problem);
    }

    /// What a value as written comes to.
    pub(super) fn evaluate(&self, raw: &Value) -> Value {
        let (steps, depth) = (&self.budget.steps, &self.budget.depth);
        if depth.get() >= MAX_DEPTH {
            return self.out_of_bounds(format!("functions and references nest deeper than {MAX_DEPTH}"), raw.span);
        }
        if steps.get() >= MAX_STEPS {
            return self.too_many_values(raw.span);
        }
        steps.set(steps.get() + 1);
        depth.set(depth.get() + 1);
        let value = match &raw.kind {
            Kind::Text(text) => intrinsics::dynamic_references(raw, text),
            Kind::List(items) => self.list(raw, items),
            Kind::Map(map) => self.map(raw, map),
            _ => raw.clone(),
        };
        depth.set(depth.get() - 1);
        value
    }

    /// Counts values that a function makes or looks at; what stands for its result if there are too many.
    pub(super) fn spend(&self, values: usize, span: Span) -> Option<Value> {
        let steps = &self.budget.steps;
        steps.set(steps.get().saturating_add(values));
        (steps.get() > MAX_STEPS).then(|| self.too_many_values(span))
    }

    fn too_many_values(&self, span: Span) -> Value {
        self.out_of_bounds(format!("the template comes to more than {MAX_STEPS} values"), span)
    }

    /// What is behind a limit is unknown at each place; the limit itself is reported once.
    pub(super) fn out_of_bounds(&self, limit: String, span: Span) -> Value {
        let problem = Problem::limit_reached(span, &limit);
        let mut state = self.state.borrow_mut();
        if !state.problems.iter().any(|other| other.message == problem.message) {
            state.problems.push(problem);
        }
        Value::unknown(WhyCode::Limit, limit, span)
    }

    fn list(&self, raw: &Value, items: &[Value]) -> Value {
        let evaluated: Vec<Value> = items.iter().map(|item| self.evaluate(item)).collect();
        if items.iter().zip(&evaluated).all(|(item, value)| unchanged(item, value)) {
            return raw.clone();
        }
        let present = evaluated.into_iter().filter(|item| item.kind != Kind::Absent).collect();
        Value { provenance: raw.provenance.clone(), ..Value::list(present, raw.span) }
    }

    fn map(&self, raw: &Value, map: &Map) -> Value {
        if let [only] = map.entries.as_slice()
            && let Some(value) = self.function(only, raw.span)
        {
            return value;
        }
        if map.entries.iter().any(|entry| entry.key.starts_with("Fn::")) {
            return self.map_with_functions(raw, map);
        }
        let evaluated: Vec<Value> = map.entries.iter().map(|entry| self.evaluate(&entry.value)).collect();
        if map.entries.iter().zip(&evaluated).all(|(entry, value)| unchanged(&entry.value, value)) {
            return raw.clone();
        }
        let entries = map.entries.iter().zip(evaluated).filter(|(_, value)| value.kind != Kind::Absent);
        let entries = entries.map(|(entry, value)| Entry { value, ..entry.clone() }).collect();
        Value { provenance: raw.provenance.clone(), ..Value::map(Map { entries }, raw.span) }
    }

    /// A map in which loops or inclusions stand beside members.
    fn map_with_functions(&self, raw: &Value, map: &Map) -> Value {
        let mut entries = vec![];
        for entry in self.expanded(&map.entries) {
            if !entry.key.starts_with("Fn::") {
                let value = self.evaluate(&entry.value);
                if value.kind != Kind::Absent {
                    entries.push(Entry { value, ..entry });
                }
                continue;
            }
            // Members that only deployment adds.
            let value = self.function(&entry, entry.key_span.to(entry.value.span)).unwrap_or_else(|| Value::null(entry.key_span));
            let why = Why::new(WhyCode::UnsupportedFunction, entry.key.clone());
            let hole = Value::hole(HoleKind::Unknown(why), entry.key_span);
            entries.push(Entry { key: SmolStr::default(), key_span: entry.key_span, unclear: hole.to_text().map(Into::into), value });
        }
        Value { provenance: raw.provenance.clone(), ..Value::map(Map { entries }, raw.span) }
    }

    /// `{"Ref": …}` and `{"Fn::…": …}`; nothing if it is an ordinary member.
    fn function(&self, entry: &Entry, whole: Span) -> Option<Value> {
        if entry.key != "Ref" && (!entry.key.starts_with("Fn::") || entry.key.starts_with("Fn::ForEach::")) {
            return None;
        }
        let Some(function) = intrinsics::FUNCTIONS.iter().find(|(name, _)| *name == entry.key) else {
            self.report(Problem::unsupported(entry.key_span, &format!("function `{}`", entry.key)));
            return Some(Value::unknown(WhyCode::UnsupportedFunction, entry.key.clone(), whole));
        };
        Some((function.1)(self, &entry.value, whole))
    }

    /// A value under its name, which may tell that it is a secret.
    pub(super) fn told_by(&self, name: &str, value: Value) -> Value {
        secret::told_by(name, &value).map_or(value, |told| self.with_secrets(told))
    }

    /// What a function makes of something with these marks.
    pub(super) fn made(&self, value: Value, marks: Marks) -> Value {
        let value = if matches!(value.kind, Kind::Unknown(_)) { value } else { value.marked(marks) };
        if marks.hides_all() {
            self.budget.withheld.borrow_mut().note(&value);
        }
        if marks.secret { self.with_secrets(value) } else { value }
    }

    fn with_secrets(&self, value: Value) -> Value {
        secret::note_secrets(&value, &mut self.budget.secrets.borrow_mut());
        value
    }

    /// The known text of a value that must be a name: a logical id, a condition, a key of a mapping.
    pub(super) fn name(&self, raw: &Value) -> Option<Text> {
        match &raw.kind {
            Kind::Text(text) => Some(Text::clone(text)),
            _ => self.evaluate(raw).to_text(),
        }
    }
}

/// The ids of all questions on which a value depends, behind those that are known.
fn questions(value: &Value, mut known: Vec<SmolStr>) -> Vec<SmolStr> {
    if let Kind::Alternatives(open) = &value.kind {
        if !known.contains(&open.condition.id) {
            known.push(open.condition.id.clone());
        }
        known = open.branches.iter().fold(known, |known, (_, branch)| questions(branch, known));
    }
    known
}

/// Whether evaluation gave the very same value back, so that lists and maps of it can be shared.
fn unchanged(raw: &Value, value: &Value) -> bool {
    use std::sync::Arc;
    match (&raw.kind, &value.kind) {
        (Kind::Text(a), Kind::Text(b)) => Arc::ptr_eq(a, b),
        (Kind::List(a), Kind::List(b)) => Arc::ptr_eq(a, b),
        (Kind::Map(a), Kind::Map(b)) => Arc::ptr_eq(a, b),
        (Kind::Unknown(a), Kind::Unknown(b)) => Arc::ptr_eq(a, b),
        (Kind::Number(_), Kind::Number(_)) | (Kind::Bool(_), Kind::Bool(_)) | (Kind::Null, Kind::Null) => true,
        _ => false,
    }
}
