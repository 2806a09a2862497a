//! `simulate` and `exposure` as calls: what is asked, and the answers; as JSON Lines and as sentences for people.

mod ask;
pub mod jsonl;
pub mod story;

pub use ask::{BUDGET, JsonFault, OutsiderQuestion, Simulation, document, json};
