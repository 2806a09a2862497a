//! The tags of what a request is about, as context keys: what the code gives it, and what it leaves open.

use super::attached::settled;
use super::circumstances::{ContextKeys, instance};
use crate::condition::Assignment;
use crate::iam::document::Statement;
use crate::resource::{Resource, Tags};
use crate::value::{Kind, Value};
use std::collections::BTreeSet;

/// Between the service and the name of the tag: `ec2:resourcetag/name`.
const TAG: &str = ":resourcetag/";

/// How many sets of tags are tried that the code leaves open.
const MAX_OPEN: usize = 16;

/// The tags of a resource that a request is about.
#[derive(Clone, Debug)]
pub(super) struct ResourceTags {
    /// "instance `web`".
    name: String,
    tags: Tags,
    /// With the names that stand for what only deployment or an input tells, as in policies: the same names mean the same.
    settled: Tags,
}

impl ResourceTags {
    /// Those of a resource under some answers.
    pub(super) fn of(resource: &Resource, name: &str, given: &Assignment) -> ResourceTags {
        let attribute = |name: &str| resource.attributes.get(name).map(|value| value.under(given));
        let settled = ["tags", "Tags"].iter().filter_map(|name| attribute(name)).map(|value| Tags::read(&settled(&value)));
        let settled = settled.fold(Tags::default(), |tags, more| tags.over(&more));
        let own = |name: &str| attribute(name).map_or_else(Tags::default, |value| Tags::read(&value));
        let tags = match resource.kind.as_str() {
            // What they start has tags of its own.
            "aws_spot_instance_request" | "aws_launch_template" | "AWS::EC2::LaunchTemplate" => unknown(),
            "aws_autoscaling_group" | "AWS::AutoScaling::AutoScalingGroup" | "aws_ecs_service" | "AWS::ECS::Service" => unknown(),
            "aws_instance" | "AWS::EC2::Instance" => {
                let tags = own("tags").over(&own("Tags"));
                let is_launched = ["launch_template", "LaunchTemplate"].iter().any(|name| attribute(name).is_some_and(is_set));
                if is_launched { also_launched(tags) } else { tags }
            }
            _ => own("tags").over(&own("Tags")),
        };
        ResourceTags { name: name.to_owned(), tags: tags.over(&resource.provider.default_tags), settled }
    }

    /// The context keys for the tags that the conditions of statements ask for: those that are known, and every set of those that are not.
    pub(super) fn contexts(&self, statements: &[&Statement], action: &str) -> (ContextKeys, Vec<ContextKeys>) {
        let mut known = ContextKeys::new();
        let mut open = vec![ContextKeys::new()];
        let conditions = || statements.iter().flat_map(|statement| &statement.conditions);
        let asked: BTreeSet<&str> = conditions().map(|condition| condition.key.as_str()).collect();
        for key in asked {
            let Some((service, name)) = key.split_once(TAG) else { continue };
            let of_service = action.split(':').next().is_some_and(|own| own.eq_ignore_ascii_case(service));
            if service != "aws" && !of_service {
                continue;
            }
            let values = conditions().filter(|condition| condition.key == key).flat_map(|condition| &condition.values).map(instance);
            let named = value_of(&self.settled, name).flatten().filter(|value| values.clone().any(|asked| asked == **value));
            match value_of(&self.tags, name).map(|value| value.or(named)) {
                Some(Some(value)) => _ = known.insert(key.to_owned(), vec![value.clone()]),
                None if !self.tags.may_be_more => {}
                _ => {
                    let values = values.chain(["another value".to_owned()]);
                    let more: Vec<ContextKeys> = values.flat_map(|value| with(&open, key, &value)).collect();
                    open.extend(more);
                    open.truncate(MAX_OPEN);
                }
            }
        }
        (known, open)
    }

    /// Why an answer that depends on them is only possible.
    pub(super) fn doubt(&self) -> String {
        format!("not all tags of {} are known", self.name)
    }
}

/// What is known of the value of a tag; nothing if there is no such tag.
fn value_of<'t>(tags: &'t Tags, name: &str) -> Option<Option<&'t String>> {
    tags.values.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
}

fn unknown() -> Tags {
    Tags { may_be_more: true, ..Tags::default() }
}

/// What is launched from a template has its tags as well.
fn also_launched(tags: Tags) -> Tags {
    Tags { may_be_more: true, ..tags }
}

fn is_set(value: Value) -> bool {
    match &value.kind {
        Kind::Absent | Kind::Null => false,
        Kind::List(items) => !items.is_empty(),
        _ => true,
    }
}

fn with(contexts: &[ContextKeys], key: &str, value: &str) -> Vec<ContextKeys> {
    let added = contexts.iter().map(|context| {
        let mut context = context.clone();
        context.insert(key.to_owned(), vec![value.to_owned()]);
        context
    });
    added.collect()
}
