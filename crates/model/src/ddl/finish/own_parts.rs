//! What a partition has by itself, which goes with its table when that becomes a partition.

use serde::Serialize;

use crate::ddl::draft::Draft;
use crate::ddl::partition::Attached;
use crate::{Ident, IndexKey, ObjectPath, Table};

/// Reports what the table of a partition has and the table that it is a partition of has not.
pub(super) fn report(draft: &mut Draft<'_>, attached: &Attached, partition: &Table) {
    let (parent, child) = (&attached.parent, &attached.child);
    let budget = draft.budget;
    let Some(whole) = draft.table(parent) else {
        return;
    };
    // Each part is compared with each: very many partitions of a table of very many keys would
    // take time without limit.
    let Some(left) = budget.checked_sub(count(whole).saturating_mul(count(partition))) else {
        let message = format!("{} and its partitions have too many parts", parent.name);
        draft.error("model/ddl-too-large", attached.at, message);
        return;
    };
    let mut found: Vec<(&str, &str, Option<&Ident>, String)> = Vec::new();
    let keys_of_whole = keys(whole);
    for (name, key) in keys(partition) {
        if !keys_of_whole.iter().any(|(_, inherited)| *inherited == key) {
            let kind = "index of a single partition";
            found.push((kind, "indexes", name, text_of(&key)));
        }
    }
    let kind = "constraint of a single partition";
    for (name, check) in &partition.checks {
        let mut inherited = whole.checks.values();
        if !inherited.any(|inherited| inherited.expression == check.expression) {
            let text = check.expression.clone();
            found.push((kind, "constraints", Some(name), text));
        }
    }
    for (name, key) in &partition.foreign_keys {
        let mut inherited = whole.foreign_keys.values();
        if !inherited.any(|inherited| inherited == key) {
            found.push((kind, "constraints", Some(name), text_of(key)));
        }
    }
    for (name, exclusion) in &partition.exclusions {
        let mut inherited = whole.exclusions.values();
        if !inherited.any(|inherited| inherited == exclusion) {
            found.push((kind, "constraints", Some(name), text_of(exclusion)));
        }
    }
    for column in &partition.columns {
        let inherited = whole.columns.get(&column.name);
        if inherited.is_some_and(|inherited| inherited.default != column.default) {
            let text = text_of(&column.default);
            found.push((
                "default of a partition",
                "columns",
                Some(&column.name),
                text,
            ));
        }
    }
    if let Some(comment) = &partition.comment {
        found.push(("comment of a partition", "comment", None, comment.clone()));
    }
    draft.budget = left;
    let path = ObjectPath::table(&parent.name)
        .join("partitions")
        .join(child.name.as_str());
    for (kind, place, name, text) in found {
        let path = path.join(place);
        let path = name.map_or_else(|| path.clone(), |name| path.join(name.as_str()));
        draft.unmodelled(parent, kind, path, &text);
    }
}

/// Counts the keys, indexes and constraints, and the table itself.
fn count(table: &Table) -> usize {
    let keys = table.uniques.len() + table.indexes.len() + table.foreign_keys.len();
    keys + table.checks.len() + table.exclusions.len() + 2
}

/// Lists the keys and indexes by what they order by: those that a partition inherits have names of
/// their own.
fn keys(table: &Table) -> Vec<(Option<&Ident>, Vec<IndexKey>)> {
    let plain = |columns: &[Ident]| columns.iter().cloned().map(IndexKey::Column).collect();
    let primary = table.primary_key.iter();
    let primary = primary.map(|key| (key.name.as_ref(), plain(&key.columns)));
    let uniques = table.uniques.iter();
    let uniques = uniques.map(|(name, unique)| (Some(name), plain(&unique.columns)));
    let indexes = table.indexes.iter().map(|(name, index)| {
        let parts = index.parts.iter().map(|part| part.key.clone());
        (Some(name), parts.collect())
    });
    primary.chain(uniques).chain(indexes).collect()
}

/// Spells a part as it stands in a document; every part has such a form.
fn text_of(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_default()
}
