//! Texts and documents that become one another, and texts that become numbers.

use obmigrate_model::Dialect;
use obmigrate_model::data_type::{FloatWidth, JsonForm, Signedness};
use obmigrate_model::probe::{Condition, LengthUnit};

use super::quantity::Quantity;
use super::span::Span;
use super::{Change, Conversion, Reason, checkable, lossy, numbers, safe};

/// OceanBase 4.3.5 cuts blanks that are too many without an error, those of the types without a
/// length too (measured). A padded text has none.
pub(super) fn to_text(change: Change<'_>, from: Span, to: Span) -> Conversion {
    let too_long = if to.has_room_for(from) {
        None
    } else {
        change.too_long(to)
    };
    let blanks = trailing_blanks(change, from, to);
    match (too_long, blanks) {
        (None, None) => safe(Reason::Widens),
        (Some(too_long), None) if from.is_padded => checkable(Reason::ShortensText, [too_long]),
        (Some(too_long), blanks) => {
            lossy(Reason::ShortensText, [too_long].into_iter().chain(blanks))
        }
        (None, Some(blanks)) => lossy(Reason::DropsTrailingBlanks, [blanks]),
    }
}

/// Asks for blanks that a padded type drops.
pub(super) fn trailing_blanks(change: Change<'_>, from: Span, to: Span) -> Option<Condition> {
    let column = change.column.clone();
    let is_dropped = to.is_padded && !(from.is_padded && from.unit == LengthUnit::Characters);
    is_dropped.then_some(Condition::TrailingBlanks { column })
}

/// Judges a type that is like no other and becomes a text. PostgreSQL alone casts all of them.
pub(super) fn from_own(change: Change<'_>, to: Span) -> Conversion {
    match change.dialect {
        Dialect::Postgres => change.written(None, to),
        Dialect::OceanBase => change.impossible(),
    }
}

pub(super) fn to_number(change: Change<'_>, to: Quantity) -> Conversion {
    let reason = Reason::ReadsTextAsNumber;
    if let (Some(condition), Dialect::OceanBase) = (numbers::not_truth(change, to), change.dialect)
    {
        return lossy(reason, [condition]);
    }
    let column = change.column.clone();
    let condition = match to {
        Quantity::Whole { minimum, maximum } => Condition::NotWholeNumber {
            column,
            minimum: minimum.to_string(),
            maximum: maximum.to_string(),
        },
        Quantity::Exact(to) => Condition::NotDecimal {
            column,
            whole_digits: u16::try_from(to.whole).unwrap_or(0),
            scale: u16::try_from(to.scale).unwrap_or(0),
            signedness: to.signedness,
        },
        // No more digits than it has on PostgreSQL, where it is the only such type.
        Quantity::Unlimited => Condition::NotDecimal {
            column,
            whole_digits: 1000,
            scale: 1000,
            signedness: Signedness::Signed,
        },
        Quantity::Single => Condition::NotFloat {
            column,
            width: FloatWidth::Single,
        },
        Quantity::Double => Condition::NotFloat {
            column,
            width: FloatWidth::Double,
        },
        Quantity::Scaled(_) => return change.otherwise(),
    };
    lossy(reason, [condition])
}

pub(super) fn to_json(change: Change<'_>, to: JsonForm) -> Conversion {
    let condition = Condition::NotJson {
        column: change.column.clone(),
    };
    match to {
        JsonForm::Binary => lossy(Reason::ReadsTextAsJson, [condition]),
        // The text is kept as it is.
        JsonForm::Text => checkable(Reason::ReadsTextAsJson, [condition]),
    }
}

/// A document takes as many bytes as the largest text (4.3.5, measured).
pub(super) fn from_json(change: Change<'_>, to: Span) -> Conversion {
    change.written(None, to)
}

pub(super) fn json_to_json(change: Change<'_>, from: JsonForm, to: JsonForm) -> Conversion {
    match (from, to) {
        (JsonForm::Binary, JsonForm::Binary | JsonForm::Text)
        | (JsonForm::Text, JsonForm::Text) => safe(Reason::Widens),
        (JsonForm::Text, JsonForm::Binary) => {
            change.every_value(super::Risk::Lossy, Reason::ReadsTextAsJson)
        }
    }
}
