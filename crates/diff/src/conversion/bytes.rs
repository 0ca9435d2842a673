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
    if has_room_for_uuid(from) && is_uuid_bytes(to) {
        let column = change.column.clone();
        return checkable(Reason::ReadsTextAsUuid, [Condition::NotUuid { column }]);
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
    if is_uuid_bytes(from) && has_room_for_uuid(to) {
        return safe(Reason::WritesAsText);
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

/// A text in UTF-8 that is a document becomes it.
pub(super) fn to_json(change: Change<'_>) -> Conversion {
    let column = change.column;
    match change.dialect {
        Dialect::OceanBase => lossy(
            Reason::ReadsTextAsJson,
            [
                Condition::NotUtf8 {
                    column: column.clone(),
                },
                Condition::NotJson {
                    column: column.clone(),
                },
            ],
        ),
        Dialect::Postgres => change.impossible(),
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

/// Says whether a text is read as a uuid, or written as one, beside the bytes of one.
fn has_room_for_uuid(span: Span) -> bool {
    span.length().is_none_or(|length| length >= UUID_TEXT)
}

fn is_uuid_bytes(span: Span) -> bool {
    span.unit == LengthUnit::Bytes && padded_length(span) == Some(UUID_BYTES)
}
