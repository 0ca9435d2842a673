//! Keys, indexes and foreign keys.

use obmigrate_model::constraint::{Enforcement, Validation};
use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{Ident, IndexKey, IndexPart, ObjectPath, PrimaryKey, Table, Unique};

use super::Reading;
use super::create_table::{Key, KeyKind, WrittenForeignKey};

/// Puts a key or an index into its table.
pub(super) fn add(reading: &mut Reading, table_name: &Ident, table: &mut Table, key: Key) {
    let table_path = ObjectPath::table(table_name);
    let path = match &key.name {
        Some(name) => table_path.join("indexes").join(name.as_str()),
        None => table_path.join("primary_key"),
    };
    if let Some(name) = &key.name
        && reading.broken.contains(&(table_name.clone(), name.clone()))
    {
        let detail = "it was not built to the end";
        reading.report("broken index", path, detail, BlocksRebuild);
        return;
    }
    for words in key.strange {
        reading.report("index attribute", path.clone(), words, BlocksRebuild);
    }
    if let Some(partitions) = key.partitions {
        let kind = "index with partitions of its own";
        reading.report(kind, path.clone(), partitions, BlocksRebuild);
    }
    let columns = whole_columns(&key.index.parts);
    let index = key.index;
    match (key.kind, key.name, columns) {
        (KeyKind::Primary, _, Some(columns)) => {
            table.primary_key = Some(PrimaryKey::new(columns));
            if let Some(comment) = index.comment {
                reading.report("comment on a primary key", path, comment, Reported);
            }
        }
        (KeyKind::Unique, Some(name), Some(columns)) => {
            let unique = Unique {
                include: index.include,
                visibility: index.visibility,
                scope: index.scope,
                comment: index.comment,
                ..Unique::new(columns)
            };
            table.uniques.insert(name, unique);
        }
        (
            KeyKind::Unique
            | KeyKind::Plain
            | KeyKind::FullText
            | KeyKind::Spatial
            | KeyKind::Vector,
            Some(name),
            _,
        ) => {
            table.indexes.insert(name, index);
        }
        (
            KeyKind::Primary
            | KeyKind::Unique
            | KeyKind::Plain
            | KeyKind::FullText
            | KeyKind::Spatial
            | KeyKind::Vector,
            ..,
        ) => {
            let detail = "it has no name, or orders by more than columns";
            reading.report("key of another form", path, detail, BlocksRebuild);
        }
    }
}

fn whole_columns(parts: &[IndexPart]) -> Option<Vec<Ident>> {
    parts
        .iter()
        .map(|part| match (&part.key, part.prefix) {
            (IndexKey::Column(column), None) => Some(column.clone()),
            (IndexKey::Column(_), Some(_)) | (IndexKey::Expression(_), _) => None,
        })
        .collect()
}

/// Puts a foreign key into its table, unless it points to a table that is not read.
pub(super) fn add_foreign_key(
    reading: &mut Reading,
    table_name: &Ident,
    table: &mut Table,
    name: Ident,
    written: WrittenForeignKey,
) {
    let WrittenForeignKey {
        database,
        mut key,
        strange,
    } = written;
    let path = ObjectPath::table(table_name)
        .join("foreign_keys")
        .join(name.as_str());
    for words in strange {
        reading.report("foreign key attribute", path.clone(), words, BlocksRebuild);
    }
    let far_table = &key.references.table;
    let lost = if database != reading.database {
        None
    } else if reading.all_tables.contains(far_table) {
        (!reading.takes.contains(far_table)).then_some("foreign key to a table that is left out")
    } else {
        Some("foreign key to a missing table")
    };
    if let Some(kind) = lost {
        let detail = format!("it references {database}.{far_table}");
        reading.report(kind, path, detail, BlocksRebuild);
        return;
    }
    if database != reading.database {
        key.references.schema = Some(database);
    }
    let flags = (table_name.clone(), name.clone());
    if let Some(state) = reading.stored.foreign_keys.get(&flags) {
        if !state.is_enabled {
            key.enforcement = Enforcement::NotEnforced;
        }
        if !state.is_validated {
            key.validation = Validation::NotValidated;
        }
    }
    table.foreign_keys.insert(name, key);
}
