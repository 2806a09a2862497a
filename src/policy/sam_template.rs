//! The policy templates of SAM: `{S3ReadPolicy: {BucketName: …}}` as the document that SAM writes for it.
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>

use super::with_statements;
use crate::facts::{self, ShapePart, shape_parts};
use crate::mapped_text::{HoleKind, Text, WhyCode};
use crate::source::Span;
use crate::value::{Kind, Map, Value};
use serde_json::Value as Json;

/// The document of a template that is named with its parameters; unknown with its reason if SAM has no such template or refuses the parameters.
pub(super) fn document(named: &Value, map: &Map) -> Value {
    let refused = |why: String| Value::unknown(WhyCode::UnsupportedSyntax, why, named.span);
    let entry = match map.entries.as_slice() {
        [only] if only.unclear.is_none() => only,
        _ => return refused("it is neither a policy document nor one SAM policy template with its parameters".to_owned()),
    };
    let Some(template) = facts::policy_template(&entry.key) else {
        return refused(format!("`{}` is no SAM policy template", entry.key));
    };
    let document = entry.value.distribute(&mut |parameters| {
        let given = match &parameters.kind {
            Kind::Map(given) => given,
            Kind::Unknown(_) => return parameters.clone(),
            _ => return refused(format!("SAM policy template `{}` takes a map of parameters", template.name)),
        };
        let is_missing = |name: &&&str| given.get(name).is_none_or(|value| matches!(value.kind, Kind::Absent | Kind::Null));
        if let Some(missing) = template.parameters.iter().find(is_missing) {
            return refused(format!("SAM policy template `{}` needs parameter `{missing}`", template.name));
        }
        with_statements(written(&template.statements, given, entry.key_span), entry.key_span)
    });
    let provenance = document.provenance.then(&named.provenance);
    Value { provenance, ..document }.through(format!("SAM policy template {}", template.name), entry.key_span)
}

/// A part of a template, all of it where the template is named, but for its parameters.
fn written(part: &'static Json, given: &Map, span: Span) -> Value {
    match part {
        Json::String(text) => shaped(text, given, span),
        Json::Array(items) => Value::list(items.iter().map(|item| written(item, given, span)).collect(), span),
        Json::Object(members) => {
            let mut map = Map::default();
            members.iter().for_each(|(name, member)| map.push(name.as_str(), span, written(member, given, span)));
            Value::map(map, span)
        }
        Json::Bool(value) => Value::bool(*value, span),
        Json::Number(number) => Value::number(number.to_string(), span),
        Json::Null => Value::null(span),
    }
}

fn shaped(shape: &'static str, given: &Map, span: Span) -> Value {
    let parts = shape_parts(shape).into_iter().map(|part| match part {
        ShapePart::Literal(text) => Value::text(Text::computed(text, span), span),
        ShapePart::Partition => Value::hole(HoleKind::Partition, span),
        ShapePart::Region => Value::hole(HoleKind::Region, span),
        ShapePart::Account => Value::hole(HoleKind::OwnAccount, span),
        ShapePart::Attribute(names) => {
            let value = names.iter().find_map(|name| given.get(name)).cloned();
            value.unwrap_or_else(|| Value::null(span))
        }
        ShapePart::Hole => Value::unknown(WhyCode::Unresolved, "it is known only at deployment", span),
    });
    match parts.collect::<Vec<_>>().as_slice() {
        [only] => only.clone(),
        parts => Value::concat(parts, span),
    }
}

#[cfg(test)]
mod tests {
    use crate::cloudformation::{TemplateOptions, load};
    use crate::source::Workspace;

    #[test]
    fn a_template_stands_where_it_is_named_and_its_parameters_where_they_are_written() {
        let text = "Transform: AWS::Serverless-2016-10-31
Parameters: {Topic: {Type: String, Default: news}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - SNSPublishMessagePolicy: {TopicName: !Ref Topic}
";
        let workspace = Workspace::in_memory([("template.yaml".to_owned(), text.to_owned())]);
        let configuration = load(&workspace, &TemplateOptions::default());
        let (policies, problems) = crate::policy::policies(&configuration.roots[0]);
        assert_eq!((policies.len(), problems), (1, vec![]));
        let document = &policies[0].document;
        let statement = &document.get("Statement").and_then(|list| list.as_list()).unwrap()[0];
        let expected = serde_json::json!({
            "Effect": "Allow",
            "Action": ["sns:Publish"],
            "Resource": { "$text": "arn:${partition}:sns:${region}:${account}:news" },
        });
        assert_eq!(statement.to_json(), expected);
        let written = |span: crate::source::Span| text.get(span.start as usize..span.end as usize).unwrap_or_default();
        assert_eq!(written(statement.get("Action").unwrap().span), "SNSPublishMessagePolicy");
        assert_eq!(
            document.provenance.steps().map(|step| step.name.as_str()).collect::<Vec<_>>(),
            ["SAM policy template SNSPublishMessagePolicy"]
        );
        let resource = statement.get("Resource").and_then(|resource| resource.to_text()).unwrap();
        let topic = resource.literal().find("news").unwrap();
        assert_eq!(written(resource.span(topic..topic + 4).unwrap()), "news");
        assert_eq!(resource.provenance(topic..topic + 4).steps().next().map(|step| step.name.as_str()), Some("Ref Topic"));
    }
}
