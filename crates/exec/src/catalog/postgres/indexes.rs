//! Indexes that are no constraints.

use std::collections::BTreeMap;

use obmigrate_model::expression::without_parentheses;
use obmigrate_model::index::{IndexMethod, Nulls, NullsOrder, SortOrder};
use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{
    Dialect, Ident, Index, IndexKey, IndexPart, ObjectPath, Uniqueness, Unmodelled,
};
use serde::Deserialize;

use super::query::{Oid, vanished};
use super::reading::{Reading, Relation, Role};
use crate::Error;

#[derive(Deserialize)]
pub(super) struct Row {
    relation: Oid,
    schema: Ident,
    relation_name: Ident,
    relation_kind: String,
    name: Ident,
    method: String,
    is_unique: bool,
    is_valid: bool,
    nulls_not_distinct: bool,
    predicate: Option<String>,
    has_predicate: bool,
    parameters: Option<Vec<String>>,
    comment: Option<String>,
    definition: Option<String>,
    include: Option<Vec<Ident>>,
    parts: Option<Vec<Part>>,
}

#[derive(Deserialize)]
struct Part {
    column: Option<Ident>,
    expression: Option<String>,
    is_descending: bool,
    puts_nulls_first: bool,
    operator_class: Option<String>,
    collation: Option<String>,
}

pub(super) fn read(reading: &mut Reading<'_>, rows: Vec<Row>) -> Result<(), Error> {
    for row in rows {
        if row.relation_kind == "m" {
            of_view(reading, row);
            continue;
        }
        let Some(relation) = reading.relation(row.relation).cloned() else {
            continue;
        };
        match &relation.role {
            Role::Table => of_table(reading, &relation, row)?,
            Role::Partition { root } => {
                if let Some(table) = reading.relation(*root).cloned() {
                    of_partition(reading, &table, row);
                }
            }
            Role::Other { .. } | Role::LeftOut => {}
        }
    }
    Ok(())
}

/// Reports an index of a materialized view.
fn of_view(reading: &mut Reading<'_>, row: Row) {
    let path = ObjectPath::root()
        .join("views")
        .join(row.relation_name.as_str())
        .join("indexes")
        .join(row.name.as_str());
    let found = Unmodelled {
        kind: "index of a view".to_owned(),
        path,
        detail: row.definition.unwrap_or_default(),
        consequence: Reported,
        depends_on: Vec::new(),
    };
    reading.report_in(&row.schema, found);
}

/// Reports an index that one partition alone has.
fn of_partition(reading: &mut Reading<'_>, table: &Relation, row: Row) {
    let path = ObjectPath::table(&table.name)
        .join("partitions")
        .join(row.relation_name.as_str())
        .join("indexes")
        .join(row.name.as_str());
    let consequence = if row.is_unique {
        BlocksRebuild
    } else {
        Reported
    };
    let detail = row.definition.unwrap_or_default();
    let kind = "index of a single partition";
    reading.report(table, kind, path, detail, consequence);
}

fn of_table(reading: &mut Reading<'_>, table: &Relation, row: Row) -> Result<(), Error> {
    if !row.is_valid {
        let path = ObjectPath::table(&table.name)
            .join("indexes")
            .join(row.name.as_str());
        let detail = row.definition.unwrap_or_default();
        reading.report(table, "invalid index", path, detail, Reported);
        return Ok(());
    }
    if row.has_predicate && row.predicate.is_none() {
        return Err(vanished("an index has no predicate"));
    }
    let parts = row.parts.into_iter().flatten().map(part);
    let index = Index {
        uniqueness: if row.is_unique {
            Uniqueness::Unique
        } else {
            Uniqueness::NotUnique
        },
        nulls: if row.nulls_not_distinct {
            Nulls::NotDistinct
        } else {
            Nulls::Distinct
        },
        method: method(&row.method),
        predicate: row
            .predicate
            .map(|text| without_parentheses(Dialect::Postgres, &text).to_owned()),
        include: row.include.unwrap_or_default(),
        parameters: parameters(row.parameters.unwrap_or_default()),
        comment: row.comment,
        ..Index::new(parts.collect::<Result<_, _>>()?)
    };
    if let Some(table) = reading.table_mut(row.relation) {
        table.indexes.insert(row.name, index);
    }
    Ok(())
}

fn part(part: Part) -> Result<IndexPart, Error> {
    let nulls_order = match (part.is_descending, part.puts_nulls_first) {
        (false, false) | (true, true) => None,
        (false, true) => Some(NullsOrder::First),
        (true, false) => Some(NullsOrder::Last),
    };
    Ok(IndexPart {
        order: if part.is_descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        },
        nulls_order,
        operator_class: part.operator_class,
        collation: part.collation,
        ..IndexPart::new(key(part.column, part.expression)?)
    })
}

/// Reads what a part of an index looks at.
pub(super) fn key(column: Option<Ident>, expression: Option<String>) -> Result<IndexKey, Error> {
    match (column, expression) {
        (Some(column), _) => Ok(IndexKey::Column(column)),
        (None, Some(text)) => Ok(IndexKey::Expression(
            without_parentheses(Dialect::Postgres, &text).to_owned(),
        )),
        (None, None) => Err(vanished("an index orders by nothing")),
    }
}

/// Reads the name of an access method.
pub(super) fn method(name: &str) -> IndexMethod {
    match name {
        "btree" => IndexMethod::BTree,
        "hash" => IndexMethod::Hash,
        "gin" => IndexMethod::Gin,
        "gist" => IndexMethod::Gist,
        "spgist" => IndexMethod::SpGist,
        "brin" => IndexMethod::Brin,
        other => IndexMethod::Other(other.to_owned()),
    }
}

/// Reads settings, each of which is `name=value`.
fn parameters(settings: Vec<String>) -> BTreeMap<String, String> {
    settings
        .into_iter()
        .map(|setting| match setting.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (setting, String::new()),
        })
        .collect()
}
