//! The page that people look at: whole, closed in itself, and harmless whatever it shows. `tests/external-tools/run` opens it in a browser.

use super::{sample, written};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use deputylint::report::{Format, format};
use libtest_mimic::{Failed, Trial};
use regex::Regex;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

type PageCheck = fn(&str) -> Result<(), Failed>;

pub fn trials() -> Vec<Trial> {
    let tests: [(&str, PageCheck); 4] = [
        ("tags_are_closed", tags_are_closed),
        ("nothing_is_fetched", nothing_is_fetched),
        ("only_its_own_script_runs", only_its_own_script_runs),
        ("links_inside_lead_somewhere", links_lead_somewhere),
    ];
    let named =
        |name: &'static str| tests.map(|(test, check)| Trial::test(format!("reports::{name}::html::{test}"), move || check(&page(name))));
    sample::NAMES.into_iter().flat_map(named).collect()
}

fn page(name: &str) -> String {
    let html: &Format = format("html").expect("listed");
    let page = written(name, html);
    assert_eq!(page, written(name, html), "two runs differ");
    page
}

/// Elements without an end tag.
const VOID: &[&str] = &["meta", "br", "input", "rect", "path"];

fn tags_are_closed(page: &str) -> Result<(), Failed> {
    let tag = Regex::new(r#"<(/?)([a-zA-Z0-9]+)((?: [a-zA-Z:-]+(?:="[^"<>]*")?)*)/?>"#).expect("valid");
    let markup = without(page, "style").and_then(|rest| without(&rest, "script")).ok_or("no style or no script")?;
    let mut open: Vec<String> = vec![];
    for found in tag.captures_iter(&markup) {
        let name = found[2].to_owned();
        if &found[1] == "/" {
            let last = open.pop().unwrap_or_default();
            if last != name {
                return Err(format!("</{name}> closes <{last}>").into());
            }
        } else if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    // What is no tag is text, in which these are escaped.
    let rest = tag.replace_all(&markup, "").replacen("<!DOCTYPE html>", "", 1);
    let loose = rest.lines().find(|line| line.contains(['<', '>']));
    if open.is_empty() && loose.is_none() { Ok(()) } else { Err(format!("{open:?} stay open; {loose:?}").into()) }
}

/// The page without the text of this element, which stands there once.
pub(super) fn without(page: &str, element: &str) -> Option<String> {
    let (before, rest) = page.split_once(&format!("<{element}>"))?;
    let (_, behind) = rest.split_once(&format!("</{element}>"))?;
    Some(format!("{before}<{element}></{element}>{behind}"))
}

fn nothing_is_fetched(page: &str) -> Result<(), Failed> {
    let loads = Regex::new(r#"(?i) (?:src|srcset|data|action|style|on[a-z]+)=|@import|url\(|<(?:link|img|iframe|object|embed|base)\b"#)
        .expect("valid");
    let markup = without(page, "script").ok_or("no script")?;
    if let Some(found) = loads.find(&markup) {
        return Err(format!("`{}` in the page", found.as_str()).into());
    }
    let links = Regex::new(r#"href="([^"]*)""#).expect("valid");
    let other = links.captures_iter(page).map(|found| found[1].to_owned()).find(|to| !to.starts_with('#') && !to.starts_with("https://"));
    other.map_or(Ok(()), |other| Err(format!("a link to {other}").into()))
}

/// The policy of the page names the hashes of its style and its script, as they stand there.
fn only_its_own_script_runs(page: &str) -> Result<(), Failed> {
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (_, rest) = page.split_once(&format!("<{element}>")).ok_or(element)?;
        let (text, behind) = rest.split_once(&format!("</{element}>")).ok_or(element)?;
        let expected = format!("{directive} 'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
        if !page.contains(&expected) || behind.contains(&format!("<{element}")) {
            return Err(format!("{expected} is not the policy, or there is a second {element}").into());
        }
    }
    Ok(())
}

fn links_lead_somewhere(page: &str) -> Result<(), Failed> {
    let all = |pattern: &str| -> Vec<String> {
        Regex::new(pattern).expect("valid").captures_iter(page).map(|found| found[1].to_owned()).collect()
    };
    let ids = all(r#" id="([^"]*)""#);
    let unique: BTreeSet<&String> = ids.iter().collect();
    let lost: Vec<String> = all("href=\"#([^\"]*)\"").into_iter().filter(|to| !unique.contains(to)).collect();
    // The samples relate findings that are not there, and give some the same key.
    let lost: Vec<&String> = lost.iter().filter(|to| !to.starts_with("finding-0")).collect();
    let twice = ids.len() - unique.len();
    let same_keys =
        ids.iter().filter(|id| id.starts_with("finding-")).count() - unique.iter().filter(|id| id.starts_with("finding-")).count();
    if lost.is_empty() && twice == same_keys { Ok(()) } else { Err(format!("{lost:?} lead nowhere; {twice} ids stand twice").into()) }
}
