//! Names: how OceanBase folds them, how long they may be, where they must be unique.

mod compared;

use std::collections::BTreeSet;

pub use self::compared::compared;
use super::{Notes, Origins};
use crate::{Fingerprint, ForeignKey, Ident, ObjectPath, Schema};

/// Characters of the name of a table, an index, a check or a partition (OceanBase 4.3.5, measured).
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

/// Reports a name that is too long, or that OceanBase refuses since it ends in a blank (errors
/// 1103, 1166 and 1280, measured).
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
    if name.as_str().ends_with(' ') {
        notes.error(
            "model/name-ends-in-blank",
            path.clone(),
            "OceanBase allows no name that ends in a blank",
            "rename it",
        );
    }
}

/// Returns a comment, cut to what OceanBase keeps.
pub(super) fn comment(
    text: Option<&str>,
    most: usize,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    if text.chars().count() <= most {
        return Some(text.to_owned());
    }
    notes.warning(
        "model/comment-cut",
        path.join("comment"),
        format!("the comment is cut after {most} characters"),
        "",
    );
    Some(text.chars().take(most).collect())
}

/// Renames checks and foreign keys of one name in several tables: OceanBase names both per
/// database (errors 3822 and 1022, measured), PostgreSQL per table.
pub(super) fn constraints(schema: &mut Schema, origins: &Origins, notes: &mut Notes) {
    let (mut checks, mut foreign_keys) = (BTreeSet::new(), BTreeSet::new());
    for table in schema.tables.values_mut() {
        // What keeps its name comes first, so that no new name takes it away.
        checks.extend(table.checks.keys().map(compared));
        foreign_keys.extend(table.foreign_keys.keys().map(compared));
    }
    let (mut seen_checks, mut seen_keys) = (BTreeSet::new(), BTreeSet::new());
    for (table_name, table) in &mut schema.tables {
        let Some(path) = origins.get(table_name) else {
            continue;
        };
        for name in table.checks.keys().cloned().collect::<Vec<_>>() {
            if !seen_checks.insert(compared(&name))
                && let Some(check) = table.checks.remove(&name)
            {
                let renamed = prefixed(table_name, &name, &mut checks);
                let path = path.join("checks").join(name.as_str());
                notes.info("model/constraint-renamed", path, reason(&renamed));
                table.checks.insert(renamed, check);
            }
        }
        for name in table.foreign_keys.keys().cloned().collect::<Vec<_>>() {
            if !seen_keys.insert(compared(&name))
                && let Some(key) = table.foreign_keys.remove(&name)
            {
                let renamed = prefixed(table_name, &name, &mut foreign_keys);
                let path = path.join("foreign_keys").join(name.as_str());
                notes.info("model/constraint-renamed", path, reason(&renamed));
                table.foreign_keys.insert(renamed, key);
            }
        }
    }
}

fn reason(renamed: &Ident) -> String {
    format!("the name is taken on OceanBase, so it becomes {renamed}")
}

/// Makes `{first}_{name}`, or a shorter name if that is too long or taken.
pub(super) fn prefixed(first: &Ident, name: &Ident, taken: &mut BTreeSet<String>) -> Ident {
    let full = Ident::new(format!("{first}_{name}")).unwrap_or_else(|_| name.clone());
    unique(&full, LONGEST_NAME, taken)
}

/// Takes a name, cut and marked with a hash of the whole if it is too long, ends in a blank or is
/// taken.
pub(super) fn unique(name: &Ident, most: usize, taken: &mut BTreeSet<String>) -> Ident {
    let fits = name.char_count() <= most && !name.as_str().ends_with(' ');
    if fits && taken.insert(compared(name)) {
        return name.clone();
    }
    let mark = Fingerprint::of_bytes(name.as_str().as_bytes());
    let kept: String = name
        .as_str()
        .chars()
        .take(most.saturating_sub(mark.short().len() + 1))
        .collect();
    let cut = format!("{kept}_{}", mark.short());
    let cut = Ident::new(cut).unwrap_or_else(|_| name.clone());
    taken.insert(compared(&cut));
    cut
}

/// Brings the name of the referenced table into the form in which it is stored.
pub(super) fn reference(key: &mut ForeignKey) {
    key.references.table = folded(&key.references.table);
}
