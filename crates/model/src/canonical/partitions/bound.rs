//! Values of partition bounds.

use std::cmp::Ordering;

use crate::data_type::TimeZone;
use crate::expression::{self, normalise_number};
use crate::partition::{BoundValue, PartitionBound, PartitionMethod};
use crate::sql::Writer;
use crate::{DataType, Dialect, Value};

/// What kind of constants the values of a column of the key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Number,
    Text,
    Day,
    /// A time of day, or a point in time.
    Clock,
    /// A point in time that is written in UTC.
    Instant,
}

impl Shape {
    /// Finds the kind for a column on OceanBase; `None` if it cannot be part of such a key (the
    /// types that OceanBase 4.3.5 accepts were measured: error 1659 for any other).
    pub(super) fn of(data_type: &DataType, method: PartitionMethod) -> Option<Self> {
        use DataType as T;
        let is_hash = matches!(method, PartitionMethod::Hash | PartitionMethod::Key);
        let is_list = matches!(method, PartitionMethod::List | PartitionMethod::ListColumns);
        match data_type {
            T::Boolean | T::Integer { .. } | T::Year => Some(Self::Number),
            T::Decimal { .. } | T::Real | T::Double | T::ScaledFloat { .. } => {
                (!is_list).then_some(Self::Number)
            }
            T::Bit { .. } => is_hash.then_some(Self::Number),
            T::Char { .. } | T::VarChar { .. } | T::Binary { .. } | T::VarBinary { .. } => {
                Some(Self::Text)
            }
            T::Enum { .. } | T::Set { .. } => is_hash.then_some(Self::Text),
            T::Date => Some(Self::Day),
            T::Time {
                zone: TimeZone::Without,
                ..
            }
            | T::Timestamp {
                zone: TimeZone::Without,
                ..
            } => Some(Self::Clock),
            T::Timestamp {
                zone: TimeZone::With,
                ..
            } => (!is_list).then_some(Self::Instant),
            T::Numeric
            | T::Time { .. }
            | T::Text { .. }
            | T::Blob { .. }
            | T::VarBit { .. }
            | T::Interval { .. }
            | T::Uuid
            | T::Json { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. } => None,
        }
    }
}

/// Brings the values of a bound into canonical OceanBase text; `None` if one has none.
pub(super) fn tuple(
    values: &[BoundValue],
    shapes: &[Shape],
    dialect: Dialect,
) -> Option<Vec<BoundValue>> {
    if values.len() != shapes.len() {
        return None;
    }
    let values = values.iter().zip(shapes).map(|(value, shape)| match value {
        BoundValue::Constant(text) => constant(text, *shape, dialect).map(BoundValue::Constant),
        BoundValue::Minimum => Some(BoundValue::Minimum),
        BoundValue::Maximum => Some(BoundValue::Maximum),
    });
    values.collect()
}

fn constant(text: &str, shape: Shape, dialect: Dialect) -> Option<String> {
    let content = match read(text.trim(), dialect)? {
        Value::Null => return Some("NULL".to_owned()),
        Value::Boolean(truth) => i32::from(truth).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(text) | Value::Text(text) => text,
        Value::Bytes(_) => return None,
    };
    let content = match (shape, dialect) {
        (Shape::Number, _) => return normalise_number(&content),
        (Shape::Text, _) => content,
        (Shape::Day, _) => day(&content)?.to_owned(),
        (Shape::Clock, _) | (Shape::Instant, Dialect::OceanBase) => clock(&content)?,
        (Shape::Instant, Dialect::Postgres) => clock(content.strip_suffix("+00")?)?,
    };
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.string(&content);
    Some(sql.finish().sql().to_owned())
}

/// Reads a literal. OceanBase prints texts between quotes without escaping them (measured), so one
/// that cannot be read is taken as it stands.
fn read(text: &str, dialect: Dialect) -> Option<Value> {
    let constant = expression::constant_of(text, dialect).ok().flatten();
    constant.or_else(|| match dialect {
        Dialect::Postgres => None,
        Dialect::OceanBase => {
            let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
            Some(Value::Text(inner.to_owned()))
        }
    })
}

