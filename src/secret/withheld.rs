//! What the configuration says is not to be shown: the texts that `sensitive` and `ephemeral` mark. They are taken out of whatever leaves the analysis,
//! so that it does not matter who puts them into words.

use super::name::{is_common_word, is_word_of_prose};
use crate::facts;
use crate::json;
use crate::mapped_text::{ReferenceStep, Text};
use crate::source::{Span, Workspace};
use crate::value::{Kind, Marks, SENSITIVE, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Shorter texts stand in others by chance: they are hidden only where they are all that is quoted.
const SHORTEST: usize = 4;
/// Texts from this length on are hidden inside of longer words as well.
const LONG: usize = 8;
/// How a remedy names an account that is kept back.
const OPTION_WITHOUT_VALUE: &str = "`--trusted-account (sensitive value)`";

/// The texts that are kept back in one root, each with where it is written.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    texts: BTreeMap<String, Vec<Span>>,
    sought: OnceLock<SoughtTexts>,
    /// What documents say that are kept back as a whole, by the address of the resource whose findings may not show it.
    of_documents: BTreeMap<SmolStr, Vec<(String, Option<Span>)>>,
}

/// The texts that are sought in others, by how they begin: each of many findings asks which of many stand in what it says.
#[derive(Clone, Debug, Default)]
struct SoughtTexts {
    begun: FxHashMap<[u8; SHORTEST], Vec<String>>,
    short: Vec<String>,
}

impl SoughtTexts {
    fn of<'t>(texts: impl Iterator<Item = &'t String>) -> SoughtTexts {
        let mut sought = SoughtTexts::default();
        for text in texts {
            match text.as_bytes().first_chunk() {
                Some(beginning) => sought.begun.entry(*beginning).or_default().push(text.clone()),
                None => sought.short.push(text.clone()),
            }
        }
        sought
    }

    /// Those that stand in a text.
    fn within<'s>(&'s self, text: &str) -> impl Iterator<Item = &'s str> {
        let begun = text.as_bytes().windows(SHORTEST).enumerate().flat_map(|(at, window)| {
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            self.begun.get(window).into_iter().flatten().filter(move |sought| rest.starts_with(sought.as_bytes()))
        });
        begun.chain(self.short.iter().filter(|short| text.contains(short.as_str()))).map(String::as_str)
    }
}

