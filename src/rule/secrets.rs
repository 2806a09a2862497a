//! The secrets that are written out in a resource: known formats anywhere, and what stands where `secret_sites.tsv` says that secrets are kept.

use crate::condition::Assignment;
use crate::facts::{self, SecretSite, SecretSiteForm};
use crate::json;
use crate::mapped_text::{HoleKind, Text};
use crate::resource::Resource;
use crate::secret::{self, NameTells, Secret, SecretKind};
use crate::source::{Span, Workspace};
use crate::value::{Entry, Kind, Map, Value};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::ops::Range;

/// A secret in a resource.
#[derive(Clone, Debug)]
pub(super) struct WrittenSecret {
    pub(super) kind: SecretKind,
    /// With its article: `a GitHub token`.
    pub(super) noun: &'static str,
    /// The argument, variable or member that holds it.
    pub(super) setting: String,
    /// The argument of the resource that it is, or is within.
    pub(super) argument: SmolStr,
    /// The value that it is, or is a part of.
    pub(super) value: Value,
    /// Where it is written.
    pub(super) written: Span,
    /// Whether it alone stands there, just so.
    pub(super) is_exact: bool,
    /// Whether it is all of the value.
    pub(super) is_whole: bool,
    /// Whether it says that it is an example.
    is_example: bool,
    /// Why it may be none.
    pub(super) doubt: Option<&'static str>,
    pub(super) given: Assignment,
}

impl WrittenSecret {
    /// Whether its name tells that it is a secret.
    pub(super) fn is_named(&self) -> bool {
        secret::tells(&self.setting).is_some()
    }

    /// Where it is written, or the texts of which it is put together.
    pub(super) fn parts(&self, workspace: &Workspace) -> Vec<Span> {
        if self.is_exact {
            return vec![self.written];
        }
        let text = self.value.to_text().filter(|_| self.is_whole).unwrap_or_default();
        let expression = Some(self.value.span).filter(|_| self.is_whole);
        let mut parts: Vec<Span> = expression.into_iter().flat_map(|span| secret::texts_within(workspace, span)).collect();
        parts.extend(runs(workspace, &text, 0..text.literal().len()));
        parts
    }
}

/// Where the runs are written of which a part of a text is put together.
fn runs(workspace: &Workspace, text: &Text, range: Range<usize>) -> Vec<Span> {
    let (mut parts, mut at) = (vec![], range.start);
    while at < range.end {
        let (computed_from, end) = text.run_at(at);
        let end = end.max(at + 1);
        match computed_from {
            Some(span) => parts.extend(secret::texts_within(workspace, span)),
            None => {
                let written = text.span(at..end.min(range.end));
                parts.extend(written.filter(|span| secret::is_telling_part(workspace.slice(*span))));
            }
        }
        at = end;
    }
    parts
}

/// Where a part of the text of a value is written, whatever it looks like.
pub(super) fn written_at(workspace: &Workspace, value: &Value, text: &Text, range: Range<usize>) -> Vec<Span> {
    let is_whole = range == (0..text.literal().len());
    match text.span(range.clone()).filter(|span| (span.end - span.start) as usize == range.len()) {
        Some(span) => vec![span],
        None => {
            let expression = Some(value.span).filter(|_| is_whole);
            let expression = expression.into_iter().flat_map(|span| secret::texts_within(workspace, span));
            expression.chain(runs(workspace, text, range)).collect()
        }
    }
}

/// Names of the two members of a pair.
const PAIR: (&[&str], &[&str]) =
    (&["name", "Name", "key", "Key", "OptionName", "ParameterKey", "HeaderName"], &["value", "Value", "ParameterValue", "HeaderValue"]);
/// Members that say that the value of a pair is the name of where a secret is kept.
const KEPT_ELSEWHERE: &[&str] = &["PARAMETER_STORE", "SECRETS_MANAGER"];

