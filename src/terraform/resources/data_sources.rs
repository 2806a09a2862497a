//! Data sources whose answers are known, or known in kind: the own account, region, partition and organisation, policy documents, and what AWS has of
//! its own: managed policies, service principals, and the accounts from which services act.

use super::policy_document;
use crate::facts::{self, ManagedPolicy, ShapePart};
use crate::mapped_text::{Hole, HoleKind, Text, Why, WhyCode};
use crate::resource::Provider;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::encode::JsonLayout;
use crate::terraform::evaluate::references::unset;
use crate::terraform::evaluate::scope::Scope;
use crate::terraform::functions;
use crate::terraform::resources::address;
use crate::terraform::syntax::tree::Block;
use crate::value::{Form, Kind, Map, Value};
use smol_str::SmolStr;
use std::sync::Arc;

/// What is known of an attribute of a data source.
#[derive(Clone, Copy)]
enum Known {
    OwnAccount,
    Partition,
    Region,
    OwnOrg,
    Constant(&'static str),
    /// An ARN in which only the account is known, and that in kind.
    CallerArn,
    /// A list of maps that each carry an id of an own account.
    Accounts,
    /// The ids of the accounts.
    AccountIds,
    /// Evaluated in [`policy_document`].
    Document,
    MinifiedDocument,
    /// Not told by the code, but by AWS alone: it names nothing of anybody else.
    OfAws,
    /// The account of a service of AWS's own in the Region, by the name in `aws_accounts.tsv`.
    ServiceAccount(&'static str),
    /// The same as the ARN of the account.
    ServiceAccountArn(&'static str),
    /// What is documented of the managed policy that is named.
    ManagedPolicy(fn(&ManagedPolicy) -> String),
    /// The name of a service with that of AWS.
    ServicePrincipal,
    /// ARNs of own users or roles below a path: one that stands for all.
    Arns(&'static str),
    /// Their names.
    Names,
    /// An image of Amazon's, if its name is looked up.
    AmazonImage,
    /// The value of a parameter that AWS may publish.
    Parameter,
    /// A part of an ARN that is given, by its name in `arn_parse`.
    ArnPart(&'static str),
    /// A template that is filled in: <https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file>
    Rendered,
}

fn policy_arn(policy: &ManagedPolicy) -> String {
    format!("arn:aws:iam::aws:policy/{}", policy.path)
}

fn policy_path(policy: &ManagedPolicy) -> String {
    format!("/{}", policy.path.strip_suffix(policy.name).unwrap_or_default())
}

const KNOWN: &[(&str, &str, Known)] = &[
    ("aws_ami", "id", Known::AmazonImage),
    ("aws_ami", "image_id", Known::AmazonImage),
    ("aws_arn", "account", Known::ArnPart("account_id")),
    ("aws_arn", "partition", Known::ArnPart("partition")),
    ("aws_arn", "region", Known::ArnPart("region")),
    ("aws_arn", "resource", Known::ArnPart("resource")),
    ("aws_arn", "service", Known::ArnPart("service")),
    ("aws_billing_service_account", "arn", Known::ServiceAccountArn("billing")),
    ("aws_billing_service_account", "id", Known::ServiceAccount("billing")),
    ("aws_caller_identity", "account_id", Known::OwnAccount),
    ("aws_caller_identity", "arn", Known::CallerArn),
    ("aws_caller_identity", "id", Known::OwnAccount),
    ("aws_canonical_user_id", "id", Known::OfAws),
    ("aws_cloudfront_log_delivery_canonical_user_id", "id", Known::OfAws),
    ("aws_cloudtrail_service_account", "arn", Known::ServiceAccountArn("cloudtrail")),
    ("aws_cloudtrail_service_account", "id", Known::ServiceAccount("cloudtrail")),
    ("aws_elb_service_account", "arn", Known::ServiceAccountArn("elasticloadbalancing")),
    ("aws_elb_service_account", "id", Known::ServiceAccount("elasticloadbalancing")),
    ("aws_iam_policy", "arn", Known::ManagedPolicy(policy_arn)),
    ("aws_iam_policy", "id", Known::ManagedPolicy(policy_arn)),
    ("aws_iam_policy", "name", Known::ManagedPolicy(|policy| policy.name.to_owned())),
    ("aws_iam_policy", "path", Known::ManagedPolicy(policy_path)),
    ("aws_iam_policy", "policy", Known::ManagedPolicy(|policy| policy.document.to_owned())),
    ("aws_iam_policy_document", "json", Known::Document),
    ("aws_iam_policy_document", "minified_json", Known::MinifiedDocument),
    ("aws_iam_roles", "arns", Known::Arns("role")),
    ("aws_iam_roles", "names", Known::Names),
    ("aws_iam_users", "arns", Known::Arns("user")),
    ("aws_iam_users", "names", Known::Names),
    ("aws_organizations_organization", "accounts", Known::Accounts),
    ("aws_organizations_organization", "id", Known::OwnOrg),
    ("aws_organizations_organization", "master_account_id", Known::OwnAccount),
    ("aws_organizations_organization", "non_master_accounts", Known::Accounts),
    ("aws_organizations_organizational_unit_descendant_accounts", "accounts", Known::Accounts),
    ("aws_organizations_organizational_unit_child_accounts", "accounts", Known::Accounts),
    ("aws_partition", "dns_suffix", Known::Constant("amazonaws.com")),
    ("aws_partition", "id", Known::Partition),
    ("aws_partition", "partition", Known::Partition),
    ("aws_redshift_service_account", "arn", Known::ServiceAccountArn("redshift")),
    ("aws_redshift_service_account", "id", Known::ServiceAccount("redshift")),
    ("aws_region", "id", Known::Region),
    ("aws_region", "name", Known::Region),
    ("aws_region", "region", Known::Region),
    ("aws_service_principal", "name", Known::ServicePrincipal),
    ("aws_ssm_parameter", "insecure_value", Known::Parameter),
    ("aws_ssm_parameter", "value", Known::Parameter),
    ("aws_ssoadmin_instances", "owner_account_ids", Known::AccountIds),
    ("template_file", "rendered", Known::Rendered),
];

/// The attributes of a data source that are known in kind.
pub(super) fn computed(block: &Block) -> impl Iterator<Item = &'static str> {
    let kind = block.label(0).map_or("", |label| label.as_str());
    let known = KNOWN.iter().filter(move |(data, ..)| *data == kind).map(|(_, attribute, _)| *attribute);
    known.chain(facts::looked_up(kind).iter().map(|row| row.attribute))
}

/// An attribute that is not configured.
pub(super) fn attribute<'a>(
    evaluator: &Evaluator<'a>,
    scope: &Scope<'_, 'a>,
    block: &Block,
    name: &str,
    attributes: &dyn Fn() -> Value,
) -> Value {
    let span = block.header;
    let kind = block.label(0).map_or("", |label| label.as_str());
    let known = KNOWN.iter().find(|(data, attribute, _)| *data == kind && *attribute == name);
    match known.map(|(_, _, known)| *known) {
        Some(Known::OwnAccount) => of_provider(evaluator, scope, block, HoleKind::OwnAccount, |provider| provider.account()),
        Some(Known::Partition) => Value::hole(HoleKind::Partition, span),
        Some(Known::Region) => attributes()
            .get("region")
            .filter(|region| region.kind != Kind::Null)
            .cloned()
            .unwrap_or_else(|| of_provider(evaluator, scope, block, HoleKind::Region, |provider| provider.region.as_ref())),
        Some(Known::OwnOrg) => Value::hole(HoleKind::OwnOrg, span),
        Some(Known::Constant(text)) => Value::text(Text::computed(text, span), span),
        Some(Known::CallerArn) => Value::text(caller_arn(scope, block), span),
        // How many there are is not known.
        Some(Known::Accounts) => Value::list(vec![account(span)], span).with_form(Form::Loose),
        Some(Known::AccountIds) => Value::list(vec![Value::hole(HoleKind::OwnAccount, span)], span),
        Some(Known::Document) => policy_document::json(evaluator, &attributes(), block.span, JsonLayout::Indented),
        Some(Known::MinifiedDocument) => policy_document::json(evaluator, &attributes(), block.span, JsonLayout::Compact),
        Some(Known::OfAws) => of_aws(scope, block, name),
        Some(Known::ServiceAccount(service)) => service_account(evaluator, scope, block, service, &attributes()),
        Some(Known::ServiceAccountArn(service)) => {
            let account = service_account(evaluator, scope, block, service, &attributes());
            let (before, after) = (Text::computed("arn:aws:iam::", span), Text::computed(":root", span));
            Value::concat(&[Value::text(before, span), account, Value::text(after, span)], span)
        }
        Some(Known::ManagedPolicy(told)) => {
            let told = managed_policy(&attributes()).map(|(policy, named)| (told(policy), named)).filter(|(told, _)| !told.is_empty());
            told.map_or_else(|| read_at_deployment(scope, block, name), |(told, named)| Value::text(Text::computed(told, named), named))
        }
        Some(Known::ServicePrincipal) => match attributes().get("service_name") {
            Some(service) => Value::concat(&[service.clone(), Value::text(Text::computed(".amazonaws.com", span), span)], span),
            None => read_at_deployment(scope, block, name),
        },
        Some(Known::ArnPart(part)) => arn_part(evaluator, scope, &attributes(), (block, name, part)),
        Some(Known::Arns(kind)) => some_of(arns(evaluator, scope, block, kind, &attributes()), span),
        Some(Known::AmazonImage) => match amazon_image(&attributes()) {
            Some(name) => Value::unknown(WhyCode::AmazonImage, name, span),
            None => read_at_deployment(scope, block, name),
        },
        Some(Known::Parameter) => match attributes().get("name").and_then(Value::as_str).filter(|path| facts::is_public_parameter(path)) {
            Some(path) => Value::unknown(WhyCode::PublicParameter, path, span),
            None => read_at_deployment(scope, block, name),
        },
        Some(Known::Names) => some_of(of_aws(scope, block, "name"), span),
        Some(Known::Rendered) => rendered(evaluator, &attributes(), (block, name), scope),
        None => looked_up(evaluator, scope, block, name, attributes).unwrap_or_else(|| read_at_deployment(scope, block, name)),
    }
}

/// A part of the ARN that is given.
fn arn_part(evaluator: &Evaluator<'_>, scope: &Scope<'_, '_>, arguments: &Value, (block, name, part): (&Block, &str, &str)) -> Value {
    let Some(arn) = arguments.get("arn") else { return read_at_deployment(scope, block, name) };
    let parsed = arn.distribute(&mut |arn| match arn.kind {
        Kind::Unknown(_) => arn.clone(),
        _ => functions::again(evaluator, "provider::aws::arn_parse", std::slice::from_ref(arn), block.header),
    });
    evaluator.attr(&parsed, part, block.header)
}

/// A template that is filled in with its variables.
fn rendered<'a>(evaluator: &Evaluator<'a>, arguments: &Value, (block, name): (&Block, &str), scope: &Scope<'_, 'a>) -> Value {
    let Some(template) = arguments.get("template") else { return read_at_deployment(scope, block, name) };
    // Before Terraform 0.12 people wrote the variables as a block.
    let vars = arguments.get("vars").map(|vars| if let Some([block]) = vars.as_list() { block } else { vars });
    functions::filled_in(evaluator, template, vars, block.header, scope.instance)
}

/// A set of which one member stands for all.
fn some_of(member: Value, span: Span) -> Value {
    Value::list(vec![member], span).with_form(Form::Set)
}

/// `arn:aws:iam::111122223333:role/aws-reserved/…`: an own role or user below the path that is asked for.
fn arns<'a>(evaluator: &Evaluator<'a>, scope: &Scope<'_, 'a>, block: &Block, kind: &str, arguments: &Value) -> Value {
    let span = block.header;
    let account = of_provider(evaluator, scope, block, HoleKind::OwnAccount, |provider| provider.account());
    let below = arguments.get("path_prefix").filter(|path| path.kind != Kind::Null).cloned();
    let text = |text: &str| Value::text(Text::computed(text, span), span);
    let parts = [
        text("arn:"),
        Value::hole(HoleKind::Partition, span),
        text(":iam::"),
        account,
        text(&format!(":{kind}")),
        below.unwrap_or_else(|| text("/")),
        of_aws(scope, block, "arn"),
    ];
    Value::concat(&parts, span)
}

/// An attribute of something that is looked up by its name: it is there, in the account and Region of the provider.
fn looked_up<'a>(
    evaluator: &Evaluator<'a>,
    scope: &Scope<'_, 'a>,
    block: &Block,
    name: &str,
    attributes: &dyn Fn() -> Value,
) -> Option<Value> {
    let span = block.header;
    let row = facts::looked_up(block.label(0)?).iter().find(|row| row.attribute == name)?;
    let arguments = attributes();
    let given = |name: &str| arguments.get(name).filter(|value| value.kind != Kind::Null);
    let is_name = |by: &Value| match by.to_text() {
        Some(text) => !text.literal().starts_with("arn:") && (row.tells_name() || text.known().is_some()),
        // Each of several names is one.
        None => matches!(by.kind, Kind::Alternatives(_)) && row.tells_name(),
    };
    given(row.by).filter(|by| is_name(by))?;
    let parts = row.parts().into_iter().map(|part| match part {
        ShapePart::Literal(text) => Value::text(Text::computed(text, span), span),
        ShapePart::Partition => Value::hole(HoleKind::Partition, span),
        ShapePart::Account => of_provider(evaluator, scope, block, HoleKind::OwnAccount, |provider| provider.account()),
        ShapePart::Region => given("region")
            .cloned()
            .unwrap_or_else(|| of_provider(evaluator, scope, block, HoleKind::Region, |provider| provider.region.as_ref())),
        ShapePart::Attribute(names) => {
            let set = names.iter().map(|name| facts::shape_attribute(name)).find_map(|(name, bare)| Some((given(name)?, bare)));
            set.map_or_else(|| of_aws(scope, block, name), |(value, bare)| if bare { value.without_scheme() } else { value.clone() })
        }
        ShapePart::Hole => of_aws(scope, block, name),
    });
    Some(Value::concat(&parts.collect::<Vec<_>>(), span))
}

