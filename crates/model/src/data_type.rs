//! Column types, independent of how a server spells them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Says how many bits an integer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "both engines together have these five"
)]
pub enum IntegerWidth {
    /// 8 bits (OceanBase `tinyint`).
    Tiny,
    /// 16 bits (`smallint`).
    Small,
    /// 24 bits (OceanBase `mediumint`).
    Medium,
    /// 32 bits (`integer`, `int`).
    Regular,
    /// 64 bits (`bigint`).
    Big,
}

/// Says whether an integer has a sign.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Signedness {
    /// Negative values are allowed.
    #[default]
    Signed,
    /// Only 0 and above (OceanBase `unsigned`).
    Unsigned,
}

/// Says how much a text or blob column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "OceanBase has these four")]
pub enum Capacity {
    /// 255 bytes.
    Tiny,
    /// 65,535 bytes.
    Regular,
    /// 16,777,215 bytes.
    Medium,
    /// 512 MiB on OceanBase 4.3.5 (measured), 1 GB on PostgreSQL.
    Long,
}

/// Says whether a point in time knows its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum TimeZone {
    /// A reading of a wall clock (`timestamp` of PostgreSQL, `datetime` of OceanBase).
    Without,
    /// A moment (`timestamptz` of PostgreSQL, `timestamp` of OceanBase).
    With,
}

/// Says how a JSON column keeps its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum JsonForm {
    /// As the text that was written (`json` of PostgreSQL).
    Text,
    /// Parsed (`jsonb` of PostgreSQL, `json` of OceanBase).
    Binary,
}

/// Says what values a column holds.
///
/// One vocabulary for both engines: PostgreSQL `timestamptz(3)` and OceanBase `timestamp(3)` are
/// both [`DataType::Timestamp`] with a zone. Which type a PostgreSQL column becomes on OceanBase is
/// decided by the canonical form, not by the spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new type must show every place to think about"
)]
pub enum DataType {
    /// `boolean`; on OceanBase `tinyint(1)`.
    Boolean,
    /// Whole numbers.
    Integer {
        /// How many bits.
        width: IntegerWidth,
        /// With or without sign.
        #[serde(default)]
        signedness: Signedness,
    },
    /// Exact numbers: `numeric(precision, scale)`, `decimal(precision, scale)`.
    Decimal {
        /// Digits in all, 1 or more.
        precision: u16,
        /// Digits behind the point; negative on PostgreSQL 15 and later only.
        scale: i16,
    },
    /// `numeric` of PostgreSQL without precision: any number of digits.
    Numeric,
    /// 32-bit floating point (`real`, OceanBase `float`).
    Real,
    /// 64-bit floating point.
    Double,
    /// Text padded to a length in characters.
    Char {
        /// Characters.
        length: u32,
    },
    /// Text up to a length in characters.
    VarChar {
        /// Characters.
        length: u32,
    },
    /// Text without a declared length. PostgreSQL's `text` has [`Capacity::Long`].
    Text {
        /// How much it holds.
        capacity: Capacity,
    },
    /// Bytes padded to a length.
    Binary {
        /// Bytes.
        length: u32,
    },
    /// Bytes up to a length.
    VarBinary {
        /// Bytes.
        length: u32,
    },
    /// Bytes without a declared length. PostgreSQL's `bytea` has [`Capacity::Long`].
    Blob {
        /// How much it holds.
        capacity: Capacity,
    },
    /// A bit string of fixed length.
    Bit {
        /// Bits.
        length: u16,
    },
    /// A day.
    Date,
    /// A time of day without zone.
    Time {
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
    },
    /// A point in time.
    Timestamp {
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
        /// Whether it knows its zone.
        zone: TimeZone,
    },
    /// `year` of OceanBase.
    Year,
    /// `uuid` of PostgreSQL.
    Uuid,
    /// A JSON document.
    Json {
        /// How it is kept.
        form: JsonForm,
    },
    /// A type that the model does not know, as its server spells it. It can be named and compared
    /// with itself, nothing else.
    Other {
        /// The server's spelling, such as `inet` or `set('a','b')`.
        name: String,
    },
}

impl DataType {
    /// `int`: signed, 32 bits.
    pub const INTEGER: Self = Self::Integer {
        width: IntegerWidth::Regular,
        signedness: Signedness::Signed,
    };
    /// `bigint`: signed, 64 bits.
    pub const BIGINT: Self = Self::Integer {
        width: IntegerWidth::Big,
        signedness: Signedness::Signed,
    };
    /// `smallint`: signed, 16 bits.
    pub const SMALLINT: Self = Self::Integer {
        width: IntegerWidth::Small,
        signedness: Signedness::Signed,
    };
    /// Text of unlimited length.
    pub const TEXT: Self = Self::Text {
        capacity: Capacity::Long,
    };

    /// Says whether values are character strings, which alone have a collation.
    #[must_use]
    pub const fn is_character(&self) -> bool {
        matches!(
            self,
            Self::Char { .. } | Self::VarChar { .. } | Self::Text { .. }
        )
    }

    /// Says whether values order the same way on every server and in every text form of a key:
    /// whole and exact numbers, days and points in time, uuids.
    #[must_use]
    pub const fn orders_alike_everywhere(&self) -> bool {
        matches!(
            self,
            Self::Boolean
                | Self::Integer { .. }
                | Self::Decimal { .. }
                | Self::Date
                | Self::Timestamp { .. }
                | Self::Uuid
        )
    }
}

/// Writes a neutral spelling for reports, such as `varchar(20)` or `timestamp(6) with time zone`.
/// It is not SQL of either dialect.
impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Integer { width, signedness } => {
                f.write_str(match width {
                    IntegerWidth::Tiny => "tinyint",
                    IntegerWidth::Small => "smallint",
                    IntegerWidth::Medium => "mediumint",
                    IntegerWidth::Regular => "integer",
                    IntegerWidth::Big => "bigint",
                })?;
                match signedness {
                    Signedness::Signed => Ok(()),
                    Signedness::Unsigned => f.write_str(" unsigned"),
                }
            }
            Self::Decimal { precision, scale } => write!(f, "decimal({precision},{scale})"),
            Self::Numeric => f.write_str("numeric"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double"),
            Self::Char { length } => write!(f, "char({length})"),
            Self::VarChar { length } => write!(f, "varchar({length})"),
            Self::Text { capacity } => write!(f, "{}text", capacity_prefix(*capacity)),
            Self::Binary { length } => write!(f, "binary({length})"),
            Self::VarBinary { length } => write!(f, "varbinary({length})"),
            Self::Blob { capacity } => write!(f, "{}blob", capacity_prefix(*capacity)),
            Self::Bit { length } => write!(f, "bit({length})"),
            Self::Date => f.write_str("date"),
            Self::Time { precision } => write!(f, "time({precision})"),
            Self::Timestamp { precision, zone } => match zone {
                TimeZone::Without => write!(f, "timestamp({precision}) without time zone"),
                TimeZone::With => write!(f, "timestamp({precision}) with time zone"),
            },
            Self::Year => f.write_str("year"),
            Self::Uuid => f.write_str("uuid"),
            Self::Json { form } => f.write_str(match form {
                JsonForm::Text => "json text",
                JsonForm::Binary => "json",
            }),
            Self::Other { name } => f.write_str(name),
        }
    }
}

const fn capacity_prefix(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Tiny => "tiny",
        Capacity::Regular => "",
        Capacity::Medium => "medium",
        Capacity::Long => "long",
    }
}
