//! Types of variables: conversions and the defaults of `optional(…)`.

use crate::mapped_text::Text;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::syntax::parse;
use crate::terraform::syntax::template_parts::ParsedText;
use crate::terraform::syntax::tree::{Call, Expr, ExprKind, Key};
use crate::terraform::values::convert;
use crate::terraform::values::failure::{failed, is_failed};
use crate::value::{Entry, Kind, Map, MemberType, Shared, Value, ValueType};
use smol_str::SmolStr;

/// The value as its declared type makes it; one that does not fit Terraform refuses.
pub(in crate::terraform) fn convert(evaluator: &Evaluator<'_>, value: &Value, written: &Expr) -> Value {
    let declared = declared(evaluator, written);
    if let Some(fault) = declared.defaults.fault() {
        return Value { declared: None, ..fault.clone() };
    }
    let provenance = value.provenance.clone();
    let converted = value.distribute(&mut |value| {
        let filled = declared.defaults.fill(value);
        convert::convert(&filled, &declared.of).unwrap_or_else(|why| failed(&why, value.span))
    });
    Value { provenance, ..converted }
}

/// A type with the defaults of its optional attributes.
struct DeclaredType {
    of: ValueType,
    defaults: Defaults,
}

/// What attributes are where they are not given or null, at any depth.
#[derive(Default)]
struct Defaults {
    values: Vec<(SmolStr, Value)>,
    /// Of the attributes or items with this name; those of all items stand without one.
    inside: Vec<(Option<SmolStr>, Defaults)>,
}

impl From<ValueType> for DeclaredType {
    fn from(of: ValueType) -> DeclaredType {
        DeclaredType { of, defaults: Defaults::default() }
    }
}

fn declared(evaluator: &Evaluator<'_>, written: &Expr) -> DeclaredType {
    match &written.kind {
        ExprKind::Variable(name) => match name.as_str() {
            "string" => ValueType::Text.into(),
            "number" => ValueType::Number.into(),
            "bool" => ValueType::Bool.into(),
            "list" => ValueType::list(ValueType::Any).into(),
            "map" => ValueType::map(ValueType::Any).into(),
            _ => ValueType::Any.into(),
        },
        ExprKind::Call(call) => match (call.name.as_str(), call.arguments.first()) {
            ("list" | "set" | "map", Some(of)) => {
                let DeclaredType { of, defaults } = declared(evaluator, of);
                let of = match call.name.as_str() {
                    "list" => ValueType::list(of),
                    "set" => ValueType::set(of),
                    _ => ValueType::map(of),
                };
                DeclaredType { of, defaults: Defaults { values: vec![], inside: vec![(None, defaults)] } }
            }
            ("tuple", Some(Expr { kind: ExprKind::Tuple(items), .. })) => {
                let items: Vec<DeclaredType> = items.iter().map(|item| declared(evaluator, item)).collect();
                let of = ValueType::Tuple(items.iter().map(|item| item.of.clone()).collect());
                let named = |(place, item): (usize, DeclaredType)| (Some(SmolStr::from(place.to_string())), item.defaults);
                DeclaredType { of, defaults: Defaults { values: vec![], inside: items.into_iter().enumerate().map(named).collect() } }
            }
            ("object", Some(Expr { kind: ExprKind::Object(_), .. })) => object(evaluator, call),
            _ => ValueType::Any.into(),
        },
        ExprKind::Template(_) | ExprKind::Constant(_) => quoted(evaluator, written).unwrap_or_else(|| ValueType::Any.into()),
        _ => ValueType::Any.into(),
    }
}

/// A type that is written in quotes, as JSON has it.
fn quoted(evaluator: &Evaluator<'_>, written: &Expr) -> Option<DeclaredType> {
    let text = crate::terraform::modules::directory::plain_text(evaluator.workspace, written)?;
    let embedded = Text::computed(text.as_str(), written.span);
    let origin = ParsedText { text: &text, file: written.span.file, base: 0, embedded: Some(&embedded), whole: written.span };
    let inside = parse::expression(&origin).ok()?;
    let is_quoted = matches!(inside.kind, ExprKind::Template(_) | ExprKind::Constant(_));
    (!is_quoted).then(|| declared(evaluator, &inside))
}