/// What the provider that is asked tells of itself. The default provider stands for whatever account and Region the code is deployed to, and so stays
/// a hole; one with an alias is another than that.
fn of_provider<'a>(
    evaluator: &Evaluator<'a>,
    scope: &Scope<'_, 'a>,
    block: &Block,
    otherwise: HoleKind,
    told: impl Fn(&Provider) -> Option<&SmolStr>,
) -> Value {
    let provider = evaluator.provider(scope, block);
    // The account of the default provider is the own one; its Region is one like any other.
    match told(&provider).filter(|_| provider.alias.is_some() || otherwise == HoleKind::Region) {
        Some(told) => Value::text(Text::computed(told.as_str(), block.header), block.header),
        None => Value::hole(otherwise, block.header),
    }
}

/// What only AWS tells, but nothing that is anybody else's.
fn of_aws(scope: &Scope<'_, '_>, block: &Block, name: &str) -> Value {
    unset(&scope.address(&address(block)), name, block.header)
}

/// What is told where a data source is not evaluated.
fn read_at_deployment(scope: &Scope<'_, '_>, block: &Block, name: &str) -> Value {
    let why = Why::new(WhyCode::DataSource, scope.address(&address(block))).reading(format!(".{name}"));
    Value::hole(HoleKind::Unknown(why), block.header)
}

