//! What is done, when, how it is undone, and what to look out for.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::copy::Copy;
use crate::sql::{Statement, Writer};
use crate::{Ident, ObjectPath, Target, is_default};

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
    /// Whether its statements belong to one transaction with those of other steps.
    #[serde(default, skip_serializing_if = "is_default")]
    pub transaction: Transaction,
    /// What may go wrong or get in the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Limits,
    /// What must hold before it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

impl Step {
    /// Says whether the step adds, drops or changes a foreign key. One that could not be added for rows
    /// without a parent is there all the same (OceanBase 4.3.5, error 5785, measured).
    #[must_use]
    pub fn is_of_foreign_key(&self) -> bool {
        let segments = self.path.segments();
        segments.get(2).map(String::as_str) == Some("foreign_keys")
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
    /// The tables change names, or are altered where they are.
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

/// Says which statements stand or fall together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Transaction {
    /// Each statement is final by itself, as every change of a schema is on OceanBase, where it
    /// commits what was open before it, too (4.3.5, measured).
    #[default]
    EachStatement,
    /// All steps of the phase are one transaction, and so is what undoes them once it is committed.
    /// Before that they are undone by rolling it back.
    WholePhase,
}

/// Bounds how long a step may take; without a number there is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "an executor must keep to each")]
pub struct Limits {
    /// For a statement that waits for no lock, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement_ms: Option<u64>,
    /// For a statement that waits for locks, in milliseconds. OceanBase has no setting that bounds
    /// such a wait: somebody must end the statement from another session (4.3.5, measured).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_ms: Option<u64>,
}

/// Names what must hold before a step begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "an executor must see to every precondition"
)]
pub enum Need {
    /// A table of this name is there.
    Table(Ident),
    /// No table or view of this name is there.
    NoTable(Ident),
    /// The validation of all copied rows has passed.
    Validated,
    /// The application writes to none of the group's tables.
    ApplicationStopped,
    /// The application works on the new tables, and what is dropped has been saved.
    Accepted,
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
    /// It makes a whole table anew.
    Rewrite,
    /// It keeps others from writing to a table, or from using it, while it works.
    Lock,
    /// No transaction takes it back: it is final when it ends, and a failure in the middle leaves
    /// what was done.
    NotTransactional,
    /// It destroys data.
    DataLoss,
}

impl Hazard {
    /// Returns the stable code of this hazard.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnboundedWait => "unbounded_wait",
            Self::LongRunning => "long_running",
            Self::RestrictsApplication => "restricts_application",
            Self::Rewrite => "rewrite",
            Self::Lock => "lock",
            Self::NotTransactional => "not_transactional",
            Self::DataLoss => "data_loss",
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
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
