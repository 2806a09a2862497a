//! Conditions: decided where the template says enough, otherwise kept open as decisions that all their uses share.

use super::alternatives::{holding, lift, pick};
use super::constraints::Constraints;
use super::intrinsics::malformed;
use super::stack::{Answered, Stack};
use crate::condition::{ANOTHER, Assignment, EMPTY, GIVEN, OpenCondition, Presence};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::problem::Problem;
use crate::source::Span;
use crate::value::{Entry, Kind, Value};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// What a condition may come to while it is put together from others, and in the end: one of more answers is asked as a whole, since all that it decides is
/// judged under each.
const MAX_BRANCHES: usize = 1 << 14;
const MAX_ANSWERS: usize = 32;

/// Whether something with a `Condition` exists.
pub(super) enum Existence {
    Never,
    /// Where it is there; what is inside is as one of the second ones has it, if there are any.
    Under(Presence, Vec<Assignment>),
}

impl Stack<'_> {
    /// `Fn::If`.
    pub(super) fn choose(&self, arguments: &Value, span: Span) -> Value {
        let Some([condition, yes, no]) = arguments.as_list() else { return malformed(self, "Fn::If", span) };
        let Some(name) = self.name(condition) else { return malformed(self, "Fn::If", span) };
        let decided = self.condition(&name.to_smolstr(), condition.span);
        match decided.kind {
            Kind::Bool(true) => self.evaluate(yes),
            Kind::Bool(false) => self.evaluate(no),
            _ => {
                let [yes, no] = self.given_answers(&decided, || [yes, no].map(|branch| self.evaluate(branch)));
                pick(&decided, &yes, &no, span)
            }
        }
    }

    /// What a named condition comes to: a bool, or alternatives of bools.
    pub(super) fn condition(&self, name: &SmolStr, span: Span) -> Value {
        let mut state = self.state.borrow_mut();
        if let Some(known) = state.decided.get(name) {
            return known.clone();
        }
        if let Some(first) = state.deciding.iter().position(|(other, _)| other == name) {
            state.deciding.iter_mut().skip(first).for_each(|(_, cyclic)| *cyclic = true);
            return self.undecided(name, span);
        }
        let Some(entry) = self.conditions.get(name) else {
            drop(state);
            self.report(Problem::unsupported(span, &format!("condition `{name}`, which is not declared")));
            self.refuse(format_smolstr!("CloudFormation refuses the template: condition `{name}` is not declared"));
            return self.undecided(name, span);
        };
        state.deciding.push((name.clone(), false));
        drop(state);
        let value = self.with_answers(Answered::Everything, || self.truth(&entry.value, 0));
        let mut state = self.state.borrow_mut();
        let cyclic = state.deciding.pop().is_some_and(|(_, cyclic)| cyclic);
        if cyclic {
            state.problems.push(Problem::cycle(entry.key_span, name));
            state.refused.get_or_insert(format_smolstr!("CloudFormation refuses the template: condition `{name}` refers to itself"));
        }
        let value = if cyclic { self.undecided(name, entry.key_span) } else { self.settled(&value, name) };
        state.decided.insert(name.clone(), value.clone());
        value
    }

    pub(super) fn refuse(&self, why: SmolStr) {
        self.state.borrow_mut().refused.get_or_insert(why);
    }

    /// A condition of which nothing is known: both answers are possible.
    fn undecided(&self, name: &str, span: Span) -> Value {
        let prefix = &self.position.prefix;
        either(OpenCondition::new(format_smolstr!("condition {prefix}{name}"), format_smolstr!("condition `{prefix}{name}`")), span)
    }

    /// Replaces what is unknown in a condition by the open question whether the condition as a whole holds.
    fn settled(&self, value: &Value, name: &str) -> Value {
        value.distribute(&mut |leaf| if matches!(leaf.kind, Kind::Bool(_)) { leaf.clone() } else { self.undecided(name, leaf.span) })
    }

    /// What the expression of a condition comes to; unknown where it is not understood.
    fn truth(&self, raw: &Value, depth: usize) -> Value {
        let span = raw.span;
        let unknown = || Value::unknown(WhyCode::UnsupportedSyntax, "the condition is not understood", span);
        let Some([only]) = raw.as_map().map(|map| map.entries.as_slice()) else {
            return if matches!(raw.kind, Kind::Bool(_)) { raw.clone() } else { unknown() };
        };
        // CloudFormation nests at most ten conditions in one.
        if depth > 50 {
            self.report(Problem::limit_reached(span, "conditions nest deeper than 50"));
            return unknown();
        }
        let operands = only.value.as_list().unwrap_or(std::slice::from_ref(&only.value));
        let operand = |raw: &Value| self.truth(raw, depth + 1);
        match only.key.as_str() {
            "Condition" => match self.name(&only.value) {
                Some(name) => self.condition(&name.to_smolstr(), only.value.span),
                None => unknown(),
            },
            "Fn::Equals" => match operands {
                [left, right] => self.equality(left, right, span),
                _ => unknown(),
            },
            "Fn::Contains" => match operands {
                [Value { kind: Kind::List(items), .. }, value] => {
                    self.connect(items.iter().map(|item| self.equality(item, value, span)).collect(), span, true)
                }
                _ => unknown(),
            },
            "Fn::And" => self.connect(operands.iter().map(operand).collect(), span, false),
            "Fn::Or" => self.connect(operands.iter().map(operand).collect(), span, true),
            "Fn::Not" => match operands {
                [only] => operand(only).distribute(&mut |leaf| match leaf.kind {
                    Kind::Bool(value) => Value::bool(!value, span),
                    _ => leaf.clone(),
                }),
                _ => unknown(),
            },
            _ => self.truth_of_value(raw),
        }
    }

    /// `Ref` of a parameter that is `true` or `false`, and the like.
    fn truth_of_value(&self, raw: &Value) -> Value {
        self.evaluate(raw).distribute(&mut |leaf| match leaf.to_text().as_ref().and_then(Text::known) {
            Some("true") => Value::bool(true, raw.span),
            Some("false") => Value::bool(false, raw.span),
            _ => Value::unknown(WhyCode::UnsupportedSyntax, "the condition is not understood", raw.span),
        })
    }

    /// Whether the condition of a rule holds: its assertions count only then.
    pub(super) fn rule_applies(&self, rule: &Value) -> Value {
        let always = || Value::bool(true, rule.span);
        rule.get("RuleCondition").map_or_else(always, |condition| self.with_answers(Answered::Everything, || self.truth(condition, 0)))
    }

    /// And (`strong` is false) or Or (`strong` is true): one strong operand decides.
    fn connect(&self, operands: Vec<Value>, span: Span, strong: bool) -> Value {
        let too_many = || Value::unknown(WhyCode::Limit, "too many undecided conditions in one", span);
        let mut result = Value::bool(!strong, span);
        for operand in operands {
            if branches(&result) * branches(&operand) > MAX_BRANCHES {
                return too_many();
            }
            // Where a strong one decides, the others are not asked.
            result = result.distribute(&mut |known| match known.kind {
                Kind::Bool(decided) if decided == strong => known.clone(),
                Kind::Bool(_) => operand.clone(),
                _ => operand.distribute(&mut |other| if other.kind == Kind::Bool(strong) { other.clone() } else { known.clone() }),
            });
        }
        if branches(&result) > MAX_ANSWERS { too_many() } else { result }
    }

    fn equality(&self, left: &Value, right: &Value, span: Span) -> Value {
        if let Some(open) = suffix_of_partition(left, right, span).or_else(|| suffix_of_partition(right, left, span)) {
            return open;
        }
        let values = [self.evaluate(left), self.evaluate(right)];
        let [first, second] = &values;
        if let Some(value) = self.compared(left, second, span).or_else(|| self.compared(right, first, span)) {
            return value;
        }
        lift(&values, span, &|values| {
            let [left, right] = values else { return Value::null(span) };
            let (Some(left), Some(right)) = (left.to_text(), right.to_text()) else {
                let known = left.first_unknown().is_none() && right.first_unknown().is_none();
                return if known {
                    Value::bool(left.to_json() == right.to_json(), span)
                } else {
                    super::intrinsics::unknown_by("Fn::Equals", left, span)
                };
            };
            match self.is_another(&left, &right).or_else(|| same_text(&left, &right)) {
                Some(same) => Value::bool(same, span),
                None => {
                    if let Some(open) = self.equals_hole(&left, &right, span) {
                        return open;
                    }
                    let (left, right) = (left.to_string(), right.to_string());
                    let (left, right) = if left <= right { (left, right) } else { (right, left) };
                    let prefix = &self.position.prefix;
                    let id = format_smolstr!("equality {prefix}{left} = {right}");
                    let text = match left.is_empty() {
                        true => format_smolstr!("the equality of `{right}` and the empty text"),
                        false => format_smolstr!("the equality of `{left}` and `{right}`"),
                    };
                    either(OpenCondition::new(id, text), span)
                }
            }
        })
    }

    /// A parameter of any value against a literal: open between all literals that the template compares it with.
    fn compared(&self, raw: &Value, literal: &Value, span: Span) -> Option<Value> {
        let Kind::Alternatives(open) = &self.open_parameters.get(raw.get("Ref")?.as_str()?)?.kind else { return None };
        let literal = literal.to_text()?;
        let literal = label(&SmolStr::new(literal.known()?));
        open.branches.iter().find(|(answer, _)| *answer == literal)?;
        let branches = open.branches.iter().map(|(answer, _)| (answer.clone(), Value::bool(*answer == literal, span))).collect();
        Some(Value::alternatives(open.condition.clone(), branches, span))
    }

    /// No, where one text is the value of a parameter that has none of the values that the template names, and the other is one of these.
    fn is_another(&self, left: &Text, right: &Text) -> Option<bool> {
        let (text, known) = left.known().map_or_else(|| Some((left, right.known()?)), |known| Some((right, known)))?;
        let [only] = text.holes() else { return None };
        let HoleKind::Input { name } = &only.hole.kind else { return None };
        let name = name.strip_prefix(self.position.prefix.as_str())?;
        let declared = self.template.section("Parameters").iter().find(|entry| entry.key == name)?;
        if self.input(declared).to_text()?.literal() != text.literal() {
            return None;
        }
        let is_tried = self.open_parameters.get(name).is_some_and(|open| has_branch(open, &label(&SmolStr::new(known))));
        (is_tried || !Constraints::of(&declared.value).admit(known)).then_some(false)
    }

    /// A text that is one hole against a literal: the question what the hole stands for, which mappings ask as well.
    fn equals_hole(&self, left: &Text, right: &Text, span: Span) -> Option<Value> {
        let (text, literal) = left.known().map_or_else(|| Some((left, right.known()?)), |known| Some((right, known)))?;
        let question = self.hole_question(text)?;
        if let Some(accounts) = self.own_accounts(text) {
            let branches = accounts.iter().map(|account| (account.clone(), Value::bool(account == literal, span)));
            return Some(Value::alternatives(question, branches.collect(), span));
        }
        let branches = vec![(label(&SmolStr::new(literal)), Value::bool(true, span)), (ANOTHER.into(), Value::bool(false, span))];
        Some(Value::alternatives(question, branches, span))
    }

    /// The question what a text stands for that is one hole which means the same wherever it stands.
    pub(super) fn hole_question(&self, text: &Text) -> Option<OpenCondition> {
        let [only] = text.holes() else { return None };
        let told = match only.hole.kind {
            HoleKind::OwnAccount => "the account",
            HoleKind::Region => "the Region",
            HoleKind::Partition => PARTITION,
            _ => return None,
        };
        text.literal().is_empty().then(|| OpenCondition::new(told, told))
    }

    /// The accounts that a text may stand for that is the own account; nothing where these are not known.
    pub(super) fn own_accounts(&self, text: &Text) -> Option<&[SmolStr]> {
        let is_account = matches!(text.holes(), [only] if only.hole.kind == HoleKind::OwnAccount) && text.literal().is_empty();
        let told = self.position.provider.accounts.as_slice();
        let known = if told.is_empty() { self.project.own_accounts } else { told };
        Some(known).filter(|known| is_account && !known.is_empty())
    }

    /// The question which value a parameter has.
    pub(super) fn parameter_decision(&self, name: &str) -> OpenCondition {
        let prefix = &self.position.prefix;
        let declared = self.template.section("Parameters").iter().find(|entry| entry.key == name);
        // What is passed to a nested stack takes the place of the default, known or not.
        let is_passed = self.parameters.get(name).is_some_and(|value| matches!(value.kind, Kind::Unknown(_)));
        let default = declared.filter(|_| !is_passed).and_then(|entry| entry.value.get("Default")?.to_text());
        let usual = default.as_ref().and_then(Text::known).map(|known| label(&SmolStr::new(known)));
        // Nobody is asked for a value to give none.
        let is_open = |entry: &Entry| self.parameters.get(name).is_none_or(|value| value.kind == self.input(entry).kind);
        let has_to_be_given =
            || declared.is_some_and(|entry| entry.value.get("Default").is_none() && is_open(entry)) && self.position.is_root;
        let question = OpenCondition::new(format_smolstr!("parameter {prefix}{name}"), format_smolstr!("parameter `{prefix}{name}`"));
        match usual {
            Some(usual) => OpenCondition { usual, ..question },
            None if has_to_be_given() => question.about_an_empty_input(GIVEN),
            None => question,
        }
    }

    /// The literals that conditions compare parameters with, up to a number that can be tried out.
    pub(super) fn compared_parameters(&self) -> FxHashMap<SmolStr, Vec<SmolStr>> {
        self.compared_with_literals(&self.conditions.entries, &|value| value.get("Ref")?.as_str())
    }

    /// The literals that conditions compare the members of parameters with, joined by commas.
    pub(super) fn compared_lists(&self) -> FxHashMap<SmolStr, Vec<SmolStr>> {
        self.compared_with_literals(self.template.section("Conditions"), &|value| match value.get("Fn::Join")?.as_list()? {
            [between, list] if between.as_str() == Some(",") => list.get("Ref")?.as_str(),
            _ => None,
        })
    }

    fn compared_with_literals(&self, conditions: &[Entry], parameter: &dyn Fn(&Value) -> Option<&str>) -> FxHashMap<SmolStr, Vec<SmolStr>> {
        fn collect(value: &Value, parameter: &dyn Fn(&Value) -> Option<&str>, into: &mut FxHashMap<SmolStr, Vec<SmolStr>>) {
            match &value.kind {
                Kind::List(items) => items.iter().for_each(|item| collect(item, parameter, into)),
                Kind::Map(map) => {
                    for entry in &map.entries {
                        if let (Some([left, right]), "Fn::Equals") = (entry.value.as_list(), entry.key.as_str()) {
                            for (name, literal) in [(left, right), (right, left)] {
                                let literal = literal.to_text().and_then(|text| text.known().map(SmolStr::new));
                                if let (Some(name), Some(literal)) = (parameter(name), literal) {
                                    into.entry(name.into()).or_default().push(literal);
                                }
                            }
                        }
                        collect(&entry.value, parameter, into);
                    }
                }
                _ => {}
            }
        }
        let mut found = FxHashMap::default();
        conditions.iter().for_each(|entry| collect(&entry.value, parameter, &mut found));
        let of_rules = self.template.section("Rules").iter().filter_map(|rule| rule.value.get("RuleCondition"));
        of_rules.for_each(|condition| collect(condition, parameter, &mut found));
        for literals in found.values_mut() {
            literals.sort();
            literals.dedup();
        }
        found.retain(|_, literals| literals.len() <= super::MAX_ALTERNATIVES);
        found
    }

    /// Whether something with this `Condition` exists.
    pub(super) fn existence(&self, condition: Option<&Value>) -> Existence {
        let Some(condition) = condition else { return Existence::Under(Presence::default(), vec![]) };
        let Some(name) = self.name(condition) else { return Existence::Under(Presence::default(), vec![]) };
        let name = name.to_smolstr();
        let value = self.condition(&name, condition.span);
        match value.kind {
            Kind::Bool(true) => Existence::Under(Presence::default(), vec![]),
            Kind::Bool(false) => Existence::Never,
            _ => self.open_existence(&value, &name),
        }
    }

    fn open_existence(&self, value: &Value, name: &str) -> Existence {
        let named = Presence::only_under(self.named_answer(name));
        let Some((all, holding)) = holding(value) else { return Existence::Under(named, vec![]) };
        match holding.as_slice() {
            [] => Existence::Never,
            [only] => Existence::Under(Presence::only_under(only.clone()), holding),
            _ => {
                let presence = Presence::of(&all.iter().collect::<Vec<_>>(), &holding.iter().collect::<Vec<_>>());
                Existence::Under(Presence { when: named.when, ..presence }, holding)
            }
        }
    }

    fn named_answer(&self, name: &str) -> Assignment {
        let prefix = &self.position.prefix;
        let condition = OpenCondition::new(format_smolstr!("condition {prefix}{name}"), format_smolstr!("condition `{prefix}{name}`"));
        Assignment::of(condition, SmolStr::new_static("true"))
    }
}

