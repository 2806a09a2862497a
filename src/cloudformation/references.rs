//! `Ref`, `Fn::GetAtt` and `Fn::Sub`: names and what stands behind them.

use super::intrinsics::{malformed, unknown_by};
use super::stack::{Answered, Stack};
use crate::facts::{self, Argument, ArnShape, ShapePart};
use crate::mapped_text::{HoleKind, Piece, Text, Why, WhyCode};
use crate::secret;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Marks, Value};
use smol_str::{SmolStr, format_smolstr};

/// How many bytes the texts may have that one root template puts together.
pub(super) const MAX_TEXT: usize = 32 << 20;
/// What a hole counts for, and what a part of a text that has a place of its own does.
const PART: usize = 32;

/// Resource types that are stacks themselves.
pub(super) const NESTED: &[&str] = &["AWS::CloudFormation::Stack", "AWS::Serverless::Application"];

impl Stack<'_> {
    /// `Ref`.
    pub(super) fn reference(&self, argument: &Value, span: Span) -> Value {
        match self.name(argument) {
            Some(name) if name.known().is_some() => self.look_up(name.literal(), span),
            _ => malformed(self, "Ref", span),
        }
    }

    /// `Fn::GetAtt`, as `a.b` or as a list.
    pub(super) fn get_attribute(&self, argument: &Value, span: Span) -> Value {
        let parts: Option<Vec<Text>> = match &argument.kind {
            Kind::List(items) => items.iter().map(|item| self.name(item)).collect(),
            _ => self.name(argument).map(|name| vec![name]),
        };
        let written = parts.unwrap_or_default().iter().map(Text::to_string).collect::<Vec<_>>().join(".");
        match written.split_once('.') {
            Some((resource, attribute)) => self.attribute(resource, attribute, span).through(format_smolstr!("GetAtt {written}"), span),
            None => malformed(self, "Fn::GetAtt", span),
        }
    }

    /// What a name stands for: a parameter, a pseudo parameter or a resource.
    fn look_up(&self, name: &str, span: Span) -> Value {
        let value = if let Some(value) = self.parameter_value(name) {
            self.told_by(name, value.clone())
        } else if name.starts_with("AWS::") {
            // What it stands for says all; a step on the trail would hide more telling ones.
            return self.pseudo_parameter(name, span);
        } else if self.resources.get(name).is_some() || self.renamed.contains_key(name) && !name.contains('.') {
            self.attribute(name, "Ref", span)
        } else if let Some((resource, attribute)) = name.split_once('.') {
            return self.attribute(resource, attribute, span).through(format_smolstr!("GetAtt {name}"), span);
        } else {
            self.undeclared(name, span)
        };
        value.through(format_smolstr!("Ref {name}"), span)
    }

    fn undeclared(&self, name: &str, span: Span) -> Value {
        Value::unknown(WhyCode::UnknownReference, name, span)
    }

    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
    fn pseudo_parameter(&self, name: &str, span: Span) -> Value {
        let kind = match name {
            "AWS::AccountId" => HoleKind::OwnAccount,
            "AWS::Partition" => HoleKind::Partition,
            "AWS::Region" => match &self.position.provider.region {
                Some(region) => return Value::text(Text::computed(region.as_str(), span), span),
                None => HoleKind::Region,
            },
            // `amazonaws.com.cn` in China; service principals use it, and are compared in their global form.
            "AWS::URLSuffix" => return Value::text(Text::computed("amazonaws.com", span), span),
            "AWS::NoValue" => return Value::new(Kind::Absent, span),
            "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs" => {
                HoleKind::Unknown(Why::new(WhyCode::Unresolved, format_smolstr!("`{name}` is known only at deployment")))
            }
            _ => HoleKind::Unknown(Why::new(WhyCode::UnknownReference, name)),
        };
        Value::hole(kind, span)
    }

    /// What an attribute of a resource comes to, `Ref` included.
    fn attribute(&self, resource: &str, attribute: &str, span: Span) -> Value {
        let (resource, attribute) = self.made_as(resource, attribute);
        let Some(entry) = self.resources.get(resource) else { return self.undeclared(resource, span) };
        let kind = entry.value.get("Type").and_then(Value::as_str).unwrap_or_default();
        let key = (SmolStr::new(resource), SmolStr::new(attribute));
        if self.state.borrow().resolving.contains(&key) {
            return Value::unknown(WhyCode::Cycle, format_smolstr!("{resource}.{attribute}"), span);
        }
        self.state.borrow_mut().resolving.push(key);
        let output = attribute.strip_prefix("Outputs.").filter(|_| NESTED.contains(&kind));
        let value = match output {
            Some(output) => self.child_output(entry, output, span),
            None => match self.shape(entry, kind, attribute) {
                Some(shape) => self.shaped(entry, shape, attribute, span),
                // An attribute with the name of a property has its value: `CidrBlock` of a VPC. What a custom resource gives back is its own affair.
                None if kind.starts_with("AWS::") && !kind.starts_with("AWS::CloudFormation::") => self
                    .property(entry, attribute)
                    .map(|value| self.told_by(attribute, value))
                    .unwrap_or_else(|| self.attribute_hole(entry, attribute, span)),
                None => self.attribute_hole(entry, attribute, span),
            },
        };
        self.state.borrow_mut().resolving.pop();
        value
    }

    /// A resource by the logical id that SAM gives it: `Function.Alias` is one of its own.
    fn made_as<'n>(&'n self, resource: &'n str, attribute: &'n str) -> (&'n str, &'n str) {
        if self.renamed.is_empty() {
            return (resource, attribute);
        }
        let (first, rest) = attribute.split_once('.').unwrap_or((attribute, "Ref"));
        if let Some(part) = self.renamed.get(format_smolstr!("{resource}.{first}").as_str()) {
            return (part, rest);
        }
        (self.renamed.get(resource).map_or(resource, SmolStr::as_str), attribute)
    }

    fn attribute_hole(&self, entry: &Entry, attribute: &str, span: Span) -> Value {
        let resource = format_smolstr!("{}{}", self.position.prefix, super::foreach::name(entry));
        Value::hole(HoleKind::Attribute { resource, name: attribute.into() }, span)
    }

    fn child_output(&self, entry: &Entry, output: &str, span: Span) -> Value {
        let known =
            self.child(entry).and_then(|child| child.outputs.iter().find(|(name, _)| name == output).map(|(_, value)| value.clone()));
        let known = known.map(|known| self.told_by(output, known));
        known.unwrap_or_else(|| self.attribute_hole(entry, &format!("Outputs.{output}"), span))
    }

    /// The shape of an attribute that fits this resource.
    fn shape(&self, entry: &Entry, kind: &str, attribute: &str) -> Option<&'static ArnShape> {
        let argument = |path: &str| match self.property(entry, path) {
            None => Argument::NotSet,
            Some(value) => value.as_str().map_or(Argument::Unknown, |text| Argument::Known(text.to_owned())),
        };
        facts::arn_shape(kind, attribute, argument)
    }

    /// Fills the shape of an ARN or id with what the resource's properties say.
    fn shaped(&self, entry: &Entry, shape: &ArnShape, attribute: &str, span: Span) -> Value {
        let part = |part: &ShapePart| match part {
            ShapePart::Literal(literal) => Value::text(Text::computed(*literal, span), span),
            ShapePart::Partition => Value::hole(HoleKind::Partition, span),
            ShapePart::Region => Value::hole(HoleKind::Region, span),
            ShapePart::Account => Value::hole(HoleKind::OwnAccount, span),
            ShapePart::Hole => self.attribute_hole(entry, attribute, span),
            ShapePart::Attribute(paths) => {
                let set = paths.iter().map(|path| facts::shape_attribute(path)).find_map(|(path, bare)| {
                    let value = self.property(entry, path)?;
                    Some(if bare { value.without_scheme() } else { value })
                });
                let named = |value: &Value| match value.kind {
                    Kind::Absent => self.attribute_hole(entry, attribute, span),
                    _ => value.clone(),
                };
                let set = set.map(|value| value.distribute(&mut |value| named(value)));
                set.unwrap_or_else(|| self.attribute_hole(entry, paths.first().unwrap_or(&attribute), span))
            }
        };
        let parts: Vec<Value> = shape.parts().iter().map(part).collect();
        match parts.as_slice() {
            [only] => only.clone(),
            parts => self.concat(parts, span),
        }
    }

    /// The text of a property at a path like `A.B`, if it is set.
    fn property(&self, entry: &Entry, path: &str) -> Option<Value> {
        let key = (super::foreach::name(entry), SmolStr::new(path));
        if let Some(known) = self.state.borrow().properties.get(&key) {
            return known.clone();
        }
        let raw = path.split('.').try_fold(entry.value.get("Properties")?, |raw, name| raw.get(name))?;
        let value = self.with_answers(Answered::Nothing, || self.evaluate(raw));
        let scalar = matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Unknown(_) | Kind::Alternatives(_));
        let value = Some(value).filter(|_| scalar);
        self.state.borrow_mut().properties.insert(key, value.clone());
        value
    }

    /// `Fn::Sub`, with or without its own variables.
    pub(super) fn substitute(&self, argument: &Value, span: Span) -> Value {
        let (template, variables) = match argument.as_list() {
            Some([template, variables]) => (template, variables.as_map()),
            Some([template]) => (template, None),
            Some(_) => return malformed(self, "Fn::Sub", span),
            None => (argument, None),
        };
        let template = match &template.kind {
            Kind::Text(_) => self.evaluate(template),
            Kind::Map(_) => return unknown_by("Fn::Sub", &self.evaluate(template), span),
            _ => template.clone(),
        };
        let Some(text) = template.to_text() else { return malformed(self, "Fn::Sub", span) };
        let mut parts = vec![];
        for piece in text.pieces() {
            match piece {
                Piece::Hole(hole) => parts.push(Value::new(Kind::Unknown(hole.clone()), hole.span)),
                Piece::Literal(literal, base) => self.substitute_literal(&text, literal, base, variables, &mut parts),
            }
        }
        self.concat(&parts, template.span)
    }

    fn substitute_literal(&self, text: &Text, literal: &str, base: usize, variables: Option<&Map>, parts: &mut Vec<Value>) {
        let Some(whole) = text.span(base..base + literal.len()) else { return };
        let keep = |from: usize, to: usize, parts: &mut Vec<Value>| {
            if from < to {
                parts.push(Value::text(text.slice(base + from..base + to).without_holes(), whole));
            }
        };
        let mut from = 0;
        let mut at = 0;
        while let Some(start) = literal.get(at..).and_then(|rest| rest.find("${")).map(|found| at + found) {
            let Some(length) = literal.get(start..).and_then(|rest| rest.find('}')) else { break };
            let name = literal.get(start + 2..start + length).unwrap_or_default();
            at = start + length + 1;
            if name.starts_with('!') {
                // `${!Name}` stands for `${Name}`.
                keep(from, start + 2, parts);
                from = start + 3;
                continue;
            }
            keep(from, start, parts);
            from = at;
            let span = text.span(base + start..base + at).unwrap_or(whole);
            let name = name.trim();
            let own = variables.and_then(|variables| variables.get(name));
            parts.push(match own {
                Some(value) => self.evaluate(value).through(format_smolstr!("${{{name}}}"), span),
                None => self.look_up(name, span),
            });
        }
        keep(from, literal.len(), parts);
    }

    /// Puts scalars together into one text; all texts of a root together are bounded.
    pub(super) fn concat(&self, parts: &[Value], span: Span) -> Value {
        let length = |part: &Value| match &part.kind {
            Kind::Text(text) => room(text),
            _ => PART,
        };
        let marks = parts.iter().map(secret::marks_as_part).fold(Marks::default(), Marks::and);
        self.spend_room(parts.iter().map(length).sum(), span).unwrap_or_else(|| Value::concat(parts, span).marked(marks))
    }

    /// Counts a text that is made; what stands for it if all of them together are too long.
    pub(super) fn spend_text(&self, text: &Text, span: Span) -> Option<Value> {
        self.spend_room(room(text), span)
    }

    fn spend_room(&self, bytes: usize, span: Span) -> Option<Value> {
        let all = &self.budget.text;
        all.set(all.get().saturating_add(bytes));
        (all.get() > MAX_TEXT).then(|| self.out_of_bounds(format!("texts put together are longer than {MAX_TEXT} bytes"), span))
    }
}

/// How much room a text takes, with the places of its parts.
fn room(text: &Text) -> usize {
    text.literal().len() + PART * text.parts()
}
