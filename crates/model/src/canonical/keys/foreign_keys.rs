//! Foreign keys.

use crate::canonical::{Notes, Origins, names};
use crate::constraint::{Enforcement, MatchType, Validation};
use crate::validate::is_keyed;
use crate::{
    DataType, Dialect, ForeignKey, Ident, Nullability, ObjectPath, ReferentialAction, Schema, Table,
};

/// Adds the foreign keys of a PostgreSQL table to its translation.
pub(super) fn translate(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    for (name, key) in &table.foreign_keys {
        let path = path.join("foreign_keys").join(name.as_str());
        names::length(name, names::LONGEST_COLUMN_NAME, &path, notes);
        if is_left_out(key, &path, notes) {
            continue;
        }
        note_losses(key, &path, notes);
        let mut translated = ForeignKey {
            on_delete: translate_action(key, key.on_delete, result, &path.join("on_delete"), notes),
            on_update: translate_action(key, key.on_update, result, &path.join("on_update"), notes),
            ..ForeignKey::new(key.columns.clone(), key.references.clone())
        };
        names::reference(&mut translated);
        result.foreign_keys.insert(name.clone(), translated);
    }
}

/// Adds the foreign keys of an OceanBase table to its canonical form.
pub(super) fn normalise(table: &Table, result: &mut Table) {
    for (name, key) in &table.foreign_keys {
        let mut key = ForeignKey {
            on_delete: normal_action(key.on_delete),
            on_update: normal_action(key.on_update),
            ..ForeignKey::new(key.columns.clone(), key.references.clone())
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

fn is_left_out(key: &ForeignKey, path: &ObjectPath, notes: &mut Notes) -> bool {
    if let Some(schema) = &key.references.schema {
        notes.error(
            "model/foreign-key-schema",
            path.join("references"),
            format!("the key is left out: it references a table of the other schema {schema}"),
            "migrate both tables into one database",
        );
        return true;
    }
    match key.enforcement {
        Enforcement::Enforced => false,
        Enforcement::NotEnforced => {
            notes.warning(
                "model/not-enforced",
                path.clone(),
                "the key is left out: OceanBase has no foreign key that it does not enforce",
                "",
            );
            true
        }
    }
}

fn note_losses(key: &ForeignKey, path: &ObjectPath, notes: &mut Notes) {
    super::deferral(key.deferral, path, notes);
    match key.validation {
        Validation::Validated => {}
        Validation::NotValidated => notes.warning(
            "model/not-valid",
            path.clone(),
            "OceanBase checks the rows that are there when the key is added",
            "correct the rows that reference nothing",
        ),
    }
    match key.match_type {
        MatchType::Simple => {}
        // The clause is accepted and without effect (measured).
        MatchType::Full => notes.warning(
            "model/match-full",
            path.clone(),
            "OceanBase accepts rows of which some key columns are NULL",
            "add a check that all or none of the columns are NULL",
        ),
    }
    if !key.on_delete_columns.is_empty() {
        notes.warning(
            "model/set-null-columns",
            path.join("on_delete_columns"),
            "OceanBase sets all columns of the key to NULL, not some",
            "",
        );
    }
}

fn translate_action(
    key: &ForeignKey,
    action: ReferentialAction,
    result: &Table,
    path: &ObjectPath,
    notes: &mut Notes,
) -> ReferentialAction {
    match action {
        ReferentialAction::SetDefault => notes.error(
            "model/set-default",
            path.clone(),
            "OceanBase has no SET DEFAULT; the key refuses instead",
            "choose another action",
        ),
        // PostgreSQL finds out when it happens and refuses; OceanBase refuses the key itself
        // (error 1830, measured).
        ReferentialAction::SetNull if has_required_column(key, result) => {
            notes.info(
                "model/set-null-not-null",
                path.clone(),
                "a column of the key is NOT NULL, so the key refuses, as it did in effect",
            );
            return ReferentialAction::NoAction;
        }
        ReferentialAction::NoAction
        | ReferentialAction::Restrict
        | ReferentialAction::Cascade
        | ReferentialAction::SetNull => {}
    }
    normal_action(action)
}

fn has_required_column(key: &ForeignKey, result: &Table) -> bool {
    key.columns.iter().any(|name| {
        let column = result.columns.get(name);
        column.is_some_and(|column| column.nullability == Nullability::NotNull)
    })
}

/// Compares both sides of the foreign keys of a translated schema, which must have the same types
/// but for the length of a `varchar`, and leaves out those whose far side lost its key (error 1215,
/// measured).
pub(in crate::canonical) fn settle(schema: &mut Schema, origins: &Origins, notes: &mut Notes) {
    let mut unkeyed: Vec<(Ident, Ident)> = Vec::new();
    for (name, path) in origins {
        let Some(table) = schema.tables.get(name) else {
            continue;
        };
        for (key_name, key) in &table.foreign_keys {
            let path = path.join("foreign_keys").join(key_name.as_str());
            let Some(parent) = schema.tables.get(&key.references.table) else {
                continue;
            };
            let columns = &key.references.columns;
            let all_there = columns
                .iter()
                .all(|name| parent.columns.get(name).is_some());
            if all_there && !is_keyed(Dialect::OceanBase, parent, columns) {
                unkeyed.push((name.clone(), key_name.clone()));
                notes.error(
                    "model/foreign-key-unkeyed",
                    path.clone(),
                    format!(
                        "the key is left out: no key or index of {} begins with the referenced \
                         columns on OceanBase",
                        key.references.table
                    ),
                    "give the referenced table a key over these columns",
                );
            }
            reference_types(table, parent, key, &path, notes);
        }
    }
    for (table, key) in unkeyed {
        if let Some(table) = schema.tables.get_mut(&table) {
            table.foreign_keys.remove(&key);
        }
    }
}

fn reference_types(
    table: &Table,
    parent: &Table,
    key: &ForeignKey,
    path: &ObjectPath,
    notes: &mut Notes,
) {
    for (from, to) in key.columns.iter().zip(&key.references.columns) {
        let (Some(from), Some(to)) = (table.columns.get(from), parent.columns.get(to)) else {
            continue;
        };
        let both_vary = matches!(from.data_type, DataType::VarChar { .. })
            && matches!(to.data_type, DataType::VarChar { .. });
        if from.data_type != to.data_type && !both_vary {
            notes.error(
                "model/foreign-key-types",
                path.clone(),
                format!(
                    "OceanBase wants both sides of one type: {} is {}, {} is {}",
                    from.name, from.data_type, to.name, to.data_type
                ),
                "give both columns the same type",
            );
        }
    }
}