fn object(evaluator: &Evaluator<'_>, call: &Call) -> DeclaredType {
    let Some(Expr { kind: ExprKind::Object(members), .. }) = call.arguments.first() else { return ValueType::Any.into() };
    let (mut types, mut defaults) = (vec![], Defaults::default());
    for member in members {
        let name = match &member.key {
            Key::Name(name) => name.clone(),
            Key::Computed(key) => match crate::terraform::modules::directory::plain_text(evaluator.workspace, key) {
                Some(name) => name.into(),
                None => continue,
            },
        };
        let (written, default, optional) = match &member.value.kind {
            ExprKind::Call(call) if call.name == "optional" => (call.arguments.first(), call.arguments.get(1), true),
            _ => (Some(&member.value), None, false),
        };
        let Some(written) = written else { continue };
        let of = declared(evaluator, written);
        if let Some(default) = default {
            let value = evaluator.eval_constant(default);
            let value = convert::convert(&value, &of.of).unwrap_or_else(|why| failed(&why, value.span));
            defaults.values.push((name.clone(), value));
        }
        types.push(MemberType { name: name.clone(), of: of.of, optional });
        defaults.inside.push((Some(name), of.defaults));
    }
    DeclaredType { of: ValueType::object(types), defaults }
}

impl Defaults {
    /// A default that does not fit: Terraform refuses the type, whether it is needed or not.
    fn fault(&self) -> Option<&Value> {
        let own = self.values.iter().map(|(_, value)| value).find(|value| is_failed(value));
        own.or_else(|| self.inside.iter().find_map(|(_, defaults)| defaults.fault()))
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.inside.iter().all(|(_, defaults)| defaults.is_empty())
    }

    fn of(&self, name: &str) -> Option<&Defaults> {
        let inside = self.inside.iter().find(|(known, _)| known.as_ref().is_none_or(|known| known == name));
        inside.map(|(_, defaults)| defaults).filter(|defaults| !defaults.is_empty())
    }

    /// The value with defaults where attributes are not given or null.
    fn fill(&self, value: &Value) -> Value {
        if self.is_empty() {
            return value.clone();
        }
        let filled = |name: &str, value: &Value| self.of(name).map_or_else(|| value.clone(), |defaults| defaults.fill(value));
        let kind = match &value.kind {
            Kind::Alternatives(_) => return value.distribute(&mut |value| self.fill(value)),
            Kind::List(items) => {
                let items = items.iter().enumerate().map(|(place, item)| filled(&place.to_string(), item));
                Kind::List(Shared::new(items.collect()))
            }
            Kind::Map(map) => {
                let is_given =
                    |entry: &&Entry| entry.unclear.is_some() || entry.value.kind != Kind::Null || self.default_of(&entry.key).is_none();
                let given = map.entries.iter().filter(is_given);
                let mut entries: Vec<Entry> =
                    given.map(|entry| Entry { value: filled(&entry.key, &entry.value), ..entry.clone() }).collect();
                let is_open = entries.iter().any(|entry| entry.unclear.is_some());
                for (name, default) in &self.values {
                    if !is_open && !entries.iter().any(|entry| entry.key == *name) {
                        let value = filled(name, default);
                        entries.push(Entry { key: name.clone(), key_span: default.span, unclear: None, value });
                    }
                }
                Kind::Map(Shared::new(Map { entries }))
            }
            other => other.clone(),
        };
        // What was of one type may be of several now.
        let changed = value.form != crate::value::Form::Plain && kind != value.kind;
        let filled = Value { kind, ..value.clone() };
        if changed && filled.as_map().is_some() { Value { form: crate::value::Form::Plain, declared: None, ..filled } } else { filled }
    }

    fn default_of(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}
