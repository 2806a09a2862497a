//! Asks the rules about the statements of a policy and about subjects, under every answer to what the code leaves open.

use super::RuleSet;
use super::account_setup::is_baseline;
use super::answer::{Answer, Aspect, Case, CaseVerdict, Evidence};
use super::attached::{AttachedTo, Elsewhere};
use super::cause::at_their_cause;
use super::clause::all;
use super::compose;
use super::context::{Context, PolicyContext, ResourceContext, RootContext, StatementContext, SubjectContext};
use super::definition::Rule;
use super::holding::{answers_told, every_case, holding_under, same_place, told_when, unusual_doubt};
use super::matter::Matter;
use super::meant;
use super::parts::{PolicyPart, parts, untried};
use super::refused::refused;
use super::shares::in_turn;
use super::target::Target;
use crate::condition::{Assignment, holding_words};
use crate::finding::{Certainty, Finding, Impact, Label, Level};
use crate::iam::document::{Document, Effect, Element, Listed, Names, Statement};
use crate::iam::exposure::{Exposure, KnownTexts, SharedSearch, TOO_COMPLEX};
use crate::iam::principal::Principal;
use crate::iam::stand_in;
use crate::policy::{Policy, doubt_of_a_deny};
use crate::problem::Problem;
use crate::resource::Resource;
use crate::source::Span;
use crate::subject::Subject;
use crate::value::Kind;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

/// Findings, and what could not be answered.
pub type Judged = (Vec<Finding>, Vec<Problem>);

/// All findings about a policy and its statements, as far as they can be told by looking at so many states.
pub fn policy(root: RootContext<'_>, policy: &Policy<'_>, rules: &RuleSet, states: usize) -> Judged {
    let (mut findings, mut problems) = (vec![], vec![]);
    if policy.is_fixed() {
        return (findings, problems);
    }
    let (left, known) = (Cell::new(root.trust.share.of(states)), KnownTexts::default());
    let shared = SharedSearch { left: &left, known: &known };
    for part in parts(&policy.document) {
        match part {
            Ok(part) => {
                findings.extend(policy_part(root, (policy, shared), &part, rules, &mut problems));
                problems.extend(part.untried.map(|span| untried(span, &policy.resource.address)));
            }
            Err(span) => {
                let why = format!("a statement of the policy of `{}` depends on too many undecided conditions", policy.resource.address);
                problems.push(Problem::limit_reached(span, &why));
            }
        }
    }
    let mut seen = FxHashSet::default();
    problems.retain(|problem| seen.insert(problem.clone()));
    (findings, problems)
}

fn policy_part(
    root: RootContext<'_>,
    (policy, shared): (&Policy<'_>, SharedSearch<'_>),
    part: &PolicyPart<'_>,
    rules: &RuleSet,
    problems: &mut Vec<Problem>,
) -> Vec<Finding> {
    let resource = policy.resource;
    let consistent: Vec<&Assignment> = part.assignments.iter().filter(|answers| resource.presence.admits(answers)).collect();
    let mut found: Vec<(Finding, Vec<&Assignment>)> = vec![];
    let mut told: Vec<(Problem, &Assignment)> = vec![];
    let judged = in_turn(&consistent, shared.left, &mut |assignment, left| {
        let mut told = vec![];
        (policy_under(root, (policy, SharedSearch { left, ..shared }), (part, assignment, part.doubt), rules, &mut told), told)
    });
    for (assignment, (judged, here)) in consistent.iter().zip(judged) {
        told.extend(here.into_iter().map(|problem| (problem, *assignment)));
        for finding in judged {
            let is_same = |(known, holds): &&mut (Finding, Vec<&Assignment>)| {
                known.rule == finding.rule
                    && known.message == finding.message
                    && same_place(known, &finding)
                    && holds.last() != Some(assignment)
            };
            match found.iter_mut().find(is_same) {
                Some((known, holds)) => {
                    known.identity.take_in(finding.identity);
                    holds.push(assignment);
                }
                None => found.push((finding, vec![assignment])),
            }
        }
    }
    problems.extend(told_when(told, &consistent));
    let mut findings = vec![];
    for (finding, holds) in found {
        let doubted = unusual_doubt(resource, &consistent, &holds).filter(|_| finding.certainty == Certainty::Certain);
        let doubted = doubted.as_deref().zip(holds.first()).and_then(|(doubt, assignment)| {
            let again = policy_under(root, (policy, shared), (part, assignment, Some(doubt)), rules, &mut vec![]);
            let again = again.into_iter().find(|again| again.rule == finding.rule && same_place(again, &finding))?;
            Some(Finding { identity: finding.identity.clone(), ..again })
        });
        let words = holding_words(&consistent, &holds);
        findings.push(holding_under(doubted.unwrap_or(finding), resource, (&consistent, &holds), words));
    }
    findings
}

