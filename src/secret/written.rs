//! Whether a value is written out, or stands for one that is not: a placeholder, a reference, a name.

use super::name;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Texts that say where the secret is instead of what it is.
const REFERENCES: &[&str] = &[
    "var.",
    "local.",
    "data.",
    "module.",
    "each.",
    "random_",
    "aws_",
    "arn:",
    "$",
    "{{",
    "{%",
    "!",
    "%",
    "ssm:",
    "ssm/",
    "vault:",
    "vault/",
    "op://",
    "secretsmanager:",
    "file:",
    "fileb:",
    "env:",
    "enc[",
    "kms:",
    "sha256:",
    "sha512:",
    "s3://",
    "ref:",
    // Of vals: <https://github.com/helmfile/vals>
    "ref+",
    "os.environ",
    "process.env",
    // What KMS encrypts begins so, in Base64.
    "aqicah",
    "aqecah",
];
/// Parts of a text that stands for another.
const PLACEHOLDERS: &[&str] = &[
    "example",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "changethis",
    "placeholder",
    "dummy",
    "replaceme",
    "redacted",
    "xxxx",
    "****",
    "....",
    "${",
    "#{",
    "$(",
    "{{",
    "<",
    "donotuse",
    "notused",
    "not-used",
    "not_used",
    "todo",
    "yourpass",
    "mypassword",
    "somepass",
    "insert",
    "notarealpass",
    "notreal",
    "not-real",
];
/// Words of a text that stands for another.
const PLACEHOLDER_WORDS: &[&str] = &[
    "change",
    "replace",
    "replaced",
    "update",
    "enter",
    "sample",
    "tbd",
    "your",
    "fake",
    "mock",
    "mocked",
    "unused",
    "ignored",
    "ignore",
    "override",
    "overridden",
    "temp",
    "temporary",
    "initial",
    "stub",
    "set",
    "fixme",
    "here",
    "null",
    "none",
    "undefined",
    "default",
    "unknown",
    "manual",
    "manually",
];
/// Whole texts that are no secrets.
const WHOLE: &[&str] = &[
    "nil",
    "n/a",
    "na",
    "empty",
    "unset",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "enabled",
    "disabled",
    "required",
    "optional",
    "auto",
    "auth",
    "basic",
    "plain",
    "plaintext",
    "string",
    "text",
    "test",
    "testing",
    "foo",
    "bar",
    "foobar",
    "xxx",
    "abc",
    "value",
    "init",
    "pending",
    "iam",
    "aws",
    "kms",
    "secret_key",
    "bearer",
    "parameter",
    "secrets_manager",
    "parameter_store",
    "environment",
    "hidden",
    "blank",
    "cleartext",
];
/// The longest that people write for a password.
const LONGEST: usize = 128;

/// Whether a value says where the secret is instead of what it is.
pub(super) fn is_reference(value: &str) -> bool {
    let start: String = value.chars().take(16).collect::<String>().to_ascii_lowercase();
    let is_address = ["http://", "https://"].iter().any(|scheme| start.starts_with(scheme)) && !value.contains('@');
    let is_path = ["/", "./", "../", "~/"].iter().any(|root| start.starts_with(root)) && value.len() < LONGEST && !value.ends_with('=');
    is_address || (is_path && is_words(value)) || REFERENCES.iter().any(|reference| start.starts_with(reference))
}

/// Whether a value is an address with something in it that no person would think of: a signature, the key of a webhook.
pub(super) fn is_signed_address(value: &str) -> bool {
    let lower = value.get(..8).unwrap_or_default().to_ascii_lowercase();
    (lower.starts_with("http://") || lower == "https://") && !is_words(value)
}

/// Whether a value stands in the place of a secret that is filled in later.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let mut chars = value.chars();
    let first = chars.next();
    let is_one_char = chars.all(|char| Some(char) == first);
    let in_brackets = [('[', ']'), ('(', ')'), ('{', '}'), ('%', '%'), ('_', '_')]
        .iter()
        .any(|(open, close)| value.len() > 2 && value.starts_with(*open) && value.ends_with(*close));
    is_one_char
        || in_brackets
        || is_between_marks(value)
        || has(PLACEHOLDERS)
        || WHOLE.contains(&lower.as_str())
        || name::words(value).iter().any(|word| PLACEHOLDER_WORDS.contains(&word.as_str()))
}

