//! Columns.

use obmigrate_model::schema::Consequence;
use obmigrate_model::{Column, Generation, Ident, Identity, Nullability, ObjectPath};

use super::defaults::{self, Shown};
use super::{Reading, types};
use crate::Error;
use crate::catalog::fields::Fields;

/// Names a column whose default the catalogue does not tell clearly.
pub(super) struct Unclear {
    pub(super) table: Ident,
    pub(super) column: Ident,
}

pub(super) fn read(reading: &mut Reading, mut row: Fields) -> Result<Option<Unclear>, Error> {
    let table_name = row.name()?;
    let name = row.name()?;
    let data_type = types::parse(&row.text()?);
    let is_nullable = row.text()? == "YES";
    let default = row.value()?;
    let collation = row.optional_text()?;
    let extra = row.text()?.to_lowercase();
    let generated = row.text()?;
    let comment = row.optional_text()?.filter(|text| !text.is_empty());
    let Some(table) = reading.tables.get_mut(&table_name) else {
        return Ok(None);
    };
    let is_generated = extra.contains("generated") || !generated.is_empty();
    let mut column = Column::new(name.clone(), data_type);
    if !is_nullable {
        column.nullability = Nullability::NotNull;
    }
    if extra.contains("auto_increment") {
        column.identity = Some(Identity {
            generation: Generation::ByDefault,
            start: 1,
            increment: 1,
        });
    }
    let mut unclear = None;
    // The default of a generated column repeats its expression.
    if !is_generated {
        match defaults::shown(default, &column.data_type) {
            Shown::Clear(default) => column.default = default,
            Shown::Unclear(guess) => {
                column.default = guess;
                unclear = Some(Unclear {
                    table: table_name.clone(),
                    column: name.clone(),
                });
            }
        }
    }
    column.collation = collation.filter(|_| column.data_type.is_character());
    column.comment = comment;
    table.columns.push(column);
    let path = ObjectPath::column(&table_name, &name);
    if is_generated {
        let consequence = Consequence::BlocksRebuild;
        reading.report("generated column", path, generated, consequence);
    } else if extra.contains("on update") {
        reading.report(
            "column that updates itself",
            path,
            extra,
            Consequence::BlocksRebuild,
        );
    }
    Ok(unclear)
}
