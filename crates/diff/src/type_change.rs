//! What a change of a column's type does to its values.
//!
//! The classes were measured on OceanBase 4.3.5 (seekdb 1.4.0, 2026), copying from the column of
//! the one type into one of the other under strict mode. What was not measured to be safe is not
//! called safe.

use obmigrate_model::DataType;
use obmigrate_model::data_type::{Capacity, IntegerWidth, Signedness, TimeZone};

/// Says what a change of type does to the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeChange {
    /// Every value stays what it is.
    Widens,
    /// Some values do not fit or are rounded.
    Narrows,
    /// Values become something else.
    Converts,
}

pub(crate) fn classify(before: &DataType, after: &DataType) -> TypeChange {
    if before == after {
        return TypeChange::Widens;
    }
    if let (Some(before), Some(after)) = (Quantity::of(before), Quantity::of(after)) {
        return widens_if(number(before, after));
    }
    if let (Some(before), Some(after)) = (Span::of(before), Span::of(after)) {
        return if before.unit == after.unit {
            widens_if(after.holds(before))
        } else {
            TypeChange::Converts
        };
    }
    moment(before, after)
}

const fn widens_if(widens: bool) -> TypeChange {
    if widens {
        TypeChange::Widens
    } else {
        TypeChange::Narrows
    }
}

#[derive(Clone, Copy, Debug)]
enum Quantity {
    Whole { minimum: i128, maximum: i128 },
    Exact { whole_digits: i32, scale: i32 },
    Unlimited,
    Single,
    Double,
}

impl Quantity {
    fn of(data_type: &DataType) -> Option<Self> {
        use DataType as T;
        match data_type {
            // `tinyint(1)`, which holds any number that a `tinyint` holds.
            T::Boolean => Some(whole(IntegerWidth::Tiny, Signedness::Signed)),
            T::Integer { width, signedness } => Some(whole(*width, *signedness)),
            T::Decimal {
                precision, scale, ..
            } => Some(Self::Exact {
                whole_digits: i32::from(*precision) - i32::from(*scale),
                scale: i32::from(*scale),
            }),
            T::Numeric => Some(Self::Unlimited),
            T::Real => Some(Self::Single),
            T::Double => Some(Self::Double),
            T::Char { .. }
            | T::VarChar { .. }
            | T::Text { .. }
            | T::Binary { .. }
            | T::VarBinary { .. }
            | T::Blob { .. }
            | T::Bit { .. }
            | T::Date
            | T::Time { .. }
            | T::Timestamp { .. }
            | T::Year
            | T::Uuid
            | T::Json { .. }
            | T::ScaledFloat { .. }
            | T::VarBit { .. }
            | T::Interval { .. }
            | T::Enum { .. }
            | T::Set { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. } => None,
        }
    }
}

const fn whole(width: IntegerWidth, signedness: Signedness) -> Quantity {
    let count: i128 = match width {
        IntegerWidth::Tiny => 1 << 8,
        IntegerWidth::Small => 1 << 16,
        IntegerWidth::Medium => 1 << 24,
        IntegerWidth::Regular => 1 << 32,
        IntegerWidth::Big => 1 << 64,
    };
    match signedness {
        Signedness::Signed => Quantity::Whole {
            minimum: -count / 2,
            maximum: count / 2 - 1,
        },
        Signedness::Unsigned => Quantity::Whole {
            minimum: 0,
            maximum: count - 1,
        },
    }
}