fn policy_under(
    root: RootContext<'_>,
    (policy, shared): (&Policy<'_>, SharedSearch<'_>),
    (part, given, doubt): (&PolicyPart<'_>, &Assignment, Option<&str>),
    rules: &RuleSet,
    problems: &mut Vec<Problem>,
) -> Vec<Finding> {
    let value = part.document.under(given);
    // Nor is a document without statements one that AWS refuses, if another answer gives it some.
    let has_no_statements = || !given.is_always() && value.as_map().is_some_and(|document| document.get("Statement").is_none());
    if matches!(value.kind, Kind::Absent | Kind::Null) || has_no_statements() {
        return vec![];
    }
    let some_region = SmolStr::new_static(stand_in::REGION);
    let names = Names { region: policy.resource.provider.region.clone(), some_region, ..root.trust.names() };
    let (document, invalid) = Document::read(&value, &names);
    // Nobody deploys with a value that the code does not name, if AWS refuses what comes of it.
    problems.extend(invalid.into_iter().filter(|_| !given.has_another()));
    problems.extend(document.unclear.iter().map(|(span, why)| Problem::partly_read_policy(*span, &policy.resource.address, why)));
    let attached = AttachedTo::of(policy, root.root);
    let refused = refused(policy.site.kind, &document);
    problems.extend(refused.map(|(span, why)| Problem::invalid_policy(span, why)));
    let doubt = doubt.or(policy.doubt).or(refused.map(|(_, why)| why));
    let context = PolicyContext { root, policy, attached: &attached, document: &document, given, doubt, shared };
    let mut findings = vec![];
    let mut asked: Vec<(&Statement, Vec<&Rule>)> = vec![];
    let is_asked = |statement: &&Statement| !part.is_statement || (statement.index == 0 && statement.effect == Effect::Allow);
    for statement in document.statements.iter().filter(is_asked) {
        let target = match statement.effect {
            Effect::Allow => Target::Statement,
            Effect::Deny => Target::DenyStatement,
            Effect::Unclear | Effect::Invalid => continue,
        };
        let rules: Vec<&Rule> = rules.rules.iter().filter(|rule| rule.targets.contains(&target)).collect();
        asked.push((statement, rules));
    }
    let found = in_turn(&asked, shared.left, &mut |(statement, rules), left| {
        let mut told = vec![];
        (self::statement(&PolicyContext { shared: SharedSearch { left, ..shared }, ..context }, statement, rules, &mut told), told)
    });
    found.into_iter().for_each(|(found, told)| {
        findings.extend(found);
        problems.extend(told);
    });
    for rule in rules.rules.iter().filter(|rule| !part.is_statement && rule.targets.contains(&Target::Policy)) {
        let answer = all(&rule.when, Context::Policy(&context));
        findings.extend(answer.into_cases().into_iter().filter_map(yes).map(|(_, mut evidence)| {
            evidence.doubts.extend(context.doubt.map(str::to_owned));
            compose::finding(rule, Matter::policy(&context), evidence)
        }));
    }
    findings
}

/// What rules find in a statement, each of its principals asked about by itself; what holds of several in the same way is one finding.
fn statement(context: &PolicyContext<'_>, statement: &Statement, rules: &[&Rule], problems: &mut Vec<Problem>) -> Vec<Finding> {
    let entries = meant::principals(context, statement);
    let mut drafts: Vec<Draft<'_>> = vec![];
    let heard = context.heard(statement);
    let mut ask = |principal: Option<&Principal>, documents: &[Cow<'_, Document>]| {
        let seen: Vec<_> = documents.iter().map(|document| StatementContext::new(context, statement, principal, document)).collect();
        for rule in rules {
            let found = seen.iter().map(|seen| Draft::of(rule, seen, principal, problems));
            drafts.extend(found.into_iter().find(|found| !found.is_empty()).unwrap_or_default());
        }
        problems.extend(seen.iter().flat_map(unanswered));
    };
    match &entries {
        Cow::Borrowed([]) => ask(None, &heard),
        Cow::Borrowed([only]) => ask(Some(only), &heard),
        several => {
            let mut narrowed: Vec<Cow<'_, Document>> = heard.iter().map(|document| Cow::Owned(document.alone(statement.index))).collect();
            // As they are written: a document may have them in another order.
            let mut several: Vec<&Principal> = several.iter().collect();
            several.sort_by_key(|principal| context.root.workspace.order(principal.span));
            for principal in several {
                let statements = narrowed.iter_mut().filter_map(|document| document.to_mut().statements.get_mut(statement.index));
                for listed in statements.filter_map(|statement| statement.principals.as_mut()) {
                    listed.entries = vec![principal.clone()];
                }
                ask(Some(principal), &narrowed);
            }
        }
    }
    grouped(drafts).into_iter().map(|group| group.finding(context, statement)).collect()
}

/// A case of an answer, if it is yes.
fn yes(case: Case) -> Option<(Assignment, Evidence)> {
    match case.verdict {
        CaseVerdict::Yes(evidence) => Some((case.given, evidence.with_doubt_of_fault())),
        CaseVerdict::No | CaseVerdict::Unknown(_) => None,
    }
}

/// What the engine could not answer about a statement, and why one has no effect: told as problems, because nothing is claimed.
fn unanswered(context: &StatementContext<'_>) -> Vec<Problem> {
    // The last reason is the cause; those before it follow from it.
    let causes = context.asked().filter_map(|exposure| match exposure {
        Exposure::Unknown(because) => because.last(),
        _ => None,
    });
    let address = &context.policy.policy.resource.address;
    let at = context.statement.span;
    let unknown = causes.map(|reason| match reason.text.as_str() {
        TOO_COMPLEX => too_complex_at(reason.span.unwrap_or(at), address),
        why => Problem::partly_read_policy(reason.span.unwrap_or(at), address, why),
    });
    let place = |listed: &Option<Listed<Element>>| listed.as_ref().map_or(at, |listed| listed.key_span);
    let denies = context.statement.effect == Effect::Deny;
    let elsewhere = context.elsewhere().map(|why| match why {
        Elsewhere::Resource => Problem::names_another_resource(place(&context.statement.resources), address, denies),
        Elsewhere::Action => Problem::names_other_actions(place(&context.statement.actions), address, denies),
    });
    // Of identity providers no exposure is asked, and a condition that is not known may tell callers apart.
    let of_provider = context.principal.filter(|principal| principal.kind == "Federated");
    let unclear = of_provider.into_iter().flat_map(|_| &context.statement.unclear);
    let unclear = unclear.map(|(span, why)| Problem::partly_read_policy(*span, address, why));
    unknown.chain(elsewhere).chain(unclear).collect()
}

/// Where a search ended before there was an answer, because it had looked at all that it may.
fn too_complex(verdict: &CaseVerdict) -> Option<Span> {
    let CaseVerdict::Unknown(doubts) = verdict else { return None };
    doubts.iter().find(|doubt| doubt.why == TOO_COMPLEX).map(|doubt| doubt.span)
}

fn too_complex_at(span: Span, address: &str) -> Problem {
    Problem::limit_reached(span, &format!("a statement of the policy of `{address}` is {TOO_COMPLEX}"))
}

/// What a rule saw of a statement for one of its principals.
struct Draft<'r> {
    rule: &'r Rule,
    principal: Option<String>,
    account: Option<String>,
    evidence: Evidence,
    /// Under which answers beyond those of the policy; always where there are none.
    given: Vec<Assignment>,
    /// All sets of such answers that there are.
    every: Rc<[Assignment]>,
}

