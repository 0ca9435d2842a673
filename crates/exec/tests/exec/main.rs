//! Connections, catalogues and the fake, on real servers where one is needed.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation fails the test"
)]

mod catalog_oceanbase;
mod catalog_postgres;
mod connections;
mod fake;
mod kinds;
mod servers;
