//! What has to be done to a schema to turn it into another.

mod apply;
mod describe;
pub mod rename;

use serde::{Deserialize, Serialize};

pub use apply::{ApplyError, apply};
pub use rename::{KeyKind, Rename, Renamed};

use self::rename::Renamer;
use crate::{
    Check, Column, DataType, DefaultValue, Dialect, Exclusion, ForeignKey, Generated, Ident,
    Identity, Index, Nullability, ObjectPath, OnUpdate, Partitioning, PrimaryKey, Sequence, Table,
    Unique, schema::TableOptions,
};

/// Holds what turns one schema into another. The renames take effect first and at once; everything
/// else is told in the names that they leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "who carries changes out must look at every part"
)]
pub struct ChangeSet {
    /// The objects that get another name, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// The changes of tables in the order of their names: at most one for each table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// The changes of sequences in the order of their names: at most one for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<SequenceChange>,
}

/// Changes one sequence; `None` on the side where it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a name and two sides make it")]
pub struct SequenceChange {
    /// Its name.
    pub name: Ident,
    /// Both sides.
    pub sequence: Pair<Option<Sequence>>,
}

impl From<Vec<Change>> for ChangeSet {
    fn from(changes: Vec<Change>) -> Self {
        Self {
            changes,
            ..Self::default()
        }
    }
}

impl ChangeSet {
    /// Says whether nothing has to be done.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.renames.is_empty() && self.changes.is_empty() && self.sequences.is_empty()
    }

    /// Finds the change of a table.
    #[must_use]
    pub fn of_table(&self, table: &Ident) -> Option<&Change> {
        self.changes.iter().find(|change| change.table() == table)
    }

    /// Returns the changes that undo these. `dialect` is the one that their expressions are
    /// written in.
    #[must_use]
    pub fn reverse(&self, dialect: Dialect) -> Self {
        let renames = rename::reverse(&self.renames);
        let renamer = Renamer::new(dialect, &renames);
        let changes = self.changes.iter().map(Change::reverse);
        let mut changes: Vec<_> = changes.map(|change| renamer.change(&change)).collect();
        changes.sort_by(|one, other| one.table().cmp(other.table()));
        let sequences = self.sequences.iter().map(|change| SequenceChange {
            name: renamer.sequence_name(&change.name),
            sequence: change
                .sequence
                .reverse()
                .map(|side| side.as_ref().map(|side| renamer.sequence(side))),
        });
        let mut sequences: Vec<_> = sequences.collect();
        sequences.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            changes,
            sequences,
            renames,
        }
    }

    /// Finds the name that a table had before the renames.
    #[must_use]
    pub fn table_before<'a>(&'a self, table: &'a Ident) -> &'a Ident {
        let renamed = self
            .renames
            .iter()
            .find(|rename| rename.object == Renamed::Table && rename.name.after == *table);
        renamed.map_or(table, |rename| &rename.name.before)
    }

    /// Finds the name that a column had before the renames. `table` is the name that its table had.
    #[must_use]
    pub fn column_before<'a>(&'a self, table: &Ident, column: &'a Ident) -> &'a Ident {
        let renamed = self.renames.iter().find(|rename| {
            rename.name.after == *column
                && matches!(&rename.object, Renamed::Column { table: own } if own == table)
        });
        renamed.map_or(column, |rename| &rename.name.before)
    }
}

/// Changes one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum Change {
    /// A table that is not there yet.
    CreateTable {
        /// Its name.
        name: Ident,
        /// What it is.
        table: Table,
    },
    /// A table that is no longer wanted.
    DropTable {
        /// Its name.
        name: Ident,
        /// What it was.
        table: Table,
    },
    /// A table that is there and differs.
    AlterTable {
        /// Its name.
        name: Ident,
        /// What differs; never empty.
        deltas: Vec<Delta>,
    },
}

impl Change {
    /// Returns the name of the table.
    #[must_use]
    pub const fn table(&self) -> &Ident {
        match self {
            Self::CreateTable { name, .. }
            | Self::DropTable { name, .. }
            | Self::AlterTable { name, .. } => name,
        }
    }

