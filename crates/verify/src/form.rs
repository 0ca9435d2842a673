//! The text form in which the values of a column are compared on OceanBase itself.
//!
//! Both sides of a column get a form such that the texts are equal exactly when the copied value
//! says what the original says. Same types use the same form. For changed types:
//!
//! | from → to | both sides are read as |
//! |---|---|
//! | whole → whole | digits |
//! | exact → exact | the decimal that holds both, so that rounding and clamping show |
//! | exact → floating point | a decimal with ten more digits behind the point |
//! | floating point → any number | double |
//! | floating point → text | double |
//! | text, JSON → number | the number if the text is one that is read exactly, else its bytes |
//! | text, JSON → truth value | the same, with `true` and `false` as 1 and 0 |
//! | floating point → JSON | double |
//! | text, bytes → text, bytes | the bytes, so that cutting and padding show |
//! | text → `binary(16)` and back | the 32 digits of the uuid |
//! | day, point in time → the same | the point in time with the finer fraction |
//! | text → day, time, point in time | what the text says in the one usual form, else its bytes |
//! | text, bytes → JSON | the parsed document, with how long the text is without blanks and how many of each digit it has: spacing and key order are not seen, lost keys and changed numbers are; an escape or a number that is written in another way shows, too |
//! | bits → number, number → bits | digits |
//! | bits → text, text → bits | the 0 and 1 of all bits |
//! | year → number, number → year | digits |
//! | anything else | the server's text of the value |
//!
//! A text in another form than the usual one, such as `2024-01-01 10:00:00+02:00`, never equals what
//! was stored, since the server drops a part of it without a word.
//!
//! Measured on OceanBase 4.3.5: `hex()` of a number rounds it, so numbers are cast to text; FLOAT
//! shows 6 digits unless cast to double; `md5()` takes values of 16 MB; arrays and vectors cannot be
//! cast (error 5083), and inside a JSON array their text is whole, with 6 digits of each number.

mod text;

use obmigrate_model::data_type::IntegerWidth;
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect, Ident};

/// Bytes of a uuid, and characters of its text.
const UUID: u32 = 16;
const UUID_TEXT: u32 = 36;

/// Names a text form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// The server's text.
    Text,
    /// The value as a double.
    Double,
    /// The value as a double, after it was rounded to a float.
    Single,
    /// The value as a decimal of that many digits and digits behind the point.
    Decimal(u16, u16),
    /// The text as a decimal if it is a number, else its bytes.
    NumberOrHex,
    /// The text as a double if it is a number, else its bytes.
    DoubleOrHex,
    /// A floating point number as [`Form::NumberOrHex`] of its text.
    FloatOrHex,
    /// The JSON document as [`Form::NumberOrHex`] of its text.
    JsonNumberOrHex,
    /// `true` and `false` as 1 and 0, any other text as [`Form::NumberOrHex`].
    TruthOrHex,
    /// The JSON document as [`Form::TruthOrHex`] of its text.
    JsonTruthOrHex,
    /// The text as a point in time if it is a day, or a day and a time, else its bytes.
    MomentOrHex,
    /// The text as a time of day if it is one, else its bytes.
    TimeOrHex,
    /// The text of a uuid as its digits.
    UuidText,
    /// The bytes of a uuid as its digits.
    UuidBytes,
    /// So many bits as 0 and 1.
    Bits(u32),
    /// The value as a point in time with that many fraction digits.
    Moment(u8),
    /// The value as a time of day with that many fraction digits.
    Time(u8),
    /// The bits as a number.
    Unsigned,
    /// The bytes.
    Hex,
    /// A digest of the bytes.
    Digest,
    /// A digest of the server's text.
    TextDigest,
    /// A digest of the double's text.
    DoubleDigest,
    /// A digest of the parsed JSON document's text.
    JsonDigest,
    /// A digest of the text as a JSON document, and marks of how it is written.
    JsonText,
    /// A digest of the bytes as a JSON document, and marks of how it is written.
    JsonBytes,
    /// A digest of the JSON document's text, and marks of how it is written.
    JsonMarks,
    /// A digest of a list's text.
    ListDigest,
}

