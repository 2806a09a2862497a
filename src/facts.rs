//! What AWS documents, as typed views of the tables in `rules/facts`: parsed on first use, looked up by name.

mod accounts;
mod actions;
mod acts_for;
mod arns;
mod awscc;
mod callers;
mod concepts;
mod conditions;
mod controls;
mod data_sources;
mod endpoints;
mod federated;
mod global_services;
mod images;
mod language;
mod only_if;
mod ports;
mod power;
mod protected;
mod required_types;
mod sam;
mod secrets;
mod services;
mod sites;
mod spelling;
mod source_services;
mod table;
mod workloads;

pub use accounts::{
    AwsAccount, Vendor, account_of_arn, aws_account, delivering_account, is_account, looked_up_account, names_a_stranger, service_account,
    vendor,
};
pub use actions::{
    AccessLevel, Action, ResourceType, access_level, action, action_prefixes, action_service_name, actions, is_about_metadata,
    resource_types, supports_rcp,
};
pub use acts_for::{ActsFor, ActsForRow, acts_for, is_told_of};
pub use arns::{ArnShape, ShapePart, arn_shape, arn_shapes, is_read_without_scheme, shape_attribute, shape_parts};
pub use callers::{CallerKey, caller_keys};
pub use concepts::{
    ConceptAttribute, DefaultScope, DefaultValue, DefaultWhere, Extent, Join, JoinTarget, Meaning, PartKind, Precedence, attributes,
    concepts, concepts_of, defaults, fields, holds_in_all_regions, is_lookup, joins, joins_of, links_of, part_kind, part_kinds, subjects,
};
pub use conditions::{
    ConditionKey, Holds, KeyType, SentFact, When, all_condition_keys, condition_key, is_known_condition_key, lists_keys_of,
    similar_condition_key,
};
pub use controls::{Control, controls};
pub use data_sources::{LookedUp, looked_up};
pub use endpoints::{Endpoints, is_called_at};
pub use federated::{FederatedProvider, TokenReach, federated_by_partition, federated_name, federated_provider};
pub use global_services::{GlobalService, global_service};
pub use images::{Image, ImageBy, image_named, image_of_parameter, is_public_parameter};
pub use language::Language;
pub use only_if::{Argument, OnlyIf};
pub use ports::{EnginePorts, engine_ports};
pub use power::{
    Escalation, EscalationAim, EscalationTarget, ManagedPolicy, PassingAction, Power, WideGrant, escalations, managed_policy,
    managed_policy_at, managed_policy_denies, managed_policy_path, only_delivers, passing_actions,
};
pub use protected::{NamedAction, Protected, all_protected, by_telling, protected};
pub use required_types::{RequiredTypes, required_types};
pub use sam::{
    ConnectedType, ConnectorProfile, EventForm, PolicyTemplate, SamEvent, SamProperty, all_connector_profiles, all_policy_templates,
    all_sam_events, connected_type, connector_profile, policy_template, sam_event, sam_properties,
};
pub use secrets::{SecretFormat, SecretFormatKind, SecretSite, SecretSiteForm, all_secret_sites, secret_formats, secret_sites};
pub use services::{
    DeliveryPath, ExceptionRule, PathGuard, Service, ServiceCalls, ServiceException, ServiceGuard, all_services, call_without_source,
    canonical_principal, delivery_path, documented_name, is_documented_call, is_documented_caller, is_never_called, is_service_principal,
    names_call, parts_of_sent, principal_region, service, service_calls, service_exceptions, service_guards, similar_service,
};
pub use sites::{PolicyKind, PolicySite, SiteFormat, all_policy_sites, policy_sites, sites_of};
pub use source_services::{SourceServices, source_services};
pub use table::RowCertainty;
pub use workloads::{WorkloadKind, runs_code, workloads};

/// One value of a fact: yes, no, or not established.
pub use crate::truth::Truth;
