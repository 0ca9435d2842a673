//! Reads the answers to the queries about rows.

use obmigrate_model::{Fingerprint, Ident, Row, Value};
use serde::{Deserialize, Serialize};

use super::evidence::Seen;
use crate::canonical::{canonical as canonical_text, text_of};
use crate::reading::Reading;
use crate::{Error, Pair};

/// Holds the checksum of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sums {
    /// The rows.
    pub(super) rows: u64,
    hashed: u64,
    // As text: a sum has more bits than a number of a JSON document may have.
    parts: [String; 2],
}

impl Sums {
    pub(super) fn of(table: &Ident, rows: &[Row]) -> Result<Self, Error> {
        const SHAPE: &str = "one row of two counts and two sums";
        let ([row], wrong) = (rows, || unexpected(table, SHAPE)) else {
            return Err(unexpected(table, SHAPE));
        };
        let [rows, hashed, first, second] = row.as_slice() else {
            return Err(wrong());
        };
        let sum = |value: &Value| Some(value.as_integer()?.to_string());
        Ok(Self {
            rows: whole(rows).ok_or_else(wrong)?,
            hashed: whole(hashed).ok_or_else(wrong)?,
            parts: [
                sum(first).ok_or_else(wrong)?,
                sum(second).ok_or_else(wrong)?,
            ],
        })
    }

    /// Says whether the server made no hash of some row, which its sums then do not hold.
    pub(super) const fn unhashed(&self) -> bool {
        self.rows != self.hashed
    }
}

/// Reads a count.
pub(super) fn count(table: &Ident, rows: &[Row]) -> Result<u64, Error> {
    match rows {
        [row] => match row.as_slice() {
            [count] => whole(count),
            _ => None,
        },
        _ => None,
    }
    .ok_or_else(|| unexpected(table, "one row of one count"))
}

/// Reads the key at which a range ends.
pub(super) fn boundary(
    table: &Ident,
    rows: Vec<Row>,
    width: usize,
) -> Result<Option<Vec<Value>>, Error> {
    let mut rows = rows.into_iter();
    match (rows.next(), rows.next()) {
        (None, _) => Ok(None),
        (Some(key), None) if key.len() == width && !key.iter().any(Value::is_null) => Ok(Some(key)),
        (Some(_), _) => Err(unexpected(table, "at most one row of the key's columns")),
    }
}

/// Reads rows of a key's text and `width` hashes, as OceanBase made them.
pub(super) fn hashed(table: &Ident, rows: &[Row], width: usize) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    for row in rows {
        let wrong = || unexpected(table, "rows of a key and hashes");
        let (key, hashes) = row.split_first().ok_or_else(wrong)?;
        let key = text_of(key).ok_or_else(wrong)?;
        if hashes.len() != width {
            return Err(wrong());
        }
        seen.add(
            key,
            hashes.iter().map(|hash| digest(text_of(hash))).collect(),
        );
    }
    Ok(seen)
}

/// Reads rows of the key's columns and all columns, each in the text form of its reading. The
/// canonical row is its own key if there is no other.
pub(super) fn canonical(pair: &Pair, rows: &[Row]) -> Result<Seen, Error> {
    let mappings = pair.key_mappings()?.into_iter().chain(&pair.columns);
    let readings: Vec<Reading> = mappings
        .map(|mapping| Reading::of(&mapping.source_type, &mapping.data_type))
        .collect();
    let mut seen = Seen::default();
    for row in rows {
        if row.len() != readings.len() {
            return Err(unexpected(&pair.table, "rows of the key and all columns"));
        }
        let texts: Vec<Option<String>> = readings
            .iter()
            .zip(row)
            .map(|(reading, value)| canonical_text(*reading, value))
            .collect();
        let (key, columns) = texts.split_at(pair.key.len());
        let hashes: Vec<u64> = columns.iter().cloned().map(digest).collect();
        seen.add(key_of(pair, key, columns), hashes);
    }
    Ok(seen)
}

fn key_of(pair: &Pair, key: &[Option<String>], columns: &[Option<String>]) -> String {
    if pair.shows_keys() && !key.is_empty() {
        let parts: Vec<&str> = key
            .iter()
            .map(|part| part.as_deref().unwrap_or("N"))
            .collect();
        return parts.join("|");
    }
    // The length before each part keeps `a`, `bc` and `ab`, `c` apart.
    let parts = if key.is_empty() { columns } else { key };
    let all: String = parts
        .iter()
        .map(|part| match part {
            None => "N".to_owned(),
            Some(part) => format!("{}:{part}", part.len()),
        })
        .collect();
    Fingerprint::of_bytes(all.as_bytes())
        .as_str()
        .chars()
        .take(32)
        .collect()
}

/// Shortens a text to 64 bits of its SHA-256; `NULL` is marked.
fn digest(text: Option<String>) -> u64 {
    let marked = text.map_or_else(|| "N".to_owned(), |text| format!("V{text}"));
    let fingerprint = Fingerprint::of_bytes(marked.as_bytes());
    fingerprint
        .as_str()
        .bytes()
        .take(16)
        .filter_map(|digit| char::from(digit).to_digit(16))
        .fold(0, |bits, digit| (bits << 4) | u64::from(digit))
}

fn whole(value: &Value) -> Option<u64> {
    value.as_integer()?.try_into().ok()
}

pub(super) fn unexpected(table: &Ident, expected: &'static str) -> Error {
    Error::UnexpectedAnswer {
        table: table.clone(),
        expected,
    }
}
