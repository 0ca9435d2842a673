//! Foreign keys and checks across a switch.
//!
//! On OceanBase their names are unique in a database, they cannot be renamed, and a foreign key
//! follows its parent when that is renamed (4.3.5, measured). So while both tables exist, the new
//! one has its constraints under temporary names and references the new parents; one `RENAME` then
//! keeps both sets consistent, and its reverse too. Afterwards the backups give up their
//! constraints (a cascade would eat the backup) and the new tables take the names over.

use obmigrate_model::plan::{Hazard, Phase, Step, Strategy, TablePlan};
use obmigrate_model::{Check, ForeignKey, Ident, ObjectPath};

use super::{Scene, step};
use crate::error::Error;
use crate::render::limits::Limits;
use crate::render::oceanbase as render;

/// A foreign key that has to be there after the switch.
struct NewKey<'a> {
    /// The table that has it, and the name it is built under.
    table: &'a Ident,
    building_table: &'a Ident,
    name: &'a Ident,
    building_name: &'a Ident,
    key: &'a ForeignKey,
    building_parent: &'a Ident,
}

/// A foreign key whose table keeps it until the switch is done.
struct OldKey<'a> {
    table: &'a Ident,
    kept_table: &'a Ident,
    name: &'a Ident,
    key: &'a ForeignKey,
    kept_parent: &'a Ident,
}

struct NewCheck<'a> {
    table: &'a Ident,
    name: &'a Ident,
    building_name: &'a Ident,
    check: &'a Check,
}

struct OldCheck<'a> {
    table: &'a Ident,
    kept_table: &'a Ident,
    name: &'a Ident,
    check: &'a Check,
}

/// Holds the constraints that a group's switch moves.
pub(super) struct Constraints<'a> {
    new_keys: Vec<NewKey<'a>>,
    old_keys: Vec<OldKey<'a>>,
    new_checks: Vec<NewCheck<'a>>,
    old_checks: Vec<OldCheck<'a>>,
}

