//! What a change of a column's type does to its values, and which rows it concerns.
//!
//! The cells of the matrix were measured on OceanBase 4.3.5 (seekdb 1.4.0, 2026): from a column of
//! the one type into one of the other by `INSERT … SELECT` under strict mode, in UTC. Where the server
//! by itself refuses or misreads every value and there is one expression that is right, such as
//! `cast(c as json)` for numbers, the expression is judged, since a rebuild reads the column by it.
//! Two columns of PostgreSQL are judged by the same families.

mod bits;
mod bytes;
mod family;
mod labels;
mod numbers;
mod quantity;
mod span;
mod texts;
mod times;

use obmigrate_model::probe::{Condition, LengthUnit};
use obmigrate_model::{DataType, Dialect, Ident};

use self::family::Family;
use self::span::Span;
use crate::{Reason, Risk};

/// Describes what a change of type does to the values of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a risk, why, and where it would show"
)]
pub struct Conversion {
    /// What can happen at worst.
    pub risk: Risk,
    /// Why.
    pub reason: Reason,
    /// Which rows are refused or changed: those that meet any of the conditions. Empty if the
    /// conversion is safe.
    pub conditions: Vec<Condition>,
}

/// Judges the change of a column's type. `column` is its name on live, which the conditions use.
///
/// The column's collation, its checks and those of a domain are not looked at: a collation decides
/// whether an enumeration takes `A` for `a`, and a check may refuse what the type takes.
///
/// ```
/// use obmigrate_diff::{Reason, Risk, convert};
/// use obmigrate_model::probe::Condition;
/// use obmigrate_model::{DataType, Dialect, Ident};
/// let column = Ident::new("price")?;
/// let (before, after) = (DataType::decimal(10, 2), DataType::decimal(9, 1));
/// let conversion = convert(Dialect::OceanBase, &column, &before, &after);
/// assert_eq!((conversion.risk, conversion.reason), (Risk::Lossy, Reason::Rounds));
/// assert_eq!(conversion.conditions, [Condition::Rounded { column, scale: 1 }]);
/// # Ok::<(), obmigrate_model::ident::IdentError>(())
/// ```
#[must_use]
pub fn convert(
    dialect: Dialect,
    column: &Ident,
    before: &DataType,
    after: &DataType,
) -> Conversion {
    let change = Change {
        dialect,
        column,
        before: before.resolved(),
        after: after.resolved(),
    };
    if change.before == change.after {
        return safe(Reason::Widens);
    }
    change.judge()
}

/// Is the change that is judged.
#[derive(Clone, Copy, Debug)]
struct Change<'a> {
    dialect: Dialect,
    column: &'a Ident,
    before: &'a DataType,
    after: &'a DataType,
}

