//! Which tables are altered where they are, and how that is taken back.
//!
//! A table is altered in place only if all its changes are: no row is written, and the way back is
//! exact (OceanBase 4.3.5, measured). Whatever is not surely so asks for a rebuild.

mod columns;
mod draft;
mod indexes;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::Rename;
use obmigrate_model::change::rename::rename;
use obmigrate_model::{
    Change, ChangeSet, Column, Delta, Ident, ObjectPath, Schema, ServerVersion, Statement, Table,
};

use self::draft::Draft;
use crate::options::{InPlace, Options};
use crate::render::oceanbase as render;

/// Is the first version for which it was measured what an `ALTER TABLE` does to rows.
const MEASURED: ServerVersion = ServerVersion {
    major: 4,
    minor: 3,
    patch: 5,
};

/// Is one step of altering a table.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// What it alters.
    pub(crate) path: ObjectPath,
    /// What it does, in one line.
    pub(crate) summary: String,
    /// How it is done.
    pub(crate) forward: Statement,
    /// How it is undone.
    pub(crate) reversal: Statement,
    /// How much of the table it looks at.
    pub(crate) work: Work,
}

/// Says how much of a table a step, or its undoing, looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Its description alone: it waits for nobody.
    Description,
    /// Its rows, to build an index: it waits for open transactions.
    Rows,
}

/// Holds, for each changed table that was there and stays, its steps or why it is rebuilt.
pub(crate) type Decisions = BTreeMap<Ident, Result<Vec<Part>, String>>;

/// Decides for all tables at once, since foreign keys follow a table, not its name: one that they
/// join to a table which is made anew, or goes, is rebuilt with it.
pub(crate) fn decide(
    live: &Schema,
    goal: &Schema,
    changes: &ChangeSet,
    tables: &BTreeSet<&Ident>,
    options: &Options<'_>,
) -> Decisions {
    match options.alters_in_place() {
        InPlace::Never => return Decisions::new(),
        InPlace::WherePossible => {}
    }
    let between = rename(live, &changes.renames);
    let scene = Scene {
        live,
        between: &between,
        goal,
        changes,
        options,
    };
    let mut decisions: Decisions = tables
        .iter()
        .filter_map(|table| Some(((*table).clone(), scene.of_table(table)?)))
        .collect();
    let joined = scene.joined();
    // Each turn rebuilds one table more, so it ends.
    while let Some((table, reason)) = next_rebuilt(&decisions, &joined, tables) {
        decisions.insert(table, Err(reason));
    }
    decisions
}

/// Finds a table that would be altered in place beside a neighbour that is made anew or goes.
fn next_rebuilt(
    decisions: &Decisions,
    joined: &BTreeSet<(Ident, Ident)>,
    tables: &BTreeSet<&Ident>,
) -> Option<(Ident, String)> {
    let stays = |table: &Ident| decisions.get(table).is_some_and(Result::is_ok);
    joined
        .iter()
        .find(|(table, neighbour)| {
            stays(table) && tables.contains(neighbour) && !stays(neighbour)
        })
        .map(|(table, neighbour)| {
            let reason = format!(
                "rebuilt, since a foreign key joins it to {neighbour}, which is not altered in place"
            );
            (table.clone(), reason)
        })
}

/// Is what the decision on a table looks at.
struct Scene<'a> {
    live: &'a Schema,
    /// The live schema with the names that the renames leave.
    between: &'a Schema,
    goal: &'a Schema,
    changes: &'a ChangeSet,
    options: &'a Options<'a>,
}

/// Holds a table as it is decided on.
struct Subject<'a> {
    name: &'a Ident,
    /// As it is.
    before: &'a Table,
    /// As it is, its parts under the names that they get.
    there: &'a Table,
    /// As it shall be.
    after: &'a Table,
    live: &'a Schema,
    changes: &'a ChangeSet,
}

