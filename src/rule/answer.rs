//! What a clause answers: no, unknown with its reasons, or yes with its evidence, under each answer to what the code leaves open.

use crate::condition::{Assignment, MAX_ASSIGNMENTS, Presence, outside};
use crate::finding::{Impact, Label, Level, Remedy};
use crate::iam::exposure::Witness;
use crate::source::Span;
use std::collections::BTreeSet;

/// The answer to a clause. Where no case applies, it is no.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    cases: Vec<Case>,
    /// The cases exclude each other and are all there are.
    is_complete: bool,
}

/// What is answered under some answers to open conditions.
#[derive(Clone, Debug)]
pub struct Case {
    pub given: Assignment,
    pub verdict: CaseVerdict,
}

/// The three answers.
#[derive(Clone, Debug)]
pub enum CaseVerdict {
    No,
    Unknown(Vec<Doubt>),
    Yes(Box<Evidence>),
}

/// Why something is not known, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doubt {
    pub span: Span,
    pub why: String,
}

/// What a clause saw when it answered yes. All that a finding says is made from this.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// What is at fault.
    pub fault: Option<FaultyElement>,
    pub witness: Option<Witness>,
    /// Why it is only possible.
    pub doubts: Vec<String>,
    /// What was assumed.
    pub most: Option<Level>,
    pub impact: Option<Impact>,
    /// Open conditions under which it holds, beside those of the case.
    pub under: Assignment,
    /// Texts for the placeholders of messages.
    pub texts: Vec<(&'static str, String)>,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// Where secrets are written, which are not to be shown.
    pub secrets: Vec<Span>,
    /// Of a chain of faults, each with its place, in their order.
    pub layers: Vec<Label>,
    /// The other resources and elements that it rests on: findings about them may be related.
    pub involved: Vec<Span>,
    /// The ranges of ports that are open, `22-22`: one more makes the finding worse.
    pub open_ports: Vec<String>,
    /// Of a finding about a resource, the statements at fault in the form in which they are compared: one that allows more makes the finding worse.
    pub statements: BTreeSet<String>,
    /// Of a finding about a resource, what the role may do that it leads to, and what limits it: more makes the finding worse.
    pub powers: BTreeSet<String>,
    /// Further values at fault, beside [`Evidence::fault`], in words: one more makes the finding worse.
    pub at_fault: BTreeSet<String>,
    /// Of a finding about a resource, what tells it apart from others of the rule: the statement at fault.
    pub part: String,
    pub remedy: Option<Remedy>,
}

/// An element of the code that is at fault.
#[derive(Clone, Debug)]
pub struct FaultyElement {
    pub aspect: Aspect,
    pub place: Span,
    /// The way of its value, from where it is written to where it takes effect.
    pub provenance: Vec<Label>,
    /// As written: the principal, the condition key, the action, the setting.
    pub element: String,
    /// Why somebody may give another value than the one at fault: it is the default of an input, or still to be filled in.
    pub replaceable: Option<String>,
}

/// Which part of a statement or resource an element is. Of several elements at fault, that of the greatest aspect is the place of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Aspect {
    Resource,
    Link,
    Principal,
    Setting,
    Action,
    Condition,
}

impl Answer {
    /// It does not hold, whatever is answered.
    pub fn no() -> Answer {
        Answer::always(CaseVerdict::No)
    }

    /// It holds, whatever is answered.
    pub fn yes(evidence: Evidence) -> Answer {
        Answer::always(CaseVerdict::Yes(Box::new(evidence)))
    }

    /// It is not known, for this reason.
    pub fn unknown(span: Span, why: impl Into<String>) -> Answer {
        Answer::always(Answer::doubt(span, why))
    }

    /// The verdict that one thing is not known.
    pub fn doubt(span: Span, why: impl Into<String>) -> CaseVerdict {
        CaseVerdict::Unknown(vec![Doubt { span, why: why.into() }])
    }

    /// The same under all answers.
    pub fn always(verdict: CaseVerdict) -> Answer {
        Answer { cases: vec![Case { given: Assignment::default(), verdict }], is_complete: true }
    }

