//! Indexes of a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Ident, is_default};

/// Describes an index that is no primary or unique key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// Whether two `NULL`s are the same to a unique index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls: Nulls,
    /// The kind of index.
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: IndexMethod,
    /// Which rows it holds (`WHERE`); all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Columns that it keeps beside the key (`INCLUDE` of PostgreSQL, `STORING` of OceanBase).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// Whether queries may use it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub visibility: Visibility,
    /// Whether it is one index over all partitions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: IndexScope,
    /// Settings of its kind by name, such as `fillfactor`, as the server writes them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Index {
    /// Describes an index of the usual kind that allows duplicates.
    #[must_use]
    pub const fn new(parts: Vec<IndexPart>) -> Self {
        Self {
            parts,
            uniqueness: Uniqueness::NotUnique,
            nulls: Nulls::Distinct,
            method: IndexMethod::BTree,
            predicate: None,
            include: Vec::new(),
            visibility: Visibility::Visible,
            scope: IndexScope::Local,
            parameters: BTreeMap::new(),
            comment: None,
        }
    }
}

/// Says whether two `NULL`s are the same to a unique key.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Nulls {
    /// They are not, so any number of rows may have it.
    #[default]
    Distinct,
    /// They are (`NULLS NOT DISTINCT`, PostgreSQL 15).
    NotDistinct,
}

/// Names a kind of index.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum IndexMethod {
    /// A tree in the order of the key.
    #[default]
    #[serde(rename = "btree")]
    BTree,
    /// By hash.
    Hash,
    /// Inverted, over the parts of documents and lists (PostgreSQL).
    Gin,
    /// A generalised search tree (PostgreSQL).
    Gist,
    /// A space-partitioned search tree (PostgreSQL).
    #[serde(rename = "spgist")]
    SpGist,
    /// Summaries of ranges of blocks (PostgreSQL).
    Brin,
    /// Over the words of texts (OceanBase `FULLTEXT`).
    FullText,
    /// Over geometries (OceanBase `SPATIAL`).
    Spatial,
    /// Any other, as its server names it.
    Other(String),
}

/// Says whether queries may use an index.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Visibility {
    /// They may.
    #[default]
    Visible,
    /// They may not (OceanBase `INVISIBLE`).
    Invisible,
}

/// Says whether an index of a partitioned table is one for all partitions.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum IndexScope {
    /// Each partition has its own.
    #[default]
    Local,
    /// One for all (OceanBase `GLOBAL`).
    Global,
}

/// Says where `NULL`s stand in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum NullsOrder {
    /// In front of every value.
    First,
    /// Behind every value.
    Last,
}

/// Says whether an index refuses duplicates.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// Where `NULL`s stand, if not where the server puts them by itself: behind everything when
    /// ascending and in front when descending on PostgreSQL, the reverse on OceanBase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls_order: Option<NullsOrder>,
    /// How many leading characters are indexed; all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
    /// The operators it is made for, if not those of the type itself: `text_pattern_ops`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    /// The collation it orders by, if not the column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

impl IndexPart {
    /// Describes an ascending part over a whole column.
    #[must_use]
    pub const fn column(name: Ident) -> Self {
        Self::new(IndexKey::Column(name))
    }

    /// Describes an ascending part.
    #[must_use]
    pub const fn new(key: IndexKey) -> Self {
        Self {
            key,
            order: SortOrder::Ascending,
            nulls_order: None,
            prefix: None,
            operator_class: None,
            collation: None,
        }
    }
}

/// Says what a part of an index orders by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum SortOrder {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first. OceanBase 4.3.5 accepts it and stores the part ascending (measured).
    Descending,
}