/// All secrets of a resource, each place once.
pub(super) fn of_resource(resource: &Resource) -> Vec<WrittenSecret> {
    let mut search = Search { found: vec![], argument: SmolStr::default() };
    let always = Assignment::default();
    for site in facts::secret_sites(&resource.kind).iter().filter(|site| site.language == Some(resource.language)) {
        search.argument = SmolStr::new(site.path.as_str().split(['.', '[']).next().unwrap_or_default());
        match site.path.is_empty() {
            true => search.site(resource, site, &resource.attributes, &always),
            false => site.path.values(&resource.attributes).for_each(|(given, value)| search.site(resource, site, value, &given)),
        }
    }
    for entry in resource.attributes.as_map().into_iter().flat_map(|attributes| &attributes.entries) {
        search.argument = entry.key.clone();
        search.formats(&entry.value, &entry.key, &always);
    }
    // In a description the keys that AWS's documentation shows are an example; what a resource holds is replaced in place.
    if resource.name == "code" {
        search.found.retain(|secret| !secret.is_example);
    }
    search.found
}

/// Of a password that looks like a placeholder.
const AS_IT_STANDS: &str = "it looks like a placeholder; nothing in the code puts another in its place";

struct Search {
    found: Vec<WrittenSecret>,
    /// The argument of the resource that is searched.
    argument: SmolStr,
}

impl Search {
    fn add(&mut self, secret: WrittenSecret) {
        let same = |known: &WrittenSecret| {
            known.given == secret.given && (known.written == secret.written || known.written.covers(secret.written))
        };
        // What a value as a whole is says more than a part of it.
        let is_pair = matches!(secret.kind, SecretKind::KeyId | SecretKind::KeySecret);
        if is_pair && self.found.iter().all(|known| known.kind != secret.kind || !same(known)) || !self.found.iter().any(same) {
            self.found.push(secret);
        }
    }

    /// The secrets of a text, none of which may reach over a hole.
    fn parts(&mut self, value: &Value, text: &Text, (name, given): (&str, &Assignment), secrets: Vec<Secret>) {
        let is_whole = |range: &Range<usize>| !text.holes().iter().any(|hole| (range.start..=range.end).contains(&(hole.at as usize)));
        for secret in secrets.into_iter().filter(|secret| is_whole(&secret.whole)) {
            let written = text.span(secret.range.clone()).unwrap_or(value.span);
            let is_exact = (written.end - written.start) as usize == secret.range.len();
            let is_example = text.literal().get(secret.range.clone()).is_some_and(|secret| secret.contains("EXAMPLE"));
            let setting = if secret.name.is_empty() { name.to_owned() } else { secret.name };
            let (value, given, argument) = (value.clone(), given.clone(), self.argument.clone());
            self.add(WrittenSecret {
                kind: secret.kind,
                noun: secret.noun,
                setting,
                argument,
                value,
                written,
                is_exact,
                is_whole: secret.range == (0..text.literal().len()),
                is_example,
                doubt: None,
                given,
            });
        }
    }

    fn whole(&mut self, value: &Value, noun: &'static str, told: (&str, &Assignment)) {
        self.whole_if(value, noun, told, None);
    }

    fn whole_if(&mut self, value: &Value, noun: &'static str, (name, given): (&str, &Assignment), doubt: Option<&'static str>) {
        let text = value.to_text().unwrap_or_default();
        let length = text.literal().len();
        let written = text.span(0..length).unwrap_or(value.span);
        let is_exact = (written.end - written.start) as usize == length;
        let kind = value.as_str().map_or(SecretKind::Password, secret::kind_of);
        let (setting, argument, value) = (name.to_owned(), self.argument.clone(), value.clone());
        self.add(WrittenSecret {
            kind,
            noun,
            setting,
            argument,
            value,
            written,
            is_exact,
            is_whole: true,
            is_example: false,
            doubt,
            given: given.clone(),
        });
    }

    /// Known formats, wherever they stand.
    fn formats(&mut self, value: &Value, name: &str, given: &Assignment) {
        each_text(value, name, given, &mut |value, text, name, given| {
            self.parts(value, &text, (name, given), secret::of_known_format(text.literal()));
        });
    }

