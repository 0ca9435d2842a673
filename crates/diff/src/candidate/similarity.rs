//! How much two objects have in common.

use std::collections::BTreeSet;

use obmigrate_model::{Column, DataType, Ident, IndexKey, Table};

use super::Evidence;

/// Adds up what speaks for a rename.
#[derive(Debug, Default)]
pub(super) struct Similarity {
    score: u8,
    evidence: Vec<Evidence>,
}

impl Similarity {
    /// Returns the score, from 0 to 100.
    pub(super) fn score(&self) -> u8 {
        self.score.min(100)
    }

    /// Returns what speaks for it, in order.
    pub(super) fn evidence(mut self) -> Vec<Evidence> {
        self.evidence.sort_unstable();
        self.evidence
    }

    fn add(&mut self, points: u8, evidence: Evidence) {
        self.score = self.score.saturating_add(points);
        self.evidence.push(evidence);
    }

    /// Looks at two tables: their columns by name and type, and their primary keys.
    pub(super) fn tables(&mut self, before: &Table, after: &Table) {
        let columns = |table: &Table| -> BTreeSet<(Ident, DataType)> {
            let columns = table.columns.iter();
            columns
                .map(|column| (column.name.clone(), column.data_type.clone()))
                .collect()
        };
        let (was, is) = (columns(before), columns(after));
        let shared = was.intersection(&is).count();
        let all = was.union(&is).count();
        // 70 points for all columns, in proportion for fewer.
        let points = (shared * 70).checked_div(all).unwrap_or(0);
        let points = u8::try_from(points).unwrap_or(70);
        if shared == all && all > 0 {
            self.add(points, Evidence::SameColumns);
        } else if shared * 2 >= all {
            self.add(points, Evidence::MostColumns);
        }
        let key = |table: &Table| table.primary_key.as_ref().map(|key| key.columns.clone());
        if self.score > 0 && key(before).is_some() && key(before) == key(after) {
            self.add(15, Evidence::SamePrimaryKey);
        }
        if self.score > 0 && before.comment.is_some() && before.comment == after.comment {
            self.add(10, Evidence::SameComment);
        }
    }

    /// Looks at two columns, each with its table.
    pub(super) fn columns(
        &mut self,
        (table_before, before): (&Table, &Column),
        (table_after, after): (&Table, &Column),
    ) {
        if before.data_type == after.data_type {
            self.add(40, Evidence::SameType);
        } else if is_similar(&before.data_type, &after.data_type) {
            self.add(25, Evidence::SimilarType);
        } else {
            // Values of another kind are no values under another name.
            return;
        }
        let rules = |column: &Column| {
            (
                column.nullability,
                column.default.clone(),
                column.identity.clone(),
                column.generated.clone(),
            )
        };
        if rules(before) == rules(after) {
            self.add(10, Evidence::SameRules);
        }
        if before.comment.is_some() && before.comment == after.comment {
            self.add(25, Evidence::SameComment);
        }
        if neighbours(table_before, before) == neighbours(table_after, after) {
            self.add(15, Evidence::SamePlace);
        }
        let keys = keys_of(table_before, &before.name);
        if !keys.is_empty() && keys == keys_of(table_after, &after.name) {
            self.add(20, Evidence::SameKeys);
        }
        self.names(&before.name, &after.name);
    }

    /// Looks at two names.
    pub(super) fn names(&mut self, before: &Ident, after: &Ident) {
        if is_alike(before.as_str(), after.as_str()) {
            self.add(15, Evidence::SimilarName);
        }
    }
}

/// Returns the names of the columns beside one.
fn neighbours<'a>(table: &'a Table, column: &Column) -> (Option<&'a Ident>, Option<&'a Ident>) {
    let names: Vec<&Ident> = table.columns.names().collect();
    let position = table.columns.position(&column.name).unwrap_or_default();
    let before = position.checked_sub(1).and_then(|before| names.get(before));
    (before.copied(), names.get(position + 1).copied())
}

/// Lists the keys and indexes that a column is part of, with its place in them.
fn keys_of<'a>(table: &'a Table, column: &Ident) -> BTreeSet<(&'a str, usize)> {
    let place = |columns: &[Ident]| columns.iter().position(|name| name == column);
    let mut keys = BTreeSet::new();
    let primary = table.primary_key.as_ref();
    keys.extend(primary.and_then(|key| Some(("", place(&key.columns)?))));
    for (name, key) in &table.uniques {
        keys.extend(place(&key.columns).map(|place| (name.as_str(), place)));
    }
    for (name, key) in &table.foreign_keys {
        keys.extend(place(&key.columns).map(|place| (name.as_str(), place)));
    }
    for (name, index) in &table.indexes {
        let mut parts = index.parts.iter();
        let place = parts.position(|part| match &part.key {
            IndexKey::Column(name) => name == column,
            IndexKey::Expression(_) => false,
        });
        keys.extend(place.map(|place| (name.as_str(), place)));
    }
    keys
}

/// Says whether two types are for the same kind of values.
fn is_similar(before: &DataType, after: &DataType) -> bool {
    match (Kind::of(before), Kind::of(after)) {
        (Some(before), Some(after)) => before == after,
        (_, _) => false,
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Bytes,
    Moment,
}

impl Kind {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a type of no such kind is similar to none"
    )]
    const fn of(data_type: &DataType) -> Option<Self> {
        use DataType as T;
        match data_type {
            T::Integer { .. } | T::Decimal { .. } | T::Numeric | T::Real | T::Double => {
                Some(Self::Number)
            }
            T::Char { .. } | T::VarChar { .. } | T::Text { .. } => Some(Self::Text),
            T::Binary { .. } | T::VarBinary { .. } | T::Blob { .. } => Some(Self::Bytes),
            T::Date | T::Timestamp { .. } => Some(Self::Moment),
            _ => None,
        }
    }
}

/// Says whether two names share most of their letters: at least half of all pairs of letters that
/// stand side by side (the coefficient of Dice).
fn is_alike(before: &str, after: &str) -> bool {
    let pairs = |name: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = name.to_lowercase().chars().collect();
        let mut pairs: Vec<_> = letters
            .windows(2)
            .filter_map(|pair| match pair {
                [one, other] => Some((*one, *other)),
                _ => None,
            })
            .collect();
        pairs.sort_unstable();
        pairs
    };
    let (was, mut is) = (pairs(before), pairs(after));
    let all = was.len() + is.len();
    let shared = was.iter().filter(|pair| {
        let found = is.iter().position(|other| other == *pair);
        found.map(|position| is.swap_remove(position)).is_some()
    });
    all > 0 && shared.count() * 4 >= all
}
