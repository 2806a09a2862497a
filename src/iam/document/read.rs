//! From a value to a document.

use super::{Document, Effect, Element, Listed, Names, Origin, Statement, Version};
use crate::iam::arn_field::ArnField;
use crate::iam::condition::{self, Condition};
use crate::iam::principal::Principal;
use crate::mapped_text::filled_in::with_requests_open;
use crate::mapped_text::{HoleKind, Piece, Text};
use crate::problem::Problem;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Provenance, Value};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// API Gateway puts its own API in front of a stage: `execute-api:/prod/GET/pets` is `arn:aws:execute-api:region:account:api/prod/GET/pets`.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
fn of_own_api(element: Element) -> Element {
    match element.known().and_then(|known| known.strip_prefix("execute-api:")).filter(|path| path.starts_with('/')) {
        Some(path) => in_full(&element, Text::computed(format!("arn:*:execute-api:*:*:*{path}"), element.span)),
        None => element,
    }
}

/// A `*` at the end of a part of an ARN goes on beyond the colon: `arn:aws:logs:*` is `arn:aws:logs:*:*:*`.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn beyond_the_colon(element: Element) -> Element {
    let colons = element.text.literal().matches(':').count();
    let is_open = element.text.literal().starts_with("arn:")
        && matches!(element.text.pieces().last(), Some(Piece::Literal(end, _)) if end.ends_with('*'));
    if !is_open || colons >= 5 {
        return element;
    }
    let mut whole = element.text.clone();
    whole.push_computed(&":*".repeat(5 - colons), element.span);
    in_full(&element, whole)
}

/// The element with all that its text stands for.
fn in_full(element: &Element, whole: Text) -> Element {
    let written = Some(Arc::new(element.written().clone()));
    Element::new(whole, element.span, element.pattern.has_variables()).from(Origin { written, ..element.origin.clone() })
}

/// Why IAM takes no such action: one is `*`, or the prefix of a service, a colon and a name.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
fn refused_action(action: &str) -> Option<String> {
    let is_all = !action.is_empty() && action.bytes().all(|byte| byte == b'*');
    match action.split_once(':') {
        _ if is_all || action == "*:*" || action.contains('$') => None,
        _ if action.contains(char::is_whitespace) => Some(format!("the action `{action}` has a blank in it")),
        None => Some(format!("the action `{action}` names no service, as `s3:GetObject` does")),
        Some((service, _)) if service.contains(['*', '?']) => Some(format!("the service of the action `{action}` is not written out")),
        Some(_) => None,
    }
}

/// Why IAM takes no such resource: one is `*`, or begins as ARNs do. API Gateway fills in what stands before its own name.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
fn refused_resource(resource: &str) -> Option<String> {
    let first = resource.split(':').next().unwrap_or_default();
    let is_all = !resource.is_empty() && resource.bytes().all(|byte| byte == b'*');
    let is_open = first.contains(['*', '?']) && !first.contains('$');
    (is_open && !is_all).then(|| format!("the resource `{resource}` is neither `*` nor does it begin with `arn:`"))
}

struct Reader<'a> {
    names: &'a Names,
    version: Version,
    problems: Vec<Problem>,
}

pub(super) fn document(value: &Value, names: &Names) -> (Document, Vec<Problem>) {
    let mut reader = Reader { names, version: Version::V2008, problems: vec![] };
    let mut document = Document {
        span: value.span,
        provenance: value.provenance.clone(),
        version: Version::V2008,
        statements: vec![],
        unclear: vec![],
        names: names.clone(),
    };
    let Some(map) = value.as_map() else {
        match reason(value) {
            Some(why) => document.unclear.push((value.span, why)),
            None => reader.invalid(value.span, "it is not an object"),
        }
        return (document, reader.problems);
    };
    reader.duplicates(map, &["Version", "Id", "Statement"]);
    document.version = reader.version(map);
    reader.version = document.version;
    for entry in map.entries.iter().filter(|entry| entry.unclear.is_some()) {
        document.unclear.push((entry.key_span, "a member's name is not known".to_owned()));
    }
    match map.entry("Statement") {
        Some(entry) => reader.statements(&entry.value, &Provenance::default(), &mut document),
        // One of the members whose names are not known may be it.
        None if !document.unclear.is_empty() => {}
        None => reader.invalid(value.span, "`Statement` is missing"),
    }
    (document, reader.problems)
}

