//! A migration plan: what is done in which order, and how each step is undone.
//!
//! A plan is made before anything runs, reviewed as a document or as SQL files, and carried out by
//! any executor. It is bound to the schema it was made for by fingerprints.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sql::{Statement, Writer};
use crate::{DataType, Fingerprint, Ident, KeyRange, Note, ObjectPath, Table, Target};

/// Identifies one migration run; the timestamp of its plan, `YYYYMMDDhhmmss` in UTC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

/// Says that a text is no run identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no run identifier: 14 digits, YYYYMMDDhhmmss, are expected")]
#[non_exhaustive]
pub struct RunIdError {
    /// What was given.
    pub text: String,
}

impl RunId {
    /// Accepts 14 digits.
    ///
    /// # Errors
    /// [`RunIdError`] if the text is anything else.
    pub fn new(text: &str) -> Result<Self, RunIdError> {
        if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(RunIdError {
                text: text.to_owned(),
            })
        }
    }

    /// Returns the 14 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Describes a whole migration of one schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an executor must look at every part"
)]
pub struct Plan {
    /// Identifies the run.
    pub run_id: RunId,
    /// The server that the statements are written for.
    pub target: Target,
    /// The target's schema that the plan was made for; an executor refuses any other.
    pub base: Fingerprint,
    /// The target's schema after the plan.
    pub goal: Fingerprint,
    /// The groups, in the order in which they are carried out.
    pub groups: Vec<Group>,
    /// What a person should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Plan {
    /// Walks the tables of all groups.
    pub fn tables(&self) -> impl Iterator<Item = &TablePlan> {
        self.groups.iter().flat_map(|group| &group.tables)
    }
}

/// Holds tables that must switch together because foreign keys join them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an executor must look at every part"
)]
pub struct Group {
    /// The tables, by name.
    pub tables: Vec<TablePlan>,
    /// The steps, in order; those of one phase stand together.
    pub steps: Vec<Step>,
}

impl Group {
    /// Walks the steps of a phase in order.
    pub fn phase(&self, phase: Phase) -> impl DoubleEndedIterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.phase == phase)
    }
}

/// Says what is done with one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an executor must look at every part"
)]
pub struct TablePlan {
    /// Its name; the one it gets, if it is renamed.
    pub table: Ident,
    /// The name that it has before, if that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<Ident>,
    /// How the change is brought about.
    pub strategy: Strategy,
    /// Why this strategy.
    pub reason: String,
    /// The table's definition before, under the name it has then; `None` for a new table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Table>,
    /// The table's definition after; `None` for a retired table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Table>,
    /// The name under which the new table is built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temp: Option<Ident>,
    /// The name under which the original is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<Ident>,
}

impl TablePlan {
    /// Returns the name that the table has before.
    #[must_use]
    pub fn original(&self) -> &Ident {
        self.renamed_from.as_ref().unwrap_or(&self.table)
    }
}

/// Names a way to bring a change about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "an executor must know every strategy"
)]
pub enum Strategy {
    /// A new table is built beside the original, filled, validated and put in its place.
    Rebuild,
    /// A table that was not there is built, filled and put in place.
    Create,
    /// A table that is no longer wanted is renamed to its backup name.
    Retire,
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rebuild => "rebuild",
            Self::Create => "create",
            Self::Retire => "retire",
        })
    }
}

/// Orders a migration. Everything before [`Phase::Constrain`] leaves the application undisturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "an executor must know every phase")]
pub enum Phase {
    /// Temp tables are created.
    Prepare,
    /// Rows are copied.
    Copy,
    /// Secondary indexes are built on the filled temp tables.
    Index,
    /// With the application stopped: foreign keys of and to the temp tables are added.
    Constrain,
    /// The tables change names.
    Switch,
    /// Backups give up their constraints and the new tables take over the constraints' names.
    Settle,
    /// Later, with the application healthy: backups are dropped.
    Cleanup,
}

impl Phase {
    /// Lists the phases of a run in order; [`Phase::Cleanup`] is no part of it.
    pub const RUN: [Self; 6] = [
        Self::Prepare,
        Self::Copy,
        Self::Index,
        Self::Constrain,
        Self::Switch,
        Self::Settle,
    ];

    /// Returns the word for this phase in file names and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Copy => "copy",
            Self::Index => "index",
            Self::Constrain => "constrain",
            Self::Switch => "switch",
            Self::Settle => "settle",
            Self::Cleanup => "cleanup",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Does one thing to one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an executor must look at every part"
)]
pub struct Step {
    /// Identifies the step within the plan, counted from 1 in the order of execution.
    pub id: u32,
    /// When it is done.
    pub phase: Phase,
    /// What it is done to.
    pub path: ObjectPath,
    /// What it does, in one line.
    pub summary: String,
    /// How it is done.
    pub forward: Action,
    /// How it is undone.
    pub reversal: Reversal,
    /// What may go wrong or get in the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
}

/// Is something that an executor does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "an executor must know every action"
)]
pub enum Action {
    /// Executes statements one after the other.
    Statements(Vec<Statement>),
    /// Copies the rows of a table.
    Copy(Box<Copy>),
    /// Renames tables in one atomic statement, left to right.
    Rename(Vec<Rename>),
    /// Sets the next number of a self-numbering table to that of another, read when the step runs:
    /// `ALTER TABLE to AUTO_INCREMENT = <that of from>`.
    CarryCounter {
        /// The table whose next number is read.
        from: Ident,
        /// The table whose next number is set.
        to: Ident,
    },
}

/// Says how a step is undone.
///
/// Undoing must be right for a step that was interrupted half-way too: an executor takes "there is
/// nothing to drop" and "it is already there" as done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an executor must know every reversal"
)]
pub enum Reversal {
    /// By doing this.
    Undo(Action),
    /// By doing nothing: what it did is gone with an earlier step's object.
    NoEffect,
    /// Not at all.
    Impossible {
        /// Why not.
        why: String,
    },
}

/// Warns of what a step may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Hazard {
    /// It waits for open transactions without limit, so somebody must watch it.
    UnboundedWait,
    /// It takes time in proportion to the rows.
    LongRunning,
    /// It adds an enforced rule to a table that the application uses.
    RestrictsApplication,
    /// It destroys data.
    DataLoss,
}

/// Renames one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "two names make a renaming")]
pub struct Rename {
    /// The name it has.
    pub from: Ident,
    /// The name it gets.
    pub to: Ident,
}

impl Rename {
    /// Writes the atomic statement that does all of them (OceanBase).
    #[must_use]
    pub fn statement(target: Target, renames: &[Self]) -> Statement {
        let mut sql = Writer::new(target.dialect);
        sql.kw("RENAME TABLE ").comma(renames, |sql, rename| {
            sql.ident(&rename.from).kw(" TO ").ident(&rename.to);
        });
        sql.finish()
    }

    /// Returns the renamings that undo these.
    #[must_use]
    pub fn reverse(renames: &[Self]) -> Vec<Self> {
        renames
            .iter()
            .rev()
            .map(|rename| Self {
                from: rename.to.clone(),
                to: rename.from.clone(),
            })
            .collect()
    }
}

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
    /// named get their defaults.
    pub columns: Vec<Mapping>,
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
    pub fn chunk(&self, range: &KeyRange) -> Statement {
        let dialect = match self.source {
            Source::SameServer => crate::Dialect::OceanBase,
            Source::Postgres => crate::Dialect::Postgres,
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
