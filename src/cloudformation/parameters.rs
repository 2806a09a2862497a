//! Parameters: what is given, the default, or the values that are allowed.

use super::alternatives::pick;
use super::conditions::label;
use super::constraints::{Constraints, is_list, literal_beginning};
use super::intrinsics::dynamic_references;
use super::parameter_files::ParameterSet;
use super::sam_configuration;
use super::stack::{PassedParameters, Stack};
use super::template::Template;
use crate::condition::{ANOTHER, OpenCondition, answers_listed};
use crate::facts;
use crate::json;
use crate::mapped_text::{Hole, HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::resource::InputDefaults;
use crate::source::{FileId, Span, Workspace};
use crate::value::{Alternatives, Entry, Kind, Map, Marks, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

/// Reads `--parameters` files: the CLI's list, CodePipeline's `Parameters` and plain maps; later files win.
pub(super) fn overrides(workspace: &Workspace, files: &[String], problems: &mut Vec<Problem>) -> Vec<(SmolStr, Value)> {
    let mut result = vec![];
    for path in files {
        let Some(file) = workspace.find(path) else { continue };
        let text = match workspace.text(file) {
            Ok(text) => text,
            Err(why) => {
                problems.push(Problem::unreadable_file(file, why));
                continue;
            }
        };
        if sam_configuration::is_sam_configuration(path) {
            // Of several environments the one that SAM takes where none is named.
            let sets = sam_configuration::sets(workspace, file, problems);
            let set = sets.iter().find(|set| set.name.ends_with("[default]")).or(sets.first());
            result.extend(set.into_iter().flat_map(|set| set.values.iter().cloned()));
            continue;
        }
        let (value, error) = read(file, text);
        if let Some(error) = error {
            problems.push(Problem::syntax_error(error.span, "the parameters were", &error.message));
        }
        match &value.kind {
            Kind::List(items) => result.extend(items.iter().filter_map(listed)),
            Kind::Map(map) => {
                let named = map.get("Parameters").and_then(Value::as_map).unwrap_or(map);
                result.extend(named.entries.iter().map(|entry| (entry.key.clone(), entry.value.clone())));
            }
            _ => {}
        }
    }
    result
}

/// A file as JSON.
pub(super) fn read(file: FileId, text: &str) -> (Value, Option<json::JsonError>) {
    let whole = Span::new(file, 0, text.len());
    json::parse(&Text::exact(text, whole), whole)
}

/// `{"ParameterKey": …, "ParameterValue": …}` or `"Name=value"`. An update may leave the value that the stack has:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html>.
pub(super) fn listed(item: &Value) -> Option<(SmolStr, Value)> {
    if let Kind::Text(text) = &item.kind {
        let (name, _) = text.literal().split_once('=')?;
        let value = text.slice(name.len() + 1..text.literal().len());
        return Some((name.into(), Value::text(value, item.span)));
    }
    let is_left = || item.get("UsePreviousValue").filter(|previous| previous.kind == Kind::Bool(true));
    let left = || Some(Value::unknown(WhyCode::Unresolved, "the value that the stack has stays", is_left()?.span));
    Some((item.get("ParameterKey")?.as_str()?.into(), item.get("ParameterValue").cloned().or_else(left)?))
}

/// What is passed to each parameter of a template by a value of which a part may be open: one that passes nothing under some answers leaves the default, and
/// where the whole is not known, nothing is known of each.
pub(super) fn passed_to(template: &Template, arguments: &Value) -> Map {
    let is_clear = |map: &Map| map.entries.iter().all(|entry| entry.unclear.is_none());
    match &arguments.kind {
        Kind::Map(map) if is_clear(map) => return with_defaults(map, template),
        Kind::Map(_) | Kind::Alternatives(_) | Kind::Unknown(_) => {}
        _ => return Map::default(),
    }
    let of_one = |declared: &Entry| {
        let mut is_passed = false;
        let open =
            |why: &str, span: Span| Value::unknown(WhyCode::Unresolved, format!("what is passed for `{}`: {why}", declared.key), span);
        let value = arguments.distribute(&mut |branch| {
            let passed = match &branch.kind {
                Kind::Map(map) if map.get(&declared.key).is_some() || is_clear(map) => map.get(&declared.key).cloned(),
                Kind::Map(_) => Some(open("some keys are not known", branch.span)),
                Kind::Unknown(hole) => Some(open(&hole.kind.reason(), branch.span)),
                _ => None,
            };
            is_passed |= passed.is_some();
            passed.unwrap_or_else(|| unset(declared))
        });
        is_passed.then(|| Entry { key: declared.key.clone(), key_span: arguments.span, unclear: None, value })
    };
    Map { entries: template.section("Parameters").iter().filter_map(of_one).collect() }
}

/// What is passed, with the default where nothing is under some answers (`AWS::NoValue`).
pub(super) fn with_defaults(passed: &Map, template: &Template) -> Map {
    let declared = |name: &SmolStr| template.section("Parameters").iter().find(|entry| entry.key == *name);
    let of_one = |entry: &Entry| match declared(&entry.key) {
        Some(declared) => Entry { value: entry.value.where_absent(&|| unset(declared)), ..entry.clone() },
        None => entry.clone(),
    };
    Map { entries: passed.entries.iter().map(of_one).collect() }
}

/// What a parameter is that nothing is passed for.
pub(super) fn unset(declared: &Entry) -> Value {
    declared.value.get("Default").cloned().unwrap_or_else(|| Value::new(Kind::Absent, declared.key_span))
}

impl<'a> Stack<'a> {
    /// Gives every declared parameter its value; `arguments` come from the stack around this one.
    pub(super) fn take_parameters(&mut self, arguments: Option<&PassedParameters>) {
        let sets = self.parameter_sets();
        for entry in self.template.section("Parameters") {
            let passed = self.passed(arguments.map(|arguments| &arguments.given), &entry.key);
            let given = passed.or_else(|| self.overridden(&entry.key));
            if arguments.is_none() && given.is_none() && entry.value.get("Default").is_some() {
                self.on_default.insert(entry.key.clone());
            }
            let value = match given.is_none() && sets.iter().any(|set| set.is_some_and(|set| set.value(&entry.key).is_some())) {
                true => self.of_sets(entry, &sets),
                false => self.parameter(entry, given),
            };
            self.parameters.insert(entry.key.clone(), value);
        }
    }

    /// The sets of values that are given to this template, and none where it needs none.
    fn parameter_sets(&self) -> Vec<Option<&'a ParameterSet>> {
        let Some(sets) = self.project.parameter_sets.filter(|_| self.position.is_root) else { return vec![] };
        let found = sets.of(self.template, &mut self.state.borrow_mut().problems);
        self.budget.files_read.borrow_mut().extend(sets.files_near(self.template));
        let needs_none = self.template.section("Parameters").iter().all(|entry| entry.value.get("Default").is_some());
        let nothing = (needs_none && !found.is_empty()).then_some(None);
        if nothing.is_none() {
            let given_by = found.iter().map(|set| Problem::inputs_given(Span::new(set.file, 0, 0)));
            self.state.borrow_mut().problems.extend(given_by);
        }
        found.into_iter().map(Some).chain(nothing).collect()
    }

    /// The value of a parameter by each of several sets.
    fn of_sets(&self, entry: &Entry, sets: &[Option<&ParameterSet>]) -> Value {
        let branch = |set: &Option<&ParameterSet>| {
            let value = set.and_then(|set| set.value(&entry.key)).map(|value| value.clone().through(entry.key.clone(), value.span));
            (set.map_or(SmolStr::new_static("not given"), |set| set.name.clone()), self.parameter(entry, value))
        };
        let file = match self.position.prefix.as_str() {
            "" => OpenCondition::new("parameters file", "the parameters file"),
            // Of the stack that exports what another one imports.
            prefix => OpenCondition::new(
                format_smolstr!("parameters file {prefix}"),
                format_smolstr!("the parameters file of `{}`", prefix.trim_end_matches('/')),
            ),
        };
        Value::alternatives(file, sets.iter().map(branch).collect(), entry.key_span)
    }

    /// What the stack around this one passes for a parameter.
    fn passed(&self, arguments: Option<&Map>, name: &str) -> Option<Value> {
        let passed = arguments?.entry(name)?;
        let stack = self.position.prefix.trim_end_matches('/');
        Some(passed.value.clone().through(format_smolstr!("{stack}.Parameters.{name}"), passed.key_span))
    }

    /// What the command line gives for a parameter, or the program that a template is made by.
    fn overridden(&self, name: &str) -> Option<Value> {
        let of_program = self.project.assemblies.stack(self.template.file).map_or(&[][..], |stack| stack.parameters.as_slice());
        let mut all = of_program.iter().chain(self.project.overrides).rev().filter(|_| self.position.is_root);
        let (name, value) = all.find(|(known, _)| *known == name)?;
        Some(value.clone().through(format_smolstr!("parameter {name}"), value.span))
    }

    /// Notes the parameters of which the template names only some values: those without a value. Where a condition depends on one, the literals that
    /// it is compared with are tried, and any other value. A default is what the parameter is.
    pub(super) fn open_parameters(&mut self, arguments: Option<&PassedParameters>) {
        let mut compared = self.compared_parameters();
        for entry in self.template.section("Parameters") {
            let open = match self.passed(arguments.map(|arguments| &arguments.open), &entry.key) {
                Some(passed) if !matches!(passed.kind, Kind::Unknown(_)) => Some(self.parameter(entry, Some(passed))),
                _ => self.open_parameter(entry, compared.remove(&entry.key).unwrap_or_default()),
            };
            let open = open.filter(|open| self.parameters.get(&entry.key).is_none_or(|known| known.kind != open.kind));
            self.open_parameters.extend(open.map(|open| (entry.key.clone(), open)));
        }
    }

    /// Takes away the values that rules refuse where their condition holds.
    pub(super) fn obey_rules(&mut self) {
        let rules = self.template.section("Rules");
        let mut declared: FxHashMap<&str, &Entry> = match rules {
            [] => return,
            _ => self.template.section("Parameters").iter().map(|entry| (entry.key.as_str(), entry)).collect(),
        };
        for rule in rules {
            let applies = self.rule_applies(&rule.value);
            for assertion in rule.value.get("Assertions").and_then(Value::as_list).unwrap_or_default() {
                let Some((name, listed, is_refused)) = assertion.get("Assert").and_then(|assertion| asserted_values(assertion, false))
                else {
                    continue;
                };
                let Some(entry) = declared.get(name).copied() else { continue };
                let kind = entry.value.get("Type").and_then(Value::as_str).unwrap_or("String");
                let allowed = branches(&listed, kind);
                let question = self.parameter_decision(&entry.key);
                let obedient = |value: &Value| {
                    let is_allowed = |answer: &SmolStr| allowed.iter().flatten().any(|(other, _)| other == answer) != is_refused;
                    let is_listed = |open: &Alternatives| open.branches.iter().all(|(answer, _)| *answer != ANOTHER);
                    let branches = match &value.kind {
                        Kind::Alternatives(open) if open.condition.id == question.id && (is_refused || is_listed(open)) => {
                            open.branches.iter().filter(|(answer, _)| is_allowed(answer)).cloned().collect()
                        }
                        _ if is_refused => vec![],
                        _ => allowed.clone().unwrap_or_default(),
                    };
                    if branches.is_empty() { value.clone() } else { Value::alternatives(question.clone(), branches, entry.key_span) }
                };
                for known in [&mut self.parameters, &mut self.open_parameters] {
                    if let Some(value) = known.get_mut(&entry.key).filter(|_| !is_list(kind)) {
                        let obeying = pick(&applies, &obedient(value), value, entry.key_span);
                        match obeying.assignments() {
                            Ok(_) => *value = obeying,
                            // Under too many sets of answers further rules change nothing.
                            Err(_) => _ = declared.remove(name),
                        }
                    }
                }
            }
        }
    }

    /// Nothing where the parameter has a value, or all its values are listed.
    fn open_parameter(&self, entry: &Entry, compared: Vec<SmolStr>) -> Option<Value> {
        let kind = entry.value.get("Type").and_then(Value::as_str).unwrap_or("String");
        let another = self.parameters.get(&entry.key)?.clone();
        let is_open = |hole: &Hole| matches!(hole.kind, HoleKind::Input { .. } | HoleKind::Unknown(_));
        if !matches!(&another.kind, Kind::Unknown(hole) if is_open(hole)) && another.kind != self.input(entry).kind {
            return None;
        }
        let constraints = Constraints::of(&entry.value);
        let named = compared.into_iter().filter(|literal| constraints.admit(literal)).map(|literal| {
            let text = Value::text(Text::computed(literal.as_str(), entry.key_span), entry.key_span);
            (label(&literal), typed(&text, kind))
        });
        let branches = named.chain([(SmolStr::new_static(ANOTHER), another)]).collect();
        Some(Value::alternatives(self.parameter_decision(&entry.key), branches, entry.key_span))
    }

    /// A value that nobody knows; the pattern of the parameter may tell how it begins.
    pub(super) fn input(&self, entry: &Entry) -> Value {
        let value = Value::hole(HoleKind::Input { name: format_smolstr!("{}{}", self.position.prefix, entry.key) }, entry.key_span);
        let is_text = entry.value.get("Type").and_then(Value::as_str).is_none_or(|kind| kind == "String");
        let pattern = entry.value.get("AllowedPattern").filter(|_| is_text);
        let begin = pattern.and_then(Value::as_str).map(literal_beginning).unwrap_or_default();
        match pattern {
            Some(pattern) if !begin.is_empty() => {
                Value::concat(&[Value::text(Text::computed(begin, pattern.span), pattern.span), value], entry.key_span)
            }
            _ => value,
        }
    }

    fn parameter(&self, entry: &Entry, given: Option<Value>) -> Value {
        let declared = &entry.value;
        let name = &entry.key;
        let kind = declared.get("Type").and_then(Value::as_str).unwrap_or("String");
        let is_true =
            |value: &Value| value.kind == Kind::Bool(true) || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"));
        let is_given = given.is_some();
        // What refers to the parameter is read at deployment as if the reference stood there.
        let default = || {
            let default = declared.get("Default").cloned()?;
            self.budget.has_defaults.set(true);
            (self.budget.defaults == InputDefaults::Taken).then_some(default)
        };
        let value = given.or_else(default).map(|value| match &value.kind {
            Kind::Text(text) => dynamic_references(&value, text),
            _ => value,
        });
        if kind.starts_with("AWS::SSM::Parameter::Value<") {
            // The value given is the name of a parameter in Systems Manager.
            let stored = value.and_then(|value| value.to_text()).map_or_else(|| name.to_string(), |text| text.to_string());
            return match facts::is_public_parameter(&stored) {
                true => Value::unknown(WhyCode::PublicParameter, stored, entry.key_span),
                false => Value::unknown(WhyCode::Unresolved, format!("SSM parameter `{stored}` is read at deployment"), entry.key_span),
            };
        }
        // Whoever deploys may choose any of the allowed values; the default is only one of them.
        let open = if is_given { None } else { self.allowed_values(entry, kind) };
        let value = match open.or(value) {
            Some(value) => value.distribute(&mut |value| typed(value, kind)),
            None => return self.input(entry),
        };
        // It is judged like any other, and shown nowhere.
        if declared.get("NoEcho").is_some_and(is_true) {
            self.budget.withheld.borrow_mut().note(&value);
            return value.marked(Marks::SENSITIVE);
        }
        value
    }

    /// The values that a template lists for a parameter: by `AllowedValues`, by a pattern that is nothing but a list, or by a rule that always holds.
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>
    fn listed_values(&self, entry: &Entry) -> Vec<Value> {
        let listed = entry.value.get("AllowedValues").and_then(Value::as_list).map(<[Value]>::to_vec);
        let of_pattern = || patterns(entry.value.get("AllowedPattern")?);
        let mut allowed = listed.or_else(of_pattern);
        let rules = self.template.section("Rules").iter().filter(|rule| rule.value.get("RuleCondition").is_none());
        let asserted = rules.filter_map(|rule| rule.value.get("Assertions")?.as_list()).flatten();
        for assertion in asserted.filter_map(|assertion| assertion.get("Assert")?.get("Fn::Contains")?.as_list()) {
            let [Value { kind: Kind::List(contained), .. }, parameter] = assertion else { continue };
            if parameter.get("Ref").and_then(Value::as_str) != Some(entry.key.as_str()) {
                continue;
            }
            let text = |value: &Value| value.to_text().and_then(|text| text.known().map(SmolStr::new));
            let is_contained = |value: &Value| contained.iter().any(|other| text(other).is_some() && text(other) == text(value));
            match &mut allowed {
                Some(allowed) => allowed.retain(is_contained),
                None => allowed = Some(contained.to_vec()),
            }
        }
        allowed.unwrap_or_default()
    }

    /// Each value that a parameter may have, if the template lists them.
    fn allowed_values(&self, entry: &Entry, kind: &str) -> Option<Value> {
        let allowed = self.listed_values(entry);
        if allowed.is_empty() {
            return None;
        }
        if allowed.len() > super::MAX_ALTERNATIVES {
            let (first, why) = (entry.value.get("Default")?, format_smolstr!("`{}` may have more values than are tried", entry.key));
            let another = (SmolStr::new_static(ANOTHER), Value::unknown(WhyCode::Limit, why, entry.key_span));
            let branches = self::branches(std::slice::from_ref(first), kind)?.into_iter().chain([another]).collect();
            return Some(Value::alternatives(self.parameter_decision(&entry.key), branches, entry.key_span));
        }
        let mut branches = branches(&allowed, kind)?;
        if is_list(kind) {
            // Each item is one of the values: a list of the same ones, as long as the default is, stands for all with that one.
            let default = entry.value.get("Default");
            let length =
                default.map(|default| typed(default, kind)).and_then(|list| list.as_list().map(<[Value]>::len)).unwrap_or(1).max(1);
            for (_, value) in &mut branches {
                let items = value.as_list()?.iter().cycle().take(length.min(super::MAX_ALTERNATIVES)).cloned().collect();
                *value = Value::list(items, value.span);
            }
            // Several at once, where the template asks for just these.
            let asked = self.compared_lists().remove(&entry.key).unwrap_or_default();
            let is_allowed = |item: &str| branches.iter().any(|(answer, _)| answer == item);
            let lists: Vec<(SmolStr, Value)> = asked
                .into_iter()
                .filter(|list| list.contains(',') && list.split(',').all(is_allowed))
                .map(|list| (list.clone(), typed(&Value::text(Text::computed(list.as_str(), entry.key_span), entry.key_span), kind)))
                .collect();
            branches.extend(lists);
            let default = default.map_or_else(|| Some(vec![]), |default| self::branches(std::slice::from_ref(default), kind))?;
            let new = default.into_iter().filter(|(answer, _)| branches.iter().all(|(known, _)| known != answer)).collect::<Vec<_>>();
            branches.splice(0..0, new);
        }
        Some(Value::alternatives(self.parameter_decision(&entry.key), branches, entry.key_span))
    }
}

/// Each of some values with the answer that stands for it; nothing where one is not known.
fn branches(values: &[Value], kind: &str) -> Option<Vec<(SmolStr, Value)>> {
    let branch = |value: &Value| {
        let text = value.to_text()?;
        Some((label(&SmolStr::new(text.known()?)), typed(value, kind)))
    };
    values.iter().map(branch).collect()
}

/// The parameter of which an assertion lists the values, the values, and whether it refuses them.
fn asserted_values(assertion: &Value, is_refused: bool) -> Option<(&str, Vec<Value>, bool)> {
    if let Some(inner) = assertion.get("Fn::Not") {
        return asserted_values(inner.as_list().map_or(Some(inner), <[Value]>::first)?, !is_refused);
    }
    if let Some([listed, parameter]) = assertion.get("Fn::Contains").and_then(Value::as_list) {
        return Some((referred(parameter)?, listed.as_list()?.to_vec(), is_refused));
    }
    let [left, right] = assertion.get("Fn::Equals")?.as_list()? else { return None };
    let (name, value) = referred(left).map(|name| (name, right)).or_else(|| Some((referred(right)?, left)))?;
    Some((name, vec![value.clone()], is_refused))
}

fn referred(value: &Value) -> Option<&str> {
    value.get("Ref")?.as_str()
}

/// The values of a pattern like `^(dev|prod)$`; nothing if it is more than a list.
fn patterns(pattern: &Value) -> Option<Vec<Value>> {
    let value = |part: String| Value::text(Text::computed(part, pattern.span), pattern.span);
    Some(answers_listed(pattern.as_str()?, false)?.into_iter().map(value).collect())
}

/// A value as its parameter's type says: lists are split on commas, everything else but numbers is text.
fn typed(value: &Value, kind: &str) -> Value {
    let text = |value: &Value| match (&value.kind, value.to_text()) {
        (Kind::Number(written), _) if kind != "Number" => {
            let exact = value.span.end.saturating_sub(value.span.start) as usize == written.len();
            let text = if exact { Text::exact(written.as_str(), value.span) } else { Text::computed(written.as_str(), value.span) };
            Value { provenance: value.provenance.clone(), ..Value::text(text, value.span) }
        }
        (Kind::Bool(_), Some(text)) => Value { provenance: value.provenance.clone(), ..Value::text(text, value.span) },
        _ => value.clone(),
    };
    if !is_list(kind) {
        return text(value);
    }
    let items = match &value.kind {
        Kind::List(items) => items.iter().map(text).collect(),
        Kind::Unknown(_) => return value.clone(),
        _ => match value.to_text() {
            Some(list) if list.is_empty() => vec![],
            Some(list) => list.split(",").iter().map(|item| list_item(item, value.span)).collect(),
            None => return value.clone(),
        },
    };
    Value { provenance: value.provenance.clone(), ..Value::list(items, value.span) }
}

fn list_item(item: &Text, whole: Span) -> Value {
    let literal = item.literal();
    // What stands before the first hole, and behind the last one.
    let first = item.holes().first().map_or(literal.len(), |hole| hole.at as usize);
    let last = item.holes().last().map_or(0, |hole| hole.at as usize);
    let (before, behind) = (literal.get(..first).unwrap_or_default(), literal.get(last..).unwrap_or_default());
    let start = first - before.trim_start().len();
    let trimmed = item.slice(start..(last + behind.trim_end().len()).max(start));
    let span = trimmed.span(0..trimmed.literal().len()).unwrap_or(whole);
    Value::text(trimmed, span)
}
