//! Findings that say the same of other places: in a long report the first is told whole, and the others are listed below it.

use super::manner::Amount;
use super::note::{Note, short};
use super::prose::{names, with_names};
use super::{Report, escape};
use crate::finding::{Certainty, Finding, Level, first_sentence};
use rustc_hash::FxHashMap;

/// A report with at most so many findings tells every one whole.
const MANY: usize = 25;

/// So many of the others are listed, of more only the first.
const MOST_LISTED: usize = 2;

/// What is the same for findings that are told together: why, how sure, all but the names in it; and the code that mends it.
#[derive(PartialEq, Eq, Hash)]
struct SaidAlike<'a> {
    rule: &'a str,
    level: Level,
    certainty: Certainty,
    texts: Vec<String>,
    /// However it is laid out.
    code: String,
}

/// The findings, the worst first and in order, those that are alike with the first of them.
pub(super) fn grouped<'a>(report: &Report<'a>) -> Vec<Vec<&'a Finding>> {
    let mut findings: Vec<&Finding> = report.analysis.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    if findings.len() <= MANY || report.manner.amount == Amount::Verbose {
        return findings.into_iter().map(|finding| vec![finding]).collect();
    }
    let mut groups: Vec<Vec<&Finding>> = vec![];
    let mut known: FxHashMap<SaidAlike<'_>, usize> = FxHashMap::default();
    for finding in findings {
        let index = *known.entry(said_alike(finding)).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn said_alike(finding: &Finding) -> SaidAlike<'_> {
    let remedy = finding.remedy.as_ref().map_or("", |remedy| remedy.text.as_str());
    let mut because: Vec<String> = finding.because.iter().map(|reason| without_names(reason)).collect();
    because.sort();
    because.dedup();
    let texts = [first_sentence(finding.headline().1).0, remedy].map(without_names);
    let code = finding.remedy.as_ref().map_or("", |remedy| remedy.code.as_str()).split_whitespace().collect();
    let texts = texts.into_iter().chain(because).collect();
    SaidAlike { rule: &finding.rule, level: finding.level, certainty: finding.certainty, texts, code }
}

fn without_names(text: &str) -> String {
    with_names(text, |_| String::new()).replace(|char: char| char.is_ascii_digit(), "")
}

/// What to type for the whole story, and the places of the others, one a line.
pub(super) fn more(report: &Report<'_>, first: &Finding, others: &[&Finding]) -> Note {
    let explain = format!("`deputylint explain {}{}`", short(first), report.again(first));
    let text = match others.len() {
        0 => explain,
        1 => format!("{explain}; likewise this one:"),
        count if count > MOST_LISTED => format!("{explain}; likewise {count} others (`--verbose` tells all), such as"),
        count => format!("{explain}; likewise these {count}:"),
    };
    let listed = if others.len() > MOST_LISTED { 1 } else { others.len() };
    let told = others.iter().take(listed).map(|other| {
        let (place, address) = (report.place(other.place), escape::line(&other.address));
        format!("{} {place} in `{address}`{}", short(other), differences(first, other))
    });
    Note { below: told.collect(), ..Note::new("more", text) }
}

/// What a finding says that the first one does not: other names, and under which inputs it holds.
fn differences(first: &Finding, other: &Finding) -> String {
    let said = |finding: &Finding| {
        let (headline, rest) = finding.headline();
        [headline.to_owned(), first_sentence(rest).0.to_owned()].join(" ")
    };
    let (known, told) = (said(first), said(other));
    let (known, mut new) = (names(&known), names(&told));
    new.retain(|name| !known.contains(name) && *name != other.address.as_str() && *name != "…");
    new.dedup();
    let names: Vec<String> = new.iter().map(|name| format!("`{}`", escape::line(name))).collect();
    let under: Vec<String> = other.under.iter().map(|condition| escape::line(condition)).collect();
    let under = match under.as_slice() {
        _ if other.under == first.under => String::new(),
        [] => "holds under all inputs".to_owned(),
        under => format!("when {}", under.join(" and ")),
    };
    let names = if names.is_empty() { String::new() } else { format!("with {}", names.join(" and ")) };
    let told: Vec<String> = [names, under].into_iter().filter(|text| !text.is_empty()).collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join("; ")) }
}
