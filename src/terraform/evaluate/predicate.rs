//! Conditions: what they come to, and which question they ask if they stay open. The same question gets the same decision wherever it
//! is asked, through locals and module arguments too.

use super::few;
use super::meaning::OpenMeaning;
use super::scope::{Each, Scope};
use crate::condition::{Assignment, ComparedValue, ComparedWith, FewSay, OpenCondition};
use crate::mapped_text::call_for_people;
use crate::source::Span;
use crate::terraform::evaluate::{ConditionResult, Evaluator};
use crate::terraform::functions;
use crate::terraform::modules::directory::Mode;
use crate::terraform::syntax::tree::{Binary, Expr, ExprKind, ExpressionOperator, StepKind, TemplatePart, TraversalStep};
use crate::terraform::values::failure::{failed, is_failed, reason};
use crate::terraform::values::operators;
use crate::value::{Depth, Kind, Value, ValueType, each_choice};
use smol_str::SmolStr;
use std::sync::Arc;

/// How far a question is followed through names.
const MAX_HOPS: usize = 64;

/// How many sets of answers to its parts a condition is put together of; one with more is asked as a whole.
const MAX_PARTS: usize = 16;

/// The longest question that is shown.
const MAX_QUESTION: usize = 100;

impl<'a> Evaluator<'a> {
    /// What a condition comes to.
    pub(in crate::terraform) fn decide(&self, condition: &Expr, scope: &Scope<'_, 'a>) -> ConditionResult {
        match self.decide_within(condition, scope, MAX_HOPS) {
            ConditionResult::Split(value) => {
                let value = self.asked_where_unknown(&scope.decided(value), condition, scope);
                known(&value).unwrap_or(ConditionResult::Split(value))
            }
            ConditionResult::Open { condition, negated } => match scope.given.and_then(|given| given.answer(&condition)) {
                Some(answer) => ConditionResult::Known((answer == "true") != negated),
                None => ConditionResult::Open { condition, negated },
            },
            other => other,
        }
    }

    /// What is known under some answers only, with the question what it is under the others.
    fn asked_where_unknown(&self, value: &Value, condition: &Expr, scope: &Scope<'_, 'a>) -> Value {
        value.distribute(&mut |leaf| match &leaf.kind {
            Kind::Unknown(hole) if !is_failed(leaf) => match self.question(condition, scope) {
                ConditionResult::Open { mut condition, .. } => {
                    condition.id = SmolStr::from(format!("{} of {}", condition.id, hole.kind));
                    // Each unit of Terragrunt gives its own.
                    if let Some(call) = self.read_from_environment(hole) {
                        condition.about = call.into();
                    }
                    let branches = [true, false].map(|answer| (SmolStr::from(answer.to_string()), Value::bool(answer, leaf.span)));
                    Value::alternatives(condition, branches.to_vec(), leaf.span)
                }
                ConditionResult::Known(_) | ConditionResult::Split(_) | ConditionResult::Failed(_) => leaf.clone(),
            },
            _ => leaf.clone(),
        })
    }

    fn decide_within(&self, condition: &Expr, scope: &Scope<'_, 'a>, hops: usize) -> ConditionResult {
        match &condition.kind {
            ExprKind::Not(inner) if hops > 0 => not(self.decide_within(inner, scope, hops - 1)),
            ExprKind::Binary(binary) if hops > 0 && matches!(binary.operator, ExpressionOperator::And | ExpressionOperator::Or) => {
                self.decide_both(binary, condition, scope, hops - 1)
            }
            _ => {
                let value = self.eval(condition, scope);
                let decided = known(&value).or_else(|| self.decided_by_answers(&value).map(ConditionResult::Split));
                decided.unwrap_or_else(|| match &condition.kind {
                    ExprKind::Binary(binary) if hops > 0 => self.compared(binary, condition, scope, hops - 1),
                    _ => self.ask(condition, scope, hops),
                })
            }
        }
    }

