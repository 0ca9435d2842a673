//! Which columns can be given values.

use std::collections::BTreeMap;

use obmigrate_model::plan::{Strategy, TablePlan};
use obmigrate_model::{Column, Ident, ObjectPath};

use crate::error::Error;
use crate::options::Options;

/// Reports every value that was given for a column which no copy writes.
pub(super) fn check_values(
    plans: &BTreeMap<Ident, TablePlan>,
    options: &Options<'_>,
    errors: &mut Vec<Error>,
) {
    for (table, column) in options.valued() {
        let path = ObjectPath::column(table, column);
        if let Err(why) = written(plans.get(table), column) {
            errors.push(Error::ValueUnused { path, why });
            continue;
        }
        let expression = options.value_of(table, column).unwrap_or_default();
        if let Err(why) = crate::gate::check_expression(expression) {
            errors.push(Error::Gate { path, why });
        }
    }
}

/// Finds a column that a copy within the server writes, or says why it does not.
pub(crate) fn written<'a>(
    plan: Option<&'a TablePlan>,
    column: &Ident,
) -> Result<&'a Column, &'static str> {
    let plan = plan.ok_or("the table does not change")?;
    match plan.strategy {
        Strategy::Create => return Err("the table is new"),
        Strategy::Retire => return Err("the table is removed"),
        Strategy::InPlace => return Err("the table is altered in place"),
        Strategy::Rebuild => {}
    }
    let written = plan.after.as_ref();
    match written.and_then(|table| table.columns.get(column)) {
        None => Err("the table has no such column"),
        Some(column) if column.generated.is_some() => Err("the server computes the column"),
        Some(column) => Ok(column),
    }
}