/// The shortest password that RDS takes: <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>.
const SHORTEST: usize = 8;

/// Whether a value is a password with words of a placeholder in it, as `ChangeMe123!` is. What tools fill in stands between marks.
pub(super) fn is_placeholder_as_it_stands(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_word = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_-".contains(&byte)) && part != "xxxx";
    let has_part = PLACEHOLDERS.iter().any(|part| is_word(part) && lower.contains(part));
    let has_word = || name::words(value).iter().any(|word| PLACEHOLDER_WORDS.contains(&word.as_str()));
    let is_password = value.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>[]{}()$%#@`\"".contains(&byte));
    let is_between = value.starts_with("__") && value.ends_with("__");
    (SHORTEST..=LONGEST).contains(&value.len()) && is_password && !is_between && !is_reference(value) && (has_part || has_word())
}

/// Whether a value is the name of something that a tool fills in, `@DB_PASSWORD@`, `~DB_PASSWORD~` or `@@DbPassword@@`; a password may begin and end so.
fn is_between_marks(value: &str) -> bool {
    let between = |mark: &str| value.strip_prefix(mark)?.strip_suffix(mark).filter(|inside| !inside.is_empty() && is_words(inside));
    let is_constant = |name: &str| name.contains(['_', '.', '-']) && !name.contains(char::is_lowercase);
    let is_told = |name: &str| is_constant(name) || is_name(name);
    between("@@").is_some() || ["@", "~"].into_iter().filter_map(between).any(is_told)
}

/// Whether a value is a password that somebody wrote out, weak or strong.
pub(super) fn is_password(value: &str) -> bool {
    let blanks = value.matches(char::is_whitespace).count();
    let is_no_secret = is_reference(value) || is_placeholder(value) || is_code(value) || is_expression(value) || encodes_no_secret(value);
    (4..=LONGEST).contains(&value.len()) && blanks <= 1 && !is_no_secret
}

/// Whether a value is a part of a regular expression that stands for any text, as of `sed 's/^PASSWORD=.*/…/'`, and nothing is written in its place.
fn is_expression(value: &str) -> bool {
    let written = value.rsplit_once('=').map_or("", |(_, behind)| behind.trim_matches(['\\', '/', '|', '"', '\'']));
    [".*", ".+", "[^", "\\S", "(.+)"].iter().any(|any| value.starts_with(any)) && written.is_empty()
}

/// Whether a value is the base64 of what is no secret; what has members may hold one.
fn encodes_no_secret(value: &str) -> bool {
    encoded(value).is_some_and(|text| text.len() < 4 || !text.contains(['"', ':']) && (is_reference(&text) || is_placeholder(&text)))
}

/// The text of which a value is the base64, where it is one that people read.
fn encoded(value: &str) -> Option<String> {
    let bytes = STANDARD.decode(value).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let text = text.trim();
    text.chars().all(|char| char.is_ascii_graphic() || char.is_ascii_whitespace()).then(|| text.to_owned())
}

/// Whether a value is a version: numbers and words with dots between, a number first.
pub(super) fn is_version(value: &str) -> bool {
    let mut parts = value.split('.');
    let first = parts.next().unwrap_or_default();
    let is_number = (1..=6).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+".contains(&byte));
    is_number && value.contains('.') && parts.all(is_part)
}

/// Whether a value is what a machine made: no words, no number, no address.
pub(super) fn is_random(value: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_graphic() && !b"(){}<>,;\"'`\\".contains(&byte);
    (16..=512).contains(&value.len())
        && value.bytes().all(is_token)
        && is_varied(value)
        && !is_words(value)
        && !is_mostly_words(value)
        && !is_reference(value)
        && !is_code(value)
        && !encodes_no_secret(value)
        && !encoded(value).is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_words(&text))
}

/// Whether a value of a known format is one: no placeholder, of more than a few characters.
pub(super) fn is_varied(value: &str) -> bool {
    let mut seen: Vec<char> = value.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() >= 8 && !is_marked(value)
}

/// What the sample token of <https://jwt.io> says, John Doe's, in small letters.
const OF_JWT_IO: &str = "eyjzdwiioiixmjm0nty3odkwiiwibmftzsi6ikpvag4grg9l";

