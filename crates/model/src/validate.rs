//! Finds every defect of a schema at once.

mod columns;
mod names;

use std::collections::BTreeSet;

pub(crate) use self::columns::{OCEANBASE_PRECISION, OCEANBASE_SCALE};
use crate::{
    Dialect, ForeignKey, Ident, Index, IndexKey, Note, ObjectPath, Schema, Severity, Table,
    Uniqueness,
};

/// Reports every defect of a schema, each with its path: what no server could hold, or what does
/// not fit together. A schema that was read from a server has none.
///
/// All notes have [`Severity::Error`]. The codes are `model/no-columns`, `model/name-clash`,
/// `model/empty-key`, `model/unknown-column`, `model/column-named-twice`, `model/unknown-table`,
/// `model/unequal-columns`, `model/not-keyed`, `model/null-default`, `model/type-out-of-range`,
/// `model/identity-misplaced` and `model/collation-misplaced`.
#[must_use]
pub fn validate(schema: &Schema) -> Vec<Note> {
    let mut defects = Defects::default();
    names::check(schema, &mut defects);
    for (name, table) in &schema.tables {
        let path = ObjectPath::table(name);
        if table.columns.is_empty() {
            defects.add("model/no-columns", path, "the table has no columns");
            // Whatever the keys name would be reported as absent once more.
            continue;
        }
        columns::check(schema.dialect, name, table, &mut defects);
        check_keys(table, &path, &mut defects);
        for (key_name, key) in &table.foreign_keys {
            let path = path.join("foreign_keys").join(key_name.as_str());
            check_columns(table, key.columns.iter(), &path, &mut defects);
            check_reference(schema, key, &path, &mut defects);
        }
    }
    defects.0
}

/// Collects what is wrong.
#[derive(Default)]
struct Defects(Vec<Note>);

impl Defects {
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

fn check_keys(table: &Table, path: &ObjectPath, defects: &mut Defects) {
    if let Some(key) = &table.primary_key {
        let path = path.join("primary_key");
        check_columns(table, key.columns.iter(), &path, defects);
    }
    for (name, unique) in &table.uniques {
        let path = path.join("uniques").join(name.as_str());
        check_columns(table, unique.columns.iter(), &path, defects);
    }
    for (name, index) in &table.indexes {
        let path = path.join("indexes").join(name.as_str());
        if index.parts.is_empty() {
            defects.add("model/empty-key", path, "it has no columns");
        } else if index.parts.iter().any(|part| part.prefix == Some(0)) {
            defects.add("model/type-out-of-range", path, "a prefix of 0 characters");
        } else {
            let columns: Vec<_> = plain_columns(index).collect();
            if !columns.is_empty() {
                check_columns(table, columns.into_iter(), &path, defects);
            }
        }
    }
}

fn plain_columns(index: &Index) -> impl Iterator<Item = &Ident> {
    index.parts.iter().filter_map(|part| match &part.key {
        IndexKey::Column(name) => Some(name),
        IndexKey::Expression(_) => None,
    })
}

/// Reports columns that do not exist or stand twice, and an empty list.
fn check_columns<'a>(
    table: &Table,
    columns: impl ExactSizeIterator<Item = &'a Ident>,
    path: &ObjectPath,
    defects: &mut Defects,
) {
    if columns.len() == 0 {
        defects.add("model/empty-key", path.clone(), "it has no columns");
    }
    let mut seen = BTreeSet::new();
    for name in columns {
        if table.columns.get(name).is_none() {
            let reason = format!("the table has no column {name}");
            defects.add("model/unknown-column", path.clone(), reason);
        }
        if !seen.insert(name) {
            let reason = format!("it names the column {name} twice");
            defects.add("model/column-named-twice", path.clone(), reason);
        }
    }
}

fn check_reference(schema: &Schema, key: &ForeignKey, path: &ObjectPath, defects: &mut Defects) {
    let path = path.join("references");
    let far = &key.references;
    if key.columns.len() != far.columns.len() {
        let reason = format!(
            "{} columns reference {}",
            key.columns.len(),
            far.columns.len()
        );
        defects.add("model/unequal-columns", path.clone(), reason);
    }
    let Some(parent) = schema.tables.get(&far.table) else {
        let reason = format!("there is no table {}", far.table);
        defects.add("model/unknown-table", path, reason);
        return;
    };
    let before = defects.0.len();
    check_columns(parent, far.columns.iter(), &path, defects);
    if defects.0.len() == before && !is_keyed(schema.dialect, parent, &far.columns) {
        let reason = match schema.dialect {
            Dialect::Postgres => format!(
                "the referenced columns of {} are no primary or unique key",
                far.table
            ),
            Dialect::OceanBase => {
                format!("the referenced columns of {} lead no index", far.table)
            }
        };
        defects.add("model/not-keyed", path, reason);
    }
}

/// Says whether a foreign key may reference the columns.
///
/// PostgreSQL wants a unique key of exactly these columns; OceanBase 4.3.5 accepts any index that
/// they lead, unique or not (measured).
fn is_keyed(dialect: Dialect, parent: &Table, columns: &[Ident]) -> bool {
    let wanted: BTreeSet<&Ident> = columns.iter().collect();
    let fits = |key: &[&Ident]| match dialect {
        Dialect::Postgres => key.len() == wanted.len() && key.iter().all(|c| wanted.contains(c)),
        Dialect::OceanBase => {
            key.len() >= wanted.len() && key.iter().take(wanted.len()).all(|c| wanted.contains(c))
        }
    };
    let primary = parent.primary_key.iter().map(|key| &key.columns);
    let uniques = parent.uniques.values().map(|unique| &unique.columns);
    let by_key = primary
        .chain(uniques)
        .any(|columns| fits(&columns.iter().collect::<Vec<_>>()));
    by_key
        || parent.indexes.values().any(|index| {
            let usable = match dialect {
                Dialect::Postgres => index.uniqueness == Uniqueness::Unique,
                Dialect::OceanBase => true,
            };
            let columns: Vec<_> = plain_columns(index).collect();
            usable && columns.len() == index.parts.len() && fits(&columns)
        })
}
