//! Examples of statement rules: written once, told in every notation in which such a policy can stand.

mod arguments;
mod attributes;
mod cloudformation;
mod literal;
mod terraform;
mod variant;

use super::written::{Content, Fault, Node, Word, nearest};
use crate::facts::{self, PolicyKind, PolicySite, SiteFormat};
use crate::policy::API_POLICY;
use attributes::Tree;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;
pub use variant::variant;

/// Code in one notation. `«` and `»` enclose the places that are flagged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExampleCode {
    /// How it is written: `hcl`, `heredoc`, `yaml`, …
    pub notation: &'static str,
    /// The name of its file, which tells the language.
    pub file: &'static str,
    pub text: String,
}

impl ExampleCode {
    /// Whether each mark that opens is closed before the next.
    pub fn has_pairs_of_marks(&self) -> bool {
        let marks: String = self.text.chars().filter(|char| matches!(char, '«' | '»')).collect();
        marks.replace("«»", "").is_empty()
    }

    /// The text without marks, and the bytes that they enclosed.
    pub fn unmarked(&self) -> (String, Vec<Range<usize>>) {
        let (mut plain, mut places, mut open) = (String::new(), vec![], None);
        for char in self.text.chars() {
            match char {
                '«' => open = Some(plain.len()),
                '»' => places.extend(open.take().map(|start| start..plain.len())),
                other => plain.push(other),
            }
        }
        (plain, places)
    }
}

/// A kind of policy at a kind of resource: what an example says after `in:`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PolicyPlace {
    /// As in [`PolicySite::kind`].
    kind: PolicyKind,
    /// As in [`PolicySite::protects`].
    protects: &'static str,
}

/// Every place by its word: what the policy protects, with the kind of policy behind it where there are several.
static PLACES: LazyLock<BTreeMap<String, PolicyPlace>> = LazyLock::new(|| {
    let mut kinds: BTreeMap<&str, BTreeSet<PolicyKind>> = BTreeMap::new();
    for site in facts::all_policy_sites() {
        kinds.entry(site.protects).or_default().insert(site.kind);
    }
    let words = kinds.into_iter().flat_map(|(protects, kinds)| {
        let is_one = kinds.len() == 1;
        let word = move |kind: PolicyKind| if is_one { protects.to_owned() } else { format!("{protects}-{}", kind.name()) };
        kinds.into_iter().map(move |kind| (word(kind), PolicyPlace { kind, protects }))
    });
    words.collect()
});

/// Every word that may stand after `in:`.
pub fn places() -> impl Iterator<Item = &'static str> {
    PLACES.keys().map(String::as_str)
}

impl PolicyPlace {
    /// Reads the word of an example.
    ///
    /// # Errors
    /// Names the nearest word that is known.
    pub fn read(word: &Word) -> Result<PolicyPlace, Fault> {
        if let Some(place) = PLACES.get(&word.text) {
            return Ok(*place);
        }
        let kinds: Vec<String> =
            PLACES.iter().filter(|(_, place)| place.protects == word.text).map(|(known, _)| format!("`{known}`")).collect();
        let advice = match (kinds.as_slice(), nearest(&word.text, places())) {
            ([_, ..], _) => format!("; it has policies of several kinds: write {}", kinds.join(" or ")),
            ([], Some(known)) => format!("; did you mean `{known}`?"),
            ([], None) => "; `deputylint rules schema` lists the places".to_owned(),
        };
        Err(word.place.fault(format!("no policy stands in `{}`{advice}", word.text)))
    }

    /// The rows of `policy_sites.tsv`, in an order that stays.
    fn sites(self) -> Vec<&'static PolicySite> {
        let is_here = |site: &&PolicySite| site.kind == self.kind && site.protects == self.protects;
        let mut sites: Vec<&PolicySite> = facts::all_policy_sites().filter(is_here).collect();
        sites.sort_by_key(|site| (site.resource_type, site.path));
        sites
    }
}

/// The statements of one policy, and where the policy stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    pub place: PolicyPlace,
    /// As JSON; `«` and `»` stand inside the texts that they enclose.
    pub statements: Vec<Value>,
}