impl Change<'_> {
    fn judge(self) -> Conversion {
        use Family as F;
        let (before, after) = (
            Family::of(self.before, self.dialect),
            Family::of(self.after, self.dialect),
        );
        match (before, after) {
            (F::Number(from), F::Number(to)) => numbers::to_number(self, from, to),
            (F::Number(from), F::Text(to)) => numbers::to_text(self, from, to),
            (F::Number(from), F::Moment(to)) => numbers::to_moment(self, from, to),
            (F::Number(from), F::Bits(to)) => bits::from_number(self, from, to),
            (F::Number(from), F::Json(_)) => numbers::to_json(self, from),
            (F::Bits(from), F::Number(to)) => bits::to_number(self, from, to),
            (F::Bits(from), F::Bits(to)) => bits::to_bits(self, from, to),
            (F::Bits(from), F::Text(to)) => bits::to_text(self, from, to),
            (F::Text(_), F::Bits(to)) => bits::from_text(self, to),
            (F::Bytes(_), F::Json(_)) => bytes::to_json(self),
            (F::Text(from), F::Text(to)) => texts::to_text(self, from, to),
            (F::Text(from), F::Bytes(to)) => bytes::from_text(self, from, to),
            (F::Text(_), F::Number(to)) => texts::to_number(self, to),
            (F::Text(_), F::Moment(to)) => times::from_text(self, to),
            (F::Text(_), F::Json(to)) => texts::to_json(self, to),
            (F::Text(_), F::Labels(to)) => labels::from_text(self, to),
            (F::Bytes(from), F::Text(to)) => bytes::to_text(self, from, to),
            (F::Bytes(from), F::Bytes(to)) => bytes::to_bytes(self, from, to),
            (F::Json(from), F::Json(to)) => texts::json_to_json(self, from, to),
            (F::Json(_), F::Text(to)) => texts::from_json(self, to),
            (F::Json(_), F::Number(to)) => numbers::from_json(self, to),
            (F::Moment(from), F::Moment(to)) => times::to_moment(self, from, to),
            (F::Moment(from), F::Text(to)) => times::to_text(self, from, to),
            (F::Moment(from), F::Number(to)) => times::to_number(self, from, to),
            (F::Labels(from), F::Labels(to)) => labels::to_labels(self, from, to),
            (F::Labels(from), F::Text(to)) => labels::to_text(self, from, to),
            (F::Labels(_), F::Number(_)) => self.every_value(Risk::Lossy, Reason::NumbersLabels),
            (F::Set(from), F::Set(to)) => labels::set_to_set(self, from, to),
            (F::Set(from), F::Text(to)) => labels::set_to_text(self, from, to),
            // Of a document even a NULL is refused (error 1235; 4.3.5, measured).
            (F::Bits(_) | F::Moment(_), F::Json(_)) | (F::Json(_), F::Labels(_) | F::Set(_)) => {
                self.impossible()
            }
            // PostgreSQL has a text for every value.
            (F::Own, F::Text(to)) => texts::from_own(self, to),
            (F::Own, _) | (_, F::Own) => match self.dialect {
                Dialect::Postgres => self.otherwise(),
                Dialect::OceanBase => self.impossible(),
            },
            (
                F::Number(_)
                | F::Bits(_)
                | F::Text(_)
                | F::Bytes(_)
                | F::Json(_)
                | F::Moment(_)
                | F::Labels(_)
                | F::Set(_),
                F::Number(_)
                | F::Bits(_)
                | F::Bytes(_)
                | F::Json(_)
                | F::Moment(_)
                | F::Labels(_)
                | F::Set(_),
            ) => self.otherwise(),
        }
    }

    /// Judges what nothing more is known of: each value that does not come back may be lost.
    fn otherwise(self) -> Conversion {
        let (before, after) = (self.before, self.after);
        let is_told = self.dialect == Dialect::OceanBase
            && family::is_cast_to(before)
            && family::is_cast_to(after)
            && !matches!(after, DataType::Json { .. } | DataType::Binary { .. });
        if !is_told {
            return self.every_value(Risk::Lossy, Reason::ChangesMeaning);
        }
        let mut conditions = vec![self.not_kept()];
        conditions.extend(Span::of(after).and_then(|to| self.too_long(to)));
        Conversion {
            risk: Risk::Lossy,
            reason: Reason::ChangesMeaning,
            conditions,
        }
    }

    fn impossible(self) -> Conversion {
        self.every_value(Risk::Impossible, Reason::NotConvertible)
    }

    fn every_value(self, risk: Risk, reason: Reason) -> Conversion {
        Conversion {
            risk,
            reason,
            conditions: vec![Condition::Present {
                column: self.column.clone(),
            }],
        }
    }

    fn not_kept(self) -> Condition {
        Condition::NotKept {
            column: self.column.clone(),
            from: self.before.clone(),
            to: self.after.clone(),
        }
    }

    fn out_of_range(self, minimum: impl ToString, maximum: impl ToString) -> Condition {
        Condition::OutOfRange {
            column: self.column.clone(),
            minimum: Some(minimum.to_string()),
            maximum: Some(maximum.to_string()),
        }
    }

    /// Asks for what does not fit into a type of characters or bytes; nothing is too long for the
    /// largest ones.
    fn too_long(self, to: Span) -> Option<Condition> {
        let (most, unit) = to.room()?;
        Some(Condition::TooLong {
            column: self.column.clone(),
            data_type: self.before.clone(),
            most,
            unit,
        })
    }

    /// Judges values that become a text of at most so many characters of ASCII.
    fn written(self, longest: Option<u64>, to: Span) -> Conversion {
        let fits = match (longest, to.room()) {
            (_, None) => true,
            (Some(longest), Some((most, LengthUnit::Characters | LengthUnit::Bytes))) => {
                longest <= most
            }
            (None, Some(_)) => false,
        };
        if fits {
            return safe(Reason::WritesAsText);
        }
        checkable(Reason::WritesAsText, self.too_long(to))
    }
}

const fn safe(reason: Reason) -> Conversion {
    Conversion {
        risk: Risk::Safe,
        reason,
        conditions: Vec::new(),
    }
}

fn checkable(reason: Reason, conditions: impl IntoIterator<Item = Condition>) -> Conversion {
    Conversion {
        risk: Risk::Checkable,
        reason,
        conditions: conditions.into_iter().collect(),
    }
}

fn lossy(reason: Reason, conditions: impl IntoIterator<Item = Condition>) -> Conversion {
    Conversion {
        risk: Risk::Lossy,
        reason,
        conditions: conditions.into_iter().collect(),
    }
}
