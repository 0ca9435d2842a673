//! Tables that are built and filled beside their originals, before the transaction that puts them in
//! their places.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::Renamed;
use obmigrate_model::plan::{Copy, Hazard, Mapping, Source};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Dialect, Ident, Nullability, ObjectPath, Partitioning, Schema, ServerVersion, Statement, Table,
    Target,
};

use super::Sides;
use super::fresh::Fresh;
use super::rename::{Object, Renaming, write};
use super::scope::{Scope, nullability};
use super::{rows, sequences};
use crate::definition::Part;
use crate::definition::postgres::{create, late};
use crate::error::Error;
use crate::render::limits::Limits;
use crate::render::postgres as render;
use crate::render::postgres::UserTypes;

/// Knows the tables that are built beside their originals, by the names that these have.
#[derive(Default)]
pub(crate) struct Shadows<'a>(BTreeMap<&'a Ident, Shadow<'a>>);

/// Is one of them.
pub(crate) struct Shadow<'a> {
    /// The name that it has until it gets the original's.
    pub(crate) name: Ident,
    /// The goal, but for names: whatever has one in the schema has another one, since the original
    /// has its own. Of the keys that reference other tables it has those that can be there before
    /// the transaction.
    table: Table,
    /// What gives the table, and then its parts, their names.
    renamings: Vec<Renaming<'a>>,
}

impl<'a> Shadows<'a> {
    /// Describes a table beside each of these; `derive` makes a name of the one that something gets.
    ///
    /// A name that something has already is an error.
    pub(crate) fn of(
        sides: &Sides<'a>,
        tables: &BTreeSet<&'a Ident>,
        mut derive: impl FnMut(&Ident) -> Ident,
        errors: &mut Vec<Error>,
    ) -> Self {
        let mut taken = Fresh::of([sides.before, sides.between, sides.goal]);
        let goals = tables
            .iter()
            .filter_map(|table| sides.goal.tables.get_key_value(*table));
        let shadows = goals.map(|(table, goal)| {
            let path = ObjectPath::table(table);
            let derive = |name: &Ident| {
                let derived = derive(name);
                if !taken.take(&derived) {
                    errors.push(Error::NameTaken {
                        path: path.clone(),
                        name: derived.clone(),
                    });
                }
                derived
            };
            (table, Shadow::of(sides, table, goal, derive))
        });
        Self(shadows.collect())
    }

    /// Finds the one beside a table.
    pub(crate) fn get(&self, table: &Ident) -> Option<&Shadow<'a>> {
        self.0.get(table)
    }

    /// Says whether a foreign key is there before the transaction.
    pub(super) fn has_key(&self, table: &Ident, key: &Ident) -> bool {
        let shadow = self.get(table);
        shadow.is_some_and(|shadow| shadow.table.foreign_keys.contains_key(key))
    }
}

