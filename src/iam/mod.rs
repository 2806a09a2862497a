//! What policies mean: documents, conditions and principals; [`evaluate`](evaluate::evaluate) for a concrete request;
//! [`exposure`](exposure::exposure) for "can an outsider get through". Knows no resources, front ends or rules.

pub mod context;
pub mod exposure;