    /// Yes without further evidence, or no.
    pub fn plain(answer: bool) -> Answer {
        if answer { Answer::yes(Evidence::default()) } else { Answer::no() }
    }

    /// An answer of cases that exclude each other and are all there are.
    pub fn of_all(cases: Vec<Case>) -> Answer {
        Answer { cases, is_complete: true }
    }

    /// The same answer where this is given, no elsewhere.
    #[must_use]
    pub fn under(self, given: &Assignment) -> Answer {
        if given.is_always() {
            return self;
        }
        let cases = self.cases.into_iter().filter_map(|case| Some(Case { given: case.given.and(given)?, ..case }));
        Answer { cases: cases.collect(), is_complete: false }
    }

    /// The same answer where something is there, no elsewhere.
    #[must_use]
    pub fn where_there(self, presence: &Presence) -> Answer {
        match presence.cases() {
            [only] => self.under(only),
            several => several.iter().map(|given| self.clone().under(given)).reduce(Answer::or).unwrap_or_else(Answer::no),
        }
    }

    /// The same answer with another place that matters, where it is yes.
    #[must_use]
    pub fn with_label(self, label: &Label) -> Answer {
        self.with_evidence(|evidence| evidence.labels.push(label.clone()))
    }

    /// The same answer with its evidence changed, where it is yes.
    #[must_use]
    pub fn with_evidence(mut self, change: impl Fn(&mut Evidence)) -> Answer {
        for case in &mut self.cases {
            if let CaseVerdict::Yes(evidence) = &mut case.verdict {
                change(evidence);
            }
        }
        self
    }

    /// The same answer, where it is yes only possible for this reason, if there is one.
    #[must_use]
    pub fn with_doubt(mut self, doubt: Option<String>) -> Answer {
        for case in &mut self.cases {
            if let CaseVerdict::Yes(evidence) = &mut case.verdict {
                evidence.doubts.extend(doubt.clone());
            }
        }
        self
    }

    /// The same answer, where it is yes no more than this.
    #[must_use]
    pub fn at_most(mut self, most: Option<Level>) -> Answer {
        for case in &mut self.cases {
            if let CaseVerdict::Yes(evidence) = &mut case.verdict {
                evidence.most = evidence.most.into_iter().chain(most).min();
            }
        }
        self
    }

