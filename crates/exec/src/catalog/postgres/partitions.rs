//! How a table is split.

mod bound;

use std::collections::BTreeMap;

use obmigrate_model::expression::without_parentheses;
use obmigrate_model::partition::{Partition, PartitionMethod};
use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{Dialect, IndexKey, ObjectPath, Partitioning};

use super::query::{Oid, vanished};
use super::reading::{Reading, Relation};
use super::tables::Row;
use crate::Error;
use crate::catalog::fields::odd;

/// Reads how a table, or a partition of it, is split; `None` if it is not.
pub(super) fn read(
    reading: &mut Reading<'_>,
    root: &Relation,
    row: &Row,
    partitions: &BTreeMap<Oid, Vec<&Row>>,
) -> Result<Option<Partitioning>, Error> {
    let Some(strategy) = &row.strategy else {
        return Ok(None);
    };
    let method = match strategy.as_str() {
        "r" => PartitionMethod::RangeColumns,
        "l" => PartitionMethod::ListColumns,
        "h" => PartitionMethod::Hash,
        _ => return Err(odd("a table is split by an unknown rule")),
    };
    if row.has_special_key == Some(true) {
        let detail = row.key_definition.as_deref().unwrap_or_default();
        let path = path(root, row).join("partitioning");
        let kind = "partition key with an operator class or a collation";
        reading.report(root, kind, path, detail, BlocksRebuild);
    }
    let mut found = Vec::new();
    for part in partitions.get(&row.oid).into_iter().flatten() {
        let bound = part
            .bound
            .as_deref()
            .ok_or_else(|| vanished("a partition has no bound"))?;
        report(reading, root, part);
        found.push(Partition {
            name: part.name.clone(),
            bound: bound::parse(bound)
                .ok_or_else(|| odd(&format!("the bound of {} cannot be read", part.name)))?,
            partitioning: read(reading, root, part, partitions)?,
        });
    }
    Ok(Some(Partitioning {
        method,
        key: key(row)?,
        partitions: found,
    }))
}

/// Points at a partition, or at the whole table.
pub(super) fn path(root: &Relation, row: &Row) -> ObjectPath {
    let path = ObjectPath::table(&root.name);
    if root.name == row.name {
        path
    } else {
        path.join("partitions").join(row.name.as_str())
    }
}

fn report(reading: &mut Reading<'_>, root: &Relation, part: &Row) {
    let path = path(root, part);
    if let Some(comment) = &part.comment {
        reading.report(root, "comment", path.clone(), comment.as_str(), Reported);
    }
    if part.schema != root.schema {
        let detail = format!("{}.{}", part.schema, part.name);
        let kind = "partition in another schema";
        reading.report(root, kind, path.clone(), detail, BlocksRebuild);
    }
    if part.has_row_security {
        let kind = "row security";
        reading.report(root, kind, path.clone(), "", BlocksRebuild);
    }
    if part.persistence == "u" {
        let kind = "unlogged partition";
        reading.report(root, kind, path.clone(), "", Reported);
    }
    if part.is_foreign() {
        let detail = part.foreign_definition.as_deref().unwrap_or_default();
        reading.report(root, "foreign table", path, detail, BlocksRebuild);
    }
}

fn key(row: &Row) -> Result<Vec<IndexKey>, Error> {
    let expressions = row.key_expressions.as_deref().unwrap_or_default();
    let mut expressions = bound::items(expressions).into_iter();
    let columns = row.key_columns.iter().flatten();
    columns
        .map(|column| match column {
            Some(name) => Ok(IndexKey::Column(name.clone())),
            None => expressions
                .next()
                .map(|text| {
                    IndexKey::Expression(without_parentheses(Dialect::Postgres, text).to_owned())
                })
                .ok_or_else(|| vanished("a partition key has no expression")),
        })
        .collect()
}
