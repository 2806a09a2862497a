//! Where secrets may stand in a text: known formats, names with their values, command lines, addresses.

use super::written;
use super::{Because, NameTells, Suspect, name};
use crate::facts::{self, SecretFormat, SecretFormatKind};
use regex::{Captures, Regex, RegexSet};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// What a value may look like: in quotes that are escaped, in quotes, bare. One of its groups holds it.
const VALUE: &str = r#"(?:\\+"(?P<e>[^"\\\n]+)|"(?P<d>(?:[^"\\\n]|\\.)+)|'(?P<s>[^'\n]+)|(?P<b>[^\s"'`\\]+))"#;
const GROUPS: &[&str] = &["secret", "e", "d", "s", "b"];
/// A name in which a word stands that may tell of a secret; whether it does is asked of the name.
const NAME: &str =
    r"(?P<name>[\w.$-]*(?i:pass|pwd|pw|secret|token|key|cred|shared|psk|jwt|bearer|salt|jaas|hook|url|dsn|conn|cookie)[\w.-]*)";

/// Where a word begins, also behind an escaped line end.
const START: &str = r"(?:\b|\\[nrt])";

/// A way to write a secret.
struct SecretForm {
    expression: Regex,
    /// How it begins, and how it goes on behind that.
    halves: Option<(Regex, Regex)>,
    tells: FormTells,
}

/// What tells that a form holds a secret.
#[derive(Clone, Copy)]
enum FormTells {
    /// Its group `name`.
    Name,
    Itself(NameTells),
    /// Nothing: it is masked, to be safe.
    Nothing,
    /// Its group `name`, but it is no more than masked.
    MaskedName,
    /// The same, where words may stand as well: what is made of words is shown.
    NameAndLooks,
    /// That it is not made of words; its group `name` may say that it is something else.
    Looks,
}

/// What stands in a form where its first half ends: that is sought alone, and the other half only behind it. A form that repeats something a bounded number
/// of times is so many states of a search, which takes ten times as long as the search for one half.
const THEN: &str = "THEN";

