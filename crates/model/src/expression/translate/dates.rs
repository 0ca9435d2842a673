//! Days and points in time.

use super::{Kind, Translated, cast, walk};
use crate::data_type::TimeZone;
use crate::expression::tree::{Expr, Operator};
use crate::expression::{ExpressionError, Types};
use crate::{DataType, Dialect};

/// What a day or a point in time is to arithmetic.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Temporal {
    Day,
    Moment,
    /// A point in time with a zone, in which the length of a day depends on the session.
    Instant,
}

fn temporal(tree: &Expr, types: &Types<'_>) -> Option<Temporal> {
    match tree {
        Expr::Column(name) => match types(name)? {
            DataType::Date => Some(Temporal::Day),
            DataType::Timestamp { zone, .. } => Some(match zone {
                TimeZone::Without => Temporal::Moment,
                TimeZone::With => Temporal::Instant,
            }),
            _ => None,
        },
        Expr::Cast(inner, data_type) => match (data_type.name.as_str(), &**inner) {
            ("date", _) => Some(Temporal::Day),
            ("timestamp" | "timestamp without time zone", Expr::Text(_)) => Some(Temporal::Moment),
            _ => None,
        },
        Expr::Arithmetic(Operator::Add | Operator::Subtract, left, right) => {
            match (temporal(left, types)?, temporal(right, types)) {
                (_, Some(_)) => None,
                (Temporal::Day, None) if interval(right).is_none() => Some(Temporal::Day),
                (Temporal::Day | Temporal::Moment, None) => Some(Temporal::Moment),
                (Temporal::Instant, None) => Some(Temporal::Instant),
            }
        }
        _ => None,
    }
}

/// Translates a sum or difference with a day or a point in time on its left; `None` if there is
/// none.
pub(super) fn arithmetic(
    operator: Operator,
    left: &Expr,
    right: &Expr,
    types: &Types<'_>,
) -> Result<Option<Expr>, ExpressionError> {
    let function = match operator {
        Operator::Add => "date_add",
        Operator::Subtract => "date_sub",
        _ => return Ok(None),
    };
    let Some(from) = temporal(left, types) else {
        return Ok(None);
    };
    let start = walk(left.clone(), Dialect::Postgres, types)?;
    if let Some(text) = interval(right) {
        return shift(function, start, from, text).map(Some);
    }
    let amount = walk(right.clone(), Dialect::Postgres, types)?;
    let refuse = Err(ExpressionError::construct("this calculation with a date"));
    match (from, temporal(right, types)) {
        (Temporal::Day, Some(Temporal::Day)) if operator == Operator::Subtract => {
            Ok(Some(Expr::Call("datediff".to_owned(), vec![start, amount])))
        }
        (Temporal::Day, None) => {
            let is_whole = cast::kind(&amount, types).is_some_and(|kind| kind <= Kind::Big);
            if is_whole {
                Ok(Some(step(function, start, amount, "day")))
            } else {
                refuse
            }
        }
        _ => refuse,
    }
}

/// The text of an interval constant.
fn interval(tree: &Expr) -> Option<&str> {
    match tree {
        Expr::Cast(inner, data_type) if data_type.name == "interval" => match &**inner {
            Expr::Text(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn step(function: &str, value: Expr, amount: Expr, unit: &str) -> Expr {
    let unit = Expr::Text(unit.to_owned());
    Expr::Call(function.to_owned(), vec![value, amount, unit])
}

/// Moves by months, days and seconds in turn, as PostgreSQL does.
fn shift(function: &str, start: Expr, from: Temporal, text: &str) -> Translated {
    let refuse = || ExpressionError::construct(format!("the interval {text}"));
    let (months, days, seconds) = parse_interval(text).ok_or_else(refuse)?;
    if from == Temporal::Instant && (months, days) != (0, 0) {
        return Err(refuse());
    }
    let whole = |number: i64, each: i64| number % each == 0;
    let steps = [
        if whole(months, 12) {
            (months / 12, "year")
        } else {
            (months, "month")
        },
        (days, "day"),
        if whole(seconds, 3600) {
            (seconds / 3600, "hour")
        } else if whole(seconds, 60) {
            (seconds / 60, "minute")
        } else {
            (seconds, "second")
        },
    ];
    let moved = steps.into_iter().filter(|(amount, _)| *amount != 0);
    Ok(moved.fold(start, |value, (amount, unit)| {
        step(function, value, Expr::Number(amount.to_string()), unit)
    }))
}

/// Reads the style `postgres`, such as `1 year 2 mons -3 days 04:05:06`, without fractions.
fn parse_interval(text: &str) -> Option<(i64, i64, i64)> {
    let (mut months, mut days, mut seconds) = (0_i64, 0_i64, 0_i64);
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word.contains(':') {
            seconds = clock(word)?;
            continue;
        }
        let number: i64 = word.parse().ok()?;
        match words.next()? {
            "year" | "years" => months = months.checked_add(number.checked_mul(12)?)?,
            "mon" | "mons" => months = months.checked_add(number)?,
            "day" | "days" => days = days.checked_add(number)?,
            _ => return None,
        }
    }
    Some((months, days, seconds))
}

fn clock(word: &str) -> Option<i64> {
    let (sign, word) = match word.strip_prefix('-') {
        Some(word) => (-1, word),
        None => (1, word.trim_start_matches('+')),
    };
    let mut total = 0_i64;
    for part in word.split(':') {
        let part: u32 = part.parse().ok()?;
        total = total.checked_mul(60)?.checked_add(i64::from(part))?;
    }
    (word.split(':').count() == 3).then_some(sign * total)
}

/// Translates the functions that take a day or a point in time apart.
pub(super) fn call(name: &str, arguments: Vec<Expr>, types: &Types<'_>) -> Translated {
    let (field, value) = match arguments.as_slice() {
        [field, value] => (constant(field), value),
        _ => (None, &Expr::Null),
    };
    let field = field.unwrap_or("a field that is no constant");
    let refuse = || ExpressionError::construct(format!("{name} of {field}"));
    // A zone makes the answer depend on the session.
    let from = temporal(value, types)
        .filter(|from| *from != Temporal::Instant)
        .ok_or_else(refuse)?;
    let value = walk(value.clone(), Dialect::Postgres, types)?;
    let function = |name: &str, rest: &[Expr]| {
        let mut arguments = vec![value.clone()];
        arguments.extend_from_slice(rest);
        Expr::Call(name.to_owned(), arguments)
    };
    let plus = |operator, tree| {
        let one = Expr::Number("1".to_owned());
        Expr::Arithmetic(operator, Box::new(tree), Box::new(one))
    };
    Ok(match (name, field) {
        ("date_trunc", "day") if from == Temporal::Moment => function("date", &[]),
        ("date_trunc", _) => return Err(refuse()),
        // Seconds have a fraction on PostgreSQL only.
        (_, "year" | "quarter" | "month" | "day" | "hour" | "minute") => {
            let arguments = vec![Expr::Text(field.to_owned()), value];
            Expr::Call("extract".to_owned(), arguments)
        }
        (_, "dow") => plus(Operator::Subtract, function("dayofweek", &[])),
        (_, "isodow") => plus(Operator::Add, function("weekday", &[])),
        (_, "doy") => function("dayofyear", &[]),
        (_, "week") => function("week", &[Expr::Number("3".to_owned())]),
        _ => return Err(refuse()),
    })
}

fn constant(tree: &Expr) -> Option<&str> {
    match tree {
        Expr::Text(text) => Some(text),
        Expr::Cast(inner, _) => constant(inner),
        _ => None,
    }
}
