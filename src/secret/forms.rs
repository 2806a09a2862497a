//! The forms in which people write secrets: names with their values, command lines, addresses.

use super::expression::Expression;
use super::written;
use super::{Because, NameTells, Suspect, name};
use memchr::memmem::Finder;
use regex::Captures;
use std::ops::Range;
use std::sync::LazyLock;

/// What a value may look like: in quotes that are escaped, in quotes, bare. One of its groups holds it.
const VALUE: &str = r#"(?:\\+"(?P<e>[^"\\\n]+)|"(?P<d>(?:[^"\\\n]|\\.)+)|'(?P<s>[^'\n]+)|(?P<b>[^\s"'`\\]+))"#;
const GROUPS: &[&str] = &["secret", "e", "d", "s", "b"];
/// A name in which a word stands that may tell of a secret; whether it does is asked of the name.
const NAME: &str = r"(?P<name>[\w.$-]*WORD[\w.-]*)";
const WORD: &str = "(?i:pass|pwd|pw|secret|token|key|cred|shared|psk|jwt|bearer|salt|jaas|hook|url|dsn|conn|cookie)";

/// Where a word begins, also behind an escaped line end.
const START: &str = r"(?:\b|\\[nrt])";

/// A way to write a secret.
struct SecretForm {
    expression: Expression,
    /// How it begins, and how it goes on behind that.
    halves: Option<(Expression, Expression)>,
    tells: FormTells,
    /// The words of which a text that has the form has one, in small letters; none if there are no such words.
    signs: Vec<Finder<'static>>,
    name: FormName,
    /// Whether it is about one parameter of a template.
    is_of_entry: bool,
    /// Whether its option means the ports of a container too.
    may_be_port: bool,
}

/// The name that a form asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormName {
    Nothing,
    /// One that begins with a dash.
    Option,
    /// One on the line on which all of the form stands, and nothing of it before the name.
    OnLine,
    Anywhere,
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

/// What a form begins with that ends where its line ends, and has no other part before its name.
const LINE: &str = "LINE";

