//! Secrets in texts. One search serves both ends: what looks like a secret is kept out of every report, and what surely is one, written out, is a fault.

mod expression;
mod forms;
mod governed;
mod levels;
mod lines;
mod mask;
mod name;
mod named_value;
mod search;
mod withheld;
mod written;

pub use mask::{
    KnownMasks, conceal, hidden_texts, hide_word, hide_words, is_telling_part, kept_parts, mask_named, masked, shown, suspected,
    texts_within, without_tokens,
};
pub use name::{NameTells, is_beside_secret, is_common_word, may_tell, tells};
pub use named_value::{mark_of_text, marks_as_part, note_secrets, told_by};
pub use withheld::Withheld;

use crate::facts::{SecretFormat, SecretFormatKind};
use std::ops::Range;

/// A secret that is written out in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secret {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// From what tells that it is one to its end: nothing of this may be a hole.
    pub whole: Range<usize>,
    pub kind: SecretKind,
    /// With its article: `a GitHub token`, `a password`.
    pub noun: &'static str,
    /// What it is called there; empty if it has no name.
    pub name: String,
}

/// The kinds of secret that rules speak of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SecretKind {
    /// The id of an access key, which needs its secret.
    KeyId,
    /// What may be a secret access key: with an id beside it, it is one.
    KeySecret,
    Token,
    PrivateKey,
    Password,
}

/// What looks like a secret.
#[derive(Clone, Debug)]
struct Suspect {
    range: Range<usize>,
    whole: Range<usize>,
    because: Because,
}

/// Why something looks like a secret.
#[derive(Clone, Debug)]
enum Because {
    Format(&'static SecretFormat),
    /// It is called so.
    Name(String),
    /// It stands where a secret does: in the address of a database, after `-p`.
    Place(NameTells),
    /// It looks random.
    Random,
    /// Whatever it is, it is not to be shown.
    Masked,
}

/// The secrets that are surely written out in a text: no placeholder, no reference to one, no name of one.
pub fn written_out(text: &str) -> Vec<Secret> {
    search::suspects(text).into_iter().filter_map(|suspect| secret(suspect, text)).collect()
}

/// The same, of known formats alone: those are told wherever they stand.
pub fn of_known_format(text: &str) -> Vec<Secret> {
    search::formats(text).into_iter().filter_map(|suspect| secret(suspect, text)).collect()
}

/// Whether the id of an access key may stand in a text. Where none does, no pair is looked for.
pub fn may_have_key_id(text: &str) -> bool {
    ["AKIA", "ASIA"].iter().any(|start| memchr::memmem::find(text.as_bytes(), start.as_bytes()).is_some())
}

/// What the value of something with a name is, if the name tells of a secret and the value surely is one.
pub fn named(name: &str, value: &str) -> Option<&'static str> {
    told(tells(name)?, value)
}

/// The same, where it is known what the name tells.
pub fn told(tells: NameTells, value: &str) -> Option<&'static str> {
    let noun = if tells == NameTells::Key && is_key_secret(value) { KEY_SECRET } else { tells.noun() };
    (is_written_out(tells, value) && !written::is_name(value)).then_some(noun)
}

/// Whether a value that is called so surely is written out.
pub fn is_written_out(tells: NameTells, value: &str) -> bool {
    match tells {
        NameTells::Password => written::is_password(value),
        NameTells::Token | NameTells::Key => written::is_random(value) || written::is_coined(value),
    }
}

/// Whether the value of an argument that is made for a secret surely is one. A password may be weak; what a machine makes is no word.
pub fn is_in_place(tells: NameTells, value: &str) -> bool {
    let is_password = written::is_password(value) && (tells == NameTells::Password || !written::is_plain_words(value));
    is_password || written::is_random(value)
}

/// Whether a value has words of a placeholder, and none of the marks by which a tool or a deployment finds what it fills in.
pub fn is_placeholder_as_it_stands(value: &str) -> bool {
    written::is_placeholder_as_it_stands(value)
}