/// What makes two drafts tell the same.
#[derive(PartialEq)]
struct Sameness<'d> {
    rule: &'d str,
    level: (Level, Certainty),
    impact: Option<Impact>,
    /// Of a condition at fault, which one and why.
    condition: Option<(Span, Option<&'d str>)>,
    doubts: Vec<String>,
}

impl<'r> Draft<'r> {
    /// What a rule sees: once for all answers under which it is the same. Where it saw too little, that is told.
    fn of(rule: &'r Rule, context: &StatementContext<'_>, principal: Option<&Principal>, problems: &mut Vec<Problem>) -> Vec<Draft<'r>> {
        let answer = all(&rule.when, Context::Statement(context));
        if answer.is_no() {
            return vec![];
        }
        let (is_complete, resource, known) = (answer.is_complete(), context.policy.policy.resource, context.policy.given);
        let is_there = |given: &Assignment| given.and(known).is_some_and(|given| resource.presence.admits(&given));
        let beyond = |case: Case| is_there(&case.given).then(|| Case { given: case.given.beyond(known), ..case });
        let cases: Vec<Case> = answer.into_cases().into_iter().filter_map(beyond).collect();
        let given: Vec<&Assignment> = cases.iter().map(|case| &case.given).collect();
        let every = if is_complete { None } else { every_case(&given).ok() };
        let every: Rc<[Assignment]> =
            every.unwrap_or_else(|| given.into_iter().cloned().collect()).into_iter().filter(|given| is_there(given)).collect();
        problems.extend(cases.iter().find_map(|case| too_complex(&case.verdict)).map(|span| too_complex_at(span, &resource.address)));
        let account = principal.and_then(Principal::account).map(ToString::to_string);
        let mut drafts: Vec<Draft<'r>> = vec![];
        let told = |doubt: &str| if context.statement.effect == Effect::Deny { doubt_of_a_deny(doubt) } else { doubt.to_owned() };
        for (given, mut evidence) in cases.into_iter().filter_map(yes) {
            evidence.doubts.extend(context.policy.doubt.map(told));
            let draft = Draft {
                rule,
                principal: principal.map(Principal::told),
                account: account.clone(),
                evidence,
                given: vec![given],
                every: every.clone(),
            };
            match drafts.iter_mut().find(|known| known.sameness() == draft.sameness()) {
                Some(known) => known.given.extend(draft.given),
                None => drafts.push(draft),
            }
        }
        drafts
    }

    /// The answers that are told: none where it is so under all.
    fn holding(&self) -> Vec<&Assignment> {
        let holds = |every: &&Assignment| self.given.iter().any(|given| every.implies(given));
        let holding: Vec<&Assignment> = self.every.iter().filter(holds).collect();
        if self.given.iter().any(Assignment::is_always) || holding.len() == self.every.len() { vec![] } else { holding }
    }

    fn sameness(&self) -> Sameness<'_> {
        let bare = |text: &String| {
            let names = [&self.principal, &self.account].into_iter().flatten().filter(|name| !name.is_empty());
            names.fold(text.clone(), |text, name| text.replace(name.as_str(), "…"))
        };
        let fault = self.evidence.fault.as_ref().filter(|fault| fault.aspect == Aspect::Condition);
        Sameness {
            rule: &self.rule.about.id,
            level: compose::level(self.rule, &self.evidence),
            impact: self.evidence.impact,
            condition: fault.map(|fault| (fault.place, self.evidence.text("reason"))),
            doubts: self.evidence.doubts.iter().map(bare).collect(),
        }
    }
}

