//! Keys, foreign keys and indexes.

use std::collections::BTreeSet;

use super::{Notes, names, tables, types};
use crate::expression;
use crate::{
    DataType, ForeignKey, Ident, Index, IndexKey, IndexPart, ObjectPath, PrimaryKey,
    ReferentialAction, Schema, SortOrder, Table, Unique, Uniqueness,
};

/// Characters of a text that an index keeps.
const PREFIX: u32 = 255;

/// Adds the keys and indexes of a PostgreSQL table to its translation.
pub(super) fn translate(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    if let Some(key) = &table.primary_key {
        tables::require(result, &key.columns);
        key_length(result, &key.columns, &path.join("primary_key"), notes);
        result.primary_key = Some(PrimaryKey {
            name: None,
            columns: key.columns.clone(),
        });
    }
    let mut folded = BTreeSet::new();
    for (name, unique) in &table.uniques {
        let path = path.join("uniques").join(name.as_str());
        index_name(name, &mut folded, &path, notes);
        key_length(result, &unique.columns, &path, notes);
        result.uniques.insert(name.clone(), unique.clone());
    }
    for (name, index) in &table.indexes {
        let path = path.join("indexes").join(name.as_str());
        index_name(name, &mut folded, &path, notes);
        if let Some(index) = translate_index(table, result, index, &path, notes) {
            add_index(result, name, index);
        }
    }
    for (name, key) in &table.foreign_keys {
        let path = path.join("foreign_keys").join(name.as_str());
        names::length(name, names::LONGEST_COLUMN_NAME, &path, notes);
        let mut key = key.clone();
        for (action, word) in [
            (&mut key.on_delete, "on_delete"),
            (&mut key.on_update, "on_update"),
        ] {
            if *action == ReferentialAction::SetDefault {
                notes.error(
                    "model/set-default",
                    path.join(word),
                    "OceanBase has no SET DEFAULT; the key refuses instead",
                    "choose another action",
                );
            }
            *action = normal_action(*action);
        }
        names::reference(&mut key);
        result.foreign_keys.insert(name.clone(), key);
    }
}

/// Adds the keys and indexes of an OceanBase table to its canonical form.
pub(super) fn normalise(table: &Table, result: &mut Table) {
    if let Some(key) = &table.primary_key {
        tables::require(result, &key.columns);
        result.primary_key = Some(PrimaryKey {
            name: None,
            columns: key.columns.clone(),
        });
    }
    result.uniques.clone_from(&table.uniques);
    for (name, index) in &table.indexes {
        let parts = index.parts.iter().map(|part| IndexPart {
            key: match &part.key {
                IndexKey::Column(column) => IndexKey::Column(column.clone()),
                IndexKey::Expression(text) => IndexKey::Expression(
                    expression::canonical_oceanbase(text)
                        .unwrap_or_else(|_| text.trim().to_owned()),
                ),
            },
            order: SortOrder::Ascending,
            prefix: part.prefix,
        });
        let index = Index {
            parts: parts.collect(),
            uniqueness: index.uniqueness,
        };
        add_index(result, name, index);
    }
    for (name, key) in &table.foreign_keys {
        let mut key = ForeignKey {
            on_delete: normal_action(key.on_delete),
            on_update: normal_action(key.on_update),
            ..key.clone()
        };
        names::reference(&mut key);
        result.foreign_keys.insert(name.clone(), key);
    }
}

/// Makes one of `RESTRICT` and `NO ACTION`: OceanBase stores an omitted action as the former and
/// treats both alike (measured).
const fn normal_action(action: ReferentialAction) -> ReferentialAction {
    match action {
        ReferentialAction::NoAction
        | ReferentialAction::Restrict
        | ReferentialAction::SetDefault => ReferentialAction::NoAction,
        ReferentialAction::Cascade => ReferentialAction::Cascade,
        ReferentialAction::SetNull => ReferentialAction::SetNull,
    }
}

/// Adds an index; a unique one over whole columns is a unique key.
fn add_index(result: &mut Table, name: &Ident, index: Index) {
    let columns: Option<Vec<Ident>> = index
        .parts
        .iter()
        .map(|part| match (&part.key, part.prefix) {
            (IndexKey::Column(column), None) => Some(column.clone()),
            (IndexKey::Column(_) | IndexKey::Expression(_), _) => None,
        })
        .collect();
    match (index.uniqueness, columns) {
        (Uniqueness::Unique, Some(columns)) if !result.uniques.contains_key(name) => {
            result.uniques.insert(name.clone(), Unique { columns });
        }
        (Uniqueness::Unique | Uniqueness::NotUnique, _) => {
            result.indexes.insert(name.clone(), index);
        }
    }
}

