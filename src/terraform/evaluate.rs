//! Evaluates expressions to values, as far as they are known. Work is bounded: by steps, by depth and by the size of values.

pub(super) mod attempts;
pub(super) mod begun_list;
mod asked_within;
mod beyond;
pub(super) mod conditional;
pub(super) mod effort;
pub(super) mod encode;
pub(super) mod fallible;
mod few;
pub(super) mod for_expr;
mod meaning;
pub(super) mod named;
pub(super) mod object;
pub(super) mod on_defaults;
pub(super) mod open_text;
pub(super) mod predicate;
pub(super) mod references;
pub(super) mod repetition;
pub(super) mod scope;
pub(super) mod settled;
pub(super) mod splat;
pub(super) mod template;
pub(super) mod variable_type;

use crate::condition::{Assignment, OpenCondition};
use crate::mapped_text::{Text, WhyCode};
use crate::problem::Problem;
use crate::resource::{DeclaredSource, InputDefaults, NamedAnswers, Provider};
use crate::secret::Withheld;
use crate::source::{FileId, Span, Workspace};
use crate::terraform::functions;
use crate::terraform::functions::Pattern;
use crate::terraform::modules::Modules;
use crate::terraform::syntax::tree::{Binary, Expr, ExprKind, ExpressionOperator};
use crate::terraform::terragrunt::{Includes, TerragruntContext};
use crate::terraform::values::composed::composed;
use crate::terraform::values::failure::{failed, is_failed, whole};
use crate::terraform::values::marks;
use crate::terraform::values::operators;
use crate::value::{Depth, Kind, Marks, Value, ValueType, each_choice_or_part};
use attempts::Attempts;
use begun_list::BegunLists;
use effort::Effort;
use named::{Memo, NamedNode};
use open_text::Recipe;
use rustc_hash::{FxHashMap, FxHashSet};
use scope::{Binding, Instance, Scope};
use smol_str::SmolStr;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// How deep evaluations may nest, through expressions and through what they refer to.
const MAX_DEPTH: usize = 400;
/// Bytes of one text.
const MAX_TEXT: usize = 4 << 20;
/// Unknown parts of one text.
const MAX_HOLES: usize = 4_096;
/// Items of a collection that is computed.
pub(super) const MAX_ITEMS: usize = 20_000;

/// With whether they hang on a default.
type Expansions = FxHashMap<(usize, usize), Option<(Rc<repetition::Expansion>, bool)>>;
type Providers = FxHashMap<(usize, SmolStr), Option<Arc<Provider>>>;

