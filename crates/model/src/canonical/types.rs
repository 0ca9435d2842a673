//! Which type a column has on OceanBase.

use super::{Notes, Options};
use crate::data_type::{Capacity, IntegerWidth, JsonForm, Signedness};
use crate::validate::{OCEANBASE_PRECISION, OCEANBASE_SCALE};
use crate::{DataType, ObjectPath};

/// Characters of `char` on OceanBase 4.3.5: more is error 1074 (measured).
const LONGEST_CHAR: u32 = 256;
/// Characters of `varchar` on OceanBase 4.3.5: more is error 1074 (measured).
const LONGEST_VARCHAR: u32 = 262_144;
/// Bytes of a key on OceanBase 4.3.5: more is error 1071 (measured).
pub(super) const LONGEST_KEY: u32 = 16_384;
/// Bits of `bit` on OceanBase.
const LONGEST_BIT: u16 = 64;

/// Translates the type of a column; `keyed` says whether a key needs the whole column.
pub(super) fn translate(
    data_type: &DataType,
    keyed: bool,
    options: &Options,
    path: &ObjectPath,
    notes: &mut Notes,
) -> DataType {
    use DataType as T;
    let path = path.join("data_type");
    match data_type {
        T::Decimal { precision, scale } => decimal(*precision, *scale, path, notes),
        T::Numeric => {
            notes.warning(
                "model/unbounded-numeric",
                path,
                "numeric without precision becomes decimal(65,30): numbers beyond are refused, \
                 digits behind the 30th are cut",
                "check the largest value and the longest fraction, or declare a precision",
            );
            T::Decimal {
                precision: OCEANBASE_PRECISION,
                scale: OCEANBASE_SCALE,
            }
        }
        T::Char { length } if *length > LONGEST_CHAR => {
            notes.info(
                "model/char-becomes-varchar",
                path,
                format!("char({length}) is longer than {LONGEST_CHAR} and becomes varchar"),
            );
            T::VarChar { length: *length }
        }
        T::VarChar { length } if *length > LONGEST_VARCHAR => {
            notes.info(
                "model/varchar-becomes-text",
                path,
                format!("varchar({length}) is longer than {LONGEST_VARCHAR} and becomes longtext"),
            );
            T::TEXT
        }
        T::Text { .. } if keyed => {
            let length = options.key_text_length();
            notes.warning(
                "model/text-in-key",
                path,
                format!("text in a key becomes varchar({length}): longer values are refused"),
                "check the longest value",
            );
            T::VarChar { length }
        }
        T::Text { .. } => T::TEXT,
        T::Uuid => T::Char { length: 36 },
        T::Blob { .. } if keyed => {
            notes.warning(
                "model/bytes-in-key",
                path,
                "bytea in a key becomes varbinary(1024): longer values are refused",
                "check the longest value",
            );
            T::VarBinary { length: 1024 }
        }
        T::Blob { .. } => T::Blob {
            capacity: Capacity::Long,
        },
        T::Json { form } => json(*form, keyed, path, notes),
        T::Bit { length } if *length > LONGEST_BIT => {
            notes.warning(
                "model/bits-become-text",
                path,
                format!("bit({length}) is longer than {LONGEST_BIT} and becomes varchar({length})"),
                "",
            );
            T::VarChar {
                length: u32::from(*length),
            }
        }
        T::Other { name } => {
            notes.error(
                "model/unmodelled-type",
                path,
                format!("the type {name} has no counterpart"),
                "change the column to a type that both servers have",
            );
            data_type.clone()
        }
        T::Boolean
        | T::Integer { .. }
        | T::Real
        | T::Double
        | T::Char { .. }
        | T::VarChar { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Bit { .. }
        | T::Date
        | T::Time { .. }
        | T::Timestamp { .. }
        | T::Year => data_type.clone(),
    }
}

fn decimal(precision: u16, scale: i16, path: ObjectPath, notes: &mut Notes) -> DataType {
    let declared = DataType::Decimal { precision, scale };
    let scale = i32::from(scale);
    // A scale beyond the precision, or before the point, is widened to what holds every value.
    let (digits, fraction) = match scale {
        ..0 => (i32::from(precision) - scale, 0),
        _ => (i32::from(precision).max(scale), scale),
    };
    match (u16::try_from(digits), i16::try_from(fraction)) {
        (Ok(precision), Ok(scale))
            if precision <= OCEANBASE_PRECISION && scale <= OCEANBASE_SCALE =>
        {
            DataType::Decimal { precision, scale }
        }
        _ => {
            notes.error(
                "model/decimal-out-of-range",
                path,
                format!("{declared} needs more than 65 digits or more than 30 behind the point"),
                "declare a smaller precision and scale",
            );
            declared
        }
    }
}

fn json(form: JsonForm, keyed: bool, path: ObjectPath, notes: &mut Notes) -> DataType {
    if keyed {
        notes.error(
            "model/json-in-key",
            path.clone(),
            "a key over JSON does not exist on OceanBase",
            "leave the column out of the key",
        );
    }
    match form {
        JsonForm::Text => notes.warning(
            "model/json-text-lost",
            path,
            "json becomes parsed JSON: blanks, order and repeated keys of the text are lost",
            "use text if the exact text matters",
        ),
        JsonForm::Binary => {}
    }
    DataType::Json {
        form: JsonForm::Binary,
    }
}

/// Brings a type that was read from OceanBase into canonical form: a `tinyint` that holds truth
/// values is read as such already, and JSON has one form.
pub(super) fn normalise(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Json { form: _ } => DataType::Json {
            form: JsonForm::Binary,
        },
        DataType::Boolean
        | DataType::Integer { .. }
        | DataType::Decimal { .. }
        | DataType::Numeric
        | DataType::Real
        | DataType::Double
        | DataType::Char { .. }
        | DataType::VarChar { .. }
        | DataType::Text { .. }
        | DataType::Binary { .. }
        | DataType::VarBinary { .. }
        | DataType::Blob { .. }
        | DataType::Bit { .. }
        | DataType::Date
        | DataType::Time { .. }
        | DataType::Timestamp { .. }
        | DataType::Year
        | DataType::Uuid
        | DataType::Other { .. } => data_type.clone(),
    }
}

/// Counts the bytes that a column adds to a key; `None` if it cannot be part of one.
pub(super) fn key_bytes(data_type: &DataType) -> Option<u32> {
    use DataType as T;
    match data_type {
        T::Boolean => Some(1),
        T::Integer { width, signedness } => {
            let bytes = match width {
                IntegerWidth::Tiny => 1,
                IntegerWidth::Small => 2,
                IntegerWidth::Medium => 3,
                IntegerWidth::Regular => 4,
                IntegerWidth::Big => 8,
            };
            match signedness {
                Signedness::Signed | Signedness::Unsigned => Some(bytes),
            }
        }
        T::Char { length } | T::VarChar { length } => Some(length.saturating_mul(4)),
        T::Binary { length } | T::VarBinary { length } => Some(*length),
        T::Decimal { .. } | T::Numeric => Some(32),
        T::Real
        | T::Double
        | T::Bit { .. }
        | T::Date
        | T::Time { .. }
        | T::Timestamp { .. }
        | T::Year => Some(8),
        T::Uuid => Some(144),
        T::Text { .. } | T::Blob { .. } | T::Json { .. } | T::Other { .. } => None,
    }
}
