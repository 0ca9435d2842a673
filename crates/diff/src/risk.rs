//! What can happen to rows.

use serde::{Deserialize, Serialize};

/// Says what a change can do to rows, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "five answers are all there are")]
pub enum Risk {
    /// No row is changed or refused.
    Safe,
    /// Some rows may be refused, none is changed unasked; probes count them.
    Checkable,
    /// Some values may be changed without an error; probes count them.
    Lossy,
    /// Values or rows go.
    Destructive,
    /// It cannot be made, or leaves nothing of the values.
    Impossible,
}
