//! What was seen of the rows of a range, and how two sides of it compare.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

/// Keeps rows by the text of their keys: 64 bits of a strong hash for each column, or for the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Seen(BTreeMap<String, Vec<u64>>);

impl Seen {
    /// Adds a row. Rows of the same key, which a table without a key has, are told apart by number.
    pub(super) fn add(&mut self, key: String, hashes: Vec<u64>) {
        if let Entry::Vacant(vacant) = self.0.entry(key.clone()) {
            vacant.insert(hashes);
            return;
        }
        // Rows of one key come together rarely; their numbers are found by halving.
        let name = |number: u64| format!("{key}\u{1}{number}");
        let mut above = 2_u64;
        while self.0.contains_key(&name(above)) {
            above = above.saturating_mul(2);
        }
        let mut below = above / 2;
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if self.0.contains_key(&name(middle)) {
                below = middle;
            } else {
                above = middle;
            }
        }
        self.0.insert(name(above), hashes);
    }

    /// Counts the rows.
    pub(super) fn len(&self) -> u64 {
        self.0.len().try_into().unwrap_or(u64::MAX)
    }
}

/// Lists how two sides differ.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Rows of the source that the target lacks.
    pub(super) missing: Vec<String>,
    /// Rows of the target that the source lacks.
    pub(super) extra: Vec<String>,
    /// Rows that both have.
    pub(super) different: Vec<Difference>,
}

/// Is a row that both sides have and that is not the same.
#[derive(Debug)]
pub(super) struct Difference {
    /// The text of its key.
    pub(super) key: String,
    /// Which of the hashes differ, counted from 0.
    pub(super) positions: Vec<usize>,
}

impl Found {
    pub(super) const fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.different.is_empty()
    }
}

/// Compares both sides of a range.
pub(super) fn compare(source: Seen, mut target: Seen) -> Found {
    let mut found = Found::default();
    for (key, before) in source.0 {
        match target.0.remove(&key) {
            None => found.missing.push(key),
            Some(after) if before == after => {}
            Some(after) => found.different.push(Difference {
                key,
                positions: (0..)
                    .zip(before.iter().zip(&after))
                    .filter(|(_, (before, after))| before != after)
                    .map(|(position, _)| position)
                    .collect(),
            }),
        }
    }
    found.extra.extend(target.0.into_keys());
    found
}
