//! Uses of modules: instances with their variables and outputs.

use crate::condition::{ANOTHER, OpenCondition, answers_listed};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::{Code, Problem};
use crate::resource::{InputDefaults, ModuleCall, TOO_MUCH_MADE};
use crate::source::Span;
use crate::terraform::evaluate::named::NamedNode;
use crate::terraform::evaluate::references::{failed_index, present};
use crate::terraform::evaluate::repetition::{Expansion, Repeat, refused};
use crate::terraform::evaluate::scope::{Binding, Each, Instance, Scope};
use crate::terraform::evaluate::variable_type;
use crate::terraform::evaluate::{Evaluator, MAX_ITEMS};
use crate::terraform::functions::renamed;
use crate::terraform::modules::ModuleSource;
use crate::terraform::syntax::tree::{Attribute, Block, Expr, ExprKind, ExpressionOperator, StepKind, TraversalStep};
use crate::terraform::values::failure::failed;
use crate::value::{Kind, Map, Marks, Value};
use smol_str::{SmolStr, format_smolstr};
use std::rc::Rc;

/// More uses of modules than this are not made in one root.
const MAX_INSTANCES: usize = 5_000;

/// More values than this of one variable are not looked at.
const MAX_ALLOWED: usize = 48;

/// Functions of one text that give the same text or one that is spelled otherwise.
const SAME_TEXT: [&str; 5] = ["lower", "upper", "trimspace", "tostring", "title"];

/// How far a list is followed through locals.
const MAX_LOCALS: usize = 8;

/// What a module call comes to.
pub(in crate::terraform) struct Uses<'a> {
    pub expansion: Expansion,
    /// One instance for each repetition; none if the source is not there.
    pub instances: Vec<Rc<Instance<'a>>>,
    /// Why there are none.
    pub missing: Option<Value>,
    /// Whether how often there are some hangs on a default.
    pub is_on_default: bool,
}

impl Uses<'_> {
    fn none() -> Self {
        Uses { expansion: Expansion::none(None), instances: vec![], missing: None, is_on_default: false }
    }
}

