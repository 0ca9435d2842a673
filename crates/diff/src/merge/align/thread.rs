//! One object through the three sides, under whatever names.

use obmigrate_model::change::{KeyKind, Renamed};
use obmigrate_model::{Column, Ident, ObjectPath, Schema, Table};

use super::naming::Naming;
use crate::rename::{Hint, Named};
use crate::{Conflict, ConflictKind, OnConflict, Sides};

/// Follows an object that got another name on a side or two.
#[derive(Debug)]
pub(super) struct Thread {
    /// What it is in base.
    base: Named,
    /// Its names; `None` on a side that dropped it.
    desired: Option<Ident>,
    live: Option<Ident>,
}

/// Says whose names are meant.
#[derive(Clone, Copy, Debug)]
pub(super) enum World {
    Base,
    Desired,
    Live,
    /// Those under which the sides are compared.
    Common,
    /// Those that live shall have.
    Goal,
    /// Those of base, as live alone changed them.
    Drift,
}

/// Names a table or column, by common names, that one side renamed and the other dropped.
#[derive(Debug)]
pub(in crate::merge) struct Contest {
    pub(in crate::merge) table: Ident,
    pub(in crate::merge) path: ObjectPath,
    pub(in crate::merge) kind: ConflictKind,
}

/// Finds the objects that hints name; what is wrong with a hint goes to `defects`. `tables` are the
/// tables found before.
pub(super) fn follow(
    sides: Sides<&Schema>,
    hints: &[&Hint],
    tables: &[Thread],
    defects: &mut Vec<String>,
) -> Vec<Thread> {
    let hinted = Hinted {
        sides,
        hints,
        tables,
    };
    let mut threads: Vec<Thread> = Vec::new();
    for hint in hints {
        hinted.add(hint, &mut threads, defects);
    }
    claimed_once(&threads, |thread| &thread.desired, "desired", defects);
    claimed_once(&threads, |thread| &thread.live, "live", defects);
    for thread in &mut threads {
        // A side that did not rename it has it under its old name, or has it no more.
        if thread.desired.is_none() {
            thread.desired = hinted.stays(thread, sides.desired, World::Desired);
        }
        if thread.live.is_none() {
            thread.live = hinted.stays(thread, sides.live, World::Live);
        }
        defects.extend(hinted.taken(thread));
    }
    threads
}

/// Reports names that several objects are said to have got in one side.
fn claimed_once(
    threads: &[Thread],
    pick: fn(&Thread) -> &Option<Ident>,
    side: &str,
    defects: &mut Vec<String>,
) {
    for (position, thread) in threads.iter().enumerate() {
        let Some(name) = pick(thread) else { continue };
        let mut others = threads.iter().skip(position + 1);
        let is_claimed = others.any(|other| {
            pick(other).as_ref() == Some(name) && is_same_scope(&thread.base, &other.base)
        });
        if is_claimed {
            defects.push(format!(
                "{}: several hints say that it became {name} in {side}",
                thread.base.path()
            ));
        }
    }
}

/// Looks hints up in the sides.
struct Hinted<'a> {
    sides: Sides<&'a Schema>,
    hints: &'a [&'a Hint],
    tables: &'a [Thread],
}

