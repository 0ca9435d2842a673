//! How a column of OceanBase is read so that a column of another type takes its values as they are.
//!
//! The cells of the matrix were measured on OceanBase 4.3.5 (seekdb 1.4.0, 2026) under the session
//! contract of the executor: what is stored either says what the original says, or the statement
//! fails, or the validation tells the two apart. What is misread there without a word that the
//! validation could find, or has two meanings (a day as a number, a label as its position), is not
//! offered.

use obmigrate_model::data_type::{JsonForm, TimeZone};
use obmigrate_model::plan::Mapping;
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect, Ident};

/// Bytes of a uuid, and characters of its text.
const UUID_BYTES: u32 = 16;
const UUID_TEXT: u32 = 36;
/// Characters of the longest text that an assignment makes of a double (4.3.5, measured).
const DOUBLE_TEXT: u32 = 24;
/// Characters of the longest label (4.3.5, measured).
const LABEL: usize = 255;
/// Is more than any bits that a column has, and more than a `bigint unsigned`, so that it is refused
/// (error 1264, measured).
const BEYOND_BITS: i128 = 99_999_999_999_999_999_999;

/// Names what is read in place of a column. None of them is `NULL` for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form<'a> {
    /// The column: what the server does by itself is right, fails, or is told by the validation.
    Bare,
    /// A `float` as the double that it is; its text has six digits.
    Double,
    /// The text of a floating point number, where there may be no room for it: by itself the server
    /// writes fewer digits, and `-1.798e308` is no number any more.
    TextOfDouble,
    TextOfFloat,
    /// A number as a document; by itself it is refused (error 3140), or read by its text's digits.
    Document,
    /// Bytes as the document that their text is; by itself the server stores a string of base64.
    /// Bytes that are no text become a text that is no document (error 3141), not `NULL`.
    DocumentOfBytes,
    /// The number that a document is. By itself `true` becomes 1, `"7"` becomes 7, and 2^64 - 1
    /// becomes -1; as a text they are refused.
    NumberOfDocument,
    /// `true` and `false` as 1 and 0; any other text, or document, as a number.
    Truth,
    TruthOfDocument,
    /// The bytes of a uuid; what is none is refused (error 1411), and so is one in braces, which would
    /// lose them.
    UuidBytes,
    /// The text of a uuid.
    UuidText,
    /// So many bits as 0 and 1; by itself the number is written.
    TextOfBits(u32),
    /// A text of so many 0 and 1 as bits; by itself its characters' bits are taken. Any other text
    /// becomes a number that is refused.
    BitsOfText(u32),
    /// A label of these, compared byte by byte. Any other text is lengthened so that it is no label
    /// (error 1265): by itself `1` is taken for a position, and `A` may be taken for `a`.
    Label(&'a [String]),
}

/// Says whether `INSERT … SELECT` in strict mode either stores what says the same or fails, or
/// stores what the validation can tell from the original.
pub(super) fn converts(from: &DataType, to: &DataType) -> bool {
    form(from, to).is_some()
}

/// Writes the expression by which a rebuild reads a column, whose values get another type; `None`
/// if they cannot be converted without an expression of the user's.
///
/// What the expression does to a value under the session contract: the new column says what the old
/// one says, or the statement fails, or the validation finds the difference. The column alone is
/// written where that holds of the server's own conversion.
///
/// ```
/// use obmigrate_codegen::conversion;
/// use obmigrate_model::{DataType, Ident};
/// let column = Ident::new("no")?;
/// let (uuid, bytes) = (DataType::Char { length: 36 }, DataType::Binary { length: 16 });
/// let written = |from, to| conversion(&column, from, to);
/// assert_eq!(written(&uuid, &bytes).as_deref(), Some("uuid_to_bin(replace(`no`, '{', '?'))"));
/// assert_eq!(written(&DataType::INTEGER, &DataType::BIGINT).as_deref(), Some("`no`"));
/// assert_eq!(written(&DataType::INTEGER, &DataType::Date), None);
/// # Ok::<(), obmigrate_model::ident::IdentError>(())
/// ```
#[must_use]
pub fn conversion(column: &Ident, from: &DataType, to: &DataType) -> Option<String> {
    let form = form(from, to)?;
    let mut sql = Writer::new(Dialect::OceanBase);
    form.write(column, &mut sql);
    Some(sql.finish().sql().to_owned())
}