    fn script(&mut self, value: &Value, name: &str, given: &Assignment) {
        each_text(value, name, given, &mut |value, text, name, given| {
            self.parts(value, &text, (name, given), secret::written_out(text.literal()));
        });
    }

    fn site(&mut self, resource: &Resource, site: &SecretSite, value: &Value, given: &Assignment) {
        let name = site.path.as_str().rsplit(['.', ']']).find(|name| !name.is_empty()).unwrap_or_default().trim_end_matches("[]");
        match site.form {
            SecretSiteForm::Secret => self.secrets(resource, value, name, given),
            SecretSiteForm::Stored => self.stored(value, name, given),
            SecretSiteForm::Parameter => self.parameter(resource, value, name, given),
            SecretSiteForm::Variables => self.variables(value, name, given),
            SecretSiteForm::Document => self.document(value, name, given),
            SecretSiteForm::Script => self.script(value, name, given),
            SecretSiteForm::Input => self.input(resource, value, given),
            SecretSiteForm::Module => self.variables(value, "", given),
        }
    }

    /// The value of an argument that is made for a secret, weak or strong. A password that looks like a placeholder is deployed all the same where
    /// it stands in the argument itself.
    fn secrets(&mut self, resource: &Resource, value: &Value, name: &str, given: &Assignment) {
        let told = secret::tells(name);
        let (tells, noun) = (told.unwrap_or(NameTells::Password), told.map_or("a secret", NameTells::noun));
        let argument = self.argument.clone();
        let is_deployed = |value: &Value| {
            let is_own = value.provenance.steps().next().is_none() && resource.block.covers(value.span);
            tells == NameTells::Password && is_own && resource.left_alone(&argument).is_none()
        };
        each_text(value, name, given, &mut |value, text, name, given| match text.known() {
            Some(text) if secret::is_in_place(tells, text) => self.whole(value, noun, (name, given)),
            Some(text) if secret::is_placeholder_as_it_stands(text) && is_deployed(value) => {
                self.whole_if(value, noun, (name, given), Some(AS_IT_STANDS));
            }
            _ => {}
        });
    }

    fn stored(&mut self, value: &Value, name: &str, given: &Assignment) {
        each_text(value, name, given, &mut |value, text, name, given| match parsed(&text, value.span) {
            Some(document) => self.members(&document, name, given),
            None if text.known().is_some_and(secret::is_stored) => self.whole(value, "a secret", (name, given)),
            None => {}
        });
    }

    /// The members of what a secret store keeps.
    fn members(&mut self, document: &Value, name: &str, given: &Assignment) {
        let members = document.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
        for entry in members {
            let Some(text) = entry.value.as_str() else { continue };
            match secret::tells(&entry.key) {
                Some(tells) if secret::is_stored_member(&entry.key, text) => self.whole(&entry.value, tells.noun(), (&entry.key, given)),
                // What is kept alone is what the store is for; beside other members it is a secret if nobody chose it.
                None if secret::is_beside_secret(&entry.key) => {}
                None if (members.len() == 1 && secret::is_stored(text)) || secret::is_random(text) => {
                    self.whole(&entry.value, "a secret", (&entry.key, given));
                }
                _ => {}
            }
        }
        self.variables(document, name, given);
    }

    fn parameter(&mut self, resource: &Resource, value: &Value, name: &str, given: &Assignment) {
        let member = |names: [&str; 2]| names.iter().find_map(|name| resource.attributes.get(name)?.to_text());
        if member(["type", "Type"]).is_some_and(|kind| kind.known() == Some("SecureString")) {
            return self.stored(value, name, given);
        }
        let called = member(["name", "Name"]).map(|name| name.literal().to_owned()).unwrap_or_default();
        let called = called.rsplit('/').next().unwrap_or_default();
        self.named(value, called, given);
    }

