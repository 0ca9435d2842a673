//! Which value goes where, and whether it can.

mod oceanbase;
mod postgres;

use obmigrate_model::plan::{Computed, Mapping, Source};
use obmigrate_model::{Column, Ident, Nullability, ObjectPath, Table};

pub use self::oceanbase::conversion;
pub(crate) use self::oceanbase::{is_written_out, write_oceanbase_read};
pub(crate) use self::postgres::{Output, postgres_output, write_postgres_read};
use crate::error::Error;

/// Says where the values of a table's columns come from.
#[derive(Default)]
pub(crate) struct Mapped {
    pub(crate) columns: Vec<Mapping>,
    pub(crate) computed: Vec<Computed>,
}

/// Maps the columns that have a source, in the target's order. A column that was given a value by
/// `value` gets that. A new column gets its default, which it must have unless it may be `NULL` or
/// numbers itself; a generated one is left to the server, which refuses a value for it (error 3105,
/// measured).
pub(crate) fn map_columns<'a>(
    path: &ObjectPath,
    source: impl Fn(&'a Column) -> Option<&'a Column>,
    value: impl Fn(&Ident) -> Option<&'a str>,
    target: &'a Table,
    errors: &mut Vec<Error>,
) -> Mapped {
    let mut mapped = Mapped::default();
    let written = target
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    for column in written {
        match (value(&column.name), source(column)) {
            (Some(expression), _) => mapped.computed.push(Computed {
                column: column.name.clone(),
                data_type: column.data_type.clone(),
                expression: expression.to_owned(),
            }),
            (None, Some(from)) => mapped.columns.push(map(from, column)),
            (None, None) if has_value_for_omitted(column) => {}
            (None, None) => errors.push(Error::NoValue {
                path: path.join("columns").join(column.name.as_str()),
                advice: "give it a default or a value, or let it be NULL",
            }),
        }
    }
    mapped
}

/// Reports each mapping whose values cannot be converted on the way from that source.
pub(crate) fn check_conversions(
    path: &ObjectPath,
    source: Source,
    mappings: &[Mapping],
    errors: &mut Vec<Error>,
) {
    let converts = match source {
        Source::SameServer => oceanbase::converts,
        Source::Postgres => postgres::converts,
    };
    let advice = match source {
        Source::SameServer => {
            "; give the column a value, an expression that says what they become (Options::value)"
        }
        Source::Postgres => "",
    };
    for mapping in mappings {
        if !converts(&mapping.source_type, &mapping.data_type) {
            errors.push(Error::UnsupportedConversion {
                path: path.join("columns").join(mapping.column.as_str()),
                before: mapping.source_type.to_string(),
                after: mapping.data_type.to_string(),
                advice,
            });
        }
    }
}

/// Says that a column gets the values of another one.
pub(crate) fn map(from: &Column, to: &Column) -> Mapping {
    Mapping {
        column: to.name.clone(),
        data_type: to.data_type.clone(),
        source_column: from.name.clone(),
        source_type: from.data_type.clone(),
    }
}

const fn has_value_for_omitted(column: &Column) -> bool {
    matches!(column.nullability, Nullability::Nullable)
        || column.default.is_some()
        || column.identity.is_some()
}
