//! A database schema: tables and what is known not to be modelled.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    Check, Column, Dialect, ForeignKey, Ident, Index, ObjectPath, Ordered, PrimaryKey, Unique,
};

/// Describes everything in one database (OceanBase) or schema (PostgreSQL).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
                .filter(move |(_, key)| key.references.table == *table)
                .map(move |(name, key)| (child, name, key))
        })
    }
}

/// Describes one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
            | T::Other { .. }
    )
}

/// Reports an object or attribute that the model cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "four facts make a report")]
pub struct Unmodelled {
    /// What kind of object, in the server's word: `view`, `trigger`, `partial index` …
    pub kind: String,
    /// Where it is.
    pub path: ObjectPath,
    /// What it says, in the server's words where it has any.
    pub detail: String,
    /// What follows for a migration.
    pub consequence: Consequence,
}

/// Says what follows from something that is not modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Consequence {
    /// Nothing is lost, but a person should know.
    Reported,
    /// A table that carries it cannot be rebuilt without losing it.
    BlocksRebuild,
}

/// Reads a map and refuses a name that stands twice, where the usual reader would keep the last.
fn unique_names<'de, D, T>(deserializer: D) -> Result<BTreeMap<Ident, T>, D::Error>
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
