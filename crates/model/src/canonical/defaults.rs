//! Which default a column has on OceanBase.

mod literal;

use self::literal::canonical;
use super::Notes;
use crate::data_type::TimeZone;
use crate::{Column, DataType, DefaultValue, Nullability, ObjectPath, Value, expression};

/// Tells what a default of PostgreSQL is, given as `pg_get_expr` prints it; `None` for `NULL`.
///
/// ```
/// use obmigrate_model::{DefaultValue, Value, canonical::postgres_default};
/// assert_eq!(postgres_default("now()"), Some(DefaultValue::CurrentTimestamp));
/// assert_eq!(
///     postgres_default("'-5'::integer"),
///     Some(DefaultValue::Literal(Value::Integer(-5)))
/// );
/// assert_eq!(postgres_default("NULL::character varying"), None);
/// ```
#[must_use]
pub fn postgres_default(text: &str) -> Option<DefaultValue> {
    let bare = without_parentheses(text);
    if let Some(known) = known_function(&bare.to_lowercase()) {
        return Some(known);
    }
    if let Some(bits) = bit_literal(bare) {
        return Some(DefaultValue::Literal(Value::Integer(bits)));
    }
    // The column rounds a default to its own width, whatever width the cast names.
    let constant = match bare.strip_suffix("::real") {
        Some(number) => expression::constant(number),
        None => expression::constant(bare),
    };
    match constant {
        Ok(Some(Value::Null)) => None,
        Ok(Some(value)) => Some(DefaultValue::Literal(value)),
        Ok(None) | Err(_) => Some(DefaultValue::Expression(text.trim().to_owned())),
    }
}

