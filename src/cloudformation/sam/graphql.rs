//! GraphQL APIs of AppSync: `AWS::Serverless::GraphQLApi`.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html>

use super::build::{Maker, function, given, items, members, truthy};
use super::connector::{Connected, Connection};
use super::role::Role;
use super::{Owner, ServerlessResource, Transform};
use crate::value::{Entry, Kind, Value};

const PASSED: &[&str] = &["Visibility", "OwnerContact", "XrayEnabled", "IntrospectionConfig", "QueryDepthLimit", "ResolverCountLimit"];
/// Where a kind of authorization says more.
const AUTHORIZERS: &[(&str, &str, &str)] = &[
    ("AWS_LAMBDA", "LambdaAuthorizer", "LambdaAuthorizerConfig"),
    ("OPENID_CONNECT", "OpenIDConnect", "OpenIDConnectConfig"),
    ("AMAZON_COGNITO_USER_POOLS", "UserPool", "UserPoolConfig"),
];

impl Transform<'_> {
    pub(super) fn graphql_api(&mut self, source: &ServerlessResource) {
        let ServerlessResource { owner, properties } = source;
        let at = owner.at();
        let inline = truthy(properties, "SchemaInline");
        if inline.is_some() == truthy(properties, "SchemaUri").is_some() {
            self.refuse(owner.key, &owner.logical_id, "it has either `SchemaInline` or `SchemaUri`");
        }
        let functions = self.graphql(owner, properties);
        let members_of_schema = [
            ("ApiId", Some(api_id(owner))),
            ("Definition", inline.cloned()),
            ("DefinitionS3Location", given(properties, "SchemaUri").cloned()),
        ];
        self.make(owner, format!("{}Schema", owner.logical_id), "AWS::AppSync::GraphQLSchema", at.given(members_of_schema));
        for (index, function) in functions.iter().enumerate() {
            let id = format!("{}ToLambdaAuthConnector{}", owner.logical_id, index + 1);
            let from = Connected { id: Some(api_id(owner)), ..side("AWS::AppSync::GraphQLApi", at.reference(&owner.logical_id)) };
            let to = side("AWS::Lambda::Function", function.clone());
            let (permissions, suffix) = (&["Write".to_owned()][..], String::new());
            let part = Owner { key: function.span, ..owner.without_attributes() };
            self.connect(&part, &id, &Connection { source: from, destination: to, permissions, suffix });
        }
        for entry in given(properties, "ApiKeys").map(members).unwrap_or_default() {
            let named = [("ApiKeyId", "ApiKeyId"), ("Description", "Description"), ("Expires", "ExpiresOn")];
            let named = named.map(|(name, own)| (name, given(&entry.value, own).cloned()));
            let properties = Maker(entry.key_span).given(std::iter::once(("ApiId", Some(api_id(owner)))).chain(named));
            self.make(&owner.part(entry), format!("{}{}", owner.logical_id, entry.key), "AWS::AppSync::ApiKey", properties);
        }
        if let Some(cache) = truthy(properties, "Cache") {
            self.graphql_part(owner, "ApiCache", "AWS::AppSync::ApiCache", cache);
        }
        if let Some(domain) = truthy(properties, "DomainName") {
            self.graphql_part(owner, "DomainName", "AWS::AppSync::DomainName", domain);
            let name = at.attribute(&format!("{}DomainName", owner.logical_id), "DomainName");
            let id = format!("{}DomainNameApiAssociation", owner.logical_id);
            let association = at.map([("ApiId", api_id(owner)), ("DomainName", name)]);
            self.make(owner, id, "AWS::AppSync::DomainNameApiAssociation", association);
        }
        self.data_sources(owner, properties);
        self.resolvers(owner, properties);
    }

    /// The API itself and the role by which it logs; gives the functions that authorize.
    fn graphql(&mut self, owner: &Owner, properties: &Value) -> Vec<Value> {
        let at = owner.at();
        let nothing = at.map([]);
        let auth = given(properties, "Auth").unwrap_or(&nothing);
        if given(auth, "Type").is_none() {
            self.refuse(owner.key, &owner.logical_id, "`Auth` needs a `Type`");
        }
        let mut functions = vec![];
        let mut authorizer = |auth: &Value| {
            let kind = given(auth, "Type").and_then(Value::as_str);
            let (_, own, name) = AUTHORIZERS.iter().find(|(known, ..)| Some(*known) == kind)?;
            let config = given(auth, own)?;
            functions.extend(given(config, "AuthorizerUri").cloned());
            Some((*name, config.clone()))
        };
        let main = authorizer(auth);
        let more = given(auth, "Additional").map(items).unwrap_or_default().iter().map(|one| {
            let kind = ("AuthenticationType", given(one, "Type").cloned());
            let config = authorizer(one).map(|(name, config)| (name, Some(config)));
            Maker(one.span).given(std::iter::once(kind).chain(config))
        });
        let more: Vec<Value> = more.collect();
        let role = self.logging_role(owner, properties);
        let logging = role.map(|role| {
            let written = given(properties, "Logging");
            let level = written.and_then(|logging| given(logging, "FieldLogLevel")).cloned().unwrap_or_else(|| at.text("ALL"));
            at.map([("FieldLogLevel", level), ("CloudWatchLogsRoleArn", role)])
        });
        let name = truthy(properties, "Name").cloned().unwrap_or_else(|| at.text(owner.logical_id.as_str()));
        let own = [
            ("Name", Some(name)),
            ("AuthenticationType", given(auth, "Type").cloned()),
            ("AdditionalAuthenticationProviders", (!more.is_empty()).then(|| at.list(more))),
            ("LogConfig", logging),
            ("Tags", Some(at.tags(&[("graphqlapi:createdBy", "SAM")], given(properties, "Tags")))),
        ];
        let passed = PASSED.iter().map(|name| (*name, truthy(properties, name).cloned()));
        let main = main.map(|(name, config)| (name, Some(config)));
        self.make(owner, &owner.logical_id, "AWS::AppSync::GraphQLApi", at.given(own.into_iter().chain(passed).chain(main)));
        functions
    }

    /// The role by which the API logs, made where none is given; nothing where it does not log.
    fn logging_role(&mut self, owner: &Owner, properties: &Value) -> Option<Value> {
        let logging = given(properties, "Logging");
        if logging.is_some_and(|logging| logging.kind == Kind::Bool(false)) {
            return None;
        }
        if let Some(role) = logging.and_then(|logging| truthy(logging, "CloudWatchLogsRoleArn")) {
            return Some(role.clone());
        }
        let at = owner.at();
        let id = format!("{}CloudWatchRole", owner.logical_id);
        let mut role = Role::new(at.trust("appsync.amazonaws.com"));
        role.attach(at, "service-role/AWSAppSyncPushToCloudWatchLogs");
        self.make_role(owner, &id, role, &[], true);
        Some(at.attribute(&id, "Arn"))
    }

    /// A part of the API that is written as CloudFormation has it.
    fn graphql_part(&mut self, owner: &Owner, name: &str, kind: &str, written: &Value) {
        let at = Maker(written.span);
        let id = (name == "ApiCache").then(|| api_id(owner));
        let passed = members(written).iter().map(|entry| (entry.key.as_str(), given(written, &entry.key).cloned()));
        self.make(owner, format!("{}{name}", owner.logical_id), kind, at.given(std::iter::once(("ApiId", id)).chain(passed)));
    }

    fn data_sources(&mut self, owner: &Owner, properties: &Value) {
        let Some(sources) = given(properties, "DataSources") else { return };
        for (kind, word) in [("DynamoDb", "DynamoDB"), ("Lambda", "Lambda")] {
            for entry in given(sources, kind).map(members).unwrap_or_default() {
                if !self.is_full {
                    self.data_source(owner, entry, word);
                }
            }
        }
    }

    fn data_source(&mut self, owner: &Owner, entry: &Entry, word: &str) {
        let part = owner.part(entry);
        let at = part.at();
        let id = format!("{}{}{word}DataSource", owner.logical_id, entry.key);
        let is_table = word == "DynamoDB";
        let region = given(&entry.value, "Region").cloned().unwrap_or_else(|| at.reference("AWS::Region"));
        let table = given(&entry.value, "TableName").cloned().unwrap_or_else(|| at.text("*"));
        let composed = || {
            let place = [at.text("arn:"), at.reference("AWS::Partition"), at.text(":dynamodb:"), region.clone(), at.text(":")];
            let name = [at.reference("AWS::AccountId"), at.text(":table/"), table.clone()];
            at.join(place.into_iter().chain(name).collect())
        };
        let target = match is_table {
            true => truthy(&entry.value, "TableArn").cloned().unwrap_or_else(composed),
            false => given(&entry.value, "FunctionArn").cloned().unwrap_or_else(|| at.text("*")),
        };
        let given_role = truthy(&entry.value, "ServiceRoleArn").cloned();
        let role = given_role.unwrap_or_else(|| self.data_source_role(&part, &id, entry, (is_table, target.clone())));
        let config = match is_table {
            true => ("DynamoDBConfig", at.map([("AwsRegion", region), ("TableName", table)])),
            false => ("LambdaConfig", at.map([("LambdaFunctionArn", target)])),
        };
        let name = truthy(&entry.value, "Name").cloned().unwrap_or_else(|| at.text(entry.key.as_str()));
        let own = [
            ("ApiId", Some(api_id(owner))),
            ("Name", Some(name)),
            ("Type", Some(at.text(if is_table { "AMAZON_DYNAMODB" } else { "AWS_LAMBDA" }))),
            ("Description", given(&entry.value, "Description").cloned()),
            ("ServiceRoleArn", Some(role)),
            (config.0, Some(config.1)),
        ];
        self.make(&part, id, "AWS::AppSync::DataSource", at.given(own));
    }

    /// The role by which a data source is reached; gives its ARN.
    fn data_source_role(&mut self, part: &Owner, id: &str, entry: &Entry, (is_table, target): (bool, Value)) -> Value {
        let at = part.at();
        let role_id = format!("{id}Role");
        self.make_role(part, &role_id, Role::new(at.trust("appsync.amazonaws.com")), &[], true);
        let asked = given(&entry.value, "Permissions").map(items).unwrap_or_default();
        let mut permissions: Vec<String> = asked.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
        if permissions.is_empty() || !is_table {
            permissions = if is_table { vec!["Read".to_owned(), "Write".to_owned()] } else { vec!["Write".to_owned()] };
        }
        let (word, kind) = if is_table { ("Table", "AWS::DynamoDB::Table") } else { ("Lambda", "AWS::Lambda::Function") };
        let arn = at.attribute(id, "DataSourceArn");
        let from = Connected { role: Some(at.reference(&role_id)), ..side("AWS::AppSync::DataSource", arn) };
        let connection = Connection { source: from, destination: side(kind, target), permissions: &permissions, suffix: String::new() };
        self.connect(&part.without_attributes(), &format!("{id}To{word}Connector"), &connection);
        at.attribute(&role_id, "Arn")
    }

    /// Functions of resolvers, and resolvers.
    fn resolvers(&mut self, owner: &Owner, properties: &Value) {
        let mut uses_none = false;
        for entry in given(properties, "Functions").map(members).unwrap_or_default() {
            if given(&entry.value, "Id").is_some() {
                continue;
            }
            let part = owner.part(entry);
            let at = part.at();
            let named = given(&entry.value, "DataSource");
            let is_none = named.and_then(Value::as_str).is_some_and(|name| name.eq_ignore_ascii_case("none"));
            uses_none |= is_none;
            if named.is_none() || (given(&entry.value, "InlineCode").is_some() == given(&entry.value, "CodeUri").is_some()) {
                let why = format!("function `{}` has a `DataSource`, and either `InlineCode` or `CodeUri`", entry.key);
                self.refuse(entry.key_span, &owner.logical_id, &why);
            }
            let name = given(&entry.value, "Name").cloned().unwrap_or_else(|| at.text(entry.key.as_str()));
            let source = named.filter(|named| is_none || function(named).is_some()).cloned();
            let own = [
                ("ApiId", Some(api_id(owner))),
                ("Name", Some(name)),
                ("DataSourceName", source.or_else(|| named.cloned())),
                ("Code", given(&entry.value, "InlineCode").cloned()),
                ("CodeS3Location", given(&entry.value, "CodeUri").cloned()),
            ];
            let id = format!("{}{}", owner.logical_id, entry.key);
            self.make(&part, id, "AWS::AppSync::FunctionConfiguration", at.given(own));
        }
        for kind in given(properties, "Resolvers").map(members).unwrap_or_default() {
            for entry in members(&kind.value) {
                let part = owner.part(entry);
                if truthy(&entry.value, "Pipeline").is_none() {
                    self.refuse(entry.key_span, &owner.logical_id, &format!("resolver `{}` needs `Pipeline`", entry.key));
                }
                let at = part.at();
                let field = given(&entry.value, "FieldName").cloned().unwrap_or_else(|| at.text(entry.key.as_str()));
                let own = [("ApiId", api_id(owner)), ("TypeName", at.text(kind.key.as_str())), ("FieldName", field)];
                let id = format!("{}{}{}", owner.logical_id, kind.key, entry.key);
                self.make(&part, id, "AWS::AppSync::Resolver", at.map(own));
            }
        }
        if uses_none {
            let at = owner.at();
            let id = format!("{}NoneDataSource", owner.logical_id);
            let own = [("ApiId", api_id(owner)), ("Name", at.text(id.clone())), ("Type", at.text("NONE"))];
            self.make(owner, id, "AWS::AppSync::DataSource", at.map(own));
        }
    }
}

fn api_id(owner: &Owner) -> Value {
    owner.at().attribute(&owner.logical_id, "ApiId")
}

/// One side of a connector of which only the ARN is known.
fn side(kind: &str, arn: Value) -> Connected {
    Connected { kind: kind.to_owned(), arn: Some(arn), role: None, url: None, id: None, name: None, qualifier: None }
}