/// As a placeholder, of what may hold any letters by chance.
fn is_marked(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_sequence = ["0123456789abcdef0123", "1234567890123456", "abcdefghijklmnop"].iter().any(|sequence| lower.contains(sequence));
    is_sequence
        || ["example", "xxxxx", "changeme", "placeholder", "redacted", "....", "<", "${", "your_", "your-", "fake", "dummy", OF_JWT_IO]
            .iter()
            .any(|part| lower.contains(part))
}

/// Whether a key of AWS stands for one that is filled in later. The pair that AWS's documentation shows counts as one that is written out: what is
/// copied from there is replaced in place.
pub(super) fn is_filled_up(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    ["xxxxx", "00000", "changeme", "placeholder", "redacted", "dummy", "fake", "your"].iter().any(|part| lower.contains(part))
}

/// Whether a value is the name of something: of a secret, a variable, a password. `DB_PASSWORD`, `prod/db/password`, `password`.
pub(super) fn is_name(value: &str) -> bool {
    let is_of_names = |char: char| char.is_alphanumeric() || "_-./:@+=,~ ".contains(char);
    value.chars().all(is_of_names) && is_words(value) && name::tells(value).is_some()
}

/// Whether somebody put a key together from words and a number, as `SummerSale2024` is: no separators, capitals within, digits behind.
pub(super) fn is_coined(value: &str) -> bool {
    let words = value.trim_end_matches(|char: char| char.is_ascii_digit());
    let pairs = words.bytes().zip(words.bytes().skip(1));
    let begun = pairs.filter(|(before, after)| before.is_ascii_lowercase() && after.is_ascii_uppercase()).count();
    let is_one_word = words.bytes().all(|byte| byte.is_ascii_alphabetic());
    value.len() >= 16 && value.len() - words.len() >= 3 && is_one_word && begun >= 2 && !is_placeholder(value)
}

/// Words of a text that says what becomes of a secret.
const FATE_WORDS: &[&str] = &[
    "by",
    "console",
    "created",
    "filled",
    "from",
    "generated",
    "in",
    "injected",
    "later",
    "managed",
    "me",
    "outside",
    "pipeline",
    "populated",
    "provided",
    "rotated",
    "see",
    "stored",
    "terraform",
    "to",
    "use",
    "vault",
];

/// Whether a value in a secret store is several words without anything between them, as people make up a secret: `BigRedBalloon`, but not `SetByPipeline`.
pub(super) fn is_phrase(value: &str) -> bool {
    let words = name::words(value);
    let is_one_word = value.bytes().all(|byte| byte.is_ascii_alphabetic()) && value.len() >= 10 && words.len() >= 3;
    is_one_word && !is_placeholder(value) && !is_name(value) && !words.iter().any(|word| FATE_WORDS.contains(&word.as_str()))
}

/// Whether a value is one or several e-mail addresses.
pub(super) fn is_address(value: &str) -> bool {
    let is_one = |part: &str| {
        let (user, domain) = part.trim().split_once('@').unwrap_or_default();
        let is_host = |host: &str| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !user.is_empty() && domain.contains('.') && domain.split('.').all(is_host)
    };
    value.split([',', ';']).all(is_one)
}

/// Whether a text is made of words, as names and paths are; not of what a machine made.
pub(super) fn is_words(value: &str) -> bool {
    let parts = value.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let is_word = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        // `v2`, `2024`, `eu1`: a few digits at the end. Words in camel case change seldom between the cases.
        let name = part.trim_end_matches(|char: char| char.is_ascii_digit());
        digits == part.len() || (part.len() - name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_spoken(name))
    };
    parts.into_iter().all(is_word)
}

/// Whether most of a text is words that stand apart, beside a name with a digit in it: `neo4j-community-large`.
fn is_mostly_words(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['-', '_', '.', '/']).collect();
    let is_word = |part: &&&str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_lowercase()) && is_spoken(part);
    let in_words: usize = parts.iter().filter(is_word).map(|part| part.len()).sum();
    let is_short = |part: &&str| part.len() <= 8 && part.bytes().filter(u8::is_ascii_digit).count() <= 2;
    in_words * 2 > value.len() && parts.iter().filter(|part| !is_word(part)).all(is_short)
}

