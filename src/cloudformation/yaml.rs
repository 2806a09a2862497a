//! YAML as values: tags become the long forms of functions, aliases are shared, merge keys resolved, duplicate keys kept.

use super::scalar::TemplateSource;
use crate::mapped_text::{HoleKind, Why, WhyCode};
use crate::problem::Problem;
use crate::source::{CodePart, CodePartKind, Comment, Span, comment};
use crate::value::{Entry, Kind, Map, Value};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// How many values one alias, and all aliases of a document together, may stand for.
const MAX_ALIAS: usize = 10_000;
const MAX_ALIASED: usize = 200_000;

/// What a text comes to.
#[derive(Default)]
pub(super) struct TextDocuments {
    pub(super) values: Vec<Value>,
    pub(super) problems: Vec<Problem>,
    pub(super) comments: Vec<Comment>,
    /// What comments can stand at, where some may be meant for us.
    pub(super) parts: Vec<CodePart>,
}

/// What a YAML text comes to, and where its parser gave up.
#[derive(Default)]
pub(super) struct Composed {
    pub(super) documents: TextDocuments,
    pub(super) error: Option<SyntaxError>,
}

/// Where the parser gave up, and why.
pub(super) struct SyntaxError {
    /// Byte of the text that was parsed.
    pub(super) at: usize,
    pub(super) message: String,
    /// Where the last part that was read ends: what is wrong stands behind it.
    pub(super) read_to: usize,
    /// A line of a quoted scalar stands further left than YAML allows; other parsers accept it.
    pub(super) under_indented: bool,
    /// A `-` stands before a comma or bracket; to other parsers that is a text.
    pub(super) bare_dash: bool,
}

/// Reads all documents up to the first error.
pub(super) fn compose(source: &TemplateSource<'_>) -> Composed {
    let options = granit_parser::options! { emit_comments: true, max_buffered_comment_events: usize::MAX, emit_unresolved_aliases: true };
    let mut composer = Composer {
        source,
        open: vec![],
        anchors: FxHashMap::default(),
        aliased: 0,
        refused: false,
        keeps_parts: comment::may_speak_to_us(source.text),
        result: Composed::default(),
    };
    let mut read_to = 0;
    for event in Parser::new_from_str_with_options(source.text, options) {
        match event {
            Ok((event, span)) => {
                read_to = span.byte_range().map_or(read_to, |range| range.end);
                composer.event(event, &span);
            }
            Err(error) => {
                composer.result.error = Some(SyntaxError {
                    at: error.marker().byte_offset().unwrap_or_default(),
                    message: error.kind().to_string(),
                    read_to,
                    under_indented: *error.kind() == ErrorKind::InvalidQuotedScalarIndent,
                    bare_dash: *error.kind() == ErrorKind::PlainScalarStartsWithDashFlowIndicator,
                });
                break;
            }
        }
    }
    composer.result
}

struct Composer<'a> {
    source: &'a TemplateSource<'a>,
    open: Vec<OpenCollection>,
    anchors: FxHashMap<usize, (Value, usize)>,
    /// Values that aliases of this document stand for.
    aliased: usize,
    /// Whether an alias was not followed.
    refused: bool,
    /// Whether comments may ask for the parts of the code.
    keeps_parts: bool,
    result: Composed,
}

/// A list or map that is not closed yet.
struct OpenCollection {
    start: Span,
    anchor: usize,
    tag: Option<(SmolStr, Span)>,
    flow: bool,
    /// Values in it, aliases expanded.
    weight: usize,
    /// What is written last in it so far: of an alias itself, not what it stands for.
    last: Option<Span>,
    items: OpenItems,
}

enum OpenItems {
    List(Vec<Value>),
    Map { entries: Vec<Entry>, key: Option<Value> },
}

