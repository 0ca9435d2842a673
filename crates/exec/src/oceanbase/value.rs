//! Values as OceanBase sends them over the text protocol.

use mysql_async::consts::ColumnType;
use mysql_async::{Column, Value as Raw};
use obmigrate_model::Value;

/// The character set number that marks bytes (MySQL manual, "Protocol::CharacterSet").
const BINARY: u16 = 63;

/// Reads one value; `None` if it did not arrive as text.
pub(super) fn read(raw: Option<Raw>, column: &Column) -> Option<Value> {
    let bytes = match raw {
        None | Some(Raw::NULL) => return Some(Value::Null),
        Some(Raw::Bytes(bytes)) => bytes,
        Some(
            Raw::Int(_)
            | Raw::UInt(_)
            | Raw::Float(_)
            | Raw::Double(_)
            | Raw::Date(..)
            | Raw::Time(..),
        ) => return None,
    };
    Some(from_text(
        bytes,
        column.column_type(),
        column.character_set() == BINARY,
    ))
}

fn from_text(bytes: Vec<u8>, column_type: ColumnType, is_binary: bool) -> Value {
    use ColumnType as T;
    match column_type {
        T::MYSQL_TYPE_TINY
        | T::MYSQL_TYPE_SHORT
        | T::MYSQL_TYPE_INT24
        | T::MYSQL_TYPE_LONG
        | T::MYSQL_TYPE_LONGLONG
        | T::MYSQL_TYPE_YEAR => {
            // A column may pad its digits (`ZEROFILL`); the number is the same.
            let text = text(bytes);
            let number = text.as_text().and_then(|digits| digits.parse().ok());
            number.map_or(text, Value::Integer)
        }
        T::MYSQL_TYPE_DECIMAL
        | T::MYSQL_TYPE_NEWDECIMAL
        | T::MYSQL_TYPE_FLOAT
        | T::MYSQL_TYPE_DOUBLE => String::from_utf8(bytes)
            .map_or_else(|broken| Value::Bytes(broken.into_bytes()), Value::Number),
        T::MYSQL_TYPE_BIT | T::MYSQL_TYPE_GEOMETRY | T::MYSQL_TYPE_VECTOR => Value::Bytes(bytes),
        T::MYSQL_TYPE_TINY_BLOB
        | T::MYSQL_TYPE_MEDIUM_BLOB
        | T::MYSQL_TYPE_LONG_BLOB
        | T::MYSQL_TYPE_BLOB
        | T::MYSQL_TYPE_VARCHAR
        | T::MYSQL_TYPE_VAR_STRING
        | T::MYSQL_TYPE_STRING
            if is_binary =>
        {
            Value::Bytes(bytes)
        }
        // Dates, times and JSON carry the binary character set too and are text all the same.
        T::MYSQL_TYPE_TINY_BLOB
        | T::MYSQL_TYPE_MEDIUM_BLOB
        | T::MYSQL_TYPE_LONG_BLOB
        | T::MYSQL_TYPE_BLOB
        | T::MYSQL_TYPE_VARCHAR
        | T::MYSQL_TYPE_VAR_STRING
        | T::MYSQL_TYPE_STRING
        | T::MYSQL_TYPE_JSON
        | T::MYSQL_TYPE_DATE
        | T::MYSQL_TYPE_NEWDATE
        | T::MYSQL_TYPE_TIME
        | T::MYSQL_TYPE_TIME2
        | T::MYSQL_TYPE_DATETIME
        | T::MYSQL_TYPE_DATETIME2
        | T::MYSQL_TYPE_TIMESTAMP
        | T::MYSQL_TYPE_TIMESTAMP2
        | T::MYSQL_TYPE_ENUM
        | T::MYSQL_TYPE_SET
        | T::MYSQL_TYPE_NULL
        | T::MYSQL_TYPE_TYPED_ARRAY
        | T::MYSQL_TYPE_UNKNOWN => text(bytes),
    }
}

/// Keeps bytes that are no UTF-8 as bytes: a `utf8mb4` column of OceanBase 4.3.5 accepts lone
/// surrogates (measured).
fn text(bytes: Vec<u8>) -> Value {
    String::from_utf8(bytes).map_or_else(|broken| Value::Bytes(broken.into_bytes()), Value::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_decide_what_text_means() {
        use ColumnType as T;
        let check = |text: &[u8], column_type, is_binary, expected: Value| {
            assert!(from_text(text.to_vec(), column_type, is_binary) == expected);
        };
        check(b"007", T::MYSQL_TYPE_LONG, true, Value::Integer(7));
        let largest = i128::from(u64::MAX);
        let digits = largest.to_string();
        check(
            digits.as_bytes(),
            T::MYSQL_TYPE_LONGLONG,
            true,
            Value::Integer(largest),
        );
        check(
            b"1.50",
            T::MYSQL_TYPE_NEWDECIMAL,
            true,
            Value::Number("1.50".into()),
        );
        check(b"{}", T::MYSQL_TYPE_JSON, true, Value::Text("{}".into()));
        check(b"a", T::MYSQL_TYPE_BLOB, true, Value::Bytes(b"a".to_vec()));
        check(b"a", T::MYSQL_TYPE_BLOB, false, Value::Text("a".into()));
        check(
            b"\xed\xa0\x80",
            T::MYSQL_TYPE_VARCHAR,
            false,
            Value::Bytes(b"\xed\xa0\x80".to_vec()),
        );
    }
}
