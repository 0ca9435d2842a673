//! How a value is read before and after, so that equal texts mean that nothing was lost.

use obmigrate_model::{DataType, Value};

/// Is how the values of two types are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Digits, without zeros behind the last one that counts.
    Number { is_text_before: bool },
    /// The server's text of a floating point number, which has all its digits.
    Float,
    /// Bytes as they are.
    Bytes,
    /// The server's text.
    Text,
    /// Points in time with the day's midnight for a day, without a fraction of zero.
    Moment,
    /// The text of a time, without a fraction of zero.
    Written,
    /// The digits of a number against those of a time.
    Digits,
    /// A truth value in words, or a number.
    Truth,
    /// All bits as 0 and 1.
    Bits,
    /// The digits of a uuid.
    Uuid,
    /// The text of a document.
    Document,
}

impl Reading {
    pub(super) fn new(before: &DataType, after: &DataType) -> Self {
        let [from, to] = [before, after].map(Kind::of);
        let has_room = |data_type: &DataType| {
            if let DataType::Char { length } | DataType::VarChar { length } = data_type {
                *length >= 36
            } else {
                Kind::of(data_type) == Kind::Text
            }
        };
        let is_uuid = |data_type: &DataType| *data_type == DataType::Binary { length: 16 };
        if is_uuid(before) && has_room(after) || has_room(before) && is_uuid(after) {
            return Self::Uuid;
        }
        match (from, to) {
            (Kind::Float, Kind::Float) => Self::Float,
            (Kind::Text | Kind::Bytes, Kind::Json) => Self::Document,
            (Kind::Bits, Kind::Text) | (Kind::Text, Kind::Bits) => Self::Bits,
            (Kind::Text | Kind::Json, Kind::Number) if *after == DataType::Boolean => Self::Truth,
            (Kind::Float, Kind::Text)
            | (
                Kind::Number | Kind::Bits | Kind::Float | Kind::Text | Kind::Json | Kind::Year,
                Kind::Number | Kind::Bits | Kind::Float,
            )
            | (Kind::Number | Kind::Float, Kind::Json | Kind::Year) => Self::Number {
                is_text_before: from == Kind::Text,
            },
            (Kind::Text | Kind::Bytes, Kind::Text | Kind::Bytes) => Self::Bytes,
            (Kind::Moment, Kind::Moment) => Self::Moment,
            (Kind::Text, Kind::Moment) => Self::Written,
            (Kind::Number, Kind::Moment) => Self::Digits,
            _ => Self::Text,
        }
    }

    /// Returns what is selected of a column of the type.
    pub(super) fn expression(self, column: &str, data_type: &DataType) -> String {
        match (self, Kind::of(data_type)) {
            // A float shows six of its digits.
            (Self::Number { .. } | Self::Float, Kind::Float) => {
                format!("cast(cast({column} AS double) AS char)")
            }
            (Self::Text, Kind::Bits) => format!("bin({column})"),
            (Self::Bits, Kind::Bits) => {
                let DataType::Bit { length } = data_type else {
                    panic!("{data_type} has no bits");
                };
                format!("lpad(bin({column}), {length}, '0')")
            }
            (Self::Uuid, Kind::Bytes) => format!("lower(hex({column}))"),
            (Self::Uuid, _) => format!("replace(lower({column}), '-', '')"),
            (Self::Number { .. }, Kind::Year) | (_, Kind::Bits) => {
                format!("cast(cast({column} AS unsigned) AS char)")
            }
            (Self::Bytes, _) => format!("md5({column})"),
            _ => format!("cast({column} AS char)"),
        }
    }

    /// Says whether a text that is written in an unusual way says what was made of it.
    pub(super) fn says_the_same(self, before: &Value, after: &Value) -> bool {
        let (Some(before), Some(after)) = (before.as_text(), after.as_text()) else {
            return false;
        };
        match self {
            Self::Number {
                is_text_before: true,
            }
            | Self::Truth => usual_number(before) == usual_number(after),
            Self::Written => usual_time(before) == usual_time(after),
            Self::Document => letters(before) == letters(after),
            Self::Number {
                is_text_before: false,
            }
            | Self::Float
            | Self::Bytes
            | Self::Text
            | Self::Moment
            | Self::Digits
            | Self::Bits
            | Self::Uuid => false,
        }
    }

    pub(super) fn is_same(self, before: &Value, after: &Value) -> bool {
        let (Some(before), Some(after)) = (before.as_text(), after.as_text()) else {
            return before == after;
        };
        match self {
            Self::Number {
                is_text_before: true,
            } => trimmed(before) == plain(after),
            Self::Number {
                is_text_before: false,
            } => plain(before) == plain(after),
            Self::Float | Self::Bytes | Self::Text | Self::Bits | Self::Uuid | Self::Document => {
                before == after
            }
            Self::Truth => match before {
                "true" => after == "1",
                "false" => after == "0",
                other => trimmed(other) == after,
            },
            Self::Moment => moment(before) == moment(after),
            Self::Written => trimmed(before) == trimmed(after),
            Self::Digits => before == digits(after),
        }
    }
}

/// Writes a number in the one usual way, whatever it is written like.
fn usual_number(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = plain(digits);
    let digits = digits.trim_end_matches('.').trim_start_matches('0');
    match digits {
        "" => "0".to_owned(),
        digits => format!("{sign}{digits}"),
    }
}

/// Sorts what a document consists of, so that neither spacing nor the order of keys matters.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<_> = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    letters.sort_unstable();
    letters
}

/// Writes a day or a time in the one usual way.
fn usual_time(text: &str) -> String {
    let text = moment(text).replacen('T', " ", 1);
    match text.strip_prefix('-') {
        Some("00:00:00") => "00:00:00".to_owned(),
        Some(_) | None => match text.strip_prefix('0') {
            Some(rest) if rest.len() == "00:00:00".len() => rest.to_owned(),
            Some(_) | None => text,
        },
    }
}

/// Writes a number without exponent; what is written in another way stays.
fn plain(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if text.contains('e') => number.to_string(),
        _ => trimmed(text).to_owned(),
    }
}

fn trimmed(text: &str) -> &str {
    let is_fraction = text.rsplit_once('.').is_some_and(|(_, fraction)| {
        !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_fraction {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn moment(text: &str) -> String {
    let text = trimmed(text);
    let is_day = text.contains('-') && !text.contains(':');
    let midnight = if is_day { " 00:00:00" } else { "" };
    format!("{text}{midnight}")
}

fn digits(text: &str) -> String {
    trimmed(text).chars().filter(char::is_ascii_digit).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Bits,
    Float,
    Text,
    Bytes,
    Moment,
    Json,
    Year,
    Other,
}

impl Kind {
    fn of(data_type: &DataType) -> Self {
        use DataType as T;
        match data_type {
            T::Boolean | T::Integer { .. } | T::Decimal { .. } => Self::Number,
            T::Bit { .. } => Self::Bits,
            T::Real | T::Double | T::ScaledFloat { .. } => Self::Float,
            T::Char { .. } | T::VarChar { .. } | T::Text { .. } => Self::Text,
            T::Binary { .. } | T::VarBinary { .. } | T::Blob { .. } => Self::Bytes,
            T::Date | T::Time { .. } | T::Timestamp { .. } => Self::Moment,
            T::Json { .. } => Self::Json,
            T::Year => Self::Year,
            T::Numeric
            | T::VarBit { .. }
            | T::Interval { .. }
            | T::Uuid
            | T::Enum { .. }
            | T::Set { .. }
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
