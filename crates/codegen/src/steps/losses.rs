//! What a copy within OceanBase leaves behind, or lets be understood otherwise.

use obmigrate_model::data_type::TimeZone;
use obmigrate_model::plan::{Copy, TablePlan};
use obmigrate_model::{DataType, Note, Severity, Table};

use crate::generate::note;

/// Notes the values that are not carried over, and points in time whose zone is chosen.
pub(super) fn losses(plan: &TablePlan, before: &Table, copy: &Copy, notes: &mut Vec<Note>) {
    let stored = before
        .columns
        .iter()
        .filter(|column| column.generated.is_none());
    for column in stored {
        let is_read = copy
            .columns
            .iter()
            .any(|mapping| mapping.source_column == column.name);
        let is_given = copy.computed.iter().any(|one| one.column == column.name);
        if is_read || is_given {
            continue;
        }
        let after = plan.after.as_ref();
        let is_computed = after.is_some_and(|after| after.columns.get(&column.name).is_some());
        let why = if is_computed {
            "are computed from now on; those before are"
        } else {
            "are not carried over; they are"
        };
        let kept = plan.backup.as_ref().map_or("", |backup| backup.as_str());
        notes.push(note(
            &plan.table,
            "codegen/values-left-behind",
            Severity::Warning,
            format!(
                "the values of column {} {why} in {kept} until the cleanup",
                column.name
            ),
        ));
    }
    for mapping in &copy.columns {
        let (from, to) = (zone(&mapping.source_type), zone(&mapping.data_type));
        if let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            let what = match to {
                TimeZone::With => "is taken for a time of UTC",
                TimeZone::Without => "becomes the time that UTC has then",
            };
            notes.push(note(
                &plan.table,
                "codegen/taken-for-utc",
                Severity::Warning,
                format!(
                    "each value of column {} {what}; if the application means another zone, give the \
                     column a value",
                    mapping.column
                ),
            ));
        }
    }
}

fn zone(data_type: &DataType) -> Option<TimeZone> {
    if let DataType::Timestamp { zone, .. } = data_type {
        Some(*zone)
    } else {
        None
    }
}
