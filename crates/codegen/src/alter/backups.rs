//! What is removed and kept under other names.

use std::collections::BTreeMap;

use obmigrate_model::plan::Hazard;
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    ChangeSet, Dialect, Ident, ObjectPath, Partitioning, Schema, Statement, Table, Target,
};

use super::Sides;
use super::fresh::Fresh;
use super::rename::{Object, Renaming, write};
use super::rows::drop_table;
use super::scope::{Scope, is_made_again};
use super::sequences::drop_sequence;
use super::types::drop_type;
use crate::definition::Part;
use crate::definition::postgres::sequence_path;
use crate::error::Error;
use crate::render::limits::Limits;
use crate::render::postgres as render;
use crate::render::postgres::UserTypes;

/// Knows under which names everything is kept that goes: tables, those that are made again too,
/// sequences of their own, and the types that kept tables have.
///
/// Names of tables, partitions, indexes, sequences and types share a schema, so all of a table that
/// has one gives it up. Keys that reference other tables are dropped: what is kept must neither hold
/// up what happens to other rows nor follow it.
#[derive(Default)]
pub(crate) struct Backups<'a> {
    tables: BTreeMap<&'a Ident, OfTable<'a>>,
    sequences: BTreeMap<&'a Ident, Ident>,
    /// Those first that others are made of.
    types: Vec<(Ident, Ident)>,
}

struct OfTable<'a> {
    /// The name that the table has meanwhile.
    name: Ident,
    /// The parts of the table, and then the table.
    renamings: Vec<Renaming<'a>>,
}

/// Says what becomes of what is removed.
#[derive(Clone, Copy)]
pub(crate) enum Removal<'a> {
    /// It is dropped.
    Dropped,
    /// It is kept under other names.
    Kept(&'a Backups<'a>),
    /// It is dropped, and what was kept comes back in place of what would be created: the way back
    /// from `Kept`.
    Undone(&'a Backups<'a>),
}

impl<'a> Backups<'a> {
    /// Chooses names for what goes; `derive` makes one of the name that something has.
    ///
    /// A name that something has already is an error.
    pub(crate) fn of(
        sides: &Sides<'a>,
        target: Target,
        mut derive: impl FnMut(&Ident) -> Ident,
        errors: &mut Vec<Error>,
    ) -> Self {
        let Sides {
            before,
            between,
            goal,
            changes,
            shadows,
        } = *sides;
        let mut taken = Fresh::of([before, between, goal]);
        let mut name = |path: &ObjectPath, name: &Ident| {
            let derived = derive(name);
            if !taken.take(&derived) {
                errors.push(Error::NameTaken {
                    path: path.clone(),
                    name: derived.clone(),
                });
            }
            derived
        };
        let mut backups = Self::default();
        let gone = between.tables.iter();
        let gone: BTreeMap<_, _> = gone
            .filter(|(name, was)| {
                let goal = goal.tables.get(*name);
                goal.is_none_or(|goal| {
                    let is_made =
                        is_made_again(was, goal, target.version) && !is_renamed(changes, name);
                    is_made || shadows.get(name).is_some()
                })
            })
            .collect();
        for (&table_name, &table) in &gone {
            let path = ObjectPath::table(table_name);
            let original = changes.table_before(table_name);
            let renaming = |object: Object<'a>, before: Ident| Renaming {
                path: path.clone(),
                after: name(&path, &before),
                object,
                before,
            };
            let mut renamings = of_parts(original, table_name, table, renaming);
            let own = name(&path, table_name);
            renamings.push(Renaming {
                path: path.clone(),
                object: Object::Table,
                before: table_name.clone(),
                after: own.clone(),
            });
            let of_table = OfTable {
                name: own,
                renamings,
            };
            backups.tables.insert(table_name, of_table);
        }
        let sequences = between.sequences.keys();
        for sequence in sequences.filter(|name| !goal.sequences.contains_key(*name)) {
            let kept = name(&sequence_path(sequence), sequence);
            backups.sequences.insert(sequence, kept);
        }
        let kept = Schema {
            tables: gone
                .into_iter()
                .map(|(name, table)| (name.clone(), table.clone()))
                .collect(),
            ..Schema::empty(Dialect::Postgres)
        };
        // What is wrong with a type is said when the statements are written.
        let mut said_later = Vec::new();
        let mut limits = Limits::new(target, &mut said_later);
        let (kept, goal) = (
            UserTypes::of(&kept, &mut limits),
            UserTypes::of(goal, &mut limits),
        );
        let path = ObjectPath::root().join("types");
        for type_name in kept.names().filter(|name| kept.get(name) != goal.get(name)) {
            let kept = name(&path, type_name);
            backups.types.push((type_name.clone(), kept));
        }
        backups
    }

    /// Finds the name under which a table is kept.
    pub(crate) fn table(&self, table: &Ident) -> Option<&Ident> {
        self.tables.get(table).map(|kept| &kept.name)
    }

    /// Finds the name under which a sequence is kept.
    pub(super) fn sequence(&self, sequence: &Ident) -> Option<&Ident> {
        self.sequences.get(sequence)
    }

    /// Finds the name under which a type is kept.
    pub(super) fn type_name(&self, name: &Ident) -> Option<&Ident> {
        let mut types = self.types.iter();
        types.find_map(|(own, kept)| (own == name).then_some(kept))
    }

    /// Writes the statements that drop everything, with the name of the table that each one drops.
    pub(crate) fn drop(&self) -> Vec<(Part, Option<&Ident>)> {
        let part = |path: &ObjectPath, statement: Statement| {
            Part::new(path, statement)
                .doing("drop the backup of")
                .warning([Hazard::DataLoss, Hazard::Lock])
        };
        let tables = self.tables.iter();
        let tables = tables.map(|(name, kept)| {
            let statement = drop_table(&kept.name);
            (part(&ObjectPath::table(name), statement), Some(&kept.name))
        });
        let sequences = self.sequences.iter();
        let sequences =
            sequences.map(|(name, kept)| (part(&sequence_path(name), drop_sequence(kept)), None));
        // They hold nothing of their own.
        let path = ObjectPath::root().join("types");
        let types = self.types.iter().rev();
        let types = types.map(|(_, kept)| {
            let part = Part::new(&path, drop_type(kept)).doing("drop the backups of");
            (part.warning([Hazard::Lock]), None)
        });
        tables.chain(sequences).chain(types).collect()
    }
}

