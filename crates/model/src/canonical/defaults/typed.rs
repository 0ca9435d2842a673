//! Constants of types that have no literals on OceanBase.

use crate::data_type::PostgresType;
use crate::{DataType, Value};

/// Reads `'10.0.0.1'::inet`: one quoted constant under one cast, to whatever type.
pub(super) fn quoted(text: &str) -> Option<String> {
    let mut unquoted = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (part, behind) = rest.split_once('\'')?;
        unquoted.push_str(part);
        match behind.strip_prefix('\'') {
            Some(more) => {
                unquoted.push('\'');
                rest = more;
            }
            None => {
                rest = behind;
                break;
            }
        }
    }
    let type_name = rest.strip_prefix("::")?;
    let is_type = |c: char| c.is_alphanumeric() || "_ .\"(),[]".contains(c);
    type_name.chars().all(is_type).then_some(unquoted)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "two types print a constant otherwise than a value"
)]
/// Returns a constant in the form in which rows are copied; `None` if it has none.
pub(super) fn as_copied(value: Value, source: &DataType, data_type: &DataType) -> Option<Value> {
    if matches!(
        data_type,
        DataType::Binary { .. } | DataType::VarBinary { .. }
    ) {
        return bytes_of(value, source).map(Value::Bytes);
    }
    let Value::Text(text) = &value else {
        return Some(value);
    };
    let DataType::Postgres(kind) = source else {
        return Some(value);
    };
    // The text form of an address names all its bits, the printed constant does not.
    let bits = if text.contains(':') { "/128" } else { "/32" };
    Some(Value::Text(match kind {
        PostgresType::Inet if !text.contains('/') => format!("{text}{bits}"),
        PostgresType::Money => text.replace(['$', ','], ""),
        _ => text.clone(),
    }))
}

/// Reads a uuid, or bytes as PostgreSQL prints them.
fn bytes_of(value: Value, source: &DataType) -> Option<Vec<u8>> {
    match value {
        Value::Bytes(bytes) => Some(bytes),
        Value::Text(text) if *source == DataType::Uuid => bytes(&text.replace('-', "")),
        Value::Text(text) => bytes(text.strip_prefix("\\x")?),
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => None,
    }
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut digits = digits.chars();
    while let Some(high) = digits.next() {
        let byte = high.to_digit(16)? * 16 + digits.next()?.to_digit(16)?;
        bytes.push(u8::try_from(byte).ok()?);
    }
    Some(bytes)
}
