//! Hostile names and comments, and which names are taken.

use std::collections::BTreeSet;

use crate::sql::Writer;
use crate::{Dialect, Ident, Schema};

const NAMES: [&str; 16] = [
    "id",
    "name",
    "total",
    "order",
    "select",
    "we`ird",
    "sel\"ect",
    "ünï😀",
    "with space",
    "a.b",
    "back\\slash",
    "it's",
    "1st",
    "group",
    "semi;colon",
    "dash--dash",
];

const COMMENTS: [&str; 3] = ["a note", "it's \\ \"quoted\" `so`", "zwei\nZeilen 😀"];

pub(super) fn pick<T>(list: &[T], seed: u8) -> Option<&T> {
    list.get(usize::from(seed).checked_rem(list.len())?)
}

/// Takes a name from the list, numbered if it is taken already in any case of its letters.
pub(super) fn fresh(prefix: &str, seed: u8, taken: &mut BTreeSet<String>) -> Option<Ident> {
    let base = pick(&NAMES, seed)?;
    (0_usize..=taken.len())
        .map(|number| match number {
            0 => format!("{prefix}{base}"),
            _ => format!("{prefix}{base}{number}"),
        })
        .find(|name| taken.insert(name.to_lowercase()))
        .and_then(|name| Ident::new(name).ok())
}

/// Writes a column as the server writes it in an expression: PostgreSQL quotes a name of the list
/// only where it has to.
pub(super) fn column_text(dialect: Dialect, name: &Ident) -> String {
    let is_plain = name
        .as_str()
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        && !name
            .as_str()
            .starts_with(|first: char| first.is_ascii_digit())
        && !["order", "select", "group"].contains(&name.as_str());
    if dialect == Dialect::Postgres && is_plain {
        return name.as_str().to_owned();
    }
    let mut sql = Writer::new(dialect);
    sql.ident(name);
    sql.finish().sql().to_owned()
}

pub(super) fn comment(seed: u8) -> Option<String> {
    COMMENTS
        .get(usize::from(seed).checked_sub(1)?)
        .map(ToString::to_string)
}

/// Remembers the names that must not stand twice in one database.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) relations: BTreeSet<String>,
    pub(super) constraints: BTreeSet<String>,
}

impl Taken {
    pub(super) fn of(schema: &Schema) -> Self {
        let mut taken = Self::default();
        let lower = |name: &Ident| name.as_str().to_lowercase();
        taken.relations.extend(schema.sequences.keys().map(lower));
        for (name, table) in &schema.tables {
            taken.relations.insert(lower(name));
            let key = table.primary_key.iter().filter_map(|key| key.name.as_ref());
            let partitions = table.partitioning.iter().flat_map(|one| &one.partitions);
            let partitions = partitions.map(|partition| &partition.name);
            let indexes = table.indexes.keys().chain(table.uniques.keys());
            let indexes = indexes.chain(table.exclusions.keys()).chain(partitions);
            taken.relations.extend(indexes.chain(key).map(lower));
            let others = table.checks.keys().chain(table.foreign_keys.keys());
            taken.constraints.extend(others.map(lower));
        }
        taken
    }
}