const PARTITION: &str = "the partition";

/// Names in China end otherwise than elsewhere: which end is compared is the question in which partition it is deployed.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
fn suffix_of_partition(raw: &Value, literal: &Value, span: Span) -> Option<Value> {
    let is_suffix = raw.get("Ref").and_then(Value::as_str) == Some("AWS::URLSuffix");
    let of_china = match literal.as_str().filter(|_| is_suffix)? {
        "amazonaws.com.cn" => true,
        "amazonaws.com" => false,
        _ => return None,
    };
    let branches = [("aws-cn", of_china), (ANOTHER, !of_china)].map(|(answer, holds)| (answer.into(), Value::bool(holds, span)));
    Some(Value::alternatives(OpenCondition::new(PARTITION, PARTITION), branches.to_vec(), span))
}

/// The answer that stands for a literal.
pub(super) fn label(literal: &SmolStr) -> SmolStr {
    if literal.is_empty() { SmolStr::new_static(EMPTY) } else { literal.clone() }
}

/// Whether a value has a branch for this answer to any question.
fn has_branch(value: &Value, answer: &SmolStr) -> bool {
    let Kind::Alternatives(open) = &value.kind else { return false };
    open.branches.iter().any(|(known, branch)| known == answer || has_branch(branch, answer))
}