impl Placed {
    /// Reads one statement or a list of them, in YAML or as JSON text, with marks around texts and keys.
    ///
    /// # Errors
    /// Says what is wrong, and where.
    pub fn read(place: PolicyPlace, written: &Node) -> Result<Placed, Fault> {
        let read = match &written.content {
            Content::Scalar(text) => from_json(text).map_err(|why| written.place.fault(why))?,
            _ => from_yaml(written),
        };
        let statements = match read {
            Value::Array(statements) => statements,
            statement => vec![statement],
        };
        if statements.is_empty() || !statements.iter().all(Value::is_object) {
            return Err(written.place.fault("a statement, or a list of statements, should stand here"));
        }
        if !statements.iter().all(is_marked_whole) {
            return Err(written.place.fault("`«` and `»` should enclose a whole text or key"));
        }
        let placed = Placed { place, statements };
        // A document can say everything, arguments only some.
        let in_arguments = place.sites().iter().all(|site| site.format == SiteFormat::Fields);
        match in_arguments && placed.codes().is_empty() {
            true => Err(written.place.fault("no resource of this kind can say this in its arguments")),
            false => Ok(placed),
        }
    }

    /// The policy in every notation. Where several types of resource can carry it, each notation takes the next one.
    pub fn codes(&self) -> Vec<ExampleCode> {
        let sites = self.place.sites();
        let written = ExampleNotation::ALL.iter().enumerate().filter_map(|(turn, notation)| {
            let mut fitting: Vec<&PolicySite> = sites.iter().copied().filter(|site| notation.fits(site)).collect();
            let turns = turn.checked_rem(fitting.len())?;
            fitting.rotate_left(turns);
            fitting.into_iter().find_map(|site| write(site, *notation, &self.statements))
        });
        written.collect()
    }
}

/// Whether marks stand only at both ends of texts and keys.
fn is_marked_whole(value: &Value) -> bool {
    let whole = |text: &str| !literal::bare(text).0.contains(['«', '»']);
    match value {
        Value::String(text) => whole(text),
        Value::Array(items) => items.iter().all(is_marked_whole),
        Value::Object(members) => members.iter().all(|(key, value)| whole(key) && is_marked_whole(value)),
        _ => true,
    }
}

fn from_json(text: &str) -> Result<Value, String> {
    // Inside the quotes the marks are part of the text, and the rest is plain JSON.
    let json = text.replace("«\"", "\"«").replace("\"»", "»\"");
    serde_json::from_str(&json).map_err(|error| format!("the statement is not JSON with marks around texts: {error}"))
}