impl<'a> Evaluator<'a> {
    /// The instances of the module call at a place of the directory.
    pub(in crate::terraform) fn uses(&self, caller: &Rc<Instance<'a>>, place: usize) -> Option<Rc<Uses<'a>>> {
        let key = (caller.id, place);
        if let Some(uses) = self.module_uses.borrow().get(&key) {
            self.on_defaults.note(uses.is_on_default);
            return Some(uses.clone());
        }
        // It is kept, so that what is found is told whoever asks first.
        let uses = Rc::new(self.with_quiet(false, || self.looked_up_uses(caller, place))?);
        self.module_uses.borrow_mut().insert(key, uses.clone());
        Some(uses)
    }

    fn looked_up_uses(&self, caller: &Rc<Instance<'a>>, place: usize) -> Option<Uses<'a>> {
        let call = caller.directory.modules.get(place)?;
        let name = format_smolstr!("module.{}", call.label(0)?);
        let path: Vec<&str> = caller.calls.iter().map(|call| module_name(&call.name)).chain([call.label(0)?.as_str()]).collect();
        let source = caller.directory.sources.get(place)?;
        let source = self.modules.resolve(&caller.directory.path, source.as_ref(), caller.root_path(), &path.join("."));
        let span = call.body.attribute("source").map_or(call.header, |source| source.value.span);
        let written = self.workspace.slice(span).trim_matches('"');
        // A repository that gets another version of itself does not go round in circles.
        let is_local = written.starts_with('.');
        self.tell_own_version(&source, written, span);
        let missing = match &source {
            ModuleSource::Directory(path) if is_local && caller.is_within(path) => {
                self.report(Problem::cycle(call.header, &name));
                Some(Value::unknown(WhyCode::Cycle, name.clone(), call.header))
            }
            ModuleSource::Directory(path) if self.modules.directories.contains_key(path) && !caller.is_within(path) => None,
            ModuleSource::Outside(path) => {
                self.report(Problem::outside_root(span, path));
                Some(Value::unknown(WhyCode::OutsideRoot, path.clone(), span))
            }
            ModuleSource::Directory(_) | ModuleSource::Remote(_) | ModuleSource::Unclear => {
                self.report(Problem::unresolved_module(span, written));
                Some(Value::unknown(WhyCode::RemoteModule, written, span))
            }
        };
        Some(match (missing, &source) {
            (None, ModuleSource::Directory(path)) => self.instantiate(caller, place, &name, path),
            (missing, _) => Uses { missing, ..Uses::none() },
        })
    }

    /// The uses of the module in a directory, wherever it is called below an instance.
    pub(super) fn uses_of(&self, path: &str, below: &Rc<Instance<'a>>) -> Vec<Rc<Instance<'a>>> {
        let mut found = vec![];
        let mut open = vec![below.clone()];
        while let Some(caller) = open.pop() {
            for (place, _) in caller.directory.modules.iter().enumerate().filter(|(_, call)| caller.has(call, self.workspace)) {
                let used = self.uses(&caller, place).map(|uses| uses.instances.clone()).unwrap_or_default();
                let (meant, others): (Vec<_>, Vec<_>) = used.into_iter().partition(|used| used.directory.path == path);
                found.extend(meant);
                open.extend(others);
            }
        }
        found
    }

    /// Tells that the working tree is judged where a call asks for another version of this repository.
    fn tell_own_version(&self, source: &ModuleSource, written: &str, span: Span) {
        let Some((_, version)) = written.split_once("?ref=").or_else(|| written.split_once("&ref=")) else { return };
        let version = version.split('&').next().unwrap_or(version);
        if let ModuleSource::Directory(path) = source
            && self.modules.in_this_repository(written).as_ref() == Some(path)
        {
            let what = format!("this asks for `{version}` of this repository; what is checked out is judged in its place");
            self.report(Problem::changed_by_tree(Code::PathsChanged, span, what));
        }
    }

    fn instantiate(&self, caller: &Rc<Instance<'a>>, place: usize, name: &str, path: &SmolStr) -> Uses<'a> {
        let (Some(call), Some(directory)) = (caller.directory.modules.get(place), self.modules.directories.get(path)) else {
            return Uses::none();
        };
        let (expansion, is_on_default) = self.with_on_default(|| self.expand(&call.body, name, &Scope::new(caller, &Each::Single)));
        let is_meant = self.turned_on.as_ref() == Some(path);
        let expansion = if is_meant { expansion.turned_on(name, call.header) } else { expansion };
        if self.instances.get() + expansion.items.len() > MAX_INSTANCES {
            let missing = Some(self.limit(call.header, "one root has too many uses of modules"));
            return Uses { missing, ..Uses::none() };
        }
        if !self.makes(expansion.items.len(), call.header) {
            let missing = Some(Value::unknown(WhyCode::Limit, TOO_MUCH_MADE, call.header));
            return Uses { missing, ..Uses::none() };
        }
        let instances = expansion.items.iter().map(|item| {
            let name = item.address(name);
            let mut calls = caller.calls.clone();
            calls.push(ModuleCall { name: name.clone(), span: call.header, block: call.span });
            self.instances.set(self.instances.get() + 1);
            self.files_read.borrow_mut().extend(&directory.files);
            Rc::new(Instance {
                id: self.instances.get(),
                directory,
                caller: Some((caller.clone(), call)),
                each: item.each.clone(),
                address: caller.qualify(&name),
                calls,
                presence: caller.presence.of_part(&item.presence).unwrap_or_else(|| caller.presence.clone()),
                is_on_default: is_on_default || caller.is_on_default,
            })
        });
        let instances = instances.collect();
        Uses { expansion, instances, missing: None, is_on_default }
    }

    /// The value of a variable.
    pub(in crate::terraform) fn variable(&self, name: &SmolStr, at: Span, instance: &Rc<Instance<'a>>) -> Value {
        let full = format_smolstr!("var.{name}");
        let Some(block) = instance.directory.variables.get(name) else { return self.undeclared(full, at, instance) };
        let node = NamedNode::Variable(instance.id, name.clone());
        let value = self.named(node, &full, at, || {
            // What is given may be that of one repetition of the call.
            self.on_defaults.note(instance.is_on_default);
            let given = match &instance.caller {
                Some((caller, call)) => {
                    let argument = call.body.attribute(name);
                    argument.map(|argument| self.eval(&argument.value, &Scope::new(caller, &instance.each)))
                }
                None => self.inputs.get(name).cloned(),
            };
            // A root with a default that its own validation refuses is given another.
            let is_taken = |value: &Value| instance.caller.is_some() || !self.refuses(block, name, value, instance);
            let default = || {
                let default = block.body.attribute("default").map(|default| self.eval_constant(&default.value)).filter(is_taken)?;
                // What a call leaves out is the caller's decision.
                let is_input = instance.caller.is_none();
                self.on_defaults.note(is_input);
                (!is_input || self.defaults == InputDefaults::Taken).then_some(default)
            };
            let is_false = |kind: &ExprKind| matches!(kind, ExprKind::Bool(false));
            let nullable = !block.body.attribute("nullable").is_some_and(|attribute| is_false(&attribute.value.kind));
            let hole = || Value::hole(HoleKind::Input { name: full.clone() }, block.header);
            let given = given.unwrap_or_else(|| Value::new(Kind::Absent, block.header));
            let value = given.distribute(&mut |given| match given.kind {
                // Of a module that is called, whoever calls it has left it at the default.
                Kind::Absent if instance.caller.is_none() => self.allowed(block, &full, instance).or_else(default).unwrap_or_else(hole),
                Kind::Absent => default().unwrap_or_else(hole),
                Kind::Null if !nullable => default().unwrap_or_else(hole),
                _ => given.clone(),
            });
            if !nullable && value.kind == Kind::Null {
                return failed(&format!("`{full}` may not be null"), value.span);
            }
            let value = match block.body.attribute("type") {
                Some(written) => variable_type::convert(self, &value, &written.value),
                None => value,
            };
            self.kept_back(value, marks(block))
        });
        self.told_by(name, value.through(full, at))
    }

    /// Whether a validation of a variable refuses this value.
    fn refuses(&self, block: &Block, name: &SmolStr, value: &Value, instance: &Rc<Instance<'a>>) -> bool {
        let value = match block.body.attribute("type") {
            Some(written) => variable_type::convert(self, value, &written.value),
            None => value.clone(),
        };
        let mut variables = Map::default();
        variables.push(name.clone(), block.header, value);
        let variables = Value::map(variables, block.header);
        let binding = Binding { name: "var", value: &variables, outer: None, id: self.next_binding() };
        let scope = Scope { bindings: Some(&binding), ..Scope::new(instance, &Each::Single) };
        let conditions = block.body.blocks("validation").filter_map(|validation| validation.body.attribute("condition"));
        let holds = |condition: &Attribute| self.with_quiet(true, || self.eval(&condition.value, &scope));
        conditions.into_iter().any(|condition| holds(condition).kind == Kind::Bool(false))
    }

    /// A value with the marks that a block gives it.
    fn kept_back(&self, value: Value, marks: Marks) -> Value {
        if marks.any() {
            self.withhold(&value);
        }
        value.marked(marks)
    }

    /// Each value that the validation of a variable allows, if it lists them.
    fn allowed(&self, block: &Block, full: &SmolStr, instance: &Rc<Instance<'a>>) -> Option<Value> {
        let conditions = block.body.blocks("validation").filter_map(|validation| validation.body.attribute("condition"));
        let default = block.body.attribute("default").map(|default| self.eval_constant(&default.value));
        let (condition, mut values) =
            conditions.filter_map(|condition| Some((condition, self.listed(&condition.value, full, instance)?))).next()?;
        // Where a function stands around the variable, the default may be one of the values in another writing.
        let written: String = self.workspace.slice(condition.value.span).split_whitespace().collect();
        let text = |value: &Value| value.to_text().map(|text| text.literal().trim().to_ascii_lowercase());
        if let Some(default) =
            default.as_ref().filter(|_| SAME_TEXT.iter().any(|function| written.contains(&format!("{function}({full})"))))
        {
            values.iter_mut().filter(|value| text(value) == text(default)).for_each(|value| *value = default.clone());
        }
        let label = |value: &Value| match value.kind {
            Kind::Null => Some((SmolStr::new_static("null"), value.clone())),
            _ => Some((SmolStr::new(value.to_text()?.known()?), value.clone())),
        };
        let branches: Vec<(SmolStr, Value)> = values.iter().map(label).collect::<Option<_>>()?;
        let usual = default.as_ref().and_then(label).map(|(label, _)| label).unwrap_or_default();
        let condition = OpenCondition { usual, ..OpenCondition::new(full.clone(), format_smolstr!("`{full}`")) };
        if branches.len() > MAX_ALLOWED {
            let why = Value::unknown(WhyCode::Limit, format_smolstr!("`{full}` may have more values than are tried"), block.header);
            let tried = default.as_ref().and_then(label).into_iter().chain([(SmolStr::new_static(ANOTHER), why)]).collect();
            return Some(Value::alternatives(condition, tried, block.header));
        }
        (!branches.is_empty()).then(|| Value::alternatives(condition, branches, block.header))
    }

    /// The values among which a condition holds: `contains([…], var.x)`, `index([…], var.x) >= 0`, `length(setintersection([…], [var.x])) > 0`, `var.x == "a" || …`, `can(regex("^(a|b)$", var.x))`, also beside other
    /// conditions and with the variable in lower case.
    fn listed(&self, condition: &Expr, full: &SmolStr, instance: &Rc<Instance<'a>>) -> Option<Vec<Value>> {
        let is_variable = |expr: &Expr| {
            let written = self.workspace.slice(expr.span).split_whitespace().collect::<String>();
            let inner = SAME_TEXT.iter().find_map(|function| written.strip_prefix(function)?.strip_prefix('(')?.strip_suffix(')'));
            inner.unwrap_or(&written) == full.as_str()
        };
        let items = |list: &Expr| {
            let is_closed = self.is_closed(list, instance, MAX_LOCALS);
            let list = is_closed.then(|| self.eval(list, &Scope::new(instance, &Each::Single)))?;
            list.as_list().map(<[Value]>::to_vec)
        };
        let is_only = |list: &Expr| matches!(&list.kind, ExprKind::Tuple(items) if items.len() == 1 && items.iter().all(is_variable));
        match &condition.kind {
            ExprKind::Call(call) => match (call.name.as_str(), call.arguments.as_slice()) {
                ("contains" | "index", [list, item]) if is_variable(item) => items(list),
                ("setintersection", [list, item] | [item, list]) if is_only(item) => items(list),
                ("regex" | "regexall", [pattern, item]) if is_variable(item) => {
                    let pattern = self.eval_constant(pattern);
                    let answers = answers_listed(pattern.as_str()?, true)?;
                    Some(answers.into_iter().map(|answer| Value::text(Text::computed(answer, pattern.span), pattern.span)).collect())
                }
                ("can" | "length", [inner]) => self.listed(inner, full, instance),
                ("anytrue", [Expr { kind: ExprKind::Tuple(items), .. }]) => {
                    let each = items.iter().map(|item| self.listed(item, full, instance));
                    Some(each.collect::<Option<Vec<_>>>()?.concat())
                }
                ("alltrue", [Expr { kind: ExprKind::Tuple(items), .. }]) => items.iter().find_map(|item| self.listed(item, full, instance)),
                _ => None,
            },
            ExprKind::Binary(binary) => match binary.operator {
                ExpressionOperator::Equal if is_variable(&binary.left) => Some(vec![self.eval_constant(&binary.right)]),
                ExpressionOperator::Equal if is_variable(&binary.right) => Some(vec![self.eval_constant(&binary.left)]),
                // `length(regexall(…)) > 0`, `index(…) >= 0`
                ExpressionOperator::Greater | ExpressionOperator::GreaterEqual | ExpressionOperator::NotEqual
                    if matches!(binary.right.kind, ExprKind::Number(_)) =>
                {
                    self.listed(&binary.left, full, instance)
                }
                ExpressionOperator::Or => {
                    Some([self.listed(&binary.left, full, instance)?, self.listed(&binary.right, full, instance)?].concat())
                }
                ExpressionOperator::And => self.listed(&binary.left, full, instance).or_else(|| self.listed(&binary.right, full, instance)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether an expression refers to nothing but locals that refer to nothing else.
    fn is_closed(&self, expr: &Expr, instance: &Instance<'_>, hops: usize) -> bool {
        let written = self.workspace.slice(expr.span);
        let refers =
            ["var.", "data.", "module.", "each.", "count.", "path.", "self.", "terraform."].iter().any(|root| written.contains(root));
        let names = written.split("local.").skip(1).map(|rest| rest.split(|char: char| !char.is_alphanumeric() && !"_-".contains(char)));
        let mut locals = names.filter_map(|mut parts| parts.next());
        let is_closed = |name: &str| instance.directory.local(name).is_some_and(|local| self.is_closed(local, instance, hops - 1));
        !refers && (hops > 0 || !written.contains("local.")) && locals.all(is_closed)
    }

    /// An output of one use of a module.
    fn output(&self, name: &str, at: Span, instance: &Rc<Instance<'a>>) -> Value {
        let full = instance.address.clone();
        let full = format_smolstr!("{full}.{name}");
        let Some(block) = instance.directory.output(name) else { return Value::unknown(WhyCode::UnknownReference, full, at) };
        let Some(expr) = block.body.attribute("value") else { return Value::null(block.span) };
        self.named(NamedNode::Output(instance.id, SmolStr::new(name)), &full, at, || {
            self.kept_back(self.eval(&expr.value, &Scope::new(instance, &Each::Single)), marks(block))
        })
    }

    /// All outputs of one use.
    pub(in crate::terraform) fn outputs(&self, at: Span, instance: &Rc<Instance<'a>>) -> Vec<(SmolStr, Value)> {
        let names = instance.directory.outputs.iter().filter_map(|block| block.label(0));
        names.take(MAX_ITEMS).map(|name| (name.clone(), self.output(name, at, instance))).collect()
    }

    fn outputs_map(&self, at: Span, instance: &Rc<Instance<'a>>) -> Value {
        let mut map = Map::default();
        for (name, value) in self.outputs(at, instance) {
            map.push(name, at, value);
        }
        Value::map(map, at)
    }

    /// `module.name` and the steps after it.
    pub(in crate::terraform) fn module(&self, name: &SmolStr, steps: &[TraversalStep], at: Span, scope: &Scope<'_, 'a>) -> Value {
        let instance = scope.instance;
        let full = format_smolstr!("module.{name}");
        let uses = instance.directory.module(name).and_then(|place| self.uses(instance, place));
        let Some(uses) = uses else { return Value::unknown(WhyCode::UnknownReference, full, at) };
        if let Some(why) = refused(steps, Repeat::Single) {
            return self.settled(failed(why, at), &full);
        }
        if let Some(missing) = &uses.missing {
            let Kind::Unknown(hole) = &missing.kind else { return missing.clone() };
            let read = Value { span: at, kind: Kind::Unknown(renamed(hole, &|_| full.to_string())), ..missing.clone() };
            return self.walk(read.through(full, at), steps, scope);
        }
        if let (Repeat::Single, [only], Some((TraversalStep { kind: StepKind::Attr(output), span }, rest))) =
            (uses.expansion.repeat, uses.instances.as_slice(), steps.split_first())
        {
            let is_off = || failed(&format!("there is no `{output}` of what is not enabled"), *span);
            let value = present(self.output(output, *span, only), uses.expansion.items.first(), &is_off, *span);
            let value = value.through(format_smolstr!("{full}.{output}"), at.to(*span));
            return self.walk(self.told_by(output, value), rest, scope);
        }
        if let Some((TraversalStep { kind: StepKind::Index(index) | StepKind::LegacyIndex(index), span }, rest)) = steps.split_first()
            && let Some((number, one)) = self.indexed(&uses, index, *span, scope)
        {
            let value = match rest.first() {
                Some(TraversalStep { kind: StepKind::Attr(output), .. }) => self.output(output, *span, &one),
                _ => self.outputs_map(*span, &one),
            };
            let otherwise = || failed("this use of the module does not exist", *span);
            let item = uses.expansion.items.get(number);
            let full = item.map_or_else(|| full.clone(), |item| item.address(&full));
            let value = present(value, item, &otherwise, *span).through(full, at);
            let taken = usize::from(matches!(rest.first(), Some(TraversalStep { kind: StepKind::Attr(_), .. })));
            return self.walk(value, rest.get(taken..).unwrap_or_default(), scope);
        }
        let value = self.all_uses(&uses, at).through(full, at);
        self.walk(value, steps, scope)
    }

    fn indexed(&self, uses: &Uses<'a>, index: &Expr, at: Span, scope: &Scope<'_, 'a>) -> Option<(usize, Rc<Instance<'a>>)> {
        let index = self.eval(index, scope);
        if failed_index(&index, at).is_some() {
            return None;
        }
        let index = index.to_text()?;
        let position = uses.expansion.items.iter().position(|item| index.known().is_some_and(|key| item.answers(key)));
        let position = position.or_else(|| (uses.expansion.unknown.is_some() && uses.instances.len() == 1).then_some(0))?;
        Some((position, uses.instances.get(position)?.clone()))
    }

    fn all_uses(&self, uses: &Uses<'a>, at: Span) -> Value {
        if let Some(hole) = &uses.expansion.unknown {
            return Value::new(Kind::Unknown(hole.clone()), at);
        }
        let is_single = uses.expansion.repeat == Repeat::Single;
        let absent = || Value::new(if is_single { Kind::Null } else { Kind::Absent }, at);
        let items = uses.expansion.items.iter().zip(&uses.instances);
        let mut values = items.map(|(item, instance)| (item, present(self.outputs_map(at, instance), Some(item), &absent, at)));
        match uses.expansion.repeat {
            Repeat::Single => values.next().map_or_else(|| Value::null(at), |(_, value)| value),
            Repeat::Count => Value::list(values.map(|(_, value)| value).collect(), at),
            Repeat::ForEach => {
                let mut map = Map::default();
                for (item, value) in values {
                    if let Each::Item { key, .. } = &item.each {
                        map.entries.extend(self.entry(key, key.span, value));
                    }
                }
                Value::map(map, at)
            }
        }
    }
}

/// The marks that the block of a variable or an output gives to its value.
fn marks(block: &Block) -> Marks {
    let is_set = |name: &str| matches!(block.body.attribute(name).map(|attribute| &attribute.value.kind), Some(ExprKind::Bool(true)));
    Marks { sensitive: is_set("sensitive"), ephemeral: is_set("ephemeral"), ..Marks::default() }
}

/// `a` of `module.a["x"]`.
fn module_name(call: &str) -> &str {
    let name = call.strip_prefix("module.").unwrap_or(call);
    name.split('[').next().unwrap_or(name)
}
