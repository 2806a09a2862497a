//! What policies mean: documents, conditions and principals; [`evaluate`](evaluate::evaluate) for a concrete request;
//! [`exposure`](exposure::exposure) for "can an outsider get through". Knows no resources, front ends or rules.

pub mod arn_field;
pub mod reason;
pub mod context;
pub mod element;
pub mod document;
pub mod principal;
pub mod pattern;
pub mod scalar;
pub mod stand_in;
pub mod keys;
pub mod condition;
pub mod evaluate;
pub mod exposure;
pub mod public;