impl Withheld {
    /// Whether nothing is kept back.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.of_documents.is_empty()
    }

    /// Notes all texts of a value that is kept back.
    pub fn note(&mut self, value: &Value) {
        self.sought.take();
        match &value.kind {
            Kind::Text(text) => self.note_text(text),
            Kind::Number(number) => self.texts.entry(number.to_string()).or_default().push(value.span),
            Kind::List(items) => items.iter().for_each(|item| self.note(item)),
            Kind::Map(map) => map.entries.iter().for_each(|entry| self.note(&entry.value)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| self.note(branch)),
            Kind::Absent | Kind::Null | Kind::Bool(_) | Kind::Unknown(_) => {}
        }
    }

    /// Notes what is kept back inside of a value that `address` holds.
    pub fn note_marked(&mut self, value: &Value, address: &SmolStr) {
        self.look(value, Marks::default(), address);
    }

    /// The same for what is put out. Who puts out a whole resource or module keeps it back for what is secret in it, and not every name that it has.
    pub fn note_output(&mut self, value: &Value, address: &SmolStr) {
        let is_whole = |step: &ReferenceStep| !["var.", "local."].iter().any(|start| step.name.starts_with(start));
        match &value.kind {
            Kind::Map(map) if value.provenance.steps().next().is_some_and(is_whole) => {
                map.entries.iter().for_each(|entry| self.note_output(&entry.value, address));
            }
            _ => self.note_marked(value, address),
        }
    }

    fn look(&mut self, value: &Value, around: Marks, address: &SmolStr) {
        let marks = around.and(value.marks);
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| self.look(item, marks, address)),
            Kind::Map(map) => map.entries.iter().for_each(|entry| self.look(&entry.value, marks, address)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| self.look(branch, marks, address)),
            Kind::Text(text) if marks.hides_all() && is_document(text) => {
                let mut said = vec![];
                leaves(&json::parse(text, value.span).0, "", &mut said);
                self.of_documents.entry(address.clone()).or_default().extend(said);
            }
            _ if marks.hides_all() => self.note(value),
            _ => {}
        }
    }

    fn note_text(&mut self, text: &Text) {
        if !text.literal().trim().is_empty() && !is_document(text) && !is_everybodys(text.literal()) {
            // What is known of a name that is put together stands elsewhere without the sign that joins it: `cloudtrail.${var.domain}`.
            let is_joined = |char: char| !text.holes().is_empty() && !char.is_alphanumeric();
            let known = text.literal().trim_matches(is_joined);
            if known.is_empty() {
                return;
            }
            let spans = self.texts.entry(known.to_owned()).or_default();
            spans.extend(text.span(0..text.literal().len()));
            spoken_of(text.literal()).for_each(|part| _ = self.texts.entry(part).or_default());
        }
    }

    /// The places where what is kept back is written just so.
    pub fn places(&self, workspace: &Workspace) -> Vec<Span> {
        let written = |text: &str, span: &Span| {
            let at = workspace.slice(*span).find(text).filter(|_| text.len() >= SHORTEST && !is_common_word(text))?;
            let start = span.start as usize + at;
            Some(Span::new(span.file, start, start + text.len()))
        };
        let texts = self.texts.iter().flat_map(|(text, spans)| spans.iter().map(move |span| (text, span)));
        let said = self.of_documents.values().flatten().filter_map(|(text, span)| Some((text, span.as_ref()?)));
        texts.chain(said).filter_map(|(text, span)| written(text, span)).collect()
    }

    /// Takes what is kept back out of a text; `of` says what it is about.
    pub fn hide(&self, text: &mut String, of: &str) {
        if self.is_empty() {
            return;
        }
        let of_document = self.of_documents.get(of).into_iter().flatten().map(|(said, _)| said.as_str());
        let sought = self.sought.get_or_init(|| SoughtTexts::of(self.texts.keys()));
        let said = text.clone();
        let mut all: Vec<&str> = sought.within(&said).chain(of_document.filter(|secret| said.contains(secret))).collect();
        all.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        all.dedup();
        all.into_iter().for_each(|secret| hide_one(text, secret));
        // Nobody can write what is not shown.
        if text.contains(OPTION_WITHOUT_VALUE) {
            *text = text.replace(OPTION_WITHOUT_VALUE, "`--trusted-account` with its number");
        }
    }

    /// The same for all texts of JSON.
    pub fn hide_json(&self, value: &mut serde_json::Value, of: &str) {
        match value {
            serde_json::Value::String(text) if self.is_whole(text, of) => SENSITIVE.clone_into(text),
            serde_json::Value::String(text) => self.hide(text, of),
            serde_json::Value::Number(number) if self.is_whole(&number.to_string(), of) => *value = SENSITIVE.into(),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| self.hide_json(item, of)),
            serde_json::Value::Object(members) => {
                let address = members.get("address").and_then(serde_json::Value::as_str).unwrap_or(of).to_owned();
                // The kind of something is our own word.
                let is_kind = |name: &str, member: &serde_json::Value| name == "type" && member.as_str().is_some_and(is_word_of_prose);
                let told = members.iter_mut().filter(|(name, member)| !is_kind(name, member));
                told.for_each(|(_, member)| self.hide_json(member, &address));
            }
            _ => {}
        }
    }

    fn is_whole(&self, text: &str, of: &str) -> bool {
        // A short one is told by its mark; another that reads the same is not kept back.
        text.len() >= SHORTEST && self.texts.contains_key(text)
            || self.of_documents.get(of).is_some_and(|said| said.iter().any(|(secret, _)| secret == text))
    }
}

/// Whether a text says the same wherever it stands, so that it is nobody's secret: every address, yes and no, a policy of AWS, a Region, a partition, a
/// service.
fn is_everybodys(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_region = matches!(parts.as_slice(), [country, others @ .., number]
        if country.len() == 2 && is_word(country) && !others.is_empty() && others.iter().all(is_word)
            && number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()));
    let is_of_aws = || facts::action(text).is_some() || facts::service(text).is_some();
    let words = ["0.0.0.0/0", "::/0", "true", "false", "aws", "aws-cn", "aws-us-gov"];
    words.contains(&text) || text.starts_with("arn:aws:iam::aws:policy/") || is_region || is_of_aws()
}

