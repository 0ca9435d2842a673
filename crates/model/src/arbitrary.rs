//! Random schemas for property tests.
//!
//! Small numbers are drawn and turned into a schema by a deterministic builder, so that a failing
//! case shrinks towards few tables, few columns, plain types and plain names. Expressions are
//! written as the servers print them.

mod columns;
mod edit;
mod names;
mod partitions;
mod parts;
mod types;

use proptest::collection::vec;
use proptest::prelude::*;

use self::columns::{ColumnSeed, column_seed};
use self::names::{Taken, comment, fresh};
use crate::schema::{Persistence, TableOptions};
use crate::sequence::{Exhaustion, SequenceLimits};
use crate::{
    DataType, Dialect, Generation, Ident, Identity, Nullability, PrimaryKey, Schema, Sequence,
    Table,
};

/// Makes small valid schemas: up to 4 tables of 1 to 6 columns of every type that the engine has in
/// itself, with keys, foreign keys, checks, indexes, partitions, generated columns, comments,
/// defaults and sequences, under names that are legal but hostile.
///
/// A schema of [`Dialect::OceanBase`] is in canonical form.
pub fn schema(dialect: Dialect) -> impl Strategy<Value = Schema> {
    (vec(table_seed(), 0..=4), 0_u8..8)
        .prop_map(move |(tables, sequence)| build(dialect, &tables, sequence))
}

/// Makes schemas that differ from `schema` by up to 6 edits and are valid if it is: tables,
/// columns, keys, checks, indexes and comments come, go and change, columns are reordered.
pub fn edited(schema: Schema) -> impl Strategy<Value = Schema> {
    let seeds = vec((0_u8..16, any::<u8>(), any::<u8>(), table_seed()), 0..=6);
    seeds.prop_map(move |seeds| {
        seeds.iter().fold(schema.clone(), |schema, seed| {
            let candidate = edit::edit(&schema, seed.0, seed.1, seed.2, &seed.3);
            if crate::validate::validate(&candidate).is_empty() && references_match(&candidate) {
                candidate
            } else {
                schema
            }
        })
    })
}

#[derive(Clone, Debug)]
struct TableSeed {
    name: u8,
    columns: Vec<ColumnSeed>,
    key: u8,
    unique: u8,
    index: u8,
    index_form: u8,
    check: u8,
    reference: u8,
    partitions: u8,
    options: u8,
    comment: u8,
}

fn table_seed() -> impl Strategy<Value = TableSeed> {
    let parts = (0_u8..8, 0_u8..12, 0_u8..8, 0_u8..16, 0_u8..8, 0_u8..12);
    let whole = (any::<u8>(), 0_u8..16, 0_u8..8, 0_u8..6);
    (vec(column_seed(), 1..=6), parts, whole).prop_map(|(columns, parts, whole)| TableSeed {
        name: whole.0,
        columns,
        key: parts.0,
        unique: parts.1,
        index: parts.2,
        index_form: parts.3,
        check: parts.4,
        reference: parts.5,
        partitions: whole.1,
        options: whole.2,
        comment: whole.3,
    })
}

fn build(dialect: Dialect, seeds: &[TableSeed], sequence: u8) -> Schema {
    let mut schema = Schema::empty(dialect);
    for seed in seeds {
        add_table(&mut schema, seed);
    }
    if dialect == Dialect::Postgres {
        add_sequence(&mut schema, sequence);
    }
    schema
}

fn add_table(schema: &mut Schema, seed: &TableSeed) -> Option<()> {
    let dialect = schema.dialect;
    let mut taken = Taken::of(schema);
    let name = fresh("", seed.name, &mut taken.relations)?;
    let mut table = Table {
        comment: comment(seed.comment),
        ..Table::default()
    };
    for column in &seed.columns {
        columns::add(dialect, &mut table, column);
    }
    add_primary_key(dialect, &mut table, seed.key, &mut taken);
    parts::add_unique(dialect, &mut table, seed.unique, &mut taken);
    parts::add_index(dialect, &mut table, seed.index, seed.index_form, &mut taken);
    parts::add_check(dialect, &mut table, seed.check, &mut taken);
    parts::add_reference(schema, &name, &mut table, seed.reference, &mut taken);
    if dialect == Dialect::Postgres {
        parts::add_exclusion(&mut table, seed.unique, &mut taken);
        // A table whose rows survive may not reference one whose rows do not.
        if seed.options == 7 && table.foreign_keys.is_empty() {
            table.options = TableOptions {
                persistence: Persistence::Unlogged,
                ..TableOptions::default()
            };
        }
    }
    partitions::add(dialect, &mut table, seed.partitions, &mut taken);
    schema.tables.insert(name, table);
    Some(())
}

