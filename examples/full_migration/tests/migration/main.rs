//! The runner as its users meet it: the binary, on real servers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that cannot do its work fails the test"
)]

mod architecture;
mod bad_input;
mod bundle;
mod column_values;
mod commands;
mod conversions;
mod corpus;
mod in_place;
mod killed;
mod probes;
mod renames;
mod shop;
mod site;
mod traps;
mod values;
mod values_from_postgres;
mod way_back;