/// Says whether more than the column is written.
pub(crate) fn is_written_out(mapping: &Mapping) -> bool {
    form(&mapping.source_type, &mapping.data_type).is_some_and(|form| form != Form::Bare)
}

/// Writes what is read in place of a column; one whose values cannot be converted is written as it
/// stands, and the plan is refused.
pub(crate) fn write_oceanbase_read(mapping: &Mapping, sql: &mut Writer) {
    debug_assert_eq!(sql.dialect(), Dialect::OceanBase);
    let form = form(&mapping.source_type, &mapping.data_type);
    form.unwrap_or(Form::Bare)
        .write(&mapping.source_column, sql);
}

impl Form<'_> {
    fn write(self, column: &Ident, sql: &mut Writer) {
        let around = |before, after, sql: &mut Writer| {
            sql.kw(before).ident(column).kw(after);
        };
        match self {
            Self::Bare => around("", "", sql),
            Self::Double => around("cast(", " as double)", sql),
            Self::TextOfFloat => around("cast(cast(", " as double) as char)", sql),
            Self::Document => around("cast(", " as json)", sql),
            Self::DocumentOfBytes => {
                around("cast(coalesce(convert(", " using utf8mb4)", sql);
                around(", concat('x', hex(", "))) as json)", sql);
            }
            Self::NumberOfDocument | Self::TextOfDouble => around("cast(", " as char)", sql),
            Self::Truth => {
                around("case cast(", " as binary)", sql);
                around(
                    " when 'true' then '1' when 'false' then '0' else ",
                    " end",
                    sql,
                );
            }
            Self::TruthOfDocument => {
                around("case cast(", " as char)", sql);
                around(
                    " when 'true' then '1' when 'false' then '0' else cast(",
                    " as char) end",
                    sql,
                );
            }
            Self::UuidBytes => around("uuid_to_bin(replace(", ", '{', '?'))", sql),
            Self::UuidText => around("bin_to_uuid(", ")", sql),
            Self::TextOfBits(bits) => {
                around("lpad(bin(", "), ", sql);
                sql.number(bits).kw(", '0')");
            }
            Self::BitsOfText(bits) => {
                around("case when ", " is null then null", sql);
                around(" when regexp_like(", ", '^[01]{", sql);
                sql.number(bits);
                around("}\\\\z') then cast(conv(", ", 2, 10)", sql);
                sql.kw(" as decimal(20, 0)) else ")
                    .number(BEYOND_BITS)
                    .kw(" end");
            }
            Self::Label(labels) => {
                around("if(cast(", " as binary) in (", sql);
                sql.comma(labels, |sql, label| {
                    sql.kw("cast(").string(label).kw(" as binary)");
                });
                around("), ", ", ", sql);
                around("concat(", ", ", sql);
                let longest = labels.iter().map(|label| label.chars().count()).max();
                let longer = longest.unwrap_or(0).min(LABEL) + 1;
                sql.string(&"?".repeat(longer)).kw("))");
            }
        }
    }
}

