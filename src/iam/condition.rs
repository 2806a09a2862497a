//! Conditions: the operators as a table, and whether a condition holds for a request.

pub mod operands;

use super::context::{Found, Keys};
use super::element::{Effect, Element};
use super::keys::is_multivalued;
use super::pattern::{self, Resolve};
use super::scalar;
use crate::source::Span;
use crate::truth::Truth;
use operands::Operands;
use smol_str::SmolStr;

/// How the value of a request is compared with that of the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    Text,
    TextIgnoreCase,
    Like,
    Arn,
    Number(Comparison),
    Date(Comparison),
    Bool,
    Binary,
    Address,
    /// Presence.
    Null,
}

/// The ways to compare what has an order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A row of the table of operators.
#[derive(PartialEq, Eq, Debug)]
pub struct OperatorRow {
    pub name: &'static str,
    pub family: Family,
    /// True unless a value matches, and true if the key is missing.
    pub negated: bool,
}

const fn row(name: &'static str, family: Family, negated: bool) -> OperatorRow {
    OperatorRow { name, family, negated }
}

/// "IAM JSON policy elements: Condition operators",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>.
pub const OPERATORS: &[OperatorRow] = &[
    row("StringEquals", Family::Text, false),
    row("StringNotEquals", Family::Text, true),
    row("StringEqualsIgnoreCase", Family::TextIgnoreCase, false),
    row("StringNotEqualsIgnoreCase", Family::TextIgnoreCase, true),
    row("StringLike", Family::Like, false),
    row("StringNotLike", Family::Like, true),
    row("ArnEquals", Family::Arn, false),
    row("ArnLike", Family::Arn, false),
    row("ArnNotEquals", Family::Arn, true),
    row("ArnNotLike", Family::Arn, true),
    row("NumericEquals", Family::Number(Comparison::Equal), false),
    row("NumericNotEquals", Family::Number(Comparison::Equal), true),
    row("NumericLessThan", Family::Number(Comparison::Less), false),
    row("NumericLessThanEquals", Family::Number(Comparison::LessOrEqual), false),
    row("NumericGreaterThan", Family::Number(Comparison::Greater), false),
    row("NumericGreaterThanEquals", Family::Number(Comparison::GreaterOrEqual), false),
    row("DateEquals", Family::Date(Comparison::Equal), false),
    row("DateNotEquals", Family::Date(Comparison::Equal), true),
    row("DateLessThan", Family::Date(Comparison::Less), false),
    row("DateLessThanEquals", Family::Date(Comparison::LessOrEqual), false),
    row("DateGreaterThan", Family::Date(Comparison::Greater), false),
    row("DateGreaterThanEquals", Family::Date(Comparison::GreaterOrEqual), false),
    row("Bool", Family::Bool, false),
    row("BinaryEquals", Family::Binary, false),
    row("IpAddress", Family::Address, false),
    row("NotIpAddress", Family::Address, true),
    row("Null", Family::Null, false),
];

/// How the values of a list are taken together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    ForAllValues,
    ForAnyValue,
}

/// An operator with its qualifiers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operator {
    pub row: &'static OperatorRow,
    pub quantifier: Option<Quantifier>,
    pub if_exists: bool,
}

impl Operator {
    /// Reads `ForAnyValue:StringLikeIfExists`, in any case.
    pub fn read(text: &str) -> Option<Operator> {
        let (quantifier, rest) = match text.split_once(':') {
            Some((name, rest)) if name.eq_ignore_ascii_case("ForAllValues") => (Some(Quantifier::ForAllValues), rest),
            Some((name, rest)) if name.eq_ignore_ascii_case("ForAnyValue") => (Some(Quantifier::ForAnyValue), rest),
            Some(_) => return None,
            None => (None, text),
        };
        let split = rest.len().checked_sub("IfExists".len());
        let (name, if_exists) = match split.and_then(|at| rest.split_at_checked(at)) {
            Some((name, suffix)) if suffix.eq_ignore_ascii_case("IfExists") => (name, true),
            _ => (rest, false),
        };
        let row = OPERATORS.iter().find(|row| row.name.eq_ignore_ascii_case(name))?;
        let is_null = row.family == Family::Null;
        (!is_null || (!if_exists && quantifier.is_none())).then_some(Operator { row, quantifier, if_exists })
    }

