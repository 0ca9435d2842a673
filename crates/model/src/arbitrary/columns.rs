//! Random columns.

use proptest::prelude::*;

use super::names::{column_text, comment, fresh};
use super::{plain_integer, types};
use crate::{Column, DataType, Dialect, Generated, Nullability, OnUpdate, Storage, Table};

#[derive(Clone, Debug)]
pub(super) struct ColumnSeed {
    pub(super) name: u8,
    pub(super) data_type: u8,
    pub(super) not_null: bool,
    pub(super) default: u8,
    pub(super) form: u8,
    pub(super) comment: u8,
}

pub(super) fn column_seed() -> impl Strategy<Value = ColumnSeed> {
    let seeds = (
        any::<u8>(),
        any::<u8>(),
        any::<bool>(),
        0_u8..4,
        0_u8..12,
        0_u8..6,
    );
    seeds.prop_map(
        |(name, data_type, not_null, default, form, comment)| ColumnSeed {
            name,
            data_type,
            not_null,
            default,
            form,
            comment,
        },
    )
}

pub(super) fn add(dialect: Dialect, table: &mut Table, seed: &ColumnSeed) -> Option<()> {
    let mut taken = table
        .columns
        .names()
        .map(|name| name.as_str().to_lowercase())
        .collect();
    let name = fresh("", seed.name, &mut taken)?;
    let mut column = Column::new(name, types::data_type(dialect, seed.data_type)?);
    if seed.not_null {
        column.nullability = Nullability::NotNull;
    }
    column.comment = comment(seed.comment);
    match (seed.form, plain_integer(table)) {
        (10.., Some(base)) => {
            column.data_type = DataType::INTEGER;
            column.nullability = Nullability::Nullable;
            column.generated = Some(Generated {
                expression: format!("{} * 2", column_text(dialect, base)),
                storage: match (dialect, seed.form) {
                    (Dialect::OceanBase, 10) => Storage::Virtual,
                    (Dialect::OceanBase | Dialect::Postgres, _) => Storage::Stored,
                },
            });
        }
        _ => column.default = types::default(dialect, &column.data_type, seed.default),
    }
    if dialect == Dialect::OceanBase {
        settle(&mut column, seed.form);
    }
    table.columns.push(column);
    Some(())
}

/// Adds what only a column of OceanBase has.
pub(super) fn settle(column: &mut Column, form: u8) {
    column.collation = column
        .data_type
        .is_character()
        .then(|| "utf8mb4_bin".to_owned());
    column.on_update = if form == 9 && matches!(column.data_type, DataType::Timestamp { .. }) {
        OnUpdate::CurrentTimestamp
    } else {
        OnUpdate::Unchanged
    };
}
