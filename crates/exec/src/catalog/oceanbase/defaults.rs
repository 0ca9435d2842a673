//! Defaults.

use obmigrate_model::{DataType, DefaultValue, Value};

use super::create_table::Written;

/// Makes a default of what `SHOW CREATE TABLE` writes.
///
/// `COLUMN_DEFAULT` shows the text `uuid()` and the expression `(uuid())` alike, and bytes with
/// replacements (measured on 4.3.5).
pub(super) fn read(written: Written, data_type: &DataType) -> Option<DefaultValue> {
    let holds_bytes = matches!(
        data_type,
        DataType::Binary { .. } | DataType::VarBinary { .. } | DataType::Blob { .. }
    );
    let literal = match written {
        Written::Null => return None,
        Written::Expression(text) => return Some(expression(text, data_type)),
        Written::Word(word) if word.parse::<f64>().is_err() => {
            return Some(expression(word, data_type));
        }
        Written::Word(number) => Value::Text(number),
        Written::Bits(number) => Value::Integer(number),
        Written::Text(bytes) if holds_bytes => Value::Bytes(bytes),
        Written::Text(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Value::Text(text),
            Err(broken) => Value::Bytes(broken.into_bytes()),
        },
    };
    Some(DefaultValue::Literal(literal))
}

fn expression(text: String, data_type: &DataType) -> DefaultValue {
    let lower = text.to_lowercase();
    let is_time = matches!(data_type, DataType::Timestamp { .. });
    if is_time && is_current_timestamp(&lower) {
        return DefaultValue::CurrentTimestamp;
    }
    match lower.as_str() {
        "uuid()" => DefaultValue::RandomUuid,
        "curdate()" => DefaultValue::CurrentDate,
        _ => DefaultValue::Expression(text),
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