/// A day of four-digit years: others are unknown to OceanBase, and texts of this form have the
/// order of the days.
fn day(text: &str) -> Option<&str> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shaped.then_some(text)
}

/// A point in time or a time of day, without zeros behind the fraction; a day is its first second.
fn clock(text: &str) -> Option<String> {
    if day(text).is_some() {
        return Some(format!("{text} 00:00:00"));
    }
    if let Some((date, _)) = text.split_once(' ') {
        day(date)?;
    }
    let allowed = |byte: u8| byte.is_ascii_digit() || b"-: .".contains(&byte);
    if !text.bytes().all(allowed) {
        return None;
    }
    Some(match text.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            digits => format!("{whole}.{digits}"),
        },
        None => text.to_owned(),
    })
}

/// Orders two bounds as OceanBase orders the rows.
pub(super) fn compare(left: &[BoundValue], right: &[BoundValue]) -> Ordering {
    let pairs = left.iter().zip(right);
    pairs
        .map(|(left, right)| compare_values(left, right))
        .find(|order| *order != Ordering::Equal)
        .unwrap_or(Ordering::Equal)
}

fn compare_values(left: &BoundValue, right: &BoundValue) -> Ordering {
    match (left, right) {
        (BoundValue::Constant(left), BoundValue::Constant(right)) => compare_constants(left, right),
        _ => rank(left).cmp(&rank(right)),
    }
}

const fn rank(value: &BoundValue) -> u8 {
    match value {
        BoundValue::Minimum => 0,
        BoundValue::Constant(_) => 1,
        BoundValue::Maximum => 2,
    }
}

/// Orders canonical constants: `NULL` first, numbers by value, texts by code point.
fn compare_constants(left: &str, right: &str) -> Ordering {
    let is_null = |text: &str| text == "NULL";
    if is_null(left) || is_null(right) {
        return is_null(right).cmp(&is_null(left));
    }
    let content = |text| match expression::constant_of(text, Dialect::OceanBase) {
        Ok(Some(Value::Text(text))) => Some(text),
        _ => None,
    };
    match (content(left), content(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => compare_numbers(left, right),
    }
}

/// Orders numbers in normal form.
fn compare_numbers(left: &str, right: &str) -> Ordering {
    match (left.strip_prefix('-'), right.strip_prefix('-')) {
        (Some(left), Some(right)) => compare_digits(right, left),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_digits(left, right),
    }
}

fn compare_digits(left: &str, right: &str) -> Ordering {
    let split = |text| match str::split_once(text, '.') {
        Some((whole, fraction)) => (whole.len(), whole, fraction),
        None => (text.len(), text, ""),
    };
    split(left).cmp(&split(right))
}

/// Orders the values of a list as OceanBase prints them (measured).
pub(super) fn sorted(mut values: Vec<Vec<BoundValue>>) -> Vec<Vec<BoundValue>> {
    values.sort_by(|a, b| compare(a, b));
    values.dedup();
    values
}

/// Orders lists as OceanBase prints them: by their first value, the default last (measured).
pub(super) fn compare_lists(left: &PartitionBound, right: &PartitionBound) -> Ordering {
    match (first(left), first(right)) {
        (Some(left), Some(right)) => compare(left, right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn first(bound: &PartitionBound) -> Option<&Vec<BoundValue>> {
    match bound {
        PartitionBound::List { values } => values.first(),
        PartitionBound::Range { .. } | PartitionBound::Hash { .. } | PartitionBound::Default => {
            None
        }
    }
}

/// Makes the bounds of so many partitions by hash.
pub(super) fn hash_bounds(count: usize) -> Vec<PartitionBound> {
    let modulus = u32::try_from(count).unwrap_or(u32::MAX);
    (0..modulus)
        .map(|remainder| PartitionBound::Hash { modulus, remainder })
        .collect()
}
