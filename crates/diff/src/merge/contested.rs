//! What one side dropped and the other newly needs.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::expression::columns;
use obmigrate_model::{
    Check, Column, Dialect, Exclusion, ForeignKey, Ident, Index, IndexKey, ObjectPath,
    Partitioning, PrimaryKey, Table, Unique,
};

use super::Tables;
use super::align::Contest;
use crate::{ConflictKind, Sides};

/// Knows the columns and tables that one side dropped while a key or index of the other needs them,
/// and these keys and indexes. All of them have to come from one side, or the result would have a
/// key over a column that is not there. It also knows what one side dropped and the other renamed.
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
/// conflict as a whole, or if it is contested itself; so the search goes on until nothing is added.
/// The result does not depend on which side is desired and which is live.
pub(super) fn find(sides: Sides<&Tables<'_>>, dialect: Dialect, contests: &[Contest]) -> Contested {
    let mut contested = Contested::default();
    for contest in contests {
        contested.insert(&contest.table, contest.path.clone(), contest.kind);
    }
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
            for (&name, table) in *using {
                let base = sides.base.get(name).map(AsRef::as_ref);
                // Such a table stays or goes as a whole, with keys that are as they were.
                let is_whole = !other.contains_key(name)
                    && (base != Some(table) || contested.kind(&ObjectPath::table(name)).is_some());
                for key in keys(table) {
                    let path = key.path(name);
                    let altered = !base.is_some_and(|base| key.is_in(base));
                    if !altered && !is_whole && contested.kind(&path).is_none() {
                        continue;
                    }
                    for target in dropped.needed(key, name, dialect) {
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
    fn find(base: &'a Tables<'a>, other: &'a Tables<'a>, side: &'a Tables<'a>) -> Self {
        let mut dropped = BTreeSet::new();
        for name in base.keys() {
            if !side.contains_key(name) {
                dropped.insert(Need::Table(name));
            }
        }
        for (name, after) in side {
            let before = base.get_key_value(name);
            let Some((name, before)) = before.or_else(|| other.get_key_value(name)) else {
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

    /// Finds what a key needs of what was dropped.
    fn needed<'s>(&'s self, key: Key<'s>, table: &'s Ident, dialect: Dialect) -> Vec<Need<'s>> {
        let needs = key.needs(table).into_iter();
        let mut found: Vec<Need<'s>> = needs.filter(|need| self.0.contains(need)).collect();
        for text in key.expressions() {
            let of_table = self.0.iter().copied().filter(|need| match need {
                Need::Column(own, _) => *own == table,
                Need::Table(_) => false,
            });
            let mut of_table = of_table.peekable();
            // Reading an expression costs more than all the rest.
            if of_table.peek().is_none() {
                break;
            }
            // One that is not understood compares as text, and says nothing of its columns.
            let read = columns(text, dialect).unwrap_or_default();
            found.extend(of_table.filter(|need| match need {
                Need::Column(_, column) => read.contains(*column),
                Need::Table(_) => false,
            }));
        }
        found
    }
}

#[derive(Clone, Copy, Debug)]
enum Key<'a> {
    Primary(&'a PrimaryKey),
    Unique(&'a Ident, &'a Unique),
    Foreign(&'a Ident, &'a ForeignKey),
    Index(&'a Ident, &'a Index),
    Check(&'a Ident, &'a Check),
    Exclusion(&'a Ident, &'a Exclusion),
    Generated(&'a Column),
    Partitioning(&'a Partitioning),
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
    let checks = table.checks.iter();
    let checks = checks.map(|(name, check)| Key::Check(name, check));
    let exclusions = table.exclusions.iter();
    let exclusions = exclusions.map(|(name, exclusion)| Key::Exclusion(name, exclusion));
    let generated = table.columns.iter();
    let generated = generated.filter(|column| column.generated.is_some());
    primary
        .chain(uniques)
        .chain(foreign)
        .chain(indexes)
        .chain(checks)
        .chain(exclusions)
        .chain(generated.map(Key::Generated))
        .chain(table.partitioning.iter().map(Key::Partitioning))
}

impl<'a> Key<'a> {
    fn path(&self, table: &Ident) -> ObjectPath {
        let table = ObjectPath::table(table);
        match self {
            Self::Primary(_) => table.join("primary_key"),
            Self::Unique(name, _) => table.join("uniques").join(name.as_str()),
            Self::Foreign(name, _) => table.join("foreign_keys").join(name.as_str()),
            Self::Index(name, _) => table.join("indexes").join(name.as_str()),
            Self::Check(name, _) => table.join("checks").join(name.as_str()),
            Self::Exclusion(name, _) => table.join("exclusions").join(name.as_str()),
            Self::Generated(column) => table.join("columns").join(column.name.as_str()),
            Self::Partitioning(_) => table.join("partitioning"),
        }
    }

    fn is_in(&self, table: &Table) -> bool {
        match *self {
            Self::Primary(key) => table.primary_key.as_ref() == Some(key),
            Self::Unique(name, key) => table.uniques.get(name) == Some(key),
            Self::Foreign(name, key) => table.foreign_keys.get(name) == Some(key),
            Self::Index(name, key) => table.indexes.get(name) == Some(key),
            Self::Check(name, check) => table.checks.get(name) == Some(check),
            Self::Exclusion(name, one) => table.exclusions.get(name) == Some(one),
            Self::Generated(column) => table.columns.get(&column.name) == Some(column),
            Self::Partitioning(one) => table.partitioning.as_ref() == Some(one),
        }
    }

    /// Lists the columns and tables that it names.
    fn needs(self, table: &'a Ident) -> Vec<Need<'a>> {
        let own = |columns: &'a [Ident]| columns.iter().map(move |name| Need::Column(table, name));
        let keys = |keys: Vec<&'a IndexKey>| {
            let columns = keys.into_iter().filter_map(|key| match key {
                IndexKey::Column(name) => Some(Need::Column(table, name)),
                IndexKey::Expression(_) => None,
            });
            columns.collect::<Vec<_>>()
        };
        match self {
            Self::Primary(key) => own(&key.columns).chain(own(&key.include)).collect(),
            Self::Unique(_, key) => own(&key.columns).chain(own(&key.include)).collect(),
            Self::Foreign(_, key) => {
                let parent = &key.references.table;
                let columns = key.references.columns.iter();
                own(&key.columns)
                    .chain([Need::Table(parent)])
                    .chain(columns.map(|name| Need::Column(parent, name)))
                    .collect()
            }
            Self::Index(_, index) => {
                let mut needs = keys(index.parts.iter().map(|part| &part.key).collect());
                needs.extend(own(&index.include));
                needs
            }
            Self::Exclusion(_, one) => keys(one.parts.iter().map(|part| &part.key).collect()),
            Self::Partitioning(one) => keys(one.key.iter().collect()),
            Self::Check(..) | Self::Generated(_) => Vec::new(),
        }
    }

    /// Lists the expressions in which it names columns.
    fn expressions(self) -> Vec<&'a str> {
        let keys = |keys: Vec<&'a IndexKey>| {
            let texts = keys.into_iter().filter_map(|key| match key {
                IndexKey::Expression(text) => Some(text.as_str()),
                IndexKey::Column(_) => None,
            });
            texts.collect::<Vec<_>>()
        };
        match self {
            Self::Primary(_) | Self::Unique(..) | Self::Foreign(..) => Vec::new(),
            Self::Index(_, index) => {
                let mut texts = keys(index.parts.iter().map(|part| &part.key).collect());
                texts.extend(index.predicate.as_deref());
                texts
            }
            Self::Exclusion(_, one) => {
                let mut texts = keys(one.parts.iter().map(|part| &part.key).collect());
                texts.extend(one.predicate.as_deref());
                texts
            }
            Self::Check(_, check) => vec![&check.expression],
            Self::Generated(column) => {
                let generated = column.generated.iter();
                generated.map(|one| one.expression.as_str()).collect()
            }
            Self::Partitioning(one) => keys(one.key.iter().collect()),
        }
    }
}
