//! How far a comparison of rows goes.

use serde::{Deserialize, Serialize};

/// Bounds the size of pieces and of reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Options {
    chunk_rows: u64,
    examples: u64,
    whole_table_rows: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            chunk_rows: 10_000,
            examples: 5,
            whole_table_rows: 1_000_000,
        }
    }
}

impl Options {
    /// Sets how many rows make a piece; 1 at least, 10,000 by default.
    #[must_use]
    pub const fn chunk_rows(mut self, rows: u64) -> Self {
        self.chunk_rows = if rows == 0 { 1 } else { rows };
        self
    }

    /// Sets how many rows of each kind of difference are named; 5 by default. All are counted.
    #[must_use]
    pub const fn examples(mut self, rows: u64) -> Self {
        self.examples = rows;
        self
    }

    /// Sets how many rows are held in memory at most when a table goes in one piece; 1,000,000 by
    /// default. A larger table is reported as not verified.
    #[must_use]
    pub const fn whole_table_rows(mut self, rows: u64) -> Self {
        self.whole_table_rows = rows;
        self
    }

    /// Returns how many rows make a piece.
    #[must_use]
    pub const fn rows_per_chunk(&self) -> u64 {
        self.chunk_rows
    }

    /// Returns how many rows of each kind of difference are named.
    #[must_use]
    pub const fn named_examples(&self) -> u64 {
        self.examples
    }

    /// Returns how many rows are held in memory at most when a table goes in one piece.
    #[must_use]
    pub const fn rows_per_table(&self) -> u64 {
        self.whole_table_rows
    }
}