impl Form {
    /// Chooses the forms of both sides of a column.
    #[must_use]
    pub fn pair(source: &DataType, target: &DataType) -> (Self, Self) {
        use Family as F;
        if source == target {
            let own = Self::own(source);
            return (own, own);
        }
        let both = |form| (form, form);
        match (source, target) {
            (DataType::Bit { length }, _) if is_text(target) => {
                return (Self::Bits(*length), Self::Hex);
            }
            (_, DataType::Bit { length }) if is_text(source) => {
                return (Self::Hex, Self::Bits(*length));
            }
            (_, DataType::Binary { length: UUID }) if holds_uuid(source) => {
                return (Self::UuidText, Self::UuidBytes);
            }
            (DataType::Binary { length: UUID }, _) if holds_uuid(target) => {
                return (Self::UuidBytes, Self::UuidText);
            }
            (_, DataType::Boolean) if is_text(source) => {
                return (Self::TruthOrHex, Self::Decimal(65, 30));
            }
            (DataType::Json { .. }, DataType::Boolean) => {
                return (Self::JsonTruthOrHex, Self::Decimal(65, 30));
            }
            (_, _) => {}
        }
        match (Family::of(source), Family::of(target)) {
            (F::Whole(_) | F::Year | F::Bits, F::Whole(_) | F::Year | F::Bits) => {
                (Self::digits(source), Self::digits(target))
            }
            (F::Whole(a), F::Exact(b, scale)) | (F::Exact(b, scale), F::Whole(a))
                if a.max(b) + scale <= 65 =>
            {
                both(Self::Decimal(a.max(b) + scale, scale))
            }
            (F::Bits | F::Year, F::Exact(digits, scale)) if digits.max(20) + scale <= 65 => {
                both(Self::Decimal(digits.max(20) + scale, scale))
            }
            (F::Exact(a, s), F::Exact(b, t)) if a.max(b) + s.max(t) <= 65 => {
                both(Self::Decimal(a.max(b) + s.max(t), s.max(t)))
            }
            (F::Whole(digits), F::Approximate) => both(Self::Decimal(digits + 10, 10)),
            // Rounded to a floating point number, it may have a digit more.
            (F::Exact(digits, scale), F::Approximate)
                if scale <= 20 && digits + scale + 11 <= 65 =>
            {
                both(Self::Decimal(digits + scale + 11, scale + 10))
            }
            // The longest decimals: what the form has no room for fails the query.
            (F::Exact(a, s), F::Exact(_, t)) if a + s.max(t) <= 65 => {
                both(Self::Decimal(65, s.max(t)))
            }
            (F::Exact(_, scale), F::Approximate) => both(Self::Decimal(65, scale)),
            (F::Approximate, F::Whole(_) | F::Exact(..) | F::Approximate | F::Json) => {
                both(Self::Double)
            }
            (F::Approximate, F::Characters { .. }) => (Self::Double, Self::DoubleOrHex),
            (F::Characters { .. }, F::Whole(_) | F::Year) => {
                (Self::NumberOrHex, Self::Decimal(65, 30))
            }
            (F::Characters { .. }, F::Exact(digits, _)) if digits <= 35 => {
                (Self::NumberOrHex, Self::Decimal(65, 30))
            }
            (F::Characters { .. }, F::Approximate) => (Self::NumberOrHex, Self::FloatOrHex),
            (F::Json, F::Whole(_)) => (Self::JsonNumberOrHex, Self::Decimal(65, 30)),
            (F::Json, F::Exact(digits, _)) if digits <= 35 => {
                (Self::JsonNumberOrHex, Self::Decimal(65, 30))
            }
            (F::Json, F::Approximate) => (Self::JsonNumberOrHex, Self::FloatOrHex),
            (F::Characters { long: a } | F::Bytes { long: a }, F::Characters { long: b })
            | (F::Characters { long: a } | F::Bytes { long: a }, F::Bytes { long: b }) => {
                both(if a || b { Self::Digest } else { Self::Hex })
            }
            (F::Moment(a), F::Moment(b)) => both(Self::Moment(a.max(b))),
            (F::Time(a), F::Time(b)) => both(Self::Time(a.max(b))),
            (F::Characters { .. }, F::Moment(_)) => (Self::MomentOrHex, Self::Moment(6)),
            (F::Characters { .. }, F::Time(_)) => (Self::TimeOrHex, Self::Time(6)),
            (F::Characters { .. }, F::Json) => (Self::JsonText, Self::JsonMarks),
            (F::Bytes { .. }, F::Json) => (Self::JsonBytes, Self::JsonMarks),
            (
                F::Whole(_)
                | F::Exact(..)
                | F::Approximate
                | F::Characters { .. }
                | F::Bytes { .. }
                | F::Moment(_)
                | F::Time(_)
                | F::Year
                | F::Json
                | F::Bits
                | F::Opaque,
                _,
            ) => (Self::own(source).digest(), Self::own(target).digest()),
        }
    }

