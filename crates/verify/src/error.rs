//! What can go wrong while comparing.

use obmigrate_model::Ident;

/// Says why a comparison cannot be set up or go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A key column is not among the columns that are compared, so the target's name of it is
    /// unknown.
    #[error("key column {column} of table {table} is not among the columns to compare")]
    KeyNotMapped {
        /// The source's table.
        table: Ident,
        /// The key column.
        column: Ident,
    },
    /// There is nothing to compare.
    #[error("no column of table {table} is to be compared")]
    NoColumns {
        /// The source's table.
        table: Ident,
    },
    /// The rows handed back do not have the shape that the query's answer has.
    #[error("the answer about table {table} is not {expected}")]
    UnexpectedAnswer {
        /// The table that was asked about.
        table: Ident,
        /// What was expected.
        expected: &'static str,
    },
    /// Rows were handed back although no query was handed out.
    #[error("nothing more was asked about table {table}")]
    NothingAsked {
        /// The table.
        table: Ident,
    },
}

impl Error {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyNotMapped { .. } => "verify/key-not-mapped",
            Self::NoColumns { .. } => "verify/no-columns",
            Self::UnexpectedAnswer { .. } => "verify/unexpected-answer",
            Self::NothingAsked { .. } => "verify/nothing-asked",
        }
    }
}
