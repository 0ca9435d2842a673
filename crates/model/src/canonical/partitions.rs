//! How a table is split into partitions.
//!
//! OceanBase names only the upper bound of a range, hashes in a way of its own, and wants the key
//! in every key of the table. A table that cannot be split the same way is not split at all: its
//! rows stay, only the layout is lost.

mod bound;
mod normalise;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use self::bound::Shape;
pub(super) use self::normalise::normalise;
use super::{Notes, names};
use crate::index::IndexScope;
use crate::partition::{BoundValue, Partition, PartitionBound, PartitionMethod};
use crate::{Dialect, Ident, IndexKey, ObjectPath, Partitioning, Table, Uniqueness};

/// A bound on OceanBase and the PostgreSQL partition that it is of.
type Bounded<'a> = (PartitionBound, &'a Partition);

/// Adds the partitioning of a PostgreSQL table to its translation, which has its columns and keys
/// already.
pub(super) fn translate(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    let Some(partitioning) = &table.partitioning else {
        return;
    };
    let path = path.join("partitioning");
    let mut translation = Translation {
        table: result,
        taken: BTreeSet::new(),
        path: &path,
        notes,
    };
    match translation.level(partitioning, Depth::First) {
        Ok(translated) => {
            let columns = key_columns(&translated);
            if let Some(reason) = missing_in_primary_key(result, &columns) {
                notes.error(
                    "model/partition-key",
                    path,
                    format!("the table is not partitioned: {reason}"),
                    "add the columns to the primary key, or partition by columns of it",
                );
                return;
            }
            widen_unique_keys(result, &columns, &path, notes);
            result.partitioning = Some(translated);
        }
        Err(reason) => notes.warning(
            "model/unpartitioned",
            path,
            format!("the table is not partitioned: {reason}"),
            "partition it by hand if its size asks for it",
        ),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    First,
    Second,
}

struct Translation<'a> {
    table: &'a Table,
    /// The names of all partitions so far: OceanBase tells them apart as it does columns, across
    /// both levels (errors 1517 and 5867, measured).
    taken: BTreeSet<String>,
    path: &'a ObjectPath,
    notes: &'a mut Notes,
}