/// Whether a text is JSON: what it is made of is kept back, for nobody shows it as a whole.
fn is_document(text: &Text) -> bool {
    text.literal().trim_start().starts_with('{')
}

/// What messages take out of a text: the numbers of accounts, and the name at the end of an ARN.
fn spoken_of(text: &str) -> impl Iterator<Item = String> {
    let accounts = text.split(|char: char| !char.is_ascii_digit()).filter(|number| number.len() == 12);
    let name =
        text.strip_prefix("arn:").and_then(|arn| arn.rsplit([':', '/']).next()).filter(|name| name.len() >= SHORTEST && *name != "root");
    accounts.chain(name).map(str::to_owned)
}

/// What a document says beyond the words of the policy language.
fn leaves(value: &Value, name: &str, into: &mut Vec<(String, Option<Span>)>) {
    match &value.kind {
        Kind::Text(_) if matches!(name, "Version" | "Effect") => {}
        Kind::Text(text) => {
            let literal = text.literal();
            let is_told = !literal.is_empty() && !is_everybodys(literal);
            into.extend(Some((literal.to_owned(), text.span(0..literal.len()))).filter(|_| is_told));
            into.extend(spoken_of(literal).map(|part| (part, None)));
        }
        Kind::List(items) => items.iter().for_each(|item| leaves(item, name, into)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| leaves(&entry.value, &entry.key, into)),
        _ => {}
    }
}

fn hide_one(text: &mut String, secret: &str) {
    let places: Vec<usize> = text.match_indices(secret).map(|(at, _)| at).collect();
    for at in places.into_iter().rev() {
        let end = at + secret.len();
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(end..).and_then(|behind| behind.chars().next());
        let is_quoted = matches!((before, behind), (Some('`'), Some('`')) | (Some('"'), Some('"')));
        let is_joined = |char: Option<char>| secret.len() < LONG && char.is_some_and(char::is_alphanumeric);
        let is_apart = secret.len() >= SHORTEST && !is_common_word(secret) && !is_joined(before) && !is_joined(behind);
        // The name of a block is the author's word for it, and that of an action AWS's; neither is a secret.
        let is_label = text.get(..at).is_some_and(ends_within_a_label) || is_of_action(text, at..end);
        let is_value = || !is_word_of_prose(secret) || is_part_of_name(text, at..end);
        if is_quoted || is_apart && !is_label && is_value() {
            text.replace_range(at..end, SENSITIVE);
        }
    }
}