impl Composer<'_> {
    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) {
        let range = span.byte_range().unwrap_or(0..0);
        let place = self.source.span(range.start, range.end);
        let tag_place = span.tag_span().and_then(|tag| tag.byte_range()).map(|range| self.source.span(range.start, range.end));
        let tagged = |tag: Option<std::borrow::Cow<'_, granit_parser::Tag>>| {
            let name = tag.map(|tag| if tag.handle() == "!" { SmolStr::new(tag.suffix()) } else { format_smolstr!("{tag}") })?;
            Some((name, tag_place.unwrap_or(place)))
        };
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let value = self.scalar(&value, style, range, tagged(tag), self.awaits_key());
                self.close(value, anchor, 1, None);
            }
            Event::SequenceStart(style, anchor, tag) => self.open(place, anchor, tagged(tag), style, OpenItems::List(vec![])),
            Event::MappingStart(style, anchor, tag) => {
                self.open(place, anchor, tagged(tag), style, OpenItems::Map { entries: vec![], key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(place),
            Event::Alias(id) => self.alias(id, self.source.text.get(range).unwrap_or_default(), place),
            Event::UnresolvedAlias(name) => {
                self.result.documents.problems.push(Problem::unsupported(place, &format!("no anchor `{name}` stands before this alias")));
                self.close(Value::unknown(WhyCode::UnknownReference, name.as_ref(), place), 0, 1, None);
            }
            Event::Comment(text, _) => self.comment(&text, range),
            Event::DocumentStart(..) => {
                self.anchors.clear();
                self.aliased = 0;
            }
            _ => {}
        }
    }

    fn comment(&mut self, text: &str, range: std::ops::Range<usize>) {
        let written = self.source.text.get(range.clone()).unwrap_or_default();
        let end = range.start + written.trim_end().len();
        let start = end - text.trim().len().min(end);
        let comment = Comment { span: self.source.span(range.start, end), text: self.source.span(start, end), about: None };
        self.result.documents.comments.push(comment);
    }

    /// Whether the next value is the key of a map. Keys are text as written: `Null` is a condition operator, `On` an event.
    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(OpenCollection { items: OpenItems::Map { key: None, .. }, .. }))
    }

    fn scalar(&self, value: &str, style: ScalarStyle, range: std::ops::Range<usize>, tag: Option<(SmolStr, Span)>, is_key: bool) -> Value {
        let mut end = range.end;
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            end = range.start + self.source.text.get(range.clone()).unwrap_or_default().trim_end().len();
        }
        let place = self.source.span(range.start, end);
        let text = || Value::text(self.source.scalar(style, range.start, range.end, value), place);
        let plain = style == ScalarStyle::Plain && tag.is_none() && !is_key;
        let value = match value {
            _ if plain && range.is_empty() => Value::null(place),
            "null" | "Null" | "NULL" | "~" if plain => Value::null(place),
            word if plain && let Some(answer) = boolean(word) => Value::bool(answer, place),
            number if plain && is_number(number) => Value::number(octal(number).unwrap_or_else(|| number.to_owned()), place),
            _ => text(),
        };
        long_form(value, tag)
    }

    fn open(&mut self, start: Span, anchor: usize, tag: Option<(SmolStr, Span)>, style: granit_parser::StructureStyle, items: OpenItems) {
        let flow = style == granit_parser::StructureStyle::Flow;
        self.open.push(OpenCollection { start, anchor, tag, flow, weight: 1, last: None, items });
    }

    fn end(&mut self, place: Span) {
        let Some(open) = self.open.pop() else { return };
        // A block collection ends with its last member; the parser reports the next token.
        let span = if open.flow { open.start.to(place) } else { open.last.map_or(open.start, |last| open.start.to(last)) };
        let value = match open.items {
            OpenItems::List(items) => Value::list(items, span),
            OpenItems::Map { entries, .. } => Value::map(Map { entries: merged(entries) }, span),
        };
        let value = long_form(value, open.tag);
        self.close(value, open.anchor, open.weight, None);
    }

    fn alias(&mut self, id: usize, name: &str, place: Span) {
        let Some((value, weight)) = self.anchors.get(&id).cloned() else {
            // The anchor belongs to a list or map that is still open.
            self.result.documents.problems.push(Problem::cycle(place, name));
            return self.close(Value::unknown(WhyCode::Cycle, name, place), 0, 1, None);
        };
        if weight > MAX_ALIAS || self.aliased + weight > MAX_ALIASED {
            let limit = format!("an alias stands for more than {MAX_ALIAS} values, or all of them for more than {MAX_ALIASED}");
            if !std::mem::replace(&mut self.refused, true) {
                self.result.documents.problems.push(Problem::limit_reached(place, &limit));
            }
            return self.close(Value::unknown(WhyCode::Limit, limit, place), 0, 1, None);
        }
        self.aliased += weight;
        self.close(value.through(name, place), 0, weight, Some(place));
    }

    /// Hands a finished value to the list or map around it. An alias stands elsewhere than its value.
    fn close(&mut self, value: Value, anchor: usize, weight: usize, alias: Option<Span>) {
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), weight));
        }
        let kind = self.kind_of_entries();
        let Some(parent) = self.open.last_mut() else { return self.result.documents.values.push(value) };
        parent.weight = parent.weight.saturating_add(weight);
        let part = match &mut parent.items {
            OpenItems::List(items) => {
                let span = alias.unwrap_or(value.span);
                items.push(value);
                CodePart { span, kind: CodePartKind::Other }
            }
            OpenItems::Map { key: key @ None, .. } => {
                *key = Some(value);
                return;
            }
            OpenItems::Map { entries, key: key @ Some(_) } => {
                let Some(entry) = key.take().map(|key| entry(key, value)) else { return };
                let span = entry.key_span.to(alias.unwrap_or(entry.value.span));
                entries.push(entry);
                CodePart { span, kind }
            }
        };
        parent.last = Some(part.span);
        if self.keeps_parts {
            self.result.documents.parts.push(part);
        }
    }

    /// What the members of the innermost map are to a comment.
    fn kind_of_entries(&self) -> CodePartKind {
        let is_resources = |key: &Value| key.as_str() == Some("Resources");
        match self.open.as_slice() {
            [_] => CodePartKind::Section,
            [OpenCollection { items: OpenItems::Map { key: Some(key), .. }, .. }, _] if is_resources(key) => CodePartKind::Resource,
            _ => CodePartKind::Other,
        }
    }
}