impl Translation<'_> {
    fn level(&mut self, partitioning: &Partitioning, depth: Depth) -> Result<Partitioning, String> {
        let shapes = self.shapes(partitioning)?;
        if partitioning.partitions.is_empty() {
            return Err("it has no partitions".to_owned());
        }
        let (method, bounded) = match partitioning.method {
            PartitionMethod::Range | PartitionMethod::RangeColumns => (
                PartitionMethod::RangeColumns,
                self.ranges(partitioning, &shapes)?,
            ),
            PartitionMethod::List | PartitionMethod::ListColumns => {
                (PartitionMethod::ListColumns, lists(partitioning, &shapes)?)
            }
            PartitionMethod::Hash | PartitionMethod::Key => {
                self.notes.warning(
                    "model/partition-hash",
                    self.path.clone(),
                    "OceanBase hashes in another way: rows are spread over as many partitions, \
                     but not the same rows in each",
                    "",
                );
                (PartitionMethod::Key, hashes(partitioning))
            }
        };
        let mut partitions = Vec::new();
        for (bound, original) in &bounded {
            partitions.push(Partition {
                name: self.name(&original.name),
                bound: bound.clone(),
                partitioning: None,
            });
        }
        let inner: Vec<_> = bounded
            .iter()
            .map(|(_, original)| original.partitioning.as_ref())
            .collect();
        if inner.iter().any(Option::is_some) {
            match self.second_level(&inner, depth) {
                Ok(levels) => {
                    for (partition, level) in partitions.iter_mut().zip(levels) {
                        partition.partitioning = Some(level);
                    }
                }
                Err(reason) => self.notes.warning(
                    "model/subpartitions",
                    self.path.clone(),
                    format!("the partitions are not split any further: {reason}"),
                    "",
                ),
            }
        }
        Ok(Partitioning {
            method,
            key: partitioning.key.clone(),
            partitions,
        })
    }

    /// Translates what the partitions themselves are split into: OceanBase splits all of them by
    /// one rule, and no further.
    fn second_level(
        &mut self,
        inner: &[Option<&Partitioning>],
        depth: Depth,
    ) -> Result<Vec<Partitioning>, String> {
        if depth == Depth::Second {
            return Err("OceanBase has two levels of partitions".to_owned());
        }
        let rules: Vec<&Partitioning> = inner.iter().copied().flatten().collect();
        let rule = |level: &Partitioning| (level.method, level.key.clone());
        let is_uniform = rules.windows(2).all(|pair| match pair {
            [left, right] => rule(left) == rule(right),
            _ => true,
        });
        if rules.len() < inner.len() || !is_uniform {
            return Err("OceanBase splits all partitions by one rule".to_owned());
        }
        let levels = rules
            .into_iter()
            .map(|level| self.level(level, Depth::Second));
        levels.collect()
    }

    fn name(&mut self, name: &Ident) -> Ident {
        let unique = names::unique(name, names::LONGEST_NAME, &mut self.taken);
        if unique != *name {
            let path = self.path.join("partitions").join(name.as_str());
            let reason = format!("the name becomes {unique} on OceanBase");
            self.notes.info("model/partition-renamed", path, reason);
        }
        unique
    }

    /// Finds out what kind of values the key has; refuses a key that OceanBase does not take
    /// (error 1659, measured).
    fn shapes(&self, partitioning: &Partitioning) -> Result<Vec<Shape>, String> {
        let shapes = partitioning.key.iter().map(|key| {
            let IndexKey::Column(name) = key else {
                return Err("its key is an expression".to_owned());
            };
            // Error 1064 for every method (OceanBase 4.3.5, measured); any other character is taken.
            if name.as_str().contains('\'') {
                return Err(format!(
                    "OceanBase cannot partition by {name}, which has a quote"
                ));
            }
            let column = self.table.columns.get(name);
            let column = column.ok_or_else(|| format!("there is no column {name}"))?;
            let data_type = &column.data_type;
            Shape::of(data_type, partitioning.method)
                .ok_or_else(|| format!("OceanBase does not partition by {data_type} in this way"))
        });
        shapes.collect()
    }

    /// Turns ranges with two bounds into ranges that begin where the one in front ends.
    fn ranges<'a>(
        &mut self,
        partitioning: &'a Partitioning,
        shapes: &[Shape],
    ) -> Result<Vec<Bounded<'a>>, String> {
        let mut ranges = Vec::new();
        let mut default = None;
        for partition in &partitioning.partitions {
            match &partition.bound {
                PartitionBound::Range { from, to } => {
                    let from = bound::tuple(from, shapes, Dialect::Postgres);
                    let to = bound::tuple(to, shapes, Dialect::Postgres)
                        .filter(|to| !to.contains(&BoundValue::Minimum));
                    let (Some(from), Some(to)) = (from, to) else {
                        return Err(unwritable(partition));
                    };
                    if bound::compare(&from, &to) != Ordering::Less {
                        // Texts in the order of a language can be.
                        let name = &partition.name;
                        return Err(format!("OceanBase orders the bounds of {name} otherwise"));
                    }
                    ranges.push((from, to, partition));
                }
                PartitionBound::Default => default = Some(partition),
                PartitionBound::List { .. } | PartitionBound::Hash { .. } => {
                    return Err(unwritable(partition));
                }
            }
        }
        ranges.sort_by(|a, b| bound::compare(&a.1, &b.1));
        let mut end: Option<&[BoundValue]> = None;
        for (from, to, partition) in &ranges {
            self.note_gap(end, from, &partition.name, default.is_some());
            end = Some(to);
        }
        let is_full = end.is_some_and(|end| end.first() == Some(&BoundValue::Maximum));
        let mut bounded: Vec<Bounded<'a>> = ranges
            .into_iter()
            .map(|(_, to, partition)| (upper(to), partition))
            .collect();
        match default {
            // What lies below and between the others is in one of them by now.
            Some(partition) if !is_full => {
                let everything = vec![BoundValue::Maximum; shapes.len()];
                bounded.push((upper(everything), partition));
            }
            Some(partition) => self.notes.warning(
                "model/partition-default",
                self.path.join("partitions").join(partition.name.as_str()),
                "the default partition is left out: the others take every row on OceanBase",
                "",
            ),
            None => {}
        }
        Ok(bounded)
    }

    /// Notes rows that find another partition since a range has no lower bound of its own.
    fn note_gap(
        &mut self,
        end: Option<&[BoundValue]>,
        from: &[BoundValue],
        name: &Ident,
        has_default: bool,
    ) {
        let (code, path) = (
            "model/partition-gap",
            self.path.join("partitions").join(name.as_str()),
        );
        let origin = if has_default {
            "were in the default partition"
        } else {
            "are refused by PostgreSQL"
        };
        match end {
            Some(end) if end == from => {}
            None if from.first() == Some(&BoundValue::Minimum) => {}
            Some(_) => {
                let reason = format!(
                    "rows between {name} and the partition in front {origin} and go into {name}"
                );
                self.notes.warning(code, path, reason, "");
            }
            None => {
                let reason = format!("rows below {name} {origin} and go into {name}");
                if has_default {
                    self.notes.warning(code, path, reason, "");
                } else {
                    self.notes.info(code, path, reason);
                }
            }
        }
    }
}

