//! Values and rows as the servers hand them out.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Holds one value of a row, a key or a default.
///
/// Points in time, days, uuids and JSON documents are text in the server's form under the session
/// contract (ISO order, UTC, no offset). Numbers that are not whole keep the server's digits, so
/// nothing is rounded on the way.
///
/// `Debug` shows the kind and size only: values may be personal data, and what is debug-printed
/// ends up in logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// A truth value. OceanBase hands out integers instead.
    Boolean(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number, in decimal or exponent notation.
    Number(String),
    /// Characters.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// Holds the values of one row in the order of the query's columns.
pub type Row = Vec<Value>;

impl Value {
    /// Returns the number, if it is a whole one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Number(text) | Self::Text(text) => text.parse().ok(),
            Self::Boolean(truth) => Some(i128::from(*truth)),
            Self::Null | Self::Bytes(_) => None,
        }
    }

    /// Returns the characters of a text or a number.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Null | Self::Boolean(_) | Self::Integer(_) | Self::Bytes(_) => None,
        }
    }

    /// Says whether this is SQL `NULL`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Boolean(_) => f.write_str("Boolean(…)"),
            Self::Integer(_) => f.write_str("Integer(…)"),
            Self::Number(_) => f.write_str("Number(…)"),
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}
