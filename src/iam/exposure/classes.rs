//! Which accounts and organisations behave alike under a policy: one representative of each kind.

use super::automaton::Watch;
use super::external_id;
use super::language::{Class, Row, TextLanguage};
use super::scene::{Scene, Seeking, Spec, TargetStatement};
use super::values;
use crate::iam::condition::{Condition, Family};
use crate::iam::keys;
use crate::iam::pattern::{Part, Pattern, Resolve, Token};
use crate::iam::principal::is_account;
use crate::iam::scalar::Number;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Accounts for a stranger, the first of which the policy does not mention.
const STRANGERS: &[&str] =
    &["444455556666", "777788889999", "222233334444", "555566667777", "999900001111", "123412341234", "314159265358"];

/// The accounts to try, the one that makes the best story first.
pub(super) fn accounts(scene: &Scene<'_>, target: &TargetStatement<'_>, spec: &Spec, seeking: Seeking) -> Vec<SmolStr> {
    let fixed = match spec {
        Spec::Iam { account, exact } => account.clone().or_else(|| exact.as_ref().and_then(|caller| caller.account.clone())),
        Spec::Anonymous => Some(SmolStr::default()),
        Spec::Service(_) => None,
    };
    let admitted = |account: &SmolStr| seeking == Seeking::Anybody || !scene.is_trusted(account);
    if let Some(account) = fixed {
        return if admitted(&account) { vec![account] } else { vec![] };
    }
    let mut mentioned = vec![];
    for statement in target.statements() {
        let values = statement.conditions.iter().flat_map(|condition| &condition.values);
        let resources = statement.resources.iter().flat_map(|listed| &listed.entries);
        for element in values.chain(resources) {
            numbers(element.text.literal(), &mut mentioned);
        }
        // A Deny may spare just these.
        let entries = statement.principals.iter().flat_map(|listed| &listed.entries);
        mentioned.extend(entries.filter_map(|entry| entry.account().cloned()));
    }
    if scene.is_role() {
        // Whom another Allow names may present its external id as intended; a stranger may not.
        mentioned.extend(external_id::named_accounts(scene.document));
    }
    let mut accounts: Vec<SmolStr> = vec![];
    if seeking == Seeking::Anybody {
        accounts.extend(scene.trusted.iter().cloned());
    }
    let known: FxHashSet<&SmolStr> = mentioned.iter().chain(&scene.trusted).collect();
    let others = (0..=known.len()).map(|number| SmolStr::from(format!("{:012}", 600_000_000_000 + number)));
    let mut strangers = STRANGERS.iter().map(|stranger| SmolStr::new_static(stranger)).chain(others);
    accounts.extend(strangers.find(|stranger| !known.contains(stranger)));
    accounts.append(&mut mentioned);
    accounts.extend(classes(scene, target, spec));
    let mut seen = FxHashSet::default();
    accounts.retain(|account| admitted(account) && seen.insert(account.clone()));
    accounts
}

/// Runs of exactly twelve digits.
pub(super) fn numbers(text: &str, into: &mut Vec<SmolStr>) {
    for run in text.split(|char: char| !char.is_ascii_digit()).filter(|run| is_account(run)) {
        into.push(SmolStr::new(run));
    }
}

/// Accounts that patterns tell apart in other ways than by naming them.
fn classes(scene: &Scene<'_>, target: &TargetStatement<'_>, spec: &Spec) -> Vec<SmolStr> {
    let mut watched: Vec<Watch> = vec![];
    let mut extra: Vec<SmolStr> = vec![];
    let owners = values::owners(scene);
    for statement in target.statements() {
        for condition in &statement.conditions {
            let Some(operator) = &condition.operator else { continue };
            if keys::holds_account(&condition.key) {
                account_patterns(condition, operator.row.family, &owners, &mut watched, &mut extra);
            } else if keys::holds_arn(&condition.key) {
                arn_patterns(condition, operator.row.family, &owners, &mut watched);
            } else if condition.key == "aws:userid" {
                id_patterns(condition, operator.row.family, &owners, &mut watched);
            }
        }
        if scene.question.assume.delivery_path && matches!(spec, Spec::Service(_)) {
            for element in statement.resources.iter().flat_map(|listed| &listed.entries) {
                if is_open(&element.pattern) {
                    inside(&element.pattern, true, u16::from(b'/'), &owners, &mut watched);
                }
            }
        }
    }
    if watched.is_empty() {
        return extra;
    }
    let known = scene.trusted.iter().map(|account| Watch::whole(Row::default().text(account)));
    watched.extend(known);
    let digits = (0..12).fold(Row::default(), |row, _| row.one(Class::Digit));
    extra.extend(scene.classes(TextLanguage::of(vec![digits]), watched).iter().map(SmolStr::from));
    extra
}