/// The account from which a service acts; where the Region is not known, it is still AWS's own.
fn service_account<'a>(evaluator: &Evaluator<'a>, scope: &Scope<'_, 'a>, block: &Block, service: &str, arguments: &Value) -> Value {
    let given = arguments.get("region").filter(|region| region.kind != Kind::Null);
    let region = match given {
        Some(region) => region.as_str().map(SmolStr::new),
        None => evaluator.provider(scope, block).region.clone(),
    };
    let account = facts::service_account(service, region.as_deref());
    account.map_or_else(|| of_aws(scope, block, "id"), |account| Value::text(Text::computed(account.account, block.header), block.header))
}

/// The name by which an image of Amazon's is looked up: each name that is asked for is one of the same kind.
fn amazon_image(arguments: &Value) -> Option<SmolStr> {
    let texts = |value: &Value| value.as_list()?.iter().map(|text| text.as_str().map(SmolStr::new)).collect::<Option<Vec<_>>>();
    let filters = arguments.get("filter").and_then(Value::as_list).unwrap_or_default();
    let filter = |name: &str| filters.iter().find(|filter| filter.get("name").and_then(Value::as_str) == Some(name));
    let values = |name: &str| texts(filter(name)?.get("values")?);
    let owners = arguments.get("owners").and_then(texts).or_else(|| values("owner-alias")).or_else(|| values("owner-id"))?;
    let names = values("name")?;
    let are_of_one = names.iter().all(|name| facts::image_named(name).is_some_and(|image| image.is_of(&owners)));
    names.into_iter().next().filter(|_| are_of_one)
}

