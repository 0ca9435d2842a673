//! The canonical text of a value: equal exactly when the values are, whichever server they are from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use obmigrate_model::Value;

use crate::reading::Reading;

/// Makes the canonical text of what a server handed out; `None` stands for `NULL`.
///
/// Numbers inside JSON documents compare exactly if they are whole and fit 64 bits, else to 15
/// significant digits: OceanBase's JSON parser is off by one in the last place of one double in ten
/// (4.3.5, measured). The numbers of a vector compare to 6 significant digits, which is all that
/// OceanBase shows of them (4.3.5, measured).
///
/// ```
/// use obmigrate_model::Value;
/// use obmigrate_verify::{canonical::canonical, reading::Reading};
/// let text = |text: &str| Value::Text(text.into());
/// assert_eq!(canonical(Reading::Number, &text("1.500")), Some("1.5".into()));
/// assert_eq!(canonical(Reading::Number, &Value::Null), None);
/// ```
#[must_use]
pub fn canonical(reading: Reading, value: &Value) -> Option<String> {
    let text = text_of(value)?;
    Some(match reading {
        Reading::Text | Reading::Bits => text,
        Reading::Padded => text.trim_end_matches(' ').to_owned(),
        Reading::Number => number(&text),
        Reading::Float => float(&text),
        Reading::Moment => moment(&text),
        Reading::Time => trim_fraction(&text).to_owned(),
        Reading::Bytes => text.to_ascii_lowercase(),
        Reading::Uuid => text.replace('-', "").to_ascii_lowercase(),
        Reading::Json => json(&text),
        Reading::Vector => vector(&text),
    })
}

/// Returns what a server handed out as text; bytes that are no UTF-8 stay distinguishable.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Boolean(truth) => Some(i32::from(*truth).to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text.clone()),
        Value::Bytes(bytes) => Some(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().fold("\0".to_owned(), |mut text, byte| {
                // Writing into a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            }),
        }),
    }
}

/// Writes a number without exponent, leading zeros or zeros behind the last digit that counts.
/// What is no number, such as `NaN`, stays as it is.
fn number(text: &str) -> String {
    /// No double and no decimal has more digits on either side.
    const MOST: i64 = 20_000;
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()),
        None => (digits, Some(0)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let (Some(exponent), Ok(length), true) = (
        exponent.filter(|exponent| exponent.abs() <= MOST),
        i64::try_from(whole.len()),
        !all.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit()),
    ) else {
        return text.to_owned();
    };
    let point = length + exponent;
    let (before, behind) = match usize::try_from(point) {
        Ok(point) if point >= all.len() => (
            format!("{all}{}", "0".repeat(point - all.len())),
            String::new(),
        ),
        Ok(point) => {
            let (before, behind) = all.split_at(point);
            (before.to_owned(), behind.to_owned())
        }
        Err(_) => {
            let zeros = usize::try_from(-point).unwrap_or(0);
            (String::new(), format!("{}{all}", "0".repeat(zeros)))
        }
    };
    let before = match before.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    match (before, behind.trim_end_matches('0')) {
        ("0", "") => "0".to_owned(),
        (before, "") => format!("{sign}{before}"),
        (before, behind) => format!("{sign}{before}.{behind}"),
    }
}

fn float(text: &str) -> String {
    match text.parse::<f64>() {
        // OceanBase keeps the sign of some zeros and drops that of others.
        Ok(0.0) => "0".to_owned(),
        Ok(number) => format!("{number:e}"),
        Err(_) => text.to_owned(),
    }
}

/// Adds midnight to a day and drops fraction digits that mean nothing.
fn moment(text: &str) -> String {
    let text = trim_fraction(text);
    if text.contains(' ') {
        text.to_owned()
    } else {
        format!("{text} 00:00:00")
    }
}

fn trim_fraction(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// Rounds each number as OceanBase does; what is no list of numbers stays as it is.
fn vector(text: &str) -> String {
    let list = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let numbers = list.unwrap_or(text).split(',').map(|number| {
        let number: f32 = number.trim().parse().ok()?;
        Some(if number == 0.0 {
            "0".to_owned()
        } else {
            format!("{number:.5e}")
        })
    });
    let numbers: Option<Vec<String>> = numbers.collect();
    numbers.map_or_else(|| text.to_owned(), |numbers| numbers.join(","))
}

fn json(text: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => {
            let mut out = String::with_capacity(text.len());
            write_json(&value, &mut out);
            out
        }
        Err(_) => text.to_owned(),
    }
}

fn write_json(value: &serde_json::Value, out: &mut String) {
    use serde_json::Value as Json;
    match value {
        Json::Null | Json::Bool(_) | Json::String(_) => out.push_str(&value.to_string()),
        Json::Number(number) => out.push_str(&json_number(number)),
        Json::Array(items) => {
            out.push('[');
            for item in items {
                write_json(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (name, member) in members.iter().collect::<BTreeMap<_, _>>() {
                out.push_str(&Json::from(name.as_str()).to_string());
                out.push(':');
                write_json(member, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

fn json_number(number_in_json: &serde_json::Number) -> String {
    if number_in_json.is_i64() || number_in_json.is_u64() {
        return number_in_json.to_string();
    }
    match number_in_json.as_f64() {
        Some(double) => number(&format!("{double:.14e}")),
        None => number_in_json.to_string(),
    }
}
