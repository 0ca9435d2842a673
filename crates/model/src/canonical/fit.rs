//! Whether a column of OceanBase holds what a column of PostgreSQL holds.

use super::options::Options;
use super::types::{self, Place};
use super::{EXACT_COLLATION, Notes};
use crate::data_type::{Capacity, IntegerWidth, PostgresType, Signedness, TimeZone};
use crate::{Column, DataType, ObjectPath};

/// Says how the values of a column of OceanBase relate to those of a column of PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "four answers are all there are")]
pub enum Fit {
    /// The columns hold the same: the translation makes this one, or one that keeps every value
    /// as exactly.
    Equal,
    /// It holds every value, and others beside.
    Wider,
    /// It is for the same kind of values and refuses or rounds some.
    Narrower,
    /// It is for another kind of values, or compares or prints them otherwise.
    Different,
}

/// Compares the type of a PostgreSQL column with that of an OceanBase column under the choices of
/// `options`; for those of one column see [`Options::of_column`].
///
/// ```
/// use obmigrate_model::canonical::{Fit, Options, fit};
/// use obmigrate_model::data_type::spelling::parse;
/// use obmigrate_model::Dialect::{OceanBase, Postgres};
/// let integer = parse(Postgres, "integer");
/// let options = Options::default();
/// assert_eq!(fit(&integer, &parse(OceanBase, "int(11)"), &options), Fit::Equal);
/// assert_eq!(fit(&integer, &parse(OceanBase, "smallint(6)"), &options), Fit::Narrower);
/// ```
#[must_use]
pub fn fit(postgres: &DataType, oceanbase: &DataType, options: &Options) -> Fit {
    let source = postgres.resolved();
    let wanted = types::translate(
        source,
        &mut Place {
            keyed: false,
            forms: options.forms(),
            path: ObjectPath::root(),
            notes: &mut Notes::default(),
        },
    );
    let held = types::normalise(oceanbase);
    let room = room(&held);
    let is_opaque = matches!(
        source,
        DataType::Interval { .. }
            | DataType::Time {
                zone: TimeZone::With,
                ..
            }
    );
    // The length of these is a bound that nobody declared.
    let least = if is_opaque { characters(&wanted) } else { None };
    match (&held, room, least) {
        _ if held == wanted => Fit::Equal,
        (DataType::VarChar { length }, _, Some(least)) if *length >= least => Fit::Equal,
        // Text keeps every number, and every document more faithfully than JSON.
        (DataType::VarChar { .. } | DataType::Text { .. }, Some(room), _)
            if *source == DataType::Numeric && matches!(wanted, DataType::Decimal { .. }) =>
        {
            if room >= 1000 {
                Fit::Wider
            } else {
                Fit::Narrower
            }
        }
        _ => compare(&wanted, &held),
    }
}

/// Compares a PostgreSQL column with an OceanBase column as [`fit`] does, and takes into account
/// whether the server numbers the rows and how it compares texts.
#[must_use]
pub fn fit_column(postgres: &Column, oceanbase: &Column, options: &Options) -> Fit {
    let by_type = fit(&postgres.data_type, &oceanbase.data_type, options);
    let folds = matches!(
        postgres.data_type.resolved(),
        DataType::Postgres(PostgresType::CiText)
    );
    let held = oceanbase.collation.as_deref().unwrap_or(EXACT_COLLATION);
    let alike = !oceanbase.data_type.is_character() || folds == held.ends_with("_ci");
    let numbered = postgres.identity.is_none() || oceanbase.identity.is_some();
    if alike && numbered {
        by_type
    } else {
        Fit::Different
    }
}

/// Compares two types of OceanBase; pairs that are not named hold different kinds of values.
fn compare(wanted: &DataType, held: &DataType) -> Fit {
    use DataType as T;
    match (wanted, held) {
        _ if wanted == held => Fit::Equal,
        (T::Boolean, T::Integer { .. }) => Fit::Wider,
        (T::Integer { .. }, T::Boolean) => Fit::Narrower,
        (T::Integer { .. } | T::Decimal { .. }, T::Integer { .. } | T::Decimal { .. }) => {
            numbers(wanted, held)
        }
        (T::Real, T::Double) => Fit::Wider,
        (T::Double, T::Real) | (T::Real | T::Double, T::ScaledFloat { .. }) => Fit::Narrower,
        (T::Char { length: n }, T::Char { length: m }) => ordered(n, m),
        // Blanks at the end get lost.
        (T::VarChar { .. } | T::Text { .. }, T::Char { .. }) => Fit::Different,
        (
            T::Char { .. } | T::VarChar { .. } | T::Text { .. },
            T::VarChar { .. } | T::Text { .. },
        ) => texts(wanted, held),
        (T::Blob { capacity: n }, T::Blob { capacity: m }) => ordered(n, m),
        (T::Blob { .. }, T::Binary { .. } | T::VarBinary { .. }) => Fit::Narrower,
        (T::VarBinary { length: n }, T::VarBinary { length: m }) => ordered(n, m),
        (T::VarBinary { length: n }, T::Blob { capacity }) => ordered(n, &bytes(*capacity)),
        (T::Binary { length: n }, T::VarBinary { length: m }) if m >= n => Fit::Wider,
        (T::Bit { length: n }, T::Bit { length: m }) => ordered(n, m),
        (T::Bit { length: n }, T::VarChar { length: m }) if m >= n => Fit::Wider,
        (
            T::Date,
            T::Timestamp {
                zone: TimeZone::Without,
                ..
            },
        ) => Fit::Wider,
        (T::Timestamp { .. }, T::Date) => Fit::Narrower,
        (T::Time { precision: n, .. }, T::Time { precision: m, .. }) => ordered(n, m),
        (
            T::Timestamp { precision: n, zone },
            T::Timestamp {
                precision: m,
                zone: held,
            },
        ) if zone == held => ordered(n, m),
        (
            T::Json { .. },
            T::Text {
                capacity: Capacity::Long | Capacity::Medium,
            },
        ) => Fit::Wider,
        (T::Json { .. }, T::Text { .. } | T::VarChar { .. }) => Fit::Narrower,
        (T::Enum { labels: wanted, .. }, T::Enum { labels: held, .. }) => labels(wanted, held),
        (T::Enum { labels, .. }, T::VarChar { .. } | T::Text { .. }) => {
            let longest = labels.iter().map(|label| label.chars().count()).max();
            let longest = longest.and_then(|longest| u32::try_from(longest).ok());
            if room(held) >= longest {
                Fit::Wider
            } else {
                Fit::Narrower
            }
        }
        _ => Fit::Different,
    }
}

