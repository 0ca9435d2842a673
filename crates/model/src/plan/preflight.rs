//! What is looked for in the rows before a plan is carried out.

use serde::{Deserialize, Serialize};

use crate::{ObjectPath, Probe, Statement};

/// Looks for rows that a plan would lose, change or be refused for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a question and how it is asked")]
pub struct Preflight {
    /// What is changed.
    pub path: ObjectPath,
    /// What is asked.
    pub probe: Probe,
    /// Counts the rows: one row with one number, which has to be 0.
    pub count: Statement,
    /// Lists the first of them by their keys; without a key, by what is asked for, if anything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Statement>,
}