/// Evaluates one root module and the modules it calls.
pub(super) struct Evaluator<'a> {
    pub workspace: &'a Workspace,
    pub modules: &'a Modules,
    /// The name of the workspace, if it is given.
    pub workspace_name: Option<&'a str>,
    /// The own accounts, as far as they are known.
    pub own_accounts: &'a [SmolStr],
    /// The answers to open texts that an earlier evaluation has named.
    pub answers: NamedAnswers,
    /// Those that this one names.
    pub wanted: RefCell<NamedAnswers>,
    /// What open texts are compared with, by question.
    pub compared: RefCell<NamedAnswers>,
    /// Open texts of which something else is asked too than what they are compared with.
    pub asked_otherwise: RefCell<BTreeSet<SmolStr>>,
    /// To each question, the fewest answers that some place was evaluated with.
    pub fewest_answers: RefCell<BTreeMap<SmolStr, usize>>,
    /// How open texts were made of others.
    pub recipes: RefCell<FxHashMap<SmolStr, Recipe>>,
    /// Of lists that are not known as a whole, the items that they certainly begin with.
    pub begun: RefCell<BegunLists>,
    /// Values for the variables of the root module; absent where none is given.
    pub inputs: BTreeMap<SmolStr, Value>,
    /// Under which answers somebody deploys the root module.
    pub deployed: RefCell<crate::condition::Presence>,
    pub problems: RefCell<FxHashSet<Problem>>,
    pub memo: RefCell<FxHashMap<NamedNode, Memo>>,
    pub instances: Cell<usize>,
    pub module_uses: RefCell<FxHashMap<(usize, usize), Rc<crate::terraform::modules::uses::Uses<'a>>>>,
    /// The repetitions of resources; nothing while they are being worked out.
    pub expansions: RefCell<Expansions>,
    /// Template files that are being evaluated.
    pub templates: RefCell<Vec<FileId>>,
    /// Files whose contents were looked at, besides those of the modules that were used.
    pub files_read: RefCell<FxHashSet<FileId>>,
    /// Where statements stand that a document takes over from another.
    pub taken_over: RefCell<FxHashSet<Span>>,
    /// By the address of a data source that is read at deployment, what it is asked for, as JSON.
    pub looked_up: RefCell<BTreeMap<SmolStr, BTreeSet<String>>>,
    /// The addresses of data sources that are subjects, of which something asks for a value.
    pub used_sources: RefCell<BTreeSet<SmolStr>>,
    /// The data sources that the modules declare.
    pub declared_sources: RefCell<BTreeSet<DeclaredSource>>,
    /// The directories that name a variable or a local which nothing declares.
    pub unfinished: RefCell<BTreeSet<SmolStr>>,
    /// The directory of a module of which every call is taken for one that is on.
    pub turned_on: Option<SmolStr>,
    pub defaults: InputDefaults,
    pub on_defaults: on_defaults::KnownOnDefaults,
    /// Resources with policies of which there is no instance: where, and their addresses.
    pub not_made: RefCell<Vec<(Span, SmolStr)>>,
    /// Resources of whose policies a part is not there with the defaults of inputs: where the part is written, and their addresses.
    pub left_out: RefCell<Vec<(Span, SmolStr)>>,
    /// Documents that are for what the inputs turn off, by address.
    pub turned_off: RefCell<BTreeSet<SmolStr>>,
    /// Answers under which a local of the root fails, and the plan with it: nobody deploys anything under them.
    pub impossible: RefCell<Vec<Assignment>>,
    /// Providers by instance and name; nothing while one is being worked out.
    pub providers: RefCell<Providers>,
    /// Files of Terragrunt, by what they are evaluated for.
    pub terragrunt: RefCell<FxHashMap<TerragruntContext, Rc<Instance<'a>>>>,
    pub terragrunt_includes: RefCell<Includes<'a>>,
    /// A module that declares nothing, for expressions that may refer to nothing.
    pub nothing: &'a crate::terraform::modules::directory::Directory,
    /// The outermost call of `templatefile` that is being evaluated.
    template_call: Cell<Option<Span>>,
    /// Whether what is evaluated has no bearing on the value but by its type: what is found there is not told.
    quiet: Cell<bool>,
    pub effort: Effort,
    /// The regular expressions that were compiled.
    pub patterns: RefCell<FxHashMap<String, Pattern>>,
    /// Whether any value may be sensitive or ephemeral.
    pub has_marks: bool,
    /// What is not to be shown.
    pub withheld: RefCell<Withheld>,
    /// The texts that names tell to be secrets, and those that are made of such.
    pub secrets: RefCell<BTreeSet<String>>,
    /// Whether any value is marked as a secret.
    pub has_secrets: Cell<bool>,
    /// How many more expressions are followed for the question at hand.
    pub to_follow: Cell<usize>,
    pub meanings: meaning::KnownMeanings,
    depth: Cell<usize>,
    pub attempts: Attempts,
}

