//! Laws, three-way cases, risks and reports of the comparison.

#![expect(
    clippy::expect_used,
    reason = "a helper that fails is a test that fails"
)]

mod cases;
mod laws;
mod report;
mod risk;
mod shop;
