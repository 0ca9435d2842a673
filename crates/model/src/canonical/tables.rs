//! Tables and their columns.

use std::collections::BTreeSet;

use super::{EXACT_COLLATION, Notes, Options, defaults, keys, names, types};
use crate::expression;
use crate::{
    Check, Column, DataType, Generation, Ident, Identity, Nullability, ObjectPath, Ordered, Table,
};

/// Characters of a table's comment on OceanBase 4.3.5 (measured).
const LONGEST_TABLE_COMMENT: usize = 4096;
/// Characters of a column's comment on OceanBase 4.3.5 (measured).
const LONGEST_COLUMN_COMMENT: usize = 1024;

/// How OceanBase numbers rows: a statement may give a value of its own, and where numbering starts
/// and steps is no part of a column.
const NUMBERED: Identity = Identity {
    generation: Generation::ByDefault,
    start: 1,
    increment: 1,
};

/// Translates a table; the columns of `keyed` are needed whole by a key.
pub(super) fn translate(
    name: &Ident,
    table: &Table,
    keyed: &BTreeSet<Ident>,
    options: &Options,
    notes: &mut Notes,
) -> Table {
    let path = ObjectPath::table(name);
    let mut folded = BTreeSet::new();
    let mut numbered = None;
    let mut columns = Ordered::default();
    for column in &table.columns {
        let path = ObjectPath::column(name, &column.name);
        names::length(&column.name, names::LONGEST_COLUMN_NAME, &path, notes);
        if !folded.insert(column.name.as_str().to_lowercase()) {
            notes.error(
                "model/column-name-clash",
                path.clone(),
                "OceanBase does not tell it from another column of the table",
                "rename one of the columns",
            );
        }
        let is_keyed = keyed.contains(&column.name);
        let mut translated = translate_column(column, is_keyed, options, &path, notes);
        if translated.identity.is_some() {
            match &numbered {
                None => numbered = Some(&column.name),
                Some(first) => {
                    notes.error(
                        "model/second-identity",
                        path.join("identity"),
                        format!("OceanBase numbers one column of a table, which is {first} here"),
                        "number the rows in the application, or leave one of the two out",
                    );
                    translated.identity = None;
                }
            }
        }
        columns.push(translated);
    }
    let mut result = Table {
        columns,
        comment: comment(
            table.comment.as_deref(),
            LONGEST_TABLE_COMMENT,
            &path,
            notes,
        ),
        ..Table::default()
    };
    keys::translate(table, &mut result, &path, notes);
    translate_checks(table, &mut result, &path, notes);
    result
}

fn translate_column(
    column: &Column,
    keyed: bool,
    options: &Options,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Column {
    let data_type = types::translate(&column.data_type, keyed, options, path, notes);
    let identity = column
        .identity
        .map(|identity| translate_identity(identity, path, notes));
    let default = match identity {
        Some(_) => None,
        None => defaults::translate(column, &data_type, path, notes),
    };
    Column {
        name: column.name.clone(),
        nullability: column.nullability,
        default,
        identity,
        collation: translate_collation(column, &data_type, path, notes),
        comment: comment(
            column.comment.as_deref(),
            LONGEST_COLUMN_COMMENT,
            path,
            notes,
        ),
        data_type,
    }
}

fn translate_identity(identity: Identity, path: &ObjectPath, notes: &mut Notes) -> Identity {
    let path = path.join("identity");
    match identity.generation {
        Generation::Always => notes.info(
            "model/identity-always",
            path.clone(),
            "OceanBase accepts values of one's own in a numbered column",
        ),
        Generation::ByDefault => {}
    }
    if identity.start != 1 {
        notes.info(
            "model/identity-start",
            path.clone(),
            format!(
                "the start {} is no part of the column on OceanBase; numbering goes on behind the \
                 largest value",
                identity.start
            ),
        );
    }
    if identity.increment != 1 {
        notes.warning(
            "model/identity-increment",
            path,
            format!(
                "the step {} is a setting of the session on OceanBase and becomes 1",
                identity.increment
            ),
            "set auto_increment_increment if the step matters",
        );
    }
    NUMBERED
}

/// Gives every column of characters the collation that tells texts apart as PostgreSQL does.
fn translate_collation(
    column: &Column,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<String> {
    if !data_type.is_character() {
        return None;
    }
    let plain = ["default", "C", "POSIX", "ucs_basic"];
    if let Some(name) = &column.collation
        && !plain.contains(&name.trim_start_matches("pg_catalog."))
    {
        notes.info(
            "model/collation-order",
            path.join("collation"),
            format!("texts sort by code point on OceanBase, not by {name}"),
        );
    }
    Some(EXACT_COLLATION.to_owned())
}

fn comment(
    text: Option<&str>,
    most: usize,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    if text.chars().count() <= most {
        return Some(text.to_owned());
    }
    notes.warning(
        "model/comment-cut",
        path.join("comment"),
        format!("the comment is cut after {most} characters"),
        "",
    );
    Some(text.chars().take(most).collect())
}

fn translate_checks(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    let types = |name: &Ident| {
        let column = table.columns.get(name);
        column.map(|column| column.data_type.clone())
    };
    for (name, check) in &table.checks {
        let path = path.join("checks").join(name.as_str());
        names::length(name, names::LONGEST_NAME, &path, notes);
        match expression::translate_check(&check.expression, &types) {
            Ok(expression) => {
                result.checks.insert(name.clone(), Check { expression });
            }
            Err(error) => notes.error(
                error.code(),
                path,
                format!("the check is left out: {error}"),
                "write the condition in a form that both servers have",
            ),
        }
    }
}

/// Brings a table that was read from OceanBase into canonical form.
pub(super) fn normalise(table: &Table) -> Table {
    let mut result = Table {
        columns: table.columns.iter().map(normalise_column).collect(),
        comment: table.comment.clone().filter(|text| !text.is_empty()),
        ..Table::default()
    };
    keys::normalise(table, &mut result);
    for (name, check) in &table.checks {
        let expression = expression::canonical_oceanbase(&check.expression)
            .unwrap_or_else(|_| check.expression.trim().to_owned());
        result.checks.insert(name.clone(), Check { expression });
    }
    result
}

fn normalise_column(column: &Column) -> Column {
    let data_type = types::normalise(&column.data_type);
    let collation = if data_type.is_character() {
        let collation = column.collation.clone();
        collation.or_else(|| Some(EXACT_COLLATION.to_owned()))
    } else {
        None
    };
    Column {
        name: column.name.clone(),
        nullability: column.nullability,
        default: match column.identity {
            Some(_) => None,
            None => defaults::normalise(column.default.as_ref(), &data_type),
        },
        identity: column.identity.map(|_| NUMBERED),
        collation,
        comment: column.comment.clone().filter(|text| !text.is_empty()),
        data_type,
    }
}

/// Makes the columns of a primary key `NOT NULL`, which they are on both servers without a word.
pub(super) fn require(table: &mut Table, columns: &[Ident]) {
    for name in columns {
        if let Some(column) = table.columns.get_mut(name) {
            column.nullability = Nullability::NotNull;
        }
    }
}
