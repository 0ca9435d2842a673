//! What only the server's own tables tell, for a user who may read them.

use std::collections::BTreeMap;

use obmigrate_model::{Ident, Value};

use super::bounds::Kind;
use super::partitions::{Raw, RawBound};
use super::privileges::Readable;
use crate::catalog::fields::{self, Fields, odd};
use crate::{Connection, Error};

/// Holds what could be read; what could not is empty.
#[derive(Default)]
pub(super) struct Stored {
    /// The labels of `enum` and `set` columns by table and column.
    pub(super) labels: BTreeMap<(Ident, Ident), Vec<u8>>,
    /// The partitions by table.
    pub(super) partitions: BTreeMap<Ident, Vec<Raw>>,
    /// The foreign keys by table and name; none if they cannot be read.
    pub(super) foreign_keys: BTreeMap<(Ident, Ident), State>,
    /// Whether `foreign_keys` was read.
    pub(super) tells_foreign_keys: bool,
}

/// Says what a foreign key does.
pub(super) struct State {
    pub(super) is_enabled: bool,
    pub(super) is_validated: bool,
}

pub(super) async fn read(
    connection: &mut dyn Connection,
    database: &Ident,
    readable: &Readable,
) -> Result<Stored, Error> {
    let mut stored = Stored::default();
    let mut run = async |query: &str| fields::rows(connection, query, [database]).await;
    if readable.has_with_tables(&["__all_column"]) {
        for mut row in run(include_str!("labels.sql")).await? {
            let column = (row.name()?, row.name()?);
            let labels = digits(row.value()?)?;
            stored.labels.insert(column, labels.unwrap_or_default());
        }
    }
    if readable.has_with_tables(&["__all_part", "__all_sub_part"]) {
        for row in run(include_str!("partitions.sql")).await? {
            partition(&mut stored.partitions, row)?;
        }
    }
    if readable.has_with_tables(&["__all_foreign_key"]) {
        stored.tells_foreign_keys = true;
        for mut row in run(include_str!("foreign_keys.sql")).await? {
            let key = (row.name()?, row.name()?);
            let state = State {
                is_enabled: row.number()? == Some(1),
                is_validated: row.number()? == Some(1),
            };
            stored.foreign_keys.insert(key, state);
        }
    }
    Ok(stored)
}

/// Reads a partition, and in the rows of the same partition one of its parts each.
fn partition(partitions: &mut BTreeMap<Ident, Vec<Raw>>, mut row: Fields) -> Result<(), Error> {
    let list = partitions.entry(row.name()?).or_default();
    let name = row.name()?;
    let bound = bound(&mut row)?;
    if list.last().is_none_or(|last| last.name != name) {
        list.push(Raw {
            name,
            bound,
            parts: Vec::new(),
        });
    }
    if let Some(name) = row.optional_name()?
        && let Some(last) = list.last_mut()
    {
        last.parts.push(Raw {
            name,
            bound: self::bound(&mut row)?,
            parts: Vec::new(),
        });
    }
    Ok(())
}

/// Reads a bound: how it is shown as `LESS THAN` and as `IN`, and the stored forms of both.
fn bound(row: &mut Fields) -> Result<Option<RawBound>, Error> {
    let (less_than, within) = (bytes(row.value()?)?, bytes(row.value()?)?);
    let (stored_less_than, stored_within) = (digits(row.value()?)?, digits(row.value()?)?);
    let (kind, shown, stored) = match (less_than, within) {
        (Some(shown), _) if !shown.is_empty() => (Kind::LessThan, shown, stored_less_than),
        (_, Some(shown)) if !shown.is_empty() => (Kind::In, shown, stored_within),
        _ => return Ok(None),
    };
    Ok(Some(RawBound {
        kind,
        shown,
        stored,
    }))
}

/// Returns a text as bytes; `NULL` is none.
pub(super) fn bytes(value: Value) -> Result<Option<Vec<u8>>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::Bytes(bytes) => Ok(Some(bytes)),
        Value::Text(text) | Value::Number(text) => Ok(Some(text.into_bytes())),
        Value::Boolean(_) | Value::Integer(_) => Err(odd("a text is a number")),
    }
}

/// Returns the bytes that a text writes as hexadecimal digits; `NULL` is none.
fn digits(value: Value) -> Result<Option<Vec<u8>>, Error> {
    let Some(digits) = bytes(value)? else {
        return Ok(None);
    };
    digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect::<Option<_>>()
        .map(Some)
        .ok_or_else(|| odd("hexadecimal digits are none"))
}
