//! deputylint finds confused deputies in AWS infrastructure code and proves each with the request an outsider would send.
//!
//! The modules stand in the order of the layers: each uses only those above it.

pub mod source;
pub mod mapped_text;
pub mod truth;
pub mod kept;
pub mod problem;
pub mod condition;
pub mod value;
pub mod attribute_path;
pub mod json;
pub mod facts;
pub mod secret;
pub mod paths;
pub mod resource;
pub mod iam;
pub mod terraform;
pub mod cloudformation;
pub mod policy;
pub mod subject;
pub mod privilege;
pub mod finding;
pub mod rule;
pub mod analysis;
pub mod suppress;
pub mod baseline;
pub mod tester;
pub mod report;
pub mod explain;
pub mod config;
pub mod load;
pub mod questions;
pub mod cli;
