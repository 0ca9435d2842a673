//! Random partitions.

use super::names::{Taken, column_text, fresh};
use super::plain_integer;
use crate::index::Uniqueness;
use crate::partition::{BoundValue, Partition, PartitionBound, PartitionMethod};
use crate::{Dialect, Ident, IndexKey, Partitioning, Table};

/// Splits a table by an integer column, if every unique key holds that column.
pub(super) fn add(dialect: Dialect, table: &mut Table, seed: u8, taken: &mut Taken) -> Option<()> {
    let kind = seed.checked_sub(12)?;
    let column = plain_integer(table)?.clone();
    // OceanBase does not understand a quote there.
    if dialect == Dialect::OceanBase && column.as_str().contains('\'') {
        return None;
    }
    let primary = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.values().map(|unique| &unique.columns);
    let is_free = primary.chain(uniques).all(|key| key.contains(&column))
        && table.foreign_keys.is_empty()
        && table.exclusions.is_empty()
        && table.options == crate::schema::TableOptions::default()
        && (table.indexes.values()).all(|index| index.uniqueness == Uniqueness::NotUnique)
        // A check that partitions do not inherit has no place.
        && (table.checks.values())
            .all(|check| check.inheritance == crate::constraint::Inheritance::Inherited);
    if !is_free {
        return None;
    }
    table.partitioning = Some(match dialect {
        Dialect::Postgres => of_postgres(kind, column, taken)?,
        Dialect::OceanBase => of_oceanbase(kind, column)?,
    });
    Some(())
}

fn of_postgres(kind: u8, column: Ident, taken: &mut Taken) -> Option<Partitioning> {
    let mut partition = |prefix, bound| {
        let name = fresh(prefix, kind, &mut taken.relations)?;
        Some(Partition {
            name,
            bound,
            partitioning: None,
        })
    };
    let (method, mut partitions) = match kind {
        0 => {
            let from = |value| PartitionBound::Range {
                from: vec![value],
                to: vec![constant("10")],
            };
            let low = partition("p1_", from(BoundValue::Minimum))?;
            let high = PartitionBound::Range {
                from: vec![constant("10")],
                to: vec![BoundValue::Maximum],
            };
            (
                PartitionMethod::RangeColumns,
                vec![low, partition("p2_", high)?],
            )
        }
        1 => {
            let values = PartitionBound::List {
                values: vec![vec![constant("1")], vec![constant("2")]],
            };
            let listed = partition("p1_", values)?;
            let others = partition("p2_", PartitionBound::Default)?;
            (PartitionMethod::ListColumns, vec![listed, others])
        }
        _ => {
            let mut partitions = Vec::new();
            for (prefix, remainder) in [("p1_", 0), ("p2_", 1)] {
                let bound = PartitionBound::Hash {
                    modulus: 2,
                    remainder,
                };
                partitions.push(partition(prefix, bound)?);
            }
            (PartitionMethod::Hash, partitions)
        }
    };
    partitions.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Partitioning {
        method,
        key: vec![IndexKey::Column(column)],
        partitions,
    })
}

fn of_oceanbase(kind: u8, column: Ident) -> Option<Partitioning> {
    let partition = |name, bound| {
        Ident::new(name).ok().map(|name| Partition {
            name,
            bound,
            partitioning: None,
        })
    };
    let below = |value| PartitionBound::Range {
        from: Vec::new(),
        to: vec![value],
    };
    let (method, bounds) = match kind {
        0 => (
            PartitionMethod::RangeColumns,
            vec![below(constant("10")), below(BoundValue::Maximum)],
        ),
        1 => {
            let values = vec![vec![constant("1")], vec![constant("2")]];
            let bounds = vec![PartitionBound::List { values }, PartitionBound::Default];
            (PartitionMethod::ListColumns, bounds)
        }
        2 => (
            PartitionMethod::Range,
            vec![below(constant("10")), below(constant("20"))],
        ),
        _ => {
            let bound = |remainder| PartitionBound::Hash {
                modulus: 3,
                remainder,
            };
            (PartitionMethod::Hash, vec![bound(0), bound(1), bound(2)])
        }
    };
    let names = ["p0", "p1", "p2"];
    let partitions = bounds.into_iter().zip(names);
    let key = match method {
        PartitionMethod::Range => {
            let column = column_text(Dialect::OceanBase, &column);
            IndexKey::Expression(format!("{column} + 1"))
        }
        PartitionMethod::RangeColumns
        | PartitionMethod::Hash
        | PartitionMethod::List
        | PartitionMethod::ListColumns
        | PartitionMethod::Key => IndexKey::Column(column),
    };
    Some(Partitioning {
        method,
        key: vec![key],
        partitions: partitions
            .map(|(bound, name)| partition(name, bound))
            .collect::<Option<_>>()?,
    })
}

fn constant(text: &str) -> BoundValue {
    BoundValue::Constant(text.to_owned())
}
