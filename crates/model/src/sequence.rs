//! Number generators.

use serde::{Deserialize, Serialize};

use crate::{DataType, Ident, is_default};

/// Describes a sequence that stands on its own. One that numbers a column is part of that column's
/// [`crate::Identity`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two sequences must take every field apart"
)]
pub struct Sequence {
    /// The integer type of its values.
    pub data_type: DataType,
    /// The first value.
    #[serde(default = "one")]
    pub start: i64,
    /// The step from one value to the next; never 0.
    #[serde(default = "one")]
    pub increment: i64,
    /// How far it counts and how it hands values out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: SequenceLimits,
    /// The column it is dropped with, although that column does not number by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<ColumnName>,
}

/// Names a column of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a name has two parts")]
pub struct ColumnName {
    /// The table.
    pub table: Ident,
    /// The column.
    pub column: Ident,
}

pub(crate) const fn one() -> i64 {
    1
}

/// Says how far a sequence counts and how it hands values out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two sequences must take every field apart"
)]
pub struct SequenceLimits {
    /// The least value; `None` is what the type and the direction allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The largest value; `None` is what the type and the direction allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// How many values a session takes at once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub cache: i64,
    /// What follows the last value.
    #[serde(default, skip_serializing_if = "is_default")]
    pub exhaustion: Exhaustion,
}

impl Default for SequenceLimits {
    fn default() -> Self {
        Self {
            minimum: None,
            maximum: None,
            cache: 1,
            exhaustion: Exhaustion::Error,
        }
    }
}

const fn is_one(cache: &i64) -> bool {
    *cache == 1
}

/// Says what follows the last value of a sequence.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Exhaustion {
    /// An error.
    #[default]
    Error,
    /// The first value again (`CYCLE`).
    Cycle,
}
