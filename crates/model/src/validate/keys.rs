//! Defects of keys, indexes and constraints.

use std::collections::BTreeSet;

use super::Defects;
use crate::index::Nulls;
use crate::{Dialect, ForeignKey, Ident, Index, IndexKey, ObjectPath, Schema, Table, Uniqueness};

pub(super) fn check(schema: &Schema, table: &Table, path: &ObjectPath, defects: &mut Defects) {
    if let Some(key) = &table.primary_key {
        let path = path.join("primary_key");
        check_columns(table, key.columns.iter(), &path, defects);
        check_include(table, &key.include, &path, defects);
    }
    for (name, unique) in &table.uniques {
        let path = path.join("uniques").join(name.as_str());
        check_columns(table, unique.columns.iter(), &path, defects);
        check_include(table, &unique.include, &path, defects);
        check_nulls(schema.dialect, unique.nulls, &path, defects);
    }
    for (name, index) in &table.indexes {
        let path = path.join("indexes").join(name.as_str());
        check_index(schema.dialect, table, index, &path, defects);
    }
    for (name, exclusion) in &table.exclusions {
        let path = path.join("exclusions").join(name.as_str());
        let columns: Vec<_> = exclusion.parts.iter().map(|part| &part.key).collect();
        check_parts(table, &columns, &path, defects);
        absent(schema.dialect, "exclusion constraints", &path, defects);
    }
    for (name, key) in &table.foreign_keys {
        let path = path.join("foreign_keys").join(name.as_str());
        check_columns(table, key.columns.iter(), &path, defects);
        for name in &key.on_delete_columns {
            if !key.columns.contains(name) {
                let path = path.join("on_delete_columns");
                let reason = format!("{name} is no column of the key");
                defects.add("model/unknown-column", path, reason);
            }
        }
        check_reference(schema, key, &path, defects);
    }
}

fn check_index(
    dialect: Dialect,
    table: &Table,
    index: &Index,
    path: &ObjectPath,
    defects: &mut Defects,
) {
    if index.parts.iter().any(|part| part.prefix == Some(0)) {
        let path = path.clone();
        defects.add("model/type-out-of-range", path, "a prefix of 0 characters");
        return;
    }
    let parts: Vec<_> = index.parts.iter().map(|part| &part.key).collect();
    check_parts(table, &parts, path, defects);
    check_include(table, &index.include, path, defects);
    check_nulls(dialect, index.nulls, path, defects);
    if let Some(predicate) = &index.predicate {
        let path = path.join("predicate");
        if predicate.trim().is_empty() {
            defects.add("model/empty-expression", path.clone(), "it is empty");
        }
        absent(dialect, "partial indexes", &path, defects);
    }
}

fn check_parts(table: &Table, parts: &[&IndexKey], path: &ObjectPath, defects: &mut Defects) {
    if parts.is_empty() {
        defects.add("model/empty-key", path.clone(), "it has no columns");
    }
    let columns: Vec<_> = parts.iter().copied().filter_map(plain_column).collect();
    if !columns.is_empty() {
        check_columns(table, columns.into_iter(), path, defects);
    }
    for part in parts {
        if let IndexKey::Expression(text) = part
            && text.trim().is_empty()
        {
            let path = path.clone();
            defects.add("model/empty-expression", path, "an expression is empty");
        }
    }
}

const fn plain_column(part: &IndexKey) -> Option<&Ident> {
    match part {
        IndexKey::Column(name) => Some(name),
        IndexKey::Expression(_) => None,
    }
}

fn check_include(table: &Table, include: &[Ident], path: &ObjectPath, defects: &mut Defects) {
    if !include.is_empty() {
        check_columns(table, include.iter(), &path.join("include"), defects);
    }
}

fn check_nulls(dialect: Dialect, nulls: Nulls, path: &ObjectPath, defects: &mut Defects) {
    match nulls {
        Nulls::Distinct => {}
        Nulls::NotDistinct => {
            absent(dialect, "NULLS NOT DISTINCT", &path.join("nulls"), defects);
        }
    }
}

/// Reports what only PostgreSQL has.
fn absent(dialect: Dialect, what: &str, path: &ObjectPath, defects: &mut Defects) {
    match dialect {
        Dialect::Postgres => {}
        Dialect::OceanBase => {
            let reason = format!("OceanBase does not have {what}");
            defects.add("model/not-in-dialect", path.clone(), reason);
        }
    }
}

/// Reports columns that do not exist or stand twice, and an empty list.
pub(super) fn check_columns<'a>(
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
    if far.schema.is_some() {
        // What another schema holds is not described here.
        return;
    }
    let Some(parent) = schema.tables.get(&far.table) else {
        let reason = format!("there is no table {}", far.table);
        defects.add("model/unknown-table", path, reason);
        return;
    };
    let before = defects.count();
    check_columns(parent, far.columns.iter(), &path, defects);
    if defects.count() == before && !is_keyed(schema.dialect, parent, &far.columns) {
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
pub(crate) fn is_keyed(dialect: Dialect, parent: &Table, columns: &[Ident]) -> bool {
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
            let parts = index.parts.iter().map(|part| &part.key);
            let columns: Vec<_> = parts.filter_map(plain_column).collect();
            usable && columns.len() == index.parts.len() && fits(&columns)
        })
}
