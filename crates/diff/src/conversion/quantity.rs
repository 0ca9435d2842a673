//! Types of numbers by what they hold.

use std::iter::repeat_n;

use obmigrate_model::data_type::{FloatWidth, IntegerWidth, Signedness};
use obmigrate_model::{DataType, Dialect};

/// Describes a type of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Whole numbers between bounds.
    Whole { minimum: i128, maximum: i128 },
    /// Decimals.
    Exact(Digits),
    /// Decimals of any number of digits.
    Unlimited,
    /// Floating point numbers of 32 bits.
    Single,
    /// Floating point numbers of 64 bits.
    Double,
    /// Floating point numbers that are rounded to decimal digits.
    Scaled(FloatWidth),
}

/// Counts the digits of a decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// Before the point; negative if so many behind it are always zero.
    pub(super) whole: i32,
    /// Behind the point; negative if so many before it are always zero.
    pub(super) scale: i32,
    pub(super) signedness: Signedness,
}

impl Quantity {
    pub(super) fn of(data_type: &DataType, dialect: Dialect) -> Option<Self> {
        use DataType as T;
        match data_type {
            T::Boolean => Some(match dialect {
                // `tinyint(1)`, which holds any number that a `tinyint` holds.
                Dialect::OceanBase => whole(IntegerWidth::Tiny, Signedness::Signed),
                Dialect::Postgres => Self::Whole {
                    minimum: 0,
                    maximum: 1,
                },
            }),
            T::Integer { width, signedness } => Some(whole(*width, *signedness)),
            T::Decimal {
                precision,
                scale,
                signedness,
            } => Some(Self::Exact(Digits {
                whole: i32::from(*precision) - i32::from(*scale),
                scale: i32::from(*scale),
                signedness: *signedness,
            })),
            T::Numeric => Some(Self::Unlimited),
            T::Real => Some(Self::Single),
            T::Double => Some(Self::Double),
            T::ScaledFloat { width, .. } => Some(Self::Scaled(*width)),
            T::Char { .. }
            | T::VarChar { .. }
            | T::Text { .. }
            | T::Binary { .. }
            | T::VarBinary { .. }
            | T::Blob { .. }
            | T::Bit { .. }
            | T::VarBit { .. }
            | T::Date
            | T::Time { .. }
            | T::Timestamp { .. }
            | T::Interval { .. }
            | T::Year
            | T::Uuid
            | T::Json { .. }
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

impl Digits {
    /// Returns the least and the greatest number, in decimal digits.
    pub(super) fn bounds(self) -> (String, String) {
        let maximum = self.maximum();
        let minimum = match self.signedness {
            Signedness::Signed => format!("-{maximum}"),
            Signedness::Unsigned => "0".to_owned(),
        };
        (minimum, maximum)
    }

    fn maximum(self) -> String {
        let nines = |count: i32| repeat_n('9', usize::try_from(count).unwrap_or(0));
        let zeros = |count: i32| repeat_n('0', usize::try_from(count).unwrap_or(0));
        if self.scale <= 0 {
            return nines(self.whole + self.scale)
                .chain(zeros(-self.scale))
                .collect();
        }
        let before = if self.whole > 0 {
            nines(self.whole).collect()
        } else {
            "0".to_owned()
        };
        let behind = zeros(-self.whole).chain(nines(self.scale + self.whole.min(0)));
        before.chars().chain(['.']).chain(behind).collect()
    }

    /// Says whether no number of the other type is out of the range of this one.
    pub(super) fn reaches(self, other: Self) -> bool {
        self.whole >= other.whole && allows(self.signedness, other.signedness)
    }

    /// Says whether no whole number between the bounds is out of the range.
    pub(super) fn reaches_whole(self, minimum: i128, maximum: i128) -> bool {
        let needed = match minimum {
            ..0 => Signedness::Signed,
            0.. => Signedness::Unsigned,
        };
        self.scale >= 0
            && i64::from(self.whole) >= i64::from(digits(minimum).max(digits(maximum)))
            && allows(self.signedness, needed)
    }

    /// Returns the greatest number if it is a whole one and not beyond any integer type.
    pub(super) fn whole_maximum(self) -> Option<i128> {
        let digits = u32::try_from(self.whole).ok()?;
        10_i128.checked_pow(digits).map(|limit| limit - 1)
    }

    /// Returns how many characters the text of a number has at most.
    pub(super) fn longest(self) -> u64 {
        let count = |digits: i32| u64::try_from(digits).unwrap_or(0);
        let point = u64::from(self.scale > 0);
        let sign = match self.signedness {
            Signedness::Signed => 1,
            Signedness::Unsigned => 0,
        };
        sign + count(self.whole).max(1) + point + count(self.scale)
    }
}

const fn allows(signedness: Signedness, other: Signedness) -> bool {
    match (signedness, other) {
        (Signedness::Signed, Signedness::Signed | Signedness::Unsigned)
        | (Signedness::Unsigned, Signedness::Unsigned) => true,
        (Signedness::Unsigned, Signedness::Signed) => false,
    }
}

/// Counts the digits of a whole number.
pub(super) fn digits(number: i128) -> u32 {
    number
        .unsigned_abs()
        .checked_ilog10()
        .map_or(1, |log| log + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_end_at_their_digits() {
        let check = |whole, scale, expected: &str| {
            let digits = Digits {
                whole,
                scale,
                signedness: Signedness::Signed,
            };
            assert_eq!(digits.bounds(), (format!("-{expected}"), expected.into()));
        };
        check(8, 2, "99999999.99");
        check(10, 0, "9999999999");
        check(0, 5, "0.99999");
        // `numeric(5,-2)` and `numeric(3,5)` of PostgreSQL.
        check(7, -2, "9999900");
        check(-2, 5, "0.00999");
    }
}
