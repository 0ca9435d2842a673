//! Writes OceanBase's data definition statements.

mod types;

use obmigrate_model::data_type::DataType;
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Check, Column, DefaultValue, Dialect, ForeignKey, Ident, Index, IndexKey, Nullability,
    ObjectPath, ReferentialAction, Statement, Table, Target, Uniqueness, Value,
};

use crate::error::Error;

/// Writes `CREATE TABLE` with columns, primary and unique keys and the named checks. Indexes and
/// foreign keys come later, when the rows are there.
pub(crate) fn create_table(
    target: Target,
    path: &ObjectPath,
    name: &Ident,
    table: &Table,
    checks: &[(Ident, &Check)],
    errors: &mut Vec<Error>,
) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("CREATE TABLE ").ident(name).kw(" (\n  ");
    sql.separated(",\n  ", &table.columns, |sql, column| {
        if !write_column(sql, column) {
            errors.push(Error::UnsupportedType {
                path: path.join("columns").join(column.name.as_str()),
                data_type: column.data_type.to_string(),
                target,
            });
        }
    });
    if let Some(key) = &table.primary_key {
        sql.kw(",\n  PRIMARY KEY ").paren(|sql| {
            sql.idents(&key.columns);
        });
    }
    for (name, unique) in &table.uniques {
        sql.kw(",\n  UNIQUE KEY ").ident(name).kw(" ").paren(|sql| {
            sql.idents(&unique.columns);
        });
    }
    for (name, check) in checks {
        sql.kw(",\n  ");
        write_check(&mut sql, name, check);
    }
    // Declared always: the server's default collation takes 'a', 'A' and 'á' for one value.
    sql.kw("\n) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin");
    if let Some(comment) = &table.comment {
        sql.kw(" COMMENT = ").string(comment);
    }
    sql.finish()
}

fn write_column(sql: &mut Writer, column: &Column) -> bool {
    sql.ident(&column.name).kw(" ");
    let known = types::write(sql, &column.data_type);
    if let Some(collation) = &column.collation {
        sql.kw(" COLLATE ").expression(collation);
    }
    sql.kw(match column.nullability {
        Nullability::Nullable => " NULL",
        Nullability::NotNull => " NOT NULL",
    });
    if let Some(default) = &column.default {
        sql.kw(" DEFAULT ");
        write_default(sql, &column.data_type, default);
    }
    if column.identity.is_some() {
        sql.kw(" AUTO_INCREMENT");
    }
    if let Some(comment) = &column.comment {
        sql.kw(" COMMENT ").string(comment);
    }
    known
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
        // The digits must equal the column's, or the server refuses (error 1067, measured).
        DefaultValue::CurrentTimestamp => match data_type {
            DataType::Timestamp { precision: 1.., .. } => {
                sql.kw("CURRENT_TIMESTAMP");
                types::write_precision(sql, data_type)
            }
            DataType::Timestamp { .. }
            | DataType::Boolean
            | DataType::Integer { .. }
            | DataType::Decimal { .. }
            | DataType::Numeric
            | DataType::Real
            | DataType::Double
            | DataType::Char { .. }
            | DataType::VarChar { .. }
            | DataType::Text { .. }
            | DataType::Binary { .. }
            | DataType::VarBinary { .. }
            | DataType::Blob { .. }
            | DataType::Bit { .. }
            | DataType::Date
            | DataType::Time { .. }
            | DataType::Year
            | DataType::Uuid
            | DataType::Json { .. }
            | DataType::Other { .. } => sql.kw("CURRENT_TIMESTAMP"),
        },
        DefaultValue::CurrentDate => sql.kw("(curdate())"),
        DefaultValue::RandomUuid => sql.kw("(uuid())"),
        DefaultValue::Expression(expression) => sql.paren(|sql| {
            sql.expression(expression);
        }),
    };
}

fn write_check(sql: &mut Writer, name: &Ident, check: &Check) {
    sql.kw("CONSTRAINT ")
        .ident(name)
        .kw(" CHECK ")
        .paren(|sql| {
            sql.expression(&check.expression);
        });
}

fn alter(table: &Ident) -> Writer {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("ALTER TABLE ").ident(table).kw(" ");
    sql
}

/// Writes one statement that adds all secondary indexes.
pub(crate) fn add_indexes<'a>(
    table: &Ident,
    indexes: impl IntoIterator<Item = (&'a Ident, &'a Index)>,
) -> Statement {
    let mut sql = alter(table);
    sql.comma(indexes, |sql, (name, index)| {
        sql.kw(match index.uniqueness {
            Uniqueness::NotUnique => "ADD INDEX ",
            Uniqueness::Unique => "ADD UNIQUE INDEX ",
        });
        sql.ident(name).kw(" ").paren(|sql| {
            sql.comma(&index.parts, |sql, part| {
                match &part.key {
                    IndexKey::Column(column) => sql.ident(column),
                    IndexKey::Expression(expression) => sql.paren(|sql| {
                        sql.expression(expression);
                    }),
                };
                if let Some(prefix) = part.prefix {
                    sql.paren(|sql| {
                        sql.number(prefix);
                    });
                }
            });
        });
    });
    sql.finish()
}

/// Writes the statement that adds a foreign key under a name, to a parent under a name.
pub(crate) fn add_foreign_key(
    table: &Ident,
    name: &Ident,
    key: &ForeignKey,
    parent: &Ident,
) -> Statement {
    let mut sql = alter(table);
    sql.kw("ADD CONSTRAINT ")
        .ident(name)
        .kw(" FOREIGN KEY ")
        .paren(|sql| {
            sql.idents(&key.columns);
        });
    sql.kw(" REFERENCES ").ident(parent).kw(" ").paren(|sql| {
        sql.idents(&key.references.columns);
    });
    sql.kw(action_words(
        key.on_delete,
        " ON DELETE CASCADE",
        " ON DELETE SET NULL",
    ));
    sql.kw(action_words(
        key.on_update,
        " ON UPDATE CASCADE",
        " ON UPDATE SET NULL",
    ));
    sql.finish()
}

/// Restricting is what an omitted action means. Setting a default is refused before it comes here.
const fn action_words(
    action: ReferentialAction,
    cascade: &'static str,
    set_null: &'static str,
) -> &'static str {
    match action {
        ReferentialAction::Cascade => cascade,
        ReferentialAction::SetNull => set_null,
        ReferentialAction::NoAction
        | ReferentialAction::Restrict
        | ReferentialAction::SetDefault => "",
    }
}

/// Writes the statement that drops a foreign key.
pub(crate) fn drop_foreign_key(table: &Ident, name: &Ident) -> Statement {
    let mut sql = alter(table);
    sql.kw("DROP FOREIGN KEY ").ident(name);
    sql.finish()
}

/// Writes the statement that adds a check.
pub(crate) fn add_check(table: &Ident, name: &Ident, check: &Check) -> Statement {
    let mut sql = alter(table);
    sql.kw("ADD ");
    write_check(&mut sql, name, check);
    sql.finish()
}

/// Writes the statement that drops a check.
pub(crate) fn drop_check(table: &Ident, name: &Ident) -> Statement {
    let mut sql = alter(table);
    sql.kw("DROP CONSTRAINT ").ident(name);
    sql.finish()
}

/// Writes the statement that drops a table; one that is not there is no error.
pub(crate) fn drop_table_if_exists(table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("DROP TABLE IF EXISTS ").ident(table);
    sql.finish()
}

/// Writes the statement that drops a table.
pub(crate) fn drop_table(table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("DROP TABLE ").ident(table);
    sql.finish()
}