/// Whether what a secret store keeps surely is a secret.
pub fn is_stored(value: &str) -> bool {
    is_in_place(NameTells::Token, value) && !written::is_address(value)
}

/// Whether a value looks as if a machine had made it.
pub fn is_random(value: &str) -> bool {
    written::is_random(value)
}

/// Whether a member of what a secret store keeps surely is a secret: its name tells, and nobody else gives it.
pub fn is_stored_member(name: &str, value: &str) -> bool {
    tells(name).is_some_and(|tells| (is_written_out(tells, value) && !written::is_name(value)) || written::is_phrase(value))
}

/// A secret that its name or place tells, by its form.
pub fn kind_of(value: &str) -> SecretKind {
    if is_key_secret(value) { SecretKind::KeySecret } else { SecretKind::Password }
}

const KEY_SECRET: &str = "a secret access key";

/// Whether a value has the form of a secret access key: forty characters of Base64.
fn is_key_secret(value: &str) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    value.len() == 40 && value.bytes().all(is_base64) && written::changes_often(value) && !written::is_filled_up(value)
}

fn secret(suspect: Suspect, text: &str) -> Option<Secret> {
    let value = text.get(suspect.range.clone())?;
    let (kind, noun, is_real) = match &suspect.because {
        Because::Format(format) => match format.kind {
            SecretFormatKind::KeyId => (SecretKind::KeyId, format.noun, !written::is_filled_up(value)),
            SecretFormatKind::PrivateKey => (SecretKind::PrivateKey, format.noun, written::is_varied(value) && value.len() >= 64),
            SecretFormatKind::Token => (SecretKind::Token, format.noun, written::is_varied(value)),
            SecretFormatKind::Masked => return None,
        },
        Because::Name(_) if is_pinned(text, &suspect.whole, value) => return None,
        Because::Name(name) => (kind_of(value), named(name, value).unwrap_or_default(), named(name, value).is_some()),
        Because::Place(tells) => (kind_of(value), tells.noun(), is_written_out(*tells, value) && !written::is_name(value)),
        Because::Random => (SecretKind::KeySecret, KEY_SECRET, is_key_secret(value)),
        Because::Masked => return None,
    };
    let name = if let Because::Name(name) = suspect.because { name } else { String::new() };
    // Of a key the line that tells of it.
    let range = if kind == SecretKind::PrivateKey { suspect.whole.start..suspect.range.start } else { suspect.range };
    let range = if range.is_empty() { suspect.whole.clone() } else { range };
    is_real.then_some(Secret { range, whole: suspect.whole, kind, noun, name })
}

