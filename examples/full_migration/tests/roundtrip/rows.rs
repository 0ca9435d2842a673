//! Rows for tables of any make, and what becomes of them.

use std::collections::BTreeMap;

use obmigrate_exec::{Connection, collect};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Column, DataType, Dialect, Ident, Schema, Statement, Table};

/// How many rows each table is offered.
const OFFERED: u32 = 4;

/// Offers every table the same few rows, again and again until no parent is missing any more, and
/// says how many were taken. What a key, a check or a partition refuses stays out.
pub(crate) async fn fill(connection: &mut dyn Connection, schema: &Schema) -> usize {
    let mut left: Vec<(&Ident, &Table, u32)> = Vec::new();
    for (name, table) in &schema.tables {
        left.extend((1..=OFFERED).map(|number| (name, table, number)));
    }
    let mut taken = 0;
    loop {
        let before = taken;
        let mut refused = Vec::new();
        for (name, table, number) in left {
            let insert = insert(schema.dialect, name, table, number);
            match connection.execute(&insert).await {
                Ok(_) => taken += 1,
                Err(_) => refused.push((name, table, number)),
            }
        }
        refused.retain(|(_, table, _)| !table.foreign_keys.is_empty());
        if refused.is_empty() || taken == before {
            return taken;
        }
        left = refused;
    }
}

fn insert(dialect: Dialect, name: &Ident, table: &Table, number: u32) -> Statement {
    let written = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    let values: Vec<(&Ident, String)> = written
        .filter_map(|column| Some((&column.name, value(dialect, column, number)?)))
        .collect();
    let mut sql = Writer::new(dialect);
    sql.kw("INSERT INTO ").ident(name);
    if values.is_empty() {
        sql.kw(match dialect {
            Dialect::Postgres => " DEFAULT VALUES",
            Dialect::OceanBase => " VALUES ()",
        });
        return sql.finish();
    }
    sql.kw(" ").paren(|sql| {
        sql.idents(values.iter().map(|(name, _)| *name));
    });
    if dialect == Dialect::Postgres {
        sql.kw(" OVERRIDING SYSTEM VALUE");
    }
    sql.kw(" VALUES ").paren(|sql| {
        sql.comma(&values, |sql, (_, value)| {
            sql.expression(value);
        });
    });
    sql.finish()
}

/// Writes a value that is the same for the same type and number, so that children find their
/// parents; nothing for types that are left to their defaults. The third row is as empty as may be.
fn value(dialect: Dialect, column: &Column, number: u32) -> Option<String> {
    use DataType as T;
    let is_nullable = column.nullability == obmigrate_model::Nullability::Nullable;
    if number == 3 && is_nullable {
        return Some("NULL".to_owned());
    }
    let postgres = dialect == Dialect::Postgres;
    let bits = |length: u32| {
        let digits = format!("{number:b}");
        let width = usize::try_from(length).unwrap();
        let kept = &digits[digits.len().saturating_sub(width)..];
        format!("{kept:0>width$}")
    };
    let text = |most: u32| {
        let text: String = format!("{number}é'\\ ")
            .chars()
            .take(usize::try_from(most).unwrap())
            .collect();
        let escaped = text.replace('\'', "''");
        if postgres {
            format!("'{escaped}'")
        } else {
            format!("'{}'", escaped.replace('\\', "\\\\"))
        }
    };
    let bytes = || {
        if postgres {
            format!("'\\x00{number:02x}'::bytea")
        } else {
            format!("x'00{number:02x}'")
        }
    };
    let value = match column.data_type.resolved() {
        T::Boolean if postgres => number.is_multiple_of(2).to_string(),
        T::Boolean => (number % 2).to_string(),
        T::Integer { .. } | T::Real | T::Double | T::Numeric => number.to_string(),
        T::Decimal {
            precision, scale, ..
        } => {
            let whole = i32::from(*precision) - i32::from(*scale);
            if whole > 0 {
                number.to_string()
            } else {
                format!("0.{:0>1$}", number, usize::from(scale.unsigned_abs()))
            }
        }
        T::ScaledFloat { .. } => format!("{number}.5"),
        T::Char { length } | T::VarChar { length } => text(*length),
        T::Text { .. } => text(100),
        T::Binary { length } | T::VarBinary { length } if *length < 2 => format!("x'0{number}'"),
        T::Binary { .. } | T::VarBinary { .. } | T::Blob { .. } => bytes(),
        T::Bit { length } => format!("b'{}'", bits(*length)),
        T::VarBit { length } => format!("b'{}'", bits(length.unwrap_or(8).min(8))),
        T::Date => format!("'2024-01-{number:02}'"),
        T::Time { .. } => format!("'12:00:0{number}'"),
        T::Timestamp { .. } => format!("'2024-01-{number:02} 12:00:00'"),
        T::Year => (2020 + number).to_string(),
        T::Interval { .. } => format!("'{number} days'"),
        T::Uuid => format!("'00000000-0000-0000-0000-00000000000{number}'"),
        T::Json { .. } => format!("'{{\"a\": {number}}}'"),
        T::Enum { labels, .. } => {
            let at = usize::try_from(number).unwrap() % labels.len().max(1);
            let label = labels.get(at)?.replace('\'', "''");
            if postgres {
                format!("'{label}'")
            } else {
                format!("'{}'", label.replace('\\', "\\\\"))
            }
        }
        T::Set { .. } => number.to_string(),
        T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => return None,
    };
    Some(value)
}

/// Reads some columns of a table, a text for each row, sorted.
pub(crate) async fn read(
    connection: &mut dyn Connection,
    table: &Ident,
    columns: &[&Ident],
) -> Vec<String> {
    let mut sql = Writer::new(connection.target().dialect);
    sql.kw("SELECT ");
    if columns.is_empty() {
        sql.kw("1");
    }
    sql.idents(columns.iter().copied())
        .kw(" FROM ")
        .ident(table);
    let rows = collect(connection, &sql.finish()).await.unwrap();
    let mut texts: Vec<String> = rows.iter().map(|row| format!("{:?}", texts(row))).collect();
    texts.sort_unstable();
    texts
}

fn texts(row: &obmigrate_model::Row) -> Vec<Option<String>> {
    use obmigrate_model::Value;
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::Boolean(truth) => Some(truth.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text.clone()),
        Value::Bytes(bytes) => Some(format!("{bytes:02x?}")),
    };
    row.iter().map(text).collect()
}

/// Reads every row of every table.
pub(crate) async fn read_all(
    connection: &mut dyn Connection,
    schema: &Schema,
) -> BTreeMap<Ident, Vec<String>> {
    let mut all = BTreeMap::new();
    for (name, table) in &schema.tables {
        let columns: Vec<&Ident> = table.columns.names().collect();
        all.insert(name.clone(), read(connection, name, &columns).await);
    }
    all
}
