//! Constraints of a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Ident;

/// Describes the primary key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two keys must take every field apart"
)]
pub struct PrimaryKey {
    /// Its name; OceanBase has none for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Ident>,
    /// The columns, in the order of the key.
    pub columns: Vec<Ident>,
}

/// Describes a unique key; `NULL`s are distinct.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two keys must take every field apart"
)]
pub struct Unique {
    /// The columns, in the order of the key.
    pub columns: Vec<Ident>,
}

/// Describes a foreign key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two keys must take every field apart"
)]
pub struct ForeignKey {
    /// The referencing columns.
    pub columns: Vec<Ident>,
    /// What they reference.
    pub references: Reference,
    /// What happens to a row when the referenced row goes.
    #[serde(default)]
    pub on_delete: ReferentialAction,
    /// What happens to a row when the referenced key changes.
    #[serde(default)]
    pub on_update: ReferentialAction,
}

/// Names the far side of a foreign key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two keys must take every field apart"
)]
pub struct Reference {
    /// The referenced table, in the same schema.
    pub table: Ident,
    /// Its columns, matching the referencing ones one by one.
    pub columns: Vec<Ident>,
}

/// Says what a foreign key does when the referenced row changes.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the SQL standard has these five")]
pub enum ReferentialAction {
    /// Refuses; the standard's default.
    #[default]
    NoAction,
    /// Refuses at once. OceanBase stores an omitted action as this.
    Restrict,
    /// Deletes or changes the referencing rows too.
    Cascade,
    /// Sets the referencing columns to `NULL`.
    SetNull,
    /// Sets the referencing columns to their defaults; OceanBase refuses it (error 1215, measured).
    SetDefault,
}

impl fmt::Display for ReferentialAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        })
    }
}

/// Describes a check constraint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two checks must take every field apart"
)]
pub struct Check {
    /// The condition, as the schema's dialect writes it, without surrounding parentheses.
    pub expression: String,
}
