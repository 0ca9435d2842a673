//! One name on all sides for what a person calls one object.

mod naming;
mod thread;

use std::collections::BTreeMap;

use obmigrate_model::change::{KeyKind, Rename, Renamed};
use obmigrate_model::{Ident, ObjectPath, Pair, Schema, Table};

use self::naming::Naming;
pub(super) use self::thread::Contest;
use self::thread::{Thread, World};
use super::keys;
use super::rules::{Ignored, Rule};
use crate::rename::{Hint, Named};
use crate::{Conflict, Error, OnConflict, Options, Renames, Sides};

/// Holds the renames that bring all sides to common names, and from there to the names of the
/// results.
///
/// An object that one side renamed has its new name in common; one that both renamed differently
/// has its old one, so that the result does not depend on which side is which.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// From the names of each side to the common ones.
    pub(super) sides: Sides<Vec<Rename>>,
    /// From the common names to those that live shall have.
    pub(super) to_goal: Vec<Rename>,
    /// From the common names to those that drift is told in.
    pub(super) to_drift: Vec<Rename>,
    /// From live's names to those that it shall have.
    pub(super) changes: Vec<Rename>,
    /// From base's names to those that live alone gave.
    pub(super) drift: Vec<Rename>,
    /// Objects that both sides gave another name, or that one renamed and the other dropped.
    pub(super) conflicts: Vec<Conflict>,
    /// Tables and columns that one side renamed and the other dropped, under common names.
    pub(super) contested: Vec<Contest>,
    /// Keys whose names are not compared.
    pub(super) ignored: Vec<Ignored>,
}

/// Aligns what hints name. Without hints nothing gets another name.
pub(super) fn align(
    sides: Sides<&Schema>,
    renames: &Renames,
    policy: OnConflict,
) -> Result<Alignment, Error> {
    let mut defects = Vec::new();
    let mut threads: Vec<Thread> = Vec::new();
    // Tables first: columns and keys are looked up in them.
    for is_wanted in [is_table as fn(&Named) -> bool, |named| !is_table(named)] {
        let hints: Vec<&Hint> = renames
            .hints
            .iter()
            .filter(|hint| is_wanted(&hint.before))
            .collect();
        let found = thread::follow(sides, &hints, &threads, &mut defects);
        threads.extend(found);
    }
    if !defects.is_empty() {
        return Err(Error::RenamesDoNotFit { defects });
    }
    let mut alignment = Alignment::default();
    for thread in &threads {
        alignment.add(thread, &threads, policy);
    }
    Ok(alignment)
}

const fn is_table(named: &Named) -> bool {
    matches!(named, Named::Table(_))
}

impl Alignment {
    fn add(&mut self, thread: &Thread, threads: &[Thread], policy: OnConflict) {
        use World::{Base, Common, Desired, Drift, Goal, Live};
        let ways = [
            (Base, Common, &mut self.sides.base),
            (Desired, Common, &mut self.sides.desired),
            (Live, Common, &mut self.sides.live),
            (Common, Goal, &mut self.to_goal),
            (Common, Drift, &mut self.to_drift),
            (Live, Goal, &mut self.changes),
            (Base, Drift, &mut self.drift),
        ];
        for (from, to, list) in ways {
            let (Some(before), Some(after)) = (thread.name(from, policy), thread.name(to, policy))
            else {
                continue;
            };
            if before != after {
                list.push(Rename {
                    object: thread.object(threads, from, policy),
                    name: Pair {
                        before: before.clone(),
                        after: after.clone(),
                    },
                });
            }
        }
        self.conflicts.extend(thread.conflict(policy));
        self.contested.extend(thread.contest(threads, policy));
    }

    /// Lists the names that a table has on the sides; `name` is its common one.
    pub(super) fn names_of<'a>(&'a self, name: &'a Ident) -> [&'a Ident; 3] {
        let Sides {
            base,
            desired,
            live,
        } = self.sides.as_ref();
        [base, desired, live].map(|renames| name_before(renames, name))
    }

    /// Aligns the keys of a table that differ in their names alone; `name` is its common name.
    /// Returns what each side's keys are renamed by.
    pub(super) fn add_keys(
        &mut self,
        name: &Ident,
        tables: Sides<&Table>,
        options: &Options,
    ) -> Sides<Vec<Rename>> {
        let mut threads: BTreeMap<(KeyKind, Ident), Sides<Option<Ident>>> = BTreeMap::new();
        for (kind, before, after) in keys::pairs(tables.base, tables.desired) {
            threads.entry((kind, before)).or_default().desired = Some(after);
        }
        for (kind, before, after) in keys::pairs(tables.base, tables.live) {
            threads.entry((kind, before)).or_default().live = Some(after);
        }
        // A name that the other side has given to something else cannot be taken over.
        for ((kind, _), renamed) in &mut threads {
            let is_taken = |name: &Ident, other: &Table, own: &Option<Ident>| {
                own.as_ref() != Some(name) && kind.names(other).contains(&name)
            };
            let Sides { desired, live, .. } = renamed.clone();
            renamed
                .desired
                .take_if(|name| is_taken(name, tables.live, &live));
            renamed
                .live
                .take_if(|name| is_taken(name, tables.desired, &desired));
        }
        let mut sides = Sides::default();
        let policy = options.conflict_policy();
        for ((kind, base), renamed) in &threads {
            let stays = |table: &Table| kind.names(table).contains(&base).then_some(base);
            let desired = renamed.desired.as_ref().or_else(|| stays(tables.desired));
            let live = renamed.live.as_ref().or_else(|| stays(tables.live));
            let naming = Naming {
                base,
                desired: desired.or(live).unwrap_or(base),
                live: live.or(desired).unwrap_or(base),
            };
            let common = naming.common();
            let (goal, drift) = if options.key_names_are_compared() {
                let path = ObjectPath::table(name)
                    .join(kind.list())
                    .join(base.as_str());
                self.conflicts.extend(naming.conflict(&path, policy));
                (naming.goal(policy), naming.drift())
            } else {
                if naming.desired != naming.live {
                    self.ignored.push(Ignored {
                        path: ObjectPath::table(name)
                            .join(kind.list())
                            .join(naming.live.as_str())
                            .join("name"),
                        rule: Rule::KeyName,
                    });
                }
                (naming.live, base)
            };
            let (in_base, in_live) = (
                name_before(&self.sides.base, name).clone(),
                name_before(&self.sides.live, name).clone(),
            );
            for (table, before, after, list) in [
                (name, base, common, &mut sides.base),
                (name, naming.desired, common, &mut sides.desired),
                (name, naming.live, common, &mut sides.live),
                (name, common, goal, &mut self.to_goal),
                (name, common, drift, &mut self.to_drift),
                (&in_live, naming.live, goal, &mut self.changes),
                (&in_base, base, drift, &mut self.drift),
            ] {
                if before != after {
                    list.push(Rename {
                        object: Renamed::Key {
                            table: table.clone(),
                            kind: *kind,
                        },
                        name: Pair {
                            before: before.clone(),
                            after: after.clone(),
                        },
                    });
                }
            }
        }
        sides
    }
}

/// Finds the name that a table had before renames.
pub(crate) fn name_before<'a>(renames: &'a [Rename], table: &'a Ident) -> &'a Ident {
    let renamed = renames
        .iter()
        .find(|rename| rename.object == Renamed::Table && rename.name.after == *table);
    renamed.map_or(table, |rename| &rename.name.before)
}
