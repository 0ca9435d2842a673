//! Partitions, each a table of its own.

use obmigrate_model::partition::{Partition, PartitionBound, PartitionMethod};
use obmigrate_model::schema::Persistence;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, Partitioning, Statement, Table};

use crate::render::parts;

/// Writes the statements that create the partitions of a table, each before its own partitions.
pub(crate) fn create_partitions(name: &Ident, table: &Table) -> Vec<Statement> {
    let mut statements = Vec::new();
    if let Some(partitioning) = &table.partitioning {
        create_level(
            name,
            partitioning,
            table.options.persistence,
            &mut statements,
        );
    }
    statements
}

fn create_level(
    parent: &Ident,
    partitioning: &Partitioning,
    persistence: Persistence,
    statements: &mut Vec<Statement>,
) {
    for partition in &partitioning.partitions {
        statements.push(create_partition(parent, partition, persistence));
        if let Some(inner) = &partition.partitioning {
            create_level(&partition.name, inner, persistence, statements);
        }
    }
}

fn create_partition(parent: &Ident, partition: &Partition, persistence: Persistence) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw(match persistence {
        Persistence::Permanent => "CREATE TABLE ",
        Persistence::Unlogged => "CREATE UNLOGGED TABLE ",
    });
    sql.ident(&partition.name)
        .kw(" PARTITION OF ")
        .ident(parent);
    match &partition.bound {
        PartitionBound::Range { from, to } => {
            sql.kw(" FOR VALUES FROM ");
            parts::bound(&mut sql, from);
            sql.kw(" TO ");
            parts::bound(&mut sql, to);
        }
        PartitionBound::List { values } => {
            sql.kw(" FOR VALUES IN ");
            let single: Vec<_> = values.iter().flatten().cloned().collect();
            parts::bound(&mut sql, &single);
        }
        PartitionBound::Hash { modulus, remainder } => {
            sql.kw(" FOR VALUES WITH (MODULUS ").number(*modulus);
            sql.kw(", REMAINDER ").number(*remainder).kw(")");
        }
        PartitionBound::Default => {
            sql.kw(" DEFAULT");
        }
    }
    if let Some(inner) = &partition.partitioning {
        write_rule(&mut sql, inner);
    }
    sql.finish()
}

/// Writes by what rule rows find their partition.
pub(super) fn write_rule(sql: &mut Writer, partitioning: &Partitioning) {
    sql.kw(match partitioning.method {
        PartitionMethod::RangeColumns => " PARTITION BY RANGE ",
        PartitionMethod::ListColumns => " PARTITION BY LIST ",
        PartitionMethod::Hash => " PARTITION BY HASH ",
        // Refused before they come here.
        PartitionMethod::Range | PartitionMethod::List | PartitionMethod::Key => return,
    });
    sql.paren(|sql| {
        sql.comma(&partitioning.key, parts::key);
    });
}
