//! Brings a schema into its canonical OceanBase form, in which equal tables compare equal.
//!
//! A PostgreSQL schema is translated: every type, default, name and expression becomes what the
//! migrated table has on OceanBase, and whatever cannot be carried over is a [`Note`]. A schema that
//! was read from OceanBase is brought into the same spelling. The facts behind the rules were
//! measured on PostgreSQL 15.18 and OceanBase 4.3.5.3.

mod checks;
mod columns;
mod defaults;
mod domains;
mod fit;
mod keys;
mod names;
mod options;
mod partitions;
mod postgres;
mod tables;
mod types;

use std::collections::{BTreeMap, BTreeSet};

pub use self::defaults::postgres_default;
pub use self::fit::{Fit, fit, fit_column};
pub use self::names::compared as compared_name;
pub use self::options::{
    ColumnChoice, DocumentForm, EnumForm, MomentForm, NumericForm, Options, UuidForm,
};
use crate::{Dialect, Ident, IndexKey, Note, ObjectPath, Schema, Severity, Table, Uniqueness};

/// The collation under which OceanBase tells characters apart as PostgreSQL does.
pub(crate) const EXACT_COLLATION: &str = "utf8mb4_bin";

/// The collation of OceanBase that comes nearest to `citext`; it folds accents as well.
pub(crate) const FOLDING_COLLATION: &str = "utf8mb4_general_ci";

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
    options.check(schema, &mut notes);
    let mut result = Schema::empty(Dialect::OceanBase);
    result.unmodelled.clone_from(&schema.unmodelled);
    // What an object depends on is looked up among the tables of the result.
    for table in result
        .unmodelled
        .iter_mut()
        .flat_map(|one| &mut one.depends_on)
    {
        *table = names::folded(table);
    }
    for name in schema.sequences.keys() {
        notes.warning(
            "model/sequence-lost",
            ObjectPath::root().join("sequences").join(name.as_str()),
            "the sequence is left out: not every OceanBase has sequences",
            "number the rows in the application, or create a sequence where the server has them",
        );
    }
    let mut seen = BTreeSet::new();
    let mut origins = Origins::new();
    for (name, table) in &schema.tables {
        if table.columns.is_empty() {
            notes.error(
                "model/table-without-columns",
                ObjectPath::table(name),
                "the table is left out: OceanBase has none without columns",
                "give it a column, or drop it",
            );
            continue;
        }
        let keyed = keyed_columns(schema, name, table);
        let translated = tables::translate(name, table, &keyed, options, &mut notes);
        let folded = names::table(name, &mut notes);
        if !seen.insert(compared_name(&folded)) {
            notes.error(
                "model/table-name-clash",
                ObjectPath::table(name),
                format!("OceanBase does not tell it from the other table {folded}"),
                "rename one of the tables",
            );
            continue;
        }
        origins.insert(folded.clone(), ObjectPath::table(name));
        result.tables.insert(folded, translated);
    }
    keys::settle_foreign_keys(&mut result, &origins, &mut notes);
    names::constraints(&mut result, &origins, &mut notes);
    notes.0.sort_by(|a, b| a.path.cmp(&b.path));
    Translation {
        schema: result,
        notes: notes.0,
    }
}

/// Brings a schema that was read from a server into the form in which equal schemas of its dialect
/// compare equal. Nothing is lost.
#[must_use]
pub fn normalise(schema: &Schema) -> Schema {
    if schema.dialect == Dialect::Postgres {
        return postgres::normalise(schema);
    }
    let mut result = Schema::empty(Dialect::OceanBase);
    result.unmodelled.clone_from(&schema.unmodelled);
    result.sequences.clone_from(&schema.sequences);
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
        .chain(keys::needed_whole(table))
        .collect()
}

/// Where each translated table stands in the PostgreSQL schema.
type Origins = BTreeMap<Ident, ObjectPath>;

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
