//! Values as PostgreSQL sends them over the simple protocol.

use obmigrate_model::{Row, Value};
use sqlx::postgres::{PgRow, PgValueRef};
use sqlx::{Column as _, Error, Row as _, ValueRef as _};

// Type numbers of `pg_type.dat`; they never change.
const BOOL: u32 = 16;
const BYTEA: u32 = 17;
const INT8: u32 = 20;
const INT2: u32 = 21;
const INT4: u32 = 23;
const OID: u32 = 26;
const FLOAT4: u32 = 700;
const FLOAT8: u32 = 701;
const NUMERIC: u32 = 1700;

/// Reads one row.
pub(super) fn row(row: &PgRow) -> Result<Row, Error> {
    row.columns()
        .iter()
        .map(|column| {
            let oid = column.type_info().oid().map_or(0, |oid| oid.0);
            read(&row.try_get_raw(column.ordinal())?, oid)
        })
        .collect()
}

fn read(raw: &PgValueRef<'_>, oid: u32) -> Result<Value, Error> {
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let text = raw.as_str().map_err(Error::Decode)?;
    from_text(text, oid).ok_or_else(|| Error::Decode("a value is not in its text form".into()))
}

fn from_text(text: &str, oid: u32) -> Option<Value> {
    match oid {
        BOOL => match text {
            "t" => Some(Value::Boolean(true)),
            "f" => Some(Value::Boolean(false)),
            _ => None,
        },
        INT2 | INT4 | INT8 | OID => text.parse().ok().map(Value::Integer),
        NUMERIC | FLOAT4 | FLOAT8 => Some(Value::Number(text.to_owned())),
        BYTEA => bytes(text.strip_prefix("\\x")?).map(Value::Bytes),
        _ => Some(Value::Text(text.to_owned())),
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    hex.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_decide_what_text_means() {
        let check = |text: &str, oid, expected: Option<Value>| {
            assert!(from_text(text, oid) == expected, "{text}");
        };
        check("t", BOOL, Some(Value::Boolean(true)));
        check(
            "-9223372036854775808",
            INT8,
            Some(Value::Integer(i64::MIN.into())),
        );
        check("1.50", NUMERIC, Some(Value::Number("1.50".into())));
        check("NaN", FLOAT8, Some(Value::Number("NaN".into())));
        check("\\x00fF", BYTEA, Some(Value::Bytes(vec![0, 255])));
        check("\\x0", BYTEA, None);
        check("a", 25, Some(Value::Text("a".into())));
    }
}
