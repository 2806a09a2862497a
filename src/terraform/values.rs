//! Terraform's values: its numbers, texts, sets, types, operators, marks and failures, as `go-cty` and HCL have them.

pub(super) mod big_float;
pub(super) mod composed;
pub(super) mod convert;
pub(super) mod failure;
pub(super) mod go_format;
pub(super) mod go_math;
pub(super) mod marks;
pub(super) mod number;
pub(super) mod operators;
pub(super) mod set_order;
pub(super) mod unify;
