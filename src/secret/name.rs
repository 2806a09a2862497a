//! What the name of a variable, an argument or a member tells of its value.

use std::borrow::Cow;

/// What a name tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NameTells {
    /// A password: people choose it, so that it may be weak.
    Password,
    /// A token or a secret that a machine made, or the name of where it is kept.
    Token,
    /// A key, likewise.
    Key,
}

impl NameTells {
    /// What the value is, with its article.
    pub fn noun(self) -> &'static str {
        match self {
            NameTells::Password => "a password",
            NameTells::Token => "a secret",
            NameTells::Key => "a secret key",
        }
    }
}

/// Ends of names whose values hold a secret, or may: they are not shown, but that they are written out is no fault by itself.
const MAY_HOLD: &[&str] = &[
    "dbpw",
    "psk",
    "jwt",
    "bearer",
    "salt",
    "secretkeybase",
    "connectionstring",
    "connstring",
    "connstr",
    "databaseurl",
    "dburl",
    "redisurl",
    "mongourl",
    "mongouri",
    "brokerurl",
    "amqpurl",
    "webhookurl",
    "webhook",
    "jaasconfig",
    "dsn",
    "sastoken",
    "cookie",
];
/// Such names that stand as a word of their own.
const MAY_HOLD_WORDS: &[&str] = &["pin", "otp", "hmac", "seed"];

/// What follows the word that tells.
const BEHIND: &[&str] = &["wo", "value", "plaintext", "plain", "default", "string", "base64", "b64"];
const PASSWORDS: &[&str] = &["password", "passwords", "passwd", "passphrase"];
/// Those that stand as a word of their own.
const PASSWORD_WORDS: &[&str] = &["pwd", "pwds", "pass", "pw", "pws", "passwd", "passcode"];
const PASSWORDS_IN_ONE: &[&str] = &["dbpass", "userpass", "rootpass", "adminpass", "dbpwd", "userpwd", "mysqlpwd", "rootpw", "adminpw"];
const TOKENS: &[&str] = &["secret", "token", "credential", "credentials"];
const KEYS: &[&str] = &[
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "authkey",
    "sharedkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "accountkey",
    "licensekey",
    "sessionkey",
    "secretaccesskey",
    "securitykey",
    "preshared",
    "presharedkey",
];
/// Tokens that are no secrets: they make a request happen once, say where to go on, or are ids.
const NO_SECRETS: &[&str] = &[
    "clienttoken",
    "clientrequesttoken",
    "creationtoken",
    "requesttoken",
    "servicetoken",
    "nexttoken",
    "pagetoken",
    "paginationtoken",
    "continuationtoken",
    "idempotencytoken",
    "maxtoken",
    "tasktoken",
    "resetpassword",
    "changepassword",
    "forgotpassword",
    "usepassword",
    "allowpassword",
    "requirepassword",
    "managemasteruserpassword",
    "managemasterpassword",
    "manageadminpassword",
    "generatesecret",
];

/// What stands behind the name of several, or of a document of them.
const COLLECTIONS: &[&str] = &["map", "list", "array", "dict", "object", "json", "yaml"];

/// Several of what is no secret, where one would be: settings of AWS, and what languages are counted in.
const NO_SECRETS_OF_MANY: &[&str] =
    &["httptokens", "inputtokens", "outputtokens", "totaltokens", "prompttokens", "completiontokens", "thinkingtokens", "budgettokens"];

/// Ends of names of what is often kept beside a secret, and is none.
const BESIDE_SECRETS: &[&str] = &[
    "user",
    "login",
    "email",
    "host",
    "account",
    "arn",
    "id",
    "ids",
    "url",
    "endpoint",
    "address",
    "domain",
    "name",
    "database",
    "engine",
    "port",
    "region",
    "bucket",
    "path",
    "version",
    "environment",
    "type",
    "schema",
    "table",
];

/// Whether a name tells of something that is often kept beside a secret, and is none.
pub fn is_beside_secret(name: &str) -> bool {
    let end = |length: usize| name.len().checked_sub(length).and_then(|at| name.as_bytes().get(at..)).unwrap_or_default();
    BESIDE_SECRETS.iter().any(|ending| end(ending.len()).eq_ignore_ascii_case(ending.as_bytes()))
}

/// A name as it is read: in quotes letters may stand as what escapes them, `\\u0077` and `\\x77`.
pub(super) fn unescaped(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    let mut read = String::new();
    let mut rest = name;
    while let Some((before, behind)) = rest.split_once('\\') {
        read.push_str(before);
        let digits = match behind.bytes().next() {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => 0,
        };
        let code = behind.get(1..=digits).filter(|_| digits > 0).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let letter = code.and_then(char::from_u32);
        read.push(letter.unwrap_or('\\'));
        rest = letter.and_then(|_| behind.get(digits + 1..)).unwrap_or(behind);
    }
    read.push_str(rest);
    Cow::Owned(read)
}

