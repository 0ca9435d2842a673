//! Types that columns describe by value.

use std::collections::BTreeMap;

use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, ObjectPath, ServerVersion, Statement, Target};

use super::backups::Removal;
use super::fresh::Fresh;
use super::scope::Scope;
use crate::definition::Part;
use crate::error::Error;
use crate::render::limits::Limits;
use crate::render::postgres::UserTypes;

/// Knows which types come, which go, and which are made again under their names: the server has no
/// words for most changes of a type, and a label that is added to an enum cannot be used in the same
/// transaction (manual of 12 to 18, `ALTER TYPE`).
pub(super) struct Types<'a> {
    before: UserTypes<'a>,
    goal: UserTypes<'a>,
    /// The names that those have meanwhile that are made again.
    meanwhile: BTreeMap<&'a Ident, Ident>,
    removal: Removal<'a>,
}

impl<'a> Types<'a> {
    pub(super) fn of(
        scope: &Scope<'a>,
        target: Target,
        fresh: &mut Fresh,
        errors: &mut Vec<Error>,
    ) -> Self {
        let mut limits = Limits::new(target, errors);
        let before = UserTypes::of(scope.between, &mut limits);
        let goal = UserTypes::of(scope.goal, &mut limits);
        let changed = before.names().filter(|name| {
            let after = goal.get(name);
            after.is_some() && before.get(name) != after
        });
        let meanwhile = changed.map(|name| (name, fresh.name())).collect();
        let mut types = Self {
            before,
            goal,
            meanwhile,
            removal: scope.removal,
        };
        let kept = types.before.names();
        let kept: Vec<_> = kept
            .filter_map(|name| Some((name, types.kept(name)?.clone())))
            .collect();
        types.meanwhile.extend(kept);
        types
    }

    /// Finds the name that a type has from now on that a kept table has.
    fn kept(&self, name: &Ident) -> Option<&'a Ident> {
        match self.removal {
            Removal::Kept(backups) => backups.type_name(name),
            Removal::Dropped | Removal::Undone(_) => None,
        }
    }

    /// Finds the name from which a type comes back.
    fn restored(&self, name: &Ident) -> Option<&'a Ident> {
        match self.removal {
            Removal::Undone(backups) => backups.type_name(name),
            Removal::Dropped | Removal::Kept(_) => None,
        }
    }

    /// Creates types, of which some take the names of others.
    pub(super) fn begin(&self, version: ServerVersion, parts: &mut Vec<Part>) {
        let path = ObjectPath::root().join("types");
        for (name, other) in &self.meanwhile {
            parts.push(Part::new(&path, rename_type(name, other)));
        }
        for name in self.goal.names() {
            if let Some(kept) = self.restored(name) {
                parts.push(Part::new(&path, rename_type(kept, name)));
            }
        }
        let is_wanted = |name: &Ident| {
            self.before.get(name) != self.goal.get(name) && self.restored(name).is_none()
        };
        let create = self.goal.create(version, is_wanted);
        parts.extend(create.into_iter().map(|part| Part::new(&path, part)));
    }

    /// Drops the types that nothing has any more, those first that are made of others.
    pub(super) fn end(&self, parts: &mut Vec<Part>) {
        let path = ObjectPath::root().join("types");
        let gone = self.before.names().rev();
        for name in gone.filter(|name| self.kept(name).is_none()) {
            if let Some(other) = self.meanwhile.get(name) {
                parts.push(Part::new(&path, drop_type(other)));
            } else if self.goal.get(name).is_none() {
                parts.push(Part::new(&path, drop_type(name)));
            }
        }
    }
}

fn rename_type(before: &Ident, after: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER TYPE ").ident(before);
    sql.kw(" RENAME TO ").ident(after);
    sql.finish()
}

/// Writes the statement that drops a type.
pub(super) fn drop_type(name: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("DROP TYPE ").ident(name);
    sql.finish()
}
