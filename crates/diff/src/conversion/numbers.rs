//! Numbers that become other numbers, texts, times or documents.

use obmigrate_model::data_type::{FloatWidth, Signedness};
use obmigrate_model::probe::Condition;
use obmigrate_model::{DataType, Dialect};

use super::family::Moment;
use super::quantity::{Digits, Quantity, digits};
use super::span::Span;
use super::{Change, Conversion, Reason, checkable, lossy, safe};

/// Whole numbers up to here are exact as floating point numbers of 32 and of 64 bits.
const SINGLE_LIMIT: i128 = 1 << 24;
const DOUBLE_LIMIT: i128 = 1 << 53;
/// Characters of the longest text that OceanBase 4.3.5 makes of a double (measured). It is shorter
/// than what it shows of the same number, `-0.0000012345678901234567`.
const DOUBLE_TEXT: u64 = 24;

pub(super) fn to_number(change: Change<'_>, from: Quantity, to: Quantity) -> Conversion {
    use Quantity as Q;
    match (from, to) {
        (Q::Whole { minimum, maximum }, Q::Whole { .. }) => {
            to_whole(change, (minimum, maximum), to)
        }
        (Q::Whole { minimum, maximum }, Q::Exact(to)) => {
            if to.reaches_whole(minimum, maximum) {
                safe(Reason::Widens)
            } else if to.scale >= 0 {
                checkable(Reason::NarrowsRange, [in_digits(change, to)])
            } else {
                lossy(Reason::Rounds, rounded(change, to, false))
            }
        }
        (Q::Exact(from), Q::Exact(to)) => {
            let is_in_range = to.reaches(from);
            if to.scale < from.scale {
                lossy(Reason::Rounds, rounded(change, to, is_in_range))
            } else if is_in_range {
                safe(Reason::Widens)
            } else {
                checkable(Reason::NarrowsRange, [in_digits(change, to)])
            }
        }
        (Q::Exact(from), Q::Whole { minimum, maximum }) => {
            let condition = change.out_of_range(minimum, maximum);
            if from.scale > 0 {
                return lossy(Reason::Rounds, [to_integers(change), condition]);
            }
            let fits = from.whole_maximum().is_some_and(|limit| {
                limit <= maximum && (from.signedness == Signedness::Unsigned || -limit >= minimum)
            });
            if fits {
                safe(Reason::Widens)
            } else {
                checkable(Reason::NarrowsRange, [condition])
            }
        }
        (Q::Unlimited | Q::Single | Q::Double | Q::Scaled(_), Q::Whole { minimum, maximum }) => {
            lossy(
                Reason::Rounds,
                [to_integers(change), change.out_of_range(minimum, maximum)],
            )
        }
        (Q::Unlimited, Q::Exact(to)) => lossy(Reason::Rounds, rounded(change, to, false)),
        (Q::Single | Q::Double, Q::Exact(to)) => {
            let mut conditions = vec![change.not_kept()];
            // A cast knows no decimal without sign, and as a float the number beyond a decimal may
            // be the decimal's bound.
            if from == Q::Single || to.signedness == Signedness::Unsigned {
                conditions.push(in_digits(change, to));
            }
            lossy(Reason::Rounds, conditions)
        }
        (Q::Scaled(_), Q::Exact(to)) => lossy(Reason::Rounds, rounded(change, to, false)),
        (Q::Whole { minimum, maximum }, Q::Single | Q::Double) => {
            let limit = match to {
                Q::Single => SINGLE_LIMIT,
                Q::Whole { .. } | Q::Exact(_) | Q::Unlimited | Q::Double | Q::Scaled(_) => {
                    DOUBLE_LIMIT
                }
            };
            if -limit <= minimum && maximum <= limit {
                safe(Reason::Widens)
            } else {
                lossy(Reason::LosesPrecision, [change.not_kept()])
            }
        }
        (Q::Exact(_) | Q::Unlimited, Q::Single | Q::Double) | (Q::Double, Q::Single) => {
            lossy(Reason::LosesPrecision, [change.not_kept()])
        }
        (Q::Whole { .. } | Q::Exact(_) | Q::Unlimited, Q::Unlimited)
        | (Q::Single, Q::Single | Q::Double)
        | (Q::Double, Q::Double)
        | (Q::Scaled(FloatWidth::Single), Q::Single | Q::Double)
        | (Q::Scaled(FloatWidth::Double), Q::Double) => safe(Reason::Widens),
        (Q::Single | Q::Double | Q::Scaled(_), Q::Unlimited)
        | (Q::Scaled(FloatWidth::Double), Q::Single)
        | (
            Q::Whole { .. } | Q::Exact(_) | Q::Unlimited | Q::Single | Q::Double | Q::Scaled(_),
            Q::Scaled(_),
        ) => change.otherwise(),
    }
}

