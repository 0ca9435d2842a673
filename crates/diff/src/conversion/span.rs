//! Types of characters and bytes, and what there is room for in them.

use obmigrate_model::DataType;
use obmigrate_model::data_type::Capacity;
use obmigrate_model::probe::LengthUnit;

/// A character of utf8mb4 takes up to four bytes.
const BYTES_OF_CHARACTER: u64 = 4;

/// Describes a type of characters or bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Whether its length counts characters or bytes.
    pub(super) unit: LengthUnit,
    limit: Limit,
    /// Whether values are filled up to their length.
    pub(super) is_padded: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// In the units of the type.
    Length(u32),
    /// In bytes, whatever the units.
    Bytes(u64),
    /// That of the largest types.
    None,
}

impl Span {
    /// Describes a type, if it is one of characters or bytes.
    pub(super) const fn of(data_type: &DataType) -> Option<Self> {
        use LengthUnit::{Bytes, Characters};
        let (unit, limit, is_padded) = match data_type {
            DataType::Char { length } => (Characters, Limit::Length(*length), true),
            DataType::VarChar { length } => (Characters, Limit::Length(*length), false),
            DataType::Text { capacity } => (Characters, Limit::of(*capacity), false),
            DataType::Binary { length } => (Bytes, Limit::Length(*length), true),
            DataType::VarBinary { length } => (Bytes, Limit::Length(*length), false),
            DataType::Blob { capacity } => (Bytes, Limit::of(*capacity), false),
            DataType::Boolean
            | DataType::Integer { .. }
            | DataType::Decimal { .. }
            | DataType::Numeric
            | DataType::Real
            | DataType::Double
            | DataType::ScaledFloat { .. }
            | DataType::Bit { .. }
            | DataType::VarBit { .. }
            | DataType::Date
            | DataType::Time { .. }
            | DataType::Timestamp { .. }
            | DataType::Interval { .. }
            | DataType::Year
            | DataType::Uuid
            | DataType::Json { .. }
            | DataType::Enum { .. }
            | DataType::Set { .. }
            | DataType::Domain(_)
            | DataType::Composite(_)
            | DataType::Array { .. }
            | DataType::Vector { .. }
            | DataType::Geometry { .. }
            | DataType::Postgres(_)
            | DataType::Other { .. } => return None,
        };
        Some(Self {
            unit,
            limit,
            is_padded,
        })
    }

    /// Returns what there is room for; `None` if the type is one of the largest.
    pub(super) fn room(self) -> Option<(u64, LengthUnit)> {
        match self.limit {
            Limit::Length(length) => Some((u64::from(length), self.unit)),
            Limit::Bytes(bytes) => Some((bytes, LengthUnit::Bytes)),
            Limit::None => None,
        }
    }

    /// Says whether no value of the other type is too long for this one.
    pub(super) fn has_room_for(self, other: Self) -> bool {
        let Some((most, unit)) = self.room() else {
            return true;
        };
        let longest = match (other.limit, other.unit, unit) {
            (Limit::Length(length), LengthUnit::Characters, LengthUnit::Bytes) => {
                u64::from(length) * BYTES_OF_CHARACTER
            }
            // No text has more characters than bytes.
            (Limit::Length(length), ..) => u64::from(length),
            (Limit::Bytes(bytes), ..) => bytes,
            (Limit::None, ..) => return false,
        };
        longest <= most
    }

    /// Returns the length of a type that has one.
    pub(super) const fn length(self) -> Option<u32> {
        match self.limit {
            Limit::Length(length) => Some(length),
            Limit::Bytes(_) | Limit::None => None,
        }
    }
}

impl Limit {
    const fn of(capacity: Capacity) -> Self {
        match capacity {
            Capacity::Tiny => Self::Bytes(255),
            Capacity::Regular => Self::Bytes(65_535),
            Capacity::Medium => Self::Bytes(16_777_215),
            Capacity::Long => Self::None,
        }
    }
}
