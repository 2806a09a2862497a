//! What the user data of an instance does with the metadata service: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html>.

use crate::mapped_text::{HoleKind, Text};
use crate::resource::Resource;
use crate::rule::context::SubjectContext;
use crate::value::{Kind, Value};

const SERVICE: &str = "169.254.169.254";
/// In the header of each request that has a token, and of the one that asks for it.
const TOKEN: &str = "x-aws-ec2-metadata-token";
const USER_DATA: [&str; 3] = ["UserData", "user_data", "user_data_base64"];

/// The resource whose user data asks the metadata service without a session token.
pub(super) fn reads_without_token<'a>(context: &SubjectContext<'a>) -> Option<&'a str> {
    let subject = context.subject;
    let parts = subject.parts.iter().map(|part| part.resource);
    let resources = std::iter::once(subject.resource).chain(parts).chain(subject.launched_from());
    resources.into_iter().find(|resource| reads(resource)).map(|resource| resource.address.as_str())
}

fn reads(resource: &Resource) -> bool {
    let own = resource.attributes.as_map();
    // A launch template has the data of its instances in a block.
    let inner = resource.attributes.get("LaunchTemplateData").and_then(Value::as_map);
    let mut texts = vec![];
    for map in own.into_iter().chain(inner) {
        map.entries.iter().filter(|entry| USER_DATA.contains(&entry.key.as_str())).for_each(|entry| collect(&entry.value, &mut texts));
    }
    texts.iter().any(|text| text.contains(SERVICE) && !text.to_ascii_lowercase().contains(TOKEN))
}

/// All texts of a value, also those that are encoded.
fn collect(value: &Value, texts: &mut Vec<String>) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| collect(item, texts)),
        Kind::Map(map) => map.entries.iter().for_each(|entry| collect(&entry.value, texts)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| collect(branch, texts)),
        Kind::Text(text) => of_text(text, texts),
        Kind::Unknown(hole) => of_hole(&hole.kind, texts),
        _ => {}
    }
}

fn of_text(text: &Text, texts: &mut Vec<String>) {
    texts.push(text.literal().to_owned());
    text.holes().iter().for_each(|hole| of_hole(&hole.hole.kind, texts));
}

fn of_hole(kind: &HoleKind, texts: &mut Vec<String>) {
    if let HoleKind::Encoded { text } = kind {
        of_text(text, texts);
    }
}