impl<'a> Shadow<'a> {
    fn of(
        sides: &Sides<'a>,
        name: &'a Ident,
        goal: &'a Table,
        mut derive: impl FnMut(&Ident) -> Ident,
    ) -> Self {
        let path = ObjectPath::table(name);
        let mut renamings = Vec::new();
        let mut other_name = |object: Object<'a>, after: &Ident| {
            let before = derive(after);
            renamings.push(Renaming {
                path: path.clone(),
                object,
                before: before.clone(),
                after: after.clone(),
            });
            before
        };
        let shadow_name = other_name(Object::Table, name);
        let mut table = goal.clone();
        for column in &goal.columns {
            let identity = table.columns.get_mut(&column.name);
            if let Some(identity) = identity.and_then(|column| column.identity.as_mut()) {
                let sequence = render::name_behind(name, &column.name, identity);
                identity.sequence = Some(other_name(Object::Sequence, &sequence));
            }
        }
        let constraint = Object::Constraint(name);
        if let Some(key) = &mut table.primary_key {
            key.name = Some(other_name(constraint, &render::primary_key_name(name, key)));
        }
        table.uniques = std::mem::take(&mut table.uniques)
            .into_iter()
            .map(|(name, unique)| (other_name(constraint, &name), unique))
            .collect();
        table.exclusions = std::mem::take(&mut table.exclusions)
            .into_iter()
            .map(|(name, exclusion)| (other_name(constraint, &name), exclusion))
            .collect();
        table.indexes = std::mem::take(&mut table.indexes)
            .into_iter()
            .map(|(name, index)| (other_name(Object::Index, &name), index))
            .collect();
        if let Some(partitioning) = &mut table.partitioning {
            rename_partitions(partitioning, &mut |name| other_name(Object::Table, name));
        }
        table.foreign_keys.retain(|_, key| {
            let parent = &key.references.table;
            key.references.schema.is_some() || stays(sides, parent)
        });
        Self {
            name: shadow_name,
            table,
            renamings,
        }
    }

    /// Writes the statements that create the table without its indexes and foreign keys.
    pub(crate) fn create(&self, version: ServerVersion) -> Vec<Part> {
        let mut parts = Vec::new();
        let sequences = || render::behind_columns(&self.name, &self.table).into_iter();
        let path = ObjectPath::table(&self.name);
        parts.extend(sequences().map(|(name, sequence, _)| {
            Part::new(&path, render::create_sequence(&name, &sequence, version))
        }));
        create(&self.name, &self.table, version, &mut parts);
        parts
            .extend(sequences().map(|(name, _, column)| {
                Part::new(&path, render::own(&name, &self.name, &column))
            }));
        parts
    }

    /// Writes the statements that drop the table as far as it is there.
    pub(crate) fn drop(&self) -> Vec<Statement> {
        let table = rows::drop_table_if_exists(&self.name);
        let sequences = render::behind_columns(&self.name, &self.table).into_iter();
        let sequences = sequences.map(|(name, _, _)| sequences::drop_sequence_if_exists(&name));
        std::iter::once(table).chain(sequences).collect()
    }

    /// Writes the statements that create what is cheaper to build on the filled table, and the one that
    /// gathers the statistics, without which the first queries would be planned badly.
    pub(crate) fn late(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        late(&self.name, &self.table, &mut parts);
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("ANALYZE ").ident(&self.name);
        parts.push(Part::new(&ObjectPath::table(&self.name), sql.finish()));
        parts
    }

    /// Writes the statements that add the foreign keys to tables which the plan leaves alone.
    pub(crate) fn foreign_keys(&self) -> Vec<Part> {
        let path = ObjectPath::table(&self.name).join("foreign_keys");
        let keys = self.table.foreign_keys.iter();
        let keys = keys.map(|(name, key)| {
            let add = render::add_foreign_key(&self.name, name, key);
            Part::new(&path.join(name.as_str()), add)
        });
        keys.collect()
    }

    /// Describes how the table is filled from its original.
    pub(crate) fn copy(
        &self,
        (original, was): (&Ident, &Table),
        chunk_rows: u64,
        version: ServerVersion,
        errors: &mut Vec<Error>,
    ) -> Copy {
        let values = rows::Values::of(original, was, &self.table, errors);
        let columns = values.pairs().map(|(before, after)| Mapping {
            column: after.name.clone(),
            data_type: after.data_type.clone(),
            source_column: before.name.clone(),
            source_type: before.data_type.clone(),
        });
        Copy {
            source: Source::SameServer,
            from: original.clone(),
            into: self.name.clone(),
            columns: columns.collect(),
            computed: Vec::new(),
            key: walked_by(was),
            chunk_rows,
            statement: values.insert(&self.name, original, version),
        }
    }
}

/// Finds the columns by which the rows can be walked in order: every key has an index, whatever its
/// types.
fn walked_by(table: &Table) -> Vec<Ident> {
    let is_not_null = |name: &Ident| {
        let column = table.columns.get(name);
        column.is_some_and(|column| nullability(table, column) == Nullability::NotNull)
    };
    let primary = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.values().map(|key| &key.columns);
    let mut keys = primary.chain(uniques);
    keys.find(|columns| columns.iter().all(is_not_null))
        .cloned()
        .unwrap_or_default()
}

fn rename_partitions(partitioning: &mut Partitioning, rename: &mut impl FnMut(&Ident) -> Ident) {
    for partition in &mut partitioning.partitions {
        partition.name = rename(&partition.name);
        if let Some(inner) = &mut partition.partitioning {
            rename_partitions(inner, rename);
        }
    }
}

/// Says whether nothing is done to a table, so that others can reference it before the transaction.
fn stays(sides: &Sides<'_>, table: &Ident) -> bool {
    let mut renames = sides.changes.renames.iter();
    sides.before.tables.contains_key(table)
        && sides.changes.of_table(table).is_none()
        && !renames.any(|rename| rename.table() == Some(table))
}

