//! Objects that get another name and stay what they are.

mod renamer;

use serde::{Deserialize, Serialize};

pub(crate) use self::renamer::Renamer;

use crate::{Ident, ObjectPath, Pair, Schema, Table};

/// Gives one object another name. What refers to it follows, as it does on a server: keys, indexes,
/// partitions, expressions, and the foreign keys of other tables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "an object and two names make it")]
pub struct Rename {
    /// What gets another name.
    pub object: Renamed,
    /// Its name before and after.
    pub name: Pair<Ident>,
}

/// Says what kind of object gets another name. `table` is the name that the table has before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum Renamed {
    /// A table.
    Table,
    /// A column.
    Column {
        /// Its table.
        table: Ident,
    },
    /// A key, constraint or index.
    Key {
        /// Its table.
        table: Ident,
        /// What it is.
        kind: KeyKind,
    },
    /// A sequence.
    Sequence,
}

/// Names a kind of key, constraint or index that has a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum KeyKind {
    /// A unique key.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// A check constraint.
    Check,
    /// An index.
    Index,
    /// An exclusion constraint.
    Exclusion,
}

impl KeyKind {
    /// Lists all kinds.
    pub const ALL: [Self; 5] = [
        Self::Unique,
        Self::ForeignKey,
        Self::Check,
        Self::Index,
        Self::Exclusion,
    ];

    /// Returns the name of the list that a table keeps them in, as a path names it.
    #[must_use]
    pub const fn list(self) -> &'static str {
        match self {
            Self::Unique => "uniques",
            Self::ForeignKey => "foreign_keys",
            Self::Check => "checks",
            Self::Index => "indexes",
            Self::Exclusion => "exclusions",
        }
    }

    /// Lists the names of this kind that a table has.
    #[must_use]
    pub fn names(self, table: &Table) -> Vec<&Ident> {
        match self {
            Self::Unique => table.uniques.keys().collect(),
            Self::ForeignKey => table.foreign_keys.keys().collect(),
            Self::Check => table.checks.keys().collect(),
            Self::Index => table.indexes.keys().collect(),
            Self::Exclusion => table.exclusions.keys().collect(),
        }
    }
}

impl Rename {
    /// Points at the object under the name that it has before.
    #[must_use]
    pub fn path(&self) -> ObjectPath {
        let name = &self.name.before;
        match &self.object {
            Renamed::Table => ObjectPath::table(name),
            Renamed::Column { table } => ObjectPath::column(table, name),
            Renamed::Key { table, kind } => ObjectPath::table(table)
                .join(kind.list())
                .join(name.as_str()),
            Renamed::Sequence => ObjectPath::root().join("sequences").join(name.as_str()),
        }
    }

    /// Returns the table that it belongs to, or is, under the name that it has before.
    #[must_use]
    pub const fn table(&self) -> Option<&Ident> {
        match &self.object {
            Renamed::Table => Some(&self.name.before),
            Renamed::Column { table } | Renamed::Key { table, .. } => Some(table),
            Renamed::Sequence => None,
        }
    }
}

/// Returns the schema with these renames, which take effect at once: two names may be exchanged. A
/// rename of an object that the schema does not have has no effect.
#[must_use]
pub fn rename(schema: &Schema, renames: &[Rename]) -> Schema {
    Renamer::new(schema.dialect, renames).schema(schema)
}

/// Returns the renames that undo these.
#[must_use]
pub fn reverse(renames: &[Rename]) -> Vec<Rename> {
    let after = |table: &Ident| {
        let renamed = renames
            .iter()
            .find(|rename| rename.object == Renamed::Table && rename.name.before == *table);
        renamed.map_or(table, |rename| &rename.name.after).clone()
    };
    let mut reversed: Vec<Rename> = renames
        .iter()
        .map(|rename| Rename {
            object: match &rename.object {
                Renamed::Table => Renamed::Table,
                Renamed::Column { table } => Renamed::Column {
                    table: after(table),
                },
                Renamed::Key { table, kind } => Renamed::Key {
                    table: after(table),
                    kind: *kind,
                },
                Renamed::Sequence => Renamed::Sequence,
            },
            name: rename.name.reverse(),
        })
        .collect();
    reversed.sort();
    reversed
}
