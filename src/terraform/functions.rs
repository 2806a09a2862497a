//! Terraform's functions: one table by name, one room for each group.

mod aws;
mod checkout;
mod derived;
pub(super) mod collection;
mod encoding;
mod filesystem;
mod format;
mod hash;
mod holes;
mod mapping;
mod numeric;
mod network;
mod path_pattern;
mod pattern;
mod results;
pub(super) mod set;
mod special;
mod string;
mod time;
mod yaml;
mod yaml_writer;

pub use yaml::yaml_value;

pub(super) use filesystem::{below_repository, in_repository, is_directory, working_directory};
pub(super) use format::is_left_open;
pub(super) use pattern::Pattern;
pub(super) use results::{is_not_computed, is_unread};
pub(super) use special::filled_in;

use self::derived::derived;
pub(in crate::terraform) use self::derived::renamed;
use self::results::{IN_ANY_ORDER, MAKES_TEXTS, PASSES_OVER, is_waiting, may_be_refused, may_fail, typed};
use crate::mapped_text::{Hole, HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::source::Span;
use crate::terraform::evaluate::open_text::Recipe;
use crate::terraform::evaluate::scope::Scope;
use crate::terraform::evaluate::{Evaluator, MAX_ITEMS, too_long};
use crate::terraform::syntax::tree::Call;
use crate::terraform::values::composed::composed;
use crate::terraform::values::convert::convert;
use crate::terraform::values::failure::{failed, is_failed};
use crate::terraform::values::marks;
use crate::terraform::values::number::TerraformNumber;
use crate::terraform::values::operators;
use crate::value::{Form, Kind, Map, Marks, Value, ValueType};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::{Arc, LazyLock};

/// How the arguments reach a function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sees {
    /// Alternatives at the top of an argument are decided before; an argument that is unknown makes the result unknown.
    Values,
    /// As `Values`, and alternatives inside lists and maps are decided too.
    Decided,
    /// Unknown arguments are handed over: the function makes something of them.
    Unknowns,
    /// Both: alternatives are decided throughout and unknown arguments are handed over.
    DecidedUnknowns,
}

/// What a function takes for a parameter; values of other types are converted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Anything but null.
    Any,
    /// Anything.
    Null,
    Text,
    Number,
    /// `list(any)`, `list(string)`, `list(bool)`.
    List,
    Texts,
    Truths,
    /// `set(any)`.
    Set,
    /// `map(list(string))`.
    MapOfTexts,
}

impl Takes {
    fn value_type(self) -> &'static ValueType {
        static TYPES: LazyLock<[ValueType; 5]> = LazyLock::new(|| {
            let texts = ValueType::list(ValueType::Text);
            [
                ValueType::list(ValueType::Any),
                texts.clone(),
                ValueType::list(ValueType::Bool),
                ValueType::set(ValueType::Any),
                ValueType::map(texts),
            ]
        });
        let [list, texts, truths, set, map] = &*TYPES;
        match self {
            Takes::Any | Takes::Null => &ValueType::Any,
            Takes::Text => &ValueType::Text,
            Takes::Number => &ValueType::Number,
            Takes::List => list,
            Takes::Texts => texts,
            Takes::Truths => truths,
            Takes::Set => set,
            Takes::MapOfTexts => map,
        }
    }
}

/// A function of the language.
struct Function {
    name: &'static str,
    takes: &'static [Takes],
    /// Any number of further arguments.
    more: Option<Takes>,
    sees: Sees,
    run: fn(&Arguments<'_, '_>) -> FunctionResult,
}

impl Function {
    const fn new(name: &'static str, takes: &'static [Takes], sees: Sees, run: fn(&Arguments<'_, '_>) -> FunctionResult) -> Function {
        Function { name, takes, more: None, sees, run }
    }

    const fn and_more(self, more: Takes) -> Function {
        Function { more: Some(more), ..self }
    }

