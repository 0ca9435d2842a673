//! What an executor tells while it works, and what it needs of time.

use std::time::Duration;

use async_trait::async_trait;
use obmigrate_model::plan::{Phase, RunId};
use obmigrate_model::{Ident, ObjectPath};

/// Tells of one thing that happened. Nothing in it is a value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A run holds the lock of its database and is written down in the journal.
    RunStarted {
        /// The run.
        run_id: RunId,
    },
    /// A step begins.
    StepStarted {
        /// The step's number in the plan.
        id: u32,
        /// Its phase.
        phase: Phase,
        /// What it is done to.
        path: ObjectPath,
        /// What it does, in one line.
        summary: String,
    },
    /// Rows of a table have arrived and are committed.
    Copied {
        /// The table that is filled.
        into: Ident,
        /// Rows so far.
        rows: u64,
    },
    /// A statement did not get its lock in time, was stopped, and is tried again.
    Waiting {
        /// What the statement does.
        doing: String,
        /// How often it was stopped by now.
        attempt: u32,
    },
    /// A step is done.
    StepFinished {
        /// The step's number in the plan.
        id: u32,
        /// Rows that it copied; 0 for other steps.
        rows: u64,
    },
    /// A step is undone.
    StepUndone {
        /// The step's number in the plan.
        id: u32,
        /// What it had done, in one line.
        summary: String,
    },
    /// A table is written to its backup file and dropped.
    Archived {
        /// The table.
        table: Ident,
        /// Its rows.
        rows: u64,
    },
}

/// Is told what happens.
pub trait Observer: Send {
    /// Is told of one thing.
    fn event(&mut self, event: &Event);
}

/// Lets time pass. An argument, so that this crate needs no runtime of its own and a test need not
/// wait.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Returns after the duration.
    async fn sleep(&self, duration: Duration);
}
