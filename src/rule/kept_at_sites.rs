//! What nobody shows: the secrets of a root, and what stands where `secret_sites.tsv` says that secrets are kept, whether or not it surely is one.

use super::secrets::{each_text, of_resource, pair, parsed, written_at};
use crate::condition::Assignment;
use crate::facts::{self, SecretSite, SecretSiteForm};
use crate::mapped_text::Text;
use crate::resource::{Resource, Root};
use crate::secret;
use crate::source::{Span, Workspace};
use crate::value::{Kind, Value};

/// Where it is written, in no order.
pub fn kept_places(workspace: &Workspace, root: &Root) -> Vec<Span> {
    let mut kept = KeptTexts { workspace, places: vec![] };
    for resource in root.resources.iter().chain(root.loose.iter().map(|loose| &loose.resource)) {
        for site in facts::secret_sites(&resource.kind).iter().filter(|site| site.language == Some(resource.language)) {
            match site.path.is_empty() {
                true => kept.site(resource, site, &resource.attributes),
                false => site.path.values(&resource.attributes).for_each(|(_, value)| kept.site(resource, site, value)),
            }
        }
    }
    kept.places
}

/// The texts of what rules would call secrets in a root, and of what those are put together from: nobody shows them.
pub fn secret_texts(workspace: &Workspace, root: &Root) -> Vec<String> {
    let resources = root.resources.iter().chain(root.loose.iter().map(|loose| &loose.resource));
    let mut texts: Vec<String> = vec![];
    for secret in resources.flat_map(of_resource) {
        texts.extend(secret.value.as_str().filter(|_| secret.is_whole).map(str::to_owned));
        texts.extend(secret.parts(workspace).into_iter().map(|span| workspace.slice(span).to_owned()));
    }
    texts.extend(kept_places(workspace, root).into_iter().map(|span| workspace.slice(span).to_owned()));
    texts.retain(|text| secret::is_telling_part(text));
    texts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    texts.dedup();
    texts
}

struct KeptTexts<'w> {
    workspace: &'w Workspace,
    places: Vec<Span>,
}

impl KeptTexts<'_> {
    fn site(&mut self, resource: &Resource, site: &SecretSite, value: &Value) {
        match site.form {
            SecretSiteForm::Secret => self.whole(value),
            SecretSiteForm::Stored => self.stored(value),
            SecretSiteForm::Parameter => {
                let member = |names: [&str; 2]| names.iter().find_map(|name| resource.attributes.get(name)?.to_text());
                let is_secure = member(["type", "Type"]).is_none_or(|kind| kind.known().is_none_or(|kind| kind == "SecureString"));
                let called = member(["name", "Name"]).map(|name| name.literal().to_owned()).unwrap_or_default();
                if is_secure { self.stored(value) } else { self.named(called.rsplit('/').next().unwrap_or_default(), value) }
            }
            SecretSiteForm::Input => self.named(resource.name.rsplit('.').next().unwrap_or_default(), value),
            SecretSiteForm::Variables | SecretSiteForm::Document | SecretSiteForm::Module | SecretSiteForm::Script => self.named("", value),
        }
    }

    /// All of a value.
    fn whole(&mut self, value: &Value) {
        each_text(value, "", &Assignment::default(), &mut |value, text, _, _| self.text(value, &text));
    }

    /// What a store keeps: beside secrets it may have names of users and hosts.
    fn stored(&mut self, value: &Value) {
        each_text(value, "", &Assignment::default(), &mut |value, text, _, _| match parsed(&text, value.span) {
            Some(document) => self.members(&document),
            None => self.text(value, &text),
        });
    }

    fn members(&mut self, document: &Value) {
        match &document.kind {
            Kind::Map(map) => {
                let kept = map.entries.iter().filter(|entry| secret::may_tell(&entry.key) || !secret::is_beside_secret(&entry.key));
                kept.for_each(|entry| self.members(&entry.value));
            }
            Kind::List(items) => items.iter().for_each(|item| self.members(item)),
            _ => self.whole(document),
        }
    }

    /// A value that may have a name that tells, or names and values within.
    fn named(&mut self, name: &str, value: &Value) {
        if secret::may_tell(name) && !matches!(value.kind, Kind::Map(_)) {
            return self.whole(value);
        }
        match &value.kind {
            Kind::Map(map) => match pair(map) {
                Some((name, value)) => self.named(name, value),
                None => map.entries.iter().for_each(|entry| match entry.key == "SecretString" {
                    true => self.stored(&entry.value),
                    false => self.named(if secret::may_tell(&entry.key) { &entry.key } else { name }, &entry.value),
                }),
            },
            Kind::List(items) => items.iter().for_each(|item| self.named(name, item)),
            Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| self.named(name, branch)),
            _ => each_text(value, name, &Assignment::default(), &mut |value, text, _, _| match parsed(&text, value.span) {
                Some(document) => self.named("", &document),
                None => {
                    for range in secret::suspected(text.literal()) {
                        self.places.extend(written_at(self.workspace, value, &text, range));
                    }
                }
            }),
        }
    }

    fn text(&mut self, value: &Value, text: &Text) {
        for range in secret::kept_parts(text.literal()) {
            self.places.extend(written_at(self.workspace, value, text, range));
        }
    }
}