    /// Whether it looks at what texts say.
    fn reads_texts(&self) -> bool {
        self.takes.iter().chain(&self.more).any(|takes| matches!(takes, Takes::Text | Takes::Texts | Takes::MapOfTexts))
    }

    /// The arguments as the parameters want them, or why there is no call.
    fn taken(&self, values: &[Value]) -> Result<Vec<Value>, String> {
        if values.len() < self.takes.len() || self.more.is_none() && values.len() > self.takes.len() {
            return Err(format!("`{}` is called with {} arguments", self.name, values.len()));
        }
        let parameters = self.takes.iter().copied().chain(std::iter::repeat(self.more.unwrap_or(Takes::Null)));
        // Behind an argument of which not even the type is known Terraform does not look for null.
        let mut open = false;
        let taken = values.iter().zip(parameters).map(|(value, takes)| {
            open |= matches!((&value.kind, takes), (Kind::Unknown(_), Takes::Any)) && value.declared.is_none();
            match value.kind {
                Kind::Null if takes != Takes::Null && !open => Err(format!("`{}` fails: an argument is null", self.name)),
                _ => convert(value, takes.value_type()).map_err(|why| format!("`{}` fails: {why}", self.name)),
            }
        });
        taken.collect()
    }
}

/// Why a function gives no value.
enum Stop {
    /// It fails, and with it the plan; `try` goes on.
    Failed(String),
    Unknown(Arc<Hole>),
    /// A number is infinite or has too many digits to compute with.
    Infinite,
    Limit(&'static str),
    /// The root took too many steps.
    Exhausted,
    Outside(String),
    Unreadable(String),
}

type FunctionResult = Result<Value, Stop>;

fn fail<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Failed(why.into()))
}

const TABLES: &[&[Function]] = &[
    aws::FUNCTIONS,
    collection::FUNCTIONS,
    encoding::FUNCTIONS,
    filesystem::FUNCTIONS,
    format::FUNCTIONS,
    hash::FUNCTIONS,
    mapping::FUNCTIONS,
    network::FUNCTIONS,
    numeric::FUNCTIONS,
    pattern::FUNCTIONS,
    set::FUNCTIONS,
    special::FUNCTIONS,
    string::FUNCTIONS,
    time::FUNCTIONS,
];

/// Functions whose results only deployment gives.
const NOT_EVALUATED: &[(&str, &str)] = &[
    ("bcrypt", "chooses a new salt each time"),
    ("plantimestamp", "gives the time of the plan"),
    ("rsadecrypt", "needs a private key"),
    ("timestamp", "gives the time of deployment"),
    ("uuid", "is random"),
];

fn find(name: &str) -> Option<&'static Function> {
    static INDEX: LazyLock<FxHashMap<&'static str, &'static Function>> =
        LazyLock::new(|| TABLES.iter().flat_map(|table| table.iter()).map(|function| (function.name, function)).collect());
    INDEX.get(name).copied()
}

/// Whether a function takes any text for this argument.
pub(super) fn takes_text(name: &str, argument: usize) -> bool {
    let takes = |function: &Function| function.takes.get(argument).copied().or(function.more);
    find(name.strip_prefix("core::").unwrap_or(name)).and_then(takes) == Some(Takes::Text)
}

