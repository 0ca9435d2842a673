//! Defects of sequences.

use super::Defects;
use crate::{DataType, Ident, ObjectPath, Schema, Sequence};

/// Names a sequence.
pub(super) fn path(name: &Ident) -> ObjectPath {
    ObjectPath::root().join("sequences").join(name.as_str())
}

pub(super) fn check(schema: &Schema, defects: &mut Defects) {
    for (name, sequence) in &schema.sequences {
        let path = path(name);
        check_values(sequence, &path, defects);
        if let Some(owner) = &sequence.owner {
            let path = path.join("owner");
            match schema.tables.get(&owner.table) {
                None => {
                    let reason = format!("there is no table {}", owner.table);
                    defects.add("model/unknown-table", path, reason);
                }
                Some(table) if table.columns.get(&owner.column).is_none() => {
                    let reason = format!("{} has no column {}", owner.table, owner.column);
                    defects.add("model/unknown-column", path, reason);
                }
                Some(_) => {}
            }
        }
    }
}

fn check_values(sequence: &Sequence, path: &ObjectPath, defects: &mut Defects) {
    if sequence.increment == 0 {
        let path = path.join("increment");
        defects.add("model/sequence-increment", path, "the increment is 0");
    }
    if !matches!(sequence.data_type, DataType::Integer { .. }) {
        let reason = format!("{} is no integer", sequence.data_type);
        defects.add("model/sequence-type", path.join("data_type"), reason);
    }
    let limits = &sequence.limits;
    let (least, most) = match (limits.minimum, limits.maximum) {
        (Some(least), Some(most)) if least >= most => {
            let reason = format!("no value lies between {least} and {most}");
            defects.add("model/sequence-limits", path.join("limits"), reason);
            return;
        }
        (least, most) => (least.unwrap_or(i64::MIN), most.unwrap_or(i64::MAX)),
    };
    if !(least..=most).contains(&sequence.start) {
        let reason = format!("the start {} lies outside of the limits", sequence.start);
        defects.add("model/sequence-limits", path.join("start"), reason);
    }
    if limits.cache < 1 {
        let reason = format!("a cache of {} values", limits.cache);
        defects.add("model/sequence-limits", path.join("limits"), reason);
    }
}