/// The policy that is asked for, if it is one that AWS manages, and where it is named.
fn managed_policy(arguments: &Value) -> Option<(&'static ManagedPolicy, Span)> {
    let given = |name: &str| arguments.get(name).filter(|value| value.kind != Kind::Null);
    let text = |value: &Value| value.to_text().map(|text| text.to_string());
    if let Some(arn) = given("arn") {
        return Some((facts::managed_policy(&text(arn)?)?, arn.span));
    }
    let name = given("name")?;
    let prefix = given("path_prefix").map_or_else(|| Some("/".to_owned()), text)?;
    let policy = facts::managed_policy_at(name.as_str()?).filter(|policy| Some(policy.name) == name.as_str())?;
    policy_path(policy).starts_with(&prefix).then_some((policy, name.span))
}

/// `arn:aws:sts::111122223333:assumed-role/x/y`, of which only the place of the account is known.
fn caller_arn(scope: &Scope<'_, '_>, block: &Block) -> Text {
    let span = block.header;
    let resource = scope.address(&address(block));
    let unknown = || HoleKind::Attribute { resource: resource.clone(), name: "arn".into() };
    arn(&[("arn:", HoleKind::Partition), (":", unknown()), ("::", HoleKind::OwnAccount), (":", unknown())], span)
}

/// Texts each followed by a hole.
fn arn(parts: &[(&str, HoleKind)], span: Span) -> Text {
    let mut text = Text::default();
    for (before, hole) in parts {
        text.push_computed(before, span);
        text.push_hole(Arc::new(Hole { kind: hole.clone(), span }));
    }
    text
}

/// One account that stands for all of the organisation: each is an own one.
fn account(span: Span) -> Value {
    let mut map = Map::default();
    map.push("id", span, Value::hole(HoleKind::OwnAccount, span));
    let parts = [
        ("arn:", HoleKind::Partition),
        (":organizations::", HoleKind::OwnAccount),
        (":account/", HoleKind::OwnOrg),
        ("/", HoleKind::OwnAccount),
    ];
    map.push("arn", span, Value::text(arn(&parts, span), span));
    for name in ["email", "joined_method", "joined_timestamp", "name", "parent_id", "state", "status"] {
        map.push(name, span, Value::unknown(WhyCode::DataSource, "aws_organizations_organization", span));
    }
    Value::map(map, span)
}
