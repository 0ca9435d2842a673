//! What one side dropped and the other newly needs.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::{ForeignKey, Ident, Index, IndexKey, ObjectPath, PrimaryKey, Schema};
use obmigrate_model::{Table, Unique};

use crate::{ConflictKind, Sides};

/// Knows the columns and tables that one side dropped while a key or index of the other needs them,
/// and these keys and indexes. All of them have to come from one side, or the result would have a
/// key over a column that is not there.
#[derive(Debug, Default)]
pub(super) struct Contested {
    kinds: BTreeMap<ObjectPath, ConflictKind>,
    tables: BTreeSet<Ident>,
}

impl Contested {
    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    pub(super) fn kind(&self, path: &ObjectPath) -> Option<ConflictKind> {
        self.kinds.get(path).copied()
    }

    pub(super) fn touches(&self, table: &Ident) -> bool {
        self.tables.contains(table)
    }

    /// Adds a path; one that is contested from both sides was altered by both.
    fn insert(&mut self, table: &Ident, path: ObjectPath, kind: ConflictKind) -> bool {
        self.tables.insert(table.clone());
        let before = self.kinds.get(&path).copied();
        let kind = match before {
            Some(before) if before != kind => ConflictKind::BothAltered,
            Some(_) | None => kind,
        };
        self.kinds.insert(path, kind);
        before != Some(kind)
    }
}

/// Finds what is contested. A key counts if its side added or altered it, if its table is in
/// conflict as a whole, or if it is contested itself; so the search goes on until nothing is added. The result does not depend on which side
/// is desired and which is live.
pub(super) fn find(sides: Sides<&Schema>) -> Contested {
    let mut contested = Contested::default();
    let directions = [
        (
            sides.desired,
            sides.live,
            ConflictKind::DesiredUsesLiveDropped,
        ),
        (
            sides.live,
            sides.desired,
            ConflictKind::DesiredDroppedLiveUses,
        ),
    ];
    let dropped = directions.map(|(using, other, _)| Dropped::find(sides.base, using, other));
    if dropped.iter().all(Dropped::is_empty) {
        return contested;
    }
    let mut grew = true;
    while grew {
        grew = false;
        for ((using, other, kind), dropped) in directions.iter().zip(&dropped) {
            for (name, table) in &using.tables {
                let base = sides.base.tables.get(name);
                // Such a table stays or goes as a whole, with keys that are as they were.
                let is_whole = !other.tables.contains_key(name)
                    && (base != Some(table) || contested.kind(&ObjectPath::table(name)).is_some());
                for key in keys(table) {
                    let path = key.path(name);
                    let altered = !base.is_some_and(|base| key.is_in(base));
                    if !altered && !is_whole && contested.kind(&path).is_none() {
                        continue;
                    }
                    for target in key.needs(name).into_iter().filter(|need| dropped.has(need)) {
                        grew |= contested.insert(target.table(), target.path(), *kind);
                        grew |= contested.insert(name, path.clone(), *kind);
                    }
                }
            }
        }
    }
    contested
}

/// Points at what a key needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Need<'a> {
    Table(&'a Ident),
    Column(&'a Ident, &'a Ident),
}

impl Need<'_> {
    const fn table(&self) -> &Ident {
        match self {
            Self::Table(table) | Self::Column(table, _) => table,
        }
    }

    fn path(&self) -> ObjectPath {
        match self {
            Self::Table(table) => ObjectPath::table(table),
            Self::Column(table, column) => ObjectPath::column(table, column),
        }
    }
}

/// Lists what a side does not have although the other needs it from there: the tables of base, the
/// columns of base in tables that the side has, and the columns of the other in tables that both
/// added, of which only one version can stay.
#[derive(Debug)]
struct Dropped<'a>(BTreeSet<Need<'a>>);

impl<'a> Dropped<'a> {
    fn find(base: &'a Schema, other: &'a Schema, side: &Schema) -> Self {
        let mut dropped = BTreeSet::new();
        for name in base.tables.keys() {
            if !side.tables.contains_key(name) {
                dropped.insert(Need::Table(name));
            }
        }
        for (name, after) in &side.tables {
            let before = base.tables.get_key_value(name);
            let Some((name, before)) = before.or_else(|| other.tables.get_key_value(name)) else {
                continue;
            };
            if before.columns.names().eq(after.columns.names()) {
                continue;
            }
            let has: BTreeSet<&Ident> = after.columns.names().collect();
            let gone = before
                .columns
                .names()
                .filter(|column| !has.contains(column));
            dropped.extend(gone.map(|column| Need::Column(name, column)));
        }
        Self(dropped)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, need: &Need<'_>) -> bool {
        self.0.contains(need)
    }
}

#[derive(Clone, Copy, Debug)]
enum Key<'a> {
    Primary(&'a PrimaryKey),
    Unique(&'a Ident, &'a Unique),
    Foreign(&'a Ident, &'a ForeignKey),
    Index(&'a Ident, &'a Index),
}

fn keys(table: &Table) -> impl Iterator<Item = Key<'_>> {
    let primary = table.primary_key.iter().map(Key::Primary);
    let uniques = table
        .uniques
        .iter()
        .map(|(name, key)| Key::Unique(name, key));
    let foreign = table.foreign_keys.iter();
    let foreign = foreign.map(|(name, key)| Key::Foreign(name, key));
    let indexes = table
        .indexes
        .iter()
        .map(|(name, key)| Key::Index(name, key));
    primary.chain(uniques).chain(foreign).chain(indexes)
}

impl<'a> Key<'a> {
    fn path(&self, table: &Ident) -> ObjectPath {
        let table = ObjectPath::table(table);
        match self {
            Self::Primary(_) => table.join("primary_key"),
            Self::Unique(name, _) => table.join("uniques").join(name.as_str()),
            Self::Foreign(name, _) => table.join("foreign_keys").join(name.as_str()),
            Self::Index(name, _) => table.join("indexes").join(name.as_str()),
        }
    }

    fn is_in(&self, table: &Table) -> bool {
        match *self {
            Self::Primary(key) => table.primary_key.as_ref() == Some(key),
            Self::Unique(name, key) => table.uniques.get(name) == Some(key),
            Self::Foreign(name, key) => table.foreign_keys.get(name) == Some(key),
            Self::Index(name, key) => table.indexes.get(name) == Some(key),
        }
    }

    fn needs(self, table: &'a Ident) -> Vec<Need<'a>> {
        let own = |columns: &'a [Ident]| columns.iter().map(move |name| Need::Column(table, name));
        match self {
            Self::Primary(key) => own(&key.columns).collect(),
            Self::Unique(_, key) => own(&key.columns).collect(),
            Self::Foreign(_, key) => {
                let parent = &key.references.table;
                let columns = key.references.columns.iter();
                own(&key.columns)
                    .chain([Need::Table(parent)])
                    .chain(columns.map(|name| Need::Column(parent, name)))
                    .collect()
            }
            Self::Index(_, index) => {
                let columns = index.parts.iter().filter_map(|part| match &part.key {
                    IndexKey::Column(name) => Some(Need::Column(table, name)),
                    IndexKey::Expression(_) => None,
                });
                columns.collect()
            }
        }
    }
}