impl Hinted<'_> {
    /// Finds the object of a hint, or says why there is none.
    fn add(&self, hint: &Hint, threads: &mut Vec<Thread>, defects: &mut Vec<String>) {
        let before = &hint.before;
        if !has(self.sides.base, before) {
            defects.push(format!("{hint}: there is no {} before", before.path()));
            return;
        }
        let desired = self.renamed_in(hint, self.sides.desired, World::Desired);
        let live = self.renamed_in(hint, self.sides.live, World::Live);
        if desired.is_none() && live.is_none() {
            defects.push(format!(
                "{hint}: neither desired nor live has {} instead of {}",
                hint.after.path(),
                before.path()
            ));
            return;
        }
        let known = threads.iter_mut().find(|thread| thread.base == *before);
        let Some(thread) = known else {
            threads.push(Thread {
                base: before.clone(),
                desired,
                live,
            });
            return;
        };
        for (slot, name, side) in [
            (&mut thread.desired, desired, "desired"),
            (&mut thread.live, live, "live"),
        ] {
            match (&slot, name) {
                (Some(other), Some(name)) if *other != name => defects.push(format!(
                    "{hint}: another hint says that {} is {other} in {side}",
                    before.path()
                )),
                (_, Some(name)) => *slot = Some(name),
                (_, None) => {}
            }
        }
    }

    /// Returns the name that a side gave to what a hint names; `None` if it did not rename it.
    fn renamed_in(&self, hint: &Hint, side: &Schema, world: World) -> Option<Ident> {
        let before = &hint.before;
        let table = table_name(before.table(), self.tables, world)?;
        // The table may be told by its old name on both ends.
        let is_here = is_table(before) || [table, before.table()].contains(&hint.after.table());
        let after = within(&hint.after, table, hint.after.name());
        let stayed = within(before, table, before.name());
        let in_base = within(before, before.table(), hint.after.name());
        let is_new = !has(self.sides.base, &in_base) || self.is_source(before, after.name());
        let is_gone = !has(side, &stayed)
            || self.hints.iter().any(|other| {
                is_same_scope(&other.before, before) && other.after.name() == before.name()
            });
        let is_exchanged = has(side, &stayed) && is_as_before(self.sides.base, side, hint, table);
        (is_here && has(side, &after) && is_new && is_gone && !is_exchanged)
            .then(|| hint.after.name().clone())
    }

    /// Says whether a hint gives another name to what has this one.
    fn is_source(&self, scope: &Named, name: &Ident) -> bool {
        let mut hints = self.hints.iter();
        hints.any(|hint| is_same_scope(&hint.before, scope) && hint.before.name() == name)
    }

    fn stays(&self, thread: &Thread, side: &Schema, world: World) -> Option<Ident> {
        let table = table_name(thread.base.table(), self.tables, world)?;
        let stayed = within(&thread.base, table, thread.base.name());
        has(side, &stayed).then(|| thread.base.name().clone())
    }

    /// Says where the other side has given the new name to something else.
    fn taken(&self, thread: &Thread) -> Vec<String> {
        let Sides { desired, live, .. } = self.sides;
        let mut defects = Vec::new();
        for (name, own, other, world, word) in [
            (&thread.desired, &thread.live, live, World::Live, "live"),
            (
                &thread.live,
                &thread.desired,
                desired,
                World::Desired,
                "desired",
            ),
        ] {
            let Some(name) = name.as_ref().filter(|name| *name != thread.base.name()) else {
                continue;
            };
            let table = table_name(thread.base.table(), self.tables, world);
            let is_taken = own.as_ref() != Some(name)
                && table.is_some_and(|table| has(other, &within(&thread.base, table, name)))
                && !self.is_source(&thread.base, name);
            if is_taken {
                defects.push(format!(
                    "{} cannot become {name}: {word} has something else of that name",
                    thread.base.path()
                ));
            }
        }
        defects
    }
}

/// Says whether a side has both names of a hint just as base has them. Where names are exchanged a
/// side has all of them before and after; but an object takes its definition along, and a column
/// its place.
fn is_as_before(base: &Schema, side: &Schema, hint: &Hint, table: &Ident) -> bool {
    let (before, after) = (hint.before.name(), hint.after.name());
    let was = base.tables.get(hint.before.table());
    let is = side.tables.get(table);
    match &hint.before {
        Named::Table(_) => [before, after]
            .iter()
            .all(|name| base.tables.get(*name) == side.tables.get(*name)),
        Named::Column(..) => {
            let columns = |table: Option<&Table>| -> Vec<Column> {
                let columns = table.into_iter().flat_map(|table| &table.columns);
                let named = columns.filter(|column| [before, after].contains(&&column.name));
                named.cloned().collect()
            };
            columns(was) == columns(is)
        }
        Named::Key(_, kind, _) => {
            let keys = |table: Option<&Table>| table.map(|table| alone(table, *kind));
            keys(was) == keys(is)
        }
    }
}

/// Returns the table with nothing but its keys of one kind.
fn alone(table: &Table, kind: KeyKind) -> Table {
    let mut alone = Table::default();
    match kind {
        KeyKind::Unique => alone.uniques.clone_from(&table.uniques),
        KeyKind::ForeignKey => alone.foreign_keys.clone_from(&table.foreign_keys),
        KeyKind::Check => alone.checks.clone_from(&table.checks),
        KeyKind::Index => alone.indexes.clone_from(&table.indexes),
        KeyKind::Exclusion => alone.exclusions.clone_from(&table.exclusions),
    }
    alone
}

const fn is_table(named: &Named) -> bool {
    matches!(named, Named::Table(_))
}