/// The value of a call.
pub(super) fn call<'a>(evaluator: &Evaluator<'a>, call: &Call, span: Span, scope: &Scope<'_, 'a>) -> Value {
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    if scope.instance.directory.of_terragrunt
        && let Some(value) = evaluator.terragrunt_call(call, span, scope)
    {
        return value;
    }
    if let Some(value) = special::call(evaluator, name, call, span, scope) {
        return value;
    }
    let Some(function) = find(name) else {
        if let Some((_, why)) = NOT_EVALUATED.iter().find(|(known, _)| *known == name) {
            return Value::unknown(WhyCode::Unresolved, format!("`{name}` {why}"), span).declared_as(&ValueType::Text);
        }
        evaluator.report(Problem::unsupported(call.name_span, &format!("function `{name}`")));
        return Value::unknown(WhyCode::UnsupportedFunction, name, span);
    };
    let mut values: Vec<Value> = call.arguments.iter().map(|argument| evaluator.eval(argument, scope)).collect();
    if let ("file" | "filebase64", Some(path)) = (name, values.first_mut()) {
        *path = evaluator.path_of_a_file(path, scope.instance.root_path());
    }
    if call.spread
        && let Some(last) = values.pop()
    {
        let marks = last.marks;
        return evaluator.over(&[values, vec![last]].concat(), span, false, &mut |values| {
            let Some((last, first)) = values.split_last() else { return Value::null(span) };
            match &last.kind {
                Kind::List(items) => {
                    let items = items.iter().filter(|item| item.kind != Kind::Absent).map(|item| item.clone().marked(marks));
                    apply(evaluator, function, &first.iter().cloned().chain(items).collect::<Vec<_>>(), span, scope)
                }
                Kind::Unknown(hole) => Value::new(Kind::Unknown(hole.clone()), span).marked(marks),
                _ => failed("`...` needs a list", span),
            }
        });
    }
    apply(evaluator, function, &values, span, scope)
}

fn apply<'a>(evaluator: &Evaluator<'a>, function: &Function, values: &[Value], span: Span, scope: &Scope<'_, 'a>) -> Value {
    let provenance = values.iter().map(|value| &value.provenance).find(|provenance| provenance.steps().next().is_some()).cloned();
    let deep = matches!(function.sees, Sees::Decided | Sees::DecidedUnknowns);
    let result = evaluator.over(values, span, deep, &mut |values| {
        let of_texts = marks::of_texts(function.name, values);
        if !evaluator.has_marks && !evaluator.has_secrets.get() && of_texts.is_none() {
            return apply_to(evaluator, function, values, (span, deep), scope);
        }
        let (values, marks) = marks::taken(function.name, values);
        let marks = marks.and(of_texts);
        let result = apply_to(evaluator, function, &values, (span, deep), scope);
        let marks = if is_unread(&result) { Marks::default() } else { marks };
        let result = marks::given(result, marks);
        if marks.hides_all() {
            evaluator.withhold(&result);
        }
        if marks.secret { evaluator.with_secrets(result) } else { result }
    });
    match provenance {
        Some(provenance) if result.provenance.steps().next().is_none() => Value { provenance, ..result },
        _ => result,
    }
}

/// A function applied to values of which those at the top are decided.
fn apply_to<'a>(
    evaluator: &Evaluator<'a>,
    function: &Function,
    values: &[Value],
    (span, deep): (Span, bool),
    scope: &Scope<'_, 'a>,
) -> Value {
    if let Some(failure) = values.iter().find(|value| is_failed(value)) {
        return Value { span, declared: None, ..failure.clone() };
    }
    if !evaluator.look_for(function.name, values, (function.reads_texts(), deep)) {
        return evaluator.exhausted(span);
    }
    let values = &match function.taken(values) {
        Ok(values) => values,
        Err(why) => return failed(&why, span),
    };
    let arguments = Arguments { evaluator, values, name: function.name, span, directory: scope.instance.root_path() };
    let passes_over = PASSES_OVER.contains(&function.name);
    if let Some(open) = values.iter().find(|value| may_be_refused(value) || passes_over && may_fail(value)) {
        return Value { span, declared: None, ..open.clone() };
    }
    let hands_over = matches!(function.sees, Sees::Unknowns | Sees::DecidedUnknowns);
    let is_loose = values.iter().any(|value| value.form == Form::Loose);
    let unknown = values.iter().find_map(|value| match &value.kind {
        Kind::Unknown(hole) if !hands_over || is_waiting(function.name, value) => Some(hole.clone()),
        Kind::List(_) if value.form == Form::Loose && !IN_ANY_ORDER.contains(&function.name) => value.first_unknown(),
        _ => None,
    });
    match unknown {
        // What is a text stays what it is.
        Some(hole) if function.name == "tostring" && !matches!(hole.kind, HoleKind::Input { .. }) => Value::new(Kind::Unknown(hole), span),
        Some(hole) => typed(&arguments, Value::new(Kind::Unknown(arguments.derived(&hole)), span)),
        None => {
            let result = bounded(&arguments, function, (function.run)(&arguments));
            let result = if result.to_text().is_some() || MAKES_TEXTS.contains(&function.name) { composed(result) } else { result };
            if is_loose && result.as_list().is_some() { result.with_form(Form::Loose) } else { result }
        }
    }
}