/// Drafts that tell the same of several principals.
struct PrincipalGroup<'r> {
    first: Draft<'r>,
    others: Vec<Draft<'r>>,
    /// Whether another group of the rule stands before this one.
    is_further: bool,
}

fn grouped(drafts: Vec<Draft<'_>>) -> Vec<PrincipalGroup<'_>> {
    let mut groups: Vec<PrincipalGroup<'_>> = vec![];
    for draft in drafts {
        match groups.iter_mut().find(|group| group.first.sameness() == draft.sameness() && group.first.given == draft.given) {
            Some(group) => group.others.push(draft),
            None => {
                let is_further = groups.iter().any(|group| group.first.rule.about.id == draft.rule.about.id);
                groups.push(PrincipalGroup { first: draft, others: vec![], is_further });
            }
        }
    }
    groups
}

impl PrincipalGroup<'_> {
    fn finding(self, context: &PolicyContext<'_>, statement: &Statement) -> Finding {
        let resource = context.policy.resource;
        let holding = self.first.holding();
        let every: Vec<&Assignment> = self.first.every.iter().collect();
        let doubt = if holding.is_empty() { None } else { unusual_doubt(resource, &every, &holding) };
        let words = holding_words(&every, &holding);
        let mut evidence = self.first.evidence.clone();
        let rule = self.first.rule;
        evidence.doubts.extend(doubt.filter(|_| evidence.is_sure()));
        let mut principals: Vec<String> = evidence.text("principal").map(str::to_owned).into_iter().collect();
        let mut outsiders: Vec<String> = evidence.text("outsider").map(str::to_owned).into_iter().collect();
        for Draft { evidence: other, .. } in self.others {
            principals.extend(other.text("principal").map(str::to_owned));
            outsiders.extend(other.text("outsider").map(str::to_owned));
            let place = other.fault.as_ref().filter(|fault| fault.aspect == Aspect::Principal);
            evidence.labels.extend(
                place.map(|fault| Label::new(fault.place, format!("`{}` as well", other.text("principal").unwrap_or(&fault.element)))),
            );
            evidence.doubts.extend(other.doubts);
        }
        let part = if self.is_further { principals.first().cloned().unwrap_or_default() } else { String::new() };
        evidence.texts.extend(listed(principals, "`").map(|text| ("principal", text)));
        evidence.texts.extend(listed(outsiders, "").map(|text| ("outsider", text)));
        evidence.doubts.dedup();
        let finding = compose::finding(rule, Matter::statement(context, statement, &part), evidence);
        if holding.is_empty() { finding } else { holding_under(finding, resource, (&every, &holding), words) }
    }
}