fn account_patterns(condition: &Condition, family: Family, owners: &Resolve<'_>, watched: &mut Vec<Watch>, extra: &mut Vec<SmolStr>) {
    for value in &condition.values {
        match family {
            Family::Like | Family::Text | Family::TextIgnoreCase if is_open(&value.pattern) => {
                watched.extend(values::opened(family, &value.pattern, owners).map(Watch::whole));
            }
            Family::Number(_) => extra.extend(value.known().filter(|text| Number::read(text).is_some()).into_iter().flat_map(around)),
            _ => {}
        }
    }
}

/// The accounts next to a number.
fn around(text: &str) -> Vec<SmolStr> {
    let Some(number) = Number::read(text).and_then(|number| number.whole()) else { return vec![] };
    let near = [number, number.saturating_sub(1), number.saturating_add(1)];
    near.into_iter().map(|near| SmolStr::from(format!("{near:012}"))).filter(|near| is_account(near)).collect()
}

/// The id of a root user is the account, that of a federated user begins with it.
fn id_patterns(condition: &Condition, family: Family, owners: &Resolve<'_>, watched: &mut Vec<Watch>) {
    for row in
        condition.values.iter().filter(|value| is_open(&value.pattern)).filter_map(|value| values::opened(family, &value.pattern, owners))
    {
        let row = Rc::new(row);
        watched.push(Watch { row: row.clone(), start: None, suffix: Some(u16::from(b':')), states: true });
        watched.push(Watch { row, start: None, suffix: None, states: false });
    }
}

/// Whether it takes more than one text.
fn is_open(pattern: &Pattern) -> bool {
    pattern.has_wildcards() || pattern.has_variables()
}

fn arn_patterns(condition: &Condition, family: Family, owners: &Resolve<'_>, watched: &mut Vec<Watch>) {
    for value in &condition.values {
        match family {
            Family::Arn => {
                let Some(components) = value.pattern.opened_components(owners) else { continue };
                let [_, _, _, _, account, _] = &components;
                let partly = account.iter().any(|token| matches!(token, Token::Many | Token::One)) && account.as_slice() != [Token::Many];
                if partly {
                    watched.push(Watch::whole(Row::default().tokens(account, Class::NotColon)));
                }
            }
            Family::Like if wild_before_name(&value.pattern) => inside(&value.pattern, true, u16::from(b':'), owners, watched),
            Family::Text | Family::TextIgnoreCase if value.pattern.has_variables() => {
                inside(&value.pattern, false, u16::from(b':'), owners, watched);
            }
            _ => {}
        }
    }
}

/// Whether a wildcard stands before or in the account's place, counting written colons.
fn wild_before_name(pattern: &Pattern) -> bool {
    let mut colons = 0;
    for part in pattern.parts() {
        match part {
            Part::Text(text) => colons += text.matches(':').count(),
            Part::Many | Part::One | Part::Variable { .. } if colons < 5 => return true,
            _ => {}
        }
    }
    false
}

/// Watches an account between two separators inside a text that matches the pattern: from every state that can stand behind the first.
fn inside(pattern: &Pattern, wildcards: bool, separator: u16, owners: &Resolve<'_>, watched: &mut Vec<Watch>) {
    let row = Rc::new(Row::default().tokens(&pattern.opened(wildcards, owners), Class::Any));
    for start in row.states_behind(separator) {
        watched.push(Watch { row: row.clone(), start: Some(start), suffix: Some(separator), states: true });
    }
}

