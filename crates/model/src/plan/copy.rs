//! How the rows of a table are copied.

use serde::{Deserialize, Serialize};

use crate::sql::{Statement, Writer};
use crate::{DataType, Dialect, Ident, KeyRange};

/// Copies the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an executor must look at every part"
)]
pub struct Copy {
    /// Where the rows come from.
    pub source: Source,
    /// The table that the rows come from.
    pub from: Ident,
    /// The table that the rows go to.
    pub into: Ident,
    /// What is copied, in the order of the target's columns. Columns of the target that are not
    /// named, here or in `computed`, get their defaults.
    pub columns: Vec<Mapping>,
    /// What is computed, behind `columns` in the statement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Computed>,
    /// The source's columns by which the rows are walked in pieces; empty if there is no such key
    /// and the table goes in one piece.
    pub key: Vec<Ident>,
    /// How many rows make a piece.
    pub chunk_rows: u64,
    /// The statement without its range: `INSERT INTO … SELECT … FROM …` on the same server,
    /// `SELECT …` of the source, each column in the text form of its type, otherwise.
    pub statement: Statement,
}

impl Copy {
    /// Writes the statement for one piece.
    #[must_use]
    pub fn chunk(&self, range: &KeyRange, target: Dialect) -> Statement {
        let dialect = match self.source {
            Source::SameServer => target,
            Source::Postgres => Dialect::Postgres,
        };
        let mut sql = Writer::new(dialect);
        sql.expression(self.statement.sql());
        range.write_where(&self.key, &mut sql);
        sql.finish()
    }
}

/// Says on which server the rows of a copy are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "an executor must know every source"
)]
pub enum Source {
    /// On the target itself.
    SameServer,
    /// On PostgreSQL, where the desired schema is.
    Postgres,
}

/// Says where a column's values come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "two columns make a mapping")]
pub struct Mapping {
    /// The column they go to.
    pub column: Ident,
    /// What that column holds.
    pub data_type: DataType,
    /// The column they come from.
    pub source_column: Ident,
    /// What the source's column holds, in the source's own dialect.
    pub source_type: DataType,
}

/// Says how a column's values are computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a column and its value")]
pub struct Computed {
    /// The column they go to.
    pub column: Ident,
    /// What that column holds.
    pub data_type: DataType,
    /// The value: an expression of the source's dialect over the source's columns, which is worth
    /// the same for the same row whenever it is asked for.
    pub expression: String,
}