/// At most three in words, each between these marks; the outermost marks are those of the message. Nothing if there is one, which is told already.
fn listed(mut texts: Vec<String>, mark: &str) -> Option<String> {
    const MOST: usize = 3;
    let mut known = std::collections::BTreeSet::new();
    texts.retain(|text| known.insert(text.clone()));
    let between = format!("{mark}, {mark}");
    match texts.as_slice() {
        [] | [_] => None,
        [others @ .., last] if others.len() < MOST => Some(format!("{}{mark} and {mark}{last}", others.join(&between))),
        [first, second, rest @ ..] => Some(format!(
            "{first}{between}{second}{mark} and {} others, such as {mark}{}",
            rest.len(),
            rest.first().cloned().unwrap_or_default()
        )),
    }
}

/// All findings about the subjects and resources of a root, and about all of it.
pub fn subjects(root: RootContext<'_>, rules: &RuleSet) -> Judged {
    let (mut findings, mut problems) = (vec![], vec![]);
    for rule in &rules.rules {
        for target in &rule.targets {
            let judged: Vec<Judged> = match target {
                Target::Subject(kind) => root.subjects.of_kind(kind).iter().map(|subject| self::subject(root, rule, subject)).collect(),
                Target::Resource => {
                    let loose = root.root.loose.iter().filter_map(|loose| Some((&loose.resource, loose.noun()?)));
                    let resources = root.root.resources.iter().map(|resource| (resource, "resource"));
                    resources.chain(loose).map(|about| self::resource(root, rule, about)).collect()
                }
                Target::Account => vec![self::account(root, rule)],
                Target::Statement | Target::DenyStatement | Target::Policy => vec![],
            };
            for (found, undecided) in judged {
                findings.extend(found);
                problems.extend(undecided);
            }
        }
        at_their_cause(root, rule, &mut findings);
    }
    (findings, problems)
}

fn subject(root: RootContext<'_>, rule: &Rule, subject: &Subject<'_>) -> Judged {
    let context = SubjectContext { root, subject };
    let answer = all(&rule.when, Context::Subject(&context));
    let is_unused = subject.resource.kind.starts_with("data.") && !root.root.used_sources.contains(&subject.resource.address);
    let answer = if is_unused { answer.with_evidence(found_for_nothing) } else { answer };
    if answer.is_no() {
        Judged::default()
    } else {
        told(answer, rule, Matter::resource(&root, subject.resource, &subject.kind.replace('_', " ")))
    }
}