fn to_whole(change: Change<'_>, from: (i128, i128), to: Quantity) -> Conversion {
    let Quantity::Whole { minimum, maximum } = to else {
        return change.otherwise();
    };
    let condition = change.out_of_range(minimum, maximum);
    if minimum <= from.0 && from.1 <= maximum {
        safe(Reason::Widens)
    } else if change.dialect == Dialect::Postgres && *change.after == DataType::Boolean {
        // Any number but 0 becomes true.
        lossy(Reason::ChangesMeaning, [condition])
    } else {
        checkable(Reason::NarrowsRange, [condition])
    }
}

/// Asks for fractions, and for the numbers out of range if there can be any.
fn rounded(change: Change<'_>, to: Digits, is_in_range: bool) -> Vec<Condition> {
    let column = change.column.clone();
    let scale = i16::try_from(to.scale).unwrap_or(i16::MAX);
    let mut conditions = vec![Condition::Rounded { column, scale }];
    if !is_in_range {
        conditions.push(in_digits(change, to));
    }
    conditions
}

pub(super) fn to_integers(change: Change<'_>) -> Condition {
    Condition::Rounded {
        column: change.column.clone(),
        scale: 0,
    }
}

fn in_digits(change: Change<'_>, to: Digits) -> Condition {
    let (minimum, maximum) = to.bounds();
    change.out_of_range(minimum, maximum)
}

pub(super) fn to_text(change: Change<'_>, from: Quantity, to: Span) -> Conversion {
    use Quantity as Q;
    match from {
        // The text of a truth value is a word there.
        Q::Whole { .. }
            if change.dialect == Dialect::Postgres && *change.before == DataType::Boolean =>
        {
            change.written(Some(5), to)
        }
        Q::Whole { .. } => change.written(longest_whole(from), to),
        Q::Exact(from) => change.written(Some(from.longest()), to),
        Q::Unlimited => change.written(None, to),
        // A float is written as the double that it is.
        Q::Double | Q::Single => change.written(Some(DOUBLE_TEXT), to),
        Q::Scaled(_) => change.otherwise(),
    }
}

fn longest_whole(from: Quantity) -> Option<u64> {
    let Quantity::Whole { minimum, maximum } = from else {
        return None;
    };
    let negative = u64::from(digits(minimum)) + u64::from(minimum < 0);
    Some(negative.max(u64::from(digits(maximum))))
}

pub(super) fn to_moment(change: Change<'_>, from: Quantity, to: Moment) -> Conversion {
    let is_whole = matches!(from, Quantity::Whole { .. });
    match to {
        Moment::Day | Moment::Point(..) if is_whole && change.dialect == Dialect::OceanBase => {
            lossy(Reason::ReadsNumberAsTime, [change.not_kept()])
        }
        Moment::Day | Moment::Point(..) | Moment::Time(_) => {
            change.every_value(super::Risk::Lossy, Reason::ReadsNumberAsTime)
        }
        // Even a NULL is refused (error 5083; 4.3.5, measured).
        Moment::Year if from == Quantity::Single && change.dialect == Dialect::OceanBase => {
            change.impossible()
        }
        Moment::Year => change.otherwise(),
    }
}

/// OceanBase alone casts numbers to documents, and those that it does not round.
pub(super) fn to_json(change: Change<'_>, from: Quantity) -> Conversion {
    use Quantity as Q;
    match (change.dialect, from) {
        (Dialect::OceanBase, Q::Whole { .. } | Q::Exact(_) | Q::Single | Q::Double) => {
            safe(Reason::WritesAsJson)
        }
        (Dialect::OceanBase, Q::Unlimited | Q::Scaled(_)) | (Dialect::Postgres, _) => {
            change.impossible()
        }
    }
}

pub(super) fn from_json(change: Change<'_>, to: Quantity) -> Conversion {
    use Quantity as Q;
    let reason = Reason::ReadsJsonAsNumber;
    if let (Some(condition), Dialect::OceanBase) = (not_truth(change, to), change.dialect) {
        return lossy(reason, [condition]);
    }
    match to {
        Q::Whole { minimum, maximum } => lossy(
            reason,
            [Condition::NotJsonNumber {
                column: change.column.clone(),
                minimum: minimum.to_string(),
                maximum: maximum.to_string(),
            }],
        ),
        Q::Exact(
            to @ Digits {
                signedness: Signedness::Unsigned,
                ..
            },
        ) => lossy(reason, [change.not_kept(), in_digits(change, to)]),
        Q::Exact(_) | Q::Single | Q::Double => lossy(reason, [change.not_kept()]),
        Q::Unlimited | Q::Scaled(_) => change.every_value(super::Risk::Lossy, reason),
    }
}

/// Asks for texts or documents that are no truth value, if it is one that they become.
pub(super) fn not_truth(change: Change<'_>, to: Quantity) -> Option<Condition> {
    match to {
        Quantity::Whole { minimum, maximum } if *change.after == DataType::Boolean => {
            Some(Condition::NotTruth {
                column: change.column.clone(),
                minimum: minimum.to_string(),
                maximum: maximum.to_string(),
            })
        }
        Quantity::Whole { .. }
        | Quantity::Exact(_)
        | Quantity::Unlimited
        | Quantity::Single
        | Quantity::Double
        | Quantity::Scaled(_) => None,
    }
}