/// Translates the default of a column; what cannot be carried over is noted.
pub(super) fn translate(
    column: &Column,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<DefaultValue> {
    let default = match column.default.as_ref()? {
        DefaultValue::Expression(text) => postgres_default(text)?,
        DefaultValue::Literal(Value::Null) => return None,
        other @ (DefaultValue::Literal(_)
        | DefaultValue::CurrentTimestamp
        | DefaultValue::CurrentDate
        | DefaultValue::RandomUuid) => other.clone(),
    };
    let path = path.join("default");
    let translated = if can_have_default(data_type) {
        translate_value(default, data_type, &path, notes)
    } else {
        Err(format!("{data_type} cannot have a default on OceanBase"))
    };
    match translated {
        Ok(default) => Some(default),
        Err(reason) => {
            let reason = format!("the default is left out: {reason}");
            let remedy = "give the value in every INSERT";
            match column.nullability {
                Nullability::Nullable => {
                    notes.warning("model/default-lost", path, reason, remedy);
                }
                Nullability::NotNull => {
                    notes.error("model/default-lost", path, reason, remedy);
                }
            }
            None
        }
    }
}

/// Brings a default that was read from OceanBase into canonical form.
pub(super) fn normalise(
    default: Option<&DefaultValue>,
    data_type: &DataType,
) -> Option<DefaultValue> {
    Some(match default? {
        DefaultValue::Literal(Value::Null) => return None,
        DefaultValue::Literal(value) => {
            DefaultValue::Literal(canonical(value, data_type).unwrap_or_else(|| value.clone()))
        }
        DefaultValue::CurrentTimestamp => DefaultValue::CurrentTimestamp,
        DefaultValue::CurrentDate => DefaultValue::CurrentDate,
        DefaultValue::RandomUuid => DefaultValue::RandomUuid,
        DefaultValue::Expression(text) => {
            let bare = without_parentheses(text);
            let now = (bare.to_lowercase().starts_with("current_timestamp")
                && matches!(data_type, DataType::Timestamp { .. }))
            .then_some(DefaultValue::CurrentTimestamp);
            let known = match bare.to_lowercase().as_str() {
                "uuid()" => Some(DefaultValue::RandomUuid),
                "curdate()" => Some(DefaultValue::CurrentDate),
                _ => now,
            };
            known.unwrap_or_else(|| {
                DefaultValue::Expression(
                    expression::canonical_oceanbase(bare).unwrap_or_else(|_| bare.to_owned()),
                )
            })
        }
    })
}

/// Large columns have no default on OceanBase 4.3.5 (errors 1067 and 1101, measured).
const fn can_have_default(data_type: &DataType) -> bool {
    !matches!(
        data_type,
        DataType::Text { .. } | DataType::Blob { .. } | DataType::Json { .. }
    )
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a clock and a uuid fit few types; any other keeps no such default"
)]
fn translate_value(
    default: DefaultValue,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Result<DefaultValue, String> {
    match default {
        DefaultValue::Literal(value) => canonical(&value, data_type)
            .map(DefaultValue::Literal)
            .ok_or_else(|| format!("{data_type} cannot hold it exactly")),
        DefaultValue::CurrentTimestamp => match data_type {
            DataType::Timestamp { .. } => {
                let reason = "OceanBase takes the time of the statement, not of the transaction";
                notes.info("model/statement-time", path.clone(), reason);
                Ok(DefaultValue::CurrentTimestamp)
            }
            // PostgreSQL cuts the time off.
            DataType::Date => Ok(DefaultValue::CurrentDate),
            _ => Err(format!("{data_type} cannot take the current time")),
        },
        DefaultValue::CurrentDate => match data_type {
            DataType::Date | DataType::Timestamp { .. } => Ok(DefaultValue::CurrentDate),
            _ => Err(format!("{data_type} cannot take the current day")),
        },
        DefaultValue::RandomUuid => match data_type {
            DataType::Char { length } | DataType::VarChar { length } if *length >= 36 => {
                let reason = "OceanBase makes uuids of the time and the machine, not random ones";
                notes.info("model/uuid-version", path.clone(), reason);
                Ok(DefaultValue::RandomUuid)
            }
            _ => Err(format!("{data_type} cannot hold a uuid")),
        },
        DefaultValue::Expression(text) => translate_expression(&text, data_type),
    }
}

fn translate_expression(text: &str, data_type: &DataType) -> Result<DefaultValue, String> {
    let lower = without_parentheses(text).to_lowercase();
    if lower.contains("nextval(") {
        return Err("a sequence that is not the column's own has no counterpart".to_owned());
    }
    let utc = ["now()", "current_timestamp"]
        .iter()
        .any(|now| lower == format!("{now} at time zone 'utc'::text"));
    if utc
        && matches!(
            data_type,
            DataType::Timestamp {
                zone: TimeZone::Without,
                ..
            }
        )
    {
        // The one clock of OceanBase that keeps its fraction inside an expression (measured).
        return Ok(DefaultValue::Expression("utc_timestamp(6)".to_owned()));
    }
    expression::to_oceanbase(text)
        .map(DefaultValue::Expression)
        .map_err(|error| error.to_string())
}

/// Recognises the functions that have a kind of default of their own.
fn known_function(lower: &str) -> Option<DefaultValue> {
    let (function, cast) = lower.rsplit_once("::").unwrap_or((lower, ""));
    let function = without_parentheses(function);
    // A function of one's own may have any of these names; the one for uuids lives anywhere.
    let function = function.strip_prefix("pg_catalog.").unwrap_or(function);
    let function = match function.rsplit_once('.') {
        Some((_, "uuid_generate_v4()")) => "uuid_generate_v4()",
        Some(_) | None => function,
    };
    // `CURRENT_TIMESTAMP(3)` on a column of other precision is cut by the column anyway.
    let function = function
        .strip_suffix(')')
        .and_then(|call| call.split_once('('))
        .filter(|(_, digits)| digits.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(function, |(name, _)| name);
    let to_day = cast == "date";
    let to_time = cast.is_empty() || cast.starts_with("timestamp");
    match function {
        "now"
        | "current_timestamp"
        | "transaction_timestamp"
        | "statement_timestamp"
        | "clock_timestamp"
        | "localtimestamp"
        | "'now'::text" => {
            if to_day {
                Some(DefaultValue::CurrentDate)
            } else {
                to_time.then_some(DefaultValue::CurrentTimestamp)
            }
        }
        "current_date" => (to_day || cast.is_empty()).then_some(DefaultValue::CurrentDate),
        "gen_random_uuid" | "uuid_generate_v4" => {
            let as_text = ["", "text", "character varying", "uuid"].contains(&cast);
            as_text.then_some(DefaultValue::RandomUuid)
        }
        _ => None,
    }
}

/// Reads `B'101'` and `'101'::"bit"`.
fn bit_literal(text: &str) -> Option<i128> {
    let quoted = match text.split_once("::") {
        Some((literal, cast)) if cast.starts_with("\"bit\"") || cast.starts_with("bit(") => literal,
        Some(_) => return None,
        None => text.strip_prefix(['B', 'b'])?,
    };
    let bits = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    i128::from_str_radix(bits, 2).ok()
}

/// Removes blanks and parentheses around the whole text.
fn without_parentheses(text: &str) -> &str {
    let mut bare = text.trim();
    while let Some(inner) = bare
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .filter(|inner| is_balanced(inner))
    {
        bare = inner.trim();
    }
    bare
}

/// Says whether every parenthesis closes one that was opened before. A parenthesis in a literal is
/// counted like any other, so that a doubtful text keeps its own.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' => open += 1,
            b')' if open == 0 => return false,
            b')' => open -= 1,
            _ => {}
        }
    }
    open == 0
}