    /// The text of a placeholder where it is yes.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.cases.iter().find_map(|case| match &case.verdict {
            CaseVerdict::Yes(evidence) => evidence.text(name),
            CaseVerdict::No | CaseVerdict::Unknown(_) => None,
        })
    }

    /// The ranges of ports that are open where it is yes.
    pub fn open_ports(&self) -> Vec<String> {
        let open = self.cases.iter().filter_map(|case| match &case.verdict {
            CaseVerdict::Yes(evidence) => Some(evidence.open_ports.iter().cloned()),
            CaseVerdict::No | CaseVerdict::Unknown(_) => None,
        });
        open.flatten().collect()
    }

    /// Whether the cases are all there are: where none is given, it is no.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// What is answered, case by case.
    pub fn into_cases(self) -> Vec<Case> {
        self.cases
    }

    /// Whether it is no under all answers.
    pub fn is_no(&self) -> bool {
        self.cases.iter().all(|case| matches!(case.verdict, CaseVerdict::No))
    }

    /// Whether it is yes under some answers.
    pub fn is_yes_somewhere(&self) -> bool {
        self.cases.iter().any(|case| matches!(case.verdict, CaseVerdict::Yes(_)))
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Answer) -> Answer {
        if self.is_no() || other.is_no() {
            return Answer::no();
        }
        self.with(other, CaseVerdict::and)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Answer) -> Answer {
        self.either(other, CaseVerdict::or)
    }

    /// At least one holds; where both do, the one through which more can be done speaks, and the other one is told beside it.
    #[must_use]
    pub fn or_worse(self, other: Answer) -> Answer {
        self.either(other, CaseVerdict::or_worse)
    }

    fn either(self, other: Answer, join: fn(CaseVerdict, CaseVerdict) -> CaseVerdict) -> Answer {
        if self.is_complete && other.is_complete {
            return self.with(other, join);
        }
        let cases = self.cases.into_iter().chain(other.cases).filter(|case| !matches!(case.verdict, CaseVerdict::No));
        Answer { cases: cases.collect(), is_complete: false }
    }

    /// It does not hold. Where no case applies, it is no: that is yes now.
    #[must_use]
    pub fn negated(self) -> Answer {
        if !self.is_complete {
            return self.completed().negated();
        }
        let negated = |verdict| match verdict {
            CaseVerdict::No => CaseVerdict::Yes(Box::default()),
            CaseVerdict::Unknown(doubts) => CaseVerdict::Unknown(doubts),
            CaseVerdict::Yes(_) => CaseVerdict::No,
        };
        Answer { cases: self.cases.into_iter().map(|case| Case { verdict: negated(case.verdict), ..case }).collect(), is_complete: true }
    }

    /// The same, with a case for all answers under which it is no: of cases that apply together the surer one speaks.
    fn completed(self) -> Answer {
        let (yes, rest): (Vec<Case>, Vec<Case>) = self.cases.into_iter().partition(|case| matches!(case.verdict, CaseVerdict::Yes(_)));
        let unknown: Vec<Case> = rest.into_iter().filter(|case| matches!(case.verdict, CaseVerdict::Unknown(_))).collect();
        let given = |cases: &[Case]| cases.iter().map(|case| case.given.clone()).collect::<Vec<_>>();
        let of_yes = given(&yes);
        let of_both = [of_yes.clone(), given(&unknown)].concat();
        let (Ok(not_yes), Ok(neither)) = (outside(&of_yes.iter().collect::<Vec<_>>()), outside(&of_both.iter().collect::<Vec<_>>())) else {
            let place = yes.iter().chain(&unknown).find_map(|case| case.verdict.place());
            return place.map_or_else(Answer::no, |span| Answer::unknown(span, "it depends on too many undecided conditions"));
        };
        let unknown = unknown.into_iter().flat_map(|case| {
            let here: Vec<Assignment> = not_yes.iter().filter_map(|given| case.given.and(given)).collect();
            here.into_iter().map(move |given| Case { given, verdict: case.verdict.clone() })
        });
        let no = neither.into_iter().map(|given| Case { given, verdict: CaseVerdict::No });
        Answer { cases: yes.into_iter().chain(unknown).chain(no).collect(), is_complete: true }
    }

    /// The same, where what is not known is yes with its reasons: it is only possible then.
    #[must_use]
    pub fn or_perhaps(mut self) -> Answer {
        for case in &mut self.cases {
            if let CaseVerdict::Unknown(doubts) = &case.verdict {
                let doubts = doubts.iter().map(|doubt| doubt.why.clone()).collect();
                case.verdict = CaseVerdict::Yes(Box::new(Evidence { doubts, ..Evidence::default() }));
            }
        }
        self
    }

    /// The answers to both questions under each pair of cases that agree; unknown if there are too many.
    fn with(self, other: Answer, join: fn(CaseVerdict, CaseVerdict) -> CaseVerdict) -> Answer {
        let is_complete = self.is_complete && other.is_complete;
        if let ([_], [_]) = (self.cases.as_slice(), other.cases.as_slice()) {
            let both =
                self.cases.into_iter().zip(other.cases).filter_map(|(one, other)| {
                    Some(Case { given: one.given.and(&other.given)?, verdict: join(one.verdict, other.verdict) })
                });
            return Answer { cases: both.collect(), is_complete };
        }
        let mut cases = vec![];
        for one in &self.cases {
            for other in &other.cases {
                let Some(given) = one.given.and(&other.given) else { continue };
                cases.push(Case { given, verdict: join(one.verdict.clone(), other.verdict.clone()) });
            }
        }
        // The doubt stands where the first evidence or doubt does.
        if cases.len() > MAX_ASSIGNMENTS
            && let Some(span) = cases.iter().find_map(|case| case.verdict.place())
        {
            return Answer::unknown(span, "it depends on too many undecided conditions");
        }
        Answer { cases, is_complete }
    }
}

