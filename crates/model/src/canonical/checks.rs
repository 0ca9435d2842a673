//! Check constraints.

use super::{Notes, columns, names};
use crate::constraint::{Enforcement, Inheritance, Validation};
use crate::expression;
use crate::{Check, Dialect, Ident, ObjectPath, Table};

/// Adds the checks of a PostgreSQL table to its translation, which has its columns already.
pub(super) fn translate(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    for (name, check) in &table.checks {
        let path = path.join("checks").join(name.as_str());
        names::length(name, names::LONGEST_NAME, &path, notes);
        if let Some(check) = carry(table, result, check, &check.expression, &path, notes) {
            result.checks.insert(name.clone(), check);
        }
    }
}

/// Translates a check whose condition, about the columns of the table, is given; `None` if it has
/// to be left out.
pub(super) fn carry(
    table: &Table,
    result: &Table,
    check: &Check,
    condition: &str,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<Check> {
    let translated = columns::translate_expression(table, &result.columns, |types| {
        expression::translate_check(condition, types)
    });
    let expression = match translated {
        Ok(expression) => expression,
        Err(error) => {
            notes.error(
                error.code(),
                path.clone(),
                format!("the check is left out: {error}"),
                "write the condition in a form that both servers have",
            );
            return None;
        }
    };
    if let Some(column) = numbered(result, &expression) {
        notes.error(
            "model/check-of-identity",
            path.clone(),
            format!("the check is left out: OceanBase allows none over {column}, which it numbers"),
            "check the numbers in the application",
        );
        return None;
    }
    note_losses(check, path, notes);
    Some(Check {
        enforcement: check.enforcement,
        ..Check::new(expression)
    })
}

/// Finds a column of the condition that the server numbers: error 3818 (measured).
fn numbered(result: &Table, expression: &str) -> Option<Ident> {
    let columns = expression::columns(expression, Dialect::OceanBase).unwrap_or_default();
    columns.into_iter().find(|name| {
        let column = result.columns.get(name);
        column.is_some_and(|column| column.identity.is_some())
    })
}

fn note_losses(check: &Check, path: &ObjectPath, notes: &mut Notes) {
    match (check.validation, check.enforcement) {
        (Validation::NotValidated, Enforcement::Enforced) => notes.warning(
            "model/not-valid",
            path.clone(),
            "OceanBase checks the rows that are there when the check is added",
            "correct the rows that do not meet it",
        ),
        (Validation::Validated, _) | (_, Enforcement::NotEnforced) => {}
    }
    match check.inheritance {
        Inheritance::Inherited => {}
        Inheritance::NotInherited => notes.info(
            "model/no-inherit",
            path.clone(),
            "OceanBase has no inheritance; the check holds for this table",
        ),
    }
}

/// Adds the checks of an OceanBase table to its canonical form.
pub(super) fn normalise(table: &Table, result: &mut Table) {
    for (name, check) in &table.checks {
        let expression = expression::canonical_oceanbase(&check.expression)
            .unwrap_or_else(|_| check.expression.trim().to_owned());
        let check = Check {
            enforcement: check.enforcement,
            ..Check::new(expression)
        };
        result.checks.insert(name.clone(), check);
    }
}