/// Longer names are taken apart at once.
const LONGEST: usize = 64;

/// Whether some letters of a name may be those that tell, once what stands between its words is left out: most names have none, which is told without
/// taking them apart.
fn may_have(name: &str, is_sign: impl Fn(&[u8]) -> bool) -> bool {
    if name.len() > LONGEST || !name.is_ascii() {
        return true;
    }
    let (mut room, mut length) = ([0; LONGEST], 0);
    for (place, letter) in room.iter_mut().zip(name.bytes().filter(u8::is_ascii_alphanumeric)) {
        *place = letter.to_ascii_lowercase();
        length += 1;
    }
    let mut rest = room.get(..length).unwrap_or_default();
    while let [_, behind @ ..] = rest {
        if is_sign(rest) {
            return true;
        }
        rest = behind;
    }
    false
}

/// What each name that tells has: `pass`, `pw`, `secret`, `token`, `credential`, `key`, `shared`.
fn begins_telling(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'p', b'a', b's', b's', ..]
            | [b'p', b'w', ..]
            | [b's', b'e', b'c', b'r', ..]
            | [b't', b'o', b'k', b'e', ..]
            | [b'c', b'r', b'e', b'd', ..]
            | [b'k', b'e', b'y', ..]
            | [b's', b'h', b'a', b'r', ..]
    )
}

/// What each other name has whose value may hold a secret: `psk`, `jwt`, `bearer`, `salt`, `connection`, `url`, `uri`, `hook`, `jaas`, `dsn`, `cookie`, `pin`,
/// `otp`, `hmac`, `seed`.
fn begins_holding(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'p', b's', b'k', ..]
            | [b'j', b'w', b't', ..]
            | [b'b', b'e', b'a', b'r', ..]
            | [b's', b'a', b'l', b't', ..]
            | [b'c', b'o', b'n', b'n', ..]
            | [b'u', b'r', b'l' | b'i', ..]
            | [b'h', b'o', b'o', b'k', ..]
            | [b'j', b'a', b'a', b's', ..]
            | [b'd', b's', b'n', ..]
            | [b'c', b'o', b'o', b'k', ..]
            | [b'p', b'i', b'n', ..]
            | [b'o', b't', b'p', ..]
            | [b'h', b'm', b'a', b'c', ..]
            | [b's', b'e', b'e', b'd', ..]
    )
}

/// Whether a name tells that its value is a secret.
pub fn tells(name: &str) -> Option<NameTells> {
    if may_have(name, begins_telling) { told(&words(name)) } else { None }
}