const fn upper(to: Vec<BoundValue>) -> PartitionBound {
    PartitionBound::Range {
        from: Vec::new(),
        to,
    }
}

fn unwritable(partition: &Partition) -> String {
    let name = &partition.name;
    format!("OceanBase has no counterpart of the bound of {name}")
}

fn lists<'a>(partitioning: &'a Partitioning, shapes: &[Shape]) -> Result<Vec<Bounded<'a>>, String> {
    let bounded = partitioning.partitions.iter().map(|partition| {
        let bound = match &partition.bound {
            PartitionBound::List { values } => {
                let values = values
                    .iter()
                    .map(|tuple| bound::tuple(tuple, shapes, Dialect::Postgres));
                let values: Option<Vec<_>> = values.collect();
                let values = bound::sorted(values.ok_or_else(|| unwritable(partition))?);
                Ok(PartitionBound::List { values })
            }
            PartitionBound::Default => Ok(PartitionBound::Default),
            PartitionBound::Range { .. } | PartitionBound::Hash { .. } => {
                Err(unwritable(partition))
            }
        };
        bound.map(|bound| (bound, partition))
    });
    let mut bounded: Vec<_> = bounded.collect::<Result<_, String>>()?;
    bounded.sort_by(|a, b| bound::compare_lists(&a.0, &b.0));
    Ok(bounded)
}

fn hashes(partitioning: &Partitioning) -> Vec<Bounded<'_>> {
    let remainder = |partition: &&Partition| match &partition.bound {
        PartitionBound::Hash { remainder, .. } => *remainder,
        PartitionBound::Range { .. } | PartitionBound::List { .. } | PartitionBound::Default => 0,
    };
    let mut partitions: Vec<&Partition> = partitioning.partitions.iter().collect();
    partitions.sort_by_key(remainder);
    let bounds = bound::hash_bounds(partitions.len());
    bounds.into_iter().zip(partitions).collect()
}

/// Lists the columns of the key on both levels.
fn key_columns(partitioning: &Partitioning) -> Vec<Ident> {
    let inner = partitioning
        .partitions
        .first()
        .and_then(|partition| partition.partitioning.as_ref());
    let keys = partitioning
        .key
        .iter()
        .chain(inner.iter().flat_map(|inner| &inner.key));
    let columns = keys.filter_map(|key| match key {
        IndexKey::Column(name) => Some(name.clone()),
        IndexKey::Expression(_) => None,
    });
    columns.collect()
}

/// Says which column of the partition key the primary key lacks (error 1503, measured).
fn missing_in_primary_key(result: &Table, columns: &[Ident]) -> Option<String> {
    let key = result.primary_key.as_ref()?;
    let missing = columns.iter().find(|name| !key.columns.contains(name))?;
    Some(format!(
        "OceanBase wants the column {missing} in the primary key"
    ))
}

/// Makes unique keys global that do not hold the partition key as columns, which they could not be
/// per partition (error 1503, measured).
fn widen_unique_keys(result: &mut Table, columns: &[Ident], path: &ObjectPath, notes: &mut Notes) {
    let mut global = Vec::new();
    for (name, unique) in &mut result.uniques {
        if !columns.iter().all(|column| unique.columns.contains(column)) {
            unique.scope = IndexScope::Global;
            global.push(name.clone());
        }
    }
    for (name, index) in &mut result.indexes {
        let holds = |column: &Ident| {
            let key = IndexKey::Column(column.clone());
            index.parts.iter().any(|part| part.key == key)
        };
        if index.uniqueness == Uniqueness::Unique && !columns.iter().all(holds) {
            index.scope = IndexScope::Global;
            global.push(name.clone());
        }
    }
    for name in global {
        let reason = format!("the unique key {name} becomes one over all partitions");
        notes.info("model/global-index", path.clone(), reason);
    }
}
