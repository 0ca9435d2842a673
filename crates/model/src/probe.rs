//! What must be counted on the rows of a table to know whether a change loses any or is refused.

use serde::{Deserialize, Serialize};

use crate::constraint::MatchType;
use crate::data_type::{FloatWidth, Signedness};
use crate::index::{IndexKey, Nulls};
use crate::{DataType, Ident, is_default};

/// Asks how many rows of a table meet a condition.
///
/// The table and its columns have the names, and the columns the types, that they have on live now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a table and a condition")]
pub struct Probe {
    /// The table.
    pub table: Ident,
    /// What its rows are looked at for.
    pub condition: Condition,
}

/// Says which rows of a table are counted.
///
/// A `NULL` is counted by [`Condition::EveryRow`], [`Condition::Null`] and, if it shares a key or
/// leaves one incomplete, by [`Condition::Duplicates`] and [`Condition::Orphans`]; every other
/// condition passes it over, because it is a `NULL` in any type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new condition must show every place to think about"
)]
pub enum Condition {
    /// All of them.
    EveryRow,
    /// Rows with any value in the column.
    Present {
        /// The column.
        column: Ident,
    },
    /// Rows without a value in the column.
    Null {
        /// The column.
        column: Ident,
    },
    /// Rows whose number is less than `minimum` or more than `maximum`.
    OutOfRange {
        /// The column, of any type of number or of bits.
        column: Ident,
        /// The least number, in decimal digits; none if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minimum: Option<String>,
        /// The greatest number, in decimal digits; none if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<String>,
    },
    /// Rows whose number is another one when it is rounded to so many digits behind the point.
    Rounded {
        /// The column, of any type of number.
        column: Ident,
        /// Digits behind the point that are left.
        scale: i16,
    },
    /// Rows whose value is another one when it is converted and converted back.
    NotKept {
        /// The column.
        column: Ident,
        /// The type that the column has.
        from: DataType,
        /// The type that it is converted to.
        to: DataType,
    },
    /// Rows whose value takes more characters or bytes as a text, or as bytes, than there is room.
    TooLong {
        /// The column, of any type.
        column: Ident,
        /// The type that the column has.
        data_type: DataType,
        /// What there is room for.
        most: u64,
        /// What is counted.
        unit: LengthUnit,
    },
    /// Rows whose text, or whose bytes, end in a blank.
    TrailingBlanks {
        /// The column, of characters or bytes.
        column: Ident,
    },
    /// Rows whose value has another number of bytes, so that it is padded or refused.
    WrongLength {
        /// The column, of characters or bytes.
        column: Ident,
        /// Bytes of every value.
        bytes: u32,
    },
    /// Rows whose text is not exactly how a whole number within the bounds is written: digits
    /// without blanks, exponent, plus sign or leading zeros.
    NotWholeNumber {
        /// The column, of characters.
        column: Ident,
        /// The least number, in decimal digits.
        minimum: String,
        /// The greatest number, in decimal digits.
        maximum: String,
    },
    /// Rows whose text is not how a decimal of so many digits is written: without blanks, exponent,
    /// plus sign or leading zeros, and with a digit on each side of a point.
    NotDecimal {
        /// The column, of characters.
        column: Ident,
        /// Digits before the point at most.
        whole_digits: u16,
        /// Digits behind the point at most.
        scale: u16,
        /// Whether a minus sign is allowed.
        #[serde(default, skip_serializing_if = "is_default")]
        signedness: Signedness,
    },
    /// Rows whose text is not how a decimal number is written, or is one that a floating point
    /// number does not hold exactly to 30 digits behind the point.
    NotFloat {
        /// The column, of characters.
        column: Ident,
        /// How many bits the number has.
        width: FloatWidth,
    },
    /// Rows whose text is no day written as `YYYY-MM-DD`.
    NotDate {
        /// The column, of characters.
        column: Ident,
    },
    /// Rows whose text is no point in time written as `YYYY-MM-DD hh:mm:ss` with at most so many
    /// digits of the fraction of a second.
    NotTimestamp {
        /// The column, of characters.
        column: Ident,
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
    },
    /// Rows whose text is no time written as `hh:mm:ss`, or with three digits of hours, with at
    /// most so many digits of the fraction of a second.
    NotTime {
        /// The column, of characters.
        column: Ident,
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
    },
    /// Rows whose text is no JSON document, or is another text when it is parsed and written.
    NotJson {
        /// The column, of characters, or of bytes that are taken for characters of UTF-8.
        column: Ident,
    },
    /// Rows whose text is no uuid: 32 hexadecimal digits, or in groups of 8, 4, 4, 4 and 12 with a
    /// hyphen between them.
    NotUuid {
        /// The column, of characters.
        column: Ident,
    },
    /// Rows whose text is not exactly so many 0 and 1.
    NotBits {
        /// The column, of characters.
        column: Ident,
        /// Bits of every value, 1 to 64.
        length: u32,
    },
    /// Rows whose text, or whose document, is neither `true` nor `false` nor a whole number within
    /// the bounds.
    NotTruth {
        /// The column, of characters or of JSON.
        column: Ident,
        /// The least number, in decimal digits.
        minimum: String,
        /// The greatest number, in decimal digits.
        maximum: String,
    },
    /// Rows whose bytes are no text in UTF-8.
    NotUtf8 {
        /// The column, of bytes.
        column: Ident,
    },
    /// Rows whose text is, byte by byte, none of the labels.
    NotLabel {
        /// The column, of characters or of an enumeration.
        column: Ident,
        /// The labels.
        labels: Vec<String>,
    },
    /// Rows whose time has a finer fraction of a second.
    FinerFraction {
        /// The column, of times or points in time.
        column: Ident,
        /// Digits of the fraction of a second that are left, 0 to 5.
        digits: u8,
    },
    /// Rows whose point in time is not the midnight at which its day starts.
    NotMidnight {
        /// The column, of points in time.
        column: Ident,
    },
    /// Rows whose JSON document is no whole number within the bounds.
    NotJsonNumber {
        /// The column, of JSON.
        column: Ident,
        /// The least number, in decimal digits.
        minimum: String,
        /// The greatest number, in decimal digits.
        maximum: String,
    },
    /// Rows that share a key with another row.
    Duplicates {
        /// The parts of the key, in order.
        parts: Vec<KeyPart>,
        /// Which rows have the key, as the live dialect writes it; all of them if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        predicate: Option<String>,
        /// Whether rows with a `NULL` in the key share it.
        #[serde(default, skip_serializing_if = "is_default")]
        nulls: Nulls,
    },
    /// Rows that reference a row that is not there.
    Orphans {
        /// The referencing columns, in order.
        columns: Vec<Ident>,
        /// The schema (PostgreSQL) or database (OceanBase) of the referenced table, if it is another
        /// one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_schema: Option<Ident>,
        /// The referenced table, as it is named on live now.
        parent: Ident,
        /// The referenced columns, in the same order.
        parent_columns: Vec<Ident>,
        /// Whether a row that leaves its key incomplete is one of them.
        #[serde(default, skip_serializing_if = "is_default")]
        match_type: MatchType,
    },
    /// Rows for which an expression is false.
    FailsCheck {
        /// The expression, as the live dialect writes it.
        expression: String,
    },
    /// Rows that meet any of the conditions, each counted once. [`Condition::Duplicates`] and
    /// [`Condition::Orphans`], which look at more than one row, cannot be among them.
    Any {
        /// The conditions.
        conditions: Vec<Self>,
    },
}

/// Is one part of a key whose values are compared between rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a key, and how it is compared")]
pub struct KeyPart {
    /// What is compared.
    pub key: IndexKey,
    /// The collation under which it is compared; the column's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// How many leading characters, or bytes, are compared; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
}

impl KeyPart {
    /// Compares whole values of a column as the column does.
    #[must_use]
    pub const fn column(name: Ident) -> Self {
        Self::new(IndexKey::Column(name))
    }

    /// Compares whole values as the key does.
    #[must_use]
    pub const fn new(key: IndexKey) -> Self {
        Self {
            key,
            collation: None,
            prefix: None,
        }
    }
}

/// Says what a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum LengthUnit {
    /// Characters.
    Characters,
    /// Bytes.
    Bytes,
}
