//! A database schema: tables and what is known not to be modelled.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    Check, Column, Dialect, Exclusion, ForeignKey, Ident, Index, ObjectPath, Ordered, Partitioning,
    PrimaryKey, Sequence, Unique, is_default,
};

/// Describes everything in one database (OceanBase) or schema (PostgreSQL).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two schemas must take every field apart"
)]
pub struct Schema {
    /// The dialect that types, defaults and expressions are written in.
    pub dialect: Dialect,
    /// The tables by name.
    #[serde(default, deserialize_with = "unique_names")]
    pub tables: BTreeMap<Ident, Table>,
    /// The sequences that number no column by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique_names"
    )]
    pub sequences: BTreeMap<Ident, Sequence>,
    /// What exists on the server and is not in `tables`: reported, never dropped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmodelled: Vec<Unmodelled>,
}

impl Schema {
    /// Describes a schema without tables.
    #[must_use]
    pub const fn empty(dialect: Dialect) -> Self {
        Self {
            dialect,
            tables: BTreeMap::new(),
            sequences: BTreeMap::new(),
            unmodelled: Vec::new(),
        }
    }

    /// Walks the foreign keys that point at a table: the referencing table, the key's name, the key.
    pub fn referencing<'a>(
        &'a self,
        table: &'a Ident,
    ) -> impl Iterator<Item = (&'a Ident, &'a Ident, &'a ForeignKey)> {
        self.tables.iter().flat_map(move |(child, description)| {
            description
                .foreign_keys
                .iter()
                .filter(move |(_, key)| {
                    key.references.schema.is_none() && key.references.table == *table
                })
                .map(move |(name, key)| (child, name, key))
        })
    }
}

/// Describes one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two tables must take every field apart"
)]
pub struct Table {
    /// The columns, in order.
    pub columns: Ordered<Column>,
    /// The primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// The unique keys by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique_names"
    )]
    pub uniques: BTreeMap<Ident, Unique>,
    /// The foreign keys by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique_names"
    )]
    pub foreign_keys: BTreeMap<Ident, ForeignKey>,
    /// The check constraints by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique_names"
    )]
    pub checks: BTreeMap<Ident, Check>,
    /// The other indexes by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique_names"
    )]
    pub indexes: BTreeMap<Ident, Index>,
    /// The exclusion constraints by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "unique_names"
    )]
    pub exclusions: BTreeMap<Ident, Exclusion>,
    /// How it is split into partitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioning: Option<Partitioning>,
    /// How the server keeps it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: TableOptions,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Table {
    /// Finds the columns by which the rows can be told apart and walked in order: the primary key,
    /// else the first unique key whose columns are all `NOT NULL`.
    ///
    /// A key over a column that cannot be compared as text exactly (floating point, JSON) is none.
    #[must_use]
    pub fn row_key(&self) -> Option<&[Ident]> {
        let usable = |columns: &&[Ident]| {
            columns.iter().all(|name| {
                self.columns
                    .get(name)
                    .is_some_and(|column| is_exact(&column.data_type))
            })
        };
        let not_null = |columns: &&[Ident]| {
            columns.iter().all(|name| {
                self.columns
                    .get(name)
                    .is_some_and(|column| column.nullability == crate::Nullability::NotNull)
            })
        };
        self.primary_key
            .as_ref()
            .map(|key| key.columns.as_slice())
            .filter(usable)
            .or_else(|| {
                self.uniques
                    .values()
                    .map(|unique| unique.columns.as_slice())
                    .filter(not_null)
                    .find(usable)
            })
    }
}

const fn is_exact(data_type: &crate::DataType) -> bool {
    use crate::DataType as T;
    !matches!(
        data_type,
        T::Real
            | T::Double
            | T::Json { .. }
            | T::Text { .. }
            | T::Blob { .. }
            | T::Bit { .. }
            | T::VarBit { .. }
            | T::ScaledFloat { .. }
            | T::Interval { .. }
            | T::Time {
                zone: crate::data_type::TimeZone::With,
                ..
            }
            | T::Set { .. }
            | T::Enum { .. }
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Domain(_)
            | T::Postgres(_)
            | T::Other { .. }
    )
}

/// Says how a server keeps a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two tables must take every field apart"
)]
pub struct TableOptions {
    /// Whether its rows survive a crash of the server.
    #[serde(default, skip_serializing_if = "is_default")]
    pub persistence: Persistence,
    /// Whether anybody may write to it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access: Access,
    /// The character set that a new column gets (OceanBase).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// The collation that a new column gets (OceanBase).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The number that the next row gets at least (OceanBase `AUTO_INCREMENT`), if it is not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_increment: Option<u64>,
}

/// Says whether the rows of a table survive a crash of the server.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Persistence {
    /// They do.
    #[default]
    Permanent,
    /// They do not (PostgreSQL `UNLOGGED`).
    Unlogged,
}

/// Says whether anybody may write to a table.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Access {
    /// Whoever has the privilege.
    #[default]
    ReadWrite,
    /// Nobody without `SUPER` (OceanBase `READ ONLY`).
    ReadOnly,
}

/// Reports an object or attribute that the model cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "five facts make a report")]
pub struct Unmodelled {
    /// What kind of object, in the server's word: `view`, `trigger`, `partial index` …
    pub kind: String,
    /// Where it is.
    pub path: ObjectPath,
    /// What it says, in the server's words where it has any: the whole definition of a view, a
    /// trigger or a routine, so that a change of it is noticed.
    pub detail: String,
    /// What follows for a migration.
    pub consequence: Consequence,
    /// The tables of the schema that it reads or belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<Ident>,
}

impl Unmodelled {
    /// Returns what identifies the definition: equal if nothing of it changed.
    #[must_use]
    pub fn fingerprint(&self) -> crate::Fingerprint {
        let parts = [&self.kind, self.path.as_str(), &self.detail];
        crate::Fingerprint::of_bytes(parts.join("\0").as_bytes())
    }
}

/// Says what follows from something that is not modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Consequence {
    /// Nothing is lost, but a person should know.
    Reported,
    /// A table that carries it cannot be rebuilt without losing it.
    BlocksRebuild,
}

/// Reads a map and refuses a name that stands twice, where the usual reader would keep the last.
pub(crate) fn unique_names<'de, D, T>(deserializer: D) -> Result<BTreeMap<Ident, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct UniqueNames<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for UniqueNames<T> {
        type Value = BTreeMap<Ident, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with unique names")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(name) = access.next_key::<Ident>()? {
                match map.entry(name) {
                    Entry::Vacant(vacant) => vacant.insert(access.next_value()?),
                    Entry::Occupied(occupied) => {
                        return Err(serde::de::Error::custom(format_args!(
                            "the name {} stands twice",
                            occupied.key()
                        )));
                    }
                };
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(UniqueNames(PhantomData))
}
