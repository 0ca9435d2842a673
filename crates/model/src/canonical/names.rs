//! Names: how OceanBase folds them, how long they may be, where they must be unique.

use std::collections::BTreeSet;

use super::Notes;
use crate::{Fingerprint, ForeignKey, Ident, ObjectPath, Schema};

/// Characters of the name of a table, an index or a check (OceanBase 4.3.5, measured).
pub(super) const LONGEST_NAME: usize = 64;
/// Characters of the name of a column or a foreign key (OceanBase 4.3.5, measured).
pub(super) const LONGEST_COLUMN_NAME: usize = 128;

/// Returns a table's name as OceanBase stores it.
pub(super) fn table(name: &Ident, notes: &mut Notes) -> Ident {
    let folded = folded(name);
    let path = ObjectPath::table(name);
    length(&folded, LONGEST_NAME, &path, notes);
    if folded != *name {
        let reason = format!("OceanBase stores the name as {folded}");
        notes.info("model/table-name-folded", path, reason);
    }
    folded
}

/// Returns a table's name in lower case, as `lower_case_table_names = 1` stores it (measured).
pub(super) fn folded(name: &Ident) -> Ident {
    Ident::new(name.as_str().to_lowercase()).unwrap_or_else(|_| name.clone())
}

/// Reports a name that is too long.
pub(super) fn length(name: &Ident, most: usize, path: &ObjectPath, notes: &mut Notes) {
    let count = name.char_count();
    if count > most {
        notes.error(
            "model/name-too-long",
            path.clone(),
            format!("the name has {count} characters, OceanBase allows {most}"),
            "choose a shorter name",
        );
    }
}

/// Renames checks and foreign keys of one name in several tables: OceanBase names both per
/// database (errors 3822 and 1022, measured), PostgreSQL per table.
pub(super) fn constraints(schema: &mut Schema, notes: &mut Notes) {
    let (mut checks, mut foreign_keys) = (BTreeSet::new(), BTreeSet::new());
    for table in schema.tables.values_mut() {
        // What keeps its name comes first, so that no new name takes it away.
        checks.extend(table.checks.keys().map(lower));
        foreign_keys.extend(table.foreign_keys.keys().map(lower));
    }
    let (mut seen_checks, mut seen_keys) = (BTreeSet::new(), BTreeSet::new());
    for (table_name, table) in &mut schema.tables {
        let path = ObjectPath::table(table_name);
        for name in table.checks.keys().cloned().collect::<Vec<_>>() {
            if !seen_checks.insert(lower(&name))
                && let Some(renamed) = rename(table_name, &name, LONGEST_NAME, &mut checks)
                && let Some(check) = table.checks.remove(&name)
            {
                let path = path.join("checks").join(name.as_str());
                notes.info("model/constraint-renamed", path, reason(&renamed));
                table.checks.insert(renamed, check);
            }
        }
        for name in table.foreign_keys.keys().cloned().collect::<Vec<_>>() {
            if !seen_keys.insert(lower(&name))
                && let Some(renamed) = rename(table_name, &name, LONGEST_NAME, &mut foreign_keys)
                && let Some(key) = table.foreign_keys.remove(&name)
            {
                let path = path.join("foreign_keys").join(name.as_str());
                notes.info("model/constraint-renamed", path, reason(&renamed));
                table.foreign_keys.insert(renamed, key);
            }
        }
    }
}

fn lower(name: &Ident) -> String {
    name.as_str().to_lowercase()
}

fn reason(renamed: &Ident) -> String {
    format!("the name is taken by another table on OceanBase, so it becomes {renamed}")
}

/// Makes `{table}_{name}`, cut and marked with a hash of the whole if it is too long or taken too.
fn rename(table: &Ident, name: &Ident, most: usize, taken: &mut BTreeSet<String>) -> Option<Ident> {
    let full = format!("{table}_{name}");
    if full.chars().count() <= most && taken.insert(full.to_lowercase()) {
        return Ident::new(full).ok();
    }
    let mark = Fingerprint::of_bytes(full.as_bytes());
    let kept: String = full
        .chars()
        .take(most.saturating_sub(mark.short().len() + 1))
        .collect();
    let cut = format!("{kept}_{}", mark.short());
    taken.insert(cut.to_lowercase());
    Ident::new(cut).ok()
}

/// Brings the name of the referenced table into the form in which it is stored.
pub(super) fn reference(key: &mut ForeignKey) {
    key.references.table = folded(&key.references.table);
}
