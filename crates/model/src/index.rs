//! Indexes of a table.

use serde::{Deserialize, Serialize};

use crate::Ident;

/// Describes an index that is no primary or unique key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two indexes must take every field apart"
)]
pub struct Index {
    /// What it orders by, first part first.
    pub parts: Vec<IndexPart>,
    /// Whether it refuses duplicates. A unique index over plain columns is a
    /// [`crate::Unique`] in a canonical schema.
    #[serde(default)]
    pub uniqueness: Uniqueness,
}

/// Says whether an index refuses duplicates.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Uniqueness {
    /// Duplicates are allowed.
    #[default]
    NotUnique,
    /// Duplicates are refused.
    Unique,
}

/// Describes one part of an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two indexes must take every field apart"
)]
pub struct IndexPart {
    /// The column or expression.
    pub key: IndexKey,
    /// The direction.
    #[serde(default)]
    pub order: SortOrder,
    /// How many leading characters are indexed; all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
}

impl IndexPart {
    /// Describes an ascending part over a whole column.
    #[must_use]
    pub const fn column(name: Ident) -> Self {
        Self {
            key: IndexKey::Column(name),
            order: SortOrder::Ascending,
            prefix: None,
        }
    }
}

/// Says what a part of an index orders by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum IndexKey {
    /// A column.
    Column(Ident),
    /// An expression, as the schema's dialect writes it.
    Expression(String),
}

/// Says in which direction a part of an index runs.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum SortOrder {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first. OceanBase 4.3.5 accepts it and stores the part ascending (measured).
    Descending,
}