fn entry(key: Value, mut value: Value) -> Entry {
    if value.kind == Kind::Null && value.span.start == value.span.end {
        // An empty value stands behind its key, not at the next token.
        value.span = Span { start: key.span.end, end: key.span.end, ..key.span };
    }
    let name = match &key.kind {
        Kind::Text(_) => key.to_text().and_then(|text| text.known().map(SmolStr::new)),
        _ => None,
    };
    match name {
        Some(name) => Entry { key: name, key_span: key.span, unclear: None, value },
        None => {
            let why = Why::new(WhyCode::UnsupportedSyntax, "the key is not plain text");
            let unclear = Value::hole(HoleKind::Unknown(why), key.span).to_text().map(Arc::new);
            Entry { key: SmolStr::default(), key_span: key.span, unclear, value }
        }
    }
}

/// `!Sub x` as `{"Fn::Sub": x}`; YAML's own tags do not matter here.
fn long_form(value: Value, tag: Option<(SmolStr, Span)>) -> Value {
    let Some((name, place)) = tag else { return value };
    if name.is_empty() || name == "!" || name.starts_with("tag:yaml.org,2002:") || name.starts_with("!!") {
        return value;
    }
    let function = match name.as_str() {
        "Ref" | "Condition" => name,
        name if name.starts_with("Fn::") => SmolStr::new(name),
        name => format_smolstr!("Fn::{name}"),
    };
    let span = if value.span.start == value.span.end { place } else { place.to(value.span) };
    let mut map = Map::default();
    map.push(function, place, value);
    Value::map(map, span)
}

/// Replaces `<<` by the members that the map itself does not have. <https://yaml.org/type/merge.html>
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return entries;
    }
    let own: FxHashSet<SmolStr> = entries.iter().map(|entry| entry.key.clone()).filter(|key| key != "<<").collect();
    let (mut result, mut merged, mut place) = (vec![], vec![], None);
    for entry in entries {
        let sources = match &entry.value.kind {
            Kind::Map(_) if entry.key == "<<" => std::slice::from_ref(&entry.value),
            Kind::List(items) if entry.key == "<<" => items.as_slice(),
            _ => {
                result.push(entry);
                continue;
            }
        };
        place.get_or_insert(result.len());
        let mut taken = FxHashSet::default();
        for source in sources.iter().filter_map(Value::as_map) {
            let new = source.entries.iter().filter(|member| !own.contains(&member.key) && taken.insert(member.key.clone()));
            merged.extend(new.cloned().map(|member| Entry { value: member.value.through("<<", entry.key_span), ..member }));
        }
    }
    // Within a list the first counts, of several `<<` the last, as PyYAML reads them.
    let mut seen = FxHashSet::default();
    merged.reverse();
    merged.retain(|member| seen.insert(member.key.clone()));
    merged.reverse();
    let place = place.unwrap_or(0);
    result.splice(place..place, merged);
    result
}

/// The booleans of YAML 1.1, which CloudFormation reads; `y` and `n` stay texts. <https://github.com/aws/aws-cli/pull/5257>
fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// Digits with an optional sign and fraction. `1e5`, `0x1F`, `1_000` are read differently by different tools and stay text.
/// What a number with a leading zero and no 8 or 9 is, which YAML 1.1 writes to the base of eight: an account number without quotes is another one.
fn octal(number: &str) -> Option<String> {
    let digits = number.strip_prefix(['-', '+']).unwrap_or(number);
    let is_octal = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    let value = i64::from_str_radix(digits, 8).ok().filter(|_| is_octal)?;
    Some(if number.starts_with('-') { format!("-{value}") } else { value.to_string() })
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}
