//! Policies with parts that are not known, written `⟨account⟩`, `⟨region⟩`, `⟨var.x⟩`, `⟨aws_type.name.attribute⟩` in the vectors.

use deputylint::iam::document::{Document, Names};
use deputylint::iam::exposure::{Assume, Exposure, ExposureQuestion, Outsider, exposure};
use deputylint::json;
use deputylint::mapped_text::{Hole, HoleKind, Text};
use deputylint::source::{FileId, Span};
use libtest_mimic::Failed;
use serde_json::Value;
use smol_str::SmolStr;
use std::sync::Arc;

/// Asks about a policy with holes, and compares verdict and assumptions.
pub(super) fn check(vector: &Value) -> Result<(), Failed> {
    let owners: Vec<SmolStr> = vector["owner_account"].as_str().map(SmolStr::new).into_iter().collect();
    let names = Names { own_account: owners.first().cloned().unwrap_or_else(|| Names::default().own_account), ..Names::default() };
    let whole = Span::new(FileId(0), 0, 1);
    let (value, error) = json::parse(&text(&with_bare_holes(&vector["policy"].to_string())), whole);
    assert_eq!(error, None);
    let (document, _) = Document::read(&value, &names);
    let question = ExposureQuestion {
        outsider: if vector["question"] == "cross_service" { Outsider::Service } else { Outsider::Account },
        owners: &owners,
        trusted_accounts: &[],
        trusted_orgs: &[],
        resource_kind: vector["resource_kind"].as_str().expect("a kind"),
        role: None,
        assume: Assume::default(),
        statement: None,
        budget: 1 << 16,
    };
    let answer = exposure(&question, &document);
    let (verdict, assumptions) = match &answer {
        Exposure::Exposed(witness) => ("exposed", witness.assumptions.clone()),
        Exposure::Guarded(guarded) => ("guarded", guarded.assumptions.clone()),
        Exposure::NotApplicable(_) => ("not_applicable", vec![]),
        Exposure::Unknown(reasons) => {
            if reasons.iter().any(|reason| reason.text.is_empty()) || reasons.is_empty() {
                return Err("unknown without a reason".into());
            }
            ("unknown", vec![])
        }
    };
    if vector["expected"] != verdict {
        return Err(format!("expected {}: {}\ngot {answer:#?}", vector["expected"], vector["why"]).into());
    }
    match vector.get("assumptions") {
        Some(expected) if *expected != serde_json::json!(assumptions) => Err(format!("assumptions {assumptions:?}").into()),
        _ => Ok(()),
    }
}

/// A text that is one hole stands for a value that is not known, so that its quotes go.
fn with_bare_holes(json: &str) -> String {
    let mut bare = String::new();
    for (at, piece) in json.split("\"⟨").enumerate() {
        match piece.split_once("⟩\"") {
            Some((name, rest)) if at > 0 && !name.contains('"') && !rest.starts_with(':') => bare.push_str(&format!("⟨{name}⟩{rest}")),
            _ if at > 0 => bare.push_str(&format!("\"⟨{piece}")),
            _ => bare.push_str(piece),
        }
    }
    bare
}

fn text(marked: &str) -> Text {
    let span = Span::new(FileId(0), 0, 1);
    let mut text = Text::default();
    let mut rest = marked;
    while let Some((before, inside)) = rest.split_once('⟨') {
        let (name, after) = inside.split_once('⟩').expect("a closing bracket");
        text.push_computed(before, span);
        text.push_hole(Arc::new(Hole { kind: hole(name), span }));
        rest = after;
    }
    text.push_computed(rest, span);
    text
}

fn hole(name: &str) -> HoleKind {
    match name {
        "account" => HoleKind::OwnAccount,
        "region" => HoleKind::Region,
        "partition" => HoleKind::Partition,
        "org" => HoleKind::OwnOrg,
        name if name.starts_with("var.") => HoleKind::Input { name: SmolStr::new(name) },
        name => {
            let (resource, attribute) = name.rsplit_once('.').expect("resource and attribute");
            HoleKind::Attribute { resource: SmolStr::new(resource), name: SmolStr::new(attribute) }
        }
    }
}
