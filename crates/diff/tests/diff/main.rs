//! Laws, three-way cases, renames, risks, doubts and reports of the comparison.

#![expect(
    clippy::expect_used,
    reason = "a helper that fails is a test that fails"
)]

mod api;
mod assess;
mod attributes;
mod cartesian;
mod cases;
mod conversion;
mod laws;
mod renames;
mod report;
mod rules;
mod sanity;
mod shop;
