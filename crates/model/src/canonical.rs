//! Brings a schema into its canonical OceanBase form, in which equal tables compare equal.
//!
//! A PostgreSQL schema is translated: every type, default, name and expression becomes what the
//! migrated table has on OceanBase, and whatever cannot be carried over is a [`Note`]. A schema that
//! was read from OceanBase is brought into the same spelling. The facts behind the rules were
//! measured on PostgreSQL 15.18 and OceanBase 4.3.5.3.

mod defaults;
mod keys;
mod names;
mod tables;
mod types;

use std::collections::BTreeSet;

pub use self::defaults::postgres_default;
use crate::{Dialect, Ident, IndexKey, Note, ObjectPath, Schema, Severity, Table, Uniqueness};

/// The collation under which OceanBase tells characters apart as PostgreSQL does.
pub(crate) const EXACT_COLLATION: &str = "utf8mb4_bin";

/// Chooses how a translation decides where it has a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    key_text_length: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            key_text_length: 1024,
        }
    }
}

impl Options {
    /// Returns how many characters a text column gets that is part of a key: 1024 by default.
    #[must_use]
    pub const fn key_text_length(&self) -> u32 {
        self.key_text_length
    }

    /// Sets how many characters a text column gets that is part of a key: 1 to 4096, since keys of
    /// OceanBase are at most 16384 bytes long in all. A number beyond is brought to the nearer end.
    #[must_use]
    pub const fn with_key_text_length(mut self, characters: u32) -> Self {
        self.key_text_length = match characters {
            0 => 1,
            1..=4096 => characters,
            _ => 4096,
        };
        self
    }
}

/// Holds a schema in canonical OceanBase form and what was lost on the way there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the result and its losses belong together"
)]
pub struct Translation {
    /// The schema, in the dialect OceanBase.
    pub schema: Schema,
    /// What differs from the PostgreSQL schema, by path. [`Severity::Error`] marks what is left
    /// out or would not hold, so that a person must decide.
    pub notes: Vec<Note>,
}

/// Returns the OceanBase form of a schema.
///
/// ```
/// use obmigrate_model::{canonical, Column, DataType, Dialect, Ident, Schema, Table};
/// let mut table = Table::default();
/// table.columns.push(Column::new(Ident::new("id")?, DataType::Uuid));
/// let mut postgres = Schema::empty(Dialect::Postgres);
/// postgres.tables.insert(Ident::new("Orders")?, table);
/// let translation = canonical::to_oceanbase(&postgres, &canonical::Options::default());
/// let table = &translation.schema.tables["orders"];
/// assert_eq!(
///     table.columns.iter().next().map(|column| column.data_type.to_string()),
///     Some("char(36)".to_owned())
/// );
/// # Ok::<(), obmigrate_model::ident::IdentError>(())
/// ```
#[must_use]
pub fn to_oceanbase(schema: &Schema, options: &Options) -> Translation {
    if schema.dialect == Dialect::OceanBase {
        return Translation {
            schema: normalise(schema),
            notes: Vec::new(),
        };
    }
    let mut notes = Notes::default();
    let mut result = Schema::empty(Dialect::OceanBase);
    result.unmodelled.clone_from(&schema.unmodelled);
    for (name, table) in &schema.tables {
        let keyed = keyed_columns(schema, name, table);
        let translated = tables::translate(name, table, &keyed, options, &mut notes);
        let folded = names::table(name, &mut notes);
        if result.tables.contains_key(&folded) {
            notes.error(
                "model/table-name-clash",
                ObjectPath::table(name),
                format!("OceanBase does not tell it from the other table {folded}"),
                "rename one of the tables",
            );
            continue;
        }
        result.tables.insert(folded, translated);
    }
    names::constraints(&mut result, &mut notes);
    keys::reference_types(&result, &mut notes);
    notes.0.sort_by(|a, b| a.path.cmp(&b.path));
    Translation {
        schema: result,
        notes: notes.0,
    }
}

/// Brings a schema that was read from OceanBase into canonical form. Nothing is lost; a PostgreSQL
/// schema is returned as it is.
#[must_use]
pub fn normalise(schema: &Schema) -> Schema {
    if schema.dialect == Dialect::Postgres {
        return schema.clone();
    }
    let mut result = Schema::empty(Dialect::OceanBase);
    result.unmodelled.clone_from(&schema.unmodelled);
    for (name, table) in &schema.tables {
        let folded = names::folded(name);
        let table = tables::normalise(table);
        // A clash is a defect of the document, which validation reports; both tables stay.
        let name = if result.tables.contains_key(&folded) {
            name.clone()
        } else {
            folded
        };
        result.tables.insert(name, table);
    }
    result
}

/// Lists the columns of a table that a key needs whole: those of its primary and unique keys, of
/// its foreign keys, and those that foreign keys reference.
fn keyed_columns(schema: &Schema, name: &Ident, table: &Table) -> BTreeSet<Ident> {
    let primary = table.primary_key.iter().flat_map(|key| &key.columns);
    let uniques = table.uniques.values().flat_map(|unique| &unique.columns);
    let foreign = table.foreign_keys.values().flat_map(|key| &key.columns);
    let referenced = schema
        .referencing(name)
        .flat_map(|(_, _, key)| &key.references.columns);
    let indexed = table
        .indexes
        .values()
        .filter(|index| index.uniqueness == Uniqueness::Unique)
        .flat_map(|index| &index.parts)
        .filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        });
    primary
        .chain(uniques)
        .chain(foreign)
        .chain(referenced)
        .chain(indexed)
        .cloned()
        .collect()
}

/// Collects what is lost or changed.
#[derive(Default)]
struct Notes(Vec<Note>);

impl Notes {
    fn add(
        &mut self,
        severity: Severity,
        code: &str,
        path: ObjectPath,
        reason: impl Into<String>,
        remedy: &str,
    ) {
        self.0.push(Note {
            code: code.to_owned(),
            severity,
            path,
            reason: reason.into(),
            remedy: remedy.to_owned(),
        });
    }

    fn info(&mut self, code: &str, path: ObjectPath, reason: impl Into<String>) {
        self.add(Severity::Info, code, path, reason, "");
    }

    fn warning(&mut self, code: &str, path: ObjectPath, reason: impl Into<String>, remedy: &str) {
        self.add(Severity::Warning, code, path, reason, remedy);
    }

    fn error(&mut self, code: &str, path: ObjectPath, reason: impl Into<String>, remedy: &str) {
        self.add(Severity::Error, code, path, reason, remedy);
    }
}