fn index_name(name: &Ident, folded: &mut BTreeSet<String>, path: &ObjectPath, notes: &mut Notes) {
    names::length(name, names::LONGEST_NAME, path, notes);
    if !folded.insert(name.as_str().to_lowercase()) {
        notes.error(
            "model/index-name-clash",
            path.clone(),
            "OceanBase does not tell its name from that of another key or index of the table",
            "rename one of them",
        );
    }
}

/// Translates an index; `None` if it has to be left out.
fn translate_index(
    table: &Table,
    result: &Table,
    index: &Index,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<Index> {
    let mut parts = Vec::new();
    for part in &index.parts {
        parts.push(translate_part(table, result, index, part, path, notes)?);
    }
    if index
        .parts
        .iter()
        .any(|part| part.order == SortOrder::Descending)
    {
        notes.info(
            "model/descending-index",
            path.clone(),
            "OceanBase stores every part of an index ascending and reads it backwards",
        );
    }
    let whole: Vec<Ident> = parts
        .iter()
        .filter_map(|part| match (&part.key, part.prefix) {
            (IndexKey::Column(column), None) => Some(column.clone()),
            (IndexKey::Column(_) | IndexKey::Expression(_), _) => None,
        })
        .collect();
    key_length(result, &whole, path, notes);
    Some(Index {
        parts,
        uniqueness: index.uniqueness,
    })
}

fn translate_part(
    table: &Table,
    result: &Table,
    index: &Index,
    part: &IndexPart,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<IndexPart> {
    let (key, prefix) = match &part.key {
        IndexKey::Column(column) => {
            let data_type = result.columns.get(column).map(|column| &column.data_type);
            let prefix = match data_type {
                Some(DataType::Text { .. }) => {
                    if part.prefix.is_none() {
                        let reason = format!(
                            "the index keeps the first {PREFIX} characters of {column} only"
                        );
                        notes.info("model/prefix-index", path.clone(), reason);
                    }
                    part.prefix.or(Some(PREFIX))
                }
                Some(data_type) if types::key_bytes(data_type).is_none() => {
                    notes.error(
                        "model/unindexable-column",
                        path.clone(),
                        format!("the index is left out: OceanBase cannot index {data_type}"),
                        "drop the index, or index a generated column",
                    );
                    return None;
                }
                Some(_) | None => part.prefix,
            };
            (IndexKey::Column(column.clone()), prefix)
        }
        IndexKey::Expression(text) => {
            let types = |name: &Ident| {
                let column = table.columns.get(name);
                column.map(|column| column.data_type.clone())
            };
            match expression::translate(text, &types) {
                Ok(text) => (IndexKey::Expression(text), None),
                Err(error) => {
                    let reason = format!("the index is left out: {error}");
                    let remedy = "write the expression in a form that both servers have";
                    match index.uniqueness {
                        Uniqueness::Unique => {
                            notes.error(error.code(), path.clone(), reason, remedy);
                        }
                        Uniqueness::NotUnique => {
                            notes.warning(error.code(), path.clone(), reason, remedy);
                        }
                    }
                    return None;
                }
            }
        }
    };
    Some(IndexPart {
        key,
        order: SortOrder::Ascending,
        prefix,
    })
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
            "shorten the columns",
        );
    }
}

/// Reports foreign keys whose columns OceanBase refuses to join: the types must be the same but for
/// the length of a `varchar` (error 1215, measured).
pub(super) fn reference_types(schema: &Schema, notes: &mut Notes) {
    for (name, table) in &schema.tables {
        for (key_name, key) in &table.foreign_keys {
            let Some(parent) = schema.tables.get(&key.references.table) else {
                continue;
            };
            for (from, to) in key.columns.iter().zip(&key.references.columns) {
                let (Some(from), Some(to)) = (table.columns.get(from), parent.columns.get(to))
                else {
                    continue;
                };
                let both_vary = matches!(from.data_type, DataType::VarChar { .. })
                    && matches!(to.data_type, DataType::VarChar { .. });
                if from.data_type != to.data_type && !both_vary {
                    notes.error(
                        "model/foreign-key-types",
                        ObjectPath::table(name)
                            .join("foreign_keys")
                            .join(key_name.as_str()),
                        format!(
                            "OceanBase wants both sides of one type: {} is {}, {} is {}",
                            from.name, from.data_type, to.name, to.data_type
                        ),
                        "give both columns the same type",
                    );
                }
            }
        }
    }
}