/// Whether a line is the name of a package and its version: `credentials:1413.va_51c53703df1` is a plugin of Jenkins.
fn is_pinned(text: &str, whole: &std::ops::Range<usize>, value: &str) -> bool {
    let (before, after) = (text.get(..whole.start).unwrap_or_default(), text.get(whole.end..).unwrap_or_default());
    let is_line = before.rsplit('\n').next().is_none_or(|rest| rest.trim().is_empty())
        && after.split('\n').next().is_none_or(|rest| rest.trim().is_empty());
    let is_joined = text.get(whole.clone()).and_then(|whole| whole.strip_suffix(value)).is_some_and(|name| name.ends_with(':'));
    is_line && is_joined && written::is_version(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let told = |secret: Secret| format!("{:?} {}", secret.kind, text.get(secret.range).unwrap_or_default());
        written_out(text).into_iter().map(told).collect()
    }

    #[test]
    fn a_version_is_no_secret() {
        assert_eq!(told("credentials:1413.va_51c53703df1"), Vec::<String>::new());
        assert_eq!(told("git:5.2.1\ncredentials:1413.va_51c53703df1\n"), Vec::<String>::new());
        assert_eq!(told("credentials:Kx7.va_51c53703df1Qz9"), ["Password Kx7.va_51c53703df1Qz9"]);
    }

    #[test]
    fn secrets_are_found_in_scripts() {
        for (text, expected) in [
            ("export DB_PASSWORD=Sup3rSecret\n", "Password Sup3rSecret"),
            ("mysql -u root -phunter22 < dump.sql", "Password hunter22"),
            ("mysql --password='hunter 22'", "Password hunter 22"),
            ("[\"psql\", \"--password\", \"hunter22\"]", "Password hunter22"),
            ("sshpass -p hunter22 ssh host", "Password hunter22"),
            ("curl -u admin:hunter22 https://host", "Password hunter22"),
            ("DATABASE_URL=postgres://app:hunter22@db:5432/app", "Password hunter22"),
            ("CREATE USER app IDENTIFIED BY 'hunter22';", "Password hunter22"),
            ("SET PASSWORD FOR 'root'@'localhost' = 'hunter22';", "Password hunter22"),
            ("echo 'ec2-user:hunter22' | chpasswd", "Password hunter22"),
            ("echo \"ec2-user:GoodOldPassword!\" | chpasswd", "Password GoodOldPassword!"),
            ("define('DB_PASSWORD', 'hunter22');", "Password hunter22"),
            ("define(\"DB_HOST\", \"db\"); define(\"DB_PASSWORD\", \"hunter22\");", "Password hunter22"),
            ("API_KEY=DavidsDelightfulDonuts2023", "Password DavidsDelightfulDonuts2023"),
            ("echo hunter22 | passwd --stdin root", "Password hunter22"),
            ("ConvertTo-SecureString \"hunter22\" -AsPlainText -Force", "Password hunter22"),
            ("{\"name\": \"DB_PASSWORD\", \"value\": \"hunter22\"}", "Password hunter22"),
            ("- value: hunter22\n  name: DB_PASSWORD\n", "Password hunter22"),
            ("api_key: 7f3kQ9zXw2LmP0vB", "Password 7f3kQ9zXw2LmP0vB"),
            ("token = ghp_16C7e42F292c6912E7710c838347Ae178B4a", "Token ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        ] {
            assert_eq!(told(text), [expected], "{text}");
        }
    }

    #[test]
    fn members_of_a_store_may_be_words() {
        assert!(is_stored_member("mega_secret", "BigRedBalloon") && is_stored_member("token", "7f3kQ9zXw2LmP0vB"));
        for (name, value) in
            [("mega_secret", "SetByPipeline"), ("mega_secret", "ChangeMePlease"), ("title", "BigRedBalloon"), ("token", "AppAccessToken")]
        {
            assert!(!is_stored_member(name, value), "{name} {value}");
        }
    }

    #[test]
    fn what_is_no_secret_is_not_found() {
        for text in [
            "PASSWORD=$DB_PASSWORD",
            "password = \"changeme\"",
            "password: <password>",
            "password = var.password",
            "Password: '{{resolve:secretsmanager:db:SecretString:password}}'",
            "DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)",
            "token: my-secret-name-in-vault",
            "api_key = \"your_api_key\"",
            "api_key = \"GoogleMapsApiKey2023\"",
            "api_key = \"shop-2023\"",
            "define('DB_PASSWORD', getenv('DB_PASSWORD'));",
            "AWS_ACCESS_KEY_ID=AKIAXXXXXXXXXXXXXXXX AWS_SECRET_ACCESS_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "DB_SECRET=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
            "client_token: 01234567-89ab-cdef-0123-456789abcdef",
            "mysql -u root -p mydb",
            "$securePassword = ConvertTo-SecureString $password -AsPlainText -Force",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:mq_secret_01-9T06KM",
            "$Password = ConvertTo-SecureString \"${admin_password}\" -AsPlainText -Force;",
            "UPDATE mysql.user SET Password=PASSWORD('${ROOT_PASSWORD}') WHERE User='root';",
            "echo Password: From Secrets Manager",
            "$password = \"\" | ConvertTo-SecureString -AsPlainText -Force",
            "docker run --user 1000:1000",
            "password_length = 16",
            "image: repo@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "https://registry:443/path@v1",
            "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo\n-----END PUBLIC KEY-----",
        ] {
            assert_eq!(told(text), Vec::<String>::new(), "{text}");
        }
    }
}
