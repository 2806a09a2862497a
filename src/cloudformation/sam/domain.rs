//! Custom domains of APIs, with their mappings and records.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html>

use super::build::{Maker, given, truthy};
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Kind, Value};

/// The types of a domain and its mapping.
struct DomainTypes {
    domain: &'static str,
    mapping: &'static str,
    suffix: &'static str,
}

const REST: DomainTypes =
    DomainTypes { domain: "AWS::ApiGateway::DomainName", mapping: "AWS::ApiGateway::BasePathMapping", suffix: "BasePathMapping" };
const PRIVATE: DomainTypes =
    DomainTypes { domain: "AWS::ApiGateway::DomainNameV2", mapping: "AWS::ApiGateway::BasePathMappingV2", suffix: "BasePathMapping" };
const HTTP: DomainTypes =
    DomainTypes { domain: "AWS::ApiGatewayV2::DomainName", mapping: "AWS::ApiGatewayV2::ApiMapping", suffix: "ApiMapping" };

impl Transform<'_> {
    pub(super) fn rest_domain(&mut self, source: &ServerlessResource) {
        let Some((owner, domain)) = self.domain(source) else { return };
        let at = owner.at();
        let endpoint = given(&domain, "EndpointConfiguration").and_then(Value::as_str).unwrap_or("REGIONAL").to_owned();
        let is_private = endpoint == "PRIVATE";
        let types = if is_private { PRIVATE } else { REST };
        let prefix = if is_private { "ApiGatewayDomainNameV2" } else { "ApiGatewayDomainName" };
        let name = given(&domain, "DomainName").cloned().unwrap_or_else(|| at.text(""));
        let id = self.ids.of(prefix, &name);
        let certificate = if endpoint == "REGIONAL" { "RegionalCertificateArn" } else { "CertificateArn" };
        let endpoints = at.given([("Types", Some(at.texts(&[&endpoint]))), ("IpAddressType", given(&domain, "IpAddressType").cloned())]);
        let own = [
            ("DomainName", Some(name.clone())),
            (certificate, given(&domain, "CertificateArn").cloned()),
            ("EndpointConfiguration", Some(endpoints)),
        ];
        let passed = ["MutualTlsAuthentication", "SecurityPolicy", "EndpointAccessMode", "Policy", "OwnershipVerificationCertificateArn"];
        let passed = passed.map(|name| (name, truthy(&domain, name).cloned()));
        self.make(&owner, &id, types.domain, at.given(own.into_iter().chain(passed)));
        self.refers(&source.owner, if is_private { "DomainNameV2" } else { "DomainName" }, &id);
        let plain = |path: &str| path.chars().filter(|char| char.is_alphanumeric()).collect::<String>();
        self.mappings(&owner, &domain, &types, &id, &plain);
        if let Some(endpoint) = given(&domain, "AccessAssociation").and_then(|access| given(access, "VpcEndpointId")).filter(|_| is_private)
        {
            let hashed = at.list(vec![endpoint.clone(), at.text(id.clone())]);
            let association = self.ids.of("DomainNameAccessAssociation", &hashed);
            let members = [
                ("DomainNameArn", at.reference(&id)),
                ("AccessAssociationSourceType", at.text("VPCE")),
                ("AccessAssociationSource", endpoint.clone()),
            ];
            self.make(&owner, association, "AWS::ApiGateway::DomainNameAccessAssociation", at.map(members));
        }
        self.records(&owner, &domain, &name);
    }

    pub(super) fn http_domain(&mut self, source: &ServerlessResource) {
        let Some((owner, domain)) = self.domain(source) else { return };
        let at = owner.at();
        let name = given(&domain, "DomainName").cloned().unwrap_or_else(|| at.text(""));
        let id = self.ids.of("ApiGatewayDomainNameV2", &name);
        let configuration = at.given([
            ("CertificateArn", given(&domain, "CertificateArn").cloned()),
            ("EndpointType", Some(given(&domain, "EndpointConfiguration").cloned().unwrap_or_else(|| at.text("REGIONAL")))),
            ("OwnershipVerificationCertificateArn", truthy(&domain, "OwnershipVerificationCertificateArn").cloned()),
            ("SecurityPolicy", truthy(&domain, "SecurityPolicy").cloned()),
        ]);
        let own = [
            ("DomainName", Some(name.clone())),
            ("DomainNameConfigurations", Some(at.list(vec![configuration]))),
            ("MutualTlsAuthentication", truthy(&domain, "MutualTlsAuthentication").cloned()),
        ];
        self.make(&owner, &id, HTTP.domain, at.given(own));
        self.refers(&source.owner, "DomainName", &id);
        let plain = |path: &str| path.chars().filter(|char| !matches!(char, '-' | '_' | '/')).collect::<String>();
        self.mappings(&owner, &domain, &HTTP, &id, &plain);
        self.records(&owner, &domain, &name);
    }

    /// The domain with its parameters put in, and where it stands.
    fn domain(&mut self, source: &ServerlessResource) -> Option<(Owner, Value)> {
        let written = given(&source.properties, "Domain")?;
        let owner = source.owner.at_property(&source.properties, "Domain");
        let domain = self.parameters.resolved(written);
        for name in ["DomainName", "CertificateArn"] {
            if given(&domain, name).is_none() {
                self.refuse(written.span, &owner.logical_id, &format!("`Domain` needs `{name}`"));
            }
        }
        Some((owner, domain))
    }

    fn mappings(&mut self, owner: &Owner, domain: &Value, types: &DomainTypes, id: &str, plain: &dyn Fn(&str) -> String) {
        let at = owner.at();
        let paths: Vec<String> = match truthy(domain, "BasePath").map(|paths| &paths.kind) {
            Some(Kind::Text(text)) => vec![text.literal().to_owned()],
            Some(Kind::List(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
            _ => vec![],
        };
        let (api, key) = if types.suffix == "ApiMapping" { ("ApiId", "ApiMappingKey") } else { ("RestApiId", "BasePath") };
        let stage = at.reference(&format!("{}.Stage", owner.logical_id));
        let mapping = |path: Option<&str>| {
            let target = [("DomainName", Some(at.reference(id))), (api, Some(at.reference(&owner.logical_id)))];
            at.given(target.into_iter().chain([("Stage", Some(stage.clone())), (key, path.map(|path| at.text(path)))]))
        };
        if paths.is_empty() {
            self.make(owner, format!("{}{}", owner.logical_id, types.suffix), types.mapping, mapping(None));
        }
        for path in &paths {
            let logical_id = format!("{}{}{}", owner.logical_id, plain(path), types.suffix);
            self.make(owner, logical_id, types.mapping, mapping(Some(path)));
        }
    }

    /// The records of a domain, in a group that all domains of a hosted zone share.
    fn records(&mut self, owner: &Owner, domain: &Value, name: &Value) {
        let Some(route) = given(domain, "Route53") else { return };
        let at = Maker(route.span);
        let owner = Owner { key: route.span, ..owner.clone() };
        let Some(zone) = truthy(route, "HostedZoneId").or_else(|| truthy(route, "HostedZoneName")) else {
            return self.refuse(route.span, &owner.logical_id, "`Route53` needs `HostedZoneId` or `HostedZoneName`");
        };
        let record = |kind: &str| at.map([("Name", name.clone()), ("Type", at.text(kind))]);
        let mut records = vec![record("A")];
        if given(route, "IpV6").is_some_and(|on| on.kind == Kind::Bool(true)) {
            records.push(record("AAAA"));
        }
        let is_separate = truthy(route, "SeparateRecordSetGroup").is_some();
        let id = match is_separate {
            true => self.ids.of("RecordSetGroup", &at.list(vec![zone.clone(), name.clone()])),
            false => self.ids.of("RecordSetGroup", zone),
        };
        let group = if is_separate { (owner.clone(), records) } else { self.shared_records(&id, &owner, records) };
        let members = [
            ("HostedZoneId", given(route, "HostedZoneId").cloned()),
            ("HostedZoneName", given(route, "HostedZoneName").cloned()),
            ("RecordSets", Some(at.list(group.1))),
        ];
        self.make(&group.0, id, "AWS::Route53::RecordSetGroup", at.given(members));
    }

    fn shared_records(&mut self, id: &str, owner: &Owner, records: Vec<Value>) -> (Owner, Vec<Value>) {
        let group = self.record_sets.entry(id.to_owned()).or_insert_with(|| (owner.clone(), vec![]));
        group.1.extend(records);
        group.clone()
    }
}
