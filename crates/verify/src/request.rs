//! Queries that are handed out.

use obmigrate_model::Statement;
use obmigrate_model::plan::Source;
use serde::{Deserialize, Serialize};

/// Asks the caller to run one query and to hand all its rows back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a place and a text make a query")]
pub struct Request {
    /// Where to run it: [`Source::SameServer`] is the target, [`Source::Postgres`] the source.
    pub server: Source,
    /// What to run.
    pub statement: Statement,
}