/// The organisations to try; `None` is an account outside organisations.
pub(super) fn orgs(scene: &Scene<'_>, target: &TargetStatement<'_>, spec: &Spec, account: &str, seeking: Seeking) -> Vec<Option<SmolStr>> {
    let own = scene.is_trusted(account);
    let conditions: Vec<&Condition> =
        target.statements().flat_map(|statement| &statement.conditions).filter(|condition| keys::holds_org(&condition.key)).collect();
    let variable = target.statements().any(mentions_org);
    if *spec == Spec::Anonymous || (conditions.is_empty() && !variable) {
        return vec![None];
    }
    let mut orgs: Vec<SmolStr> = vec![];
    let mut watched: Vec<Watch> = vec![];
    for value in conditions.iter().flat_map(|condition| &condition.values) {
        if let Some(plain) = value.pattern.plain() {
            // Ids are in lower case, whatever an operator that ignores case compares them with.
            orgs.extend(plain.split('/').next().map(str::to_ascii_lowercase).filter(|org| org.starts_with("o-")).map(SmolStr::from));
        }
    }
    let owners = values::owners(scene);
    for condition in conditions {
        watch_org(condition, &owners, &mut watched);
    }
    let is_stranger = |org: &SmolStr| !scene.trusted_orgs.contains(org);
    let fresh = ["o-stranger01", "o-foreign001", "o-elsewhere1"].map(SmolStr::new_static);
    let fresh = fresh.into_iter().find(|org| is_stranger(org) && !orgs.contains(org));
    if !watched.is_empty() {
        // A pattern may also take ids that neither are trusted nor written out.
        let known: BTreeSet<&SmolStr> = scene.trusted_orgs.iter().chain(&orgs).collect();
        watched.extend(known.into_iter().map(|org| Watch::whole(Row::default().text(org))));
    }
    let mut all: Vec<SmolStr> = fresh.into_iter().collect();
    all.append(&mut orgs);
    if !watched.is_empty() {
        all.extend(scene.classes(TextLanguage::of(vec![org_row()]), watched).iter().map(SmolStr::from));
    }
    if seeking == Seeking::Anybody {
        all.splice(0..0, scene.trusted_orgs.iter().cloned());
    } else if !own {
        all.retain(is_stranger);
    }
    let mut seen = FxHashSet::default();
    all.retain(|org| seen.insert(org.clone()));
    all.into_iter().map(Some).chain([None]).collect()
}

/// `o-` and ten to thirty-two letters and digits.
fn org_row() -> Row {
    let row = (0..10).fold(Row::default().text("o-"), |row, _| row.one(Class::LowerDigit));
    row.many(Class::LowerDigit)
}

fn mentions_org(statement: &crate::iam::document::Statement) -> bool {
    let values = statement.conditions.iter().flat_map(|condition| &condition.values);
    let resources = statement.resources.iter().flat_map(|listed| &listed.entries);
    values.chain(resources).any(|element| element.pattern.variables().any(|key| keys::holds_org(key)))
}

fn watch_org(condition: &Condition, owners: &Resolve<'_>, watched: &mut Vec<Watch>) {
    let Some(operator) = &condition.operator else { return };
    let is_path = keys::holds_org_path(&condition.key);
    let textual = matches!(operator.row.family, Family::Like | Family::Text | Family::TextIgnoreCase);
    for value in condition.values.iter().filter(|value| textual && is_open(&value.pattern)) {
        let Some(row) = values::opened(operator.row.family, &value.pattern, owners) else { continue };
        // A path goes on behind the organisation, so the states that are reached count, not acceptance.
        watched.push(match is_path {
            true => Watch { row: Rc::new(row), start: None, suffix: Some(u16::from(b'/')), states: true },
            false => Watch::whole(row),
        });
    }
}
