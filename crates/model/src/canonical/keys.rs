//! Primary and unique keys, indexes and foreign keys.

mod foreign_keys;
mod indexes;
mod parts;

use std::collections::BTreeSet;

pub(super) use self::foreign_keys::settle as settle_foreign_keys;
use super::{Notes, names, tables, types};
use crate::constraint::Deferral;
use crate::index::Nulls;
use crate::{
    DataType, Dialect, Ident, Index, IndexKey, IndexPart, ObjectPath, Partitioning, PrimaryKey,
    Table, Unique, Uniqueness, expression,
};

/// Characters of the comment on an index of OceanBase 4.3.5 (measured).
const LONGEST_INDEX_COMMENT: usize = 2048;

/// Adds the keys and indexes of a PostgreSQL table to its translation.
pub(super) fn translate(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    if let Some(key) = &table.primary_key {
        let path = path.join("primary_key");
        tables::require(result, &key.columns);
        result.primary_key = translate_primary(result, key, &path, notes);
    }
    let mut folded = BTreeSet::new();
    for (name, unique) in &table.uniques {
        let path = path.join("uniques").join(name.as_str());
        index_name(name, &mut folded, &path, notes);
        if let Some(index) = translate_unique(table, result, unique, &path, notes) {
            add_index(result, name, index);
        }
    }
    for (name, index) in &table.indexes {
        let path = path.join("indexes").join(name.as_str());
        index_name(name, &mut folded, &path, notes);
        if let Some(index) = indexes::translate(table, result, index, &path, notes) {
            add_index(result, name, index);
        }
    }
    for name in table.exclusions.keys() {
        notes.error(
            "model/exclusion",
            path.join("exclusions").join(name.as_str()),
            "OceanBase has no exclusion constraints; it is left out",
            "check in the application that no two rows exclude each other",
        );
    }
    foreign_keys::translate(table, result, path, notes);
}

/// Adds the keys and indexes of an OceanBase table to its canonical form.
pub(super) fn normalise(table: &Table, result: &mut Table) {
    if let Some(key) = &table.primary_key {
        tables::require(result, &key.columns);
        result.primary_key = Some(PrimaryKey::new(key.columns.clone()));
    }
    for (name, unique) in &table.uniques {
        let unique = Unique {
            include: parts::stored(&unique.include, &unique.columns),
            visibility: unique.visibility,
            scope: unique.scope,
            comment: unique.comment.clone().filter(|text| !text.is_empty()),
            ..Unique::new(unique.columns.clone())
        };
        result.uniques.insert(name.clone(), unique);
    }
    for (name, index) in &table.indexes {
        add_index(result, name, indexes::normalise(index));
    }
    foreign_keys::normalise(table, result);
}

/// Lists the columns of a table that an index or the partitioning needs whole, although no key of
/// plain columns names them: what a unique expression or its condition reads, and the partition key.
/// OceanBase neither indexes an expression that is a long text nor partitions by one (errors 3757
/// and 1659, measured).
pub(super) fn needed_whole(table: &Table) -> BTreeSet<Ident> {
    let mut needed = BTreeSet::new();
    let mut read = |text: &str| {
        needed.extend(expression::columns(text, Dialect::Postgres).unwrap_or_default());
    };
    for index in table.indexes.values() {
        if index.uniqueness == Uniqueness::Unique {
            for part in &index.parts {
                if let IndexKey::Expression(text) = &part.key {
                    read(text);
                }
            }
        }
    }
    if let Some(partitioning) = &table.partitioning {
        partition_columns(partitioning, &mut needed);
    }
    needed
}

fn partition_columns(partitioning: &Partitioning, columns: &mut BTreeSet<Ident>) {
    columns.extend(partitioning.key.iter().filter_map(|key| match key {
        IndexKey::Column(name) => Some(name.clone()),
        IndexKey::Expression(_) => None,
    }));
    for partition in &partitioning.partitions {
        if let Some(inner) = &partition.partitioning {
            partition_columns(inner, columns);
        }
    }
}

/// Finds the types of the columns of a table, as expressions over them need them.
pub(super) fn types_of(table: &Table) -> impl Fn(&Ident) -> Option<DataType> {
    |name| {
        let column = table.columns.get(name);
        column.map(|column| column.data_type.resolved().clone())
    }
}