/// What a function gives for other arguments than it was called with; it reads no files.
pub(super) fn again(evaluator: &Evaluator<'_>, name: &str, values: &[Value], span: Span) -> Value {
    if name == special::CAN {
        return values.first().map_or_else(|| Value::null(span), |value| special::can_be_evaluated(value, span));
    }
    let reads_files = filesystem::FUNCTIONS.iter().any(|function| function.name == name);
    let Some(function) = find(name).filter(|_| !reads_files) else { return Value::unknown(WhyCode::UnsupportedFunction, name, span) };
    let Ok(values) = function.taken(values) else { return failed("the arguments do not fit", span) };
    let values = &values;
    let arguments = Arguments { evaluator, values, name: function.name, span, directory: "" };
    if values.iter().any(|value| matches!(value.kind, Kind::Unknown(_))) {
        return Value::unknown(WhyCode::Unresolved, name, span);
    }
    bounded(&arguments, function, (function.run)(&arguments))
}

fn bounded(arguments: &Arguments<'_, '_>, function: &Function, outcome: FunctionResult) -> Value {
    let (evaluator, span) = (arguments.evaluator, arguments.span);
    match outcome {
        Ok(value) => {
            let too_large = match &value.kind {
                Kind::List(items) => items.len() > MAX_ITEMS,
                Kind::Map(map) => map.entries.len() > MAX_ITEMS,
                Kind::Text(text) => too_long(text),
                _ => false,
            };
            match too_large {
                true => evaluator.limit(span, &format!("the result of `{}` is too large", function.name)),
                false if !evaluator.make(&value) => evaluator.exhausted(span),
                false if matches!(value.kind, Kind::Unknown(_)) && value.declared.is_none() => typed(arguments, value),
                false => value,
            }
        }
        Err(Stop::Failed(why)) => failed(&format!("`{}` fails: {why}", function.name), span),
        Err(Stop::Unknown(hole)) => typed(arguments, Value::new(Kind::Unknown(arguments.derived(&hole)), span)),
        Err(Stop::Infinite) => {
            Value::unknown(WhyCode::Limit, "a number is infinite or has too many digits", span).declared_as(&ValueType::Number)
        }
        Err(Stop::Limit(what)) => evaluator.limit(span, what),
        Err(Stop::Exhausted) => evaluator.exhausted(span),
        Err(Stop::Outside(path)) => {
            // Of a file that is built elsewhere only the hash is asked for: it decides nothing.
            if !is_hash_of_file(function.name) {
                evaluator.report(Problem::outside_root(span, &path));
            }
            Value::unknown(WhyCode::OutsideRoot, path, span)
        }
        Err(Stop::Unreadable(path)) => Value::unknown(WhyCode::UnreadableFile, path, span),
    }
}

fn is_hash_of_file(function: &str) -> bool {
    function.starts_with("file") && ["md5", "sha"].iter().any(|hash| function.contains(hash))
}

/// The arguments of one call, decided as far as the function wants them.
struct Arguments<'v, 'a> {
    evaluator: &'v Evaluator<'a>,
    values: &'v [Value],
    /// Of the function.
    name: &'v str,
    span: Span,
    /// The directory in which Terraform runs.
    directory: &'v str,
}

