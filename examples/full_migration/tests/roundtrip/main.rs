//! Schemas, created on real servers and read back.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot do its work fails the test"
)]

mod alterations;
mod changes;
mod large;
mod plans;
mod random;
mod retired;
mod rewrites;
mod rich;
mod rows;
mod workshop;
