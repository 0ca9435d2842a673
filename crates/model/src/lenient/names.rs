//! Which names of keys are free.

use std::collections::{BTreeMap, BTreeSet};

use crate::Ident;
use crate::given_names::joined;

use super::Draft;

/// Remembers the names that are taken in the schema.
pub(super) struct Taken {
    names: BTreeSet<String>,
    /// The last number behind a name that was taken.
    numbers: BTreeMap<String, u32>,
}

impl Taken {
    /// Remembers the tables and the names that are given.
    pub(super) fn of(drafts: &[Draft<'_, '_>]) -> Self {
        let names = drafts.iter().flat_map(|draft| {
            let parts = draft.parts.iter().filter_map(|part| part.name.as_ref());
            parts.chain([&draft.name])
        });
        Self {
            names: names.map(ToString::to_string).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Takes the first free name: the one without a number, then with 1 and so on.
    pub(super) fn free(&mut self, table: &Ident, middle: &str, label: &str) -> Option<Ident> {
        let plain = joined(table.as_str(), middle, label);
        let mut name = plain.clone();
        let number = self.numbers.entry(plain).or_default();
        while !self.names.insert(name.clone()) {
            *number += 1;
            name = joined(table.as_str(), middle, &format!("{label}{number}"));
        }
        Ident::new(name).ok()
    }
}
