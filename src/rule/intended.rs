//! The request that a grant to a service is meant for: what the service calls for the owner's own resources.

use super::context::PolicyContext;
use crate::iam::context::Request;
use crate::iam::document::{Document, Element, Listed, Names, Statement};
use crate::iam::exposure::{Assume, Exposure, ExposureQuestion, Outsider, exposure_within};
use crate::iam::stand_in;
use crate::mapped_text::Text;
use smol_str::SmolStr;

/// An owner that is nobody: every account is an outsider to it, the real owner included, so that the search finds the request that a grant
/// is meant for as it would find a stranger's.
const NOBODY: Names = Names {
    own_account: SmolStr::new_static("999999999999"),
    own_org: SmolStr::new_static("o-nobody0000"),
    region: None,
    some_region: SmolStr::new_static(stand_in::REGION),
    is_one_partition: false,
};

/// A request of a service that an Allow alone lets through, with one action of it if that is given; no Deny is asked.
pub(super) fn request(policy: &PolicyContext<'_>, allow: &Statement, service: &str, action: Option<&str>) -> Option<Request> {
    let mut alone = Statement { index: 0, ..allow.clone() };
    if let Some(principals) = &mut alone.principals {
        principals.entries.retain(|entry| entry.text.known() == Some(service));
    }
    if let (Some(action), Some(listed)) = (action, &mut alone.actions) {
        let only = Element::new(Text::computed(action, listed.key_span), listed.key_span, false);
        *listed = Listed { negated: false, entries: vec![only], key_span: listed.key_span };
    }
    let Document { span, ref provenance, version, .. } = *policy.document;
    let document = Document { span, provenance: provenance.clone(), version, statements: vec![alone], unclear: vec![], names: NOBODY };
    let question = ExposureQuestion {
        outsider: Outsider::Service,
        owners: &[NOBODY.own_account],
        trusted_accounts: &[],
        trusted_orgs: &[],
        resource_kind: policy.policy.site.protects,
        role: None,
        assume: Assume { encryption_context: true, ..Assume::default() },
        statement: Some(0),
        budget: policy.root.trust.budget,
    };
    let Exposure::Exposed(witness) = exposure_within(&question, &document, policy.shared) else { return None };
    let own = &policy.document.names.own_account;
    let resource = witness.request.resource.replace(NOBODY.own_account.as_str(), own);
    Some(Request { resource_account: own.clone(), resource, ..witness.request })
}