/// What the words of a name tell.
fn told(words: &[String]) -> Option<NameTells> {
    let end = words.iter().rposition(|word| !BEHIND.contains(&word.as_str()) && !word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let words = words.get(..=end)?;
    let without_number = |word: &str| word.trim_end_matches(|char: char| char.is_ascii_digit()).to_owned();
    let joined = without_number(&words.concat());
    let ends = |endings: &[&str]| endings.iter().any(|ending| joined.ends_with(ending));
    let last = words.last().map(|last| without_number(last)).unwrap_or_default();
    let last = last.as_str();
    if ends(NO_SECRETS) || words.iter().any(|word| word == "public") {
        return None;
    }
    if ends(PASSWORDS) || PASSWORD_WORDS.contains(&last) || ends(PASSWORDS_IN_ONE) {
        return Some(NameTells::Password);
    }
    match () {
        () if ends(KEYS) => Some(NameTells::Key),
        () if ends(TOKENS) => Some(NameTells::Token),
        () => None,
    }
}

/// Whether the value of something with this name is kept out of what is shown.
pub fn may_tell(name: &str) -> bool {
    if !may_have(name, |rest| begins_telling(rest) || begins_holding(rest)) {
        return false;
    }
    let words = words(name);
    let joined = words.concat();
    let joined = joined.trim_end_matches(|char: char| char.is_ascii_digit());
    let is_word = words.last().is_some_and(|last| MAY_HOLD_WORDS.contains(&last.as_str()));
    is_word || MAY_HOLD.iter().any(|ending| joined.ends_with(ending)) || hold_secrets(words)
}

/// Whether what has this name is a secret, or holds several: `api_tokens`. Of several it is seldom told which of them are written out.
pub(super) fn holds_secrets(name: &str) -> bool {
    may_have(name, begins_telling) && hold_secrets(words(name))
}

/// The same of the words of a name.
fn hold_secrets(mut words: Vec<String>) -> bool {
    while words.pop_if(|last| COLLECTIONS.contains(&last.as_str())).is_some() {}
    if told(&words).is_some() {
        return true;
    }
    let joined = words.concat();
    let is_of_many = words.last_mut().is_some_and(|last| last.ends_with('s') && last.pop().is_some())
        && !NO_SECRETS_OF_MANY.iter().any(|ending| joined.ends_with(ending));
    words.retain(|word| !word.is_empty());
    is_of_many && told(&words).is_some()
}

/// Whether a secret is a word that every text about secrets has.
pub fn is_common_word(secret: &str) -> bool {
    let is_common = |word: &str| [PASSWORDS, PASSWORD_WORDS, TOKENS].concat().contains(&word);
    is_common(secret) || secret.strip_suffix('s').is_some_and(is_common)
}

/// The words that findings are told in, sorted.
const WORDS_OF_RULES: &[&str] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// Whether a secret is a word of the sentences that findings are told in: `account`.
pub(super) fn is_word_of_prose(secret: &str) -> bool {
    WORDS_OF_RULES.binary_search(&secret.to_ascii_lowercase().as_str()).is_ok()
}

/// The words of a name in lower case: `dbPassword2` is `db`, `password`, `2`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(char) = chars.next() {
        let after_lower = before.is_ascii_lowercase() || before.is_ascii_digit();
        let before_lower = before.is_ascii_uppercase() && chars.peek().is_some_and(char::is_ascii_lowercase);
        let begins = char.is_ascii_uppercase() && (after_lower || before_lower);
        if begins || !char.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| char.is_alphanumeric()) {
            word.extend(char.to_lowercase());
        }
        before = char;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_of_a_name_that_tells_has_a_sign() {
        let telling = [PASSWORDS, PASSWORD_WORDS, PASSWORDS_IN_ONE, TOKENS, KEYS].concat();
        assert!(telling.iter().all(|end| may_have(end, begins_telling)));
        let holding = [MAY_HOLD, MAY_HOLD_WORDS].concat();
        assert!(holding.iter().all(|end| may_have(end, |rest| begins_telling(rest) || begins_holding(rest))));
        for (name, expected) in [("Db-Pass_Word", true), ("PASSWÖRD", true), ("S_E_C_R_E_T", true), ("Principal", false), ("pas", false)] {
            assert_eq!(may_have(name, begins_telling), expected, "{name}");
        }
    }

    #[test]
    fn letters_are_read_behind_escapes() {
        for (name, read) in [
            (r"pass\u0077ord", "password"),
            (r"\x50assword", "Password"),
            (r"\U00000050w", "Pw"),
            (r"a\n\u00", r"a\n\u00"),
            (r"\ud800", r"\ud800"),
            (r"é\", r"é\"),
        ] {
            assert_eq!(unescaped(name), read);
        }
    }

    #[test]
    fn names_tell_of_secrets() {
        for name in
            ["password", "DB_PASSWORD", "MasterUserPassword", "db_pass", "root_pw", "PGPASSWORD", "password_wo", "Password2", "dbpwd"]
        {
            assert_eq!(tells(name), Some(NameTells::Password), "{name}");
        }
        for name in ["client_secret", "GITHUB_TOKEN", "authToken", "app.secret", "token_value"] {
            assert_eq!(tells(name), Some(NameTells::Token), "{name}");
        }
        for name in ["API_KEY", "apiKey", "AWS_SECRET_ACCESS_KEY", "private-key", "spring.signingKey"] {
            assert_eq!(tells(name), Some(NameTells::Key), "{name}");
        }
        let others =
            ["http_tokens", "creation_token", "ServiceToken", "bypass", "compass", "public_key", "password_policy", "SecretArn", "key"];
        for name in [
            "api_tokens",
            "DbSecrets",
            "apiKeys",
            "private_keys",
            "PRIVATE_KEYS",
            "passwords",
            "token_map",
            "secret_list",
            "PW2",
            "credentials_json",
        ] {
            assert!(may_tell(name), "{name}");
        }
        for name in [
            "http_tokens",
            "HttpTokens",
            "max_tokens",
            "client_tokens",
            "public_keys",
            "tags",
            "token_names",
            "pass_through",
            "secrets_arns",
        ] {
            assert!(!may_tell(name), "{name}");
        }
        for name in others.iter().chain(&["secret_name", "password_length", "minimum_password_length", "token_url", "keyboard"]) {
            assert_eq!(tells(name), None, "{name}");
        }
    }
}