fn either(condition: OpenCondition, span: Span) -> Value {
    Value::alternatives(condition, vec![("true".into(), Value::bool(true, span)), ("false".into(), Value::bool(false, span))], span)
}

/// Whether two texts are the same; nothing if what fills their holes decides.
fn same_text(left: &Text, right: &Text) -> Option<bool> {
    match (left.known(), right.known()) {
        (Some(left), Some(right)) => Some(left == right),
        (Some(known), None) => could_be(right, known),
        (None, Some(known)) => could_be(left, known),
        (None, None) => {
            let vague = |text: &Text| text.holes().iter().any(|hole| matches!(hole.hole.kind, HoleKind::Unknown(_)));
            let kinds = |text: &Text| text.holes().iter().map(|hole| (hole.at, hole.hole.kind.clone())).collect::<Vec<_>>();
            (!vague(left) && left.literal() == right.literal() && kinds(left) == kinds(right)).then_some(true)
        }
    }
}

/// Nothing where a text may be this one; no where the places or the kinds of its holes tell that it is not.
fn could_be(text: &Text, known: &str) -> Option<bool> {
    let literal = text.literal();
    if known.is_empty() && text.holes().iter().any(|hole| is_never_empty(&hole.hole.kind)) {
        return Some(false);
    }
    if let ([only], true) = (text.holes(), literal.is_empty())
        && only.hole.cannot_be(known)
    {
        return Some(false);
    }
    let first = text.holes().first().map_or(0, |hole| hole.at as usize);
    let last = text.holes().last().map_or(0, |hole| hole.at as usize);
    let fits = known.starts_with(literal.get(..first)?) && known.ends_with(literal.get(last..)?) && known.len() >= literal.len();
    if fits { None } else { Some(false) }
}

/// Whether a hole stands for what is never the empty text: what AWS gives every account, Region and resource.
fn is_never_empty(kind: &HoleKind) -> bool {
    match kind {
        HoleKind::OwnAccount | HoleKind::Region | HoleKind::Partition | HoleKind::OwnOrg => true,
        HoleKind::Attribute { name, .. } => {
            !name.starts_with("Outputs.") && (name == "Ref" || name.ends_with("Id") || name.ends_with("Arn"))
        }
        HoleKind::Input { .. } | HoleKind::Encoded { .. } | HoleKind::Unknown(_) => false,
    }
}

/// How many branches there are in the alternatives of a condition.
fn branches(value: &Value) -> usize {
    match &value.kind {
        Kind::Alternatives(open) => open.branches.iter().map(|(_, branch)| branches(branch)).sum(),
        _ => 1,
    }
}
