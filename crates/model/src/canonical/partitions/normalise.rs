//! The canonical form of what OceanBase prints.

use super::bound::{self, Shape};
use crate::partition::{BoundValue, Partition, PartitionBound, PartitionMethod};
use crate::{Dialect, Ident, IndexKey, Partitioning, Table, expression};

/// Adds the partitioning of an OceanBase table to its canonical form, which has its columns and
/// keys already.
pub(in crate::canonical) fn normalise(table: &Table, result: &mut Table) {
    let level = table.partitioning.as_ref();
    result.partitioning = level.map(|level| normalise_level(level, result));
}

fn normalise_level(level: &Partitioning, table: &Table) -> Partitioning {
    let key = normalise_key(level, table);
    let method = match (level.method, key.as_slice()) {
        // By a single integer column both are the same.
        (PartitionMethod::Range, [IndexKey::Column(_)]) => PartitionMethod::RangeColumns,
        (PartitionMethod::List, [IndexKey::Column(_)]) => PartitionMethod::ListColumns,
        (method, _) => method,
    };
    let shapes: Vec<Shape> = key.iter().map(|part| shape(part, table, method)).collect();
    let mut partitions: Vec<Partition> = level
        .partitions
        .iter()
        .map(|partition| Partition {
            name: partition.name.clone(),
            bound: normalise_bound(&partition.bound, &shapes),
            partitioning: partition
                .partitioning
                .as_ref()
                .map(|inner| normalise_level(inner, table)),
        })
        .collect();
    match method {
        PartitionMethod::List | PartitionMethod::ListColumns => {
            partitions.sort_by(|a, b| bound::compare_lists(&a.bound, &b.bound));
        }
        PartitionMethod::Hash | PartitionMethod::Key => {
            let bounds = bound::hash_bounds(partitions.len());
            for (partition, bound) in partitions.iter_mut().zip(bounds) {
                partition.bound = bound;
            }
        }
        PartitionMethod::Range | PartitionMethod::RangeColumns => {}
    }
    Partitioning {
        method,
        key,
        partitions,
    }
}

/// Writes out `KEY ()`, which means the primary key, and what is an expression in name only.
fn normalise_key(level: &Partitioning, table: &Table) -> Vec<IndexKey> {
    if level.key.is_empty()
        && let Some(primary) = &table.primary_key
    {
        return primary
            .columns
            .iter()
            .cloned()
            .map(IndexKey::Column)
            .collect();
    }
    let parts = level.key.iter().map(|part| match part {
        IndexKey::Column(name) => IndexKey::Column(column_name(name, table)),
        IndexKey::Expression(text) => match expression::canonical_oceanbase(text) {
            Ok(text) => match expression::single_column(&text) {
                Some(name) => IndexKey::Column(column_name(&name, table)),
                None => IndexKey::Expression(text),
            },
            Err(_) => IndexKey::Expression(text.trim().to_lowercase()),
        },
    });
    parts.collect()
}

/// Finds the spelling of the column: OceanBase prints the key as it was typed, without regard to
/// case (measured).
fn column_name(name: &Ident, table: &Table) -> Ident {
    let same = |column: &&Ident| column.as_str().eq_ignore_ascii_case(name.as_str());
    if table.columns.get(name).is_some() {
        return name.clone();
    }
    table.columns.names().find(same).unwrap_or(name).clone()
}

/// Finds the kind of the values of one part; that of an expression is an integer.
fn shape(part: &IndexKey, table: &Table, method: PartitionMethod) -> Shape {
    let column = match part {
        IndexKey::Column(name) => table.columns.get(name),
        IndexKey::Expression(_) => return Shape::Number,
    };
    column
        .and_then(|column| Shape::of(&column.data_type, method))
        .unwrap_or(Shape::Text)
}

/// Keeps a value as it is written if it has no canonical text.
fn normalise_bound(bound: &PartitionBound, shapes: &[Shape]) -> PartitionBound {
    let tuple = |values: &Vec<BoundValue>| {
        bound::tuple(values, shapes, Dialect::OceanBase).unwrap_or_else(|| values.clone())
    };
    match bound {
        PartitionBound::Range { to, .. } => super::upper(tuple(to)),
        PartitionBound::List { values } => PartitionBound::List {
            values: bound::sorted(values.iter().map(tuple).collect()),
        },
        PartitionBound::Hash { .. } | PartitionBound::Default => bound.clone(),
    }
}
