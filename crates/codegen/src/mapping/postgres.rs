//! How a column of PostgreSQL is read so that OceanBase takes its values as they are.
//!
//! The forms follow a measured table (PostgreSQL 15, OceanBase 4.3.5). Both sessions are in UTC with
//! ISO dates, as the session contract of the executor says.

use obmigrate_model::data_type::{PostgresType, TimeZone};
use obmigrate_model::plan::Mapping;
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect};

/// Bits of the longest bit string that PostgreSQL turns into a number.
const LONG: u32 = 64;
/// Bytes of a uuid.
const UUID: u32 = 16;

/// Names what is read in place of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The column: its values are whole numbers or bytes.
    Bare,
    /// The text that PostgreSQL writes.
    Text,
    /// 0 or 1; OceanBase refuses `true` (error 1366).
    Truth,
    /// An amount of money without its currency.
    Amount,
    /// A double: the text of a `float4` is shorter than its value, and its largest one is refused
    /// (error 1264).
    Double,
    /// Text without the blanks at the end, which OceanBase drops as well.
    Trimmed,
    /// A point in time in UTC without its offset, which OceanBase would ignore.
    Utc,
    /// Bits as a number; OceanBase takes a text for its characters' bits (error 1406).
    Bits,
    /// 64 bits as a number that has no sign.
    LongBits,
    /// The bytes of a uuid.
    UuidBytes,
    /// A JSON document. Uses the cast that `hstore` has, wherever its extension lives.
    Document,
}

/// Says whether OceanBase stores the values of a PostgreSQL column, refuses them, or stores others
/// that the validation can tell from the originals.
pub(super) fn converts(from: &DataType, to: &DataType) -> bool {
    form(from, to).is_some()
}

/// Writes what is read in place of a column; one whose values cannot be converted is written as it
/// stands, and the plan is refused.
pub(crate) fn write_postgres_read(mapping: &Mapping, sql: &mut Writer) {
    debug_assert_eq!(sql.dialect(), Dialect::Postgres);
    let column = &mapping.source_column;
    let form = form(&mapping.source_type, &mapping.data_type);
    match form.unwrap_or(Form::Bare) {
        Form::Bare => sql.ident(column),
        Form::Text => sql.ident(column).kw("::text"),
        Form::Truth => sql.ident(column).kw("::int4"),
        Form::Amount => sql.ident(column).kw("::numeric::text"),
        Form::Double => sql.ident(column).kw("::float8::text"),
        Form::Trimmed => sql.kw("rtrim(").ident(column).kw("::text)"),
        Form::Utc => sql.kw("(").ident(column).kw(" AT TIME ZONE 'UTC')::text"),
        Form::Bits => sql.ident(column).kw("::int8"),
        Form::LongBits => sql
            .kw("mod(")
            .ident(column)
            .kw("::int8 + 18446744073709551616, 18446744073709551616)"),
        Form::UuidBytes => sql
            .kw("decode(replace(")
            .ident(column)
            .kw("::text, '-', ''), 'hex')"),
        Form::Document => sql.kw("to_json(").ident(column).kw(")::text"),
    };
}

/// Says what the form of a column reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A number, which stands without quotes.
    Number,
    /// Bytes.
    Bytes,
    /// A text.
    Text,
}

/// Says what is read in place of a column.
pub(crate) fn postgres_output(mapping: &Mapping) -> Output {
    let from = mapping.source_type.resolved();
    match form(from, &mapping.data_type).unwrap_or(Form::Bare) {
        Form::Bare if matches!(from, DataType::Blob { .. }) => Output::Bytes,
        Form::Bare | Form::Truth | Form::Bits | Form::LongBits => Output::Number,
        Form::UuidBytes => Output::Bytes,
        Form::Text | Form::Amount | Form::Double | Form::Trimmed | Form::Utc | Form::Document => {
            Output::Text
        }
    }
}

fn form(from: &DataType, to: &DataType) -> Option<Form> {
    use DataType as T;
    let to_text = matches!(to, T::Char { .. } | T::VarChar { .. } | T::Text { .. });
    let to_number = matches!(to, T::Integer { .. } | T::Decimal { .. });
    match from.resolved() {
        T::Boolean => (to_number || *to == T::Boolean).then_some(Form::Truth),
        T::Integer { .. } => to_number.then_some(Form::Bare),
        T::Decimal { .. } | T::Numeric => (to_number || to_text).then_some(Form::Text),
        T::Real => matches!(to, T::Real | T::Double).then_some(Form::Double),
        T::Double => (*to == T::Double).then_some(Form::Double),
        T::Char { .. } => to_text.then_some(Form::Trimmed),
        T::VarChar { .. } | T::Text { .. } | T::VarBit { .. } | T::Interval { .. } => {
            to_text.then_some(Form::Text)
        }
        T::Blob { .. } => matches!(to, T::Blob { .. } | T::VarBinary { .. }).then_some(Form::Bare),
        T::Bit { length } => bits(*length, to).or_else(|| to_text.then_some(Form::Text)),
        T::Date => matches!(to, T::Date | T::Timestamp { .. }).then_some(Form::Text),
        T::Time {
            zone: TimeZone::Without,
            ..
        } => matches!(to, T::Time { .. }).then_some(Form::Text),
        T::Time { .. } => to_text.then_some(Form::Text),
        T::Timestamp { zone, .. } => matches!(to, T::Timestamp { .. }).then_some(match zone {
            TimeZone::With => Form::Utc,
            TimeZone::Without => Form::Text,
        }),
        T::Uuid if *to == (T::Binary { length: UUID }) => Some(Form::UuidBytes),
        T::Uuid => to_text.then_some(Form::Text),
        T::Json { .. } => (to_text || is_json(to)).then_some(Form::Text),
        T::Enum { .. } => (to_text || matches!(to, T::Enum { .. })).then_some(Form::Text),
        T::Vector { .. } => (to_text || matches!(to, T::Vector { .. })).then_some(Form::Text),
        T::Composite(_) | T::Array { .. } | T::Other { .. } => document(to_text, to),
        T::Postgres(kind) => special(*kind, to_text, to),
        // A resolved domain is none; the others are types of OceanBase alone.
        T::Domain(_)
        | T::ScaledFloat { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Year
        | T::Set { .. }
        | T::Geometry { .. } => None,
    }
}

/// Bit strings of another length are filled up or cut on other ends than numbers.
fn bits(length: u32, to: &DataType) -> Option<Form> {
    (*to == DataType::Bit { length }).then_some(())?;
    match length {
        ..LONG => Some(Form::Bits),
        LONG => Some(Form::LongBits),
        _ => None,
    }
}

fn document(to_text: bool, to: &DataType) -> Option<Form> {
    if is_json(to) {
        Some(Form::Document)
    } else {
        to_text.then_some(Form::Text)
    }
}

/// Chooses for a type that PostgreSQL alone has.
fn special(kind: PostgresType, to_text: bool, to: &DataType) -> Option<Form> {
    use PostgresType as P;
    let to_number = matches!(to, DataType::Integer { .. } | DataType::Decimal { .. });
    if kind == P::Money {
        to_number.then_some(Form::Amount)
    } else if matches!(kind, P::Oid | P::Xid | P::Xid8 | P::Cid) {
        (to_number || to_text).then_some(Form::Text)
    } else if kind == P::BpChar {
        to_text.then_some(Form::Trimmed)
    } else if kind == P::HStore {
        document(to_text, to)
    } else {
        to_text.then_some(Form::Text)
    }
}

const fn is_json(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Json { .. })
}
