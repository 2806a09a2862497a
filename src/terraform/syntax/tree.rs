//! The syntax tree that all parsers lower to: only what evaluation needs. Literals stay in the source and are decoded when they are used.

use super::{names, near};
use crate::mapped_text::Text;
use crate::problem::Problem;
use crate::source::{Comment, Span};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;

/// How deep expressions and blocks may nest, whichever parser reads them; bounds every recursion over the tree.
pub(in crate::terraform) const MAX_DEPTH: usize = 96;

/// The contents of a file or a block.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::terraform) struct Body {
    pub attributes: Vec<Attribute>,
    pub blocks: Vec<Arc<Block>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Attribute {
    #[serde(with = "names")]
    pub name: SmolStr,
    #[serde(with = "near")]
    pub name_span: Span,
    pub value: Expr,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Block {
    #[serde(with = "names")]
    pub kind: SmolStr,
    pub labels: Vec<BlockLabel>,
    /// Kind and labels.
    #[serde(with = "near")]
    pub header: Span,
    #[serde(with = "near")]
    pub span: Span,
    pub body: Body,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct BlockLabel {
    #[serde(with = "names")]
    pub text: SmolStr,
    #[serde(with = "near")]
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Expr {
    pub kind: ExprKind,
    #[serde(with = "near")]
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) enum ExprKind {
    Null,
    Bool(bool),
    Number(#[serde(with = "names")] SmolStr),
    /// A quoted string, a heredoc or the template in a JSON string.
    Template(Box<TextTemplate>),
    Tuple(Vec<Expr>),
    Object(Vec<Member>),
    Variable(#[serde(with = "names")] SmolStr),
    Traversal(Box<Traversal>),
    Conditional(Box<[Expr; 3]>),
    Call(Box<Call>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Box<Binary>),
    For(Box<For>),
    /// Something that the tolerant parser found damaged.
    Damaged,
    /// A value that needs no evaluation: JSON without templates. What is not packed stands last, since serde counts the others without it.
    #[serde(skip)]
    Constant(Box<Value>),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct TextTemplate {
    pub parts: Vec<TemplatePart>,
    /// Whether a template that is one interpolation gives that value itself (`"${x}"`) and not a text.
    pub unwraps: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) enum TemplatePart {
    /// Stands in the source; decoded as [`LiteralStyle`] says.
    Literal(#[serde(with = "near")] Span, LiteralStyle),
    Interpolation(Expr),
    If(Box<(Expr, Vec<TemplatePart>, Vec<TemplatePart>)>),
    For(Box<TemplateFor>),
    /// Already decoded, of a template that stands inside another string.
    #[serde(skip)]
    Text(Arc<Text>),
}

/// How the bytes of a literal are decoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(in crate::terraform) enum LiteralStyle {
    /// Backslash escapes, `$${` and `%%{`.
    Quoted,
    /// `$${` and `%%{` only.
    Heredoc,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct TemplateFor {
    pub key: Option<SmolStr>,
    pub value: SmolStr,
    pub collection: Expr,
    pub parts: Vec<TemplatePart>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Member {
    pub key: Key,
    #[serde(with = "near")]
    pub key_span: Span,
    pub value: Expr,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) enum Key {
    Name(#[serde(with = "names")] SmolStr),
    Computed(Expr),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Traversal {
    pub root: Expr,
    pub steps: Vec<TraversalStep>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct TraversalStep {
    pub kind: StepKind,
    #[serde(with = "near")]
    pub span: Span,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) enum StepKind {
    Attr(#[serde(with = "names")] SmolStr),
    Index(Expr),
    /// `.0`
    LegacyIndex(Expr),
    /// `.*`: the attributes and legacy indexes that follow apply to each element.
    AttrSplat,
    /// `[*]`: all steps that follow apply to each element.
    FullSplat,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Call {
    /// With its namespace: `provider::aws::arn_parse`.
    #[serde(with = "names")]
    pub name: SmolStr,
    #[serde(with = "near")]
    pub name_span: Span,
    pub arguments: Vec<Expr>,
    /// Whether the last argument is spread (`...`).
    pub spread: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct Binary {
    pub operator: ExpressionOperator,
    pub left: Expr,
    pub right: Expr,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(in crate::terraform) enum ExpressionOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::terraform) struct For {
    pub key: Option<SmolStr>,
    pub value: SmolStr,
    pub collection: Expr,
    /// Set if the result is an object.
    pub result_key: Option<Expr>,
    pub result: Expr,
    pub grouping: bool,
    pub condition: Option<Expr>,
}

impl Expr {
    /// The expressions in it.
    pub(in crate::terraform) fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Template(template) => template.parts.iter().flat_map(TemplatePart::parts).collect(),
            ExprKind::Tuple(items) => items.iter().collect(),
            ExprKind::Object(members) => {
                let keys = members.iter().filter_map(|member| if let Key::Computed(key) = &member.key { Some(key) } else { None });
                keys.chain(members.iter().map(|member| &member.value)).collect()
            }
            ExprKind::Traversal(traversal) => {
                let indices = traversal.steps.iter().filter_map(|step| match &step.kind {
                    StepKind::Index(index) | StepKind::LegacyIndex(index) => Some(index),
                    _ => None,
                });
                std::iter::once(&traversal.root).chain(indices).collect()
            }
            ExprKind::Conditional(parts) => parts.iter().collect(),
            ExprKind::Call(call) => call.arguments.iter().collect(),
            ExprKind::Not(operand) | ExprKind::Negate(operand) => vec![operand],
            ExprKind::Binary(binary) => vec![&binary.left, &binary.right],
            ExprKind::For(each) => {
                let inside = [Some(&each.collection), each.result_key.as_ref(), Some(&each.result), each.condition.as_ref()];
                inside.into_iter().flatten().collect()
            }
            ExprKind::Variable(_) | ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => vec![],
            ExprKind::Damaged | ExprKind::Constant(_) => vec![],
        }
    }

    /// Whether this holds of a name in it: the first one of a reference, or one that a `for` in it binds.
    pub(in crate::terraform) fn names_any(&self, holds: &dyn Fn(&str) -> bool) -> bool {
        matches!(&self.kind, ExprKind::Variable(name) if holds(name)) || self.parts().into_iter().any(|part| part.names_any(holds))
    }
}

impl TemplatePart {
    fn parts(&self) -> Vec<&Expr> {
        match self {
            TemplatePart::Literal(..) | TemplatePart::Text(_) => vec![],
            TemplatePart::Interpolation(expr) => vec![expr],
            TemplatePart::If(parts) => {
                std::iter::once(&parts.0).chain(parts.1.iter().chain(&parts.2).flat_map(TemplatePart::parts)).collect()
            }
            TemplatePart::For(each) => std::iter::once(&each.collection).chain(each.parts.iter().flat_map(TemplatePart::parts)).collect(),
        }
    }
}

impl Body {
    pub(in crate::terraform) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().rev().find(|attribute| attribute.name == name)
    }

    pub(in crate::terraform) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().map(AsRef::as_ref).filter(move |block: &&Block| block.kind == kind)
    }
}

impl Block {
    pub(in crate::terraform) fn label(&self, index: usize) -> Option<&SmolStr> {
        self.labels.get(index).map(|label| &label.text)
    }
}

impl ExpressionOperator {
    pub(in crate::terraform) fn from_symbol(symbol: &str) -> Option<ExpressionOperator> {
        const SYMBOLS: &[(&str, ExpressionOperator)] = &[
            ("+", ExpressionOperator::Add),
            ("-", ExpressionOperator::Subtract),
            ("*", ExpressionOperator::Multiply),
            ("/", ExpressionOperator::Divide),
            ("%", ExpressionOperator::Modulo),
            ("==", ExpressionOperator::Equal),
            ("!=", ExpressionOperator::NotEqual),
            ("<", ExpressionOperator::Less),
            ("<=", ExpressionOperator::LessEqual),
            (">", ExpressionOperator::Greater),
            (">=", ExpressionOperator::GreaterEqual),
            ("&&", ExpressionOperator::And),
            ("||", ExpressionOperator::Or),
        ];
        SYMBOLS.iter().find(|(name, _)| *name == symbol).map(|(_, operator)| *operator)
    }
}

/// Steps from an expression. Terraform reads `.0.1` as a fraction and refuses it.
pub(super) fn traversed(root: Expr, steps: Vec<TraversalStep>) -> ExprKind {
    let is_legacy = |step: &TraversalStep| matches!(step.kind, StepKind::LegacyIndex(_));
    match steps.iter().zip(steps.iter().skip(1)).any(|(one, next)| is_legacy(one) && is_legacy(next)) {
        true => ExprKind::Damaged,
        false => ExprKind::Traversal(Box::new(Traversal { root, steps })),
    }
}

/// Blocks and attributes whose contents have no bearing on any value.
pub(super) fn is_irrelevant(block: &str, attribute: &str) -> bool {
    matches!(
        (block, attribute),
        ("variable" | "output", "description") | ("precondition" | "postcondition", _) | ("validation", "error_message")
    )
}

/// A configuration or variables file as it is written: what its name and its text alone tell.
#[derive(Default)]
pub struct ConfigurationFile {
    pub(in crate::terraform) body: Body,
    pub problems: Vec<Problem>,
    pub comments: Vec<Comment>,
    /// Whether it may mark a value as sensitive or ephemeral.
    pub(in crate::terraform) has_marks: bool,
}

impl ConfigurationFile {
    pub(in crate::terraform) fn lost(problem: Problem) -> ConfigurationFile {
        ConfigurationFile { problems: vec![problem], ..ConfigurationFile::default() }
    }
}