    fn decide_both(&self, binary: &Binary, whole: &Expr, scope: &Scope<'_, 'a>, hops: usize) -> ConditionResult {
        let absorbing = binary.operator == ExpressionOperator::Or;
        let left = self.decide_within(&binary.left, scope, hops);
        if let ConditionResult::Known(answer) = left {
            if answer != absorbing {
                return self.decide_within(&binary.right, scope, hops);
            }
            let value = self.absorbed(answer, &binary.right, whole.span, scope);
            return known(&value).unwrap_or_else(|| self.question(whole, scope));
        }
        match self.decide_within(&binary.right, scope, hops) {
            ConditionResult::Known(answer) if !matches!(left, ConditionResult::Failed(_)) && answer == absorbing => {
                ConditionResult::Known(answer)
            }
            ConditionResult::Known(_) if !matches!(left, ConditionResult::Failed(_)) => left,
            right => {
                let parts = self.answer_of(left, &binary.left, scope).zip(self.answer_of(right, &binary.right, scope));
                let made = parts.and_then(|(left, right)| self.made_of_answers(binary.operator, left, right, whole.span));
                made.unwrap_or_else(|| {
                    let value = self.eval(whole, scope);
                    known(&value).unwrap_or_else(|| self.question(whole, scope))
                })
            }
        }
    }

    /// What a part of a condition answers under each answer to what is open about it; nothing if it cannot be evaluated.
    fn answer_of(&self, part: ConditionResult, expr: &Expr, scope: &Scope<'_, 'a>) -> Option<Value> {
        let value = match part {
            ConditionResult::Failed(_) => return None,
            ConditionResult::Split(value) => self.asked_where_unknown(&value, expr, scope),
            decided => self.choose(&decided, expr.span, &mut |answer| Value::bool(answer, expr.span)),
        };
        let mut is_answered = true;
        let _ = value.distribute(&mut |leaf| {
            is_answered &= operators::bool_of(leaf).is_some();
            leaf.clone()
        });
        is_answered.then_some(value)
    }

    /// `A && B` under each answer to A and to B: it is no question of its own, so that what hangs on it and on A goes together. Nothing where
    /// there are too many.
    fn made_of_answers(&self, operator: ExpressionOperator, left: Value, right: Value, span: Span) -> Option<ConditionResult> {
        let mut answers = 0;
        let both = each_choice(&[left, right], Depth::Top, span, &mut |_, parts| {
            answers += 1;
            match parts {
                [left, right] => operators::binary(operator, left, right, span),
                _ => Value::null(span),
            }
        });
        let both = both.ok().filter(|_| answers <= MAX_PARTS && self.spend(answers))?;
        known(&both)
    }

    /// What an open comparison asks: `a != b` and `b == a` ask the same as `a == b`, and a truth value that is compared with one asks what it asks itself.
    fn compared(&self, binary: &Binary, condition: &Expr, scope: &Scope<'_, 'a>, hops: usize) -> ConditionResult {
        use ExpressionOperator::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let is_turned = is_literal(&binary.left) && !is_literal(&binary.right);
        let (left, right) = if is_turned { (&binary.right, &binary.left) } else { (&binary.left, &binary.right) };
        let operator = match binary.operator {
            Less if is_turned => Greater,
            Greater if is_turned => Less,
            LessEqual if is_turned => GreaterEqual,
            GreaterEqual if is_turned => LessEqual,
            operator => operator,
        };
        let (sign, is_negated) = match operator {
            Equal => ("==", false),
            NotEqual => ("==", true),
            Less => ("<", false),
            GreaterEqual => ("<", true),
            Greater => (">", false),
            LessEqual => (">", true),
            _ => return self.question(condition, scope),
        };
        let is_truth = || self.with_quiet(true, || self.eval(left, scope)).value_type() == ValueType::Bool;
        let (asked, is_negated) = match right.kind {
            ExprKind::Bool(answer) if sign == "==" && is_truth() => (self.decide_within(left, scope, hops), is_negated == answer),
            _ => {
                let (open, known) = (self.meant(left, scope), self.meant(right, scope));
                let (open, sign, known) = match open.about.is_empty() && !known.about.is_empty() {
                    true => (known, turned(sign), open),
                    false => (open, sign, known),
                };
                if sign == "==" && known.words == "null" && self.is_never_null(&open, scope) {
                    return ConditionResult::Known(is_negated);
                }
                let emptiness = if open.is_length { asks_for_emptiness(sign, &known.words) } else { None };
                (compared_with(open, sign, &known, emptiness.is_some()), is_negated != (emptiness == Some(false)))
            }
        };
        if is_negated { not(asked) } else { asked }
    }

