//! Hashes of texts and of files.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Takes;
use super::fail;
use super::filesystem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

const TEXT: &[Takes] = &[Takes::Text];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64sha256", TEXT, Sees::Values, |a| a.ok_text(base64::<Sha256>(&a.known(0)?))),
    Function::new("base64sha512", TEXT, Sees::Values, |a| a.ok_text(base64::<Sha512>(&a.known(0)?))),
    Function::new("filebase64sha256", TEXT, Sees::Values, |a| a.ok_text(base64::<Sha256>(filesystem::read(a)?.1))),
    Function::new("filebase64sha512", TEXT, Sees::Values, |a| a.ok_text(base64::<Sha512>(filesystem::read(a)?.1))),
    Function::new("filemd5", TEXT, Sees::Values, |a| a.ok_text(hex::<Md5>(filesystem::read(a)?.1))),
    Function::new("filesha1", TEXT, Sees::Values, |a| a.ok_text(hex::<Sha1>(filesystem::read(a)?.1))),
    Function::new("filesha256", TEXT, Sees::Values, |a| a.ok_text(hex::<Sha256>(filesystem::read(a)?.1))),
    Function::new("filesha512", TEXT, Sees::Values, |a| a.ok_text(hex::<Sha512>(filesystem::read(a)?.1))),
    Function::new("md5", TEXT, Sees::Values, |a| a.ok_text(hex::<Md5>(&a.known(0)?))),
    Function::new("sha1", TEXT, Sees::Values, |a| a.ok_text(hex::<Sha1>(&a.known(0)?))),
    Function::new("sha256", TEXT, Sees::Values, |a| a.ok_text(hex::<Sha256>(&a.known(0)?))),
    Function::new("sha512", TEXT, Sees::Values, |a| a.ok_text(hex::<Sha512>(&a.known(0)?))),
    Function::new("uuidv5", &[Takes::Text, Takes::Text], Sees::Values, uuidv5),
];

fn written(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hex<D: Digest>(text: &str) -> String {
    written(&D::digest(text))
}

fn base64<D: Digest>(text: &str) -> String {
    STANDARD.encode(D::digest(text))
}

/// A name-based UUID: <https://www.rfc-editor.org/rfc/rfc4122#section-4.3>
fn uuidv5(a: &Arguments<'_, '_>) -> FunctionResult {
    let space = match a.known(0)?.as_str() {
        "dns" => "6ba7b810-9dad-11d1-80b4-00c04fd430c8".to_owned(),
        "url" => "6ba7b811-9dad-11d1-80b4-00c04fd430c8".to_owned(),
        "oid" => "6ba7b812-9dad-11d1-80b4-00c04fd430c8".to_owned(),
        "x500" => "6ba7b814-9dad-11d1-80b4-00c04fd430c8".to_owned(),
        other => other.to_owned(),
    };
    let digits: String = space.chars().filter(|char| *char != '-').collect();
    let Some(space) = u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32) else {
        return fail("the namespace is no UUID");
    };
    let mut hash = Sha1::new();
    hash.update(space.to_be_bytes());
    hash.update(a.known(1)?);
    let digest = hash.finalize();
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    bytes.iter_mut().skip(6).take(1).for_each(|byte| *byte = *byte & 0x0f | 0x50);
    bytes.iter_mut().skip(8).take(1).for_each(|byte| *byte = *byte & 0x3f | 0x80);
    let text = written(&bytes);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    a.ok_text(format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)))
}