impl<'a> Constraints<'a> {
    /// Collects the constraints of the group's tables, and the foreign keys of unchanged tables
    /// that reference one of them.
    pub(super) fn of_group(
        scene: &'a Scene<'a>,
        plans: &[&'a TablePlan],
        errors: &mut Vec<Error>,
    ) -> Self {
        let mut found = Self {
            new_keys: Vec::new(),
            old_keys: Vec::new(),
            new_checks: Vec::new(),
            old_checks: Vec::new(),
        };
        for plan in plans {
            found.collect_before(scene, plan);
            found.collect_after(scene, plan, errors);
            found.collect_outside_children(scene, plan, errors);
        }
        found.check_names(&mut Limits::new(scene.options.target(), errors));
        found
    }

    /// Reports every constraint that cannot be added, or added again on the way back.
    fn check_names(&self, limits: &mut Limits<'_>) {
        for new in &self.new_keys {
            let misread = render::is_key_misread(new.building_table, new.key, new.building_parent);
            let path = key_path(new.table, new.name);
            limits.lacks_if(misread, &path, render::ADDED_BY_NAME);
        }
        for old in &self.old_keys {
            let misread = render::is_key_misread(old.kept_table, old.key, old.kept_parent);
            let path = key_path(old.table, old.name);
            limits.lacks_if(misread, &path, render::ADDED_BY_NAME);
        }
        for new in self
            .new_checks
            .iter()
            .filter(|new| new.building_name != new.name)
        {
            let path = check_path(new.table, new.name);
            limits.lacks_if(render::is_misread(new.table), &path, render::ADDED_BY_NAME);
        }
        for old in &self.old_checks {
            let path = check_path(old.table, old.name);
            limits.lacks_if(render::is_misread(old.table), &path, render::ADDED_BY_NAME);
        }
    }

    fn collect_before(&mut self, scene: &'a Scene<'a>, plan: &'a TablePlan) {
        let (Some(before), Some(backup)) = (&plan.before, &plan.backup) else {
            return;
        };
        self.old_keys
            .extend(before.foreign_keys.iter().map(|(name, key)| OldKey {
                table: plan.original(),
                kept_table: backup,
                name,
                key,
                kept_parent: scene.kept_parent(key),
            }));
        self.old_checks
            .extend(before.checks.iter().map(|(name, check)| OldCheck {
                table: plan.original(),
                kept_table: backup,
                name,
                check,
            }));
    }

    fn collect_after(
        &mut self,
        scene: &'a Scene<'a>,
        plan: &'a TablePlan,
        errors: &mut Vec<Error>,
    ) {
        let (Some(after), Some(temp)) = (&plan.after, &plan.temp) else {
            return;
        };
        for (name, key) in &after.foreign_keys {
            let parent = &key.references.table;
            // Whether another database has the table is seen when the key is added.
            if key.references.schema.is_none() && !scene.goal.tables.contains_key(parent) {
                errors.push(Error::DanglingReference {
                    path: ObjectPath::table(&plan.table)
                        .join("foreign_keys")
                        .join(name.as_str()),
                    parent: parent.clone(),
                });
            }
            self.new_keys.push(NewKey {
                table: &plan.table,
                building_table: temp,
                name,
                building_name: scene.temporary.key(&plan.table, name),
                key,
                building_parent: scene.building_parent(key),
            });
        }
        self.new_checks
            .extend(after.checks.iter().map(|(name, check)| NewCheck {
                table: &plan.table,
                name,
                building_name: scene.temporary.check(&plan.table, name),
                check,
            }));
    }

    /// A child that does not change gets a second key to the new parent before the switch, and
    /// gives up the one to the backup after it. The second one has the parent's new names.
    fn collect_outside_children(
        &mut self,
        scene: &'a Scene<'a>,
        plan: &'a TablePlan,
        errors: &mut Vec<Error>,
    ) {
        // A table that is altered in place stays what its children reference.
        if plan.before.is_none() || plan.strategy == Strategy::InPlace {
            return;
        }
        for (child, name, key) in scene.outside_children(plan.original()) {
            if plan.strategy == Strategy::Retire {
                errors.push(Error::StillReferenced {
                    path: ObjectPath::table(&plan.table),
                    child: child.clone(),
                    key: name.clone(),
                });
                continue;
            }
            self.old_keys.push(OldKey {
                table: child,
                kept_table: child,
                name,
                key,
                kept_parent: scene.kept_parent(key),
            });
            let after = scene.goal.tables.get(child);
            let Some(key) = after.and_then(|table| table.foreign_keys.get(name)) else {
                continue;
            };
            self.new_keys.push(NewKey {
                table: child,
                building_table: child,
                name,
                building_name: scene.temporary.key(child, name),
                key,
                building_parent: scene.building_parent(key),
            });
        }
    }

    /// Adds the foreign keys under the names they are built with.
    pub(super) fn constrain(&self, steps: &mut Vec<Step>) {
        for new in &self.new_keys {
            let mut hazards = vec![Hazard::LongRunning, Hazard::UnboundedWait];
            if new.building_table == new.table || new.building_parent == &new.key.references.table {
                hazards.push(Hazard::RestrictsApplication);
            }
            steps.push(step(
                Phase::Constrain,
                key_path(new.table, new.name),
                format!(
                    "add foreign key {} to {}",
                    new.building_name, new.building_table
                ),
                render::add_foreign_key(
                    new.building_table,
                    new.building_name,
                    new.key,
                    new.building_parent,
                ),
                Some(render::drop_foreign_key(
                    new.building_table,
                    new.building_name,
                )),
                hazards,
            ));
        }
    }

    /// Frees the names and hands them to the new constraints.
    pub(super) fn settle(&self, steps: &mut Vec<Step>) {
        // Adding a constraint works through the rows, dropping one does not; dropping a foreign key
        // does not wait either (4.3.5, measured).
        let dropping_key = Vec::new;
        let dropping = || vec![Hazard::UnboundedWait];
        let adding = || vec![Hazard::LongRunning, Hazard::UnboundedWait];
        let mut push = |path, summary, forward, reversal, hazards| {
            steps.push(step(
                Phase::Settle,
                path,
                summary,
                forward,
                Some(reversal),
                hazards,
            ));
        };
        for old in &self.old_keys {
            push(
                key_path(old.table, old.name),
                format!("drop foreign key {} of {}", old.name, old.kept_table),
                render::drop_foreign_key(old.kept_table, old.name),
                render::add_foreign_key(old.kept_table, old.name, old.key, old.kept_parent),
                dropping_key(),
            );
        }
        for old in &self.old_checks {
            push(
                check_path(old.table, old.name),
                format!("drop check {} of {}", old.name, old.kept_table),
                render::drop_check(old.kept_table, old.name),
                render::add_check(old.kept_table, old.name, old.check),
                dropping(),
            );
        }
        for new in self
            .new_keys
            .iter()
            .filter(|new| new.building_name != new.name)
        {
            let parent = &new.key.references.table;
            let add = |name| render::add_foreign_key(new.table, name, new.key, parent);
            let drop = |name| render::drop_foreign_key(new.table, name);
            let path = key_path(new.table, new.name);
            push(
                path.clone(),
                format!("add foreign key {} to {}", new.name, new.table),
                add(new.name),
                drop(new.name),
                adding(),
            );
            push(
                path,
                format!("drop foreign key {} of {}", new.building_name, new.table),
                drop(new.building_name),
                add(new.building_name),
                dropping_key(),
            );
        }
        for new in self
            .new_checks
            .iter()
            .filter(|new| new.building_name != new.name)
        {
            let add = |name| render::add_check(new.table, name, new.check);
            let drop = |name| render::drop_check(new.table, name);
            let path = check_path(new.table, new.name);
            push(
                path.clone(),
                format!("add check {} to {}", new.name, new.table),
                add(new.name),
                drop(new.name),
                adding(),
            );
            push(
                path,
                format!("drop check {} of {}", new.building_name, new.table),
                drop(new.building_name),
                add(new.building_name),
                dropping(),
            );
        }
    }
}

fn key_path(table: &Ident, name: &Ident) -> ObjectPath {
    ObjectPath::table(table)
        .join("foreign_keys")
        .join(name.as_str())
}

fn check_path(table: &Ident, name: &Ident) -> ObjectPath {
    ObjectPath::table(table).join("checks").join(name.as_str())
}
