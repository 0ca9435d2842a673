//! How a table is split into partitions.

use serde::{Deserialize, Serialize};

use crate::{Ident, IndexKey};

/// Describes how a table, or a partition of it, is split.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two of them must take every field apart"
)]
pub struct Partitioning {
    /// By what rule rows find their partition.
    pub method: PartitionMethod,
    /// What the rule looks at; empty for `KEY ()` of OceanBase, which means the primary key.
    pub key: Vec<IndexKey>,
    /// The partitions: in the order of their bounds on OceanBase, by name on PostgreSQL.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<Partition>,
}

/// Says by what rule rows find their partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new rule must show every place to think about"
)]
pub enum PartitionMethod {
    /// By ranges of an integer expression (OceanBase `RANGE`).
    Range,
    /// By ranges of columns (`RANGE` of PostgreSQL, `RANGE COLUMNS` of OceanBase).
    RangeColumns,
    /// By lists of values of an integer expression (OceanBase `LIST`).
    List,
    /// By lists of values of columns (`LIST` of PostgreSQL, `LIST COLUMNS` of OceanBase).
    ListColumns,
    /// By the remainder of a hash: PostgreSQL's own, or the integer itself on OceanBase.
    Hash,
    /// By OceanBase's hash of columns of any type (`KEY`).
    Key,
}

/// Describes one partition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two partitions must take every field apart"
)]
pub struct Partition {
    /// Its name; that of a table on PostgreSQL.
    pub name: Ident,
    /// Which rows it holds.
    pub bound: PartitionBound,
    /// How it is split in turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioning: Option<Partitioning>,
}

/// Says which rows a partition holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new bound must show every place to think about"
)]
pub enum PartitionBound {
    /// Those from `from` on and below `to`. `from` is empty on OceanBase, where it is the bound of
    /// the partition in front.
    Range {
        /// The first values inside.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        from: Vec<BoundValue>,
        /// The first values outside.
        to: Vec<BoundValue>,
    },
    /// Those with one of these values; each is a list with an entry for each column of the key.
    List {
        /// The values.
        values: Vec<Vec<BoundValue>>,
    },
    /// Those whose hash leaves a remainder.
    Hash {
        /// What the hash is divided by: the number of partitions on OceanBase.
        modulus: u32,
        /// What is left.
        remainder: u32,
    },
    /// Those that no other partition takes.
    Default,
}

/// Holds one value of a bound.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum BoundValue {
    /// A constant, as the schema's dialect writes it: `'2024-01-01'`, `NULL`.
    Constant(String),
    /// Below every value (`MINVALUE`).
    Minimum,
    /// Above every value (`MAXVALUE`).
    Maximum,
}
