//! Stack sets: a template that is deployed to several accounts and Regions, with parameters that groups of instances may override.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html>

use super::parameters::unset;
use super::stack::Stack;
use super::template::Template;
use crate::condition::OpenCondition;
use crate::facts::is_account;
use crate::resource::Provider;
use crate::value::{Entry, Kind, Map, Value};
use smol_str::{SmolStr, format_smolstr};

pub(super) const STACK_SET: &str = "AWS::CloudFormation::StackSet";

impl Stack<'_> {
    /// The parameters of the instances; where groups have others, which group it is is an open question.
    pub(super) fn stack_set_parameters(&self, name: &str, properties: &Value, template: &Template) -> Map {
        let evaluated = |list: Option<&Value>| list.map(|list| parameters(&self.evaluate(list))).unwrap_or_default();
        let base = evaluated(properties.get("Parameters"));
        let groups = properties.get("StackInstancesGroup").and_then(Value::as_list).unwrap_or_default();
        let groups: Vec<Map> = groups.iter().map(|group| evaluated(group.get("ParameterOverrides"))).collect();
        of_groups(template, &format!("{}{name}", self.position.prefix), base, &groups)
    }

    /// The accounts and the Region of the instances, as far as they are written out.
    pub(super) fn stack_set_provider(&self, properties: &Value) -> Provider {
        let groups = properties.get("StackInstancesGroup").map(|groups| self.evaluate(groups));
        let groups = groups.as_ref().and_then(Value::as_list).unwrap_or_default();
        let texts = |value: Option<&Value>| {
            let items = value.and_then(Value::as_list)?;
            items.iter().map(|item| item.to_text()?.known().map(SmolStr::new)).collect::<Option<Vec<SmolStr>>>()
        };
        let all = |of_group: &dyn Fn(&Value) -> Option<Vec<SmolStr>>| {
            let mut all: Vec<SmolStr> = groups.iter().map(of_group).collect::<Option<Vec<_>>>().unwrap_or_default().concat();
            all.sort();
            all.dedup();
            all
        };
        let accounts = all(&|group| texts(group.get("DeploymentTargets")?.get("Accounts")));
        let regions = all(&|group| texts(group.get("Regions")));
        Provider {
            accounts: if accounts.iter().all(|account| is_account(account)) { accounts } else { vec![] },
            targets: Some(targets(groups, properties.get("AutoDeployment").map(|deployment| self.evaluate(deployment)).as_ref())),
            region: Some(regions).filter(|regions| regions.len() == 1).and_then(|mut regions| regions.pop()),
            ..Provider::default()
        }
    }
}

/// What the instances of a stack set are deployed to, in words, however it is written.
fn targets(groups: &[Value], later: Option<&Value>) -> Vec<SmolStr> {
    let mut targets = vec![];
    for group in groups {
        let of = |name: &str| group.get("DeploymentTargets").and_then(|targets| targets.get(name));
        let filter = of("AccountFilterType").and_then(Value::as_str).filter(|filter| *filter != "NONE");
        told("Region", group.get("Regions"), &mut targets);
        told("unit", of("OrganizationalUnitIds"), &mut targets);
        told(&filter.map_or_else(|| "account".to_owned(), |filter| format!("{filter} account")), of("Accounts"), &mut targets);
        told("accounts at", of("AccountsUrl"), &mut targets);
    }
    let is_on = |value: &Value| value.to_text().is_some_and(|text| text.literal().eq_ignore_ascii_case("true"));
    targets.extend(
        later.and_then(|later| later.get("Enabled")).filter(|on| is_on(on)).map(|_| SmolStr::new_static("accounts that join later")),
    );
    targets.sort();
    targets.dedup();
    targets
}

/// Each text of a value behind a word.
pub(super) fn told(word: &str, value: Option<&Value>, into: &mut Vec<SmolStr>) {
    match value.map(|value| &value.kind) {
        Some(Kind::List(items)) => items.iter().for_each(|item| told(word, Some(item), into)),
        Some(Kind::Alternatives(open)) => open.branches.iter().for_each(|(_, branch)| told(word, Some(branch), into)),
        _ => into.extend(value.and_then(Value::to_text).map(|text| format_smolstr!("{word} {text}"))),
    }
}

/// The parameters of a stack set with these usual ones where groups of its instances have others.
pub(super) fn of_groups(template: &Template, name: &str, base: Map, groups: &[Map]) -> Map {
    if groups.iter().all(|group| group.entries.is_empty()) {
        return base;
    }
    let question = format_smolstr!("the group of instances of stack set `{name}`");
    let question = OpenCondition::new(question.clone(), question);
    let mut together = Map::default();
    for declared in template.section("Parameters") {
        let usual = base.get(&declared.key).cloned();
        let is_given = usual.is_some() || groups.iter().any(|group| group.get(&declared.key).is_some());
        let of_group = |(number, group): (usize, &Map)| {
            let value = group.get(&declared.key).cloned().or_else(|| usual.clone()).unwrap_or_else(|| unset(declared));
            (format_smolstr!("{}", number + 1), value)
        };
        if is_given {
            let branches: Vec<(SmolStr, Value)> = groups.iter().enumerate().map(of_group).collect();
            let place = base.entry(&declared.key).map_or(declared.key_span, |entry| entry.key_span);
            together.push(declared.key.clone(), place, Value::alternatives(question.clone(), branches, place));
        }
    }
    together
}

/// `[{ParameterKey: …, ParameterValue: …}]` as a map.
fn parameters(list: &Value) -> Map {
    let entry = |item: &Value| {
        let key = item.get("ParameterKey")?;
        let value = item.get("ParameterValue")?.clone();
        Some(Entry { key: key.as_str()?.into(), key_span: key.span, unclear: None, value })
    };
    Map { entries: list.as_list().unwrap_or_default().iter().filter_map(entry).collect() }
}