    /// Names and values: a map, a list of pairs, or what holds such.
    fn variables(&mut self, value: &Value, name: &str, given: &Assignment) {
        match &value.kind {
            Kind::Map(map) => match pair(map) {
                Some((name, value)) => self.named(value, name, given),
                None => {
                    let entries = map.entries.iter().filter(|entry| entry.unclear.is_none() && !is_example(map, entry));
                    entries.for_each(|entry| self.entry(entry, given));
                }
            },
            Kind::List(items) => {
                self.options(items, given);
                items.iter().for_each(|item| self.variables(item, name, given));
            }
            Kind::Alternatives(open) => {
                for (answer, value) in &open.branches {
                    given.with(&open.condition, answer).iter().for_each(|given| self.variables(value, name, given));
                }
            }
            _ => self.script(value, name, given),
        }
    }

    fn entry(&mut self, entry: &Entry, given: &Assignment) {
        match &entry.value.kind {
            Kind::Map(_) => self.variables(&entry.value, &entry.key, given),
            // In a template within this code.
            _ if entry.key == "SecretString" => self.stored(&entry.value, &entry.key, given),
            Kind::List(items) if items.iter().any(|item| matches!(item.kind, Kind::Map(_))) => {
                self.variables(&entry.value, &entry.key, given)
            }
            Kind::List(items) => {
                self.options(items, given);
                self.named(&entry.value, &entry.key, given);
            }
            _ => self.named(&entry.value, &entry.key, given),
        }
    }

    /// Options of a command line and what follows them: `["--password", "…"]`.
    fn options(&mut self, items: &[Value], given: &Assignment) {
        for pair in items.windows(2) {
            let [option, value] = pair else { continue };
            let name = option.as_str().filter(|option| option.starts_with('-') && !option.contains(['=', ' '])).unwrap_or_default();
            let name = name.trim_start_matches('-');
            let is_option = value.as_str().is_none_or(|value| value.starts_with('-'));
            if secret::tells(name).is_some() && !is_option {
                self.named(value, name, given);
            }
        }
    }

    /// A value whose name may tell; else what it holds.
    fn named(&mut self, value: &Value, name: &str, given: &Assignment) {
        each_text(value, name, given, &mut |value, text, name, given| {
            let is_key_id = || secret::of_known_format(text.literal()).iter().any(|secret| secret.range.len() == text.literal().len());
            match text.known().and_then(|known| secret::named(name, known)).filter(|_| !is_key_id()) {
                Some(noun) => self.whole(value, noun, (name, given)),
                None => self.parts(value, &text, (name, given), secret::written_out(text.literal())),
            }
        });
    }

    /// JSON with names and values anywhere in it.
    fn document(&mut self, value: &Value, name: &str, given: &Assignment) {
        each_text(value, name, given, &mut |value, text, name, given| match parsed(&text, value.span) {
            Some(document) => self.variables(&document, name, given),
            None => self.parts(value, &text, (name, given), secret::written_out(text.literal())),
        });
    }

    /// A variable or parameter: its name tells, or that its value is not shown.
    fn input(&mut self, resource: &Resource, value: &Value, given: &Assignment) {
        let name = resource.name.rsplit('.').next().unwrap_or_default();
        // The default of a type such as `AWS::SSM::Parameter::Value<String>` is the name of something that is kept elsewhere:
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
        if resource.attributes.get("Type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("AWS::")) {
            return;
        }
        let is_true = |value: &Value| value.to_text().is_some_and(|text| text.literal().eq_ignore_ascii_case("true"));
        let is_on = |member: &str| resource.attributes.get(member).is_some_and(is_true);
        let is_shown = !(is_on("NoEcho") || is_on("sensitive")) || secret::is_beside_secret(name);
        let told = secret::tells(name);
        if is_shown || (told.is_some() && !is_on("NoEcho")) || matches!(value.kind, Kind::Map(_) | Kind::List(_)) {
            return match value.kind {
                Kind::Map(_) | Kind::List(_) => self.variables(value, name, given),
                _ => self.named(value, name, given),
            };
        }
        each_text(value, name, given, &mut |value, text, name, given| {
            // Much that is no secret is not shown either.
            let is_told = |text: &str| secret::is_stored(text) || told.is_some_and(|tells| secret::is_written_out(tells, text));
            let is_secret = |text: &str| secret::is_written_out(NameTells::Key, text) || (is_on("NoEcho") && is_told(text));
            if text.known().is_some_and(is_secret) {
                self.whole(value, told.map_or("a secret", NameTells::noun), (name, given));
            }
        });
    }
}

