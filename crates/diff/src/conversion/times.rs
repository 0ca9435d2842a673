//! Days and times that become one another, texts or numbers, and texts that become them.

use obmigrate_model::Dialect;
use obmigrate_model::data_type::TimeZone;
use obmigrate_model::probe::Condition;

use super::family::Moment;
use super::quantity::Quantity;
use super::span::Span;
use super::{Change, Conversion, Reason, Risk, lossy, safe};

/// Characters of a day, of a point in time, of the longest time (`-838:59:59`) and of a year.
const DAY_TEXT: u64 = 10;
const POINT_TEXT: u64 = 19;
const TIME_TEXT: u64 = 10;
const YEAR_TEXT: u64 = 4;

pub(super) fn to_moment(change: Change<'_>, from: Moment, to: Moment) -> Conversion {
    use Moment as M;
    match (from, to) {
        (M::Point(digits, from), M::Point(kept, to)) => {
            let reason = if from == to {
                Reason::Widens
            } else {
                Reason::ChangesZone
            };
            rounded(change, digits, kept, reason)
        }
        (M::Time(digits), M::Time(kept)) => rounded(change, digits, kept, Reason::Widens),
        (M::Day, M::Point(..)) => safe(Reason::AddsMidnight),
        (M::Point(..), M::Day) => lossy(
            Reason::DropsTimeOfDay,
            [Condition::NotMidnight {
                column: change.column.clone(),
            }],
        ),
        (M::Point(..) | M::Day, M::Time(_)) => change.every_value(Risk::Lossy, Reason::DropsDay),
        (M::Time(_), M::Point(..) | M::Day) => change.every_value(Risk::Lossy, Reason::AddsDay),
        (M::Day, M::Day) | (M::Year, M::Year) => safe(Reason::Widens),
        (M::Year, M::Day | M::Time(_) | M::Point(..))
        | (M::Day | M::Time(_) | M::Point(..), M::Year) => {
            change.every_value(Risk::Lossy, Reason::ChangesMeaning)
        }
    }
}

fn rounded(change: Change<'_>, digits: u8, kept: u8, otherwise: Reason) -> Conversion {
    if kept >= digits {
        return safe(otherwise);
    }
    lossy(
        Reason::RoundsFraction,
        [Condition::FinerFraction {
            column: change.column.clone(),
            digits: kept,
        }],
    )
}

pub(super) fn to_text(change: Change<'_>, from: Moment, to: Span) -> Conversion {
    let fraction = |digits: u8| match digits {
        0 => 0,
        digits => u64::from(digits) + 1,
    };
    let longest = match from {
        Moment::Day => DAY_TEXT,
        Moment::Point(digits, _) => POINT_TEXT + fraction(digits),
        Moment::Time(digits) => TIME_TEXT + fraction(digits),
        Moment::Year => YEAR_TEXT,
    };
    match change.dialect {
        Dialect::OceanBase => change.written(Some(longest), to),
        // Years have any number of digits there, and an era and an offset may follow.
        Dialect::Postgres => change.written(None, to),
    }
}

pub(super) fn from_text(change: Change<'_>, to: Moment) -> Conversion {
    let column = change.column.clone();
    let condition = match to {
        Moment::Day => Condition::NotDate { column },
        Moment::Point(precision, TimeZone::With | TimeZone::Without) => {
            Condition::NotTimestamp { column, precision }
        }
        Moment::Time(precision) => Condition::NotTime { column, precision },
        Moment::Year => return change.otherwise(),
    };
    lossy(Reason::ReadsTextAsTime, [condition])
}

pub(super) fn to_number(change: Change<'_>, from: Moment, to: Quantity) -> Conversion {
    match from {
        Moment::Day | Moment::Time(_) | Moment::Point(..) => {
            change.every_value(Risk::Lossy, Reason::WritesTimeAsNumber)
        }
        Moment::Year => {
            let mut conversion = change.otherwise();
            if let Quantity::Whole { minimum, maximum } = to {
                let condition = change.out_of_range(minimum, maximum);
                conversion.conditions.push(condition);
            }
            conversion
        }
    }
}
