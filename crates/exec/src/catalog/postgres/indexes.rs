//! Indexes that are no constraints.

use obmigrate_model::index::SortOrder;
use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{Ident, Index, IndexKey, IndexPart, ObjectPath, Uniqueness};
use serde::Deserialize;

use super::Reading;
use crate::Error;
use crate::catalog::fields::{Fields, odd};
use crate::catalog::without_parentheses;

/// Writes the query for a server's version (manual, release notes of 11 and 15).
pub(super) fn query(version: u16) -> String {
    let since = |first: u16, there, before| if version >= first { there } else { before };
    include_str!("indexes.sql")
        .replace("{natts}", "i.indnatts")
        .replace("{nkeyatts}", since(11, "i.indnkeyatts", "i.indnatts"))
        .replace(
            "{nullsnotdistinct}",
            since(15, "i.indnullsnotdistinct", "false"),
        )
}

#[derive(Deserialize)]
struct Part {
    column: Option<String>,
    expression: Option<String>,
    descending: bool,
}

pub(super) fn read(reading: &mut Reading, mut row: Fields) -> Result<(), Error> {
    let table_name = row.name()?;
    let name = row.name()?;
    let method = row.text()?;
    let is_unique = row.truth()?;
    let is_valid = row.truth()?;
    let nulls_not_distinct = row.truth()?;
    let predicate = row.optional_text()?;
    let has_more_columns = row.truth()?;
    let definition = row.text()?;
    let special_operators = row.truth()?;
    let parts: Vec<Part> = row.json()?.unwrap_or_default();
    if !reading.tables.contains_key(&table_name) {
        return Ok(());
    }
    let path = ObjectPath::table(&table_name)
        .join("indexes")
        .join(name.as_str());
    let left_out = if !is_valid {
        Some(("invalid index", Reported))
    } else if is_unique && nulls_not_distinct {
        Some(("unique index over NULLs", BlocksRebuild))
    } else if predicate.is_some() && is_unique {
        Some(("partial unique index", BlocksRebuild))
    } else if predicate.is_some() {
        Some(("partial index", Reported))
    } else if method != "btree" {
        Some(("index of another kind than btree", Reported))
    } else {
        None
    };
    if let Some((kind, consequence)) = left_out {
        reading.report(kind, path, definition, consequence);
        return Ok(());
    }
    if has_more_columns {
        let kind = "index with INCLUDE columns";
        reading.report(kind, path.clone(), definition.as_str(), Reported);
    }
    if special_operators {
        reading.report("index with an operator class", path, definition, Reported);
    }
    let index = Index {
        parts: parts.into_iter().map(part).collect::<Result<_, _>>()?,
        uniqueness: if is_unique {
            Uniqueness::Unique
        } else {
            Uniqueness::NotUnique
        },
    };
    if let Some(table) = reading.tables.get_mut(&table_name) {
        table.indexes.insert(name, index);
    }
    Ok(())
}

fn part(part: Part) -> Result<IndexPart, Error> {
    let key = match (part.column, part.expression) {
        (Some(column), _) => IndexKey::Column(
            Ident::new(column).map_err(|_| odd("an index names a column without a name"))?,
        ),
        (None, Some(expression)) => {
            IndexKey::Expression(without_parentheses(&expression).to_owned())
        }
        (None, None) => return Err(odd("an index orders by nothing")),
    };
    Ok(IndexPart {
        key,
        order: if part.descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        },
        prefix: None,
    })
}
