//! Types of PostgreSQL, as `format_type` prints them and as people write them.

use super::other;
use super::token::{Cursor, Kind, Token, only, tokens};
use crate::data_type::{
    Capacity, IntegerWidth, IntervalFields, JsonForm, PostgresType, Signedness, TimeZone,
};
use crate::{DataType, Dialect};

/// Digits of a fraction of a second that a type keeps unless it says otherwise, and at most
/// (manual, "Date/Time Types").
const FULL_PRECISION: u8 = 6;

/// Bits of the mantissa up to which `float(n)` is `real`, and at most (manual, "Numeric Types").
const SINGLE_BITS: i64 = 24;
const DOUBLE_BITS: i64 = 53;

/// Names of the catalogue that mean what the bare word means. A quoted or qualified word that is
/// not among them names a type of a user, even `"integer"`.
const CATALOGUE_NAMES: [&str; 22] = [
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "bpchar",
    "varchar",
    "text",
    "bytea",
    "bit",
    "varbit",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "uuid",
    "json",
    "jsonb",
];

pub(super) fn parse(text: &str) -> DataType {
    let Some(all) = tokens(text, Dialect::Postgres) else {
        return other(text);
    };
    let element = without_dimensions(&all);
    if element.is_empty() {
        return other(text);
    }
    let data_type = known(element).unwrap_or_else(|| other(&folded(text, element)));
    if element.len() == all.len() {
        return data_type;
    }
    DataType::Array {
        element: Box::new(data_type),
    }
}

/// Cuts off `[]`, `[3][4]`, `array` or `array[4]`: the catalogue keeps neither the number of
/// dimensions nor their sizes.
fn without_dimensions(tokens: &[Token]) -> &[Token] {
    let mut rest = tokens;
    loop {
        rest = match rest {
            [
                front @ ..,
                Token {
                    kind: Kind::Symbol('['),
                    ..
                },
                Token {
                    kind: Kind::Symbol(']'),
                    ..
                },
            ]
            | [
                front @ ..,
                Token {
                    kind: Kind::Symbol('['),
                    ..
                },
                Token {
                    kind: Kind::Digits(_),
                    ..
                },
                Token {
                    kind: Kind::Symbol(']'),
                    ..
                },
            ] => front,
            _ => break,
        };
    }
    match rest {
        [
            front @ ..,
            Token {
                kind: Kind::Word(word),
                ..
            },
        ] if word == "array" && !front.is_empty() => front,
        _ => rest,
    }
}

/// Spells what is not known as the server would: bare words in lower case.
fn folded(text: &str, tokens: &[Token]) -> String {
    let mut folded = String::new();
    let mut end = tokens.first().map_or(0, |token| token.start);
    for token in tokens {
        folded.push_str(text.get(end..token.start).unwrap_or(""));
        if let Kind::Word(word) = &token.kind {
            folded.push_str(word);
        } else {
            folded.push_str(text.get(token.start..token.end).unwrap_or(""));
        }
        end = token.end;
    }
    folded
}

fn known(tokens: &[Token]) -> Option<DataType> {
    let mut rest = Cursor::new(tokens);
    let (name, is_bare) = match rest.next()? {
        Kind::Word(word) => (word, true),
        Kind::Quoted(name) => (name, false),
        Kind::Text(_) | Kind::Digits(_) | Kind::Symbol(_) => return None,
    };
    let data_type = if rest.symbol('.') {
        let schema = name;
        let (Kind::Word(name) | Kind::Quoted(name)) = rest.next()? else {
            return None;
        };
        if schema == "pg_catalog" {
            of_catalogue(name, &mut rest)?
        } else {
            of_extension(name, &mut rest)?
        }
    } else if is_bare {
        of_word(name, &mut rest)?
    } else {
        of_catalogue(name, &mut rest)?
    };
    rest.is_at_end().then_some(data_type)
}

/// Reads a name that is quoted or stands behind `pg_catalog`.
fn of_catalogue(name: &str, rest: &mut Cursor<'_>) -> Option<DataType> {
    match name {
        "char" => Some(DataType::Postgres(PostgresType::InternalChar)),
        // `"bit"` has no length, while the bare word has the length 1.
        "bit" if rest.is_at_end() => None,
        name if CATALOGUE_NAMES.contains(&name) => of_word(name, rest),
        name => of_extension(name, rest).or_else(|| alone(name)),
    }
}

/// Reads a type that an extension brings, in whatever schema it was put.
fn of_extension(name: &str, rest: &mut Cursor<'_>) -> Option<DataType> {
    if name == "vector" {
        let numbers = rest.numbers()?;
        let dimensions = match numbers.as_slice() {
            [] => None,
            numbers => Some(only(numbers)?),
        };
        return Some(DataType::Vector { dimensions });
    }
    let kind = PostgresType::of_name(name)?;
    matches!(
        kind,
        PostgresType::CiText
            | PostgresType::HStore
            | PostgresType::LTree
            | PostgresType::LQuery
            | PostgresType::LTxtQuery
            | PostgresType::Cube
            | PostgresType::HalfVec
            | PostgresType::SparseVec
    )
    .then_some(DataType::Postgres(kind))
}