    /// Returns the change that undoes this one.
    #[must_use]
    pub fn reverse(&self) -> Self {
        match self {
            Self::CreateTable { name, table } => Self::DropTable {
                name: name.clone(),
                table: table.clone(),
            },
            Self::DropTable { name, table } => Self::CreateTable {
                name: name.clone(),
                table: table.clone(),
            },
            Self::AlterTable { name, deltas } => Self::AlterTable {
                name: name.clone(),
                // Backwards, so that each undoing meets the state that its delta left.
                deltas: deltas.iter().rev().map(Delta::reverse).collect(),
            },
        }
    }
}

/// Holds a value on both sides of a change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "two sides make a pair")]
pub struct Pair<T> {
    /// As it was.
    pub before: T,
    /// As it shall be.
    pub after: T,
}

impl<T> Pair<T> {
    /// Does the same to both sides.
    pub fn map<U>(&self, each: impl Fn(&T) -> U) -> Pair<U> {
        Pair {
            before: each(&self.before),
            after: each(&self.after),
        }
    }
}

impl<T: Clone> Pair<T> {
    /// Returns the pair with its sides exchanged.
    #[must_use]
    pub fn reverse(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// Changes one part of a table. The parts that come and go as a whole hold `None` on the side
/// where they are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum Delta {
    /// A column that is not there yet.
    AddColumn {
        /// What it is.
        column: Column,
        /// Its position when it is put in, counted from 0.
        position: usize,
    },
    /// A column that is no longer wanted.
    DropColumn {
        /// What it was.
        column: Column,
        /// Its position when it is taken out, counted from 0.
        position: usize,
    },
    /// A column that is there and differs.
    AlterColumn {
        /// Its name.
        name: Ident,
        /// What differs; never empty.
        deltas: Vec<ColumnDelta>,
    },
    /// The same columns in another order.
    ReorderColumns {
        /// All names in order, before and after.
        order: Pair<Vec<Ident>>,
    },
    /// The primary key.
    PrimaryKey {
        /// Both sides.
        key: Pair<Option<PrimaryKey>>,
    },
    /// A unique key.
    Unique {
        /// Its name.
        name: Ident,
        /// Both sides.
        key: Pair<Option<Unique>>,
    },
    /// A foreign key.
    ForeignKey {
        /// Its name.
        name: Ident,
        /// Both sides.
        key: Pair<Option<ForeignKey>>,
    },
    /// A check constraint.
    Check {
        /// Its name.
        name: Ident,
        /// Both sides.
        check: Pair<Option<Check>>,
    },
    /// An index.
    Index {
        /// Its name.
        name: Ident,
        /// Both sides.
        index: Pair<Option<Index>>,
    },
    /// An exclusion constraint.
    Exclusion {
        /// Its name.
        name: Ident,
        /// Both sides.
        exclusion: Pair<Option<Exclusion>>,
    },
    /// How the table is split into partitions.
    Partitioning {
        /// Both sides.
        partitioning: Pair<Option<Partitioning>>,
    },
    /// How the server keeps the table.
    Options {
        /// Both sides.
        options: Pair<TableOptions>,
    },
    /// The table's comment.
    Comment {
        /// Both sides.
        comment: Pair<Option<String>>,
    },
}

impl Delta {
    /// Returns the delta that undoes this one.
    #[must_use]
    pub fn reverse(&self) -> Self {
        match self {
            Self::AddColumn { column, position } => Self::DropColumn {
                column: column.clone(),
                position: *position,
            },
            Self::DropColumn { column, position } => Self::AddColumn {
                column: column.clone(),
                position: *position,
            },
            Self::AlterColumn { name, deltas } => Self::AlterColumn {
                name: name.clone(),
                deltas: deltas.iter().rev().map(ColumnDelta::reverse).collect(),
            },
            Self::ReorderColumns { order } => Self::ReorderColumns {
                order: order.reverse(),
            },
            Self::PrimaryKey { key } => Self::PrimaryKey { key: key.reverse() },
            Self::Unique { name, key } => Self::Unique {
                name: name.clone(),
                key: key.reverse(),
            },
            Self::ForeignKey { name, key } => Self::ForeignKey {
                name: name.clone(),
                key: key.reverse(),
            },
            Self::Check { name, check } => Self::Check {
                name: name.clone(),
                check: check.reverse(),
            },
            Self::Index { name, index } => Self::Index {
                name: name.clone(),
                index: index.reverse(),
            },
            Self::Exclusion { name, exclusion } => Self::Exclusion {
                name: name.clone(),
                exclusion: exclusion.reverse(),
            },
            Self::Partitioning { partitioning } => Self::Partitioning {
                partitioning: partitioning.reverse(),
            },
            Self::Options { options } => Self::Options {
                options: options.reverse(),
            },
            Self::Comment { comment } => Self::Comment {
                comment: comment.reverse(),
            },
        }
    }