    /// Whether it is a variable of the root that Terraform lets nobody set to null:
    /// <https://developer.hashicorp.com/terraform/language/block/variable#nullable>
    fn is_never_null(&self, open: &OpenMeaning, scope: &Scope<'_, 'a>) -> bool {
        let mut root = scope.instance;
        while let Some((caller, _)) = &root.caller {
            root = caller;
        }
        let declared =
            open.source.strip_prefix("var.").filter(|_| has_to_be_given(open)).and_then(|name| root.directory.variables.get(name));
        declared
            .and_then(|block| block.body.attribute("nullable"))
            .is_some_and(|nullable| matches!(nullable.value.kind, ExprKind::Bool(false)))
    }

    /// The decision behind a condition that is not known: that of the expression which the name stands for.
    fn ask(&self, condition: &Expr, scope: &Scope<'_, 'a>, hops: usize) -> ConditionResult {
        let ExprKind::Traversal(traversal) = &condition.kind else { return self.question(condition, scope) };
        let (ExprKind::Variable(root), [step]) = (&traversal.root.kind, traversal.steps.as_slice()) else {
            return self.question(condition, scope);
        };
        let StepKind::Attr(name) = &step.kind else { return self.question(condition, scope) };
        if hops == 0 || scope.binding(root).is_some() {
            return self.question(condition, scope);
        }
        match root.as_str() {
            "local" => match scope.instance.directory.local(name) {
                Some(defined) => self.decide_within(defined, &Scope::new(scope.instance, &Each::Single), hops - 1),
                None => self.question(condition, scope),
            },
            "var" => match &scope.instance.caller {
                Some((caller, call)) => match call.body.attribute(name) {
                    Some(argument) => self.decide_within(&argument.value, &Scope::new(caller, &scope.instance.each), hops - 1),
                    None => self.question(condition, scope),
                },
                None => self.question(condition, scope),
            },
            _ => self.question(condition, scope),
        }
    }

    /// The decision that a condition names, by what it is about.
    pub(in crate::terraform) fn question(&self, condition: &Expr, scope: &Scope<'_, 'a>) -> ConditionResult {
        let meant = self.meant_where_open(condition, scope);
        self.asked_as_truth(&meant.only_about(), &meant.id());
        let compared = match few::asked_by(condition) {
            FewSay::NotKnown => None,
            few => Some(Arc::new(ComparedValue { subject: meant.id(), with: ComparedWith::Nothing, few })),
        };
        match asked_about(&meant) {
            ConditionResult::Open { condition, negated } => {
                ConditionResult::Open { condition: OpenCondition { compared, ..condition }, negated }
            }
            other => other,
        }
    }

    /// The question whether a collection has members.
    pub(in crate::terraform) fn has_members(&self, collection: &Expr, scope: &Scope<'_, 'a>) -> OpenCondition {
        let meant = self.meant(collection, scope);
        let asked = OpenMeaning { words: format!("{} has members", meant.words), ..meant.clone() };
        let few = match few::emptiness(&meant.source, &|words| meant.about.len() == 1 && meant.about.contains(words)) {
            FewSay::Yes => FewSay::No,
            FewSay::No => FewSay::Yes,
            other => other,
        };
        let with = ComparedWith::AllBut(SmolStr::new_static("0"));
        let compared = ComparedValue { subject: meant.number_of_members(), with, few };
        let text = format!("condition `{} has members`", shown(&meant.words));
        OpenCondition { about: meant.only_about(), compared: Some(Arc::new(compared)), ..OpenCondition::new(asked.id(), text) }
    }

