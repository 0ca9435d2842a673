//! What a plan depends on besides the schemas.

use obmigrate_model::plan::RunId;
use obmigrate_model::{Schema, Target};

/// Says for which server, under which timestamp and from where a plan is made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options<'a> {
    target: Target,
    run_id: RunId,
    chunk_rows: u64,
    source: Option<&'a Schema>,
}

impl<'a> Options<'a> {
    /// Plans for a target. The run's timestamp becomes part of the names of temp tables and
    /// backups.
    #[must_use]
    pub const fn new(target: Target, run_id: RunId) -> Self {
        Self {
            target,
            run_id,
            chunk_rows: 20_000,
            source: None,
        }
    }

    /// Sets how many rows one piece of a copy has: 1 or more, 20,000 if not set. 10,000 to 50,000
    /// is the plateau on OceanBase 4.3.5; pieces of 1,000 cost 1.4 times the CPU (measured).
    #[must_use]
    pub const fn chunk_rows(mut self, rows: u64) -> Self {
        self.chunk_rows = if rows == 0 { 1 } else { rows };
        self
    }

    /// Names the PostgreSQL schema, in PostgreSQL's own types, that new tables are filled from.
    /// Without it they are created empty, and the plan says so.
    #[must_use]
    pub const fn source(mut self, schema: &'a Schema) -> Self {
        self.source = Some(schema);
        self
    }

    /// Returns the target.
    #[must_use]
    pub const fn target(&self) -> Target {
        self.target
    }

    /// Returns the run.
    #[must_use]
    pub const fn run_id(&self) -> &RunId {
        &self.run_id
    }

    pub(crate) const fn rows_per_chunk(&self) -> u64 {
        self.chunk_rows
    }

    pub(crate) const fn source_schema(&self) -> Option<&'a Schema> {
        self.source
    }
}