impl CaseVerdict {
    fn and(self, other: CaseVerdict) -> CaseVerdict {
        match (self, other) {
            (CaseVerdict::No, _) | (_, CaseVerdict::No) => CaseVerdict::No,
            (CaseVerdict::Unknown(mut one), CaseVerdict::Unknown(other)) => {
                one.extend(other);
                CaseVerdict::Unknown(one)
            }
            (CaseVerdict::Unknown(doubts), _) | (_, CaseVerdict::Unknown(doubts)) => CaseVerdict::Unknown(doubts),
            (CaseVerdict::Yes(one), CaseVerdict::Yes(other)) => CaseVerdict::Yes(Box::new(one.and(*other))),
        }
    }

    /// Of two that hold the surer one counts, else the first.
    fn or(self, other: CaseVerdict) -> CaseVerdict {
        match (self, other) {
            (CaseVerdict::Yes(one), CaseVerdict::Yes(other)) => CaseVerdict::Yes(Box::new(one.or(*other))),
            (CaseVerdict::Yes(yes), _) | (_, CaseVerdict::Yes(yes)) => CaseVerdict::Yes(yes),
            (CaseVerdict::Unknown(doubts), _) | (_, CaseVerdict::Unknown(doubts)) => CaseVerdict::Unknown(doubts),
            (CaseVerdict::No, CaseVerdict::No) => CaseVerdict::No,
        }
    }

    fn or_worse(self, other: CaseVerdict) -> CaseVerdict {
        match (self, other) {
            (CaseVerdict::Yes(one), CaseVerdict::Yes(other)) => CaseVerdict::Yes(Box::new(one.or_worse(*other))),
            (one, other) => one.or(other),
        }
    }

    fn place(&self) -> Option<Span> {
        match self {
            CaseVerdict::No => None,
            CaseVerdict::Unknown(doubts) => doubts.first().map(|doubt| doubt.span),
            CaseVerdict::Yes(evidence) => evidence.fault.as_ref().map(|fault| fault.place),
        }
    }
}

impl Evidence {
    /// The evidence of two clauses that both hold.
    #[must_use]
    pub fn and(mut self, other: Evidence) -> Evidence {
        let is_plainer = |fault: &FaultyElement| other.fault.as_ref().is_some_and(|other| other.aspect > fault.aspect);
        let passed_over =
            if self.fault.as_ref().is_none_or(is_plainer) { std::mem::replace(&mut self.fault, other.fault) } else { other.fault };
        self.at_fault.extend(passed_over.map(|fault| fault.element));
        self.at_fault.extend(other.at_fault);
        self.witness = self.witness.or(other.witness);
        self.doubts.extend(other.doubts.into_iter().filter(|doubt| !self.doubts.contains(doubt)).collect::<Vec<_>>());
        self.most = [self.most, other.most].into_iter().flatten().min();
        self.impact = self.impact.or(other.impact);
        self.under = self.under.and(&other.under).unwrap_or_default();
        // Of several settings the first speaks.
        let is_told = |name: &str| self.texts.iter().any(|(known, _)| *known == name);
        let further = other.texts.into_iter().filter(|(name, _)| !["setting", "settings", "value"].contains(name) || !is_told(name));
        let further: Vec<_> = further.collect();
        self.texts.extend(further);
        self.labels.extend(other.labels.into_iter().filter(|label| !self.labels.contains(label)).collect::<Vec<_>>());
        self.secrets.extend(other.secrets);
        self.layers.extend(other.layers);
        self.involved.extend(other.involved);
        self.open_ports.extend(other.open_ports);
        self.statements.extend(other.statements);
        self.powers.extend(other.powers);
        self.remedy = self.remedy.or(other.remedy);
        if self.part.is_empty() {
            self.part = other.part;
        }
        self
    }

