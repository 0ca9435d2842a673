//! Partitions and sub-partitions.

use obmigrate_model::partition::{Partition, PartitionBound, PartitionMethod};
use obmigrate_model::sql::Writer;
use obmigrate_model::{IndexKey, Partitioning};

use crate::render::parts;

/// Writes how a table is split. Every partition and sub-partition is written out under its name,
/// never as a template.
pub(super) fn write(sql: &mut Writer, partitioning: &Partitioning) {
    sql.kw("\n PARTITION BY ");
    write_rule(sql, partitioning);
    if let Some(inner) = partitioning
        .partitions
        .iter()
        .find_map(|partition| partition.partitioning.as_ref())
    {
        sql.kw(" SUBPARTITION BY ");
        write_rule(sql, inner);
    }
    sql.kw(" (\n  ");
    sql.separated(",\n  ", &partitioning.partitions, |sql, partition| {
        sql.kw("PARTITION ");
        write_partition(sql, partition);
        if let Some(inner) = &partition.partitioning {
            sql.kw(" (\n    ");
            sql.separated(",\n    ", &inner.partitions, |sql, partition| {
                sql.kw("SUBPARTITION ");
                write_partition(sql, partition);
            });
            sql.kw(")");
        }
    });
    sql.kw(")");
}

fn write_rule(sql: &mut Writer, partitioning: &Partitioning) {
    sql.kw(match partitioning.method {
        PartitionMethod::Range => "RANGE",
        PartitionMethod::RangeColumns => "RANGE COLUMNS",
        PartitionMethod::List => "LIST",
        PartitionMethod::ListColumns => "LIST COLUMNS",
        PartitionMethod::Hash => "HASH",
        PartitionMethod::Key => "KEY",
    });
    sql.kw(" ").paren(|sql| {
        sql.comma(&partitioning.key, |sql, part| {
            match part {
                IndexKey::Column(column) => sql.ident(column),
                IndexKey::Expression(expression) => sql.expression(expression),
            };
        });
    });
}

fn write_partition(sql: &mut Writer, partition: &Partition) {
    sql.ident(&partition.name);
    match &partition.bound {
        PartitionBound::Range { to, .. } => {
            sql.kw(" VALUES LESS THAN ");
            parts::bound(sql, to);
        }
        PartitionBound::List { values } => {
            sql.kw(" VALUES IN ").paren(|sql| {
                sql.comma(values, |sql, value| match value.as_slice() {
                    [single] => parts::bound_value(sql, single),
                    several => parts::bound(sql, several),
                });
            });
        }
        PartitionBound::Default => {
            sql.kw(" VALUES IN (DEFAULT)");
        }
        // The server takes the remainders in the order of the partitions.
        PartitionBound::Hash { .. } => {}
    }
}
