//! Constraints of a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::index::{IndexKey, IndexMethod, IndexScope, Nulls, Visibility};
use crate::{Ident, is_default};

/// Describes the primary key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// Columns that the index behind it keeps beside the key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferral: Deferral,
}

impl PrimaryKey {
    /// Describes a key without a name.
    #[must_use]
    pub const fn new(columns: Vec<Ident>) -> Self {
        Self {
            name: None,
            columns,
            include: Vec::new(),
            deferral: Deferral::NotDeferrable,
        }
    }
}

/// Says when a key or constraint is checked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the SQL standard has these three")]
pub enum Deferral {
    /// With each statement, always.
    #[default]
    NotDeferrable,
    /// With each statement, unless a transaction puts it off.
    InitiallyImmediate,
    /// At the end of the transaction, unless a transaction wants it earlier.
    InitiallyDeferred,
}

/// Says whether the rows that were there before the constraint were checked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Validation {
    /// They were.
    #[default]
    Validated,
    /// They were not (`NOT VALID`).
    NotValidated,
}

/// Says whether new rows are checked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Enforcement {
    /// They are.
    #[default]
    Enforced,
    /// They are not (`NOT ENFORCED`: checks of OceanBase, PostgreSQL 18).
    NotEnforced,
}

/// Describes a unique key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two keys must take every field apart"
)]
pub struct Unique {
    /// The columns, in the order of the key.
    pub columns: Vec<Ident>,
    /// Whether two `NULL`s are the same.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nulls: Nulls,
    /// Columns that the index behind it keeps beside the key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Ident>,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferral: Deferral,
    /// Whether queries may use the index behind it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub visibility: Visibility,
    /// Whether it holds over all partitions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: IndexScope,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Unique {
    /// Describes a key over columns, in which `NULL`s are distinct.
    #[must_use]
    pub const fn new(columns: Vec<Ident>) -> Self {
        Self {
            columns,
            nulls: Nulls::Distinct,
            include: Vec::new(),
            deferral: Deferral::NotDeferrable,
            visibility: Visibility::Visible,
            scope: IndexScope::Local,
            comment: None,
        }
    }
}

/// Describes a foreign key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
    /// The columns that a deletion sets to `NULL` or to their defaults; empty means all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_delete_columns: Vec<Ident>,
    /// What a row with some `NULL`s references.
    #[serde(default, skip_serializing_if = "is_default")]
    pub match_type: MatchType,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferral: Deferral,
    /// Whether the rows that were there before were checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub validation: Validation,
    /// Whether new rows are checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enforcement: Enforcement,
}

impl ForeignKey {
    /// Describes a key that refuses, without anything else.
    #[must_use]
    pub const fn new(columns: Vec<Ident>, references: Reference) -> Self {
        Self {
            columns,
            references,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            match_type: MatchType::Simple,
            deferral: Deferral::NotDeferrable,
            validation: Validation::Validated,
            enforcement: Enforcement::Enforced,
        }
    }
}

/// Says what a row with some `NULL`s in its foreign key references.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "no server has the third, PARTIAL")]
pub enum MatchType {
    /// Nothing.
    #[default]
    Simple,
    /// Such a row is refused.
    Full,
}

/// Names the far side of a foreign key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two keys must take every field apart"
)]
pub struct Reference {
    /// The schema (PostgreSQL) or database (OceanBase) of the table, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// The referenced table.
    pub table: Ident,
    /// Its columns, matching the referencing ones one by one.
    pub columns: Vec<Ident>,
}

impl Reference {
    /// Names columns of a table in the same schema.
    #[must_use]
    pub const fn new(table: Ident, columns: Vec<Ident>) -> Self {
        Self {
            schema: None,
            table,
            columns,
        }
    }
}

/// Says what a foreign key does when the referenced row changes.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two checks must take every field apart"
)]
pub struct Check {
    /// The condition, as the schema's dialect writes it, without surrounding parentheses.
    pub expression: String,
    /// Whether the rows that were there before were checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub validation: Validation,
    /// Whether new rows are checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enforcement: Enforcement,
    /// Whether it holds for tables that inherit from this one, too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inheritance: Inheritance,
}

impl Check {
    /// Describes a condition that holds for all rows.
    #[must_use]
    pub fn new(expression: impl Into<String>) -> Self {
        Self {
            expression: expression.into(),
            validation: Validation::Validated,
            enforcement: Enforcement::Enforced,
            inheritance: Inheritance::Inherited,
        }
    }
}

/// Says whether a check holds for tables that inherit from its table, too.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Inheritance {
    /// It does.
    #[default]
    Inherited,
    /// It does not (`NO INHERIT`).
    NotInherited,
}

/// Describes an exclusion constraint of PostgreSQL: no two rows may compare with all operators at
/// once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two constraints must take every field apart"
)]
pub struct Exclusion {
    /// The kind of index behind it.
    pub method: IndexMethod,
    /// What is compared, and how.
    pub parts: Vec<ExclusionPart>,
    /// Which rows it looks at; all of them if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferral: Deferral,
}

/// Describes one comparison of an exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "comparing two constraints must take every field apart"
)]
pub struct ExclusionPart {
    /// The column or expression.
    pub key: IndexKey,
    /// The operator, such as `&&`; with its schema if it is not one of the system's.
    pub operator: String,
}