/// Writes the queries that fail if an original has not as many rows any more as were copied.
pub(super) fn count(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    for (name, shadow) in &scope.shadows.0 {
        let count = |sql: &mut Writer, table| {
            sql.kw("(SELECT count(*) FROM ").ident(table).kw(")");
        };
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("SELECT CASE WHEN ");
        count(&mut sql, *name);
        sql.kw(" = ");
        count(&mut sql, &shadow.name);
        sql.kw(" THEN 0 ELSE (");
        // No number, so this is what the server complains of; a constant would be at once.
        sql.string(&format!(
            "obmigrate: {name} was written to after the copy, rows: "
        ));
        sql.kw(" || ");
        count(&mut sql, *name);
        sql.kw(")::int4 END");
        let part = Part::new(&ObjectPath::table(name), sql.finish());
        parts.push(
            part.doing("count the rows of")
                .warning([Hazard::LongRunning]),
        );
    }
}

/// Gives the tables their names. Whatever had these has given them up.
pub(super) fn promote(scope: &Scope<'_>, parts: &mut Vec<Part>) {
    for Renaming {
        path,
        object,
        before,
        after,
    } in scope
        .shadows
        .0
        .values()
        .flat_map(|shadow| &shadow.renamings)
    {
        let part = Part::new(path, write(*object, before, after));
        parts.push(part.doing("switch").warning([Hazard::Lock]));
    }
}

/// Lists the tables that parts of a transaction write anew.
pub(crate) fn rewritten<'a>(parts: &[Part], sides: &Sides<'a>) -> BTreeSet<&'a Ident> {
    let parts = parts.iter();
    let parts = parts.filter(|part| part.hazards.contains(&Hazard::Rewrite));
    let paths: BTreeSet<String> = parts
        .filter_map(|part| match part.path.segments().as_slice() {
            [list, table, ..] if list == "tables" => Some(table.clone()),
            _ => None,
        })
        .collect();
    let tables = sides.goal.tables.keys();
    let tables = tables.filter(|name| sides.between.tables.contains_key(*name));
    tables
        .filter(|name| paths.contains(name.as_str()))
        .collect()
}

/// Says why a table cannot be built beside its original.
pub(crate) fn why_not(sides: &Sides<'_>, table: &Ident, target: Target) -> Option<String> {
    let original = sides.changes.table_before(table);
    let goal = sides.goal.tables.get(table)?;
    let mut renames = sides.changes.renames.iter();
    if renames.any(|rename| rename.table() == Some(original)) {
        return Some("it, or a part of it, gets another name as well".to_owned());
    }
    let path = ObjectPath::table(original);
    let mut lost = sides
        .before
        .unmodelled
        .iter()
        .filter(|object| object.path.is_within(&path) || object.depends_on.contains(original));
    if let Some(object) = lost.next() {
        return Some(format!(
            "the {} {} would stay with the original",
            object.kind, object.path
        ));
    }
    if has_new_type(sides, table, goal, target) {
        return Some("a column has a type that the transaction makes".to_owned());
    }
    let mut columns = goal.columns.iter();
    let numbers = sides.changes.sequences.len()
        + sides
            .changes
            .renames
            .iter()
            .filter(|rename| rename.object == Renamed::Sequence)
            .count();
    let calls = columns.any(|column| column.default.is_some() && column.identity.is_none());
    (numbers > 0 && calls)
        .then(|| "a default may call a sequence that the transaction changes".to_owned())
}

/// Says whether a type of the table is not there before the transaction, or is another one.
fn has_new_type(sides: &Sides<'_>, name: &Ident, goal: &Table, target: Target) -> bool {
    let alone = Schema {
        tables: [(name.clone(), goal.clone())].into(),
        ..Schema::empty(Dialect::Postgres)
    };
    // What is wrong with a type is said when the statements are written.
    let mut said_later = Vec::new();
    let mut limits = Limits::new(target, &mut said_later);
    let (before, alone) = (
        UserTypes::of(sides.between, &mut limits),
        UserTypes::of(&alone, &mut limits),
    );
    alone
        .names()
        .any(|name| before.get(name) != alone.get(name))
}
