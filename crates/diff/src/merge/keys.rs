//! Keys, constraints and indexes that differ in their names alone.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::KeyKind;
use obmigrate_model::{Ident, Table};

/// Pairs the keys that went with those that came and are the same but for their names: the name
/// before and after. One of which there are several alike is not paired, since which is which
/// cannot be told.
pub(super) fn pairs(before: &Table, after: &Table) -> Vec<(KeyKind, Ident, Ident)> {
    let mut found = Vec::new();
    let mut add = |kind, pairs: Vec<(&Ident, &Ident)>| {
        let pairs = pairs.into_iter();
        found.extend(pairs.map(|(before, after)| (kind, before.clone(), after.clone())));
    };
    add(KeyKind::Unique, alike(&before.uniques, &after.uniques));
    add(
        KeyKind::ForeignKey,
        alike(&before.foreign_keys, &after.foreign_keys),
    );
    add(KeyKind::Check, alike(&before.checks, &after.checks));
    add(KeyKind::Index, alike(&before.indexes, &after.indexes));
    add(
        KeyKind::Exclusion,
        alike(&before.exclusions, &after.exclusions),
    );
    found
}

fn alike<'a, T: Ord>(
    before: &'a BTreeMap<Ident, T>,
    after: &'a BTreeMap<Ident, T>,
) -> Vec<(&'a Ident, &'a Ident)> {
    let mut came = only(after, before);
    // In the order of the names before.
    let pairs: BTreeSet<_> = only(before, after)
        .into_iter()
        .filter_map(|(key, before)| Some((before?, came.remove(key)??)))
        .collect();
    pairs.into_iter().collect()
}

/// Lists what one side has alone, by what it is; no name where there are several alike.
fn only<'a, T: Ord>(
    side: &'a BTreeMap<Ident, T>,
    other: &BTreeMap<Ident, T>,
) -> BTreeMap<&'a T, Option<&'a Ident>> {
    let mut found = BTreeMap::new();
    for (name, key) in side {
        if !other.contains_key(name) {
            found
                .entry(key)
                .and_modify(|name| *name = None)
                .or_insert(Some(name));
        }
    }
    found
}
