//! What a policy protects, kind by kind: which actions and resources it is about, and which of them tell the most (`protected.tsv`).

use super::actions::{AccessLevel, Action, ResourceType, action, actions, resource_types};
use super::table::{Index, RowCertainty, index, named, rows};
use crate::truth::Truth;
use std::sync::{LazyLock, OnceLock};

/// What a kind of policy protects.
#[derive(Debug)]
pub struct Protected {
    /// As in [`super::PolicySite::protects`].
    pub kind: &'static str,
    /// What it is called in a sentence.
    pub noun: &'static str,
    /// The prefix of its actions.
    pub service: &'static str,
    /// The types of resource; all of the service if there are none.
    types: Vec<&'static str>,
    /// Other prefixes of actions that its policies can speak of; `*` where that is not established.
    also: Vec<&'static str>,
    /// Whether a name of the resource, where its policy names no ARN, is the first that stands in ARNs of these types.
    pub is_named: bool,
    /// Whether calls without credentials reach it where the policy lets everybody in.
    pub unsigned: Truth,
    /// The actions that show best what an outsider can do.
    pub telling: Vec<&'static str>,
    /// The services that such a policy usually lets in.
    pub callers: Vec<&'static str>,
    /// The only actions that other accounts can be let do; none where they can be let do all.
    pub across: Vec<&'static str>,
    /// What keeps everybody out whom the policy lets in; empty if nothing is known to.
    pub behind: &'static str,
    /// Why these actions.
    pub reason: &'static str,
    pub certainty: RowCertainty,
    pub source: &'static str,
    actions: OnceLock<Vec<NamedAction>>,
}

/// An action with its full name.
#[derive(Clone, Debug)]
pub struct NamedAction {
    /// `s3:PutObject`.
    pub name: String,
    pub action: &'static Action,
}

static PROTECTED: LazyLock<Index<Protected>> = LazyLock::new(|| {
    let kinds = rows(include_str!("../../rules/facts/protected.tsv")).map(|row| Protected {
        kind: row.text(0),
        noun: row.text(1),
        service: row.text(2),
        types: row.list(3),
        also: row.list(4),
        is_named: row.flag(5),
        unsigned: row.truth(6),
        telling: row.list(7),
        callers: row.list(8),
        across: row.list(9),
        behind: row.text(10),
        reason: row.text(11),
        certainty: row.certainty(12),
        source: row.text(13),
        actions: OnceLock::new(),
    });
    index(kinds, |kind| kind.kind)
});

/// What a kind of policy protects; none if there is no such kind.
pub fn protected(kind: &str) -> Option<&'static Protected> {
    named(&PROTECTED, kind).first()
}

/// Every kind, in no particular order.
pub fn all_protected() -> impl Iterator<Item = &'static Protected> {
    PROTECTED.values().flatten()
}

/// All actions of a service in the order in which they tell something: changes first, tags last.
pub fn by_telling(service: &str) -> Vec<NamedAction> {
    const ORDER: &[AccessLevel] =
        &[AccessLevel::Write, AccessLevel::Permissions, AccessLevel::Read, AccessLevel::List, AccessLevel::Tagging];
    let mut all: Vec<_> =
        actions(service).iter().map(|action| NamedAction { name: format!("{service}:{}", action.name), action }).collect();
    all.sort_by_key(|named| ORDER.iter().position(|level| *level == named.action.level));
    all
}

impl Protected {
    /// Whether other accounts can be let do it.
    pub fn is_for_others(&self, action: &str) -> bool {
        self.across.is_empty() || self.across.iter().any(|known| known.eq_ignore_ascii_case(action))
    }

    /// The types of resource that such a policy is about, the one that it usually stands at first.
    pub fn resource_types(&self) -> Vec<&'static ResourceType> {
        let mut types: Vec<_> = resource_types(self.service).iter().filter(|kind| self.is_about(kind)).collect();
        types.sort_by_key(|kind| self.types.iter().position(|name| *name == kind.name));
        types
    }

    /// The services in the ARNs of these resources: `s3`; none if any fit.
    pub fn arn_services(&self) -> Vec<&'static str> {
        let arns = self.resource_types().into_iter().filter(|_| self.is_narrow()).flat_map(|kind| &kind.arns);
        arns.filter_map(|arn| arn.split(':').nth(2)).collect()
    }

    /// Whether such a resource can have actions with this prefix: a statement of its policy about others grants nothing.
    pub fn has_actions_of(&self, service: &str) -> bool {
        let is_any = self.also.contains(&"*");
        is_any || std::iter::once(&self.service).chain(&self.also).any(|known| known.eq_ignore_ascii_case(service))
    }

    /// Whether ARNs of what such a policy is about may be of this service; where it is not known, they may.
    pub fn may_have_arns_of(&self, service: &str) -> bool {
        let services = self.arn_services();
        let also = self.also.iter().any(|also| ["*", service].contains(also));
        also || services.is_empty() || services.iter().any(|known| ["*", service].contains(known))
    }

    /// Whether the policy stands at resources of certain types, and not for a whole account or service.
    pub fn is_narrow(&self) -> bool {
        !self.types.is_empty()
    }

    /// Whether the policy is that of one resource with nothing in it that has an ARN or a path of its own: what wildcards for its name mean is that one.
    /// A search domain has paths: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html>.
    pub fn is_whole(&self) -> bool {
        self.kind != "es" && self.is_narrow() && self.resource_types().len() == 1
    }

    /// Whether the policy can be about this type of resource.
    pub fn is_about(&self, kind: &ResourceType) -> bool {
        self.types.is_empty() || self.types.contains(&kind.name)
    }

    /// The actions on these resources, the most telling first.
    pub fn actions(&'static self) -> &'static [NamedAction] {
        self.actions.get_or_init(|| {
            let telling = self.telling.iter().filter_map(|name| Some(NamedAction { name: (*name).to_owned(), action: action(name)? }));
            let about = |named: &NamedAction| self.types.is_empty() || named.action.types.iter().any(|kind| self.is_about(kind));
            let rest = by_telling(self.service).into_iter().filter(about).filter(|named| !self.telling.contains(&named.name.as_str()));
            telling.chain(rest).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_actions_come_first_and_others_of_the_same_resources_follow() {
        let names = |kind: &str| -> Vec<&str> {
            protected(kind).map(|kind| kind.actions().iter().map(|named| named.name.as_str()).collect()).unwrap_or_default()
        };
        assert_eq!(names("sns").first(), Some(&"sns:Publish"));
        assert_eq!(names("backup").first(), Some(&"backup:CopyIntoBackupVault"));
        assert!(names("s3").contains(&"s3:GetBucketWebsite") && !names("s3").contains(&"s3:CreateAccessPoint"));
        assert!(names("no-such-kind").is_empty());
    }
}
