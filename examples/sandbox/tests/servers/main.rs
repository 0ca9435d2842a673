//! The sandbox on real servers. Whatever must survive the end of a process runs in a process of its own: the
//! package's binary, or this test binary again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of tests fail as tests do"
)]

mod caches;
mod endings;
mod refusals;
mod starts;
mod world;