fn add_primary_key(dialect: Dialect, table: &mut Table, seed: u8, taken: &mut Taken) {
    let keyable = keyable(table);
    let Some(first) = keyable.first().filter(|_| seed > 1) else {
        return;
    };
    let columns = chosen(&keyable, seed % 2 + 1);
    set_not_null(table, &columns);
    // OceanBase computes nothing from a column that it numbers.
    let is_needed = table
        .columns
        .iter()
        .any(|column| column.generated.is_some());
    if seed > 4
        && let Some(column) = table.columns.get_mut(first)
        && column.data_type == DataType::INTEGER
        && !is_needed
    {
        column.default = None;
        column.identity = Some(identity(dialect, seed));
    }
    table.primary_key = Some(PrimaryKey {
        name: match dialect {
            Dialect::Postgres => fresh("pk_", seed, &mut taken.relations),
            Dialect::OceanBase => None,
        },
        ..PrimaryKey::new(columns)
    });
}

fn identity(dialect: Dialect, seed: u8) -> Identity {
    match (dialect, seed) {
        (Dialect::OceanBase, _) | (Dialect::Postgres, ..=5) => Identity::new(Generation::ByDefault),
        (Dialect::Postgres, 6) => Identity::new(Generation::Serial),
        (Dialect::Postgres, _) => Identity {
            start: 10,
            increment: 5,
            limits: SequenceLimits {
                maximum: Some(1000),
                cache: 3,
                exhaustion: Exhaustion::Cycle,
                ..SequenceLimits::default()
            },
            ..Identity::new(Generation::Always)
        },
    }
}

fn add_sequence(schema: &mut Schema, seed: u8) -> Option<()> {
    let going_down = match seed {
        ..=4 => return None,
        5 => false,
        _ => true,
    };
    let name = fresh("s_", seed, &mut Taken::of(schema).relations)?;
    let sequence = Sequence {
        data_type: if going_down {
            DataType::SMALLINT
        } else {
            DataType::BIGINT
        },
        start: if going_down { -5 } else { 1 },
        increment: if going_down { -1 } else { 1 },
        limits: SequenceLimits::default(),
        owner: None,
    };
    schema.sequences.insert(name, sequence);
    Some(())
}

/// Lists the columns that a key may have on both servers under the same type.
fn keyable(table: &Table) -> Vec<Ident> {
    let columns = table.columns.iter().filter(|column| {
        column.generated.is_none()
            && (column.data_type.orders_alike_everywhere()
                || matches!(column.data_type, DataType::VarChar { .. }))
    });
    columns.map(|column| column.name.clone()).collect()
}

fn chosen(columns: &[Ident], count: u8) -> Vec<Ident> {
    columns.iter().take(usize::from(count)).cloned().collect()
}

fn set_not_null(table: &mut Table, columns: &[Ident]) {
    for name in columns {
        if let Some(column) = table.columns.get_mut(name) {
            column.nullability = Nullability::NotNull;
        }
    }
}

/// Finds a column of `integer` that is neither numbered nor computed, for expressions.
fn plain_integer(table: &Table) -> Option<&Ident> {
    let plain = table.columns.iter().find(|column| {
        column.data_type == DataType::INTEGER
            && column.identity.is_none()
            && column.generated.is_none()
    });
    plain.map(|column| &column.name)
}

/// Says whether every foreign key joins columns of the same types.
fn references_match(schema: &Schema) -> bool {
    schema.tables.values().all(|table| {
        table.foreign_keys.values().all(|key| {
            let parent = schema.tables.get(&key.references.table);
            key.columns
                .iter()
                .zip(&key.references.columns)
                .all(|(from, to)| {
                    let from = table.columns.get(from).map(|column| &column.data_type);
                    from == parent
                        .and_then(|parent| parent.columns.get(to))
                        .map(|column| &column.data_type)
                })
        })
    })
}