    /// The questions whether there is anything for which a repetition would be made, where it is not known for what it is: under which answers there is nothing,
    /// and under which there is something.
    pub(super) fn nothing_repeated(&self, written: &Expr, is_count: bool, scope: &Scope<'_, 'a>) -> (Vec<Assignment>, Option<Assignment>) {
        let written = self.as_many_as(written, scope);
        let meant = self.meant(written, scope);
        if meant.about.is_empty() {
            return (vec![], None);
        }
        let answered = |condition: &OpenCondition, answer| Assignment::of(condition.clone(), SmolStr::new_static(answer));
        let none = OpenMeaning { words: "0".to_owned(), ..OpenMeaning::default() };
        let is_members = !is_count || meant.is_length;
        let empty = match compared_with(meant, "==", &none, is_members) {
            ConditionResult::Open { condition, .. } => Some(condition),
            _ => None,
        };
        let members = (!is_count).then(|| self.has_members(written, scope));
        let nothing = empty.iter().map(|empty| answered(empty, "true")).chain(members.iter().map(|members| answered(members, "false")));
        let something = members.as_ref().map(|members| answered(members, "true"));
        (nothing.collect(), something.or(empty.map(|empty| answered(&empty, "false"))))
    }

    /// What there are as many of as of what is written: that which a `for` without a condition goes through, and that for which a resource is repeated.
    fn as_many_as<'e>(&self, written: &'e Expr, scope: &Scope<'_, 'a>) -> &'e Expr
    where
        'a: 'e,
    {
        let mut expr = written;
        for _ in 0..MAX_HOPS {
            expr = match &expr.kind {
                ExprKind::For(each) if each.condition.is_none() && !each.grouping => &each.collection,
                ExprKind::Traversal(traversal) => match (&traversal.root.kind, traversal.steps.as_slice()) {
                    (ExprKind::Variable(kind), [TraversalStep { kind: StepKind::Attr(name), .. }]) => {
                        let directory = scope.instance.directory;
                        let block = directory.resource(Mode::Managed, kind, name).and_then(|place| directory.resources.get(place));
                        match block.and_then(|block| block.body.attribute("for_each")) {
                            Some(each) => &each.value,
                            None => return expr,
                        }
                    }
                    _ => return expr,
                },
                _ => return expr,
            };
        }
        expr
    }

    /// An expression as written, on one line and without comments.
    pub(super) fn on_one_line(&self, span: Span) -> String {
        let text = without_comments(self.workspace.slice(span));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        without_parentheses(&text).to_owned()
    }
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Constant(_) => true,
        ExprKind::Template(template) => template.parts.iter().all(|part| matches!(part, TemplatePart::Literal(..) | TemplatePart::Text(_))),
        _ => false,
    }
}

/// Whether it is the same to ask that of a number of members as whether there are none, or as whether there are some.
fn asks_for_emptiness(sign: &str, number: &str) -> Option<bool> {
    match (sign, number) {
        ("==", "0") | ("<", "1") => Some(true),
        (">", "0") => Some(false),
        _ => None,
    }
}

