//! Column types, independent of how a server spells them.

mod choices;
mod postgres;
pub mod spelling;
mod user;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use choices::{
    Capacity, FloatWidth, IntegerWidth, IntervalFields, JsonForm, Shape, Signedness, TimeZone,
};
pub use postgres::PostgresType;
pub use user::{Composite, Domain, Field, TypeName};

use crate::is_default;

/// Says what values a column holds.
///
/// One vocabulary for both engines: PostgreSQL `timestamptz(3)` and OceanBase `timestamp(3)` are
/// both [`DataType::Timestamp`] with a zone. Which type a PostgreSQL column becomes on OceanBase is
/// decided by the canonical form, not by the spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
        /// With or without sign; only OceanBase has the latter.
        #[serde(default, skip_serializing_if = "is_default")]
        signedness: Signedness,
    },
    /// `numeric` of PostgreSQL without precision: any number of digits.
    Numeric,
    /// 32-bit floating point (`real`, OceanBase `float`).
    Real,
    /// 64-bit floating point.
    Double,
    /// A floating point number that OceanBase rounds to decimal digits: `float(7,2)`.
    ScaledFloat {
        /// How many bits.
        width: FloatWidth,
        /// Digits in all.
        precision: u16,
        /// Digits behind the point.
        scale: u16,
    },
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
        length: u32,
    },
    /// `bit varying` of PostgreSQL.
    VarBit {
        /// Bits at most; unlimited if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<u32>,
    },
    /// A day.
    Date,
    /// A time of day.
    Time {
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
        /// Whether it knows its zone, as `timetz` of PostgreSQL does.
        #[serde(default, skip_serializing_if = "is_default")]
        zone: TimeZone,
    },
    /// A point in time.
    Timestamp {
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
        /// Whether it knows its zone.
        zone: TimeZone,
    },
    /// `interval` of PostgreSQL.
    Interval {
        /// The units it keeps; all of them if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<IntervalFields>,
        /// Digits of the fraction of a second, 0 to 6.
        precision: u8,
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
    /// One of a list of labels: a type of its own on PostgreSQL, part of the column on OceanBase.
    Enum {
        /// The name of the type; OceanBase has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<TypeName>,
        /// The labels, in their order.
        labels: Vec<String>,
    },
    /// Any of a list of labels at once (OceanBase `set`).
    Set {
        /// The labels, in their order.
        labels: Vec<String>,
    },
    /// A domain of PostgreSQL, resolved to the type it rests on.
    Domain(Box<Domain>),
    /// A composite type of PostgreSQL.
    Composite(Composite),
    /// A list of values of one type. PostgreSQL does not keep the number of dimensions.
    Array {
        /// What it is a list of.
        element: Box<Self>,
    },
    /// A vector of floating point numbers (`vector` of OceanBase and of pgvector).
    Vector {
        /// How many numbers; any if left out, which only pgvector allows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dimensions: Option<u32>,
    },
    /// A geometry of OceanBase.
    Geometry {
        /// Which shapes.
        shape: Shape,
    },
    /// A type without parameters that PostgreSQL alone has, in itself or by a common extension.
    Postgres(PostgresType),
    /// A type that the model does not know, as its server spells it. It can be named and compared
    /// with itself, nothing else.
    Other {
        /// The server's spelling, such as `app.money_with_currency`.
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

    /// `decimal(precision, scale)` with a sign.
    #[must_use]
    pub const fn decimal(precision: u16, scale: i16) -> Self {
        Self::Decimal {
            precision,
            scale,
            signedness: Signedness::Signed,
        }
    }

    /// A time of day without zone.
    #[must_use]
    pub const fn time(precision: u8) -> Self {
        Self::Time {
            precision,
            zone: TimeZone::Without,
        }
    }

    /// Says whether values are character strings, which alone have a collation.
    #[must_use]
    pub const fn is_character(&self) -> bool {
        match self {
            Self::Char { .. }
            | Self::VarChar { .. }
            | Self::Text { .. }
            | Self::Set { .. }
            // A type of its own on PostgreSQL, which has no collation.
            | Self::Enum { name: None, .. }
            | Self::Postgres(
                PostgresType::BpChar | PostgresType::CiText | PostgresType::Name,
            ) => true,
            Self::Domain(domain) => domain.base.is_character(),
            Self::Array { element } => element.is_character(),
            Self::Boolean
            | Self::Integer { .. }
            | Self::Decimal { .. }
            | Self::Numeric
            | Self::Real
            | Self::Double
            | Self::ScaledFloat { .. }
            | Self::Binary { .. }
            | Self::VarBinary { .. }
            | Self::Blob { .. }
            | Self::Bit { .. }
            | Self::VarBit { .. }
            | Self::Date
            | Self::Time { .. }
            | Self::Timestamp { .. }
            | Self::Interval { .. }
            | Self::Year
            | Self::Uuid
            | Self::Json { .. }
            | Self::Enum { .. }
            | Self::Composite(_)
            | Self::Vector { .. }
            | Self::Geometry { .. }
            | Self::Postgres(_)
            | Self::Other { .. } => false,
        }
    }

    /// Returns the type itself, or what a domain rests on.
    #[must_use]
    pub fn resolved(&self) -> &Self {
        if let Self::Domain(domain) = self {
            &domain.base
        } else {
            self
        }
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
            Self::Decimal {
                precision,
                scale,
                signedness,
            } => {
                write!(f, "decimal({precision},{scale})")?;
                match signedness {
                    Signedness::Signed => Ok(()),
                    Signedness::Unsigned => f.write_str(" unsigned"),
                }
            }
            Self::Numeric => f.write_str("numeric"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double"),
            Self::ScaledFloat {
                width,
                precision,
                scale,
            } => {
                let name = match width {
                    FloatWidth::Single => "real",
                    FloatWidth::Double => "double",
                };
                write!(f, "{name}({precision},{scale})")
            }
            Self::Char { length } => write!(f, "char({length})"),
            Self::VarChar { length } => write!(f, "varchar({length})"),
            Self::Text { capacity } => write!(f, "{}text", capacity_prefix(*capacity)),
            Self::Binary { length } => write!(f, "binary({length})"),
            Self::VarBinary { length } => write!(f, "varbinary({length})"),
            Self::Blob { capacity } => write!(f, "{}blob", capacity_prefix(*capacity)),
            Self::Bit { length } => write!(f, "bit({length})"),
            Self::VarBit { length } => {
                f.write_str("bit varying")?;
                length.map_or(Ok(()), |length| write!(f, "({length})"))
            }
            Self::Date => f.write_str("date"),
            Self::Time { precision, zone } => match zone {
                TimeZone::Without => write!(f, "time({precision})"),
                TimeZone::With => write!(f, "time({precision}) with time zone"),
            },
            Self::Interval { fields, precision } => {
                f.write_str("interval")?;
                if let Some(fields) = fields {
                    write!(f, " {}", fields.words())?;
                }
                write!(f, "({precision})")
            }
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
            Self::Enum { name, labels } => {
                if let Some(name) = name {
                    write!(f, "{name} ")?;
                }
                write_labels(f, "enum", labels)
            }
            Self::Set { labels } => write_labels(f, "set", labels),
            Self::Domain(domain) => write!(f, "{} over {}", domain.name, domain.base),
            Self::Composite(composite) => {
                write!(f, "{} (", composite.name)?;
                for (position, field) in composite.fields.iter().enumerate() {
                    let separator = if position == 0 { "" } else { ", " };
                    write!(f, "{separator}{} {}", field.name, field.data_type)?;
                }
                f.write_str(")")
            }
            Self::Array { element } => write!(f, "{element}[]"),
            Self::Vector { dimensions } => {
                f.write_str("vector")?;
                dimensions.map_or(Ok(()), |dimensions| write!(f, "({dimensions})"))
            }
            Self::Geometry { shape } => f.write_str(shape.name()),
            Self::Postgres(kind) => f.write_str(kind.name()),
            Self::Other { name } => f.write_str(name),
        }
    }
}

fn write_labels(f: &mut fmt::Formatter<'_>, word: &str, labels: &[String]) -> fmt::Result {
    write!(f, "{word}(")?;
    for (position, label) in labels.iter().enumerate() {
        let separator = if position == 0 { "" } else { "," };
        write!(f, "{separator}'{}'", label.replace('\'', "''"))?;
    }
    f.write_str(")")
}

const fn capacity_prefix(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Tiny => "tiny",
        Capacity::Regular => "",
        Capacity::Medium => "medium",
        Capacity::Long => "long",
    }
}
