//! Conditions of domains, which OceanBase can only have in the table.

use super::{Notes, checks, names};
use crate::sql::Writer;
use crate::{DataType, Dialect, Ident, ObjectPath, Table};

/// Adds the conditions of the columns' domains to the checks of a table.
pub(super) fn translate(table: &Table, result: &mut Table, path: &ObjectPath, notes: &mut Notes) {
    let mut taken = table.checks.keys().map(names::compared).collect();
    for column in &table.columns {
        let DataType::Domain(domain) = &column.data_type else {
            continue;
        };
        for (name, check) in &domain.checks {
            let path = path
                .join("columns")
                .join(column.name.as_str())
                .join("data_type")
                .join("checks")
                .join(name.as_str());
            let condition = about(&column.name, &check.expression);
            if let Some(check) = checks::carry(table, result, check, &condition, &path, notes) {
                let name = names::prefixed(&column.name, name, &mut taken);
                result.checks.insert(name, check);
            }
        }
    }
}

/// Writes a condition of a domain about a column: `VALUE` outside of quotes is the column.
fn about(column: &Ident, condition: &str) -> String {
    let mut sql = Writer::new(Dialect::Postgres);
    let mut rest = condition;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            quote @ ('\'' | '"') => rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| *c == quote)
                .map_or(rest.len(), |(at, _)| at + 1),
            letter if is_letter(letter) => rest.find(|c| !is_letter(c)).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (word, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if word.eq_ignore_ascii_case("value") {
            sql.ident(column);
        } else {
            sql.expression(word);
        }
        rest = behind;
    }
    sql.finish().sql().to_owned()
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}
