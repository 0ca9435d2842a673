//! Which type a column has on OceanBase.

mod postgres;
mod user;

use super::Notes;
use super::options::{DocumentForm, Forms, MomentForm, UuidForm};
use crate::data_type::{Capacity, IntegerWidth, JsonForm, TimeZone};
use crate::validate::{OCEANBASE_BITS, OCEANBASE_PRECISION, OCEANBASE_SCALE};
use crate::{DataType, ObjectPath};

/// Characters of `char` on OceanBase 4.3.5: more is error 1074 (measured).
const LONGEST_CHAR: u32 = 256;
/// Characters of `varchar` on OceanBase 4.3.5: more is error 1074 (measured).
pub(super) const LONGEST_VARCHAR: u32 = 262_144;
/// Bytes of a key on OceanBase 4.3.5: more is error 1071 (measured).
pub(super) const LONGEST_KEY: u32 = 16_384;
/// Bytes of a large object on OceanBase 4.3.5 (measured).
const LONG_BLOB: DataType = DataType::Blob {
    capacity: Capacity::Long,
};
/// Parsed JSON, the only form of OceanBase.
const JSON: DataType = DataType::Json {
    form: JsonForm::Binary,
};

/// Says where a type stands and how to decide there.
pub(super) struct Place<'a> {
    /// Whether a key needs the whole column.
    pub(super) keyed: bool,
    pub(super) forms: &'a Forms,
    /// The path of the type.
    pub(super) path: ObjectPath,
    pub(super) notes: &'a mut Notes,
}

impl Place<'_> {
    fn info(&mut self, code: &str, reason: String) {
        self.notes.info(code, self.path.clone(), reason);
    }

    fn warning(&mut self, code: &str, reason: impl Into<String>, remedy: &str) {
        self.notes.warning(code, self.path.clone(), reason, remedy);
    }

    fn kept_as_text(&mut self, data_type: &DataType, becomes: DataType) -> DataType {
        self.info(
            "model/kept-as-text",
            format!(
                "{data_type} becomes {becomes}: every value is kept as PostgreSQL writes it, but \
                 OceanBase compares and sorts it as characters"
            ),
        );
        becomes
    }
}

