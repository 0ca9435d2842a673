//! Schemas of which every table changes: the same ones in every run.

use std::fmt;

use obmigrate_diff::{Options, diff};
use obmigrate_model::{
    ChangeSet, Check, Column, DataType, Dialect, Index, IndexPart, Reference, Schema, Table,
};

use crate::Failure;
use crate::schemas::{numbered, schema};

/// Says which tables foreign keys join, so that they must switch together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joined {
    /// Two and two.
    Pairs,
    /// Two and two, and no statement about one is like that about another.
    Unlike,
    /// All of them.
    All,
}

impl Joined {
    /// Counts the groups that so many tables make.
    pub(crate) const fn groups(self, tables: u32) -> u32 {
        match self {
            Self::Pairs | Self::Unlike => tables.div_ceil(2),
            Self::All => 1,
        }
    }
}

impl fmt::Display for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pairs => "in pairs",
            Self::Unlike => "in pairs, no two alike",
            Self::All => "in one group",
        })
    }
}

/// Makes a schema of so many tables and what changes each of them: every fourth table gets a column,
/// every fourth a wider one, every fourth another index and every fourth another check.
///
/// # Errors
/// If the two schemas cannot be compared.
pub(crate) fn changed(tables: u32, joined: Joined) -> Result<(Schema, ChangeSet), Failure> {
    let mut live = schema(Dialect::OceanBase, tables)?;
    for (number, table) in (0..).zip(live.tables.values_mut()) {
        let check = Check::new("`column_00000` > 0");
        table.checks.insert(numbered("check", number)?, check);
        match joined {
            Joined::Pairs => pair(number, table)?,
            Joined::Unlike => {
                pair(number, table)?;
                set_apart(number, table);
            }
            Joined::All => {}
        }
    }
    let mut desired = live.clone();
    for (number, table) in (0..).zip(desired.tables.values_mut()) {
        change(number, table)?;
    }
    let changes = diff(&live, &desired, &Options::default())?.changes;
    Ok((live, changes))
}

/// Lets every second table reference the one before it, and no other.
fn pair(number: u32, table: &mut Table) -> Result<(), Failure> {
    if number.is_multiple_of(2) {
        table.foreign_keys.clear();
    }
    for key in table.foreign_keys.values_mut() {
        let columns = vec![numbered("column", 0)?];
        key.references = Reference::new(numbered("table", number - 1)?, columns);
    }
    Ok(())
}

/// Gives the table a comment of its own and, column by column, types in an order that no other table
/// has.
fn set_apart(number: u32, table: &mut Table) {
    table.comment = Some(format!("table {number}"));
    let free = table.columns.names().skip(7).cloned();
    for (position, name) in (0..).zip(free.collect::<Vec<_>>()) {
        if let Some(column) = table.columns.get_mut(&name) {
            let digit = number / 4_u32.pow(position % 8) % 4;
            column.data_type = match digit {
                0 => DataType::BIGINT,
                1 => DataType::Double,
                2 => DataType::decimal(12, 2),
                _ => DataType::Date,
            };
            column.collation = None;
        }
    }
}

fn change(number: u32, table: &mut Table) -> Result<(), Failure> {
    match number % 4 {
        0 => {
            let added = Column::new(numbered("column", 20)?, DataType::Date);
            table.columns.push(added);
        }
        1 => {
            if let Some(column) = table.columns.get_mut(&numbered("column", 5)?) {
                column.data_type = DataType::VarChar { length: 80 };
            }
        }
        2 => {
            let parts: Result<Vec<IndexPart>, Failure> = [3, 6]
                .into_iter()
                .map(|column| Ok(IndexPart::column(numbered("column", column)?)))
                .collect();
            let name = numbered("index", number)?;
            table.indexes.insert(name, Index::new(parts?));
        }
        _ => {
            let check = Check::new("`column_00000` >= 0");
            table.checks.insert(numbered("check", number)?, check);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use obmigrate_model::validate::validate;
    use obmigrate_model::{Change, Ident};

    #[test]
    fn every_table_changes() {
        for joined in [Joined::Pairs, Joined::Unlike, Joined::All] {
            let (live, changes) = changed(40, joined).unwrap();
            assert_eq!(validate(&live), []);
            let changed: Vec<&Ident> = changes.changes.iter().map(Change::table).collect();
            assert!(changed.into_iter().eq(live.tables.keys()));
        }
    }
}
