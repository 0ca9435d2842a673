//! Bytes that become other bytes or a text, and texts that become bytes.

use obmigrate_model::Dialect;
use obmigrate_model::probe::{Condition, LengthUnit};

use super::span::Span;
use super::{Change, Conversion, Reason, Risk, checkable, lossy, safe, texts};

/// Characters and bytes of a uuid.
const UUID_TEXT: u32 = 36;
const UUID_BYTES: u32 = 16;

pub(super) fn to_bytes(change: Change<'_>, from: Span, to: Span) -> Conversion {
    match padded_length(to) {
        // Bytes of zero at the end are part of a value, so even those of a padded one do not fit.
        Some(bytes) if from.is_padded && from.length() > Some(bytes) => {
            checkable(Reason::ShortensBytes, [wrong_length(change, bytes)])
        }
        Some(bytes) => lossy(Reason::Pads, [wrong_length(change, bytes)]),
        None => within(change, from, to, Reason::Widens),
    }
}

pub(super) fn from_text(change: Change<'_>, from: Span, to: Span) -> Conversion {
    if change.dialect == Dialect::Postgres {
        // A text is read with its escapes.
        return change.every_value(Risk::Lossy, Reason::ChangesMeaning);
    }
    if is_uuid_text(from) && is_uuid_bytes(to) {
        return change.impossible();
    }
    match padded_length(to) {
        Some(bytes) => lossy(Reason::Pads, [wrong_length(change, bytes)]),
        None => within(change, from, to, Reason::KeepsBytes),
    }
}

pub(super) fn to_text(change: Change<'_>, from: Span, to: Span) -> Conversion {
    if change.dialect == Dialect::Postgres {
        // Hexadecimal digits are written.
        return change.every_value(Risk::Lossy, Reason::ChangesMeaning);
    }
    if is_uuid_bytes(from) && is_uuid_text(to) {
        return change.impossible();
    }
    let not_utf8 = Condition::NotUtf8 {
        column: change.column.clone(),
    };
    let too_long = if to.has_room_for(from) {
        None
    } else {
        change.too_long(to)
    };
    let more: Vec<_> = too_long
        .into_iter()
        .chain(texts::trailing_blanks(change, from, to))
        .collect();
    let is_cut = !more.is_empty();
    let conditions = [not_utf8].into_iter().chain(more);
    if is_cut {
        lossy(Reason::ReadsBytesAsText, conditions)
    } else {
        checkable(Reason::ReadsBytesAsText, conditions)
    }
}

fn within(change: Change<'_>, from: Span, to: Span, reason: Reason) -> Conversion {
    if to.has_room_for(from) {
        safe(reason)
    } else {
        checkable(Reason::ShortensBytes, change.too_long(to))
    }
}

fn wrong_length(change: Change<'_>, bytes: u32) -> Condition {
    Condition::WrongLength {
        column: change.column.clone(),
        bytes,
    }
}

fn padded_length(span: Span) -> Option<u32> {
    span.length().filter(|_| span.is_padded)
}

fn is_uuid_text(span: Span) -> bool {
    span.unit == LengthUnit::Characters && span.length() == Some(UUID_TEXT)
}

fn is_uuid_bytes(span: Span) -> bool {
    span.unit == LengthUnit::Bytes && padded_length(span) == Some(UUID_BYTES)
}
