//! Generated schemas: the same ones in every run.

use obmigrate_diff::Sides;
use obmigrate_model::ident::IdentError;
use obmigrate_model::{
    Column, DataType, Dialect, ForeignKey, Ident, Index, IndexPart, Nullability, PrimaryKey,
    Reference, ReferentialAction, Schema, Table,
};

/// Columns of each table.
const COLUMNS: u32 = 20;
/// Every so manieth table is another one in desired: 5 %.
const CHANGED: u32 = 20;
/// Every so manieth table has drifted in live: 2 %. Half of them are changed in desired as well.
const DRIFTED: u32 = 50;

/// Makes three schemas of so many tables each, which differ without a conflict.
pub(crate) fn sides(tables: u32) -> Result<Sides<Schema>, IdentError> {
    let mut sides = Sides::default().map(|()| Schema::empty(Dialect::OceanBase));
    for number in 0..tables {
        let name = numbered("table", number)?;
        let table = table(number)?;
        let mut desired = table.clone();
        if number.is_multiple_of(CHANGED) {
            change(&mut desired)?;
        }
        let mut live = table.clone();
        if number.is_multiple_of(DRIFTED) {
            drift(&mut live)?;
        }
        sides.desired.tables.insert(name.clone(), desired);
        sides.live.tables.insert(name.clone(), live);
        sides.base.tables.insert(name, table);
    }
    Ok(sides)
}

/// Makes a schema of so many tables.
pub(crate) fn schema(dialect: Dialect, tables: u32) -> Result<Schema, IdentError> {
    let mut schema = Schema::empty(dialect);
    for number in 0..tables {
        let mut table = table(number)?;
        for column in table.columns.names().cloned().collect::<Vec<_>>() {
            if let Some(column) = table.columns.get_mut(&column)
                && dialect == Dialect::Postgres
            {
                column.collation = None;
            }
        }
        schema.tables.insert(numbered("table", number)?, table);
    }
    Ok(schema)
}

/// Returns how many of so many tables [`sides`] changes in desired.
pub(crate) const fn changed(tables: u32) -> u32 {
    tables.div_ceil(CHANGED)
}

/// Returns how many of so many tables have drifted in [`sides`].
pub(crate) const fn drifted(tables: u32) -> u32 {
    tables.div_ceil(DRIFTED)
}

fn table(number: u32) -> Result<Table, IdentError> {
    let mut table = Table::default();
    for position in 0..COLUMNS {
        let data_type = match position % 4 {
            0 => DataType::BIGINT,
            1 => DataType::VarChar { length: 40 },
            2 => DataType::decimal(12, 2),
            _ => DataType::Date,
        };
        let mut column = Column::new(numbered("column", position)?, data_type);
        if column.data_type.is_character() {
            column.collation = Some("utf8mb4_bin".to_owned());
        }
        if position == 0 {
            column.nullability = Nullability::NotNull;
        }
        table.columns.push(column);
    }
    let key = numbered("column", 0)?;
    table.primary_key = Some(PrimaryKey::new(vec![key.clone()]));
    let index = Index::new(vec![IndexPart::column(numbered("column", 3)?)]);
    table.indexes.insert(numbered("index", number)?, index);
    if number > 0 {
        let reference = ForeignKey {
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            ..ForeignKey::new(
                vec![numbered("column", 4)?],
                Reference::new(numbered("table", number / 10)?, vec![key]),
            )
        };
        table
            .foreign_keys
            .insert(numbered("reference", number)?, reference);
    }
    Ok(table)
}

fn change(table: &mut Table) -> Result<(), IdentError> {
    if let Some(column) = table.columns.get_mut(&numbered("column", 5)?) {
        column.data_type = DataType::VarChar { length: 80 };
    }
    let added = Column::new(numbered("column", COLUMNS)?, DataType::Date);
    table.columns.push(added);
    Ok(())
}

fn drift(table: &mut Table) -> Result<(), IdentError> {
    if let Some(column) = table.columns.get_mut(&numbered("column", 9)?) {
        column.comment = Some("written by hand".to_owned());
    }
    Ok(())
}

/// Names the so manieth of something.
pub(crate) fn numbered(what: &str, number: u32) -> Result<Ident, IdentError> {
    Ident::new(format!("{what}_{number:05}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use obmigrate_diff::{Options, merge};
    use obmigrate_model::validate::validate;

    #[test]
    fn the_schemas_are_valid_and_differ_as_said() {
        let sides = sides(200).unwrap();
        for schema in [&sides.base, &sides.desired, &sides.live] {
            assert_eq!(validate(schema), []);
            assert_eq!(schema.tables.len(), 200);
        }
        let merge = merge(sides.as_ref(), &Options::default()).unwrap();
        assert_eq!(merge.changes.changes.len(), 10);
        assert_eq!(merge.drift.changes.len(), 4);
        assert_eq!(merge.conflicts, []);
        assert_eq!((changed(200), drifted(200)), (10, 4));
    }
}