    /// Chooses the form in which a column and the expression that it was computed by are compared.
    /// What the column's type rounds, cuts or pads shows as a difference.
    pub(crate) const fn computed(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean | DataType::Integer { .. } => Self::Decimal(65, 30),
            DataType::Decimal {
                precision, scale, ..
            } if *scale >= 0 && precision.saturating_sub(scale.unsigned_abs()) <= 35 => {
                Self::Decimal(65, 30)
            }
            DataType::Double => Self::Double,
            DataType::Real => Self::Single,
            DataType::Date | DataType::Timestamp { .. } => Self::Moment(6),
            DataType::Time { .. } => Self::Time(6),
            DataType::Binary { .. } | DataType::VarBinary { .. } | DataType::Blob { .. } => {
                Self::Digest
            }
            DataType::Json { .. } => Self::JsonDigest,
            DataType::Bit { .. } => Self::Unsigned,
            DataType::Array { .. } | DataType::Vector { .. } => Self::ListDigest,
            DataType::Decimal { .. }
            | DataType::Numeric
            | DataType::Char { .. }
            | DataType::VarChar { .. }
            | DataType::Text { .. }
            | DataType::Year
            | DataType::Uuid
            | DataType::ScaledFloat { .. }
            | DataType::VarBit { .. }
            | DataType::Interval { .. }
            | DataType::Enum { .. }
            | DataType::Set { .. }
            | DataType::Domain(_)
            | DataType::Composite(_)
            | DataType::Geometry { .. }
            | DataType::Postgres(_)
            | DataType::Other { .. } => Self::TextDigest,
        }
    }

    /// Writes the expression that gives a column's value in this form; `NULL` stays `NULL`.
    pub fn write(self, column: &Ident, sql: &mut Writer) {
        let mut name = Writer::new(sql.dialect());
        name.ident(column);
        self.write_of(name.finish().sql(), sql);
    }

    /// Writes the expression that gives another one's value in this form.
    pub(crate) fn write_of(self, value: &str, sql: &mut Writer) {
        match self {
            Self::Text => sql.kw("cast(").expression(value).kw(" as char)"),
            Self::Double => sql
                .kw("cast(cast(")
                .expression(value)
                .kw(" as double) as char)"),
            Self::Single => sql
                .kw("cast(cast(cast(")
                .expression(value)
                .kw(" as float) as double) as char)"),
            Self::Decimal(digits, scale) => {
                sql.kw("cast(cast(").expression(value).kw(" as decimal(");
                sql.number(digits).kw(",").number(scale).kw(")) as char)")
            }
            Self::NumberOrHex => text::number(value, sql),
            Self::DoubleOrHex => text::double(value, sql),
            Self::FloatOrHex => text::number(&Self::Double.of(value), sql),
            Self::JsonNumberOrHex => text::number(&Self::Text.of(value), sql),
            Self::TruthOrHex => text::truth(value, sql),
            Self::JsonTruthOrHex => text::truth(&Self::Text.of(value), sql),
            Self::MomentOrHex => text::moment(value, sql),
            Self::TimeOrHex => text::time(value, sql),
            Self::UuidText => text::uuid(value, sql),
            Self::UuidBytes => sql.kw("lower(hex(").expression(value).kw("))"),
            Self::Bits(length) => {
                sql.kw("hex(lpad(bin(").expression(value).kw("), ");
                sql.number(length).kw(", '0'))")
            }
            Self::Moment(precision) => {
                sql.kw("cast(cast(").expression(value).kw(" as datetime(");
                sql.number(precision).kw(")) as char)")
            }
            Self::Time(precision) => {
                sql.kw("cast(cast(").expression(value).kw(" as time(");
                sql.number(precision).kw(")) as char)")
            }
            Self::Unsigned => sql
                .kw("cast(cast(")
                .expression(value)
                .kw(" as unsigned) as char)"),
            Self::Hex => sql.kw("hex(").expression(value).kw(")"),
            Self::Digest => sql.kw("md5(").expression(value).kw(")"),
            Self::TextDigest => sql.kw("md5(cast(").expression(value).kw(" as char))"),
            Self::DoubleDigest => sql
                .kw("md5(cast(cast(")
                .expression(value)
                .kw(" as double) as char))"),
            Self::JsonDigest => sql
                .kw("md5(cast(cast(")
                .expression(value)
                .kw(" as json) as char))"),
            Self::JsonText => text::parsed(value, sql),
            Self::JsonBytes => {
                let mut characters = Writer::new(sql.dialect());
                characters
                    .kw("convert(")
                    .expression(value)
                    .kw(" using utf8mb4)");
                text::parsed(characters.finish().sql(), sql)
            }
            Self::JsonMarks => text::written(&Self::Text.of(value), sql),
            Self::ListDigest => sql
                .kw("if(")
                .expression(value)
                .kw(" is null, null, md5(json_array(")
                .expression(value)
                .kw(")))"),
        };
    }

    /// Chooses the form of a column whose type is the same on both sides.
    const fn own(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean
            | DataType::Integer { .. }
            | DataType::Decimal { .. }
            | DataType::Numeric
            | DataType::Double
            | DataType::Date
            | DataType::Time { .. }
            | DataType::Timestamp { .. }
            | DataType::Year => Self::Text,
            DataType::Real => Self::Double,
            DataType::Char { .. }
            | DataType::VarChar { .. }
            | DataType::Binary { .. }
            | DataType::VarBinary { .. } => Self::Hex,
            // In full these could make the row's text larger than the server allows.
            DataType::Text { .. } | DataType::Blob { .. } => Self::Digest,
            DataType::Bit { .. } => Self::Unsigned,
            DataType::Array { .. } | DataType::Vector { .. } => Self::ListDigest,
            DataType::Uuid
            | DataType::Json { .. }
            | DataType::ScaledFloat { .. }
            | DataType::VarBit { .. }
            | DataType::Interval { .. }
            | DataType::Enum { .. }
            | DataType::Set { .. }
            | DataType::Domain(_)
            | DataType::Composite(_)
            | DataType::Geometry { .. }
            | DataType::Postgres(_)
            | DataType::Other { .. } => Self::TextDigest,
        }
    }

    /// Returns the expression that gives another one's value in this form.
    fn of(self, value: &str) -> String {
        let mut sql = Writer::new(Dialect::OceanBase);
        self.write_of(value, &mut sql);
        sql.finish().sql().to_owned()
    }

    /// Chooses the form in which a whole number is its digits, whatever holds it.
    const fn digits(data_type: &DataType) -> Self {
        if matches!(data_type, DataType::Year | DataType::Bit { .. }) {
            Self::Unsigned
        } else {
            Self::own(data_type)
        }
    }

    /// Returns the digest of the same text, in which unlike types can be compared.
    const fn digest(self) -> Self {
        match self {
            Self::Hex | Self::Digest => Self::Digest,
            Self::Double | Self::Single | Self::DoubleDigest => Self::DoubleDigest,
            Self::Text
            | Self::Decimal(..)
            | Self::NumberOrHex
            | Self::DoubleOrHex
            | Self::FloatOrHex
            | Self::JsonNumberOrHex
            | Self::TruthOrHex
            | Self::JsonTruthOrHex
            | Self::MomentOrHex
            | Self::TimeOrHex
            | Self::UuidText
            | Self::UuidBytes
            | Self::Bits(_)
            | Self::JsonText
            | Self::JsonBytes
            | Self::JsonMarks
            | Self::Moment(_)
            | Self::Time(_)
            | Self::Unsigned
            | Self::TextDigest
            | Self::JsonDigest => Self::TextDigest,
            Self::ListDigest => Self::ListDigest,
        }
    }
}

const fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Char { .. } | DataType::VarChar { .. } | DataType::Text { .. }
    )
}

/// Says whether a text is read as a uuid, or written as one, beside the bytes of one.
const fn holds_uuid(data_type: &DataType) -> bool {
    if let DataType::Char { length } | DataType::VarChar { length } = data_type {
        *length >= UUID_TEXT
    } else {
        is_text(data_type)
    }
}

/// Groups the types that compare alike. Numbers count their digits before and behind the point.
enum Family {
    Whole(u16),
    Exact(u16, u16),
    Approximate,
    Characters { long: bool },
    Bytes { long: bool },
    Moment(u8),
    Time(u8),
    Year,
    Json,
    Bits,
    Opaque,
}

impl Family {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Whole(3),
            DataType::Year => Self::Year,
            DataType::Integer { width, .. } => Self::Whole(match width {
                IntegerWidth::Tiny => 3,
                IntegerWidth::Small => 5,
                IntegerWidth::Medium => 8,
                IntegerWidth::Regular => 10,
                IntegerWidth::Big => 20,
            }),
            DataType::Decimal {
                precision, scale, ..
            } => match u16::try_from(*scale) {
                Ok(scale) => Self::Exact(precision.saturating_sub(scale), scale),
                Err(_) => Self::Opaque,
            },
            DataType::Real | DataType::Double => Self::Approximate,
            DataType::Char { .. } | DataType::VarChar { .. } => Self::Characters { long: false },
            DataType::Text { .. } => Self::Characters { long: true },
            DataType::Binary { .. } | DataType::VarBinary { .. } => Self::Bytes { long: false },
            DataType::Blob { .. } => Self::Bytes { long: true },
            DataType::Date => Self::Moment(0),
            DataType::Timestamp { precision, .. } => Self::Moment(*precision),
            DataType::Time { precision, .. } => Self::Time(*precision),
            DataType::Json { .. } => Self::Json,
            DataType::Bit { .. } => Self::Bits,
            DataType::Numeric
            | DataType::Uuid
            | DataType::ScaledFloat { .. }
            | DataType::VarBit { .. }
            | DataType::Interval { .. }
            | DataType::Enum { .. }
            | DataType::Set { .. }
            | DataType::Domain(_)
            | DataType::Composite(_)
            | DataType::Array { .. }
            | DataType::Vector { .. }
            | DataType::Geometry { .. }
            | DataType::Postgres(_)
            | DataType::Other { .. } => Self::Opaque,
        }
    }
}