/// The forms, with VALUE, NAME and START to be filled in. A first half with THEN behind it ends at one place only, wherever in a word it begins.
const FORMS: &[(&str, FormTells)] = &[
    // `password = "…"`, `"password": "…"`, `\"password\": \"…\"`, `PASSWORD=…`, `['password'] = '…'`.
    (r#"NAME\\*["']?\]?[ \t]*(?:=>|:=|[=:])[ \t]*VALUE"#, FormTells::Name),
    // `define('PASSWORD', '…')`.
    (r#"(?i:STARTdefine)\(\s*\\*["']NAME\\*["']\s*,\s*VALUE"#, FormTells::Name),
    // `--password …`, `"--password", "…"`.
    (r#"(?:^|[\s"'=])--?NAME(?:[ \t]+|\\*["'],\s*)VALUE"#, FormTells::Name),
    // `{"name": "PASSWORD", "value": "…"}` in every notation, and the other way round.
    (
        r#"(?i:\b(?:name|key|option_?name|parameter_?key)\b)["'\\]*\s*[:=]\s*["'\\]*NAME["'\\]*\s*,?(?:\\n)?\s*["'\\]*(?i:type["'\\]*\s*[:=]\s*["'\\]*\w+["'\\]*\s*,?\s*["'\\]*)?\b(?i:value|parameter_?value)["'\\]*\s*[:=]\s*VALUE"#,
        FormTells::Name,
    ),
    (
        r#"\b(?i:value|parameter_?value)["'\\]*\s*[:=]\s*VALUE["'\\]*\s*,?(?:\\n)?\s*["'\\]*(?i:\b(?:name|key|option_?name|parameter_?key)\b)["'\\]*\s*[:=]\s*["'\\]*NAME"#,
        FormTells::Name,
    ),
    // Command lines.
    (r#"(?i)START(?:mysql\w*|mariadb\w*)\b[^\n|;&]*?\s-pVALUE"#, FormTells::Itself(NameTells::Password)),
    (r#"(?i)START(?:sshpass|mongo\w*|docker\s+login)\b[^\n|;&]*?\s-p\s*VALUE"#, FormTells::Itself(NameTells::Password)),
    (
        r#"(?i)STARTcurl\b[^\n|;]*?\s(?:-u|--user|-U|--proxy-user)[ =]*["']?[^\s:"'$]+:(?P<b>[^\s"'\\@]+)"#,
        FormTells::Itself(NameTells::Password),
    ),
    (r#"(?i)[\w-]+:(?P<b>[^\s"'|:\\]+)\\*["']?\s*\|\s*(?:sudo\s+)?chpasswd"#, FormTells::Itself(NameTells::Password)),
    (
        r#"(?i)STARTecho\s+(?:-\w+\s+)?["']?(?P<b>[^\s"'|]+)["']?\s*\|\s*(?:sudo\s+)?passwd\s+--stdin"#,
        FormTells::Itself(NameTells::Password),
    ),
    (r#"(?i)STARTconvertto-securestring[ \t]+(?:-(?:string|asplaintext|force)[ \t]+)*VALUE"#, FormTells::Itself(NameTells::Password)),
    (r#"(?i)STARTnet\s+user\s+\S+\s+(?P<b>[^\s/*]\S*)\s+/add"#, FormTells::Itself(NameTells::Password)),
    (r#"(?i)START(?:identified(?:\s+with\s+\w+)?\s+by|password)\s+\\*'(?P<s>[^'\n\\]+)"#, FormTells::Itself(NameTells::Password)),
    // `https://user:…@host`, `Authorization: Bearer …`. A password may hold an `@`, that of a database a `/` as well.
    (r#"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@"'<>{}$\\]*:(?P<b>[^\s/"'<>\\]+)@"#, FormTells::Itself(NameTells::Password)),
    (
        r#"(?i)\b(?:postgres\w*|mysql\w*|mariadb|mongodb|rediss?|amqps?|sqlserver|mssql|oracle|s?ftps?|ldaps?|smtps?|clickhouse)(?:\+\w+)?://[^\s:/@"'<>{}$\\]*:(?P<b>[^\s"'<>\\]+)@"#,
        FormTells::Nothing,
    ),
    (r#"[a-zA-Z][a-zA-Z0-9+.-]*://(?P<b>[^\s:/@"'<>{}$\\]{8,})@"#, FormTells::Looks),
    (r#"[?&](?P<name>[\w.-]+)=(?P<b>[^\s&"'<>`\\)#]{8,})"#, FormTells::Looks),
    (r#"(?i)START(?:sqlplus[ \t]+|jdbc:oracle:thin:)[\w$#]+/(?P<b>[^\s@"'\\]+)@"#, FormTells::Nothing),
    (
        r#"(?i)\bauthorization\\*["']?\s*[:=]\s*\\*["']?(?:(?:bearer|basic|token|apikey)\s+)?(?P<b>[A-Za-z0-9._~+/=-]{8,})"#,
        FormTells::Looks,
    ),
    (r#"(?i)START(?:bearer|basic)\s+(?P<b>[A-Za-z0-9._~+/=-]{16,})"#, FormTells::Itself(NameTells::Token)),
    // The default of a variable or parameter that is a secret.
    (r#"\bvariable\s+"NAME"\s*\{[^{}]*?\bdefault\s*=\s*VALUE"#, FormTells::Name),
    (r#"\bNAME["']?\s*:THEN\s*\{?[^{}]{0,200}?\b(?i:default)["']?\s*:\s*VALUE"#, FormTells::Name),
    (r#"(?i)\bnoecho["']?\s*:\s*["']?true["']?[^{}]{0,200}?\bdefault["']?\s*:\s*VALUE"#, FormTells::Nothing),
    (r#"(?i)\bdefault["']?\s*:\s*VALUE["']?\s*,?[^{}:]{0,40}\bnoecho["']?\s*:\s*["']?true"#, FormTells::Nothing),
    (r#"\bsensitive\(\s*VALUE"#, FormTells::Nothing),
    // `setenv PASSWORD …`, `requirepass …`, "the password is …": words may follow such a name, and what looks like a secret is none of them.
    (
        r#"\bNAME[ \t]+(?:(?:(?:of|for)(?:[ \t]+\w+){1,3}[ \t]+)?(?:is|was|to|as)[ \t]+)?\\*["'`]?(?P<b>[^\s"'`\\,;:=(){}\[\]$<>|]{6,})"#,
        FormTells::NameAndLooks,
    ),
    (r#"\bNAME:[ \t]+!(?:vault|unsafe|env)[ \t]+VALUE"#, FormTells::MaskedName),
    (r#"(?i)\b(?:requirepass|masterauth|auth_pass|storepass|keypass)[ \t]+VALUE"#, FormTells::Nothing),
    // `<password>…</password>`, `set("PASSWORD", "…")`.
    (r#"<(?:\w+:)?NAME(?:\s[^<>\n]*)?>(?P<b>[^<>\s]+)</"#, FormTells::MaskedName),
    (r#"\(\s*(?:\\*["'][\w.-]*\\*["']\s*,\s*)?\\*["']NAME\\*["']\s*,\s*\\*["'](?P<b>[^"'\\\n]+)"#, FormTells::NameAndLooks),
    // Options and arguments of programs.
    (
        r#"(?i)(?:START(?:redis-cli\b[^\n|;&]*?\s-a|ldap\w+\b[^\n|;&]*?\s-w|(?:sqlcmd|bcp|zip)\b[^\n|;&]*?\s-P|(?:az\s+login|snowsql|useradd|usermod|7z\w?)\b[^\n|;&]*?\s-p|ssh-keygen\b[^\n|;&]*?\s-N|vault\s+login)|/user:\S+)[ \t]*VALUE"#,
        FormTells::Nothing,
    ),
    (
        r#"(?i)START(?:htpasswd\s+-\w*b\w*\s+\S+\s+\S+|net\s+user\s+\S+|rabbitmqctl\s+(?:add_user|change_password)\s+\S+|mc\s+(?:alias|config\s+host)\s+(?:set|add)\s+\S+\s+\S+\s+\S+|wpa_passphrase\s+\S+)[ \t]+VALUE"#,
        FormTells::Nothing,
    ),
    (r#"(?i)\bcreate\s+secret\b[^\n;|]*?--from-literal[= ]\S+?=VALUE"#, FormTells::Nothing),
    (r#"(?i)STARTsmbclient\b[^\n|;]*?\s-U\s*\\*["']?[^\s%"'\\]+%(?P<b>[^\s"'\\]+)"#, FormTells::Nothing),
    (r#"(?i)\bchpasswd\s*<<<\s*\\*["']?[\w-]+:(?P<b>[^\s"'\\]+)"#, FormTells::Nothing),
    (r#"(?i)START(?:printf|echo)\s+(?:-\w+\s+)?\\*["'](?P<b>[^"'|\n]+?)\\*["']\s*\|\s*(?:sudo\s+)?(?:smb)?passwd"#, FormTells::Nothing),
    (r#"(?i)STARTecho\s+(?:-\w+\s+)?\\*["']?(?P<b>[^\s"'|\\]+)\\*["']?\s*\|[^\n|;]*?--password-stdin"#, FormTells::Nothing),
    (r#"(?i)STARTidentified(?:\s+with\s+\w+)?\s+by[ \t]+VALUE"#, FormTells::Nothing),
    (r#"(?i)STARTpassword\(\s*\\*["'](?P<s>[^"'\n\\]+)"#, FormTells::Nothing),
    (r#"(?i)\bbasic_?auth\w*\\*["']?\s*[:=]\s*\\*["']?[^\s:"'\\]+:(?P<b>[^\s"'\\]+)"#, FormTells::Looks),
    (r#"(?i)\bNAME\\*["'`]?\s*\)\s*values\s*\((?:[^()]*,)?\s*\\*'(?P<s>[^'\\]+)\\*'\s*\)"#, FormTells::MaskedName),
    (r#"["']auth\\*["']\s*:\s*\\*["'](?P<b>[A-Za-z0-9+/]{8,}={0,2})\\*["']"#, FormTells::Looks),
    // A secret that is compared: the token of an Alexa skill.
    (r#"(?i)\bevent_?source_?token["']?\s*[:=]\s*VALUE"#, FormTells::Nothing),
];

static FORM_LIST: LazyLock<Vec<SecretForm>> = LazyLock::new(|| FORMS.iter().filter_map(SecretForm::read).collect());

/// A known format with its expressions.
struct KnownFormat {
    format: &'static SecretFormat,
    /// As a word of its own.
    word: Regex,
    /// Also where letters stand before or behind it.
    anywhere: Regex,
}

/// The formats, with what tells which of them a text has anywhere.
struct KnownFormats {
    all: Vec<KnownFormat>,
    /// Those that begin with written letters, which are sought together. What may begin anywhere has each character of a text begin it anew: together with
    /// others it is so many states that making them takes ten times as long as the search.
    begun: RegexSet,
    /// The places of those in all.
    begun_places: Vec<usize>,
    open_places: Vec<usize>,
}

static FORMATS: LazyLock<KnownFormats> = LazyLock::new(|| {
    let anywhere = |format: &SecretFormat| of_ascii(&format.pattern.replace(r"\b", ""));
    let known = facts::secret_formats().iter().filter_map(|format| {
        Some(KnownFormat { format, word: Regex::new(&of_ascii(format.pattern)).ok()?, anywhere: Regex::new(&anywhere(format)).ok()? })
    });
    let all: Vec<KnownFormat> = known.collect();
    let is_open = |known: &KnownFormat| known.anywhere.as_str().starts_with('[') || known.anywhere.as_str().starts_with("(?:^");
    let (open_places, begun_places): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|place| all.get(*place).is_some_and(is_open));
    let begun = begun_places.iter().filter_map(|place| all.get(*place)).map(|known| known.anywhere.as_str());
    KnownFormats { begun: RegexSet::new(begun).unwrap_or_default(), begun_places, open_places, all }
});

impl KnownFormats {
    /// The formats that a text has anywhere, in their order.
    fn of(&self, text: &str) -> Vec<&KnownFormat> {
        let is_there = |place: &usize| self.all.get(*place).is_some_and(|known| known.anywhere.is_match(text));
        let mut places: Vec<usize> = self.open_places.iter().copied().filter(is_there).collect();
        // Most texts have none, which is told faster than which they have.
        if self.begun.is_match(text) {
            places.extend(self.begun.matches(text).into_iter().filter_map(|index| self.begun_places.get(index)));
        }
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.all.get(place)).collect()
    }
}

/// What stands for a line end, a quote, a space or the like in source text and in addresses: `\n`, `\u000a`, `%0A`. Its letters belong to no word.
static ESCAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\\+(?:[0bfnrtv]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|%(?:[02][0-9a-fA-F]|3[a-fA-F]|5[b-eB-E]|7[b-eB-E])").ok()
});

/// `https://user:…@host`.
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@"'<>{}$\\]*:(?P<secret>[^\s/"'<>\\`]+)@"#).ok());

/// The words that are meant are of ASCII: the words, their ends and the cases of letters in all scripts cost several times as much to find.
fn of_ascii(pattern: &str) -> String {
    let words = pattern.replace(r"\b", r"(?-u:\b)").replace(r"[\w", "[0-9A-Za-z_").replace(r"\w", "[0-9A-Za-z_]");
    words.replace("(?i:", "(?i-u:")
}

/// No known format is shorter.
const SHORTEST: usize = 20;

/// Everything that looks like a secret, in order of its place; of what overlaps, what is told by its format.
pub(super) fn suspects(text: &str) -> Vec<Suspect> {
    let mut found = formats(text);
    if !is_one_word(text) {
        FORM_LIST.iter().for_each(|form| form.search(text, &mut found));
    }
    settled(found)
}

/// Whether a text has no blank, no quote and no sign that stands between a name and its value; each form has one.
fn is_one_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./*@,+".contains(&byte))
}

/// What is told by its format, or by how random it is.
pub(super) fn formats(text: &str) -> Vec<Suspect> {
    if text.len() < SHORTEST {
        return vec![];
    }
    let mut found = of_formats(text, |_| true);
    let blanked = without_escapes(text);
    if let Cow::Owned(blanked) = &blanked {
        let more = of_formats(blanked, |_| true).into_iter().filter(|more| !found.iter().any(|known| overlap(&known.range, &more.range)));
        let more: Vec<Suspect> = more.collect();
        found.extend(more);
    }
    let is_suspect = |run: &Range<usize>| blanked.get(run.clone()).is_some_and(written::changes_often);
    let runs = runs(&blanked).into_iter().filter(is_suspect);
    found.extend(runs.map(|run| Suspect { range: run.clone(), whole: run, because: Because::Random }));
    found
}

/// No shorter run of characters of Base64 is long.
const LONG_RUN: usize = 40;

/// The long runs of characters of Base64. Most of a text has a gap in each stretch as long as a run, and is not looked at but for the last such gap.
fn runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_gap = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"+/".contains(byte);
    let (mut runs, mut at) = (vec![], 0);
    while let Some(stretch) = bytes.get(at..at + LONG_RUN) {
        if let Some(gap) = stretch.iter().rposition(is_gap) {
            at += gap + 1;
            continue;
        }
        let end = bytes.iter().skip(at).position(is_gap).map_or(bytes.len(), |length| at + length);
        runs.push(at..end);
        at = end;
    }
    runs
}

/// Where a whole report, which is no text of the code, shows a token or a password of an address. None of these takes in a part of an escape, or a quote.
pub(super) fn tokens(report: &str) -> Vec<Range<usize>> {
    let blanked = without_escapes(report);
    let found = of_formats(&blanked, |format| format.kind != SecretFormatKind::PrivateKey).into_iter().map(|suspect| suspect.range);
    let passwords = ADDRESS.iter().flat_map(|address| address.captures_iter(&blanked)).filter_map(|captures| captures.name("secret"));
    let passwords = passwords.filter(|password| !written::is_reference(password.as_str())).map(|password| password.range());
    let end = |range: &Range<usize>| range.start + blanked.get(range.clone()).map_or(0, |text| text.trim_end_matches(['\\', '&']).len());
    let mut all: Vec<Range<usize>> = found.chain(passwords).map(|range| range.start..end(&range)).collect();
    all.sort_by_key(|range| (range.start, range.end));
    all
}

const END_OF_KEY: &str = "-----END";

fn of_formats(text: &str, is_meant: impl Fn(&SecretFormat) -> bool) -> Vec<Suspect> {
    let mut found: Vec<Suspect> = vec![];
    for KnownFormat { format, word, anywhere } in FORMATS.of(text) {
        if !is_meant(format) {
            continue;
        }
        let told = |captures: Captures<'_>, because: Because| {
            let secret = captures.name("secret").or(captures.get(0))?;
            let whole = captures.get(0).map_or(secret.range(), |whole| whole.range());
            // Of a key in lines its end says no more than its beginning.
            let length = secret.as_str().strip_suffix(END_OF_KEY).unwrap_or(secret.as_str()).len();
            Some(Suspect { range: secret.start()..secret.start() + length, whole, because })
        };
        let is_random = |suspect: &Suspect| text.get(suspect.range.clone()).is_some_and(|secret| !written::is_words(secret));
        let words: Vec<Suspect> = word.captures_iter(text).filter_map(|captures| told(captures, Because::Format(format))).collect();
        // With letters around it, what is made of words is a part of a name.
        let others = anywhere.captures_iter(text).filter_map(|captures| told(captures, Because::Masked)).filter(is_random);
        let others = others.filter(|other| !words.iter().any(|word| overlap(&word.whole, &other.whole)));
        found.extend(others.collect::<Vec<Suspect>>());
        found.extend(words.into_iter().filter(|word| format.kind != SecretFormatKind::Masked || is_random(word)));
    }
    found
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The same text, byte for byte as long, with spaces in place of escapes.
fn without_escapes(text: &str) -> Cow<'_, str> {
    match ESCAPE.as_ref().filter(|_| memchr::memchr2(b'\\', b'%', text.as_bytes()).is_some()) {
        Some(escape) => escape.replace_all(text, |captures: &Captures<'_>| " ".repeat(captures.get(0).map_or(0, |found| found.len()))),
        None => Cow::Borrowed(text),
    }
}

fn settled(mut found: Vec<Suspect>) -> Vec<Suspect> {
    found.sort_by_key(|suspect| (suspect.range.start, suspect.range.end));
    let mut kept: Vec<Suspect> = vec![];
    for suspect in found {
        let weight = |suspect: &Suspect| match suspect.because {
            Because::Format(_) => 3,
            Because::Name(_) => 2,
            Because::Place(_) => 1,
            Because::Random | Because::Masked => 0,
        };
        match kept.last_mut().filter(|last| last.range.end > suspect.range.start) {
            Some(last) if weight(last) >= weight(&suspect) => {}
            Some(last) => *last = suspect,
            None => kept.push(suspect),
        }
    }
    kept
}

impl SecretForm {
    fn read((form, tells): &(&str, FormTells)) -> Option<SecretForm> {
        let regex = |form: &str| Regex::new(&of_ascii(&form.replace("START", START).replace("NAME", NAME).replace("VALUE", VALUE))).ok();
        let halves = match form.split_once(THEN) {
            Some((head, tail)) => Some((regex(head)?, regex(&format!("^{tail}"))?)),
            None => None,
        };
        Some(SecretForm { expression: regex(&form.replace(THEN, ""))?, halves, tells: *tells })
    }

    /// The first place behind another that has this form.
    fn find<'t>(&self, text: &'t str, mut from: usize) -> Option<Captures<'t>> {
        let Some((head, tail)) = &self.halves else { return self.expression.captures_at(text, from) };
        loop {
            let found = head.find_at(text, from)?;
            if tail.is_match(text.get(found.end()..)?) {
                return self.expression.captures_at(text, found.start());
            }
            from = found.end();
        }
    }

    fn search(&self, text: &str, found: &mut Vec<Suspect>) {
        let mut from = 0;
        while let Some(captures) = self.find(text, from) {
            let Some(whole) = captures.get(0) else { return };
            let suspect = self.suspect(text, &captures);
            // A name that tells nothing may stand before one that does.
            let behind_name = captures.name("name").map_or(whole.end(), |name| name.end());
            let next = if suspect.is_some() { whole.end() } else { behind_name };
            found.extend(suspect);
            from = next.max(from + 1).max(whole.start() + 1);
            while from < text.len() && !text.is_char_boundary(from) {
                from += 1;
            }
            if from > text.len() {
                return;
            }
        }
    }

    fn suspect(&self, text: &str, captures: &Captures<'_>) -> Option<Suspect> {
        let value = GROUPS.iter().find_map(|group| captures.name(group))?;
        let bare = captures.name("b").is_some();
        // What opens a bracket holds the secret further inside; a dash begins the next option.
        if bare && (value.as_str().starts_with(['{', '[', '(', '-']) || is_called(value.as_str())) {
            return None;
        }
        let kept = if bare { value.as_str().trim_end_matches([',', ';', ')', ']', '}']) } else { value.as_str() };
        let range: Range<usize> = value.start()..value.start() + kept.len();
        let masked = Some(Suspect { range: range.clone(), whole: range.clone(), because: Because::Masked }).filter(|_| !range.is_empty());
        let named = captures.name("name").map(|name| name.as_str());
        let tells_here = || named.is_some_and(|name| name::tells(name.trim_matches(['-', '.', '$'])).is_some());
        let because = match self.tells {
            FormTells::Itself(tells) => Because::Place(tells),
            FormTells::Nothing => Because::Masked,
            FormTells::MaskedName => return masked.filter(|_| tells_here()),
            FormTells::NameAndLooks => return masked.filter(|_| tells_here() && looks_like_one("", kept)),
            FormTells::Looks => return masked.filter(|_| looks_like_one(named.unwrap_or_default(), kept)),
            FormTells::Name => {
                let name = captures.name("name")?;
                let before = text.get(..name.start()).unwrap_or_default();
                // The letter of `\n` is none of the name.
                let name = name.as_str();
                let name = if before.ends_with('\\') { name.strip_prefix(['n', 'r', 't']).unwrap_or(name) } else { name };
                let name = name.trim_matches(['-', '.', '$']);
                let is_told = name::tells(name).is_some();
                if !is_told && !name::may_tell(name) {
                    return None;
                }
                // `arn:aws:secretsmanager:…:secret:name` is a name as a whole.
                let word = before
                    .rsplit(|char: char| char.is_whitespace() || matches!(char, '"' | '\'' | '\\' | '`' | '(' | '[' | ','))
                    .next()
                    .unwrap_or_default();
                if word.starts_with("arn:") && before.ends_with(':') {
                    return None;
                }
                // `$Password = ConvertTo-SecureString $text` is code.
                let is_spaced = text.get(..value.start()).is_some_and(|before| before.ends_with(' ')) && !value.as_str().ends_with(',');
                // Behind a variable of PowerShell or PHP a text is quoted.
                let is_variable = captures.name("name").is_some_and(|name| name.as_str().starts_with('$'));
                let is_code = bare && (is_variable || value.as_str().contains('(') || (is_spaced && is_followed(text, value.end())));
                if before.ends_with(':') || is_code || !is_told { Because::Masked } else { Because::Name(name.to_owned()) }
            }
        };
        let start = captures.name("name").map_or(value.start(), |name| name.start()).min(value.start());
        (!range.is_empty()).then_some(Suspect {
            whole: start..range.end.max(captures.name("name").map_or(0, |name| name.end())),
            range,
            because,
        })
    }
}

/// Whether a value is the name of a function, whose arguments follow in quotes: `join(`.
fn is_called(value: &str) -> bool {
    let name = value.trim_end_matches(['{', '[']);
    name.strip_suffix('(').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(&byte)))
}

/// Names of parts of an address that say which version is meant.
const VERSIONS: &[&str] = &["ref", "rev", "commit", "sha", "checksum", "version", "versionid", "v", "hash", "depth", "id"];

/// Whether a value that stands behind a name, or without one where secrets do, is not made of words.
fn looks_like_one(name: &str, value: &str) -> bool {
    let is_random = !written::is_words(value) && !written::is_reference(value) && !written::is_version(value);
    is_random && !VERSIONS.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether something but a comment or another command stands behind a place on its line.
fn is_followed(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
    let is_closed = rest.starts_with(['"', '\'', '`']);
    let rest = rest.trim_start();
    !is_closed && !rest.is_empty() && !rest.starts_with(['#', ';', '&', '|', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_long_as_they_can_be() {
        let run = "aB3/".repeat(10);
        for (text, expected) in [
            (run.clone(), vec![(0, 40)]),
            (format!("{run}+ -{run}é{run}"), vec![(0, 41), (43, 83), (85, 125)]),
            (format!(" {}.", "x".repeat(39)), vec![]),
            (format!("{}.{run}x", "x".repeat(39)), vec![(40, 81)]),
        ] {
            let found: Vec<(usize, usize)> = runs(&text).into_iter().map(|run| (run.start, run.end)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_form_in_two_halves_is_found_behind_one_that_has_only_the_first() {
        let far = "x".repeat(250);
        let text = format!("api_token: {{Note: {far}, Default: a}}\nMy.db_password: {{Type: String, Default: hunter22}}\n");
        let found: Vec<String> = suspects(&text).into_iter().filter_map(|suspect| text.get(suspect.range).map(str::to_owned)).collect();
        assert!(found.contains(&"hunter22".to_owned()) && !found.contains(&"a".to_owned()), "{found:?}");
    }

    #[test]
    fn every_expression_can_be_read() {
        assert_eq!(FORM_LIST.len(), FORMS.len());
        assert_eq!(FORMATS.all.len(), facts::secret_formats().len());
        assert_eq!(FORMATS.begun.len() + FORMATS.open_places.len(), FORMATS.all.len());
        assert!(FORMATS.open_places.len() < 10, "so many are sought one by one");
    }
}
