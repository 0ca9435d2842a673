//! Constants, converted to the type of their column.

use crate::expression::normalise_number;
use crate::{DataType, Value};

/// Converts a constant to the form that equal constants of the type share; `None` if the type
/// cannot hold it exactly.
///
/// A truth value is 0 or 1, a number has no zeros to spare and is [`Value::Integer`] if it is
/// whole, a time has as many fraction digits as its column.
pub(super) fn canonical(value: &Value, data_type: &DataType) -> Option<Value> {
    use DataType as T;
    match data_type {
        T::Boolean => truth(value).map(|truth| Value::Integer(i128::from(truth))),
        T::Integer { .. } | T::Year => match number(value)? {
            whole @ Value::Integer(_) => Some(whole),
            Value::Null
            | Value::Boolean(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Bytes(_) => None,
        },
        T::Decimal {
            precision, scale, ..
        } => number(value).filter(|number| fits_decimal(number, *precision, *scale)),
        T::Numeric | T::Real | T::Double => number(value),
        T::Char { length } => text(value, *length).map(|text| {
            // OceanBase does not keep the blanks at the end (measured).
            Value::Text(text.trim_end_matches(' ').to_owned())
        }),
        T::VarChar { length } => text(value, *length).map(Value::Text),
        T::Date => day(value.as_text()?).map(Value::Text),
        T::Time { precision, .. } => time(value.as_text()?, *precision).map(Value::Text),
        T::Timestamp { precision, .. } => moment(value.as_text()?, *precision).map(Value::Text),
        T::Bit { .. } => bits(value).map(Value::Integer),
        T::Enum { labels, .. } => value
            .as_text()
            .filter(|text| labels.iter().any(|label| label == text))
            .map(|label| Value::Text(label.to_owned())),
        T::Binary { .. }
        | T::VarBinary { .. }
        | T::Uuid
        | T::ScaledFloat { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => Some(value.clone()),
        T::Text { .. } | T::Blob { .. } | T::Json { .. } => None,
    }
}

/// Converts a constant to the form that equal constants of a PostgreSQL type share; `None` if it is
/// in that form or has no other.
pub(super) fn canonical_postgres(value: &Value, data_type: &DataType) -> Option<Value> {
    if *data_type == DataType::Boolean {
        return truth(value).map(Value::Boolean);
    }
    let is_number = matches!(
        data_type,
        DataType::Integer { .. }
            | DataType::Decimal { .. }
            | DataType::Numeric
            | DataType::Real
            | DataType::Double
    );
    is_number.then(|| number(value)).flatten()
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(truth) => Some(*truth),
        Value::Integer(0) => Some(false),
        Value::Integer(1) => Some(true),
        Value::Text(text) | Value::Number(text) => match text.to_lowercase().as_str() {
            "0" | "f" | "false" => Some(false),
            "1" | "t" | "true" => Some(true),
            _ => None,
        },
        Value::Null | Value::Integer(_) | Value::Bytes(_) => None,
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Boolean(truth) => Some(Value::Integer(i128::from(*truth))),
        Value::Integer(number) => Some(Value::Integer(*number)),
        Value::Number(text) | Value::Text(text) => {
            let text = normalise_number(text)?;
            Some(text.parse().map_or(Value::Number(text), Value::Integer))
        }
        Value::Null | Value::Bytes(_) => None,
    }
}

fn fits_decimal(number: &Value, precision: u16, scale: i16) -> bool {
    let text = match number {
        Value::Integer(number) => number.to_string(),
        Value::Number(text) => text.clone(),
        Value::Null | Value::Boolean(_) | Value::Text(_) | Value::Bytes(_) => return false,
    };
    let digits = text.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0').len();
    let scale = usize::try_from(scale).unwrap_or(0);
    fraction.len() <= scale && whole + scale <= usize::from(precision)
}

fn text(value: &Value, most: u32) -> Option<String> {
    let text = match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Null | Value::Boolean(_) | Value::Bytes(_) => return None,
    };
    let length = u32::try_from(text.chars().count()).ok()?;
    (length <= most).then_some(text)
}

fn day(text: &str) -> Option<String> {
    let is_day = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(position, byte)| match position {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
    is_day.then(|| text.to_owned())
}

/// Pads or cuts the fraction; `None` if digits would be lost.
fn time(text: &str, precision: u8) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_time = whole.len() == 8
        && whole
            .bytes()
            .enumerate()
            .all(|(position, byte)| match position {
                2 | 5 => byte == b':',
                _ => byte.is_ascii_digit(),
            })
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    let wanted = usize::from(precision);
    if !is_time || fraction.len() > wanted {
        None
    } else if wanted == 0 {
        Some(whole.to_owned())
    } else {
        Some(format!("{whole}.{fraction:0<wanted$}"))
    }
}

/// Accepts a day, a day and a time, and UTC as offset.
fn moment(text: &str, precision: u8) -> Option<String> {
    let text = text.strip_suffix("+00").unwrap_or(text);
    let (date, clock) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    Some(format!("{} {}", day(date)?, time(clock, precision)?))
}

/// Reads what OceanBase prints (`b'101'`, measured), what PostgreSQL keeps (`101`), or a number.
fn bits(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Boolean(truth) => Some(i128::from(*truth)),
        Value::Text(text) => {
            let quoted = text.strip_prefix("b'").and_then(|t| t.strip_suffix('\''));
            i128::from_str_radix(quoted.unwrap_or(text), 2).ok()
        }
        Value::Null | Value::Number(_) | Value::Bytes(_) => None,
    }
}