fn translate_primary(
    result: &Table,
    key: &PrimaryKey,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<PrimaryKey> {
    if !is_keyable(result, &key.columns, path, notes) {
        return None;
    }
    key_length(result, &key.columns, path, notes);
    deferral(key.deferral, path, notes);
    if !key.include.is_empty() {
        notes.info(
            "model/include-dropped",
            path.join("include"),
            "the rows of an OceanBase table are stored in the primary key, with every column",
        );
    }
    Some(PrimaryKey::new(key.columns.clone()))
}

fn translate_unique(
    table: &Table,
    result: &Table,
    unique: &Unique,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<Index> {
    if !is_keyable(result, &unique.columns, path, notes) {
        return None;
    }
    deferral(unique.deferral, path, notes);
    let parts = unique.columns.iter().cloned().map(IndexPart::column);
    let index = Index {
        uniqueness: Uniqueness::Unique,
        nulls: unique.nulls,
        include: unique.include.clone(),
        comment: unique.comment.clone(),
        ..Index::new(parts.collect())
    };
    indexes::translate(table, result, &index, path, notes)
}

/// Says whether OceanBase can put all columns into a key, and notes which it cannot.
fn is_keyable(result: &Table, columns: &[Ident], path: &ObjectPath, notes: &mut Notes) -> bool {
    let mut keyable = true;
    for name in columns {
        let column = result.columns.get(name);
        if let Some(column) = column.filter(|column| types::key_bytes(&column.data_type).is_none())
        {
            keyable = false;
            notes.error(
                "model/unindexable-column",
                path.clone(),
                format!(
                    "the key is left out: OceanBase cannot index {name}, which is {}",
                    column.data_type
                ),
                "choose another key, or a unique key over a hash: UNIQUE ((sha2(column, 256)))",
            );
        }
    }
    keyable
}

/// Notes that OceanBase checks every key with each statement.
fn deferral(deferral: Deferral, path: &ObjectPath, notes: &mut Notes) {
    match deferral {
        Deferral::NotDeferrable => {}
        Deferral::InitiallyImmediate | Deferral::InitiallyDeferred => notes.warning(
            "model/deferrable",
            path.clone(),
            "OceanBase checks it with each statement and cannot put that off",
            "order the statements of a transaction so that each of them leaves valid rows",
        ),
    }
}

/// Adds an index; a unique one over whole columns is a unique key.
fn add_index(result: &mut Table, name: &Ident, index: Index) {
    let columns = parts::whole_columns(&index.parts);
    let is_plain = columns.len() == index.parts.len();
    match (index.uniqueness, is_plain) {
        (Uniqueness::Unique, true) if !result.uniques.contains_key(name) => {
            let unique = Unique {
                columns,
                nulls: Nulls::Distinct,
                include: index.include,
                deferral: Deferral::NotDeferrable,
                visibility: index.visibility,
                scope: index.scope,
                comment: index.comment,
            };
            result.uniques.insert(name.clone(), unique);
        }
        (Uniqueness::Unique | Uniqueness::NotUnique, _) => {
            result.indexes.insert(name.clone(), index);
        }
    }
}

fn index_name(name: &Ident, folded: &mut BTreeSet<String>, path: &ObjectPath, notes: &mut Notes) {
    names::length(name, names::LONGEST_NAME, path, notes);
    if !folded.insert(names::compared(name)) {
        notes.error(
            "model/index-name-clash",
            path.clone(),
            "OceanBase does not tell its name from that of another key or index of the table",
            "rename one of them",
        );
    }
}

fn key_length(result: &Table, columns: &[Ident], path: &ObjectPath, notes: &mut Notes) {
    let bytes = columns
        .iter()
        .filter_map(|name| types::key_bytes(&result.columns.get(name)?.data_type))
        .fold(0_u32, u32::saturating_add);
    if bytes > types::LONGEST_KEY {
        notes.error(
            "model/key-too-long",
            path.clone(),
            format!(
                "the key takes {bytes} bytes, OceanBase allows {}",
                types::LONGEST_KEY
            ),
            "shorten the columns; a unique key over a hash, UNIQUE ((sha2(column, 256))), tells \
             texts of any length apart",
        );
    }
}
