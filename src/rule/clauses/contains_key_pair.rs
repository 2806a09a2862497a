//! `contains-key-pair: true`: an access key and its secret are written out in a resource.

use super::setting::at;
use crate::rule::answer::{Answer, Evidence, FaultyElement};
use crate::rule::clause::{ClauseKind, Compiled, Compiler, Question};
use crate::rule::context::Context;
use crate::rule::target::Target;
use crate::rule::written::{Fault, Node};
use crate::source::Span;
use crate::value::{Kind, Value};
use regex::Regex;
use std::sync::LazyLock;

pub(super) const KIND: ClauseKind = ClauseKind {
    key: "contains-key-pair",
    about: "An access key id and a secret access key are written out in the resource: in user data, in an environment, in a parameter.",
    on: |target| target == Target::Resource,
    schema: r##"{"const":true}"##,
    supplies: &[],
    cost: 1,
    compile,
};

/// Ids of long-term access keys: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>.
static KEY_ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bAKIA[A-Z0-9]{16}\b").ok());
/// Forty characters of Base64, of more than one kind; hashes in hexadecimal are none.
static SECRET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[^A-Za-z0-9/+])([A-Za-z0-9/+]{40})(?:$|[^A-Za-z0-9/+=])").ok());

#[derive(Debug)]
struct ContainsKeyPair;

fn compile(value: &Node, _: &Compiler<'_>) -> Result<Compiled, Fault> {
    Compiled::switch(value, KIND.key, ContainsKeyPair)
}

impl Question for ContainsKeyPair {
    fn ask(&self, about: Context<'_>) -> Answer {
        let Context::Resource(context) = about else { return Answer::no() };
        let mut found = Pair::default();
        search(&context.resource.attributes, &mut found);
        let Some((value, span)) = found.id.filter(|_| found.has_secret) else { return Answer::no() };
        let shown = at(context.root.workspace, context.resource, value);
        // Never the key itself.
        let place = if context.resource.block.covers(span) { span } else { shown.place };
        let fault = FaultyElement { place, element: "an access key".to_owned(), provenance: vec![], ..shown };
        Answer::yes(Evidence { fault: Some(fault), ..Evidence::default() })
    }
}

/// What was found of a key pair, which may stand in several values.
#[derive(Default)]
struct Pair<'v> {
    /// The text that holds the id, and where in it.
    id: Option<(&'v Value, Span)>,
    has_secret: bool,
}

fn search<'v>(value: &'v Value, found: &mut Pair<'v>) {
    match &value.kind {
        Kind::Text(text) => {
            let decoded = decoded(text.literal());
            let literal = decoded.as_deref().unwrap_or(text.literal());
            if let Some(id) = KEY_ID.as_ref().and_then(|expression| expression.find(literal)).filter(|_| found.id.is_none()) {
                let span = text.span(id.range()).filter(|_| decoded.is_none());
                found.id = Some((value, span.unwrap_or(value.span)));
            }
            let secrets = SECRET.iter().flat_map(|expression| expression.captures_iter(literal)).filter_map(|found| found.get(1));
            found.has_secret |= secrets.into_iter().any(|secret| is_mixed(secret.as_str()));
        }
        Kind::List(items) => items.iter().for_each(|item| search(item, found)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| search(&entry.value, found)),
        Kind::Alternatives(alternatives) => alternatives.branches.iter().for_each(|(_, branch)| search(branch, found)),
        _ => {}
    }
}

/// What is handed over in Base64, as user data is.
fn decoded(text: &str) -> Option<String> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok().filter(|bytes| bytes.len() > 60)?;
    String::from_utf8(bytes).ok()
}

fn is_mixed(text: &str) -> bool {
    let has = |of: fn(&char) -> bool| text.chars().any(|char| of(&char));
    has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit)
}
