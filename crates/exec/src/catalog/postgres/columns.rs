//! Columns, their types, their defaults and their numbering.

use obmigrate_model::expression::without_parentheses;
use obmigrate_model::schema::Consequence::Reported;
use obmigrate_model::{
    Column, DefaultValue, Dialect, Generated, Generation, Ident, ObjectPath, OnUpdate, Storage,
};
use serde::Deserialize;

use super::query::{Oid, vanished};
use super::reading::{Reading, Relation, Role};
use super::sequences::Sequences;
use super::types::{Types, nullability};
use crate::Error;
use crate::catalog::fields::odd;

#[derive(Deserialize)]
pub(super) struct Row {
    relation: Oid,
    position: i16,
    name: Ident,
    #[serde(rename = "type")]
    oid: Oid,
    spelling: String,
    is_not_null: bool,
    identity: String,
    generated: String,
    expression: Option<String>,
    has_expression: bool,
    collation: Option<String>,
    is_deterministic: Option<bool>,
    comment: Option<String>,
}

pub(super) fn read(
    reading: &mut Reading<'_>,
    mut rows: Vec<Row>,
    types: &Types,
    sequences: &Sequences,
) -> Result<(), Error> {
    rows.sort_by_key(|row| (row.relation, row.position));
    let mut current: Option<(Oid, Relation)> = None;
    for row in rows {
        let oid = row.relation;
        if current.as_ref().is_none_or(|(known, _)| *known != oid) {
            let relation = reading.relation(oid);
            let relation = relation.filter(|found| found.role == Role::Table);
            current = relation.map(|found| (oid, found.clone()));
        }
        let Some((_, relation)) = &current else {
            continue;
        };
        let column = column(reading, relation, row, types, sequences)?;
        if let Some(table) = reading.table_mut(oid) {
            table.columns.push(column);
        }
    }
    Ok(())
}

fn column(
    reading: &mut Reading<'_>,
    table: &Relation,
    row: Row,
    types: &Types,
    sequences: &Sequences,
) -> Result<Column, Error> {
    if row.has_expression && row.expression.is_none() {
        return Err(vanished("a column has no expression"));
    }
    let data_type = types.resolve(&table.schema, row.oid, &row.spelling)?;
    let generation = match row.identity.as_str() {
        "a" => Generation::Always,
        "d" => Generation::ByDefault,
        _ => Generation::Serial,
    };
    let default = row.expression.as_deref();
    let place = (row.relation, &table.name);
    let identity = sequences.numbering(place, &row.name, &data_type, generation, default);
    if identity.is_none() && generation != Generation::Serial {
        return Err(odd("an identity column has no sequence"));
    }
    let storage = match row.generated.as_str() {
        "" => None,
        "s" => Some(Storage::Stored),
        "v" => Some(Storage::Virtual),
        _ => return Err(odd("a column is generated in an unknown way")),
    };
    let expression = row.expression.filter(|_| identity.is_none());
    let (default, generated) = match (storage, expression) {
        (Some(storage), Some(expression)) => {
            let expression = without_parentheses(Dialect::Postgres, &expression).to_owned();
            let generated = Generated {
                expression,
                storage,
            };
            (None, Some(generated))
        }
        (_, expression) => (expression.map(DefaultValue::Expression), None),
    };
    let is_character = data_type.is_character();
    if let Some(collation) = &row.collation {
        let path = ObjectPath::column(&table.name, &row.name);
        if row.is_deterministic == Some(false) {
            let kind = "nondeterministic collation";
            reading.report(table, kind, path.clone(), collation.as_str(), Reported);
        }
        if !is_character {
            let kind = "collation of a type that holds no characters";
            reading.report(table, kind, path, collation.as_str(), Reported);
        }
    }
    Ok(Column {
        name: row.name,
        data_type,
        nullability: nullability(row.is_not_null),
        default,
        identity,
        generated,
        on_update: OnUpdate::Unchanged,
        collation: row.collation.filter(|_| is_character),
        comment: row.comment,
    })
}