/// Translates the type of a column.
pub(super) fn translate(data_type: &DataType, place: &mut Place<'_>) -> DataType {
    use DataType as T;
    match data_type {
        T::Decimal {
            precision, scale, ..
        } => decimal(*precision, *scale, place),
        T::Numeric => numeric(place),
        T::Char { length } if *length > LONGEST_CHAR => {
            place.info(
                "model/char-becomes-varchar",
                format!("char({length}) is longer than {LONGEST_CHAR} and becomes varchar"),
            );
            T::VarChar { length: *length }
        }
        T::VarChar { length } if *length > LONGEST_VARCHAR => {
            place.info(
                "model/varchar-becomes-text",
                format!("varchar({length}) is longer than {LONGEST_VARCHAR} and becomes longtext"),
            );
            text(place)
        }
        T::Text { .. } => text(place),
        T::Blob { .. } => bytes(place),
        T::Uuid => match place.forms.uuid {
            UuidForm::Text => T::Char { length: 36 },
            UuidForm::Binary => T::Binary { length: 16 },
        },
        T::Json { form } => json(*form, place),
        T::Bit { length } if *length > OCEANBASE_BITS => {
            let becomes = varchar(*length, place);
            place.kept_as_text(data_type, becomes)
        }
        T::VarBit { length } => {
            let becomes = match length {
                Some(length) => varchar(*length, place),
                None => text(place),
            };
            place.kept_as_text(data_type, becomes)
        }
        T::Time {
            zone: TimeZone::With,
            ..
        } => place.kept_as_text(data_type, T::VarChar { length: 24 }),
        T::Interval { .. } => place.kept_as_text(data_type, T::VarChar { length: 64 }),
        T::Timestamp {
            precision,
            zone: TimeZone::With,
        } => T::Timestamp {
            precision: *precision,
            zone: match place.forms.moment {
                MomentForm::Timestamp => TimeZone::With,
                MomentForm::UtcDateTime => TimeZone::Without,
            },
        },
        T::Enum { labels, .. } => user::enumeration(labels, place),
        T::Domain(domain) => translate(&domain.base, place),
        T::Composite(_) | T::Array { .. } => user::compound(data_type, place),
        T::Vector { dimensions: None } => {
            let becomes = text(place);
            place.kept_as_text(data_type, becomes)
        }
        T::Postgres(kind) => postgres::translate(*kind, place),
        T::Other { .. } => {
            place.warning(
                "model/unmodelled-type",
                format!("{data_type} is not known and becomes longtext, as PostgreSQL writes it"),
                "check that the text form of its values is enough",
            );
            text(place)
        }
        T::Boolean
        | T::Integer { .. }
        | T::Real
        | T::Double
        | T::ScaledFloat { .. }
        | T::Char { .. }
        | T::VarChar { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Bit { .. }
        | T::Date
        | T::Time { .. }
        | T::Timestamp { .. }
        | T::Year
        | T::Set { .. }
        | T::Vector { .. }
        | T::Geometry { .. } => data_type.clone(),
    }
}

fn numeric(place: &mut Place<'_>) -> DataType {
    let becomes = place.forms.numeric.data_type();
    if let DataType::Decimal { scale, .. } = &becomes {
        place.warning(
            "model/unbounded-numeric",
            format!(
                "numeric without precision becomes {becomes}: larger numbers and NaN are refused, \
                 fractions are rounded to {scale} digits"
            ),
            "check the largest value and the longest fraction, or declare a precision",
        );
    } else {
        number_as_text(&DataType::Numeric, &becomes, place);
    }
    becomes
}

fn number_as_text(declared: &DataType, becomes: &DataType, place: &mut Place<'_>) {
    place.warning(
        "model/number-becomes-text",
        format!("{declared} becomes {becomes}: OceanBase compares and sorts it as characters"),
        "declare at most 65 digits, 30 of them behind the point, if that is enough",
    );
}

fn decimal(precision: u16, scale: i16, place: &mut Place<'_>) -> DataType {
    let declared = DataType::decimal(precision, scale);
    let scale = i32::from(scale);
    // A scale beyond the precision, or before the point, is widened to what holds every value.
    let (digits, fraction) = match scale {
        ..0 => (i32::from(precision) - scale, 0),
        _ => (i32::from(precision).max(scale), scale),
    };
    if let (Ok(precision), Ok(scale)) = (u16::try_from(digits), i16::try_from(fraction))
        && precision <= OCEANBASE_PRECISION
        && scale <= OCEANBASE_SCALE
    {
        return DataType::decimal(precision, scale);
    }
    let becomes = match place.forms.large_decimal {
        Some(form) => form.data_type(),
        // A sign, a point and a zero before it.
        None => DataType::VarChar {
            length: u32::try_from(digits).unwrap_or(0).saturating_add(3),
        },
    };
    if matches!(becomes, DataType::VarChar { .. }) {
        number_as_text(&declared, &becomes, place);
    } else {
        place.warning(
            "model/decimal-cut",
            format!("{declared} becomes {becomes}: numbers beyond are refused or rounded"),
            "check the largest value and the longest fraction",
        );
    }
    becomes
}

/// Text without a length, or with the one that was chosen or that a key needs.
fn text(place: &mut Place<'_>) -> DataType {
    length("text", "varchar", place).map_or(DataType::TEXT, |length| varchar(length, place))
}

fn bytes(place: &mut Place<'_>) -> DataType {
    let length = length("bytea", "varbinary", place);
    length.map_or(LONG_BLOB, |length| DataType::VarBinary { length })
}

fn length(name: &str, becomes: &str, place: &mut Place<'_>) -> Option<u32> {
    let key = place.keyed.then_some(place.forms.key_text_length);
    let length = place.forms.length.or(key)?;
    let (code, cause) = match place.forms.length {
        Some(_) => ("model/text-length", "by choice"),
        None => ("model/text-in-key", "in a key"),
    };
    place.warning(
        code,
        format!("{name} becomes {becomes}({length}) {cause}: longer values are refused"),
        "check the longest value",
    );
    Some(length)
}

const fn varchar(length: u32, place: &Place<'_>) -> DataType {
    if length <= LONGEST_VARCHAR {
        DataType::VarChar { length }
    } else if place.keyed {
        DataType::VarChar {
            length: place.forms.key_text_length,
        }
    } else {
        DataType::TEXT
    }
}

fn json(form: JsonForm, place: &mut Place<'_>) -> DataType {
    let chosen = match form {
        JsonForm::Text => place.forms.json_text,
        JsonForm::Binary => place.forms.jsonb,
    };
    match (chosen, form) {
        (DocumentForm::Text, _) => text(place),
        (DocumentForm::Json, JsonForm::Binary) => JSON,
        (DocumentForm::Json, JsonForm::Text) => {
            place.warning(
                "model/json-text-lost",
                "json becomes parsed JSON: blanks, order and repeated keys of the text are lost",
                "choose text for the column if the exact text matters",
            );
            JSON
        }
    }
}

/// Brings a type that was read from OceanBase into canonical form: a `tinyint` that holds truth
/// values is read as such already, JSON has one form, and an enumerated type no name.
pub(super) fn normalise(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Json { form: _ } => JSON,
        DataType::Enum { labels, .. } => DataType::Enum {
            name: None,
            labels: labels.clone(),
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
        | DataType::ScaledFloat { .. }
        | DataType::VarBit { .. }
        | DataType::Interval { .. }
        | DataType::Set { .. }
        | DataType::Domain(_)
        | DataType::Composite(_)
        | DataType::Array { .. }
        | DataType::Vector { .. }
        | DataType::Geometry { .. }
        | DataType::Postgres(_)
        | DataType::Other { .. } => data_type.clone(),
    }
}

/// Counts the bytes that a column adds to a key; `None` if it cannot be part of one.
pub(super) const fn key_bytes(data_type: &DataType) -> Option<u32> {
    use DataType as T;
    match data_type {
        T::Boolean => Some(1),
        T::Integer { width, .. } => Some(match width {
            IntegerWidth::Tiny => 1,
            IntegerWidth::Small => 2,
            IntegerWidth::Medium => 3,
            IntegerWidth::Regular => 4,
            IntegerWidth::Big => 8,
        }),
        T::Char { length } | T::VarChar { length } => Some(length.saturating_mul(4)),
        T::Binary { length } | T::VarBinary { length } => Some(*length),
        T::Decimal { .. } | T::Numeric => Some(32),
        T::Real
        | T::Double
        | T::ScaledFloat { .. }
        | T::Bit { .. }
        | T::Date
        | T::Time { .. }
        | T::Timestamp { .. }
        | T::Year
        | T::Enum { .. }
        | T::Set { .. } => Some(8),
        T::Uuid => Some(144),
        T::Text { .. }
        | T::Blob { .. }
        | T::Json { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => None,
    }
}