/// What a data source finds does no harm until something takes it.
fn found_for_nothing(evidence: &mut Evidence) {
    evidence.doubts.push("nothing that this code makes uses what it finds".to_owned());
    evidence.most = Some(Level::Note);
}

fn resource(root: RootContext<'_>, rule: &Rule, (resource, noun): (&Resource, &str)) -> Judged {
    let context = ResourceContext { root, resource };
    let answer = all(&rule.when, Context::Resource(&context));
    if answer.is_no() { Judged::default() } else { told(answer, rule, Matter::resource(&root, resource, noun)) }
}

/// What is missing in an account has no place; it is told at the first resource that AWS has.
fn account(root: RootContext<'_>, rule: &Rule) -> Judged {
    let is_of_aws = |resource: &&Resource| ["aws_", "awscc_", "AWS::"].iter().any(|start| resource.kind.starts_with(start));
    let Some(first) = root.root.resources.iter().find(is_of_aws).filter(|_| is_baseline(&root)) else { return (vec![], vec![]) };
    told(all(&rule.when, Context::Account(&root)), rule, Matter::resource(&root, first, "account"))
}

/// An answer about a resource as findings; where it is unknown and nothing is found, that is told.
fn told(answer: Answer, rule: &Rule, about: Matter<'_>) -> Judged {
    let resource = about.resource;
    let is_complete = answer.is_complete();
    let composed = |evidence: &Evidence, doubt: Option<&str>| {
        let mut evidence = evidence.clone().with_doubt_of_fault();
        evidence.doubts.extend(doubt.map(str::to_owned));
        let part = evidence.part.clone();
        compose::finding(rule, Matter { part: &part, ..about }, evidence)
    };
    let cases: Vec<_> = answer.into_cases().into_iter().filter(|case| resource.presence.admits(&case.given)).collect();
    let mut found: Vec<(Finding, &Evidence, Vec<&Assignment>)> = vec![];
    for case in &cases {
        let CaseVerdict::Yes(evidence) = &case.verdict else { continue };
        let finding = composed(evidence, None);
        let is_same = |known: &Finding| known.place == finding.place && known.headline().0 == finding.headline().0;
        match found.iter_mut().find(|(known, ..)| is_same(known)) {
            Some((known, _, holds)) => {
                known.identity.take_in(finding.identity);
                holds.push(&case.given);
            }
            None => found.push((finding, evidence, vec![&case.given])),
        }
    }
    let undecided = cases.iter().filter_map(|case| match &case.verdict {
        CaseVerdict::Unknown(doubts) if found.is_empty() => doubts.first(),
        _ => None,
    });
    let undecided = undecided.take(1).map(|doubt| Problem::undecided(doubt.span, &rule.about.id, &resource.address, &doubt.why));
    let cut = cases.iter().find_map(|case| too_complex(&case.verdict)).map(|span| too_complex_at(span, &resource.address));
    let problems = cut.into_iter().chain(undecided).collect();
    let given: Vec<&Assignment> = cases.iter().map(|case| &case.given).collect();
    let all = if is_complete { Ok(given.into_iter().cloned().collect()) } else { every_case(&given) };
    let every: Vec<&Assignment> = all.iter().flatten().collect();
    let findings = found.into_iter().map(|(finding, evidence, holds)| {
        let holding = every.iter().copied().filter(|given| holds.iter().any(|holds| given.implies(holds)));
        let holding: Vec<&Assignment> = if every.is_empty() { holds.clone() } else { holding.collect() };
        let doubted = unusual_doubt(resource, &every, &holding).filter(|_| finding.certainty == Certainty::Certain);
        let doubted = doubted.map(|doubt| Finding { identity: finding.identity.clone(), ..composed(evidence, Some(&doubt)) });
        holding_under(doubted.unwrap_or(finding), resource, (&every, &holding), answers_told(&all, &holds))
    });
    (findings.collect(), problems)
}
