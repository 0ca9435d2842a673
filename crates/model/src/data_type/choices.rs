//! The small choices that a type is made of.

use serde::{Deserialize, Serialize};

/// Says how many bits an integer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
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

/// Says whether a time knows its zone.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum TimeZone {
    /// A reading of a wall clock (`timestamp` of PostgreSQL, `datetime` of OceanBase).
    #[default]
    Without,
    /// A moment (`timestamptz` of PostgreSQL, `timestamp` of OceanBase).
    With,
}

/// Says how a JSON column keeps its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum JsonForm {
    /// As the text that was written (`json` of PostgreSQL).
    Text,
    /// Parsed (`jsonb` of PostgreSQL, `json` of OceanBase).
    Binary,
}

/// Says how many bits a floating point number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "both engines have these two")]
pub enum FloatWidth {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

/// Says which shapes a geometry column of OceanBase holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "the standard has these eight")]
pub enum Shape {
    /// Any shape.
    Geometry,
    /// `point`.
    Point,
    /// `linestring`.
    LineString,
    /// `polygon`.
    Polygon,
    /// `multipoint`.
    MultiPoint,
    /// `multilinestring`.
    MultiLineString,
    /// `multipolygon`.
    MultiPolygon,
    /// `geometrycollection`.
    GeometryCollection,
}

impl Shape {
    /// Returns the name that OceanBase has for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Geometry => "geometry",
            Self::Point => "point",
            Self::LineString => "linestring",
            Self::Polygon => "polygon",
            Self::MultiPoint => "multipoint",
            Self::MultiLineString => "multilinestring",
            Self::MultiPolygon => "multipolygon",
            Self::GeometryCollection => "geometrycollection",
        }
    }
}

/// Says which units an `interval` of PostgreSQL keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "the SQL standard has these thirteen"
)]
pub enum IntervalFields {
    /// `year`.
    Year,
    /// `month`.
    Month,
    /// `day`.
    Day,
    /// `hour`.
    Hour,
    /// `minute`.
    Minute,
    /// `second`.
    Second,
    /// `year to month`.
    YearToMonth,
    /// `day to hour`.
    DayToHour,
    /// `day to minute`.
    DayToMinute,
    /// `day to second`.
    DayToSecond,
    /// `hour to minute`.
    HourToMinute,
    /// `hour to second`.
    HourToSecond,
    /// `minute to second`.
    MinuteToSecond,
}

impl IntervalFields {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Hour,
        Self::Minute,
        Self::Second,
        Self::YearToMonth,
        Self::DayToHour,
        Self::DayToMinute,
        Self::DayToSecond,
        Self::HourToMinute,
        Self::HourToSecond,
        Self::MinuteToSecond,
    ];

    /// Returns the words, as PostgreSQL writes them.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
            Self::YearToMonth => "year to month",
            Self::DayToHour => "day to hour",
            Self::DayToMinute => "day to minute",
            Self::DayToSecond => "day to second",
            Self::HourToMinute => "hour to minute",
            Self::HourToSecond => "hour to second",
            Self::MinuteToSecond => "minute to second",
        }
    }
}