/// Whether the name of a block in an address goes on here: `module.vpn`, `aws_instance.primary_vpn`.
fn ends_within_a_label(before: &str) -> bool {
    let before = before.trim_end_matches(|char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-');
    let kind =
        before.strip_suffix('.').and_then(|before| before.rsplit(|char: char| !(char.is_ascii_alphanumeric() || char == '_')).next());
    kind.is_some_and(|kind| kind == "module" || kind.starts_with("aws_"))
}

/// Whether a word is, or is a part of, the name of an action: `sts:AssumeRole`.
fn is_of_action(text: &str, word: Range<usize>) -> bool {
    let is_no_part = |char: char| !char.is_ascii_alphanumeric() && !":-".contains(char);
    let start = text.get(..word.start).unwrap_or_default().rfind(is_no_part).map_or(0, |at| at + 1);
    let end = text.get(word.end..).unwrap_or_default().find(is_no_part).map_or(text.len(), |at| word.end + at);
    text.get(start..end).is_some_and(|name| name.contains(':') && facts::action(name).is_some())
}

/// Whether a word of the sentence would be a part of a name here: of the last part of an ARN, or joined with others in what is quoted or has a number.
fn is_part_of_name(text: &str, word: Range<usize>) -> bool {
    let is_mark = |char: char| char.is_whitespace() || "`\"'()[]{},;=".contains(char);
    let (before, behind) = (text.get(..word.start).unwrap_or_default(), text.get(word.end..).unwrap_or_default());
    let head = before.rsplit(is_mark).next().unwrap_or_default();
    let tail = behind.split(is_mark).next().unwrap_or_default().trim_end_matches(['.', ':']);
    let is_joined = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || "_.".contains(char));
    if head.is_empty() && tail.is_empty() || head.starts_with("--") || is_joined(head.chars().next_back()) || is_joined(tail.chars().next())
    {
        return false;
    }
    if head.starts_with("arn:") {
        let is_kind = head.ends_with(':') && tail.starts_with(['/', ':']);
        return head.matches(':').count() > 4 && !is_kind;
    }
    let has_number = head.chars().chain(tail.chars()).any(|char| char.is_ascii_digit());
    let begins = before.strip_suffix(head).and_then(|before| before.chars().next_back());
    let is_quoted = matches!(begins, Some('`' | '"')) && behind.get(tail.len()..).and_then(|behind| behind.chars().next()) == begins;
    !head.contains(':') && !tail.contains(':') && (has_number || is_quoted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn span() -> Span {
        Span::new(FileId(0), 0, 1)
    }

    fn withheld(texts: &[&str]) -> Withheld {
        let mut withheld = Withheld::default();
        texts.iter().for_each(|text| withheld.note(&Value::text(Text::computed(*text, span()), span())));
        withheld
    }

    #[test]
    fn what_is_kept_back_is_taken_out_of_every_text() {
        let hidden = |secrets: &[&str], text: &str| {
            let mut text = text.to_owned();
            withheld(secrets).hide(&mut text, "");
            text
        };
        assert_eq!(hidden(&["hush-hush"], "`arn:hush-hush-x` of hush-hush"), "`arn:(sensitive value)-x` of (sensitive value)");
        assert_eq!(hidden(&["hush-hush"], "xhush-hushy"), "x(sensitive value)y");
        // A short one stands in words by chance.
        assert_eq!(hidden(&["prod"], "production of prod-1"), "production of (sensitive value)-1");
        assert_eq!(hidden(&["*"], "`*` and arn:*"), "`(sensitive value)` and arn:*");
        // The longer one first.
        assert_eq!(hidden(&["secret-1", "secret-12"], "secret-12"), "(sensitive value)");
        // A word of the sentence is one only in a name.
        let told =
            "for any AWS account; `--account` tells yours, across-account: `aws_organizations_account.account_id`, `account`, `s3:account`";
        assert_eq!(hidden(&["account"], told), told.replace("`account`", "`(sensitive value)`"));
        assert_eq!(hidden(&["role"], "a role: `arn:aws:iam::1:role/x-role`"), "a role: `arn:aws:iam::1:role/x-(sensitive value)`");
        assert_eq!(hidden(&["bucket"], "the bucket `my-bucket` and bucket-7"), "the bucket `my-(sensitive value)` and (sensitive value)-7");
        // The name of a block, and of an action.
        assert_eq!(
            hidden(&["primary", "AssumeRole"], "`module.cluster_primary.aws_sns_topic.x` calls `sts:AssumeRole` on t-primary"),
            "`module.cluster_primary.aws_sns_topic.x` calls `sts:AssumeRole` on t-(sensitive value)"
        );
        // What everybody knows.
        assert_eq!(
            hidden(&["aws", "s3.amazonaws.com"], "`arn:aws:s3:::b` of `s3.amazonaws.com`"),
            "`arn:aws:s3:::b` of `s3.amazonaws.com`"
        );
    }

    #[test]
    fn json_is_gone_through() {
        let mut value = serde_json::json!({ "a": ["x hush-hush", "ab", 4200, 7, "111122223333"], "b": { "c": "hush-hush" } });
        let mut withheld = withheld(&["hush-hush", "ab", "arn:aws:iam::111122223333:root"]);
        withheld.note(&Value::number("4200", span()));
        withheld.hide_json(&mut value, "");
        let hidden = serde_json::json!({ "a": ["x (sensitive value)", "ab", "(sensitive value)", 7, "(sensitive value)"], "b": { "c": "(sensitive value)" } });
        assert_eq!(value, hidden);
    }
}