fn number(before: Quantity, after: Quantity) -> bool {
    use Quantity as Q;
    match (before, after) {
        (
            Q::Whole { minimum, maximum },
            Q::Whole {
                minimum: lowest,
                maximum: highest,
            },
        ) => lowest <= minimum && maximum <= highest,
        (
            Q::Whole { minimum, maximum },
            Q::Exact {
                whole_digits,
                scale,
            },
        ) => {
            let largest = maximum.max(-minimum).unsigned_abs();
            let digits = largest.checked_ilog10().map_or(1, |log| log + 1);
            scale >= 0 && i64::from(whole_digits) >= i64::from(digits)
        }
        (
            Q::Exact {
                whole_digits,
                scale,
            },
            Q::Exact {
                whole_digits: more_digits,
                scale: more_scale,
            },
        ) => more_digits >= whole_digits && more_scale >= scale,
        (Q::Whole { .. } | Q::Exact { .. } | Q::Unlimited, Q::Unlimited)
        | (Q::Single, Q::Single | Q::Double)
        | (Q::Double, Q::Double) => true,
        // Rounded: by the digits of a decimal or by the 24 or 53 bits of a floating-point number.
        (Q::Exact { .. } | Q::Unlimited | Q::Single | Q::Double, Q::Whole { .. })
        | (Q::Unlimited | Q::Single | Q::Double, Q::Exact { .. })
        | (Q::Single | Q::Double, Q::Unlimited)
        | (Q::Whole { .. } | Q::Exact { .. } | Q::Unlimited, Q::Single | Q::Double)
        | (Q::Double, Q::Single) => false,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Characters,
    Bytes,
}

/// Describes a type of characters or bytes.
#[derive(Clone, Copy, Debug)]
struct Span {
    unit: Unit,
    /// In units; `None` for a type whose limit is `bytes` alone.
    length: Option<u32>,
    /// The most bytes that a value takes or may take.
    bytes: u64,
    is_padded: bool,
}

impl Span {
    fn of(data_type: &DataType) -> Option<Self> {
        use DataType as T;
        let sized = |unit, length: u32, is_padded| Self {
            unit,
            length: Some(length),
            bytes: u64::from(length)
                * match unit {
                    // A character of utf8mb4 takes up to four.
                    Unit::Characters => 4,
                    Unit::Bytes => 1,
                },
            is_padded,
        };
        let unsized_ = |unit, capacity| Self {
            unit,
            length: None,
            bytes: capacity_bytes(capacity),
            is_padded: false,
        };
        match data_type {
            T::Char { length } => Some(sized(Unit::Characters, *length, true)),
            T::VarChar { length } => Some(sized(Unit::Characters, *length, false)),
            T::Text { capacity } => Some(unsized_(Unit::Characters, *capacity)),
            T::Binary { length } => Some(sized(Unit::Bytes, *length, true)),
            T::VarBinary { length } => Some(sized(Unit::Bytes, *length, false)),
            T::Blob { capacity } => Some(unsized_(Unit::Bytes, *capacity)),
            T::Boolean
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Numeric
            | T::Real
            | T::Double
            | T::Bit { .. }
            | T::Date
            | T::Time { .. }
            | T::Timestamp { .. }
            | T::Year
            | T::Uuid
            | T::Json { .. }
            | T::ScaledFloat { .. }
            | T::VarBit { .. }
            | T::Interval { .. }
            | T::Enum { .. }
            | T::Set { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. } => None,
        }
    }

    /// Says whether every value of the other type stays what it is in this one.
    const fn holds(self, other: Self) -> bool {
        let is_padded_alike = match self.unit {
            // Blanks at the end are no part of a `char`, but are of what it was made from.
            Unit::Characters => other.is_padded || !self.is_padded,
            // Zero bytes at the end of a `binary` are part of it.
            Unit::Bytes => !other.is_padded && !self.is_padded,
        };
        let is_long_enough = match (self.length, other.length) {
            (Some(length), Some(needed)) => length >= needed,
            (None, Some(_) | None) => self.bytes >= other.bytes,
            (Some(_), None) => false,
        };
        is_padded_alike && is_long_enough
    }
}

const fn capacity_bytes(capacity: Capacity) -> u64 {
    match capacity {
        Capacity::Tiny => 255,
        Capacity::Regular => 65_535,
        Capacity::Medium => 16_777_215,
        Capacity::Long => 536_870_912,
    }
}

fn moment(before: &DataType, after: &DataType) -> TypeChange {
    use DataType as T;
    match (before, after) {
        (
            T::Time { precision, zone },
            T::Time {
                precision: finer,
                zone: other_zone,
            },
        ) => widens_if(finer >= precision && zone == other_zone),
        (
            T::Timestamp { precision, zone },
            T::Timestamp {
                precision: finer,
                zone: other_zone,
            },
        ) => widens_if(finer >= precision && zone == other_zone),
        // A day is its midnight; with a zone it would depend on whose midnight.
        (T::Date, T::Timestamp { zone, .. }) => widens_if(*zone == TimeZone::Without),
        (T::Timestamp { .. }, T::Date | T::Time { .. }) => TypeChange::Narrows,
        (T::Bit { length }, T::Bit { length: longer }) => widens_if(longer >= length),
        (
            T::Boolean
            | T::Integer { .. }
            | T::Decimal { .. }
            | T::Numeric
            | T::Real
            | T::Double
            | T::Char { .. }
            | T::VarChar { .. }
            | T::Text { .. }
            | T::Binary { .. }
            | T::VarBinary { .. }
            | T::Blob { .. }
            | T::Bit { .. }
            | T::Date
            | T::Time { .. }
            | T::Timestamp { .. }
            | T::Year
            | T::Uuid
            | T::Json { .. }
            | T::ScaledFloat { .. }
            | T::VarBit { .. }
            | T::Interval { .. }
            | T::Enum { .. }
            | T::Set { .. }
            | T::Domain(_)
            | T::Composite(_)
            | T::Array { .. }
            | T::Vector { .. }
            | T::Geometry { .. }
            | T::Postgres(_)
            | T::Other { .. },
            _,
        ) => TypeChange::Converts,
    }
}