fn from_yaml(node: &Node) -> Value {
    let text = |text: &str| text.replace("«\"", "«").replace("\"»", "»");
    match &node.content {
        Content::Scalar(scalar) => text(scalar).into(),
        Content::List(items) => items.iter().map(from_yaml).collect::<Vec<_>>().into(),
        Content::Map(members) => {
            members.iter().map(|(key, value)| (text(&key.text), from_yaml(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

/// These statements at a place of the table, in every notation that it takes.
pub fn at(site: &PolicySite, statements: &[Value]) -> Vec<ExampleCode> {
    ExampleNotation::ALL.iter().filter_map(|notation| write(site, *notation, statements)).collect()
}

/// How a policy can be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ExampleNotation {
    Jsonencode,
    Heredoc,
    PolicyDocument,
    Arguments,
    Yaml,
    Json,
}

impl ExampleNotation {
    const ALL: [ExampleNotation; 6] = [
        ExampleNotation::Jsonencode,
        ExampleNotation::Heredoc,
        ExampleNotation::PolicyDocument,
        ExampleNotation::Arguments,
        ExampleNotation::Yaml,
        ExampleNotation::Json,
    ];

    fn name(self) -> &'static str {
        match self {
            ExampleNotation::Jsonencode => "jsonencode",
            ExampleNotation::Heredoc => "heredoc",
            ExampleNotation::PolicyDocument => "policy_document",
            ExampleNotation::Arguments => "arguments",
            ExampleNotation::Yaml => "yaml",
            ExampleNotation::Json => "json",
        }
    }

    fn file(self) -> &'static str {
        match self {
            ExampleNotation::Yaml => "template.yaml",
            ExampleNotation::Json => "template.json",
            ExampleNotation::Jsonencode | ExampleNotation::Heredoc | ExampleNotation::PolicyDocument | ExampleNotation::Arguments => {
                "main.tf"
            }
        }
    }

    fn fits(self, site: &PolicySite) -> bool {
        match self {
            ExampleNotation::Yaml | ExampleNotation::Json => site.language == "cloudformation",
            ExampleNotation::Arguments => site.language == "terraform" && site.format == SiteFormat::Fields,
            ExampleNotation::Jsonencode | ExampleNotation::Heredoc => site.language == "terraform" && site.format != SiteFormat::Fields,
            ExampleNotation::PolicyDocument => {
                site.language == "terraform" && !matches!(site.format, SiteFormat::Fields | SiteFormat::ApiDefinition)
            }
        }
    }
}

/// Nothing if the place does not take the notation, or cannot carry a statement.
fn write(site: &PolicySite, notation: ExampleNotation, statements: &[Value]) -> Option<ExampleCode> {
    if !notation.fits(site) {
        return None;
    }
    let resources = resources(site, statements)?;
    let document = match site.format {
        SiteFormat::Statement if statements.len() == 1 => statements.first().cloned().unwrap_or_default(),
        SiteFormat::Statement => statements.into(),
        _ => json!({ "Version": "2012-10-17", "Statement": statements }),
    };
    let document = if site.format == SiteFormat::ApiDefinition { json!({ API_POLICY: document }) } else { document };
    let text = match notation {
        ExampleNotation::Yaml => cloudformation::yaml(site.resource_type, &resources, &document),
        ExampleNotation::Json => cloudformation::json(site.resource_type, &resources, &document),
        ExampleNotation::Arguments => terraform::resources(site.resource_type, &resources, ""),
        ExampleNotation::Jsonencode => terraform::resources(site.resource_type, &resources, &terraform::encoded(&document)),
        ExampleNotation::Heredoc => terraform::resources(site.resource_type, &resources, &terraform::heredoc(&document)),
        ExampleNotation::PolicyDocument => {
            let source = terraform::policy_document(statements)?;
            source + "\n" + &terraform::resources(site.resource_type, &resources, terraform::POLICY_DOCUMENT)
        }
    };
    Some(ExampleCode { notation: notation.name(), file: notation.file(), text })
}

/// The attributes of the resources: one with the whole document, or one for each statement.
fn resources(site: &PolicySite, statements: &[Value]) -> Option<Vec<Tree>> {
    let mut base = Tree::default();
    if let Some(name) = site.only_if.argument() {
        base = base.with(name, Tree::text(site.only_if.wanted().next().unwrap_or_default()));
    }
    if site.format == SiteFormat::Fields {
        return statements.iter().map(|statement| arguments::of(site, statement, base.clone())).collect();
    }
    if !site.owner.is_empty() {
        base = base.with(site.owner, Tree::text(statements.iter().find_map(bucket).unwrap_or("example")));
    }
    Some(vec![base.with(site.path, Tree::Document)])
}

/// The bucket that a statement names: its policy is that of the bucket.
fn bucket(statement: &Value) -> Option<&str> {
    let resource = statement.get("Resource")?;
    let first = resource.as_array().and_then(|listed| listed.first()).unwrap_or(resource).as_str()?;
    let name = first.split_once(":s3:::")?.1.split('/').next()?;
    (!name.is_empty() && !name.contains(['*', '?', '$'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::written;

    fn place(word: &str) -> Result<PolicyPlace, String> {
        PolicyPlace::read(&Word { text: word.to_owned(), place: written::Place::default() }).map_err(|fault| fault.to_string())
    }

    fn placed(word: &str, statement: &str) -> Result<Placed, String> {
        let node: Node = serde_saphyr::from_str(statement).unwrap();
        Placed::read(place(word).unwrap(), &node).map_err(|fault| fault.to_string())
    }

    fn codes(word: &str, statement: &str) -> Vec<(&'static str, String)> {
        placed(word, statement).unwrap().codes().into_iter().map(|code| (code.notation, code.text)).collect()
    }

    #[test]
    fn places_are_those_of_the_table() {
        assert_eq!(place("s3").unwrap(), PolicyPlace { kind: PolicyKind::Resource, protects: "s3" });
        assert_eq!(place("role-trust").unwrap(), PolicyPlace { kind: PolicyKind::Trust, protects: "role" });
        let ambiguous = "no policy stands in `role`; it has policies of several kinds: write `role-identity` or `role-trust`";
        assert_eq!(place("role").unwrap_err(), ambiguous);
        assert_eq!(place("sqss").unwrap_err(), "no policy stands in `sqss`; did you mean `sqs`?");
        assert_eq!(place("xxxxxxxx").unwrap_err(), "no policy stands in `xxxxxxxx`; `deputylint rules schema` lists the places");
    }

    #[test]
    fn a_statement_is_told_in_every_notation() {
        let statement = "{Effect: Allow, Principal: {AWS: «arn:aws:iam::999988887777:root»}, Action: 'sts:AssumeRole', Condition: {StringLike: {«\"sts:ExternalId\"»: '${x}*'}}}";
        let codes = codes("role-trust", statement);
        let notations: Vec<&str> = codes.iter().map(|(notation, _)| *notation).collect();
        assert_eq!(notations, ["jsonencode", "heredoc", "policy_document", "yaml", "json"]);
        let json = r#"'{"Effect": "Allow", "Principal": {"AWS": «"arn:aws:iam::999988887777:root"»}, "Action": "sts:AssumeRole", "Condition": {"StringLike": {«"sts:ExternalId"»: "${x}*"}}}'"#;
        assert_eq!(placed("role-trust", json), placed("role-trust", statement));
        for (notation, text) in &codes {
            let (plain, places) = ExampleCode { notation, file: "", text: text.clone() }.unmarked();
            let marked: Vec<&str> = places.into_iter().map(|place| plain.get(place).unwrap_or_default().trim_matches('"')).collect();
            assert_eq!(marked, ["arn:aws:iam::999988887777:root", "sts:ExternalId"], "{notation}: {text}");
        }
        assert!(codes[0].1.contains(r#"{ StringLike = { «"sts:ExternalId"» = "$${x}*" } }"#), "{}", codes[0].1);
        assert!(codes[2].1.contains("variable = «\"sts:ExternalId\"»"), "{}", codes[2].1);
        assert!(codes[3].1.contains("StringLike:\n                «sts:ExternalId»: \"${x}*\""), "{}", codes[3].1);
    }

    #[test]
    fn a_permission_is_told_in_arguments() {
        let statement = "{Effect: Allow, Principal: {Service: s3.amazonaws.com}, Action: lambda:InvokeFunction, Resource: resize, Condition: {ArnLike: {«aws:SourceArn»: 'arn:aws:s3:::uploads'}}}";
        let codes = codes("lambda-permission", statement);
        let terraform = concat!(
            "resource \"aws_lambda_permission\" \"example\" {\n",
            "  function_name = \"resize\"\n  principal = \"s3.amazonaws.com\"\n  action = \"lambda:InvokeFunction\"\n",
            "  source_arn = «\"arn:aws:s3:::uploads\"»\n  statement_id = \"Example\"\n}\n"
        );
        assert_eq!(codes[0], ("arguments", terraform.to_owned()));
        assert_eq!(codes.len(), 3);
        let other =
            "{Effect: Allow, Principal: {Service: s3.amazonaws.com}, Action: '*', Condition: {Bool: {aws:SecureTransport: 'true'}}}";
        let refused = placed("lambda-permission", other).unwrap_err();
        assert_eq!(refused, "line 1, column 1: no resource of this kind can say this in its arguments");
    }
}
