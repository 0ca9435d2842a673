//! Defaults, as the catalogue shows them and as `SHOW CREATE TABLE` writes them.

use obmigrate_model::{Column, DataType, DefaultValue, Value};

use super::create_table::Written;

/// Says what the catalogue shows of a default.
pub(super) enum Shown {
    /// There is one way to read it.
    Clear(Option<DefaultValue>),
    /// It may be a text or an expression: the text `uuid()` and the expression `(uuid())` look the
    /// same in `COLUMN_DEFAULT`, and `EXTRA` says nothing (measured on 4.3.5).
    Unclear(Option<DefaultValue>),
}

/// Reads `COLUMN_DEFAULT`.
pub(super) fn shown(value: Value, data_type: &DataType) -> Shown {
    let holds_bytes = matches!(
        data_type,
        DataType::Binary { .. } | DataType::VarBinary { .. } | DataType::Blob { .. }
    );
    let text = match value {
        Value::Null => return Shown::Clear(None),
        Value::Text(text) if holds_bytes => {
            let bytes = Value::Bytes(text.into_bytes());
            return Shown::Unclear(Some(DefaultValue::Literal(bytes)));
        }
        // A default of a binary column that is no text.
        Value::Bytes(bytes) => {
            return Shown::Unclear(Some(DefaultValue::Literal(Value::Bytes(bytes))));
        }
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(text) | Value::Text(text) => text,
    };
    let literal = || DefaultValue::Literal(Value::Text(text.clone()));
    let starts_like_a_value = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let clear = match data_type {
        DataType::Boolean
        | DataType::Integer { .. }
        | DataType::Decimal { .. }
        | DataType::Numeric
        | DataType::Real
        | DataType::Double
        | DataType::Year => {
            if text.parse::<f64>().is_ok() {
                literal()
            } else {
                expression(&text, data_type)
            }
        }
        DataType::Bit { .. } => match bits(&text) {
            Some(number) => DefaultValue::Literal(Value::Integer(number)),
            None => expression(&text, data_type),
        },
        DataType::Date | DataType::Time { .. } | DataType::Timestamp { .. } => {
            if starts_like_a_value && !text.contains('(') {
                literal()
            } else {
                expression(&text, data_type)
            }
        }
        DataType::Char { .. }
        | DataType::VarChar { .. }
        | DataType::Text { .. }
        | DataType::Binary { .. }
        | DataType::VarBinary { .. }
        | DataType::Blob { .. }
        | DataType::Uuid
        | DataType::Json { .. }
        | DataType::Other { .. } => {
            return if can_only_be_text(&text) {
                Shown::Clear(Some(literal()))
            } else {
                Shown::Unclear(Some(literal()))
            };
        }
    };
    Shown::Clear(Some(clear))
}

/// Replaces the guess at a default by what `SHOW CREATE TABLE` wrote.
pub(super) fn settle(column: &mut Column, default: &Written) {
    let is_bytes = matches!(column.default, Some(DefaultValue::Literal(Value::Bytes(_))));
    column.default = match default {
        // Bytes are not written faithfully; the catalogue has them.
        Written::Text(_) | Written::Word(_) if is_bytes => return,
        Written::Text(text) => Some(DefaultValue::Literal(Value::Text(text.clone()))),
        Written::Expression(text) => Some(expression(text, &column.data_type)),
        Written::Word(word) if word.eq_ignore_ascii_case("null") => None,
        Written::Word(word) if word.parse::<f64>().is_ok() => {
            Some(DefaultValue::Literal(Value::Text(word.clone())))
        }
        Written::Word(word) => Some(expression(word, &column.data_type)),
    };
}

fn expression(text: &str, data_type: &DataType) -> DefaultValue {
    let lower = text.to_lowercase();
    let is_time = matches!(data_type, DataType::Timestamp { .. });
    if is_time && is_current_timestamp(&lower) {
        return DefaultValue::CurrentTimestamp;
    }
    match lower.as_str() {
        "uuid()" => DefaultValue::RandomUuid,
        "curdate()" => DefaultValue::CurrentDate,
        _ => DefaultValue::Expression(text.to_owned()),
    }
}

/// Its digits equal the column's; anything else is error 1067 (measured on 4.3.5).
fn is_current_timestamp(lower: &str) -> bool {
    lower.strip_prefix("current_timestamp").is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('(')
                .and_then(|rest| rest.strip_suffix(')'))
                .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Every expression that OceanBase takes as a default and shows has a parenthesis, an operator or a
/// quote, or is a word such as `CURRENT_TIMESTAMP`.
fn can_only_be_text(text: &str) -> bool {
    const WORDS: [&str; 6] = ["current", "local", "utc_", "now", "sys", "null"];
    let lower = text.to_lowercase();
    text.chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == ' ')
        && !WORDS.iter().any(|word| lower.starts_with(word))
}

fn bits(text: &str) -> Option<i128> {
    let digits = text.strip_prefix("b'")?.strip_suffix('\'')?;
    i128::from_str_radix(digits, 2).ok()
}