/// Chooses what is read.
fn form<'a>(from: &DataType, to: &'a DataType) -> Option<Form<'a>> {
    use Kind as K;
    if from == to {
        return Some(Form::Bare);
    }
    match (Kind::of(from), Kind::of(to)) {
        (
            K::Truth | K::Whole | K::Exact,
            K::Truth | K::Whole | K::Exact | K::Single | K::Double | K::Text(_),
        )
        | (
            K::Single | K::Double,
            K::Truth | K::Whole | K::Exact | K::Single | K::Double,
        )
        | (K::Text(_), K::Whole | K::Exact | K::Single | K::Double)
        | (K::Text(_), K::Day | K::Moment | K::Time | K::Year)
        | (K::Text(_), K::Text(_) | K::Json)
        | (K::Bytes { .. }, K::Bytes { .. })
        | (K::Truth | K::Whole, K::Bits(_) | K::Year)
        | (K::Bits(_), K::Truth | K::Whole | K::Exact | K::Bits(_))
        | (K::Day | K::Moment, K::Day | K::Moment)
        | (K::Time, K::Time)
        | (K::Year, K::Truth | K::Whole | K::Exact)
        | (K::Day | K::Moment | K::Time | K::Year, K::Text(_))
        // Written by label.
        | (K::Json | K::Labels(_) | K::Set(_), K::Text(_)) => Some(Form::Bare),
        (K::Single, K::Text(length)) if holds(length, DOUBLE_TEXT) => Some(Form::Double),
        (K::Single, K::Text(_)) => Some(Form::TextOfFloat),
        (K::Double, K::Text(length)) if holds(length, DOUBLE_TEXT) => Some(Form::Bare),
        (K::Double, K::Text(_)) => Some(Form::TextOfDouble),
        (K::Truth | K::Whole | K::Exact | K::Single | K::Double, K::Json) => Some(Form::Document),
        (K::Bytes { .. }, K::Json) => Some(Form::DocumentOfBytes),
        (K::Json, K::Whole | K::Exact | K::Single | K::Double) => Some(Form::NumberOfDocument),
        (K::Text(_), K::Truth) => Some(Form::Truth),
        (K::Json, K::Truth) => Some(Form::TruthOfDocument),
        (K::Text(length), K::Bytes { is_uuid: true }) if holds(length, UUID_TEXT) => Some(Form::UuidBytes),
        (K::Bytes { is_uuid: true }, K::Text(length)) if holds(length, UUID_TEXT) => Some(Form::UuidText),
        (K::Text(_), K::Bytes { .. }) | (K::Bytes { .. }, K::Text(_)) => Some(Form::Bare),
        (K::Bits(bits), K::Text(_)) => Some(Form::TextOfBits(bits)),
        (K::Text(_), K::Bits(bits)) => Some(Form::BitsOfText(bits)),
        (K::Text(_), K::Labels(labels)) => Some(Form::Label(labels)),
        // A label that is not kept may be a number, which is taken for a position.
        (K::Labels(before), K::Labels(after)) => {
            let is_kept = before.iter().all(|label| after.contains(label));
            Some(if is_kept { Form::Bare } else { Form::Label(after) })
        }
        // Another order of the labels is another text of the same value.
        (K::Set(before), K::Set(after)) => {
            let mut rest = after.iter();
            let is_kept = before.iter().all(|label| rest.any(|kept| kept == label));
            is_kept.then_some(Form::Bare)
        }
        (
            K::Truth
            | K::Whole
            | K::Exact
            | K::Single
            | K::Double
            | K::Text(_)
            | K::Bytes { .. }
            | K::Bits(_)
            | K::Day
            | K::Moment
            | K::Time
            | K::Year
            | K::Json
            | K::Labels(_)
            | K::Set(_)
            | K::Other,
            _,
        ) => None,
    }
}

/// Says whether a text of that length has room for so many characters.
fn holds(length: Option<u32>, characters: u32) -> bool {
    length.is_none_or(|length| length >= characters)
}

/// Groups the types that are converted alike.
#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Truth,
    Whole,
    Exact,
    Single,
    Double,
    /// With room for so many characters; for any number that matters if left out.
    Text(Option<u32>),
    Bytes {
        is_uuid: bool,
    },
    Bits(u32),
    Day,
    Moment,
    Time,
    Year,
    Json,
    Labels(&'a [String]),
    Set(&'a [String]),
    /// What is converted to nothing and from nothing.
    Other,
}

impl<'a> Kind<'a> {
    /// Finds the group of a type. A new type is to be thought about here.
    fn of(data_type: &'a DataType) -> Self {
        use DataType as T;
        match data_type {
            T::Boolean => Self::Truth,
            T::Integer { .. } => Self::Whole,
            T::Decimal { .. } => Self::Exact,
            T::Real => Self::Single,
            T::Double => Self::Double,
            T::Char { length } | T::VarChar { length } => Self::Text(Some(*length)),
            T::Text { .. } => Self::Text(None),
            T::Binary { length } => Self::Bytes {
                is_uuid: *length == UUID_BYTES,
            },
            T::VarBinary { .. } | T::Blob { .. } => Self::Bytes { is_uuid: false },
            T::Bit { length } => Self::Bits(*length),
            T::Date => Self::Day,
            T::Timestamp { .. } => Self::Moment,
            T::Time {
                zone: TimeZone::Without,
                ..
            } => Self::Time,
            T::Year => Self::Year,
            T::Json {
                form: JsonForm::Binary,
            } => Self::Json,
            T::Enum { labels, .. } => Self::Labels(labels),
            T::Set { labels } => Self::Set(labels),
            T::Numeric
            | T::ScaledFloat { .. }
            | T::VarBit { .. }
            | T::Time { .. }
            | T::Interval { .. }
            | T::Uuid
            | T::Json { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. } => Self::Other,
        }
    }
}
