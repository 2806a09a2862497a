//! The objects of SARIF 2.1.0 that we write, under the names of the standard, and of each what we say in it.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; the tests hold every log against its published schema.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What is not said is left out: `None`, an empty list, an object of which nothing is said.
macro_rules! objects {
    ($($name:ident { $($field:ident: $type:ty,)* })*) => {$(
        #[derive(Clone, PartialEq, Default, Debug, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $name {$(
            #[serde(skip_serializing_if = "is_unsaid")]
            pub(super) $field: $type,
        )*}
    )*};
}

fn is_unsaid<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The whole document.
#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run; 1],
}

objects! {
    Run {
        automation_details: Option<RunAutomationDetails>,
        column_kind: &'static str,
        invocations: Vec<Invocation>,
        original_uri_base_ids: BTreeMap<String, ArtifactLocation>,
        // Without it, nothing was looked at.
        results: Option<Vec<Result>>,
        taxonomies: Vec<ToolComponent>,
        tool: Tool,
        version_control_provenance: Vec<VersionControlDetails>,
    }
    RunAutomationDetails { id: String, }
    VersionControlDetails {
        branch: Option<String>,
        mapped_to: ArtifactLocation,
        repository_uri: String,
        revision_id: Option<String>,
    }
    Tool { driver: ToolComponent, }
    ToolComponent {
        full_name: Option<String>,
        information_uri: Option<String>,
        is_comprehensive: Option<bool>,
        name: &'static str,
        notifications: Vec<ReportingDescriptor>,
        organization: Option<String>,
        rules: Vec<ReportingDescriptor>,
        semantic_version: Option<String>,
        short_description: Option<MultiformatMessageString>,
        supported_taxonomies: Vec<ToolComponentReference>,
        taxa: Vec<ReportingDescriptor>,
        version: Option<String>,
    }
    ToolComponentReference { index: Option<usize>, name: &'static str, }
    ReportingDescriptor {
        default_configuration: Option<ReportingConfiguration>,
        full_description: Option<MultiformatMessageString>,
        help: Option<MultiformatMessageString>,
        help_uri: Option<String>,
        id: String,
        message_strings: BTreeMap<String, MultiformatMessageString>,
        name: Option<String>,
        properties: PropertyBag,
        relationships: Vec<ReportingDescriptorRelationship>,
        short_description: Option<MultiformatMessageString>,
    }
    ReportingConfiguration { level: &'static str, rank: Option<f64>, }
    ReportingDescriptorRelationship { kinds: Vec<&'static str>, target: ReportingDescriptorReference, }
    ReportingDescriptorReference {
        id: String,
        index: Option<usize>,
        tool_component: Option<ToolComponentReference>,
    }
    MultiformatMessageString { markdown: Option<String>, text: String, }
    Message { arguments: Vec<String>, id: Option<&'static str>, text: String, }
    Invocation {
        execution_successful: Option<bool>,
        tool_execution_notifications: Vec<Notification>,
    }
    Notification {
        descriptor: ReportingDescriptorReference,
        level: &'static str,
        locations: Vec<Location>,
        message: Message,
    }
    Result {
        baseline_state: Option<&'static str>,
        code_flows: Vec<CodeFlow>,
        fixes: Vec<Fix>,
        kind: Option<&'static str>,
        level: &'static str,
        locations: Vec<Location>,
        message: Message,
        occurrence_count: Option<usize>,
        partial_fingerprints: BTreeMap<String, String>,
        properties: PropertyBag,
        rank: Option<f64>,
        related_locations: Vec<Location>,
        rule_id: String,
        rule_index: Option<usize>,
        suppressions: Vec<Suppression>,
    }
    Suppression {
        justification: Option<String>,
        kind: &'static str,
        location: Option<Location>,
        status: &'static str,
    }
    CodeFlow { thread_flows: Vec<ThreadFlow>, }
    ThreadFlow { locations: Vec<ThreadFlowLocation>, }
    ThreadFlowLocation {
        execution_order: Option<usize>,
        importance: &'static str,
        location: Location,
        nesting_level: Option<usize>,
    }
    Location {
        id: Option<usize>,
        logical_locations: Vec<LogicalLocation>,
        message: Option<Message>,
        physical_location: Option<PhysicalLocation>,
    }
    LogicalLocation { fully_qualified_name: String, kind: &'static str, }
    PhysicalLocation {
        artifact_location: ArtifactLocation,
        context_region: Option<Region>,
        region: Option<Region>,
    }
    Region {
        end_column: Option<u32>,
        end_line: Option<u32>,
        snippet: Option<ArtifactContent>,
        start_column: Option<u32>,
        start_line: Option<u32>,
    }
    ArtifactContent { text: Option<String>, }
    ArtifactLocation {
        description: Option<Message>,
        uri: Option<String>,
        uri_base_id: Option<&'static str>,
    }
    Fix { artifact_changes: Vec<ArtifactChange>, description: Message, }
    ArtifactChange { artifact_location: ArtifactLocation, replacements: Vec<Replacement>, }
    Replacement { deleted_region: Region, inserted_content: ArtifactContent, }
}

/// What the standard has no place for: tags, and entries of our own.
pub(super) type PropertyBag = BTreeMap<&'static str, Value>;
