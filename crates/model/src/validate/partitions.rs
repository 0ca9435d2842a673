//! Defects of partitions.

use super::names::Scope;
use super::{Defects, keys};
use crate::partition::{BoundValue, Partition, PartitionBound, PartitionMethod};
use crate::{Dialect, IndexKey, ObjectPath, Partitioning, Table};

pub(super) fn check(
    dialect: Dialect,
    table: &Table,
    partitioning: &Partitioning,
    path: &ObjectPath,
    defects: &mut Defects,
) {
    let mut names = Scope::default();
    check_level(dialect, table, partitioning, path, &mut names, defects);
}

fn check_level(
    dialect: Dialect,
    table: &Table,
    partitioning: &Partitioning,
    path: &ObjectPath,
    names: &mut Scope,
    defects: &mut Defects,
) {
    check_key(dialect, table, partitioning, path, defects);
    // PostgreSQL has such tables; no row finds a place.
    if partitioning.partitions.is_empty() && dialect == Dialect::OceanBase {
        let reason = "it has no partitions";
        defects.add("model/no-partitions", path.clone(), reason);
    }
    let mut default = None;
    for partition in &partitioning.partitions {
        let path = path.join("partitions").join(partition.name.as_str());
        names.enter(dialect, &partition.name, path.clone(), defects);
        if let Some(reason) = bound_defect(dialect, partitioning, partition) {
            defects.add("model/partition-bound", path.join("bound"), reason);
        }
        if partition.bound == PartitionBound::Default
            && let Some(first) = default.replace(&partition.name)
        {
            let reason = format!("{first} takes all other rows already");
            defects.add("model/partition-bound", path.join("bound"), reason);
        }
        if let Some(inner) = &partition.partitioning {
            let path = path.join("partitioning");
            check_level(dialect, table, inner, &path, names, defects);
        }
    }
}

fn check_key(
    dialect: Dialect,
    table: &Table,
    partitioning: &Partitioning,
    path: &ObjectPath,
    defects: &mut Defects,
) {
    let is_allowed = match (dialect, partitioning.method) {
        (Dialect::OceanBase, _)
        | (
            Dialect::Postgres,
            PartitionMethod::RangeColumns | PartitionMethod::ListColumns | PartitionMethod::Hash,
        ) => true,
        (
            Dialect::Postgres,
            PartitionMethod::Range | PartitionMethod::List | PartitionMethod::Key,
        ) => false,
    };
    if !is_allowed {
        let reason = format!("{dialect} has no {:?}", partitioning.method);
        defects.add("model/partition-method", path.join("method"), reason);
    }
    let path = path.join("key");
    let columns: Vec<_> = partitioning
        .key
        .iter()
        .filter_map(|part| match part {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        })
        .collect();
    let means_primary_key =
        partitioning.method == PartitionMethod::Key && table.primary_key.is_some();
    if !columns.is_empty() || (partitioning.key.is_empty() && !means_primary_key) {
        keys::check_columns(table, columns.into_iter(), &path, defects);
    }
}

fn bound_defect(
    dialect: Dialect,
    partitioning: &Partitioning,
    partition: &Partition,
) -> Option<String> {
    use PartitionMethod as M;
    let count = partitioning.key.len();
    let fits = |values: &Vec<BoundValue>| values.len() == count;
    match (&partition.bound, partitioning.method) {
        (PartitionBound::Range { from, to }, M::Range | M::RangeColumns) => {
            let from_fits = match dialect {
                Dialect::Postgres => fits(from),
                Dialect::OceanBase => from.is_empty(),
            };
            (!from_fits || !fits(to)).then(|| format!("the key has {count} columns"))
        }
        (PartitionBound::List { values }, M::List | M::ListColumns) => {
            if values.is_empty() {
                return Some("the list is empty".to_owned());
            }
            (!values.iter().all(fits)).then(|| format!("the key has {count} columns"))
        }
        (PartitionBound::Hash { modulus, remainder }, M::Hash | M::Key) => (remainder >= modulus)
            .then(|| format!("{remainder} is no remainder of a division by {modulus}")),
        (PartitionBound::Default, M::List | M::ListColumns) => None,
        // OceanBase has MAXVALUE instead.
        (PartitionBound::Default, M::Range | M::RangeColumns) => {
            (dialect == Dialect::OceanBase).then(|| "ranges have no default partition".to_owned())
        }
        (
            PartitionBound::Range { .. }
            | PartitionBound::List { .. }
            | PartitionBound::Hash { .. }
            | PartitionBound::Default,
            _,
        ) => Some("it is of another kind than the partitioning".to_owned()),
    }
}
