//! Which default a column has on OceanBase.

mod clock;
mod literal;
mod typed;

use self::literal::canonical;
use super::Notes;
use crate::data_type::TimeZone;
use crate::expression::{self, without_parentheses};
use crate::{Column, DataType, DefaultValue, Dialect, Nullability, ObjectPath, Value};

/// Characters of a column that takes the names of most users with their hosts.
const LONGEST_USER: u32 = 63;

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
    let bare = without_parentheses(Dialect::Postgres, text);
    if let Some(known) = known_function(&bare.to_lowercase()) {
        return Some(known);
    }
    if let Some(bits) = bit_literal(bare) {
        return Some(DefaultValue::Literal(Value::Text(bits.to_owned())));
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

/// Translates the default of a column, or that of its domain; what cannot be carried over is noted.
pub(super) fn translate(
    column: &Column,
    nullability: Nullability,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<DefaultValue> {
    let of_domain = if let DataType::Domain(domain) = &column.data_type {
        domain.default.as_ref()
    } else {
        None
    };
    let source = column.data_type.resolved();
    let default = match column.default.as_ref().or(of_domain)? {
        DefaultValue::Expression(text) => postgres_literal(text)?,
        DefaultValue::Literal(Value::Null) => return None,
        other @ (DefaultValue::Literal(_)
        | DefaultValue::CurrentTimestamp
        | DefaultValue::CurrentDate
        | DefaultValue::RandomUuid) => other.clone(),
    };
    let path = path.join("default");
    let translated = if can_have_default(data_type) {
        translate_value(default, source, data_type, &path, notes)
    } else {
        Err(format!("{data_type} cannot have a default on OceanBase"))
    };
    match translated {
        Ok(default) => Some(default),
        Err(reason) => {
            let reason = format!("the default is left out: {reason}");
            let remedy = if matches!(data_type, DataType::Text { .. } | DataType::Blob { .. }) {
                "choose a length for the column, or give the value in every INSERT"
            } else {
                "give the value in every INSERT"
            };
            match nullability {
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

/// Tells what a default of PostgreSQL is, constants of any type included.
fn postgres_literal(text: &str) -> Option<DefaultValue> {
    let default = postgres_default(text)?;
    if let DefaultValue::Expression(text) = &default
        && let Some(constant) = typed::quoted(without_parentheses(Dialect::Postgres, text))
    {
        return Some(DefaultValue::Literal(Value::Text(constant)));
    }
    Some(default)
}

/// Brings a default of PostgreSQL into the form that equal defaults share; `None` for `NULL`.
pub(super) fn normalise_postgres(
    default: DefaultValue,
    data_type: &DataType,
) -> Option<DefaultValue> {
    let default = match default {
        DefaultValue::Expression(text) => postgres_literal(&text)?,
        known @ (DefaultValue::Literal(_)
        | DefaultValue::CurrentTimestamp
        | DefaultValue::CurrentDate
        | DefaultValue::RandomUuid) => known,
    };
    let DefaultValue::Literal(value) = &default else {
        return Some(default);
    };
    if *value == Value::Null {
        return None;
    }
    let canonical = literal::canonical_postgres(value, data_type.resolved());
    Some(canonical.map_or(default, DefaultValue::Literal))
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
            let bare = without_parentheses(Dialect::OceanBase, text);
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
        DataType::Text { .. }
            | DataType::Blob { .. }
            | DataType::Json { .. }
            | DataType::Vector { .. }
            | DataType::Geometry { .. }
            | DataType::Array { .. }
    )
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a clock and a uuid fit few types; any other keeps no such default"
)]
fn translate_value(
    default: DefaultValue,
    source: &DataType,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Result<DefaultValue, String> {
    match default {
        DefaultValue::Literal(value) => typed::as_copied(value, source, data_type)
            .and_then(|value| canonical(&value, data_type))
            .map(DefaultValue::Literal)
            .ok_or_else(|| format!("{data_type} cannot hold it exactly")),
        DefaultValue::CurrentTimestamp => match data_type {
            DataType::Timestamp { .. } => {
                let reason = "OceanBase takes the time of the statement, not of the transaction";
                notes.info("model/statement-time", path.clone(), reason);
                let zone = (zone_of(source), zone_of(data_type));
                Ok(if zone == (Some(TimeZone::With), Some(TimeZone::Without)) {
                    // Whatever the time zone of the session, the column holds UTC.
                    DefaultValue::Expression(clock::CLOCK.to_owned())
                } else {
                    DefaultValue::CurrentTimestamp
                })
            }
            // PostgreSQL cuts the time off.
            DataType::Date => Ok(DefaultValue::CurrentDate),
            _ => Err(format!("{data_type} cannot take the current time")),
        },
        DefaultValue::CurrentDate => match data_type {
            DataType::Date | DataType::Timestamp { .. } => Ok(DefaultValue::CurrentDate),
            _ => Err(format!("{data_type} cannot take the current day")),
        },
        DefaultValue::RandomUuid => {
            let default = match data_type {
                DataType::Char { length } | DataType::VarChar { length } if *length >= 36 => {
                    DefaultValue::RandomUuid
                }
                // OceanBase prints it in this spelling (measured on 4.3.5).
                DataType::Binary { length: 16 } => {
                    DefaultValue::Expression("uuid_to_bin(uuid())".to_owned())
                }
                _ => return Err(format!("{data_type} cannot hold a uuid")),
            };
            let reason = "OceanBase makes uuids of the time and the machine, not random ones";
            notes.info("model/uuid-version", path.clone(), reason);
            Ok(default)
        }
        DefaultValue::Expression(text) => {
            translate_expression(&text, source, data_type, path, notes)
        }
    }
}

const fn zone_of(data_type: &DataType) -> Option<TimeZone> {
    if let DataType::Timestamp { zone, .. } = data_type {
        Some(*zone)
    } else {
        None
    }
}

fn translate_expression(
    text: &str,
    source: &DataType,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Result<DefaultValue, String> {
    let lower = without_parentheses(Dialect::Postgres, text).to_lowercase();
    if lower.contains("nextval(") {
        return Err("a sequence that is not the column's own has no counterpart".to_owned());
    }
    if let Some((moment, accuracy)) = clock::translate(text, source, data_type) {
        let reason = "OceanBase takes the time of the statement, not of the transaction";
        notes.info("model/statement-time", path.clone(), reason);
        if accuracy == clock::Accuracy::Utc {
            notes.warning(
                "model/utc-sessions",
                path.clone(),
                format!("{moment} is the time that is meant in sessions of the time zone UTC only"),
                "set the time zone of every session to '+00:00'",
            );
        }
        return Ok(DefaultValue::Expression(moment));
    }
    let (word, cast) = match lower.rsplit_once("::") {
        Some((word, cast)) if !cast.contains(')') => {
            (without_parentheses(Dialect::Postgres, word), cast)
        }
        Some(_) | None => (lower.as_str(), ""),
    };
    match (word, data_type) {
        ("current_user" | "session_user" | "user", DataType::VarChar { length })
            if *length >= LONGEST_USER =>
        {
            let reason = "OceanBase names the host as well: user@host";
            notes.warning(
                "model/user-differs",
                path.clone(),
                reason,
                "give the value in every INSERT if it matters",
            );
            Ok(DefaultValue::Expression("user()".to_owned()))
        }
        ("current_time" | "localtime", DataType::Time { precision, .. })
            if cast.is_empty() || cast.starts_with("time") =>
        {
            if *precision > 0 {
                let reason = "OceanBase takes the time of day without its fraction";
                notes.info("model/fraction-lost", path.clone(), reason);
            }
            Ok(DefaultValue::Expression("curtime()".to_owned()))
        }
        ("random()", DataType::Double) => Ok(DefaultValue::Expression("rand()".to_owned())),
        ("md5((random())::text)", DataType::Char { length } | DataType::VarChar { length })
            if *length >= 32 =>
        {
            Ok(DefaultValue::Expression("md5(rand())".to_owned()))
        }
        _ => expression::to_oceanbase(text)
            .map(DefaultValue::Expression)
            .map_err(|error| error.to_string()),
    }
}

/// Recognises the functions that have a kind of default of their own.
fn known_function(lower: &str) -> Option<DefaultValue> {
    let (function, cast) = lower.rsplit_once("::").unwrap_or((lower, ""));
    let function = without_parentheses(Dialect::Postgres, function);
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

/// Reads the digits of `B'101'`, `'101'::"bit"` and `'101'::bit varying`, none of which is spare.
fn bit_literal(text: &str) -> Option<&str> {
    let (literal, cast) = text.split_once("::").unwrap_or((text, ""));
    let quoted = match literal.strip_prefix(['B', 'b']) {
        Some(quoted) => quoted,
        None if cast.starts_with("\"bit\"") || cast.starts_with("bit") => literal,
        None => return None,
    };
    let bits = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_bits = bits.bytes().all(|byte| matches!(byte, b'0' | b'1'));
    is_bits.then_some(bits)
}