/// Whether a text is made of words and numbers that stand apart: `managed-outside-terraform`, but not `summer2024`.
pub(super) fn is_plain_words(value: &str) -> bool {
    let parts = value.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| part.len() > 2);
    // Six digits and more are no year and no version; twelve may be an account.
    let counts_up = |part: &str| "01234567890123456789".contains(part);
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) && (!(6..12).contains(&part.len()) || counts_up(part));
    let is_word = |part: &str| is_number(part) || (part.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_spoken(part));
    parts.into_iter().all(is_word)
}

/// Whether letters are words: at least every fifth is a vowel, and capitals begin words.
fn is_spoken(letters: &str) -> bool {
    let pairs = letters.bytes().zip(letters.bytes().skip(1));
    let begun = pairs.filter(|(before, after)| before.is_ascii_lowercase() && after.is_ascii_uppercase()).count();
    let vowels = letters.bytes().filter(|byte| b"aeiouyAEIOUY".contains(byte)).count();
    letters.len() <= 5 || (begun * 4 <= letters.len() && vowels * 6 >= letters.len() && letters.len() <= 40)
}

/// Whether a value is an expression of some language and no text.
fn is_code(value: &str) -> bool {
    let is_call = value.ends_with(')') && value.contains('(');
    is_call || value.contains("=>") || value.contains("->") || value.contains("::") || (value.contains('[') && value.ends_with(']'))
}

/// Whether a run of characters changes between their kinds as often as a random one does and holds few words; paths and names do not.
pub(super) fn changes_often(text: &str) -> bool {
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let changes = text.bytes().zip(text.bytes().skip(1)).filter(|(one, other)| kind(*one) != kind(*other)).count();
    let has = |wanted: i32| text.bytes().any(|byte| kind(byte) == wanted);
    let words = text.split(|char: char| !char.is_ascii_lowercase()).map(str::len).filter(|length| *length >= 3);
    has(0) && has(1) && has(2) && changes * 3 >= text.len() && words.sum::<usize>() * 2 < text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_told_from_placeholders() {
        for value in [
            "Passw0rd!",
            "hunter22",
            "S3cretDb4",
            "admin",
            "postgres",
            "correct horse",
            "P@ss,word1",
            "12345678",
            "@Passw0rd@",
            "@Admin123@",
            "#hunter22#",
        ] {
            assert!(is_password(value), "{value}");
        }
        let placeholders = [
            "changeme",
            "<password>",
            "xxxxxxxx",
            "********",
            "${var.password}",
            "$PASSWORD",
            "dummy",
            "example-password",
            "CHANGE_ME",
            "{{ password }}",
            "your-password-here",
            "The password of the database",
            "true",
            "null",
            "arn:aws:secretsmanager:x",
            "https://host/path",
            "sha256:0123",
            "var.x",
            "#{DbPassword}",
            "#{secret_x_password}#",
            "#{db.password}#",
            "@@DB_PASSWORD@@",
            "@@DbSecret@@",
            "@DB_PASSWORD@",
            "~DB_PASSWORD~",
            "@db.password@",
            "ref+awsssm://x/y",
        ];
        for value in placeholders {
            assert!(!is_password(value), "{value}");
        }
    }

    #[test]
    fn what_a_machine_made_is_told_from_words() {
        for value in
            ["7f3kQ9zXw2LmP0vB", "9b2d8c7e6f5a4b3c2d1e0f9a8b7c6d5e", "550e8400-e29b-41d4-a716-446655440000", "Zm9vOjdmM2tROXp4VzJMbVAwdkI="]
        {
            assert!(is_random(value), "{value}");
        }
        for value in [
            "my-secret-name-in-vault",
            "prod/database/credentials-v2",
            "MyApplicationSecretName",
            "alias/my-key-2024-01",
            "0123456789abcdef0123456789abcdef",
            "Zm9vYmFyYmF6cXV4cXV1eA==", // the base64 of letters alone
        ] {
            assert!(!is_random(value), "{value}");
        }
        assert!(is_name("DB_PASSWORD") && is_name("password") && is_name("prod/db/token") && !is_name("Passw0rd!"));
    }
}
