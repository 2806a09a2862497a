//! Examples that are written as what tells them from another: `like` names it, `but` says which words stand instead of which, and what is written
//! in a notation stands behind what the other has there.

use super::ExampleCode;
use crate::rule::written::{Content, Fault, Node, Place};

/// The code of an example in each notation of `other`, with other words in it and with `more` behind it. What it flags is not what the other flags:
/// the marks of the other go. A notation in which nothing differs is left out.
///
/// # Errors
/// If words stand nowhere in the other example or several times in one notation, or if nothing differs (which `place` is blamed for).
pub fn variant(other: &[ExampleCode], but: Option<&Node>, more: &[ExampleCode], place: Place) -> Result<Vec<ExampleCode>, Fault> {
    let mut codes: Vec<ExampleCode> = other.iter().map(|code| ExampleCode { text: code.unmarked().0, ..code.clone() }).collect();
    let before = codes.clone();
    if let Some(but) = but {
        for (old, new) in but.map("words of the other example, each with what stands instead")? {
            let Content::Scalar(new) = &new.content else { return Err(new.place.fault("a text should stand here")) };
            let mut is_found = false;
            for code in &mut codes {
                match code.text.matches(&old.text).count() {
                    0 => continue,
                    1 => code.text = code.text.replacen(&old.text, new, 1),
                    times => {
                        return Err(old
                            .place
                            .fault(format!("these words stand {times} times in its `{}`; write more of them", code.notation)));
                    }
                }
                is_found = true;
            }
            if !is_found {
                return Err(old.place.fault("these words do not stand in the other example"));
            }
        }
    }
    for addition in more {
        match codes.iter_mut().find(|code| code.notation == addition.notation) {
            Some(code) => code.text.push_str(&addition.text),
            None => return Err(place.fault(format!("the other example has no `{}`", addition.notation))),
        }
    }
    // A notation that stays as it was shows nothing.
    codes.retain(|code| !before.contains(code));
    if codes.is_empty() { Err(place.fault("this is the other example once more")) } else { Ok(codes) }
}