impl Scene<'_> {
    /// Decides on one table by itself; `None` for one that is new or removed.
    fn of_table(&self, name: &Ident) -> Option<Result<Vec<Part>, String>> {
        let deltas: &[Delta] = match self.changes.of_table(name) {
            Some(Change::AlterTable { deltas, .. }) => deltas,
            Some(Change::CreateTable { .. } | Change::DropTable { .. }) => return None,
            None => &[],
        };
        let original = self.changes.table_before(name);
        if original != name {
            return Some(refusal(
                format_args!("table {original} gets the name {name}"),
                "another table may take the old one",
            ));
        }
        let subject = Subject {
            name,
            before: self.live.tables.get(name)?,
            there: self.between.tables.get(name)?,
            after: self.goal.tables.get(name)?,
            live: self.live,
            changes: self.changes,
        };
        Some(self.check_whole(name).and_then(|()| subject.parts(deltas)))
    }

    fn check_whole(&self, name: &Ident) -> Result<(), String> {
        let target = self.options.target();
        if target.version < MEASURED {
            return refusal(target, "what it alters in place was not measured");
        }
        if render::is_misread(name) {
            return refusal(format_args!("the table's name"), render::ADDED_BY_NAME);
        }
        if let Some((_, column)) = self.options.valued().find(|(table, _)| *table == name) {
            return refusal(
                format_args!("column {column}"),
                "its value is computed from the rows",
            );
        }
        let mut from_source = self.options.values_from_source();
        let columns = from_source.find(|(table, _)| *table == name);
        match columns.and_then(|(_, columns)| columns.first()) {
            Some(column) => refusal(
                format_args!("column {column}"),
                "its values come from PostgreSQL",
            ),
            None => Ok(()),
        }
    }

    /// Pairs every table with those that foreign keys join it to, on either side and either way, by
    /// the names that they get.
    fn joined(&self) -> BTreeSet<(Ident, Ident)> {
        let mut pairs = BTreeSet::new();
        for schema in [self.between, self.goal] {
            for (child, table) in &schema.tables {
                for key in table.foreign_keys.values() {
                    if key.references.schema.is_none() {
                        let parent = &key.references.table;
                        pairs.insert((child.clone(), parent.clone()));
                        pairs.insert((parent.clone(), child.clone()));
                    }
                }
            }
        }
        pairs
    }
}

impl Subject<'_> {
    /// Makes the steps, or says which change asks for a rebuild: the first one that does.
    fn parts(&self, deltas: &[Delta]) -> Result<Vec<Part>, String> {
        let mut draft = Draft::default();
        let renames = self.changes.renames.iter();
        for named in renames.filter(|rename| rename.table() == Some(self.name)) {
            self.take_rename(named, &mut draft)?;
        }
        for delta in deltas {
            self.take_delta(delta, &mut draft)?;
        }
        let columns = &self.after.columns;
        let position = |column: &&Column| columns.position(&column.name);
        draft.added.sort_by_key(position);
        Ok(draft.parts(self.name))
    }

    fn take_delta<'t>(&'t self, delta: &'t Delta, draft: &mut Draft<'t>) -> Result<(), String> {
        match delta {
            Delta::AddColumn { column, .. } => self.add_column(delta, column, draft),
            Delta::AlterColumn { name, deltas } => self.alter_column(delta, name, deltas, draft),
            Delta::Index { name, index } => self.change_index(delta, name, index, draft),
            Delta::Comment { comment } => {
                draft.comment = Some(comment);
                Ok(())
            }
            Delta::DropColumn { .. } => refusal(delta, "its values would be gone"),
            Delta::ReorderColumns { .. } => refusal(delta, "it moves every row"),
            Delta::PrimaryKey { .. } => refusal(delta, "the rows are kept in its order"),
            Delta::Unique { .. } | Delta::Check { .. } | Delta::Exclusion { .. } => {
                refusal(delta, "a rule for rows is tried on a copy first")
            }
            Delta::ForeignKey { .. } => refusal(delta, "it joins tables that may be made anew"),
            Delta::Partitioning { .. } => refusal(delta, "it moves every row"),
            Delta::Options { .. } => refusal(delta, "not all of them can be taken back"),
        }
    }

    fn take_rename<'t>(&'t self, named: &'t Rename, draft: &mut Draft<'t>) -> Result<(), String> {
        use obmigrate_model::change::{KeyKind, Renamed};
        match &named.object {
            Renamed::Column { .. } => self.rename_column(named, draft),
            Renamed::Key {
                kind: KeyKind::Index,
                ..
            } => self.rename_index(named, draft),
            Renamed::Key {
                kind: KeyKind::Unique | KeyKind::ForeignKey | KeyKind::Check | KeyKind::Exclusion,
                ..
            }
            | Renamed::Table
            | Renamed::Sequence => refusal(named, "such a name is not changed in place"),
        }
    }
}

/// Says which change asks for a rebuild and why, in one sentence.
fn refusal<T>(what: impl std::fmt::Display, why: &str) -> Result<T, String> {
    Err(format!("rebuilt for this change: {what} ({why})"))
}

/// Names are the same to the server whatever the case of their letters.
fn same(one: &Ident, other: &Ident) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
}
