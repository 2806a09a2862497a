//! What the user data of an instance does with the metadata service: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html>.

use crate::condition::Assignment;
use crate::resource::Resource;
use crate::rule::context::SubjectContext;
use crate::rule::secrets::each_text;
use crate::value::Value;

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
    let mut is_read = false;
    let entries = own.into_iter().chain(inner).flat_map(|map| &map.entries).filter(|entry| USER_DATA.contains(&entry.key.as_str()));
    for entry in entries {
        each_text(&entry.value, &entry.key, &Assignment::default(), &mut |_, text, _, _| {
            let text = text.literal();
            is_read |= text.contains(SERVICE) && !text.to_ascii_lowercase().contains(TOKEN);
        });
    }
    is_read
}