/// How a value came into its statement; `around` is the way of what it stands in.
fn origin(value: &Value, around: &Provenance) -> Origin {
    let written =
        value.to_text().map(with_requests_open).filter(|text| !text.holes().is_empty() || partition_end(text).is_some()).map(Arc::new);
    Origin { provenance: around.then(&value.provenance), written }
}

/// Where the partition of an ARN ends that is not of the partition `aws`.
fn partition_end(text: &Text) -> Option<usize> {
    let rest = text.literal().strip_prefix("arn:aws-")?;
    let end = "arn:aws-".len() + rest.find(':')?;
    text.holes().iter().all(|hole| hole.at as usize > end).then_some(end)
}

/// Why a value is not known, if it is not.
fn reason(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Unknown(hole) => Some(hole.kind.reason()),
        Kind::Alternatives(alternatives) => Some(format!("{} is not decided", alternatives.condition.text)),
        _ => None,
    }
}

const ELEMENTS: &[&str] = &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// `${issuer}:sub`, `oidc.eks.${region}.amazonaws.com/id/ABC:aud`: of whichever identity provider, what it says of a caller is known.
fn claim_of_open_provider(key: &Text) -> Option<String> {
    let (issuer, claim) = key.literal().rsplit_once(':')?;
    let is_before = key.holes().iter().all(|hole| hole.at as usize <= issuer.len());
    (is_before && matches!(claim, "sub" | "aud" | "amr")).then(|| key.to_string())
}