/// The forms, with VALUE, NAME and START to be filled in, and the words of which one stands in each text that has the form: those are sought together, and most
/// texts have none of them. A first half with THEN behind it ends at one place only, wherever in a word it begins.
const FORMS: &[(&str, FormTells, &[&str])] = &[
    // `password = "…"`, `"password": "…"`, `\"password\": \"…\"`, `PASSWORD=…`, `['password'] = '…'`.
    (r#"LINENAME\\*["']?\]?[ \t]*(?:=>|:=|[=:])[ \t]*VALUE"#, FormTells::Name, &[]),
    // `define('PASSWORD', '…')`.
    (r#"(?i:STARTdefine)\(\s*\\*["']NAME\\*["']\s*,\s*VALUE"#, FormTells::Name, &["define"]),
    // `--password …`, `"--password", "…"`.
    (r#"(?:^|[\s"'=])--?NAME(?:[ \t]+|\\*["'],\s*)VALUE"#, FormTells::Name, &[]),
    // `{"name": "PASSWORD", "value": "…"}` in every notation, and the other way round.
    (
        r#"(?i:\b(?:name|key|option_?name|parameter_?key)\b)["'\\]*\s*[:=]\s*["'\\]*NAME["'\\]*\s*,?(?:\\n)?\s*["'\\]*(?i:type["'\\]*\s*[:=]\s*["'\\]*\w+["'\\]*\s*,?\s*["'\\]*)?\b(?i:value|parameter_?value)["'\\]*\s*[:=]\s*VALUE"#,
        FormTells::Name,
        &["value"],
    ),
    (
        r#"\b(?i:value|parameter_?value)["'\\]*\s*[:=]\s*VALUE["'\\]*\s*,?(?:\\n)?\s*["'\\]*(?i:\b(?:name|key|option_?name|parameter_?key)\b)["'\\]*\s*[:=]\s*["'\\]*NAME"#,
        FormTells::Name,
        &["value"],
    ),
    // Command lines.
    (r#"(?i)START(?:mysql\w*|mariadb\w*)\b[^\n|;&]*?\s-pVALUE"#, FormTells::Itself(NameTells::Password), &["mysql", "mariadb"]),
    (
        r#"(?i)START(?:sshpass|mongo\w*|docker\s+login)\b[^\n|;&]*?\s-p\s*VALUE"#,
        FormTells::Itself(NameTells::Password),
        &["sshpass", "mongo", "docker"],
    ),
    (
        r#"(?i)STARTcurl\b[^\n|;]*?\s(?:-u|--user|-U|--proxy-user)[ =]*["']?[^\s:"'$]+:(?P<b>[^\s"'\\@]+)"#,
        FormTells::Itself(NameTells::Password),
        &["curl"],
    ),
    (r#"(?i)[\w-]+:(?P<b>[^\s"'|:\\]+)\\*["']?\s*\|\s*(?:sudo\s+)?chpasswd"#, FormTells::Itself(NameTells::Password), &["chpasswd"]),
    (
        r#"(?i)STARTecho\s+(?:-\w+\s+)?["']?(?P<b>[^\s"'|]+)["']?\s*\|\s*(?:sudo\s+)?passwd\s+--stdin"#,
        FormTells::Itself(NameTells::Password),
        &["passwd"],
    ),
    (
        r#"(?i)STARTconvertto-securestring[ \t]+(?:-(?:string|asplaintext|force)[ \t]+)*VALUE"#,
        FormTells::Itself(NameTells::Password),
        &["securestring"],
    ),
    (r#"(?i)STARTnet\s+user\s+\S+\s+(?P<b>[^\s/*]\S*)\s+/add"#, FormTells::Itself(NameTells::Password), &["/add"]),
    (
        r#"(?i)START(?:identified(?:\s+with\s+\w+)?\s+by|password)\s+\\*'(?P<s>[^'\n\\]+)"#,
        FormTells::Itself(NameTells::Password),
        &["identified", "password"],
    ),
    (r#"(?i)\bset\s+password\s+for\s+[^\n=;]{1,100}=\s*\\*'(?P<s>[^'\n\\]+)"#, FormTells::Itself(NameTells::Password), &["password"]),
    // `https://user:…@host`, `Authorization: Bearer …`. A password may hold an `@`, that of a database a `/` as well.
    (r#"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s:/@"'<>{}$\\]*:(?P<b>[^\s/"'<>\\]+)@"#, FormTells::Itself(NameTells::Password), &["@"]),
    (
        r#"(?i)\b(?:postgres\w*|mysql\w*|mariadb|mongodb|rediss?|amqps?|sqlserver|mssql|oracle|s?ftps?|ldaps?|smtps?|clickhouse)(?:\+\w+)?://[^\s:/@"'<>{}$\\]*:(?P<b>[^\s"'<>\\]+)@"#,
        FormTells::Nothing,
        &["@"],
    ),
    (r#"[a-zA-Z][a-zA-Z0-9+.-]*://(?P<b>[^\s:/@"'<>{}$\\]{8,})@"#, FormTells::Looks, &["@"]),
    (r#"[?&](?P<name>[\w.-]+)=(?P<b>[^\s&"'<>`\\)#]{8,})"#, FormTells::Looks, &["?", "&"]),
    (r#"(?i)START(?:sqlplus[ \t]+|jdbc:oracle:thin:)[\w$#]+/(?P<b>[^\s@"'\\]+)@"#, FormTells::Nothing, &["sqlplus", "jdbc"]),
    (
        r#"(?i)\bauthorization\\*["']?\s*[:=]\s*\\*["']?(?:(?:bearer|basic|token|apikey)\s+)?(?P<b>[A-Za-z0-9._~+/=-]{8,})"#,
        FormTells::Looks,
        &["authorization"],
    ),
    (r#"(?i)START(?:bearer|basic)\s+(?P<b>[A-Za-z0-9._~+/=-]{16,})"#, FormTells::Itself(NameTells::Token), &["bearer", "basic"]),
    // The default of a variable or parameter that is a secret.
    (r#"\bvariable\s+"NAME"\s*\{[^{}]*?\bdefault\s*=\s*VALUE"#, FormTells::Name, &["default"]),
    (r#"\bNAME["']?\s*:THEN\s*\{?[^{}]{0,200}?\b(?i:default)["']?\s*:\s*VALUE"#, FormTells::Name, &["default"]),
    (r#"(?i)\bnoecho["']?\s*:\s*["']?true["']?[^{}]{0,200}?\bdefault["']?\s*:\s*VALUE"#, FormTells::Nothing, &["noecho"]),
    (r#"(?i)\bdefault["']?\s*:\s*VALUE["']?\s*,?[^{}:]{0,40}\bnoecho["']?\s*:\s*["']?true"#, FormTells::Nothing, &["noecho"]),
    (r#"\bsensitive\(\s*VALUE"#, FormTells::Nothing, &["sensitive("]),
    // `setenv PASSWORD …`, `requirepass …`, "the password is …": words may follow such a name, and what looks like a secret is none of them.
    (
        r#"LINE\bNAME[ \t]+(?:(?:(?:of|for)(?:[ \t]+\w+){1,3}[ \t]+)?(?:is|was|to|as)[ \t]+)?\\*["'`]?(?P<b>[^\s"'`\\,;:=(){}\[\]$<>|]{6,})"#,
        FormTells::NameAndLooks,
        &[],
    ),
    (r#"LINE\bNAME:[ \t]+!(?:vault|unsafe|env)[ \t]+VALUE"#, FormTells::MaskedName, &["!vault", "!unsafe", "!env"]),
    (
        r#"(?i)\b(?:requirepass|masterauth|auth_pass|storepass|keypass)[ \t]+VALUE"#,
        FormTells::Nothing,
        &["requirepass", "masterauth", "auth_pass", "storepass", "keypass"],
    ),
    // `<password>…</password>`, `set("PASSWORD", "…")`.
    (r#"<(?:\w+:)?NAME(?:\s[^<>\n]*)?>(?P<b>[^<>\s]+)</"#, FormTells::MaskedName, &["</"]),
    (r#"\(\s*(?:\\*["'][\w.-]*\\*["']\s*,\s*)?\\*["']NAME\\*["']\s*,\s*\\*["'](?P<b>[^"'\\\n]+)"#, FormTells::NameAndLooks, &["("]),
    // Options and arguments of programs.
    (
        r#"(?i)(?:START(?:redis-cli\b[^\n|;&]*?\s-a|ldap\w+\b[^\n|;&]*?\s-w|(?:sqlcmd|bcp|zip)\b[^\n|;&]*?\s-P|(?:az\s+login|snowsql|useradd|usermod|7z\w?)\b[^\n|;&]*?\s-p|ssh-keygen\b[^\n|;&]*?\s-N|vault\s+login)|/user:\S+)[ \t]*VALUE"#,
        FormTells::Nothing,
        &["redis-cli", "ldap", "sqlcmd", "bcp", "zip", "login", "snowsql", "user", "7z", "ssh-keygen"],
    ),
    (
        r#"(?i)START(?:htpasswd\s+-\w*b\w*\s+\S+\s+\S+|net\s+user\s+\S+|rabbitmqctl\s+(?:add_user|change_password)\s+\S+|mc\s+(?:alias|config\s+host)\s+(?:set|add)\s+\S+\s+\S+\s+\S+|wpa_passphrase\s+\S+)[ \t]+VALUE"#,
        FormTells::Nothing,
        &["htpasswd", "user", "rabbitmqctl", "alias", "config", "wpa_passphrase"],
    ),
    (r#"(?i)\bcreate\s+secret\b[^\n;|]*?--from-literal[= ]\S+?=VALUE"#, FormTells::Nothing, &["--from-literal"]),
    (r#"(?i)STARTsmbclient\b[^\n|;]*?\s-U\s*\\*["']?[^\s%"'\\]+%(?P<b>[^\s"'\\]+)"#, FormTells::Nothing, &["smbclient"]),
    (r#"(?i)\bchpasswd\s*<<<\s*\\*["']?[\w-]+:(?P<b>[^\s"'\\]+)"#, FormTells::Nothing, &["chpasswd"]),
    (
        r#"(?i)START(?:printf|echo)\s+(?:-\w+\s+)?\\*["'](?P<b>[^"'|\n]+?)\\*["']\s*\|\s*(?:sudo\s+)?(?:smb)?passwd"#,
        FormTells::Nothing,
        &["passwd"],
    ),
    (
        r#"(?i)STARTecho\s+(?:-\w+\s+)?\\*["']?(?P<b>[^\s"'|\\]+)\\*["']?\s*\|[^\n|;]*?--password-stdin"#,
        FormTells::Nothing,
        &["--password-stdin"],
    ),
    (r#"(?i)STARTidentified(?:\s+with\s+\w+)?\s+by[ \t]+VALUE"#, FormTells::Nothing, &["identified"]),
    (r#"(?i)STARTpassword\(\s*\\*["'](?P<s>[^"'\n\\]+)"#, FormTells::Nothing, &["password("]),
    (r#"(?i)\bbasic_?auth\w*\\*["']?\s*[:=]\s*\\*["']?[^\s:"'\\]+:(?P<b>[^\s"'\\]+)"#, FormTells::Looks, &["basic"]),
    (r#"(?i)\bNAME\\*["'`]?\s*\)\s*values\s*\((?:[^()]*,)?\s*\\*'(?P<s>[^'\\]+)\\*'\s*\)"#, FormTells::MaskedName, &["values"]),
    (r#"["']auth\\*["']\s*:\s*\\*["'](?P<b>[A-Za-z0-9+/]{8,}={0,2})\\*["']"#, FormTells::Looks, &["auth"]),
    // A secret that is compared: the token of an Alexa skill.
    (r#"(?i)\bevent_?source_?token["']?\s*[:=]\s*VALUE"#, FormTells::Nothing, &["event"]),
];

static FORM_LIST: LazyLock<Vec<SecretForm>> = LazyLock::new(|| FORMS.iter().map(SecretForm::of).collect());

static NAMES: LazyLock<Expression> = LazyLock::new(|| Expression::of(of_ascii(&NAME.replace("WORD", WORD))));

/// The words that are meant are of ASCII: the words, their ends and the cases of letters in all scripts cost several times as much to find.
pub(super) fn of_ascii(pattern: &str) -> String {
    let words = pattern.replace(r"\b", r"(?-u:\b)").replace(r"[\w", "[0-9A-Za-z_").replace(r"\w", "[0-9A-Za-z_]");
    words.replace("(?i:", "(?i-u:")
}

/// What stands in a form that a text has.
pub(super) fn find(text: &str, found: &mut Vec<Suspect>) {
    let names = telling_names(text);
    let has_option = names.iter().any(|name| text.get(name.clone()).is_some_and(|name| name.starts_with('-')));
    let small = text.to_ascii_lowercase();
    // Expressions take these for an `s` and a `k`.
    let has_odd_letters = !text.is_ascii() && text.contains(['\u{17f}', '\u{212a}']);
    let has_name = |form: &&SecretForm| match form.name {
        FormName::Nothing => true,
        FormName::Option => has_option,
        FormName::OnLine | FormName::Anywhere => !names.is_empty(),
    };
    let has_sign = |form: &&SecretForm| form.signs.iter().any(|sign| sign.find(small.as_bytes()).is_some());
    let may_be = |form: &&SecretForm| has_name(form) && (form.signs.is_empty() || has_odd_letters || has_sign(form));
    for form in FORM_LIST.iter().filter(may_be) {
        match form.name {
            FormName::OnLine => form.search_lines(text, &names, found),
            _ => form.search(text, 0, found),
        }
    }
}

/// The names of a text that may tell of a secret, whatever stands around them.
fn telling_names(text: &str) -> Vec<Range<usize>> {
    let tells = |name: &str| name::may_tell(name.trim_matches(['-', '.', '$']));
    // The letter of `\n` is none of the name, and a value may end before a `$`.
    let is_told = |name: &&str| {
        tells(name)
            || name.strip_prefix(['n', 'r', 't']).is_some_and(tells)
            || name.match_indices('$').any(|(at, _)| name.get(at..).is_some_and(tells))
    };
    let names = NAMES.get().into_iter().flat_map(|names| names.find_iter(text));
    names.filter(|name| is_told(&name.as_str())).map(|name| name.range()).collect()
}

/// Whether what a form spans goes on behind the entry of YAML that it begins in: to a line that is indented less, or no more than the name of the entry.
fn leaves_entry(text: &str, span: Range<usize>) -> bool {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let begins = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let Some((first, lines)) = text.get(begins..span.end).and_then(|lines| lines.split_once('\n')) else { return false };
    let is_named = first.trim_end().ends_with(':');
    let least = indent(first) + usize::from(is_named);
    let in_brackets = text.get(span).is_some_and(|spanned| spanned.contains('{'));
    !in_brackets && lines.split('\n').any(|line| !line.trim().is_empty() && indent(line) < least)
}

/// Whether a value says which port of a container is which of its host: `docker run --name mongo -p 127.0.0.1:27017:27017`.
fn is_port_mapping(value: &str) -> bool {
    value.contains(':')
        && value.split(':').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || b".-/".contains(&byte)))
}

impl SecretForm {
    fn of((form, tells, signs): &(&str, FormTells, &[&str])) -> SecretForm {
        let filled = |form: &str| form.replace("START", START).replace("NAME", NAME).replace("WORD", WORD).replace("VALUE", VALUE);
        let expression = |form: &str| Expression::of(of_ascii(&filled(form)));
        let name = match form {
            form if form.starts_with(LINE) => FormName::OnLine,
            form if form.contains("--?NAME") => FormName::Option,
            form if form.contains("NAME") => FormName::Anywhere,
            _ => FormName::Nothing,
        };
        let form = form.trim_start_matches(LINE);
        let signs = signs.iter().map(|sign| Finder::new(sign).into_owned()).collect();
        let halves = form.split_once(THEN).map(|(head, tail)| (expression(head), expression(&format!("^{tail}"))));
        let is_of_entry = form.contains("[^{}]") && form.contains("default");
        SecretForm {
            expression: expression(&form.replace(THEN, "")),
            halves,
            tells: *tells,
            signs,
            name,
            is_of_entry,
            may_be_port: form.contains(r"\s-p\s*VALUE"),
        }
    }

    /// The first place behind another that has this form.
    fn find<'t>(&self, text: &'t str, mut from: usize) -> Option<Captures<'t>> {
        let expression = self.expression.get()?;
        let Some((head, tail)) = &self.halves else { return expression.captures_at(text, from) };
        let (head, tail) = (head.get()?, tail.get()?);
        loop {
            let found = head.find_at(text, from)?;
            if tail.is_match(text.get(found.end()..)?) {
                return expression.captures_at(text, found.start());
            }
            from = found.end();
        }
    }

    /// Searches the lines that have some of the names.
    fn search_lines(&self, text: &str, names: &[Range<usize>], found: &mut Vec<Suspect>) {
        let mut behind = 0;
        for name in names.iter().filter(|name| !name.is_empty()) {
            let (Some(before), Some(rest)) = (text.get(..name.start), text.get(name.start..)) else { continue };
            if name.start >= behind {
                behind = name.start + rest.find('\n').unwrap_or(rest.len());
                let begins = before.rfind('\n').map_or(0, |end| end + 1);
                self.search(text.get(..behind).unwrap_or_default(), begins, found);
            }
        }
    }

    /// Searches a text from a place on.
    fn search(&self, text: &str, mut from: usize, found: &mut Vec<Suspect>) {
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

    /// Whether what stands where the value does is none: what opens a bracket holds the secret further inside, a dash begins the next option.
    fn is_no_value(&self, text: &str, before: Range<usize>, (value, bare): (&str, bool)) -> bool {
        let is_other = value.starts_with(['{', '[', '(', '-']) || is_called(value) || self.may_be_port && is_port_mapping(value);
        bare && is_other || self.is_of_entry && leaves_entry(text, before)
    }

    fn suspect(&self, text: &str, captures: &Captures<'_>) -> Option<Suspect> {
        let value = GROUPS.iter().find_map(|group| captures.name(group))?;
        let bare = captures.name("b").is_some();
        if self.is_no_value(text, captures.get(0)?.start()..value.start(), (value.as_str(), bare)) {
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
                // `PWD=…` of a shell is a folder, and one that is a word says nothing.
                let is_folder = bare && name.eq_ignore_ascii_case("pwd") && written::is_words(kept) && !before.ends_with(';');
                if is_folder {
                    return masked;
                }
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
    fn every_expression_can_be_read() {
        let halves = FORM_LIST.iter().flat_map(|form| &form.halves).flat_map(|(head, tail)| [head, tail]);
        let mut all = FORM_LIST.iter().map(|form| &form.expression).chain(halves).chain([&*NAMES]);
        assert!(all.all(|expression| expression.get().is_some()));
        assert!(FORMS.iter().flat_map(|(.., signs)| *signs).all(|sign| sign.is_ascii() && *sign == sign.to_ascii_lowercase()));
    }

    #[test]
    fn no_form_of_a_line_has_a_line_end() {
        for (form, ..) in FORMS.iter().filter(|(form, ..)| form.starts_with(LINE)) {
            let classes: Vec<&str> = form.split("[^").skip(1).filter_map(|class| class.split(']').next()).collect();
            assert!(classes.iter().all(|class| class.contains(r"\s")) && form.matches(r"\s").count() == classes.len(), "{form}");
            assert!(form.trim_start_matches(LINE).trim_start_matches(r"\b").starts_with("NAME"), "{form}");
        }
    }

    /// What is found by looking everywhere for everything.
    fn found_everywhere(text: &str) -> Vec<Suspect> {
        let mut found = vec![];
        FORM_LIST.iter().for_each(|form| form.search(text, 0, &mut found));
        found
    }

    #[test]
    fn signs_and_names_leave_nothing_out() {
        let pieces = [
            "password",
            "db_password",
            "-",
            "--",
            "$",
            ".",
            " ",
            " ",
            "\n",
            "\\n",
            "\"",
            "'",
            "=",
            ":",
            ",",
            "hunter22",
            "Kx7QvzP2",
            "key",
            "name",
            "value",
            "x",
            "default",
            "{",
            "}",
            "(",
            ")",
            "token",
            "url",
            "https://",
            "u:",
            "@",
            "host",
            "?",
            "&",
            "is",
            "<",
            ">",
            "</",
            "!vault",
            "curl -u",
            "mysql",
            "-p",
            "noecho",
            "true",
            "variable",
            "auth",
            "basic",
            "values",
            "|",
            "chpasswd",
            "echo",
            "public",
            "client",
            "é",
            "ſ",
        ];
        let mut state = 7_u64;
        let mut compared = 0;
        for _ in 0..5_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.extend(pieces.get((state >> 33) as usize % pieces.len()).copied());
            }
            let mut found = vec![];
            find(&text, &mut found);
            let told = |found: &[Suspect]| found.iter().map(|suspect| format!("{suspect:?}")).collect::<Vec<_>>();
            assert_eq!(told(&found), told(&found_everywhere(&text)), "{text:?}");
            compared += found.len();
        }
        assert!(compared > 100, "only {compared} were compared");
    }
}