/// Says whether two objects must not have one name.
fn is_same_scope(one: &Named, other: &Named) -> bool {
    match (one, other) {
        (Named::Table(_), Named::Table(_)) => true,
        (Named::Column(table, _), Named::Column(same, _)) => table == same,
        (Named::Key(table, kind, _), Named::Key(same, alike, _)) => table == same && kind == alike,
        (Named::Table(_) | Named::Column(..) | Named::Key(..), _) => false,
    }
}

/// Returns the object of another name in a table.
fn within(named: &Named, table: &Ident, name: &Ident) -> Named {
    match named {
        Named::Table(_) => Named::Table(name.clone()),
        Named::Column(..) => Named::Column(table.clone(), name.clone()),
        Named::Key(_, kind, _) => Named::Key(table.clone(), *kind, name.clone()),
    }
}

fn has(schema: &Schema, named: &Named) -> bool {
    let table = schema.tables.get(named.table());
    match named {
        Named::Table(_) => table.is_some(),
        Named::Column(_, column) => table.is_some_and(|table| table.columns.get(column).is_some()),
        Named::Key(_, kind, name) => table.is_some_and(|table| kind.names(table).contains(&name)),
    }
}

/// Finds the name of a table of base in a world; `None` where it was dropped.
fn table_name<'a>(base: &'a Ident, tables: &'a [Thread], world: World) -> Option<&'a Ident> {
    let thread = tables
        .iter()
        .find(|thread| is_table(&thread.base) && thread.base.table() == base);
    match thread {
        Some(thread) => thread.name(world, OnConflict::Report),
        None => Some(base),
    }
}

impl Thread {
    /// Returns its name in a world; `None` where it was dropped.
    pub(super) fn name(&self, world: World, policy: OnConflict) -> Option<&Ident> {
        let base = self.base.name();
        match world {
            World::Base => return Some(base),
            World::Desired => return self.desired.as_ref(),
            World::Live => return self.live.as_ref(),
            World::Common | World::Goal | World::Drift => {}
        }
        // A side that dropped it has no wish for its name.
        let naming = Naming {
            base,
            desired: self.desired.as_ref().or(self.live.as_ref()).unwrap_or(base),
            live: self.live.as_ref().or(self.desired.as_ref()).unwrap_or(base),
        };
        Some(match world {
            World::Base | World::Desired | World::Live | World::Common => naming.common(),
            World::Goal => naming.goal(policy),
            World::Drift => naming.drift(),
        })
    }

    /// Says what it is, in the names of a world.
    pub(super) fn object(&self, threads: &[Self], world: World, policy: OnConflict) -> Renamed {
        let table = || self.table(threads, world, policy).clone();
        match &self.base {
            Named::Table(_) => Renamed::Table,
            Named::Column(..) => Renamed::Column { table: table() },
            Named::Key(_, kind, _) => Renamed::Key {
                table: table(),
                kind: *kind,
            },
        }
    }

    fn table<'a>(&'a self, threads: &'a [Self], world: World, policy: OnConflict) -> &'a Ident {
        let base = self.base.table();
        let thread = threads
            .iter()
            .find(|thread| is_table(&thread.base) && thread.base.table() == base);
        thread
            .and_then(|thread| thread.name(world, policy))
            .unwrap_or(base)
    }

    /// Reports that both sides gave it another name.
    pub(super) fn conflict(&self, policy: OnConflict) -> Option<Conflict> {
        let naming = Naming {
            base: self.base.name(),
            desired: self.desired.as_ref()?,
            live: self.live.as_ref()?,
        };
        naming.conflict(&self.base.path(), policy)
    }

    /// Reports that one side renamed it and the other dropped it.
    pub(super) fn contest(&self, threads: &[Self], policy: OnConflict) -> Option<Contest> {
        let kind = match (&self.desired, &self.live) {
            (Some(_), None) => ConflictKind::DesiredRenamedLiveDropped,
            (None, Some(_)) => ConflictKind::DesiredDroppedLiveRenamed,
            (Some(_), Some(_)) | (None, None) => return None,
        };
        let table = match &self.base {
            Named::Table(_) => self.name(World::Common, policy)?,
            Named::Column(..) | Named::Key(..) => self.table(threads, World::Common, policy),
        };
        let name = self.name(World::Common, policy)?;
        Some(Contest {
            table: table.clone(),
            path: within(&self.base, table, name).path(),
            kind,
        })
    }
}