impl<'v> Arguments<'v, '_> {
    fn get(&self, index: usize) -> Result<&'v Value, Stop> {
        self.values.get(index).ok_or_else(|| Stop::Failed("an argument is missing".to_owned()))
    }

    /// The hole that stands for what the function makes of another: never the same, for it may hold something else.
    fn derived(&self, hole: &Arc<Hole>) -> Arc<Hole> {
        let made = derived(hole, self.name, self.values);
        if made.kind != hole.kind {
            self.evaluator.made(&made, Recipe::Call(SmolStr::new(self.name), self.values.to_vec()));
        }
        made
    }

    /// Counts looks beyond the one at each argument.
    fn spend(&self, looks: usize) -> Result<(), Stop> {
        if self.evaluator.spend_looks(looks) { Ok(()) } else { Err(Stop::Exhausted) }
    }

    /// A text, holes and all.
    fn text(&self, index: usize) -> Result<Text, Stop> {
        text_of(self.get(index)?)
    }

    /// A text that is wholly known.
    fn known(&self, index: usize) -> Result<String, Stop> {
        known_text(self.get(index)?)
    }

    fn number(&self, index: usize) -> Result<TerraformNumber, Stop> {
        number_of(self.get(index)?)
    }

    fn int(&self, index: usize) -> Result<i128, Stop> {
        self.number(index)?.to_int().ok_or_else(|| Stop::Failed("a whole number is needed".to_owned()))
    }

    fn list(&self, index: usize) -> Result<&'v [Value], Stop> {
        list_of(self.get(index)?)
    }

    fn map(&self, index: usize) -> Result<&'v Map, Stop> {
        map_of(self.get(index)?)
    }

    fn ok_text(&self, text: impl Into<String>) -> FunctionResult {
        Ok(Value::text(Text::computed(text, self.span), self.span))
    }

    fn ok_bool(&self, answer: bool) -> FunctionResult {
        Ok(Value::bool(answer, self.span))
    }

    fn ok_number(&self, number: TerraformNumber) -> FunctionResult {
        Ok(Value::number(number.to_string(), self.span))
    }

    /// A whole number that a machine word holds, as most functions want them.
    fn word(&self, index: usize) -> Result<i64, Stop> {
        i64::try_from(self.int(index)?).map_err(|_| Stop::Failed("a number is too large".to_owned()))
    }

    /// A list of items that have this type.
    fn ok_list(&self, items: Vec<Value>, element: &ValueType) -> FunctionResult {
        Ok(Value::list(items, self.span).with_form(Form::Uniform).declared_as(&ValueType::list(element.clone())))
    }

    fn count(&self, count: impl std::fmt::Display) -> FunctionResult {
        Ok(operators::counted(count, self.span))
    }
}

fn text_of(value: &Value) -> Result<Text, Stop> {
    value.to_text().ok_or_else(|| Stop::Failed("a text is needed".to_owned()))
}

fn known_text(value: &Value) -> Result<String, Stop> {
    let text = text_of(value)?;
    match (text.known(), text.holes().first()) {
        (Some(known), _) => Ok(known.to_owned()),
        (None, Some(hole)) => Err(Stop::Unknown(hole.hole.clone())),
        (None, None) => fail("a text is needed"),
    }
}

fn number_of(value: &Value) -> Result<TerraformNumber, Stop> {
    match (operators::number_of(value), value.first_unknown()) {
        (Some(number), _) => Ok(number),
        (None, Some(hole)) => Err(Stop::Unknown(hole)),
        (None, None) => fail("a number is needed"),
    }
}

fn list_of(value: &Value) -> Result<&[Value], Stop> {
    match &value.kind {
        Kind::List(items) => Ok(items),
        Kind::Unknown(hole) => Err(Stop::Unknown(hole.clone())),
        _ => fail("a list is needed"),
    }
}

fn map_of(value: &Value) -> Result<&Map, Stop> {
    match &value.kind {
        Kind::Map(map) => Ok(map),
        Kind::Unknown(hole) => Err(Stop::Unknown(hole.clone())),
        _ => fail("a map is needed"),
    }
}

/// Stops if anything in the value is not known.
fn whole(value: &Value) -> Result<(), Stop> {
    value.first_unknown().map_or(Ok(()), |hole| Err(Stop::Unknown(hole)))
}
