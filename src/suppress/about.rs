//! What the findings about suppressions are, for reports and `explain`.

use crate::finding::Level;
use crate::rule::About;
use smol_str::SmolStr;

pub(super) const UNUSED: &str = "unused-suppression";
pub(super) const UNKNOWN: &str = "unknown-suppression";
pub(super) const REASONLESS: &str = "suppression-without-reason";
pub(super) const EXPIRED: &str = "expired-suppression";

/// Id, title, why it matters, what to do.
const ROWS: &[(&str, &str, &str, &str)] = &[
    (
        EXPIRED,
        "A suppression has ended",
        "It named the day until which it holds, and that day is over: what it suppressed counts again.",
        "Mend what it is about, or give a later day with a reason that still holds.",
    ),
    (
        REASONLESS,
        "A suppression gives no reason",
        "Whoever reads the code later cannot tell whether the finding was wrong, is accepted, or was in the way.",
        "Write why behind the rule: `# deputylint: ignore[RULE] reachable from our network only`; in the configuration, `reason = \"…\"`.",
    ),
    (
        UNKNOWN,
        "A suppression is not understood, so that it suppresses nothing",
        "It names no rule that there is, or is written in another form than `ignore[RULE] reason, until 2027-01-31`.",
        "Name the rule as the report does, in `error[RULE]`.",
    ),
    (
        UNUSED,
        "A suppression suppresses nothing",
        "What it was about is gone or stands elsewhere. Left where it is, it hides the next fault at that place.",
        "Delete it.",
    ),
];

/// All of them, in order of their ids.
pub fn abouts() -> Vec<About> {
    let about = |(id, title, why, fix): &(&'static str, &str, &str, &str)| About {
        id: SmolStr::new_static(id),
        pack: SmolStr::new_static("suppressions"),
        title: (*title).to_owned(),
        level: Level::Warning,
        severity: 3.0,
        precision: SmolStr::new_static("very-high"),
        cwe: vec![],
        tags: vec![],
        since: SmolStr::new_static("0.2.0"),
        opt_in: false,
        why: (*why).to_owned(),
        fix: (*fix).to_owned(),
        references: vec![],
    };
    ROWS.iter().map(about).collect()
}
