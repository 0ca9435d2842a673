//! Defaults that reckon from the time of the statement.

use super::known_function;
use crate::data_type::TimeZone;
use crate::expression::without_parentheses;
use crate::{DataType, DefaultValue, Dialect};

/// The one clock of OceanBase that keeps its fraction inside an expression (measured on 4.3.5).
pub(super) const CLOCK: &str = "utc_timestamp(6)";
const DAY: &str = "curdate()";

/// Says when the clock of a default shows the time of PostgreSQL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Accuracy {
    /// Whatever the time zone of a session.
    AnyZone,
    /// When sessions are in UTC.
    Utc,
}

/// Translates `now() AT TIME ZONE 'utc'`, `now() + '7 days'::interval` and `CURRENT_DATE + 7`;
/// `None` if it is nothing of that kind or the type cannot hold it.
pub(super) fn translate(
    text: &str,
    source: &DataType,
    data_type: &DataType,
) -> Option<(String, Accuracy)> {
    let lower = without_parentheses(Dialect::Postgres, text).to_lowercase();
    if is_utc(&lower) {
        return (is_reading(source) && is_reading(data_type))
            .then(|| (CLOCK.to_owned(), Accuracy::AnyZone));
    }
    let (start, operator, shift) = split(&lower)?;
    let start = without_parentheses(Dialect::Postgres, start);
    let from_utc = is_utc(start);
    let from_day = match known_function(start) {
        Some(DefaultValue::CurrentDate) => true,
        Some(DefaultValue::CurrentTimestamp) => false,
        Some(DefaultValue::Literal(_) | DefaultValue::RandomUuid | DefaultValue::Expression(_)) => {
            return None;
        }
        None if from_utc && is_reading(source) => false,
        None => return None,
    };
    let (count, unit) = match shift.strip_suffix("::interval") {
        Some(quoted) => interval(quoted.strip_prefix('\'')?.strip_suffix('\'')?)?,
        None if from_day => (shift.parse().ok()?, "day"),
        None => return None,
    };
    let count = if operator == " - " { -count } else { count };
    let whole_days = matches!(unit, "day" | "month" | "year");
    let is_moment = matches!(data_type, DataType::Timestamp { .. });
    let clock = if is_moment && !from_day {
        CLOCK
    } else if is_moment || (*data_type == DataType::Date && whole_days && !from_utc) {
        DAY
    } else {
        return None;
    };
    let accuracy = if clock == DAY || from_utc || (!is_reading(source) && is_reading(data_type)) {
        Accuracy::AnyZone
    } else {
        Accuracy::Utc
    };
    let sign = if count < 0 { '-' } else { '+' };
    // OceanBase prints it in this spelling (measured on 4.3.5).
    let shifted = format!("{clock} {sign} interval {} {unit}", count.unsigned_abs());
    Some((shifted, accuracy))
}

/// Says whether a type holds readings of a wall clock.
const fn is_reading(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Timestamp {
            zone: TimeZone::Without,
            ..
        }
    )
}

fn is_utc(lower: &str) -> bool {
    ["now()", "current_timestamp"].iter().any(|now| {
        lower == format!("{now} at time zone 'utc'::text")
            || lower == format!("timezone('utc'::text, {now})")
    })
}

fn split(text: &str) -> Option<(&str, &'static str, &str)> {
    [" + ", " - "].into_iter().find_map(|operator| {
        let (start, shift) = text.split_once(operator)?;
        Some((start, operator, shift))
    })
}

/// Reads an interval as PostgreSQL prints it, if one unit is enough for it: units of different
/// kinds would have to be added in the order in which PostgreSQL adds them.
fn interval(text: &str) -> Option<(i64, &'static str)> {
    let (mut months, mut days, mut seconds) = (0_i64, 0_i64, 0_i64);
    let mut words = text.split(' ');
    while let Some(word) = words.next() {
        if word.contains(':') {
            seconds = clock_seconds(word)?;
            continue;
        }
        let count: i64 = word.parse().ok()?;
        match words.next()? {
            "year" | "years" => months = months.checked_add(count.checked_mul(12)?)?,
            "mon" | "mons" => months = months.checked_add(count)?,
            "day" | "days" => days = count,
            _ => return None,
        }
    }
    match (months, days, seconds) {
        (months, 0, 0) if months % 12 == 0 && months != 0 => Some((months / 12, "year")),
        (months, 0, 0) if months != 0 => Some((months, "month")),
        (0, days, 0) => Some((days, "day")),
        (0, 0, seconds) if seconds % 3600 == 0 => Some((seconds / 3600, "hour")),
        (0, 0, seconds) if seconds % 60 == 0 => Some((seconds / 60, "minute")),
        (0, 0, seconds) => Some((seconds, "second")),
        _ => None,
    }
}

/// Reads `-02:30:00`.
fn clock_seconds(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let mut seconds = 0_i64;
    for part in digits.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    Some(sign * seconds)
}
