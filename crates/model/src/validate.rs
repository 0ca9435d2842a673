//! Finds every defect of a schema at once.

mod columns;
mod keys;
mod names;
mod partitions;
mod sequences;

pub(crate) use self::columns::{OCEANBASE_BITS, OCEANBASE_PRECISION, OCEANBASE_SCALE};
pub(crate) use self::keys::is_keyed;
use crate::{Dialect, Note, ObjectPath, Schema, Severity};

/// Reports every defect of a schema, each with its path: what no server could hold, or what does
/// not fit together. A schema that was read from a server has none.
///
/// All notes have [`Severity::Error`]. The codes are
/// - of tables and columns: `model/no-columns`, `model/null-default`, `model/type-out-of-range`,
///   `model/foreign-type`, `model/nested-type`, `model/generated-misplaced`,
///   `model/identity-misplaced`, `model/collation-misplaced`;
/// - of names: `model/name-clash`, `model/name-ends-in-blank`;
/// - of keys, indexes and constraints: `model/empty-key`, `model/empty-expression`,
///   `model/unknown-column`, `model/column-named-twice`, `model/unknown-table`,
///   `model/unequal-columns`, `model/not-keyed`, `model/not-in-dialect`;
/// - of partitions: `model/no-partitions`, `model/partition-bound`, `model/partition-method`;
/// - of sequences: `model/sequence-increment`, `model/sequence-limits`, `model/sequence-type`.
#[must_use]
pub fn validate(schema: &Schema) -> Vec<Note> {
    let mut defects = Defects::default();
    names::check(schema, &mut defects);
    for (name, table) in &schema.tables {
        let path = ObjectPath::table(name);
        // PostgreSQL has such tables.
        if table.columns.is_empty() && schema.dialect == Dialect::OceanBase {
            defects.add("model/no-columns", path, "the table has no columns");
            // Whatever the keys name would be reported as absent once more.
            continue;
        }
        columns::check(schema.dialect, name, table, &mut defects);
        keys::check(schema, table, &path, &mut defects);
        if let Some(partitioning) = &table.partitioning {
            let path = path.join("partitioning");
            partitions::check(schema.dialect, table, partitioning, &path, &mut defects);
        }
    }
    sequences::check(schema, &mut defects);
    defects.0
}

/// Collects what is wrong.
#[derive(Default)]
struct Defects(Vec<Note>);

impl Defects {
    const fn count(&self) -> usize {
        self.0.len()
    }

    fn add(&mut self, code: &str, path: ObjectPath, reason: impl Into<String>) {
        self.0.push(Note {
            code: code.to_owned(),
            severity: Severity::Error,
            path,
            reason: reason.into(),
            remedy: String::new(),
        });
    }
}
