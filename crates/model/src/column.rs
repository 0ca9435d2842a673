//! Columns of a table.

use serde::{Deserialize, Serialize};

use crate::sequence::{SequenceLimits, one};
use crate::{DataType, Ident, Value, is_default};

/// Describes one column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two columns must take every field apart"
)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// What it holds.
    pub data_type: DataType,
    /// Whether it may hold `NULL`; nullable if left out.
    #[serde(default)]
    pub nullability: Nullability,
    /// What an `INSERT` that omits the column stores; `None` means `NULL` or an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// Whether the server numbers the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Whether the server computes the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
    /// What an `UPDATE` that omits the column stores.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_update: OnUpdate,
    /// The collation of a character column; `None` is the default of the dialect: the database's
    /// on PostgreSQL, and on a column that holds no characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Column {
    /// Describes a nullable column without anything else.
    #[must_use]
    pub const fn new(name: Ident, data_type: DataType) -> Self {
        Self {
            name,
            data_type,
            nullability: Nullability::Nullable,
            default: None,
            identity: None,
            generated: None,
            on_update: OnUpdate::Unchanged,
            collation: None,
            comment: None,
        }
    }
}

/// Says whether a column may hold `NULL`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Nullability {
    /// `NULL` is allowed.
    #[default]
    Nullable,
    /// `NULL` is refused.
    NotNull,
}

/// Describes values that the server computes from other columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two columns must take every field apart"
)]
pub struct Generated {
    /// How, as the schema's dialect writes it, without surrounding parentheses.
    pub expression: String,
    /// When.
    pub storage: Storage,
}

/// Says when a generated column is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Storage {
    /// When the row is written.
    Stored,
    /// When the row is read (OceanBase, PostgreSQL 18).
    Virtual,
}

/// Says what an `UPDATE` that omits the column stores.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum OnUpdate {
    /// What was there.
    #[default]
    Unchanged,
    /// The time of the statement (OceanBase `ON UPDATE CURRENT_TIMESTAMP`).
    CurrentTimestamp,
}

/// Says what a row gets that names no value for the column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum DefaultValue {
    /// A constant; never [`Value::Null`], which is written as no default at all.
    Literal(Value),
    /// The time of the statement, with as many fraction digits as the column keeps.
    CurrentTimestamp,
    /// The day of the statement.
    CurrentDate,
    /// A fresh uuid for each row.
    RandomUuid,
    /// Any other expression, as the schema's dialect writes it.
    Expression(String),
}

/// Describes a column that the server numbers: `IDENTITY` or `serial` of PostgreSQL,
/// `AUTO_INCREMENT` of OceanBase.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two columns must take every field apart"
)]
pub struct Identity {
    /// Whether a statement may give a value of its own.
    pub generation: Generation,
    /// The first value.
    #[serde(default = "one")]
    pub start: i64,
    /// The step from one value to the next.
    #[serde(default = "one")]
    pub increment: i64,
    /// How far the numbers go and how they are handed out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: SequenceLimits,
    /// The name of the sequence behind it, if it is not the one that PostgreSQL would choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Ident>,
}

impl Identity {
    /// Describes numbers from 1 on.
    #[must_use]
    pub const fn new(generation: Generation) -> Self {
        Self {
            generation,
            start: 1,
            increment: 1,
            limits: SequenceLimits {
                minimum: None,
                maximum: None,
                cache: 1,
                exhaustion: crate::sequence::Exhaustion::Error,
            },
            sequence: None,
        }
    }
}

/// Says whether a statement may give a numbered column a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the engines have these three")]
pub enum Generation {
    /// It may not (`GENERATED ALWAYS AS IDENTITY`).
    Always,
    /// It may (`GENERATED BY DEFAULT AS IDENTITY`, `AUTO_INCREMENT`).
    ByDefault,
    /// It may, since a default calls a sequence that the column owns (`serial`).
    Serial,
}
