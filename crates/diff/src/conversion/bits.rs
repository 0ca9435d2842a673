//! Bits that become numbers or other bits, and numbers that become bits.
//!
//! Bits are numbers without sign, with one exception: all 64 of them are taken for a `bigint` and
//! back without a look at the sign, so that -1 becomes 2^64 - 1 (4.3.5, measured).

use obmigrate_model::probe::Condition;

use super::quantity::{Digits, Quantity};
use super::span::Span;
use super::{Change, Conversion, Reason, Risk, checkable, lossy, numbers, safe};

/// Bits of the longest bit string that a server has as a number.
const MOST: u32 = 64;

/// Returns the greatest number of so many bits.
const fn maximum(bits: u32) -> i128 {
    (1 << if bits < MOST { bits } else { MOST }) - 1
}

pub(super) fn to_bits(change: Change<'_>, from: u32, to: u32) -> Conversion {
    if to >= from {
        safe(Reason::Widens)
    } else {
        checkable(Reason::NarrowsRange, [below(change, to)])
    }
}

pub(super) fn to_number(change: Change<'_>, from: u32, to: Quantity) -> Conversion {
    let bits = Quantity::Whole {
        minimum: 0,
        maximum: maximum(from),
    };
    let conversion = numbers::to_number(change, bits, to);
    match to {
        Quantity::Whole { minimum: ..0, .. } => wrapping(from, conversion),
        Quantity::Whole { .. }
        | Quantity::Exact(_)
        | Quantity::Unlimited
        | Quantity::Single
        | Quantity::Double
        | Quantity::Scaled(_) => conversion,
    }
}

pub(super) fn from_number(change: Change<'_>, from: Quantity, to: u32) -> Conversion {
    use Quantity as Q;
    let condition = below(change, to);
    match from {
        Q::Whole {
            minimum,
            maximum: most,
        } => {
            if minimum >= 0 && most <= maximum(to) {
                safe(Reason::Widens)
            } else {
                wrapping(to, checkable(Reason::NarrowsRange, [condition]))
            }
        }
        Q::Exact(Digits { scale: ..=0, .. }) => checkable(Reason::NarrowsRange, [condition]),
        Q::Exact(_) | Q::Unlimited | Q::Single | Q::Double | Q::Scaled(_) => {
            lossy(Reason::Rounds, [numbers::to_integers(change), condition])
        }
    }
}

/// Bits are written as 0 and 1, all of them.
pub(super) fn to_text(change: Change<'_>, from: u32, to: Span) -> Conversion {
    match to.room() {
        Some((most, _)) if most < u64::from(from) => {
            change.every_value(Risk::Impossible, Reason::NotConvertible)
        }
        Some(_) | None => safe(Reason::WritesAsText),
    }
}

pub(super) fn from_text(change: Change<'_>, to: u32) -> Conversion {
    let condition = Condition::NotBits {
        column: change.column.clone(),
        length: to,
    };
    checkable(Reason::ReadsTextAsBits, [condition])
}

fn below(change: Change<'_>, bits: u32) -> Condition {
    change.out_of_range(0, maximum(bits))
}

fn wrapping(bits: u32, conversion: Conversion) -> Conversion {
    if bits < MOST || conversion.conditions.is_empty() {
        conversion
    } else {
        lossy(Reason::WrapsSign, conversion.conditions)
    }
}