    /// The evidence of two of which one is enough: the surer, else the first, with the settings of both.
    #[must_use]
    fn or(self, other: Evidence) -> Evidence {
        let settings: Vec<&str> = [&self, &other].into_iter().filter_map(|evidence| evidence.text("settings")).collect();
        let settings = (settings.len() > 1).then(|| ("settings", settings.join(", ")));
        let (mut surer, passed_over) = if !self.is_sure() && other.is_sure() { (other, self) } else { (self, other) };
        surer.texts.extend(settings);
        surer.at_fault.extend(passed_over.all_at_fault());
        surer.statements.extend(passed_over.statements);
        surer.powers.extend(passed_over.powers);
        surer
    }

    /// With the doubt that another value may be given than the one at fault.
    #[must_use]
    pub fn with_doubt_of_fault(mut self) -> Evidence {
        let replaceable = self.fault.as_mut().and_then(|fault| fault.replaceable.take());
        self.doubts.extend(replaceable);
        self
    }

    /// Every value at fault, in words; what is a reference is told elsewhere.
    pub fn all_at_fault(&self) -> BTreeSet<String> {
        let elements = self.fault.iter().map(|fault| &fault.element).chain(&self.at_fault);
        elements.filter(|element| !element.is_empty() && !element.contains("${")).cloned().collect()
    }

    /// Whether nothing makes it only possible.
    pub(super) fn is_sure(&self) -> bool {
        self.doubts.is_empty() && self.fault.as_ref().is_none_or(|fault| fault.replaceable.is_none())
    }

    /// The evidence of which more can be done, or which is surer; the reason of the other is told beside it.
    #[must_use]
    pub fn or_worse(self, other: Evidence) -> Evidence {
        let weight = |evidence: &Evidence| (evidence.is_sure(), evidence.impact);
        let (mut worse, milder) = if weight(&other) > weight(&self) { (other, self) } else { (self, other) };
        let reason = milder.text("reason").map(|reason| format!("{reason} as well"));
        let further = milder.fault.iter().map(|fault| fault.place).zip(reason).map(|(span, text)| Label::new(span, text));
        worse.labels.extend(further.chain(milder.labels.iter().cloned()));
        worse.at_fault.extend(milder.all_at_fault());
        worse
    }

    /// The text of a placeholder: of several clauses that give it, the one that is most to the point comes last.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().rev().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::OpenCondition;

    fn given(name: &str, answer: &str) -> Assignment {
        Assignment::of(OpenCondition::new(name, name), answer.into())
    }

    fn cases(answer: &Answer) -> Vec<String> {
        let word = |verdict: &CaseVerdict| match verdict {
            CaseVerdict::No => "no",
            CaseVerdict::Unknown(_) => "unknown",
            CaseVerdict::Yes(_) => "yes",
        };
        let shown = |case: &Case| {
            let given: Vec<String> = case.given.answers().map(|(condition, answer)| format!("{}={answer}", condition.id)).collect();
            format!("{} {}", given.join(","), word(&case.verdict))
        };
        answer.cases.iter().map(shown).collect()
    }

    fn when(name: &str, yes: &str, no: &str) -> Answer {
        Answer::of_all(vec![
            Case { given: given(name, yes), verdict: CaseVerdict::Yes(Box::default()) },
            Case { given: given(name, no), verdict: CaseVerdict::No },
        ])
    }

    #[test]
    fn answers_under_open_conditions_go_together() {
        let (a, not_a, b) = (when("a", "true", "false"), when("a", "false", "true"), when("b", "true", "false"));
        assert!(a.clone().and(not_a.clone()).is_no());
        assert_eq!(cases(&a.clone().and(b)), ["a=true,b=true yes", "a=true,b=false no", "a=false,b=true no", "a=false,b=false no"]);
        assert_eq!(cases(&a.clone().or(not_a)), ["a=true yes", "a=false yes"]);
        assert_eq!(cases(&a.clone().negated()), ["a=true no", "a=false yes"]);
        assert_eq!(cases(&a.or(Answer::no())), ["a=true yes", "a=false no"]);
    }
}