    /// As AWS writes it.
    pub fn name(&self) -> String {
        let prefix = match self.quantifier {
            Some(Quantifier::ForAllValues) => "ForAllValues:",
            Some(Quantifier::ForAnyValue) => "ForAnyValue:",
            None => "",
        };
        format!("{prefix}{}{}", self.row.name, if self.if_exists { "IfExists" } else { "" })
    }
}

/// One operator with one key and its values.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// Nothing if there is no such operator.
    pub operator: Option<Operator>,
    /// The operator as written.
    pub operator_text: SmolStr,
    pub operator_span: Span,
    /// The key in lower case.
    pub key: SmolStr,
    /// The key as written.
    pub key_text: SmolStr,
    pub key_span: Span,
    pub values: Vec<Element>,
    /// From operator to values.
    pub span: Span,
    /// What was put in for parts of the values that are not known, as sentences.
    pub assumptions: Vec<String>,
    /// The values put in order; to be reset where values are changed.
    pub operands: Operands,
}

impl Condition {
    /// Whether it fails for requests without the key.
    pub fn demands(&self) -> bool {
        self.operator.is_some_and(|operator| {
            let is_lenient = operator.row.negated || operator.if_exists || operator.quantifier == Some(Quantifier::ForAllValues);
            !is_lenient && operator.row.family != Family::Null
        })
    }

    /// A condition as it is written; `key` in the case of the policy, the operator only if it is known.
    pub fn new(
        operator: Option<Operator>,
        operator_text: &str,
        operator_span: Span,
        key: &str,
        key_span: Span,
        values: Vec<Element>,
        span: Span,
    ) -> Condition {
        Condition {
            operator,
            operator_text: SmolStr::new(operator_text),
            operator_span,
            key: SmolStr::from(key.to_lowercase()),
            key_text: SmolStr::new(key),
            key_span,
            values,
            span,
            assumptions: vec![],
            operands: Operands::default(),
        }
    }

    /// Whether it holds for a request with these keys.
    pub fn holds(&self, keys: &Keys<'_>, effect: Effect) -> Truth {
        self.holds_for(keys.get(&self.key), &|key| keys.resolve(key), effect)
    }

    /// Whether it holds for this value of its key, other keys being as `resolve` says.
    pub fn holds_for(&self, found: Found<'_>, resolve: &Resolve<'_>, effect: Effect) -> Truth {
        let Some(operator) = &self.operator else { return Truth::No };
        let values = match found {
            Found::Ambiguous if operator.row.family == Family::Null => &[][..],
            Found::Ambiguous => return Truth::Unknown,
            Found::Absent => return self.without_key(operator),
            Found::Values(values) => values,
        };
        match (operator.row.family, operator.quantifier) {
            (Family::Null, _) => self.presence(true),
            (_, None) if values.len() != 1 || is_multivalued(&self.key) => Truth::No,
            (_, None) => values.first().map_or(Truth::No, |value| self.compare(operator, value, resolve, effect)),
            (_, Some(Quantifier::ForAnyValue)) => Truth::any(values.iter().map(|value| self.compare(operator, value, resolve, effect))),
            (_, Some(Quantifier::ForAllValues)) => {
                let all = Truth::all(values.iter().map(|value| self.compare(operator, value, resolve, effect)));
                // The documentation lets an empty text pass as if it were missing; that was not what calls showed.
                let empty = !values.is_empty() && values.iter().all(String::is_empty);
                if all == Truth::No && empty { Truth::Unknown } else { all }
            }
        }
    }

    fn without_key(&self, operator: &Operator) -> Truth {
        match (operator.row.family, operator.quantifier) {
            (Family::Null, _) => self.presence(false),
            (_, Some(Quantifier::ForAllValues)) => Truth::Yes,
            // Undocumented together.
            (_, Some(Quantifier::ForAnyValue)) if operator.if_exists => Truth::Unknown,
            (_, Some(Quantifier::ForAnyValue)) => Truth::No,
            (_, None) => Truth::from(operator.if_exists || operator.row.negated),
        }
    }

