//! A migration plan: what is done in which order, and how each step is undone.
//!
//! A plan is made before anything runs, reviewed as a document or as SQL files, and carried out by
//! any executor. It is bound to the schema it was made for by fingerprints.

mod copy;
mod preflight;
mod step;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::copy::{Computed, Copy, Mapping, Source};
pub use self::preflight::Preflight;
pub use self::step::{Action, Hazard, Limits, Need, Phase, Rename, Reversal, Step, Transaction};
use crate::{Fingerprint, Ident, Note, Table, Target};

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
    /// What undoing all of it brings back.
    #[serde(default)]
    pub reversibility: Reversibility,
    /// What to count on live before anything is done; nothing may be found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preflight: Vec<Preflight>,
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

/// Says what undoing a whole plan brings back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "who carries a plan out must know what cannot be undone"
)]
pub enum Reversibility {
    /// Every table, row and name as they were, until the cleanup. What the application writes after
    /// the switch is not in what is brought back. So is every plan of a version before 1.3.
    #[default]
    UntilCleanup,
    /// The structure, but the rows only from a backup that was taken before.
    WithBackup {
        /// What is lost without one, a sentence each.
        why: Vec<String>,
    },
    /// Not everything.
    Irreversible {
        /// What stays, a sentence each.
        why: Vec<String>,
    },
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
    /// The table is altered where it is, and altered back to undo it.
    InPlace,
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rebuild => "rebuild",
            Self::Create => "create",
            Self::Retire => "retire",
            Self::InPlace => "in place",
        })
    }
}