/// The sign where left and right change their places.
fn turned(sign: &'static str) -> &'static str {
    match sign {
        "<" => ">",
        ">" => "<",
        other => other,
    }
}

/// The question whether something is, is below or is above something else, or whether it `is_emptiness`.
fn compared_with(mut open: OpenMeaning, sign: &str, known: &OpenMeaning, is_emptiness: bool) -> ConditionResult {
    let number = || known.words.parse().ok();
    let with = match sign {
        _ if is_emptiness => Some(ComparedWith::Value(SmolStr::new_static("0"))),
        _ if !known.about.is_empty() || open.about.is_empty() => None,
        "<" => number().map(ComparedWith::Below),
        ">" => number().map(ComparedWith::Above),
        _ => Some(ComparedWith::Value(known.words.as_str().into())),
    };
    let subject = if is_emptiness { open.number_of_members() } else { open.id() };
    let few = few::asked_of(&open, sign, &known.words, is_emptiness);
    // Whoever has to give a value is expected to give one.
    let is_nothing = sign == "==" && ["null", r#""""#].contains(&known.words.as_str()) && has_to_be_given(&open);
    open.words = if is_emptiness { format!("length({}) == 0", open.source) } else { format!("{} {sign} {}", open.words, known.words) };
    open.with_part(known);
    match asked_about(&open) {
        ConditionResult::Open { condition, negated } => {
            let with = with.or((few != FewSay::NotKnown).then_some(ComparedWith::Nothing));
            let compared = with.map(|with| Arc::new(ComparedValue { subject, with, few }));
            let condition = OpenCondition { compared, ..condition };
            let condition = if is_nothing { condition.about_an_empty_input("false") } else { condition };
            ConditionResult::Open { condition, negated }
        }
        other => other,
    }
}

/// Whether it is a variable of the root: one with a default is not open.
fn has_to_be_given(open: &OpenMeaning) -> bool {
    let is_name = |name: &str| name.chars().all(|char| char.is_alphanumeric() || ['_', '-'].contains(&char));
    open.about.len() == 1 && open.about.contains(open.source.as_str()) && open.source.strip_prefix("var.").is_some_and(is_name)
}

/// A question about what an expression means.
fn asked_about(meant: &OpenMeaning) -> ConditionResult {
    let members: Vec<&str> = meant.members.iter().map(String::as_str).collect();
    let of = if members.is_empty() { String::new() } else { format!(" ({})", members.join(", ")) };
    let condition = OpenCondition::new(meant.id(), format!("condition `{}`{of}", shown(&meant.words)));
    let condition = OpenCondition { about: meant.only_about(), ..condition };
    ConditionResult::Open { condition, negated: false }
}

/// A question that is not too long to be shown.
fn shown(words: &str) -> String {
    let text = call_for_people(without_parentheses(words));
    match text.char_indices().nth(MAX_QUESTION) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// An expression without the parentheses around all of it.
fn without_parentheses(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return text };
    let (mut open, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    for char in inner.chars() {
        match char {
            '"' if !is_escaped => is_quoted = !is_quoted,
            '(' if !is_quoted => open += 1,
            ')' if !is_quoted && open == 0 => return text,
            ')' if !is_quoted => open -= 1,
            _ => {}
        }
        is_escaped = char == '\\' && !is_escaped;
    }
    without_parentheses(inner.trim())
}

/// An expression without its comments; what looks like one inside quotes is none.
fn without_comments(text: &str) -> String {
    let mut result = String::new();
    let mut is_quoted = false;
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let comment_end = match rest {
            _ if is_quoted => None,
            _ if rest.starts_with('#') || rest.starts_with("//") => Some("\n"),
            _ if rest.starts_with("/*") => Some("*/"),
            _ => None,
        };
        let length = match (comment_end, is_quoted && char == '\\') {
            (Some(end), _) => rest.find(end).map_or(rest.len(), |at| at + end.len()),
            (None, true) => char.len_utf8() + rest.chars().nth(1).map_or(0, char::len_utf8),
            (None, false) => char.len_utf8(),
        };
        is_quoted ^= comment_end.is_none() && char == '"';
        let (taken, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        result.push_str(if comment_end.is_some() { " " } else { taken });
        rest = behind;
    }
    result
}

fn known(value: &Value) -> Option<ConditionResult> {
    match &value.kind {
        Kind::Bool(answer) => Some(ConditionResult::Known(*answer)),
        Kind::Text(text) if text.known().and_then(operators::truth).is_some() => operators::bool_of(value).map(ConditionResult::Known),
        Kind::Text(text) if text.known().is_none() && text.literal().chars().all(|char| "truefals10".contains(char)) => None,
        Kind::Alternatives(_) => Some(ConditionResult::Split(value.clone())),
        Kind::Unknown(_) if reason(value).is_some() || operators::is_before_1_12(value) || functions::is_left_open(value) => {
            Some(ConditionResult::Failed(value.clone()))
        }
        Kind::Unknown(_) if matches!(value.value_type(), ValueType::Any | ValueType::Bool | ValueType::Text) => None,
        _ => Some(ConditionResult::Failed(failed("the condition is neither true nor false", value.span))),
    }
}

fn not(predicate: ConditionResult) -> ConditionResult {
    match predicate {
        ConditionResult::Known(answer) => ConditionResult::Known(!answer),
        ConditionResult::Open { condition, negated } => ConditionResult::Open { condition, negated: !negated },
        ConditionResult::Split(value) => ConditionResult::Split(value.distribute(&mut |leaf| operators::not(Some(leaf), leaf.span))),
        ConditionResult::Failed(value) => ConditionResult::Failed(value),
    }
}