/// Says whether the table or a part of it gets another name. What is kept comes back under the names
/// that it has after the renames, so the rows of such a table are put aside instead.
fn is_renamed(changes: &ChangeSet, table: &Ident) -> bool {
    let original = changes.table_before(table);
    let mut renames = changes.renames.iter();
    renames.any(|rename| rename.table() == Some(original))
}

/// Names what has a name in the schema besides the table itself.
fn of_parts<'a>(
    original: &Ident,
    table_name: &'a Ident,
    table: &Table,
    mut renaming: impl FnMut(Object<'a>, Ident) -> Renaming<'a>,
) -> Vec<Renaming<'a>> {
    let mut renamings = Vec::new();
    let constraint = Object::Constraint(table_name);
    let primary = table.primary_key.iter();
    let primary = primary.map(|key| render::primary_key_name(original, key));
    let keys = table.uniques.keys().chain(table.exclusions.keys()).cloned();
    renamings.extend(primary.chain(keys).map(|name| renaming(constraint, name)));
    let indexes = table.indexes.keys().cloned();
    renamings.extend(indexes.map(|name| renaming(Object::Index, name)));
    for column in &table.columns {
        if let Some(identity) = &column.identity {
            let name = render::name_behind(table_name, &column.name, identity);
            renamings.push(renaming(Object::Sequence, name));
        }
    }
    let mut partitions = Vec::new();
    if let Some(partitioning) = &table.partitioning {
        list_partitions(partitioning, &mut partitions);
    }
    let partitions = partitions.into_iter().cloned();
    renamings.extend(partitions.map(|name| renaming(Object::Table, name)));
    renamings
}

fn list_partitions<'a>(partitioning: &'a Partitioning, names: &mut Vec<&'a Ident>) {
    for partition in &partitioning.partitions {
        names.push(&partition.name);
        if let Some(inner) = &partition.partitioning {
            list_partitions(inner, names);
        }
    }
}

/// Gives the tables that go their other names, or drops them. Their keys that reference others are
/// gone.
pub(super) fn retire(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    let Removal::Kept(backups) = scope.removal else {
        return;
    };
    for Renaming {
        path,
        object,
        before,
        after,
    } in backups.tables.values().flat_map(|kept| &kept.renamings)
    {
        let part = Part::new(path, write(*object, before, after));
        parts.push(part.doing("keep").warning([Hazard::Lock]));
    }
}

/// Gives the tables that come back their names.
pub(super) fn restore(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    let Removal::Undone(backups) = scope.removal else {
        return;
    };
    let restored = backups.tables.values();
    for Renaming {
        path,
        object,
        before,
        after,
    } in restored.flat_map(|kept| kept.renamings.iter().rev())
    {
        let part = Part::new(path, write(*object, after, before));
        parts.push(part.doing("restore").warning([Hazard::Lock]));
    }
}

/// Writes the statement that nobody else uses the tables after, until the transaction ends.
pub(super) fn lock<'a>(tables: impl IntoIterator<Item = &'a Ident>) -> Option<Part> {
    let mut tables = tables.into_iter().peekable();
    tables.peek()?;
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("LOCK TABLE ").idents(tables);
    sql.kw(" IN ACCESS EXCLUSIVE MODE");
    let part = Part::new(&ObjectPath::root().join("tables"), sql.finish());
    Some(part.doing("lock").warning([Hazard::Lock]))
}