    fn presence(&self, present: bool) -> Truth {
        Truth::any(self.values.iter().map(|value| match value.known() {
            Some(text) if text.eq_ignore_ascii_case("true") => Truth::from(!present),
            Some(text) if text.eq_ignore_ascii_case("false") => Truth::from(present),
            Some(_) => Truth::No,
            None => Truth::Unknown,
        }))
    }

    /// The comparison of one value, negation included.
    fn compare(&self, operator: &Operator, value: &str, resolve: &Resolve<'_>, effect: Effect) -> Truth {
        let family = operator.row.family;
        // A value that is no address or ARN matches nothing, not even a negated operator (measured).
        let malformed = match family {
            Family::Address => !scalar::is_address(value),
            Family::Arn => value.splitn(6, ':').count() < 6,
            _ => false,
        };
        if malformed {
            return Truth::No;
        }
        if let Some(compared) = operands::compare(self, family, value) {
            let any = compared.any(if effect == Effect::Allow { Truth::from(operator.row.negated) } else { Truth::Unknown });
            return if operator.row.negated { !any } else { any };
        }
        let any = Truth::any(self.values.iter().map(|operand| match malformed_operand(family, operand, resolve) {
            Some(known) if known && effect == Effect::Allow => Truth::from(operator.row.negated),
            Some(known) if known && effect == Effect::Deny && family == Family::Arn => Truth::from(!operator.row.negated),
            Some(_) => Truth::Unknown,
            None => matches(family, operand, value, resolve),
        }));
        if operator.row.negated { !any } else { any }
    }
}

/// Whether the operand is none that the operator can read: an ARN of fewer than six components. Such an operand never grants, not
/// even under negation (measured for ARNs: no match in an Allow, a match in a Deny). `Some(false)` where that is not known.
fn malformed_operand(family: Family, operand: &Element, resolve: &Resolve<'_>) -> Option<bool> {
    let pattern = &operand.pattern;
    match family {
        Family::Arn => match pattern.components(resolve) {
            Some(Err(())) => Some(!pattern.has_holes() && !pattern.has_variables()),
            _ => None,
        },
        _ => None,
    }
}

fn matches(family: Family, operand: &Element, value: &str, resolve: &Resolve<'_>) -> Truth {
    let pattern = &operand.pattern;
    match family {
        Family::Text => return pattern.equals(value, resolve),
        Family::Like => return pattern.matches(value, resolve),
        Family::TextIgnoreCase => return equals_ignoring_case(operand, value, resolve),
        Family::Arn => {
            return match pattern::match_arn(pattern, value, resolve) {
                None => Truth::No,
                Some(Ok(answer)) => answer,
                Some(Err(())) => Truth::Unknown,
            };
        }
        _ => {}
    }
    let Some(text) = operand.known() else { return Truth::Unknown };
    match family {
        // The documentation contradicts itself on variables here.
        Family::Bool if pattern.has_variables() => Truth::Unknown,
        Family::Bool => Truth::from(value.eq_ignore_ascii_case("true") == text.eq_ignore_ascii_case("true")),
        Family::Binary => Truth::from(decode(value).is_some_and(|found| Some(found) == decode(text))),
        _ => Truth::No,
    }
}

fn equals_ignoring_case(operand: &Element, value: &str, resolve: &Resolve<'_>) -> Truth {
    match operand.pattern.as_text(resolve) {
        Some(text) => Truth::from(text.to_lowercase() == value.to_lowercase()),
        None if operand.pattern.has_holes() => {
            let lower = Element::new(operand.text.clone(), operand.span, operand.pattern.has_variables());
            lower.pattern.equals(value, resolve).or(Truth::Unknown)
        }
        None => Truth::No,
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_read_in_any_case() {
        let read = |text| Operator::read(text).map(|operator| operator.name());
        assert_eq!(read("foranyvalue:stringlikeifexists").as_deref(), Some("ForAnyValue:StringLikeIfExists"));
        assert_eq!(read("Null").as_deref(), Some("Null"));
        for wrong in ["NullIfExists", "ForAllValues:Null", "StringMatches", "ForSome:StringLike", "IfExists", "é"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
