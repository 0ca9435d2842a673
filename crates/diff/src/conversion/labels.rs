//! Labels that become others or a text, and texts that become labels.

use obmigrate_model::probe::{Condition, LengthUnit};

use super::span::Span;
use super::{Change, Conversion, Reason, Risk, checkable, safe};

/// Rows are converted by label, not by position (4.3.5, measured).
pub(super) fn to_labels(change: Change<'_>, from: &[String], to: &[String]) -> Conversion {
    if !from.iter().all(|label| to.contains(label)) {
        return checkable(Reason::DropsLabels, [not_label(change, to)]);
    }
    if is_in_order(from, to) {
        safe(Reason::Widens)
    } else {
        safe(Reason::ReordersLabels)
    }
}

pub(super) fn from_text(change: Change<'_>, to: &[String]) -> Conversion {
    checkable(Reason::ReadsTextAsLabel, [not_label(change, to)])
}

fn not_label(change: Change<'_>, labels: &[String]) -> Condition {
    Condition::NotLabel {
        column: change.column.clone(),
        labels: labels.to_vec(),
    }
}

pub(super) fn to_text(change: Change<'_>, from: &[String], to: Span) -> Conversion {
    let longest = from.iter().map(|label| length(label, to)).max();
    change.written(longest.or(Some(0)), to)
}

pub(super) fn set_to_text(change: Change<'_>, from: &[String], to: Span) -> Conversion {
    let commas = from.len().saturating_sub(1);
    let labels: u64 = from.iter().map(|label| length(label, to)).sum();
    let longest = u64::try_from(commas).ok().map(|commas| commas + labels);
    change.written(longest, to)
}

/// The text of a set has its labels in their order.
pub(super) fn set_to_set(change: Change<'_>, from: &[String], to: &[String]) -> Conversion {
    if is_in_order(from, to) {
        safe(Reason::Widens)
    } else {
        change.every_value(Risk::Lossy, Reason::ChangesMeaning)
    }
}

fn is_in_order(from: &[String], to: &[String]) -> bool {
    let mut rest = to.iter();
    from.iter().all(|label| rest.any(|kept| kept == label))
}

/// Counts what the text type counts.
fn length(label: &str, to: Span) -> u64 {
    let count = match to.room() {
        Some((_, LengthUnit::Characters)) => label.chars().count(),
        Some((_, LengthUnit::Bytes)) | None => label.len(),
    };
    u64::try_from(count).unwrap_or(u64::MAX)
}