impl Reader<'_> {
    fn invalid(&mut self, span: Span, why: &str) {
        self.problems.push(Problem::invalid_policy(span, why));
    }

    fn empty(&mut self, span: Span, why: &str) {
        self.problems.push(Problem::empty_list(span, why));
    }

    /// Reports members that stand twice and members that the grammar does not know.
    fn duplicates(&mut self, map: &Map, known: &[&str]) {
        for (at, entry) in map.entries.iter().enumerate().filter(|(_, entry)| entry.unclear.is_none()) {
            if map.entries.iter().take(at).any(|earlier| earlier.unclear.is_none() && earlier.key == entry.key) {
                self.invalid(entry.key_span, &format!("`{}` stands twice", entry.key));
            }
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            match known.iter().find(|name| name.eq_ignore_ascii_case(&entry.key)) {
                Some(name) => self.invalid(entry.key_span, &format!("`{}` should be written `{name}`", entry.key)),
                None => self.invalid(entry.key_span, &format!("`{}` is not an element of a policy", entry.key)),
            }
        }
    }

    fn version(&mut self, map: &Map) -> Version {
        let Some(value) = map.get("Version") else { return Version::V2008 };
        // YAML reads an unquoted date as text or number; both are written the same.
        let written = value.to_text().map(|text| text.to_string()).unwrap_or_default();
        match written.get(..10) {
            Some("2012-10-17") => Version::V2012,
            Some("2008-10-17") => Version::V2008,
            _ if reason(value).is_some() => Version::V2012,
            _ => {
                self.invalid(value.span, &format!("`{written}` is not a version of the policy language"));
                Version::V2012
            }
        }
    }

    fn statements(&mut self, value: &Value, around: &Provenance, document: &mut Document) {
        let provenance = around.then(&value.provenance);
        match &value.kind {
            Kind::Map(map) => {
                let statement = self.statement(map, value, document.statements.len());
                document.statements.push(Statement { provenance, ..statement });
            }
            Kind::List(items) => {
                for item in items.iter() {
                    match &item.kind {
                        Kind::List(_) => self.invalid(item.span, "a list stands where a statement should"),
                        _ => self.statements(item, &provenance, document),
                    }
                }
            }
            Kind::Absent => {}
            _ => match reason(value) {
                Some(why) => document.unclear.push((value.span, why)),
                None => self.invalid(value.span, "a statement is not an object"),
            },
        }
    }

    fn statement(&mut self, map: &Map, written: &Value, index: usize) -> Statement {
        let span = written.span;
        self.duplicates(map, ELEMENTS);
        let mut unclear: Vec<(Span, String)> = vec![];
        for entry in map.entries.iter().filter(|entry| entry.unclear.is_some()) {
            unclear.push((entry.key_span, "an element's name is not known".to_owned()));
        }
        let sid = map.get("Sid").and_then(|value| Some(Element::new(self.text(value)?, value.span, false)));
        let (effect, effect_span) = self.effect(map, span, unclear.is_empty());
        let principals = self.listed(map, "Principal", "NotPrincipal", &mut Self::principals);
        let actions = self.listed(map, "Action", "NotAction", &mut Self::elements);
        let resources = self.listed(map, "Resource", "NotResource", &mut |reader, entry| {
            reader.elements(entry).into_iter().map(of_own_api).map(beyond_the_colon).collect()
        });
        for action in actions.iter().flat_map(|listed| &listed.entries) {
            let why = action.known().and_then(refused_action);
            why.into_iter().for_each(|why| self.invalid(action.span, &why));
        }
        for resource in resources.iter().flat_map(|listed| &listed.entries) {
            let why = resource.known().and_then(refused_resource);
            why.into_iter().for_each(|why| self.invalid(resource.span, &why));
        }
        if actions.is_none() && unclear.is_empty() {
            self.invalid(span, "a statement has no `Action`");
        }
        if principals.as_ref().is_some_and(|list| list.negated) && effect == Effect::Allow {
            self.invalid(span, "`NotPrincipal` stands in an `Allow` statement");
        }
        let conditions = map.get("Condition").map(|value| self.conditions(value, &mut unclear)).unwrap_or_default();
        Statement {
            index,
            span,
            written: written.clone(),
            provenance: Provenance::default(),
            sid,
            effect,
            effect_span,
            principals,
            actions,
            resources,
            conditions,
            unclear,
        }
    }

    fn effect(&mut self, map: &Map, span: Span, whole: bool) -> (Effect, Span) {
        let Some(value) = map.get("Effect") else {
            if whole {
                self.invalid(span, "a statement has no `Effect`");
            }
            return (if whole { Effect::Invalid } else { Effect::Unclear }, span);
        };
        let effect = match value.as_str() {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            Some(other) => {
                let message = format!("`Effect` is `{other}`; it must be `Allow` or `Deny`, upper and lower case as here");
                self.invalid(value.span, &message);
                Effect::Invalid
            }
            None if reason(value).is_some() || matches!(value.kind, Kind::Text(_)) => Effect::Unclear,
            None => {
                self.invalid(value.span, "`Effect` is not a text");
                Effect::Invalid
            }
        };
        (effect, value.span)
    }

    fn listed<T>(&mut self, map: &Map, name: &str, negation: &str, read: &mut dyn FnMut(&mut Self, &Entry) -> Vec<T>) -> Option<Listed<T>> {
        let (plain, negated) = (map.entry(name), map.entry(negation));
        // One that is not known may be null, and so not be there.
        let is_there = |entry: &&Entry| !matches!(entry.value.kind, Kind::Unknown(_));
        if let (Some(_), Some(entry)) = (plain.filter(is_there), negated.filter(is_there)) {
            self.invalid(entry.key_span, &format!("`{name}` and `{negation}` exclude each other"));
        }
        let entry = plain.or(negated)?;
        Some(Listed { negated: plain.is_none(), key_span: entry.key_span, entries: read(self, entry) })
    }

    /// A scalar as text, with the names of what is known to be one's own put in.
    fn text(&self, value: &Value) -> Option<Text> {
        let text = value.to_text()?;
        let text = if text.holes().is_empty() { text } else { self.settle(&text, value.span) };
        Some(match partition_end(&text).filter(|_| self.names.is_one_partition) {
            Some(end) => {
                let mut in_aws = Text::computed("arn:aws", value.span);
                in_aws.push_text(&text.slice(end..text.literal().len()));
                in_aws
            }
            None => text,
        })
    }

    fn settle(&self, text: &Text, span: Span) -> Text {
        let mut settled = Text::default();
        let mut pieces = text.pieces().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Literal(literal, start) => settled.push_literal_of(text, start..start + literal.len()),
                Piece::Hole(hole) => {
                    let place = if hole.span.start == hole.span.end { span } else { hole.span };
                    match &hole.kind {
                        _ if ArnField::filled_by_hole(&settled, pieces.peek()) == Some(ArnField::Partition) => {
                            settled.push_computed("aws", place)
                        }
                        HoleKind::OwnAccount => settled.push_computed(&self.names.own_account, place),
                        HoleKind::Partition => settled.push_computed("aws", place),
                        HoleKind::OwnOrg => settled.push_computed(&self.names.own_org, place),
                        _ => settled.push_hole(hole.clone()),
                    }
                }
            }
        }
        settled
    }

    /// The texts of a scalar or a list of scalars.
    fn texts(&mut self, value: &Value, around: &Provenance) -> Vec<(Text, Span, Origin)> {
        let (items, around) = match &value.kind {
            Kind::List(items) => (items.as_slice(), around.then(&value.provenance)),
            _ => (std::slice::from_ref(value), around.clone()),
        };
        let mut texts = vec![];
        for item in items {
            match (self.text(item), reason(item)) {
                (Some(text), _) => texts.push((text, item.span, origin(item, &around))),
                (None, Some(why)) => {
                    let text = Value::unknown(crate::mapped_text::WhyCode::Unresolved, why, item.span).to_text();
                    texts.extend(text.map(|text| (text, item.span, origin(item, &around))));
                }
                (None, None) if item.kind == Kind::Absent => {}
                (None, None) => self.invalid(item.span, "a text should stand here"),
            }
        }
        texts
    }

    fn elements(&mut self, entry: &Entry) -> Vec<Element> {
        let variables = self.version == Version::V2012;
        let texts = self.texts(&entry.value, &Provenance::default());
        if texts.is_empty() {
            self.empty(entry.value.span, &format!("`{}` is empty", entry.key));
        }
        texts.into_iter().map(|(text, span, origin)| Element::new(text, span, variables).from(origin)).collect()
    }

    fn principals(&mut self, entry: &Entry) -> Vec<Principal> {
        let value = &entry.value;
        let mut principals = vec![];
        match &value.kind {
            Kind::Map(map) => {
                for member in &map.entries {
                    if let Some(unclear) = &member.unclear {
                        let principal = Principal::unclear(Text::clone(unclear), member.key_span);
                        principals.push(principal.at(member.key_span, origin(value, &Provenance::default())));
                        continue;
                    }
                    let texts = self.texts(&member.value, &value.provenance);
                    if texts.is_empty() {
                        self.empty(member.value.span, &format!("`{}` names nobody", member.key));
                    }
                    for (text, span, origin) in texts {
                        let (principal, problem) = Principal::read(&member.key, text, span);
                        principals.push(principal.at(member.key_span, origin));
                        if let Some(problem) = problem {
                            self.invalid(span, &problem);
                        }
                    }
                }
                if map.entries.is_empty() {
                    self.empty(value.span, "the principal names nobody");
                }
            }
            _ if value.as_str() == Some("*") => principals.push(
                Principal::everyone(self.text(value).unwrap_or_default(), value.span)
                    .at(entry.key_span, origin(value, &Provenance::default())),
            ),
            _ => match self.text(value) {
                Some(text) if !text.holes().is_empty() => {
                    principals.push(Principal::unclear(text, value.span).at(entry.key_span, origin(value, &Provenance::default())))
                }
                _ if reason(value).is_some() => principals
                    .push(Principal::unclear(Text::default(), value.span).at(entry.key_span, origin(value, &Provenance::default()))),
                _ => self.invalid(value.span, "the principal is neither `*` nor an object"),
            },
        }
        principals
    }

    fn conditions(&mut self, value: &Value, unclear: &mut Vec<(Span, String)>) -> Vec<Condition> {
        let mut conditions = vec![];
        let Some(map) = value.as_map() else {
            match reason(value) {
                Some(why) => unclear.push((value.span, why)),
                None if matches!(value.kind, Kind::Null | Kind::Absent) => {}
                None => self.invalid(value.span, "`Condition` is not an object"),
            }
            return conditions;
        };
        for (at, entry) in map.entries.iter().enumerate() {
            if entry.unclear.is_none() && map.entries.iter().take(at).any(|earlier| earlier.unclear.is_none() && earlier.key == entry.key) {
                self.invalid(entry.key_span, &format!("the operator `{}` stands twice", entry.key));
            }
            if entry.unclear.is_some() || entry.value.as_map().is_none() {
                match (&entry.unclear, reason(&entry.value)) {
                    (Some(_), _) => unclear.push((entry.key_span, "a condition's operator is not known".to_owned())),
                    (None, Some(why)) => unclear.push((entry.value.span, why)),
                    (None, None) => self.invalid(entry.value.span, "an operator's keys and values are not an object"),
                }
                continue;
            }
            conditions.extend(self.operator(entry, &value.provenance, unclear));
        }
        conditions
    }

    /// The conditions under one operator; `around` is how `Condition` came into the statement.
    fn operator(&mut self, entry: &Entry, around: &Provenance, unclear: &mut Vec<(Span, String)>) -> Vec<Condition> {
        let mut conditions = vec![];
        let around = around.then(&entry.value.provenance);
        let operator = condition::Operator::read(&entry.key);
        match &operator {
            None => self.invalid(entry.key_span, &format!("`{}` is not a condition operator", entry.key)),
            Some(operator) if operator.name() != entry.key => {
                self.invalid(entry.key_span, &format!("`{}` is written `{}`", entry.key, operator.name()));
            }
            Some(_) => {}
        }
        let keys = entry.value.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
        let mut seen = FxHashSet::default();
        for member in keys {
            let key = match &member.unclear {
                Some(text) => self.settle(text, member.key_span),
                None => Text::computed(member.key.as_str(), member.key_span),
            };
            let of_provider = claim_of_open_provider(&key);
            let Some(known) = key.known().or(of_provider.as_deref()) else {
                unclear.push((member.key_span, "a condition's key is not known".to_owned()));
                continue;
            };
            let lower = known.to_ascii_lowercase();
            if seen.contains(&lower) {
                self.invalid(member.key_span, &format!("the key `{known}` stands twice under one operator"));
            }
            seen.extend(Some(lower).filter(|_| member.unclear.is_none()));
            let texts = self.texts(&member.value, &around);
            if texts.is_empty() {
                self.empty(member.value.span, &format!("`{known}` has no value"));
            }
            let variables = self.version == Version::V2012;
            let values = texts.into_iter().map(|(text, span, origin)| Element::new(text, span, variables).from(origin)).collect();
            // Where the condition stands, also if its value is written elsewhere.
            let used = member.value.provenance.steps().next().map_or(member.value.span, |step| step.span);
            let span = entry.key_span.to(member.key_span).to(used);
            conditions.push(Condition::new(operator, &entry.key, entry.key_span, known, member.key_span, values, span));
        }
        conditions
    }
}