/// Whether an entry is an example in the description of an API: <https://spec.openapis.org/oas/v3.1.0#media-type-object>.
fn is_example(map: &Map, entry: &Entry) -> bool {
    ["example", "examples"].contains(&entry.key.as_str()) && ["schema", "type"].iter().any(|member| map.get(member).is_some())
}

pub(super) fn pair(map: &Map) -> Option<(&str, &Value)> {
    let (names, values) = PAIR;
    let member = |names: &[&str]| names.iter().find_map(|name| map.get(name));
    let is_kept_elsewhere = |value: &Value| value.as_str().is_some_and(|text| KEPT_ELSEWHERE.contains(&text));
    let (name, value) = (member(names)?, member(values)?);
    match ["type", "Type"].iter().any(|name| map.get(name).is_some_and(is_kept_elsewhere)) {
        true => None,
        false => match &name.kind {
            Kind::Text(text) => Some((text.literal(), value)),
            _ => None,
        },
    }
}

/// The JSON object or list that a text is.
pub(super) fn parsed(text: &Text, span: Span) -> Option<Value> {
    if !text.literal().trim_start().starts_with(['{', '[']) {
        return None;
    }
    let (value, error) = json::parse(text, span);
    Some(value).filter(|_| error.is_none())
}

/// What is done with each text: its value, the text (decoded), the name that it stands under, the answers under which it does.
pub(super) type Visit<'s> = dyn FnMut(&Value, Cow<'_, Text>, &str, &Assignment) + 's;

/// Goes through the texts of a value, with what is handed over in Base64 decoded.
pub(super) fn each_text(value: &Value, name: &str, given: &Assignment, visit: &mut Visit<'_>) {
    match &value.kind {
        Kind::Text(text) => match decoded(text.literal()).filter(|_| text.holes().is_empty()) {
            Some(decoded) => visit(value, Cow::Owned(Text::computed(decoded, value.span)), name, given),
            None => visit(value, Cow::Borrowed(text), name, given),
        },
        Kind::Number(number) => visit(value, Cow::Owned(Text::computed(number.as_str(), value.span)), name, given),
        Kind::Unknown(hole) => {
            if let HoleKind::Encoded { text } = &hole.kind {
                visit(value, Cow::Borrowed(text), name, given);
            }
        }
        Kind::List(items) => items.iter().for_each(|item| each_text(item, name, given, visit)),
        Kind::Map(map) => {
            let entries = map.entries.iter().filter(|entry| !is_example(map, entry));
            entries.for_each(|entry| each_text(&entry.value, &entry.key, given, visit));
        }
        Kind::Alternatives(open) => {
            for (answer, value) in &open.branches {
                given.with(&open.condition, answer).iter().for_each(|given| each_text(value, name, given, visit));
            }
        }
        Kind::Absent | Kind::Null | Kind::Bool(_) => {}
    }
}

/// What is handed over in Base64, as user data is: a long text, or one of several lines. Many a short word could be Base64 as well.
fn decoded(text: &str) -> Option<String> {
    use base64::Engine;
    let text = Some(text.trim()).filter(|text| text.len() >= 24 && text.len().is_multiple_of(4))?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
    let is_meant = |decoded: &String| !decoded.contains('\0') && (text.len() >= 60 || decoded.contains('\n'));
    String::from_utf8(bytes).ok().filter(is_meant)
}
