//! Keys, indexes and checks.

use std::collections::BTreeMap;

use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{
    Check, ForeignKey, Ident, Index, IndexKey, IndexPart, ObjectPath, PrimaryKey, Reference,
    ReferentialAction, Unique, Uniqueness,
};

use super::Reading;
use crate::Error;
use crate::catalog::fields::{Fields, odd};
use crate::catalog::without_parentheses;

/// Collects the parts of one index.
struct Found {
    parts: Vec<IndexPart>,
    is_unique: bool,
    kind: String,
    is_visible: bool,
    is_broken: bool,
}

pub(super) fn indexes(reading: &mut Reading, rows: Vec<Fields>) -> Result<(), Error> {
    let mut indexes = BTreeMap::<(Ident, Ident), Found>::new();
    for mut row in rows {
        let table = row.name()?;
        let name = row.name()?;
        let is_unique = !row.truth()?;
        let column = row.optional_name()?;
        let prefix = row.number()?;
        let expression = row.optional_text()?.filter(|text| !text.is_empty());
        let kind = row.text()?;
        let is_visible = row.text()? != "NO";
        // `VALID` is the good case; `ERROR` is what a killed CREATE INDEX leaves (measured on 4.3.5).
        let is_broken = row.text()? == "ERROR";
        let key = match (expression, column) {
            // A functional part names a hidden column as well.
            (Some(expression), _) => {
                IndexKey::Expression(without_parentheses(&expression).to_owned())
            }
            (None, Some(column)) => IndexKey::Column(column),
            (None, None) => return Err(odd("an index orders by nothing")),
        };
        let mut part = IndexPart {
            key,
            ..IndexPart::column(name.clone())
        };
        part.prefix = prefix
            .map(u32::try_from)
            .transpose()
            .map_err(|_| odd("an index prefix is out of range"))?;
        indexes
            .entry((table, name))
            .or_insert_with(|| Found {
                parts: Vec::new(),
                is_unique,
                kind,
                is_visible,
                is_broken,
            })
            .parts
            .push(part);
    }
    for ((table, name), index) in indexes {
        add_index(reading, &table, name, index);
    }
    Ok(())
}

fn add_index(reading: &mut Reading, table_name: &Ident, name: Ident, found: Found) {
    let Some(table) = reading.tables.get_mut(table_name) else {
        return;
    };
    let path = ObjectPath::table(table_name)
        .join("indexes")
        .join(name.as_str());
    if found.is_broken {
        let detail = "it was not built to the end";
        reading.report("broken index", path, detail, BlocksRebuild);
        return;
    }
    // Full-text, spatial and vector indexes; the names of their columns are internal ones.
    if !matches!(found.kind.as_str(), "BTREE" | "HASH") {
        reading.report(
            "index of another kind than btree",
            path,
            found.kind,
            BlocksRebuild,
        );
        return;
    }
    let columns: Option<Vec<Ident>> = found
        .parts
        .iter()
        .map(|part| match (&part.key, part.prefix) {
            (IndexKey::Column(column), None) => Some(column.clone()),
            (IndexKey::Column(_), Some(_)) | (IndexKey::Expression(_), _) => None,
        })
        .collect();
    match columns {
        Some(columns) if name.as_str() == "PRIMARY" => {
            table.primary_key = Some(PrimaryKey {
                name: None,
                columns,
            });
        }
        Some(columns) if found.is_unique => {
            table.uniques.insert(name, Unique { columns });
        }
        Some(_) | None => {
            let uniqueness = if found.is_unique {
                Uniqueness::Unique
            } else {
                Uniqueness::NotUnique
            };
            let parts = found.parts;
            table.indexes.insert(name, Index { parts, uniqueness });
        }
    }
    if !found.is_visible {
        reading.report("invisible index", path, "", Reported);
    }
}

pub(super) fn foreign_keys(
    reading: &mut Reading,
    rows: Vec<Fields>,
    database: &Ident,
) -> Result<(), Error> {
    let mut keys = BTreeMap::<(Ident, Ident), (Ident, ForeignKey)>::new();
    for mut row in rows {
        let table = row.name()?;
        let name = row.name()?;
        let column = row.name()?;
        let far_database = row.name()?;
        let far_table = row.name()?;
        let far_column = row.name()?;
        let on_update = action(&row.text()?)?;
        let on_delete = action(&row.text()?)?;
        let (_, key) = keys.entry((table, name)).or_insert_with(|| {
            let key = ForeignKey {
                columns: Vec::new(),
                references: Reference {
                    table: far_table,
                    columns: Vec::new(),
                },
                on_delete,
                on_update,
            };
            (far_database, key)
        });
        key.columns.push(column);
        key.references.columns.push(far_column);
    }
    for ((table_name, name), (far_database, key)) in keys {
        let far_table = &key.references.table;
        let lost = if far_database != *database {
            Some("foreign key to another database")
        } else if !reading.tables.contains_key(far_table) {
            Some("foreign key to a table that is left out")
        } else {
            None
        };
        let Some(table) = reading.tables.get_mut(&table_name) else {
            continue;
        };
        if let Some(kind) = lost {
            let path = ObjectPath::table(&table_name)
                .join("foreign_keys")
                .join(name.as_str());
            let detail = format!("it references {far_database}.{far_table}");
            reading.report(kind, path, detail, BlocksRebuild);
        } else {
            table.foreign_keys.insert(name, key);
        }
    }
    Ok(())
}

pub(super) fn check(reading: &mut Reading, mut row: Fields) -> Result<(), Error> {
    let table_name = row.name()?;
    let name = row.name()?;
    let clause = row.text()?;
    let is_enforced = row.text()? != "NO";
    let Some(table) = reading.tables.get_mut(&table_name) else {
        return Ok(());
    };
    if is_enforced {
        let expression = without_parentheses(&clause).to_owned();
        table.checks.insert(name, Check { expression });
    } else {
        let path = ObjectPath::table(&table_name)
            .join("checks")
            .join(name.as_str());
        reading.report("check that is not enforced", path, clause, BlocksRebuild);
    }
    Ok(())
}

fn action(words: &str) -> Result<ReferentialAction, Error> {
    match words {
        "NO ACTION" => Ok(ReferentialAction::NoAction),
        "RESTRICT" => Ok(ReferentialAction::Restrict),
        "CASCADE" => Ok(ReferentialAction::Cascade),
        "SET NULL" => Ok(ReferentialAction::SetNull),
        "SET DEFAULT" => Ok(ReferentialAction::SetDefault),
        _ => Err(odd("a foreign key does something unknown")),
    }
}