fn alone(name: &str) -> Option<DataType> {
    PostgresType::of_name(name).map(DataType::Postgres)
}

fn of_word(word: &str, rest: &mut Cursor<'_>) -> Option<DataType> {
    Some(match word {
        "boolean" | "bool" => DataType::Boolean,
        "smallint" | "int2" | "smallserial" | "serial2" => integer(IntegerWidth::Small),
        "integer" | "int" | "int4" | "serial" | "serial4" => integer(IntegerWidth::Regular),
        "bigint" | "int8" | "bigserial" | "serial8" => integer(IntegerWidth::Big),
        "numeric" | "decimal" | "dec" => numeric(&rest.numbers()?)?,
        "real" | "float4" => DataType::Real,
        "float8" => DataType::Double,
        "double" => rest.accept("precision").then_some(DataType::Double)?,
        "float" => match rest.numbers()?.as_slice() {
            [] => DataType::Double,
            [1..=SINGLE_BITS] => DataType::Real,
            [1..=DOUBLE_BITS] => DataType::Double,
            _ => return None,
        },
        "national" => match rest.word()? {
            "character" | "char" => character(rest)?,
            _ => return None,
        },
        "character" | "char" | "nchar" => character(rest)?,
        "varchar" => varying(&rest.numbers()?)?,
        "bpchar" => match rest.numbers()?.as_slice() {
            [] => DataType::Postgres(PostgresType::BpChar),
            numbers => DataType::Char {
                length: length(numbers)?,
            },
        },
        "text" => DataType::TEXT,
        "bytea" => DataType::Blob {
            capacity: Capacity::Long,
        },
        "bit" if rest.accept("varying") => varying_bits(&rest.numbers()?)?,
        "bit" => DataType::Bit {
            length: length(&rest.numbers()?)?,
        },
        "varbit" => varying_bits(&rest.numbers()?)?,
        "date" => DataType::Date,
        "time" | "timetz" | "timestamp" | "timestamptz" => clock(word, rest)?,
        "interval" => interval(rest)?,
        "uuid" => DataType::Uuid,
        "json" => DataType::Json {
            form: JsonForm::Text,
        },
        "jsonb" => DataType::Json {
            form: JsonForm::Binary,
        },
        name => of_extension(name, rest).or_else(|| alone(name))?,
    })
}

const fn integer(width: IntegerWidth) -> DataType {
    DataType::Integer {
        width,
        signedness: Signedness::Signed,
    }
}

fn numeric(numbers: &[i64]) -> Option<DataType> {
    let (precision, scale) = match numbers {
        [] => return Some(DataType::Numeric),
        [precision] => (*precision, 0),
        [precision, scale] => (*precision, *scale),
        _ => return None,
    };
    let precision = u16::try_from(precision).ok().filter(|digits| *digits > 0)?;
    Some(DataType::decimal(precision, i16::try_from(scale).ok()?))
}

fn character(rest: &mut Cursor<'_>) -> Option<DataType> {
    if rest.accept("varying") {
        return varying(&rest.numbers()?);
    }
    Some(DataType::Char {
        length: length(&rest.numbers()?)?,
    })
}

fn varying(numbers: &[i64]) -> Option<DataType> {
    Some(match numbers {
        [] => DataType::TEXT,
        numbers => DataType::VarChar {
            length: length(numbers)?,
        },
    })
}

fn varying_bits(numbers: &[i64]) -> Option<DataType> {
    let length = match numbers {
        [] => None,
        numbers => Some(length(numbers)?),
    };
    Some(DataType::VarBit { length })
}

/// Reads a length; a missing one is 1, and 0 is refused by the server.
fn length(numbers: &[i64]) -> Option<u32> {
    match numbers {
        [] => Some(1),
        numbers => only(numbers).filter(|length| *length > 0),
    }
}

/// Reads a precision; the server lowers one that is too large (manual, "Date/Time Types").
fn precision(numbers: &[i64]) -> Option<u8> {
    match numbers {
        [] => Some(FULL_PRECISION),
        numbers => only::<u32>(numbers).map(|precision| {
            u8::try_from(precision).map_or(FULL_PRECISION, |p| p.min(FULL_PRECISION))
        }),
    }
}

fn clock(word: &str, rest: &mut Cursor<'_>) -> Option<DataType> {
    let precision = precision(&rest.numbers()?)?;
    let zone = if word.ends_with("tz") || rest.accept_all("with time zone") {
        TimeZone::With
    } else {
        rest.accept_all("without time zone");
        TimeZone::Without
    };
    Some(if word.starts_with("timestamp") {
        DataType::Timestamp { precision, zone }
    } else {
        DataType::Time { precision, zone }
    })
}

fn interval(rest: &mut Cursor<'_>) -> Option<DataType> {
    // The longer words first: `day to second` begins with `day`.
    let fields = IntervalFields::ALL
        .into_iter()
        .rev()
        .find(|fields| rest.accept_all(fields.words()));
    let numbers = rest.numbers()?;
    let keeps_seconds = fields.is_none_or(|fields| fields.words().ends_with("second"));
    if !keeps_seconds && !numbers.is_empty() {
        return None;
    }
    Some(DataType::Interval {
        fields,
        precision: precision(&numbers)?,
    })
}