    /// Points at what this delta changes.
    #[must_use]
    pub fn path(&self, table: &Ident) -> ObjectPath {
        let at = |kind: &str, name: &Ident| ObjectPath::table(table).join(kind).join(name.as_str());
        match self {
            Self::AddColumn { column, .. } | Self::DropColumn { column, .. } => {
                ObjectPath::column(table, &column.name)
            }
            Self::AlterColumn { name, .. } => ObjectPath::column(table, name),
            Self::ReorderColumns { .. } => ObjectPath::table(table).join("columns"),
            Self::PrimaryKey { .. } => ObjectPath::table(table).join("primary_key"),
            Self::Unique { name, .. } => at("uniques", name),
            Self::ForeignKey { name, .. } => at("foreign_keys", name),
            Self::Check { name, .. } => at("checks", name),
            Self::Index { name, .. } => at("indexes", name),
            Self::Exclusion { name, .. } => at("exclusions", name),
            Self::Partitioning { .. } => ObjectPath::table(table).join("partitioning"),
            Self::Options { .. } => ObjectPath::table(table).join("options"),
            Self::Comment { .. } => ObjectPath::table(table).join("comment"),
        }
    }
}

/// Changes one attribute of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum ColumnDelta {
    /// What it holds.
    DataType(Pair<DataType>),
    /// Whether it may hold `NULL`.
    Nullability(Pair<Nullability>),
    /// What an omitted value becomes.
    Default(Pair<Option<DefaultValue>>),
    /// Whether the server numbers it.
    Identity(Pair<Option<Identity>>),
    /// Whether the server computes it.
    Generated(Pair<Option<Generated>>),
    /// What an `UPDATE` that omits it stores.
    OnUpdate(Pair<OnUpdate>),
    /// How its characters compare.
    Collation(Pair<Option<String>>),
    /// Its comment.
    Comment(Pair<Option<String>>),
}

impl ColumnDelta {
    /// Returns the delta that undoes this one.
    #[must_use]
    pub fn reverse(&self) -> Self {
        match self {
            Self::DataType(pair) => Self::DataType(pair.reverse()),
            Self::Nullability(pair) => Self::Nullability(pair.reverse()),
            Self::Default(pair) => Self::Default(pair.reverse()),
            Self::Identity(pair) => Self::Identity(pair.reverse()),
            Self::Generated(pair) => Self::Generated(pair.reverse()),
            Self::OnUpdate(pair) => Self::OnUpdate(pair.reverse()),
            Self::Collation(pair) => Self::Collation(pair.reverse()),
            Self::Comment(pair) => Self::Comment(pair.reverse()),
        }
    }

    /// Returns the name of the attribute, as it stands in a model document.
    #[must_use]
    pub const fn attribute(&self) -> &'static str {
        match self {
            Self::DataType(_) => "data_type",
            Self::Nullability(_) => "nullability",
            Self::Default(_) => "default",
            Self::Identity(_) => "identity",
            Self::Generated(_) => "generated",
            Self::OnUpdate(_) => "on_update",
            Self::Collation(_) => "collation",
            Self::Comment(_) => "comment",
        }
    }
}