/// Says how a bound relates to the one that is wanted, if all that differs is the bound.
fn ordered<T: Ord>(wanted: &T, held: &T) -> Fit {
    match held.cmp(wanted) {
        std::cmp::Ordering::Less => Fit::Narrower,
        std::cmp::Ordering::Equal => Fit::Equal,
        std::cmp::Ordering::Greater => Fit::Wider,
    }
}

fn numbers(wanted: &DataType, held: &DataType) -> Fit {
    let holds = match (Extent::of(wanted), Extent::of(held)) {
        (Some(wanted), Some(held)) => {
            held.scale >= wanted.scale
                && held.whole_digits >= wanted.whole_digits
                && (held.signedness == Signedness::Signed
                    || wanted.signedness == Signedness::Unsigned)
                && match (wanted.bits, held.bits) {
                    (Some(wanted), Some(held)) => held >= wanted,
                    // A binary bound has fewer numbers of its last digit than a decimal one.
                    (None, Some(_)) => held.whole_digits > wanted.whole_digits,
                    (_, None) => true,
                }
        }
        (_, _) => false,
    };
    if holds { Fit::Wider } else { Fit::Narrower }
}

/// Says which numbers a whole or exact type holds.
struct Extent {
    whole_digits: i16,
    scale: i16,
    signedness: Signedness,
    /// The bits behind the sign of a whole number.
    bits: Option<u8>,
}

impl Extent {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "two types alone have an extent"
    )]
    fn of(data_type: &DataType) -> Option<Self> {
        match data_type {
            DataType::Integer { width, signedness } => {
                let (bits, whole_digits) = match (width, signedness) {
                    (IntegerWidth::Tiny, Signedness::Signed) => (7, 3),
                    (IntegerWidth::Tiny, Signedness::Unsigned) => (8, 3),
                    (IntegerWidth::Small, Signedness::Signed) => (15, 5),
                    (IntegerWidth::Small, Signedness::Unsigned) => (16, 5),
                    (IntegerWidth::Medium, Signedness::Signed) => (23, 7),
                    (IntegerWidth::Medium, Signedness::Unsigned) => (24, 8),
                    (IntegerWidth::Regular, Signedness::Signed) => (31, 10),
                    (IntegerWidth::Regular, Signedness::Unsigned) => (32, 10),
                    (IntegerWidth::Big, Signedness::Signed) => (63, 19),
                    (IntegerWidth::Big, Signedness::Unsigned) => (64, 20),
                };
                Some(Self {
                    whole_digits,
                    scale: 0,
                    signedness: *signedness,
                    bits: Some(bits),
                })
            }
            DataType::Decimal {
                precision,
                scale,
                signedness,
            } => Some(Self {
                whole_digits: i16::try_from(*precision).ok()?.checked_sub(*scale)?,
                scale: *scale,
                signedness: *signedness,
                bits: None,
            }),
            _ => None,
        }
    }
}

fn texts(wanted: &DataType, held: &DataType) -> Fit {
    let holds = match (wanted, held) {
        (DataType::Text { capacity: wanted }, DataType::Text { capacity: held }) => held >= wanted,
        (DataType::Text { capacity }, _) => room(held) >= Some(bytes(*capacity)),
        (_, _) => room(held) >= characters(wanted),
    };
    if holds { Fit::Wider } else { Fit::Narrower }
}

/// Counts the characters of a type that has a declared number of them.
fn characters(data_type: &DataType) -> Option<u32> {
    if let DataType::Char { length } | DataType::VarChar { length } = data_type {
        Some(*length)
    } else {
        None
    }
}

/// Counts the characters that fit in a text whatever they are; one takes 4 bytes at most.
fn room(data_type: &DataType) -> Option<u32> {
    if let DataType::Text { capacity } = data_type {
        Some(bytes(*capacity) / 4)
    } else {
        characters(data_type)
    }
}

const fn bytes(capacity: Capacity) -> u32 {
    match capacity {
        Capacity::Tiny => 255,
        Capacity::Regular => 65_535,
        Capacity::Medium => 16_777_215,
        // Measured on OceanBase 4.3.5.
        Capacity::Long => 536_870_910,
    }
}

fn labels(wanted: &[String], held: &[String]) -> Fit {
    if held == wanted {
        Fit::Equal
    } else if held.starts_with(wanted) {
        Fit::Wider
    } else if wanted.iter().all(|label| held.contains(label)) {
        // Another order sorts otherwise.
        Fit::Different
    } else {
        Fit::Narrower
    }
}
