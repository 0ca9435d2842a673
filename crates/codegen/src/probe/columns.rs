//! The columns that tell a row which has no row key.

use obmigrate_model::probe::Condition;
use obmigrate_model::{Dialect, Ident, expression};

use super::Unsupported;

/// Lists the columns that a condition on one row looks at, each once, in the order of the
/// condition.
pub(super) fn of(condition: &Condition, dialect: Dialect) -> Result<Vec<Ident>, Unsupported> {
    let mut found = Vec::new();
    collect(condition, dialect, &mut found)?;
    if found.is_empty() {
        return Err(Unsupported("rows that neither a key nor a column tells"));
    }
    Ok(found)
}

fn collect(
    condition: &Condition,
    dialect: Dialect,
    found: &mut Vec<Ident>,
) -> Result<(), Unsupported> {
    use Condition as C;
    let mut add = |column: &Ident| {
        if !found.contains(column) {
            found.push(column.clone());
        }
    };
    match condition {
        C::EveryRow => {}
        C::Present { column }
        | C::Null { column }
        | C::OutOfRange { column, .. }
        | C::Rounded { column, .. }
        | C::NotKept { column, .. }
        | C::TooLong { column, .. }
        | C::TrailingBlanks { column }
        | C::WrongLength { column, .. }
        | C::NotWholeNumber { column, .. }
        | C::NotDecimal { column, .. }
        | C::NotFloat { column, .. }
        | C::NotDate { column }
        | C::NotTimestamp { column, .. }
        | C::NotTime { column, .. }
        | C::NotJson { column }
        | C::NotUuid { column }
        | C::NotBits { column, .. }
        | C::NotTruth { column, .. }
        | C::NotUtf8 { column }
        | C::NotLabel { column, .. }
        | C::FinerFraction { column, .. }
        | C::NotMidnight { column }
        | C::NotJsonNumber { column, .. } => add(column),
        C::FailsCheck { expression } => {
            let columns = expression::columns(expression, dialect)
                .map_err(|_| Unsupported("a check of which it is not known what it reads"))?;
            columns.iter().for_each(add);
        }
        // As conditions among others, which is where they could stand, they are refused.
        C::Duplicates { .. } | C::Orphans { .. } => {}
        C::Any { conditions } => {
            for condition in conditions {
                collect(condition, dialect, found)?;
            }
        }
    }
    Ok(())
}
