//! The outcome of a validation.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Note, ObjectPath};

/// Says whether two sets of rows and two structures agree, and how far that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "whoever decides must look at every part"
)]
pub struct Verdict {
    /// What was compared.
    pub checks: Vec<Check>,
    /// What differs; empty is the only passing state.
    pub findings: Vec<Note>,
    /// What was not compared, and why. Not verified is not the same as passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_verified: Vec<Note>,
}

impl Verdict {
    /// Says whether everything was compared and agrees.
    #[must_use]
    pub fn passed(&self) -> bool {
        !self.checks.is_empty() && self.findings.is_empty() && self.not_verified.is_empty()
    }

    /// Adds another verdict's parts to this one.
    pub fn merge(&mut self, other: Self) {
        self.checks.extend(other.checks);
        self.findings.extend(other.findings);
        self.not_verified.extend(other.not_verified);
    }
}

/// Names one comparison that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "four facts make a check")]
pub struct Check {
    /// What was compared: a table.
    pub path: ObjectPath,
    /// How.
    pub level: Level,
    /// Rows that were looked at on each side; 0 for a structure.
    pub rows: u64,
    /// Whether it agreed.
    pub outcome: Outcome,
}

/// Says how a comparison looks at things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// How many rows.
    Count,
    /// Every value of every row.
    AllRows,
    /// Foreign keys: no row references what is not there.
    ForeignKeys,
    /// Checks, unique keys and `NOT NULL`: no row breaks them.
    Constraints,
    /// Columns, keys, constraints and indexes as the catalogue shows them.
    Structure,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Count => "count",
            Self::AllRows => "all rows",
            Self::ForeignKeys => "foreign keys",
            Self::Constraints => "constraints",
            Self::Structure => "structure",
        })
    }
}

/// Says how a comparison ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Outcome {
    /// Both sides agree.
    Equal,
    /// They do not; a finding says where.
    Different,
}
