//! Columns, their defaults and their numbering.

use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Column, DataType, DefaultValue, Generated, Nullability, OnUpdate, Storage, Value,
};

use super::types;

/// Writes a column. Whether its type is known is a question of [`super::check_table`].
pub(super) fn write(sql: &mut Writer, column: &Column) {
    sql.ident(&column.name).kw(" ");
    types::write(sql, &column.data_type);
    if let Some(collation) = &column.collation {
        sql.kw(" COLLATE ").expression(collation);
    }
    if let Some(generated) = &column.generated {
        write_generated(sql, generated);
    }
    sql.kw(match column.nullability {
        Nullability::Nullable => " NULL",
        Nullability::NotNull => " NOT NULL",
    });
    if let Some(default) = &column.default {
        sql.kw(" DEFAULT ");
        write_default(sql, &column.data_type, default);
    }
    match column.on_update {
        OnUpdate::Unchanged => {}
        OnUpdate::CurrentTimestamp => {
            sql.kw(" ON UPDATE ");
            write_current_timestamp(sql, &column.data_type);
        }
    }
    if column.identity.is_some() {
        sql.kw(" AUTO_INCREMENT");
    }
    if let Some(comment) = &column.comment {
        sql.kw(" COMMENT ").string(comment);
    }
}

fn write_generated(sql: &mut Writer, generated: &Generated) {
    sql.kw(" GENERATED ALWAYS AS ").paren(|sql| {
        sql.expression(&generated.expression);
    });
    sql.kw(match generated.storage {
        Storage::Stored => " STORED",
        Storage::Virtual => " VIRTUAL",
    });
}

fn write_default(sql: &mut Writer, data_type: &DataType, default: &DefaultValue) {
    match default {
        // A bit column takes a number as a number only when it is not quoted.
        DefaultValue::Literal(Value::Number(text))
            if !matches!(data_type, DataType::Bit { .. }) =>
        {
            sql.string(text)
        }
        DefaultValue::Literal(value) => sql.value(value),
        DefaultValue::CurrentTimestamp => write_current_timestamp(sql, data_type),
        DefaultValue::CurrentDate => sql.kw("(curdate())"),
        DefaultValue::RandomUuid => sql.kw("(uuid())"),
        DefaultValue::Expression(expression) => sql.paren(|sql| {
            sql.expression(expression);
        }),
    };
}

/// The digits must equal the column's, or the server refuses (error 1067, measured).
fn write_current_timestamp<'a>(sql: &'a mut Writer, data_type: &DataType) -> &'a mut Writer {
    sql.kw("CURRENT_TIMESTAMP");
    if let DataType::Timestamp { .. } = data_type {
        types::write_precision(sql, data_type);
    }
    sql
}