impl<'a> Evaluator<'a> {
    pub(in crate::terraform) fn new(workspace: &'a Workspace, modules: &'a Modules, workspace_name: Option<&'a str>) -> Evaluator<'a> {
        Evaluator {
            workspace,
            modules,
            workspace_name,
            own_accounts: &[],
            answers: NamedAnswers::default(),
            wanted: RefCell::default(),
            compared: RefCell::default(),
            asked_otherwise: RefCell::default(),
            fewest_answers: RefCell::default(),
            recipes: RefCell::default(),
            begun: RefCell::default(),
            inputs: BTreeMap::new(),
            deployed: RefCell::default(),
            problems: RefCell::default(),
            memo: RefCell::default(),
            instances: Cell::new(0),
            module_uses: RefCell::default(),
            expansions: RefCell::default(),
            templates: RefCell::default(),
            files_read: RefCell::default(),
            taken_over: RefCell::default(),
            looked_up: RefCell::default(),
            used_sources: RefCell::default(),
            declared_sources: RefCell::default(),
            unfinished: RefCell::default(),
            turned_on: None,
            defaults: InputDefaults::default(),
            on_defaults: on_defaults::KnownOnDefaults::default(),
            not_made: RefCell::default(),
            left_out: RefCell::default(),
            turned_off: RefCell::default(),
            impossible: RefCell::default(),
            providers: RefCell::default(),
            terragrunt: RefCell::default(),
            terragrunt_includes: RefCell::default(),
            nothing: &modules.nothing,
            template_call: Cell::new(None),
            quiet: Cell::new(false),
            effort: Effort::default(),
            patterns: RefCell::default(),
            has_marks: modules.directories.values().any(|directory| directory.has_marks),
            withheld: RefCell::default(),
            secrets: RefCell::default(),
            has_secrets: Cell::new(false),
            to_follow: Cell::new(0),
            meanings: meaning::KnownMeanings::default(),
            depth: Cell::new(0),
            attempts: Attempts::default(),
        }
    }

    pub(in crate::terraform) fn report(&self, problem: Problem) {
        if !self.quiet.get() {
            self.problems.borrow_mut().insert(problem);
        }
    }

    /// The marks that an expression gives to what it decides.
    pub(in crate::terraform) fn marks_of(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> Marks {
        if self.has_marks { self.with_quiet(true, || self.eval(expr, scope)).all_marks() } else { Marks::default() }
    }

    /// Notes what is not to be shown.
    pub(in crate::terraform) fn withhold(&self, value: &Value) {
        self.withheld.borrow_mut().note(value);
    }

    /// Evaluates, quietly or not.
    pub(in crate::terraform) fn with_quiet<T>(&self, quiet: bool, run: impl FnOnce() -> T) -> T {
        let before = self.quiet.replace(quiet);
        let result = run();
        self.quiet.set(before);
        result
    }

    /// Reports a bound and gives the unknown value that stands for what was not computed.
    pub(in crate::terraform) fn limit(&self, span: Span, limit: &str) -> Value {
        self.report(Problem::limit_reached(span, limit));
        Value::unknown(WhyCode::Limit, limit, span)
    }

    /// What stands for all that is not computed any more once the root took too many steps: told once, where it came to that.
    pub(in crate::terraform) fn exhausted(&self, span: Span) -> Value {
        const LIMIT: &str = "evaluation takes too many steps";
        // It bears on whatever comes after, so that it is told wherever it happens.
        if self.effort.is_first_told() {
            self.problems.borrow_mut().insert(Problem::limit_reached(span, LIMIT));
        }
        Value::unknown(WhyCode::Limit, LIMIT, span)
    }

    /// Notes the call by which a template file is entered; gives what was noted before.
    pub(in crate::terraform) fn enter_template(&self, call: Span) -> Option<Span> {
        let outer = self.template_call.get();
        self.template_call.set(outer.or(Some(call)));
        outer
    }

    pub(in crate::terraform) fn leave_template(&self, outer: Option<Span>) {
        self.template_call.set(outer);
    }

    /// Where the configuration itself calls: the outermost call if template files are being evaluated.
    pub(in crate::terraform) fn call_place(&self, call: Span) -> Span {
        self.template_call.get().unwrap_or(call)
    }

    /// The value of an expression.
    pub(in crate::terraform) fn eval(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> Value {
        if !self.spend(1) {
            return self.exhausted(expr.span);
        }
        self.once(expr, scope, |scope| self.deeper(expr.span, || self.eval_kind(expr, scope)))
    }

    /// Whether what is found is not told.
    pub(in crate::terraform) fn is_quiet(&self) -> bool {
        self.quiet.get()
    }

    /// Goes one level deeper, up to a bound.
    pub(in crate::terraform) fn deeper(&self, span: Span, run: impl FnOnce() -> Value) -> Value {
        if self.depth.get() >= MAX_DEPTH {
            return self.limit(span, "values refer to each other too deeply");
        }
        self.depth.set(self.depth.get() + 1);
        let value = run();
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn eval_kind(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> Value {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Null => Value::null(span),
            ExprKind::Bool(value) => Value::bool(*value, span),
            ExprKind::Number(text) => operators::literal_number(text, span),
            ExprKind::Template(parts) => composed(template::value(self, parts, span, scope)),
            ExprKind::Constant(value) => composed(Value::clone(value)),
            ExprKind::Tuple(items) => whole(Value::list(items.iter().map(|item| self.eval(item, scope)).collect(), span)),
            ExprKind::Object(members) => self.object(members, span, scope),
            ExprKind::Variable(name) => scope.decided(self.reference(name, &[], span, scope)),
            ExprKind::Traversal(traversal) if traversal.steps.len() > MAX_DEPTH => {
                self.limit(span, &format!("a reference has more than {MAX_DEPTH} steps"))
            }
            ExprKind::Traversal(traversal) => match &traversal.root.kind {
                ExprKind::Variable(name) => scope.decided(self.reference(name, &traversal.steps, span, scope)),
                _ => {
                    let root = self.eval(&traversal.root, scope);
                    self.walk(root, &traversal.steps, scope)
                }
            },
            ExprKind::Conditional(parts) => self.conditional(parts, span, scope),
            ExprKind::Call(call) => functions::call(self, call, span, scope),
            ExprKind::Not(operand) => {
                let value = self.eval(operand, scope);
                let marks = value.marks;
                let not = self.over(&[value], span, false, &mut |values| operators::not(values.first(), span));
                marks::given(not.declared_as(&ValueType::Bool), marks)
            }
            ExprKind::Negate(operand) => {
                let value = self.eval(operand, scope);
                let marks = value.marks;
                let negated = self.over(&[value], span, false, &mut |values| operators::negate(values.first(), span));
                marks::given(negated.declared_as(&ValueType::Number), marks)
            }
            ExprKind::Binary(binary) => self.binary(binary, span, scope).declared_as(&operators::gives(binary.operator)),
            ExprKind::For(each) => self.for_expr(each, span, scope),
            ExprKind::Damaged => Value::unknown(WhyCode::UnsupportedSyntax, "this expression is not well-formed", span),
        }
    }

    fn binary(&self, binary: &Binary, span: Span, scope: &Scope<'_, 'a>) -> Value {
        let left = self.eval(&binary.left, scope);
        if let Some(answer) = operators::absorbs(binary.operator, &left) {
            return self.absorbed(answer, &binary.right, span, scope).marked(left.marks);
        }
        let right = self.eval(&binary.right, scope);
        let is_logical = matches!(binary.operator, ExpressionOperator::And | ExpressionOperator::Or);
        if let Some(failure) = [&left, &right].into_iter().find(|value| is_failed(value) && !is_logical) {
            return Value { marks: Marks::default(), ..failure.clone() };
        }
        // Whether Terraform refuses the whole is not known either, whatever the types say.
        if let Some(open) = [&left, &right].into_iter().find(|value| operators::is_cut_short(value) && !is_logical) {
            return Value { marks: left.marks.and(right.marks), ..open.clone() };
        }
        let deep = operators::looks_inside(binary.operator);
        let marks = match self.has_marks && deep {
            true => left.all_marks().and(right.all_marks()),
            false => left.marks.and(right.marks),
        };
        let picks = [&binary.left, &binary.right].into_iter().any(|side| scope.is_bound(side));
        let result = self.over(&[left, right], span, deep, &mut |values| match values {
            // `==` compares texts, all other operators read numbers.
            _ if !self.read(values) => self.exhausted(span),
            [left, right] => {
                let open = if deep { self.equals_open(left, right, picks, span) } else { None };
                match (open, binary.operator) {
                    (Some(open), ExpressionOperator::NotEqual) => open.distribute(&mut |answer| operators::not(Some(answer), span)),
                    (Some(open), _) => open,
                    (None, operator) => {
                        let result = operators::binary(operator, left, right, span);
                        if self.look_at(std::slice::from_ref(&result)) { result } else { self.exhausted(span) }
                    }
                }
            }
            _ => Value::null(span),
        });
        marks::given(result, marks)
    }

    /// The value under each answer to a predicate.
    pub(in crate::terraform) fn choose(&self, predicate: &ConditionResult, span: Span, branch: &mut dyn FnMut(bool) -> Value) -> Value {
        self.choose_given(predicate, span, &mut |_, answer| branch(answer))
    }

    /// The same, with the answers that lead to each.
    pub(in crate::terraform) fn choose_given(
        &self,
        predicate: &ConditionResult,
        span: Span,
        branch: &mut dyn FnMut(&Assignment, bool) -> Value,
    ) -> Value {
        match predicate {
            ConditionResult::Known(answer) => branch(&Assignment::default(), *answer),
            ConditionResult::Open { condition, negated } => {
                let [yes, no] = [("true", !negated), ("false", *negated)].map(|(answer, holds)| {
                    let answer = SmolStr::new_static(answer);
                    let given = Assignment::of(condition.clone(), answer.clone());
                    // What is answered already is not asked again.
                    (answer, branch(&given, holds).decided(&given))
                });
                Value::alternatives(condition.clone(), vec![yes, no], span)
            }
            ConditionResult::Split(value) => value.distribute_given(&mut |given, leaf| match &leaf.kind {
                Kind::Bool(answer) => branch(given, *answer),
                Kind::Text(text) if let Some(answer) = text.known().and_then(operators::truth) => branch(given, answer),
                Kind::Unknown(hole) => Value::new(Kind::Unknown(hole.clone()), leaf.span),
                _ => failed("the condition is neither true nor false", leaf.span),
            }),
            ConditionResult::Failed(value) => Value { span, ..value.clone() },
        }
    }

    /// Applies a function below the alternatives in its arguments.
    pub(in crate::terraform) fn over(&self, values: &[Value], span: Span, deep: bool, apply: &mut dyn FnMut(&[Value]) -> Value) -> Value {
        self.over_given(values, span, deep, &mut |_, values| apply(values))
    }

    /// The same, with the answers under which each is so.
    pub(in crate::terraform) fn over_given(
        &self,
        values: &[Value],
        span: Span,
        deep: bool,
        apply: &mut dyn FnMut(&Assignment, &[Value]) -> Value,
    ) -> Value {
        let too_many = || Value::unknown(WhyCode::Limit, "too many undecided conditions", span);
        let depth = if deep { Depth::Everywhere } else { Depth::Top };
        let is_open = values.iter().any(|value| value.first_open(depth).is_some());
        let each = each_choice_or_part(values, depth, span, &mut |given, values| {
            let looked = if deep { self.look_at(values) } else { self.spend_looks(values.iter().map(members).sum()) };
            if is_open && !self.spend(values.len()) || !looked {
                return self.exhausted(span);
            }
            let result = apply(given, values);
            // What is answered already is not asked again.
            if is_open && matches!(result.kind, Kind::Alternatives(_)) { result.decided(given) } else { result }
        });
        each.unwrap_or_else(|_| too_many())
    }

    /// Evaluates with more names bound, the last one innermost.
    pub(in crate::terraform) fn eval_with(
        &self,
        names: &[(&str, &Value)],
        scope: &Scope<'_, 'a>,
        run: &mut dyn FnMut(&Scope<'_, 'a>) -> Value,
    ) -> Value {
        match names.split_first() {
            None => run(scope),
            Some(((name, value), rest)) => {
                let binding = Binding { name, value, outer: scope.bindings, id: self.next_binding() };
                self.eval_with(rest, &scope.with(&binding), run)
            }
        }
    }
}

/// Whether a text is over the bounds.
pub(in crate::terraform) fn too_long(text: &Text) -> bool {
    text.literal().len() > MAX_TEXT || text.holes().len() > MAX_HOLES
}

/// What a condition comes to.
pub(super) enum ConditionResult {
    Known(bool),
    /// Open; `negated` if the condition is the opposite of what the decision asks.
    Open {
        condition: OpenCondition,
        negated: bool,
    },
    /// Known for some answers to decisions.
    Split(Value),
    /// It can't be evaluated at all.
    Failed(Value),
}

/// How many members a value has, and itself.
fn members(value: &Value) -> usize {
    match &value.kind {
        Kind::List(items) => 1 + items.len(),
        Kind::Map(map) => 1 + map.entries.len(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::MAX_DEPTH;
    use crate::source::Workspace;
    use crate::terraform::TerraformOptions;
    use crate::terraform::load;

    #[test]
    fn a_reference_has_a_bounded_number_of_steps() {
        let problems = |steps: usize| {
            let text = format!("variable \"x\" {{}}\nlocals {{\n  l = var.x{}\n}}\n", ".a".repeat(steps - 1));
            load(&Workspace::in_memory([("main.tf".to_owned(), text)]), &TerraformOptions::default()).problems.len()
        };
        assert_eq!((problems(MAX_DEPTH), problems(MAX_DEPTH + 1)), (0, 1));
    }
}
