//! Columns, their defaults and their numbering.

use obmigrate_model::schema::Consequence;
use obmigrate_model::{
    Column, DataType, DefaultValue, Generation, Identity, Nullability, ObjectPath,
};

use super::{Reading, types};
use crate::Error;
use crate::catalog::fields::{Fields, odd};

pub(super) fn read(reading: &mut Reading, mut row: Fields) -> Result<(), Error> {
    let table_name = row.name()?;
    let name = row.name()?;
    let data_type = types::parse(&row.text()?);
    let not_null = row.truth()?;
    let identity = row.text()?;
    let generated = row.text()?;
    let expression = row.optional_text()?;
    let collation = row.optional_text()?;
    let comment = row.optional_text()?;
    let sequence = Sequence::read(&mut row)?;
    let Some(table) = reading.tables.get_mut(&table_name) else {
        return Ok(());
    };
    let path = ObjectPath::column(&table_name, &name);
    let is_generated = !generated.is_empty();
    let generation = match identity.as_str() {
        "a" => Some(Generation::Always),
        "d" => Some(Generation::ByDefault),
        _ => sequence
            .as_ref()
            .filter(|sequence| {
                matches!(data_type, DataType::Integer { .. })
                    && expression.as_deref() == Some(sequence.call.as_str())
            })
            .map(|_| Generation::ByDefault),
    };
    let identity = match (generation, &sequence) {
        (Some(generation), Some(sequence)) => Some(Identity {
            generation,
            start: sequence.start,
            increment: sequence.increment,
        }),
        (Some(_), None) => return Err(odd("an identity column has no sequence")),
        (None, _) => None,
    };
    table.columns.push(Column {
        nullability: if not_null {
            Nullability::NotNull
        } else {
            Nullability::Nullable
        },
        default: expression
            .clone()
            .filter(|_| identity.is_none() && !is_generated)
            .map(DefaultValue::Expression),
        identity,
        collation: collation.filter(|_| data_type.is_character()),
        comment,
        name,
        data_type,
    });
    if is_generated {
        let detail = expression.unwrap_or_default();
        reading.report("generated column", path, detail, Consequence::BlocksRebuild);
    } else if let (None, Some(sequence)) = (identity, sequence) {
        let detail = format!(
            "the column owns it and does not number by it: {}",
            sequence.call
        );
        reading.report("sequence", path, detail, Consequence::Reported);
    }
    Ok(())
}

/// Describes the sequence that a column owns.
struct Sequence {
    start: i64,
    increment: i64,
    /// How a default calls it.
    call: String,
}

impl Sequence {
    fn read(row: &mut Fields) -> Result<Option<Self>, Error> {
        let start = row.number()?;
        let increment = row.number()?;
        let call = row.optional_text()?;
        let (Some(start), Some(increment), Some(call)) = (start, increment, call) else {
            return Ok(None);
        };
        let small = |number| i64::try_from(number).map_err(|_| odd("a sequence is out of range"));
        Ok(Some(Self {
            start: small(start)?,
            increment: small(increment)?,
            call,
        }))
    }
}
